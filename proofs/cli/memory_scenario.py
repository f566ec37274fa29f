"""`khrnn memory scenario`: the least machine for sequences of a scenario's measurements."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import options
from proofs.cli.completion import library_names
from proofs.cli.console import FAILED, INTERRUPTED, Progress, fail, note, print_json
from proofs.cli.judged import judged

if TYPE_CHECKING:
    from collections.abc import Callable

    from contextuality.search.automaton import SequenceTask
    from contextuality.search.automaton_search import LeastMachine


DEPTH = 3


def memory_scenario(
    file: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Argument(help="Contexts of Pauli observables; see docs/formats/inputs.md."),
    ] = None,
    library: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            help="A named scenario instead of a file, such as mermin-square.",
            autocompletion=library_names,
        ),
    ] = None,
    sequences: Annotated[
        str,
        typer.Option(
            help="contexts: inside one context a run; compatible: commuting pairwise; all: any."
        ),
    ] = "contexts",
    initial: Annotated[
        str,
        typer.Option(help="Generators of the state known at the start, as 'ZI,-IZ'; else none."),
    ] = "",
    time_limit: Annotated[float, typer.Option(help="Seconds for the search.")] = 300.0,
    jobs: Annotated[int, typer.Option(help="Processes; more than 1 cuts sizes into cubes.")] = 1,
    scheduler: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Address of a Dask scheduler that runs the jobs instead."),
    ] = None,
    store: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Folder of finished jobs, to go on from."),
    ] = None,
    depth: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(
            help="Cells that a cube fills, with --jobs, --scheduler or --store; 3 if not given."
        ),
    ] = None,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", help="Write the machine here, the lower bound beside it."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Count the states of the least Mealy machine that never contradicts a certain prediction.

    Exit 0 if the number is exact, 1 if the time limit left an interval, 130 after an interrupt; the
    interval is printed in each case.
    """
    from contextuality.search.automaton import SEQUENCES, sequence_task
    from contextuality.search.automaton_search import Ended

    if jobs < 1:
        fail(f"--jobs: expected at least 1, found {jobs}")
    if depth is not None and not 0 <= depth <= 8:
        fail(f"--depth: expected 0 to 8, found {depth}")
    if scheduler is not None and jobs > 1:
        fail("--jobs: expected without --scheduler, which runs the jobs instead, found both")
    if depth is not None and jobs == 1 and scheduler is None and store is None:
        fail("--depth: expected with --jobs above 1, --scheduler or --store, found without")
    mode = next((known for known in SEQUENCES if known == sequences), None)
    if mode is None:
        fail(f"--sequences: expected one of {', '.join(SEQUENCES)}, found {sequences!r}")
    options.writable(output, None if output is None else output.with_suffix(".lower.json"))
    generators = [part.strip() for part in initial.split(",")] if initial.strip() else []
    task = sequence_task(_scenario(file, library), mode, generators)
    found = _search(task, time_limit, jobs, scheduler, store, DEPTH if depth is None else depth)
    data = _described(found, output)
    if as_json:
        print_json(data)
    else:
        _print_text(data, found.ended.value)
    if store is not None and found.ended in {Ended.TIMED_OUT, Ended.INTERRUPTED}:
        note(f"khrnn: note: finished jobs are in {store}; the same command goes on from them")
    if found.ended is Ended.TIMED_OUT:
        raise typer.Exit(FAILED)
    if found.ended is Ended.INTERRUPTED:
        raise typer.Exit(INTERRUPTED)


def _scenario(file: Path | None, library: str | None) -> Any:
    from contextuality.scenario import Scenario
    from proofs.cli.subjects import contexts_of, no_scenario

    subject = contexts_of(file, library)
    if not isinstance(subject, Scenario):
        no_scenario(file or library, subject)
    return subject


def _search(
    task: SequenceTask,
    time_limit: float,
    jobs: int,
    scheduler: str | None,
    store: Path | None,
    depth: int,
) -> LeastMachine:
    """Search here, or by jobs if there is anywhere to send or keep them."""
    from contextuality.search.automaton_search import least_machine

    report = _reporter()
    if jobs == 1 and scheduler is None and store is None:
        return least_machine(task, time_limit, report)
    from contextuality.search.automaton_jobs import least_machine_by_jobs
    from contextuality.search.jobs import Store, dask_cluster, process_pool

    executors: Any = None
    if scheduler is not None:
        executors = functools.partial(dask_cluster, scheduler)
    elif jobs > 1:
        executors = functools.partial(process_pool, jobs)
    return least_machine_by_jobs(
        task,
        executors,
        None if store is None else Store(store),
        report,
        depth=depth,
        time_limit=time_limit,
    )


def _reporter() -> Callable[[int, int | None, str], None]:
    """Return what shows progress on stderr: on one line of a terminal, or new bounds else."""
    line = Progress()

    def report(lower: int, upper: int | None, text: str) -> None:
        interval = f"{lower}..{'' if upper is None else upper}"
        line.show(f"{interval}  {text}", interval)

    return report


def _described(found: LeastMachine, output: Path | None) -> dict[str, Any]:
    from proofs.certificates.machine import machine_document, refutation_document

    task = found.task
    data: dict[str, Any] = {
        "name": task.name,
        "sequences": task.sequences,
        "initial": list(task.initial),
        "observables": len(task.observables),
        "states_lower": found.lower,
        "states_upper": found.upper,
        "ended": found.ended.name.lower().replace("_", "-"),
        "lower_certificate": None,
        "upper_certificate": None,
        "seconds": round(found.seconds, 3),
    }
    if found.refutation is not None:
        beside = None if output is None else output.with_suffix(".lower.json")
        data["lower_certificate"] = judged(
            refutation_document(task, found.refutation), beside, size=True
        )
    if found.machine is not None:
        data["upper_certificate"] = judged(machine_document(task, found.machine), output, size=True)
    return data


def _print_text(data: dict[str, Any], ended: str) -> None:
    Progress.clear()
    lower, upper = data["states_lower"], data["states_upper"]
    knowing = f"knowing {','.join(data['initial'])}" if data["initial"] else "nothing known"
    what = {"contexts": "inside contexts", "compatible": "compatible", "all": "all"}
    print(f"{data['name']}, sequences: {what[data['sequences']]}, {knowing} at the start")
    if lower == upper:
        print(f"  least number of states: {lower}")
    else:
        known = "no machine found" if upper is None else f"at most {upper} (machine found)"
        print(f"  states: at least {lower} (proved), {known}")
    for name, key in (("at least", "lower_certificate"), ("at most", "upper_certificate")):
        part = data[key]
        if part is None:
            continue
        bound = data["states_lower" if key == "lower_certificate" else "states_upper"]
        place = part["file"] or "not written (-o FILE writes it)"
        print(
            f"  {name} {bound}: {part['kind']}, {part['steps']} steps, {part['bytes']} bytes, "
            f"kernel: {part['verdict']}; {place}"
        )
    print(f"  {ended} ({data['seconds']:.1f} s)")
