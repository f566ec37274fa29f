"""The trainable k-HRNN: likelihood and gradients, the exact law, rounding, training."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.polynomial import BooleanPolynomial
from khrnn.hypergraph.snapped import SnappedCell, true_phases
from khrnn.hypergraph.trainable import TrainableKHRNN, generator_count
from khrnn.tasks.batches import Split
from khrnn.tasks.dataset import HSMT
from khrnn.tasks.hsmt import sentences
from khrnn.tasks.scorer import score
from khrnn.tasks.tokens import Entangle, FreshAncilla, Phase, ReadAncilla, Shift
from khrnn.training.curriculum import KHRNNFit, khrnn_fit
from khrnn.training.likelihood import Fit, Stage, excess

torch.set_num_threads(1)


def _cell(n: int, k: int, seed: int) -> TrainableKHRNN:
    return TrainableKHRNN(n, k, torch.Generator().manual_seed(seed), math.pi)


def _set(cell: TrainableKHRNN, phases: dict[Entangle | Phase, BooleanPolynomial]) -> None:
    with torch.no_grad():
        for numbers, angles, subsets in (
            (cell.edges, cell.edge_angles, cell.edge_subsets),
            (cell.phases, cell.phase_angles, cell.phase_subsets),
        ):
            for row, number in enumerate(numbers):
                token = cell.vocabulary.token(number)
                assert isinstance(token, Entangle | Phase)
                chosen = phases[token].monomials
                bits = [float(mask in chosen) for mask in subsets]
                angles[row] = math.pi * torch.tensor(bits, dtype=torch.float64)


def _batch(n: int, k: int, limit: int, count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    found = HSMT.generate(n, k, limit, (count, 1, 1), seed=seed).arrays(Split.TRAIN)
    return torch.from_numpy(found.tokens), torch.from_numpy(found.words)


@pytest.mark.parametrize(("n", "k", "limit"), [(1, 1, 8), (3, 2, 12), (4, 3, 90), (3, 3, 40)])
def test_adjoint_gradients_agree_with_the_tape(n: int, k: int, limit: int) -> None:
    # 90 tokens are bisected twice; sentences of different lengths are padded.
    tokens, words = _batch(n, k, limit, 6, seed=4)
    cell = _cell(n, k, 2)
    weights = torch.linspace(0.5, 2, len(tokens), dtype=torch.float64)
    found = []
    for stored in (False, True):
        cell.zero_grad()
        value = cell.log_likelihood(tokens, words, stored=stored)
        (value * weights).sum().backward()
        assert cell.edge_angles.grad is not None
        assert cell.phase_angles.grad is not None
        found.append((value.detach(), cell.edge_angles.grad, cell.phase_angles.grad))
        cell.edge_angles.grad = cell.phase_angles.grad = None
    for ours, theirs in zip(*found, strict=True):
        assert (ours - theirs).abs().max() < 1e-10
    assert found[1][2].abs().max() > 1e-3


def test_adjoint_gradients_agree_with_differences() -> None:
    tokens, words = _batch(3, 2, 20, 4, seed=1)
    cell = _cell(3, 2, 5)
    cell.log_likelihood(tokens, words).sum().backward()
    assert cell.edge_angles.grad is not None
    step = 1e-5
    for row, column in ((0, 0), (1, 3), (2, 5)):
        values = []
        for sign in (1, -1):
            with torch.no_grad():
                cell.edge_angles[row, column] += sign * step
                values.append(float(cell.log_likelihood(tokens, words).sum()))
                cell.edge_angles[row, column] -= sign * step
        slope = (values[0] - values[1]) / (2 * step)
        assert float(cell.edge_angles.grad[row, column]) == pytest.approx(slope, abs=1e-7)


def test_no_state_is_kept_for_the_backward_pass() -> None:
    sizes = []
    for repeats in (1, 16):
        tokens, words = (part.repeat(1, repeats) for part in _batch(3, 2, 12, 3, seed=1))
        kept = 0

        def count(tensor: torch.Tensor, _own: torch.Tensor = tokens) -> torch.Tensor:
            nonlocal kept
            kept += tensor.numel() if tensor.is_complex() else 0
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(count, lambda tensor: tensor):
            _cell(3, 2, 1).log_likelihood(tokens, words)
        sizes.append(kept)
    assert sizes[0] == sizes[1] == 3 * 2 * 8  # the last state


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10**6))
def test_true_phases_give_the_exact_law(seed: int) -> None:
    cell = _cell(4, 3, 0)
    _set(cell, true_phases(4, 3))
    assert cell.polynomials() == true_phases(4, 3)
    assert cell.distance_to_group() < 1e-12
    data = HSMT.generate(4, 3, 25, (3, 1, 1), seed=seed)
    found = data.arrays(Split.TRAIN)
    with torch.no_grad():
        value = cell.log_likelihood(torch.from_numpy(found.tokens), torch.from_numpy(found.words))
    assert np.abs(value.numpy() + found.floor).max() < 1e-10


def test_the_cell_draws_and_conditions() -> None:
    cell = _cell(3, 2, 3)
    spelt = [Entangle(3), FreshAncilla(), Phase(2), Shift(0), ReadAncilla(), Entangle(6)]
    numbers = [cell.vocabulary.number(token) for token in spelt]
    rng = torch.Generator().manual_seed(1)
    state = cell.start(2000)
    words = []
    for number in numbers:
        word, state = cell(torch.full((2000,), number), state, generator=rng)
        words.append(word)
    assert all(not word.any() for i, word in enumerate(words) if i != 4)
    tokens = torch.tensor(numbers)[None].repeat(2, 1)
    given_words = torch.zeros_like(tokens)
    given_words[:, 4] = torch.tensor([1, -1])
    chances = cell.log_likelihood(tokens, given_words).exp().detach()
    assert float(chances.sum()) == pytest.approx(1, abs=1e-12)
    share = float((words[4] == 1).double().mean())
    # Within five standard errors.
    assert abs(share - float(chances[0])) < 5 * math.sqrt(0.25 / 2000)
    norms = (state.abs() ** 2).sum((1, 2))
    assert (norms - 1).abs().max() < 1e-12
    with pytest.raises(InputError, match="generator: expected one"):
        cell(torch.tensor([numbers[4]]), cell.start(1))


@pytest.mark.parametrize(("n", "k"), [(3, 1), (3, 2), (4, 3)])
def test_reflections_obey_the_same_law(n: int, k: int) -> None:
    shift = 0b101
    turned = {token: f.shift(shift) for token, f in true_phases(n, k).items()}
    cell = SnappedCell(n, k, turned)
    # For k = 1 the E tokens change by global signs only.
    assert cell.reflection() == (0 if k == 1 else shift)
    records = list(sentences(n, k, 9, 5, np.random.default_rng(0), compiled=True))
    assert score(cell, records).total_variation == 0


def test_wrong_phases_are_found_out() -> None:
    token = Entangle(0b011)
    wrong = {**true_phases(3, 2), token: BooleanPolynomial.parse("z0*z2", 3)}
    cell = SnappedCell(3, 2, wrong)
    assert cell.reflection() is None
    records = list(sentences(3, 2, 12, 40, np.random.default_rng(0), compiled=True))
    assert score(cell, records).validity < 1
    sign = {**true_phases(3, 2), Phase(0): BooleanPolynomial.zero(3)}
    assert SnappedCell(3, 2, sign).reflection() is None
    with pytest.raises(InputError, match=r"E 0,1: expected a phase in 3 variables, found none"):
        SnappedCell(3, 2, {k: v for k, v in wrong.items() if k != token})


def test_generators_are_counted() -> None:
    for n, k in ((3, 2), (5, 3)):
        cell = _cell(n, k, 0)
        assert generator_count(n, k) == n + 1 + len(cell.edge_subsets)


DATA = HSMT.generate(2, 2, 10, (120, 1, 40), seed=0, first_lessons=60)


def test_training_reaches_the_exact_law() -> None:
    fit = khrnn_fit(DATA, seed=1, steps=25)
    fit.run()
    assert SnappedCell(2, 2, fit.cell.polynomials()).reflection() is not None
    assert abs(excess(fit.cell, DATA.arrays(Split.TEST))) < 0.01


@pytest.mark.parametrize("pause", [2, 5, 7])
def test_resumed_training_is_the_uninterrupted_one(tmp_path: Path, pause: int) -> None:
    whole = khrnn_fit(DATA, seed=3, steps=3)
    whole.run()
    first = khrnn_fit(DATA, seed=3, steps=3)
    first.run(stop=lambda: len(first.record) >= pause)
    first.save(tmp_path)
    second = khrnn_fit(DATA, seed=3, steps=3)
    second.resume(tmp_path)
    second.run()
    assert len(second.record) == whole.total
    for one, other in zip(second.cell.parameters(), whole.cell.parameters(), strict=True):
        assert torch.equal(one, other)
    assert [r.loss for r in second.record] == [r.loss for r in whole.record]
    with pytest.raises(InputError, match="seed: the checkpoint has 3, this command 4"):
        khrnn_fit(DATA, seed=4, steps=3).resume(tmp_path)


def test_bad_training_input() -> None:
    few = HSMT.generate(3, 2, 8, (2, 1, 1), seed=0)
    with pytest.raises(InputError, match="more sentences are needed"):
        khrnn_fit(few, seed=0)
    cell = _cell(3, 2, 0)
    with pytest.raises(InputError, match="stages: expected at least one"):
        Fit(cell, few, (), 0)
    with pytest.raises(InputError, match="at least 1 in stage"):
        Stage("none", 0)
    with pytest.raises(InputError, match="at most 16 qubits"):
        _cell(17, 2, 0)
    assert isinstance(khrnn_fit(DATA, seed=0), KHRNNFit)
