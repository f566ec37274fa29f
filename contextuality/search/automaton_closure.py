"""Machines whose states are pieces of knowledge: small closed sets of nodes.

Belongs here: an upper bound for every task, by letting a machine remember what it would know. Does
not belong here: machines whose states mean nothing by themselves (`automaton_search`).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from contextuality.search.automaton import Machine
from contextuality.search.solving import BudgetSolver

if TYPE_CHECKING:
    from collections.abc import Callable

    from contextuality.search.automaton import Runs

MAX_NODES = 2000
"""Nodes beyond which the smallest closed set is not looked for."""


def closed_machine(
    runs: Runs, observables: int, deadline: float | None = None, most: int = 4096
) -> Machine | None:
    """Find a machine whose states are nodes: it answers what its node makes certain.

    Args:
        runs: of the task.
        observables: their number.
        deadline: of `time.monotonic()`; the smallest closed set found until then is used.
        most: give up beyond this many states, at least 1.

    Returns:
        A machine that never contradicts a certain prediction. Its number of states is an upper
        bound on the least, not the least; None if there is no such machine of `most` states
        within reach.

    Source: ours. A node that knows more, and allows as much, may stand for one that knows less.

    Example:
        >>> from contextuality.search.automaton import Runs, SequenceTask, replay
        >>> runs = Runs(SequenceTask("bit", ("X", "Z"), "all", (), ("Z",)))
        >>> machine = closed_machine(runs, 2)
        >>> machine.states, replay(runs, machine).contradictions
        (2, ())
    """
    chosen = _always_plus(runs, most, deadline)
    nodes = _all_nodes(runs, MAX_NODES, deadline)
    if nodes is not None:
        chosen = _smallest(runs, nodes, chosen, deadline)
    return None if chosen is None else _machine(runs, chosen, observables)


def _late(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() > deadline


def _always_plus(runs: Runs, most: int, deadline: float | None) -> list[int] | None:
    """Return the nodes that are reached if every open outcome is +1."""
    root = max(runs.roots, key=lambda node: runs.nodes[node][1].bit_count())
    if any(not runs.covers(root, other) for other in runs.roots):
        return None
    reached = [root]
    known = {root}
    for node in reached:
        for observable in runs.allowed(node):
            child = runs.after(node, observable, runs.value(node, observable) or 0)
            if child not in known:
                known.add(child)
                reached.append(child)
        if len(reached) > most or _late(deadline):
            return None
    return reached


def _all_nodes(runs: Runs, most: int, deadline: float | None) -> list[int] | None:
    reached = list(dict.fromkeys(runs.roots))
    known = set(reached)
    for node in reached:
        for observable in runs.allowed(node):
            certain = runs.value(node, observable)
            for outcome in (0, 1) if certain is None else (certain,):
                child = runs.after(node, observable, outcome)
                if child not in known:
                    known.add(child)
                    reached.append(child)
        if len(reached) > most or _late(deadline):
            return None
    return reached


def _smallest(
    runs: Runs, nodes: list[int], chosen: list[int] | None, deadline: float | None
) -> list[int] | None:
    """Ask a SAT solver for smaller and smaller closed sets until it says no or time is up."""
    from pysat.card import ITotalizer  # noqa: PLC0415  (loads every solver)

    covering: dict[int, list[int]] = {}
    for node in nodes:
        if _late(deadline):
            return chosen
        covering[node] = [other for other in nodes if runs.covers(other, node)]
    variable = {node: i for i, node in enumerate(nodes, 1)}
    clauses = []
    common = [node for node in nodes if all(runs.covers(node, root) for root in runs.roots)]
    clauses.append([variable[node] for node in common])
    for node in nodes:
        for observable in runs.allowed(node):
            certain = runs.value(node, observable)
            children = [
                runs.after(node, observable, outcome)
                for outcome in ((0, 1) if certain is None else (certain,))
            ]
            targets = dict.fromkeys(other for child in children for other in covering[child])
            clauses.append([-variable[node], *(variable[other] for other in targets)])
    bound = len(nodes) if chosen is None else len(chosen) - 1
    counter = ITotalizer(lits=list(variable.values()), ubound=max(bound, 1))
    with BudgetSolver(clauses + counter.cnf.clauses, deadline) as solver:
        while bound > 0:
            assumed = [-counter.rhs[bound]] if bound < len(nodes) else []
            model = solver.solve(assumed)
            if model is None:
                break
            true = set(model)
            chosen = [node for node in nodes if variable[node] in true]
            bound = len(chosen) - 1
    counter.delete()
    return chosen


def _machine(runs: Runs, chosen: list[int], observables: int) -> Machine:
    """Make each node a state; the state that the runs start in comes first."""
    start = next(node for node in chosen if all(runs.covers(node, root) for root in runs.roots))
    order = [start, *(node for node in chosen if node != start)]
    cover: Callable[[int], int | None] = lambda child: next(  # noqa: E731
        (i for i, node in enumerate(order) if runs.covers(node, child)), None
    )
    out, follow = [], []
    for node in order:
        answers, targets = [0] * observables, [0] * observables
        for observable in runs.allowed(node):
            certain = runs.value(node, observable)
            for outcome in (0, 1) if certain is None else (certain,):
                target = cover(runs.after(node, observable, outcome))
                if target is not None:
                    answers[observable], targets[observable] = outcome, target
                    break
        out.append(tuple(answers))
        follow.append(tuple(targets))
    return Machine(tuple(out), tuple(follow))
