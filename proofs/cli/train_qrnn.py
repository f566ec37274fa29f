"""`khrnn train qrnn`: the recurrent quantum neural network of arXiv 2006.14619."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli.train_common import Options, execute, prepare

if TYPE_CHECKING:
    from khrnn.tasks.batches import Batch


def qrnn(
    task: Annotated[
        str, typer.Option(help="sequences, xor, letters, dna, digits or memorisation.")
    ],
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
    amplified: Annotated[
        bool,
        typer.Option(
            "--amplified",
            help="Perfect amplitude amplification instead of ideal post-selection: no branch is "
            "reweighted.",
        ),
    ] = False,
    read_last: Annotated[
        bool,
        typer.Option(
            "--read-last",
            help="The output neurons act after the last token alone: no other word is measured.",
        ),
    ] = False,
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
    """Train the recurrent quantum neural network on one of its paper's tasks."""
    options = Options(
        task, preset, steps, seed, checkpoint, resume, as_json, plot, length, batch,
        learning_rate, mnist, threads, given_weight,
    )  # fmt: skip
    chosen = prepare(options)
    if amplified:
        chosen = replace(chosen, amplified=True)
    if read_last:
        chosen = replace(chosen, read_last=True)
    import torch

    from khrnn.qrnn.model import QRNN
    from khrnn.training import experiments

    training = experiments.prepare(chosen, seed, "qrnn", mnist)
    if chosen.read_last and training.validation.counted[:, :-1].any():
        from contextuality.errors import InputError

        raise InputError(
            where="--read-last",
            expected="a task whose last word alone counts, such as dna, digits or memorisation",
            found=task,
        )
    model = training.model
    if not isinstance(model, QRNN):
        raise TypeError(f"expected a QRNN, found {type(model).__name__}")
    facts = {
        "parameters": chosen.sizes.parameters,
        "lanes": chosen.sizes.lanes,
        "qubits": chosen.sizes.qubits,
        "amplified": chosen.amplified,
        "read_last": chosen.read_last,
    }

    def sampled(test: Batch) -> dict[str, Any]:
        """The error rate when every word is drawn instead of being given."""
        source = torch.Generator().manual_seed(seed)
        return {"sampled_error_rate": experiments.drawn_error(model, test, source)}

    execute(training, chosen, options, facts, sampled)
