"""`khrnn train`: a group with one subcommand per kind of model, each in a file of its own."""

from __future__ import annotations

import typer

from proofs.cli import (
    train_born,
    train_classical,
    train_dissipative,
    train_khrnn,
    train_qrnn,
    train_qrnn_hsmt,
    train_recurrent,
)
from proofs.cli.console import add

app = typer.Typer(
    name="train",
    help="Train a model on a task: resumable, seeded, with checkpoints.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def root() -> None:
    """Train a model on a task."""


add(app, "born", train_born.born)
add(app, "qrnn", train_qrnn.qrnn)
add(app, "qrnn-hsmt", train_qrnn_hsmt.qrnn_hsmt)
add(app, "recurrent", train_recurrent.recurrent)
add(app, "khrnn", train_khrnn.khrnn)
add(app, "classical", train_classical.classical)
add(app, "dissipative", train_dissipative.dissipative)
