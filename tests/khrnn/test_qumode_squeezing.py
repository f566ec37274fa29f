"""What squeezing an error needs: bounds against simulation, exact laws and quadrature."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.qumode import conditional, squeezing
from khrnn.qumode.polynomial import Polynomial
from khrnn.qumode.sentence import Measure, Phase, Sentence


@settings(deadline=None)
@given(st.floats(-60, 60))
def test_decibels_and_back(decibels: float) -> None:
    variance = squeezing.variance_from_decibels(decibels)
    assert squeezing.decibels_from_variance(variance) == pytest.approx(decibels, abs=1e-9)
    r = squeezing.squeezing_parameter(variance)
    assert variance == pytest.approx(np.exp(-2 * r) / 2)
    # S(r) multiplies the position's variance by exp(-2r) and the momentum's by exp(2r).
    assert 1 / (4 * variance) == pytest.approx(np.exp(2 * r) / 2)


def test_other_hbar() -> None:
    assert squeezing.in_convention(0.5, 2.0, 2) == 1.0
    assert squeezing.in_convention(0.5, 0.5, 2) == 0.25
    assert squeezing.in_convention(3.0, 4.0) == 6.0


@pytest.mark.parametrize("count", [1, 2, 3])
def test_products_of_uniform_numbers(count: int) -> None:
    drawn = np.random.default_rng(count).random((200_000, count)).prod(1)
    for y in (0.003, 0.05, 0.4):
        chance = squeezing.product_of_uniforms(y, count)
        assert (drawn <= y).mean() == pytest.approx(chance, abs=5 * (chance / 200_000) ** 0.5)
    assert squeezing.product_of_uniforms(2.0, count) == 1.0
    assert squeezing.product_of_uniforms(0.0, count) == 0.0


@pytest.mark.parametrize("k", [2, 3, 4])
def test_simulated_errors_keep_the_plan(k: int) -> None:
    plan = squeezing.needed(0.05, 0.1, 0.5, k)
    rng = np.random.default_rng(k)
    shots = 40_000
    n = 5
    edge = tuple(range(k))
    extra = {(0, *rest): "3/4" for rest in ((3, 4), (2, 4), (1, 4))} if k == 3 else {}
    own = Polynomial.of(n, {edge: 1})
    other = own + Polynomial.of(n, {edge: "1/2", **extra})
    test = Measure(0, own.derivative(0))
    for latent, accepted in ((own, 0.95), (other, plan.miss)):
        drawn = conditional.sample(
            Sentence(n, (Phase(latent), test)), plan.variance, 0.0, shots=shots, rng=rng
        )
        share = float((abs(drawn) <= plan.threshold).mean())
        slack = 5 * (accepted * (1 - accepted) / shots) ** 0.5
        if latent is own:
            assert share == pytest.approx(accepted, abs=slack)
        else:
            assert share <= accepted + slack


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("variance", [0.5, 5.0, 500.0])
def test_law_where_one_edge_differs(k: int, variance: float) -> None:
    threshold, difference, shots = 0.3, 0.7, 400_000
    rng = np.random.default_rng(0)
    signal = difference * (rng.normal(size=(shots, k - 1)) * variance**0.5).prod(1)
    drawn = signal + rng.normal(size=shots) / (2 * variance**0.5)
    exact = squeezing.single_edge_miss(threshold, variance, difference, k)
    assert (abs(drawn) <= threshold).mean() == pytest.approx(exact, abs=5 * (exact / shots) ** 0.5)
    assert exact <= squeezing.miss_bound(threshold, variance, difference, k)


def test_the_plan_is_nearly_least_for_pairs() -> None:
    plan = squeezing.needed(1e-3, 1e-3, 1.0, 2)
    exact = squeezing.single_edge_miss(plan.threshold, plan.variance, 1.0, 2)
    assert 0.999e-3 < exact <= 1e-3


@settings(deadline=None, max_examples=50)
@given(st.floats(1e-8, 0.9), st.floats(1e-8, 0.9), st.floats(1e-3, 1e3), st.integers(2, 6))
def test_plans_keep_what_they_promise(alarm: float, miss: float, gap: float, k: int) -> None:
    plan = squeezing.needed(alarm, miss, gap, k)
    assert plan.false_alarm == pytest.approx(alarm)
    assert plan.miss == pytest.approx(miss, rel=1e-6)
    assert squeezing.needed_for_precision(plan.threshold, alarm) == pytest.approx(plan.decibels)


def test_numbers_out_of_range() -> None:
    for bad in (0.0, 1.0, -0.5, float("nan")):
        with pytest.raises(InputError):
            squeezing.needed(bad, 0.1, 1.0, 2)
        with pytest.raises(InputError):
            squeezing.needed(0.1, bad, 1.0, 2)
    with pytest.raises(InputError, match=r"an edge size of 2\.\.64"):
        squeezing.needed(0.1, 0.1, 1.0, 1)
    with pytest.raises(InputError, match="difference"):
        squeezing.needed(0.1, 0.1, 0.0, 2)
    with pytest.raises(InputError, match="200"):
        squeezing.variance_from_decibels(1e9)
    with pytest.raises(InputError, match="2 or 3"):
        squeezing.single_edge_miss(0.1, 1.0, 1.0, 4)


@pytest.mark.slow
def test_plot(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from khrnn.qumode.plots import plot_needed

    target = tmp_path / "plot.svg"
    plot_needed(target, 1.0)
    assert "squeezing" in target.read_text(encoding="utf-8")
