"""Sequence memorisation and Elman's tasks: XOR and letters, word by word.

What belongs here: tasks whose next word follows a local rule. What does not: recall over long gaps
(`recall`), images (`digits`).

Source: the tasks of arXiv 2006.14619, the last two after Elman, Finding structure in time,
Cognitive Science 14, 179 (1990). The encodings of the words are ours where a docstring says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from khrnn.tasks.batches import Batch, Split, check_length

LETTERS = "bdgaiu"
"""Letter number i is the word i of the letters task."""

ANY_CONSONANT = 6
"""The target of the letters task where a consonant is due: which one is random."""

ANY_BIT = 2
"""The target of the XOR task where a random bit is due."""

_SYLLABLES = ((0, 3), (1, 4, 4), (2, 5, 5, 5))  # ba, dii, guuu


@dataclass(frozen=True)
class Sequences:
    """Tell 0 1 2 3 0 1 2 3 ... from 4 4 4 ...: the next word, after every word.

    Args:
        length: words of a sentence, the last of which is only predicted; at least 2.

    Source: arXiv 2006.14619. There are two sentences in all, hence nothing to hold out: training
    and validation data are the same.

    Example:
        >>> batch = Sequences(6).batch(Split.TRAIN, 2, np.random.default_rng(0))
        >>> batch.sentences.tolist(), batch.targets.tolist()
        ([[0, 1, 2, 3, 0], [4, 4, 4, 4, 4]], [[1, 2, 3, 0, 1], [4, 4, 4, 4, 4]])
    """

    length: int = 20

    def __post_init__(self) -> None:
        check_length(self.length, 2)

    @property
    def word_bits(self) -> int:
        """3 bits: the words 0..4."""
        return 3

    def batch(self, split: Split, size: int, rng: np.random.Generator) -> Batch:  # noqa: ARG002
        """Return the two sentences in turn; nothing is random."""
        rows = np.stack([np.arange(self.length) % 4, np.full(self.length, 4)])
        words = rows[np.arange(size) % 2].astype(np.int64)
        return _next_word(words, words[:, 1:])


@dataclass(frozen=True)
class ElmanXor:
    """Triples a, b, a xor b in a row: predict every third bit.

    Args:
        length: words of a sentence, the last of which is only predicted; at least 3.

    Source: Elman (1990), as in arXiv 2006.14619. Encoding: bit 0 of a word is the bit, bit 1
    marks the two random ones of a triple. Where a random bit is due the target is `ANY_BIT`; only
    the predictable targets count.

    Example:
        >>> batch = ElmanXor(6).batch(Split.TRAIN, 1, np.random.default_rng(0))
        >>> batch.sentences.tolist(), batch.targets.tolist()
        ([[3, 3, 0, 3, 2]], [[2, 0, 2, 2, 1]])
        >>> batch.counted.astype(int).tolist()
        [[0, 1, 0, 0, 1]]
    """

    length: int = 18

    def __post_init__(self) -> None:
        check_length(self.length, 3)

    @property
    def word_bits(self) -> int:
        """2 bits."""
        return 2

    def batch(self, split: Split, size: int, rng: np.random.Generator) -> Batch:  # noqa: ARG002
        """Draw sentences of random triples."""
        triples = -(-self.length // 3)
        random = rng.integers(0, 2, (size, triples, 2), dtype=np.int64)
        last = random[:, :, :1] ^ random[:, :, 1:]
        words = np.concatenate((random | 2, last), axis=2).reshape(size, -1)[:, : self.length]
        due = np.concatenate((np.full_like(random, ANY_BIT), last), axis=2)
        found = _next_word(words, due.reshape(size, -1)[:, 1 : self.length])
        counted = np.broadcast_to(np.arange(self.length - 1) % 3 == 1, found.targets.shape)
        return Batch(found.sentences, found.targets, counted)


@dataclass(frozen=True)
class ElmanLetters:
    """Random consonants, each followed by its vowels: b -> ba, d -> dii, g -> guuu.

    Args:
        length: letters of a sentence, the last of which is only predicted; at least 2.

    Source: Elman (1990), as in arXiv 2006.14619. Encoding: words 0..5 for b d g a i u; where a
    consonant is due the target is `ANY_CONSONANT`. Every target is determined, and counts. A
    sentence starts with a consonant.

    Example:
        >>> batch = ElmanLetters(9).batch(Split.TRAIN, 1, np.random.default_rng(0))
        >>> "".join(LETTERS[word] for word in batch.sentences[0])
        'guuudiid'
        >>> batch.targets.tolist()
        [[5, 5, 5, 6, 4, 4, 6, 4]]
    """

    length: int = 36

    def __post_init__(self) -> None:
        check_length(self.length, 2)

    @property
    def word_bits(self) -> int:
        """3 bits."""
        return 3

    def batch(self, split: Split, size: int, rng: np.random.Generator) -> Batch:  # noqa: ARG002
        """Draw sentences of random syllables."""
        words = np.empty((size, self.length), dtype=np.int64)
        for row in words:
            letters: list[int] = []
            while len(letters) < self.length:
                letters += _SYLLABLES[int(rng.integers(0, 3))]
            row[:] = letters[: self.length]
        return _next_word(words, np.where(words < 3, ANY_CONSONANT, words)[:, 1:])


def _next_word(words: np.ndarray, targets: np.ndarray) -> Batch:
    return Batch(words[:, :-1], targets, np.ones(targets.shape, dtype=np.bool_))
