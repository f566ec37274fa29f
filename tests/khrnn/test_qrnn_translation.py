"""The quantum cell as a translator: likelihood against the protocol, and learning."""

from __future__ import annotations

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

from contextuality.errors import InputError  # noqa: E402
from khrnn.qrnn.sizes import CellSizes  # noqa: E402
from khrnn.qrnn.translation import Translator  # noqa: E402
from khrnn.tasks.batches import Split  # noqa: E402
from khrnn.tasks.dataset import HSMT  # noqa: E402
from khrnn.tasks.scorer import score  # noqa: E402
from khrnn.training.likelihood import Fit, Stage, excess  # noqa: E402
from khrnn.training.separation import cut_data  # noqa: E402

DATA = HSMT.generate(2, 2, 6, (400, 1, 40), seed=0)


def model(seed: int = 0, *, amplified: bool = False) -> Translator:
    return Translator(
        DATA.vocabulary,
        CellSizes(4, 2, 1, 1, 2),
        torch.Generator().manual_seed(seed),
        spread=0.4,
        amplified=amplified,
    )


@pytest.mark.parametrize("amplified", [False, True])
def test_likelihood_is_the_product_of_the_laws(amplified: bool) -> None:
    one = model(amplified=amplified)
    encoded = DATA.arrays(Split.TEST)
    whole = one.log_likelihood(torch.from_numpy(encoded.tokens), torch.from_numpy(encoded.words))
    for record, total in zip(DATA.splits[Split.TEST], whole.tolist(), strict=True):
        state, found = one.start(), 0.0
        assert record.translation is not None
        for token, word in zip(record.sentence.tokens, record.translation.words, strict=True):
            law = one.step(state, token)
            assert sum(law.values()) == pytest.approx(1)
            found += math.log(law[word])
            state = one.advance(state, token, word)
        assert found == pytest.approx(total, abs=1e-9)


def test_learning_lowers_the_excess_and_the_scorer_agrees() -> None:
    one = model()
    before = excess(one, DATA.arrays(Split.TEST))
    Fit(one, DATA, (Stage("all", 60, 0.03),), 0).run()
    after = excess(one, DATA.arrays(Split.TEST))
    assert after < before / 2
    records = DATA.splits[Split.TEST]
    found = score(one, records, rng=np.random.default_rng(0))
    assert 0.5 < found.validity <= 1


def test_gradients_are_clipped_without_turning() -> None:
    def gradients(clip: float) -> list[torch.Tensor]:
        one = Translator(
            DATA.vocabulary, CellSizes(4, 2, 1, 1, 2), torch.Generator().manual_seed(1), clip=clip
        )
        encoded = DATA.arrays(Split.TRAIN)
        tokens, words = torch.from_numpy(encoded.tokens), torch.from_numpy(encoded.words)
        (-one.log_likelihood(tokens, words).mean()).backward()
        return [one.cell.neurons.grad, one.cell.rotations.grad]

    plain, short, long = gradients(0.0), gradients(1e-3), gradients(1e6)
    for one, clipped, untouched in zip(plain, short, long, strict=True):
        assert float(one.norm()) > 2e-3
        assert float(clipped.norm()) == pytest.approx(1e-3)
        assert torch.allclose(clipped / clipped.norm(), one / one.norm())
        assert torch.equal(one, untouched)
    with pytest.raises(InputError, match="clip"):
        gradients(-1.0)


def test_too_few_lanes_and_unknown_tokens() -> None:
    with pytest.raises(InputError, match="inout"):
        Translator(DATA.vocabulary, CellSizes(3, 2, 1, 1, 2), torch.Generator())
    record = cut_data(2, 2, (1, 1, 1), seed=0).splits[Split.TRAIN][0]
    one = model()
    with pytest.raises(InputError, match="vocabulary"):
        one.step(one.start(), record.sentence.tokens[-1])
