"""Independence, Lovasz and fractional packing numbers: known graphs, brute force, each other."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from contextuality.errors import InputError
from contextuality.library import get
from contextuality.library.models import model
from contextuality.search import exclusivity
from contextuality.search.exclusivity import ExclusivityGraph, event_graph
from contextuality.search.fraction import noncontextual_fraction
from contextuality.stabilizer_models import stabilizer_model


def cycle(n: int) -> ExclusivityGraph:
    return ExclusivityGraph.from_edges(n, [(i, (i + 1) % n) for i in range(n)])


def random_graph(seed: int, size: int = 9) -> ExclusivityGraph:
    rng = np.random.default_rng(seed)
    edges = [pair for pair in combinations(range(size), 2) if rng.random() < 0.4]
    return ExclusivityGraph.from_edges(size, edges, rng.integers(1, 5, size).tolist())


def independent_sets(graph: ExclusivityGraph) -> list[tuple[int, ...]]:
    edges = set(graph.edges())
    size = len(graph.weights)
    sets = [tuple(v for v in range(size) if mask >> v & 1) for mask in range(1 << size)]
    return [s for s in sets if not any(pair in edges for pair in combinations(s, 2))]


@pytest.mark.parametrize("n", [5, 7, 9])
def test_odd_cycles(n: int) -> None:
    graph = cycle(n)
    assert graph.heaviest_independent_set().weight == n // 2
    assert graph.fractional_packing().value == Fraction(n, 2)
    theta = graph.lovasz_theta()
    exact = n * math.cos(math.pi / n) / (1 + math.cos(math.pi / n))  # Lovasz 1979
    assert theta.lower <= exact + 1e-4
    assert theta.upper >= exact - 1e-4
    assert theta.upper - theta.lower < 1e-3


def test_petersen_graph() -> None:
    pairs = list(combinations(range(5), 2))
    edges = [(i, j) for i, j in combinations(range(10), 2) if not set(pairs[i]) & set(pairs[j])]
    graph = ExclusivityGraph.from_edges(10, edges)
    theta = graph.lovasz_theta()
    assert graph.heaviest_independent_set().weight == 4
    assert theta.upper == pytest.approx(4, abs=1e-3)
    assert graph.fractional_packing().value == 5


@pytest.mark.parametrize("seed", range(12))
def test_random_graphs_by_listing(seed: int) -> None:
    graph = random_graph(seed)
    best = graph.heaviest_independent_set()
    sets = independent_sets(graph)
    assert best.exhausted
    assert best.vertices in sets
    assert best.weight == sum(graph.weights[v] for v in best.vertices)
    assert best.weight == max(sum(graph.weights[v] for v in s) for s in sets)
    theta, packing = graph.lovasz_theta(), graph.fractional_packing()
    assert best.weight - 1e-3 <= theta.upper
    assert theta.lower <= float(packing.value) + 1e-6
    complement = ExclusivityGraph.from_edges(
        9, [pair for pair in combinations(range(9), 2) if pair not in set(graph.edges())]
    )
    cliques = {s for s in independent_sets(complement) if s}
    maximal = {s for s in cliques if not any(set(s) < set(t) for t in cliques)}
    assert set(graph.maximal_cliques()) == maximal


@pytest.mark.parametrize(
    ("name", "alpha", "packing"),
    [("yu-oh-13", 5, "17/3"), ("cabello-18", 4, "9/2"), ("peres-24", 5, "6")],
)
def test_vector_sets(name: str, alpha: int, packing: str) -> None:
    """The three numbers are in order, and the first differs from the last."""
    vectors = get(name)
    graph = ExclusivityGraph.from_edges(len(vectors.vectors), vectors.orthogonal_pairs())
    theta = graph.lovasz_theta()
    assert graph.heaviest_independent_set().weight == alpha
    value = graph.fractional_packing().value
    assert value == Fraction(packing)
    assert alpha - 1e-3 <= theta.upper
    assert theta.lower <= float(value) + 1e-3
    assert alpha < value


@pytest.mark.parametrize("name", ["pr-box", "hardy", "isotropic-9/10", "cycle-5-4/9", "ghz"])
def test_inequalities(name: str) -> None:
    """The noncontextual bound is the independence number; the model lies below the packing."""
    subject = model(name)
    found = noncontextual_fraction(subject)
    bound, weights = found.inequality.as_upper_bound()
    graph, events = event_graph(subject, weights)
    assert graph.heaviest_independent_set().weight == bound
    reached = sum(
        w * subject.tables[c][at] for w, (c, at) in zip(graph.weights, events, strict=True)
    )
    slack = sum(map(max, found.inequality.coefficients)) - reached
    assert slack == found.upper * found.inequality.scale
    assert bound < reached <= graph.fractional_packing().value
    theta = graph.lovasz_theta()
    if name in {"hardy", "cycle-5-4/9", "ghz"}:  # quantum models
        assert float(reached) <= theta.upper + 1e-6
    if name == "pr-box":  # not a quantum model: Tsirelson's bound
        assert theta.upper == pytest.approx(2 + math.sqrt(2), abs=1e-3)
        assert float(reached) > theta.upper


@pytest.mark.parametrize(("name", "degree"), [("mermin-square", 1), ("doily", 3)])
def test_the_contextuality_degree_is_in_the_graph(name: str, degree: int) -> None:
    """Possible events on the mixed state: consistent ones fulfil all but `degree` contexts."""
    subject = stabilizer_model(name, get(name).labelled_contexts())
    weights = [[int(p > 0) for p in table] for table in subject.tables]
    graph, _ = event_graph(subject, weights)
    assert graph.heaviest_independent_set().weight == len(subject.contexts) - degree
    assert graph.fractional_packing().value == len(subject.contexts)


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = random_graph(3)
    monkeypatch.setattr(exclusivity, "MAX_THETA_VERTICES", 8)
    with pytest.raises(InputError, match="at most 8 vertices"):
        graph.lovasz_theta()
    with pytest.raises(InputError, match="at most 1 maximal cliques"):
        graph.maximal_cliques(1)
    with pytest.raises(InputError, match="two of 3 vertices"):
        ExclusivityGraph.from_edges(3, [(0, 3)])
    with pytest.raises(InputError, match="2 integers above 0"):
        ExclusivityGraph.from_edges(2, [], [1, 0])
    assert ExclusivityGraph.from_edges(0, []).maximal_cliques() == []


def test_time_limit_is_no_result() -> None:
    rng = np.random.default_rng(0)
    edges = [pair for pair in combinations(range(150), 2) if rng.random() < 0.12]
    graph = ExclusivityGraph.from_edges(150, edges)
    best = graph.heaviest_independent_set(1e-3)
    assert not best.exhausted
    assert not set(combinations(best.vertices, 2)) & set(edges)
