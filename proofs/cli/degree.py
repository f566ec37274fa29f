"""`khrnn degree`: the contextuality degree as an interval, each end with a certificate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import options
from proofs.cli.completion import library_names
from proofs.cli.console import FAILED, INTERRUPTED, Progress, fail, print_json
from proofs.cli.judged import judged

if TYPE_CHECKING:
    from collections.abc import Callable

    from contextuality.library.polar import PauliLines
    from contextuality.scenario import Scenario


def degree(
    file: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Argument(help="A .ctx file, or JSON with contexts of Pauli strings."),
    ] = None,
    library: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            help="A name instead: doily, mermin-square, lines-N, planes-N, elliptic-N, "
            "affine-planes-N, solids-N, generators-N, hyperbolic-N or perpset-N for N qubits.",
            autocompletion=library_names,
        ),
    ] = None,
    time_limit: Annotated[
        float, typer.Option(help="Seconds; deciding contextuality is always finished.")
    ] = 300.0,
    seed: options.Seed = 0,
    as_json: options.AsJson = False,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            "--output",
            "-o",
            help="Write the lower bound's certificate here, the witness beside it.",
        ),
    ] = None,
) -> None:
    """Bound the least number of contexts that every assignment violates.

    Exit 0 if the search came to its end, 1 if the time limit ended it, 130 after an interrupt; the
    interval is printed in each case.
    """
    import numpy as np

    from contextuality.search.degree import Ended
    from contextuality.search.degree import degree as search
    from proofs.certificates.degree import lower_document, upper_document

    if (file is None) == (library is None):
        fail("expected either FILE or --library, found " + ("both" if file else "neither"))
    options.seed_from_zero(seed)
    beside = None if output is None else output.with_suffix(".upper.json")
    options.writable(output, beside)
    subject = _subject(file, library)
    found = search(subject, np.random.default_rng(seed), time_limit, _reporter())
    contexts = found.subject.lines if hasattr(found.subject, "lines") else found.subject.contexts
    data: dict[str, Any] = {
        "name": subject.name,
        "lower": found.lower,
        "upper": found.upper,
        "ended": found.ended.name.lower().replace("_", "-"),
        "lower_certificate": judged(lower_document(found), output, size=True, content=True),
        "upper_witness": judged(upper_document(found), beside, size=True, content=True),
        "contexts": len(contexts),
        "observables": len(found.subject.labels())
        if hasattr(found.subject, "labels")
        else len(found.subject.observables),
        "negative_contexts": found.subject.negative_contexts,
        "seed": seed,
        "seconds": round(found.seconds, 3),
    }
    if as_json:
        print_json(data)
    else:
        _print_text(data, found.ended.value)
    if found.ended is Ended.TIMED_OUT:
        raise typer.Exit(FAILED)
    if found.ended is Ended.INTERRUPTED:
        raise typer.Exit(INTERRUPTED)


def _subject(file: Path | None, library: str | None) -> PauliLines | Scenario:
    from contextuality.errors import InputError
    from contextuality.library.families import FAMILIES
    from contextuality.library.polar import build
    from contextuality.scenario import Scenario
    from proofs.cli.subjects import loaded, named, no_scenario, under

    if library is not None and library.rpartition("-")[0] in FAMILIES:
        try:
            return build(library)
        except InputError as error:
            raise under("--library", error) from None
    subject = loaded(file) if file is not None else named(library or "")
    if not isinstance(subject, Scenario):
        no_scenario(file or library, subject)
    return subject


def _reporter() -> Callable[[int, int, str], None]:
    """Return what shows progress on stderr: on one line of a terminal, or every change else."""
    line = Progress()

    def report(lower: int, upper: int, text: str) -> None:
        line.show(f"{lower}..{upper}  {text}", (lower, upper))

    return report


def _print_text(data: dict[str, Any], ended: str) -> None:
    Progress.clear()
    lower, upper = data["lower"], data["upper"]
    if lower == upper:
        print(f"{data['name']}: degree {lower}")
    else:
        print(f"{data['name']}: degree from {lower} (proved) to {upper} (witnessed)")
    sizes = f"{data['observables']} observables, {data['contexts']} contexts, "
    print(f"  {sizes}{data['negative_contexts']} negative")
    for name, key in (("at least", "lower_certificate"), ("at most", "upper_witness")):
        part = data[key]
        place = part["file"] or "not written (-o FILE writes it)"
        bound = data["lower" if key == "lower_certificate" else "upper"]
        print(
            f"  {name} {bound}: {part['kind']}, {part['steps']} steps, {part['bytes']} bytes, "
            f"kernel: {part['verdict']}; {place}"
        )
    print(f"  {ended} ({data['seconds']:.1f} s)")
