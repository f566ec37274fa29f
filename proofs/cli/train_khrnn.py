"""`khrnn train khrnn`: learn the phases of a k-HRNN from sentences, then round them and decide."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from proofs.cli.console import FAILED, print_json
from proofs.cli.train_fit import check_folder, drive, load_torch


def khrnn(
    n: Annotated[int, typer.Argument(help="Latent qubits.")],
    k: Annotated[int, typer.Argument(help="Edge size, 1 to N.")],
    limit: Annotated[int, typer.Option(help="Most compiled tokens of a sentence.")] = 16,
    sentences: Annotated[int, typer.Option(help="General training sentences.")] = 4000,
    lessons: Annotated[int, typer.Option(help="Training sentences over few tokens.")] = 1500,
    steps: Annotated[int, typer.Option(help="Steps of a stage.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of data, angles and batches.")] = 0,
    checkpoint: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option(help="Folder for the checkpoint."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint.")] = False,
    threads: Annotated[int, typer.Option(help="Threads of torch.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train a k-HRNN on HSMT sentences; exit 1 unless its rounded phases obey the true law."""
    load_torch(threads, seed, sentences=sentences, lessons=lessons, steps=steps)
    check_folder(checkpoint, resume=resume)
    from contextuality.polynomial import vertices
    from khrnn.hypergraph.snapped import SnappedCell
    from khrnn.tasks.batches import Split
    from khrnn.tasks.dataset import HSMT
    from khrnn.tasks.tokens import Entangle
    from khrnn.training.curriculum import khrnn_fit
    from khrnn.training.likelihood import excess

    data = HSMT.generate(n, k, limit, (sentences, 1, 300), seed=seed, first_lessons=lessons)
    fit = khrnn_fit(data, seed=seed, steps=steps)
    drive(fit, checkpoint, resume=resume)
    learned = fit.cell.polynomials()
    shift = SnappedCell(n, k, learned).reflection()
    result: dict[str, Any] = {
        "schema": "khrnn-train-khrnn/1",
        "n": n,
        "k": k,
        "seed": seed,
        "limit": limit,
        "sentences": sentences,
        "lessons": lessons,
        "steps": fit.total,
        "seconds": sum(one.seconds for one in fit.record),
        "nats_above_true_law": excess(fit.cell, data.arrays(Split.TEST)),
        "distance_to_group": fit.cell.distance_to_group(),
        "rounded_phases": [
            {
                "token": "E" if isinstance(token, Entangle) else "P",
                "vertices": vertices(token.edge if isinstance(token, Entangle) else token.monomial),
                "phase": str(f),
            }
            for token, f in learned.items()
        ],
        "exact_law": shift is not None,
        "reflection": shift,
    }
    if as_json:
        print_json(result)
    else:
        print(f"k-HRNN ({n},{k}): {fit.total} steps, {result['seconds']:.1f} s, seed {seed}")
        print(f"test: {result['nats_above_true_law']:.3g} nats per sentence above the true law")
        print(
            f"largest distance of an angle to a multiple of pi: {fit.cell.distance_to_group():.3g}"
        )
        if shift is None:
            print("rounded phases: not the task's; train longer or with another seed")
        else:
            turned = "" if shift == 0 else f" reflected by X^{shift:0{n}b}"
            print(f"rounded phases: the task's own{turned}; hence the exact law, for all sentences")
    if shift is None:
        raise typer.Exit(FAILED)
