"""Boolean polynomials in algebraic normal form over GF(2), exactly.

Belongs here: polynomials as sets of monomials, their values, derivatives and
weights. Does not belong here: operators (group.py), states (hypergraph.py), and
masks as such (vertex_sets.py, whose functions can be imported from here too).
Bit i of every mask and of every point is vertex i.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from contextuality._anf import mobius, submasks, sum_modulo_two
from contextuality.errors import InputError, shown
from contextuality.vertex_sets import k_subsets, mask_of, ones, vertices

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import sympy

__all__ = ["MAX_TABLE_VARIABLES", "BooleanPolynomial", "k_subsets", "mask_of", "vertices"]

MAX_TABLE_VARIABLES = 24
"""Truth tables have at most 2^24 points (2 MiB); larger requests are errors."""

_SMALL = 12
"""Up to so many variables one table of all of them beats a table for each connected group."""


@dataclass(frozen=True, slots=True)
class BooleanPolynomial:
    """A polynomial function GF(2)^n -> GF(2) in algebraic normal form.

    Every function has exactly one such form, so equality of objects is equality
    of functions. Sums, products, shifts and derivatives are symbolic and work at
    any n; only truth tables are limited (`MAX_TABLE_VARIABLES`).

    Args:
        n: the number of variables z0..z{n-1}, at least 0.
        monomials: masks below 2^n; mask m is the product of its vertices'
            variables, and 0 is the constant 1.

    Raises:
        InputError: for a negative n or a mask that is not an integer in range.

    Source: F. J. MacWilliams and N. J. A. Sloane, The Theory of Error-Correcting
    Codes (1977), chapter 13 (Reed-Muller codes).

    Example:
        >>> f = BooleanPolynomial.parse("z0*z1 + z2", 3)
        >>> print(f.derivative(0b001), "|", f.weight(), "|", f(0b011))
        z1 | 4 | 1
    """

    n: int
    monomials: frozenset[int]

    def __post_init__(self) -> None:
        if type(self.n) is not int or self.n < 0:
            raise InputError(where="n", expected="an integer >= 0", found=shown(self.n))
        if not isinstance(self.monomials, frozenset):
            raise InputError(
                where="monomials", expected="a frozenset of masks", found=shown(self.monomials)
            )
        for mask in self.monomials:
            if type(mask) is not int or mask < 0 or mask >> self.n:
                raise InputError(
                    where="monomials",
                    expected=f"a mask of vertices 0..{self.n - 1}",
                    found=shown(mask),
                )

    @classmethod
    def zero(cls, n: int) -> BooleanPolynomial:
        """The polynomial 0 in n variables."""
        return cls(n, frozenset())

    @classmethod
    def one(cls, n: int) -> BooleanPolynomial:
        """The constant polynomial 1 in n variables."""
        return cls(n, frozenset({0}))

    @classmethod
    def variable(cls, n: int, i: int) -> BooleanPolynomial:
        """The polynomial z_i in n variables; InputError unless 0 <= i < n."""
        return cls.monomial(n, (i,))

    @classmethod
    def monomial(cls, n: int, vertices: Iterable[int]) -> BooleanPolynomial:
        """The product of the variables of distinct vertices; the empty product is 1.

        Raises:
            InputError: for a vertex out of range or listed twice.
        """
        return cls(n, frozenset({mask_of(vertices, n)}))

    @classmethod
    def from_truth_table(cls, n: int, table: int) -> BooleanPolynomial:
        """The polynomial with given values.

        Args:
            n: the number of variables, at most `MAX_TABLE_VARIABLES`.
            table: an integer below 2^(2^n) whose bit z is the value at the point z.

        Returns:
            The unique polynomial whose `truth_table` is `table`.

        Example:
            >>> print(BooleanPolynomial.from_truth_table(2, 0b0111))
            z0*z1 + 1
        """
        _require_table_size(n)
        if table < 0 or table >> (1 << n):
            raise InputError(
                where="table",
                expected=f"an integer of at most 2^{n} bits",
                found=shown(table),
            )
        return cls(n, frozenset(ones(mobius(table, n))))

    @classmethod
    def parse(cls, text: str, n: int) -> BooleanPolynomial:
        """Read a polynomial in algebraic normal form.

        Args:
            text: `0`, or distinct terms joined by `+`, each `1` or distinct variables
                joined by `*`; blanks may surround every item. Terms that repeat are
                refused rather than cancelled: they are misprints more often than not.
            n: the number of variables.

        Returns:
            The polynomial; `parse(str(f), f.n) == f` always holds.

        Raises:
            InputError: naming the term, for anything outside this grammar.

        Example:
            >>> BooleanPolynomial.parse("z0*z1 + z2 + 1", 3).degree
            2
        """
        if text.strip() == "0":
            return cls.zero(n)
        found: set[int] = set()
        for position, raw in enumerate(text.split("+")):
            term, where = raw.strip(), f"term {position}"
            if term == "1":
                mask = 0
            else:
                factors = [factor.strip() for factor in term.split("*")]
                for factor in factors:
                    # Nine digits bound the vertex before it is compared with n.
                    if not re.fullmatch(r"z(0|[1-9][0-9]{0,8})", factor):
                        raise InputError(
                            where=where,
                            expected="1 or variables like z0 joined by *",
                            found=shown(term),
                        )
                try:
                    mask = mask_of([int(factor[1:]) for factor in factors], n)
                except InputError as error:
                    raise error.located(where) from None
            if mask in found:
                raise InputError(
                    where=where, expected="each term at most once", found=f"{shown(term)} again"
                )
            found.add(mask)
        return cls(n, frozenset(found))

    @property
    def degree(self) -> int:
        """The largest number of variables in a monomial; -1 for the polynomial 0."""
        return max((mask.bit_count() for mask in self.monomials), default=-1)

    @property
    def is_constant(self) -> bool:
        """Whether the polynomial is 0 or 1."""
        return self.degree <= 0

    def __add__(self, other: BooleanPolynomial) -> BooleanPolynomial:
        self._require_same_n(other)
        return BooleanPolynomial(self.n, self.monomials ^ other.monomials)

    def __mul__(self, other: BooleanPolynomial) -> BooleanPolynomial:
        self._require_same_n(other)
        return BooleanPolynomial(
            self.n, sum_modulo_two(a | b for a in self.monomials for b in other.monomials)
        )

    def __call__(self, z: int) -> int:
        """The value f(z), 0 or 1, at a point z of GF(2)^n given as an integer below 2^n."""
        self._require_point(z)
        return sum(mask & z == mask for mask in self.monomials) & 1

    def shift(self, a: int) -> BooleanPolynomial:
        """The polynomial z -> f(z + a).

        Args:
            a: a point of GF(2)^n as an integer below 2^n.

        Returns:
            A polynomial of the same degree. A monomial that meets a in t vertices
            becomes 2^t monomials.

        Example:
            >>> print(BooleanPolynomial.parse("z0*z1", 2).shift(0b01))
            z0*z1 + z1
        """
        self._require_point(a)
        return BooleanPolynomial(
            self.n,
            sum_modulo_two(mask ^ part for mask in self.monomials for part in submasks(mask & a)),
        )

    def derivative(self, a: int) -> BooleanPolynomial:
        """The derivative d_a f: z -> f(z + a) + f(z).

        Args:
            a: a point of GF(2)^n as an integer below 2^n.

        Returns:
            A polynomial of degree at most max(degree - 1, -1), invariant under the
            shift by a.

        Source: C. Carlet, Boolean Functions for Cryptography and Coding Theory (2021),
        chapter 2 (derivatives of Boolean functions).

        Example:
            >>> print(BooleanPolynomial.parse("z0*z1*z2", 3).derivative(0b011))
            z0*z2 + z1*z2 + z2
        """
        self._require_point(a)
        # shift(a) without the monomials themselves, which f cancels.
        return BooleanPolynomial(
            self.n,
            sum_modulo_two(
                mask ^ part
                for mask in self.monomials
                if mask & a
                for part in submasks(mask & a)
                if part
            ),
        )

    def truth_table(self) -> int:
        """All values at once.

        Returns:
            The integer whose bit z is f(z), for z in 0..2^n - 1.

        Raises:
            InputError: if n exceeds `MAX_TABLE_VARIABLES`.

        Example:
            >>> bin(BooleanPolynomial.parse("z0*z1 + 1", 2).truth_table())
            '0b111'
        """
        _require_table_size(self.n)
        packed = bytearray((1 << self.n) + 7 >> 3)
        for mask in self.monomials:
            packed[mask >> 3] |= 1 << (mask & 7)
        return mobius(int.from_bytes(packed, "little"), self.n)

    def weight(self) -> int:
        """The number of points z with f(z) = 1, exactly.

        Raises:
            InputError: as `bias` does.

        Example:
            >>> BooleanPolynomial.parse("z0*z1*z2", 5).weight()
            4
        """
        weight = (1 - self.bias()) * (1 << self.n) / 2
        return weight.numerator

    def bias(self) -> Fraction:
        """The mean of (-1)^f(z) over all points, 1 - 2 weight / 2^n.

        The bias of a sum of polynomials in disjoint variables is the product of their
        biases, so the size limit holds for each connected group of variables alone.

        Raises:
            InputError: if more than `MAX_TABLE_VARIABLES` variables hang together.

        Example:
            >>> BooleanPolynomial.parse("z0*z1 + z2*z3", 4).bias()
            Fraction(1, 4)
        """
        if self.n <= _SMALL:  # one table is quicker than the groups
            return Fraction((1 << self.n) - 2 * self.truth_table().bit_count(), 1 << self.n)
        return prod(
            (_connected_bias(group) for group in self._connected_groups()), start=Fraction(1)
        )

    def restrict(self, i: int, value: int) -> BooleanPolynomial:
        """The polynomial with the variable z_i fixed.

        Args:
            i: a vertex in 0..n-1.
            value: 0 or 1.

        Returns:
            A polynomial in the same n variables that does not contain z_i.

        Example:
            >>> print(BooleanPolynomial.parse("z0*z1 + z2", 3).restrict(0, 1))
            z1 + z2
        """
        bit = mask_of((i,), self.n)
        if value not in {0, 1}:
            raise InputError(where="value", expected="0 or 1", found=shown(value))
        kept = (mask & ~bit for mask in self.monomials if value or not mask & bit)
        return BooleanPolynomial(self.n, sum_modulo_two(kept))

    def relabel(self, perm: Sequence[int]) -> BooleanPolynomial:
        """The polynomial with vertex i renamed perm[i].

        Args:
            perm: a permutation of 0..n-1.

        Example:
            >>> print(BooleanPolynomial.parse("z0*z1 + z2", 3).relabel([2, 0, 1]))
            z0*z2 + z1
        """
        if sorted(perm) != list(range(self.n)):
            raise InputError(
                where="perm", expected=f"a permutation of 0..{self.n - 1}", found=shown(perm)
            )
        return BooleanPolynomial(
            self.n, frozenset(sum(1 << perm[i] for i in ones(mask)) for mask in self.monomials)
        )

    def __str__(self) -> str:
        terms = ("*".join(f"z{i}" for i in ones(mask)) for mask in self.sorted_monomials())
        return " + ".join(term or "1" for term in terms) or "0"

    def latex(self) -> str:
        r"""The polynomial in LaTeX (mathematics mode), terms in the order of `str`.

        Example:
            >>> print(BooleanPolynomial.parse("z0*z1 + 1", 2).latex())
            z_{0} z_{1} + 1
        """
        terms = (" ".join(f"z_{{{i}}}" for i in ones(mask)) for mask in self.sorted_monomials())
        return " + ".join(term or "1" for term in terms) or "0"

    def to_sympy(self) -> sympy.Expr:
        """The polynomial as a SymPy expression in symbols z0, z1, ..., to be read modulo 2.

        Example:
            >>> BooleanPolynomial.parse("z0*z1 + 1", 2).to_sympy()
            z0*z1 + 1
        """
        import sympy  # noqa: PLC0415  (slow to import and rarely needed)

        terms = (
            sympy.Mul(*(sympy.Symbol(f"z{i}") for i in ones(mask)))
            for mask in self.sorted_monomials()
        )
        return sympy.Add(*terms)

    def sorted_monomials(self) -> tuple[int, ...]:
        """The monomials by descending degree, then lexicographically by vertices."""
        return tuple(
            sorted(self.monomials, key=lambda mask: (-mask.bit_count(), tuple(ones(mask))))
        )

    def _connected_groups(self) -> list[list[int]]:
        """Monomials grouped so that no two groups share a variable."""
        groups: list[tuple[int, list[int]]] = []
        for mask in self.monomials:
            touching = [group for group in groups if group[0] & mask]
            groups = [group for group in groups if not group[0] & mask]
            support, members = mask, [mask]
            for other_support, other_members in touching:
                support |= other_support
                members += other_members
            groups.append((support, members))
        return [members for _, members in groups]

    def _require_same_n(self, other: BooleanPolynomial) -> None:
        if self.n != other.n:
            raise InputError(
                where="polynomials", expected=f"both in {self.n} variables", found=str(other.n)
            )

    def _require_point(self, z: int) -> None:
        if z < 0 or z >> self.n:
            raise InputError(
                where="point", expected=f"an integer in 0..2^{self.n} - 1", found=shown(z)
            )


def _require_table_size(n: int) -> None:
    if not 0 <= n <= MAX_TABLE_VARIABLES:
        raise InputError(
            where="truth table",
            expected=f"between 0 and {MAX_TABLE_VARIABLES} variables",
            found=shown(n),
        )


def _connected_bias(masks: list[int]) -> Fraction:
    support = 0
    for mask in masks:
        support |= mask
    place = {vertex: new for new, vertex in enumerate(ones(support))}
    small = BooleanPolynomial(
        len(place), frozenset(sum(1 << place[i] for i in ones(mask)) for mask in masks)
    )
    return 1 - Fraction(2 * small.truth_table().bit_count(), 1 << small.n)
