"""Circuits against matrix exponentials, gradients against differences, estimators against both."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from contextuality.errors import InputError
from khrnn.generative.circuits import (
    Circuit,
    Phases,
    Rotation,
    hardware_efficient,
    iqp,
    product,
    subsets,
)
from khrnn.generative.estimators import iqp_cosines, iqp_expectation, iqp_mmd, product_mmd
from khrnn.generative.kernel import Bandwidth, mmd
from khrnn.generative.losses import (
    EXPLICIT,
    DistributionLoss,
    exact_gradient,
    local_fidelity,
    objective,
    shot_gradient,
)
from khrnn.generative.observable import walsh

X = np.array([[0, 1], [1, 0]], dtype=complex)
Z = np.diag([1.0, -1.0]).astype(complex)
I2 = np.eye(2, dtype=complex)
Y = 1j * X @ Z


def dense(circuit: Circuit, angles: np.ndarray) -> np.ndarray:
    """The unitary from Kronecker products and matrix exponentials; qubit 0 is the last factor."""
    n = circuit.qubits
    whole = np.eye(1 << n, dtype=complex)
    for gate in circuit.gates:
        if isinstance(gate, Phases):
            for one, other in gate.pairs:
                bits = np.arange(1 << n)
                whole = np.diag((-1.0) ** ((bits >> one) & (bits >> other) & 1)) @ whole
            continue
        letters = [
            {(0, 0): I2, (1, 0): X, (0, 1): Z, (1, 1): Y}[(gate.x >> i & 1, gate.z >> i & 1)]
            for i in reversed(range(n))
        ]
        P = reduce(np.kron, letters)
        whole = expm(-0.5j * gate.sign * angles[gate.parameter] * P) @ whole
    return whole


MIXED = Circuit(
    "mixed",
    3,
    (
        Rotation(1, 1, 0),
        Rotation(7, 2, 1),
        Phases(((0, 2),)),
        Rotation(3, 7, 2, -1),
        Rotation(0, 5, 3),
    ),
)
CIRCUITS = [product(3), hardware_efficient(3, 2), iqp(3, 3), MIXED]


@pytest.mark.parametrize("circuit", CIRCUITS, ids=lambda c: c.name)
def test_states_are_those_of_matrix_exponentials(circuit: Circuit) -> None:
    angles = np.random.default_rng(0).uniform(0, 7, (2, circuit.parameters))
    found = circuit.states(angles)
    for row, state in zip(angles, found, strict=True):
        np.testing.assert_allclose(state, dense(circuit, row)[:, 0], atol=1e-12)


@pytest.mark.parametrize("circuit", CIRCUITS, ids=lambda c: c.name)
def test_the_inverse_undoes(circuit: Circuit) -> None:
    angles = np.random.default_rng(1).uniform(0, 7, circuit.parameters)
    back = circuit.inverse().states(angles, circuit.states(angles)[0])
    np.testing.assert_allclose(back, np.eye(8)[:1], atol=1e-12)


def differences(value, angles: np.ndarray) -> np.ndarray:
    step = 1e-5
    return np.array(
        [(value(angles + e) - value(angles - e)) / (2 * step) for e in step * np.eye(len(angles))]
    )


@pytest.mark.parametrize("circuit", CIRCUITS, ids=lambda c: c.name)
@pytest.mark.parametrize("kind", [*EXPLICIT, "mmd", "lqf"])
def test_gradients_are_differences_of_values(circuit: Circuit, kind: str) -> None:
    rng = np.random.default_rng(2)
    angles = rng.uniform(0, 7, circuit.parameters)
    target = rng.dirichlet(np.ones(8))
    run = objective(circuit, kind, target, bandwidth=Bandwidth(0.2))
    slope = differences(lambda at: run(at, rng)[0], angles)
    np.testing.assert_allclose(run(angles, rng)[1], slope, atol=1e-7)


@given(st.integers(0, 2**32))
@settings(deadline=None, max_examples=20)
def test_losses_are_least_at_the_target(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, q = rng.dirichlet(np.ones(8), 2)
    for kind in (*EXPLICIT, "mmd"):
        loss = DistributionLoss(kind, bandwidth=Bandwidth(0.3) if kind == "mmd" else None)
        assert abs(float(loss.value(p, p))) < 1e-12
        assert float(loss.value(q, p)) > 0


def test_clipping_decides_what_an_unseen_string_costs() -> None:
    loss = DistributionLoss("kl", clip=0.01)
    target = np.array([0.5, 0.5, 0, 0])
    unseen = np.array([0, 0, 0.3, 0.7])
    assert float(loss.value(unseen, target)) == pytest.approx(np.log(50))
    assert not loss.slope(unseen, target).any()


@pytest.mark.parametrize("kind", ["mmd", "tv"])
def test_gradients_from_shots(kind: str) -> None:
    """MMD: unbiased at any number of shots, here 4; total variation: it need not be."""
    rng = np.random.default_rng(3)
    circuit, target = iqp(2), np.array([0.5, 0.2, 0.2, 0.1])
    angles = np.array([0.3, 1.1, 2.0])
    loss = DistributionLoss(kind, bandwidth=Bandwidth(0.3) if kind == "mmd" else None)
    exact_value, exact = exact_gradient(circuit, angles, loss, target)
    drawn = [shot_gradient(circuit, angles, loss, target, shots=4, rng=rng) for _ in range(4000)]
    values = np.array([value for value, _ in drawn])
    slopes = np.array([slope for _, slope in drawn])
    wrong = np.abs(slopes.mean(0) - exact[0]) / (slopes.std(0) / np.sqrt(len(slopes)))
    off = abs(values.mean() - exact_value[0]) / (values.std() / np.sqrt(len(values)))
    if kind == "mmd":
        assert wrong.max() < 4
        assert off < 4
    else:
        assert off > 10  # the plug-in value is biased


def test_local_fidelity_from_density_matrices() -> None:
    rng = np.random.default_rng(4)
    circuit = hardware_efficient(3, 1)
    angles = rng.uniform(0, 7, circuit.parameters)
    phi = rng.normal(size=8) + 1j * rng.normal(size=8)
    phi /= np.linalg.norm(phi)
    back = (dense(circuit, angles).conj().T @ phi).reshape(2, 2, 2)  # axis 0 is qubit 2
    zero = [np.linalg.norm(np.take(back, 0, axis=axis)) ** 2 for axis in range(3)]
    assert local_fidelity(circuit, angles, phi)[0][0] == pytest.approx(1 - sum(zero) / 3, abs=1e-12)


def test_product_estimator_is_the_dense_loss() -> None:
    rng = np.random.default_rng(5)
    angles = rng.uniform(0, 7, (6, 5))
    loss = DistributionLoss("mmd", bandwidth=Bandwidth(0.17))
    for target in (0, 19, 31):
        value, slope = product_mmd(angles, target, Bandwidth(0.17))
        wanted = exact_gradient(product(5), angles, loss, np.eye(32)[target])
        np.testing.assert_allclose(value, wanted[0], atol=1e-12)
        np.testing.assert_allclose(slope, wanted[1], atol=1e-12)


def test_iqp_means_are_averages_of_cosines_over_all_points() -> None:
    rng = np.random.default_rng(6)
    circuit = iqp(4, 3)
    angles = rng.uniform(0, 7, circuit.parameters)
    masks = np.array(subsets(4, 3))
    everything = np.arange(16)
    exact = walsh(circuit.probabilities(angles))[0]
    found = iqp_cosines(masks, angles, everything, everything[None]).mean(1)
    np.testing.assert_allclose(found, exact, atol=1e-12)


def test_iqp_estimates_are_within_their_errors() -> None:
    rng = np.random.default_rng(7)
    circuit = iqp(5)
    angles = rng.uniform(0, 7, circuit.parameters)
    masks = np.array(subsets(5, 2))
    exact = walsh(circuit.probabilities(angles))[0]
    pulls = []
    for string in range(32):
        one = iqp_expectation(masks, angles, string, qubits=5, draws=2000, rng=rng)
        assert one.error <= 1 / np.sqrt(1999)
        if string:
            pulls.append((one.value - exact[string]) / one.error)
        else:
            assert one.value == 1
    assert np.abs(pulls).max() < 4.5
    assert 0.5 < np.std(pulls) < 1.5


def test_iqp_mmd_is_unbiased_over_the_data_too() -> None:
    rng = np.random.default_rng(8)
    circuit = iqp(4)
    angles = rng.uniform(0, 7, circuit.parameters)
    masks, bandwidth = np.array(subsets(4, 2)), Bandwidth(0.25)
    target = rng.dirichlet(np.ones(16))
    exact = float(mmd(circuit.probabilities(angles)[0], target, bandwidth))
    found = np.array(
        [
            iqp_mmd(
                masks, angles, rng.choice(16, 3, p=target), 4, bandwidth,
                rng=rng, strings=20, draws=3,
            ).value
            for _ in range(500)
        ]
    )  # fmt: skip
    assert abs(found.mean() - exact) < 4 * found.std() / np.sqrt(len(found))


def test_iqp_reaches_sizes_without_a_state_vector() -> None:
    """50 qubits, one-body: a product state whose means are known."""
    rng = np.random.default_rng(9)
    angles = rng.uniform(0, 7, 50)
    masks = 1 << np.arange(50)
    one = iqp_expectation(masks, angles, 0b1011, qubits=50, draws=4000, rng=rng)
    assert abs(one.value - np.prod(np.cos(angles[[0, 1, 3]]))) < 4 * one.error


@pytest.mark.parametrize(
    ("action", "place"),
    [
        (lambda: product(17), "qubits"),
        (lambda: product(0), "qubits"),
        (lambda: hardware_efficient(2, 0), "layers"),
        (lambda: iqp(2, 3), "body"),
        (lambda: product(2).states(np.zeros(3)), "angles"),
        (lambda: DistributionLoss("entropy"), "loss"),
        (lambda: DistributionLoss("kl", clip=0.0), "clip"),
        (lambda: DistributionLoss("mmd"), "bandwidth"),
        (lambda: DistributionLoss("kl", bandwidth=Bandwidth(0.1)), "bandwidth"),
        (lambda: DistributionLoss("kl").value(np.ones(4) / 4, np.ones(2) / 2), "target"),
        (lambda: objective(product(1), "lqf", np.ones(2) / 2, shots=5), "shots"),
        (lambda: objective(product(1), "hinge", np.ones(2) / 2), "loss"),
        (lambda: product_mmd(np.zeros((1, 2)), 4, Bandwidth(0.1)), "target"),
    ],
)
def test_refused(action, place: str) -> None:
    with pytest.raises(InputError, match=place):
        action()
