"""Recall over a gap: a DNA base after a marker, and one word over up to a thousand steps.

What belongs here: tasks whose answer is due long after what it depends on. What does not: local
rules (`elman`). Only the last target counts; the others are 0 and only reset the in/out lanes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from khrnn.tasks.batches import Batch, Split, check_length

BASES = "GATC"
MARKER = 4
FILLER, CUE = 2, 3


@dataclass(frozen=True)
class DnaRecall:
    """Random bases with one marker U; at the end, name the base that followed the marker.

    Args:
        length: tokens of a sentence, at least 3.

    Source: the DNA task of arXiv 2006.14619. The encoding (words 0..3 for G A T C, 4 for the
    marker, the answer due with the last token) is ours.

    Example:
        >>> batch = DnaRecall(6).batch(Split.TRAIN, 1, np.random.default_rng(0))
        >>> batch.sentences.tolist(), batch.targets.tolist()
        ([[3, 4, 2, 1, 1, 0]], [[0, 0, 0, 0, 0, 2]])
    """

    length: int = 10

    def __post_init__(self) -> None:
        check_length(self.length, 3)

    @property
    def word_bits(self) -> int:
        """3 bits: the words 0..4."""
        return 3

    def batch(self, split: Split, size: int, rng: np.random.Generator) -> Batch:  # noqa: ARG002
        """Draw random sentences; the marker is neither first nor last."""
        words = rng.integers(0, 4, (size, self.length), dtype=np.int64)
        places = rng.integers(1, self.length - 1, size)
        rows = np.arange(size)
        words[rows, places] = MARKER
        return _last_counts(words, words[rows, places + 1])


@dataclass(frozen=True)
class Memorisation:
    """Keep one bit: a word 0 or 1, then fillers, then a cue, at which the word is due again.

    Args:
        length: tokens of a sentence, at least 2; up to 1000 and more.

    Source: long-sequence memorisation after arXiv 2006.14619; the form is ours.

    Example:
        >>> batch = Memorisation(5).batch(Split.TRAIN, 1, np.random.default_rng(0))
        >>> batch.sentences.tolist(), batch.targets.tolist()
        ([[1, 2, 2, 2, 3]], [[0, 0, 0, 0, 1]])
    """

    length: int = 100

    def __post_init__(self) -> None:
        check_length(self.length, 2)

    @property
    def word_bits(self) -> int:
        """2 bits: the bit kept, the filler and the cue."""
        return 2

    def batch(self, split: Split, size: int, rng: np.random.Generator) -> Batch:  # noqa: ARG002
        """Draw random bits."""
        words = np.full((size, self.length), FILLER, dtype=np.int64)
        words[:, 0] = rng.integers(0, 2, size)
        words[:, -1] = CUE
        return _last_counts(words, words[:, 0])


def _last_counts(words: np.ndarray, answers: np.ndarray) -> Batch:
    targets = np.zeros_like(words)
    targets[:, -1] = answers
    counted = np.zeros(words.shape, dtype=np.bool_)
    counted[:, -1] = True
    return Batch(words, targets, counted)
