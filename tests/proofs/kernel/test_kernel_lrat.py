"""LRAT in the kernel: every rule has refusals that name line, rule, expectation and finding."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.kernel import lrat, proof_file
from proofs.kernel.colouring import ColouringStatement
from proofs.kernel.lrat import Lrat, check_lrat, check_refutation, proof_lines
from proofs.kernel.verdict import Malformed, Rejected

Refusal = Callable[[Callable[[], object]], tuple[str, ...]]
Clause = tuple[int, ...]

# All four clauses on two variables.
SQUARE: list[Clause] = [(1, 2), (1, -2), (-1, 2), (-1, -2)]
GOOD = ["5 1 0 1 2 0", "6 0 5 3 4 0"]
GRAMMAR = "'ID LITERAL... 0 HINT... 0' or 'ID d ID... 0', no leading zeros"


def run(lines: list[str], clauses: list[Clause] = SQUARE, variables: int = 2) -> int:
    return check_refutation(clauses, variables, iter([line.encode() for line in lines]))


def test_refutation_of_the_square() -> None:
    assert run(GOOD) == 2
    assert run(["5 1 0 1 2 0", "5 d 1 2 0", "6 0 5 3 4 0"]) == 2
    assert run(["9 1 0 1 2 0", "1 d 0", "999999999999999999 0 9 3 4 0"]) == 2


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["5 1 0 1 2 1 0"], ("line 1", "rup", "no hint after the conflict", "1")),
        (["5 1 0 2 0"], ("line 1", "rup", "a conflict from the hints", "none")),
        (["5 1 0 0"], ("line 1", "rup", "a conflict from the hints", "none")),
        (["5 0 1 2 0"],
         ("line 1", "rup", "a unit or falsified clause", "clause 1 with two open literals")),
        (["5 1 0 3 0"],
         ("line 1", "rup", "a unit or falsified clause", "clause 3 with two open literals")),
        (["5 1 0 5 0"], ("line 1", "rup", "the id of a live clause", "5")),
        (["5 1 0 -1 2 0"], ("line 1", "rup", "the id of a live clause", "-1")),
        (["5 d 1 0", "6 1 0 1 2 0"], ("line 2", "rup", "the id of a live clause", "1")),
        (["5 d 1 1 0"], ("line 1", "delete", "the id of a live clause", "1")),
        (["5 d 7 0"], ("line 1", "delete", "the id of a live clause", "7")),
        (["4 1 0 1 2 0"], ("line 1", "fresh id", "an id above 4", "4")),
        ([GOOD[0], GOOD[0]], ("line 2", "fresh id", "an id above 5", "5")),
        (["5 1 1 0 1 2 0"], ("line 1", "lemma", "each variable once", "a variable twice")),
        (["5 1 -1 0 1 2 0"], ("line 1", "lemma", "each variable once", "a variable twice")),
        (["5 3 0 1 2 0"], ("line 1", "lemma", "variables 1 to 2", "3")),
        (["5 1 -3 0 1 2 0"], ("line 1", "lemma", "variables 1 to 2", "-3")),
        ([*GOOD, "7 d 1 0"], ("line 3", "end", "the end of the proof", "more lines")),
        ([*GOOD, ""], ("line 3", "end", "the end of the proof", "more lines")),
    ],
)  # fmt: skip
def test_rejects(lines: list[str], message: object, rejected: Refusal) -> None:
    assert rejected(lambda: run(lines)) == message


@pytest.mark.parametrize(
    "line",
    [
        "", " ", "5", "5 ", "5 1", "5 1 0", "5 0", "d 1 0", "5 d", "5 d 1", "5 d 1 0 0", "5 d d 0",
        "5 1 0 1 2", "5 1 0 1 2 0 ", " 5 1 0 1 2 0", "5  1 0 1 2 0", "5 1 0 1 2 0\r",
        "5\t1 0 1 2 0",
        "05 1 0 1 2 0", "+5 1 0 1 2 0", "5_0 1 0 1 2 0", "-5 1 0 1 2 0", "0 1 0 1 2 0",
        "1000000000000000000 1 0 1 2 0", "5 01 0 1 2 0", "5 +1 0 1 2 0", "5 -0 0 1 2 0",
        "5 1 0 01 2 0", "5 1 0 +1 2 0", "5 1 0 1 2 00", "5 1 0 1 2 -0", "5 1 0 1 0 2 0",
        "5 1 0 a 2 0", "5 one 0 1 2 0", "5 1.0 0 1 2 0", "5 1 0 1 2 x", "5 1 0 1 2 0 x 0",
        "x d 1 0", "05 d 1 0", "5 d 01 0", "5 d +1 0", "5 d -1 0", "5 D 1 0", "a 5 1 0",
        "5 1 0 1 2 0 x", "\u0665 1 0 1 2 0", "5 1 0 \u0661 2 0",
    ],
)  # fmt: skip
def test_lines_outside_the_grammar_are_malformed(line: str, malformed: Refusal) -> None:
    where, expected, _ = malformed(lambda: run(["4 d 0", line]))
    assert (where, expected) == ("proof: line 2", GRAMMAR)


def test_the_beginning_of_a_bad_line_is_shown(malformed: Refusal) -> None:
    found = malformed(lambda: run(["5 " + "7 " * 500 + "x"]))[2]
    assert found == ("5 " + "7 " * 500)[:80]
    found = malformed(lambda: check_refutation(SQUARE, 2, iter([b"5 1 0 \xff 0"])))[2]
    assert found == "5 1 0 \ufffd 0"


@pytest.mark.parametrize("lines", [[], ["5 d 1 0"], GOOD[:1], [GOOD[0], "5 d 1 2 3 4 5 0"]])
def test_incomplete(lines: list[str]) -> None:
    with pytest.raises(Rejected) as caught:
        run(lines)
    assert caught.value.status == "incomplete"
    error = caught.value
    assert (error.step, error.rule) == (f"line {len(lines)}", "end")
    assert (error.expected, error.found) == ("the empty clause", "the end of the proof")


def test_one_line_proof_of_a_satisfiable_formula_is_rejected(rejected: Refusal) -> None:
    """A known trap: some checkers accept `30 0 0`."""
    found = rejected(lambda: run(["30 0 0"], [(1, 2)]))
    assert found == ("line 1", "rup", "a conflict from the hints", "none")


def test_empty_formula(rejected: Refusal) -> None:
    assert rejected(lambda: run(["1 0 0"], [], 1))[2] == "a conflict from the hints"
    assert rejected(lambda: run(["1 1 0 1 0"], [], 1))[2] == "the id of a live clause"


def test_a_satisfied_clause_may_be_hinted_at_but_adds_nothing(rejected: Refusal) -> None:
    """(1 2) is unit after not-1; hinting at it again leaves 2 true, and no conflict comes of it."""
    found = rejected(lambda: run(["5 1 0 1 1 0"]))
    assert found == ("line 1", "rup", "a conflict from the hints", "none")
    assert run(["5 1 0 1 1 2 0", GOOD[1]]) == 2


def test_live_literals_are_limited(monkeypatch: pytest.MonkeyPatch, malformed: Refusal) -> None:
    start = sum(len(clause) + lrat.CLAUSE_COST for clause in SQUARE)
    monkeypatch.setattr(lrat, "MAX_LIVE", start + 3)
    assert run(GOOD) == 2
    monkeypatch.setattr(lrat, "MAX_LIVE", start + 2)
    assert malformed(lambda: run(GOOD)) == (
        "proof",
        f"at most {start + 2} live literals, 2 more for each clause",
        "more at line 1",
    )
    monkeypatch.setattr(lrat, "MAX_LIVE", start + 4)
    three = ["5 1 0 1 2 0", "5 d 1 0", "6 1 0 5 0", "6 d 5 0", "7 1 0 6 0", "8 0 7 3 4 0"]
    assert run(three) == 4  # deleting makes room


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("chunk", [1, 2, 5, 1000])
def test_lines_do_not_depend_on_the_chunks(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_file, "CHUNK_BYTES", chunk)
    data = b"ab\n\nc d\n" * 3
    lines = list(proof_lines(io.BytesIO(data), digest(data)))
    assert lines == [b"ab", b"", b"c d"] * 3


def test_proof_lines_refuse(
    monkeypatch: pytest.MonkeyPatch, malformed: Refusal, rejected: Refusal
) -> None:
    found = malformed(lambda: list(proof_lines(io.BytesIO(b"ab"), digest(b"ab"))))
    assert found == ("proof: last line", "a line end", "the end of the file")
    found = rejected(lambda: list(proof_lines(io.BytesIO(b"ab\n"), "0" * 64)))
    assert found == ("proof", "sha256", "0" * 64, digest(b"ab\n"))
    monkeypatch.setattr(proof_file, "CHUNK_BYTES", 4)
    monkeypatch.setattr(proof_file, "MAX_LINE_BYTES", 5)
    data = b"12345\n" * 2
    assert len(list(proof_lines(io.BytesIO(data), digest(data)))) == 2
    limits = f"lines of 5 and a file of {proof_file.MAX_PROOF_BYTES} bytes at most"
    for long in (b"123456\n1\n", b"1\n123456\n", b"1\n1234567"):
        found = malformed(lambda long=long: list(proof_lines(io.BytesIO(long), digest(long))))
        assert found == ("proof", limits, "more")
    monkeypatch.setattr(proof_file, "MAX_PROOF_BYTES", 11)
    found = malformed(lambda: list(proof_lines(io.BytesIO(data), digest(data))))
    assert found == ("proof", "lines of 5 and a file of 11 bytes at most", "more")


@pytest.mark.parametrize("value", ["", "0" * 63, "0" * 65, "A" * 64, "g" * 64, None, 3, ["0" * 64]])
def test_digest_is_64_lower_case_digits(value: str, malformed: Refusal) -> None:
    where, expected, _ = malformed(lambda: Lrat(value, b""))
    assert where == "certificate.sha256"
    assert expected == "a SHA-256 in 64 lower-case hexadecimal digits"


def test_proof_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, malformed: Refusal) -> None:
    name = "a" * 64
    path = tmp_path / f"{name}.lrat"
    missing = (str(path), "the proof file named by the certificate", "no file")
    assert malformed(lambda: Lrat(name, tmp_path).stream()) == missing
    path.mkdir()
    assert malformed(lambda: Lrat(name, tmp_path).stream()) == missing
    path.rmdir()
    path.write_bytes(b"proof")
    with Lrat(name, tmp_path).stream() as stream:
        assert stream.read() == b"proof"
    with Lrat(name, b"bytes").stream() as stream:
        assert stream.read() == b"bytes"

    def deny(*_: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    found = malformed(lambda: Lrat(name, tmp_path).stream())
    assert found == (str(path), "a readable file", "Permission denied")
    monkeypatch.setattr(Path, "is_file", deny)
    assert malformed(lambda: Lrat(name, tmp_path).stream())[2] == "Permission denied"


def test_a_named_pipe_is_no_proof_file(tmp_path: Path, malformed: Refusal) -> None:
    name = "b" * 64
    os.mkfifo(tmp_path / f"{name}.lrat")
    assert malformed(lambda: Lrat(name, tmp_path).stream())[2] == "no file"


def test_check_lrat_reads_the_statement_first(malformed: Refusal, rejected: Refusal) -> None:
    bad = ColouringStatement("ks-uncolourable", 2, "Z", "bases", (("1", "0"), ("0", "x")))
    assert malformed(lambda: check_lrat(bad, Lrat("a" * 64, b"")))[0] == "statement.vectors[1][1]"
    good = ColouringStatement("ks-uncolourable", 2, "Z", "bases", (("1", "0"), ("0", "1")))
    data = b"3 1 0 2 0\n"
    found = rejected(lambda: check_lrat(good, Lrat(digest(data), data)))
    assert found == ("line 1", "rup", "a conflict from the hints", "none")


clauses = st.lists(
    st.lists(st.sampled_from([-3, -2, -1, 1, 2, 3]), min_size=1, max_size=3, unique_by=abs).map(
        tuple
    ),
    min_size=1,
    max_size=14,
)


@given(formula=clauses)
@settings(deadline=None, max_examples=150)
def test_refutations_exist_exactly_for_unsatisfiable_formulas(
    formula: list[Clause], truth: ModuleType
) -> None:
    points = range(8)
    model = any(
        all(any((z >> abs(x) - 1 & 1) == (x > 0) for x in clause) for clause in formula)
        for z in points
    )
    if model:
        with pytest.raises(ValueError, match="satisfiable"):
            truth.refuter.refute(formula)
        return
    lines = truth.refuter.refute(formula)
    assert run(lines, formula, 3) == len(lines)
    for index in range(len(lines)):
        with pytest.raises((Rejected, Malformed)):
            run([*lines[:index], lines[index][:-1] + "x", *lines[index + 1 :]], formula, 3)


def test_hinted_clauses_have_a_limit(monkeypatch: pytest.MonkeyPatch, malformed: Refusal) -> None:
    """Two clauses of one literal are looked at; the line has nine bytes."""
    monkeypatch.setattr(lrat, "LOOKS_A_BYTE", 0)
    monkeypatch.setattr(lrat, "MAX_LOOKS", 2)
    assert check_refutation([(1,), (-1,)], 1, iter([b"3 0 1 2 0"])) == 1
    monkeypatch.setattr(lrat, "MAX_LOOKS", 1)
    found = malformed(lambda: check_refutation([(1,), (-1,)], 1, iter([b"3 0 1 2 0"])))
    limit = "1 literals in hinted clauses and 0 a byte at most"
    assert found == ("proof", limit, "more")
    monkeypatch.setattr(lrat, "LOOKS_A_BYTE", 1)
    assert check_refutation([(1,), (-1,)], 1, iter([b"3 0 1 2 0"])) == 1
