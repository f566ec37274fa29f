"""How much squeezing a given error needs, and the conventions of squeezing.

What belongs here: decibels, variances and other people's hbar; the errors of telling two weights
apart by one nullifier, and the squeezing that bounds them. What does not: simulation, plots.
Derivation: docs/derivations/qumodes.md. Source of the bounds: ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import erfc, exp, factorial, inf, isfinite, log, log10, pi, sqrt

from contextuality.errors import InputError

MAX_EDGE = 64
"""Largest edge size: a sentence has at most so many modes, and doubles hold the bounds."""


def variance_from_decibels(decibels: float) -> float:
    """Return s^2 of the positions for a squeezing in dB, hbar = 1.

    Args:
        decibels: 10 log10(2 s^2), the momentum's variance below the vacuum's; -200..200.

    Returns:
        s^2; 1/2, the vacuum, for 0 dB.

    Example:
        >>> variance_from_decibels(0.0), round(variance_from_decibels(10.0), 12)
        (0.5, 5.0)
    """
    if not (isfinite(decibels) and abs(decibels) <= 200):
        raise InputError(where="squeezing", expected="-200..200 dB", found=str(decibels))
    return 0.5 * float(10.0 ** (decibels / 10))


def decibels_from_variance(variance: float) -> float:
    """Return the squeezing in dB for s^2 of the positions, hbar = 1.

    Args:
        variance: s^2, above 0.

    Example:
        >>> round(decibels_from_variance(5.0), 12)
        10.0
    """
    return 10 * log10(2 * _above("variance", variance))


def squeezing_parameter(variance: float) -> float:
    """Return r of S(r) = exp(r (a^2 - a^+2) / 2) that makes this start from the vacuum.

    Args:
        variance: s^2, above 0.

    Returns:
        -log(2 s^2) / 2: negative where positions are wide, since r > 0 narrows them.

    Example:
        >>> round(squeezing_parameter(0.5), 12) == 0
        True
    """
    return -log(2 * _above("variance", variance)) / 2


def in_convention(value: float, hbar: float, power: int = 1) -> float:
    """Convert positions or momenta from hbar = 1 into another convention.

    Args:
        value: in units where [q, p] = i.
        hbar: of the convention, [q, p] = i hbar; 2 and 1/2 are in use too.
        power: 1 for a quadrature, 2 for a variance, r for an r-th moment.

    Returns:
        value * hbar^(power/2).

    Example:
        >>> in_convention(0.5, 2.0, power=2)  # the vacuum's variance
        1.0
    """
    return float(value * _above("hbar", hbar) ** (power / 2))


def product_of_uniforms(y: float, count: int) -> float:
    """Return Pr[U_1 ... U_count <= y] of independent uniform numbers in [0, 1].

    Args:
        y: at least 0.
        count: at least 1.

    Returns:
        y sum_{j < count} log(1/y)^j / j!, and 1 for y >= 1.

    Source: standard.

    Example:
        >>> product_of_uniforms(0.25, 1), round(product_of_uniforms(0.25, 2), 6)
        (0.25, 0.596574)
    """
    if y >= 1:
        return 1.0
    if y <= 0:
        return 0.0
    return min(1.0, y * sum(log(1 / y) ** j / factorial(j) for j in range(count)))


def false_alarm(threshold: float, variance: float) -> float:
    """Return Pr[|outcome| > threshold] for a nullifier of the latent, ideally read.

    Args:
        threshold: at least 0.
        variance: s^2, above 0; the outcome is N(0, 1/(4 s^2)).

    Example:
        >>> round(false_alarm(1.959964, 0.25), 6)
        0.05
    """
    return erfc(threshold * sqrt(2 * _above("variance", variance)))


def miss_bound(threshold: float, variance: float, difference: float, k: int) -> float:
    """Bound Pr[|outcome| <= threshold] for the nullifier of another weight.

    Args:
        threshold: above 0.
        variance: s^2, above 0.
        difference: |w_e - w'_e| on some edge e, above 0; the other edges may differ as they like.
        k: edge size, 2..64; the nullifier is one of a mode in e.

    Returns:
        An upper bound, whatever the other weights are.

    Source: ours; docs/derivations/qumodes.md, "Telling two weights apart".

    Example:
        >>> miss_bound(0.1, 50.0, 1.0, 2) < 0.012
        True
    """
    _edge_size(k)
    scale = _above("difference", difference) * sqrt(_above("variance", variance)) ** (k - 1)
    return product_of_uniforms(threshold * (2 / pi) ** ((k - 1) / 2) / scale, k - 1)


@dataclass(frozen=True)
class Plan:
    """A test of a nullifier that keeps both errors.

    Args:
        variance: s^2 of the positions.
        decibels: the same as squeezing.
        threshold: accept while |outcome| is at most this.
        false_alarm: Pr[rejected] on the nullifier's own latent.
        miss: bound on Pr[accepted] on any latent that differs as stated.
    """

    variance: float
    decibels: float
    threshold: float
    false_alarm: float
    miss: float


def needed(false_alarm_at_most: float, miss_at_most: float, difference: float, k: int) -> Plan:
    """Return squeezing and threshold that keep both errors for one nullifier.

    s^k = z (2/pi)^((k-1)/2) / (2 difference y), with z the two-sided normal quantile of the false
    alarm and F(y) = miss for the law F of a product of k-1 uniform numbers; threshold z / (2 s).

    Args:
        false_alarm_at_most: strictly between 0 and 1.
        miss_at_most: strictly between 0 and 1.
        difference: of the weights on some edge, above 0.
        k: edge size, 2..64.

    Returns:
        The plan; sufficient by proof for each k, and for k = 2 necessary up to a factor that tends
        to 1 with the errors.

    Raises:
        InputError: for a number out of range.

    Source: ours; docs/derivations/qumodes.md.

    Example:
        >>> plan = needed(0.01, 0.01, 1.0, 3)
        >>> round(plan.decibels, 1), round(plan.false_alarm, 6), round(plan.miss, 6)
        (21.7, 0.01, 0.01)
    """
    _edge_size(k)
    _above("difference", difference)
    z, y = _quantile(false_alarm_at_most), _inverse(miss_at_most, k - 1)
    s = (z * (2 / pi) ** ((k - 1) / 2) / (2 * difference * y)) ** (1 / k)
    variance, threshold = s * s, z / (2 * s)
    return Plan(
        variance,
        decibels_from_variance(variance),
        threshold,
        false_alarm(threshold, variance),
        miss_bound(threshold, variance, difference, k),
    )


def needed_for_precision(threshold: float, false_alarm_at_most: float) -> float:
    """Return the squeezing in dB at which a nullifier of the latent stays within a threshold.

    Args:
        threshold: above 0.
        false_alarm_at_most: strictly between 0 and 1.

    Returns:
        20 log10(z / (sqrt(2) threshold)): necessary and sufficient for an ideal reading.

    Example:
        >>> round(needed_for_precision(0.1, 0.05), 2)
        22.83
    """
    z = _quantile(false_alarm_at_most)
    return 20 * log10(z / (sqrt(2) * _above("threshold", threshold)))


def single_edge_miss(threshold: float, variance: float, difference: float, k: int) -> float:
    """Return Pr[|outcome| <= threshold] where the weights differ on one edge alone, k = 2 or 3.

    Args:
        threshold: at least 0.
        variance: s^2, above 0.
        difference: of the weights on the edge, above 0.
        k: 2 (closed form) or 3 (one integral, absolute error below 1e-9).

    Returns:
        The probability, not a bound: the outcome is difference * product of k-1 positions plus
        N(0, 1/(4 s^2)).

    Example:
        >>> exact = single_edge_miss(0.1, 50.0, 1.0, 2)
        >>> 0.9 * miss_bound(0.1, 50.0, 1.0, 2) < exact <= miss_bound(0.1, 50.0, 1.0, 2)
        True
    """
    noise = 1 / (4 * _above("variance", variance))

    def within(slope: float) -> float:
        return 1 - erfc(threshold / sqrt(2 * (slope * slope * variance + noise)))

    if k == 2:
        return within(difference)
    if k != 3:
        raise InputError(where="k", expected="2 or 3", found=str(k))
    from scipy.integrate import quad  # noqa: PLC0415 - slow to load

    s = sqrt(variance)

    def integrand(x: float) -> float:
        return 2 * within(difference * s * x) * exp(-x * x / 2) / sqrt(2 * pi)

    # The integrand is narrow: within(...) falls off beyond x ~ threshold / (difference s^2).
    knee = (threshold + sqrt(noise)) / (difference * variance)
    cuts = sorted({0.0, 12.0, *(min(12.0, knee * 10**j) for j in range(-1, 6))})
    pieces = pairwise(cuts)
    return float(sum(quad(integrand, a, b, epsabs=1e-11, limit=200)[0] for a, b in pieces))


def _quantile(chance: float) -> float:
    from statistics import NormalDist  # noqa: PLC0415

    if not 0 < chance < 1:
        raise InputError(
            where="false alarm", expected="strictly between 0 and 1", found=str(chance)
        )
    return -NormalDist().inv_cdf(chance / 2)


def _inverse(chance: float, count: int) -> float:
    """Solve product_of_uniforms(y, count) = chance by bisection in log y, from below."""
    if not 0 < chance < 1:
        raise InputError(where="miss", expected="strictly between 0 and 1", found=str(chance))
    low, high = -700.0, 0.0
    least = product_of_uniforms(exp(low), count)
    if least > chance:
        expected = f"an error above {least:.0e} for k = {count + 1}"
        raise InputError(where="miss", expected=expected, found=str(chance))
    for _ in range(200):
        middle = (low + high) / 2
        if product_of_uniforms(exp(middle), count) > chance:
            high = middle
        else:
            low = middle
    return exp(low)


def _above(name: str, value: float) -> float:
    if not 0 < value < inf:
        raise InputError(where=name, expected="a finite number above 0", found=str(value))
    return value


def _edge_size(k: int) -> None:
    if not 2 <= k <= MAX_EDGE:
        raise InputError(where="k", expected=f"an edge size of 2..{MAX_EDGE}", found=str(k))
