"""Fixed-point amplitude amplification of the neuron against its closed form."""

from __future__ import annotations

import numpy as np
import pytest

from contextuality.errors import InputError
from khrnn.qrnn import amplification, neuron, symbolic


@pytest.mark.parametrize("rounds", [1, 3, 5, 9, 15])
@pytest.mark.parametrize("delta", [0.5, 0.1, 0.01])
@pytest.mark.parametrize("order", [1, 2])
def test_success_law_in_every_branch(rounds: int, delta: float, order: int) -> None:
    rng = np.random.default_rng(rounds)
    eta = rng.uniform(-4, 4, 4)
    state = rng.normal(size=(2, 4))
    state /= np.linalg.norm(state)
    found = amplification.amplify(state, eta, order, rounds, delta)
    bare = neuron.branch_success(eta, order)
    law = amplification.success(bare, rounds, delta)
    assert np.abs(found.branch_success - law).max() < 1e-12
    assert found.success == pytest.approx(float((state**2).sum(0) @ law), abs=1e-12)
    wide = bare >= amplification.width(rounds, delta)
    assert (law[wide] >= 1 - delta**2 - 1e-12).all()


def test_amplified_circuit_is_unitary() -> None:
    whole = amplification.amplified_unitary([0.4, 1.9], 2, 7, 0.2)
    assert np.abs(whole @ whole.conj().T - np.eye(len(whole))).max() < 1e-12


def test_one_round_is_the_bare_neuron() -> None:
    state = np.array([[0.6, 0.0], [0.0, 0.8]])
    found = amplification.amplify(state, [0.3, 1.2], 2, 1, 0.1)
    _, chance = neuron.apply(state, np.array([0.3, 1.2]), 2)
    assert found.success == pytest.approx(chance, abs=1e-13)
    assert found.fidelity_postselected == pytest.approx(1, abs=1e-13)


def test_amplification_undoes_the_reweighting_up_to_phases() -> None:
    """What the module says: branches end with their own weight, and with a phase of their own."""
    rng = np.random.default_rng(3)
    state = rng.normal(size=(2, 4))
    state /= np.linalg.norm(state)
    eta = np.array([0.1, np.pi / 2, 1.0, 2.9])
    found = amplification.amplify(state, eta, 2, 25, 0.01)
    assert found.success > 1 - 1e-4
    assert found.fidelity_unitary_corrected > 1 - 1e-4
    assert found.fidelity_postselected < 0.95
    assert np.ptp(found.branch_phase) > 1e-3


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("delta", [0.3, 0.1, 0.01])
def test_rounds_needed_is_least(order: int, delta: float) -> None:
    weight = neuron.least_branch_success(order)
    rounds = amplification.rounds_for_order(order, delta)
    assert rounds % 2 == 1
    assert amplification.success(np.array(weight), rounds, delta) >= 1 - delta**2 - 1e-12
    if rounds > 1:
        assert amplification.success(np.array(weight), rounds - 2, delta) < 1 - delta**2


def test_three_rounds_symbolically() -> None:
    assert symbolic.three_rounds() == {"L=3": 0}


@pytest.mark.parametrize(
    "call",
    [
        lambda: amplification.phases(2, 0.1),
        lambda: amplification.phases(3, 0.0),
        lambda: amplification.success(np.array(0.5), 3, 1.5),
        lambda: amplification.rounds_needed(0.0, 0.1),
    ],
)
def test_bad_numbers(call: object) -> None:
    with pytest.raises(InputError):
        call()  # type: ignore[operator]
