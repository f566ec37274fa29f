"""Adapters for external checkers, with programs that only pretend."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from contextuality.library import get
from contextuality.search.sat import Uncolourable, colour
from contextuality.vectors import VectorSet
from proofs.independent import second_opinions
from proofs.independent.external import CHECKERS, External, locate, write_drat
from proofs.independent.opinion import (
    Deadline,
    NotApplicableError,
    RejectedError,
    ToolError,
)

if TYPE_CHECKING:
    from pathlib import Path

FORMULA = "p cnf 2 3\n1 0\n-1 2 0\n-2 0\n"
PROOF = b"4 2 0 1 2 0\n4 d 2 0\n5 0 4 3 0\n"


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide whatever this machine has, but not what the scripts themselves need."""
    for checker in CHECKERS:
        monkeypatch.delenv(checker.variable, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def program(folder: Path, body: str, name: str = "fake") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!{sys.executable}\nimport sys, os, time\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def named(name: str) -> External:
    return next(checker for checker in CHECKERS if checker.name == name)


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    path = tmp_path / "proof.lrat"
    path.write_bytes(PROOF)
    return path


def use(
    monkeypatch: pytest.MonkeyPatch, checker: External, path: Path, proof: Path, seconds: float = 60
) -> str:
    monkeypatch.setenv(checker.variable, str(path))
    return checker.judge(FORMULA, proof, Deadline(seconds))


COUNTING = [checker for checker in CHECKERS if checker.counts]


@pytest.mark.parametrize("checker", COUNTING, ids=lambda c: c.name)
def test_the_exact_line_is_acceptance(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proof: Path, checker: External
) -> None:
    body = f"print('c noise')\nprint({checker.accepts!r})\nprint('c more')"
    assert checker.accepts in use(monkeypatch, checker, program(tmp_path, body), proof)


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda c: c.name)
@pytest.mark.parametrize(
    "line",
    ["", "s NOT VERIFIED UNSAT", "c s VERIFIED", "s verified", "VERIFIED", "s VERIFIED maybe"],
)
def test_no_other_line_is_acceptance(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proof: Path, checker: External, line: str
) -> None:
    fake = program(tmp_path, f"print({line!r})")
    with pytest.raises((RejectedError, ToolError)):
        use(monkeypatch, checker, fake, proof)


@pytest.mark.parametrize("checker", COUNTING, ids=lambda c: c.name)
def test_a_verdict_on_standard_error_does_not_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proof: Path, checker: External
) -> None:
    fake = program(tmp_path, f"print({checker.accepts!r}, file=sys.stderr)")
    with pytest.raises(ToolError, match="no verdict"):
        use(monkeypatch, checker, fake, proof)


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda c: c.name)
def test_rejections(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proof: Path, checker: External
) -> None:
    for line in checker.rejects:
        fake = program(tmp_path, f"print({line!r})")
        with pytest.raises(RejectedError):
            use(monkeypatch, checker, fake, proof)
        both = program(tmp_path, f"print({line!r}); print({checker.accepts!r})")
        with pytest.raises(ToolError, match="both"):
            use(monkeypatch, checker, both, proof)


def test_exit_codes_say_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proof: Path
) -> None:
    checker = named("cake_lpr")
    silent = program(tmp_path, "print('c rejected', file=sys.stderr); sys.exit(0)")
    with pytest.raises(ToolError, match="stderr: c rejected"):
        use(monkeypatch, checker, silent, proof)
    accepting = program(tmp_path, "print('s VERIFIED UNSAT'); sys.exit(3)")
    assert use(monkeypatch, checker, accepting, proof)


@pytest.mark.parametrize(
    "line",
    ["c Checking failed at line: 0. Reason: x", "c empty clause not derived at end of proof"],
)
@pytest.mark.parametrize("name", ["cake_lpr", "cake_xlrup"])
def test_what_cake_prints_on_rejection(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proof: Path, name: str, line: str
) -> None:
    fake = program(tmp_path, f"print({line!r}, file=sys.stderr)")
    with pytest.raises(RejectedError, match="rejected the proof"):
        use(monkeypatch, named(name), fake, proof)


def test_crashes_are_errors_even_after_acceptance(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proof: Path
) -> None:
    body = "print('s VERIFIED UNSAT', flush=True); os.kill(os.getpid(), 11)"
    with pytest.raises(ToolError, match="signal 11"):
        use(monkeypatch, named("cake_lpr"), program(tmp_path, body), proof)


def test_hanging_programs_are_stopped_with_their_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proof: Path
) -> None:
    note = tmp_path / "child"
    body = f"pid = os.fork()\nif pid: open({str(note)!r}, 'w').write(str(pid))\ntime.sleep(600)"
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        use(monkeypatch, named("cake_lpr"), program(tmp_path, body), proof, seconds=1.0)
    assert time.monotonic() - start < 20
    child = int(note.read_text())
    # The orphan is reaped by init; until then it is a zombie, which no longer runs.
    for _ in range(100):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        with open(f"/proc/{child}/stat") as file:  # noqa: PTH123
            if file.read().split()[2] == "Z":
                return
        time.sleep(0.05)
    pytest.fail("the child still runs")


def test_files_reach_the_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proof: Path
) -> None:
    body = (
        f"assert open(sys.argv[1]).read() == {FORMULA!r}\n"
        f"assert open(sys.argv[2], 'rb').read() == {PROOF!r}\n"
        "print('s VERIFIED UNSAT')"
    )
    assert use(monkeypatch, named("cake_lpr"), program(tmp_path, body), proof)
    drat = "assert open(sys.argv[2]).read() == '2 0\\n0\\n'\nprint('s VERIFIED')"
    assert use(monkeypatch, named("drat-trim"), program(tmp_path, drat), proof)
    lisp = (
        "text = sys.stdin.read()\n"
        'assert text.endswith(\'(lrat::lrat-check "formula.cnf" "proof.lrat")\\n\'), text\n'
        "assert ('include-book' in text) == ('books' in sys.argv[0])\n"
        f"assert open('proof.lrat', 'rb').read() == {PROOF!r}\n"
        "print('s VERIFIED')"
    )
    assert use(monkeypatch, named("acl2-lrat-check"), program(tmp_path, lisp), proof)
    assert use(monkeypatch, named("acl2"), program(tmp_path, lisp, "books"), proof)


def test_the_unsound_checker_never_agrees(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proof: Path
) -> None:
    checker = named("drat-trim-lrat-check")
    with pytest.raises(NotApplicableError, match="does not count"):
        use(monkeypatch, checker, program(tmp_path, "print('c VERIFIED')"), proof)
    with pytest.raises(RejectedError):
        use(monkeypatch, checker, program(tmp_path, "print('c NOT VERIFIED')"), proof)


def test_programs_are_found_by_variable_then_by_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    checker = named("cake_lpr")
    assert locate(checker) is None
    on_path = program(tmp_path / "bin", "", "cake_lpr")
    assert locate(checker) == str(on_path)
    other = program(tmp_path, "", "other")
    monkeypatch.setenv(checker.variable, str(other))
    assert locate(checker) == str(other)
    monkeypatch.setenv(checker.variable, str(tmp_path / "absent"))
    assert locate(checker) is None
    # A program of this name on PATH is more likely the unsound one.
    program(tmp_path / "bin", "", "lrat-check")
    assert locate(named("acl2-lrat-check")) is None


def test_programs_that_are_absent_or_not_programs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proof: Path
) -> None:
    checker = named("cake_lpr")
    with pytest.raises(NotApplicableError):
        checker.judge(FORMULA, proof, Deadline(60))
    broken = program(tmp_path, "")
    broken.write_text("#!/no/such/interpreter\n")
    with pytest.raises(ToolError, match="could not be run"):
        use(monkeypatch, checker, broken, proof)


def test_floods_of_output_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proof: Path
) -> None:
    body = "sys.stdout.write('c noise\\n' * 3_000_000)\nprint('s VERIFIED UNSAT')"
    with pytest.raises(ToolError, match="more than"):
        use(monkeypatch, named("cake_lpr"), program(tmp_path, body), proof)


def test_drat_of_lines_that_are_no_lrat(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"rubbish\n4 1 2\n\n5 1 0 2 0\n")
    write_drat(source, target)
    assert target.read_bytes() == b"rubbish\n4 1 2\n\n1 0\n"


def test_opinions_name_the_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    vectors = get("cabello-18")
    assert isinstance(vectors, VectorSet)
    finding = colour(vectors, "bases", time_limit=60)
    assert isinstance(finding, Uncolourable)
    digest = hashlib.sha256(finding.lrat.encode()).hexdigest()
    (tmp_path / f"{digest}.lrat").write_text(finding.lrat)
    path = tmp_path / "file.json"
    path.write_text(
        json.dumps(
            {
                "schema": "khrnn-certificate/1",
                "statement": {
                    "kind": "ks-uncolourable",
                    "dim": 4,
                    "ring": "Z",
                    "rule": "bases",
                    "vectors": [list(row) for row in vectors.spelled()],
                },
                "certificate": {"kind": "lrat", "sha256": digest},
            }
        )
    )
    program(tmp_path / "bin", "print('s VERIFIED UNSAT')", "cake_lpr")
    program(tmp_path / "bin", "print('s NOT VERIFIED')", "drat-trim")
    program(tmp_path / "bin", "print('c VERIFIED')", "lrat-check")
    said = {o.checker: o.verdict for o in second_opinions(path)}
    assert said == {
        "certificate/propagation": "valid",
        "certificate/cake_lpr": "valid",
        "certificate/drat-trim": "invalid",
        "certificate/drat-trim-lrat-check": "not applicable",
        "statement/backtracking": "valid",
        "statement/glucose": "valid",
    }


def test_names_are_distinct_and_only_one_does_not_count() -> None:
    assert len({checker.name for checker in CHECKERS}) == len(CHECKERS)
    assert len({checker.variable for checker in CHECKERS}) == len(CHECKERS)
    assert [c.name for c in CHECKERS if not c.counts] == ["drat-trim-lrat-check"]
    assert replace(CHECKERS[0], command="x").command == "x"
