"""The search for exclusion trees, whatever the states and measurements are.

Belongs here: depth-first search by rising cost, the greatest fixed point of a small system, and
writing a tree down. Does not belong here: what a measurement does to a state, which the systems
of `exclusion_stabilizer` and `exclusion_vectors` know, and the types that users see.

A *team* is the set of states that one memory state would have to serve, as an increasing tuple of
numbers that the system gave them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contextuality.group import GroupElement

__all__ = ["Branch", "DeadlineError", "Engine", "Objective", "Team"]

Team = tuple[int, ...]
Objective = Literal["depth", "leaves"]
Branch = tuple[int, int, int]
"""A measurement of the system, and what follows +1 and -1: the number of a later branch, or
-(s + 1) if the outcome is impossible for state s."""

IMPOSSIBLE = -1


class DeadlineError(Exception):
    """The time limit was reached."""


class System(Protocol):
    """States, measurements and what is known about them without search."""

    @property
    def enumerable(self) -> bool:
        """Whether all teams that can be reached are few enough to be visited."""

    def outcomes(self, state: int, measurement: int) -> tuple[int, int]:
        """Return the states after +1 and -1, or `IMPOSSIBLE`."""

    def measurements(self) -> Sequence[int]:
        """Return all measurements, the promising ones first."""

    def forced(self, team: Team) -> tuple[int, int]:
        """Return bit sets of the measurements that some member answers surely by +1, by -1."""

    @property
    def sees_pivots(self) -> bool:
        """Whether `pivots` is complete."""

    def pivots(self, team: Team) -> int:
        """Return the bit set of (some) measurements all of whose outcomes leave a clash."""

    def can_share(self, team: Team) -> bool:
        """Return whether the team is known to have an answer to everything; False is no news."""

    def element(self, measurement: int) -> GroupElement:
        """Return the group element that a measurement's number stands for."""


class Engine:
    """Finds the cheapest exclusion tree of a team.

    Args:
        system: the states and measurements.
        objective: "depth" counts the measurements on the longest path, "leaves" all of them.
        deadline: a value of `time.monotonic` after which to give up; None for never.
    """

    def __init__(self, system: System, objective: Objective, deadline: float | None) -> None:
        self.system = system
        self.objective: Objective = objective
        self._adds = objective == "leaves"
        self._deadline = deadline
        # Teams that get past `_first` need more than one measurement, or more than two.
        self._floor = 2 if system.sees_pivots else 1
        self._found: dict[Team, int] = {}  # a tree of this cost exists
        self._above: dict[Team, int] = {}  # no tree of this cost or less
        self._quick: dict[Team, tuple[int, int]] = {}
        self.teams_expanded = 0

    def _check_time(self) -> None:
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise DeadlineError

    def _first(self, team: Team) -> tuple[int, int]:
        """Return cost and first measurement if one or two steps decide, else (0, 0).

        A cost of -1 says that the team can share.
        """
        known = self._quick.get(team)
        if known is None:
            known = self._quick[team] = self._decide_quickly(team)
        return known

    def _decide_quickly(self, team: Team) -> tuple[int, int]:
        if len(team) < 2 or self.system.can_share(team):
            return -1, 0
        plus, minus = self.system.forced(team)
        clash = plus & minus
        if clash:
            return 1, (clash & -clash).bit_length() - 1
        pivots = self.system.pivots(team)
        if pivots:
            one_sided = pivots & (plus | minus)
            chosen = one_sided or pivots
            first = (chosen & -chosen).bit_length() - 1
            return (2 if one_sided or not self._adds else 3), first
        return 0, 0

    def _moves(self, team: Team) -> Iterator[tuple[int, tuple[Team, ...]]]:
        """Yield measurements with the teams after the outcomes that are possible for all."""
        system = self.system
        seen: set[tuple[Team, ...]] = set()
        for measurement in system.measurements():
            results = [system.outcomes(state, measurement) for state in team]
            after = []
            for outcome in (0, 1):
                members = {result[outcome] for result in results}
                if IMPOSSIBLE in members:
                    continue
                child = tuple(sorted(members))
                # A team that comes back unchanged, or can share, makes the measurement useless.
                if child == team or self._first(child)[0] < 0:
                    break
                after.append(child)
            else:
                children = tuple(sorted(set(after)) if not self._adds else sorted(after))
                if children not in seen:
                    seen.add(children)
                    yield measurement, children

    def cost(self, team: Team, bound: int) -> int | None:
        """Return the least cost of a tree if it is at most `bound`, else None.

        Raises:
            DeadlineError: at the time limit.
        """
        quick, _ = self._first(team)
        if quick:
            return quick if 0 < quick <= bound else None
        if self._found.get(team, bound + 1) <= bound:
            return self._found[team]
        if bound <= self._above.get(team, self._floor):
            return None
        self._check_time()
        self.teams_expanded += 1
        best: int | None = None
        room = bound
        for _, children in self._moves(team):
            total = self._total(children, room)
            if total is not None:
                best, room = total, total - 1
                if not self._adds:
                    break  # `solve` raises the bound one by one: no shallower tree is left
        if best is not None:
            self._found[team] = best
        if best is None or self._adds:
            self._above[team] = room
        return best

    def _total(self, children: tuple[Team, ...], room: int) -> int | None:
        """Return the cost of a measurement with these children, if at most `room`."""
        total = 1
        # The least that each child costs, so that a hopeless sibling is seen before the search.
        least = [self._least(child) for child in children]
        if (1 + sum(least) if self._adds else 1 + max(least, default=0)) > room:
            return None
        for position, child in enumerate(children):
            if self._adds:
                found = self.cost(child, room - total - sum(least[position + 1 :]))
                total += found or 0
            else:
                found = self.cost(child, room - 1)
                total = max(total, 1 + (found or 0))
            if found is None:
                return None
        return total

    def _least(self, team: Team) -> int:
        return self._first(team)[0] or self._above.get(team, self._floor) + 1

    def solve(self, team: Team, limit: int) -> int | None:
        """Return the least cost of a tree, or None if it exceeds `limit`."""
        for bound in range(1, limit + 1):
            found = self.cost(team, bound)
            if found is not None:
                return found
            if self._first(team)[0] < 0:
                return None
        return None

    def shares(self, team: Team) -> bool:
        """Decide by the greatest fixed point whether a team can share; the system is enumerable.

        Raises:
            DeadlineError: at the time limit.
        """
        moves: dict[Team, list[tuple[Team, ...]]] = {}
        lost: set[Team] = set()
        stack = [team]
        while stack:
            current = stack.pop()
            if current in moves or current in lost:
                continue
            self._check_time()
            quick, _ = self._first(current)
            if quick > 0 or current in self._found:
                lost.add(current)
                continue
            moves[current] = [] if quick < 0 else [c for _, c in self._moves(current)]
            stack += [child for children in moves[current] for child in children]
        changed = True
        while changed:
            self._check_time()
            newly = {t for t, m in moves.items() if any(lost.issuperset(c) for c in m)} - lost
            changed = bool(newly)
            lost |= newly
        return team not in lost

    def tree(self, states: Sequence[int], cost: int) -> list[Branch]:
        """Write down a tree of the cost that `solve` has found.

        Args:
            states: the team in the order of its members' names; two may be the same state.
            cost: at least the least cost.

        Returns:
            Branches, the root first; children come after their parents.
        """
        branches: list[Branch] = []
        self._grow(tuple(states), cost, branches)
        return branches

    def _grow(self, states: tuple[int, ...], room: int, branches: list[Branch]) -> int:
        position = len(branches)
        branches.append((0, 0, 0))
        measurement = self._choose(tuple(sorted(set(states))), room)
        results = [self.system.outcomes(state, measurement) for state in states]
        follows = []
        for outcome in (0, 1):
            after = tuple(result[outcome] for result in results)
            if IMPOSSIBLE in after:
                follows.append(-1 - after.index(IMPOSSIBLE))
                continue
            child = tuple(sorted(set(after)))
            best = self._cheapest(child, room - 1)
            follows.append(self._grow(after, best, branches))
        branches[position] = (measurement, follows[0], follows[1])
        return position

    def _cheapest(self, team: Team, room: int) -> int:
        found = self.solve(team, room)
        if found is None:
            raise RuntimeError("a tree of the cost found by the search could not be written down")
        return found

    def _choose(self, team: Team, room: int) -> int:
        quick, first = self._first(team)
        if quick > 0:
            return first
        for measurement, children in self._moves(team):
            total = self._total(children, room)
            if total is not None and total <= room:
                return measurement
        raise RuntimeError("no measurement of the cost found by the search")
