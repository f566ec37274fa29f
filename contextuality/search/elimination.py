"""Least sums of local costs over all assignments, by eliminating one variable after the other.

Belongs here: the order of elimination, the tables, reading assignments back. Does not belong here:
where the costs come from (`fraction`, `possibilistic`) and certificates: the kernel eliminates
again, with code of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from contextuality.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

MAX_ADDITIONS = 1 << 22
"""More than that in one elimination is refused, here as by the kernel."""

Table = tuple[tuple[int, ...], "npt.NDArray[Any]"]
"""The variables of a cost, increasing, and an array with an axis for each."""


def elimination_order(scopes: Iterable[Iterable[int]], variables: int) -> tuple[int, ...]:
    """Return an order that keeps the tables small: always the variable with the fewest new pairs.

    Args:
        scopes: for every cost the variables it depends on.
        variables: their number; variables without a cost come first.

    Returns:
        A permutation of the variables.

    Source: the minimum fill-in heuristic, standard.

    Example:
        >>> elimination_order([(0, 1), (1, 2), (2, 3), (0, 3)], 5)
        (4, 0, 1, 2, 3)
    """
    near: list[set[int]] = [set() for _ in range(variables)]
    for scope in scopes:
        members = set(scope)
        for v in members:
            near[v] |= members - {v}
    left, order = set(range(variables)), []
    while left:
        fill = {
            v: sum(b not in near[a] for a, b in combinations(sorted(near[v]), 2))
            for v in sorted(left)
        }
        chosen = min(sorted(left), key=lambda v: (fill[v], len(near[v])))
        for a in near[chosen]:
            near[a] |= near[chosen] - {a}
            near[a].discard(chosen)
        left.remove(chosen)
        order.append(chosen)
    return tuple(order)


def elimination_cost(
    scopes: Iterable[Iterable[int]], variables: int, outcomes: int, order: Sequence[int]
) -> int:
    """Return how many additions an order of elimination takes.

    Example:
        >>> elimination_cost([(0, 1), (1, 2)], 3, 2, (1, 0, 2))
        22
        >>> elimination_cost([(0, 1)], 2, 3, (0, 1))
        12
    """
    waiting = [set(scope) for scope in scopes]
    additions = 0
    for v in order[:variables]:
        mine = [scope for scope in waiting if v in scope]
        joined = {v}.union(*mine)
        additions += outcomes ** len(joined) * len(mine)
        waiting = [scope for scope in waiting if v not in scope]
        if mine:
            waiting.append(joined - {v})
    return additions


@dataclass(frozen=True, slots=True)
class Eliminated:
    """What elimination leaves: the least sum, and tables from which assignments are read.

    Args:
        minimum: of the sum of all costs.
        order: in which the variables went.
        totals: for every variable of the order the costs that it entered, summed.
    """

    minimum: Any  # a float, or an int of any size
    order: tuple[int, ...]
    totals: tuple[Table, ...]

    def assignment(self) -> tuple[int, ...]:
        """Return the assignment that takes the first of the best values for every variable."""
        values: dict[int, int] = {}
        for v, (scope, total) in zip(reversed(self.order), reversed(self.totals), strict=True):
            at = tuple(slice(None) if u == v else values[u] for u in scope)
            values[v] = int(total[at].argmin())
        return tuple(values[v] for v in sorted(values))

    def sample(
        self, rng: np.random.Generator, slacks: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.int64]:
        """Draw assignments whose sums are near the minimum; for costs in floats.

        Args:
            rng: the source of the choices.
            slacks: for every assignment, by how much its sum may exceed the minimum; at least 0.

        Returns:
            An assignment a row. Each variable in turn takes one of the values that keep within
            what is left of the slack.
        """
        count, left = len(slacks), slacks.copy()
        values = np.zeros((count, len(self.order)), dtype=np.int64)
        each = np.arange(count)
        for v, (scope, total) in zip(reversed(self.order), reversed(self.totals), strict=True):
            at = tuple(values[:, u] for u in scope if u != v)
            costs = np.moveaxis(total, scope.index(v), -1)[at]
            extra = np.broadcast_to(costs, (count, total.shape[scope.index(v)]))
            extra = extra - extra.min(axis=1, keepdims=True)
            # Above 0 for the values that are allowed: the best one always is.
            chances = (1 - rng.random(extra.shape)) * (extra <= left[:, None])
            values[:, v] = chances.argmax(axis=1)
            left -= extra[each, values[:, v]]
        return values


def eliminate(tables: Sequence[Table], outcomes: int, order: Sequence[int]) -> Eliminated:
    """Minimise a sum of costs over all assignments.

    Args:
        tables: the costs, of one number type (floats, or Python integers in object arrays).
        outcomes: values a variable can have, from 0.
        order: all variables, each once.

    Returns:
        The exact minimum for integers; for floats up to rounding.

    Raises:
        InputError: if that takes more than `MAX_ADDITIONS` additions.

    Source: variable elimination (dynamic programming), standard.

    Example:
        >>> differ = np.array([[1, 0], [0, 1]])
        >>> triangle = [((0, 1), differ), ((1, 2), differ), ((0, 2), differ)]
        >>> best = eliminate(triangle, 2, (0, 1, 2))
        >>> int(best.minimum), best.assignment()
        (1, (1, 0, 0))
    """
    cost = elimination_cost((scope for scope, _ in tables), len(order), outcomes, order)
    if cost > MAX_ADDITIONS:
        raise InputError(
            where="contexts",
            expected=f"contexts whose elimination takes at most {MAX_ADDITIONS} additions",
            found=f"{cost} additions",
        )
    waiting, totals = list(tables), []
    constant: Any = 0
    for v in order:
        mine = [table for table in waiting if v in table[0]]
        waiting = [table for table in waiting if v not in table[0]]
        scope = tuple(sorted({v}.union(*(table[0] for table in mine))))
        total: npt.NDArray[Any] = np.zeros(
            (outcomes,) * len(scope), dtype=mine[0][1].dtype if mine else np.float64
        )
        for own, values in mine:
            total = total + values.reshape([outcomes if u in own else 1 for u in scope])
        totals.append((scope, total))
        least = total.min(axis=scope.index(v))
        if len(scope) == 1:
            constant = constant + (least if mine else 0)
        else:
            waiting.append((tuple(u for u in scope if u != v), np.asarray(least)))
    return Eliminated(constant, tuple(order), tuple(totals))
