"""The central path of the semidefinite program of the Lovasz number, in floating point.

Belongs here: Newton's method for the program that `graph_evidence` describes. Does not belong here:
rounding and everything exact (`graph_evidence`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from contextuality.search.exclusivity import ExclusivityGraph


@dataclass(frozen=True, slots=True)
class PathPoint:
    """A point of the central path.

    Args:
        corner: t.
        dual: the entries of B at the edges i < j.
        primal: the diagonal of Y, then its entries at the pairs that are not adjacent.
    """

    corner: float
    dual: npt.NDArray[np.float64]
    primal: npt.NDArray[np.float64]


def central_path(graph: ExclusivityGraph) -> Iterator[PathPoint]:
    """Yield points that minimise t - mu log det Z, for smaller and smaller mu.

    Args:
        graph: at least one vertex; the time for a step grows as the cube of the number of edges.

    Returns:
        Points at which both matrices are positive definite, up to rounding, and the sum of
        w_i Y_ii is at least t - mu (n + 1). Fewer, if the arithmetic of floats is exhausted.

    Source: S. Boyd and L. Vandenberghe, Convex Optimization (2004), 11.3; the rescaling is ours.

    Example:
        >>> from contextuality.search.exclusivity import ExclusivityGraph
        >>> edge = ExclusivityGraph.from_edges(2, [(0, 1)])
        >>> round(list(central_path(edge))[-1].corner, 6)
        1.0
    """
    size = len(graph.weights)
    edges = graph.edges()
    scale = float(max(graph.weights))
    w = np.array(graph.weights, dtype=np.float64) / scale
    # Variable 0 is t, the others are the entries of B.
    rows = np.array([0, *(i + 1 for i, _ in edges)])
    columns = np.array([0, *(j + 1 for _, j in edges)])
    factor = np.where(rows == columns, 1.0, 2.0)
    base = np.diag(np.concatenate([[0.0], w]))
    base[0, 1:] = base[1:, 0] = -w
    x = np.zeros(len(rows))
    x[0] = 2 * w.sum() + 1

    def matrix(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        z = base.copy()
        z[rows, columns] += x
        z[columns, rows] = z[rows, columns]
        return z

    mu, last = 1.0, 1e-9 * float(w.sum())
    pairs = combinations(range(size), 2)
    apart = [(i, j) for i, j in pairs if not graph.neighbours[i] >> j & 1]
    first, second = np.array(apart, dtype=np.int64).reshape(-1, 2).T
    while mu > last / size:
        for _ in range(50):
            inverse = _inverse(matrix(x))
            if inverse is None:
                return
            gradient = -mu * inverse[rows, columns] * factor
            gradient[0] += 1
            hessian = inverse[np.ix_(rows, rows)] * inverse[np.ix_(columns, columns)]
            hessian += inverse[np.ix_(rows, columns)] * inverse[np.ix_(columns, rows)]
            hessian *= np.outer(factor, factor) / 2 * mu
            try:
                step = -np.linalg.solve(hessian, gradient)
            except np.linalg.LinAlgError:
                return
            decrement = float(-(gradient @ step)) / mu
            length = 1.0 if decrement < 0.1 else 1 / (1 + np.sqrt(decrement))
            x = x + length * step
            if not decrement > 1e-9:  # this step has squared what was missing
                break
        inverse = _inverse(matrix(x))
        if inverse is None:
            return
        # The gradient is 0: mu times the inverse has corner 1 and zeros on the edges. Rescaled, its
        # first row repeats the diagonal; c . v becomes (c . v)^2 / |v|^2 >= 2 c . v - |v|^2.
        y = mu * inverse
        ratio = y[0, 1:] / np.diag(y)[1:]
        turned = y[1:, 1:] * np.outer(ratio, ratio)
        values = np.concatenate([np.diag(turned), turned[first, second]])
        yield PathPoint(float(x[0]) * scale, x[1:] * scale, values / y[0, 0])
        mu /= 5


def _inverse(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64] | None:
    """Return the inverse of a positive definite matrix, None if it is not one."""
    try:
        factor = np.linalg.inv(np.linalg.cholesky(matrix))
    except np.linalg.LinAlgError:
        return None
    return factor.T @ factor
