"""Losses from finitely many shots: explicit ones that hardly move, and MMD^2, which shots resolve.

What belongs here: exact laws and bounds for estimates made of M shots of the model. What does not:
the estimators as programs (`kernel`, `estimators`), exact losses (`laws`, `bounds`).

An explicit loss is sum_x f(r(x), q(x)) with f(0, 0) = 0: KL both ways, Jensen-Shannon, total
variation, classical fidelity. From shots, q(x) is a frequency. MMD^2 is implicit: the target enters
through the kernel mean, so that every shot tells something. Proofs: docs/derivations/generative.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from contextuality.errors import InputError


def fixed_probability(qubits: int, targets: int, shots: int) -> Fraction:
    """Return the chance that shots of the uniform model are all different and miss the target.

    Then every explicit loss has one and the same value.

    Args:
        qubits: n, at least 1.
        targets: m, strings in the target's support, 0 to 2^n.
        shots: M, at least 0.

    Returns:
        The product of 1 - (m+i)/2^n over i < M; 0 if there are too few strings.

    Raises:
        InputError: an argument out of range.

    Source: elementary; the effect is that of arXiv 2305.02881.

    Example:
        >>> fixed_probability(2, 1, 2)
        Fraction(3, 8)
    """
    size = 1 << _at_least("qubits", qubits, 1)
    if not 0 <= targets <= size:
        raise InputError(where="targets", expected=f"0 to {size}", found=str(targets))
    free = size - targets
    return Fraction(math.perm(free, _at_least("shots", shots, 0)), size**shots)


def fixed_bound(chance: Fraction, collision: Fraction, targets: int, shots: int) -> Fraction:
    """Return a lower bound on the probability that an explicit loss has its one fixed value.

    It has, unless a shot hits one of m target strings or two shots agree.

    Args:
        chance: a bound on the probability of each target string, averaged over the parameters; 2^-n
            for uniform angles of the product circuit and for circuits from 1-designs.
        collision: the mean over the parameters of sum_x q(x)^2, see `collision`.
        targets: m, at least 0.
        shots: M, at least 0.

    Returns:
        max(0, 1 - m M chance - M(M-1)/2 collision).

    Raises:
        InputError: an argument out of range.

    Source: ours, the union bound.

    Example:
        >>> chance = fixed_bound(Fraction(1, 2**40), collision(40, "design"), 40, 1000)
        >>> chance > Fraction(999999, 10**6)
        True
    """
    for name, value in (("chance", chance), ("collision", collision)):
        if not 0 <= value <= 1:
            raise InputError(where=name, expected="a probability", found=str(value))
    pairs = math.comb(_at_least("shots", shots, 0), 2)
    lost = _at_least("targets", targets, 0) * shots * chance + pairs * collision
    return max(Fraction(0), 1 - lost)


def collision(qubits: int, ensemble: str) -> Fraction:
    """Return the mean over the parameters of sum_x q(x)^2, the chance that two shots agree.

    Args:
        qubits: n, at least 1.
        ensemble: "product", R_y at uniform angles: (3/4)^n; or "design", circuits from 2-designs:
            2/(2^n + 1).

    Raises:
        InputError: an argument out of range.

    Source: elementary.

    Example:
        >>> collision(1, "product"), collision(1, "design")
        (Fraction(3, 4), Fraction(2, 3))
    """
    _at_least("qubits", qubits, 1)
    if ensemble == "product":
        return Fraction(3**qubits, 4**qubits)
    if ensemble == "design":
        return Fraction(2, (1 << qubits) + 1)
    raise InputError(where="ensemble", expected="product or design", found=repr(ensemble))


Vector = Sequence[Fraction]


def estimate_variance(model: Vector, target: Vector, weight: Fraction, shots: int) -> Fraction:
    """Return the variance of the unbiased estimate of MMD^2 from shots of the model.

    The estimate is the mean of h(x, y) = <phi(x) - mu, phi(y) - mu> over pairs of different shots,
    phi the kernel's feature map and mu the target's mean, which is known exactly: the target may
    be the frequencies of a data set.

    Args:
        model: 2^n probabilities.
        target: as many.
        weight: p of the kernel.
        shots: M, at least 2.

    Returns:
        Exact, by the two terms of Hoeffding's decomposition.

    Raises:
        InputError: fewer shots, or lengths that differ.

    Source: Hoeffding, Ann. Math. Stat. 19, 293 (1948), for U-statistics.

    Example:
        >>> half = [Fraction(1, 2)] * 2
        >>> estimate_variance(half, half, Fraction(1, 2), 2)
        Fraction(1, 4)
    """
    _at_least("shots", shots, 2)
    kernel = _centred(_kernel(len(model), weight), target, target)
    first = [_mean(model, row) for row in kernel]
    single = _mean(model, [value * value for value in first]) - _mean(model, first) ** 2
    squares = [_mean(model, [value * value for value in row]) for row in kernel]
    both = _mean(model, squares) - _mean(model, first) ** 2
    return 2 * (2 * (shots - 2) * single + both) / (shots * (shots - 1))


def estimate_variance_bound(mmd_squared: Fraction, shots: int) -> Fraction:
    """Return a bound on `estimate_variance` that knows neither n nor the kernel's width.

    Args:
        mmd_squared: the exact MMD^2.
        shots: M, at least 2.

    Returns:
        4 MMD^2/M + 8/(M(M-1)).

    Source: ours.

    Example:
        >>> estimate_variance_bound(Fraction(0), 2)
        Fraction(4, 1)
    """
    _at_least("shots", shots, 2)
    return 4 * mmd_squared / shots + Fraction(8, shots * (shots - 1))


def slope_variance(
    moved: tuple[Vector, Vector], model: Vector, target: Vector, weight: Fraction, shots: int
) -> Fraction:
    """Return the variance of the unbiased estimate of a derivative of MMD^2 by parameter shift.

    M shots of each of three circuits: the angle moved by a quarter turn up and down, and not moved.
    The derivative is <mu_up - mu_down, mu_model - mu_target>; the estimate puts sample means there.

    Args:
        moved: the distributions with the angle moved up and down.
        model: the distribution itself.
        target: known exactly.
        weight: p of the kernel.
        shots: M of each circuit, at least 1.

    Returns:
        Exact.

    Raises:
        InputError: fewer shots, or lengths that differ.

    Source: ours; the shift rule of generators with two eigenvalues is standard.

    Example:
        >>> up, down, middle = ([Fraction(a, 4), Fraction(4 - a, 4)] for a in (4, 0, 2))
        >>> slope_variance((up, down), middle, middle, Fraction(1, 2), 3)
        Fraction(1, 3)
    """
    _at_least("shots", shots, 1)
    kernel = _kernel(len(model), weight)
    direction = [a - b for a, b in zip(*moved, strict=True)]
    offset = [a - b for a, b in zip(model, target, strict=True)]
    single = _spread(model, [_mean(direction, row) for row in kernel])
    both = Fraction(0)
    for side in moved:
        single += _spread(side, [_mean(offset, row) for row in kernel])
        centred = _centred(kernel, side, model)
        squares = [_mean(model, [value * value for value in row]) for row in centred]
        both += _mean(side, squares)
    return single / shots + both / shots**2


def slope_variance_bound(shots: int) -> Fraction:
    """Return a bound on `slope_variance` for all circuits, targets and kernels: 6/M + 2/M^2.

    Args:
        shots: M of each of the three circuits, at least 1.

    Source: ours.

    Example:
        >>> slope_variance_bound(2)
        Fraction(7, 2)
    """
    _at_least("shots", shots, 1)
    return Fraction(6, shots) + Fraction(2, shots**2)


def _kernel(size: int, weight: Fraction) -> list[list[Fraction]]:
    powers = [(1 - 2 * weight) ** d for d in range(size.bit_length())]
    return [[powers[(x ^ y).bit_count()] for y in range(size)] for x in range(size)]


def _centred(kernel: list[list[Fraction]], left: Vector, right: Vector) -> list[list[Fraction]]:
    """The kernel of phi(x) - mean by `left` with phi(y) - mean by `right`."""
    rows = [_mean(right, row) for row in kernel]
    columns = [_mean(left, row) for row in kernel]  # the kernel is symmetric
    whole = _mean(left, rows)
    return [
        [value - rows[x] - columns[y] + whole for y, value in enumerate(row)]
        for x, row in enumerate(kernel)
    ]


def _mean(weights: Vector, values: Vector) -> Fraction:
    if len(weights) != len(values):
        raise InputError(
            where="distribution", expected=f"{len(values)} entries", found=str(len(weights))
        )
    return sum((a * b for a, b in zip(weights, values, strict=True)), Fraction(0))


def _spread(weights: Vector, values: Vector) -> Fraction:
    return _mean(weights, [value * value for value in values]) - _mean(weights, values) ** 2


def _at_least(name: str, value: int, least: int) -> int:
    if value < least:
        raise InputError(where=name, expected=f"at least {least}", found=str(value))
    return value
