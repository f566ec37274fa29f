"""Truth of statements on spaces of hypergraphs of small bias, by going through all spaces.

Used by truth.py.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

EDGES = 6


def decide(statement: dict[str, Any]) -> bool:
    """Decide a statement; raise NotImplementedError for more edges than are gone through."""
    n, k, dimension = statement["n"], statement["k"], statement["dimension"]
    subsets = [set(e) for e in combinations(range(n), k)]
    if len(subsets) > EDGES:
        raise NotImplementedError(n, k)
    points = [{v for v in range(n) if z >> v & 1} for z in range(1 << n)]

    def allowed(graph: int) -> bool:
        chosen = [e for j, e in enumerate(subsets) if graph >> j & 1]
        mean = sum((-1) ** sum(e <= point for e in chosen) for point in points)
        return -len(points) <= 2 * mean <= len(points)

    good = [graph for graph in range(1, 1 << len(subsets)) if allowed(graph)]
    spaces = {frozenset([0])}
    for _ in range(dimension + 1):
        spaces = {
            space | {graph ^ member for member in space}
            for space in spaces
            for graph in good
            if graph not in space and all(graph ^ member in good for member in space)
        }
    return not spaces
