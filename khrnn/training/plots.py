"""Plots of a training record: loss, character error rate, least post-selection probability.

What belongs here: drawing. What does not: numbers. Needs the extra `plot`, loaded on use.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.extras import need
from contextuality.formats.atomic import write_atomically
from contextuality.formats.produced import metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khrnn.training.loop import Step

FORMATS = ("svg", "pdf", "png")


def plot_record(record: Sequence[Step], path: Path, title: str) -> None:
    """Draw a training record into a file.

    Args:
        record: at least one step.
        path: ends in .svg, .pdf or .png.
        title: the heading.

    Raises:
        InputError: matplotlib is missing (extra `plot`), another ending, or an empty record.
    """
    kind = path.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise InputError(
            where=str(path), expected="a file ending in .svg, .pdf or .png", found=path.name
        )
    if not record:
        raise InputError(where="record", expected="at least one step", found="none")
    need("matplotlib", "plot", "plots of a training record")
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to load

    steps = [one.step for one in record]
    figure = Figure(figsize=(6, 7), layout="constrained")
    loss, errors, success = figure.subplots(3, 1, sharex=True)
    loss.semilogy(steps, [max(one.loss, 1e-12) for one in record], label="training")
    tested = [one for one in record if one.validation_loss is not None]
    if tested:
        loss.semilogy(
            [one.step for one in tested],
            [max(one.validation_loss or 0.0, 1e-12) for one in tested],
            label="validation",
        )
    loss.set_ylabel("loss")
    loss.legend()
    errors.plot(steps, [one.error_rate for one in record])
    errors.set_ylabel("character error rate")
    success.plot(steps, [one.least_success for one in record])
    success.set_ylabel("least post-selection\nprobability")
    success.set_xlabel("step")
    figure.suptitle(title)
    stream = io.BytesIO()
    figure.savefig(stream, format=kind, metadata=metadata(kind))
    write_atomically(path, stream.getvalue())
