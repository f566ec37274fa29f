"""Partitions of a finite metric space into few classes of small diameter.

What belongs here: local search, and exhaustive colouring of a conflict graph. What does not: where
the distances come from (``memory``).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence


_CLIQUE_STARTS = 8


@dataclass(frozen=True, slots=True)
class Colouring:
    """The outcome of a search for a colouring.

    Attributes:
        colours: a colour per vertex, or None if none was found.
        exhausted: whether the whole search space was covered: with no colours, there are none.
    """

    colours: tuple[int, ...] | None
    exhausted: bool


@dataclass(frozen=True, slots=True)
class Clustering:
    """A partition of a metric space, with what is known about the smallest diameter.

    Attributes:
        labels: the class of each point.
        diameter: the largest distance inside a class.
        lower_bound: no partition into so many classes has a smaller largest diameter.
    """

    labels: tuple[int, ...]
    diameter: int
    lower_bound: int


def cluster(
    distances: npt.NDArray[np.int32],
    classes: int,
    rng: np.random.Generator,
    restarts: int,
    node_limit: int,
) -> Clustering:
    """Partition points into classes of the smallest diameter, proving it smallest if feasible.

    Args:
        distances: symmetric matrix of integers >= 0 with zero diagonal.
        classes: the most classes, at least 1.
        rng: the source of randomness of the local search.
        restarts: local searches, at least 1.
        node_limit: branches of one colouring before it gives up.

    Returns:
        The best partition found and a proved lower bound; they meet unless a search gave up.

    Source:
        Ours: a partition of diameter below d exists iff the pairs at distance d or more can be
        coloured with that many colours.

    Example:
        >>> line = np.abs(np.subtract.outer(np.arange(4), np.arange(4))).astype(np.int32)
        >>> cluster(line, 2, np.random.default_rng(0), 1, 100).lower_bound
        1
    """
    labels, diameter = improve(distances, classes, rng, restarts)
    values = sorted({0, *np.unique(distances).tolist()})
    while diameter > 0:
        conflicts = distances > values[values.index(diameter) - 1]
        if clique_size(conflicts, classes + 1) > classes:
            return Clustering(labels, diameter, diameter)
        found = colour(conflicts, classes, node_limit)
        if found.colours is None:
            if found.exhausted:
                return Clustering(labels, diameter, diameter)
            return Clustering(labels, diameter, _clique_bound(distances, classes, values))
        labels = found.colours
        diameter = _worst(distances, np.array(labels))[0]
    return Clustering(labels, 0, 0)


def _clique_bound(distances: npt.NDArray[np.int32], classes: int, values: Sequence[int]) -> int:
    """The largest distance that more than ``classes`` points keep pairwise (as found)."""
    proved = 0
    for below, value in pairwise(values):
        if clique_size(distances > below, classes + 1) <= classes:
            break
        proved = value
    return proved


def clique_size(conflicts: npt.NDArray[np.bool_], enough: int) -> int:
    """Find a clique greedily; its size bounds the number of colours from below.

    Args:
        conflicts: symmetric adjacency matrix with a False diagonal.
        enough: a clique of this size ends the search.

    Returns:
        The size of the largest clique found, from 1 to ``enough``.

    Example:
        >>> clique_size(~np.eye(3, dtype=bool), 5)
        3
    """
    best = 1
    weights = conflicts.astype(np.float32)  # counts below 2^24 are exact, products are fast
    degrees = conflicts.sum(axis=1)
    for start in np.argsort(-degrees, kind="stable")[:_CLIQUE_STARTS].tolist():
        candidates = conflicts[start].copy()
        size = 1
        while size < enough and candidates.any():
            inside = weights @ candidates.astype(np.float32)
            pick = int(np.argmax(np.where(candidates, inside, -1)))
            candidates &= conflicts[pick]
            size += 1
        best = max(best, size)
        if best >= min(enough, len(conflicts)):
            break
    return best


def colour(conflicts: npt.NDArray[np.bool_], colours: int, node_limit: int) -> Colouring:
    """Colour a graph with a number of colours, or prove that impossible.

    Args:
        conflicts: symmetric adjacency matrix with a False diagonal.
        colours: how many colours may be used, at least 1.
        node_limit: branches before the search gives up.

    Returns:
        A proper colouring; or none, with ``exhausted`` telling whether that is a proof.

    Source:
        D. Brelaz, Commun. ACM 22, 251 (1979): the vertex with most colours around it first.

    Example:
        >>> triangle = ~np.eye(3, dtype=bool)
        >>> colour(triangle, 2, 1000)
        Colouring(colours=None, exhausted=True)
    """
    size = len(conflicts)
    neighbours = [np.flatnonzero(row).tolist() for row in conflicts]
    assigned = [-1] * size
    # around[v][c]: how many neighbours of v have colour c.
    around = [[0] * colours for _ in range(size)]
    saturation = [0] * size

    def place(vertex: int, chosen: int, change: int) -> None:
        assigned[vertex] = chosen if change > 0 else -1
        for other in neighbours[vertex]:
            before = around[other][chosen]
            around[other][chosen] = before + change
            saturation[other] += (before + change > 0) - (before > 0)

    # An explicit stack: one entry per placed vertex, with the colours left to try.
    nodes, used = 0, 0
    stack: list[tuple[int, list[int], int]] = []
    while len(stack) < size:
        vertex = max(
            (v for v in range(size) if assigned[v] < 0),
            key=lambda v: (saturation[v], len(neighbours[v])),
        )
        # Colours not used so far are all alike: the first of them stands for them.
        options = [c for c in range(min(used + 1, colours)) if not around[vertex][c]]
        stack.append((vertex, options[::-1], used))
        while stack:
            vertex, options, used = stack[-1]
            if assigned[vertex] >= 0:
                place(vertex, assigned[vertex], -1)
            if options:
                chosen = options.pop()
                place(vertex, chosen, 1)
                used = max(used, chosen + 1)
                break
            stack.pop()
        if not stack:
            return Colouring(None, exhausted=True)
        nodes += 1
        if nodes > node_limit:
            return Colouring(None, exhausted=False)
    return Colouring(tuple(assigned), exhausted=False)


def improve(
    distances: npt.NDArray[np.int32], classes: int, rng: np.random.Generator, restarts: int
) -> tuple[tuple[int, ...], int]:
    """Partition points into classes of small diameter by greedy starts and single moves.

    Args:
        distances: symmetric matrix with zero diagonal.
        classes: the most classes.
        rng: the source of randomness.
        restarts: greedy starts in random orders.

    Returns:
        The best partition found and its largest diameter. No promise of optimality.

    Example:
        >>> improve(np.array([[0, 3], [3, 0]], np.int32), 2, np.random.default_rng(0), 1)[1]
        0
    """
    best: tuple[tuple[int, ...], int] | None = None
    for _ in range(restarts):
        labels = _greedy(distances, classes, rng.permutation(len(distances)).tolist())
        _descend(distances, classes, labels)
        diameter = _worst(distances, labels)[0]
        if best is None or diameter < best[1]:
            best = (tuple(labels.tolist()), diameter)
    if best is None:
        raise InputError(where="restarts", expected="at least 1", found=str(restarts))
    return best


def _greedy(
    distances: npt.NDArray[np.int32], classes: int, order: Sequence[int]
) -> npt.NDArray[np.int64]:
    reach = np.zeros((classes, len(distances)), dtype=np.int32)
    labels = np.zeros(len(distances), dtype=np.int64)
    for point in order:
        label = int(np.argmin(reach[:, point]))
        labels[point] = label
        # A class with a member is never free, even at distance 0: hence the maximum with 0 only.
        np.maximum(reach[label], distances[point], out=reach[label])
    return labels


def _worst(
    distances: npt.NDArray[np.int32], labels: npt.NDArray[np.int64]
) -> tuple[int, npt.NDArray[np.int64]]:
    """The largest distance inside a class, and the points that take part in it."""
    inside = np.where(labels[:, None] == labels[None, :], distances, 0)
    diameter = int(inside.max())
    return diameter, np.flatnonzero((inside == diameter).any(axis=1))


def _descend(distances: npt.NDArray[np.int32], classes: int, labels: npt.NDArray[np.int64]) -> None:
    """Move points out of the worst classes while some other class takes them for less."""
    moved = True
    while moved:
        moved = False
        diameter, points = _worst(distances, labels)
        if diameter == 0:
            return
        for point in points.tolist():
            cost = np.zeros(classes, dtype=np.int32)
            np.maximum.at(cost, labels, distances[point])
            label = int(np.argmin(cost))
            if cost[labels[point]] == diameter and cost[label] < diameter:
                labels[point] = label
                moved = True
