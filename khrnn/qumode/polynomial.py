"""Real polynomials in the positions of n qumodes, exactly.

What belongs here: polynomials with rational coefficients, their derivatives, shifts and integrals,
their mean over independent Gaussian positions, and their values on arrays. What does not: momenta
(`khrnn.qumode.weyl`).

A monomial is a sorted tuple of modes, a mode as often as its power: (0, 1, 1) is q_0 q_1^2, and
() is 1. Monomials without repetition are the edges of a weighted hypergraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from contextuality.errors import InputError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

Monomial: TypeAlias = tuple[int, ...]
MAX_DEGREE = 12


@dataclass(frozen=True)
class Polynomial:
    """A polynomial in q_0..q_{n-1} with rational coefficients.

    Args:
        n: number of modes, at least 1.
        terms: (monomial, coefficient) pairs, sorted, no monomial twice, no coefficient 0; use
            `of` to build one from anything less tidy.

    Example:
        >>> f = Polynomial.of(3, {(0, 1, 2): "1/2", (2,): 3})
        >>> str(f.derivative(2))
        '3 + 1/2 q0 q1'
    """

    n: int
    terms: tuple[tuple[Monomial, Fraction], ...] = ()

    @staticmethod
    def of(n: int, terms: Mapping[Monomial, Fraction | int | str]) -> Polynomial:
        """Build a polynomial.

        Args:
            n: number of modes, at least 1.
            terms: monomials, in any order of modes, with coefficients that `Fraction` takes.

        Returns:
            The polynomial; monomials that are equal up to order are added.

        Raises:
            InputError: for a mode out of range or a degree above 12.
        """
        found: dict[Monomial, Fraction] = {}
        for monomial, coefficient in terms.items():
            for mode in monomial:
                if type(mode) is not int or not 0 <= mode < n:
                    raise InputError(
                        where=f"monomial {shown(monomial)}",
                        expected=f"modes, integers in 0..{n - 1}",
                        found=shown(mode),
                    )
            if len(monomial) > MAX_DEGREE:
                raise InputError(
                    where=f"monomial {shown(monomial)}",
                    expected=f"a degree of at most {MAX_DEGREE}",
                    found=str(len(monomial)),
                )
            key = tuple(sorted(monomial))
            found[key] = found.get(key, Fraction(0)) + Fraction(coefficient)
        return Polynomial._tidy(n, found)

    @staticmethod
    def _tidy(n: int, terms: Mapping[Monomial, Fraction]) -> Polynomial:
        kept = [(monomial, value) for monomial, value in terms.items() if value]
        return Polynomial(n, tuple(sorted(kept, key=lambda term: (len(term[0]), term[0]))))

    @cached_property
    def coefficients(self) -> dict[Monomial, Fraction]:
        """The nonzero coefficients, by monomial."""
        return dict(self.terms)

    @property
    def degree(self) -> int:
        """The degree; 0 for the zero polynomial too."""
        return max((len(monomial) for monomial, _ in self.terms), default=0)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __str__(self) -> str:
        parts = []
        for monomial, value in self.terms:
            modes = " ".join(f"q{mode}" for mode in monomial)
            parts.append(f"{value} {modes}".rstrip())
        return " + ".join(parts) or "0"

    def _same_modes(self, other: Polynomial) -> None:
        if self.n != other.n:
            raise InputError(
                where="polynomials", expected=f"both in {self.n} modes", found=f"{other.n} modes"
            )

    def __add__(self, other: Polynomial) -> Polynomial:
        self._same_modes(other)
        total = dict(self.terms)
        for monomial, value in other.terms:
            total[monomial] = total.get(monomial, Fraction(0)) + value
        return self._tidy(self.n, total)

    def __neg__(self) -> Polynomial:
        return self.scaled(Fraction(-1))

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + -other

    def __mul__(self, other: Polynomial) -> Polynomial:
        self._same_modes(other)
        total: dict[Monomial, Fraction] = {}
        for left, a in self.terms:
            for right, b in other.terms:
                key = tuple(sorted(left + right))
                total[key] = total.get(key, Fraction(0)) + a * b
        return self._tidy(self.n, total)

    def scaled(self, factor: Fraction) -> Polynomial:
        """Return the polynomial times a number."""
        return self._tidy(self.n, {monomial: value * factor for monomial, value in self.terms})

    def derivative(self, mode: int) -> Polynomial:
        """Return the derivative along one position.

        Args:
            mode: 0..n-1.
        """
        total: dict[Monomial, Fraction] = {}
        for monomial, value in self.terms:
            power = monomial.count(mode)
            if power:
                rest = list(monomial)
                rest.remove(mode)
                total[tuple(rest)] = value * power
        return self._tidy(self.n, total)

    def antiderivative(self, mode: int) -> Polynomial:
        """Return the polynomial that vanishes at q_mode = 0 and has this derivative along it.

        Args:
            mode: 0..n-1.

        Example:
            >>> str(Polynomial.of(2, {(0,): 1, (1,): 4}).antiderivative(0))
            '1/2 q0 q0 + 4 q0 q1'
        """
        return self._tidy(
            self.n,
            {
                tuple(sorted((*monomial, mode))): value / (monomial.count(mode) + 1)
                for monomial, value in self.terms
            },
        )

    def shifted(self, shift: Sequence[Fraction | int]) -> Polynomial:
        """Return the polynomial at q + shift.

        Args:
            shift: one rational number a mode.

        Example:
            >>> str(Polynomial.of(2, {(0, 1): 1}).shifted([1, 0]))
            '1 q1 + 1 q0 q1'
        """
        total = Polynomial(self.n)
        for monomial, value in self.terms:
            product = Polynomial.of(self.n, {(): value})
            for mode in monomial:
                product = product * Polynomial.of(self.n, {(mode,): 1, (): Fraction(shift[mode])})
            total = total + product
        return total

    def degree_in(self, modes: Iterable[int]) -> int:
        """Return the joint degree in some of the modes, the others taken for constants.

        Args:
            modes: the modes that count.
        """
        chosen = set(modes)
        return max(
            (sum(mode in chosen for mode in monomial) for monomial, _ in self.terms), default=0
        )

    def __call__(self, positions: Sequence[npt.ArrayLike]) -> npt.NDArray[np.float64]:
        """Evaluate in floating point.

        Args:
            positions: n arrays that broadcast against each other, in units of hbar = 1.

        Returns:
            Values with their common shape.
        """
        arrays = [np.asarray(position, dtype=np.float64) for position in positions]
        total = np.zeros(np.broadcast_shapes(*(array.shape for array in arrays)))
        for monomial, value in self.terms:
            product: npt.NDArray[np.float64] = np.full((), float(value))
            for mode in monomial:
                product = product * arrays[mode]
            total = total + product
        return total

    def gaussian_mean(self, variance: Fraction) -> Fraction:
        """Return the mean over independent positions of mean 0.

        Args:
            variance: of each position, exact.

        Returns:
            The exact mean: E q^(2j) = variance^j (2j-1)!!.

        Example:
            >>> Polynomial.of(1, {(0, 0, 0, 0): 1}).gaussian_mean(Fraction(2))
            Fraction(12, 1)
        """
        total = Fraction(0)
        for monomial, value in self.terms:
            powers = [monomial.count(mode) for mode in set(monomial)]
            if all(power % 2 == 0 for power in powers):
                total += value * prod(
                    (variance ** (power // 2) * prod(range(1, power, 2)) for power in powers),
                    start=Fraction(1),
                )
        return total
