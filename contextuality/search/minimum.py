"""The least parity refutations of a scenario, all of them, up to its symmetries.

Belongs here: enumerating refutations by weight until the first one appears, and their orbits. Does
not belong here: deciding whether there is one (`parity`), symmetries themselves (`symmetry`).

A refutation is a set of contexts in which every observable occurs evenly often and an odd number of
signs is -1; its weight is the number of contexts.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contextuality.search.parity import Contextual, decide_parity
from contextuality.search.result import check_time_limit
from contextuality.symmetry import symmetries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.permutations import Permutation
    from contextuality.scenario import Scenario

MAX_LISTED = 200_000
"""Most refutations that are kept, and most members of their orbits altogether."""

_NODES_PER_LOOK = 2048


@dataclass(frozen=True, slots=True)
class RefutationOrbit:
    """Refutations that symmetries move to each other.

    Args:
        rows: one of them, increasing context indices.
        size: how many there are.
    """

    rows: tuple[int, ...]
    size: int


@dataclass(frozen=True, slots=True)
class MinimumRefutations:
    """What is known about the least weight of a refutation.

    Args:
        lower: no refutation has fewer contexts, by complete enumeration.
        upper: the weight of the lightest refutation known; None if there is no refutation.
        rows: that refutation, checked; empty if there is none.
        orbits: all refutations of the least weight, by the orbits of the signed symmetries; None
            if time ran out or they are too many to list.
    """

    lower: int
    upper: int | None
    rows: tuple[int, ...]
    orbits: tuple[RefutationOrbit, ...] | None

    @property
    def closed(self) -> bool:
        """Whether the least weight is known."""
        return self.upper is None or self.lower == self.upper


def minimum_refutations(
    scenario: Scenario, *, symmetric: bool = True, time_limit: float | None = None
) -> MinimumRefutations:
    """Find the least weight of a refutation, and all refutations of that weight.

    Args:
        scenario: any scenario.
        symmetric: whether to use symmetries, which needs the extra `symmetry`; without them the
            same refutations are found more slowly, each an orbit of its own.
        time_limit: in seconds, for the enumeration; None for no limit.

    Returns:
        The exact minimum, or an interval after the time limit.

    Raises:
        InputError: for a bad time limit, or without pynauty, or as `symmetries`.

    Source: ours: depth first, completing an observable that occurs oddly often; from each orbit of
        contexts only one may be the first.

    Example:
        >>> from contextuality.library import get
        >>> found = minimum_refutations(get("doily"))
        >>> found.lower, found.upper, [orbit.size for orbit in found.orbits]
        (6, 6, [10])
    """
    check_time_limit(time_limit)
    deadline = None if time_limit is None else time.monotonic() + time_limit
    finding = decide_parity(scenario)
    if not isinstance(finding, Contextual):
        return MinimumRefutations(0, None, (), ())
    actions: tuple[Permutation, ...] = ()
    classes: Sequence[Sequence[int]] = [(i,) for i in range(len(scenario.contexts))]
    if symmetric:
        group = symmetries(scenario, "signed")
        actions, classes = _on_contexts(scenario, group.generators), group.contexts
    best = finding.rows
    for weight in range(1, len(best) + 1):
        search = _Enumeration(scenario, weight, deadline)
        if not search.run(classes):
            return MinimumRefutations(weight, len(best), best, None)
        if search.found:
            rows = min(search.found)
            listed = None if search.overflow else _orbits(search.found, actions)
            if not scenario.refuted_by(rows):
                raise AssertionError("the enumeration returned no refutation")
            return MinimumRefutations(weight, weight, rows, listed)
    raise AssertionError("the enumeration missed a refutation that is known")


class _Enumeration:
    """All refutations of one weight, if there are none of a smaller one."""

    def __init__(self, scenario: Scenario, weight: int, deadline: float | None) -> None:
        self.masks = scenario.incidence().rows
        self.signs = tuple(sign == -1 for sign in scenario.signs)
        self.of_mask = {mask: k for k, mask in enumerate(self.masks)}
        self.of_point = [0] * len(scenario.observables)
        for k, context in enumerate(scenario.contexts):
            for i in context:
                self.of_point[i] |= 1 << k
        self.largest = max(map(len, scenario.contexts))
        self.weight, self.deadline = weight, deadline
        self.found: set[tuple[int, ...]] = set()
        self.overflow = False
        self.nodes = 0

    def run(self, classes: Sequence[Sequence[int]]) -> bool:
        """Go through all sets that contain a first member of a class; False if time ran out.

        Every refutation can be moved to one that contains the first member of the first class
        that it meets, and so nothing of the classes before.
        """
        banned = 0
        for members in classes:
            first = members[0]
            if not self._extend(first, banned):
                return False
            banned |= sum(1 << k for k in members)
        return True

    def _extend(self, first: int, banned: int) -> bool:
        stack: list[tuple[tuple[int, ...], int, bool, int]] = [
            ((first,), self.masks[first], self.signs[first], banned | 1 << first)
        ]
        while stack:
            self.nodes += 1
            late = self.nodes % _NODES_PER_LOOK == 0 and self.deadline is not None
            if late and time.monotonic() > (self.deadline or 0.0):
                return False
            chosen, odd, negative, excluded = stack.pop()
            left = self.weight - len(chosen)
            if not odd:
                # A least refutation has no proper part that covers everything evenly: that part or
                # the rest would be a lighter one.
                if not left and negative:
                    self._keep(chosen)
                continue
            if odd.bit_count() > left * self.largest:
                continue
            if left == 1:
                last = self.of_mask.get(odd)
                if last is not None and not excluded >> last & 1 and negative != self.signs[last]:
                    self._keep((*chosen, last))
                continue
            point = (odd & -odd).bit_length() - 1
            options = self.of_point[point] & ~excluded
            while options:
                lowest = options & -options
                options ^= lowest
                k = lowest.bit_length() - 1
                # Once all sets with context k are on the stack, the others leave it out.
                excluded |= lowest
                state = (*chosen, k), odd ^ self.masks[k], negative != self.signs[k], excluded
                stack.append(state)
        return True

    def _keep(self, chosen: tuple[int, ...]) -> None:
        if len(self.found) < MAX_LISTED:
            self.found.add(tuple(sorted(chosen)))
        else:
            self.overflow = True


def _on_contexts(scenario: Scenario, generators: Sequence[Permutation]) -> tuple[Permutation, ...]:
    """Return what permutations of the observables do to the contexts."""
    place = {frozenset(context): k for k, context in enumerate(scenario.contexts)}
    return tuple(
        tuple(place[frozenset(generator[i] for i in context)] for context in scenario.contexts)
        for generator in generators
    )


def _orbits(
    found: set[tuple[int, ...]], actions: Sequence[Permutation]
) -> tuple[RefutationOrbit, ...] | None:
    """Return the orbits that some sets of contexts lie in, or None if they are too large."""
    seen: set[tuple[int, ...]] = set()
    orbits = []
    for start in sorted(found):
        if start in seen:
            continue
        queue = [start]
        seen.add(start)
        for rows in queue:  # grows while it is read
            for action in actions:
                image = tuple(sorted(action[k] for k in rows))
                if image not in seen:
                    seen.add(image)
                    queue.append(image)
            if len(seen) > MAX_LISTED:
                return None
        orbits.append(RefutationOrbit(start, len(queue)))
    return tuple(orbits)
