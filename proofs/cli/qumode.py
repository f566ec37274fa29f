"""`khrnn qumode`: sentences for qumodes, their simulation, and the squeezing an error needs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import interrupts, options
from proofs.cli.console import add, fail, note, print_json, running_origin

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from khrnn.qumode.sentence import Sentence

MAX_OUTCOMES = 10**8
LEAST_RESOLUTION = 1e-100  # on a grid, where its square divides; far below what a grid resolves
POINTS = 128

app = typer.Typer(
    name="qumode",
    help="The k-HRNN on qumodes: sentences, simulation, squeezing.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def root() -> None:
    """The k-HRNN on qumodes."""


def task(
    n: Annotated[int, typer.Argument(help="Number of modes.")],
    k: Annotated[int, typer.Argument(help="Edge size, 1 to N.")],
    measurements: Annotated[int, typer.Option(help="Nullifiers measured.")] = 2,
    seed: options.Seed = 0,
    output: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option("--output", "-o", help="Write here instead of to standard output."),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Write a sentence of the qumode task: weighted phases, then nullifiers."""
    import numpy as np

    from contextuality.formats.atomic import write_atomically
    from khrnn.qumode.sentence import to_json
    from khrnn.qumode.task import sentence

    options.seed_from_zero(seed)
    options.writable(output)
    drawn = sentence(n, k, measurements, np.random.default_rng(seed))
    text = to_json(drawn, running_origin())
    if output is not None:
        write_atomically(output, text)
        note(f"a sentence of {measurements} measurements in {output} (seed {seed})")
    elif not as_json:
        sys.stdout.write(text)
    if as_json:
        place = None if output is None else str(output)
        data = {"schema": "khrnn-qumode-task/1", "file": place}
        print_json(data if output is not None else {**data, "sentence": json.loads(text)})


def simulate(
    file: Annotated[Path, typer.Argument(help="A sentence: docs/formats/qumode.md.")],
    squeezing: Annotated[float, typer.Option(help="Of each mode at the start, in dB.")] = 10.0,
    shots: Annotated[int, typer.Option(help="Runs of the sentence.")] = 1000,
    seed: options.Seed = 0,
    resolution: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(
            help="Standard deviation of the ancilla that is read, hbar = 1; 0 reads ideally. "
            "If not given, the ancilla is squeezed as the modes are."
        ),
    ] = None,
    on_grid: Annotated[
        bool, typer.Option("--grid", help="Wave functions on a grid: any phases, 3 modes at most.")
    ] = False,
    points: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help=f"Of the grid, for each mode; {POINTS} if not given."),
    ] = None,
    half_width: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(
            help="Of the grid, hbar = 1; if not given, 9 deviations of positions and back action."
        ),
    ] = None,
    outcomes: Annotated[bool, typer.Option("--outcomes", help="Print every outcome.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Sample a sentence at finite squeezing; print mean and deviation of every outcome."""
    from khrnn.qumode.sentence import read_sentence
    from khrnn.qumode.squeezing import variance_from_decibels

    options.seed_from_zero(seed)
    for name, value in (("--points", points), ("--half-width", half_width)):
        if value is not None and not on_grid:
            fail(f"{name}: expected with --grid, found alone")
    sentence = read_sentence(file)
    most = MAX_OUTCOMES // max(1, sentence.outcomes)
    if not 1 <= shots <= most:
        fail(f"--shots: expected 1..{most} for this sentence, found {shots}")
    variance = variance_from_decibels(squeezing)
    width = 1 / (2 * variance**0.5) if resolution is None else resolution
    interrupts.keeping("nothing is kept: results come at the end")
    drawn = _drawn(
        sentence,
        variance,
        width,
        shots,
        seed,
        _grid_size(sentence, variance, width, points, half_width) if on_grid else None,
    )
    means, deviations = drawn.mean(0).tolist(), drawn.std(0).tolist()
    if as_json:
        data: dict[str, Any] = {
            "schema": "khrnn-qumode-outcomes/1",
            "modes": sentence.n,
            "squeezing_db": squeezing,
            "position_variance": variance,
            "resolution": width,
            "method": "grid" if on_grid else "conditional",
            "shots": shots,
            "seed": seed,
            "mean": means,
            "standard_deviation": deviations,
        }
        if outcomes:
            data["outcomes"] = drawn.tolist()
        print_json(data)
        return
    print(
        f"{sentence.n} modes, {squeezing:g} dB (s^2 = {variance:.6g}, hbar = 1), "
        f"resolution {width:.6g}, {shots} shots, seed {seed}"
    )
    for place, (mean, deviation) in enumerate(zip(means, deviations, strict=True)):
        print(f"measurement {place}: mean {mean:+.6f}, standard deviation {deviation:.6f}")
    if outcomes:
        for row in drawn:
            print(" ".join(f"{value:+.9g}" for value in row))


def _grid_size(
    sentence: Sentence,
    variance: float,
    width: float,
    points: int | None,
    half_width: float | None,
) -> tuple[int, float]:
    """Return points and half width: each reading widens positions by at most 1/(4 width^2)."""
    from khrnn.qumode.conditional import MAX_RESOLUTION
    from khrnn.qumode.sentence import Shift

    if not LEAST_RESOLUTION <= width <= MAX_RESOLUTION:
        expected = f"{LEAST_RESOLUTION:g}..{MAX_RESOLUTION:g} on a grid"
        fail(f"--resolution: expected a number of {expected}, found {width}")
    if half_width is None:
        spread = (variance + sentence.outcomes / (4 * width**2)) ** 0.5
        shifts = (abs(token.amount) for token in sentence.tokens if isinstance(token, Shift))
        half_width = 9 * spread + float(sum(shifts))
    return (POINTS if points is None else points), half_width


def _drawn(
    sentence: Sentence,
    variance: float,
    width: float,
    shots: int,
    seed: int,
    on_grid: tuple[int, float] | None,
) -> npt.NDArray[np.float64]:
    """Draw in pieces, with a progress bar where there is a terminal."""
    import numpy as np
    from rich.progress import Progress

    from khrnn.qumode import conditional, grid
    from proofs.cli.console import console

    rng = np.random.default_rng(seed)
    size = 16 if on_grid else 1 << 16
    pieces = []
    screen = console(stderr=True)
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
        bar = progress.add_task("shots", total=shots)
        for start in range(0, shots, size):
            many = min(size, shots - start)
            if on_grid:
                where = grid.Grid(*on_grid)
                found = grid.sample(sentence, variance, width, where, shots=many, rng=rng)
            else:
                found = conditional.sample(sentence, variance, width, shots=many, rng=rng)
            pieces.append(found)
            progress.advance(bar, many)
    return np.concatenate(pieces)


def squeezing(
    k: Annotated[int, typer.Option("--k", help="Edge size, at least 2.")] = 3,
    false_alarm: Annotated[
        float, typer.Option(help="Chance of rejecting the latent's own nullifier.")
    ] = 0.01,
    miss: Annotated[float, typer.Option(help="Chance of accepting another weight's.")] = 0.01,
    difference: Annotated[float, typer.Option(help="Of the weights on some edge.")] = 1.0,
    plot: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Draw squeezing against error, k = 2, 3, 4: .svg, .pdf or .png."),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Print the squeezing at which one nullifier tells two weights apart."""
    from dataclasses import asdict

    from khrnn.qumode.squeezing import needed

    options.writable(plot)
    plan = needed(false_alarm, miss, difference, k)
    if plot is not None:
        from khrnn.qumode.plots import plot_needed

        plot_needed(plot, difference)
        note(f"plot in {plot}")
    if as_json:
        found = asdict(plan)
        found["squeezing_db"] = found.pop("decibels")
        found["position_variance"] = found.pop("variance")
        print_json({"schema": "khrnn-squeezing/1", "k": k, "difference": difference, **found})
        return
    print(
        f"{plan.decibels:.2f} dB (s^2 = {plan.variance:.6g}, hbar = 1) are enough: accept while "
        f"|outcome| <= {plan.threshold:.6g}"
    )
    print(f"false alarm {plan.false_alarm:.3g}, miss at most {plan.miss:.3g}")


add(app, "task", task, prints="output")
add(app, "simulate", simulate)
add(app, "squeezing", squeezing)
