"""Estimators: scores are likelihoods, samples follow them, torch cells can be judged."""

from __future__ import annotations

import math
from collections import Counter

import pytest
import torch

from contextuality.errors import InputError
from khrnn.hypergraph.snapped import SnappedCell
from khrnn.tasks.batches import Split
from khrnn.tasks.dataset import HSMT
from khrnn.tasks.scorer import score
from khrnn.training.estimator import BoundedTranslator, KHRNNTranslator, TorchModel

torch.set_num_threads(1)
DATA = HSMT.generate(2, 2, 12, (100, 1, 6), seed=0, first_lessons=60)
TEST = DATA.splits[Split.TEST]


@pytest.mark.parametrize("model", [KHRNNTranslator(steps=2), BoundedTranslator("gru", 2, steps=2)])
def test_scores_are_likelihoods_of_the_model(model: KHRNNTranslator | BoundedTranslator) -> None:
    model.fit(DATA)
    judged = TorchModel(model.cell)
    total = 0.0
    for record in TEST:
        assert record.translation is not None
        state = judged.start()
        for token, word in zip(record.sentence.tokens, record.translation.words, strict=True):
            total += math.log(judged.step(state, token)[word])
            state = judged.advance(state, token, word)
    assert model.score(TEST) == pytest.approx(total / len(TEST), abs=1e-9)
    assert float(score(judged, TEST).total_variation) <= 1


def test_samples_follow_the_law() -> None:
    model = KHRNNTranslator(steps=2).fit(DATA)
    record = next(r for r in TEST if r.sentence.outcome_positions)
    count = 3000
    drawn = Counter(model.sample([record.sentence] * count, torch.Generator().manual_seed(1)))
    for words, hits in drawn.items():
        state, chance = TorchModel(model.cell).start(), 1.0
        for token, word in zip(record.sentence.tokens, words, strict=True):
            chance *= TorchModel(model.cell).step(state, token)[word]
            state = TorchModel(model.cell).advance(state, token, word)
        # Five standard errors.
        assert abs(hits / count - chance) <= 5 * math.sqrt(chance * (1 - chance) / count) + 1e-9


def test_an_estimator_must_be_fitted() -> None:
    with pytest.raises(InputError, match="fit before use"):
        KHRNNTranslator().score(TEST)
    assert isinstance(KHRNNTranslator(steps=1).fit(DATA).snapped(), SnappedCell)
