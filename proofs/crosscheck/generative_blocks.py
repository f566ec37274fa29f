"""Losses of Haar-random blocks by symbolic integration over the simplex.

What belongs here: integrals of the loss itself. What does not: the law
(`khrnn.generative.blocks`), which uses moments.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def integrated_variance(blocks: int, block: int, weight: Fraction) -> Fraction:
    """Integrate MMD^2 and its square over all outcome probabilities, block after block.

    The probabilities of a Haar-random state of d dimensions have density (d-1)! on the simplex; the
    last one is 1 minus the others.

    Args:
        blocks: m.
        block: qubits of each; m (2^b - 1) at most 3 in reasonable time.
        weight: p.

    Returns:
        The exact variance.

    Example:
        >>> integrated_variance(1, 1, Fraction(1, 2))
        Fraction(16, 45)
    """
    import sympy  # noqa: PLC0415

    d = 1 << block
    ratio = 1 - 2 * sympy.Rational(weight.numerator, weight.denominator)
    own, cross = sympy.Integer(1), sympy.Integer(1)
    regions: list[tuple[Any, Any]] = []
    for number in range(blocks):
        free = sympy.symbols(f"q{number}_0:{d - 1}")
        q = [*free, 1 - sum(free)]
        own *= sum(q[x] * q[y] * ratio ** ((x ^ y).bit_count()) for x in range(d) for y in range(d))
        cross *= sum(q[x] * ratio ** x.bit_count() for x in range(d))
        regions += [(free[i], 1 - sum(free[:i])) for i in range(d - 1)]
    loss = sympy.expand(own - 2 * cross + 1)
    density = sympy.factorial(d - 1) ** blocks

    def mean(value: Any) -> Any:
        for variable, end in reversed(regions):
            value = sympy.expand(sympy.integrate(sympy.expand(value), (variable, 0, end)))
        return density * value

    found = sympy.Rational(mean(loss**2) - mean(loss) ** 2)
    return Fraction(int(found.p), int(found.q))
