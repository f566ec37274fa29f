"""`khrnn verify`: decide every claim, check every certificate, print the table."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from proofs.cli import options
from proofs.cli.completion import claim_names
from proofs.cli.console import BAD_INPUT, FAILED, INTERRUPTED, console, fail, json_text, print_json
from proofs.cli.verify_table import LATE, NEXT, UNREACHED, print_all, print_left_out

if TYPE_CHECKING:
    from proofs.claims import Claim, Outcome
    from proofs.regression.resume import Finished


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
    resume: Annotated[
        FileOption,
        typer.Option(
            help="Keep finished claims in this file as they are decided, and go on from it if it "
            "is there; what is taken from it is marked."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="With --out: replace the bundle that is there.")
    ] = False,
    seed: options.Seed = 0,
    statements: Annotated[
        bool,
        typer.Option(
            "--statements",
            help="Print statements, hypotheses and sources too, as --claim does; with --list "
            "without deciding anything.",
        ),
    ] = False,
    list_only: Annotated[bool, typer.Option("--list", help="List the claims and leave.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print failures and the summary only; no progress.")
    ] = False,
) -> None:
    """Decide the claims; exit 0 only if nothing failed."""
    from proofs.claims import all_claims

    claims = all_claims()
    if list_only:
        _list(claims, as_json=as_json, statements=statements)
        return
    options.seed_from_zero(seed)
    known = [one.identifier for one in claims]
    options.known_claims(claim or [], known)
    options.writable(json_file, junit, history, resume)
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
    if baseline is not None:
        wanted = {one.identifier for one in chosen}
        if not any(one.decided and one.identifier in wanted for one in baseline.claims):
            expected = "an earlier run with a verdict on one of the claims of this one"
            fail(f"--against: {against}: expected {expected}; found none")
    started = time.perf_counter()
    with contextlib.ExitStack() as stack:
        finished = None
        if resume is not None:
            from proofs.regression.resume import Finished

            finished = stack.enter_context(Finished(resume, chosen, seed))
        late_too = long or bool(claim)
        outcomes, interrupted = _decide(chosen, seed, late_too=late_too, finished=finished)
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
        from proofs.regression.runs import decided_now

        append_history(history, decided_now(run, outcomes))
    if as_json:
        print_json(data)
    else:
        print_all(outcomes, seconds, quiet=quiet, statements=statements or bool(claim))
        if out is not None and interrupted:
            print(f"no certificates in {out}: a bundle is written whole or not at all")
        elif out is not None and not written:
            print(f"nothing written to {out}: these claims rest on no certificates")
        elif out is not None:
            print(f"{written} certificates in {out}; check them with: khrnn check {out}")
        if comparison is not None:
            from proofs.regression.compare import about, lines

            for line in about(baseline, run) if baseline is not None else ():
                print(line)

            for line in lines(comparison):
                print(line)
        if interrupted:
            print("interrupted: the claims above are decided, the others are not")
            if resume is not None:
                print(f"go on with: khrnn verify ... --resume {resume}")
            else:
                print("with --resume FILE a run keeps each claim it decides and goes on from there")
        print_left_out(outcomes)
        if not (quiet or claim or interrupted):
            print(NEXT)
    if interrupted:
        raise typer.Exit(INTERRUPTED)
    if claim and any(outcome.status.name == "NOT_RUN" for outcome in outcomes):
        raise typer.Exit(BAD_INPUT)
    if any(outcome.status.failed for outcome in outcomes):
        raise typer.Exit(FAILED)
    if comparison is not None and comparison.regressions:
        raise typer.Exit(FAILED)


def _list(claims: tuple[Claim, ...], *, as_json: bool, statements: bool) -> None:
    """Print the names and statements of all claims, with hypotheses and methods if asked for."""
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
        if statements:
            print(f"    if: {one.hypotheses}\n    by: {one.method}")


def _decide(
    chosen: list[Claim], seed: int, *, late_too: bool, finished: Finished | None
) -> tuple[list[Outcome], bool]:
    """Decide claims one by one; after an interrupt the rest is not run, and says so."""
    from proofs.claims import decide, postpone

    outcomes: list[Outcome] = []
    interrupted = False
    known = finished.outcomes if finished is not None else {}
    with console(stderr=True).status("") as status:
        for number, one in enumerate(chosen, 1):
            if one.long and not late_too:
                outcomes.append(postpone(one, LATE))
                continue
            if one.identifier in known:
                outcomes.append(known[one.identifier])
                continue
            if interrupted:
                outcomes.append(postpone(one, UNREACHED))
                continue
            status.update(f"{number}/{len(chosen)}  {one.identifier}: {one.method}")
            try:
                outcomes.append(decide(one, seed))
                if finished is not None:
                    finished.keep(outcomes[-1])
            except KeyboardInterrupt:
                interrupted = True
                if len(outcomes) < number:
                    outcomes.append(postpone(one, UNREACHED))
                elif finished is not None:  # it came while the line was written
                    finished.keep(outcomes[-1])
    return outcomes, interrupted
