"""Errors that no memory of b bits stays below, where counting by weights is not enough.

Certificate kinds `class-refutation` and `class-cover` for the statement kind
`sampling-error-lower`; grammar and soundness in docs/formats/error.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from proofs.kernel import reader
from proofs.kernel.counters import mask_of, ones
from proofs.kernel.lrat import Lrat, check_proof
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
    return check_proof(*class_clauses(statement), certificate)


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
    # Covers are many and long: each member is compared with a mask, not with the others.
    near = [
        mask_of((d for d in range(size) if d != c and lengths[d ^ c] < error), size)
        for c in range(size)
    ]
    left, steps = near[0], 0
    for i, case in enumerate(certificate.cases):
        where = f"certificate.cases[{i}]"
        chosen = reader.integer(case["difference"], 1, size - 1, f"{where}.difference")
        if not left >> chosen & 1:
            expected = "a short difference not named before"
            raise Rejected(f"{where}.difference", "case", expected, chosen)
        left ^= 1 << chosen
        count = covers(near, left & near[chosen], case["cover"], f"{where}.cover")
        if count > wanted - 3:
            raise Rejected(f"{where}.cover", "count", f"at most {wanted - 3} sets", count)
        steps += count
    count = covers(near, left, certificate.cover, "certificate.cover")
    if count > wanted - 2:
        raise Rejected("certificate.cover", "count", f"at most {wanted - 2} sets", count)
    return steps + count


def covers(near: Sequence[int], wanted: int, cover: object, where: str) -> int:
    """Check that sets of pairwise far differences cover the wanted ones; return their number.

    Args:
        near: for each difference the mask of the others that are too close to it.
        wanted: a mask of differences.
        cover: the sets, in their JSON form.
        where: the place of the sets, for messages.
    """
    covered = 0
    rows = reader.sequence(cover, 0, len(near), where)
    for j, row in enumerate(rows):
        members = reader.increasing(row, 1, len(near) - 1, f"{where}[{j}]")
        mask = mask_of(members, len(near))
        for d in members:
            if close := mask & near[d]:
                found = f"{d} and {ones(close)[0]}"
                raise Rejected(f"{where}[{j}]", "distance", "long differences between all", found)
        covered |= mask
    if missing := wanted & ~covered:
        expected = f"a set that has the difference {ones(missing)[0]}"
        raise Rejected(where, "cover", expected, "none")
    return len(rows)
