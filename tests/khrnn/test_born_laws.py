"""Laws of Born machines against simulation, outside figures and a stored baseline.

`python tests/khrnn/test_born_laws.py` writes the baseline anew; do that only if a law was wrong.
"""

from __future__ import annotations

import json
import math
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from contextuality.errors import InputError
from khrnn.generative import blocks, bounds, laws
from khrnn.generative.kernel import Bandwidth
from khrnn.generative.models import CLIP, SHOTS, BornEntangled, BornKL, BornLQF, narrow, wide
from khrnn.trainability.model import GradientModel
from khrnn.trainability.registry import MODELS, load
from proofs.crosscheck import generative

BASELINE = Path(__file__).parent / "baselines" / "generative.json"
NAMES = ("born-mmd", "born-mmd-narrow", "born-mmd-entangled", "born-kl", "born-lqf")
SEED = 5
COUNT = 3000


def current() -> dict[str, object]:
    """Exact laws as fractions, float laws, and seeded simulations."""
    p = Fraction(1, 5)
    sampled = {}
    for model in (wide(), narrow(), BornEntangled(), BornKL(), BornLQF()):
        for size in model.sizes[:3]:
            values = model.sample(size, np.random.default_rng([SEED, size]), 200)
            sampled[f"{model.name} {size}"] = float(values.var(ddof=1))
    return {
        "loss variance, p = 1/5": [str(laws.loss_variance(n, p)) for n in range(1, 7)],
        "gradient variance, p = 1/5": [str(laws.gradient_variance(n, p)) for n in range(1, 7)],
        "hits, n = 2, M = 5": [str(chance) for chance in laws.count_law(2, 5)],
        "predictions": {
            f"{name} {n}": float(load(name).prediction(n) or 0)
            for name in NAMES
            for n in (2, 8, 64)
        },
        "blocks, p = 1/5": {
            f"{m} of {b}": str(blocks.block_loss_variance(m, b, p))
            for m in (1, 2, 5)
            for b in (1, 2, 3)
        },
        "bounds, p = 1/5": {
            str(n): [
                str(bounds.mmd_gradient_bound(n, p, "lower").value),
                str(bounds.mmd_gradient_bound(n, p, "upper").value),
                str(bounds.high_body_weight(n, p, n // 2)),
                str(bounds.stuck_bound(Fraction(1, 2**n), 3, 2)),
            ]
            for n in (1, 4, 9)
        },
        "sampled variances": sampled,
    }


def test_nothing_has_moved() -> None:
    stored, found = json.loads(BASELINE.read_text(encoding="utf-8")), current()
    assert stored.keys() == found.keys()
    for name, value in found.items():
        if isinstance(value, dict) and "p = 1/5" not in name:
            assert stored[name] == pytest.approx(value, rel=1e-9), name
        else:
            assert stored[name] == value, name


def test_published_figures() -> None:
    """Computed elsewhere, from the closed form in floats; 6.5e-15 there is 6.45e-15."""
    narrow_law = {n: laws.loss_variance(n, p_of(Fraction(1))) for n in (10, 40, 160)}
    assert {n: f"{float(v):.2e}" for n, v in narrow_law.items()} == {
        10: "2.49e-02",
        40: "6.79e-05",
        160: "6.45e-15",
    }
    wide_law = {n: n * laws.loss_variance(n, p_of(Fraction(n, 4))) for n in (10, 40, 160, 1000)}
    assert [f"{float(v):.3f}" for v in wide_law.values()] == ["0.349", "0.325", "0.319", "0.317"]


def p_of(sigma: Fraction) -> Fraction:
    return Fraction(Bandwidth.near_variance(sigma).weight)


def test_floats_and_fractions_agree() -> None:
    """The closed form written out in floating point, where nothing cancels badly."""
    for n in (1, 3, 10, 40):
        p = 0.3
        a = (1 - p) ** 2 + (1 - p) * p + 3 * p * p / 8
        b, c = (1 - p) ** 2 + p * p / 2, (1 - p) ** 2 + (1 - p) * p / 2
        value = a**n + 4 * b**n - 4 * c**n - ((1 - p / 2) ** n - 2 * (1 - p) ** n) ** 2
        assert float(laws.loss_variance(n, Fraction(3, 10))) == pytest.approx(value, rel=1e-9)


def test_rates() -> None:
    """For sigma = n/4: the limits of docs/derivations/generative.md, approached as 1/n."""
    e = math.e
    for law, power, limit in (
        (laws.loss_variance, 1, 2 / e**2 + 1 / (8 * e)),
        (laws.gradient_variance, 2, (1 / e + 4 / e**2) / 2),
    ):
        off = [float(n**power * law(n, p_of(Fraction(n, 4)))) - limit for n in (200, 400, 800)]
        assert abs(off[2]) < limit / 400
        assert off[0] / off[1] == pytest.approx(2, rel=0.05)
        assert off[1] / off[2] == pytest.approx(2, rel=0.05)


@pytest.mark.parametrize("name", NAMES)
def test_models_of_the_registry(name: str) -> None:
    assert MODELS[name][0] == "khrnn.generative.models"
    model = load(name)
    assert isinstance(model, GradientModel)
    assert model.name == name
    assert list(model.sizes) == sorted(model.sizes)
    assert model.sizes[-1] <= model.largest


@pytest.mark.parametrize("name", [name for name in NAMES if name != "born-mmd-entangled"])
def test_variances_are_within_three_standard_errors(name: str) -> None:
    model = load(name)
    for size in model.sizes:
        values = model.sample(size, np.random.default_rng([SEED, size]), COUNT)
        assert values.shape == (COUNT,)
        squares = (values - values.mean()) ** 2
        error = squares.std() / math.sqrt(COUNT)
        predicted = model.prediction(size)
        assert predicted is not None
        assert abs(values.var(ddof=1) - float(predicted)) < 3 * error, size


def test_batches_do_not_change_the_law_of_samples() -> None:
    """More samples than fit into one batch: shapes add up and all are different."""
    values = BornLQF().sample(8, np.random.default_rng(0), 300)
    assert len(set(values.tolist())) == 300


@pytest.mark.parametrize(("n", "share"), [(10, 0.375), (12, 0.746), (14, 0.918), (16, 0.976)])
def test_stuck_runs_simulated(n: int, share: float) -> None:
    """n target strings, 100 shots of the uniform distribution, 4000 runs."""
    law = laws.stuck_probability(n, n, SHOTS)
    assert round(float(law), 3) == share
    rng = np.random.default_rng(n)
    targets = rng.choice(1 << n, n, replace=False)
    runs = rng.integers(0, 1 << n, (4000, SHOTS))
    stuck = ~np.isin(runs, targets).any(1)
    assert abs(stuck.mean() - float(law)) < 3.5 * math.sqrt(float(law * (1 - law)) / 4000)


def test_the_other_formula_is_another_number() -> None:
    """(1 - M/2^n)^n is close to the law, not equal: 0.358 instead of 0.375 at n = 10."""
    assert round((1 - 100 / 1024) ** 10, 3) == 0.358


def test_the_estimate_concentrates_and_the_loss_does_not() -> None:
    estimated = [laws.clipped_loss_variance(n, SHOTS, CLIP) for n in (8, 10, 12, 14, 16)]
    ratios = [later / before for before, later in pairwise(estimated)]
    assert all(0.2 < ratio < 0.4 for ratio in ratios)  # towards 1/4 for two more qubits
    assert laws.exact_loss_variance_kl(16) == 2 * laws.exact_loss_variance_kl(8)


def test_exact_kl_variance_by_quadrature() -> None:
    from scipy.integrate import quad

    def mean(power: int) -> float:
        value = quad(lambda t: math.log(math.cos(t / 2) ** 2) ** power, 0, math.pi)[0]
        return float(value / math.pi)

    assert mean(2) - mean(1) ** 2 == pytest.approx(laws.exact_loss_variance_kl(1), rel=1e-6)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_laws_against_exact_averages(n: int) -> None:
    p = Fraction(2, 9)
    assert generative.mmd_moments(n, p) == (laws.loss_variance(n, p), laws.gradient_variance(n, p))
    assert tuple(generative.count_moments(n, 4)) == laws.count_law(n, 4)
    assert generative.local_fidelity_moment(n) == laws.local_fidelity_variance(n)
    assert sum(laws.count_law(n, 50)) == 1


@pytest.mark.parametrize(
    "action",
    [
        lambda: laws.loss_variance(0, Fraction(1, 3)),
        lambda: laws.loss_variance(1, Fraction(2, 3)),
        lambda: laws.gradient_variance(1, Fraction(0)),
        lambda: laws.stuck_probability(2, 5, 1),
        lambda: laws.stuck_probability(2, 1, -1),
        lambda: laws.count_law(2, 401),
        lambda: laws.clipped_loss_variance(2, 10, 0.2),
    ],
)
def test_laws_refused(action) -> None:
    with pytest.raises(InputError):
        action()


if __name__ == "__main__":
    BASELINE.parent.mkdir(exist_ok=True)
    BASELINE.write_text(json.dumps(current(), indent=1) + "\n", encoding="utf-8")
