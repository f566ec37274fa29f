"""`khrnn contextuality symmetry` from the outside."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from contextuality.library import get
from contextuality.scenario import Scenario
from proofs.cli.app import run


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Khrnn = Callable[..., Done]


@pytest.fixture
def khrnn(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Khrnn:
    def call(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["khrnn", "contextuality", "symmetry", *map(str, words)])
        return Done(run(), *capsys.readouterr())

    return call


def test_text_and_json(khrnn: Khrnn) -> None:
    done = khrnn("--library", "doily", "--refutations")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "doily: 720 automorphisms (incidence)"
    assert lines[-2] == "  least refutation: 6 contexts, by complete enumeration"
    assert lines[-1] == "  least refutations: 10; orbits: 1 (of 10)"
    data = json.loads(khrnn("--library", "peres-33", "--json").stdout)
    assert data["order"] == 48
    assert sum(map(len, data["observables"])) == 33


def test_an_isomorphism_between_files(tmp_path: Path, khrnn: Khrnn) -> None:
    doily = get("doily")
    assert isinstance(doily, Scenario)
    swapped = [",".join(x[::-1] for x in c) for c in reversed(doily.labelled_contexts())]
    path = tmp_path / "swapped.ctx"
    path.write_text("\n".join(swapped), encoding="utf-8")
    done = khrnn(path, "--with-library", "doily", "--relation", "signed", "--json")
    data = json.loads(done.stdout)
    assert data["isomorphic"] is True
    images = {frozenset(data["map"][x] for x in line.split(",")) for line in swapped}
    assert images == {frozenset(c) for c in doily.labelled_contexts()}


def test_a_difference(khrnn: Khrnn) -> None:
    done = khrnn("--library", "doily", "--with-library", "mermin-square")
    assert done.returncode == 0
    assert "different: the numbers of observables: 15 and 9 (counted)" in done.stdout


def test_errors(tmp_path: Path, khrnn: Khrnn) -> None:
    for words, message in (
        ((), "expected either FILE or --library, found neither"),
        (("--library", "nonsense"), "--library: expected one of"),
        (("--library", "doily", "--relation", "x"), "--relation: expected one of"),
        (("--library", "peres-33", "--relation", "signed"), "a scenario with signs"),
        (("--library", "peres-33", "--refutations"), "a scenario with signs"),
        ((tmp_path / "absent.ctx",), "absent.ctx"),
    ):
        done = khrnn(*words)
        assert done.returncode == 2, words
        assert message in done.stderr
        assert not done.stdout


def test_the_time_limit_is_not_an_answer(khrnn: Khrnn) -> None:
    done = khrnn("--library", "lines-3", "--refutations", "--time-limit", "0.000001")
    assert done.returncode == 1
    assert "time limit reached" in done.stdout


def test_without_nauty(khrnn: Khrnn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynauty", None)
    done = khrnn("--library", "doily")
    assert done.returncode == 2
    assert "pip install 'khrnn[symmetry]'" in done.stderr
