"""`khrnn train classical`: a classical cell with a memory of so many bits, and its exact error."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from proofs.cli.console import FAILED, print_json
from proofs.cli.train_fit import check_folder, drive, load_torch


def classical(
    n: Annotated[int, typer.Argument(help="Vertices.")],
    k: Annotated[int, typer.Argument(help="Edge size; binom(N,K) is at most 10.")],
    cell: Annotated[str, typer.Option(help="rnn, gru, lstm, ssm or transformer.")] = "gru",
    units: Annotated[int, typer.Option(help="Numbers in the state.")] = 2,
    levels: Annotated[int, typer.Option(help="Values of each; memory is UNITS log2 LEVELS.")] = 2,
    sentences: Annotated[int, typer.Option(help="Training sentences.")] = 4000,
    steps: Annotated[int, typer.Option(help="Steps of the optimiser.")] = 400,
    seed: Annotated[int, typer.Option(help="Seed of data, parameters and batches.")] = 0,
    checkpoint: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option(help="Folder for the checkpoint."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint.")] = False,
    threads: Annotated[int, typer.Option(help="Threads of torch.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train on a preparation and one measurement; compare the exact error with the bound."""
    load_torch(threads, seed, sentences=sentences, steps=steps)
    check_folder(checkpoint, resume=resume)
    import torch

    from khrnn.classical.bounded import make_cell
    from khrnn.tasks.batches import Split
    from khrnn.training.cut import check_feasible
    from khrnn.training.likelihood import Fit, Stage, excess
    from khrnn.training.separation import cut_data, judge
    from khrnn.training.walls import proved_bounds

    check_feasible(n, k)
    data = cut_data(n, k, (sentences, 1, 500), seed=seed)
    model = make_cell(cell, data.vocabulary, units, levels, torch.Generator().manual_seed(seed))
    description = {"cell": cell, "n": n, "k": k, "units": units, "levels": levels}
    fit = Fit(model, data, (Stage(cell, steps, 0.02),), seed, dict(description))
    drive(fit, checkpoint, resume=resume)
    left = excess(model, data.arrays(Split.TEST))
    point = judge(model, cell, n, k, left)
    worst, mean = proved_bounds(n, k, model.bits)
    kept = point.worst >= worst and point.mean >= mean
    result: dict[str, Any] = {
        "schema": "khrnn-train-classical/1",
        **description,
        "seed": seed,
        "sentences": sentences,
        "steps": fit.total,
        "seconds": sum(one.seconds for one in fit.record),
        "bits": model.bits,
        "states_at_cut": point.states,
        "nats_above_true_law": left,
        "worst_error": float(point.worst),
        "mean_error": float(point.mean),
        "proved_worst_error": str(worst),
        "proved_mean_error": str(mean),
        "bound_kept": kept,
    }
    if as_json:
        print_json(result)
    else:
        print(f"{cell} ({n},{k}): {model.bits:g} bits, {point.states} memory states at the cut")
        print(f"test: {left:.3g} nats per sentence above the true law")
        print(f"worst error {float(point.worst):.4f}; proved: at least {worst}")
        print(f"mean error  {float(point.mean):.4f}; proved: at least {mean}")
    if not kept:
        raise typer.Exit(FAILED)
