"""`khrnn check --independent` with ACL2's verified checker: a pretended one, and the real one.

The real one is used if `acl2` is on PATH with its books (a second each run); else those tests are
skipped, and the pretended program covers the way to it.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from proofs.cli import _dispatch
from proofs.independent.external import CHECKERS
from proofs.independent.opinion import Deadline, RejectedError, ToolError

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "valid"
CABELLO = CORPUS / "lrat-cabello-18.json"
FORMULA = "p cnf 2 4\n1 2 0\n1 -2 0\n-1 2 0\n-1 -2 0\n"
PROOF = "5 1 0 1 2 0\n6 0 5 3 4 0\n"
ACL2 = next(checker for checker in CHECKERS if checker.name == "acl2")


@pytest.fixture(scope="module")
def books() -> None:
    """Skip unless an ACL2 with the certified book of the checker is there."""
    program = shutil.which("acl2")
    if program is None:
        pytest.skip("no acl2 on PATH")
    form = '(include-book "projects/sat/lrat/stobj-based/run" :dir :system)\n'
    done = subprocess.run([program], input=form, capture_output=True, text=True, check=False)
    if "stobj-based/run.lisp" not in done.stdout or "ACL2 Error" in done.stdout:
        pytest.skip("no certified book projects/sat/lrat")


real = pytest.mark.usefixtures("books")


def pretend(folder: Path, verdict: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program in the place of ACL2; it notes what it reads and prints a verdict."""
    path = folder / "acl2"
    path.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\n"
        f"pathlib.Path({str(folder / 'read')!r}).write_text(sys.stdin.read())\n"
        f"pathlib.Path({str(folder / 'seen')!r}).write_text(\n"
        "    pathlib.Path('formula.cnf').read_text()[:5]\n"
        "    + pathlib.Path('proof.lrat').read_text())\n"
        f"print('ACL2 Version 8.5'); print({verdict!r})\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    for checker in CHECKERS:
        monkeypatch.delenv(checker.variable, raising=False)
    monkeypatch.setenv("KHRNN_ACL2", str(path))
    return path


@pytest.mark.parametrize(
    "case",
    [
        ("s VERIFIED", 0, "certificate/acl2"),
        ("s FAILED", 1, "certificate/acl2: invalid"),
        ("s VERIFIED maybe", 0, "certificate/propagation"),
    ],
)
def test_a_program_that_pretends(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    case: tuple[str, int, str],
) -> None:
    verdict, status, said = case
    pretend(tmp_path, verdict, monkeypatch)
    monkeypatch.setattr(sys, "argv", ["khrnn", "check", "--independent", str(CABELLO)])
    assert _dispatch(sys.argv[1:]) == status
    out = capsys.readouterr().out
    assert said in out
    assert ("agreed" in out) == (status == 0)
    if verdict == "s VERIFIED maybe":
        assert "acl2" not in out
    assert (tmp_path / "read").read_text() == (
        '(include-book "projects/sat/lrat/stobj-based/run" :dir :system)\n'
        '(lrat::lrat-check "formula.cnf" "proof.lrat")\n'
    )
    digest = json.loads(CABELLO.read_bytes())["certificate"]["sha256"]
    assert (tmp_path / "seen").read_text() == "p cnf" + (CORPUS / f"{digest}.lrat").read_text()


def ask(tmp_path: Path, formula: str, proof: str) -> str:
    path = tmp_path / "proof"
    path.write_text(proof)
    return ACL2.judge(formula, path, Deadline(300))


@real
def test_acl2_accepts_a_refutation(tmp_path: Path) -> None:
    assert ask(tmp_path, FORMULA, PROOF) == "acl2 printed 's VERIFIED'"


@real
@pytest.mark.parametrize(
    ("formula", "proof"),
    [
        (FORMULA, "5 1 0 1 3 0\n6 0 5 3 4 0\n"),
        (FORMULA, "5 1 0 1 2 0\n"),
        (FORMULA, "5 0 0\n"),
        ("p cnf 2 3\n1 2 0\n1 -2 0\n-1 2 0\n", PROOF),
    ],
    ids=["wrong-hint", "no-empty-clause", "no-hints", "satisfiable"],
)
def test_acl2_does_not_accept_what_is_wrong(tmp_path: Path, formula: str, proof: str) -> None:
    with pytest.raises((RejectedError, ToolError)):
        ask(tmp_path, formula, proof)


@real
def test_acl2_is_counted_on_a_certificate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KHRNN_ACL2", raising=False)
    assert os.environ.get("KHRNN_ACL2") is None
    monkeypatch.setattr(sys, "argv", ["khrnn", "check", "--independent", str(CABELLO)])
    assert _dispatch(sys.argv[1:]) == 0
    assert "kernel, certificate/propagation, certificate/acl2" in capsys.readouterr().out
