"""A machine that never emits an invalid translation and forgets part of the hypergraph.

What belongs here: the explicit strategy by which one memory state serves a whole coset of a linear
family of hypergraphs. What does not: why so many states suffice (``docs/derivations``) and which
families there are (``contextuality.search.families``).

At the cut the machine knows the coset alone. Member l of the family is the sum over the classes c
of +-sqrt(N_c) |c>, with signs that depend on l, and |c> the same for all. The machine carries the
unnormalised vectors K|c>, K the product of the projectors onto its answers, and answers so that
sqrt(N_0) |K|0>| stays above the sum of sqrt(N_c) |K|c>| over the other classes. Then no member is
annihilated, whichever was prepared.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from contextuality.hypergraph import Hypergraph
from contextuality.search.families import class_sizes, family_shares
from khrnn.hypergraph._amplitudes import apply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.group import GroupElement
    from khrnn.types import IntegerVector, Outcome

ROOT_BITS = 96


@dataclass(frozen=True, slots=True, eq=False)
class FamilyState:
    """What the machine remembers: nothing that tells the members of a coset apart.

    Attributes:
        vectors: for each class, the largest first, K times the sum of the class's points, as
            exact integers (dtype object), up to one common factor.
    """

    vectors: tuple[IntegerVector, ...]


@dataclass(frozen=True, slots=True)
class FamilyMachine:
    """A deterministic machine with one memory state at the cut for each coset of a family.

    Args:
        family: independent k-uniform hypergraphs whose span can share a memory state.

    Raises:
        InputError: if the family does not pass `family_shares`.

    Source: ours; docs/derivations/memory_k3.md.

    Example:
        >>> from contextuality.search.families import best_family
        >>> machine = FamilyMachine(best_family(5, 4))
        >>> machine.memory_states(5)
        2
    """

    family: tuple[Hypergraph, ...]

    def __post_init__(self) -> None:
        if not self.family or not family_shares(self.family):
            raise InputError(
                where="family", expected="a family that can share one memory state", found="another"
            )

    @property
    def n(self) -> int:
        """The number of vertices."""
        return self.family[0].n

    def memory_states(self, edges: int) -> int:
        """Return how many memory states the machine has at the cut.

        Args:
            edges: binom(n, k), the number of possible edges.
        """
        return 1 << (edges - len(self.family))

    def coset(self, hypergraph: Hypergraph) -> Hypergraph:
        """Return the least member of a hypergraph's coset: the memory state at the cut.

        Args:
            hypergraph: on the same vertices.
        """
        edges = hypergraph.edges
        for pivot, member in self._reduced():
            if pivot in edges:
                edges ^= member
        return Hypergraph(self.n, edges)

    def _reduced(self) -> list[tuple[int, frozenset[int]]]:
        """Return a reduced basis: the pivot of each member is in no other one."""
        rows: list[tuple[int, frozenset[int]]] = []
        for member in self.family:
            edges = member.edges
            for pivot, row in rows:
                if pivot in edges:
                    edges ^= row
            pivot = max(edges)
            rows = [(p, row ^ edges if pivot in row else row) for p, row in rows]
            rows.append((pivot, edges))
        return rows

    def start(self, coset: Hypergraph) -> FamilyState:
        """Return the state at the cut.

        Args:
            coset: what `coset` returned; all that the machine gets to know.

        Returns:
            The classes' vectors with the signs of the coset's representative.
        """
        tables = [member.polynomial.truth_table() for member in self.family]
        classes = [
            sum((table >> z & 1) << j for j, table in enumerate(tables)) for z in range(1 << self.n)
        ]
        signs = coset.sign_vector().astype(object)
        sizes = Counter(classes)
        if sizes != class_sizes(self.family):
            raise RuntimeError("two ways to count the classes disagree")
        order = sorted(sizes, key=lambda c: (-sizes[c], c))
        return FamilyState(tuple(np.where(np.array(classes) == c, signs, 0) for c in order))

    def answer(self, state: FamilyState, element: GroupElement) -> tuple[FamilyState, Outcome]:
        """Answer a measurement.

        Args:
            state: the memory.
            element: a Hermitian group element on n qubits, of any degree.

        Returns:
            The next memory and the outcome; it is possible for every member of the coset.

        Raises:
            InputError: if the element is not Hermitian or does not fit.
        """
        if element.n != self.n or not element.is_hermitian():
            raise InputError(
                where="measurement", expected=f"Hermitian, on {self.n} qubits", found=str(element)
            )
        moved = [apply(vector, element) for vector in state.vectors]
        best: tuple[int, FamilyState, Outcome] | None = None
        outcomes: tuple[Outcome, Outcome] = (1, -1)
        for word in outcomes:
            after = tuple(
                vector + image if word == 1 else vector - image
                for vector, image in zip(state.vectors, moved, strict=True)
            )
            margin = lead(after)
            if best is None or margin > best[0]:
                best = margin, FamilyState(_reduce(after)), word
        if best is None or best[0] <= 0:
            raise RuntimeError("the machine's invariant is broken")
        return best[1], best[2]


def lead(vectors: Sequence[IntegerVector]) -> int:
    """Return by how much the first vector's length exceeds the sum of the others', rounded down.

    In units of 2^-96; positive only if it surely exceeds it.

    Example:
        >>> lead([np.array([3, 0], dtype=object), np.array([0, 2], dtype=object)]) == 1 << 96
        True
    """
    squares = [int((vector * vector).sum()) for vector in vectors]
    roots = [math.isqrt(square << 2 * ROOT_BITS) for square in squares]
    inexact = [
        root * root != square << 2 * ROOT_BITS for root, square in zip(roots, squares, strict=True)
    ]
    return roots[0] - sum(roots[1:]) - sum(inexact[1:])


def _reduce(vectors: tuple[IntegerVector, ...]) -> tuple[IntegerVector, ...]:
    """Divide all vectors by their common divisor."""
    divisor = math.gcd(*(int(x) for vector in vectors for x in vector))
    return tuple(vector // divisor for vector in vectors) if divisor > 1 else vectors
