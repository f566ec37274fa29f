"""The Gaussian kernel on bit strings and the maximum mean discrepancy (MMD), exact and estimated.

What belongs here: the bandwidth in its conventions, the kernel as a product over bits, MMD^2 from
distributions and from samples. What does not: its meaning as an observable (`observable`).

The kernel is exp(-d/(2 s)), d the Hamming distance: a factor 1 for every equal bit and 1 - 2 p for
every other, with p = (1 - exp(-1/(2 s)))/2. All that follows depends on p alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from contextuality.errors import InputError
from khrnn.generative.circuits import FloatArray, IntArray

MAX_SAMPLE_BITS = 62
_DENSE_BITS = 20  # histograms up to this many bits
_BLOCK = 1 << 22  # pairs at a time


@dataclass(frozen=True)
class Bandwidth:
    """A Gaussian kernel's bandwidth, as the weight p of a Pauli Z on one bit.

    Args:
        weight: p, above 0 and at most 1/2; an exact fraction if exact results are wanted. 1/2 is
            the kernel that is 1 on equal strings only.

    Raises:
        InputError: another weight.

    Source: arXiv 2305.02881 writes the kernel exp(-d/(2 sigma)) (`of_variance`); others write
        exp(-d/(2 sigma^2)) (`of_deviation`).

    Example:
        >>> Bandwidth.of_variance(4.0) == Bandwidth.of_deviation(2.0)
        True
        >>> round(float(Bandwidth.of_variance(1.0).weight), 4)
        0.1967
    """

    weight: Fraction | float

    def __post_init__(self) -> None:
        if not 0 < self.weight <= Fraction(1, 2):
            raise InputError(
                where="weight p of the kernel",
                expected="above 0 and at most 1/2",
                found=str(self.weight),
            )

    @classmethod
    def of_variance(cls, sigma: float) -> Bandwidth:
        """Return the bandwidth of exp(-d/(2 sigma)).

        Args:
            sigma: above 0 and finite.
        """
        if not (sigma > 0 and math.isfinite(sigma)):
            raise InputError(where="sigma", expected="above 0 and finite", found=str(sigma))
        return cls(-math.expm1(-1 / (2 * sigma)) / 2)

    @classmethod
    def of_deviation(cls, sigma: float) -> Bandwidth:
        """Return the bandwidth of exp(-d/(2 sigma^2)).

        Args:
            sigma: above 0 and finite.
        """
        if not (sigma > 0 and math.isfinite(sigma)):
            raise InputError(where="sigma", expected="above 0 and finite", found=str(sigma))
        return cls.of_variance(sigma * sigma)

    @classmethod
    def near_variance(cls, sigma: Fraction, bits: int = 256) -> Bandwidth:
        """Return a rational p within 2^-bits of that of exp(-d/(2 sigma)).

        Args:
            sigma: at least 1/64.
            bits: at least 1.

        Returns:
            A bandwidth whose weight is a fraction.

        Source: ours; the alternating series of exp(-x) is cut where a term, hence the error, is
            below 2^-bits, then rounded to a multiple of 2^-(bits+1).
        """
        if sigma < Fraction(1, 64):
            raise InputError(where="sigma", expected="at least 1/64", found=str(sigma))
        x = 1 / (2 * sigma)
        total, term, order = Fraction(1), Fraction(1), 0
        # Terms decrease from order >= x on; the error of an alternating series is below the next.
        while order <= x or abs(term) >= Fraction(1, 1 << (bits + 2)):
            order += 1
            term *= -x / order
            total += term
        exact = (1 - total) / 2
        scale = 1 << (bits + 1)
        return cls(Fraction(round(exact * scale), scale))


def smooth(vector: FloatArray, bandwidth: Bandwidth) -> FloatArray:
    """Return the kernel matrix times vectors, bit by bit: O(n 2^n) instead of O(4^n).

    Args:
        vector: shape (..., 2^n).
        bandwidth: of the kernel.

    Returns:
        The same shape.

    Example:
        >>> smooth(np.array([1.0, 0.0]), Bandwidth(0.25))
        array([1. , 0.5])
    """
    bits = _bits(vector.shape[-1])
    off = 1 - 2 * float(bandwidth.weight)
    shape = vector.shape
    for bit in range(bits):
        pairs = vector.reshape(*shape[:-1], -1, 2, 1 << bit)
        vector = pairs + off * pairs[..., ::-1, :]
    return vector.reshape(shape)


def mmd(one: FloatArray, other: FloatArray, bandwidth: Bandwidth) -> FloatArray:
    """Return MMD^2 of distributions, exact up to rounding.

    Args:
        one: shape (..., 2^n), rows that sum to 1.
        other: the same, or a shape that broadcasts.
        bandwidth: of the kernel.

    Returns:
        Shape (...), at least 0 up to rounding.

    Example:
        >>> float(mmd(np.array([1.0, 0.0]), np.array([0.0, 1.0]), Bandwidth(0.25)))
        1.0
    """
    difference = np.asarray(one - other, dtype=np.float64)
    return np.asarray((difference * smooth(difference, bandwidth)).sum(-1))


def mmd_fraction(one: Sequence[Fraction], other: Sequence[Fraction], weight: Fraction) -> Fraction:
    """Return MMD^2 of two rational distributions, from the kernel's definition.

    Args:
        one: 2^n fractions.
        other: as many.
        weight: p.

    Returns:
        The exact value, by a sum over all pairs of strings.

    Example:
        >>> mmd_fraction([Fraction(1), Fraction(0)], [Fraction(1, 2)] * 2, Fraction(1, 4))
        Fraction(1, 4)
    """
    bits = _bits(len(one))
    if len(other) != len(one):
        raise InputError(where="other", expected=f"{len(one)} entries", found=str(len(other)))
    powers = [(1 - 2 * weight) ** d for d in range(bits + 1)]
    difference = [a - b for a, b in zip(one, other, strict=True)]
    return sum(
        (
            u * v * powers[(x ^ y).bit_count()]
            for x, u in enumerate(difference)
            if u
            for y, v in enumerate(difference)
            if v
        ),
        Fraction(0),
    )


def mmd_unbiased(one: IntArray, other: IntArray, bits: int, bandwidth: Bandwidth) -> float:
    """Estimate MMD^2 without bias from independent samples of two distributions.

    Pairs of a sample with itself are left out (a U-statistic), so the estimate can be negative.
    Up to 20 bits it is computed from histograms, in time O(samples + n 2^n) instead of the
    product of the sample numbers.

    Args:
        one: shape (M,), M >= 2, strings as integers below 2^bits.
        other: shape (N,), N >= 2.
        bits: 1 to 62.
        bandwidth: of the kernel.

    Returns:
        An estimate whose mean is MMD^2.

    Raises:
        InputError: too few samples, or a string out of range.

    Source: standard (Gretton et al., J. Mach. Learn. Res. 13, 723 (2012), Lemma 6).

    Example:
        >>> mmd_unbiased(np.array([0, 0]), np.array([1, 1]), 1, Bandwidth(0.25))
        1.0
    """
    if not 1 <= bits <= MAX_SAMPLE_BITS:
        raise InputError(where="bits", expected=f"1 to {MAX_SAMPLE_BITS}", found=str(bits))
    for name, samples in (("one", one), ("other", other)):
        if samples.ndim != 1 or len(samples) < 2:
            raise InputError(where=name, expected="at least 2 samples", found=str(samples.shape))
        if samples.min() < 0 or samples.max() >> bits:
            raise InputError(where=name, expected=f"strings of {bits} bits", found="a larger one")
    sums = _kernel_sums(one, other, bits, bandwidth)
    M, N = len(one), len(other)
    return (sums[0] - M) / (M * (M - 1)) + (sums[1] - N) / (N * (N - 1)) - 2 * sums[2] / (M * N)


def _kernel_sums(
    one: IntArray, other: IntArray, bits: int, bandwidth: Bandwidth
) -> tuple[float, float, float]:
    """Sums of the kernel over all pairs: one-one, other-other, one-other."""
    if bits <= _DENSE_BITS and bits << bits <= 8 * max(len(one), len(other)) ** 2:
        first, second = (
            np.bincount(samples, minlength=1 << bits).astype(np.float64) for samples in (one, other)
        )
        smoothed = smooth(np.stack([first, second]), bandwidth)
        return (
            float(first @ smoothed[0]),
            float(second @ smoothed[1]),
            float(first @ smoothed[1]),
        )
    off = 1 - 2 * float(bandwidth.weight)
    powers = off ** np.arange(bits + 1)

    def total(left: IntArray, right: IntArray) -> float:
        step = max(1, _BLOCK // len(right))
        return sum(
            float(
                np.bincount(
                    np.bitwise_count(left[at : at + step, None] ^ right).ravel(),
                    minlength=bits + 1,
                )
                @ powers
            )
            for at in range(0, len(left), step)
        )

    return total(one, one), total(other, other), total(one, other)


def _bits(size: int) -> int:
    bits = size.bit_length() - 1
    if size < 2 or size != 1 << bits:
        raise InputError(where="distribution", expected="2^n entries, n >= 1", found=str(size))
    return bits
