"""`khrnn check`: verdicts of the kernel, and of independent checkers on request."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Annotated

import typer

from proofs.cli import options
from proofs.cli.console import BAD_INPUT, FAILED, fail, print_json

ROCQ_KINDS = ("parity", "assignment", "lrat", "exclusion", "spectral")
"""Those of `proofs.certificates.rocq`, which is not loaded for the help; a test compares them."""


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
    rocq: Annotated[
        bool,
        typer.Option(
            "--rocq",
            help="Demand, besides the kernel, a theorem of the statement that Rocq accepts "
            f"(needs coqc). Certificate kinds: {', '.join(ROCQ_KINDS)}; in folders, others are "
            "skipped and counted.",
        ),
    ] = False,
    rocq_keep: Annotated[
        Path | None,
        typer.Option(help="With --rocq: a folder for the Rocq files, to read what was proved."),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Check certificates; exit 0 only if every one is valid, and all that is demanded agree."""
    from proofs.kernel.__main__ import certificate_files, main

    words = [str(path) for path in paths]
    _no_manifest(paths)
    if as_json and (rocq or rocq_keep is not None):
        fail("--json: expected without --rocq, whose verdicts are not data, found both")
    if as_json:
        _check_as_data(words, independent)
        return
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
    if status == 0 and (rocq or rocq_keep is not None):
        status = _ask_rocq(paths, quiet, rocq_keep)
    if status:
        raise typer.Exit(BAD_INPUT if status == BAD_INPUT else FAILED)


def _check_as_data(words: list[str], independent: bool) -> None:
    """Print the kernel's results as JSON, with the opinions of other checkers if demanded."""
    from proofs.kernel.__main__ import results, summary

    started = time.perf_counter()
    found = list(results(words))
    data, status = summary(found, 0)
    if independent:
        from proofs.independent import second_opinions

        data["agreed"] = 0
        for one in found:
            if one["verdict"] == "valid":
                opinions = second_opinions(Path(one["file"]))
                verdicts = {opinion.verdict for opinion in opinions}
                one["agreed"] = "valid" in verdicts and "invalid" not in verdicts
                one["opinions"] = [
                    {"checker": o.checker, "verdict": o.verdict, "detail": o.detail}
                    for o in opinions
                ]
                data["agreed"] += one["agreed"]
                status = status or (0 if one["agreed"] else FAILED)
    data["milliseconds"] = int(1000 * (time.perf_counter() - started))
    print_json(data)
    if status:
        raise typer.Exit(status)


def _no_manifest(paths: list[Path]) -> None:
    """Refuse the manifest of a bundle where a certificate is expected, and say what to name."""
    from proofs.kernel.bundle import MANIFEST

    for path in paths:
        if path.name == MANIFEST and path.is_file():
            fail(f"{path}: expected a certificate, or the bundle's folder {path.parent}; found the "
                 "bundle's manifest")  # fmt: skip


def _ask_rocq(paths: list[Path], quiet: bool, keep: Path | None) -> int:
    """Print a line for each certificate that Rocq is asked about; return the exit status.

    In folders, certificates that have no translation are counted and left out. Naming such a file
    alone is bad input, and so are folders without any other: nothing would be decided.
    """
    from proofs.certificates.rocq_run import compiler
    from proofs.kernel.__main__ import certificate_files

    compiler()
    if keep is not None:
        try:
            keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            found = "a file of that name" if keep.is_file() else error.strerror
            fail(f"--rocq-keep: {keep}: expected a folder, found {found}")
    named = {path for path in paths if not path.is_dir()}
    files = [file for path in paths for file in certificate_files(path)]
    kinds = {file: _kind(file) for file in files}
    asked = [file for file in files if kinds[file] in ROCQ_KINDS]
    wrong = [file for file in files if file in named and file not in asked]
    if wrong or not asked:
        found = f"{ascii(str(wrong[0]))[1:-1]} of kind {kinds[wrong[0]]}" if wrong else "none"
        fail(f"--rocq: expected certificates of kind {', '.join(ROCQ_KINDS)}; found {found}")
    counts = _prove(asked, named, quiet, keep)
    without: dict[str, int] = {}
    for file in files:
        if file not in asked:
            without[kinds[file]] = without.get(kinds[file], 0) + 1
    if without:
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(without.items()))
        typer.echo(f"skipped by Rocq: {sum(without.values())} of kinds without a theorem: {told}")
    counts["skipped"] += sum(without.values())
    typer.echo("Rocq: " + ", ".join(f"{count} {status}" for status, count in counts.items()))
    if counts["unsupported"]:
        return BAD_INPUT
    return FAILED if counts["not proved"] or counts["timed out"] or not counts["proved"] else 0


def _kind(file: Path) -> str:
    from proofs.kernel.reader import load_file

    _, certificate = load_file(file)
    return str(certificate["kind"])


def _prove(files: list[Path], named: set[Path], quiet: bool, keep: Path | None) -> dict[str, int]:
    """Ask Rocq about each file, print what came of it, and count."""
    from proofs.certificates.rocq_run import prove_file
    from proofs.cli.console import console

    counts = {"proved": 0, "not proved": 0, "timed out": 0, "unsupported": 0, "skipped": 0}
    screen = console(stderr=True)
    for position, file in enumerate(files, 1):
        name = ascii(str(file))[1:-1]
        with screen.status(f"{position} of {len(files)}") as spinner:

            def say(line: str, at: int = position) -> None:
                spinner.update(f"{at} of {len(files)}: {line}")

            stem = re.sub(r"[^A-Za-z0-9]", "_", file.stem)
            kept = keep / f"c{position}_{stem}.v" if keep is not None else None
            opinion = prove_file(file, say, keep=kept)
        status = opinion.status
        if (
            status == "unsupported" and file not in named
        ):  # of a kind that has theorems, but too large
            status = "skipped"
        counts[status] += 1
        if not opinion:
            typer.echo(f"{status:<11} by Rocq: {name}: {opinion.detail}")
        elif not quiet:
            typer.echo(f"proved      by Rocq: {name} [no axioms, {opinion.seconds:.1f} s]")
    return counts
