"""Exact evidence for the three numbers of a weighted graph of exclusive events.

Belongs here: the rounding of both matrices of the Lovasz number to integers that are checked
exactly, and the evidence for the other two numbers put beside them. Does not belong here: the
numbers themselves (`exclusivity`), the matrices in floats (`theta_path`), certificates.

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
from contextuality.search.theta_path import PathPoint, central_path
from contextuality.vectors import RINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from contextuality.search.exclusivity import ExclusivityGraph
    from contextuality.vectors import VectorSet

MAX_EDGES = 800
MAX_VERTICES = 64
MAX_WEIGHT = 10**9
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
        finished: whether no time limit ended anything.
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
    finished: bool


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
    weights, cover, cliques, in_time = _packing(graph, time_limit)
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
        best.exhausted and in_time,
    )
    if overlaps is not None:
        found = _with_primal(graph, found, _mixed(graph, overlaps, dimension))
    small = (
        len(graph.weights) <= MAX_VERTICES
        and len(graph.edges()) <= MAX_EDGES
        and max(graph.weights) <= MAX_WEIGHT
    )
    if small and found.theta[0] < found.theta[1]:
        found = _close(graph, found)
    found = replace(found, independence=(best.weight, floor(found.theta[1])))
    if best.exhausted and found.independence[1] > best.weight:
        found = replace(found, independence=(best.weight, best.weight), exhausted=True)
    if found.packing[0] < found.theta[0]:
        found = replace(found, packing=(found.theta[0], most))
    return found


def squared_overlaps(subject: VectorSet) -> list[list[Fraction]] | None:
    """Return |<u,v>|^2 / (<u,u> <v,v>) for all pairs of vectors, None if one is irrational.

    Example:
        >>> from contextuality.vectors import VectorSet
        >>> pair = VectorSet.from_strings("pair", 2, "Z[i]", [["1", "i"], ["0", "1"]])
        >>> squared_overlaps(pair)[0][1]
        Fraction(1, 2)
    """
    ring, size = RINGS[subject.ring], len(subject.vectors)
    norms = [subject.inner_product(i, i) for i in range(size)]
    table = [[Fraction(1)] * size for _ in range(size)]
    for i, j in combinations(range(size), 2):
        product = subject.inner_product(i, j)
        squared = ring.multiply(product, ring.conjugate(product))
        value, irrational = ring.ratio(squared, ring.multiply(norms[i], norms[j]))
        if irrational:
            return None
        table[i][j] = table[j][i] = value
    return table


def _packing(
    graph: ExclusivityGraph, time_limit: float | None
) -> tuple[Part | None, Part, tuple[tuple[int, ...], ...], bool]:
    """Return weights of vertices, weights of cliques, the cliques, and whether there was time.

    With too many cliques, or too little time, a greedy cover without weights of vertices.
    """
    try:
        cliques = graph.maximal_cliques()
        optimum = graph.fractional_packing(time_limit)
    except InputError:
        return None, *_greedy_cover(graph), True
    except TimeoutError:
        return None, *_greedy_cover(graph), False
    used = [(y, clique) for y, clique in zip(optimum.dual, cliques, strict=True) if y]
    cover = tuple(clique for _, clique in used)
    return _part(optimum.primal), _part([y for y, _ in used]), cover, True


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


def _close(graph: ExclusivityGraph, found: GraphEvidence) -> GraphEvidence:
    """Return the evidence with both matrices of the Lovasz number, where they say more."""
    path = []
    for point in central_path(graph):
        path.append(point)
        found = _sharp(graph, found, point)
        if found.theta[0] == found.theta[1]:
            return found
    for point in reversed(path):
        t = Fraction(int(point.corner * 10**10) + 1, 10**10)
        part = _rounded(point.dual)
        if t < found.theta[1] and _dual_holds(graph, part, t):
            found = replace(found, dual=part, theta=(found.theta[0], t))
            break
    for point in reversed(path):
        tried = _with_primal(graph, found, _rounded(point.primal))
        if tried is not found:
            return tried
    return found


def _sharp(graph: ExclusivityGraph, found: GraphEvidence, point: PathPoint) -> GraphEvidence:
    """Return the evidence with matrices of small denominators near a point, if they hold."""
    t = Fraction(point.corner).limit_denominator(SMALL_DENOMINATORS)
    if found.theta[0] <= t < found.theta[1] and abs(float(t) - point.corner) < SNAP * float(t):
        part = _snapped(point.dual)
        if part is not None and _dual_holds(graph, part, t):
            found = replace(found, dual=part, theta=(found.theta[0], t))
    part = _snapped(point.primal)
    return found if part is None else _with_primal(graph, found, part)


def _rounded(values: npt.NDArray[np.float64]) -> Part:
    return Part(DENOMINATOR, tuple(round(float(x) * DENOMINATOR) for x in values))


def _snapped(values: npt.NDArray[np.float64]) -> Part | None:
    """Return the numbers over the least small denominator that they nearly have, or None."""
    for whole in range(1, SMALL_DENOMINATORS + 1):
        nearest = np.rint(values * whole)
        if np.all(np.abs(values * whole - nearest) < SNAP):
            return Part(whole, tuple(int(x) for x in nearest))
    return None
