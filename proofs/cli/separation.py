"""`khrnn separation`: error against memory, classical models against the proved bound."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import interrupts, options
from proofs.cli.console import FAILED, console, print_json
from proofs.cli.train_fit import drive, load_torch

if TYPE_CHECKING:
    from khrnn.hypergraph.snapped import Learned
    from khrnn.training.separation import Point, Separation

POINTS = "separation.json"
"""In the folder of a checkpoint: the models trained so far."""

Number = Optional[int]  # noqa: UP045 - Typer evaluates annotations at run time


def separation(
    n: Annotated[int, typer.Argument(help="Vertices and latent qubits.")],
    k: Annotated[int, typer.Argument(help="Edge size; binom(N,K) is at most 10.")],
    cells: Annotated[
        str, typer.Option(help="Classical cells, separated by commas.")
    ] = "rnn,gru,lstm,ssm,transformer",
    bits: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Memories in bits, separated by commas; else 1 to binom(N,K) + 1."),
    ] = None,
    preset: Annotated[
        str, typer.Option(help="quick, or long: more sentences, steps and restarts.")
    ] = "quick",
    sentences: Annotated[Number, typer.Option(help="Training sentences, the same for all.")] = None,
    steps: Annotated[Number, typer.Option(help="Steps of a restart, the same for all.")] = None,
    restarts: Annotated[
        Number, typer.Option(help="Random starts; the least training loss is kept.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of data and parameters.")] = 0,
    train_khrnn: Annotated[
        bool,
        typer.Option("--train-khrnn", help="Train the k-HRNN too, instead of the task's phases."),
    ] = False,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", help="Draw the plot into this .svg, .pdf or .png."),
    ] = None,
    checkpoint: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Folder that keeps every trained model's figures."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint.")] = False,
    threads: Annotated[int, typer.Option(help="Threads of torch.")] = 1,
    as_json: options.AsJson = False,
) -> None:
    """Train classical models at every memory; exit 1 if one beats the proved bound."""
    load_torch(threads, seed)
    from contextuality.errors import InputError
    from khrnn.classical.bounded import CELLS
    from khrnn.hypergraph.snapped import SnappedCell, true_phases
    from khrnn.training.cut import BUDGETS, check_feasible
    from khrnn.training.separation import separation as experiment

    check_feasible(n, k)
    if preset not in BUDGETS:
        raise InputError(where="--preset", expected=" or ".join(BUDGETS), found=repr(preset))
    asked = {"sentences": sentences, "steps": steps, "restarts": restarts}
    given = {name: value for name, value in asked.items() if value is not None}
    budget = replace(BUDGETS[preset], **given)
    if output is not None:
        from khrnn.training.separation_plot import check_plot

        options.writable(output)
        check_plot(output)
    kinds = tuple(dict.fromkeys(_listed(cells)))
    if not kinds:
        raise InputError(where="--cells", expected=", ".join(CELLS), found=repr(cells))
    for kind in kinds:
        if kind not in CELLS:
            raise InputError(where="--cells", expected=", ".join(CELLS), found=repr(kind))
    widths = _widths(bits)
    request = {"n": n, "k": k, "seed": seed, **asdict(budget), "khrnn_trained": train_khrnn}
    points = _begin(checkpoint, request, resume=resume)
    phases: Learned = true_phases(n, k)
    if train_khrnn:
        phases = _trained(n, k, seed, checkpoint, resume=resume)
    _keeping(checkpoint, len(points))
    with console(stderr=True).status("") as status:

        def report(point: Point) -> None:
            status.update(f"{point.model}, {point.bits:g} bits: worst {float(point.worst):.3f}")
            points.append(point)
            if checkpoint is not None:
                _keep(checkpoint, request, points)
            _keeping(checkpoint, len(points))

        found = experiment(
            n, k, SnappedCell(n, k, phases), seed=seed, kinds=kinds, bits=widths,
            budget=budget, done=tuple(points), report=report,
        )  # fmt: skip
    if output is not None:
        from khrnn.training.separation_plot import plot_separation

        plot_separation(found, output)
    if as_json:
        print_json({**found.described(), "khrnn_trained": train_khrnn})
    else:
        _print(found, trained=train_khrnn)
    if found.violations():
        raise typer.Exit(FAILED)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _widths(text: str | None) -> list[int] | None:
    from contextuality.errors import InputError, shown
    from khrnn.classical.bounded import MAX_UNITS

    if text is None:
        return None
    words = _listed(text)
    if not words or not all(word.isascii() and word.isdigit() for word in words):
        raise InputError(
            where="--bits", expected="integers above 0, separated by commas", found=shown(text)
        )
    for word in words:
        if len(word) > len(str(MAX_UNITS)) or not 1 <= int(word) <= MAX_UNITS:
            raise InputError(where="--bits", expected=f"1..{MAX_UNITS}", found=shown(word))
    return [int(word) for word in words]


def _begin(folder: Path | None, request: dict[str, Any], *, resume: bool) -> list[Point]:
    """Return the models that an interrupted run has trained."""
    from contextuality.errors import InputError
    from contextuality.formats.strict_json import expect_list, expect_object, parse_object
    from khrnn.generative.training import make_folder
    from khrnn.training.checkpoints import CHECKPOINT
    from khrnn.training.same_run import refuse_absent, refuse_other
    from khrnn.training.separation import Point

    if folder is None:
        if resume:
            raise InputError(where="--resume", expected="--checkpoint DIR beside it", found="none")
        return []
    place = folder / POINTS
    if not place.exists():
        # An interrupt may have come while the k-HRNN was trained, before any other model.
        if resume and not (folder / CHECKPOINT).exists():
            refuse_absent(place)
        make_folder(folder)
        return []
    if not resume:
        raise InputError(where=str(place), expected="no checkpoint, or --resume", found="one")
    try:
        kept = parse_object(place.read_text(encoding="utf-8"), str(place), floats=True)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            where=str(place), expected="a checkpoint of khrnn separation", found=str(error)
        ) from error
    if not {"request", "points"} <= set(kept):
        raise InputError(
            where=str(place), expected="a checkpoint of khrnn separation", found="another object"
        )
    refuse_other(place, expect_object(kept["request"], f"{place}: request"), request)
    entries = expect_list(kept["points"], f"{place}: points")
    try:
        return [Point.of(expect_object(entry, "point")) for entry in entries]
    except InputError as error:
        raise error.located(str(place)) from error


def _keeping(folder: Path | None, count: int) -> None:
    """Say in advance what an interrupt leaves."""
    if folder is None:
        kept = "nothing is kept: no --checkpoint was given"
    elif count:
        models = "1 trained model" if count == 1 else f"{count} trained models"
        kept = f"{models} in {folder / POINTS}; go on with the same command and --resume"
    else:
        kept = f"no model trained yet in {folder}; start again without --resume"
    interrupts.keeping(kept)


def _keep(folder: Path, request: dict[str, Any], points: list[Point]) -> None:
    from contextuality.formats.atomic import write_atomically
    from contextuality.formats.produced import producer

    folder.mkdir(parents=True, exist_ok=True)
    kept: dict[str, Any] = {"producer": producer(), "request": request}
    kept["points"] = [point.described() for point in points]
    write_atomically(folder / POINTS, json.dumps(kept, indent=1) + "\n")


def _trained(n: int, k: int, seed: int, folder: Path | None, *, resume: bool) -> Learned:
    """Train a k-HRNN and return its rounded phases."""
    from khrnn.tasks.dataset import HSMT
    from khrnn.training.checkpoints import CHECKPOINT
    from khrnn.training.curriculum import khrnn_fit

    data = HSMT.generate(n, k, 16, (3000, 1, 1), seed=seed, first_lessons=2400)
    fit = khrnn_fit(data, seed=seed)
    started = folder is not None and (folder / CHECKPOINT).exists()
    drive(fit, folder, resume=resume and started)
    return fit.cell.polynomials()


def _print(found: Separation, *, trained: bool) -> None:
    print(f"({found.n},{found.k}): errors at the cut, deterministic memory (reading R2)")
    print("bits   proved worst, mean   best machine   trained worst (mean)")
    most = len(found.walls) - 1
    for bits in sorted({point.bits for point in found.points}):
        wall = found.walls[min(int(bits), most)]
        told = "  ".join(
            f"{point.model} {float(point.worst):.3f} ({float(point.mean):.3f})"
            for point in found.points
            if point.bits == bits
        )
        proved = f"{wall.worst}, {wall.mean}"
        best = f"{wall.best_worst}, {wall.best_mean}"
        print(f"{bits:>4g}   {proved:<18}  {best:<13}  {told}")
    how = "trained, phases rounded" if trained else "the task's phases"
    print(f"k-HRNN, {found.n} qubits and an ancilla ({how}): worst {found.quantum.worst}")
    for line in found.violations():
        print(f"BEATS THE BOUND: {line}")
