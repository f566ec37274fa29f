"""The hypergraph stabilizer group: operators X^a (-1)^g(z), exactly.

Belongs here: group elements, their products, inverses and commutation. Does not
belong here: states and probabilities (hypergraph.py) and simulation. The diagonal
acts first, then the shift; bit i of a shift is qubit i.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from math import comb
from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.polynomial import BooleanPolynomial, k_subsets, mask_of, vertices

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import sympy
    from numpy.typing import NDArray

__all__ = ["MAX_MATRIX_QUBITS", "Commutation", "GroupElement", "group_order_log2", "random_element"]

MAX_MATRIX_QUBITS = 10
"""Dense matrices are for checks: at most 1024 x 1024."""


class Commutation(Enum):
    """How two elements commute; for degree 2 and above there is a third case."""

    COMMUTE = "commute"
    ANTICOMMUTE = "anticommute"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class GroupElement:
    """The operator X^a (-1)^g(z) on n qubits: the pair (a, g).

    Products follow (a, g)(b, h) = (a + b, g(z + b) + h(z)). With g of degree at
    most k - 1 these operators form GF(2)^n semidirect RM(k - 1, n); k = 2 gives
    the real Pauli group.

    Args:
        shift: a in GF(2)^n as an integer below 2^n.
        phase: g, a polynomial in n variables.

    Raises:
        InputError: if the shift does not fit the n of the phase.

    Source: ours, generalizing the stabilizers of M. Rossi, M. Huber, D. Bruss and
    C. Macchiavello, New J. Phys. 15, 113022 (2013), arXiv:1211.5554.

    Example:
        >>> x0 = GroupElement.x(3, [0])
        >>> cz = GroupElement.diagonal(BooleanPolynomial.parse("z0*z1", 3))
        >>> print(x0 * cz * x0, "|", x0.commutation(cz).name)
        (-1)^(z0*z1 + z1) | NEITHER
    """

    shift: int
    phase: BooleanPolynomial

    def __post_init__(self) -> None:
        if type(self.shift) is not int or self.shift < 0 or self.shift >> self.phase.n:
            raise InputError(
                where="shift",
                expected=f"an integer in 0..2^{self.phase.n} - 1",
                found=shown(self.shift),
            )

    @classmethod
    def identity(cls, n: int) -> GroupElement:
        """The identity on n qubits."""
        return cls(0, BooleanPolynomial.zero(n))

    @classmethod
    def x(cls, n: int, vertices: Iterable[int]) -> GroupElement:
        """The product of Pauli X over distinct vertices; InputError if out of range."""
        return cls(mask_of(vertices, n), BooleanPolynomial.zero(n))

    @classmethod
    def diagonal(cls, phase: BooleanPolynomial) -> GroupElement:
        """The diagonal operator (-1)^g(z)."""
        return cls(0, phase)

    @classmethod
    def parse(cls, text: str, n: int) -> GroupElement:
        """Read an element as it is printed.

        Args:
            text: `I`, or `X` with distinct vertices and then a phase such as `X0 X2 (-1)^(z1 + 1)`;
                either may be missing. Blanks may surround every item.
            n: the number of qubits.

        Returns:
            The element; `parse(str(g), g.n) == g` always holds.

        Raises:
            InputError: for anything outside this grammar, or a vertex out of range.

        Example:
            >>> GroupElement.parse("X0 (-1)^(z1*z2)", 3).commutation(GroupElement.x(3, [1])).name
            'NEITHER'
        """
        found = re.fullmatch(r"\s*(I|(?:X[0-9]{1,9}\s*)*)\s*(?:\(-1\)\^\((.*)\))?\s*", text)
        if not found or not text.strip() or (found[1] == "I" and found[2] is not None):
            raise InputError(
                where="group element", expected="text such as X0 (-1)^(z1*z2)", found=shown(text)
            )
        shift = mask_of([int(vertex) for vertex in re.findall("X([0-9]+)", found[1])], n)
        phase = found[2]
        return cls(shift, BooleanPolynomial.parse("0" if phase is None else phase, n))

    @property
    def n(self) -> int:
        """The number of qubits."""
        return self.phase.n

    @property
    def degree(self) -> int:
        """The degree of the phase polynomial; -1 without a phase."""
        return self.phase.degree

    def __mul__(self, other: GroupElement) -> GroupElement:
        self._require_same_n(other)
        return GroupElement(self.shift ^ other.shift, self.phase.shift(other.shift) + other.phase)

    def square(self) -> GroupElement:
        """The square, which is the diagonal element (0, d_a g).

        Example:
            >>> print(GroupElement(0b1, BooleanPolynomial.parse("z0", 1)).square())
            (-1)^(1)
        """
        return GroupElement(0, self.phase.derivative(self.shift))

    def inverse(self) -> GroupElement:
        """The inverse, (a, g(z + a)); also the adjoint, since the operator is unitary.

        Example:
            >>> y = GroupElement(0b1, BooleanPolynomial.parse("z0", 1))
            >>> y.inverse() == y.negate()
            True
        """
        return GroupElement(self.shift, self.phase.shift(self.shift))

    def negate(self) -> GroupElement:
        """The element times -1."""
        return GroupElement(self.shift, self.phase + BooleanPolynomial.one(self.n))

    def is_hermitian(self) -> bool:
        """Whether d_a g = 0: the element squares to 1 and can be measured."""
        return not self.phase.derivative(self.shift).monomials

    def is_antihermitian(self) -> bool:
        """Whether d_a g = 1: the element squares to -1, and i times it can be measured."""
        return self.phase.derivative(self.shift).monomials == {0}

    def commutation(self, other: GroupElement) -> Commutation:
        """How two elements commute.

        Args:
            other: an element on the same number of qubits.

        Returns:
            COMMUTE iff d_b g + d_a h = 0, ANTICOMMUTE iff it is 1, else NEITHER: then
            the two operators agree up to a sign that varies over the basis states.

        Example:
            >>> x = GroupElement.x(1, [0])
            >>> z = GroupElement.diagonal(BooleanPolynomial.parse("z0", 1))
            >>> x.commutation(z)
            <Commutation.ANTICOMMUTE: 'anticommute'>
        """
        self._require_same_n(other)
        difference = self.phase.derivative(other.shift) + other.phase.derivative(self.shift)
        if not difference.is_constant:
            return Commutation.NEITHER
        return Commutation.ANTICOMMUTE if difference.monomials else Commutation.COMMUTE

    def matrix(self) -> NDArray[np.int8]:
        """The dense matrix in the computational basis, little-endian.

        Returns:
            An int8 array of shape (2^n, 2^n) with entries 0, 1 and -1; column z holds
            (-1)^g(z) in row z XOR a.

        Raises:
            InputError: if n exceeds `MAX_MATRIX_QUBITS`.

        Example:
            >>> GroupElement(0b1, BooleanPolynomial.parse("z0", 1)).matrix().tolist()
            [[0, -1], [1, 0]]
        """
        import numpy as np  # noqa: PLC0415  (the symbolic group does without numpy)

        self._require_matrix_size()
        dense = np.zeros((1 << self.n, 1 << self.n), dtype=np.int8)
        table = self.phase.truth_table()
        for z in range(1 << self.n):
            dense[z ^ self.shift, z] = -1 if table >> z & 1 else 1
        return dense

    def to_sympy(self) -> sympy.ImmutableSparseMatrix:
        """The matrix of `matrix` as an exact SymPy sparse matrix, under the same limit."""
        import sympy  # noqa: PLC0415  (slow to import and rarely needed)

        self._require_matrix_size()
        size, table = 1 << self.n, self.phase.truth_table()
        entries = {(z ^ self.shift, z): -1 if table >> z & 1 else 1 for z in range(size)}
        return sympy.ImmutableSparseMatrix(size, size, entries)

    def __str__(self) -> str:
        parts = [f"X{i}" for i in vertices(self.shift)]
        if self.phase.monomials:
            parts.append(f"(-1)^({self.phase})")
        return " ".join(parts) or "I"

    def latex(self) -> str:
        r"""The element in LaTeX (mathematics mode).

        Example:
            >>> print(GroupElement(0b1, BooleanPolynomial.parse("z1 + 1", 2)).latex())
            X_{0} (-1)^{z_{1} + 1}
        """
        parts = [f"X_{{{i}}}" for i in vertices(self.shift)]
        if self.phase.monomials:
            parts.append(f"(-1)^{{{self.phase.latex()}}}")
        return " ".join(parts) or r"\mathbb{1}"

    def as_operator_string(self) -> str:
        """The element as a sign, Pauli X and (controlled) Z gates, an operator product.

        Returns:
            For example `+ X0 Z1 CZ12`. The gates are Z, CZ, CCZ, and C^mZ on m + 1 >= 4
            vertices; vertices are separated by commas if n > 10.

        Example:
            >>> print(GroupElement(0b1, BooleanPolynomial.parse("z1*z2 + z1", 3))
            ...     .as_operator_string())
            + X0 Z1 CZ12
        """
        separator = "," if self.n > 10 else ""
        gates = [f"X{i}" for i in vertices(self.shift)]
        for mask in sorted(self.phase.monomials, key=lambda m: (m.bit_count(), vertices(m))):
            if mask:
                controls = mask.bit_count() - 1
                name = "C" * controls + "Z" if controls <= 2 else f"C^{controls}Z"
                gates.append(name + separator.join(map(str, vertices(mask))))
        sign = "-" if 0 in self.phase.monomials else "+"
        return f"{sign} {' '.join(gates) or 'I'}"

    def _require_same_n(self, other: GroupElement) -> None:
        if self.n != other.n:
            raise InputError(
                where="group elements", expected=f"both on {self.n} qubits", found=str(other.n)
            )

    def _require_matrix_size(self) -> None:
        if self.n > MAX_MATRIX_QUBITS:
            raise InputError(
                where="matrix", expected=f"at most {MAX_MATRIX_QUBITS} qubits", found=str(self.n)
            )


def group_order_log2(n: int, k: int) -> int:
    """The base-2 logarithm of the order of the group with phases of degree below k.

    Args:
        n: the number of qubits, at least 0.
        k: the largest edge size, at least 1.

    Returns:
        n + sum of binom(n, j) over j <= k - 1, in bits.

    Source: ours; the dimension of RM(k - 1, n) is in MacWilliams and Sloane, chapter 13.

    Example:
        >>> group_order_log2(3, 2)
        7
    """
    _require_group(n, k)
    return n + sum(comb(n, j) for j in range(k))


def random_element(n: int, k: int, rng: np.random.Generator, *, hermitian: bool) -> GroupElement:
    """Draw a group element with a phase of degree at most k - 1.

    Args:
        n: the number of qubits, at least 0.
        k: the largest edge size, at least 1.
        rng: the source of randomness.
        hermitian: whether to draw Hermitian elements only.

    Returns:
        A uniform shift a, then a uniform phase among those allowed for a. (Uniform
        over all Hermitian elements would be diagonal almost always for k >= 3.)

    Example:
        >>> import numpy as np
        >>> random_element(4, 3, np.random.default_rng(1), hermitian=True).is_hermitian()
        True
    """
    _require_group(n, k)
    shift = sum(1 << i for i, bit in enumerate(rng.integers(0, 2, size=n).tolist()) if bit)
    # A phase that the shift a leaves alone is a polynomial in the linear forms
    # z_j + a_j z_i, j != i, for any one vertex i of a; they keep its degree.
    pivot = shift & -shift if hermitian else 0
    masks = [mask for j in range(k) for mask in k_subsets(n, j) if not mask & pivot]
    odd: set[int] = set()
    for mask, bit in zip(masks, rng.integers(0, 2, size=len(masks)).tolist(), strict=True):
        if not bit:
            continue
        common = mask & shift if pivot else 0
        part = common
        while part:
            odd ^= {mask ^ part | pivot}
            part = (part - 1) & common
        odd ^= {mask}
    return GroupElement(shift, BooleanPolynomial(n, frozenset(odd)))


def _require_group(n: int, k: int) -> None:
    if n < 0 or k < 1:
        raise InputError(
            where="group", expected="n >= 0 and k >= 1", found=f"n={shown(n)}, k={shown(k)}"
        )
