"""Handwritten digits as 10x10 binary images, read pixel by pixel along two scans.

What belongs here: images to sentences, splits, distorted images. What does not: files (`idx`), the
paper's augmentation (`embedded`).

One token per pixel number p = 0..99: bit 0 is pixel p of the row-major scan, bit 1 that of the
column-major scan. The label, as a number, is due with the last token; the other targets are 0 and
do not count.

Default images: the handwritten digits that scikit-learn ships (8x8, 17 grey levels), interpolated
to 10x10 and thresholded. MNIST from local files: the central 20x20 pixels, averaged in 2x2 blocks
and thresholded. Sizes and scans follow arXiv 2006.14619; interpolation, threshold and distortions
(shifts by a pixel, a wandering threshold, which pixels near an edge follow) are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError
from contextuality.extras import need
from khrnn.tasks.batches import Batch, Split, Words, generator

if TYPE_CHECKING:
    from pathlib import Path

SIDE = 10
THRESHOLD = 0.45
"""Share of the largest grey level from which on a pixel is 1; ours."""

_SHARES = (0.6, 0.2, 0.2)

Images = npt.NDArray[np.float64]


def resized(images: Images, side: int) -> Images:
    """Interpolate square images linearly to another side.

    Args:
        images: shape (count, s, s).
        side: the new side, at least 2.

    Returns:
        Shape (count, side, side); corners keep their values.

    Example:
        >>> resized(np.array([[[0.0, 1.0], [0.0, 1.0]]]), 3)[0, 0].tolist()
        [0.0, 0.5, 1.0]
    """
    old = images.shape[1]
    places = np.linspace(0, old - 1, side)
    left = np.minimum(places.astype(np.int64), old - 2)
    weights = np.zeros((side, old))
    weights[np.arange(side), left] = 1 - (places - left)
    weights[np.arange(side), left + 1] = places - left
    return np.asarray(np.einsum("ai,nij,bj->nab", weights, images, weights))


def builtin_images() -> tuple[Images, Words]:
    """Return scikit-learn's handwritten digits at 10x10 with grey levels in [0, 1].

    Returns:
        Images of shape (1797, 10, 10), and labels.

    Raises:
        InputError: scikit-learn is not installed (extra `train`).

    Source: Alpaydin and Kaynak, Optical recognition of handwritten digits, UCI repository, test
    part, as shipped by scikit-learn.

    Example:
        >>> images, labels = builtin_images()
        >>> images.shape, int((labels == 0).sum()), int((labels == 1).sum())
        ((1797, 10, 10), 178, 182)
    """
    datasets = need("sklearn.datasets", "train", "the digits task")
    loaded = datasets.load_digits()
    return resized(loaded.images / 16.0, SIDE), loaded.target.astype(np.int64)


def shrunk(images: Images) -> Images:
    """Return 28x28 images as 10x10: the central 20x20 pixels, averaged in 2x2 blocks.

    Args:
        images: shape (count, 28, 28).

    Example:
        >>> shrunk(np.ones((1, 28, 28))).shape
        (1, 10, 10)
    """
    centre = images[:, 4:24, 4:24]
    return np.asarray(centre.reshape(-1, SIDE, 2, SIDE, 2).mean((2, 4)))


def scans(images: npt.NDArray[np.bool_]) -> Words:
    """Read binary images along both scans.

    Args:
        images: shape (count, side, side).

    Returns:
        Shape (count, side^2), words 0..3.

    Example:
        >>> scans(np.array([[[1, 1], [0, 0]]], dtype=bool)).tolist()
        [[3, 1, 2, 0]]
    """
    rows = images.reshape(len(images), -1).astype(np.int64)
    columns = images.transpose(0, 2, 1).reshape(len(images), -1).astype(np.int64)
    return rows | columns << 1


def split_images(
    digits: tuple[int, ...], seed: int, folder: Path | None = None, side: int = SIDE
) -> dict[Split, list[Images]]:
    """Split images into 60 % training, 20 % validation and 20 % test images, digit by digit.

    Args:
        digits: different ones.
        seed: of the split.
        folder: a folder with the MNIST files, see `khrnn.tasks.idx`; None for the built-in ones.
            MNIST's own test images are the test part; its training images are split 3 : 1.
        side: pixels along an edge, 2 to 10.

    Returns:
        For each part a list of one array per digit, shape (count, side, side), grey levels in
        [0, 1].

    Raises:
        InputError: bad digits, a missing extra, missing or damaged files.

    Example:
        >>> [len(images) for images in split_images((3, 8), 0)[Split.TRAIN]]
        [109, 104]
    """
    if len(set(digits)) != len(digits) or not set(digits) <= set(range(10)):
        raise InputError(where="digits", expected="different numbers 0..9", found=str(digits))
    rng = generator(seed, Split.TRAIN)
    if folder is None:
        images, labels = builtin_images()
        images = resized(images, side)
        held: tuple[Images, Words] | None = None
    else:
        from khrnn.tasks.idx import read_mnist  # noqa: PLC0415 - only where files are read

        grey, labels = read_mnist(folder, "train")
        test, test_labels = read_mnist(folder, "t10k")
        images = resized(shrunk(grey), side)
        held = resized(shrunk(test), side), test_labels
    parts: dict[Split, list[Images]] = {split: [] for split in Split}
    for digit in digits:
        own = images[labels == digit]
        own = own[rng.permutation(len(own))]
        shares = np.array(_SHARES if held is None else (0.75, 0.25, 0.0))
        first, second = np.floor(np.cumsum(shares)[:2] * len(own)).astype(int)
        parts[Split.TRAIN].append(own[:first])
        parts[Split.VALIDATION].append(own[first:second])
        parts[Split.TEST].append(own[second:] if held is None else held[0][held[1] == digit])
    return parts


@dataclass(frozen=True)
class Digits:
    """Tell handwritten digits apart.

    Args:
        digits: at least two different ones, at most four: their label is their place.
        seed: of the split, see `split_images`.
        augment: whether training images are shifted by up to a pixel and thresholded at 0.3..0.6.
        folder: see `split_images`.
        side: pixels along an edge, 2 to 10; below 10 the same images, interpolated to fewer pixels,
            serve as an easier task with shorter sentences.

    Raises:
        InputError: bad digits, a missing extra, missing or damaged files.

    Example:
        >>> task = Digits((0, 1))
        >>> batch = task.batch(Split.TRAIN, 4, np.random.default_rng(0))
        >>> batch.sentences.shape, batch.targets[:, -1].tolist()
        ((4, 100), [0, 1, 0, 1])
        >>> [task.size(split) for split in Split]
        [215, 72, 73]
    """

    digits: tuple[int, ...] = (0, 1)
    seed: int = 0
    augment: bool = False
    folder: Path | None = None
    side: int = SIDE
    _parts: dict[Split, list[Images]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if not 2 <= len(self.digits) <= 4:
            raise InputError(
                where="digits", expected="two to four of them", found=str(len(self.digits))
            )
        if not 2 <= self.side <= SIDE:
            raise InputError(where="side", expected=f"2..{SIDE}", found=str(self.side))
        self._parts.update(split_images(self.digits, self.seed, self.folder, self.side))

    @property
    def word_bits(self) -> int:
        """2 bits: the two scans."""
        return 2

    def size(self, split: Split) -> int:
        """Return the number of images of a split."""
        return sum(len(images) for images in self._parts[split])

    def batch(self, split: Split, size: int, rng: np.random.Generator) -> Batch:
        """Draw images, the digits in turn so that they are balanced."""
        chosen, labels = [], np.arange(size) % len(self.digits)
        for label in labels:
            own = self._parts[split][label]
            chosen.append(own[int(rng.integers(0, len(own)))])
        images = np.stack(chosen)
        if self.augment and split is Split.TRAIN:
            return _sentences(_augmented(images, rng), labels)
        return _sentences(images >= THRESHOLD, labels)

    def everything(self, split: Split) -> Batch:
        """Return every image of a split, in a fixed order."""
        parts = self._parts[split]
        labels = np.concatenate([np.full(len(own), label) for label, own in enumerate(parts)])
        return _sentences(np.concatenate(parts) >= THRESHOLD, labels)


def _augmented(images: Images, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    side = images.shape[1]
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    shifts = rng.integers(0, 3, (len(images), 2))
    levels = rng.uniform(0.3, 0.6, len(images))
    return np.stack(
        [
            padded[number, down : down + side, right : right + side] >= levels[number]
            for number, (down, right) in enumerate(shifts.tolist())
        ]
    )


def _sentences(images: npt.NDArray[np.bool_], labels: np.ndarray) -> Batch:
    words = scans(images)
    targets = np.zeros_like(words)
    targets[:, -1] = labels
    counted = np.zeros(words.shape, dtype=np.bool_)
    counted[:, -1] = True
    return Batch(words, targets, counted)
