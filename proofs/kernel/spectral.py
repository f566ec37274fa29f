"""Lower bounds on the degree of all lines in a set of Paulis, from the traces of B, B^2 and B^3.

Certificate kind `spectral`; grammar and soundness argument in docs/formats/degree.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from proofs.kernel import reader
from proofs.kernel.degree import (
    DegreeStatement,
    commutator,
    pauli_code,
    quadratic_form,
    require,
)
from proofs.kernel.pauli import MAX_QUBITS
from proofs.kernel.subspaces import lines
from proofs.kernel.verdict import Rejected


@dataclass(frozen=True)
class Spectral:
    """Paulis that explain why eigenvalues of every signed sum of a configuration repeat.

    Args:
        pairs: pairs of labels that anticommute with each other and with nothing else named.
        quadric: a label, or None for no quadratic form.
    """

    pairs: tuple[tuple[str, str], ...]
    quadric: str | None

    def __post_init__(self) -> None:
        """Validate the shape; the labels are read when the number of qubits is known."""
        rows = reader.sequence(self.pairs, 0, MAX_QUBITS - 1, "certificate.pairs")
        pairs = tuple(reader.sequence(row, 2, 2, "certificate.pairs") for row in rows)
        object.__setattr__(self, "pairs", pairs)

    def section(self, statement: DegreeStatement) -> tuple[list[int], int]:
        """Return the points it is about, and the number D of eigenvalues; see `select`."""
        return select(statement, self.pairs, self.quadric)

    def reach(self, points: int, line_count: int, _n: int, dimension: int) -> int:
        """Return the bound on a section of these sizes; see `spectral_bound`."""
        return spectral_bound(points, line_count, dimension)


def select(
    statement: DegreeStatement, pairs: tuple[tuple[str, str], ...], quadric: str | None
) -> tuple[list[int], int]:
    """Return the points of a section, and the number D of eigenvalues up to repetition.

    Raises:
        Malformed: if a label is not one of n letters.
        Rejected: if the contexts are not all lines, the pairs are not as they must be, or D would
            be below 2.
    """
    points, n = statement.points, statement.qubits
    if statement.contexts != "lines":
        raise Rejected("statement.contexts", "spectral", "lines", "other contexts")
    named = [pauli_code(v, n, "certificate.pairs") for pair in pairs for v in pair]
    for i, a in enumerate(named):
        for j, b in enumerate(named):
            if commutator(a, b, n) != (i ^ 1 == j):
                expected = "labels that anticommute within their pair and commute otherwise"
                raise Rejected("pairs", "spectral", expected, f"labels {i} and {j}")
    chosen = [a for a in points if not any(commutator(a, c, n) for c in named)]
    dimension = 1 << n >> len(pairs)
    if quadric is not None:
        form = pauli_code(quadric, n, "certificate.quadric")
        chosen = [a for a in chosen if not quadratic_form(a, form, n)]
        values = [quadratic_form(c, form, n) for c in named]
        type_ = quadratic_form(form, form, n)  # the Arf invariant on all Paulis: 1 is elliptic
        for first, second in zip(values[::2], values[1::2], strict=True):
            type_ ^= first & second
        dimension >>= type_
    if dimension < 2:
        raise Rejected("pairs", "spectral", "a dimension of at least 2", dimension)
    return chosen, dimension


def spectral_bound(points: int, line_count: int, dimension: int) -> int:
    """Return the least d that (6 (L - 2d))^2 (D - 1) <= m^3 (D - 2)^2, L - 2d >= 0 allow.

    Example:
        >>> spectral_bound(63, 315, 8)
        63
    """
    excess = math.isqrt(points**3 * (dimension - 2) ** 2 // (36 * (dimension - 1)))
    return max(0, (line_count - excess + 1) // 2)


def check_spectral(statement: DegreeStatement, certificate: Spectral) -> int:
    """Check the bound of the trace inequality; return the number of lines.

    Raises:
        Rejected: if the contexts are not all lines, or the bound is smaller than the statement's.
    """
    chosen, dimension = certificate.section(statement)
    count = sum(1 for _ in lines(chosen, statement.qubits))
    reached = spectral_bound(len(chosen), count, dimension)
    require(reached, statement)
    return count
