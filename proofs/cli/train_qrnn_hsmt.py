"""`khrnn train qrnn-hsmt`: the recurrent quantum network on the translation task, and its score."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from proofs.cli.console import print_json
from proofs.cli.train_fit import check_folder, drive, load_torch

SCORED = 100
"""Test sentences that are judged."""


def qrnn_hsmt(
    n: Annotated[int, typer.Argument(help="Latent qubits of the task.")],
    k: Annotated[int, typer.Argument(help="Edge size, 1 to N.")],
    limit: Annotated[int, typer.Option(help="Most compiled tokens of a sentence.")] = 8,
    workspace: Annotated[int, typer.Option(help="Qubits of the network's memory.")] = 4,
    stages: Annotated[int, typer.Option(help="Work stages.")] = 1,
    order: Annotated[int, typer.Option(help="Order of the neurons.")] = 1,
    degree: Annotated[int, typer.Option(help="Degree of the neurons.")] = 3,
    amplified: Annotated[
        bool, typer.Option("--amplified", help="Perfect amplitude amplification.")
    ] = False,
    sentences: Annotated[int, typer.Option(help="Training sentences.")] = 4000,
    steps: Annotated[int, typer.Option(help="Steps of the optimiser.")] = 1500,
    learning_rate: Annotated[float, typer.Option(help="At the start; it decays.")] = 0.03,
    clip: Annotated[float, typer.Option(help="Largest norm of the gradients; 0 for none.")] = 0.0,
    seed: Annotated[int, typer.Option(help="Seed of data, parameters and batches.")] = 0,
    checkpoint: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option(help="Folder for the checkpoint."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint.")] = False,
    threads: Annotated[int, typer.Option(help="Threads of torch.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Train the recurrent quantum network on HSMT sentences and judge it like any other model."""
    load_torch(threads, seed, sentences=sentences, steps=steps)
    check_folder(checkpoint, resume=resume)
    import numpy as np
    import torch

    from khrnn.qrnn.sizes import CellSizes
    from khrnn.qrnn.translation import Translator, lanes_for
    from khrnn.tasks.batches import Split
    from khrnn.tasks.dataset import HSMT
    from khrnn.tasks.scorer import score
    from khrnn.training.likelihood import Fit, Stage, excess

    data = HSMT.generate(n, k, limit, (sentences, 1, 200), seed=seed)
    sizes = CellSizes(lanes_for(data.vocabulary), workspace, stages, order, degree)
    source = torch.Generator().manual_seed(seed)
    model = Translator(data.vocabulary, sizes, source, spread=0.3, amplified=amplified, clip=clip)
    description: dict[str, object] = {
        "cell": "qrnn",
        "n": n,
        "k": k,
        "limit": limit,
        "memory_qubits": workspace,
        "stages": stages,
        "order": order,
        "degree": degree,
        "amplified": amplified,
        "clip": clip,
        "learning_rate": learning_rate,
    }
    fit = Fit(model, data, (Stage("all", steps, learning_rate),), seed, dict(description))
    drive(fit, checkpoint, resume=resume)
    records = data.splits[Split.TEST][:SCORED]
    found = score(model, records, rng=np.random.default_rng(seed), seed=seed)
    result: dict[str, Any] = {
        "schema": "khrnn-train-qrnn-hsmt/1",
        **description,
        "parameters": sizes.parameters,
        "qubits": sizes.qubits,
        "seed": seed,
        "sentences": sentences,
        "steps": fit.total,
        "seconds": sum(one.seconds for one in fit.record),
        "nats_above_true_law": excess(model, data.arrays(Split.TEST)),
        "score": found.described(),
    }
    if as_json:
        print_json(result)
    else:
        print(f"QRNN on HSMT ({n},{k}): {sizes.parameters} parameters, {workspace} memory qubits")
        print(f"test: {result['nats_above_true_law']:.3g} nats per sentence above the true law")
        for name, value in found.described().items():
            print(f"{name.replace('_', ' ')}: {value}")
