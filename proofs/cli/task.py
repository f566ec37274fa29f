"""`khrnn task`: data sets of the tasks, with exact probabilities."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from proofs.cli import options
from proofs.cli.console import guarded

app = typer.Typer(help="Generate sentences of a task.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def root() -> None:
    """Generate sentences of a task."""


def hsmt(
    n: Annotated[int, typer.Argument(help="Number of qubits.")],
    k: Annotated[int, typer.Argument(help="Edge size, 1 to N.")],
    limit: Annotated[int, typer.Argument(metavar="L", help="Most tokens of a sentence.")],
    count: Annotated[int, typer.Option(help="Number of sentences.")] = 10,
    seed: options.Seed = 0,
    compiled: Annotated[
        bool, typer.Option("--compiled", help="Measurements as constant-size tokens.")
    ] = False,
    output: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option("--output", "-o", help="Write here instead of to standard output."),
    ] = None,
) -> None:
    """Write sentences of (l,n,k)-HSMT and translations of exact probability as JSON lines."""
    import numpy as np

    from khrnn.tasks.hsmt import sentences, to_json, write_records

    options.seed_from_zero(seed)
    options.writable(output)
    records = sentences(n, k, limit, count, np.random.default_rng(seed), compiled=compiled)
    if output is not None:
        written = write_records(output, records)
        print(f"{written} sentences in {output} (seed {seed})", file=sys.stderr)
        return
    for record in records:
        sys.stdout.write(to_json(record).rstrip("\n") + "\n")


app.command("hsmt")(guarded(hsmt))
