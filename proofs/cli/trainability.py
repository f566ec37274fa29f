"""`khrnn trainability`: how the gradients of a model scale, measured beside theory."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated, Optional

import typer

from proofs.cli import interrupts, options
from proofs.cli.completion import model_names
from proofs.cli.console import FAILED, console, fail, print_json
from proofs.cli.trainability_tables import Run, as_data, print_model, print_summary

LEAST_SAMPLES, MOST_SAMPLES = 30, 10**7
AGAIN = 4
"""Times as many samples in the second look at a point that is off."""


def trainability(
    model: Annotated[
        str,
        typer.Argument(
            help="A model's name, several with commas, 'all', or '?' for the names.",
            autocompletion=model_names,
        ),
    ],
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
    """Measure gradient variances, compare them with exact ones and bounds, fit how they scale.

    A point off by over 3 standard errors is measured once more, with four times the samples; the
    second measurement decides.
    """
    from khrnn.trainability.registry import MODELS, load

    if model == "?":
        if as_json:
            print_json({"models": list(MODELS)})
        else:
            for name in MODELS:
                print(f"{name}: {load(name).quantity}")
        return
    options.seed_from_zero(seed)
    if not LEAST_SAMPLES <= samples <= MOST_SAMPLES:
        fail(f"--samples: expected {LEAST_SAMPLES}..{MOST_SAMPLES}, found {samples}")
    asked = _sizes(sizes)
    options.writable(output)
    if output is not None:
        from contextuality.extras import need
        from khrnn.trainability.plot import check_format

        check_format(output)
        need("matplotlib", "plot", "plots of gradient variances")
    names = list(MODELS) if model == "all" else list(dict.fromkeys(model.split(",")))
    runs = _plan(names, asked)
    finished = _run(runs, samples, seed)
    if as_json:
        print_json(as_data(runs, samples, seed))
    else:
        for run in runs:
            print_model(run)
        if len(runs) > 1:
            print_summary(runs)
        known = [p for run in runs for p in run.points if p.deviation is not None]
        if known:
            outside = sum(not p.agrees for p in known)
            again = sum(len(run.first) for run in runs)
            print(
                f"{len(known)} points with an exact variance, {outside} of them off by over 3 "
                f"standard errors; measured twice: {again} (by chance alone about "
                f"{0.0027 * len(known):.2f})"
            )
    if output is not None:
        from khrnn.trainability.plot import plot_variances

        plot_variances(
            {
                run.model.name + " (loss)" * ("the loss, not" in run.model.quantity): run.points
                for run in runs
            },
            output,
            f"Gradient variance, {samples} samples, seed {seed}",
        )
    if not finished:
        done, wanted = sum(len(run.points) for run in runs), sum(len(run.sizes) for run in runs)
        interrupts.keeping(f"{done} of {wanted} points are measured, the others are not")
        raise KeyboardInterrupt
    if not all(point.agrees for run in runs for point in run.points):
        raise typer.Exit(FAILED)


def _sizes(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    words = text.split(",")
    if not all(word.strip().isdecimal() and int(word) >= 1 for word in words):
        fail(f"--sizes: expected positive integers such as 2,3,4, found {text!r}")
    return tuple(sorted({int(word) for word in words}))


def _plan(names: list[str], asked: tuple[int, ...] | None) -> list[Run]:
    """One model alone refuses a size that it cannot do; of several, each does what it can."""
    from khrnn.trainability.model import takes
    from khrnn.trainability.registry import load

    runs = []
    for name in names:
        one = load(name)
        if asked is None or len(names) == 1:
            runs.append(Run(one, one.sizes if asked is None else asked))
            continue
        able = tuple(size for size in asked if takes(one, size))
        runs.append(Run(one, able, tuple(size for size in asked if size not in able)))
    return runs


def _run(runs: list[Run], samples: int, seed: int) -> bool:
    """Measure into the runs; return whether that is everything, or an interrupt came."""
    from rich.progress import Progress

    from khrnn.trainability.gradient_variance import measure_one

    with Progress(console=console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("sampling", total=sum(len(run.sizes) for run in runs))
        try:
            for run in runs:
                for size in run.sizes:
                    progress.update(task, description=f"{run.model.name}, {size}")
                    start = time.perf_counter()
                    point = measure_one(run.model, size, samples, seed)
                    if not point.agrees:
                        run.first[size] = point
                        point = measure_one(run.model, size, AGAIN * samples, seed, look=1)
                    run.seconds[size] = time.perf_counter() - start
                    run.points.append(point)
                    progress.advance(task)
        except KeyboardInterrupt:
            for run in runs:  # a point that was off and not looked at again stands as it was
                measured = {p.size for p in run.points}
                for size, point in list(run.first.items()):
                    if size not in measured:
                        run.points.append(point)
                        run.seconds.setdefault(size, 0.0)
                        del run.first[size]
            return False
    return True
