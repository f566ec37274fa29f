"""The separation plot: error against memory.

What belongs here: drawing a `Separation`. What does not: computing it. Needs the extra `plot`,
loaded on use.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.extras import need
from contextuality.formats.atomic import write_atomically
from contextuality.formats.produced import metadata
from khrnn.training.plots import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from khrnn.training.separation import Separation

MARKS = {"rnn": "o", "gru": "s", "lstm": "^", "ssm": "v", "transformer": "D"}


def check_plot(path: Path) -> str:
    """Require an ending that can be drawn, and return it.

    Args:
        path: the file to come.

    Raises:
        InputError: another ending, or matplotlib is missing (extra `plot`).
    """
    kind = path.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise InputError(
            where=str(path), expected="a file ending in .svg, .pdf or .png", found=path.name
        )
    need("matplotlib", "plot", "the separation plot")
    return kind


def plot_separation(found: Separation, path: Path) -> None:
    """Draw the experiment into a file: worst error left, mean error right.

    Args:
        found: the experiment.
        path: ends in .svg, .pdf or .png.

    Raises:
        InputError: as `check_plot`.
    """
    kind = check_plot(path)
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to load

    figure = Figure(figsize=(10, 4.2), layout="constrained")
    sides = figure.subplots(1, 2, sharex=True)
    bits = [wall.bits for wall in found.walls]
    for axes, worst in zip(sides, (True, False), strict=True):
        bound = [float(wall.worst if worst else wall.mean) for wall in found.walls]
        axes.fill_between(
            bits, bound, step="post", alpha=0.25, color="black",
            label="proved impossible for deterministic memory (R2)",
        )  # fmt: skip
        for name, mark in MARKS.items():
            own = [point for point in found.points if point.model == name]
            if own:
                heights = [float(point.worst if worst else point.mean) for point in own]
                axes.plot([point.bits for point in own], heights, mark, label=name, alpha=0.8)
        best = [float(wall.best_worst if worst else wall.best_mean) for wall in found.walls]
        axes.step(bits, best, where="post", label="best finite-state memory found")
        quantum = found.quantum
        height = float(quantum.worst if worst else quantum.mean)
        axes.plot([quantum.bits], [height], "*", markersize=14, label="k-HRNN (qubits)")
        axes.set_xlabel("memory at the cut, bits (k-HRNN: qubits)")
        axes.set_ylabel(("worst" if worst else "mean") + " total variation")
        axes.set_ylim(bottom=-0.02)
    # Below the axes: inside them it hides points.
    handles, labels = sides[1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, fontsize=8)
    figure.suptitle(f"(n, k) = ({found.n}, {found.k}): one measurement after a preparation")
    stream = io.BytesIO()
    figure.savefig(stream, format=kind, metadata=metadata(kind))
    write_atomically(path, stream.getvalue())
