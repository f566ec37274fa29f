"""Which hypergraph states can share a memory state when any measurement may be asked.

Statement kinds `sharing` and `exclusion-by-any`, certificate kinds `dual` and `parts`; grammar and
soundness in docs/formats/sharing.md. Both sides of one semidefinite program over the states' Gram
matrix, with integers, so that positive semidefinite is decided exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from proofs.kernel import reader
from proofs.kernel.exclusion import MAX_VERTICES, sign_table
from proofs.kernel.verdict import Malformed, Rejected

MAX_STATES = 32
MAX_ENTRY = 1 << 64

Matrix = tuple[tuple[int, ...], ...]


def gram(n: int, tables: Sequence[int]) -> Matrix:
    """Return 2^n times the overlaps of states with amplitudes (-1)^f, from the tables of f.

    Example:
        >>> gram(2, [0, 8])
        ((4, 2), (2, 4))
    """
    return tuple(tuple((1 << n) - 2 * (a ^ b).bit_count() for b in tables) for a in tables)


def semidefinite(matrix: Sequence[Sequence[int]]) -> bool:
    """Return whether a symmetric integer matrix is positive semidefinite.

    Elimination without fractions: each step replaces the rest by a positive multiple of its Schur
    complement. A zero pivot demands a zero row.

    Example:
        >>> semidefinite([[1, 1], [1, 1]]), semidefinite([[0, 1], [1, 5]]), semidefinite([[-1]])
        (True, False, False)
    """
    rows = [list(row) for row in matrix]
    divisor = 1
    for step, row in enumerate(rows):
        pivot = row[step]
        if pivot < 0 or (pivot == 0 and any(row[step:])):
            return False
        if pivot == 0:
            continue
        # After pivots p_1, ..., p_r the entries are minors, so the division leaves no rest.
        for lower in rows[step + 1 :]:
            factor = lower[step]
            for column in range(step, len(row)):
                lower[column] = (lower[column] * pivot - factor * row[column]) // divisor
        divisor = pivot
    return True


def matrix(value: object, size: int, where: str) -> Matrix:
    """Return a symmetric integer matrix of the given size from its JSON form."""
    rows = []
    for i, row in enumerate(reader.sequence(value, size, size, where)):
        items = reader.sequence(row, size, size, f"{where}[{i}]")
        place = f"{where}[{i}]"
        rows.append(tuple(reader.integer(x, -MAX_ENTRY, MAX_ENTRY, place) for x in items))
    result = tuple(rows)
    if result != tuple(zip(*result, strict=True)):
        raise Malformed(where, "a symmetric matrix", "another")
    return result


@dataclass(frozen=True)
class SharingStatement:
    """Whether one memory state can serve all the states, if any measurements may be asked in turn.

    Args:
        kind: "sharing" (it can) or "exclusion-by-any" (it cannot).
        n: number of vertices, 1 to 8.
        k: edges have at most k vertices, 1 <= k <= n.
        states: 2 to 32 objects with "edges" and "signs"; kept as truth tables.
    """

    kind: str
    n: int
    k: int
    states: Any

    def __post_init__(self) -> None:
        """Validate the states, which must be distinct."""
        n = reader.integer(self.n, 1, MAX_VERTICES, "statement.n")
        k = reader.integer(self.k, 1, n, "statement.k")
        rows = reader.sequence(self.states, 2, MAX_STATES, "statement.states")
        tables = tuple(
            sign_table(row, n, k, f"statement.states[{i}]") for i, row in enumerate(rows)
        )
        if len(set(tables)) != len(tables):
            raise Malformed("statement.states", "distinct states", "a repetition")
        object.__setattr__(self, "states", tables)

    def describe(self) -> str:
        """Return the claim in one line."""
        can = "one memory state can serve" if self.kind == "sharing" else "no memory state serves"
        return (
            f"{can} all {len(self.states)} given hypergraph states on {self.n} vertices, "
            "if any measurements may be asked in turn"
        )


@dataclass(frozen=True)
class Dual:
    """A symmetric matrix below every diagonal unit, whose product with the Gram matrix is positive.

    Args:
        denominator: a positive integer that divides all entries.
        matrix: rows of integers.
    """

    denominator: int
    matrix: Any

    def __post_init__(self) -> None:
        """Validate the shape as far as the statement is not needed."""
        reader.integer(self.denominator, 1, MAX_ENTRY, "certificate.denominator")
        reader.sequence(self.matrix, 2, MAX_STATES, "certificate.matrix")


@dataclass(frozen=True)
class Parts:
    """The Gram matrix as a sum of positive semidefinite matrices, the i-th without row i.

    Args:
        denominator: a positive integer that divides all entries.
        matrices: one for each state, as rows of integers.
    """

    denominator: int
    matrices: Any

    def __post_init__(self) -> None:
        """Validate the shape as far as the statement is not needed."""
        reader.integer(self.denominator, 1, MAX_ENTRY, "certificate.denominator")
        reader.sequence(self.matrices, 2, MAX_STATES, "certificate.matrices")


def check_dual(statement: SharingStatement, certificate: Dual) -> int:
    """Check that no measurement excludes a state; return the number of matrices tested."""
    overlaps = gram(statement.n, statement.states)
    size = len(overlaps)
    values = matrix(certificate.matrix, size, "certificate.matrix")
    product = sum(values[i][j] * overlaps[i][j] for i in range(size) for j in range(size))
    if product <= 0:
        expected = "a positive product with the Gram matrix"
        raise Rejected("certificate.matrix", "product", expected, product)
    for i in range(size):
        rest = [[-x for x in row] for row in values]
        rest[i][i] += certificate.denominator
        if not semidefinite(rest):
            expected = f"the unit at entry {i} minus the matrix positive semidefinite"
            raise Rejected("certificate.matrix", "dual", expected, "not so")
    return size


def check_parts(statement: SharingStatement, certificate: Parts) -> int:
    """Check that a measurement excludes a state; return the number of matrices tested."""
    check_decomposition(
        gram(statement.n, statement.states),
        certificate.denominator,
        certificate.matrices,
        "certificate.matrices",
    )
    return len(statement.states)


def check_decomposition(overlaps: Matrix, denominator: int, parts: object, where: str) -> None:
    """Check that positive semidefinite matrices, the i-th without row i, add up to the Gram matrix.

    Raises:
        Malformed: if there is not one symmetric matrix for each state.
        Rejected: if one has a row it must not have or is not semidefinite, or the sum is another.
    """
    size = len(overlaps)
    rows = reader.sequence(parts, size, size, where)
    total = [[0] * size for _ in range(size)]
    for i, item in enumerate(rows):
        place = f"{where}[{i}]"
        part = matrix(item, size, place)
        if any(part[i]):
            raise Rejected(place, "row", f"row {i} zero", "another")
        if not semidefinite(part):
            raise Rejected(place, "part", "a positive semidefinite matrix", "another")
        for j, row in enumerate(part):
            total[j] = [a + b for a, b in zip(total[j], row, strict=True)]
    if total != [[denominator * x for x in row] for row in overlaps]:
        expected = f"{denominator} times the Gram matrix"
        raise Rejected(where, "sum", expected, "another sum")
