"""Exact variances against enumeration, dense matrices, torch and simulation; stored baselines."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.pauli import pauli_string
from khrnn.trainability import warm_start
from khrnn.trainability.gradient_variance import (
    Measured,
    bootstrap_interval,
    fit,
    measure,
    measure_one,
    second_moment_band,
    variance_with_error,
)
from khrnn.trainability.hypergraph_gradients import HypergraphPhases, QumodeNullifier, dense, line
from khrnn.trainability.model import Bound, GradientModel, takes
from khrnn.trainability.qrnn_gradients import RecurrentGradients
from khrnn.trainability.registry import MODELS, load
from khrnn.trainability.rotation_circuits import (
    LayeredCircuit,
    RotationCircuit,
    hardware_efficient,
    limit_variances,
    matchgate,
)
from khrnn.trainability.sampled import SampledModel

BASELINE = Path(__file__).parent / "baselines" / "trainability.json"
OWN = ("khrnn", "khrnn-line", "khrnn-qumode", "qrnn", "hardware-efficient", "matchgate")
LETTERS = {
    "I": np.eye(2),
    "X": np.array([[0, 1], [1, 0]]),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.diag([1, -1]),
}


def matrix(label, n):
    found = np.eye(1)
    for letter in pauli_string(*label, n):
        found = np.kron(LETTERS[letter], found)
    return found


def dense_loss(circuit, angles):
    state = np.zeros(1 << circuit.n, dtype=complex)
    state[0] = 1
    for gate, angle in zip(circuit.gates, angles, strict=True):
        state = scipy.linalg.expm(-0.5j * angle * matrix(gate, circuit.n)) @ state
    return (state.conj() @ matrix(circuit.observable, circuit.n) @ state).real


labels = st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any)


@st.composite
def circuits(draw):
    gates = tuple(draw(st.lists(labels, min_size=1, max_size=5)))
    return RotationCircuit(2, gates, draw(labels), draw(st.integers(0, len(gates) - 1)))


@settings(deadline=None, max_examples=30)
@given(circuits())
def test_chain_against_all_quarter_turns(circuit):
    """Loss and derivative have degree 1 in each cosine and sine: 4 angles average their squares."""
    turns = np.array(list(product(range(4), repeat=len(circuit.gates)))).T * np.pi / 2
    slopes = circuit.derivatives(turns)
    assert np.isclose((slopes**2).mean(), float(circuit.gradient_variance()), atol=1e-12)
    assert abs(slopes.mean()) < 1e-12
    assert np.isclose(circuit.losses(turns).var(), float(circuit.loss_variance()), atol=1e-12)


@settings(deadline=None, max_examples=20)
@given(circuits(), st.integers(0, 2**32 - 1))
def test_simulator_against_matrix_exponentials(circuit, seed):
    angles = np.random.default_rng(seed).uniform(0, 2 * np.pi, len(circuit.gates))
    assert np.isclose(circuit.losses(angles[:, None])[0], dense_loss(circuit, angles))
    step = np.zeros(len(angles))
    step[circuit.position] = 1e-4
    wanted = (dense_loss(circuit, angles + step) - dense_loss(circuit, angles - step)) / 2e-4
    assert np.isclose(circuit.derivatives(angles[:, None])[0], wanted, atol=1e-6)


@pytest.mark.parametrize("words", [("ZZ", "X", "Y"), ("XX", "Z"), ("XX", "Z", "X")])
def test_deep_circuits_reach_the_haar_value(words):
    """The Lie-algebraic value is approached exponentially, from above here."""
    gaps = []
    for depth in (4, 12, 36):
        circuit = LayeredCircuit("test", words, 0, depth).circuit(3)
        gate = circuit.gates[circuit.position]
        loss, slope = limit_variances(3, tuple(set(circuit.gates)), (0, 1), gate)
        gaps.append(abs(circuit.gradient_variance() / slope - 1))
        assert abs(circuit.loss_variance() / loss - 1) <= gaps[0]
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < Fraction(1, 1000)


def test_haar_value_against_random_unitaries():
    """su(4): loss variance 1/5, here from Haar-random unitaries of scipy."""
    generators = tuple(set(hardware_efficient().circuit(2).gates))
    loss, _ = limit_variances(2, generators, (0, 1), (1, 0))
    assert loss == Fraction(1, 5)
    unitaries = scipy.stats.unitary_group.rvs(4, size=4000, random_state=np.random.default_rng(5))
    values = np.einsum("sij,jk,sik->si", unitaries.conj(), matrix((0, 1), 2), unitaries)[:, 0].real
    variance, error = variance_with_error(values)
    assert abs(variance - 0.2) < 3 * error


def test_several_ideals_share_one_component():
    """2 su(2) in one component: uniform over its 6 strings all the same."""
    generators = ((1, 0), (0, 1), (1, 2))  # X, Z, X times a central Z
    loss, slope = limit_variances(2, generators, (0, 1), (1, 0))
    deep = RotationCircuit(2, generators * 41, (0, 1), 60)
    assert abs(deep.loss_variance() / loss - 1) < Fraction(1, 1000)
    assert abs(deep.gradient_variance() / slope - 1) < Fraction(1, 1000)


def test_rejections_of_circuits():
    with pytest.raises(InputError, match="a gate, 0 to 0"):
        RotationCircuit(1, ((1, 0),), (0, 1), 1)
    with pytest.raises(InputError, match="masks below 2"):
        RotationCircuit(1, ((2, 0),), (0, 1), 0)
    with pytest.raises(InputError, match="a string of"):
        limit_variances(2, ((0, 1), (0, 2)), (0, 1), (0, 1))
    for model in (hardware_efficient(), matchgate()):
        with pytest.raises(InputError, match="2 to 12"):
            model.sample(1, np.random.default_rng(0), 10)
        with pytest.raises(InputError, match="2 to 12"):
            model.sample(13, np.random.default_rng(0), 10)


# ------------------------------------------------------------------ k-HRNN


@pytest.mark.parametrize(
    ("on_line", "k", "n"), [(False, 2, 2), (True, 2, 2), (False, 2, 3), (True, 2, 3)]
)
def test_phase_law_against_all_quarter_turns(on_line, k, n):
    """Only differences of equal angles enter, so quarter turns average the square exactly."""
    model = HypergraphPhases("test", on_line, k)
    edges, phases, shift, _ = model.subsets(n)
    # Angles of edges off the shifted qubit cancel; they are left at 0.
    active = [i for i, m in enumerate(edges) if m & shift]
    turns = np.array(list(product(range(4), repeat=len(active) + len(phases)))) * np.pi / 2
    angles = np.zeros((len(turns), len(edges)))
    angles[:, active] = turns[:, : len(active)]
    slopes = model.derivatives(n, angles, turns[:, len(active) :])
    assert np.isclose((slopes**2).mean(), float(model.prediction(n)), rtol=1e-12)
    assert abs(slopes.mean()) < 1e-12


@pytest.mark.parametrize(("k", "n"), [(3, 3), (3, 5), (4, 6)])
@pytest.mark.parametrize("on_line", [False, True])
def test_phase_law_for_larger_edges(on_line, k, n):
    model = HypergraphPhases("test", on_line, k)
    values = model.sample(n, np.random.default_rng(k * n), 20000)
    variance, error = variance_with_error(values)
    assert abs(variance - float(model.prediction(n))) < 3 * error


def test_a_line_does_not_shrink():
    assert len({line().prediction(n) for n in range(3, 50)}) == 1
    assert [dense().prediction(n) for n in (3, 13)] == [Fraction(1, 2**7), Fraction(1, 2**17)]


def test_phases_against_the_trainable_cell():
    torch = pytest.importorskip("torch")
    from khrnn.hypergraph.trainable import TrainableKHRNN
    from khrnn.tasks.tokens import Entangle, FreshAncilla, Phase, ReadAncilla, Shift

    cell = TrainableKHRNN(3, 2, torch.Generator().manual_seed(1))
    number = cell.vocabulary.number
    sentence = [Entangle(0b011), FreshAncilla(), Phase(0b010), Shift(0), ReadAncilla()]
    tokens = torch.tensor([[number(t) for t in sentence]])
    words = torch.tensor([[0, 0, 0, 0, 1]])
    chance = cell.log_likelihood(tokens, words, stored=True).exp()
    chance.sum().backward()
    edge_row = cell.edges.index(number(Entangle(0b011)))
    phase_row = cell.phases.index(number(Phase(0b010)))
    model = dense()
    edges, phases, _, edge = model.subsets(3)
    assert set(edges) == set(cell.edge_subsets)
    assert set(phases) == set(cell.phase_subsets)
    angles = [cell.edge_angles[edge_row, cell.edge_subsets.index(m)].item() for m in edges]
    block = [cell.phase_angles[phase_row, cell.phase_subsets.index(m)].item() for m in phases]
    found = model.derivatives(3, np.array([angles]), np.array([block]))[0]
    assert np.isclose(found, cell.edge_angles.grad[edge_row, cell.edge_subsets.index(edge)].item())


def test_qumode_slope_against_a_wave_function_on_a_grid():
    """<p_0^2> of the squeezed state of two modes by numerical differentiation."""
    s, w0, w01, step = 0.7, 0.4, -0.9, 1e-3
    axis = np.linspace(-7 * s, 7 * s, 1201)
    q0, q1 = np.meshgrid(axis, axis, indexing="ij")

    def mean(weight):
        psi = np.exp(1j * (w0 * q0 + weight * q0 * q1) - (q0**2 + q1**2) / (4 * s**2))
        slope = np.gradient(psi, axis, axis=0, edge_order=2)
        return (abs(slope) ** 2).sum() / (abs(psi) ** 2).sum()

    assert np.isclose(mean(w01), w0**2 + w01**2 * s**2 + 1 / (4 * s**2), rtol=1e-3)
    wanted = (mean(w01 + step) - mean(w01 - step)) / (2 * step)
    assert np.isclose(wanted, 2 * w01 * s**2, rtol=1e-3)
    # The model: slopes are 2 w s^2 with w standard normal.
    values = QumodeNullifier(2, s).sample(2, np.random.default_rng(0), 40000)
    variance, error = variance_with_error(values)
    assert abs(variance - 4 * s**4) < 3 * error


# ------------------------------------------------------------------ QRNN


def test_recurrent_slopes_against_the_differentiable_cell():
    torch = pytest.importorskip("torch")
    from khrnn.qrnn.cell import QRNNCell

    model = RecurrentGradients(length=3)
    for size in (1, 2, 3):
        sizes = model.cell(size)
        cell = QRNNCell(sizes, torch.Generator().manual_seed(size), spread=0.4)
        state = cell.start(1)
        for t in range(3):
            law, state = cell(torch.tensor([t & 1]), state)
            state = cell.project(state, torch.tensor([(t + 1) & 1]))
        law[0, 1].backward()
        neurons = cell.neurons.detach().numpy()[None]
        found = model.derivatives(sizes, neurons, cell.rotations.detach().numpy()[None])
        assert np.isclose(found[0], cell.neurons.grad[0, 0].item(), rtol=1e-9, atol=1e-14)


# ------------------------------------------------------------------ statistics and registry


def test_variance_and_intervals_cover():
    """Normal samples: the standard error is sqrt(2/(N-1)), the interval covers 95 %."""
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(200):
        values = rng.standard_normal(150)
        low, high = bootstrap_interval(values, rng)
        covered += low <= 1 <= high
    assert 170 <= covered <= 200
    _, error = variance_with_error(rng.standard_normal(100_000))
    assert np.isclose(error, np.sqrt(2 / 1e5), rtol=0.05)


def test_fits_recover_laws():
    sizes = (2, 3, 4, 5, 6)
    decays = [Measured(n, 9, 0, 3 * 2.0**-n, 0.01 * 2.0**-n, 0, 1, None, None) for n in sizes]
    law = fit(decays, "exponential")
    assert law is not None
    assert np.isclose(law.rate, np.log(2))
    assert np.isclose(law.prefactor, 3)
    assert law.misfit < 1e-12
    powers = [Measured(n, 9, 0, 3 * n**-2.0, 0.01 * n**-2.0, 0, 1, None, None) for n in sizes]
    law = fit(powers, "power")
    assert law is not None
    assert np.isclose(law.rate, 2)
    wrong = fit(powers, "exponential")
    assert wrong is not None
    assert wrong.misfit > 100
    assert fit(powers[:2], "power") is None


def test_agreement():
    point = Measured(2, 100, 0, 1.0, 0.1, 0.8, 1.2, Fraction(1), Bound("upper", 0.9, "ours"))
    assert point.deviation == 0
    assert point.agrees  # the bound is within 3 standard errors
    assert not Measured(2, 100, 0, 1.0, 0.1, 0, 2, None, Bound("upper", 0.6, "ours")).agrees
    assert not Measured(2, 100, 0, 1.0, 0.1, 0, 2, None, Bound("lower", 1.4, "ours")).agrees
    assert not Measured(2, 100, 0, 1.0, 0.1, 0, 2, Fraction(1, 2), None).agrees
    assert Measured(2, 100, 0, 1.0, 0.1, 0, 2, None, None).agrees
    assert Measured(2, 100, 0, 0.0, 0.0, 0, 0, Fraction(0), None).agrees
    assert not Measured(2, 100, 0, 0.0, 0.0, 0, 0, Fraction(1), None).agrees
    for wrong in (("above", 1.0), ("upper", -1.0)):
        with pytest.raises(InputError):
            Bound(*wrong, "ours")


@pytest.mark.parametrize("name", OWN)
def test_models_of_this_room(name):
    model = load(name)
    assert isinstance(model, GradientModel)
    assert model.name == name
    assert list(model.sizes) == sorted(model.sizes)
    assert model.sizes[-1] <= model.largest
    size = model.sizes[0]
    first = model.sample(size, np.random.default_rng(1), 50)
    assert first.shape == (50,)
    assert np.array_equal(first, model.sample(size, np.random.default_rng(1), 50))
    with pytest.raises(InputError, match="at least 30"):
        measure(model, [size], 10, 0)


@pytest.mark.parametrize("name", MODELS)
def test_models_refuse_what_they_do_not_take(name):
    model = load(name)
    assert all(takes(model, size) for size in model.sizes)
    rng = np.random.default_rng(1)
    for size in (0, model.sizes[-1] + 1, model.largest + 1):
        if not takes(model, size):
            with pytest.raises(InputError, match=f"{name}, size: expected .*, found {size}"):
                model.sample(size, rng, 1)
    for count in (0, -1):
        with pytest.raises(InputError, match=f"count: expected at least 1, found {count}"):
            model.sample(model.sizes[0], rng, count)


def test_batches_do_not_show():
    """Samples are drawn in batches of `batch`; the numbers are all there and differ."""

    class Counter(SampledModel):
        name, largest, seen = "counter", 3, ()

        def batch(self, size):
            return 4 * size

        def draw(self, size, rng, count):
            self.seen = (*self.seen, count)
            return rng.normal(size=(count, size)).sum(1)

    model = Counter()
    assert len(set(model.sample(1, np.random.default_rng(0), 10).tolist())) == 10
    assert model.seen == (4, 4, 2)
    assert not takes(model, 0)
    assert takes(model, 1)
    assert takes(model, 3)
    assert not takes(model, 4)


def test_baselines():
    """A change of code that shifts a law or a stream fails here.

    Made by `khrnn trainability MODEL --sizes 2,3,4 --samples 2000 --seed 7 --json`, its entries of
    "models" put into one list. Predictions are compared exactly, samples to rounding.
    """
    stored = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert [one["name"] for one in stored] == list(OWN)
    for one in stored:
        points = measure(load(one["name"]), [2, 3, 4], 2000, 7)
        assert len(points) == len(one["points"]) == 3
        for point, old in zip(points, one["points"], strict=True):
            known = None if point.predicted is None else str(point.predicted)
            assert (point.size, known) == (old["size"], old["predicted_exact"])
            assert np.isclose(point.variance, old["variance"], rtol=1e-6)
            assert np.allclose([point.low, point.high], old["interval"], rtol=1e-6)
            assert point.agrees
            assert old["agrees"]


def test_registry_names_are_theirs():
    assert set(OWN) <= set(MODELS)
    with pytest.raises(InputError, match="one of"):
        load("boltzmann")


def test_band_covers_rare_values():
    """Rare large values, 2000 trials of a band at 5 %: it misses no more often than stated."""
    rng = np.random.default_rng(8)
    missed = 0
    for _ in range(2000):
        values = (rng.random(200) < 0.02).astype(float)
        low, high = second_moment_band(values, 1.0, 0.05)
        missed += not low <= 0.02 <= high
    assert missed <= 100
    low, high = second_moment_band(np.full(10_000, 0.5), 0.5, 1e-6)
    assert 0.249 < low < 0.25 < high


@pytest.mark.parametrize(
    ("values", "largest", "chance"),
    [([1.0], 1, 0.1), ([1.0, 0], 0.5, 0.1), ([0, 0], 1, 1), ([0, 0], 0, 0.1)],
)
def test_bands_refuse(values, largest, chance):
    with pytest.raises(InputError):
        second_moment_band(np.array(values), largest, chance)


def test_further_looks_are_independent():
    first, second, third = (measure_one(dense(), 2, 50, 1, look=look) for look in (0, 1, 2))
    assert len({first.variance, second.variance, third.variance}) == 3
    assert measure_one(dense(), 2, 50, 1, look=1) == second


def test_fit_of_exact_values():
    points = measure(dense(), (2, 3, 4, 5), 200, 0)
    law = fit(points, "exponential", exact=True)
    assert law.rate == pytest.approx(np.log(2), rel=1e-9)
    assert law.misfit < 1e-9
    assert fit(points[:2], "power", exact=True) is None


# ------------------------------------------------------------------ near certain words


@pytest.mark.parametrize(("n", "k"), [(2, 2), (4, 2), (5, 3)])
def test_warm_variance_becomes_the_uniform_one(n, k):
    """Wide normal angles are uniform on the circle."""
    wide = warm_start.warm_variance(n, k, 400.0)
    assert wide == pytest.approx(2.0 ** -(n + k + 2), rel=1e-9)
    assert warm_start.warm_variance(n, k, 0.0) == 0


def test_warm_variance_is_polynomial():
    """Within a constant of 1/C, where uniform angles lose a factor 2 a qubit."""
    ratios = [
        warm_start.warm_variance(n, 2, 1 / warm_start.active_angles(n, 2))
        * warm_start.active_angles(n, 2)
        for n in (3, 5, 7, 9, 11)
    ]
    assert min(ratios) > 1 / (16 * np.e)
    assert max(ratios) < 0.25
    assert warm_start.WarmStart().prediction(11) > 14 * 0.5**13


def test_certain_words_are_all_alike():
    """Around any phases at which the word is certain: f_H and the matching stabilizer."""
    n, k, v = 3, 2, 0.05
    model = HypergraphPhases("test", False, k)
    edges, phases, _, _ = model.subsets(n)
    angles = np.zeros(len(edges))
    angles[edges.index(0b011)] = angles[edges.index(0b101)] = np.pi
    block = np.zeros(len(phases))
    block[phases.index(0b010)] = block[phases.index(0b100)] = np.pi  # K_0 = X_0 Z_1 Z_2
    rng = np.random.default_rng(1)
    slopes = model.derivatives(
        n,
        angles + rng.normal(0, v**0.5, (20000, len(edges))),
        block + rng.normal(0, v**0.5, (20000, len(phases))),
    )
    variance, error = variance_with_error(slopes)
    assert abs(variance - warm_start.warm_variance(n, k, v)) < 4 * error


def test_warm_model():
    model = warm_start.WarmStart()
    assert isinstance(model, GradientModel)
    for n in (2, 4, 6):
        assert measure_one(model, n, 2000, 2).agrees
    assert model.prediction(12) is None
    assert model.bound(1000).value > 1e-6
    for action in (
        lambda: model.sample(12, np.random.default_rng(0), 1),
        lambda: warm_start.warm_variance(2, 3, 1.0),
        lambda: warm_start.warm_bound(3, 2, -1.0),
    ):
        with pytest.raises(InputError):
            action()
