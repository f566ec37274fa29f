"""Hypergraph states as exact integer vectors, for exclusion trees with k >= 3.

Belongs here: measurement of group elements on integer amplitudes, and criteria by which states can
share a memory state. Does not belong here: the search, and the faster bit sets for k = 2.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from contextuality.group import GroupElement, group_order_log2
from contextuality.polynomial import BooleanPolynomial, k_subsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from contextuality.hypergraph import Hypergraph
    from contextuality.search.exclusion_engine import Team

__all__ = ["MAX_ELEMENTS", "VectorSystem", "hermitian_elements"]

MAX_ELEMENTS = 40_000
MAX_VECTOR_QUBITS = 8
LARGEST_AMPLITUDE = 2**60
"""Sums of two amplitudes must fit into 64 bits; a measurement at most doubles them."""

IMPOSSIBLE = -1


def hermitian_elements(n: int, k: int) -> list[GroupElement]:
    """Return the Hermitian elements of the group, one of each pair with opposite signs.

    Args:
        n: number of qubits.
        k: largest edge size; phases have degree at most k - 1.

    Returns:
        All (a, g) other than plus or minus the identity with d_a g = 0 and g(0) = 0.

    Raises:
        InputError: if there are more than `MAX_ELEMENTS`.

    Source: ours; contextuality.group.

    Example:
        >>> len(hermitian_elements(2, 2)), len(hermitian_elements(3, 3))
        (9, 119)
    """
    found: list[GroupElement] = []
    if n < 1 or k < 1:
        raise InputError(where="group", expected="n >= 1 and k >= 1", found=f"n={n}, k={k}")
    if group_order_log2(n, k) - n - 1 > MAX_ELEMENTS.bit_length():
        _refuse(n, k)
    for shift in range(1 << n):
        # Invariant phases are the polynomials in the forms z_j + a_j z_i, i one vertex of a.
        pivot = shift & -shift
        spanned = [frozenset[int]()]
        for mask in (m for degree in range(1, k) for m in k_subsets(n, degree) if not m & pivot):
            odd = _invariant(mask, shift, pivot)
            spanned += [earlier ^ odd for earlier in spanned]
            if len(found) + len(spanned) > MAX_ELEMENTS:
                _refuse(n, k)
        found += [GroupElement(shift, BooleanPolynomial(n, phase)) for phase in spanned]
    return [e for e in found if e.shift or e.phase.monomials]


def _refuse(n: int, k: int) -> None:
    expected = f"at most {MAX_ELEMENTS} Hermitian elements; name the measurements"
    raise InputError(where="group", expected=expected, found=f"more for n = {n}, k = {k}")


def _invariant(mask: int, shift: int, pivot: int) -> set[int]:
    """Return the monomials of the product of z_j + a_j z_i over j in `mask`, i the pivot."""
    odd: set[int] = set()
    common = mask & shift
    part = common
    while True:
        odd ^= {mask ^ part | (pivot if part else 0)}
        if not part:
            return odd
        part = part - 1 & common


class VectorSystem:
    """States of n qubits with integer amplitudes and the group elements that may be measured.

    Args:
        n: number of qubits, 1 to 8.
        elements: Hermitian group elements on n qubits.

    Raises:
        InputError: for n out of range, no element, or one that is not Hermitian or not on n qubits.

    Source: the outcome law is that of projective measurement; ours.

    Example:
        >>> from contextuality.hypergraph import Hypergraph
        >>> system = VectorSystem(1, [GroupElement.x(1, [0])])
        >>> system.outcomes(system.hypergraph_state(Hypergraph.parse("-", 1)), 0)
        (0, -1)
    """

    enumerable = False
    sees_pivots = False

    def __init__(self, n: int, elements: Sequence[GroupElement]) -> None:
        if not 1 <= n <= MAX_VECTOR_QUBITS:
            expected = f"1 to {MAX_VECTOR_QUBITS} qubits"
            raise InputError(where="vector search", expected=expected, found=str(n))
        if not elements:
            raise InputError(where="measurements", expected="at least one", found="none")
        for element in elements:
            if element.n != n or not element.is_hermitian():
                expected = f"a Hermitian element on {n} qubits"
                raise InputError(where="measurements", expected=expected, found=str(element))
        self.n = n
        # Few letters and few monomials first, as for the Paulis.
        self._elements = sorted(
            elements, key=lambda e: e.shift.bit_count() + len(e.phase.monomials)
        )
        points = np.arange(1 << n)
        self._targets = points ^ np.array([[e.shift] for e in self._elements])
        self._signs = np.array([_sign_row(e.phase) for e in self._elements], dtype=np.int64)
        self._numbers: dict[bytes, int] = {}
        self._vectors: list[npt.NDArray[np.int64]] = []
        self._results: dict[int, tuple[list[int], list[int]]] = {}
        self._forced: dict[int, tuple[int, int]] = {}

    def hypergraph_state(self, hypergraph: Hypergraph) -> int:
        """Return the number of a hypergraph state.

        Raises:
            InputError: for another number of vertices.
        """
        if hypergraph.n != self.n:
            expected = f"{self.n} vertices"
            raise InputError(where="state", expected=expected, found=str(hypergraph.n))
        return self._number_rows(hypergraph.sign_vector().astype(np.int64)[None, :])[0]

    def _number_rows(self, rows: npt.NDArray[np.int64]) -> list[int]:
        """Return the numbers of the rays of all rows; `IMPOSSIBLE` for zero rows."""
        divisors = np.gcd.reduce(rows, axis=1)
        first = (rows != 0).argmax(axis=1)
        leading = np.sign(rows[np.arange(len(rows)), first])
        possible = divisors != 0
        reduced = rows // np.where(possible, divisors * leading, 1)[:, None]
        if np.abs(reduced).max(initial=0) >= LARGEST_AMPLITUDE:
            raise OverflowError("amplitudes beyond 64 bits")
        numbers = []
        for row, real in zip(reduced, possible.tolist(), strict=True):
            if not real:
                numbers.append(IMPOSSIBLE)
                continue
            number = self._numbers.setdefault(row.tobytes(), len(self._vectors))
            if number == len(self._vectors):
                self._vectors.append(row.copy())
            numbers.append(number)
        return numbers

    def _measure(self, state: int) -> tuple[list[int], list[int]]:
        known = self._results.get(state)
        if known is None:
            vector = self._vectors[state]
            moved = vector[self._targets] * self._signs
            known = self._number_rows(vector + moved), self._number_rows(vector - moved)
            self._results[state] = known
        return known

    def outcomes(self, state: int, measurement: int) -> tuple[int, int]:
        """Return the states after +1 and -1; -1 stands for an impossible outcome."""
        plus, minus = self._measure(state)
        return plus[measurement], minus[measurement]

    def measurements(self) -> range:
        """Return the numbers of the elements."""
        return range(len(self._elements))

    def forced(self, team: Team) -> tuple[int, int]:
        """Return the bit sets of elements that some member answers surely by +1, by -1."""
        plus = minus = 0
        for state in team:
            if state not in self._forced:
                vector = self._vectors[state]
                moved = vector[self._targets] * self._signs
                self._forced[state] = (
                    _bit_set((moved == vector).all(axis=1)),
                    _bit_set((moved == -vector).all(axis=1)),
                )
            plus |= self._forced[state][0]
            minus |= self._forced[state][1]
        return plus, minus

    def pivots(self, team: Team) -> int:  # noqa: ARG002 - part of the protocol
        """Return nothing: unlike for Paulis, there is no shortcut."""
        return 0

    def can_share(self, team: Team) -> bool:
        """Return whether a criterion says that no measurement at all excludes one of the team.

        One state; two that are not orthogonal; three whose squared overlaps x, y, z, none of them
        0, have x + y + z >= 1 or (1 - x - y - z)^2 < 4 x y z; any number m whose overlaps are,
        with suitable signs, all equal to some c > (m-2)/(m-1).

        Source: C. Caves, C. Fuchs and R. Schack, arXiv:quant-ph/0206110, for three states.
        """
        size = len(team)
        if size < 2:
            return True
        vectors = [self._vectors[state].tolist() for state in team]
        norms = [_product(v, v) for v in vectors]
        signs = [1, *(1 if _product(vectors[0], v) > 0 else -1 for v in vectors[1:])]
        positive = True
        squares = []
        for i, j in combinations(range(size), 2):
            overlap = signs[i] * signs[j] * _product(vectors[i], vectors[j])
            if not overlap:
                return False
            positive = positive and overlap > 0
            squares.append(Fraction(overlap**2, norms[i] * norms[j]))
        if size == 2:
            return True
        if size == 3:
            left = 1 - sum(squares)
            return left <= 0 or left**2 < 4 * math.prod(squares)
        equal = positive and len(set(squares)) == 1
        return equal and squares[0] > Fraction(size - 2, size - 1) ** 2

    def element(self, measurement: int) -> GroupElement:
        """Return the measured group element."""
        return self._elements[measurement]


def _product(a: list[int], b: list[int]) -> int:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _bit_set(flags: npt.NDArray[np.bool_]) -> int:
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def _sign_row(phase: BooleanPolynomial) -> list[int]:
    table = phase.truth_table()
    return [1 - 2 * (table >> z & 1) for z in range(1 << phase.n)]
