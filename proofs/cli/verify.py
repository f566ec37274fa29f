"""`khrnn verify`: decide every claim, check every certificate, print the table."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from proofs.cli import options
from proofs.cli.completion import claim_names
from proofs.cli.console import BAD_INPUT, FAILED, INTERRUPTED, console, fail, json_text, print_json

if TYPE_CHECKING:
    from proofs.claims import Claim, Outcome


FileOption = Optional[Path]  # noqa: UP045 - Typer evaluates annotations at run time


def verify(
    as_json: options.AsJson = False,
    json_file: Annotated[
        FileOption,
        typer.Option(help="Write what --json prints into this file, after an interrupt as well."),
    ] = None,
    out: Annotated[
        FileOption,
        typer.Option("--out", help="Write every certificate into this folder."),
    ] = None,
    claim: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            help="Only this claim; may be given several times.", autocompletion=claim_names
        ),
    ] = None,
    long: Annotated[
        bool,
        typer.Option(
            "--long", help="Decide the claims that take minutes, too; --claim does so for one."
        ),
    ] = False,
    against: Annotated[
        FileOption,
        typer.Option(
            help="Compare with an earlier run, a file of --json or of --history (its last line); "
            "exit 1 on a regression."
        ),
    ] = None,
    junit: Annotated[FileOption, typer.Option(help="Write JUnit XML into this file.")] = None,
    history: Annotated[
        FileOption, typer.Option(help="Append this run to a file, one line of JSON a run.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="With --out: replace the bundle that is there.")
    ] = False,
    seed: options.Seed = 0,
    list_only: Annotated[bool, typer.Option("--list", help="List the claims and leave.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print failures and the summary only; no progress.")
    ] = False,
) -> None:
    """Decide the claims; exit 0 only if nothing failed."""
    from proofs.claims import all_claims

    claims = all_claims()
    if list_only:
        _list(claims, as_json=as_json)
        return
    options.seed_from_zero(seed)
    known = [one.identifier for one in claims]
    for name in claim or []:
        if name not in known:
            import difflib

            near = difflib.get_close_matches(name, known, 3) or ["a name that --list prints"]
            fail(f"--claim: expected {' or '.join(near)}; found {name}")
    options.writable(json_file, junit, history)
    if out is None and force:
        fail("--force: expected with --out, found alone")
    from proofs.regression.history import append_history, ready
    from proofs.regression.runs import read_baseline, record, run_data

    if history is not None:
        ready(history)
    baseline = None if against is None else read_baseline(against)
    if out is not None:
        from proofs.certificates.bundle import prepare

        prepare(out, replace=force)
    chosen = [one for one in claims if not claim or one.identifier in claim]
    started = time.perf_counter()
    outcomes, interrupted = _decide(chosen, seed, late_too=long or bool(claim))
    seconds = time.perf_counter() - started
    run = record(outcomes, seed, seconds, interrupted=interrupted)
    comparison = None
    if baseline is not None:
        from proofs.regression.compare import compare

        comparison = compare(baseline, run, claim or None)
    written = 0
    if out is not None and not interrupted and any(one.verdicts for one in outcomes):
        from proofs.certificates.bundle import write_bundle

        written = write_bundle(out, outcomes, seed)
    from contextuality.formats.atomic import write_atomically

    data = run_data(run, outcomes, comparison)
    if json_file is not None:
        write_atomically(json_file, json_text(data))
    if junit is not None:
        from proofs.regression.junit import junit_text

        write_atomically(junit, junit_text(run, outcomes, comparison))
    if history is not None:
        append_history(history, run)
    if as_json:
        print_json(data)
    else:
        _print_all(outcomes, seconds, quiet=quiet)
        if out is not None and interrupted:
            print(f"no certificates in {out}: a bundle is written whole or not at all")
        elif out is not None and not written:
            print(f"nothing written to {out}: these claims rest on no certificates")
        elif out is not None:
            print(f"{written} certificates in {out}; check them with: khrnn check {out}")
        if comparison is not None:
            from proofs.regression.compare import lines

            for line in lines(comparison):
                print(line)
        if interrupted:
            print("interrupted: the claims above are decided, the others are not")
        _print_left_out(outcomes)
    if interrupted:
        raise typer.Exit(INTERRUPTED)
    if claim and any(outcome.status.name == "NOT_RUN" for outcome in outcomes):
        raise typer.Exit(BAD_INPUT)
    if any(outcome.status.failed for outcome in outcomes):
        raise typer.Exit(FAILED)
    if comparison is not None and comparison.regressions:
        raise typer.Exit(FAILED)


def _list(claims: tuple[Claim, ...], *, as_json: bool) -> None:
    """Print the names and statements of all claims."""
    if as_json:
        listed = [
            {"id": one.identifier, "statement": one.statement, "source": one.source}
            | {"hypotheses": one.hypotheses, "method": one.method, "long": one.long}
            for one in claims
        ]
        print_json({"schema": "khrnn-claims/1", "claims": listed})
        return
    for one in claims:
        late = " (long)" if one.long else ""
        print(f"{one.identifier:<26} {one.statement} [{one.source}]{late}")


LATE = "it takes minutes"
UNREACHED = "interrupted before it was decided"


def _decide(chosen: list[Claim], seed: int, *, late_too: bool) -> tuple[list[Outcome], bool]:
    """Decide claims one by one; after an interrupt the rest is not run, and says so."""
    from proofs.claims import decide, postpone

    outcomes: list[Outcome] = []
    interrupted = False
    with console(stderr=True).status("") as status:
        for number, one in enumerate(chosen, 1):
            if one.long and not late_too:
                outcomes.append(postpone(one, LATE))
                continue
            if interrupted:
                outcomes.append(postpone(one, UNREACHED))
                continue
            status.update(f"{number}/{len(chosen)}  {one.identifier}: {one.method}")
            try:
                outcomes.append(decide(one, seed))
            except KeyboardInterrupt:
                interrupted = True
                outcomes.append(postpone(one, UNREACHED))
    return outcomes, interrupted


def _print_all(outcomes: list[Outcome], seconds: float, *, quiet: bool) -> None:
    """Print the table unless it is to be quiet, what failed, and the summary."""
    if not quiet:
        _print_table([outcome for outcome in outcomes if outcome.detail != UNREACHED])
    for outcome in outcomes:
        if outcome.status.failed:
            for failure in outcome.failures or (outcome.detail,):
                print(f"{outcome.claim.identifier}: {outcome.status.name}: {failure}")
    print(_summary(outcomes, seconds))


def _print_left_out(outcomes: list[Outcome]) -> None:
    """Say what was not run, and why; after an interrupt it was said already."""
    left = [outcome for outcome in outcomes if outcome.status.name == "NOT_RUN"]
    for outcome in left:
        if outcome.detail not in {LATE, UNREACHED}:
            print(f"{outcome.claim.identifier}: not run: {outcome.detail}")
    late = sum(outcome.detail == LATE for outcome in left)
    if late:
        print(f"not run, because they take minutes: {late}; khrnn verify --long runs them")


def _summary(outcomes: list[Outcome], seconds: float) -> str:
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
        f"{decided} of {len(outcomes)} claims: {said}; {accepted} of {certificates} certificates "
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
