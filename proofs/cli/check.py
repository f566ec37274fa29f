"""`khrnn check`: verdicts of the kernel, and of independent checkers on request."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from proofs.cli.console import BAD_INPUT, FAILED


def check(
    paths: Annotated[list[Path], typer.Argument(help="Certificate files, or folders of them.")],
    quiet: Annotated[bool, typer.Option("--quiet", help="Print failures only.")] = False,
    independent: Annotated[
        bool,
        typer.Option(
            "--independent",
            help="Demand, besides the kernel, the agreement of a checker that shares no code.",
        ),
    ] = False,
) -> None:
    """Check certificates; exit 0 only if every one is valid."""
    from proofs.kernel.__main__ import certificate_files, main

    words = [str(path) for path in paths]
    status = main([*(["--quiet"] if quiet else []), *words])
    if status == 0 and independent:
        from proofs.independent import second_opinions

        for path in paths:
            for file in certificate_files(path):
                opinions = second_opinions(file)
                agreeing = [opinion for opinion in opinions if opinion.verdict == "valid"]
                against = [opinion for opinion in opinions if opinion.verdict == "invalid"]
                names = ", ".join(opinion.checker for opinion in agreeing) or "nobody"
                if against or not agreeing:
                    status = FAILED
                    doubts = "; ".join(f"{o.checker}: {o.verdict}: {o.detail}" for o in opinions)
                    typer.echo(f"no second opinion for {str(file)!a}: {doubts}")
                elif not quiet:
                    typer.echo(f"agreed      {ascii(str(file))[1:-1]}: kernel, {names}")
    if status:
        raise typer.Exit(BAD_INPUT if status == BAD_INPUT else FAILED)
