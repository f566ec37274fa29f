"""Shrinking an uncolourable set by deleting parts of it, with one incremental SAT solver.

Belongs here: the formula with a switch per part, the deletion loop, and its time limit. Does not
belong here: what a part is and how the result is certified (`critical`), proofs (`sat`): the
solver here logs none, so nothing it says is relied upon.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Images = Callable[[Sequence[int], int, frozenset[int]], Iterable[tuple[int, frozenset[int]]]]

CONFLICTS_PER_LOOK = 20_000
"""The solver is interrupted after this many conflicts, to look at the clock."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """How far the deletion came.

    Args:
        kept: increasing indices of the parts left, uncolourable together as the solver says.
        witnesses: for each kept part the set of vertices with value 1 in a colouring of some set of
            parts that includes all kept ones but this; fewer if time ran out.
        finished: whether no kept part can be deleted.
    """

    kept: tuple[int, ...]
    witnesses: dict[int, frozenset[int]]
    finished: bool


class SwitchedFormula:
    """A colouring formula in which every part can be switched off.

    Args:
        vertices: their number.
        pairs: never both 1, whatever is switched off.
        bases: exactly one 1 each, as long as all parts that a basis needs are on.
        needs: per basis the parts that it needs.
        parts: their number.

    `calls` counts the questions put to the solver.

    Source: assumption-based incremental solving as in N. Een and N. Sorensson, SAT 2003; the
        solver is G. Audemard and L. Simon's Glucose 4 by way of python-sat.

    Example:
        >>> formula = SwitchedFormula(1, [(0, 0)], [(0,)], [(0,)], 1)
        >>> formula.shrink([0], None).kept
        (0,)
    """

    def __init__(
        self,
        vertices: int,
        pairs: Sequence[tuple[int, int]],
        bases: Sequence[tuple[int, ...]],
        needs: Sequence[tuple[int, ...]],
        parts: int,
    ) -> None:
        from pysat.solvers import Glucose4  # noqa: PLC0415  (loads every solver of the package)

        self._vertices, self._parts = vertices, parts
        self.calls = 0
        self._solver: Any = Glucose4()  # python-sat has no types
        for i, j in pairs:
            self._solver.add_clause([-(i + 1), -(j + 1)])
        free = set(pairs)
        for basis, needed in zip(bases, needs, strict=True):
            off = [-self._switch(part) for part in needed]
            self._solver.add_clause([*(i + 1 for i in basis), *off])
            for i, j in combinations(sorted(basis), 2):
                if (i, j) not in free:
                    self._solver.add_clause([-(i + 1), -(j + 1), *off])

    def shrink(
        self, order: Sequence[int], deadline: float | None, images: Images | None = None
    ) -> Deletion | frozenset[int] | None:
        """Delete parts, one at a time, as long as the rest stays uncolourable.

        Args:
            order: all parts, in the order in which to try them.
            deadline: a value of `time.monotonic()`, or None.
            images: given the parts that are left, a needed one and its witness, returns more
                needed parts with theirs, which are then not tried.

        Returns:
            What is left, which depends on the order and on the solver's cores; or the vertices at
            1 in a colouring of everything; or None if time ran out before either was known.
        """
        kept = list(order)
        witnesses: dict[int, frozenset[int]] = {}
        answer = self._solve(kept, deadline)
        if answer is None or isinstance(answer, frozenset):
            return answer
        core = set(answer)
        kept = [part for part in kept if part in core]
        for part in list(kept):
            if part not in kept or part in witnesses:
                continue
            answer = self._solve([other for other in kept if other != part], deadline)
            if answer is None:
                return Deletion(tuple(sorted(kept)), witnesses, finished=False)
            if isinstance(answer, frozenset):
                witnesses[part] = answer
                for other, moved in images(kept, part, answer) if images else ():
                    witnesses.setdefault(other, moved)
            else:
                core = set(answer)
                # Parts known to be needed are in every core, since the rest is a subset.
                kept = [other for other in kept if other in core]
        return Deletion(tuple(sorted(kept)), witnesses, finished=True)

    def _solve(
        self, parts: Sequence[int], deadline: float | None
    ) -> frozenset[int] | tuple[int, ...] | None:
        """Return the vertices at 1 in a colouring, or an uncolourable core, or None: no time."""
        self.calls += 1
        assumptions = [self._switch(part) for part in parts]
        while deadline is None or time.monotonic() < deadline:
            self._solver.conf_budget(CONFLICTS_PER_LOOK)
            answer = self._solver.solve_limited(assumptions=assumptions)
            if answer is True:
                model = self._solver.get_model()
                return frozenset(i - 1 for i in model if 0 < i <= self._vertices)
            if answer is False:
                core = self._solver.get_core() or []
                return tuple(literal - self._vertices - 1 for literal in core)
        return None

    def _switch(self, part: int) -> int:
        return self._vertices + 1 + part
