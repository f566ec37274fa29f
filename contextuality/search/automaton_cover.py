"""Least machines as closed families of nodes: another search, whose answer has no certificate.

Belongs here: which nodes a machine state can be in use at together, and the least closed family of
such sets, which is the least machine if runs are not kept apart by contexts. Does not belong here:
searches whose refutations the kernel checks (`automaton_search`).
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.search.automaton import Runs
from contextuality.search.solving import BudgetSolver

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contextuality.search.automaton import SequenceTask

Team = frozenset[int]

MAX_NODES = 2000
MAX_TEAMS = 100_000


class Teams:
    """The sets of nodes that one state of some machine can be in use at.

    A set is *possible* if every observable has an answer that no member rules out and after which
    the members' next nodes form a possible set: the greatest fixed point, size by size.

    Args:
        task: with few nodes.
        asked: the observables that runs are made of; all of them by default.
        prefix: observables that are measured first, whatever the answers.
        most_nodes: at least 1.
        most_teams: at least 1.

    Raises:
        InputError: if there are more than `most_nodes` nodes, or more than `most_teams`
            candidates of one size.

    Source: closed covers of incompletely specified machines, M. Paull and S. Unger, IRE Trans.
        Electron. Comput. EC-8 (1959) 356; outcomes left open add the choice of answers.

    Example:
        >>> from contextuality.search.automaton import SequenceTask
        >>> teams = Teams(SequenceTask("bit", ("X", "Z"), "all"))
        >>> sorted(map(len, teams.possible))
        [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3]
    """

    def __init__(
        self,
        task: SequenceTask,
        asked: Sequence[int] | None = None,
        prefix: Sequence[int] = (),
        most_nodes: int = MAX_NODES,
        most_teams: int = MAX_TEAMS,
    ) -> None:
        self.task = task
        self._runs = Runs(task)
        self.asked = tuple(range(len(task.observables))) if asked is None else tuple(asked)
        self.start = frozenset(self._runs.roots)
        self._most = most_nodes, most_teams
        self.nodes = self._reached(prefix)
        self.possible: set[Team] = {frozenset([node]) for node in self.nodes}
        largest = set(self.possible)
        while largest:
            largest = self._fixed_point(self._candidates(largest))
            self.possible |= largest

    @functools.cached_property
    def moves(self) -> list[list[tuple[int | None, int | None]]]:
        """What is known after + and after - of each observable, by places in `nodes`."""
        places: dict[int | None, int | None] = {n: place for place, n in enumerate(self.nodes)}
        places[None] = None
        moves = []
        for node in self.nodes:
            children = [self._children(node, a) for a in self.asked]
            moves.append([(places[plus], places[minus]) for plus, minus in children])
        return moves

    def _children(self, node: int, observable: int) -> tuple[int | None, int | None]:
        certain = self._runs.value(node, observable)
        plus, minus = (
            self._runs.after(node, observable, outcome) if certain in {None, outcome} else None
            for outcome in (0, 1)
        )
        return plus, minus

    def ordered(self) -> list[Team]:
        """Return the possible teams as sets of places in `nodes`, larger ones first."""
        places = {node: place for place, node in enumerate(self.nodes)}
        teams = [frozenset(places[node] for node in team) for team in self.possible]
        return sorted(teams, key=lambda team: (-len(team), sorted(team)))

    def after(self, team: Iterable[int], observable: int) -> list[Team]:
        """Return what a set becomes after each answer that no member rules out."""
        runs = self._runs
        asked = [node for node in team if runs.nodes[node][1] >> observable & 1]
        sure = {runs.value(node, observable) for node in asked} - {None}
        if len(sure) == 2:
            return []
        return [
            frozenset(runs.after(node, observable, outcome) for node in asked)
            for outcome in (0, 1)
            if not sure or outcome in sure
        ]

    def _reached(self, prefix: Sequence[int]) -> list[int]:
        waiting = sorted(self.start)
        for observable in prefix:
            after = [child for node in waiting for child in self._children(node, observable)]
            waiting = [child for child in dict.fromkeys(after) if child is not None]
        met = set(waiting)
        for node in waiting:
            for observable in self.asked:
                for team in self.after([node], observable):
                    waiting += team - met
                    met |= team
            if len(waiting) > self._most[0]:
                raise InputError(where="nodes", expected=f"at most {self._most[0]}", found="more")
        return waiting

    def _candidates(self, smaller: set[Team]) -> set[Team]:
        """Return the sets all of whose members can be left out one at a time."""
        found = set()
        for team in smaller:
            highest = max(team)
            for node in self.nodes:
                if node > highest:
                    larger = team | {node}
                    if all(larger - {member} in self.possible for member in team):
                        found.add(larger)
            if len(found) > self._most[1]:
                expected = f"at most {self._most[1]} of one size"
                raise InputError(where="teams", expected=expected, found="more")
        return found

    def _fixed_point(self, alive: set[Team]) -> set[Team]:
        moves = {team: [self.after(team, a) for a in self.asked] for team in alive}

        def stands(team: Team) -> bool:
            return all(
                any(not image or image in self.possible or image in alive for image in images)
                for images in moves[team]
            )

        while True:
            left = {team for team in alive if stands(team)}
            if left == alive:
                return left
            alive = left


def exists_cover(
    task: SequenceTask, states: int, deadline: float | None = None, teams: Teams | None = None
) -> bool | None:
    """Decide whether there is a machine of at most so many states, without a certificate.

    Args:
        task: with few nodes, and one start (not `"contexts"` with several).
        states: at least 1.
        deadline: of `time.monotonic()`.
        teams: of the task, if they are at hand.

    Returns:
        Whether there is one; None if time ran out.

    Source: ours: a machine's states are sets of nodes, so there is nothing to number.

    Example:
        >>> from contextuality.search.automaton import SequenceTask
        >>> exists_cover(SequenceTask("bit", ("X", "Z"), "all", (), ("Z",)), 1)
        True
    """
    from pysat.card import CardEnc, EncType  # noqa: PLC0415  (loads every solver)

    teams = Teams(task) if teams is None else teams
    ordered = sorted(teams.possible, key=lambda team: (len(team), sorted(team)))
    chosen = {team: number for number, team in enumerate(ordered, 1)}
    containing: dict[int, set[Team]] = {node: set() for node in teams.nodes}
    for team in ordered:
        for node in team:
            containing[node].add(team)
    clauses: list[list[int]] = []
    covered: dict[Team, int] = {}

    def cover(team: Team) -> int:
        """Return the variable: some chosen set contains this one."""
        if team not in covered:
            covered[team] = len(chosen) + len(covered) + 1
            around = set.intersection(*(containing[node] for node in team))
            clauses.append([-covered[team], *(chosen[other] for other in around)])
        return covered[team]

    clauses.append([cover(teams.start)])
    for team in ordered:
        for observable in range(len(task.observables)):
            images = teams.after(team, observable)
            if any(not image for image in images):
                continue
            good = [cover(image) for image in images if image in teams.possible]
            clauses.append([-chosen[team], *good])
    top = len(chosen) + len(covered)
    bound = CardEnc.atmost(
        list(chosen.values()), bound=states, top_id=top, encoding=EncType.totalizer
    )
    with BudgetSolver([*clauses, *bound.clauses], deadline) as solver:
        model = solver.solve()
        return None if solver.timed_out else model is not None
