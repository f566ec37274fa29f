"""What every word-by-word task gives a model: sentences, targets, and which targets count.

What belongs here: the data type and the splits. What does not: any particular task.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError

Words = npt.NDArray[np.int64]


class Split(Enum):
    """Which part of the data a batch is drawn from.

    A task that generates sentences at random has no finite data to split: there the three parts
    are independent streams of one seed.
    """

    TRAIN = 0
    VALIDATION = 1
    TEST = 2


@dataclass(frozen=True)
class Batch:
    """Sentences with the word that is due after each token.

    Args:
        sentences: shape (batch, length): the tokens.
        targets: the same shape: the word due after each token.
        counted: the same shape: whether the target counts in loss and error rate. A target that
            does not count is still given to the model under teacher forcing; it never tells more
            than the tokens up to there.

    Raises:
        InputError: shapes differ.
    """

    sentences: Words
    targets: Words
    counted: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        for what, array in (("targets", self.targets), ("counted", self.counted)):
            if array.shape != self.sentences.shape:
                raise InputError(
                    where=what, expected=str(self.sentences.shape), found=str(array.shape)
                )


class Task(Protocol):
    """A task: the width of its words and a source of batches."""

    @property
    def word_bits(self) -> int:
        """Bits of a word."""
        ...

    def batch(self, split: Split, size: int, rng: np.random.Generator) -> Batch:
        """Draw a batch.

        Args:
            split: the part of the data.
            size: number of sentences, at least 1.
            rng: the source of randomness.
        """
        ...


def generator(seed: int, split: Split) -> np.random.Generator:
    """Return the stream of one split of one seed.

    Args:
        seed: at least 0.
        split: the part of the data.

    Raises:
        InputError: a negative seed.

    Example:
        >>> one, other = generator(7, Split.TRAIN), generator(7, Split.TEST)
        >>> bool((one.integers(0, 9, 20) == other.integers(0, 9, 20)).all())
        False
    """
    if seed < 0:
        raise InputError(where="seed", expected="at least 0", found=str(seed))
    return np.random.default_rng([seed, split.value])


def check_length(length: int, least: int, what: str = "length") -> None:
    """Require a sentence of at least so many tokens.

    Args:
        length: what was asked for.
        least: the smallest that makes sense.
        what: how errors name it.

    Raises:
        InputError: too short.

    Example:
        >>> check_length(3, 2)
    """
    if length < least:
        raise InputError(where=what, expected=f"at least {least}", found=str(length))
