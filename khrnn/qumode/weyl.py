"""The Weyl algebra of n qumodes: exact polynomials in positions and momenta, and what they span.

What belongs here: products and commutators of operators with coefficients in Q(i), or in
Q(i)[w, ...] for symbolic weights; closure of a set of operators under commutators. What does not:
states and outcome laws. Needs sympy, loaded on use.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb, factorial
from typing import TYPE_CHECKING, Any, TypeAlias

from contextuality.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from khrnn.qumode.polynomial import Polynomial

Powers: TypeAlias = tuple[int, ...]
Key: TypeAlias = tuple[Powers, Powers]
"""Powers of the positions, then of the momenta: q^a p^b, positions to the left."""


@lru_cache
def _gaussian_rationals() -> Any:  # a sympy domain has no better type
    from sympy import QQ_I  # noqa: PLC0415 - slow to load

    return QQ_I


@dataclass(frozen=True)
class Operator:
    """A polynomial in q_i and p_i in normal order, positions to the left.

    Args:
        n: number of modes.
        domain: the sympy domain of the coefficients: QQ_I, or a polynomial ring over it.
        terms: coefficient of q^a p^b by (a, b); none is 0.

    Source: standard; p^b q^a = sum_j j! binom(a,j) binom(b,j) (-i)^j q^(a-j) p^(b-j), per mode.

    Example:
        >>> q, p = position(1, 0), momentum(1, 0)
        >>> q.commutator(p) == identity(1).scaled(imaginary())
        True
    """

    n: int
    domain: Any
    terms: Mapping[Key, Any]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Operator) and not (self - other)

    __hash__ = None  # type: ignore[assignment]  # a dictionary inside

    def __add__(self, other: Operator) -> Operator:
        left, right = self._common(other)
        total = dict(left.terms)
        for key, value in right.terms.items():
            total[key] = total.get(key, left.domain.zero) + value
        return _tidy(self.n, left.domain, total)

    def __sub__(self, other: Operator) -> Operator:
        return self + other.scaled(-1)

    def __mul__(self, other: Operator) -> Operator:
        left, right = self._common(other)
        domain, zero = left.domain, left.domain.zero
        own = domain == _gaussian_rationals()  # then the factors need no conversion, which is slow
        total: dict[Key, Any] = {}
        for (a, b), x in left.terms.items():
            for (c, d), y in right.terms.items():
                product = x * y
                (key, _), *others = _reordered(self.n, a, b, c, d)
                total[key] = total.get(key, zero) + product
                for key, factor in others:
                    value = product * (factor if own else domain.convert(factor))
                    total[key] = total.get(key, zero) + value
        return _tidy(self.n, domain, total)

    def scaled(self, factor: Any) -> Operator:
        """Return the operator times an element of its domain, or an integer."""
        value = self.domain.convert(factor)
        return _tidy(self.n, self.domain, {key: x * value for key, x in self.terms.items()})

    def commutator(self, other: Operator) -> Operator:
        """Return [self, other]."""
        return self * other - other * self

    def _common(self, other: Operator) -> tuple[Operator, Operator]:
        if self.n != other.n:
            raise InputError(where="operators", expected=f"{self.n} modes", found=str(other.n))
        if self.domain == other.domain:
            return self, other
        domain = self.domain.unify(other.domain)
        return _into(self, domain), _into(other, domain)


def _into(operator: Operator, domain: Any) -> Operator:
    terms = {key: domain.convert(x, operator.domain) for key, x in operator.terms.items()}
    return Operator(operator.n, domain, terms)


def _tidy(n: int, domain: Any, terms: Mapping[Key, Any]) -> Operator:
    return Operator(n, domain, {key: value for key, value in terms.items() if value})


@lru_cache(maxsize=1 << 16)
def _reordered(n: int, a: Powers, b: Powers, c: Powers, d: Powers) -> tuple[tuple[Key, Any], ...]:
    """Normal order of q^a p^b q^c p^d; the first term is q^(a+c) p^(b+d), with factor 1."""
    domain = _gaussian_rationals()
    turn = domain(0, -1)
    found: list[tuple[list[int], list[int], Any]] = [([], [], domain.one)]
    for mode in range(n):
        found = [
            (
                [*left, a[mode] + c[mode] - j],
                [*right, b[mode] + d[mode] - j],
                value * domain(factorial(j) * comb(c[mode], j) * comb(b[mode], j)) * turn**j,
            )
            for left, right, value in found
            for j in range(min(b[mode], c[mode]) + 1)
        ]
    return tuple(((tuple(left), tuple(right)), value) for left, right, value in found)


def imaginary() -> Any:
    """Return i as an element of the Gaussian rationals."""
    return _gaussian_rationals()(0, 1)


def identity(n: int) -> Operator:
    """Return the identity on n modes."""
    domain = _gaussian_rationals()
    return Operator(n, domain, {((0,) * n, (0,) * n): domain.one})


def momentum(n: int, mode: int) -> Operator:
    """Return p of one mode, 0..n-1."""
    domain = _gaussian_rationals()
    powers = tuple(int(i == mode) for i in range(n))
    return Operator(n, domain, {((0,) * n, powers): domain.one})


def position(n: int, mode: int) -> Operator:
    """Return q of one mode, 0..n-1."""
    return product_of_positions(n, (mode,))


def product_of_positions(n: int, modes: Iterable[int], coefficient: Any = 1) -> Operator:
    """Return a coefficient times the product of some positions.

    Args:
        n: number of modes.
        modes: 0..n-1, a mode as often as its power.
        coefficient: an integer, or a sympy expression polynomial in symbols over Q(i).

    Example:
        >>> from sympy import Symbol
        >>> w = Symbol("w")
        >>> edge = product_of_positions(2, (0, 1), w)
        >>> momentum(2, 0).commutator(edge) == product_of_positions(2, (1,), w).scaled(-imaginary())
        True
    """
    listed = list(modes)
    powers = tuple(listed.count(i) for i in range(n))
    domain = _gaussian_rationals()
    symbols = sorted(getattr(coefficient, "free_symbols", ()), key=str)
    if symbols:
        domain = domain[tuple(symbols)]
    return _tidy(n, domain, {(powers, (0,) * n): domain.convert(coefficient)})


def of_polynomial(polynomial: Polynomial) -> Operator:
    """Return a polynomial in the positions as an operator."""
    from sympy import Rational  # noqa: PLC0415

    total = _tidy(polynomial.n, _gaussian_rationals(), {})
    for monomial, value in polynomial.terms:
        coefficient = Rational(value.numerator, value.denominator)
        total = total + product_of_positions(polynomial.n, monomial, coefficient)
    return total


def rank_basis(operators: Iterable[Operator]) -> list[Operator]:
    """Return a basis of the complex span of some operators with coefficients in Q(i).

    Args:
        operators: all on the same number of modes.

    Returns:
        Linearly independent operators with the same span, in echelon form; exact.
    """
    pivots: dict[Key, Operator] = {}
    for operator in operators:
        reduced = _reduced(operator, pivots)
        if reduced:
            key = max(reduced.terms)
            pivots[key] = reduced.scaled(1 / reduced.terms[key])
    return list(pivots.values())


def _reduced(operator: Operator, pivots: Mapping[Key, Operator]) -> Operator:
    while operator:
        key = max((key for key in operator.terms if key in pivots), default=None)
        if key is None:
            return operator
        operator = operator - pivots[key].scaled(operator.terms[key])
    return operator


@dataclass(frozen=True)
class Closure:
    """The Lie algebra that some operators generate.

    Args:
        dimension: of the whole algebra.
        layers: dimension of the span of left-normed commutators of 1, 2, ... generators; the last
            is not 0, and the algebra is nilpotent of class `len(layers)`.
    """

    dimension: int
    layers: tuple[int, ...]

    @property
    def nilpotency_class(self) -> int:
        """The length of the longest commutator that is not 0."""
        return len(self.layers)


def lie_closure(generators: Sequence[Operator], limit: int = 64) -> Closure:
    """Compute the Lie algebra generated by some operators, exactly.

    Args:
        generators: at least one, with coefficients in Q(i).
        limit: the longest commutator looked at, at least 1.

    Returns:
        Its dimension and layers. The left-normed commutators [g1, [g2, [...]]] span the algebra,
        and those of length at least j span the j-th term of its lower central series.

    Raises:
        InputError: if commutators longer than the limit are not 0: the algebra may not be
            nilpotent.

    Source: standard (Jacobi's identity).

    Example:
        >>> q, p = position(1, 0), momentum(1, 0)
        >>> lie_closure([q, p])
        Closure(dimension=3, layers=(2, 1))
    """
    layer = rank_basis(generators)
    everything: list[Operator] = []
    sizes: list[int] = []
    while layer:
        if len(sizes) == limit:
            raise InputError(
                where="generators",
                expected=f"that commutators of more than {limit} of them vanish",
                found="one that does not",
            )
        sizes.append(len(layer))
        everything += layer
        layer = rank_basis(left.commutator(right) for left in generators for right in layer)
    return Closure(len(rank_basis(everything)), tuple(sizes))


def hypergraph_generators(n: int, k: int) -> list[Operator]:
    """Return all p_i and all products of k positions: what moves a k-uniform latent.

    Args:
        n: number of modes.
        k: edge size, 1..n.

    Example:
        >>> lie_closure(hypergraph_generators(3, 2)).dimension == algebra_dimension(3, 2)
        True
    """
    if not 1 <= k <= n:
        raise InputError(where="k", expected=f"an edge size in 1..{n}", found=str(k))
    return [momentum(n, mode) for mode in range(n)] + [
        product_of_positions(n, edge) for edge in combinations(range(n), k)
    ]


def algebra_dimension(n: int, k: int) -> int:
    """Return n + sum of binom(n,j), j = 0..k: momenta and edges of at most k modes.

    Args:
        n: number of modes.
        k: edge size, 1..n; the empty edge, the identity, is counted.

    Example:
        >>> algebra_dimension(4, 3)
        19
    """
    return n + sum(comb(n, size) for size in range(k + 1))
