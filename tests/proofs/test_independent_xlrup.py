"""`khrnn check --independent` with cake_xlrup: what it is asked, and the real one if it is there.

The real one is used if `cake_xlrup` is on PATH or in KHRNN_CAKE_XLRUP; else those tests are
skipped, and the pretended program covers the way to it.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from proofs.independent import pauli, second_opinions
from proofs.independent.external import CHECKERS, XORS, locate, refute_sums
from proofs.independent.opinion import Deadline, NotApplicableError, RejectedError

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "valid"
REAL = locate(XORS)
TRIANGLE = [([1, 2], 1), ([2, 3], 1), ([1, 3], 1)]  # three variables, each two of them different
real = pytest.mark.skipif(REAL is None, reason="no cake_xlrup")


@pytest.fixture
def pretended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program in the place of cake_xlrup that keeps what it gets; hide all others."""
    path = tmp_path / "cake_xlrup"
    path.write_text(
        f"#!{sys.executable}\nimport shutil, sys\n"
        f"shutil.copyfile(sys.argv[1], {str(tmp_path / 'formula')!r})\n"
        f"shutil.copyfile(sys.argv[2], {str(tmp_path / 'proof')!r})\n"
        "print('s VERIFIED UNSAT')\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    for checker in CHECKERS:
        monkeypatch.setenv(checker.variable, "/no/such/program")
    monkeypatch.setenv(XORS.variable, str(path))
    return tmp_path


def test_what_it_is_asked(pretended: Path) -> None:
    sums = [([1, 2], 1), ([2, 3], 0), ([1, 3], 0)]
    assert "s VERIFIED UNSAT" in refute_sums(3, sums, [0, 1, 2], Deadline(60))
    formula = "p cnf 3 3\nx 1 2 0\nx -2 3 0\nx -1 3 0\n"
    assert (pretended / "formula").read_text() == formula
    steps = "o x 1 1 2 0\no x 2 -2 3 0\no x 3 -1 3 0\ni cx 1 0 1 2 3 0\n"
    assert (pretended / "proof").read_text() == steps


def test_parity_certificates_are_shown_to_it(pretended: Path) -> None:
    opinions = second_opinions(CORPUS / "parity-mermin-square.json")
    names = [opinion.checker for opinion in opinions]
    expected = ["matrices", "cake_xlrup"]
    assert names == [*(f"certificate/{x}" for x in expected), "statement/exhaustive-assignments"]
    assert {opinion.verdict for opinion in opinions} == {"valid"}
    # The negative context is the one whose sum is 1: its first label is not negated.
    lines = (pretended / "formula").read_text().splitlines()
    assert [line.startswith("x -") for line in lines[1:]].count(False) == 1


def test_refutations_of_classes_are_shown_to_it(pretended: Path) -> None:
    opinions = second_opinions(CORPUS / "class-refutation-one-class.json")
    assert "certificate/cake_xlrup" in [opinion.checker for opinion in opinions]
    assert (pretended / "formula").read_text().startswith("p cnf 8 ")


@pytest.mark.usefixtures("pretended")
@pytest.mark.parametrize("name", ["machine-refutation-fixed-answers", "knowledge-cover-square"])
def test_refutations_of_machines_are_shown_to_it(name: str) -> None:
    opinions = second_opinions(CORPUS / f"{name}.json")
    assert [opinion.checker for opinion in opinions] == [
        "certificate/density-matrices",
        "certificate/cake_xlrup",
        "statement/all-runs",
    ]
    assert {opinion.verdict for opinion in opinions} == {"valid"}


@pytest.mark.usefixtures("pretended")
def test_contexts_that_do_not_exist_or_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    line = {"kind": "pauli-contextual", "qubits": 2, "contexts": [["XX", "YY", "ZZ"]]}
    contexts = pauli.read_contexts(line)
    with pytest.raises(RejectedError, match="context 1"):
        pauli._refute_by_program(contexts, [1], Deadline(60))
    monkeypatch.setattr(pauli, "MAX_PROGRAM_LITERALS", 2)
    with pytest.raises(NotApplicableError, match="more than 2 labels"):
        pauli._refute_by_program(contexts, [0], Deadline(60))


@real
def test_the_real_one_accepts_sums_that_clash() -> None:
    assert refute_sums(3, TRIANGLE, [0, 1, 2], Deadline(60))


@real
@pytest.mark.parametrize(
    ("sums", "chosen"),
    [
        (TRIANGLE, [0, 1]),
        (TRIANGLE, []),
        ([([1, 2], 1), ([2, 3], 1), ([1, 3], 0)], [0, 1, 2]),
    ],
)
def test_the_real_one_rejects_others(sums: list[Any], chosen: list[int]) -> None:
    with pytest.raises(RejectedError):
        refute_sums(3, sums, chosen, Deadline(60))


@real
@pytest.mark.parametrize(
    "name",
    sorted(path.name for path in CORPUS.glob("*.json") if b'"sha256"' in path.read_bytes()),
)
def test_the_real_one_agrees_on_lrat(name: str) -> None:
    said = {o.checker: o.verdict for o in second_opinions(CORPUS / name)}
    assert said["certificate/cake_xlrup"] == "valid"
