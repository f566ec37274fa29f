"""`khrnn verify`: decide every claim, check every certificate, print the table."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import options
from proofs.cli.console import BAD_INPUT, FAILED, INTERRUPTED, console, fail, json_text

if TYPE_CHECKING:
    from proofs.claims import Outcome


def verify(
    json_file: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option("--json", help="Write the table as data to this file."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--out", help="Write every certificate into this folder."),
    ] = None,
    claim: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help="Only this claim; may be given several times."),
    ] = None,
    long: Annotated[
        bool,
        typer.Option(
            "--long", help="Decide the claims that take minutes, too; --claim does so for one."
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="With --out: replace the bundle that is there.")
    ] = False,
    seed: options.Seed = 0,
    list_only: Annotated[bool, typer.Option("--list", help="List the claims and leave.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the summary only.")] = False,
) -> None:
    """Decide the claims; exit 0 only if nothing failed."""
    from proofs.claims import all_claims, decide, postpone

    claims = all_claims()
    known = [one.identifier for one in claims]
    if list_only:
        for one in claims:
            late = " (long)" if one.long else ""
            print(f"{one.identifier:<26} {one.statement} [{one.source}]{late}")
        return
    options.seed_from_zero(seed)
    for name in claim or []:
        if name not in known:
            fail(f"--claim: expected one of {', '.join(known)}; found {name}")
    options.writable(json_file)
    if out is None and force:
        fail("--force: expected with --out, found alone")
    if out is not None:
        from proofs.certificates.bundle import prepare

        prepare(out, replace=force)
    chosen = [one for one in claims if not claim or one.identifier in claim]
    started = time.perf_counter()
    outcomes: list[Outcome] = []
    postponed = 0
    interrupted = False
    screen = console(stderr=True)
    with screen.status("") as status:
        for number, one in enumerate(chosen, 1):
            if one.long and not long and not claim:
                outcomes.append(postpone(one))
                postponed += 1
                continue
            status.update(f"{number}/{len(chosen)}  {one.identifier}: {one.method}")
            try:
                outcomes.append(decide(one, seed))
            except KeyboardInterrupt:
                interrupted = True
                break
    seconds = time.perf_counter() - started
    if not quiet:
        _print_table(outcomes)
    failed = [outcome for outcome in outcomes if outcome.status.failed]
    lacking = [
        one
        for one in outcomes
        if one.status.name == "NOT_RUN" and (long or claim or not one.claim.long)
    ]
    for outcome in failed:
        for failure in outcome.failures or (outcome.detail,):
            print(f"{outcome.claim.identifier}: {outcome.status.name}: {failure}")
    print(_summary(outcomes, len(chosen), seconds))
    if out is not None and interrupted:
        print(f"no certificates in {out}: a bundle is written whole or not at all")
    elif out is not None:
        from proofs.certificates.bundle import write_bundle

        written = write_bundle(out, outcomes, seed)
        print(f"{written} certificates in {out}; check them with: khrnn check {out}")
    if json_file is not None:
        from contextuality.formats.atomic import write_atomically

        write_atomically(json_file, json_text(_as_data(outcomes, seed, seconds)))
    if interrupted:
        print("interrupted: the claims above are decided, the others are not")
    for outcome in lacking:
        print(f"{outcome.claim.identifier}: not run: {outcome.detail}")
    if postponed:
        print(f"not run, because they take minutes: {postponed}; khrnn verify --long runs them")
    if interrupted:
        raise typer.Exit(INTERRUPTED)
    if claim and lacking:
        raise typer.Exit(BAD_INPUT)
    if failed:
        raise typer.Exit(FAILED)


def _summary(outcomes: list[Outcome], wanted: int, seconds: float) -> str:
    counts: dict[str, int] = {}
    for outcome in outcomes:
        word = outcome.status.name.lower().replace("_", " ")
        counts[word] = counts.get(word, 0) + 1
    certificates = sum(len(outcome.verdicts) for outcome in outcomes)
    accepted = sum(bool(verdict) for outcome in outcomes for _, verdict in outcome.verdicts)
    cases = sum(outcome.cases for outcome in outcomes)
    runs = sum(outcome.measurements for outcome in outcomes)
    measured = f", {runs} measurements" if runs else ""
    said = ", ".join(f"{count} {word}" for word, count in counts.items()) or "nothing decided"
    decided = sum(outcome.status.name != "NOT_RUN" for outcome in outcomes)
    return (
        f"{decided} of {wanted} claims: {said}; {accepted} of {certificates} certificates "
        f"accepted, {cases} exact comparisons{measured}; {seconds:.1f} s"
    )


def _mark(index: int) -> str:
    """Return a, b, ..., z, aa, ab, ... for 0, 1, ..."""
    before, last = divmod(index, 26)
    return (_mark(before - 1) if before else "") + chr(ord("a") + last)


def _print_table(outcomes: list[Outcome]) -> None:
    from rich import box
    from rich.table import Table

    colours = {"PROVED": "green", "VERIFIED": "green", "ARGUED": "yellow", "NOT_RUN": "dim"}
    colours["MEASURED"] = "cyan"
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), expand=True)
    table.add_column("claim", no_wrap=True)
    table.add_column("statement", ratio=9)
    table.add_column("if", no_wrap=True)
    table.add_column("source", ratio=4)
    table.add_column("method", ratio=4)
    table.add_column("verdict", no_wrap=True)
    table.add_column("s", no_wrap=True, justify="right")
    hypotheses: dict[str, str] = {}
    for outcome in outcomes:
        one = outcome.claim
        letter = hypotheses.setdefault(one.hypotheses, _mark(len(hypotheses)))
        word = outcome.status.name.replace("_", " ").lower()
        colour = colours.get(outcome.status.name, "red")
        table.add_row(
            one.identifier,
            one.statement,
            letter,
            one.source,
            f"{one.method}; Rocq" if one.rocq else one.method,
            f"[{colour}]{word}[/{colour}]",
            f"{outcome.seconds:.1f}",
        )
    console().print(table)
    for text, letter in hypotheses.items():
        print(f"if {letter}: {text}")
    if any(outcome.claim.rocq for outcome in outcomes):
        print("Rocq: theorems in docs/theorems.md too; `make proofs` checks them, not this table")
    from proofs.claims import Status

    used = {outcome.status for outcome in outcomes}
    for status in Status:
        if status in used:
            print(f"{status.name.replace('_', ' ').lower()}: {status.value}")


def _as_data(outcomes: list[Outcome], seed: int, seconds: float) -> dict[str, Any]:
    from proofs.certificates.bundle import provenance

    return {
        "schema": "khrnn-verify/1",
        **provenance(seed),
        "seconds": round(seconds, 3),
        "failed": sum(outcome.status.failed for outcome in outcomes),
        "not_run": sum(outcome.status.name == "NOT_RUN" for outcome in outcomes),
        "claims": [_claim_data(outcome) for outcome in outcomes],
    }


def _claim_data(outcome: Outcome) -> dict[str, Any]:
    claim = outcome.claim
    return {
        "id": claim.identifier,
        "source": claim.source,
        "statement": claim.statement,
        "hypotheses": claim.hypotheses,
        "method": claim.method,
        "rocq": list(claim.rocq),
        "long": claim.long,
        "verdict": outcome.status.name.lower(),
        "meaning": outcome.status.value,
        "detail": outcome.detail,
        "failures": list(outcome.failures),
        "cases": outcome.cases,
        "measurements": outcome.measurements,
        "certificates": [
            {
                "name": document.name,
                "kind": document.certificate["kind"],
                "statement": verdict.statement,
                "verdict": verdict.status,
                "steps": verdict.steps,
                "sha256": document.sha256(),
            }
            for document, verdict in outcome.verdicts
        ],
        "seconds": round(outcome.seconds, 3),
    }
