"""Memory in bits: grids, machines, and that nothing beats the proved bounds."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from fractions import Fraction
from math import comb
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.classical.bounded import CELLS, make_cell, quantise
from khrnn.classical.memory import best_partition, partition_error, response_table
from khrnn.hypergraph.snapped import SnappedCell, true_phases
from khrnn.tasks.batches import Split
from khrnn.training.cut import Budget, CutCounts, fit_cell
from khrnn.training.likelihood import Fit, Stage
from khrnn.training.separation import (
    Point,
    answers,
    cut_data,
    errors,
    judge,
    quantum_point,
    separation,
)
from khrnn.training.walls import machine_errors, proved_bounds, walls

torch.set_num_threads(1)
DATA = cut_data(3, 2, (300, 1, 20), seed=0)
RESULTS = Path(__file__).resolve().parents[2] / "proofs/report/data/separation_results.json"


@pytest.mark.parametrize("kind", sorted(CELLS))
@pytest.mark.parametrize(("units", "levels"), [(1, 2), (3, 2), (2, 4)])
def test_the_state_never_leaves_its_grid(kind: str, units: int, levels: int) -> None:
    cell = make_cell(kind, DATA.vocabulary, units, levels, torch.Generator().manual_seed(1))
    assert cell.bits == pytest.approx(units * np.log2(levels))
    grid = torch.linspace(-1, 1, levels, dtype=torch.float64)
    rng = torch.Generator().manual_seed(2)
    state, seen = cell.start(64), set()
    for _ in range(12):
        token = torch.randint(0, len(DATA.vocabulary) + 1, (64,), generator=rng)
        before = state
        word, state = cell(token, state, generator=rng)
        assert ((state[:, :, None] - grid).abs().amin(2) < 1e-15).all()
        assert (word.ne(0) == cell.emits[token]).all()
        assert torch.equal(state[token == 0], before[token == 0])
        seen |= {tuple(row) for row in state.tolist()}
    assert len(seen) <= levels**units


@pytest.mark.parametrize("kind", sorted(CELLS))
def test_every_parameter_learns(kind: str) -> None:
    cell = make_cell(kind, DATA.vocabulary, 4, 4, torch.Generator().manual_seed(0))
    found = DATA.arrays(Split.TRAIN)
    tokens, words = torch.from_numpy(found.tokens), torch.from_numpy(found.words)
    (-cell.log_likelihood(tokens, words).mean()).backward()
    for name, parameter in cell.named_parameters():
        assert parameter.grad is not None, name
        # Biases of keys move all attention scores alike.
        assert bool(parameter.grad.any()) or name == "key.bias", name


def test_likelihood_is_a_law() -> None:
    cell = make_cell("gru", DATA.vocabulary, 2, 2, torch.Generator().manual_seed(3))
    tokens = torch.from_numpy(DATA.arrays(Split.TEST).tokens)
    emitting = cell.emits[tokens]
    total = sum(
        cell.log_likelihood(tokens, emitting.long() * sign).exp().detach() for sign in (1, -1)
    )
    # One outcome a sentence; the two chances sum to 1.
    assert (total - 1).abs().max() < 1e-12


def test_rounding_is_the_identity_backward() -> None:
    values = torch.tensor([-0.7, 0.2, 3.0], dtype=torch.float64, requires_grad=True)
    quantise(values, 2).sum().backward()
    assert values.grad is not None
    assert values.grad.tolist() == [1.0, 1.0, 0.0]


def _partitions(size: int, classes: int) -> Iterator[list[int]]:
    """All partitions of so many points into at most so many classes."""
    labels = [0] * size

    def grow(place: int, used: int) -> Iterator[list[int]]:
        if place == size:
            yield labels
            return
        for label in range(min(used + 1, classes)):
            labels[place] = label
            yield from grow(place + 1, max(used, label + 1))

    return grow(0, 0)


@pytest.mark.parametrize("bits", [0, 1, 2])
def test_no_memory_map_at_all_beats_the_bound(bits: int) -> None:
    table = response_table(3, 2)
    worst = proved_bounds(3, 2, bits)[0]
    best = best_partition(3, 2, bits, np.random.default_rng(0))
    found = [partition_error(table, labels) for labels in _partitions(8, 1 << bits)]
    assert len(found) == {0: 1, 1: 128, 2: 2795}[bits]
    assert min(found) == best.error == best.lower_bound
    assert min(found) >= worst


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from([(3, 2), (4, 3)]), st.data())
def test_random_machines_respect_both_bounds(
    seed: int, sizes: tuple[int, int], data: st.DataObject
) -> None:
    n, k = sizes
    bits = data.draw(st.integers(0, comb(n, k) - 1))
    table = response_table(n, k)
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 1 << bits, table.means.shape[1])
    # One class is answered as its first member demands: the best case for that member.
    points = 1 << n
    first = {int(label): int(np.flatnonzero(labels == label)[0]) for label in set(labels.tolist())}
    chances = [
        [Fraction(points + int(row[first[int(label)]]), 2 * points) for label in labels]
        for row in table.means
    ]
    worst, mean = errors(table, chances)
    bounds = proved_bounds(n, k, bits)
    assert worst >= bounds[0]
    assert mean >= bounds[1]


@pytest.mark.parametrize("kind", sorted(CELLS))
def test_no_trained_model_beats_the_bound(kind: str) -> None:
    for n, k, units, levels in ((3, 2, 1, 3), (3, 2, 2, 2), (4, 3, 3, 2)):
        data = DATA if n == 3 else cut_data(n, k, (60, 1, 1), seed=0)
        cell = make_cell(kind, data.vocabulary, units, levels, torch.Generator().manual_seed(0))
        Fit(cell, data, (Stage(kind, 15, 0.05),), 0).run()
        point = judge(cell, kind, n, k)
        worst, mean = proved_bounds(n, k, cell.bits)
        assert point.states <= levels**units
        assert worst == Fraction(1, 1 << k)
        assert mean > 0
        assert point.worst >= worst
        assert point.mean >= mean


def test_answers_are_the_laws_after_the_preparation() -> None:
    cell = make_cell("lstm", DATA.vocabulary, 3, 2, torch.Generator().manual_seed(5))
    chances, states = answers(cell, 3, 2)
    found = DATA.arrays(Split.TRAIN)
    value = cell.log_likelihood(torch.from_numpy(found.tokens), torch.from_numpy(found.words)).exp()
    every = {round(p, 12) for p in chances.ravel().tolist()}
    every |= {round(1 - p, 12) for p in chances.ravel().tolist()}
    assert {round(p, 12) for p in value.tolist()} <= every
    assert 1 <= states <= 8


@pytest.mark.parametrize(("n", "k"), [(2, 2), (3, 2), (4, 3)])
def test_the_quantum_model_lies_on_the_floor(n: int, k: int) -> None:
    found = quantum_point(SnappedCell(n, k, true_phases(n, k)))
    assert (found.bits, found.worst, found.mean) == (n, 0, 0)


def test_the_whole_experiment() -> None:
    cell, budget = SnappedCell(2, 2, true_phases(2, 2)), Budget(40, 3, 2)
    found = separation(2, 2, cell, seed=1, kinds=("rnn", "ssm"), budget=budget)
    assert [(p.model, p.bits) for p in found.points] == [
        ("rnn", 1), ("ssm", 1), ("rnn", 2), ("ssm", 2),
    ]  # fmt: skip
    assert [wall.worst for wall in found.walls] == [Fraction(1, 4), 0]
    assert found.violations() == []
    again = separation(
        2, 2, cell, seed=1, kinds=("rnn", "ssm"), budget=budget, done=found.points[1:3]
    )
    assert again == found
    described = found.described()
    assert [Point.of(entry) for entry in described["points"]] == list(found.points)
    assert described["quantum"] == {"qubits": 2, "ancillas": 1, "worst": "0", "mean": "0"}
    cheat = dataclasses.replace(
        found, points=(Point("cheat", 0.0, 1, Fraction(1, 5), Fraction(1), None),)
    )
    assert cheat.violations() == ["cheat, 0 bits: 1/5, 1"]


def test_the_plot_is_drawn(tmp_path: Path) -> None:
    from khrnn.training.separation_plot import plot_separation

    cell = SnappedCell(2, 2, true_phases(2, 2))
    found = separation(2, 2, cell, seed=1, kinds=("rnn",), budget=Budget(10, 1))
    place = tmp_path / "plot.svg"
    plot_separation(found, place)
    assert "<svg" in place.read_text(encoding="utf-8")
    with pytest.raises(InputError, match=r"\.svg, \.pdf or \.png"):
        plot_separation(found, place.with_suffix(".txt"))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: cut_data(6, 3, (1, 1, 1), seed=0), "<= 10"),
        (lambda: make_cell("esn", DATA.vocabulary, 1, 2, torch.Generator()), "rnn, gru"),
        (lambda: make_cell("rnn", DATA.vocabulary, 0, 2, torch.Generator()), "units: expected 1"),
        (lambda: make_cell("rnn", DATA.vocabulary, 1, 1, torch.Generator()), "levels: expected 2"),
    ],
)
def test_bad_input_is_refused(build: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        build()  # type: ignore[operator]


def test_counted_sentences_have_the_likelihood_of_sentences_one_by_one() -> None:
    drawn = CutCounts.draw(3, 2, 400, seed=3, split=Split.TRAIN)
    cell = make_cell("gru", drawn.vocabulary, 2, 2, torch.Generator().manual_seed(1))
    table = response_table(3, 2)
    total = floor = 0.0
    for outcome, graph, token in np.argwhere(drawn.counts.numpy() > 0).tolist():
        sentence = [*drawn.prepared[graph].tolist(), int(drawn.measured[token])]
        words = [0] * 3 + [1 - 2 * outcome]
        times = float(drawn.counts[outcome, graph, token])
        with torch.no_grad():
            paid = cell.log_likelihood(torch.tensor([sentence]), torch.tensor([words]))
        total -= times * float(paid)
        plus = Fraction(8 + int(table.means[token, graph]), 16)
        floor -= times * float(np.log(float(plus if outcome == 0 else 1 - plus)))
    with torch.no_grad():
        assert float(drawn.excess(cell)) == pytest.approx((total - floor) / 400, abs=1e-12)


def test_counted_sentences_obey_the_law() -> None:
    drawn = CutCounts.draw(4, 3, 300_000, seed=5, split=Split.TRAIN).counts.numpy()
    shares = (16 + response_table(4, 3).means.T) / 32
    trials = drawn.sum(0)
    expected, spread = trials * shares, np.sqrt(trials * shares * (1 - shares))
    assert (np.abs(drawn[0] - expected) <= 6 * spread).all()  # none where the law is certain


@pytest.mark.parametrize("kind", ["rnn", "ssm"])
def test_enough_bits_and_steps_come_near_the_law(kind: str) -> None:
    drawn = CutCounts.draw(2, 2, 4000, seed=0, split=Split.TRAIN)
    cell = fit_cell(kind, drawn, 1, Budget(steps=120, restarts=2), seed=0)
    point = judge(cell, kind, 2, 2)
    assert (point.states, point.worst < Fraction(1, 8)) == (2, True)  # 1/4 is the wall for 0 bits


@pytest.mark.parametrize(("n", "k"), [(3, 2), (4, 3), (4, 2)])
def test_walls_are_the_exact_search_and_machines_stand_on_them(n: int, k: int) -> None:
    table, rng = response_table(n, k), np.random.default_rng(0)
    for wall in walls(n, k):
        best = best_partition(n, k, wall.bits, rng)
        assert best.lower_bound <= wall.best_worst <= best.error
        assert wall.worst <= wall.best_worst
        assert wall.mean <= wall.best_mean <= wall.best_worst
        worst, mean = machine_errors(table, best.classes)
        assert worst == partition_error(table, best.classes)
        assert mean >= wall.mean
        chances = [
            [
                Fraction(2 * (1 << n) + int(row[own].max()) + int(row[own].min()), 4 << n)
                for own in (np.array(best.classes) == label for label in best.classes)
            ]
            for row in table.means
        ]
        assert errors(table, chances) == (worst, mean)


def test_no_stored_model_beats_the_proved_curve() -> None:
    """The models that `benchmarks/separation.py` trained long, at several sizes."""
    runs = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert {(run["n"], run["k"]) for run in runs} >= {(3, 2), (4, 2), (4, 3)}
    for run in runs:
        n, k, edges = run["n"], run["k"], comb(run["n"], run["k"])
        assert run["command"].startswith(f"khrnn separation {n} {k} --preset long")
        points = [Point.of(entry) for entry in run["points"]]
        assert {point.model for point in points} == set(CELLS)
        assert run["khrnn_trained"]
        assert min(point.bits for point in points) < edges <= max(point.bits for point in points)
        for point in points:
            worst, mean = proved_bounds(n, k, point.bits)
            assert point.worst >= worst, point
            assert point.mean >= mean, point
        assert Fraction(run["quantum"]["worst"]) == 0
        for wall, kept in zip(walls(n, k), run["walls"], strict=True):
            assert Fraction(kept["proved_worst"]) == wall.worst
            assert Fraction(kept["best_worst"]) == wall.best_worst
        # The plot tells something: with enough bits some cell goes below the wall's height.
        enough = [point.mean for point in points if point.bits >= edges]
        assert min(enough) < min(point.mean for point in points if point.bits < edges)
