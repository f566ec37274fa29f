"""`khrnn train recurrent`: classical RNN, GRU or LSTM with as many parameters as the QRNN."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from proofs.cli.train_common import Options, execute, prepare


def recurrent(
    task: Annotated[
        str, typer.Option(help="sequences, xor, letters, dna, digits or memorisation.")
    ],
    cell: Annotated[str, typer.Option(help="rnn, gru or lstm.")] = "lstm",
    preset: Annotated[
        Optional[str],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option(help="An experiment's name; the task's first one by default."),
    ] = None,
    steps: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Steps in all, those before a resume included."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of parameters and data, at least 0.")] = 0,
    checkpoint: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Folder for the checkpoint."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint.")] = False,
    length: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Tokens of a sentence instead of the preset's."),
    ] = None,
    batch: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Sentences per step instead of the preset's."),
    ] = None,
    learning_rate: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Instead of the preset's."),
    ] = None,
    mnist: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Folder with MNIST's four .gz files, for the digits task."),
    ] = None,
    plot: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Draw the record into this .svg, .pdf or .png."),
    ] = None,
    given_weight: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Weight in the loss of targets that do not count."),
    ] = None,
    threads: Annotated[int, typer.Option(help="Threads of torch.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON at the end.")] = False,
) -> None:
    """Train a classical baseline whose parameter count is nearest to the quantum cell's."""
    options = Options(
        task, preset, steps, seed, checkpoint, resume, as_json, plot, length, batch,
        learning_rate, mnist, threads, given_weight,
    )  # fmt: skip
    chosen = prepare(options)
    from contextuality.errors import InputError
    from khrnn.classical.recurrent import GATES, hidden_for, parameter_count
    from khrnn.training import experiments

    if cell not in GATES:
        raise InputError(where="--cell", expected=", ".join(GATES), found=repr(cell))
    bits = chosen.sizes.inout
    hidden = hidden_for(cell, bits, chosen.sizes.parameters)
    facts = {
        "cell": cell,
        "hidden": hidden,
        "parameters": parameter_count(cell, bits, hidden),
        "parameters of the quantum cell": chosen.sizes.parameters,
    }
    training = experiments.prepare(chosen, seed, cell, mnist)
    execute(training, chosen, options, facts, lambda _: {})
