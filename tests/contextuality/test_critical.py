"""Critical sub-scenarios: what is deleted, the evidence for both halves, groups and time limits."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysat.solvers import Solver

from contextuality import library
from contextuality.context_hypergraph import ContextHypergraph, hypergraph_of
from contextuality.errors import InputError
from contextuality.scenario import Scenario
from contextuality.search import deletion
from contextuality.search.critical import (
    CriticalContexts,
    CriticalSet,
    Reduced,
    critical_contexts,
    critical_edges,
    critical_vectors,
)
from contextuality.search.parity import Contextual, Noncontextual, decide_parity
from contextuality.search.result import TimedOut
from contextuality.search.sat import RULES, Colouring, Rule, colouring_clauses
from contextuality.vectors import VectorSet


def vector_set(name: str) -> VectorSet:
    found = library.get(name)
    assert isinstance(found, VectorSet)
    return found


def scenario(name: str) -> Scenario:
    found = library.get(name)
    assert isinstance(found, Scenario)
    return found


def colourable(subject: VectorSet | ContextHypergraph, rule: Rule) -> bool:
    with Solver("m22", bootstrap_with=colouring_clauses(subject, rule)) as solver:
        return bool(solver.solve())


def without(found: VectorSet, dropped: set[int]) -> VectorSet:
    kept = tuple(v for i, v in enumerate(found.vectors) if i not in dropped)
    return VectorSet("rest", found.dim, found.ring, kept)


@pytest.mark.parametrize("name", ["mermin-square", "mermin-pentagram", "doily"])
def test_critical_contexts(name: str) -> None:
    whole = scenario(name)
    found = critical_contexts(whole)
    assert isinstance(found, CriticalContexts)
    assert whole.refuted_by(found.rows)
    assert isinstance(decide_parity(found.scenario), Contextual)
    for i, values in enumerate(found.assignments):
        assert found.scenario.violated(values) == (i,)
    assert found.scenario.labelled_contexts() == tuple(
        whole.labelled_contexts()[row] for row in found.rows
    )


def test_noncontextual_scenarios_have_no_critical_part() -> None:
    line = Scenario("line", ("A", "B"), ((0, 1),), (-1,))
    assert isinstance(critical_contexts(line), Noncontextual)


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 6), st.lists(st.tuples(st.integers(1, 63), st.booleans()), max_size=14))
def test_critical_contexts_of_random_scenarios(size: int, rows: list[tuple[int, bool]]) -> None:
    members = {tuple(i for i in range(size) if mask >> i & 1): sign for mask, sign in rows}
    members.pop((), None)
    if not members:
        return
    signs = tuple(-1 if sign else 1 for sign in members.values())
    whole = Scenario("random", tuple("ABCDEF"[:size]), tuple(members), signs)
    found = critical_contexts(whole)
    if isinstance(found, Noncontextual):
        assert whole.violated(found.assignment) == ()
        return
    for size_of_part in range(1, len(found.rows)):
        for part in combinations(found.rows, size_of_part):
            assert not whole.refuted_by(part)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", ["peres-24", "penrose-40", "kernaghan-peres-40"])
def test_critical_vectors_against_another_solver(name: str, rule: Rule) -> None:
    whole = vector_set(name)
    found = critical_vectors(whole, rule)
    assert isinstance(found, CriticalSet)
    assert isinstance(found.subset, VectorSet)
    assert found.subset.vectors == tuple(whole.vectors[i] for i in found.kept)
    assert not colourable(found.subset, rule)
    assert found.refutation.lrat.rstrip().split("\n")[-1].split()[1] == "0"
    for i, ones in enumerate(found.colourings):
        rest = without(found.subset, {i})
        chosen = {k - (k > i) for k in ones}
        assert i not in ones
        for clause in colouring_clauses(rest, rule):
            assert any((abs(v) - 1 in chosen) == (v > 0) for v in clause)


def test_the_order_matters_and_18_is_reached() -> None:
    whole = vector_set("peres-24")
    rng = np.random.default_rng(1)
    sizes = set()
    for _ in range(12):
        order = rng.permutation(24).tolist()
        found = critical_vectors(whole, order=order)
        assert isinstance(found, CriticalSet)
        sizes.add((len(found.kept), len(found.subset.complete_bases())))
    assert (18, 9) in sizes
    assert sizes <= {(18, 9), (20, 11)}


def test_groups_are_deleted_as_a_whole() -> None:
    whole = vector_set("peres-24")
    # The six bases that partition the rays by the 24-cell's cross polytopes.
    blocks: list[tuple[int, ...]] = []
    for basis in whole.complete_bases():
        if all(not set(basis) & set(block) for block in blocks):
            blocks.append(basis)
    assert len(blocks) == 6
    found = critical_vectors(whole, groups=blocks)
    assert isinstance(found, CriticalSet)
    assert set(found.groups) <= set(blocks)
    assert found.kept == tuple(sorted(i for group in found.groups for i in group))
    index = {old: new for new, old in enumerate(found.kept)}
    for group, ones in zip(found.groups, found.colourings, strict=True):
        gone = {index[i] for i in group}
        assert not gone & set(ones)
        assert colourable(without(found.subset, gone), "bases-and-pairs")  # type: ignore[arg-type]  # it is a vector set


def test_colourable_sets_come_back_coloured() -> None:
    for rule in RULES:
        found = critical_vectors(vector_set("yu-oh-13"), rule)
        assert isinstance(found, Colouring)
        assert isinstance(critical_edges(hypergraph_of(vector_set("yu-oh-13")), rule), Colouring)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", ["peres-24", "lisonek-21", "cell600-60"])
def test_critical_edges(name: str, rule: Rule) -> None:
    whole = hypergraph_of(vector_set(name))
    found = critical_edges(whole, rule)
    assert isinstance(found, CriticalSet)
    assert isinstance(found.subset, ContextHypergraph)
    assert not colourable(found.subset, rule)
    subset = found.subset
    for k in range(len(subset.edges)):
        rest = subset.edges[:k] + subset.edges[k + 1 :]
        pairs = ()
        if rule == "bases-and-pairs":
            inside = {p for edge in rest for p in combinations(sorted(edge), 2)}
            pairs = tuple(p for p in subset.orthogonal_pairs() if p not in inside)
        assert colourable(ContextHypergraph("rest", subset.vertices, rest, pairs), rule)


def test_vertices_of_a_hypergraph_can_be_deleted() -> None:
    whole = hypergraph_of(vector_set("peres-33"))
    found = critical_vectors(whole)
    assert isinstance(found, CriticalSet)
    assert len(found.kept) == 33
    assert isinstance(critical_vectors(whole, "bases"), Colouring)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"groups": [[0, 1]]}, "a partition of the indices 0 to 17"),
        ({"groups": [range(18), []]}, "a partition"),
        ({"order": [0, 0]}, "a permutation of 0 to 17"),
        ({"time_limit": 0}, "a positive number of seconds"),
        ({"rule": "pairs"}, "one of bases-and-pairs, bases"),
    ],
)
def test_bad_arguments(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        critical_vectors(vector_set("cabello-18"), **options)  # type: ignore[arg-type]  # on purpose


def test_time_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = vector_set("peres-24")
    ticks = iter(range(1000))
    monkeypatch.setattr(deletion.time, "monotonic", lambda: float(next(ticks)))
    # The clock is read once for the deadline and once for every call of the solver.
    found = critical_vectors(whole, time_limit=10)
    assert isinstance(found, Reduced)
    assert not colourable(without(whole, set(range(24)) - set(found.kept)), "bases-and-pairs")
    assert isinstance(critical_vectors(whole, time_limit=0.5), TimedOut)
    assert isinstance(critical_edges(hypergraph_of(whole), time_limit=0.5), TimedOut)
    assert isinstance(critical_edges(hypergraph_of(whole), time_limit=10), Reduced)
