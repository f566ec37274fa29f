"""Gradient variances: measured points beside the exact laws.

Here belongs the choice of models and the drawing. Measuring is `khrnn.trainability`'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from contextuality.extras import MissingExtraError
from proofs.report.figures import Figure, Progress
from proofs.report.markup import Table, join
from proofs.report.plot import Plot, counting, decades, swatch
from proofs.report.typeset import formatted

if TYPE_CHECKING:
    from khrnn.trainability.gradient_variance import Measured

SAMPLES = 500


@dataclass(frozen=True)
class Panel:
    """Models that are drawn together.

    Args:
        anchor: of the figure.
        title: of the figure.
        models: registered name and words.
        claims: that give the laws.
        words: what is to be seen, mathematics between dollar signs.
    """

    anchor: str
    title: str
    models: tuple[tuple[str, str], ...]
    claims: tuple[str, ...]
    words: str


PANELS = (
    Panel(
        "gradients-khrnn",
        "Gradients of the k-HRNN",
        (("khrnn", "dense phases"), ("khrnn-line", "phases along a line")),
        ("gradient-phases", "lie-qubit-phases"),
        "Dense phases lose a factor 2 with every qubit although their Lie algebra is polynomial; "
        "on a line a measured element touches three qubits and the variance stays.",
    ),
    Panel(
        "gradients-circuits",
        "Gradients of rotation circuits",
        (("hardware-efficient", "hardware-efficient, 4n layers"),
         ("matchgate", "matchgates, 4n layers")),
        ("gradient-rotations", "gradient-haar", "lie-contrast"),
        "Where the algebra has dimension $4^n$ the variance falls exponentially, where it has "
        "dimension $n(2n-1)$ like a power.",
    ),
    Panel(
        "gradients-dissipative",
        "Gradients of perceptron networks",
        (("dissipative-global", "swap, global cost"), ("dissipative-local", "swap, local cost"),
         ("dissipative-design-global", "2-designs, global cost"),
         ("dissipative-design-local", "2-designs, local cost")),
        ("dissipative-swap", "dissipative-designs", "dissipative-simulated"),
        "Global costs fall exponentially; the local cost of a swap perceptron like $n^{-2}$.",
    ),
    Panel(
        "gradients-born",
        "Gradients of Born machines' losses",
        (("born-mmd", "MMD, wide kernel"), ("born-mmd-narrow", "MMD, narrow kernel"),
         ("born-lqf", "local quantum fidelity")),
        ("born-variance", "born-mmd-observable"),
        "The narrow kernel falls exponentially, the wide one like $1/n^2$.",
    ),
)  # fmt: skip


def gradient_figures(seed: int, progress: Progress) -> list[Figure]:
    """Measure and draw.

    Args:
        seed: of the samples.
        progress: told what is measured.
    """
    from khrnn.trainability.gradient_variance import measure  # noqa: PLC0415
    from khrnn.trainability.registry import load  # noqa: PLC0415

    figures = []
    for panel in PANELS:
        found: list[tuple[str, str, str, tuple[Measured, ...]]] = []
        missing = ""
        for name, words in panel.models:
            progress(f"gradient variances of {name}")
            model = load(name)
            try:
                points = measure(model, model.sizes, SAMPLES, seed)
            except MissingExtraError as error:
                missing = f" Left out: {error}."
                continue
            found.append((words, model.quantity, model.unit, points))
        figures.append(_figure(panel, found, seed, missing))
    return figures


def _figure(
    panel: Panel, found: list[tuple[str, str, str, tuple[Measured, ...]]], seed: int, missing: str
) -> Figure:
    if not found:
        return Figure(panel.anchor, panel.title, None, (), join(formatted(panel.words), missing))
    sizes = [p.size for *_, points in found for p in points]
    values = [v for *_, points in found for p in points for v in (p.variance, p.low, p.high)]
    values += [float(p.predicted) for *_, points in found for p in points if p.predicted]
    drawn = Plot(
        panel.anchor,
        panel.title,
        f"Measured variances with intervals against size on a logarithmic axis, the exact law as "
        f"a line through them. {re.sub('[${}]', '', panel.words)}",
        counting(f"size, {found[0][2]}", min(sizes), max(sizes), 8),
        decades("variance of the derivative", [v for v in values if v > 0]),
    )
    rows = []
    for series, (words, _, _, points) in enumerate(found):
        law = [(float(p.size), float(p.predicted)) for p in points if p.predicted]
        drawn.line(law, series, thin=True)
        for p in points:
            if p.low > 0:
                drawn.span(p.size, p.low, p.high, series)
            if p.variance > 0:
                drawn.mark(p.size, p.variance, series, f"{words}, size {p.size}: {p.variance:.3g}")
            rows.append(
                (words, str(p.size), f"{p.variance:.3g}", f"{p.low:.3g} to {p.high:.3g}",
                 _exact(p), "yes" if p.agrees else "no")
            )  # fmt: skip
    known = [p for *_, points in found for p in points if p.deviation is not None]
    outside = sum(not p.agrees for p in known)
    caption = join(
        formatted(panel.words),
        " Variance of the derivative by one angle, which the tables name."
        f" Points: {SAMPLES} samples each, seed {seed}, bars of 95 %: measured in floating point. "
        f"Lines: the exact laws. Of {len(known)} points {outside} "
        f"{'lies' if outside == 1 else 'lie'} over 3 standard errors away.{missing}",
    )
    legend = [(swatch("mark", i), words) for i, (words, *_) in enumerate(found)]
    columns = ("model", "size", "measured", "95 % interval", "exact", "within 3 s.e.")
    quantities = Table(
        "What is sampled",
        ("model", "quantity"),
        [(words, quantity) for words, quantity, *_ in found],
    )
    return Figure(
        panel.anchor,
        panel.title,
        drawn.html(),
        legend,
        caption,
        [Table(f"{panel.title}: variances", columns, rows, (1, 2, 3, 4)), quantities],
        claims=panel.claims,
    )


def _exact(point: Measured) -> str:
    """Return the law's value, as a fraction if it is one and short."""
    if point.predicted is None:
        return "none known"
    exact = point.predicted
    if isinstance(exact, Fraction) and exact.denominator < 10**8:
        return str(exact)
    return f"{float(exact):.4g}"
