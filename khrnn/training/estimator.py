"""fit, score and sample on top of the cells, and the way from a torch cell to the scorer.

What belongs here: thin objects in the manner of scikit-learn. What does not: cells, loops, figures.
Importing this module imports torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import torch
from torch import Tensor

from contextuality.errors import InputError
from khrnn.classical.bounded import make_cell
from khrnn.hypergraph.snapped import SnappedCell
from khrnn.hypergraph.trainable import TrainableKHRNN
from khrnn.tasks.dataset import HSMT
from khrnn.tasks.tokens import Measure, compile_tokens
from khrnn.tasks.vocabulary import Vocabulary, encode_all
from khrnn.training.curriculum import khrnn_fit
from khrnn.training.likelihood import Fit, LikelihoodCell, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from khrnn.tasks.sentences import Record, Sentence
    from khrnn.tasks.tokens import Token
    from khrnn.training.likelihood import LikelihoodStep
    from khrnn.types import Word, Words


class TorchCell(LikelihoodCell, Protocol):
    """What the torch cells of this project have in common; batch first."""

    vocabulary: Vocabulary

    def start(self, batch: int) -> Tensor:
        """Return the state before the first token."""
        ...

    def __call__(
        self,
        token: Tensor,
        state: Tensor,
        word: Tensor | None = None,
        generator: torch.Generator | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Take one token in; return the word, drawn unless given, and the next state."""
        ...


class TorchModel:
    """A torch cell as the scorer's `TranslationModel`: one sentence at a time, chances as floats.

    Args:
        cell: a `TrainableKHRNN` or a `BoundedCell`. Direct measurements are compiled where the
            vocabulary has compiled tokens only.

    Source: ours.

    Example:
        >>> import numpy as np
        >>> from khrnn.tasks.hsmt import sentences
        >>> from khrnn.tasks.scorer import score
        >>> cell = TrainableKHRNN(2, 2, torch.Generator().manual_seed(0))
        >>> data = list(sentences(2, 2, 4, 3, np.random.default_rng(0)))
        >>> 0 <= score(TorchModel(cell), data).total_variation <= 1
        True
    """

    def __init__(self, cell: TorchCell) -> None:
        self.cell = cell

    def start(self) -> Tensor:
        """Return the state before the first token."""
        return self.cell.start(1)

    def step(self, state: Tensor, token: Token) -> dict[Word, float]:
        """Return the law of the next word."""
        *before, last = self._spelt(token)
        if not self.cell.vocabulary.emits[last]:
            return {None: 1.0}
        with torch.no_grad():
            for number in before:
                state = self.cell(torch.tensor([number]), state, torch.tensor([0]))[1]
            # Both cells know the likelihood of whole sentences; `law` is the same for one token.
            law: Callable[[Tensor, Tensor], Tensor] = self.cell.law  # type: ignore[attr-defined]
            plus = float(law(torch.tensor([last]), state)[0])
        return {1: plus, -1: 1.0 - plus}

    def advance(self, state: Tensor, token: Token, word: Word) -> Tensor:
        """Return the state after a token and its word."""
        *before, last = self._spelt(token)
        with torch.no_grad():
            for number, emitted in (*((one, 0) for one in before), (last, word or 0)):
                state = self.cell(torch.tensor([number]), state, torch.tensor([emitted]))[1]
        return state

    def _spelt(self, token: Token) -> list[int]:
        words = self.cell.vocabulary
        if isinstance(token, Measure) and isinstance(self.cell, TrainableKHRNN):
            return [words.number(one) for one in compile_tokens([token], self.cell.k)]
        return [words.number(token)]


class _Translator:
    """What both estimators share."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.cell: Any = None
        self.record: list[LikelihoodStep] = []

    def _fitted(self) -> Any:
        if self.cell is None:
            raise InputError(where="estimator", expected="fit before use", found="no fit")
        return self.cell

    def score(self, records: Sequence[Record]) -> float:
        """Return the mean of ln p(words | sentence): higher is better.

        Args:
            records: with translations, over the vocabulary of the training data.
        """
        cell = self._fitted()
        encoded = encode_all(cell.vocabulary, records)
        tokens, words = torch.from_numpy(encoded.tokens), torch.from_numpy(encoded.words)
        with torch.no_grad():
            return float(cell.log_likelihood(tokens, words).mean())

    def sample(self, sentences: Sequence[Sentence], generator: torch.Generator) -> list[Words]:
        """Draw a translation of each sentence.

        Args:
            sentences: at least one, over the vocabulary of the training data.
            generator: the source of randomness.
        """
        cell = self._fitted()
        encoded = [cell.vocabulary.encode_sentence(sentence) for sentence in sentences]
        longest = max(map(len, encoded))
        tokens = torch.tensor([[*one.tolist(), *[0] * (longest - len(one))] for one in encoded])
        state = cell.start(len(encoded))
        columns = []
        with torch.no_grad():
            for t in range(longest):
                word, state = cell(tokens[:, t], state, generator=generator)
                columns.append(word.tolist())
        rows = zip(*columns, strict=True)
        return [
            tuple(word or None for word in row[: len(one)])
            for row, one in zip(rows, encoded, strict=True)
        ]


class KHRNNTranslator(_Translator):
    """Learns the phases of a k-HRNN.

    Args:
        steps: of a stage.
        seed: of initial angles and batches.

    Example:
        >>> data = HSMT.generate(2, 2, 10, (80, 1, 4), seed=0, first_lessons=40)
        >>> from khrnn.tasks.batches import Split
        >>> model = KHRNNTranslator(steps=2, seed=0).fit(data)
        >>> test = data.splits[Split.TEST]
        >>> model.score(test) < 0
        True
        >>> words = model.sample([r.sentence for r in test], torch.Generator().manual_seed(1))
        >>> [len(one) for one in words] == [len(r.sentence.tokens) for r in test]
        True
    """

    def __init__(self, *, steps: int = 200, seed: int = 0) -> None:
        super().__init__(seed)
        self.steps = steps

    def fit(self, data: HSMT) -> KHRNNTranslator:
        """Train on the training split; return self.

        Args:
            data: compiled sentences; see `HSMT.generate` with `first_lessons`.
        """
        fit = khrnn_fit(data, seed=self.seed, steps=self.steps)
        fit.run()
        self.cell, self.record = fit.cell, fit.record
        return self

    def snapped(self) -> SnappedCell:
        """Return the exact cell with rounded phases."""
        cell: TrainableKHRNN = self._fitted()
        return SnappedCell(cell.n, cell.k, cell.polynomials())


class BoundedTranslator(_Translator):
    """Trains a classical cell of so many bits.

    Args:
        kind: rnn, gru, lstm, ssm or transformer.
        units: numbers in the state.
        levels: values of each.
        steps: of the optimiser.
        rate: learning rate.
        seed: of parameters and batches.
    """

    def __init__(
        self,
        kind: str,
        units: int,
        levels: int = 2,
        *,
        steps: int = 400,
        rate: float = 0.02,
        seed: int = 0,
    ) -> None:
        super().__init__(seed)
        self.kind, self.units, self.levels = kind, units, levels
        self.steps, self.rate = steps, rate

    def fit(self, data: HSMT) -> BoundedTranslator:
        """Train on the training split; return self.

        Args:
            data: sentences, direct or compiled.
        """
        drawn = torch.Generator().manual_seed(self.seed)
        cell = make_cell(self.kind, data.vocabulary, self.units, self.levels, drawn)
        fit = Fit(cell, data, (Stage(self.kind, self.steps, self.rate),), self.seed)
        fit.run()
        self.cell, self.record = cell, fit.record
        return self
