"""Defects seen in other tools, one by one, through the command line: we do not have them.

Seen in Qontextium 1.4: contexts that do not commute, products other than plus or minus I, and
lower-case or space-separated letters all end in "degree 0" with exit status 0; mixed numbers of
qubits crash it; its time-out prints the line of an exact answer. Seen in toqito: planar scenarios
of odd parity are said to have a perfect commuting strategy.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from proofs.cli.app import run


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Khrnn = Callable[..., Done]

GOOD = "XI,IX,XX\nIZ,ZI,ZZ\nXZ,ZX,YY\nXI,IZ,XZ\nIX,ZI,ZX\nXX,ZZ,YY\n"


@pytest.fixture
def khrnn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Khrnn:
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["khrnn", *map(str, words)])
        capsys.readouterr()
        return Done(run(), *capsys.readouterr())

    return call


BAD = {
    "a context that does not commute": (
        "XI,IX,XX\nXI,ZI,YI\n",
        "bad.ctx:2: expected commuting observables, found XI and ZI, which anticommute",
    ),
    "a product that is not plus or minus the identity": (
        "XI,IX,XX\nXX,ZZ,XI,IX\n",
        "bad.ctx:2: expected commuting observables",
    ),
    "a product that is another observable": (
        "XI,IX\n",
        "bad.ctx:1: expected a product of plus or minus the identity, found +XX",
    ),
    "lower-case letters": ("xi,ix,xx\n", "bad.ctx:1"),
    "lower-case letters in one place": ("XI,IX,Xx\n", "bad.ctx:1"),
    "observables separated by spaces": ("XI IX XX\n", "bad.ctx:1"),
    "observables separated by semicolons": ("XI;IX;XX\n", "bad.ctx:1"),
    "different numbers of qubits": (
        "XI,IX,XX\nXII,IXI,XXI\n",
        "bad.ctx:2: expected Pauli strings on 2 qubits, as before, found 'XII' on 3",
    ),
    "different numbers of qubits in a context": ("XI,IXI,XX\n", "bad.ctx:1"),
    "the identity": ("XI,II,XI\n", "bad.ctx:1"),
    "an observable twice": ("XI,IX,XI\n", "bad.ctx:1"),
    "a context twice": ("XI,IX,XX\nXX,XI,IX\n", "bad.ctx:2"),
    "an empty file": ("", "bad.ctx"),
    "a letter that is no Pauli": ("XQ,QX,XX\n", "bad.ctx:1"),
    "a letter that looks like X": ("\u03a7I,IX,XX\n", "bad.ctx:1"),
}


@pytest.mark.parametrize("defect", BAD)
@pytest.mark.parametrize(
    "command", [("degree",), ("contextuality",), ("contextuality", "symmetry")]
)
def test_bad_input_is_an_error_and_no_degree(
    defect: str, command: tuple[str, ...], khrnn: Khrnn, tmp_path: Path
) -> None:
    text, message = BAD[defect]
    (tmp_path / "bad.ctx").write_text(text, encoding="utf-8")
    done = khrnn(*command, "bad.ctx")
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.startswith("khrnn: error: ")
    assert done.stderr.count("\n") == 1
    assert not done.stdout
    as_json = khrnn(*command, "bad.ctx", "--json")
    assert (as_json.returncode, as_json.stdout) == (2, "")


def test_the_same_file_without_defects_is_decided(khrnn: Khrnn, tmp_path: Path) -> None:
    (tmp_path / "good.ctx").write_text(GOOD)
    done = khrnn("degree", "good.ctx")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "good: degree 1"
    assert "good: contextual" in khrnn("contextuality", "good.ctx").stdout


def test_bad_input_leaves_no_file(khrnn: Khrnn, tmp_path: Path) -> None:
    (tmp_path / "bad.ctx").write_text("XI,ZI,YI\n")
    assert khrnn("degree", "bad.ctx", "-o", "out.json").returncode == 2
    assert {path.name for path in tmp_path.iterdir()} == {"bad.ctx"}


def test_a_time_out_is_printed_unlike_an_answer(khrnn: Khrnn) -> None:
    late = khrnn("degree", "--library", "elliptic-4", "--time-limit", "0.01", "--json")
    data = json.loads(late.stdout)
    assert (late.returncode, data["ended"]) == (1, "timed-out")
    assert data["lower"] < data["upper"]
    exact = khrnn("degree", "--library", "doily", "--json")
    data = json.loads(exact.stdout)
    assert (exact.returncode, data["ended"]) == (0, "closed")
    assert data["lower"] == data["upper"] == 3
    words = khrnn("degree", "--library", "elliptic-4", "--time-limit", "0.01").stdout
    first = words.splitlines()[0]
    assert "(proved) to" in first
    assert "(witnessed)" in first
    assert "time limit reached" in words
    assert "elliptic-4: degree from" in first


def test_a_time_out_of_the_sat_search_is_no_answer(khrnn: Khrnn) -> None:
    done = khrnn("contextuality", "--library", "e8-120", "--time-limit", "0.000001")
    assert done.returncode == 1
    assert "undecided: time limit reached" in done.stdout
    assert "has a" not in done.stdout
    assert "no Kochen" not in done.stdout


def test_planar_scenarios_of_odd_parity(khrnn: Khrnn, tmp_path: Path) -> None:
    """Planar incidence graphs have no operator solution (A. Arkhipov, arXiv 1209.3819).

    Two contexts of the same two observables with opposite signs are such a scenario: no operators
    realize it, so it can be neither written as Paulis nor taken for a quantum contextual one.
    """
    path = tmp_path / "planar.ctx"
    path.write_text("XX,ZZ,YY\nYY,ZZ,XX\n")
    done = khrnn("contextuality", "planar.ctx")
    assert done.returncode == 2
    assert "expected a new context" in done.stderr
    # Three contexts with every observable in two of them are planar: with the signs that operators
    # give them, they are fulfilled.
    path.write_text("ZII,IZI,ZZI\nZZI,IIZ,ZZZ\nZII,IZI,IIZ,ZZZ\n")
    data = json.loads(khrnn("contextuality", "planar.ctx", "--json").stdout)
    assert data["contextual"] is False
    assert data["certificate"]["verdict"] == "valid"
    # The sign cannot be stated otherwise: it is computed, and a hypergram has no place for one.
    claim = {
        "kind": "pauli-contextual",
        "qubits": 3,
        "contexts": [
            ["ZII", "IZI", "ZZI"],
            ["ZZI", "IIZ", "ZZZ"],
            ["ZII", "IZI", "IIZ", "ZZZ"],
        ],
    }
    document = {
        "schema": "khrnn-certificate/1",
        "statement": claim,
        "certificate": {"kind": "parity", "contexts": [0, 1, 2]},
    }
    (tmp_path / "claim.json").write_text(json.dumps(document))
    judged = khrnn("check", "claim.json")
    assert judged.returncode == 1
    assert "sign" in judged.stdout + judged.stderr
