"""`khrnn separation`: error against memory, classical models against the proved bound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli.console import FAILED, console, print_json
from proofs.cli.train_fit import load_torch

if TYPE_CHECKING:
    from khrnn.training.separation import Point, Separation


def separation(
    n: Annotated[int, typer.Argument(help="Vertices and latent qubits.")],
    k: Annotated[int, typer.Argument(help="Edge size; binom(N,K) is at most 6.")],
    cells: Annotated[
        str, typer.Option(help="Classical cells, separated by commas.")
    ] = "rnn,gru,lstm,ssm,transformer",
    sentences: Annotated[int, typer.Option(help="Training sentences, the same for all.")] = 4000,
    steps: Annotated[int, typer.Option(help="Steps of the optimiser, the same for all.")] = 400,
    seed: Annotated[int, typer.Option(help="Seed of data, parameters and searches.")] = 0,
    train_khrnn: Annotated[
        bool,
        typer.Option("--train-khrnn", help="Train the k-HRNN too, instead of the task's phases."),
    ] = False,
    output: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option("--output", "-o", help="Draw the plot into this .svg, .pdf or .png."),
    ] = None,
    threads: Annotated[int, typer.Option(help="Threads of torch.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train classical models at every memory; exit 1 if one beats the proved bound."""
    load_torch(threads, sentences=sentences, steps=steps)
    from khrnn.hypergraph.snapped import SnappedCell, true_phases
    from khrnn.training.separation import check_feasible
    from khrnn.training.separation import separation as experiment

    check_feasible(n, k)
    if output is not None:
        from khrnn.training.separation_plot import check_plot

        check_plot(output)
    phases = true_phases(n, k)
    if train_khrnn:
        from khrnn.tasks.dataset import HSMT
        from khrnn.training.curriculum import khrnn_fit

        data = HSMT.generate(n, k, 16, (sentences, 1, 1), seed=seed, first_lessons=sentences)
        fit = khrnn_fit(data, seed=seed)
        with console(stderr=True).status("k-HRNN"):
            fit.run()
        phases = fit.cell.polynomials()
    with console(stderr=True).status("") as status:

        def report(point: Point) -> None:
            status.update(f"{point.model}, {point.bits:g} bits: worst {float(point.worst):.3f}")

        kinds = tuple(word.strip() for word in cells.split(",") if word.strip())
        found = experiment(
            n, k, SnappedCell(n, k, phases), seed=seed, kinds=kinds, steps=steps,
            sentences=sentences, report=report,
        )  # fmt: skip
    if output is not None:
        from khrnn.training.separation_plot import plot_separation

        plot_separation(found, output)
    if as_json:
        print_json(_described(found, trained=train_khrnn))
    else:
        _print(found, trained=train_khrnn)
    if found.violations():
        raise typer.Exit(FAILED)


def _described(found: Separation, *, trained: bool) -> dict[str, Any]:
    def entry(point: Point) -> dict[str, Any]:
        return {
            "model": point.model,
            "bits": point.bits,
            "states_at_cut": point.states,
            "worst_error": float(point.worst),
            "mean_error": float(point.mean),
            "nats_above_true_law": point.excess,
        }

    quantum = found.quantum
    return {
        "schema": "khrnn-separation/1",
        "n": found.n,
        "k": found.k,
        "seed": found.seed,
        "steps": found.steps,
        "sentences": found.sentences,
        "points": [entry(point) for point in found.points],
        "walls": [
            {
                "bits": wall.bits,
                "proved_worst_error": str(wall.worst),
                "proved_mean_error": str(wall.mean),
                "best_found_worst_error": str(wall.best.error),
                "exhaustive_lower_bound": str(wall.best.lower_bound),
            }
            for wall in found.walls
        ],
        "quantum": {
            "qubits": found.n,
            "ancillas": 1,
            "trained": trained,
            "worst_error": str(quantum.worst),
            "mean_error": str(quantum.mean),
        },
        "violations": found.violations(),
    }


def _print(found: Separation, *, trained: bool) -> None:
    print(f"({found.n},{found.k}): errors at the cut, deterministic memory (reading R2)")
    print("bits   proved worst, mean    best machine   trained worst (mean)")
    most = len(found.walls) - 1
    for bits in sorted({point.bits for point in found.points}):
        wall = found.walls[min(int(bits), most)]
        told = "  ".join(
            f"{point.model} {float(point.worst):.3f} ({float(point.mean):.3f})"
            for point in found.points
            if point.bits == bits
        )
        proved = f"{wall.worst}, {wall.mean}"
        print(f"{bits:>4g}   {proved:<20}  {wall.best.error!s:<13}  {told}")
    how = "trained, phases rounded" if trained else "the task's phases"
    print(f"k-HRNN, {found.n} qubits and an ancilla ({how}): worst {found.quantum.worst}")
    for line in found.violations():
        print(f"BEATS THE BOUND: {line}")
