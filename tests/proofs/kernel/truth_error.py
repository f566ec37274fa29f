"""Truth of statements on the least error of a memory, from the laws of tokens, by search."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Any


@lru_cache(maxsize=64)
def distances(n: int, k: int, asked: str) -> dict[tuple[int, int], Fraction]:
    """Return the largest total variation distance of two hypergraphs over stabilizer tokens.

    The tokens are the stabilizer elements of all hypergraphs. No other token tells two hypergraphs
    further apart: tests/khrnn/test_rate.py confirms that on whole families.
    """
    subsets = [set(e) for e in combinations(range(n), k)]
    points = [{v for v in range(n) if z >> v & 1} for z in range(1 << n)]
    if len(subsets) > 4:
        raise NotImplementedError(n, k)
    graphs = range(1 << len(subsets))

    def value(graph: int, point: set[int]) -> int:
        return sum(e <= point for j, e in enumerate(subsets) if graph >> j & 1) % 2

    shifts = [{v} for v in range(n)] if asked == "generators" else points[1:]
    change = {
        graph: [[value(graph, z) ^ value(graph, z ^ a) for z in points] for a in shifts]
        for graph in graphs
    }

    def minus(graph: int, token: int, a: int) -> Fraction:
        """Return the probability of -1 if the element of `token` along a shift is measured."""
        count = sum(x ^ y for x, y in zip(change[graph][a], change[token][a], strict=True))
        return Fraction(count, 1 << n)

    laws = {g: [minus(g, t, a) for t in graphs for a in range(len(shifts))] for g in graphs}
    return {
        (g, h): max(abs(x - y) for x, y in zip(laws[g], laws[h], strict=True))
        for g, h in combinations(graphs, 2)
    }


def possible(n: int, k: int, asked: str, classes: int, error: Fraction, *, below: bool) -> bool:
    """Return whether so many classes err by less than, or at most, this; by backtracking."""
    halves = {pair: x / 2 for pair, x in distances(n, k, asked).items()}
    far = {pair for pair, x in halves.items() if x > error or (below and x == error)}
    size = 1 << math.comb(n, k)

    def place(graph: int, chosen: list[list[int]]) -> bool:
        if graph == size:
            return True
        for members in chosen:
            if not any((other, graph) in far for other in members):
                members.append(graph)
                if place(graph + 1, chosen):
                    return True
                members.pop()
        return len(chosen) < classes and place(graph + 1, [*chosen, [graph]])

    return place(0, [])


def decide(statement: dict[str, Any]) -> bool:
    """Return whether a statement is true."""
    n, k, asked = statement["n"], statement["k"], statement["measurements"]
    error, classes = Fraction(statement["error"], 2 << n), 1 << statement["bits"]
    if statement["kind"] == "sampling-error-upper":
        return possible(n, k, asked, classes, error, below=False)
    return not possible(n, k, asked, classes, error, below=True)
