"""`khrnn trainability`: how the gradients of a model scale, measured beside theory."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import options
from proofs.cli.console import FAILED, console, fail, print_json

if TYPE_CHECKING:
    from khrnn.trainability.gradient_variance import Law, Measured
    from khrnn.trainability.model import GradientModel


def trainability(
    model: Annotated[str, typer.Argument(help="A model's name, 'all', or '?' to list the names.")],
    sizes: Annotated[
        Optional[str],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option(help="Sizes such as 2,3,4; the model's own by default."),
    ] = None,
    samples: Annotated[int, typer.Option(help="Samples at each size, at least 30.")] = 1000,
    seed: options.Seed = 0,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", help="Draw into this .svg, .pdf or .png."),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Measure gradient variances, compare them with exact ones and bounds, fit how they scale."""
    from khrnn.trainability.registry import MODELS, load

    if model == "?":
        if as_json:
            print_json({"models": list(MODELS)})
        else:
            for name in MODELS:
                print(f"{name}: {load(name).quantity}")
        return
    options.seed_from_zero(seed)
    if samples < 30:
        fail(f"--samples: expected at least 30, found {samples}")
    asked = _sizes(sizes)
    options.writable(output)
    if output is not None:
        from contextuality.extras import need
        from khrnn.trainability.plot import check_format

        check_format(output)
        need("matplotlib", "plot", "plots of gradient variances")
    chosen = [load(name) for name in (MODELS if model == "all" else [model])]
    plans = [(one, asked if asked is not None else one.sizes) for one in chosen]
    if model == "all" and asked is not None:
        # A model that begins above or ends below a size leaves it out.
        plans = [(one, tuple(s for s in asked if _takes(one, s))) for one in chosen]
    found, finished = _run(plans, samples, seed)
    if as_json:
        print_json(_as_data(plans, found, samples, seed))
    else:
        for one, _ in plans:
            _print(one, found[one.name])
        known = [p for points in found.values() for p in points if p.deviation is not None]
        if known:
            outside = sum(not p.agrees for p in known)
            print(
                f"{len(known)} points with an exact variance, {outside} of them off by over 3 "
                f"standard errors (chance alone: {0.0027 * len(known):.2f})"
            )
    if output is not None:
        from khrnn.trainability.plot import plot_variances

        plot_variances(found, output, f"Gradient variance, {samples} samples, seed {seed}")
    if not finished:
        raise KeyboardInterrupt
    if not all(point.agrees for points in found.values() for point in points):
        raise typer.Exit(FAILED)


def _sizes(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    words = text.split(",")
    if not all(word.strip().isdecimal() and int(word) >= 1 for word in words):
        fail(f"--sizes: expected positive integers such as 2,3,4, found {text!r}")
    return tuple(sorted({int(word) for word in words}))


def _takes(model: GradientModel, size: int) -> bool:
    return model.sizes[0] <= size <= model.largest


def _run(
    plans: list[tuple[GradientModel, tuple[int, ...]]], samples: int, seed: int
) -> tuple[dict[str, list[Measured]], bool]:
    """Measure; return what was measured, and whether that is everything or an interrupt came."""
    from rich.progress import Progress

    from khrnn.trainability.gradient_variance import measure_one

    found: dict[str, list[Measured]] = {one.name: [] for one, _ in plans}
    with Progress(console=console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("sampling", total=sum(len(sizes) for _, sizes in plans))
        try:
            for one, sizes in plans:
                for size in sizes:
                    progress.update(task, description=f"{one.name}, {size}")
                    found[one.name].append(measure_one(one, size, samples, seed))
                    progress.advance(task)
        except KeyboardInterrupt:
            return found, False
    return found, True


def _laws(points: list[Measured]) -> list[Law]:
    from khrnn.trainability.gradient_variance import fit

    return [law for kind in ("exponential", "power") if (law := fit(points, kind)) is not None]


def _as_data(
    plans: list[tuple[GradientModel, tuple[int, ...]]],
    found: dict[str, list[Measured]],
    samples: int,
    seed: int,
) -> dict[str, Any]:
    return {
        "samples": samples,
        "seed": seed,
        "models": [
            {
                "name": one.name,
                "quantity": one.quantity,
                "unit": one.unit,
                "points": [
                    {
                        "size": p.size,
                        "mean": p.mean,
                        "variance": p.variance,
                        "standard_error": p.standard_error,
                        "interval": [p.low, p.high],
                        "predicted": None if p.predicted is None else float(p.predicted),
                        "predicted_exact": None if p.predicted is None else str(p.predicted),
                        "deviation": p.deviation,
                        "bound": None
                        if p.bound is None
                        else {
                            "kind": p.bound.kind,
                            "value": float(p.bound.value),
                            "source": p.bound.source,
                        },
                        "agrees": p.agrees,
                    }
                    for p in found[one.name]
                ],
                "laws": [
                    {
                        "kind": law.kind,
                        "rate": law.rate,
                        "interval": [law.low, law.high],
                        "prefactor": law.prefactor,
                        "misfit": law.misfit,
                    }
                    for law in _laws(found[one.name])
                ],
            }
            for one, _ in plans
        ],
    }


def _print(model: GradientModel, points: list[Measured]) -> None:
    from rich.table import Table

    table = Table(title=f"{model.name}: {model.quantity}", title_justify="left")
    for column in (model.unit, "variance", "95 % interval", "exact", "deviation", "bound", ""):
        table.add_column(column)
    for p in points:
        table.add_row(
            str(p.size),
            f"{p.variance:.4g}",
            f"{p.low:.4g} .. {p.high:.4g}",
            "" if p.predicted is None else f"{float(p.predicted):.4g}",
            "" if p.deviation is None else f"{p.deviation:+.2f} s.e.",
            "" if p.bound is None else f"{p.bound.kind} {float(p.bound.value):.4g}",
            "" if p.agrees else "DISAGREES",
        )
    console().print(table)
    for law in _laws(points):
        form = "exp(-r n)" if law.kind == "exponential" else "n^-r"
        print(
            f"  {form}: r = {law.rate:.3f} [{law.low:.3f}, {law.high:.3f}], "
            f"chi squared per degree of freedom {law.misfit:.2f}"
        )
