"""The plot of squeezing against error.

What belongs here: drawing. What does not: the numbers (`khrnn.qumode.squeezing`). Needs the extra
`plot`, loaded on use.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.extras import need
from contextuality.formats.atomic import write_atomically
from contextuality.formats.produced import metadata
from khrnn.qumode.squeezing import decibels_from_variance, needed, single_edge_miss

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("svg", "pdf", "png")


def smallest_for_single_edge(error: float, difference: float, k: int) -> float:
    """Return the squeezing in dB at which a single-edge difference is told with both errors.

    Args:
        error: of either kind, strictly between 0 and 1.
        difference: of the weights on the edge, above 0.
        k: 2 or 3.

    Returns:
        The least squeezing, by bisection on the law itself, of the test that accepts up to
        z / (2 s); below what `needed` guarantees for all differences.

    Example:
        >>> smallest_for_single_edge(0.01, 1.0, 2) <= needed(0.01, 0.01, 1.0, 2).decibels
        True
    """
    top = needed(error, error, difference, k)
    z = 2 * top.threshold * top.variance**0.5
    low, high = top.variance / 1e6, top.variance
    for _ in range(40):
        middle = (low * high) ** 0.5
        if single_edge_miss(z / (2 * middle**0.5), middle, difference, k) > error:
            low = middle
        else:
            high = middle
    return decibels_from_variance(high)


def plot_needed(path: Path, difference: float) -> None:
    """Draw the squeezing needed against the error, both errors equal, for k = 2, 3, 4.

    Args:
        path: ends in .svg, .pdf or .png.
        difference: of the weights on some edge, above 0.

    Raises:
        InputError: matplotlib is missing (extra `plot`), or another ending.
    """
    kind = path.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise InputError(
            where=str(path), expected="a file ending in .svg, .pdf or .png", found=path.name
        )
    need("matplotlib", "plot", "the plot of squeezing against error")
    from matplotlib.figure import Figure  # noqa: PLC0415 - slow to load

    errors = [10 ** (-j / 8) for j in range(4, 41)]
    few = errors[::6]
    figure = Figure(figsize=(6.4, 4.4), layout="constrained")
    axes = figure.subplots()
    for k, colour in ((2, "C0"), (3, "C1"), (4, "C2")):
        bound = [needed(error, error, difference, k).decibels for error in errors]
        axes.semilogx(errors, bound, color=colour, label=f"k = {k}: enough for every difference")
        if k < 4:
            least = [smallest_for_single_edge(error, difference, k) for error in few]
            axes.semilogx(few, least, "o", color=colour, mfc="none",
                          label=f"k = {k}: least, one edge differs")  # fmt: skip
    axes.invert_xaxis()
    axes.set_xlabel("error: false alarm and miss")
    axes.set_ylabel("squeezing (dB)")
    axes.set_title(f"One nullifier tells two weights apart that differ by {difference:g}")
    axes.legend()
    stream = io.BytesIO()
    figure.savefig(stream, format=kind, metadata=metadata(kind))
    write_atomically(path, stream.getvalue())
