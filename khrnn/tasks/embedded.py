"""Handwritten digits as a few coordinates, read bit by bit: the augmentation of arXiv 2006.14619.

What belongs here: embedding, rounding to bits, sentences. What does not: the images and their
splits (`digits`).

The author's code (a public copy: CLEconomides/RVQE, revision 9845106) does not distort images. It
maps each grey image to 2 to 4 coordinates by an embedding fitted to the training images (UMAP with
their labels; before it t-SNE without), rounds a coordinate to 2 to 8 bits and presents one bit of
each at a time, the most significant one first. The label is due from the last bit on, in words as
wide as a token. That is done here with the leading principal components of the training images in
place of UMAP: linear, without labels, and weaker.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from khrnn.tasks.batches import Batch, Split, Words
from khrnn.tasks.digits import split_images

if TYPE_CHECKING:
    from pathlib import Path


def bit_words(coordinates: np.ndarray, bits: int) -> Words:
    """Round numbers in [0, 1] to bits and read them, the most significant bits first.

    Args:
        coordinates: shape (count, dimensions); what is outside is moved to the nearer end.
        bits: of each number, at least 1.

    Returns:
        Shape (count, bits): bit i of word t is bit number t of coordinate i.

    Example:
        >>> bit_words(np.array([[0.75, 0.25], [0.0, 1.0]]), 2).tolist()
        [[1, 3], [2, 2]]
    """
    levels = np.clip(coordinates * (1 << bits), 0, (1 << bits) - 1).astype(np.int64)
    shifts = np.arange(bits - 1, -1, -1)
    read = levels[:, None, :] >> shifts[None, :, None] & 1
    return np.asarray((read << np.arange(levels.shape[1])).sum(2))


@dataclass(frozen=True)
class EmbeddedDigits:
    """Tell handwritten digits apart from a few rounded coordinates.

    Args:
        digits: two to ten different ones; their label is their place.
        seed: of the split, see `split_images`.
        dimensions: coordinates, 2 to 4: bits of a word.
        bits: of a coordinate, 1 to 8.
        folder: MNIST's files, see `split_images`.

    Raises:
        InputError: numbers out of range, and as `split_images`.

    Example:
        >>> task = EmbeddedDigits((0, 1), dimensions=2, bits=4)
        >>> batch = task.everything(Split.TEST)
        >>> batch.sentences.shape, batch.counted[0].tolist()
        ((73, 4), [False, False, False, True])
    """

    digits: tuple[int, ...] = (0, 1)
    seed: int = 0
    dimensions: int = 2
    bits: int = 4
    folder: Path | None = None
    _parts: dict[Split, tuple[Words, Words]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for name, value, least, most in (
            ("dimensions", self.dimensions, 2, 4),
            ("bits", self.bits, 1, 8),
            ("digits", len(self.digits), 2, 10),
        ):
            if not least <= value <= most:
                raise InputError(where=name, expected=f"{least} to {most}", found=str(value))
        parts = {
            split: (
                np.concatenate([one.reshape(len(one), -1) for one in images]),
                np.repeat(np.arange(len(images)), [len(one) for one in images]),
            )
            for split, images in split_images(self.digits, self.seed, self.folder).items()
        }
        seen = parts[Split.TRAIN][0]
        mean = seen.mean(0)
        axes = np.linalg.svd(seen - mean, full_matrices=False)[2][: self.dimensions]
        low, high = (edge(axes @ (seen - mean).T, axis=1) for edge in (np.min, np.max))
        for split, (own, due) in parts.items():
            placed = ((own - mean) @ axes.T - low) / (high - low)
            self._parts[split] = bit_words(placed, self.bits), due

    @property
    def word_bits(self) -> int:
        """A bit of each coordinate."""
        return self.dimensions

    @property
    def label_words(self) -> int:
        """Words that a label takes."""
        return -(-(len(self.digits) - 1).bit_length() // self.dimensions)

    def size(self, split: Split) -> int:
        """Return the number of images of a split."""
        return len(self._parts[split][0])

    def batch(self, split: Split, size: int, rng: np.random.Generator) -> Batch:
        """Draw images, the digits in turn so that they are balanced."""
        words, labels = self._parts[split]
        rows = [
            int(rng.choice(np.flatnonzero(labels == number % len(self.digits))))
            for number in range(size)
        ]
        return self._sentences(words[rows], labels[rows])

    def everything(self, split: Split) -> Batch:
        """Return every image of a split, in a fixed order."""
        return self._sentences(*self._parts[split])

    def _sentences(self, words: Words, labels: Words) -> Batch:
        later = self.label_words - 1
        sentences = np.pad(words, ((0, 0), (0, later)))
        targets = np.zeros_like(sentences)
        counted = np.zeros(sentences.shape, dtype=np.bool_)
        for number in range(later + 1):
            place = self.bits - 1 + number
            targets[:, place] = labels >> number * self.dimensions & (1 << self.dimensions) - 1
            counted[:, place] = True
        return Batch(sentences, targets, counted)
