"""`khrnn contextuality critical` as a user meets it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from contextuality.formats import load
from contextuality.library import get
from contextuality.scenario import Scenario
from contextuality.search.parity import Contextual, decide_parity
from proofs.cli.app import run
from proofs.kernel import check_file


@pytest.fixture
def khrnn(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["khrnn", "contextuality", "critical", *map(str, words)])
        capsys.readouterr()
        status = run()
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


def test_contexts_of_the_doily(khrnn, tmp_path: Path) -> None:
    part, proof = tmp_path / "part.ctx", tmp_path / "part.json"
    status, out, _ = khrnn("--library", "doily", "--save", part, "-o", proof, "--json")
    data = json.loads(out)
    assert (status, data["critical"], data["of"], data["witnesses"]) == (0, True, 15, 6)
    assert data["certificate"]["verdict"] == "valid"
    assert check_file(proof).status == "valid"
    left = load(part)
    assert isinstance(left, Scenario)
    assert isinstance(decide_parity(left), Contextual)
    # Without any one context it is not contextual: decided again, from the file.
    for drop in range(len(left.contexts)):
        rest = Scenario(
            "rest",
            left.observables,
            tuple(c for i, c in enumerate(left.contexts) if i != drop),
            tuple(s for i, s in enumerate(left.signs) if i != drop),
        )
        assert not isinstance(decide_parity(rest), Contextual)


@pytest.mark.parametrize(("part", "total"), [("vectors", 18), ("edges", 9)])
def test_a_set_that_is_critical_already(khrnn, part: str, total: int) -> None:
    status, out, _ = khrnn("--library", "cabello-18", "--part", part, "--json")
    data = json.loads(out)
    assert (status, data["critical"]) == (0, True)
    assert (len(data["kept"]), data["of"], data["witnesses"]) == (total, total, total)


def test_a_smaller_set_and_its_file(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "part.json"
    status, out, _ = khrnn("--library", "peres-24", "--save", path)
    assert status == 0
    assert "of 24 vectors are kept" in out
    assert "kernel: valid" in out
    assert len(load(path).vectors) < len(get("peres-24").vectors)  # type: ignore[union-attr]


def test_nothing_to_reduce(khrnn, tmp_path: Path) -> None:
    status, out, _ = khrnn("--library", "yu-oh-13")
    assert (status, out) == (0, "yu-oh-13: has a colouring by the rule bases-and-pairs\n")
    path = tmp_path / "c.json"
    status, _, err = khrnn("--library", "yu-oh-13", "-o", path)
    assert (status, path.exists()) == (2, False)
    assert "-o: expected a critical part to write" in err


def test_a_time_limit_is_no_result(khrnn) -> None:
    status, out, _ = khrnn("--library", "e8-120", "--time-limit", "0.001", "--json")
    data = json.loads(out)
    assert (status, data["critical"], data["certificate"]) == (1, None, None)
    assert "time limit reached" in data["outcome"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--library", "doily", "--rule", "bases"), "--rule: expected with vectors"),
        (("--library", "doily", "--symmetric"), "--symmetric: expected with vectors"),
        (("--library", "doily", "--part", "edges"), "--part edges: expected with vectors"),
        (("--library", "peres-24", "--part", "x"), "--part: expected vectors or edges"),
        (("--library", "peres-24", "--rule", "x"), "--rule: expected one of"),
        (("--library", "peres-24", "--time-limit", "0"), "--time-limit: expected a positive"),
        (("--library", "doily", "--save", "/no/such/x.ctx"), "expected an existing folder"),
        (("--library", "hypergraph-square-3", "-o", "no.json"), "-o: expected contexts of"),
        ((), "expected either FILE or --library, found neither"),
    ],
)
def test_bad_input(khrnn, words: tuple[str, ...], message: str) -> None:
    status, out, err = khrnn(*words)
    assert (status, out) == (2, "")
    assert message in err
