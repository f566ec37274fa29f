"""Experiments by name: a task, a cell and how to train it.

What belongs here: numbers. What does not: code that trains. Names and sizes follow the experiments
of arXiv 2006.14619; seeds, spreads, losses and learning rates that a note calls ours are ours.
Importing this module imports torch.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from contextuality.errors import InputError, shown
from khrnn.qrnn.cell import OFFSET, SPREAD
from khrnn.qrnn.sizes import CellSizes
from khrnn.tasks.batches import Task
from khrnn.tasks.digits import SIDE, Digits
from khrnn.tasks.elman import ElmanLetters, ElmanXor, Sequences
from khrnn.tasks.embedded import EmbeddedDigits
from khrnn.tasks.recall import DnaRecall, Memorisation
from khrnn.training.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Preset:
    """One experiment.

    Args:
        task: sequences, xor, letters, dna, digits or memorisation.
        name: unique within the task.
        sizes: of the quantum cell; classical baselines match its parameter count.
        settings: how to train.
        steps: most steps.
        length: tokens of a sentence; 100 for digits.
        digits: which digits, for that task.
        augment: whether the images are distorted at random.
        embedding: coordinates and bits of each, for digits read as `EmbeddedDigits`.
        spread: of the initial parameters.
        offset: mean of the initial thetas.
        weight_spread: of the other initial parameters; None for `spread`.
        amplified: whether the quantum cell is the amplified one, see `QRNNCell`.
        read_last: whether the quantum cell writes a word after the last token alone, see `QRNN`.
        lessons: pairs (steps, size): until so many steps are done, sentences are of this length, or
            images of this side.
        note: where the numbers come from.
    """

    task: str
    name: str
    sizes: CellSizes
    settings: Settings
    steps: int
    length: int
    digits: tuple[int, ...] = ()
    augment: bool = False
    embedding: tuple[int, int] | None = None
    spread: float = SPREAD
    offset: float = OFFSET
    weight_spread: float | None = None
    amplified: bool = False
    read_last: bool = False
    lessons: tuple[tuple[int, int], ...] = ()
    note: str = field(default="", compare=False)

    def changed(
        self,
        *,
        length: int | None = None,
        batch: int | None = None,
        rate: float | None = None,
        given_weight: float | None = None,
    ) -> Preset:
        """Return the preset with some numbers replaced.

        Args:
            length: tokens of a sentence.
            batch: sentences per step.
            rate: learning rate.
            given_weight: see `Settings`.
        """
        settings = self.settings
        if batch is not None:
            settings = replace(settings, batch=batch)
        if rate is not None:
            settings = replace(settings, learning_rate=rate)
        if given_weight is not None:
            settings = replace(settings, given_weight=given_weight)
        if length is not None and self.task == "digits" and length != self.length:
            raise InputError(
                where="length", expected=f"{self.length}, as the images have", found=str(length)
            )
        return replace(self, settings=settings, length=self.length if length is None else length)

    def build_task(self, seed: int, folder: Path | None = None, size: int = 0) -> Task:
        """Return the task.

        Args:
            seed: of the split into training, validation and test images.
            folder: MNIST's files, for the digits task.
            size: length of a sentence, or pixels along an edge of an image; 0 for the preset's.
        """
        if folder is not None and self.task != "digits":
            raise InputError(where="mnist", expected="the digits task", found=self.task)
        if self.embedding is not None:
            return EmbeddedDigits(self.digits, seed, *self.embedding, folder)
        if self.task == "digits":
            return Digits(self.digits, seed, self.augment, folder, size or SIDE)
        kinds: dict[str, Any] = {
            "sequences": Sequences,
            "xor": ElmanXor,
            "letters": ElmanLetters,
            "dna": DnaRecall,
            "memorisation": Memorisation,
        }
        task: Task = kinds[self.task](size or self.length)
        return task

    def described(self) -> dict[str, Any]:
        """Return the preset as plain data, for checkpoints and JSON."""
        return asdict(self)


_IMAGES = Settings(
    32,
    "nll",
    "adam",
    0.005,
    validate_every=50,
    validation=0,
    clip=1.0,
    decay=3000,
    warmup=20,
    beta2=0.99,
    keep_best=True,
)
_POINTS = replace(_IMAGES, learning_rate=0.02, validate_every=20, clip=0.5, decay=2000)
_SLOWER = replace(_IMAGES, learning_rate=0.01, decay=2000)
_GROWING = ((300, 5), (500, 6), (700, 7), (900, 8), (1100, 9))
_SMALLER = ((600, 5), (1200, 7))
_AUTHOR: dict[str, Any] = {"offset": 0.0, "spread": 0.1, "weight_spread": 0.01}
"""Initial angles of the author's code, which also clips gradients at norm 0.5."""

PRESETS: tuple[Preset, ...] = (
    Preset(
        "sequences", "fast", CellSizes(3, 5, 2, 2, 3),
        Settings(2, "softmax", "adam", 0.05, 1e-3, validation=2, clip=0.5), 400, 20, spread=0.5,
        note="the same cell with an optimiser of ours",
    ),
    Preset(
        "sequences", "paper", CellSizes(3, 5, 2, 2, 3),
        Settings(2, "softmax", "rmsprop", 0.01, 1e-3, validation=2, clip=0.5), 400, 20, **_AUTHOR,
        note="sizes, batch, optimiser, initial spreads and threshold of the author's setting",
    ),
    Preset(
        "xor", "fast", CellSizes(2, 4, 1, 2, 3),
        Settings(4, "softmax", "adam", 0.03, 1e-2, clip=0.5), 300, 18, **_AUTHOR,
        note="sizes, batch, optimiser, initial spreads and threshold of the author's setting",
    ),
    Preset(
        "xor", "paper", CellSizes(2, 4, 1, 2, 3),
        Settings(16, "softmax", "adam", 0.005, 1e-3, clip=0.5), 1500, 36, **_AUTHOR,
        note="sizes, batch, optimiser, initial spreads and threshold of the author's preset",
    ),
    Preset(
        "letters", "fast", CellSizes(3, 5, 2, 1, 2),
        Settings(4, "nll", "adam", 0.02, 0.02, clip=0.5, keep_best=True), 600, 36, spread=0.3,
        note="lanes, stages and batch of the author's setting; order 1, degree 2, optimiser ours",
    ),
    Preset(
        "letters", "paper", CellSizes(3, 5, 2, 2, 3),
        Settings(4, "softmax", "adam", 0.03, 1e-2), 400, 36, spread=0.5,
        note="sizes and batch of the author's setting; optimiser and threshold ours",
    ),
    Preset(
        "dna", "short", CellSizes(3, 5, 2, 1, 2),
        Settings(32, "nll", "adam", 0.01, 0.1, keep_best=True), 800, 5, spread=0.3, note="ours",
    ),
    Preset(
        "dna", "ten", CellSizes(3, 5, 2, 1, 2),
        Settings(32, "nll", "adam", 0.01, 0.1, keep_best=True), 1200, 10, spread=0.3,
        lessons=((300, 5), (500, 7)), note="ours; shorter sentences first",
    ),
    Preset(
        "dna", "ten-last", CellSizes(3, 5, 2, 1, 2),
        Settings(32, "nll", "adam", 0.02, 0.05, clip=0.5, keep_best=True), 1200, 10, spread=0.3,
        read_last=True, lessons=((300, 5), (500, 7)),
        note="ours; shorter sentences first, a word after the last base alone",
    ),
    Preset(
        "digits", "01", CellSizes(2, 5, 0, 2, 2), _IMAGES, 3000, 100, (0, 1), spread=0.3,
        lessons=_SMALLER,
        note="9 qubits; the two scans of the paper; cell, optimiser, images, lessons are ours",
    ),
    Preset(
        "digits", "01-unitary", CellSizes(2, 5, 0, 1, 2), _SLOWER, 2000, 100, (0, 1), spread=0.3,
        amplified=True, read_last=True, lessons=_GROWING,
        note="8 qubits; amplified neurons, a word after the last pixel alone; ours",
    ),
    Preset(
        "digits", "01-unitary-cubic", CellSizes(2, 5, 0, 1, 3), _SLOWER, 2000, 100, (0, 1),
        spread=0.3, amplified=True, read_last=True, lessons=_GROWING,
        note="as 01-unitary with neurons of degree 3",
    ),
    Preset(
        "digits", "01-augmented", CellSizes(2, 5, 0, 2, 2), _IMAGES, 3000, 100, (0, 1), True,
        spread=0.3, lessons=_SMALLER,
        note="as 01 with shifted images; the augmentation is ours",
    ),
    Preset(
        "digits", "01-embedded", CellSizes(2, 4, 1, 1, 2), _POINTS, 400, 4, (0, 1),
        embedding=(2, 4), spread=0.3, read_last=True,
        note="the augmentation of the paper, principal components in place of UMAP; cell ours",
    ),
    Preset(
        "digits", "ten-embedded", CellSizes(4, 5, 1, 1, 2), _POINTS, 2000, 4, tuple(range(10)),
        embedding=(4, 4), spread=0.3, read_last=True, note="as 01-embedded, all ten digits",
    ),
    Preset(
        "digits", "36", CellSizes(2, 5, 0, 2, 2), _IMAGES, 3000, 100, (3, 6), spread=0.3,
        lessons=_SMALLER, note="as 01",
    ),
    Preset(
        "digits", "author", CellSizes(2, 6, 2, 2, 2),
        Settings(20, "softmax", "adam", 0.002, validation=72, clip=0.3), 400, 100, (0, 1),
        note="sizes and 10 images per digit as in the author's setting; images, optimiser ours",
    ),
    Preset(
        "memorisation", "100", CellSizes(2, 3, 1, 1, 2),
        Settings(16, "nll", "adam", 0.01, 0.15, keep_best=True), 500, 100, spread=0.3,
        amplified=True, lessons=((100, 10), (200, 30)), note="ours; shorter sentences first",
    ),
    Preset(
        "memorisation", "1000", CellSizes(2, 3, 1, 1, 2),
        Settings(16, "nll", "adam", 0.01, 0.05, keep_best=True), 800, 1000, spread=0.3,
        amplified=True, read_last=True, lessons=((100, 10), (200, 50), (300, 200)),
        note="ours; shorter sentences first, a word after the last token alone",
    ),
)  # fmt: skip


def find(task: str, name: str | None = None) -> Preset:
    """Return a preset.

    Args:
        task: its task.
        name: its name; None for the first of the task.

    Raises:
        InputError: none of that name.

    Example:
        >>> find("xor", "paper").sizes.parameters
        264
    """
    tasks = tuple(dict.fromkeys(one.task for one in PRESETS))
    if task not in tasks:
        raise InputError(where="task", expected=", ".join(tasks), found=shown(task))
    own = [one for one in PRESETS if one.task == task]
    for one in own:
        if name in (None, one.name):
            return one
    names = ", ".join(one.name for one in own)
    raise InputError(where="preset", expected=f"{names} for the task {task}", found=shown(name))
