"""Learning an unknown unitary: both rules, with and without noise, and what they must not do."""

from __future__ import annotations

import numpy as np
import pytest

from contextuality.errors import InputError
from khrnn.dissipative.models import haar_unitaries
from khrnn.dissipative.network import Network
from khrnn.dissipative.training import matrix_rule, objective, unitary_pairs
from khrnn.generative.training import Training


def problem(qubits, count, seed):
    rng = np.random.default_rng(seed)
    unitary = haar_unitaries(1 << qubits, 1, rng)[0]
    return unitary_pairs(unitary, count, rng), unitary_pairs(unitary, 20, rng), rng


def test_pairs_are_states_and_images():
    rng = np.random.default_rng(0)
    unitary = haar_unitaries(4, 1, rng)[0]
    pairs = unitary_pairs(unitary, 5, rng)
    assert np.allclose(np.linalg.norm(pairs.before, axis=1), 1)
    for before, after in zip(pairs.before, pairs.after, strict=True):
        assert np.allclose(unitary @ before, after)


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_matrix_rule_is_steepest_ascent(noise):
    """The first-order gain is tr K^2, and no other direction of the same norm gains more."""
    pairs, _, rng = problem(2, 3, 1)
    network = Network.of_widths((2, 3, 2))
    unitaries = [haar_unitaries(1 << p.qubits, 1, rng) for p in network.perceptrons]
    rate = 1e-6
    cost, moved = matrix_rule(network, unitaries, pairs, rate, noise)
    assert cost == pytest.approx(pairs.cost(network, unitaries, noise), abs=1e-12)
    steps = [
        (new @ old.conj().transpose(0, 2, 1) - np.eye(old.shape[1])) / (1j * rate)
        for new, old in zip(moved, unitaries, strict=True)
    ]
    norm = sum(np.linalg.norm(K) ** 2 for K in steps)
    gain = (cost - pairs.cost(network, moved, noise)) / rate
    assert gain == pytest.approx(norm, rel=1e-3)
    for _ in range(5):
        others = []
        for K in steps:
            other = rng.normal(size=K.shape) + 1j * rng.normal(size=K.shape)
            others.append(other + other.conj().transpose(0, 2, 1))
        scale = np.sqrt(norm / sum(np.linalg.norm(K) ** 2 for K in others))
        turned = []
        for K, old in zip(others, unitaries, strict=True):
            values, vectors = np.linalg.eigh(K)
            phases = np.exp(1j * rate * scale * values)[:, None, :]
            turned.append((vectors * phases) @ vectors.conj().transpose(0, 2, 1) @ old)
        assert (cost - pairs.cost(network, turned, noise)) / rate < gain


def test_matrix_rule_learns_two_qubits_and_generalises():
    pairs, fresh, rng = problem(2, 8, 2)
    network = Network.of_widths((2, 2))
    unitaries = [haar_unitaries(8, 1, rng) for _ in network.perceptrons]
    costs = []
    for _ in range(400):
        cost, unitaries = matrix_rule(network, unitaries, pairs, 1.0)
        costs.append(cost)
    assert costs[0] > 0.5
    assert costs[-1] < 0.01
    assert fresh.cost(network, unitaries) < 0.02
    for unitary in unitaries:
        assert np.allclose(unitary[0] @ unitary[0].conj().T, np.eye(8))


def test_gradient_rule_learns_two_qubits_and_generalises():
    pairs, fresh, _ = problem(2, 8, 3)
    network = Network.of_widths((2, 2))
    run = Training(objective(network, pairs), network.parameters, seed=0, rate=0.1)
    run.run(200)
    assert run.record[0].loss > 0.5
    assert run.record[-1].loss < 0.01
    assert fresh.cost(network, network.unitaries(run.angles[None])) < 0.02


def test_noise_leaves_a_cost_that_no_training_removes():
    """One qubit, one perceptron: the fidelity is at most 1 - p/2, and training gets there."""
    pairs, _, rng = problem(1, 6, 4)
    network, unitaries = Network.of_widths((1, 1)), [haar_unitaries(4, 1, rng)]
    for _ in range(300):
        cost, unitaries = matrix_rule(network, unitaries, pairs, 1.0, 0.2)
        assert cost > 0.1 - 1e-12
    assert cost < 0.1 + 1e-3
    assert pairs.cost(network, unitaries) < 2e-3


def test_rejections():
    pairs, _, rng = problem(2, 2, 5)
    network = Network.of_widths((1, 1))
    with pytest.raises(InputError, match="dimensions"):
        objective(network, pairs)
    with pytest.raises(InputError, match="rate: expected above 0"):
        matrix_rule(Network.of_widths((2, 2)), [], pairs, 0.0)
    with pytest.raises(InputError, match=r"pairs: expected 1\.\.100000"):
        unitary_pairs(np.eye(2, dtype=complex), 0, rng)
