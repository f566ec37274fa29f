"""The neuron: closed form, symbolic identities, explicit circuit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.qrnn import circuit, neuron, symbolic

ANGLES = st.floats(-10, 10)


@pytest.mark.parametrize(
    ("order", "sources"), [(1, 0), (1, 1), (1, 3), (2, 0), (2, 2), (3, 0), (3, 1)]
)
def test_circuit_applies_the_closed_form(order: int, sources: int) -> None:
    eta = np.random.default_rng(order * 10 + sources).uniform(-7, 7, 1 << sources)
    c, s = neuron.coefficients(eta, order)
    wanted = np.kron(np.eye(2), np.diag(c)) + np.kron(circuit.J, np.diag(s))
    late = circuit.postselected(eta, order)
    early = circuit.postselected_early(eta, order)
    assert np.abs(late - wanted).max() < 1e-13
    assert np.abs(early - wanted).max() < 1e-13


def test_circuit_is_unitary_and_its_gates_are_few_qubit() -> None:
    whole = circuit.neuron_unitary([0.3, -1.1, 2.0, 0.7], 2)
    assert whole.shape == (64, 64)
    assert np.abs(whole @ whole.conj().T - np.eye(64)).max() < 1e-13
    # The sources are controls only: the circuit never changes them.
    for row, column in np.argwhere(np.abs(whole) > 1e-12):
        assert row & 3 == column & 3


def test_one_rotation_per_monomial_is_the_same_circuit() -> None:
    """The angle is a polynomial: rotations about one axis, one per monomial, add up."""
    parameters = np.array([0.2, -0.7, 1.3, 0.4])
    eta = neuron.angles(parameters, 2, 2)
    built = circuit.controlled(circuit.rotation(np.pi / 2 + 0.2), {}, 2, 3)
    for mask, angle in zip(neuron.monomials(2, 2)[1:], parameters[1:], strict=True):
        controls = {bit: 1 for bit in range(2) if mask >> bit & 1}
        built = circuit.controlled(circuit.rotation(angle), controls, 2, 3) @ built
    wanted = np.eye(8, dtype=complex)
    for branch, angle in enumerate(eta):
        controls = {bit: branch >> bit & 1 for bit in range(2)}
        wanted = circuit.controlled(circuit.rotation(angle), controls, 2, 3) @ wanted
    assert np.abs(built - wanted).max() < 1e-14


@settings(deadline=None, max_examples=60)
@given(ANGLES, st.integers(1, 4))
def test_activation_law(eta: float, order: int) -> None:
    out = neuron.activation(np.array([eta]), order)[0]
    slope = np.abs(np.tan(eta / 2))
    exponent = (1 << order) * np.log(slope) if slope > 0 else -np.inf
    # Beyond, out lies within rounding of 0 or pi, where it tells nothing about the tangent.
    if abs(exponent) < 12:
        assert np.log(np.tan(out / 2)) == pytest.approx(exponent, abs=1e-8)


@settings(deadline=None, max_examples=40)
@given(st.lists(ANGLES, min_size=4, max_size=4), st.integers(1, 3), st.integers(0, 999))
def test_reweighting(angles: list[float], order: int, seed: int) -> None:
    state = np.random.default_rng(seed).normal(size=(2, 4))
    state /= np.linalg.norm(state)
    eta = np.array(angles)
    after, chance = neuron.apply(state, eta, order)
    weights = (state**2).sum(0)
    factors = neuron.branch_success(eta, order)
    assert chance == pytest.approx(float(weights @ factors), rel=1e-12)
    assert np.allclose((after**2).sum(0), weights * factors / chance, atol=1e-13)
    assert chance >= neuron.least_branch_success(order) * (1 - 1e-12)


def test_symbolic_identities_hold() -> None:
    for residues in (
        symbolic.recursion_step(),
        symbolic.activation_law(2),
        symbolic.reweighting(),
        symbolic.worst_branch(3),
    ):
        assert residues
        assert set(residues.values()) == {0}


def test_symbolic_check_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong gate gives non-zero residues: the proof is not vacuous."""
    import sympy

    real = sympy.diag
    monkeypatch.setattr(
        sympy, "diag", lambda one, turn: real(one, turn.T) if turn.shape == (2, 2) else None
    )
    assert any(residue != 0 for residue in symbolic.recursion_step().values())


def test_angles_match_a_sum_over_subsets() -> None:
    rng = np.random.default_rng(5)
    parameters = rng.normal(size=neuron.monomial_count(4, 3))
    found = neuron.angles(parameters, 4, 3)
    for branch in range(16):
        total = np.pi / 2
        for mask, value in zip(neuron.monomials(4, 3), parameters, strict=True):
            if mask & branch == mask:
                total += value
        assert found[branch] == pytest.approx(total)


@pytest.mark.parametrize(
    "call",
    [
        lambda: neuron.check_order(0),
        lambda: neuron.check_order(7),
        lambda: neuron.monomials(0, 1),
        lambda: neuron.monomials(3, 4),
        lambda: circuit.neuron_unitary([0.1, 0.2, 0.3], 1),
        lambda: circuit.neuron_unitary([0.1] * 64, 3),
        lambda: circuit.neuron_unitary([], 1),
    ],
)
def test_bad_sizes(call: object) -> None:
    with pytest.raises(InputError):
        call()  # type: ignore[operator]
