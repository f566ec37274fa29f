"""`khrnn contextuality convert`: read a file in one format, write it in another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from proofs.cli import options
from proofs.cli.completion import library_names
from proofs.cli.console import fail, note, print_json

if TYPE_CHECKING:
    from contextuality.formats.registry import Subject

SCHEMA = "khrnn-conversion/1"


def convert(
    source: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Argument(help="The file to read; see docs/formats/inputs.md."),
    ] = None,
    target: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(help="The file to write; '-' writes to standard output and needs --to."),
    ] = None,
    from_format: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--from", help="The format of SOURCE, if its suffix does not tell."),
    ] = None,
    to_format: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--to", help="The format of TARGET, if its suffix does not tell."),
    ] = None,
    library: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            help="Convert a named scenario instead of SOURCE.", autocompletion=library_names
        ),
    ] = None,
    rule: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="For dimacs, opb, smtlib: bases-and-pairs (if not given), or bases."),
    ] = None,
    formats: Annotated[bool, typer.Option("--formats", help="List the formats.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Convert between file formats; exit 0 if TARGET was written."""
    from contextuality.formats import FORMATS, load, registry, save, spell
    from proofs.cli.subjects import named

    if formats and any((source, target, library, rule, from_format, to_format)):
        fail("--formats lists the formats: expected nothing else but --json, found more")
    if formats and as_json:
        listed = [
            {"name": form.name, "suffix": form.suffix, "read": form.read is not None}
            | {"write": form.writer is not None, "what": form.what}
            for form in FORMATS.values()
        ]
        print_json({"schema": "khrnn-formats/1", "formats": listed})
        return
    if formats:
        for form in FORMATS.values():
            ways = " and ".join(
                way for way, on in (("read", form.read), ("write", form.writer)) if on is not None
            )
            print(f"{form.name:<15} {form.suffix:<11} {ways:<15} {form.what}")
        return
    for option, given, able in (
        ("--from", from_format, [form.name for form in FORMATS.values() if form.read is not None]),
        ("--to", to_format, [form.name for form in FORMATS.values() if form.writer is not None]),
    ):
        if given is not None and given not in able:
            fail(f"{option}: expected one of the formats {', '.join(able)}, found {given!r}")
    subject: Subject
    if library is not None:
        # The one file that is given is then the target.
        if from_format is not None:
            fail("--from: expected with SOURCE, found with --library")
        if target is not None or source is None:
            found = "no file" if source is None else f"two files, {source} and {target}"
            fail(f"--library: expected TARGET alone, found {found}")
        subject, target = named(library), source
    elif source is None or target is None:
        fail("expected SOURCE and TARGET, found " + ("neither" if source is None else "SOURCE"))
    else:
        subject = load(source, from_format)
    if str(target) == "-":
        if to_format is None:
            fail("--to: expected a format for standard output, found none")
        text = spell(subject, to_format, _rule(rule, to_format))
        if as_json:
            print_json({"schema": SCHEMA, "format": to_format, "file": None, "text": text})
        else:
            print(text, end="")
    else:
        to_format = registry.chosen(target, to_format, subject).name
        save(subject, target, to_format, _rule(rule, to_format))
        if as_json:
            print_json({"schema": SCHEMA, "format": to_format, "file": str(target)})
    if to_format == "mmp":
        _note_lost_pairs(subject)


def _rule(rule: str | None, to_format: str) -> str:
    """Return the colouring rule; one that a format would ignore is refused."""
    from contextuality.formats import FORMATS

    if rule is not None and not FORMATS[to_format].takes_rule:
        takers = ", ".join(form.name for form in FORMATS.values() if form.takes_rule)
        fail(f"--rule: expected with the formats {takers}, found with {to_format}")
    return rule or "bases-and-pairs"


def _note_lost_pairs(subject: Subject) -> None:
    """Say on standard error what an MMP string leaves out: it can make a set colourable."""
    from contextuality.context_hypergraph import hypergraph_of
    from contextuality.empirical import EmpiricalModel

    if not isinstance(subject, EmpiricalModel) and (lost := len(hypergraph_of(subject).pairs)):
        note(
            f"khrnn: note: {lost} orthogonal pairs lie in no basis and are not in an MMP string; "
            "the string is about the rule 'bases' (graph6 keeps the pairs)"
        )
