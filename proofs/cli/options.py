"""Options that several subcommands have, declared once, and the checks that come with them.

Here belong declarations for Typer and looking at their values. Doing anything with them does not.
Use: `output: options.Output = None`. Typer evaluates these at run time, hence `Optional`.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Annotated, Optional

import typer

from contextuality.errors import InputError, near
from proofs.cli.completion import library_names
from proofs.cli.console import fail

MOST_SEEDS = 10**18  # what histories and manifests take

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Output = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--output", "-o", help="Write the certificate here."),
]
Seed = Annotated[int, typer.Option(help="Seed of every random choice, at least 0.")]
Rule = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        help="For vectors and hypergraphs alone: bases-and-pairs (if not given), or bases."
    ),
]
Library = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        help="A named scenario instead of a file; '?' lists the names.",
        autocompletion=library_names,
    ),
]


def seed_from_zero(seed: int) -> None:
    """Leave with exit status 2 unless a seed can be one."""
    if seed < 0:
        fail(f"--seed: expected an integer at least 0, found {seed}")
    if seed >= MOST_SEEDS:
        fail(f"--seed: expected an integer of at most 18 digits, found {seed}")


def writable(*paths: Path | None) -> None:
    """Refuse before the work what could not be written after it.

    Args:
        paths: files to be written later; None stands for no file.

    Raises:
        InputError: for a path whose folder is missing or takes no file, or that is no regular file.
    """
    for path in paths:
        if path is None:
            continue
        target = path.resolve()
        if target.exists() and not target.is_file():
            found = "a folder" if target.is_dir() else "something that is no regular file"
            raise InputError(where=str(path), expected="a regular file to write", found=found)
        if not target.parent.is_dir():
            found = f"no folder {path.parent}"
            raise InputError(where=str(path), expected="an existing folder", found=found)
        trial = target.with_name(f".{secrets.token_hex(8)}.tmp")
        try:
            trial.touch()
            trial.unlink()
        except OSError as error:
            raise InputError(
                where=str(path),
                expected="a place that can be written",
                found=error.strerror or "an error",
            ) from None


def known_claims(names: Iterable[str], known: Collection[str]) -> None:
    """Refuse what `--claim` was given if it is no claim's name.

    Args:
        names: given.
        known: of all claims.

    Raises:
        InputError: naming up to three claims close to the first that is unknown.
    """
    for name in names:
        if name not in known:
            expected = near(name, known, "a name that khrnn verify --list prints")
            raise InputError(where="--claim", expected=expected, found=repr(name))
