"""Closed forms, bounds and moments of perceptron networks, against Cliffords and simulation."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
import sympy

from contextuality.errors import InputError
from khrnn.dissipative import bricks, matrix_rule, theorems, weingarten
from khrnn.dissipative.hardware_efficient import BrickGradients, brick_network, brick_unitaries
from khrnn.dissipative.models import DesignGradients, haar_unitaries
from khrnn.dissipative.network import Network, global_observable, local_observable
from khrnn.dissipative.perceptron import Perceptron, pauli_matrix
from khrnn.trainability.gradient_variance import measure_one, variance_with_error
from proofs.crosscheck.dissipative_networks import (
    clifford_bricks,
    clifford_layers,
    clifford_rule,
    ghz_strings,
)

COSTS = ("global", "local")
SEED = 4


@pytest.mark.parametrize("cost", COSTS)
def test_closed_forms_are_the_recursion(cost):
    for n in range(7):
        for m in range(1, 6):
            for j in range(m):
                found = theorems.design_closed_form(n, m, j, cost)
                assert found == weingarten.design_variance(n, m, j, cost), (n, m, j)


@pytest.mark.parametrize("cost", COSTS)
def test_closed_forms_in_any_dimension(cost):
    D = sympy.symbols("D", positive=True)
    for m, j in ((1, 0), (2, 0), (2, 1)):
        gap = theorems.closed_form(D, m, j, cost) - weingarten.chain_variance(D, m, j, cost)
        assert sympy.cancel(gap) == 0


@pytest.mark.parametrize("widths", [(2, 2), (3, 1), (1, 2, 1), (2, 1, 2), (2, 2, 2), (1, 1, 1, 1)])
@pytest.mark.parametrize("cost", COSTS)
def test_hidden_layers_against_cliffords(widths, cost):
    for layer, outputs in enumerate(widths[1:]):
        for j in range(outputs):
            assert weingarten.layered_variance(widths, layer, j, cost) == (
                clifford_layers(widths, layer, j, cost)
            )


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_deep_bound_holds_everywhere(cost, layers):
    for n in (*range(1, 9), 16):
        largest = max(
            weingarten.layered_variance((n,) * (layers + 1), layer, j, cost)
            for layer in range(layers)
            for j in range(n)
        )
        value = theorems.deep_bound(n, cost).value
        assert largest <= value
        assert value <= (Fraction(9, 64 * 4**n) if cost == "global" else Fraction(1, 8 * 2**n))
        if layers == 1 and n == 16:
            assert largest > Fraction(88, 100) * value  # hardly any room


def test_entangled_targets():
    """GHZ states: another variance, at some perceptrons a larger one, below the bound for all."""
    for n, layers in ((1, 1), (2, 1), (2, 2), (3, 1)):
        bound = theorems.deep_bound(n, "global", entangled=True).value
        assert bound <= Fraction(27, 80 * 4**n)
        widths = (n,) * (layers + 1)
        for layer in range(layers):
            for j in range(n):
                found = clifford_layers(widths, layer, j, "global", ghz_strings(n))
                assert found <= bound
                if n > 1:
                    assert found != weingarten.layered_variance(widths, layer, j, "global")


def test_deep_bound_would_fail_elsewhere():
    """It is about designs: swap perceptrons under the local cost break it from n = 1 on."""
    from khrnn.dissipative.laws import swap_local_variance

    assert swap_local_variance(3) > theorems.deep_bound(3, "local").value


@pytest.mark.parametrize(("n", "layers"), [(2, 1), (2, 2), (4, 1), (4, 2), (4, 3)])
@pytest.mark.parametrize("cost", COSTS)
def test_bricks_against_cliffords(n, layers, cost):
    for layer in range(min(layers, 2)):
        for place in range(len(bricks.pairs(n, layer))):
            assert bricks.brick_variance(n, layers, layer, place, cost) == (
                clifford_bricks(n, layers, layer, place, cost)
            )


def test_shallow_bounds_hold_everywhere():
    for n in (2, 4, 6, 8):
        for layers in range(1, 6):
            upper = theorems.shallow_bound(n, layers, "global")
            lower = theorems.shallow_bound(n, layers, "local")
            assert (upper.kind, lower.kind) == ("upper", "lower")
            for layer in range(layers):
                for place in range(len(bricks.pairs(n, layer))):
                    trained = (n, layers, layer, place)
                    assert bricks.brick_variance(*trained, "global") <= upper.value
                    assert bricks.brick_variance(*trained, "local") >= lower.value


def test_shallow_bounds_imply_the_orders():
    """(sqrt 3/4)^n from above, and a power of n from below at 2 ceil(log2 n) layers."""
    model = BrickGradients("local")
    for n in (2, 16, 256, 4096):
        layers = model.layers(n)
        assert layers <= 2 * np.log2(n) + 2
        lower = float(theorems.shallow_bound(n, layers, "local").value)
        assert lower >= 4 / 15 / 25 * n ** -(2 + 2 * np.log2(5))
    for n in (2, 16, 256):
        assert float(theorems.shallow_bound(n, 1, "global").value) <= (sqrt(3) / 4) ** n


def test_rate_of_the_global_cost():
    """At every depth the exact rate per qubit lies between 1/4 and 10^-1/2, below sqrt(3)/4."""
    for layers in (1, 2, 4, 8):
        a, b = (bricks.brick_variance(n, layers, 0, n // 4, "global") for n in (8, 12))
        rate = float(b / a) ** (1 / 4)
        assert 0.25 < rate < 10**-0.5 + 1e-9 < sqrt(3) / 4


def test_perceptrons_are_the_circuit():
    """The network of m = 2 perceptrons against W's applied to a state vector."""
    n, layers = 4, 3
    rng = np.random.default_rng(2)
    network = brick_network(n, layers)
    placed = [pair for layer in range(layers) for pair in bricks.pairs(n, layer)]
    gates = [haar_unitaries(4, 2, rng) for _ in placed]
    start = np.zeros((1, 16), dtype=complex)
    start[0, 0] = 1
    rho = network.outputs(np.repeat(start, 2, axis=0), brick_unitaries(network, gates))
    for b in range(2):
        state = start[0].reshape((2,) * n)  # axis n-1-q is qubit q
        for (low, high), gate in zip(placed, gates, strict=True):
            moved = np.moveaxis(state, (n - 1 - high, n - 1 - low), (0, 1)).reshape(4, -1)
            moved = (gate[b] @ moved).reshape((2,) * n)
            state = np.moveaxis(moved, (0, 1), (n - 1 - high, n - 1 - low))
        ket = state.reshape(-1)
        assert np.allclose(rho[b], np.outer(ket, ket.conj()), atol=1e-12)


@pytest.mark.parametrize("cost", COSTS)
def test_simulation_agrees(cost):
    for n in (2, 4, 6):
        point = measure_one(BrickGradients(cost), n, 400, SEED)
        assert abs(point.deviation) < 3
        assert point.agrees
        assert abs(point.mean) < 4 * sqrt(point.variance / 400)


@pytest.mark.parametrize("cost", COSTS)
def test_rule_against_cliffords(cost):
    rng = np.random.default_rng(SEED)
    for n, m in ((0, 1), (1, 1), (1, 2), (2, 2), (1, 3)):
        for _ in range(5):
            strings = ["".join(rng.choice(list("IXYZ"), n + 1)) for _ in range(m)]
            assert matrix_rule.rule_variance(n, strings, cost) == (
                clifford_rule(n, strings, cost)
            ), strings


@pytest.mark.parametrize("cost", COSTS)
def test_rule_against_simulation(cost):
    """The mean square of the whole derivative, all perceptrons moving: they are uncorrelated."""
    n, count, strings = 2, 3000, ["XIY", "ZZX"]
    rng = np.random.default_rng(SEED)
    network = Network(n, ((Perceptron((0, 1), ()),) * n,))
    unitaries = [haar_unitaries(8, count, rng) for _ in strings]
    zeros = np.zeros((1, n, 2), dtype=complex)
    zeros[:, :, 0] = 1
    start = np.eye(4, dtype=complex)[:1]
    target = global_observable(start) if cost == "global" else local_observable(zeros)
    _, commutators = network.commutators(np.repeat(start, count, axis=0), unitaries, target)
    slopes = sum(
        (1j * np.einsum("ij,bji->b", pauli_matrix(string), M)).real
        for string, M in zip(strings, commutators, strict=True)
    )
    variance, error = variance_with_error(slopes)
    assert abs(variance - float(matrix_rule.rule_variance(n, strings, cost))) < 3 * error


@pytest.mark.parametrize("cost", COSTS)
def test_rule_bound_holds(cost):
    for n in (1, 2, 3, 5, 8, 16):
        value = matrix_rule.rule_bound(n, cost).value
        for string in ("I" * n + "Y", "X" * n + "Y", "X" * n + "I", "X" * n + "Z"):
            assert matrix_rule.rule_variance(n, [string] * n, cost) <= value
        assert value <= (Fraction(27, 10 * 4**n) if cost == "global" else Fraction(3, 4 * 2**n))


def test_bounds_of_the_models():
    for cost in COSTS:
        design, brick = DesignGradients(cost), BrickGradients(cost)
        for n in (1, 2, 3):
            assert design.bound(n).allows(float(design.prediction(n)))
        for n in (2, 4, 8):
            assert brick.bound(n).allows(float(brick.prediction(n)))
    assert BrickGradients("global").prediction(18) is None


def test_statements_name_their_hypotheses():
    assert set(theorems.THEOREMS) == {
        "deep-global", "deep-local", "deep-rule", "swap", "shallow-global", "shallow-local",
    }  # fmt: skip
    for theorem in theorems.THEOREMS.values():
        assert all((theorem.place, theorem.hypotheses, theorem.order, theorem.ours))


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda: theorems.deep_bound(0, "local"), "at least 1"),
        (lambda: theorems.deep_bound(1, "both"), "global or local"),
        (lambda: theorems.shallow_bound(3, 1, "local"), "even number"),
        (lambda: theorems.shallow_bound(4, 0, "local"), "at least 1 layer"),
        (lambda: theorems.design_closed_form(1, 1, 1, "local"), "trained perceptron below m"),
        (lambda: weingarten.layered_variance((2,), 0, 0, "local"), "two or more widths"),
        (lambda: weingarten.layered_variance((2, 2), 1, 0, "local"), "a layer and a perceptron"),
        (lambda: weingarten.layered_variance((2, 2), 0, 0, "both"), "global or local"),
        (lambda: bricks.brick_variance(3, 1, 0, 0, "local"), "an even number, 2 to 16"),
        (lambda: bricks.brick_variance(18, 1, 0, 0, "local"), "an even number, 2 to 16"),
        (lambda: bricks.brick_variance(4, 1, 0, 2, "local"), "a pair of this layer"),
        (lambda: bricks.brick_variance(4, 1, 0, 0, "both"), "global or local"),
        (lambda: brick_network(4, 0), "a layer of the network"),
        (lambda: matrix_rule.rule_variance(1, [], "local"), "m >= 1"),
        (lambda: matrix_rule.rule_variance(1, ["IQ"], "local"), "Pauli string on 2"),
        (lambda: matrix_rule.rule_bound(0, "local"), "at least 1"),
        (lambda: BrickGradients("local").sample(3, np.random.default_rng(0), 4), "in steps of 2"),
    ],
)
def test_rejections(action, message):
    with pytest.raises(InputError, match=message):
        action()
