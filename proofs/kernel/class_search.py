"""Errors that no memory of b bits stays below, where counting by weights is not enough.

Certificate kinds `class-refutation` and `class-cover` for the statement kind
`sampling-error-lower`; grammar and soundness in docs/formats/error.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from proofs.kernel import reader
from proofs.kernel.lrat import Lrat, check_refutation, proof_lines
from proofs.kernel.sampling_error import SamplingErrorStatement
from proofs.kernel.verdict import Malformed, Rejected

MAX_CLAUSES = 1_000_000
MAX_CASES = 4096


@dataclass(frozen=True)
class ClassRefutation(Lrat):
    """A proof file that hypergraphs cannot be told apart by so few classes."""


def class_clauses(statement: SamplingErrorStatement) -> tuple[list[tuple[int, ...]], int]:
    """Return the clauses of a memory that errs by less than stated, and how many variables.

    Variable h 2^bits + c + 1 says that hypergraph h has memory state c. Hypergraph 0 has the
    first one: memory states can be renamed.

    Raises:
        Malformed: beyond a million clauses.
    """
    lengths, classes = statement.lengths(), 1 << statement.bits
    size = len(lengths)
    far = [d for d in range(1, size) if lengths[d] >= statement.error]
    if size + 1 + size * len(far) // 2 * classes > MAX_CLAUSES:
        raise Malformed("statement", f"at most {MAX_CLAUSES} clauses", "more")
    clauses: list[tuple[int, ...]] = [(1,)]
    clauses += [tuple(h * classes + c + 1 for c in range(classes)) for h in range(size)]
    for h in range(size):
        for other in (h ^ d for d in far if h < h ^ d):
            clauses += [(-h * classes - c - 1, -other * classes - c - 1) for c in range(classes)]
    return clauses, size * classes


def check_class_refutation(statement: SamplingErrorStatement, certificate: ClassRefutation) -> int:
    """Check an LRAT refutation of the statement's own clauses; return the steps."""
    clauses, variables = class_clauses(statement)
    with certificate.stream() as stream:
        lines = proof_lines(stream, certificate.sha256)
        return check_refutation(clauses, variables, lines)


@dataclass(frozen=True)
class ClassCover:
    """Differences in a class with 0, one by one, and covers of those that could join them.

    Args:
        cases: objects with "difference", and "cover", lists of differences.
        cover: lists of differences.
    """

    cases: Any
    cover: Any

    def __post_init__(self) -> None:
        """Validate the list of cases; covers are validated when they are checked."""
        cases = reader.sequence(self.cases, 0, MAX_CASES, "certificate.cases")
        for i, case in enumerate(cases):
            reader.fields(case, ("difference", "cover"), f"certificate.cases[{i}]")
        object.__setattr__(self, "cases", cases)


def check_class_cover(statement: SamplingErrorStatement, certificate: ClassCover) -> int:
    """Check that no class of smaller error is large enough; return how many sets cover.

    A class is moved so that it holds 0. Each case says that it is too small if it holds the
    difference named and none of those named before; the last cover, if it holds none of them.
    """
    lengths = statement.lengths()
    size, error = len(lengths), statement.error
    wanted = -(-size >> statement.bits)  # some class has so many members
    left = [d for d in range(1, size) if lengths[d] < error]
    steps = 0
    for i, case in enumerate(certificate.cases):
        where = f"certificate.cases[{i}]"
        chosen = reader.integer(case["difference"], 1, size - 1, f"{where}.difference")
        if chosen not in left:
            expected = "a short difference not named before"
            raise Rejected(f"{where}.difference", "case", expected, chosen)
        left.remove(chosen)
        near = [d for d in left if lengths[d ^ chosen] < error]
        count = covers(lengths, error, near, case["cover"], f"{where}.cover")
        if count > wanted - 3:
            raise Rejected(f"{where}.cover", "count", f"at most {wanted - 3} sets", count)
        steps += count
    count = covers(lengths, error, left, certificate.cover, "certificate.cover")
    if count > wanted - 2:
        raise Rejected("certificate.cover", "count", f"at most {wanted - 2} sets", count)
    return steps + count


def covers(lengths: Sequence[int], error: int, wanted: list[int], cover: object, where: str) -> int:
    """Check that sets of pairwise long differences cover the wanted ones; return their number."""
    size = len(lengths)
    covered: set[int] = set()
    rows = reader.sequence(cover, 0, size, where)
    for j, row in enumerate(rows):
        members = reader.increasing(row, 1, size - 1, f"{where}[{j}]")
        for position, d in enumerate(members):
            for e in members[:position]:
                if lengths[d ^ e] < error:
                    expected = f"lengths of at least {error} between {e} and {d}"
                    raise Rejected(f"{where}[{j}]", "distance", expected, lengths[d ^ e])
        covered.update(members)
    for d in wanted:
        if d not in covered:
            raise Rejected(where, "cover", f"a set that has the difference {d}", "none")
    return len(rows)
