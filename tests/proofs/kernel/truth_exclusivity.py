"""Truth of bounds on the numbers of small graphs: by all sets, and in floating point with a margin.

Used by truth.py. A bound of the Lovasz number counts as false if it misses the number by more than
the margin; those of the other two numbers are decided exactly.
"""

from __future__ import annotations

import functools
import re
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import linprog, minimize

VERTICES = 8
MARGIN = 1e-5


def decide(statement: dict[str, Any]) -> bool:
    """Decide a statement; raise NotImplementedError for more vertices than are looked at."""
    graph, weights = statement["graph"], statement["weights"]
    size = len(weights)
    if size > VERTICES:
        raise NotImplementedError(size)
    edges = [pair for pair in combinations(range(size), 2) if exclusive(graph, *pair)]
    sets = [s for n in range(size + 1) for s in combinations(range(size), n)]
    alone = [s for s in sets if not set(combinations(s, 2)) & set(edges)]
    alpha = max(sum(weights[v] for v in s) for s in alone)
    low, high = statement["independence"]
    if not low <= alpha <= high:
        return False
    cliques = [s for s in sets if s and set(combinations(s, 2)) <= set(edges)]
    rows = np.array([[v in s for v in range(size)] for s in cliques], dtype=float)
    found = linprog([-float(w) for w in weights], A_ub=rows, b_ub=np.ones(len(rows)))
    # A vertex of the polytope of at most eight numbers has a small denominator.
    packing = Fraction(-found.fun).limit_denominator(1000)
    low, high = (Fraction(*bound) for bound in statement["packing"])
    if not low <= packing <= high:
        return False
    theta = lovasz(tuple(edges), tuple(weights))
    low, high = (Fraction(*bound) for bound in statement["theta"])
    margin = Fraction(MARGIN) * max(weights)
    return low - margin <= theta <= high + margin


def exclusive(graph: dict[str, Any], i: int, j: int) -> bool:
    """Return whether two vertices are adjacent."""
    if "edges" in graph:
        return [i, j] in graph["edges"]
    if "events" in graph:
        first, second = (dict(map(tuple, graph["events"][v])) for v in (i, j))
        return any(first[label] != second[label] for label in set(first) & set(second))
    if graph["ring"] not in {"Z", "Z[i]"}:
        raise NotImplementedError(graph["ring"])
    u, v = ([gaussian(x) for x in graph["vectors"][at]] for at in (i, j))
    products = [(a * c + b * d, a * d - b * c) for (a, b), (c, d) in zip(u, v, strict=True)]
    return all(sum(part) == 0 for part in zip(*products, strict=True))


def gaussian(text: str) -> tuple[int, int]:
    """Return (a, b) for an entry a + b i."""
    match = re.fullmatch(r"(-?\d+(?![\d*]))?(?:([+-]?)(?:(\d+)\*)?i)?", text)
    if match is None:
        raise ValueError(text)
    real, sign, factor = match.groups()
    return int(real or 0), int(f"{sign}{factor or 1}") if text.endswith("i") else 0


@functools.cache
def lovasz(edges: tuple[tuple[int, int], ...], weights: tuple[int, ...]) -> Fraction:
    """Return the least of the largest eigenvalues of matrices that are free on the edges."""
    roots = np.sqrt(np.array(weights, dtype=float))
    if not edges:
        return Fraction(sum(weights))

    def matrix(x: Any) -> Any:
        m = np.outer(roots, roots)
        for (i, j), value in zip(edges, x, strict=True):
            m[i, j] += value
            m[j, i] += value
        return m

    def height(x: Any, beta: float) -> tuple[float, Any]:
        """A smooth bound of the largest eigenvalue, closer for larger beta, and its slope."""
        values, vectors = np.linalg.eigh(matrix(x))
        shares = np.exp(beta * (values - values[-1]))
        total = shares.sum()
        inner = (vectors * (shares / total)) @ vectors.T
        slope = np.array([2 * inner[i, j] for i, j in edges])
        return values[-1] + np.log(total) / beta, slope

    x = np.zeros(len(edges))
    best = float("inf")
    for power in range(1, 16):
        beta = 4.0**power / max(weights)
        x = minimize(height, x, args=(beta,), jac=True, method="BFGS", options={"gtol": 1e-9}).x
        best = min(best, float(np.linalg.eigvalsh(matrix(x))[-1]))
    return Fraction(best)
