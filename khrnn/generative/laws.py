"""Exact laws: variances of losses and gradients of the product circuit, and stuck estimates of KL.

What belongs here: closed forms in exact fractions, at any size. What does not: simulation, which
the tests and `models` do with code that knows none of these formulas.

Throughout the circuit is R_y(t_i)|0> on n qubits with independent uniform angles and the target is
the string 0^n, unless a function says otherwise.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from contextuality.errors import InputError


def _moments(weight: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """Means of u^2, v^2, uv for u = 1-p+p cos^2 t, v = 1-p+p cos t."""
    rest = 1 - weight
    return (
        rest**2 + rest * weight + 3 * weight**2 / 8,
        rest**2 + weight**2 / 2,
        rest**2 + rest * weight / 2,
    )


def loss_variance(qubits: int, weight: Fraction) -> Fraction:
    """Return the variance of MMD^2 over the angles.

    L = A - 2 B + 1 with A = prod(1-p+p cos^2 t_i) and B = prod(1-p+p cos t_i), hence
    Var L = a^n + 4 b^n - 4 c^n - ((1-p/2)^n - 2 (1-p)^n)^2.

    Args:
        qubits: n, at least 1.
        weight: p in (0, 1/2], see `kernel.Bandwidth`.

    Returns:
        The exact variance at this p.

    Source: arXiv 2305.02881 for the loss; the derivation in docs/derivations/generative.md is ours.

    Example:
        >>> loss_variance(1, Fraction(1, 2))
        Fraction(17, 32)
    """
    _check(qubits, weight)
    # In integers over (8 q^2)^n, p = u/q: fractions would reduce after every operation.
    u, q, n = weight.numerator, weight.denominator, qubits
    a, b, c = (int(moment * 8 * q * q) for moment in _moments(weight))
    mean = (2 * q - u) ** n - 2 * (2 * (q - u)) ** n
    return Fraction(a**n + 4 * b**n - 4 * c**n - 2**n * mean**2, (8 * q * q) ** n)


def gradient_variance(qubits: int, weight: Fraction) -> Fraction:
    """Return the variance of the derivative of MMD^2 by one angle.

    It is p^2/2 (a^(n-1) + 4 b^(n-1)), with a and b as in `loss_variance`; the mean is 0.

    Args:
        qubits: n, at least 1.
        weight: p in (0, 1/2].

    Returns:
        The exact variance at this p.

    Source: ours; docs/derivations/generative.md.

    Example:
        >>> gradient_variance(1, Fraction(1, 2))
        Fraction(5, 8)
    """
    _check(qubits, weight)
    a, b, _ = _moments(weight)
    return weight**2 / 2 * (a ** (qubits - 1) + 4 * b ** (qubits - 1))


def local_fidelity_variance(qubits: int) -> Fraction:
    """Return the variance of the local quantum fidelity loss's derivative by one angle: 1/(8 n^2).

    Args:
        qubits: n, at least 1.

    Source: ours; the loss is 1/2 - (1/2n) sum_i cos t_i.

    Example:
        >>> local_fidelity_variance(2)
        Fraction(1, 32)
    """
    _check(qubits, Fraction(1, 2))
    return Fraction(1, 8 * qubits**2)


def stuck_probability(qubits: int, targets: int, shots: int) -> Fraction:
    """Return the chance that shots of the uniform distribution hit none of the target strings.

    Then the estimate of KL is the clipping constant's, whatever the parameters: (1 - m/2^n)^M.

    Args:
        qubits: n, at least 1.
        targets: m, strings in the target's support, 0 to 2^n.
        shots: M, at least 0.

    Returns:
        Exact. Not to be confused with (1 - M/2^n)^m, which is close to it for m M << 2^n.

    Source: elementary; the effect is that of arXiv 2305.02881.

    Example:
        >>> [round(float(stuck_probability(n, n, 100)), 3) for n in (10, 12, 14, 16)]
        [0.375, 0.746, 0.918, 0.976]
    """
    _check(qubits, Fraction(1, 2))
    if not 0 <= targets <= 1 << qubits:
        raise InputError(where="targets", expected=f"0 to {1 << qubits}", found=str(targets))
    if shots < 0:
        raise InputError(where="shots", expected="at least 0", found=str(shots))
    return (1 - Fraction(targets, 1 << qubits)) ** shots


@lru_cache(maxsize=256)
def count_law(qubits: int, shots: int) -> tuple[Fraction, ...]:
    """Return the law of the number of shots that hit 0^n, angles and shots both random.

    q(0^n) = prod cos^2(t_i/2) has moments E q^j = (binom(2j,j)/4^j)^n, so the chance of k hits
    is binom(M,k) sum_j (-1)^j binom(M-k,j) E q^(k+j).

    Args:
        qubits: n, at least 1.
        shots: M, 1 to 400.

    Returns:
        M + 1 exact fractions that add up to 1.

    Source: ours; docs/derivations/generative.md.

    Example:
        >>> count_law(1, 2)
        (Fraction(3, 8), Fraction(1, 4), Fraction(3, 8))
    """
    _check(qubits, Fraction(1, 2))
    if not 1 <= shots <= 400:
        raise InputError(where="shots", expected="1 to 400", found=str(shots))
    # All moments have the denominator 4^(M n): integers until the end.
    moments = [(math.comb(2 * j, j) << (2 * (shots - j))) ** qubits for j in range(shots + 1)]
    # The k-th difference table would do as well; the sum is plain and quadratic in M.
    return tuple(
        Fraction(
            math.comb(shots, k)
            * sum(
                (-1) ** j * math.comb(shots - k, j) * moments[k + j] for j in range(shots - k + 1)
            ),
            1 << (2 * shots * qubits),
        )
        for k in range(shots + 1)
    )


def clipped_loss_variance(qubits: int, shots: int, clip: float) -> float:
    """Return the variance of KL(0^n, q) estimated from shots as -ln max(hits/M, clip).

    Args:
        qubits: n, at least 1.
        shots: M, 1 to 400.
        clip: the clipping constant, in (0, 1/M].

    Returns:
        The variance over angles and shots: exact probabilities, logarithms in floating point; the
        relative error is that of float, since deviations from the commonest value are summed.

    Raises:
        InputError: a number out of range.

    Source: ours; docs/derivations/generative.md.

    Example:
        >>> round(clipped_loss_variance(2, 1, 0.01), 6), round(3 / 16 * math.log(100) ** 2, 6)
        (3.976424, 3.976424)
    """
    if not 0 < clip <= 1 / shots:
        raise InputError(where="clip", expected=f"in (0, 1/{shots}]", found=str(clip))
    law = count_law(qubits, shots)
    # Measured from the stuck value, so that nothing cancels when nearly all runs are stuck.
    steps = [math.log(clip) - math.log(k / shots) if k else 0.0 for k in range(shots + 1)]
    mean = math.fsum(float(chance) * step for chance, step in zip(law, steps, strict=True))
    return math.fsum(
        float(chance) * (step - mean) ** 2 for chance, step in zip(law, steps, strict=True)
    )


def exact_loss_variance_kl(qubits: int) -> float:
    """Return the variance of KL(0^n, q) = -ln q(0^n) without shots: n pi^2 / 3.

    It does not concentrate: what concentrates is its estimate.

    Args:
        qubits: n, at least 1.

    Source: ours; ln cos^2(t/2) has variance pi^2/3 for uniform t, from its Fourier series
        -2 ln 2 + 2 sum_k (-1)^(k+1) cos(kt)/k.

    Example:
        >>> round(exact_loss_variance_kl(3) / math.pi**2, 12)
        1.0
    """
    _check(qubits, Fraction(1, 2))
    return qubits * math.pi**2 / 3


def _check(qubits: int, weight: Fraction) -> None:
    if qubits < 1:
        raise InputError(where="qubits", expected="at least 1", found=str(qubits))
    if not 0 < weight <= Fraction(1, 2):
        raise InputError(where="weight", expected="in (0, 1/2]", found=str(weight))
