"""Logical and strong contextuality: what the zeros of an empirical model forbid.

Belongs here: which possible events extend to a global assignment without impossible events.
Does not belong here: probabilities beyond being zero or not (`fraction`).
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contextuality.search.result import check_time_limit
from contextuality.search.sections import require_compatible

if TYPE_CHECKING:
    from contextuality.empirical import EmpiricalModel

Assignment = tuple[int, ...]
Event = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Possibilities:
    """Which possible events of a model extend to possible global assignments.

    Args:
        model: what it is about.
        extended: assignments of an outcome index to every observable; each meets possible events
            only, and together they meet all events that extend.
        obstructed: the possible events (context, position in its table) that extend to none.
        undecided: possible events that the time limit left open.

    Example:
        >>> from contextuality.library.models import model
        >>> found = possibilities(model("hardy"))
        >>> found.logically_contextual, found.strongly_contextual
        (True, False)
    """

    model: EmpiricalModel
    extended: tuple[Assignment, ...]
    obstructed: tuple[Event, ...]
    undecided: tuple[Event, ...]

    @property
    def logically_contextual(self) -> bool | None:
        """Whether some possible event does not extend; None if that was not decided."""
        if self.obstructed:
            return True
        return None if self.undecided else False

    @property
    def strongly_contextual(self) -> bool | None:
        """Whether no global assignment is possible; None if that was not decided."""
        if self.extended:
            return False
        # Without extensions, all events of one context are obstructed or none was decided.
        return None if self.undecided else True


def possibilities(model: EmpiricalModel, time_limit: float | None = None) -> Possibilities:
    """Decide for every possible event whether a possible global assignment extends it.

    Args:
        model: without disturbance.
        time_limit: seconds.

    Returns:
        Extensions and obstructed events; these are what a SAT solver says, so certify an obstructed
        event before relying on it. Extensions are checked here.

    Raises:
        InputError: for a model with disturbance, or a bad limit.

    Source: S. Abramsky and A. Brandenburger, New J. Phys. 13 (2011) 113036.

    Example:
        >>> from contextuality.library.models import model
        >>> possibilities(model("pr-box")).strongly_contextual
        True
    """
    from pysat.solvers import Glucose4  # noqa: PLC0415  (loads every solver of the package)

    check_time_limit(time_limit)
    require_compatible(model)
    deadline = None if time_limit is None else time.monotonic() + time_limit
    base = len(model.outcomes)
    joint = [model.joint_outcomes(c) for c in range(len(model.contexts))]
    open_events = {
        (c, position): None
        for c, table in enumerate(model.tables)
        for position, probability in enumerate(table)
        if probability
    }
    extended: list[Assignment] = []
    obstructed: list[Event] = []
    with Glucose4(bootstrap_with=_clauses(model, joint)) as solver:
        while open_events:
            c, position = next(iter(open_events))
            literals = [
                1 + observable * base + outcome
                for observable, outcome in zip(model.contexts[c], joint[c][position], strict=True)
            ]
            answer = _solve(solver, literals, deadline)
            if answer is None:
                break
            if not answer:
                obstructed.append((c, position))
                del open_events[c, position]
                continue
            true = {literal for literal in solver.get_model() if literal > 0}
            assignment = tuple(
                next(k for k in range(base) if 1 + o * base + k in true)
                for o in range(len(model.observables))
            )
            met = _events(model, assignment)
            if any(not model.tables[i][at] for i, at in met):
                raise AssertionError("the SAT solver returned an impossible assignment")
            extended.append(assignment)
            for event in met:
                open_events.pop(event, None)
    return Possibilities(model, tuple(extended), tuple(obstructed), tuple(open_events))


def _clauses(model: EmpiricalModel, joint: list[list[tuple[int, ...]]]) -> list[list[int]]:
    """Return clauses whose solutions are the possible global assignments.

    Variable 1 + o b + k says that observable o has outcome k of b.
    """
    base = len(model.outcomes)
    clauses: list[list[int]] = []
    for o in range(len(model.observables)):
        values = [1 + o * base + k for k in range(base)]
        clauses.append(values)
        clauses += [[-a, -b] for i, a in enumerate(values) for b in values[:i]]
    for context, outcomes, table in zip(model.contexts, joint, model.tables, strict=True):
        for values_there, probability in zip(outcomes, table, strict=True):
            if not probability:
                pairs = zip(context, values_there, strict=True)
                clauses.append([-(1 + o * base + k) for o, k in pairs])
    return clauses


def _events(model: EmpiricalModel, assignment: Assignment) -> list[Event]:
    """Return the events of a global assignment, one a context."""
    base, result = len(model.outcomes), []
    for c, context in enumerate(model.contexts):
        position = 0
        for observable in context:
            position = position * base + assignment[observable]
        result.append((c, position))
    return result


def _solve(solver: object, assumptions: list[int], deadline: float | None) -> bool | None:
    """Ask under assumptions; None after the deadline."""
    if deadline is None:
        return bool(solver.solve(assumptions=assumptions))  # type: ignore[attr-defined]
    left = deadline - time.monotonic()
    if left <= 0:
        return None
    timer = threading.Timer(left, solver.interrupt)  # type: ignore[attr-defined]
    timer.start()
    try:
        answer = solver.solve_limited(  # type: ignore[attr-defined]
            assumptions=assumptions, expect_interrupt=True
        )
    finally:
        timer.cancel()
        solver.clear_interrupt()  # type: ignore[attr-defined]
    return None if answer is None else bool(answer)
