"""Measured variances with intervals, and the scaling laws fitted to them.

What belongs here: statistics of samples from a `GradientModel`. What does not: the models, drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, inf, log, sqrt
from typing import Literal

import numpy as np

from contextuality.errors import InputError
from khrnn.trainability.model import Bound, FloatVector, GradientModel

RESAMPLES = 1000
"""Bootstrap resamples behind an interval."""

CONFIDENCE = 0.95
"""Of all intervals."""

NORMAL_QUANTILE = 1.959963984540054
"""The 97.5 % point of the standard normal distribution."""

ALLOWED = 3.0
"""Standard errors that a measured variance may be away from an exact one."""


@dataclass(frozen=True)
class Measured:
    """A measured variance beside what theory says of it.

    Args:
        size: of the model.
        samples: how many.
        mean: of the samples.
        variance: the unbiased sample variance.
        standard_error: of the variance, from the sample's fourth moment.
        low: lower end of the bootstrap interval, 95 %.
        high: upper end.
        predicted: the exact variance, or None.
        bound: a theorem's, or None.
    """

    size: int
    samples: int
    mean: float
    variance: float
    standard_error: float
    low: float
    high: float
    predicted: Fraction | float | None
    bound: Bound | None

    @property
    def deviation(self) -> float | None:
        """Measured less predicted, in standard errors; None without a prediction.

        The standard error is scaled to the prediction: a sample that happens to be narrow also
        has a small error of its own, and would be rejected too often.
        """
        if self.predicted is None:
            return None
        expected = float(self.predicted)
        gap = self.variance - expected
        if self.standard_error and expected:
            return gap / (self.standard_error / self.variance * expected)
        return 0.0 if abs(gap) <= 1e-12 * max(1.0, self.variance) else inf

    @property
    def agrees(self) -> bool:
        """Whether prediction and bound, where there are any, hold within 3 standard errors."""
        deviation = self.deviation
        if deviation is not None and abs(deviation) > ALLOWED:
            return False
        if self.bound is None:
            return True
        slack = ALLOWED * self.standard_error
        towards = -slack if self.bound.kind == "upper" else slack
        return self.bound.allows(max(0.0, self.variance + towards))


@dataclass(frozen=True)
class Law:
    """A law fitted to variances: A exp(-rate size), or A size^(-rate).

    Args:
        kind: which.
        rate: positive if the variance decays.
        low: lower end of the 95 % interval of the rate.
        high: upper end.
        prefactor: A.
        misfit: chi squared per degree of freedom.
    """

    kind: Literal["exponential", "power"]
    rate: float
    low: float
    high: float
    prefactor: float
    misfit: float


def measure(
    model: GradientModel, sizes: Sequence[int], samples: int, seed: int
) -> tuple[Measured, ...]:
    """Measure the variance at each size.

    Args:
        model: what to sample.
        sizes: ascending.
        samples: at each size, at least 30.
        seed: at least 0; each size has its own stream, so sizes can be added without change.

    Raises:
        InputError: too few samples, or a size that the model refuses.

    Source: standard; the standard error is sqrt((m4 - v^2 (N-3)/(N-1))/N), the interval a
        percentile bootstrap. Both are too short if gradients are mostly 0 with rare large values.

    Example:
        >>> from khrnn.trainability.registry import load
        >>> [one] = measure(load("khrnn"), [2], 400, seed=0)
        >>> one.predicted, one.low < one.variance < one.high, one.agrees
        (Fraction(1, 64), True, True)
    """
    return tuple(measure_one(model, size, samples, seed) for size in sizes)


def measure_one(
    model: GradientModel, size: int, samples: int, seed: int, *, look: int = 0
) -> Measured:
    """Measure the variance at one size; see `measure`.

    Args:
        model: what to sample.
        size: one that the model takes.
        samples: at least 30.
        seed: at least 0.
        look: 0, or the number of a further look at this size, with a stream of its own.

    Raises:
        InputError: as `measure`.
    """
    if samples < 30:
        raise InputError(where="samples", expected="at least 30", found=str(samples))
    rng = np.random.default_rng([seed, size, 2 * look] if look else [seed, size])
    values = np.asarray(model.sample(size, rng, samples), dtype=np.float64)
    if values.shape != (samples,) or not np.isfinite(values).all():
        raise InputError(
            where=f"{model.name}, size {size}",
            expected=f"{samples} finite samples",
            found=f"shape {values.shape}",
        )
    variance, error = variance_with_error(values)
    low, high = bootstrap_interval(values, np.random.default_rng([seed, size, 2 * look + 1]))
    return Measured(
        size, samples, float(values.mean()), variance, error, low, high,
        model.prediction(size), model.bound(size),
    )  # fmt: skip


def second_moment_band(values: FloatVector, largest: float, chance: float) -> tuple[float, float]:
    """Return an interval for the mean square that misses it with at most a stated probability.

    Nothing is assumed of the distribution but the bound: rare large values, which make normal and
    bootstrap intervals too short, are covered.

    Args:
        values: independent samples, at least 2, of absolute value at most `largest`.
        largest: above 0.
        chance: of missing, in (0, 1).

    Returns:
        The ends, the lower one at least 0.

    Raises:
        InputError: a value beyond the bound, or a number out of range.

    Source: the empirical Bernstein bound of Maurer and Pontil (COLT 2009, Theorem 4), once for
        each side.

    Example:
        >>> low, high = second_moment_band(np.array([-1.0, 1.0] * 500), 1.0, 1e-3)
        >>> low < 1 <= high, high - low < 0.05
        (True, True)
    """
    if not largest > 0 or not 0 < chance < 1 or len(values) < 2:
        raise InputError(
            where="band", expected="two samples, a bound and a chance in (0, 1)",
            found=f"{len(values)} samples, {largest}, {chance}",
        )  # fmt: skip
    scaled = (values / largest) ** 2
    if not scaled.max() <= 1 + 1e-9:
        raise InputError(
            where="samples", expected=f"at most {largest}", found=str(float(np.abs(values).max()))
        )
    count, term = len(values), log(4 / chance)
    mean = float(scaled.mean())
    half = sqrt(2 * float(scaled.var(ddof=1)) * term / count) + 7 * term / (3 * (count - 1))
    return max(0.0, mean - half) * largest**2, (mean + half) * largest**2


def variance_with_error(values: FloatVector) -> tuple[float, float]:
    """Return the unbiased variance and its standard error.

    Args:
        values: at least 4 samples.

    Example:
        >>> variance_with_error(np.array([-1.0, 1.0, -1.0, 1.0]))[0]
        1.3333333333333333
    """
    count = len(values)
    centred = values - values.mean()
    variance = float((centred**2).sum() / (count - 1))
    fourth = float((centred**4).mean())
    return variance, sqrt(max(0.0, fourth - variance**2 * (count - 3) / (count - 1)) / count)


def bootstrap_interval(values: FloatVector, rng: np.random.Generator) -> tuple[float, float]:
    """Return a 95 % percentile interval of the variance.

    Args:
        values: samples.
        rng: draws the resamples.

    Example:
        >>> bootstrap_interval(np.zeros(50), np.random.default_rng(0))
        (0.0, 0.0)
    """
    count = len(values)
    centred = values - values.mean()  # the variance is then no difference of large numbers
    found = np.empty(RESAMPLES)
    for start in range(0, RESAMPLES, 50):
        drawn = centred[rng.integers(0, count, (min(50, RESAMPLES - start), count))]
        found[start : start + len(drawn)] = drawn.var(axis=1, ddof=1)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)


def fit(
    points: Sequence[Measured], kind: Literal["exponential", "power"], *, exact: bool = False
) -> Law | None:
    """Fit a law to measured variances by weighted least squares of their logarithms.

    Args:
        points: of different sizes.
        kind: which law.
        exact: whether the predictions are fitted in place of the measurements, with the same
            weights: the rate that the measured one estimates, where the law is only approximate
            too.

    Returns:
        The law with the normal interval of its rate, widened by the misfit where that is over 1
        (then the law is not exact and the interval says how well it is known all the same); None
        with fewer than 3 usable points.

    Source: standard.

    Example:
        >>> points = [Measured(n, 100, 0, 2.0**-n, 2.0**-n / 50, 0, 1, None, None)
        ...           for n in (2, 3, 4, 5)]
        >>> law = fit(points, "exponential")
        >>> round(law.rate / log(2), 6), law.low < law.rate < law.high
        (1.0, True)
    """
    usable = [
        p for p in points if p.variance > 0 and p.standard_error > 0 and (not exact or p.predicted)
    ]
    if len(usable) < 3:
        return None
    x = [float(p.size) if kind == "exponential" else log(p.size) for p in usable]
    y = [log(float(p.predicted or 0)) if exact else log(p.variance) for p in usable]
    w = [(p.variance / p.standard_error) ** 2 for p in usable]
    total = sum(w)
    x_mean = sum(a * b for a, b in zip(w, x, strict=True)) / total
    y_mean = sum(a * b for a, b in zip(w, y, strict=True)) / total
    spread = sum(a * (b - x_mean) ** 2 for a, b in zip(w, x, strict=True))
    if spread == 0:
        return None
    slope = sum(a * (b - x_mean) * (c - y_mean) for a, b, c in zip(w, x, y, strict=True)) / spread
    rest = sum(
        a * (c - y_mean - slope * (b - x_mean)) ** 2 for a, b, c in zip(w, x, y, strict=True)
    )
    misfit = rest / (len(usable) - 2)
    half = NORMAL_QUANTILE * sqrt(max(1.0, misfit) / spread)
    return Law(kind, -slope, -slope - half, -slope + half, exp(y_mean - slope * x_mean), misfit)
