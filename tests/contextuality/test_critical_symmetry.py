"""Deletion with symmetries: the same guarantees with fewer questions to the solver."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.context_hypergraph import ContextHypergraph, hypergraph_of
from contextuality.errors import InputError
from contextuality.library import get
from contextuality.scenario import Scenario
from contextuality.search import critical
from contextuality.search.critical import CriticalSet, critical_edges, critical_vectors
from contextuality.search.deletion import SwitchedFormula
from contextuality.search.sat import Rule


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[SwitchedFormula]:
    """The formulas that searches make, whose counters can be read afterwards."""
    made: list[SwitchedFormula] = []

    class Counted(SwitchedFormula):
        def __init__(self, *words: object) -> None:
            super().__init__(*words)  # type: ignore[arg-type]
            made.append(self)

    monkeypatch.setattr(critical, "SwitchedFormula", Counted)
    return made


@pytest.mark.parametrize("name", ["cabello-18", "peres-24", "kernaghan-20", "peres-33"])
def test_fewer_questions(name: str, calls: list[SwitchedFormula]) -> None:
    subject = get(name)
    assert not isinstance(subject, Scenario)
    plain = critical_vectors(subject)
    symmetric = critical_vectors(subject, symmetric=True)
    assert isinstance(plain, CriticalSet)
    assert isinstance(symmetric, CriticalSet)
    assert calls[1].calls < calls[0].calls
    if name == "cabello-18":  # one orbit: the whole set, and the set without one vector
        assert calls[1].calls == 2
    for found in (plain, symmetric):
        _check_critical(found, "bases-and-pairs")


def test_edges(calls: list[SwitchedFormula]) -> None:
    graph = hypergraph_of(get("cabello-18"))
    found = critical_edges(graph, symmetric=True)
    assert isinstance(found, CriticalSet)
    assert len(found.kept) == len(found.colourings) == 9
    assert calls[0].calls == 2


def _check_critical(found: CriticalSet, rule: Rule) -> None:
    """Look at every colouring of a smaller set; what remains without a vertex is its own set."""
    graph = hypergraph_of(found.subset)
    pairs = set(graph.orthogonal_pairs()) if rule == "bases-and-pairs" else set()
    assert found.refutation.lrat
    assert len(found.colourings) == len(graph.vertices)
    for dropped, ones in enumerate(found.colourings):
        assert dropped not in ones
        assert not any({i, j} <= set(ones) for i, j in pairs)
        for edge in graph.edges:
            assert dropped in edge or len(set(edge) & set(ones)) == 1


def colourable(graph: ContextHypergraph, rule: Rule) -> bool:
    pairs = graph.orthogonal_pairs() if rule == "bases-and-pairs" else ()
    return any(
        all(sum(bits[i] for i in edge) == 1 for edge in graph.edges)
        and not any(bits[i] and bits[j] for i, j in pairs)
        for bits in product((0, 1), repeat=len(graph.vertices))
    )


@st.composite
def hypergraphs(draw: st.DrawFn) -> ContextHypergraph:
    every = [c for size in (1, 2, 3) for c in combinations(range(6), size)]
    edges = draw(st.lists(st.sampled_from(every), min_size=1, max_size=10, unique=True))
    return ContextHypergraph("random", tuple("123456"), tuple(edges))


@given(hypergraphs(), st.sampled_from(["bases", "bases-and-pairs"]))
@settings(deadline=None, max_examples=25)
def test_random_hypergraphs(graph: ContextHypergraph, rule: Rule) -> None:
    found = critical_vectors(graph, rule, symmetric=True)
    assert isinstance(found, CriticalSet) != colourable(graph, rule)
    if isinstance(found, CriticalSet):
        _check_critical(found, rule)
    by_edges = critical_edges(graph, rule, symmetric=True)
    assert isinstance(by_edges, CriticalSet) != colourable(graph, rule)


def test_not_with_groups() -> None:
    subject = get("cabello-18")
    assert not isinstance(subject, Scenario)
    with pytest.raises(InputError, match="no groups beside it"):
        critical_vectors(subject, groups=[range(18)], symmetric=True)
