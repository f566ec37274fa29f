"""Least machines as independent jobs: sizes, and cubes of one size, with one refutation for all.

Belongs here: cutting the search for a machine of one size into cubes, the jobs, and joining the
cubes' refutations. Does not belong here: running jobs (`jobs`), searching one cube
(`automaton_search`).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from contextuality.search.automaton import Machine, Runs, SequenceTask
from contextuality.search.automaton_clauses import all_expansions, formula_of, next_variable
from contextuality.search.automaton_closure import closed_machine
from contextuality.search.automaton_search import (
    Ended,
    LeastMachine,
    MachineFound,
    NoMachine,
    SearchState,
    by_knowledge,
    machine_of_size,
)
from contextuality.search.jobs import Job, run_jobs
from contextuality.search.lrat import lrat_from_frat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from contextuality.search.automaton_clauses import Clause, Expansion
    from contextuality.search.jobs import Progress, Store

WHOLE = 5000
"""Measurements of a task up to which cubes begin with all of them."""

SMALL = 5
"""Sizes below this are one job."""

Cube = tuple[int, ...]
"""The states that the first cells lead to, in order."""


def cubes(depth: int, states: int) -> Iterator[Cube]:
    """Yield the ways to fill the first cells if states are numbered as they are met.

    Args:
        depth: the number of cells, at least 0.
        states: the size, at least 1.

    Example:
        >>> list(cubes(2, 3))
        [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)]
    """
    if depth == 0:
        yield ()
        return
    for cube in cubes(depth - 1, states):
        for target in range(min(max((0, *cube)) + 2, states)):
            yield (*cube, target)


def cube_job(
    task: dict[str, Any],
    states: int,
    cube: list[int],
    expansions: list[list[int]],
    time_limit: float | None,
) -> dict[str, Any] | None:
    """Search one cube: the call that a job makes, in JSON values.

    Args:
        task: the fields of a `SequenceTask`.
        states: the size.
        cube: see `Cube`.
        expansions: to begin with.
        time_limit: in seconds.

    Returns:
        Either `out` and `next` of a machine, or `expansions` and `lrat`; None if time ran out.

    Example:
        >>> bit = {"name": "bit", "observables": ["X"], "sequences": "all", "contexts": [],
        ...        "initial": []}
        >>> cube_job(bit, 1, [0], [], None)
        {'out': [[0]], 'next': [[0]], 'pairs': 2}
    """
    question = SequenceTask(
        task["name"],
        tuple(task["observables"]),
        task["sequences"],
        tuple(tuple(context) for context in task["contexts"]),
        tuple(task["initial"]),
    )
    found = machine_of_size(
        question,
        states,
        time_limit,
        expansions=[(node, observable) for node, observable in expansions],
        assumed=_literals(question, states, cube),
    )
    if isinstance(found, MachineFound):
        machine = found.machine
        return {
            "out": [list(row) for row in machine.out],
            "next": [list(row) for row in machine.follow],
            "pairs": found.pairs,
        }
    if isinstance(found, NoMachine):
        return {"expansions": [list(pair) for pair in found.expansions], "lrat": found.lrat}
    return None


def machine_by_cubes(
    task: SequenceTask,
    states: int,
    depth: int,
    executors: Callable[[], AbstractContextManager[Executor]] | None = None,
    store: Store | None = None,
    *,
    report: Callable[[Progress], None] | None = None,
    time_limit: float | None = None,
    expansions: Sequence[Expansion] = (),
) -> MachineFound | NoMachine | None:
    """Search machines of one size, cube by cube.

    Args:
        task: the question.
        states: at least 1.
        depth: cells that a cube fills, from 0 to the number of cells.
        executors: see `run_jobs`.
        store: see `run_jobs`.
        report: see `run_jobs`.
        time_limit: seconds for each job.
        expansions: to begin with.

    Returns:
        A machine, a refutation joined from those of all cubes (replayed), or None if some job ran
        out of time.

    Source: M. Heule et al., Cube and Conquer, HVC 2011, for the idea; joining proofs by adding the
        negated cube to every lemma is standard.

    Example:
        >>> from contextuality.library import get
        >>> from contextuality.search.automaton import sequence_task
        >>> square = sequence_task(get("mermin-square"), "contexts")
        >>> machine_by_cubes(square, 2, 2).outcome.name
        'EXHAUSTED'
    """
    depth = min(depth, states * len(task.observables))
    # Jobs that begin with everything there is to know need no second round.
    shared = all_expansions(task, WHOLE) if depth else ()
    shared = shared or tuple(expansions)
    pending = list(cubes(depth, states))
    proofs: dict[Cube, tuple[int, str]] = {}
    while pending:
        jobs = [_job(task, states, cube, shared, time_limit) for cube in pending]
        results = run_jobs(
            jobs, executors, store, report, lambda _job, found: "out" in (found or ())
        )
        for found in results:
            if found is not None and "out" in found:
                rows = [tuple(tuple(row) for row in found[key]) for key in ("out", "next")]
                return MachineFound(Machine(rows[0], rows[1]), found["pairs"])
        if None in results:
            return None
        # A cube that needed no more than what all were given is done with, and so is the first
        # that needed more, as the others are then given that; those go another round.
        size, more = len(shared), shared
        for cube, found in zip(pending, results, strict=True):
            needed = tuple((node, observable) for node, observable in found["expansions"])
            if len(needed) == size or more is shared:
                proofs[cube] = len(needed), found["lrat"]
            if len(needed) > size:
                more = needed if more is shared else _renamed(task, states, needed, more)
        pending = [cube for cube in pending if cube not in proofs]
        shared = more
    return _joined(task, states, depth, shared, proofs)


def least_machine_by_jobs(
    task: SequenceTask,
    executors: Callable[[], AbstractContextManager[Executor]] | None = None,
    store: Store | None = None,
    report: Callable[[int, int | None, str], None] | None = None,
    *,
    depth: int = 3,
    time_limit: float | None = None,
) -> LeastMachine:
    """Narrow the interval of the least number of states, with the work cut into jobs.

    Args:
        task: the question.
        executors: see `run_jobs`.
        store: see `run_jobs`; a search that was interrupted goes on from it.
        report: called with lower bound, upper bound and what is going on.
        depth: cells that a cube fills, at sizes from `SMALL`.
        time_limit: seconds in all; a job gets what is left when its size is begun.

    Returns:
        The interval with its evidence; also after Ctrl-C.

    Source: ours.

    Example:
        >>> from contextuality.library import get
        >>> from contextuality.search.automaton import sequence_task
        >>> least = least_machine_by_jobs(sequence_task(get("mermin-square"), "contexts"))
        >>> least.lower, least.upper
        (3, 3)
    """
    start = time.monotonic()
    ended = Ended.CLOSED
    share = 30.0 if time_limit is None else min(30.0, time_limit / 5)
    state = SearchState(task)
    state.machine = closed_machine(Runs(task), len(task.observables), start + share)
    lower, machine, refutation = state.lower, state.machine, state.refutation

    def tell(progress: Progress) -> None:
        if report is not None:
            upper = None if machine is None else machine.states
            report(lower, upper, f"machines of {lower} states: {progress}")

    try:
        if task.sequences == "all":
            by_knowledge(
                state,
                lambda: None if time_limit is None else time_limit - (time.monotonic() - start),
                report or (lambda _lower, _upper, _text: None),
            )
            lower, machine, refutation = state.lower, state.machine, state.refutation
        while machine is None or lower < machine.states:
            left = None if time_limit is None else time_limit - (time.monotonic() - start)
            if left is not None and left <= 0:
                ended = Ended.TIMED_OUT
                break
            found = machine_by_cubes(
                task,
                lower,
                depth if lower >= SMALL else 0,
                executors,
                store,
                report=tell,
                time_limit=left,
                expansions=refutation.expansions if isinstance(refutation, NoMachine) else (),
            )
            if isinstance(found, MachineFound):
                machine = found.machine
            elif isinstance(found, NoMachine):
                refutation, lower = found, lower + 1
            else:
                ended = Ended.TIMED_OUT
                break
    except KeyboardInterrupt:
        ended = Ended.INTERRUPTED
    upper = None if machine is None else machine.states
    return LeastMachine(task, lower, upper, refutation, machine, ended, time.monotonic() - start)


def _job(
    task: SequenceTask,
    states: int,
    cube: Cube,
    expansions: tuple[Expansion, ...],
    time_limit: float | None,
) -> Job:
    arguments = {
        "task": {
            "name": task.name,
            "observables": list(task.observables),
            "sequences": task.sequences,
            "contexts": [list(context) for context in task.contexts],
            "initial": list(task.initial),
        },
        "states": states,
        "cube": list(cube),
        "expansions": [list(pair) for pair in expansions],
    }
    limits = {"time_limit": time_limit}
    return Job(f"{states} states, {cube}", f"{__name__}:cube_job", arguments, limits)


def _literals(task: SequenceTask, states: int, cube: Sequence[int]) -> list[int]:
    count = len(task.observables)
    return [
        next_variable(states, count, *divmod(cell, count), target)
        for cell, target in enumerate(cube)
    ]


def _renamed(
    task: SequenceTask,
    states: int,
    found: tuple[Expansion, ...],
    shared: tuple[Expansion, ...],
) -> tuple[Expansion, ...]:
    """Add one cube's expansions to those of all, in the numbers that nodes get by that."""
    theirs = formula_of(task, states, found)
    joint = formula_of(task, states, shared)
    for node, observable in theirs.expansions:
        joint.expand_node(theirs.content(node), observable)
    return tuple(joint.expansions)


def _joined(
    task: SequenceTask,
    states: int,
    depth: int,
    expansions: tuple[Expansion, ...],
    proofs: dict[Cube, tuple[int, str]],
) -> NoMachine:
    """Join the refutations of all cubes into one of the formula without them."""
    formula = formula_of(task, states, expansions)
    clauses = formula.clauses
    last = len(clauses)
    lines = [f"o {i} {' '.join(map(str, clause))} 0" for i, clause in enumerate(clauses, 1)]
    closing: dict[Cube, int] = {}  # cube -> id of the clause that excludes it
    sizes = {size for size, _ in proofs.values()}
    lengths = {size: len(formula_of(task, states, expansions[:size]).clauses) for size in sizes}
    for cube, (size, lrat) in proofs.items():
        given = lengths[size]
        literals = _literals(task, states, cube)
        last = _lifted(lrat, given, literals, last, lines)
        closing[cube] = last
    # Inner nodes of the tree, from the deepest: what excludes their children excludes them.
    known: list[tuple[int, Clause]] = []
    for length in range(depth, -1, -1):
        for cube in cubes(length, states):
            negated = tuple(-literal for literal in _literals(task, states, cube))
            if length < depth:
                last += 1
                hints = _propagated(clauses, known, negated)
                lines.append(_line(last, negated, hints))
                closing[cube] = last
            known.append((closing[cube], negated))
    lrat, steps = lrat_from_frat(lines, clauses)
    return NoMachine(states, expansions, lrat, steps)


def _line(identifier: int, literals: Sequence[int], hints: Sequence[int]) -> str:
    return " ".join(map(str, ["a", identifier, *literals, 0, "l", *hints, 0]))


def _lifted(lrat: str, given: int, cube: list[int], last: int, lines: list[str]) -> int:
    """Add the lemmas of a cube's refutation with the negated cube; return the last id used."""
    names: dict[int, int] = {}
    assumed = set(cube)
    for line in lrat.splitlines():
        head, hints = line.split(" 0 ", 1) if " 0 " in line else (line, "")
        identifier, *literals = map(int, head.split())
        if assumed.intersection(literals):
            continue  # with the negated cube it says nothing
        last += 1
        names[identifier] = last
        lemma = dict.fromkeys([*literals, *(-literal for literal in cube)])
        used = (int(hint) for hint in hints.split()[:-1])
        kept = [h if h <= given else names[h] for h in used if h <= given or h in names]
        lines.append(_line(last, tuple(lemma), kept))
    return last


def _propagated(
    clauses: Sequence[Clause], known: list[tuple[int, Clause]], lemma: Clause
) -> list[int]:
    """Return hints that propagate from a lemma's negation to a conflict."""
    false = set(lemma)
    hints: list[int] = []
    numbered = [*known, *enumerate(clauses, 1)]
    changed = True
    while changed:
        changed = False
        for number, clause in numbered:
            rest = [literal for literal in clause if literal not in false]
            if not rest:
                return [*hints, number]
            if len(rest) == 1 and -rest[0] not in false:
                false.add(-rest[0])
                hints.append(number)
                changed = True
    raise RuntimeError("cubes do not cover all tables")
