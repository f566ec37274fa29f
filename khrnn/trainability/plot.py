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
from contextuality.formats.produced import metadata

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
            where=str(path), expected="a file ending in .svg, .pdf or .png", found=path.name
        )
    return kind


FAMILIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("khrnn", "k-HRNN", ("#08306b", "#2171b5", "#02818a", "#6baed6", "#41b6c4")),
    ("qrnn", "QRNN", ("#54278f",)),
    ("born", "Born machines", ("#00441b", "#238b45", "#74c476", "#a6761d", "#d8b365", "#7fbc41")),
    (
        "dissipative",
        "dissipative",
        ("#67000d", "#cb181d", "#fb6a4a", "#fcbba1", "#d94801", "#fdae6b"),
    ),
    ("", "circuits", ("#252525", "#737373", "#bdbdbd")),
)
"""Prefix of names, heading, colours: models of a family share a hue."""

MARKERS = "osD^vP"


def plot_variances(found: Mapping[str, Sequence[Measured]], path: Path, title: str) -> None:
    """Draw measured variances with intervals, predictions as lines, bounds as open triangles.

    Both axes are logarithmic: a power of the size is a straight line, an exponential bends down.

    Args:
        found: legend -> measurements.
        path: ends in .svg, .pdf or .png.
        title: the heading.

    Raises:
        InputError: matplotlib is missing (extra `plot`), or another ending.
    """
    kind = check_format(path)
    need("matplotlib", "plot", "plots of gradient variances")
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to load
    from matplotlib.lines import Line2D  # noqa: PLC0415
    from matplotlib.ticker import NullLocator, ScalarFormatter  # noqa: PLC0415

    figure = Figure(figsize=(10, 7), layout="constrained")
    axes = figure.subplots()
    families: dict[str, list[str]] = {}
    for name in found:
        families.setdefault(_family(name)[0], []).append(name)
    handles: list[Line2D] = []
    for family, members in families.items():
        handles.append(Line2D([], [], linestyle="none", label=family))
        for number, name in enumerate(members):
            points = found[name]
            colours = _family(name)[1]
            colour, marker = colours[number % len(colours)], MARKERS[number % len(MARKERS)]
            shown = [p for p in points if p.variance > 0]
            axes.errorbar(
                [p.size for p in shown],
                [p.variance for p in shown],
                yerr=[
                    [max(0.0, p.variance - p.low) for p in shown],
                    [max(0.0, p.high - p.variance) for p in shown],
                ],
                fmt=marker, color=colour, capsize=3, markersize=5,
            )  # fmt: skip
            known = [(p.size, float(p.predicted)) for p in points if p.predicted]
            axes.plot([x for x, _ in known], [y for _, y in known], "-", color=colour, linewidth=1)
            for side, shape in (("upper", "v"), ("lower", "^")):
                bounded = [
                    (p.size, float(p.bound.value))
                    for p in points
                    if p.bound and p.bound.kind == side
                ]
                axes.plot(
                    [x for x, _ in bounded], [y for _, y in bounded], shape,
                    color=colour, markerfacecolor="none", markersize=7, linestyle=":", linewidth=1,
                )  # fmt: skip
            handles.append(
                Line2D(
                    [],
                    [],
                    color=colour,
                    marker=marker,
                    markersize=5,
                    label=f"  {name}",
                    linestyle="-" if known else "none",
                )
            )
    axes.set_yscale("log")
    axes.set_xscale("log")
    sizes = sorted({p.size for points in found.values() for p in points})
    axes.set_xticks([size for size in sizes if size <= 6 or size in {8, 10, 12, 16, 32, sizes[-1]}])
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.xaxis.set_minor_locator(NullLocator())
    axes.grid(visible=True, which="major", color="0.92")
    axes.set_xlabel("size n (qubits, modes or lanes), logarithmic")
    axes.set_ylabel("variance, logarithmic")
    axes.set_title(f"{title}\na power of n is a straight line, an exponential bends down")
    figure.legend(
        handles=handles,
        loc="outside right upper",
        title="points: measured, 95 %\nlines: exact\nopen: bounds (v upper, ^ lower)",
        fontsize="small",
        title_fontsize="small",
    )
    stream = io.BytesIO()
    figure.savefig(stream, format=kind, metadata=metadata(kind))
    write_atomically(path, stream.getvalue())


def _family(name: str) -> tuple[str, tuple[str, ...]]:
    return next((title, colours) for prefix, title, colours in FAMILIES if name.startswith(prefix))
