"""`khrnn task`: data sets of the tasks, with exact probabilities, and their circuits."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from proofs.cli import interrupts, options
from proofs.cli.console import add, note, print_json, running_origin

SCHEMA = "khrnn-sentences/1"

app = typer.Typer(
    name="task",
    help="Generate sentences of a task.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


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
    as_json: options.AsJson = False,
) -> None:
    """Write sentences of (l,n,k)-HSMT and translations of exact probability as JSON lines."""
    import numpy as np

    from khrnn.tasks.hsmt import sentences, to_json, write_records

    options.seed_from_zero(seed)
    options.writable(output)
    records = sentences(n, k, limit, count, np.random.default_rng(seed), compiled=compiled)
    facts = running_origin()
    if output is not None:
        interrupts.keeping(f"nothing is written to {output}")
        written = write_records(output, records, facts)
        note(f"{written} sentence{'' if written == 1 else 's'} in {output} (seed {seed})")
        if as_json:
            print_json({"schema": SCHEMA, "file": str(output), "count": written})
        return
    if as_json:
        listed = [json.loads(to_json(record)) for record in records]
        print_json({"schema": SCHEMA, "file": None, "count": len(listed), "sentences": listed})
        return
    for record in records:
        sys.stdout.write(to_json(record, facts) + "\n")


def export(
    file: Annotated[Path, typer.Argument(help="JSON lines as written by `khrnn task hsmt`.")],
    to: Annotated[str, typer.Option(help="openqasm3, stim (k <= 2) or qiskit (a Python file).")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder, made if missing.")
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Replace circuits of the same names that are there.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Write the circuit of every sentence of a file, one file each, for another simulator.

    Outcome +1 is bit 0. Nothing is written unless every sentence can be.
    """
    from contextuality.errors import InputError
    from contextuality.formats.atomic import write_atomically
    from khrnn.tasks.circuits import COMMENTS, EXPORTERS, SUFFIXES
    from khrnn.tasks.hsmt import read_records

    if to not in EXPORTERS:
        raise InputError(where="--to", expected=" or ".join(EXPORTERS), found=repr(to))
    circuits = []
    for number, record in enumerate(read_records(file), 1):
        try:
            circuits.append(EXPORTERS[to](record.sentence))
        except InputError as error:
            raise error.located(f"{file}:{number}") from None
    if not circuits:
        raise InputError(where=str(file), expected="at least one sentence", found="none")
    digits = len(str(len(circuits)))
    names = [
        f"{file.stem}-{number:0{digits}}{SUFFIXES[to]}" for number in range(1, len(circuits) + 1)
    ]
    _make_room(output, names, force=force)
    facts = running_origin()
    interrupts.keeping(f"the circuits so far are in {output}; --force writes them again")
    written_by = f"khrnn {facts['khrnn']}, {facts['command']}"
    for name, circuit in zip(names, circuits, strict=True):
        write_atomically(output / name, f"{COMMENTS[to]} {written_by}\n{circuit}")
    note(f"{len(circuits)} circuit{'' if len(circuits) == 1 else 's'} in {output}")
    if as_json:
        found = {"format": to, "folder": str(output), "files": names}
        print_json({"schema": "khrnn-circuits/1", **found})


def _make_room(folder: Path, names: list[str], *, force: bool) -> None:
    """Make a folder; refuse before anything is written to replace a file unasked."""
    from contextuality.errors import InputError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            where=f"--output: {folder}",
            expected="a folder to write in",
            found="a file" if folder.is_file() else error.strerror or "an error",
        ) from None
    for name in names:
        place = folder / name
        if place.exists() and not (force and place.is_file()):
            raise InputError(
                where=f"--output: {place}",
                expected="no file of that name, or --force to replace it",
                found="one" if place.is_file() else "something that is no file",
            )


add(app, "hsmt", hsmt, prints="output")
add(app, "export", export)
