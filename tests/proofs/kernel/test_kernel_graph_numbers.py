"""Graphs of exclusive events: how edges are derived, the search, the matrices, and the limits."""

from __future__ import annotations

import copy
import json
import random
import time
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs.kernel import Malformed, check, exclusivity, graph_numbers
from proofs.kernel.exclusivity import exceeds, neighbours

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
FILE = json.loads((CORPUS / "valid" / "exclusivity-pentagon.json").read_text(encoding="utf-8"))
STATEMENT, CERTIFICATE = FILE["statement"], FILE["certificate"]


@st.composite
def weighted_graphs(draw: st.DrawFn) -> tuple[list[tuple[int, int]], list[int]]:
    size = draw(st.integers(1, 7))
    pairs = list(combinations(range(size), 2))
    edges = sorted(draw(st.sets(st.sampled_from(pairs)))) if pairs else []
    return edges, draw(st.lists(st.integers(1, 9), min_size=size, max_size=size))


def masks(edges: list[tuple[int, int]], size: int) -> tuple[int, ...]:
    return neighbours({"vertices": size, "edges": [list(pair) for pair in edges]})


def best(edges: list[tuple[int, int]], weights: list[int]) -> int:
    """Return the greatest weight of a set without adjacent vertices, from all sets."""
    sets = ([v for v in range(len(weights)) if mask >> v & 1] for mask in range(1 << len(weights)))
    return max(sum(weights[v] for v in s) for s in sets if not set(combinations(s, 2)) & set(edges))


@given(weighted_graphs())
def test_the_search_finds_the_heaviest_set(graph: tuple[list[tuple[int, int]], list[int]]) -> None:
    edges, weights = graph
    alpha = best(edges, weights)
    near = masks(edges, len(weights))
    assert exceeds(near, weights, alpha - 1)
    assert not exceeds(near, weights, alpha)


def test_the_search_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exclusivity, "MAX_VISITS", 4)
    with pytest.raises(Malformed, match="a search of at most 4 vertices"):
        exceeds(masks([(0, 1)], 5), [1] * 5, 3)


@pytest.mark.slow
def test_the_longest_search_is_short() -> None:
    """Sparse random graphs are among the worst: this one exceeds the limit."""
    rng = random.Random(1)  # noqa: S311 - a fixed graph
    edges = [pair for pair in combinations(range(150), 2) if rng.random() < 0.05]
    start = time.perf_counter()
    with pytest.raises(Malformed, match="a search of at most"):
        exceeds(masks(edges, 150), [1] * 150, 49)
    assert time.perf_counter() - start < 60


def test_vectors_give_their_orthogonality_graph() -> None:
    vectors = [["1", "0"], ["0", "1"], ["1", "w"], ["w", "-1-w"]]
    found = neighbours({"dim": 2, "ring": "Z[w]", "vectors": [*vectors[:3], ["1", "-w"]]})
    assert found == (2, 1, 8, 4)
    with pytest.raises(Malformed) as caught:
        neighbours({"dim": 2, "ring": "Z[w]", "vectors": [*vectors[:3], ["w", "-1-w"]]})
    assert caught.value.where == "statement.graph.vectors[3]"


def test_events_exclude_each_other_by_a_common_observable() -> None:
    events = [[["A", 0], ["B", 1]], [["A", 0], ["C", 0]], [["B", 0], ["C", 1]], [["D", 5]]]
    assert neighbours({"events": events}) == (4, 4, 3, 0)


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("independence", [2, 2], [2, 1]),
        ("theta", [[20, 9], [25, 11]], [[9, 4], [25, 11]]),
        ("theta", [[20, 9], [25, 11]], [[20, 9], [2236, 1000]]),
        ("packing", [[5, 2], [5, 2]], [[5, 2], [249, 100]]),
    ],
)
def test_a_bound_a_little_too_sharp(key: str, good: Any, bad: Any) -> None:
    assert check(STATEMENT | {key: good}, CERTIFICATE)
    assert not check(STATEMENT | {key: bad}, CERTIFICATE)


def test_steps_and_words() -> None:
    verdict = check(STATEMENT, CERTIFICATE)
    assert verdict.steps == 2 + 10 + 5 + 5 + 5 + 5
    assert verdict.statement == (
        "the graph of 5 events with 5 exclusive pairs has independence number 2, Lovasz number "
        "from 20/9 to 25/11, fractional packing number 5/2"
    )
    heavy = copy.deepcopy(STATEMENT) | {"weights": [2] * 5}
    assert "the weighted graph" in check(heavy, CERTIFICATE).statement


def test_matrices_are_limited_before_they_are_eliminated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_numbers, "MAX_BIT_PRODUCTS", 6**4 * 7 - 1)
    with pytest.raises(Malformed, match="found 6 rows, 7 bits"):
        check(STATEMENT, CERTIFICATE)


@pytest.mark.slow
def test_the_largest_matrix_is_short() -> None:
    """As many rows and bits as the limit allows."""
    size, bits = 63, 128
    unit = 1 << (bits - 1)
    statement = {
        "kind": "exclusivity-numbers",
        "graph": {"vertices": size, "edges": []},
        "weights": [1] * size,
        "independence": [0, size],
        "theta": [[1, 3], [size, 1]],
        "packing": [[0, 1], [size, 1]],
    }
    # Distinct entries, so that elimination meets long minors, and a dominant diagonal.
    pairs = [unit // (4 * size * size) - k for k in range(size * (size - 1) // 2)]
    certificate = CERTIFICATE | {
        "primal": {"denominator": unit, "numbers": [unit // (2 * size)] * size + pairs},
        "dual": None,
        "packing": None,
        "vertices": [],
        "denominator": 1,
        "cover": [[1, [v]] for v in range(size)],
    }
    start = time.perf_counter()
    assert check(statement, certificate).status == "valid"
    assert time.perf_counter() - start < 60


@given(weighted_graphs(), st.data())
def test_accepted_matrices_bound_what_they_are_about(
    graph: tuple[list[tuple[int, int]], list[int]], data: st.DataObject
) -> None:
    """Whatever matrix is accepted from above lies above the independence number."""
    edges, weights = graph
    values = data.draw(st.lists(st.integers(-9, 9), min_size=len(edges), max_size=len(edges)))
    t = data.draw(st.fractions(0, sum(weights), max_denominator=7))
    statement = {
        "kind": "exclusivity-numbers",
        "graph": {"vertices": len(weights), "edges": [list(pair) for pair in edges]},
        "weights": weights,
        "independence": [0, sum(weights)],
        "theta": [[0, 1], [t.numerator, t.denominator]],
        "packing": [[0, 1], [sum(weights), 1]],
    }
    certificate = {
        "kind": "graph-numbers",
        "vertices": [],
        "above": "theta",
        "primal": None,
        "dual": {"denominator": 3, "numbers": values},
        "packing": None,
        "denominator": 1,
        "cover": [[w, [v]] for v, w in enumerate(weights)],
    }
    if check(statement, certificate):
        assert Fraction(best(edges, weights)) <= t
