"""Bounds on losses of Born machines, and the law of Haar-random blocks, against exact values."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.generative import blocks, bounds, laws
from khrnn.generative.kernel import Bandwidth, mmd
from khrnn.generative.models import narrow, wide
from khrnn.trainability.gradient_variance import measure_one
from khrnn.trainability.model import GradientModel
from proofs.crosscheck.generative_blocks import integrated_variance

HALF = Fraction(1, 2)
weights = st.fractions(Fraction(1, 50), HALF, max_denominator=50)


@given(st.integers(1, 60), weights)
def test_gradient_lies_between_its_bounds(n, p):
    lower, upper = (bounds.mmd_gradient_bound(n, p, side).value for side in ("lower", "upper"))
    assert lower <= laws.gradient_variance(n, p) <= upper


def test_bounds_imply_the_orders():
    """1/n^2 at sigma = n/4, exponential at sigma = 1."""
    for n in (4, 16, 64, 256):
        p = Fraction(Bandwidth.near_variance(Fraction(n, 4), 128).weight)
        assert p * n < Fraction(3, 2)
        assert bounds.mmd_gradient_bound(n, p, "lower").value * n * n > Fraction(1, 4)
        p = Fraction(Bandwidth.near_variance(Fraction(1), 128).weight)
        assert bounds.mmd_gradient_bound(n, p, "upper").value < Fraction(85, 100) ** (n - 1)


@given(st.integers(1, 30), weights, st.data())
def test_tails(n, p, data):
    k = data.draw(st.integers(0, n))
    tail = bounds.high_body_weight(n, p, k)
    assert 0 <= tail <= 1
    if k < n:
        step = math.comb(n, k + 1) * p ** (k + 1) * (1 - p) ** (n - k - 1)
        assert tail - bounds.high_body_weight(n, p, k + 1) == step
    else:
        assert tail == 0


def test_truncation_changes_mmd_by_no_more():
    from khrnn.generative.observable import mmd_by_body

    rng = np.random.default_rng(0)
    for n, p in ((4, Fraction(1, 4)), (6, Fraction(1, 6))):
        one, other = (
            [Fraction(int(c), int(row.sum())) for c in row]
            for row in rng.integers(1, 9, (2, 1 << n))
        )
        by_body = mmd_by_body(one, other, p)
        for k in range(n):
            assert sum(by_body[k + 1 :]) <= 4 * bounds.high_body_weight(n, p, k)


def test_low_bodied_or_global():
    assert bounds.high_body_weight(1000, Fraction(1, 1000), 8) < Fraction(1, 10**5)
    assert bounds.high_body_weight(1000, Fraction(1, 5), 100) > 1 - Fraction(1, 10**15)


@pytest.mark.parametrize("n", [1, 3, 6, 10])
def test_stuck_bound_against_exact_laws(n):
    for shots in (1, 10, 100):
        assert laws.count_law(n, shots)[0] >= bounds.stuck_bound(Fraction(1, 2**n), 1, shots)
        for targets in (1, n):
            assert laws.stuck_probability(n, targets, shots) >= (
                bounds.stuck_bound(Fraction(1, 2**n), targets, shots)
            )
    assert bounds.stuck_bound(Fraction(1, 2**40), 40, 10**6) > Fraction(99996, 100000)


@pytest.mark.parametrize(("m", "b"), [(1, 1), (2, 1), (1, 2)])
def test_blocks_against_integrals(m, b):
    for p in (HALF, Fraction(2, 7)):
        assert blocks.block_loss_variance(m, b, p) == integrated_variance(m, b, p)


def test_blocks_against_dense_states():
    """The loss of the model equals MMD^2 of the whole distribution."""
    n, count = 4, 3
    found = blocks.BornBlocks().sample(n, np.random.default_rng(2), count)
    rng = np.random.default_rng(2)
    parts = []
    for _ in range(2):
        q = (rng.normal(size=(count, 4, 2)) ** 2).sum(2)
        parts.append(q / q.sum(1, keepdims=True))
    whole = np.einsum("cy,cx->cyx", parts[1], parts[0]).reshape(count, 16)
    target = np.eye(16)[0]
    for row, value in zip(whole, found, strict=True):
        assert mmd(row, target, Bandwidth.of_variance(n / 4)) == pytest.approx(value, abs=1e-12)


def test_blocks_are_low_bodied_at_wide_bandwidth():
    """n Var tends to a constant at p = 1/n, for every block size; it vanishes at constant p."""
    for b in (1, 2, 3):
        scaled = [n * blocks.block_loss_variance(n // b, b, Fraction(1, n)) for n in (24, 48, 96)]
        assert abs(scaled[2] / scaled[1] - 1) < abs(scaled[1] / scaled[0] - 1) < Fraction(1, 10)
        assert blocks.block_loss_variance(24 // b, b, Fraction(1, 5)) < Fraction(9, 10) ** 24


def test_model_of_the_registry():
    model = blocks.BornBlocks()
    assert isinstance(model, GradientModel)
    for n in model.sizes[:4]:
        point = measure_one(model, n, 1000, 5)
        assert point.agrees, n
    with pytest.raises(InputError, match="2 to 1000 in steps of 2"):
        model.sample(3, np.random.default_rng(0), 1)


def test_models_state_bounds():
    for model, kind in ((wide(), "lower"), (narrow(), "upper")):
        for n in model.sizes:
            bound = model.bound(n)
            assert bound.kind == kind
            assert bound.allows(float(model.prediction(n)))


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda: bounds.mmd_gradient_bound(0, HALF, "upper"), "at least 1"),
        (lambda: bounds.mmd_gradient_bound(1, Fraction(2, 3), "upper"), "weight"),
        (lambda: bounds.mmd_gradient_bound(1, HALF, "both"), "upper or lower"),
        (lambda: bounds.high_body_weight(3, HALF, 4), "0 to 3"),
        (lambda: bounds.stuck_bound(Fraction(2), 1, 1), "a probability"),
        (lambda: bounds.stuck_bound(Fraction(1), -1, 1), "at least 0"),
        (lambda: blocks.block_moments(4, HALF), "block"),
        (lambda: blocks.block_moments(1, Fraction(0)), "weight"),
        (lambda: blocks.block_loss_variance(0, 1, HALF), "blocks"),
    ],
)
def test_rejections(action, message):
    with pytest.raises(InputError, match=message):
        action()
