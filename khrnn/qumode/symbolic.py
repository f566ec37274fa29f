"""Infinite squeezing, symbolically: nullifiers, the group and its law, what an outcome is.

What belongs here: identities in symbolic weights, as residues that must be 0, and the outcome of
p_i - g given the other positions. What does not: finite squeezing, apart from the exact moments
that both descriptions of it must share. Needs sympy, loaded on use.

|w> = exp(i f_w(q)) |p = 0>, f_w = sum_e w_e prod_{j in e} q_j. In the position representation
|p = 0> is the constant function and p_j = -i d/dq_j.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Any

from contextuality.errors import InputError
from khrnn.qumode.polynomial import Polynomial
from khrnn.qumode.weyl import Operator, momentum, product_of_positions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from khrnn.qumode.polynomial import Monomial


def edges_of(n: int, k: int) -> list[Monomial]:
    """Return all k-element edges on n modes, in lexicographic order.

    Args:
        n: number of modes.
        k: edge size, 1..n.

    Example:
        >>> edges_of(3, 2)
        [(0, 1), (0, 2), (1, 2)]
    """
    if not 1 <= k <= n:
        raise InputError(where="k", expected=f"an edge size in 1..{n}", found=str(k))
    return list(combinations(range(n), k))


def weight_symbols(n: int, k: int, name: str = "w") -> dict[Monomial, Any]:
    """Return a real symbol for the weight of every k-element edge.

    Args:
        n: number of modes.
        k: edge size, 1..n.
        name: the letter of the symbols.

    Example:
        >>> weight_symbols(3, 2)
        {(0, 1): w_0_1, (0, 2): w_0_2, (1, 2): w_1_2}
    """
    from sympy import Symbol  # noqa: PLC0415 - slow to load

    return {edge: Symbol("_".join([name, *map(str, edge)]), real=True) for edge in edges_of(n, k)}


def nullifier(n: int, weights: Mapping[Monomial, Any], mode: int) -> Operator:
    """Return p_i - d_i f_w as an element of the Weyl algebra.

    Args:
        n: number of modes.
        weights: edge (no mode twice) to weight, numbers or sympy expressions.
        mode: i.

    Returns:
        The operator that annihilates |w>.

    Source: standard; U p_i U^-1 with U = exp(i f_w(q)).
    """
    total = momentum(n, mode)
    for edge, weight in weights.items():
        if len(set(edge)) != len(edge):
            raise InputError(where="weights", expected="edges without repetition", found=str(edge))
        if mode in edge:
            rest = [other for other in edge if other != mode]
            total = total - product_of_positions(n, rest, weight)
    return total


def nullifier_commutators(n: int, k: int) -> dict[str, Operator]:
    """Return [N_i, N_j] for all pairs of nullifiers of the generic k-uniform |w>.

    Args:
        n: number of modes.
        k: edge size, 1..n.

    Returns:
        Operators by name; all are 0, since the weights are symbols for every w at once.

    Source: ours; [p_i - g, p_j - h] = i (d_i h - d_j g).

    Example:
        >>> any(nullifier_commutators(3, 3).values())
        False
    """
    weights = weight_symbols(n, k)
    found = [nullifier(n, weights, mode) for mode in range(n)]
    return {f"[N{i}, N{j}]": found[i].commutator(found[j]) for i, j in combinations(range(n), 2)}


def annihilation(n: int, k: int) -> dict[str, Any]:
    """Return N_i |w> for all nullifiers of the generic k-uniform |w>, as functions of q.

    Args:
        n: number of modes.
        k: edge size, 1..n.

    Returns:
        sympy expressions by name, all 0: differentiated, not multiplied out in the Weyl algebra,
        so independent of `nullifier_commutators`.

    Example:
        >>> annihilation(2, 2)
        {'N0 |w>': 0, 'N1 |w>': 0}
    """
    import sympy  # noqa: PLC0415

    q = sympy.symbols(f"q0:{n}", real=True)
    f = sum(
        (w * sympy.prod([q[j] for j in edge]) for edge, w in weight_symbols(n, k).items()),
        sympy.Integer(0),
    )
    wave = sympy.exp(sympy.I * f)
    return {
        f"N{i} |w>": sympy.expand(
            sympy.simplify((-sympy.I * sympy.diff(wave, q[i]) - sympy.diff(f, q[i]) * wave) / wave)
        )
        for i in range(n)
    }


@dataclass(frozen=True)
class Element:
    """The group element exp(i a.p) exp(i g(q)), phases first: psi -> (exp(i g) psi)(q + a).

    Args:
        shift: a, one rational number a mode.
        phase: g.

    Source: ours, the form of (a, g) on qubits; docs/derivations/qumodes.md.

    Example:
        >>> shift = Element((Fraction(1), Fraction(0)), Polynomial(2))
        >>> edge = Element((Fraction(0), Fraction(0)), Polynomial.of(2, {(0, 1): 2}))
        >>> str((edge * shift).phase), str((shift * edge).phase)
        ('-2 q1 + 2 q0 q1', '2 q0 q1')
    """

    shift: tuple[Fraction, ...]
    phase: Polynomial

    def __post_init__(self) -> None:
        if len(self.shift) != self.phase.n:
            raise InputError(
                where="shift", expected=f"{self.phase.n} numbers", found=str(len(self.shift))
            )

    def __mul__(self, other: Element) -> Element:
        """Return the product: (a, g)(b, h) = (a + b, g(q - b) + h(q))."""
        back = [-x for x in other.shift]
        total = tuple(x + y for x, y in zip(self.shift, other.shift, strict=True))
        return Element(total, self.phase.shifted(back) + other.phase)

    def inverse(self) -> Element:
        """Return the inverse: (-a, -g(q + a))."""
        return Element(tuple(-x for x in self.shift), -self.phase.shifted(self.shift))

    def applied(self, wave: Any, positions: Sequence[Any]) -> Any:
        """Apply to a sympy expression in the positions.

        Args:
            wave: the wave function, also with undetermined functions such as Function("psi")(q0).
            positions: n sympy symbols.

        Returns:
            The new wave function.
        """
        import sympy  # noqa: PLC0415

        phased = sympy.exp(sympy.I * expression(self.phase, positions)) * wave
        moved = {
            symbol: symbol + sympy.Rational(a.numerator, a.denominator)
            for symbol, a in zip(positions, self.shift, strict=True)
        }
        return phased.subs(moved, simultaneous=True)


def expression(polynomial: Polynomial, positions: Sequence[Any]) -> Any:
    """Return a polynomial as a sympy expression.

    Args:
        polynomial: in n modes.
        positions: n sympy symbols.

    Example:
        >>> from sympy import symbols
        >>> expression(Polynomial.of(2, {(0, 1): 2, (): 1}), symbols("x y"))
        2*x*y + 1
    """
    import sympy  # noqa: PLC0415

    return sum(
        (
            sympy.Rational(value.numerator, value.denominator)
            * sympy.prod([positions[mode] for mode in monomial])
            for monomial, value in polynomial.terms
        ),
        sympy.Integer(0),
    )


def group_law_residue(left: Element, right: Element) -> Any:
    """Return by how much (left * right) psi and left (right psi) differ, psi undetermined.

    Returns:
        A sympy expression, 0 if the group law holds for the two.

    Example:
        >>> shift = Element((Fraction(1), Fraction(0)), Polynomial(2))
        >>> edge = Element((Fraction(0), Fraction(0)), Polynomial.of(2, {(0, 1): 2}))
        >>> group_law_residue(edge, shift)
        0
    """
    import sympy  # noqa: PLC0415

    positions = sympy.symbols(f"q0:{left.phase.n}", real=True)
    wave = sympy.Function("psi")(*positions)
    at_once = (left * right).applied(wave, positions)
    in_turn = left.applied(right.applied(wave, positions), positions)
    exponent = sympy.expand(sympy.powsimp(in_turn / at_once, force=True))
    return sympy.simplify(exponent - 1)


def outcome(f: Polynomial, mode: int, g: Polynomial) -> Polynomial:
    """Return the outcome of p_i - g on exp(i f)|p = 0>, given the positions.

    Args:
        f: the phases of the latent, affine in q_i.
        mode: i.
        g: what is measured beside p_i, without q_i.

    Returns:
        (d_i f - g), a polynomial without q_i: at infinite squeezing the outcome, given the other
        positions, is its value with certainty; the constant 0 for a nullifier of the latent.

    Raises:
        InputError: if q_i occurs in d_i f or g: the outcome then is no function of positions.

    Example:
        >>> f = Polynomial.of(3, {(0, 1, 2): 2})
        >>> str(outcome(f, 0, Polynomial.of(3, {(1, 2): 1})))
        '1 q1 q2'
    """
    difference = f.derivative(mode) - g
    if f.derivative(mode).degree_in([mode]) or g.degree_in([mode]):
        raise InputError(
            where=f"p{mode} - ({g})",
            expected=f"phases affine in q{mode} and a polynomial without it",
            found="a higher power",
        )
    return difference


def quantum_moment(
    f: Polynomial, mode: int, g: Polynomial, variance: Fraction, order: int
) -> Fraction:
    """Return <(p_i - g)^r> on exp(i f) |s>, from operators alone.

    p_i - g acts on P(q) exp(i f) psi_s as -i d_i P + (d_i f - g + i q_i / (2 s^2)) P; applied
    r times to P = 1, then the mean of the last P over positions. Nothing of the closed form of
    the law is used.

    Args:
        f: the phases of the latent.
        mode: i.
        g: what is measured beside p_i.
        variance: s^2 of the positions, exact and above 0.
        order: r, at least 0.

    Returns:
        The exact moment; it is real.

    Source: ours.

    Example:
        >>> quantum_moment(Polynomial(1), 0, Polynomial(1), Fraction(1, 2), 2)
        Fraction(1, 2)
    """
    n = f.n
    real, imaginary = Polynomial.of(n, {(): 1}), Polynomial(n)
    drift = f.derivative(mode) - g
    pull = Polynomial.of(n, {(mode,): 1 / (2 * variance)})
    for _ in range(order):
        # -i (a + ib)' = b' - i a';  (drift + i pull)(a + ib)
        real, imaginary = (
            imaginary.derivative(mode) + drift * real - pull * imaginary,
            drift * imaginary + pull * real - real.derivative(mode),
        )
    if imaginary.gaussian_mean(variance):
        raise ArithmeticError("the moment of a Hermitian operator came out complex")
    return real.gaussian_mean(variance)


def classical_moment(
    f: Polynomial, mode: int, g: Polynomial, variance: Fraction, order: int
) -> Fraction:
    """Return the moment of (d_i f - g)(q) + Gaussian noise of variance 1/(4 s^2).

    Args:
        f: the phases of the latent, affine in q_i.
        mode: i.
        g: what is measured beside p_i, affine in q_i.
        variance: s^2 of the positions, exact and above 0.
        order: r, at least 0.

    Returns:
        The exact moment of the closed form; equal to `quantum_moment`.

    Source: ours; docs/derivations/qumodes.md.

    Example:
        >>> f = Polynomial.of(3, {(0, 1, 2): 1})
        >>> classical_moment(f, 0, Polynomial(3), Fraction(1), 4)
        Fraction(171, 16)
        >>> quantum_moment(f, 0, Polynomial(3), Fraction(1), 4)
        Fraction(171, 16)
    """
    # Affine: d_i f without q_i, g with at most its first power.
    if f.degree_in([mode]) > 1 or g.degree_in([mode]) > 1:
        raise InputError(
            where=f"p{mode} - ({g})",
            expected=f"phases and a polynomial affine in q{mode}",
            found="a higher power",
        )
    n = f.n
    signal = f.derivative(mode) - g
    total, power = Fraction(0), Polynomial.of(n, {(): 1})
    for signals in range(order + 1):
        noise = Polynomial.of(1, {(0,) * (order - signals): 1}).gaussian_mean(1 / (4 * variance))
        total += comb(order, signals) * power.gaussian_mean(variance) * noise
        power = power * signal
    return total
