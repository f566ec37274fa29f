"""`khrnn trainability` as a user meets it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from khrnn.trainability import registry
from khrnn.trainability.hypergraph_gradients import dense
from proofs.cli.app import run


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def called(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["khrnn", "trainability", *map(str, words)])
        capsys.readouterr()
        status = run()
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return called


def test_table(call):
    status, out, _ = call("khrnn", "--samples", 500)
    assert status == 0
    assert "0.0009766" in out  # 2^-10 at 6 qubits
    assert "exp(-r n): r = 0." in out
    assert "5 points with an exact variance, 0 of them off" in out


def untimed(text: str) -> dict[str, object]:
    """Everything but the wall times, which must be there."""
    data = json.loads(text)
    for model in data["models"]:
        assert all(point.pop("seconds") >= 0 for point in model["points"])
    return data


def test_json_and_plot(call, tmp_path: Path):
    picture = tmp_path / "plot.svg"
    words = ("khrnn-line", "--sizes", "3,2,5", "--samples", 300, "--seed", 4, "--json")
    status, out, _ = call(*words, "-o", picture)
    assert status == 0
    [model] = json.loads(out)["models"]
    assert [p["size"] for p in model["points"]] == [2, 3, 5]
    assert [p["predicted_exact"] for p in model["points"]] == ["1/64", "1/128", "1/128"]
    assert {law["kind"] for law in model["laws"]} == {"exponential", "power"}
    assert picture.read_text(encoding="utf-8").rstrip().endswith("</svg>")
    assert untimed(call(*words)[1]) == untimed(out)


def test_all_on_one_axis(call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    few = {name: registry.MODELS[name] for name in ("khrnn", "khrnn-qumode", "matchgate")}
    monkeypatch.setattr(registry, "MODELS", few)
    status, out, _ = call("all", "--sizes", "1,2,3", "--samples", 200, "-o", tmp_path / "a.png")
    assert status == 0
    assert all(f"{name}:" in out for name in few)
    assert "left out, not a size of khrnn: 1" in out
    assert "left out, not a size of matchgate: 1" in out
    assert "How variances fall" in out
    assert (tmp_path / "a.png").stat().st_size > 10_000


def test_names(call):
    status, out, _ = call("?")
    assert status == 0
    assert "khrnn-qumode: derivative of <p_0^2>" in out
    status, out, _ = call("?", "--json")
    assert json.loads(out)["models"] == list(registry.MODELS)


def test_several_by_name(call):
    words = ("dissipative-m2-global,khrnn,khrnn", "--sizes", "2,3", "--samples", 60)
    status, out, _ = call(*words, "--json")
    assert status == 0
    models = json.loads(out)["models"]
    assert [(m["name"], m["left_out"]) for m in models] == [
        ("dissipative-m2-global", [3]),
        ("khrnn", []),
    ]
    assert models[0]["points"][0]["bound"] == {
        "kind": "upper",
        "value": 0.05,
        "source": "ours, for arXiv 2005.12458, eq. (11)",
    }


class Unlucky:
    """Off by far at the first look only."""

    name, quantity, unit, sizes, largest = "unlucky", "a test", "qubits", (2, 3), 3

    def sample(self, size, rng, count):
        return dense().sample(size, rng, count) * (2 if size == 3 and count == 500 else 1)

    def prediction(self, size):
        return dense().prediction(size)

    def bound(self, size):  # noqa: ARG002
        return None


def test_a_point_that_is_off_is_measured_again(call, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(registry, "load", lambda _: Unlucky())
    status, out, _ = call("unlucky", "--samples", 500)
    assert status == 0
    assert "3: was off at first (+" in out
    assert "measured again with 2000 samples" in out
    assert "2 points with an exact variance, 0 of them off" in out
    assert "measured twice: 1" in out


class Wrong:
    """The right samples with a prediction that is off by a quarter."""

    name, quantity, unit, sizes, largest = "wrong", "a test", "qubits", (2, 3), 3

    def sample(self, size, rng, count):
        return dense().sample(size, rng, count)

    def prediction(self, size):
        return dense().prediction(size) * 5 / 4

    def bound(self, size):  # noqa: ARG002
        return None


class Interrupted(Wrong):
    def sample(self, size, rng, count):  # noqa: ARG002
        if size == 3:
            raise KeyboardInterrupt
        return np.zeros(count)

    def prediction(self, size):  # noqa: ARG002
        return None


@pytest.mark.parametrize(("model", "status"), [("Wrong", 1), ("Interrupted", 130)])
def test_disagreement_and_interrupt(call, monkeypatch: pytest.MonkeyPatch, model, status):
    monkeypatch.setattr(registry, "load", lambda _: globals()[model]())
    found, out, err = call("wrong", "--samples", 4000)
    assert found == status
    told = "khrnn: interrupted; 1 of 2 points are measured, the others are not\n"
    assert err == (told if status == 130 else "")
    assert ("DISAGREES" in out) == (status == 1)
    assert "wrong: a test" in out  # what was measured is printed all the same


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("khrnn", "--sizes", "2,x"), "--sizes: expected positive integers"),
        (("khrnn", "--sizes", ""), "--sizes"),
        (("khrnn", "--sizes", "0"), "--sizes"),
        (("khrnn", "--sizes", "15"), "expected 2 to 14, found 15"),
        (("khrnn", "--samples", "29"), "--samples: expected 30..10000000, found 29"),
        (("khrnn", "--seed", "-1"), "--seed"),
        (("khrnn", "-o", "plot.txt"), "a file ending in .svg, .pdf or .png"),
        (("khrnn", "-o", "no/such/folder/a.svg"), "an existing folder"),
        (("boltzmann",), "model: expected one of"),
    ],
)
def test_bad_input(call, words, message):
    status, out, err = call(*words)
    assert status == 2
    assert message in err
    assert out == ""
