"""The picture: gradient variances of models on one axis, measured, predicted and bounded.

What belongs here: drawing. What does not: numbers. Needs the extra `plot`, loaded on use.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.extras import need
from contextuality.formats.atomic import write_atomically

if TYPE_CHECKING:
    from khrnn.trainability.gradient_variance import Measured

FORMATS = ("svg", "pdf", "png")


def check_format(path: Path) -> str:
    """Return the format that a file name asks for.

    Args:
        path: ends in .svg, .pdf or .png.

    Raises:
        InputError: for another ending.

    Example:
        >>> check_format(Path("picture.svg"))
        'svg'
    """
    kind = path.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise InputError(
            where=str(path), expected="a file ending in .svg, .pdf or .png", found=path.suffix
        )
    return kind


def plot_variances(found: Mapping[str, Sequence[Measured]], path: Path, title: str) -> None:
    """Draw measured variances with intervals, predictions as lines, bounds as triangles.

    Args:
        found: legend -> measurements.
        path: ends in .svg, .pdf or .png.
        title: the heading.

    Raises:
        InputError: matplotlib is missing (extra `plot`), or another ending.
    """
    kind = check_format(path)
    matplotlib = need("matplotlib", "plot", "plots of gradient variances")
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to load
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    figure = Figure(figsize=(8, 5.5), layout="constrained")
    axes = figure.subplots()
    for number, (name, points) in enumerate(found.items()):
        colour = matplotlib.colormaps["tab20"](2 * number % 20 + number // 10 % 2)
        marker = "osD^vP*X<>"[number % 10]
        shown = [p for p in points if p.variance > 0]
        axes.errorbar(
            [p.size for p in shown],
            [p.variance for p in shown],
            yerr=[
                [max(0.0, p.variance - p.low) for p in shown],
                [max(0.0, p.high - p.variance) for p in shown],
            ],
            fmt=marker, color=colour, label=name, capsize=3, markersize=5,
        )  # fmt: skip
        known = [(p.size, float(p.predicted)) for p in points if p.predicted]
        axes.plot([x for x, _ in known], [y for _, y in known], "-", color=colour, linewidth=1)
        for side, shape in (("upper", "v"), ("lower", "^")):
            bounded = [
                (p.size, float(p.bound.value)) for p in points if p.bound and p.bound.kind == side
            ]
            axes.plot(
                [x for x, _ in bounded], [y for _, y in bounded], shape,
                color=colour, markerfacecolor="none", linestyle=":", linewidth=1,
            )  # fmt: skip
    axes.set_yscale("log")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("size (qubits, modes or lanes)")
    axes.set_ylabel("variance")
    axes.set_title(title)
    figure.legend(
        loc="outside right upper",
        title="points: measured, 95 %\nlines: exact\nopen: bounds",
        fontsize="small",
    )
    stream = io.BytesIO()
    figure.savefig(stream, format=kind)
    write_atomically(path, stream.getvalue())
