"""Graphs of exclusive events: the statement about three of their numbers, and one search.

Statement kind `exclusivity-numbers`: independence number, Lovasz number, fractional packing number.
The certificate kind is in `proofs.kernel.graph_numbers`; grammar and soundness are in
docs/formats/exclusivity.md. A graph is given by edges, by vectors, or by events; in the last two
cases its edges are derived here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from proofs.kernel import reader
from proofs.kernel.algebra import RINGS, orthogonal_pairs, rays
from proofs.kernel.colouring import MAX_DIM
from proofs.kernel.empirical import brief, label, number
from proofs.kernel.verdict import Malformed

MAX_VERTICES = 512
MAX_OUTCOME = 63
MAX_MEMBERS = 64
MAX_VISITS = 1 << 22  # of vertices, in a search
SOURCES = {
    "edges": ("vertices", "edges"),
    "vectors": ("dim", "ring", "vectors"),
    "events": ("events",),
}

Ratio = tuple[int, int]


@dataclass(frozen=True)
class ExclusivityStatement:
    """Bounds on the three numbers of a graph whose vertices have weights.

    Args:
        graph: an object with vertices and edges; dim, ring and vectors; or events.
        weights: an integer of at least 1 for each vertex.
        independence: least and greatest value of the independence number, integers.
        theta: the same for the Lovasz number; each a numerator and a denominator.
        packing: the same for the fractional packing number.
    """

    graph: Any
    weights: Any
    independence: Any
    theta: Any
    packing: Any

    def __post_init__(self) -> None:
        """Validate shapes; keep the graph as a mask of neighbours for every vertex."""
        graph = neighbours(self.graph)
        size = len(graph)
        rows = reader.sequence(self.weights, size, size, "statement.weights")
        weights = tuple(number(w, 1, f"statement.weights[{i}]") for i, w in enumerate(rows))
        alpha = reader.sequence(self.independence, 2, 2, "statement.independence")
        for bound in alpha:
            number(bound, 0, "statement.independence")
        object.__setattr__(self, "graph", graph)
        object.__setattr__(self, "weights", weights)
        object.__setattr__(self, "independence", alpha)
        object.__setattr__(self, "theta", _interval(self.theta, "statement.theta"))
        object.__setattr__(self, "packing", _interval(self.packing, "statement.packing"))

    @property
    def edges(self) -> list[tuple[int, int]]:
        """Return the pairs of adjacent vertices in lexicographic order."""
        pairs = combinations(range(len(self.graph)), 2)
        return [(i, j) for i, j in pairs if self.graph[i] >> j & 1]

    def describe(self) -> str:
        """Return the claim in one line."""
        numbers = [tuple((bound, 1) for bound in self.independence), self.theta, self.packing]
        alpha, theta, packing = (_words(low, high) for low, high in numbers)
        weighted = "" if set(self.weights) == {1} else "weighted "
        return (
            f"the {weighted}graph of {len(self.graph)} events with {len(self.edges)} exclusive "
            f"pairs has independence number {alpha}, Lovasz number {theta}, fractional packing "
            f"number {packing}"
        )


def neighbours(graph: object) -> tuple[int, ...]:
    """Return for every vertex of a graph the mask of the vertices adjacent to it.

    Example:
        >>> neighbours({"vertices": 3, "edges": [[0, 1]]})
        (2, 1, 0)
        >>> neighbours({"events": [[["A", 0], ["B", 0]], [["A", 1]], [["B", 0]]]})
        (2, 1, 0)
    """
    source = next((key for key in SOURCES if type(graph) is dict and key in graph), "edges")
    values = reader.fields(graph, SOURCES[source], "statement.graph")
    where = f"statement.graph.{source}"
    if source == "edges":
        size = reader.integer(values[0], 1, MAX_VERTICES, "statement.graph.vertices")
        edges = _edges(values[1], size, where)
    elif source == "vectors":
        dim = reader.integer(values[0], 2, MAX_DIM, "statement.graph.dim")
        ring = reader.choice(values[1], tuple(RINGS), "statement.graph.ring")
        rows = reader.sequence(values[2], 1, MAX_VERTICES, where)
        vectors = [reader.sequence(v, dim, dim, f"{where}[{i}]") for i, v in enumerate(rows)]
        try:
            given = rays(vectors, ring)
        except Malformed as error:
            place = error.where.replace("statement", "statement.graph", 1)
            raise Malformed(place, error.expected, error.found) from None
        size = len(given)
        edges = list(orthogonal_pairs(given, ring))
    else:
        rows = reader.sequence(values[0], 1, MAX_VERTICES, where)
        events = [_event(row, f"{where}[{i}]") for i, row in enumerate(rows)]
        size = len(events)
        pairs = combinations(range(size), 2)
        edges = [(i, j) for i, j in pairs if _exclusive(events[i], events[j])]
    masks = [0] * size
    for i, j in edges:
        masks[i] |= 1 << j
        masks[j] |= 1 << i
    return tuple(masks)


def exceeds(neighbours: Sequence[int], weights: Sequence[int], most: int) -> bool:
    """Return whether some vertices, no two adjacent, have weights that sum to more than `most`.

    Branches over the vertex that is taken last in a greedy cover by cliques: of a clique at most
    one vertex is taken, so what the first cliques hold at most bounds every choice among them.

    Raises:
        Malformed: if too many vertices are visited.

    Example:
        >>> exceeds((2, 5, 2), (1, 1, 1), 1), exceeds((2, 5, 2), (1, 1, 1), 2)
        (True, False)
    """
    stack, visits = [((1 << len(weights)) - 1, 0)], 0
    while stack:
        rest, weight = stack.pop()
        if weight > most:
            return True
        visits += rest.bit_count()
        if visits > MAX_VISITS:
            raise Malformed("certificate", f"a search of at most {MAX_VISITS} vertices", "more")
        bound, before = weight, 0
        while rest:
            clique, heaviest = rest, 0
            while clique:
                lowest = clique & -clique
                v = lowest.bit_length() - 1
                clique &= neighbours[v]
                rest ^= lowest
                heaviest = max(heaviest, weights[v])
                if bound + heaviest > most:
                    stack.append((before & ~neighbours[v], weight + weights[v]))
                before |= lowest
            bound += heaviest
    return False


def _edges(value: object, size: int, where: str) -> list[tuple[int, int]]:
    """Return pairs of vertices i < j, given in lexicographic order."""
    found: list[tuple[int, int]] = []
    for position, row in enumerate(reader.sequence(value, 0, size * (size - 1) // 2, where)):
        place = f"{where}[{position}]"
        i, j = reader.increasing(reader.sequence(row, 2, 2, place), 0, size - 1, place)
        if found and (i, j) <= found[-1]:
            raise Malformed(place, f"a pair after {list(found[-1])}", [i, j])
        found.append((i, j))
    return found


def _event(value: object, where: str) -> dict[str, int]:
    """Return outcomes by the label of their observable."""
    event: dict[str, int] = {}
    for row in reader.sequence(value, 1, MAX_MEMBERS, where):
        name, outcome = reader.sequence(row, 2, 2, where)
        if label(name, where) in event:
            raise Malformed(where, "distinct labels", name)
        event[name] = reader.integer(outcome, 0, MAX_OUTCOME, where)
    return event


def _exclusive(first: dict[str, int], second: dict[str, int]) -> bool:
    """Return whether two events give some observable different outcomes."""
    return any(second.get(label, outcome) != outcome for label, outcome in first.items())


def _interval(value: object, where: str) -> tuple[Ratio, ...]:
    """Return two fractions p/q, q >= 1, as pairs."""
    bounds = reader.sequence(value, 2, 2, where)
    pairs = [reader.sequence(bound, 2, 2, where) for bound in bounds]
    return tuple((number(p, 0, where), number(q, 1, where)) for p, q in pairs)


def _words(low: Ratio, high: Ratio) -> str:
    """Return an interval of fractions in words."""
    first, last = (brief(p) if q == 1 else f"{brief(p)}/{brief(q)}" for p, q in (low, high))
    return first if low == high else f"from {first} to {last}"
