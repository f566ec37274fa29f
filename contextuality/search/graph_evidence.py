"""Exact evidence for the three numbers of a weighted graph of exclusive events.

Belongs here: an interior-point method in floats for the Lovasz number, the rounding of both its
matrices to integers that are checked exactly, and the evidence for the other two numbers put beside
them. Does not belong here: graphs and the other numbers themselves (`exclusivity`), certificates.

For a graph with weights w the program is: the least t with Z = ((t, -w), (-w, diag(w) + B))
positive semidefinite, B zero outside the edges; its dual has matrices Y with Y_00 = 1,
Y_0i = Y_ii, and zeros on the edges, and is to maximise the sum of w_i Y_ii.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import floor, lcm
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from contextuality.search.sharing import positive_semidefinite

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from contextuality.search.exclusivity import ExclusivityGraph

MAX_EDGES = 1200
MAX_VERTICES = 64
DENOMINATOR = 10**12
SMALL_DENOMINATORS = 60
"""Matrices of a sharp optimum are tried with these denominators before any slack is given."""
SNAP = 1e-3

Bounds = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Part:
    """Numbers over a common denominator.

    Args:
        denominator: at least 1.
        numbers: in the order that the field says.
    """

    denominator: int
    numbers: tuple[int, ...]

    def fractions(self) -> list[Fraction]:
        """Return the numbers as fractions.

        Example:
            >>> Part(4, (1, 2)).fractions()
            [Fraction(1, 4), Fraction(1, 2)]
        """
        return [Fraction(x, self.denominator) for x in self.numbers]


@dataclass(frozen=True, slots=True)
class GraphEvidence:
    """Bounds on the three numbers with what shows them.

    Args:
        independence: least and greatest value that the evidence allows.
        theta: the same for the Lovasz number.
        packing: the same for the fractional packing number.
        vertices: a set without adjacent vertices.
        exhausted: whether a search has shown that no set is heavier; else the floor of the upper
            bound of theta is `independence[1]`.
        primal: diagonal of Y, then its entries at pairs i < j that are not adjacent; None if the
            set says as much.
        dual: entries of B at the edges i < j, for t = theta[1]; None if the cliques say as much.
        packing_weights: feasible for the fractional packing program, or None.
        cover: weights of cliques that cover every vertex with its weight.
        cliques: the cliques of `cover`.
    """

    independence: tuple[int, int]
    theta: Bounds
    packing: Bounds
    vertices: tuple[int, ...]
    exhausted: bool
    primal: Part | None
    dual: Part | None
    packing_weights: Part | None
    cover: Part
    cliques: tuple[tuple[int, ...], ...]


def graph_evidence(
    graph: ExclusivityGraph,
    time_limit: float | None = None,
    *,
    overlaps: Sequence[Sequence[Fraction]] | None = None,
    dimension: int = 0,
) -> GraphEvidence:
    """Return exact bounds on the three numbers, as close as rounding allows.

    Args:
        graph: at least one vertex.
        time_limit: seconds for the independence number and again for the packing number; when they
            are over the bounds are wider.
        overlaps: squared overlaps of unit vectors on the vertices, if there are such; the maximally
            mixed state on them is tried as a lower bound of theta.
        dimension: of these vectors.

    Returns:
        Bounds that hold exactly. The Lovasz number is computed for up to `MAX_VERTICES` vertices
        and `MAX_EDGES` edges; beyond it lies between what the vectors, the set and the cliques say.

    Raises:
        InputError: for a graph without vertices.

    Source: Y_ii and the extended matrix: M. Grötschel, L. Lovász and A. Schrijver, Geometric
        Algorithms and Combinatorial Optimization (1988), 9.3; the rounding is ours.

    Example:
        >>> from contextuality.search.exclusivity import ExclusivityGraph
        >>> pentagon = ExclusivityGraph.from_edges(5, [(i, (i + 1) % 5) for i in range(5)])
        >>> found = graph_evidence(pentagon)
        >>> found.independence, found.packing[0], [round(float(x), 6) for x in found.theta]
        ((2, 2), Fraction(5, 2), [2.236068, 2.236068])
    """
    if not graph.weights:
        raise InputError(where="graph", expected="at least one vertex", found="none")
    best = graph.heaviest_independent_set(time_limit)
    weights, cover, cliques = _packing(graph, time_limit)
    most = sum(cover.fractions(), Fraction(0))
    least = Fraction(best.weight)
    found = GraphEvidence(
        (best.weight, floor(most)),
        (least, most),
        (least if weights is None else _value(graph, weights), most),
        best.vertices,
        False,
        None,
        None,
        weights,
        cover,
        cliques,
    )
    if overlaps is not None:
        found = _with_primal(graph, found, _mixed(graph, overlaps, dimension))
    if found.theta[0] < found.theta[1] and len(graph.weights) <= MAX_VERTICES:
        edges = graph.edges()
        if len(edges) <= MAX_EDGES:
            found = _close(graph, found, edges)
    found = replace(found, independence=(best.weight, floor(found.theta[1])))
    if best.exhausted and found.independence[1] > best.weight:
        found = replace(found, independence=(best.weight, best.weight), exhausted=True)
    if found.packing[0] < found.theta[0]:
        found = replace(found, packing=(found.theta[0], most))
    return found


def _packing(
    graph: ExclusivityGraph, time_limit: float | None
) -> tuple[Part | None, Part, tuple[tuple[int, ...], ...]]:
    """Return weights of vertices, weights of cliques, and the cliques; or a greedy cover alone."""
    try:
        cliques = graph.maximal_cliques()
        optimum = graph.fractional_packing(time_limit)
    except (InputError, TimeoutError):
        return None, *_greedy_cover(graph)
    used = [(y, clique) for y, clique in zip(optimum.dual, cliques, strict=True) if y]
    return _part(optimum.primal), _part([y for y, _ in used]), tuple(clique for _, clique in used)


def _greedy_cover(graph: ExclusivityGraph) -> tuple[Part, tuple[tuple[int, ...], ...]]:
    """Return cliques that cover every vertex, each with the weight of its heaviest vertex."""
    rest = set(range(len(graph.weights)))
    cliques, weights = [], []
    while rest:
        clique: list[int] = []
        for v in sorted(rest, key=lambda u: -graph.weights[u]):
            if all(graph.neighbours[u] >> v & 1 for u in clique):
                clique.append(v)
        rest -= set(clique)
        cliques.append(tuple(sorted(clique)))
        weights.append(graph.weights[clique[0]])
    return Part(1, tuple(weights)), tuple(cliques)


def _part(values: Sequence[Fraction]) -> Part:
    whole = lcm(*(value.denominator for value in values))
    return Part(whole, tuple(int(value * whole) for value in values))


def _value(graph: ExclusivityGraph, part: Part) -> Fraction:
    """Return the sum of weight times number over the vertices."""
    pairs = zip(graph.weights, part.numbers, strict=False)  # a primal part goes on
    return Fraction(sum(w * x for w, x in pairs), part.denominator)


def _apart(graph: ExclusivityGraph) -> list[tuple[int, int]]:
    pairs = combinations(range(len(graph.weights)), 2)
    return [(i, j) for i, j in pairs if not graph.neighbours[i] >> j & 1]


def _mixed(graph: ExclusivityGraph, overlaps: Sequence[Sequence[Fraction]], dimension: int) -> Part:
    """Return Y for the projectors on vectors and the maximally mixed state."""
    diagonal = [Fraction(1, dimension)] * len(graph.weights)
    return _part(diagonal + [overlaps[i][j] / dimension for i, j in _apart(graph)])


def _with_primal(graph: ExclusivityGraph, found: GraphEvidence, part: Part) -> GraphEvidence:
    """Return the evidence with a matrix Y, if it is one and says more."""
    value = _value(graph, part)
    if value <= found.theta[0] or value > found.theta[1] or not _primal_holds(graph, part):
        return found
    return replace(found, primal=part, theta=(value, found.theta[1]))


def _primal_holds(graph: ExclusivityGraph, part: Part) -> bool:
    size = len(graph.weights)
    x, rest = part.numbers[:size], part.numbers[size:]
    entries = zip(_apart(graph), rest, strict=True)
    return positive_semidefinite(_bordered(part.denominator, x, x, entries))


def _dual_holds(graph: ExclusivityGraph, part: Part, t: Fraction) -> bool:
    whole = part.denominator * t.denominator
    w = [x * whole for x in graph.weights]
    entries = (
        (pair, x * t.denominator) for pair, x in zip(graph.edges(), part.numbers, strict=True)
    )
    return positive_semidefinite(
        _bordered(t.numerator * part.denominator, [-x for x in w], w, entries)
    )


def _bordered(
    corner: int,
    border: Sequence[int],
    diagonal: Sequence[int],
    entries: Iterator[tuple[tuple[int, int], int]],
) -> list[list[int]]:
    matrix = [[corner, *border], *([x, *[0] * len(border)] for x in border)]
    for v, x in enumerate(diagonal, 1):
        matrix[v][v] = x
    for (i, j), x in entries:
        matrix[i + 1][j + 1] = matrix[j + 1][i + 1] = x
    return matrix


def _close(
    graph: ExclusivityGraph, found: GraphEvidence, edges: list[tuple[int, int]]
) -> GraphEvidence:
    """Return the evidence with both matrices of the Lovasz number, where they say more."""
    path = list(_central_path(graph, edges))
    if not path:
        return found
    last = path[-1]
    for t in _simple(last.corner, found.theta):
        part = _snapped(last.dual)
        if part is not None and _dual_holds(graph, part, t):
            found = replace(found, dual=part, theta=(found.theta[0], t))
            break
    part = _snapped(last.primal)
    if part is not None:
        found = _with_primal(graph, found, part)
    for point in reversed(path):
        if found.dual is not None or found.theta[0] == found.theta[1]:
            break
        part = _rounded(point.dual)
        t = Fraction(int(point.corner * 10**10) + 1, 10**10)
        if t < found.theta[1] and _dual_holds(graph, part, t):
            found = replace(found, dual=part, theta=(found.theta[0], t))
    for point in reversed(path):
        if found.theta[0] == found.theta[1]:
            break
        tried = _with_primal(graph, found, _rounded(point.primal))
        if tried is not found:
            return tried
    return found


@dataclass(frozen=True, slots=True)
class _Point:
    """A point of the central path: t, the entries of B, and the entries of Y."""

    corner: float
    dual: npt.NDArray[np.float64]
    primal: npt.NDArray[np.float64]


def _central_path(graph: ExclusivityGraph, edges: list[tuple[int, int]]) -> Iterator[_Point]:
    """Yield points that are optimal for t - mu log det Z, with smaller and smaller mu."""
    size = len(graph.weights)
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
    apart = np.array(_apart(graph), dtype=np.int64).reshape(-1, 2) + 1
    while mu > last / size:
        inverse = np.linalg.inv(matrix(x))
        for _ in range(50):
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
            inverse = np.linalg.inv(matrix(x))
            if not decrement > 1e-16:
                break
        if not np.all(np.isfinite(inverse)) or np.linalg.eigvalsh(matrix(x))[0] <= 0:
            return
        y = mu * inverse
        # Rescaled so that the first row repeats the diagonal.
        ratio = y[0, 1:] / np.diag(y)[1:]
        turned = y[1:, 1:] * np.outer(ratio, ratio)
        values = np.concatenate([np.diag(turned), turned[apart[:, 0] - 1, apart[:, 1] - 1]])
        yield _Point(float(x[0]) * scale, x[1:] * scale, values / y[0, 0])
        mu /= 5


def _rounded(values: npt.NDArray[np.float64]) -> Part:
    return Part(DENOMINATOR, tuple(round(float(x) * DENOMINATOR) for x in values))


def _snapped(values: npt.NDArray[np.float64]) -> Part | None:
    """Return the numbers over the least small denominator that they nearly have, or None."""
    for whole in range(1, SMALL_DENOMINATORS + 1):
        nearest = np.rint(values * whole)
        if np.all(np.abs(values * whole - nearest) < SNAP):
            return Part(whole, tuple(int(x) for x in nearest))
    return None


def _simple(value: float, bounds: Bounds) -> Iterator[Fraction]:
    """Yield the fractions of small denominators next to a float, inside the bounds."""
    near = Fraction(value).limit_denominator(SMALL_DENOMINATORS)
    if abs(float(near) - value) < SNAP * max(1.0, value) and bounds[0] <= near <= bounds[1]:
        yield near
