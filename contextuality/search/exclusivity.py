"""Graph invariants of exclusivity: independence number, Lovasz number, fractional packing number.

Belongs here: weighted graphs of exclusive events, their three numbers, and what they say about an
inequality or a set of vectors. Does not belong here: the contextual fraction (`fraction`).

The independence number bounds noncontextual models, the Lovasz number quantum mechanics, the
fractional packing number models that obey the exclusivity principle for every single experiment.
The first and the last are exact, the second is floating point and says so; `graph_evidence` has
exact bounds of all three with what shows them.

Source: A. Cabello, S. Severini and A. Winter, Phys. Rev. Lett. 112 (2014) 040401.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from contextuality.search.exact_lp import Packing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from contextuality.empirical import EmpiricalModel
    from contextuality.search.exact_lp import Optimum

MAX_CLIQUES = 20_000
MAX_THETA_VERTICES = 300
THETA_ROUNDS = 1000
THETA_GAP = 1e-5
OVERSHOOT = 1.6
"""Steps longer than 1 converge faster; the method allows less than 1.618."""


@dataclass(frozen=True, slots=True)
class ExclusivityGraph:
    """Events with weights; adjacent ones are exclusive.

    Args:
        weights: integers above 0, one a vertex.
        neighbours: for every vertex the mask of the vertices adjacent to it.

    Example:
        >>> pentagon = ExclusivityGraph.from_edges(5, [(i, (i + 1) % 5) for i in range(5)])
        >>> pentagon.heaviest_independent_set().weight, pentagon.fractional_packing().value
        (2, Fraction(5, 2))
    """

    weights: tuple[int, ...]
    neighbours: tuple[int, ...]

    @classmethod
    def from_edges(
        cls, vertices: int, edges: Iterable[tuple[int, int]], weights: Sequence[int] = ()
    ) -> ExclusivityGraph:
        """Build a graph from pairs of vertices; without weights all are 1.

        Raises:
            InputError: for a loop, a vertex out of range, or a weight that is not above 0.
        """
        masks = [0] * vertices
        for i, j in edges:
            if i == j or not (0 <= i < vertices and 0 <= j < vertices):
                raise InputError(
                    where="edges", expected=f"two of {vertices} vertices", found=f"{i}, {j}"
                )
            masks[i] |= 1 << j
            masks[j] |= 1 << i
        given = tuple(weights) or (1,) * vertices
        if len(given) != vertices or min(given, default=1) < 1:
            raise InputError(
                where="weights", expected=f"{vertices} integers above 0", found=str(given)[:80]
            )
        return cls(given, tuple(masks))

    def edges(self) -> list[tuple[int, int]]:
        """Return the pairs of adjacent vertices i < j."""
        size = len(self.weights)
        return [(i, j) for i, j in combinations(range(size), 2) if self.neighbours[i] >> j & 1]

    def heaviest_independent_set(self, time_limit: float | None = None) -> IndependentSet:
        """Return a set of events of which no two exclude each other, of the greatest weight.

        Args:
            time_limit: seconds; when they are over the best set so far is returned.

        Source: branch and bound over greedy clique covers, standard.
        """
        return _BranchAndBound(self, time_limit).run()

    def maximal_cliques(self, limit: int = MAX_CLIQUES) -> list[tuple[int, ...]]:
        """Return all maximal sets of pairwise exclusive events.

        Raises:
            InputError: if there are more than `limit`.

        Source: C. Bron and J. Kerbosch, Commun. ACM 16 (1973) 575, with pivots.
        """
        found: list[tuple[int, ...]] = []
        stack = [((), (1 << len(self.weights)) - 1, 0)] if self.weights else []
        waiting: list[tuple[tuple[int, ...], int, int]] = list(stack)
        while waiting:
            clique, candidates, excluded = waiting.pop()
            if not candidates and not excluded:
                found.append(tuple(sorted(clique)))
                if len(found) > limit:
                    raise InputError(
                        where="graph", expected=f"at most {limit} maximal cliques", found="more"
                    )
                continue
            pivot = max(
                _members(candidates | excluded),
                key=lambda u: (self.neighbours[u] & candidates).bit_count(),
            )
            for v in _members(candidates & ~self.neighbours[pivot]):
                near = self.neighbours[v]
                waiting.append(((*clique, v), candidates & near, excluded & near))
                candidates &= ~(1 << v)
                excluded |= 1 << v
        return sorted(found)

    def fractional_packing(self, time_limit: float | None = None) -> Optimum:
        """Return the fractional packing number with both sides of the linear program.

        Returns:
            The exact optimum: numbers x >= 0 on the vertices with sum at most 1 on every clique,
            and weights of the maximal cliques (in the order of `maximal_cliques`) that cover every
            vertex with its weight.

        Raises:
            InputError: if there are too many cliques.
            TimeoutError: after the limit.
        """
        cliques = self.maximal_cliques()
        columns: list[list[int]] = [[] for _ in self.weights]
        for row, clique in enumerate(cliques):
            for v in clique:
                columns[v].append(row)
        gains = tuple(Fraction(w) for w in self.weights)
        packing = Packing(tuple(map(tuple, columns)), (Fraction(1),) * len(cliques), gains)
        return packing.maximise(None if time_limit is None else time.monotonic() + time_limit)

    def lovasz_theta(self) -> Theta:
        """Approximate the weighted Lovasz number from both sides, in floating point.

        Raises:
            InputError: for more than `MAX_THETA_VERTICES` vertices.

        Source: L. Lovasz, IEEE Trans. Inf. Theory 25 (1979) 1; the alternating directions are
            those of Z. Wen, D. Goldfarb and W. Yin, Math. Program. Comput. 2 (2010) 203.

        Example:
            >>> pentagon = ExclusivityGraph.from_edges(5, [(i, (i + 1) % 5) for i in range(5)])
            >>> round(pentagon.lovasz_theta().upper, 5)
            2.23607
        """
        size = len(self.weights)
        if size > MAX_THETA_VERTICES:
            raise InputError(
                where="graph", expected=f"at most {MAX_THETA_VERTICES} vertices", found=str(size)
            )
        return _theta(self)


@dataclass(frozen=True, slots=True)
class IndependentSet:
    """A set of vertices without adjacent ones.

    Args:
        weight: the sum of their weights.
        vertices: increasing.
        exhausted: whether the search came to its end, so that no set is heavier.
    """

    weight: int
    vertices: tuple[int, ...]
    exhausted: bool


@dataclass(frozen=True, slots=True)
class Theta:
    """The Lovasz number in floating point: both ends are computed, neither is proved.

    Args:
        lower: the value of a feasible point of the semidefinite program, up to rounding.
        upper: the largest eigenvalue of a matrix of the dual program, up to rounding.
        rounds: iterations taken.
    """

    lower: float
    upper: float
    rounds: int


def event_graph(
    model: EmpiricalModel, weights: Sequence[Sequence[int]]
) -> tuple[ExclusivityGraph, tuple[tuple[int, int], ...]]:
    """Return the graph of the events of positive weight, and which events these are.

    Args:
        model: names the contexts and outcomes.
        weights: per context an integer of at least 0 for each joint outcome.

    Returns:
        The graph, in which two events are adjacent if they give an observable different outcomes;
        and its vertices as pairs of context and position.

    Example:
        >>> from contextuality.library.models import model
        >>> graph, events = event_graph(model("pr-box"), ((1, 0, 0, 1),) * 3 + ((0, 1, 1, 0),))
        >>> graph.heaviest_independent_set().weight, graph.fractional_packing().value
        (3, Fraction(4, 1))
    """
    events, known = [], []
    for c, row in enumerate(weights):
        for position, (joint, weight) in enumerate(zip(model.joint_outcomes(c), row, strict=True)):
            if weight:
                events.append((c, position))
                known.append(dict(zip(model.contexts[c], joint, strict=True)))
    edges = [
        (i, j)
        for i, j in combinations(range(len(known)), 2)
        if any(known[j].get(v, k) != k for v, k in known[i].items())
    ]
    values = [weights[c][position] for c, position in events]
    return ExclusivityGraph.from_edges(len(events), edges, values), tuple(events)


class _BranchAndBound:
    def __init__(self, graph: ExclusivityGraph, time_limit: float | None) -> None:
        self.graph = graph
        self.end = None if time_limit is None else time.monotonic() + time_limit
        self.best = 0
        self.chosen: tuple[int, ...] = ()
        self.nodes = 0

    def run(self) -> IndependentSet:
        try:
            self._expand((1 << len(self.graph.weights)) - 1, 0, ())
            exhausted = True
        except TimeoutError:
            exhausted = False
        return IndependentSet(self.best, tuple(sorted(self.chosen)), exhausted)

    def _expand(self, candidates: int, weight: int, chosen: tuple[int, ...]) -> None:
        self.nodes += 1
        if self.end is not None and self.nodes % 256 == 0 and time.monotonic() > self.end:
            raise TimeoutError
        if weight > self.best:
            self.best, self.chosen = weight, chosen
        weights, neighbours = self.graph.weights, self.graph.neighbours
        # Of every clique at most one vertex can be taken, so the cliques bound what is left.
        order: list[tuple[int, int]] = []
        rest, bound = candidates, 0
        while rest:
            clique, most = rest, 0
            members = []
            while clique:
                v = (clique & -clique).bit_length() - 1
                members.append(v)
                most = max(most, weights[v])
                clique &= neighbours[v]
            bound += most
            for v in members:
                rest &= ~(1 << v)
                order.append((v, bound))
        for v, limit in reversed(order):
            if weight + limit <= self.best:
                return
            candidates &= ~(1 << v)
            self._expand(candidates & ~neighbours[v], weight + weights[v], (*chosen, v))


def _members(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _theta(graph: ExclusivityGraph) -> Theta:
    """Minimise <-J, X> over X >= 0 with trace 1 and zeros on edges, J the weights' root product."""
    size = len(graph.weights)
    roots = np.sqrt(np.array(graph.weights, dtype=np.float64))
    aim = np.outer(roots, roots)
    scale = float(aim.max())
    aim = aim / scale
    adjacent = np.zeros((size, size), dtype=np.bool_)
    for i, j in graph.edges():
        adjacent[i, j] = adjacent[j, i] = True
    x, s, step = np.eye(size) / size, np.zeros((size, size)), 1.0
    lower, upper, rounds = 0.0, float(size) * 2, 0
    for rounds in range(1, THETA_ROUNDS + 1):
        # The multipliers: edges, where A A* is the identity on symmetric pairs, and the trace.
        offset = s + aim + step * x
        on_edges = np.where(adjacent, -offset, 0.0)
        trace = -(step * (np.trace(x) - 1) + np.trace(s + aim)) / size
        v = -aim - on_edges - trace * np.eye(size) - step * x
        values, vectors = np.linalg.eigh(v)
        positive = (vectors * np.maximum(values, 0)) @ vectors.T
        moved = (positive - v) / step
        primal = float(np.linalg.norm(np.where(adjacent, moved, 0.0)) + abs(np.trace(moved) - 1))
        dual = float(np.linalg.norm(moved - x) * step)
        x, s = x + OVERSHOOT * (moved - x), positive
        if rounds % 25 == 0:
            upper = min(upper, float(np.linalg.eigvalsh(aim + on_edges)[-1]))
            lower = max(lower, _feasible_value(x, adjacent, aim))
            if upper - lower < THETA_GAP * max(1.0, upper):
                break
            if primal > 5 * dual:
                step = min(step * 1.6, 1e4)
            elif dual > 5 * primal:
                step = max(step / 1.6, 1e-4)
    return Theta(lower * scale, upper * scale, rounds)


def _feasible_value(
    x: npt.NDArray[np.float64], adjacent: npt.NDArray[np.bool_], aim: npt.NDArray[np.float64]
) -> float:
    """Return the value of the nearest point with zeros on edges, made positive, of trace 1."""
    kept = np.where(adjacent, 0.0, x)
    least = float(np.linalg.eigvalsh(kept)[0])
    kept = kept + max(0.0, -least) * np.eye(len(x))
    trace = float(np.trace(kept))
    return float((aim * kept).sum()) / trace if trace > 0 else 0.0
