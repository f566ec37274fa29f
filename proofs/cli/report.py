"""`khrnn report`: the claims, their certificates and the figures as a folder of pages."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import interrupts, options
from proofs.cli.completion import claim_names
from proofs.cli.console import FAILED, console, fail, print_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from proofs.report.results import Results

PathOption = Optional[Path]  # noqa: UP045 - Typer evaluates annotations at run time


def report(
    out: Annotated[
        Path, typer.Option("--out", help="The folder to write; an earlier report is replaced.")
    ] = Path("report"),
    force: Annotated[
        bool, typer.Option("--force", help="Replace the folder even if it is no report.")
    ] = False,
    claim: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            help="Only this claim; may be given several times.", autocompletion=claim_names
        ),
    ] = None,
    long: Annotated[
        bool, typer.Option("--long", help="Decide the claims that take minutes, too.")
    ] = False,
    results: Annotated[
        PathOption,
        typer.Option(
            help="Decide nothing: take a run that `khrnn verify --json-file FILE --out DIR` wrote, "
            "or verify.json of an earlier report. The pages say when it was; the kernel judges its "
            "certificates again."
        ),
    ] = None,
    certificates: Annotated[
        PathOption,
        typer.Option(
            help="With --results: its folder of certificates; `certificates` beside the file if "
            "not given."
        ),
    ] = None,
    history: Annotated[
        PathOption, typer.Option(help="A file of `khrnn verify --history`: plot its runs.")
    ] = None,
    independent: Annotated[
        bool,
        typer.Option(
            "--independent", help="Ask checkers that share no code with the kernel; takes minutes."
        ),
    ] = False,
    no_figures: Annotated[
        bool, typer.Option("--no-figures", help="Leave the figures out; they take half a minute.")
    ] = False,
    seed: options.Seed = 0,
    as_json: options.AsJson = False,
) -> None:
    """Write the report; exit 0 only if nothing in it failed."""
    from proofs.report import site

    options.seed_from_zero(seed)
    if results is not None and (claim or long):
        fail("--results: expected without --claim and --long, which decide claims, found both")
    if results is None and certificates is not None:
        fail("--certificates: expected with --results, found alone")
    if no_figures and history is not None:
        fail("--history: expected without --no-figures, which leaves its figure out, found both")
    site.check_place(out, replace=force)
    runs: tuple[Any, ...] = ()
    if history is not None:
        from proofs.regression.history import read_history

        runs = read_history(history)
    started = time.perf_counter()
    interrupts.keeping(f"nothing is written to {out}")
    with console(stderr=True).status("") as status, site.unfinished(out) as folder:
        say: Callable[[str], None] = status.update
        if results is None:
            data, bundle = _decided(claim or [], seed, folder / "certificates", say, long=long)
            from proofs.report.results import results_from_data

            found = results_from_data(data, "this run", bundle, say)
        else:
            data, bundle, found = _stored(results, certificates, say)
        if independent:
            from proofs.report.results import with_opinions

            found = with_opinions(found, bundle, say)
        drawn = None if no_figures else site.draw(found.seed, runs, say)
        say("writing the pages")
        written = site.write(folder, bundle, found, data, drawn, stored=results is not None)
        size = sum((folder / name).stat().st_size for name in written)
        site.put_in_place(folder, out)
        interrupts.keeping("")
    seconds = time.perf_counter() - started
    _tell(out, found, written, size, seconds, as_json=as_json)
    if found.failed:
        raise typer.Exit(FAILED)


def _decided(
    names: list[str], seed: int, bundle: Path, say: Callable[[str], None], *, long: bool
) -> tuple[dict[str, Any], Path]:
    """Decide claims and write their certificates; return the run as data and the bundle."""
    from proofs.certificates.bundle import write_bundle
    from proofs.claims import all_claims, decide, postpone
    from proofs.regression.runs import record, run_data

    claims = all_claims()
    known = [one.identifier for one in claims]
    options.known_claims(names, known)
    chosen = [one for one in claims if not names or one.identifier in names]
    started = time.perf_counter()
    outcomes = []
    for number, one in enumerate(chosen, 1):
        if one.long and not long and not names:
            outcomes.append(postpone(one))
            continue
        say(f"{number}/{len(chosen)}  {one.identifier}: {one.method}")
        outcomes.append(decide(one, seed))
    seconds = time.perf_counter() - started
    say("writing the certificates")
    write_bundle(bundle, outcomes, seed)
    return run_data(record(outcomes, seed, seconds, interrupted=False), outcomes), bundle


def _stored(
    file: Path, certificates: Path | None, say: Callable[[str], None]
) -> tuple[dict[str, Any], Path, Results]:
    """Read a run that was written before."""
    from contextuality.formats.strict_json import parse_object
    from proofs.report.results import read_results

    bundle = certificates if certificates is not None else file.parent / "certificates"
    found = read_results(file, bundle, say)
    data = parse_object(file.read_text(encoding="utf-8"), str(file), floats=True)
    return data, bundle, found


def _tell(
    out: Path, found: Results, written: list[str], size: int, seconds: float, *, as_json: bool
) -> None:
    from proofs.report.results import total_certificates

    if as_json:
        print_json(
            {
                "schema": "khrnn-report-summary/1",
                "out": str(out),
                "page": str(out / "index.html"),
                "files": len(written),
                "bytes": size,
                "claims": found.counts(),
                "certificates": total_certificates(found.claims),
                "failed": [one.identifier for one in found.claims if one.failed],
                "seed": found.seed,
                "decided": {"time": found.time, "khrnn": found.version, "commit": found.commit},
                "seconds": round(seconds, 3),
            }
        )
        return
    for one in found.claims:
        if one.failed:
            print(f"{one.identifier}: {one.verdict.upper()}: {one.detail}")
    said = ", ".join(f"{n} {word.replace('_', ' ')}" for word, n in found.counts().items())
    print(
        f"{len(found.claims)} claims: {said}; {total_certificates(found.claims)} certificates; "
        f"{len(written)} files, {size / 1e6:.1f} MB; {seconds:.1f} s"
    )
    print(f"open {out / 'index.html'}")
