"""Bounds for every size: when losses of Born machines concentrate, and when they don't.

What belongs here: inequalities with constants, each with its hypotheses, that imply orders of
growth. What does not: exact variances (`laws`, `blocks`), simulation. Proofs:
docs/derivations/generative.md.

The full text of arXiv 2305.02881 was not at hand: nothing here is quoted from it. These are bounds
of ours on its subjects.
"""

from __future__ import annotations

import math
from fractions import Fraction

from contextuality.errors import InputError
from khrnn.trainability.model import Bound


def mmd_gradient_bound(qubits: int, weight: Fraction, side: str) -> Bound:
    """Return a bound on the variance of the derivative of MMD^2, product circuit, target 0^n.

    (5/2) p^2 (1-p)^(2(n-1)) <= Var <= (5/2) p^2 (1 - 13p/16)^(n-1). So Var is at least of the
    order 1/n^2 if p <= c/n (bandwidth sigma >= n/(4c)), and exponentially small if p is a constant.

    Args:
        qubits: n, at least 1.
        weight: p in (0, 1/2].
        side: "upper" or "lower".

    Returns:
        The bound, exact at this p; it holds for the law of `laws.gradient_variance`.

    Raises:
        InputError: an argument out of range.

    Source: ours, on the subject of arXiv 2305.02881.

    Example:
        >>> [mmd_gradient_bound(1, Fraction(1, 2), side).value for side in ("lower", "upper")]
        [Fraction(5, 8), Fraction(5, 8)]
    """
    _check(qubits, weight)
    if side == "upper":
        factor = (1 - Fraction(13, 16) * weight) ** (qubits - 1)
        return Bound("upper", Fraction(5, 2) * weight**2 * factor, "ours, product circuit")
    if side == "lower":
        factor = (1 - weight) ** (2 * (qubits - 1))
        return Bound("lower", Fraction(5, 2) * weight**2 * factor, "ours, product circuit")
    raise InputError(where="side", expected="upper or lower", found=repr(side))


def high_body_weight(qubits: int, weight: Fraction, body: int) -> Fraction:
    """Return the weight of MMD^2 on Z strings of body above k in each copy: P(Bin(n, p) > k).

    Leaving these strings out changes MMD^2 by at most 4 times this, whatever the distributions:
    MMD^2 is a mean of squares of differences of two numbers in [-1, 1]. If p = c/n it is at most
    the tail exp(-c) c^(k+1)/(k+1)! (1 + ...) of a Poisson law and small for every k well above c:
    the loss sees low bodies only. If p is a constant, bodies below n p/2 weigh exponentially
    little: it sees hardly anything but high ones.

    Args:
        qubits: n, at least 1.
        weight: p in (0, 1/2].
        body: k, 0 to n.

    Returns:
        Exact.

    Raises:
        InputError: an argument out of range.

    Source: ours; the weights are those of arXiv 2305.02881.

    Example:
        >>> high_body_weight(2, Fraction(1, 2), 1)
        Fraction(1, 4)
    """
    _check(qubits, weight)
    if not 0 <= body <= qubits:
        raise InputError(where="body", expected=f"0 to {qubits}", found=str(body))
    return sum(
        (
            math.comb(qubits, k) * weight**k * (1 - weight) ** (qubits - k)
            for k in range(body + 1, qubits + 1)
        ),
        Fraction(0),
    )


def stuck_bound(chance: Fraction, targets: int, shots: int) -> Fraction:
    """Return a lower bound on the probability that an estimate from shots is a constant.

    Let a loss use the model only through its frequencies at m target strings, from M independent
    shots, and let each target string have probability at most q in the mean over the parameters
    (q = 2^-n for every circuit that ends in a 1-design). With probability at least 1 - m M q
    no shot hits a target, and the loss is the same number for all parameters.

    Args:
        chance: q in [0, 1].
        targets: m, at least 0.
        shots: M, at least 0.

    Returns:
        max(0, 1 - m M q), exact.

    Raises:
        InputError: an argument out of range.

    Source: ours, the union bound; the effect is that of arXiv 2305.02881.

    Example:
        >>> stuck_bound(Fraction(1, 1024), 1, 100)
        Fraction(231, 256)
    """
    if not 0 <= chance <= 1:
        raise InputError(where="chance", expected="a probability", found=str(chance))
    if targets < 0 or shots < 0:
        raise InputError(
            where="targets and shots", expected="at least 0", found=f"{targets}, {shots}"
        )
    return max(Fraction(0), 1 - targets * shots * chance)


def _check(qubits: int, weight: Fraction) -> None:
    if qubits < 1:
        raise InputError(where="qubits", expected="at least 1", found=str(qubits))
    if not 0 < weight <= Fraction(1, 2):
        raise InputError(where="weight", expected="in (0, 1/2]", found=str(weight))
