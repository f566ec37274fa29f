"""MMD: definition, product form, observable and samples against each other."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.generative import kernel
from khrnn.generative.kernel import Bandwidth, mmd, mmd_fraction, mmd_unbiased, smooth
from khrnn.generative.observable import (
    body_weights,
    characters,
    even_parity,
    mmd_by_body,
    symbolic_identity,
    walsh,
)

SIGMAS = st.floats(0.05, 50)


@given(st.integers(1, 7), SIGMAS)
@settings(deadline=None)
def test_smooth_is_the_kernel_matrix(bits: int, sigma: float) -> None:
    strings = np.arange(1 << bits)
    distance = np.bitwise_count(strings[:, None] ^ strings).astype(int)
    matrix = np.exp(-distance / (2 * sigma))
    vector = np.random.default_rng(bits).normal(size=(2, 1 << bits))
    np.testing.assert_allclose(
        smooth(vector, Bandwidth.of_variance(sigma)), vector @ matrix, rtol=1e-9, atol=1e-9
    )


@given(SIGMAS)
def test_conventions(sigma: float) -> None:
    one, other = Bandwidth.of_deviation(sigma), Bandwidth.of_variance(sigma**2)
    assert float(one.weight) == pytest.approx(float(other.weight), rel=1e-12)
    assert 1 - 2 * float(one.weight) == pytest.approx(math.exp(-1 / (2 * sigma**2)), abs=1e-12)


@given(st.fractions(Fraction(1, 60), 300, max_denominator=60))
@settings(deadline=None, max_examples=30)
def test_rational_weights_are_near(sigma: Fraction) -> None:
    import sympy

    found = Fraction(Bandwidth.near_variance(sigma, 256).weight)
    exact = (1 - sympy.exp(-1 / (2 * sympy.Rational(sigma.numerator, sigma.denominator)))) / 2
    error = sympy.N(exact - sympy.Rational(found.numerator, found.denominator), 20, maxn=400)
    assert abs(error) < sympy.Rational(1, 2**256)


@pytest.mark.parametrize("bits", [1, 2, 3, 4])
def test_observable_identity_for_all_distributions(bits: int) -> None:
    assert symbolic_identity(bits) == 0


@given(st.data(), st.integers(1, 5), st.fractions(Fraction(1, 50), Fraction(1, 2)))
@settings(deadline=None, max_examples=25)
def test_bodies_add_up_exactly(data: st.DataObject, bits: int, weight: Fraction) -> None:
    counts = st.lists(st.integers(0, 9), min_size=1 << bits, max_size=1 << bits).filter(any)
    one, other = (
        [Fraction(c, sum(counts)) for c in counts]
        for counts in (data.draw(counts), data.draw(counts))
    )
    shares = mmd_by_body(one, other, weight)
    assert sum(shares) == mmd_fraction(one, other, weight)
    assert shares[0] == 0
    assert min(shares) >= 0
    floats = [np.array(v, dtype=float) for v in (one, other)]
    assert float(mmd(*floats, Bandwidth(weight))) == pytest.approx(float(sum(shares)), abs=1e-12)


@pytest.mark.parametrize("bits", [8, 11])
def test_bodies_add_up_beyond_the_symbolic_sizes(bits: int) -> None:
    one, other = np.random.default_rng(bits).dirichlet(np.ones(1 << bits), 2)
    p = 0.1
    body = np.bitwise_count(np.arange(1 << bits))
    shares = (1 - p) ** (bits - body) * p**body * walsh(one - other) ** 2
    assert float(mmd(one, other, Bandwidth(p))) == pytest.approx(shares.sum(), rel=1e-10)


def test_body_weights_are_a_binomial_law() -> None:
    weights = body_weights(7, Fraction(1, 5))
    assert sum(weights) == 1
    assert sum(body * weight for body, weight in enumerate(weights)) == Fraction(7, 5)


@pytest.mark.parametrize("bits", range(1, 8))
def test_parity_is_seen_at_full_body_only(bits: int) -> None:
    uniform = [Fraction(1, 1 << bits)] * (1 << bits)
    weight = Fraction(2, 7)
    shares = mmd_by_body(even_parity(bits), uniform, weight)
    assert shares == [Fraction(0)] * bits + [weight**bits]
    assert mmd_fraction(even_parity(bits), uniform, weight) == weight**bits


def test_characters_by_definition() -> None:
    vector = [3, -1, 4, 1, -5, 9, 2, 6]
    assert characters(vector) == [
        sum(v * (-1) ** (S & x).bit_count() for x, v in enumerate(vector)) for S in range(8)
    ]
    np.testing.assert_array_equal(walsh(np.array(vector, dtype=float)), characters(vector))


def naive(one: np.ndarray, other: np.ndarray, p: float) -> float:
    def k(x: int, y: int) -> float:
        return (1 - 2 * p) ** (x ^ y).bit_count()

    M, N = len(one), len(other)
    own = [sum(k(s[i], s[j]) for i, j in product(range(len(s)), repeat=2) if i != j)
           for s in (one.tolist(), other.tolist())]  # fmt: skip
    cross = sum(k(x, y) for x, y in product(one.tolist(), other.tolist()))
    return own[0] / (M * (M - 1)) + own[1] / (N * (N - 1)) - 2 * cross / (M * N)


@pytest.mark.parametrize("bits", [2, 5, 30, 62])
def test_u_statistic_by_definition(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "_BLOCK", 100)  # several blocks
    rng = np.random.default_rng(bits)
    one, other = rng.integers(0, 1 << bits, 40), rng.integers(0, 1 << bits, 23)
    assert mmd_unbiased(one, other, bits, Bandwidth(0.15)) == pytest.approx(
        naive(one, other, 0.15), abs=1e-12
    )


def test_u_statistic_has_the_exact_mean() -> None:
    """All pairs of samples, weighted: not a simulation."""
    q, r, p = np.array([0.5, 0.2, 0.3, 0]), np.array([0.1, 0.2, 0.3, 0.4]), Bandwidth(0.2)
    mean = sum(
        q[a] * q[b] * r[c] * r[d] * mmd_unbiased(np.array([a, b]), np.array([c, d]), 2, p)
        for a, b, c, d in product(range(4), repeat=4)
    )
    assert mean == pytest.approx(float(mmd(q, r, p)), abs=1e-12)


@pytest.mark.parametrize(
    "action",
    [
        lambda: Bandwidth(0.0),
        lambda: Bandwidth(0.51),
        lambda: Bandwidth(float("nan")),
        lambda: Bandwidth.of_variance(0.0),
        lambda: Bandwidth.of_variance(float("inf")),
        lambda: Bandwidth.of_deviation(-1.0),
        lambda: Bandwidth.near_variance(Fraction(1, 100)),
        lambda: smooth(np.ones(3), Bandwidth(0.1)),
        lambda: mmd_fraction([Fraction(1)] * 2, [Fraction(1)] * 4, Fraction(1, 3)),
        lambda: mmd_by_body([Fraction(1)] * 2, [Fraction(1)] * 4, Fraction(1, 3)),
        lambda: characters([1, 2, 3]),
        lambda: symbolic_identity(5),
        lambda: mmd_unbiased(np.array([0]), np.array([0, 1]), 1, Bandwidth(0.1)),
        lambda: mmd_unbiased(np.array([0, 2]), np.array([0, 1]), 1, Bandwidth(0.1)),
        lambda: mmd_unbiased(np.array([0, 1]), np.array([0, 1]), 63, Bandwidth(0.1)),
    ],
)
def test_kernel_refused(action) -> None:
    with pytest.raises(InputError):
        action()
