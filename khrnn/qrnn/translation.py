"""The recurrent quantum neural network as a translator: HSMT sentences with its memory in qubits.

What belongs here: tokens and outcomes as words of the cell, likelihood, and the protocol of
`khrnn.tasks.scorer`. What does not: training (`khrnn.training.likelihood`), judging. Importing
this module imports torch.

A token enters as its number in the vocabulary, 0 being padding. The words 0, 1, 2 of the in/out
lanes are blank, +1, -1; the others mean nothing, and the law is the marginal restricted to these
three. Between two tokens the in/out lanes are in 0, so the memory is W qubits with real amplitudes.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from contextuality.errors import InputError
from khrnn.qrnn.cell import OFFSET, SPREAD
from khrnn.qrnn.model import QRNN
from khrnn.qrnn.sizes import CellSizes

if TYPE_CHECKING:
    from khrnn.tasks.tokens import Token
    from khrnn.tasks.vocabulary import Vocabulary
    from khrnn.types import Word

CODES: tuple[Word, ...] = (None, 1, -1)
"""The word that each number stands for."""


def lanes_for(vocabulary: Vocabulary) -> int:
    """Return the least number of in/out lanes for a vocabulary with padding and three words.

    Args:
        vocabulary: the tokens.

    Example:
        >>> from khrnn.tasks.vocabulary import Vocabulary
        >>> lanes_for(Vocabulary.compiled(2, 2)), lanes_for(Vocabulary.compiled(3, 2))
        (4, 4)
    """
    return max(len(vocabulary).bit_length(), 2)


def _clipped(most: float, gradient: Tensor) -> Tensor:
    norm = float(gradient.norm())
    return gradient * (most / norm) if norm > most else gradient


class Translator(QRNN):
    """The cell as a model of translations, trainable and judged like any other.

    Args:
        vocabulary: the tokens.
        sizes: of the cell; `inout` at least `lanes_for(vocabulary)`.
        generator: the source of the initial parameters.
        spread: standard deviation of the initial parameters, radians.
        offset: mean of the initial thetas, radians.
        amplified: see `QRNNCell`.
        clip: largest norm of the gradient by the neurons, and of that by the rotations; 0 for none.

    Raises:
        InputError: too few in/out lanes, or a negative clip.

    Source: the cell of arXiv 2006.14619; the encoding is ours.

    Example:
        >>> from khrnn.tasks.vocabulary import Vocabulary
        >>> model = Translator(
        ...     Vocabulary.compiled(2, 2), CellSizes(4, 2, 1, 1, 2), torch.Generator()
        ... )
        >>> law = model.step(model.start(), model.vocabulary.token(1))
        >>> sorted(map(str, law)), round(sum(law.values()), 12)
        (['-1', '1', 'None'], 1.0)
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        sizes: CellSizes,
        generator: torch.Generator,
        *,
        spread: float = SPREAD,
        offset: float = OFFSET,
        amplified: bool = False,
        clip: float = 0.0,
    ) -> None:
        if not 0 <= clip < math.inf:
            raise InputError(where="clip", expected="at least 0 and finite", found=str(clip))
        if sizes.inout < lanes_for(vocabulary):
            raise InputError(
                where="inout", expected=f"at least {lanes_for(vocabulary)}", found=str(sizes.inout)
            )
        super().__init__(sizes, generator, spread=spread, offset=offset, amplified=amplified)
        self.vocabulary = vocabulary
        if clip:
            for parameter in self.parameters():
                parameter.register_hook(partial(_clipped, clip))  # type: ignore[no-untyped-call]

    def log_likelihood(self, tokens: Tensor, words: Tensor) -> Tensor:
        """Return ln p(words | sentence), shape (batch,); padding does not count.

        Args:
            tokens: shape (batch, length): numbers of the vocabulary.
            words: the same shape: 0, +1, -1.
        """
        codes = torch.where(words < 0, 2, words)
        chances = self(tokens, codes).probabilities[:, :, : len(CODES)]
        own = chances.gather(2, codes[:, :, None])[:, :, 0]
        # Rounding may leave an exact 0, whose logarithm would poison the mean.
        logs = own.clamp_min(1e-30).log() - chances.sum(2).clamp_min(1e-30).log()
        return torch.where(tokens == 0, 0.0, logs).sum(1)

    def start(self) -> Tensor:
        """Return the state before the first token."""
        return self.cell.start(1)

    def _after(self, state: Tensor, token: Token) -> tuple[Tensor, Tensor]:
        number = torch.tensor([self.vocabulary.number(token)])
        with torch.no_grad():
            words, after = self.cell(number, state)
        return words[0, : len(CODES)], after

    def step(self, state: Tensor, token: Token) -> dict[Word, float]:
        """Return the law of the next word.

        Args:
            state: the state so far; not changed.
            token: a token of the vocabulary.

        Raises:
            InputError: another token.
        """
        weights = self._after(state, token)[0]
        law = (weights / weights.sum()).tolist()
        return dict(zip(CODES, law, strict=True))

    def advance(self, state: Tensor, token: Token, word: Word) -> Tensor:
        """Return the state after a token and the word emitted for it.

        Args:
            state: the state before; not changed.
            token: a token of the vocabulary.
            word: a word of positive chance.

        Raises:
            InputError: another token, or an impossible word.
        """
        after = self._after(state, token)[1]
        return self.cell.project(after, torch.tensor([CODES.index(word)]))
