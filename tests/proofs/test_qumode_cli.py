"""`khrnn qumode`: output, seeds, errors."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from math import log, log10, pi
from pathlib import Path

import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from proofs.provenance import version

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    def call(*words: str) -> tuple[int, str, str]:
        from proofs.cli.app import run as main

        monkeypatch.setattr(sys, "argv", ["khrnn", "qumode", *words])
        status = main()
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def test_task_then_simulate(run: Command, tmp_path: Path) -> None:
    path = str(tmp_path / "s.json")
    status, out, err = run("task", "4", "3", "--measurements", "3", "--seed", "5", "-o", path)
    assert (status, out) == (0, "")
    assert "seed 5" in err
    status, out, _ = run("task", "4", "3", "--measurements", "3", "--seed", "5")
    assert out == Path(path).read_text(encoding="utf-8")
    common = ("simulate", path, "--squeezing", "12", "--shots", "50", "--seed", "3")
    status, out, err = run(*common, "--json", "--outcomes")
    assert status == 0, err
    data = json.loads(out)
    assert data["position_variance"] == pytest.approx(0.5 * 10**1.2)
    assert data["resolution"] == pytest.approx(1 / (2 * data["position_variance"] ** 0.5))
    assert len(data["outcomes"]) == 50
    assert len(data["mean"]) == 3
    assert json.loads(run(*common, "--json", "--outcomes")[1]) == data
    status, out, _ = run(*common, "--outcomes")
    assert status == 0
    assert len(out.splitlines()) == 1 + 3 + 50


def test_a_drawn_sentence_says_what_drew_it(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    assert run("task", "3", "2", "--seed", "5", "-o", str(path))[0] == 0
    facts = json.loads(path.read_text())["provenance"]
    assert facts == {"khrnn": version(), "command": "khrnn qumode task", "seed": "5"}
    assert run("simulate", str(path), "--shots", "5")[0] == 0
    path.write_text(path.read_text().replace('"seed":"5"', '"seed":5'))
    status, _, err = run("simulate", str(path), "--shots", "5")
    assert status == 2
    assert "provenance.seed: expected 1 to 200 printable" in err


NULLIFIER = (
    '{"schema": "khrnn-qumode/1", "modes": 2, "tokens": '
    '[{"phase": [[[0, 1], "1/2"]]}, {"measure": 0, "minus": [[[1], "1/2"]]}]}'
)
CUBIC = (
    '{"schema": "khrnn-qumode/1", "modes": 1, "tokens": '
    '[{"phase": [[[0, 0, 0], "1/20"]]}, {"measure": 0}]}'
)


def test_deviation_of_a_nullifier(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(NULLIFIER, encoding="utf-8")
    words = ("simulate", str(path), "--squeezing", "10", "--shots", "4000", "--json")
    status, out, err = run(*words, "--resolution", "0")
    assert status == 0, err
    # variance 1/(4 s^2) with s^2 = 5
    assert json.loads(out)["standard_deviation"][0] == pytest.approx(0.05**0.5, rel=0.06)


def test_the_grid_takes_what_the_sampler_refuses(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text(CUBIC, encoding="utf-8")
    words = ("simulate", str(path), "--squeezing", "0", "--shots", "20")
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert "affine in q0" in err
    assert "grid" in err
    status, out, err = run(*words, "--grid", "--json")
    assert status == 0, err
    assert json.loads(out)["method"] == "grid"
    status, _, err = run(*words, "--grid", "--points", "16")
    assert status == 2
    assert "more points" in err


def test_squeezing(run: Command, tmp_path: Path) -> None:
    status, out, err = run("squeezing", "--k", "3", "--json")
    assert status == 0, err
    data = json.loads(out)
    # an outcome within z/(2s) by chance y (1 + log 1/y) = 0.01 at most, s^3 = z (2/pi) / (2 y)
    y = brentq(lambda y: y * (1 - log(y)) - 0.01, 1e-6, 0.5)
    s = (-norm.ppf(0.005) / (pi * y)) ** (1 / 3)
    assert data["squeezing_db"] == pytest.approx(10 * log10(2 * s * s), abs=1e-6)
    status, out, _ = run("squeezing", "--k", "2", "--difference", "0.5")
    assert status == 0
    assert "dB" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("simulate", "missing.json"), "missing.json"),
        (("squeezing", "--k", "1"), "an edge size of 2..64"),
        (("squeezing", "--k", "1000"), "an edge size of 2..64"),
        (("squeezing", "--k", "64", "--miss", "1e-240"), "an error above 9e-214 for k = 64"),
        (("squeezing", "--miss", "0"), "strictly between 0 and 1"),
        (("squeezing", "--plot", "plot.txt"), "ending in .svg"),
        (("task", "3", "4"), "edge size in 1..3"),
        (("task", "65", "2"), "1..64 modes"),
        (
            ("task", "3", "2", "--measurements", "-1"),
            "--measurements: expected at least 0, found -1",
        ),
        (("task", "3", "2", "--seed", "-1"), "--seed"),
    ],
)
def test_bad_input(
    run: Command, words: tuple[str, ...], message: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert message in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--squeezing", "1e9", "-200..200"),
        ("--shots", "0", "--shots"),
        ("--resolution", "-1", "a number of 0..1e+100"),
        ("--resolution", "1e300", "a number of 0..1e+100"),
        ("--half-width", "5", "--half-width: expected with --grid, found alone"),
        ("--seed", "-2", "--seed"),
        ("--points", "15", "even number"),
    ],
)
def test_bad_numbers(run: Command, tmp_path: Path, option: str, value: str, message: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(NULLIFIER, encoding="utf-8")
    status, out, err = run(
        "simulate", str(path), option, value, *(["--grid"] * (option == "--points"))
    )
    assert (status, out) == (2, "")
    assert message in err
