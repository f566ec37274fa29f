"""Laws of perceptron networks against integrals, Clifford averages and simulation; a baseline.

`python tests/khrnn/test_dissipative_laws.py` writes the baseline anew; do that only if a law was
wrong.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.dissipative import bricks, laws, matrix_rule, theorems, weingarten
from khrnn.dissipative.models import SwapGradients, haar_unitaries
from khrnn.dissipative.network import Network, local_observable
from khrnn.trainability.gradient_variance import variance_with_error
from khrnn.trainability.model import GradientModel
from khrnn.trainability.registry import MODELS, load
from proofs.crosscheck import dissipative

BASELINE = Path(__file__).parent / "baselines" / "dissipative.json"
NAMES = tuple(name for name in MODELS if name.startswith("dissipative"))
SEED = 9
COUNT = 1000


def current() -> dict[str, object]:
    """Exact laws as fractions, and seeded simulations."""
    sampled = {}
    for name in NAMES:
        for size in (2, 4) if "-m2-" in name else (1, 2, 3):
            values = load(name).sample(size, np.random.default_rng([SEED, size]), 200)
            sampled[f"{name} {size}"] = float(values.var(ddof=1))
    return {
        "swap, global": [str(laws.swap_global_variance(n)) for n in range(1, 7)],
        "swap, local": [str(laws.swap_local_variance(n)) for n in range(1, 7)],
        "swap, global, 3 layers, noise 1/10": [
            str(laws.swap_global_variance(n, 3, Fraction(1, 10))) for n in range(1, 5)
        ],
        "designs": {
            f"{cost} {n} {k}": str(weingarten.design_variance(n, n, k, cost))
            for cost in ("global", "local")
            for n in (1, 2, 3, 8)
            for k in (0, n - 1)
        },
        "hidden layers, 2-2-2": {
            f"{cost} {layer} {k}": str(weingarten.layered_variance((2, 2, 2), layer, k, cost))
            for cost in ("global", "local")
            for layer in (0, 1)
            for k in (0, 1)
        },
        "m = 2": {
            f"{cost} {n} {layers}": str(bricks.brick_variance(n, layers, 0, n // 4, cost))
            for cost in ("global", "local")
            for n in (2, 4, 8)
            for layers in (1, 2, 4)
        },
        "bounds": {
            f"{cost} {n}": [
                str(theorems.deep_bound(n, cost).value),
                str(theorems.shallow_bound(n, 4, cost).value),
            ]
            for cost in ("global", "local")
            for n in (2, 8)
        },
        "matrix rule": {
            f"{cost} {n} {letters}": str(
                matrix_rule.rule_variance(n, ["Z" * n + letter for letter in letters], cost)
            )
            for cost in ("global", "local")
            for n in (1, 3)
            for letters in ("Y", "ZX", "IYY")
        },
        "sampled": sampled,
    }


def test_nothing_has_moved():
    stored, found = json.loads(BASELINE.read_text(encoding="utf-8")), current()
    assert stored.pop("sampled") == pytest.approx(found.pop("sampled"), rel=1e-9)
    assert stored == found


def test_published_figures():
    for n in (1, 5, 50):
        assert laws.swap_global_variance(n) == Fraction(1, 8) * Fraction(3, 8) ** (n - 1)
        assert laws.swap_local_variance(n) == Fraction(1, 8 * n * n)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_swap_laws_against_integrals(n):
    whole, local = dissipative.symbolic_variances(n)
    assert Fraction(int(whole.p), int(whole.q)) == laws.swap_global_variance(n)
    assert Fraction(int(local.p), int(local.q)) == laws.swap_local_variance(n)


TRIPLES = ((3, 4, 5), (-5, 12, 13), (8, -15, 17), (1, 0, 1))


@settings(deadline=None, max_examples=15)
@given(st.data(), st.integers(1, 2), st.integers(1, 2), st.fractions(0, 1, max_denominator=9))
def test_depth_and_noise_against_exact_runs(data, n, layers, noise):
    """Any real product input and target."""
    triples = data.draw(st.lists(st.sampled_from(TRIPLES), min_size=2 * n, max_size=2 * n))
    vectors = [(Fraction(x, r), Fraction(0), Fraction(z, r)) for x, z, r in triples]
    assert dissipative.exact_variances(vectors[:n], vectors[n:], layers, noise) == (
        laws.swap_global_variance(n, layers, noise),
        laws.swap_local_variance(n, layers, noise),
    )


parts = st.fractions(-1, 1, max_denominator=5)


@settings(deadline=None, max_examples=20)
@given(st.data(), st.integers(1, 2))
def test_product_laws_against_exact_runs(data, n):
    """Mixed inputs anywhere in the ball; targets on the sphere by stereographic projection."""
    inputs, targets = [], []
    for _ in range(n):
        x, y, z = data.draw(parts), data.draw(parts), data.draw(parts)
        inputs.append((x / 2, y / 2, z / 2))
        u, v = data.draw(parts), data.draw(parts)
        rest = 1 + u * u + v * v
        targets.append((2 * u / rest, 2 * v / rest, (1 - u * u - v * v) / rest))
    found = dissipative.exact_variances(inputs, targets, 1, Fraction(0))
    assert found == laws.product_variances(inputs, targets)


@pytest.mark.parametrize("n", [0, 1, 2, 3])
@pytest.mark.parametrize("m", [1, 2, 3])
def test_weingarten_against_cliffords(n, m):
    for trained in range(m):
        for cost in ("global", "local"):
            assert weingarten.design_variance(n, m, trained, cost) == (
                dissipative.clifford_variance(n, m, trained, cost)
            )


def test_one_perceptron_in_any_dimension():
    D = sympy.symbols("D", positive=True)
    wanted = D**2 / (2 * (2 * D - 1) * (2 * D + 1) ** 2)
    for cost in ("global", "local"):
        assert sympy.simplify(weingarten.chain_variance(D, 1, 0, cost) - wanted) == 0


def test_weingarten_inverts_the_gram_matrix():
    d = sympy.symbols("d", positive=True)
    same, other = weingarten.weingarten(d)
    gram = sympy.Matrix([[d**2, d], [d, d**2]])
    inverse = sympy.Matrix([[same, other], [other, same]])
    assert sympy.simplify(gram * inverse - sympy.eye(2)) == sympy.zeros(2)


def test_twirl_against_haar_random_unitaries():
    rng = np.random.default_rng(3)
    unitaries = haar_unitaries(3, 20000, rng)
    R = rng.normal(size=(9, 9))
    both = np.einsum("sab,scd->sacbd", unitaries, unitaries).reshape(-1, 9, 9)
    found = np.einsum("sab,bc,sdc->ad", both, R, both.conj()) / len(both)
    swap = np.eye(9).reshape(3, 3, 9).transpose(1, 0, 2).reshape(9, 9)
    a, b = weingarten.twirl(np.trace(R), np.trace(R @ swap), 3)
    assert np.abs(found - a * np.eye(9) - b * swap).max() < 6 * np.abs(R).max() / np.sqrt(20000)


def test_rates_of_designs():
    """Limits of docs/derivations/dissipative.md."""
    n = 30
    for trained, cost, rate, limit in (
        (0, "global", 8, Fraction(n, 4)),
        (n - 1, "global", 8, Fraction(1, 4)),
        (0, "local", 2, Fraction(1, 8 * n * n)),
        (n - 1, "local", 4, Fraction(3, 16 * n * n)),
    ):
        share = weingarten.design_variance(n, n, trained, cost) * rate**n / limit
        assert abs(share - 1) < Fraction(1, 10**6)


@pytest.mark.parametrize("name", NAMES)
def test_models_of_the_registry(name):
    model = load(name)
    assert isinstance(model, GradientModel)
    assert model.name == name


@pytest.mark.parametrize("name", NAMES)
def test_variances_are_within_three_standard_errors(name):
    model = load(name)
    sizes = [size for size in model.sizes if size < 8 or "-m2-" not in name]
    for size in sizes:
        values = model.sample(size, np.random.default_rng([SEED, size]), COUNT)
        variance, error = variance_with_error(values)
        assert abs(variance - float(model.prediction(size))) < 3 * error, size
        assert abs(values.mean()) < 4 * values.std() / np.sqrt(COUNT), size


def test_local_samples_against_the_observable():
    """The derivative from density matrices and the local observable, angle by angle."""
    zeros = np.zeros((1, 3, 2), dtype=complex)
    zeros[:, :, 0] = 1
    found = SwapGradients("local").sample(3, np.random.default_rng(1), 5)
    angles = np.random.default_rng(1).uniform(0, 2 * np.pi, (5, 3))
    for slope, row in zip(found, angles, strict=True):
        start = np.eye(8, dtype=complex)[:1]
        _, gradient = Network.of_swaps(3).gradient(row, start, local_observable(zeros))
        assert np.isclose(slope, -gradient[0], atol=1e-12)


@pytest.mark.parametrize("cost", ["global", "local"])
def test_depth_does_not_matter(cost):
    values = SwapGradients(cost, layers=3).sample(3, np.random.default_rng(SEED), COUNT)
    variance, error = variance_with_error(values)
    assert abs(variance - float(SwapGradients(cost).prediction(3))) < 3 * error


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda: laws.swap_global_variance(0), "qubits: expected at least 1"),
        (lambda: laws.swap_local_variance(1, 0), "layers: expected at least 1"),
        (lambda: laws.swap_local_variance(1, 1, Fraction(3, 2)), "a probability"),
        (lambda: laws.product_variances([], []), "at least one"),
        (lambda: laws.product_variances([(0, 0, 2)], [(0, 0, 1)]), "input 0"),
        (lambda: laws.product_variances([(0, 0, 1)], [(0, 0, 0)]), "target 0: expected length 1"),
        (lambda: weingarten.design_variance(1, 1, 1, "global"), "a trained perceptron below m"),
        (lambda: weingarten.design_variance(1, 0, 0, "global"), "m >= 1"),
        (lambda: weingarten.design_variance(1, 1, 0, "both"), "global or local"),
    ],
)
def test_rejections(action, message):
    with pytest.raises(InputError, match=message):
        action()


if __name__ == "__main__":
    BASELINE.write_text(json.dumps(current(), indent=1) + "\n", encoding="utf-8")
