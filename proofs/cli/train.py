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
from proofs.cli.console import guarded

app = typer.Typer(
    help="Train a model on a task: resumable, seeded, with checkpoints.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def root() -> None:
    """Train a model on a task."""


app.command("born")(guarded(train_born.born))
app.command("qrnn")(guarded(train_qrnn.qrnn))
app.command("qrnn-hsmt")(guarded(train_qrnn_hsmt.qrnn_hsmt))
app.command("recurrent")(guarded(train_recurrent.recurrent))
app.command("khrnn")(guarded(train_khrnn.khrnn))
app.command("classical")(guarded(train_classical.classical))
app.command("dissipative")(guarded(train_dissipative.dissipative))
