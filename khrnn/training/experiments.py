"""From a preset and a seed to a training run, of the quantum cell or of a classical baseline.

What belongs here: building. What does not: numbers (`presets`), the loop (`loop`), printing.
Importing this module imports torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from khrnn.classical.recurrent import Recurrent, hidden_for
from khrnn.qrnn.model import QRNN
from khrnn.tasks.batches import Batch, Split, generator
from khrnn.training.loop import Training, evaluate, whole_split

if TYPE_CHECKING:
    from pathlib import Path

    from khrnn.training.presets import Preset

TEST_SENTENCES = 256
"""Sentences drawn for a test where the test split has no end."""


def prepare(preset: Preset, seed: int, cell: str = "qrnn", mnist: Path | None = None) -> Training:
    """Build a run; the same arguments always give the same one.

    Args:
        preset: the experiment.
        seed: of parameters, batches and splits, at least 0.
        cell: "qrnn", or rnn, gru or lstm with the parameter count nearest to the quantum cell's.
        mnist: folder with MNIST's files, for the digits task.

    Returns:
        A training run without any step.

    Raises:
        InputError: an unknown cell, or a task that cannot be built.

    Example:
        >>> from khrnn.training.presets import find
        >>> prepare(find("xor", "fast"), 0, "gru").description["hidden"]
        6
    """
    source = torch.Generator().manual_seed(seed)
    model: QRNN | Recurrent
    description: dict[str, object] = {"model": cell}
    if cell == "qrnn":
        model = QRNN(
            preset.sizes,
            source,
            spread=preset.spread,
            offset=preset.offset,
            weight_spread=preset.weight_spread,
            amplified=preset.amplified,
            read_last=preset.read_last,
        )
    else:
        bits = preset.sizes.inout
        hidden = hidden_for(cell, bits, preset.sizes.parameters)
        model = Recurrent(cell, bits, hidden, source)
        description["hidden"] = hidden
    description["preset"] = preset.described()
    lessons = tuple((steps, preset.build_task(seed, mnist, size)) for steps, size in preset.lessons)
    task = preset.build_task(seed, mnist)
    return Training(model, task, preset.settings, seed, description, lessons=lessons)


def held_out(training: Training) -> Batch:
    """Return the test split, or 256 sentences of it drawn by the run's seed.

    Args:
        training: the run.
    """
    whole = whole_split(training.task, Split.TEST)
    if whole is not None:
        return whole
    rng = generator(training.seed, Split.TEST)
    return training.task.batch(Split.TEST, TEST_SENTENCES, rng)


def judge(training: Training) -> tuple[float, float, float]:
    """Return loss, error rate and least post-selection probability on the test batch.

    Args:
        training: a run, trained; choices must have been made before.
    """
    return evaluate(training.model, held_out(training), training.settings.loss)


def drawn_error(
    model: QRNN,
    batch: Batch,
    generator: torch.Generator,
    repeats: int = 1,
    *,
    vote: bool = False,
) -> float:
    """Return the error rate when every word is drawn instead of being given.

    Args:
        model: the quantum network.
        batch: the sentences.
        generator: the source of randomness.
        repeats: how often each sentence is run, at least 1.
        vote: whether the most frequent word of the repeats is judged, the first one of equally
            frequent ones, instead of each.

    Returns:
        The mean over sentences, counted targets and, without a vote, repeats.
    """
    sentences = torch.from_numpy(batch.sentences).repeat(repeats, 1)
    words = model.sample(sentences, generator).words.numpy().reshape(repeats, *batch.targets.shape)
    if vote:
        counts = [(words == word).sum(0) for word in range(model.sizes.words)]
        words = np.stack(counts).argmax(0)[None]
    return float((words != batch.targets)[:, batch.counted].mean())
