"""How many memory states the support reading costs for k-uniform hypergraphs, from both sides.

Statement kinds `support-states-upper` and `support-states-lower`, certificate kinds
`linear-family` and `small-overlaps`; grammar and soundness in docs/formats/sharing.md. The third
kind is in `proofs.kernel.excluded_subsets`.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from proofs.kernel import reader
from proofs.kernel.algebra import polynomial, sums
from proofs.kernel.exclusion import vertex_sets
from proofs.kernel.verdict import Rejected

MAX_N = 12
MAX_DIMENSION = 16
ROOT_BITS = 64  # square roots are compared to 64 binary places


@dataclass(frozen=True)
class SupportStatesStatement:
    """A bound on the memory states at the cut, for never emitting an invalid translation.

    Args:
        kind: "support-states-upper" (so many suffice) or "support-states-lower" (are needed).
        n: number of vertices, 1 to 12.
        k: edge size, 1 <= k <= n; the k-uniform hypergraphs are prepared.
        measurements: "group" (Hermitian (a, g), deg g <= k - 1) or "any".
        states: the number of memory states.
    """

    kind: str
    n: int
    k: int
    measurements: str
    states: int

    def __post_init__(self) -> None:
        """Validate sizes; the figure is compared when a certificate is checked."""
        n = reader.integer(self.n, 1, MAX_N, "statement.n")
        k = reader.integer(self.k, 1, n, "statement.k")
        reader.choice(self.measurements, ("group", "any"), "statement.measurements")
        reader.integer(self.states, 1, 1 << math.comb(n, k), "statement.states")

    def describe(self) -> str:
        """Return the claim in one line."""
        upper = self.kind == "support-states-upper"
        asked = "group elements" if self.measurements == "group" else "any measurements"
        return (
            f"{self.states} memory states at the cut {'suffice' if upper else 'are needed'} for "
            f"never emitting an invalid translation, if {asked} may be asked "
            f"(n = {self.n}, k = {self.k})"
        )


def span(statement: SupportStatesStatement, basis: object, most: int) -> list[int]:
    """Return the truth tables of a space of hypergraphs; bit j of a position is basis element j.

    Raises:
        Malformed: for an edge that has not k vertices or a basis that is too large.
        Rejected: if the basis is linearly dependent.
    """
    n, k = statement.n, statement.k
    rows = reader.sequence(basis, 0, most, "certificate.basis")
    tables = sums(
        polynomial(vertex_sets(row, n, k, k, f"certificate.basis[{j}]"), n)
        for j, row in enumerate(rows)
    )
    if len(set(tables)) != len(tables):
        raise Rejected("certificate.basis", "basis", "linearly independent", "a dependence")
    return tables


def require_states(statement: SupportStatesStatement, figure: int) -> None:
    """Compare the figure that is shown, in the direction of the statement, with the one stated."""
    upper = statement.kind == "support-states-upper"
    if not (statement.states >= figure if upper else statement.states <= figure):
        raise Rejected("statement.states", "figure", f"{figure}, which is shown", statement.states)


@dataclass(frozen=True)
class LinearFamily:
    """Independent hypergraphs whose span can share one memory state."""

    basis: Any


@dataclass(frozen=True)
class SmallOverlaps:
    """Independent hypergraphs in whose span all distinct members overlap in at most 1/2."""

    basis: Any


def check_linear_family(statement: SupportStatesStatement, certificate: LinearFamily) -> int:
    """Check that one class of points outweighs all others; return the number of classes.

    Points are of one class if all members of the family agree there. With N_c points in class c,
    the family shares if for one class sqrt(N_c) exceeds the sum over all others.
    """
    n, k = statement.n, statement.k
    tables = span(statement, certificate.basis, MAX_DIMENSION)
    generators = [tables[1 << j] for j in range(len(tables).bit_length() - 1)]
    sizes = sorted(
        Counter(
            sum((table >> z & 1) << j for j, table in enumerate(generators)) for z in range(1 << n)
        ).values()
    )
    scale = 2 * ROOT_BITS
    largest = math.isqrt(sizes[-1] << scale)
    others = sum(math.isqrt(size << scale) + 1 for size in sizes[:-1])
    if largest <= others:
        expected = "the root of the largest class above the sum of the other roots"
        raise Rejected("certificate.basis", "classes", expected, f"sizes {sizes}")
    figure = 1 << (math.comb(n, k) - len(generators))
    require_states(statement, figure)
    return len(sizes)


def check_small_overlaps(statement: SupportStatesStatement, certificate: SmallOverlaps) -> int:
    """Check all weights of a space; return how many hypergraphs it has."""
    tables = span(statement, certificate.basis, MAX_DIMENSION)
    whole = 1 << statement.n
    for position, table in enumerate(tables[1:], 1):
        weight = table.bit_count()
        if not whole <= 4 * weight <= 3 * whole:
            expected = f"a weight from {whole}/4 to 3*{whole}/4 for member {position}"
            raise Rejected("certificate.basis", "weights", expected, weight)
    if statement.measurements != "any":
        raise Rejected("statement.measurements", "measurements", "any", statement.measurements)
    require_states(statement, max(1, len(tables) // 2))
    return len(tables)
