"""The least number of states of a machine that never contradicts a certain prediction.

Belongs here: searching machines of one size with counterexamples, and narrowing the interval of
sizes. Does not belong here: clauses (`automaton_clauses`), machines made of knowledge
(`automaton_closure`), splitting the work (`automaton_jobs`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from contextuality.errors import InputError
from contextuality.search.automaton import Runs, replay
from contextuality.search.automaton_clauses import Formula
from contextuality.search.automaton_closure import closed_machine
from contextuality.search.automaton_knowledge import (
    CoverFound,
    NoCover,
    cover_of_size,
    part_of,
    square_of,
)
from contextuality.search.lrat import SolverError
from contextuality.search.result import Outcome, TimedOut, check_time_limit
from contextuality.search.sat import Unsatisfiable, refute
from contextuality.search.solving import BudgetSolver

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contextuality.search.automaton import Machine, SequenceTask
    from contextuality.search.automaton_clauses import Expansion

LESSONS = 20
"""Contradictions learnt from one machine that fails."""

MAX_STATES = 4096
"""The largest machine that certificates speak of."""


@dataclass(frozen=True, slots=True)
class MachineFound:
    """A machine that was replayed on every run without a contradiction.

    Args:
        machine: the machine.
        pairs: pairs (state, node) that were reached.
    """

    outcome: ClassVar[Outcome] = Outcome.FOUND
    machine: Machine
    pairs: int


@dataclass(frozen=True, slots=True)
class NoMachine:
    """A refutation of the clauses of machines of a given size.

    Args:
        states: the size.
        expansions: the measurements that the clauses are about, see `Formula`.
        lrat: LRAT text; empty if no proof was asked for.
        steps: its number of lines.
    """

    outcome: ClassVar[Outcome] = Outcome.EXHAUSTED
    states: int
    expansions: tuple[Expansion, ...]
    lrat: str
    steps: int


class Ended(Enum):
    """Why the search for the least machine ended; the bounds hold in every case."""

    CLOSED = "the bounds meet: the interval is the least number of states"
    TIMED_OUT = "time limit reached: more time may narrow the interval"
    INTERRUPTED = "interrupted: more time may narrow the interval"


@dataclass(frozen=True, slots=True)
class LeastMachine:
    """An interval for the least number of states.

    Args:
        task: the question.
        lower: no machine has fewer states.
        upper: the number of states of `machine`; None if none was found.
        refutation: of machines of `lower` - 1 states; None if `lower` is 1. For all sequences it
            can be one by what states can have to do with.
        machine: a machine of `upper` states.
        ended: why the search ended.
        seconds: wall time.
    """

    task: SequenceTask
    lower: int
    upper: int | None
    refutation: NoMachine | NoCover | None
    machine: Machine | None
    ended: Ended
    seconds: float


def machine_of_size(
    task: SequenceTask,
    states: int,
    time_limit: float | None = None,
    *,
    proof: bool = True,
    expansions: Sequence[Expansion] = (),
    assumed: Sequence[int] = (),
) -> MachineFound | NoMachine | TimedOut:
    """Find a machine of at most so many states, or refute that there is one.

    Args:
        task: the question.
        states: at least 1.
        time_limit: in seconds, the proof included.
        proof: whether to make an LRAT refutation.
        expansions: measurements to begin with; more are added from machines that fail.
        assumed: literals to add as unit clauses: a cube.

    Returns:
        A machine (replayed), a refutation (replayed, if made) or a time-out.

    Raises:
        InputError: for a bad time limit.
        SolverError: if the solver misbehaves.

    Source: counterexample-guided refinement, E. Clarke et al., CAV 2000; the clauses are ours.

    Example:
        >>> from contextuality.library import get
        >>> from contextuality.search.automaton import sequence_task
        >>> task = sequence_task(get("mermin-square"), "contexts")
        >>> machine_of_size(task, 2).outcome.name, machine_of_size(task, 3).outcome.name
        ('EXHAUSTED', 'FOUND')
    """
    check_time_limit(time_limit)
    deadline = None if time_limit is None else time.monotonic() + time_limit
    runs = Runs(task)
    formula = Formula(runs, len(task.observables), states)
    for node, observable in expansions:
        formula.expand(formula.node(node), observable)
    cube = [(literal,) for literal in assumed]
    with BudgetSolver([*formula.clauses, *cube], deadline) as solver:
        while (model := solver.solve()) is not None:
            machine = formula.machine(model)
            found = replay(runs, machine, LESSONS)
            if not found.contradictions:
                return MachineFound(machine, found.pairs)
            for contradiction in found.contradictions:
                for node, observable in contradiction.steps:
                    solver.add(formula.expand(node, observable))
        if solver.timed_out:
            return TimedOut(time_limit or 0.0)
    made = tuple(formula.expansions)
    if not proof:
        return NoMachine(states, made, "", 0)
    left = None if deadline is None else deadline - time.monotonic()
    if left is not None and left <= 0:
        return TimedOut(time_limit or 0.0)
    answer = refute([*formula.clauses, *cube], formula.variables, left)
    if isinstance(answer, Unsatisfiable):
        return NoMachine(states, made, answer.lrat, answer.steps)
    if isinstance(answer, TimedOut):
        return TimedOut(time_limit or 0.0)
    raise SolverError("two solvers disagree about a formula")


def least_machine(
    task: SequenceTask,
    time_limit: float | None = None,
    report: Callable[[int, int | None, str], None] | None = None,
) -> LeastMachine:
    """Narrow the interval of the least number of states, from both ends.

    Args:
        task: the question.
        time_limit: in seconds; a fifth of it at most goes into the first upper bound.
        report: called with lower bound, upper bound and what is done next.

    Returns:
        The interval with its evidence; also after Ctrl-C.

    Raises:
        InputError: for a bad time limit.

    Source: ours.

    Example:
        >>> from contextuality.library import get
        >>> from contextuality.search.automaton import sequence_task
        >>> least = least_machine(sequence_task(get("mermin-square"), "contexts"))
        >>> least.lower, least.upper
        (3, 3)
    """
    check_time_limit(time_limit)
    start = time.monotonic()
    state = SearchState(task)
    tell = report or (lambda _lower, _upper, _text: None)

    def left() -> float | None:
        return None if time_limit is None else time_limit - (time.monotonic() - start)

    try:
        tell(1, None, "small closed sets of knowledge")
        share = 30.0 if time_limit is None else min(30.0, time_limit / 5)
        state.machine = closed_machine(Runs(task), len(task.observables), start + share, MAX_STATES)
        if task.sequences == "all":
            by_knowledge(state, left, tell)
        while not state.closed:
            remaining = left()
            if remaining is not None and remaining <= 0:
                state.ended = Ended.TIMED_OUT
                break
            tell(state.lower, state.upper, f"machines of {state.lower} states")
            state.take(machine_of_size(task, state.lower, remaining, expansions=state.expansions))
            if state.ended is Ended.TIMED_OUT:
                break
    except KeyboardInterrupt:
        state.ended = Ended.INTERRUPTED
    return state.result(time.monotonic() - start)


def by_knowledge(
    state: SearchState,
    left: Callable[[], float | None],
    tell: Callable[[int, int | None, str], None],
) -> None:
    """Narrow the interval by what states can have to do with, as far as that is feasible.

    Args:
        state: what is known so far, about all sequences; it learns.
        left: seconds that are left, None for no limit; a step takes half of them at most.
        tell: called with lower bound, upper bound and what is done next.
    """
    for asked in (None, *square_of(state.task)):
        while not state.closed:
            part = state.task if asked is None else part_of(state.task, asked)
            upper = state.upper
            if asked is not None:
                machine = closed_machine(Runs(part), len(part.observables), None, MAX_STATES)
                upper = None if machine is None else machine.states
            remaining = left()
            if upper is None or upper <= state.lower or (remaining is not None and remaining <= 0):
                break
            tell(state.lower, state.upper, f"possible knowledge of {upper - 1} states")
            try:
                half = None if remaining is None else remaining / 2
                found = cover_of_size(state.task, upper - 1, half, asked=asked)
            except InputError:
                break  # too much can be known
            if isinstance(found, TimedOut):
                break
            state.take(found)


class SearchState:
    """What is known about the least number of states so far.

    Args:
        task: the question.
    """

    def __init__(self, task: SequenceTask) -> None:
        self.task = task
        self.lower = 1
        self.machine: Machine | None = None
        self.refutation: NoMachine | NoCover | None = None
        self.ended = Ended.CLOSED

    @property
    def upper(self) -> int | None:
        """The states of the smallest machine found; None if there is none."""
        return None if self.machine is None else self.machine.states

    @property
    def expansions(self) -> tuple[Expansion, ...]:
        """The measurements that the last refutation by tables is about."""
        return self.refutation.expansions if isinstance(self.refutation, NoMachine) else ()

    @property
    def closed(self) -> bool:
        """Whether the bounds meet."""
        return self.upper is not None and self.lower >= self.upper

    def take(self, found: MachineFound | CoverFound | NoMachine | NoCover | TimedOut) -> None:
        """Learn from a search at one size: `lower`, or one below an upper bound."""
        if isinstance(found, MachineFound | CoverFound):
            self.machine = found.machine
        elif isinstance(found, NoMachine | NoCover):
            self.refutation = found
            self.lower = found.states + 1
        else:
            self.ended = Ended.TIMED_OUT

    def result(self, seconds: float) -> LeastMachine:
        """Return the interval."""
        return LeastMachine(
            self.task, self.lower, self.upper, self.refutation, self.machine, self.ended, seconds
        )
