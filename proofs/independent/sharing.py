"""Which hypergraph states can share a memory state, by trying every measurement on few qubits.

Belongs here: amplitudes, all Hermitian group elements, the greatest fixed point. Does not belong
here: certificates, whose replay is in `proofs.independent.exclusion`.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from proofs.independent.opinion import NotApplicableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy.typing as npt

    from proofs.independent.opinion import Deadline

MAX_BRUTE = {1: 5, 2: 4, 3: 3}
"""k -> the most qubits for which every measurement is tried."""

Edges = frozenset[frozenset[int]]
"""A hypergraph state: edges of one vertex are signs."""
Vector = tuple[int, ...]
Team = frozenset[int]
"""Numbers of states."""
IMPOSSIBLE = -1


def amplitudes(n: int, edges: Edges) -> npt.NDArray[np.object_]:
    """Return the signs of a hypergraph state's amplitudes, as exact integers.

    Example:
        >>> amplitudes(1, frozenset({frozenset([0])})).tolist()
        [1, -1]
    """
    signs = [(-1) ** sum(all(z >> v & 1 for v in edge) for edge in edges) for z in range(1 << n)]
    return np.array(signs, dtype=object)


def _monomials(n: int, degree: int) -> list[frozenset[int]]:
    sizes = range(1, degree + 1)
    return [frozenset(m) for size in sizes for m in combinations(range(n), size)]


class BruteForce:
    """All measurements on few qubits, states as primitive integer vectors, all teams visited.

    Args:
        n: number of qubits.
        k: phases of measured elements have degree at most k - 1.
        deadline: looked at often.
    """

    def __init__(self, n: int, k: int, deadline: Deadline) -> None:
        if n > MAX_BRUTE.get(k, 0):
            raise NotApplicableError(f"too many measurements for n = {n}, k = {k}")
        self._deadline = deadline
        points = range(1 << n)
        self._elements: list[tuple[int, list[int]]] = []
        for shift in points:
            for phase in subsets(_monomials(n, k - 1)):
                signs = amplitudes(n, frozenset(phase)).tolist()
                # Hermitian: the matrix entries (z + a, z) and (z, z + a) agree.
                if (shift or phase) and all(signs[z] == signs[z ^ shift] for z in points):
                    self._elements.append((shift, signs))
        self._numbers: dict[Vector, int] = {(): IMPOSSIBLE}
        self._vectors: list[Vector] = []
        self._after: dict[int, tuple[list[int], list[int]]] = {}
        self._sure: dict[int, tuple[int, int]] = {}
        self._known: set[Team] = set()

    def number(self, vector: list[int]) -> int:
        """Return the number of a state, -1 for the vector 0."""
        ray = primitive(vector)
        found = self._numbers.setdefault(ray, len(self._vectors))
        if found == len(self._vectors):
            self._vectors.append(ray)
        return found

    def team(self, n: int, states: Iterable[Edges]) -> Team:
        """Return the numbers of hypergraph states."""
        return frozenset(self.number(amplitudes(n, state).tolist()) for state in states)

    def _measure(self, state: int) -> tuple[list[int], list[int]]:
        found = self._after.get(state)
        if found is None:
            self._deadline.check()
            found = [], []
            vector = self._vectors[state]
            for shift, signs in self._elements:
                moved = [signs[z ^ shift] * vector[z ^ shift] for z in range(len(vector))]
                pairs = list(zip(vector, moved, strict=True))
                found[0].append(self.number([a + b for a, b in pairs]))
                found[1].append(self.number([a - b for a, b in pairs]))
            self._after[state] = found
        return found

    def _clash(self, team: Team) -> bool:
        """Return whether some measurement has no outcome that is possible for all members."""
        no_plus = no_minus = 0
        for state in team:
            if state not in self._sure:
                plus, minus = self._measure(state)
                self._sure[state] = (
                    sum(1 << i for i, after in enumerate(plus) if after == IMPOSSIBLE),
                    sum(1 << i for i, after in enumerate(minus) if after == IMPOSSIBLE),
                )
            no_plus |= self._sure[state][0]
            no_minus |= self._sure[state][1]
        return bool(no_plus & no_minus)

    def _children(self, team: Team) -> list[list[Team]]:
        """Return for each measurement the teams after the outcomes possible for all members."""
        results = [self._measure(state) for state in team]
        by_outcome = [zip(*(result[o] for result in results), strict=True) for o in (0, 1)]
        return [
            [frozenset(after) for after in both if IMPOSSIBLE not in after]
            for both in zip(*by_outcome, strict=True)
        ]

    def _moves(self, team: Team) -> list[list[Team]]:
        if len(team) < 2:
            return []
        return [[]] if self._clash(team) else self._children(team)

    def excluded_within(self, team: Team, steps: int) -> bool:
        """Return whether a tree of at most so many measurements in a row excludes the team."""
        if team in self._known or self._clash(team):
            return True
        if steps < 2 or len(team) < 2:
            return False
        self._deadline.check()
        # A team that stays the same has not been helped by the measurement.
        answer = any(
            all(child != team and self.excluded_within(child, steps - 1) for child in after)
            for after in self._children(team)
        )
        if answer:
            self._known.add(team)
        return answer

    def can_share(self, team: Team) -> bool:
        """Return whether the team is in the greatest fixed point; all teams reached are visited."""
        moves: dict[Team, list[list[Team]]] = {}
        stack = [team]
        while stack:
            current = stack.pop()
            if current not in moves:
                self._deadline.check()
                moves[current] = self._moves(current)
                stack += [child for after in moves[current] for child in after]
        alive = set(moves)
        while True:
            gone = {t for t in alive if any(not alive.intersection(a) for a in moves[t])}
            if not gone:
                return team in alive
            alive -= gone


def subsets(monomials: list[frozenset[int]]) -> Iterator[list[frozenset[int]]]:
    """Yield all sublists; bit j of their number stands for item j.

    Example:
        >>> [len(part) for part in subsets([frozenset([0]), frozenset([1])])]
        [0, 1, 1, 2]
    """
    for index in range(1 << len(monomials)):
        yield [m for j, m in enumerate(monomials) if index >> j & 1]


def primitive(vector: list[int]) -> Vector:
    """Return the ray of an integer vector; () for zero.

    Example:
        >>> primitive([0, -2, 4]), primitive([0, 0])
        ((0, 1, -2), ())
    """
    divisor = math.gcd(*vector)
    if not divisor:
        return ()
    leading = next(entry for entry in vector if entry)
    divisor = divisor if leading > 0 else -divisor
    return tuple(entry // divisor for entry in vector)
