"""Exact bounds on graph numbers: closed forms, known values, brute force, and each other."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.library import get
from contextuality.search import graph_evidence as module
from contextuality.search.exclusivity import ExclusivityGraph
from contextuality.search.graph_evidence import GraphEvidence, graph_evidence, squared_overlaps

Edges = list[tuple[int, int]]


def of(size: int, edges: Edges, weights: tuple[int, ...] = ()) -> ExclusivityGraph:
    return ExclusivityGraph.from_edges(size, edges, weights)


def cycle(n: int) -> Edges:
    return [(i, (i + 1) % n) for i in range(n)]


def paley(q: int) -> Edges:
    squares = {x * x % q for x in range(1, q)}
    return [(i, j) for i, j in combinations(range(q), 2) if j - i in squares]


def kneser(n: int) -> Edges:
    """Pairs out of n, adjacent if disjoint; n = 5 is the Petersen graph."""
    pairs = list(combinations(range(n), 2))
    return [
        (i, j) for i, j in combinations(range(len(pairs)), 2) if not set(pairs[i]) & set(pairs[j])
    ]


def complement(size: int, edges: Edges) -> Edges:
    return sorted(set(combinations(range(size), 2)) - set(edges))


def enclosed(found: GraphEvidence, value: float, width: float = 1e-5) -> None:
    low, high = map(float, found.theta)
    assert low - 1e-12 <= value <= high + 1e-12
    assert high - low <= width


@pytest.mark.parametrize("n", [5, 7, 9, 13])
def test_odd_cycles(n: int) -> None:
    found = graph_evidence(of(n, cycle(n)))
    enclosed(found, n * math.cos(math.pi / n) / (1 + math.cos(math.pi / n)))  # Lovasz 1979
    assert found.independence == (n // 2, n // 2)
    assert found.packing == (Fraction(n, 2), Fraction(n, 2))
    assert found.theta[0] > found.independence[1]


@pytest.mark.parametrize(("q", "alpha"), [(5, 2), (13, 3), (17, 3)])
def test_paley_graphs(q: int, alpha: int) -> None:
    """Self-complementary and vertex-transitive: the root of the number of vertices."""
    found = graph_evidence(of(q, paley(q)))
    enclosed(found, math.sqrt(q))
    assert found.independence == (alpha, alpha)


@pytest.mark.parametrize(
    ("size", "edges", "alpha", "theta", "packing"),
    [
        (10, kneser(5), 4, 4, 5),  # Lovasz 1979: binom(n - 1, 1)
        (15, kneser(6), 5, 5, 5),
        (4, complement(4, []), 1, 1, 1),
        (3, [], 3, 3, 3),
        (6, cycle(6), 3, 3, 3),
        (10, complement(10, kneser(5)), 2, Fraction(5, 2), Fraction(5, 2)),
    ],
)
def test_sharp_optima_are_found_exactly(
    size: int, edges: Edges, alpha: int, theta: Fraction | int, packing: Fraction | int
) -> None:
    found = graph_evidence(of(size, edges))
    assert found.independence == (alpha, alpha)
    assert found.theta == (theta, theta)
    assert found.packing == (packing, packing)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("cabello-18", ("4", "9/2", "9/2")),
        ("kernaghan-20", ("5", "11/2", "11/2")),
        ("lisonek-21", ("3", "7/2", "7/2")),
        ("peres-24", ("5", "6", "6")),
        ("kernaghan-peres-36", ("4", "5", "5")),
        ("yu-oh-13", ("5", "5", "17/3")),
        ("penrose-40", ("7", "10", "10")),
    ],
)
def test_kochen_specker_sets(name: str, numbers: tuple[str, str, str]) -> None:
    """Sets that are partitioned into bases reach the number of vectors over the dimension."""
    vectors = get(name)
    graph = ExclusivityGraph.from_edges(len(vectors.vectors), vectors.orthogonal_pairs())
    overlaps = squared_overlaps(vectors)
    found = graph_evidence(graph, overlaps=overlaps, dimension=vectors.dim)
    assert found.independence == (int(numbers[0]),) * 2
    assert found.theta == (Fraction(numbers[1]),) * 2
    assert found.packing == (Fraction(numbers[2]),) * 2
    mixed = Fraction(len(vectors.vectors), vectors.dim)
    assert mixed <= found.theta[1]


def test_overlaps_are_those_of_unit_vectors() -> None:
    for name in ("lisonek-21", "peres-33"):
        vectors = get(name)
        t = {"Z[w]": np.exp(2j * np.pi / 3), "Z[sqrt2]": math.sqrt(2)}[vectors.ring]
        rows = np.array([[a + b * t for a, b in v] for v in vectors.vectors])
        rows = rows / np.linalg.norm(rows, axis=1)[:, None]
        expected = np.abs(rows.conj() @ rows.T) ** 2
        found = squared_overlaps(vectors)
        if found is not None:
            assert np.allclose(np.array(found, dtype=float), expected)
    golden = get("cell600-60")
    irrational = squared_overlaps(golden)
    assert irrational is None or len(irrational) == 60


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_small_graphs_by_listing(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 7))
    pairs = list(combinations(range(size), 2))
    edges: set[tuple[int, int]] = data.draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    weights = data.draw(st.lists(st.integers(1, 9), min_size=size, max_size=size))
    graph = ExclusivityGraph.from_edges(size, edges, weights)
    found = graph_evidence(graph)
    sets = [s for n in range(size + 1) for s in combinations(range(size), n)]
    best = max(sum(weights[v] for v in s) for s in sets if not set(combinations(s, 2)) & edges)
    assert found.independence == (best, best)
    assert best <= found.theta[1] <= found.packing[1]
    assert found.theta[0] <= found.theta[1]
    assert found.theta[1] - found.theta[0] <= Fraction(max(weights), 1000)
    float_theta = graph.lovasz_theta()
    assert float(found.theta[0]) <= float_theta.upper + 1e-6
    assert float(found.theta[1]) >= float_theta.lower - 1e-6
    assert found.packing[0] == found.packing[1] == graph.fractional_packing().value


def test_a_cover_where_cliques_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_VERTICES", 2)

    def refuse(*_: object) -> None:
        raise InputError(where="graph", expected="few cliques", found="many")

    monkeypatch.setattr(ExclusivityGraph, "maximal_cliques", refuse)
    found = graph_evidence(of(5, cycle(5), (5, 1, 1, 1, 1)))
    assert found.packing_weights is None
    assert found.packing == (Fraction(6), Fraction(7))
    assert found.theta == (6, 7)
    assert found.independence == (6, 6)
    assert found.exhausted
    assert found.finished


def test_a_time_limit_leaves_bounds() -> None:
    rng = np.random.default_rng(0)
    edges = [pair for pair in combinations(range(150), 2) if rng.random() < 0.12]
    graph = ExclusivityGraph.from_edges(150, edges)
    found = graph_evidence(graph, 1e-3)
    assert not found.finished
    assert found.independence[0] < found.independence[1] == math.floor(found.theta[1])


def test_no_vertices() -> None:
    with pytest.raises(InputError, match="at least one vertex"):
        graph_evidence(ExclusivityGraph.from_edges(0, []))
