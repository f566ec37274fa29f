"""Perceptron networks against dense Kronecker products, finite differences and properties."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import scipy.linalg
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.dissipative import states
from khrnn.dissipative.network import Network, global_observable, local_observable
from khrnn.dissipative.perceptron import Perceptron, general_perceptron, pauli_matrix


def haar(size, rng):
    return scipy.stats.unitary_group.rvs(size, random_state=rng)


def ket(qubits, rng):
    found = rng.normal(size=(2, 1 << qubits))
    found = found[0] + 1j * found[1]
    return found / np.linalg.norm(found)


def embedded(unitary, places, total):
    """The unitary on all qubits, entry by entry: bit i of its index is places[i]."""
    size, own = 1 << total, sum(1 << p for p in places)
    found = np.zeros((size, size), dtype=complex)
    for row in range(size):
        for column in range(size):
            if row & ~own == column & ~own:
                r, c = (sum((x >> p & 1) << i for i, p in enumerate(places)) for x in (row, column))
                found[row, column] = unitary[r, c]
    return found


def dense_layer(rho, before, layer, unitaries, noise):
    """All outputs are added at once, all inputs traced out at the end; noise by Kraus operators."""
    m = len(layer)
    zero = np.zeros((1 << m, 1 << m))
    zero[0, 0] = 1
    rho = np.kron(zero, rho)
    for j, (perceptron, unitary) in enumerate(zip(layer, unitaries, strict=True)):
        big = embedded(unitary, (*perceptron.inputs, before + j), before + m)
        rho = big @ rho @ big.conj().T
        kraus = [pauli_matrix("I" * (before + j) + p + "I" * (m - 1 - j)) for p in "IXYZ"]
        weights = (1 - 3 * noise / 4, noise / 4, noise / 4, noise / 4)
        rho = sum(w * k @ rho @ k for w, k in zip(weights, kraus, strict=True))
    return np.einsum("aibi->ab", rho.reshape(1 << m, 1 << before, 1 << m, 1 << before))


@st.composite
def networks(draw):
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    layers = []
    for before, width in pairwise(widths):
        layer = []
        for _ in range(width):
            inputs = tuple(draw(st.lists(st.integers(0, before - 1), unique=True, max_size=2)))
            strings = st.text("IXYZ", min_size=len(inputs) + 1, max_size=len(inputs) + 1)
            rotations = tuple(draw(st.lists(strings, min_size=1, max_size=3)))
            layer.append(Perceptron(inputs, rotations, bool(inputs) and draw(st.booleans())))
        layers.append(tuple(layer))
    return Network(widths[0], tuple(layers))


@settings(deadline=None, max_examples=25)
@given(networks(), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.3]))
def test_against_dense_layers(network, seed, noise):
    rng = np.random.default_rng(seed)
    start = ket(network.inputs, rng)
    unitaries = [haar(1 << p.qubits, rng) for p in network.perceptrons]
    rho, left, before = np.outer(start, start.conj()), list(unitaries), network.inputs
    for layer in network.layers:
        rho = dense_layer(rho, before, layer, left[: len(layer)], noise)
        left, before = left[len(layer) :], len(layer)
    found = network.outputs(start[None], [u[None] for u in unitaries], noise)[0]
    assert np.allclose(found, rho, atol=1e-12)
    assert np.isclose(np.trace(found), 1)
    if noise == 0:
        factor = network.factors(start[None], [u[None] for u in unitaries])[0]
        assert np.allclose(factor @ factor.conj().T, rho, atol=1e-10)


@settings(deadline=None, max_examples=15)
@given(networks(), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.2]))
def test_gradient_against_parameter_shifts(network, seed, noise):
    """For exp(-itP/2) the shift by a quarter turn is exact, whatever the channel around it."""
    rng = np.random.default_rng(seed)
    kets = np.array([ket(network.inputs, rng) for _ in range(3)])
    targets = global_observable(np.array([ket(network.widths[-1], rng) for _ in range(3)]))
    angles = rng.uniform(0, 2 * np.pi, network.parameters)
    value, gradient = network.gradient(angles, kets, targets, noise)

    def mean(at):
        rho = network.outputs(kets, network.unitaries(at[None]), noise)
        return np.einsum("bij,bji->b", targets, rho).real.mean()

    assert np.isclose(value, mean(angles))
    for i, slope in enumerate(gradient):
        step = np.pi / 2 * np.eye(len(angles))[i]
        assert np.isclose(slope, (mean(angles + step) - mean(angles - step)) / 2, atol=1e-12)


def test_commutators_against_matrix_exponentials():
    rng = np.random.default_rng(1)
    network = Network.of_widths((2, 2, 1))
    kets, targets = ket(2, rng)[None], global_observable(ket(1, rng)[None])
    unitaries = [haar(8, rng)[None] for _ in network.perceptrons]
    _, found = network.commutators(kets, unitaries, targets, 0.1)
    for number, M in enumerate(found):
        K = rng.normal(size=(8, 8)) + 1j * rng.normal(size=(8, 8))
        K = K + K.conj().T
        values = []
        for step in (1e-5, -1e-5):
            moved = list(unitaries)
            moved[number] = scipy.linalg.expm(1j * step * K) @ unitaries[number]
            rho = network.outputs(kets, moved, 0.1)
            values.append(np.einsum("bij,bji->b", targets, rho).real[0])
        wanted = (values[0] - values[1]) / 2e-5
        assert np.isclose((1j * np.trace(K @ M[0])).real, wanted, atol=1e-7)


def test_perceptrons_against_matrix_exponentials():
    rng = np.random.default_rng(2)
    perceptron = general_perceptron((0,))
    angles = rng.normal(size=(2, 15))
    for found, row in zip(perceptron.unitary(angles), angles, strict=True):
        wanted = np.eye(4)
        for letters, angle in zip(perceptron.rotations, row, strict=True):
            wanted = scipy.linalg.expm(-0.5j * angle * pauli_matrix(letters)) @ wanted
        assert np.allclose(found, wanted)


def test_batches_of_unitaries_and_states_broadcast():
    rng = np.random.default_rng(3)
    network = Network.of_swaps(3, 2)
    angles = rng.uniform(size=(4, 6))
    start = np.eye(8, dtype=complex)[:1]
    together = network.outputs(start, network.unitaries(angles), 0.1)
    for row, found in zip(angles, together, strict=True):
        alone = network.outputs(start, network.unitaries(row[None]), 0.1)
        assert np.allclose(found, alone[0])


def test_swap_network_needs_one_more_qubit_and_stays_pure():
    network = Network.of_swaps(6)
    assert network.register() == 7
    start = np.eye(64, dtype=complex)[:1]
    assert network.factors(start, network.unitaries(np.ones((1, 6)))).shape == (1, 64, 1)


def test_local_observable_against_paulis():
    rng = np.random.default_rng(4)
    qubits = np.array([[ket(1, rng) for _ in range(3)]])
    wanted = sum(
        np.kron(
            np.kron(np.eye(1 << (2 - j)), np.outer(q, q.conj())),
            np.eye(1 << j),
        )
        for j, q in enumerate(qubits[0])
    )
    assert np.allclose(local_observable(qubits)[0], wanted / 3)


def test_full_noise_forgets_everything():
    network = Network.of_widths((2, 2), reach=1)
    angles = np.random.default_rng(5).normal(size=(1, network.parameters))
    found = network.outputs(np.eye(4, dtype=complex)[:1], network.unitaries(angles), 1.0)
    assert np.allclose(found[0], np.eye(4) / 4)


def test_adjoints():
    """tr(B f(A)) = tr(f*(B) A) for Hermitian A, B."""
    rng = np.random.default_rng(6)

    def hermitian(k):
        found = rng.normal(size=(1, 1 << k, 1 << k)) + 1j * rng.normal(size=(1, 1 << k, 1 << k))
        return found + states.dagger(found)

    def inner(B, A):
        return np.einsum("bij,bji->b", B, A)[0]

    for qubit in range(3):
        A, B, small = hermitian(3), hermitian(3), hermitian(2)
        left = inner(small, states.trace_out(A, qubit))
        assert np.isclose(left, inner(states.trace_out_adjoint(small, qubit), A))
        left = inner(B, states.depolarise(A, qubit, 0.4))
        assert np.isclose(left, inner(states.depolarise(B, qubit, 0.4), A))
        left = inner(B, states.append_zero(small))
        assert np.isclose(left, inner(states.append_zero_adjoint(B), small))


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda: Perceptron((0, 0), ()), "different qubits"),
        (lambda: Perceptron((), (), swaps=True), "one at least for a swap"),
        (lambda: Perceptron((0,), ("X",)), "a Pauli string on 2 qubits"),
        (lambda: Perceptron((0,), ("XQ",)), "a Pauli string on 2 qubits"),
        (lambda: Perceptron(tuple(range(8)), ()), "7 at most"),
        (lambda: Network.of_widths((12, 1)), "inputs: expected at most 4"),
        (lambda: Network(0, ()), "an input and a layer"),
        (lambda: Network(1, ((),)), "layer 0: expected a perceptron"),
        (lambda: Network(2, ((Perceptron((2,), ()),),)), "layer 0: expected inputs below 2"),
        (lambda: Network.of_widths((3,)), "two or more"),
        (lambda: Network.of_widths((3, 3), reach=0), "reach"),
        (lambda: Network.of_swaps(14), "qubits alive"),
        (lambda: Network.of_swaps(1).unitaries(np.zeros((1, 2))), "shape"),
        (lambda: Network.of_swaps(1).outputs(np.ones((1, 4)), []), "input states"),
        (lambda: Network.of_swaps(1).outputs(np.ones((1, 2)), [], 1.5), "a probability"),
    ],
)
def test_rejections(action, message):
    with pytest.raises(InputError, match=message):
        action()
