"""Value functions of group elements as one linear system over GF(2), variable by variable.

Belongs here: the definition of `value-assignment-bound` in docs/formats/memory.md, literally: a
variable for every element (a, g), an equation for every pair of equal shift and every pair of
diagonals. Does not belong here: the contexts that the kernel's certificates single out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from proofs.independent.opinion import NotApplicableError, RejectedError
from proofs.independent.states import hypergraph_tables, low_monomials, spanned_tables

if TYPE_CHECKING:
    from proofs.independent.opinion import Deadline

ALL_EQUATIONS = 100_000
MAX_LOG_VARIABLES = 15  # 2^n shifts times all polynomials of degree below k
MAX_N = 10
MAX_EDGES = 10
ALL_PAIRS_EDGES = 6


class Elimination:
    """Linear equations over GF(2), added one by one; bit 0 of an equation is its constant.

    Example:
        >>> system = Elimination()
        >>> for equation in (0b110, 0b010, 0b101):
        ...     system.add(equation)
        >>> system.solvable
        False
    """

    def __init__(self) -> None:
        self._pivots: dict[int, int] = {}

    def reduce(self, equation: int) -> int:
        """Return the equation with all pivots eliminated."""
        rest, result = equation, 0
        while rest:
            top = rest.bit_length() - 1
            if top in self._pivots:
                rest ^= self._pivots[top]
            else:
                rest ^= 1 << top
                result |= 1 << top
        return result

    def add(self, equation: int) -> None:
        """Add an equation."""
        reduced = self.reduce(equation)
        if reduced:
            self._pivots[reduced.bit_length() - 1] = reduced

    @property
    def solvable(self) -> bool:
        """Whether 0 = 1 does not follow."""
        return 0 not in self._pivots


def value_systems(n: int, k: int, deadline: Deadline) -> str:
    """Decide for each hypergraph, and each two, whether one value function can serve.

    Args:
        n: number of vertices.
        k: edge size.
        deadline: when to stop.

    Returns:
        What was solved: every single system is solvable, every pair's is not, so that different
        hypergraphs need different memory states. From 7 edges on only the pairs with the empty
        hypergraph are tried.

    Raises:
        RejectedError: if that is not so.
        NotApplicableError: if the systems are too large.
        TimeoutError: after the deadline.

    Source: the definition is ours, see docs/formats/memory.md.

    Example:
        >>> from proofs.independent.opinion import Deadline
        >>> value_systems(2, 2, Deadline(60))
        'n=2 k=2: all 1 pairs have no value function, all 2 hypergraphs have one; all 144 equations'
    """
    dimension = sum(math.comb(n, j) for j in range(k)) if n <= MAX_N else 0
    if n > MAX_N or math.comb(n, k) > MAX_EDGES or n + dimension > MAX_LOG_VARIABLES:
        raise NotApplicableError(
            f"n={n} k={k}: too large for a system of all values of all group elements"
        )
    monomials = low_monomials(n, k - 1)
    size = 1 << len(monomials)
    shifts = 1 << n
    equations = shifts * size * (size + 1) // 2
    count = 1 << math.comb(n, k)
    full = equations <= ALL_EQUATIONS
    all_pairs = math.comb(n, k) <= ALL_PAIRS_EDGES
    system = Elimination()
    for a in range(shifts):
        deadline.check()
        for left in range(size):
            for right in range(left + 1) if full else _generating(a, left):
                product = _variable(0, left ^ right, size)
                system.add(_variable(a, left, size) ^ _variable(a, right, size) ^ product)
    system.add(_variable(0, 1, size) ^ 1)  # monomial 0 is the constant: v(0,1) = -1
    if not system.solvable:
        raise RejectedError(f"n={n} k={k}: there is no value function at all")
    demands = [
        [system.reduce(_variable(a, g, size)) for a, g in enumerate(codes)]
        for codes in _stabilizers(n, k, monomials)
    ]
    pairs = 0
    for second, theirs in enumerate(demands):
        deadline.check()
        if not _joint([theirs]):
            raise RejectedError(f"n={n} k={k}: hypergraph {second} has no value function")
        for first in range(second if all_pairs else min(second, 1)):
            if _joint([demands[first], theirs]):
                raise RejectedError(
                    f"n={n} k={k}: hypergraphs {first} and {second} share a value function"
                )
            pairs += 1
    which = "all" if all_pairs else "a sample of"
    extent = "all" if full else "a generating part of"
    return (
        f"n={n} k={k}: {which} {pairs} pairs have no value function, all {count} hypergraphs have "
        f"one; {extent} {equations} equations"
    )


def _variable(a: int, g: int, size: int) -> int:
    return 2 << (a * size + g)


def _generating(a: int, left: int) -> list[int]:
    """Return partners whose equations imply all others of this shift."""
    if a:
        return [0]
    return [0, *(1 << j for j in range(left.bit_length()) if left >> j & 1 and left != 1 << j)]


def _stabilizers(n: int, k: int, monomials: tuple[tuple[int, ...], ...]) -> list[list[int]]:
    """Return for each hypergraph and each a the number of the polynomial f(z+a) + f(z)."""
    tables = spanned_tables(n, monomials)
    number = {table.tobytes(): code for code, table in enumerate(tables)}
    points = np.arange(1 << n)
    return [
        [number[(f ^ f[points ^ a]).tobytes()] for a in range(1 << n)]
        for f in hypergraph_tables(n, k)
    ]


def _joint(demands: list[list[int]]) -> bool:
    system = Elimination()
    for equations in demands:
        for equation in equations:
            system.add(equation)
    return system.solvable
