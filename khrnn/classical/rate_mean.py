"""Rate and mean error: the least mean error that a deterministic memory of b bits can reach.

What belongs here: the mean of the total variation distance over uniformly drawn hypergraphs and
uniformly drawn tokens, its least value by dynamic programming over subsets where that is feasible,
and bounds otherwise. What does not: the worst case (``rate``).

The tokens drawn are those of the family that have a shift: a diagonal has one law on all
hypergraphs and costs nothing. The best law for a class and token is a median of the true ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from khrnn.classical.memory import Family, response_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khrnn.classical.memory import ResponseTable

EXACT_EDGES = 4
"""Most edges for dynamic programming over all sets of hypergraphs: 2^(2^4) sets."""


@dataclass(frozen=True, slots=True)
class MeanPoint:
    """What is known about the least mean error of a number of bits.

    Attributes:
        bits: the memory at the cut.
        lower: no deterministic memory of so many bits has a smaller mean error.
        upper: some deterministic memory of so many bits has this mean error.
    """

    bits: int
    lower: Fraction
    upper: Fraction

    @property
    def exact(self) -> bool:
        """Whether the bounds meet."""
        return self.lower == self.upper


def shifted_means(table: ResponseTable) -> npt.NDArray[np.int64]:
    """Return the expectations, times 2^n, of the tokens that are drawn: those with a shift.

    Example:
        >>> shifted_means(response_table(2, 2)).tolist()
        [[4, 0], [0, 4], [4, 0], [0, 4]]
    """
    rows = [row for token, row in zip(table.tokens, table.means, strict=True) if token.shift]
    return np.array(rows, dtype=np.int64)


def class_cost(means: npt.NDArray[np.int64]) -> int:
    """Return the sum over tokens and members of the distance of expectations from their median.

    Args:
        means: expectations times 2^n, shape (tokens, members).

    Source:
        A median minimises the sum of distances.

    Example:
        >>> class_cost(np.array([[0, 4, 5], [1, 1, 1]]))
        5
    """
    ordered = np.sort(means, axis=1)
    half = means.shape[1] // 2
    upper, lower = ordered[:, means.shape[1] - half :], ordered[:, :half]
    return int(upper.sum() - lower.sum())


def mean_error(table: ResponseTable, classes: Sequence[int]) -> Fraction:
    """Compute the mean error of the best model with a given memory map.

    Args:
        table: the true laws.
        classes: the memory state of each hypergraph, in the order of its index.

    Returns:
        The mean over all hypergraphs and all tokens with a shift, exact.

    Example:
        >>> mean_error(response_table(2, 2), [0, 0])
        Fraction(1, 4)
    """
    means, labels = shifted_means(table), np.array(classes)
    total = sum(class_cost(means[:, labels == label]) for label in np.unique(labels))
    return Fraction(total, means.size << (table.n + 1))


def mean_curve(n: int, k: int, family: Family = Family.GENERATORS) -> tuple[MeanPoint, ...]:
    """Bound the least mean error of b bits from both sides, for b from 0 to binom(n,k).

    Args:
        n: number of vertices.
        k: edge size; binom(n, k) <= 10.
        family: the measurement tokens.

    Returns:
        A point for each number of bits; exact up to 16 hypergraphs, and wherever the bounds meet.

    Raises:
        InputError: sizes out of range, or too many tokens.

    Source:
        Ours; docs/derivations/rate_error.md.

    Example:
        >>> [str(point.upper) for point in mean_curve(3, 2)]
        ['1/8', '7/64', '7/96', '0']
    """
    table = response_table(n, k, family)
    means = shifted_means(table)
    edges = comb(n, k)
    if edges <= EXACT_EDGES:
        costs = least_costs(means)
        exact = [Fraction(cost, means.size << (n + 1)) for cost in costs]
        return tuple(MeanPoint(bits, cost, cost) for bits, cost in enumerate(exact))
    spaces = coordinate_costs(means, edges)
    least = least_class_costs(means, n, k, family)
    points = []
    bound = least  # of so many hypergraphs in one class, then in two classes, four, ...
    for bits in range(edges + 1):
        if bits:
            bound = _halved(bound)
        upper = spaces[edges - bits] << bits
        lower = upper if bits == 0 else int(bound[-1])
        unit = means.size << (n + 1)
        points.append(MeanPoint(bits, Fraction(lower, unit), Fraction(upper, unit)))
    return tuple(points)


def least_costs(means: npt.NDArray[np.int64]) -> tuple[int, ...]:
    """Return the least cost of 1, 2, 4, ... classes, up to one class for each hypergraph.

    Args:
        means: expectations times 2^n, shape (tokens, 2^N), N <= 4.

    Returns:
        N + 1 integers: sums of `class_cost` over the classes of a best partition.

    Source:
        Dynamic programming over subsets: the best 2c classes of a set are the best c classes of a
        part and of the rest.

    Example:
        >>> least_costs(np.array([[0, 1, 5, 7]]))
        (11, 3, 0)
    """
    size = means.shape[1]
    costs = _all_costs(means)
    if size == 1:
        return (0,)
    levels = size.bit_length()
    best = np.zeros((levels, 1 << size), dtype=np.int64)
    best[0] = costs
    everything = (1 << size) - 1
    for whole in range(1, 1 << size):
        parts = np.zeros(1, dtype=np.int64)
        # The lowest member stays outside the part: either half may be called the part.
        rest = whole & (whole - 1)
        while rest:
            parts = np.concatenate([parts, parts + (rest & -rest)])
            rest &= rest - 1
        for level in range(1, levels):
            previous = best[level - 1]
            best[level, whole] = int((previous[parts] + previous[whole ^ parts]).min())
    return tuple(int(best[level, everything]) for level in range(levels))


def _all_costs(means: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return `class_cost` of every set of columns; bit j of a position is column j."""
    size = means.shape[1]
    gaps: dict[int, int] = {}
    for row in means.tolist():
        values = sorted(set(row))
        for low, high in pairwise(values):
            above = sum(1 << j for j, value in enumerate(row) if value >= high)
            gaps[above] = gaps.get(above, 0) + high - low
    members = np.arange(1 << size)
    counts = np.zeros(1, dtype=np.int64)
    for _ in range(size):
        counts = np.concatenate([counts, counts + 1])
    total = np.zeros(1 << size, dtype=np.int64)
    for above, gap in gaps.items():
        # Between two neighbouring values the smaller side has to cross the gap.
        inside = counts[members & above]
        total += gap * np.minimum(inside, counts - inside)
    return total


def coordinate_costs(means: npt.NDArray[np.int64], edges: int) -> tuple[int, ...]:
    """Return the least cost of a class of all hypergraphs in j edges, for j from 0 to N.

    Args:
        means: expectations times 2^n, shape (tokens, 2^N).
        edges: N.

    Returns:
        N + 1 integers. Such a class has 2^j members, and its cosets, of the same cost, are a
        memory of N - j bits.

    Example:
        >>> coordinate_costs(shifted_means(response_table(3, 2)), 3)
        (0, 32, 96, 192)
    """
    best = []
    for dimension in range(edges + 1):
        costs = []
        for chosen in combinations(range(edges), dimension):
            span = np.zeros(1, dtype=np.int64)
            for j in chosen:
                span = np.concatenate([span, span + (1 << j)])
            costs.append(class_cost(means[:, span]))
        best.append(min(costs))
    return tuple(best)


def least_class_costs(
    means: npt.NDArray[np.int64], n: int, k: int, family: Family
) -> npt.NDArray[np.int64]:
    """Bound the cost of a class from below by its size.

    Args:
        means: expectations times 2^n, shape (tokens, 2^N).
        n: number of vertices.
        k: edge size.
        family: the measurement tokens.

    Returns:
        Entry s is at most the cost of every class of s hypergraphs, for s from 0 to 2^N; for
        graphs and generators it is the least cost.

    Source:
        Ours; docs/derivations/rate_error.md.

    Example:
        >>> least_class_costs(shifted_means(response_table(3, 2)), 3, 2, Family.GENERATORS).tolist()
        [0, 0, 32, 56, 96, 120, 144, 168, 192]
    """
    size = means.shape[1]
    if k == 2 and family is Family.GENERATORS:
        return _graph_costs(n, size)
    distances = np.sort(np.abs(means - means[:, :1]).sum(axis=0))
    partial = np.concatenate([[0, 0], np.cumsum(distances[1:])])
    sizes = np.arange(size + 1)
    # From each member the others are at least as far as the nearest ones there are.
    divisor = np.maximum(2 * (sizes - 1), 1)
    bound: npt.NDArray[np.int64] = -(-sizes * partial // divisor)
    return bound


def _graph_costs(n: int, size: int) -> npt.NDArray[np.int64]:
    """The least cost of s graphs: vertices with a link that most of them share, and the others."""
    subsets = list(combinations(range(n), 2))
    touched = np.zeros(size, dtype=np.int64)
    for j, (u, v) in enumerate(subsets):
        touched[np.arange(size) >> j & 1 == 1] |= 1 << u | 1 << v
    sizes = np.arange(size + 1)
    best = None
    for count in range(n + 1):
        among = np.array([(x & ((1 << count) - 1)).bit_count() for x in touched.tolist()])
        partial = np.concatenate([[0], np.cumsum(np.sort(among))])
        cost = sizes * (n - count) + 2 * partial
        best = cost if best is None else np.minimum(best, cost)
    result: npt.NDArray[np.int64] = np.asarray(best) << n
    result[1] = 0
    return result


def _halved(bound: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Bounds for twice as many classes: the least sum of two bounds for sizes that add up."""
    size = len(bound)
    return np.array([int((bound[: s + 1] + bound[s::-1]).min()) for s in range(size)])
