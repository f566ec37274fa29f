"""The kernel on contexts without vectors: its own limits, and against the independent checker."""

from __future__ import annotations

import json
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.context_hypergraph import ContextHypergraph, hypergraph_of
from contextuality.library import get
from contextuality.search.sat import Colouring, Rule, Uncolourable, colour, colouring_clauses
from proofs.certificates.scenarios import colouring_document
from proofs.independent import second_opinions
from proofs.independent.contexts import read_contexts
from proofs.kernel import Malformed, check
from proofs.kernel.contexts import ContextsStatement


@st.composite
def hypergraphs(draw: st.DrawFn) -> ContextHypergraph:
    every = [c for size in (1, 2, 3) for c in combinations(range(5), size)]
    edges = tuple(draw(st.lists(st.sampled_from(every), max_size=8, unique=True)))
    inside = {pair for edge in edges for pair in combinations(edge, 2)}
    free = [pair for pair in combinations(range(5), 2) if pair not in inside]
    pairs = draw(st.lists(st.sampled_from(free), max_size=5, unique=True)) if free else []
    return ContextHypergraph("random", tuple("12345"), edges, tuple(sorted(pairs)))


def colourings(graph: ContextHypergraph, rule: Rule) -> list[set[int]]:
    pairs = graph.pairs if rule == "bases-and-pairs" else ()
    return [
        {i for i, bit in enumerate(bits) if bit}
        for bits in product((0, 1), repeat=len(graph.vertices))
        if all(sum(bits[i] for i in edge) == 1 for edge in graph.edges)
        and not any(bits[i] and bits[j] for i, j in pairs)
    ]


@given(hypergraphs(), st.sampled_from(["bases", "bases-and-pairs"]))
@settings(deadline=None, max_examples=40)
def test_every_assignment_is_judged_rightly(graph: ContextHypergraph, rule: Rule) -> None:
    pairs = graph.pairs if rule == "bases-and-pairs" else ()
    statement: dict[str, Any] = {
        "kind": "contexts-colourable",
        "vertices": 5,
        "contexts": sorted(map(list, graph.edges)),
        "pairs": [list(pair) for pair in pairs],
    }
    good = colourings(graph, rule)
    for bits in product((0, 1), repeat=5):
        ones = [i for i, bit in enumerate(bits) if bit]
        verdict = check(statement, {"kind": "colouring", "ones": ones})
        assert verdict.status == ("valid" if set(ones) in good else "invalid")
    claim = ContextsStatement(**statement)
    assert tuple(claim.clauses()) == colouring_clauses(graph, rule)
    assert tuple(claim.clauses()) == read_contexts(statement).clauses()


@given(hypergraphs())
@settings(deadline=None, max_examples=15)
def test_findings_are_certified(graph: ContextHypergraph) -> None:
    answer = colour(graph, "bases-and-pairs")
    assert isinstance(answer, Colouring | Uncolourable)
    assert isinstance(answer, Colouring) == bool(colourings(graph, "bases-and-pairs"))
    assert colouring_document(graph, "bases-and-pairs", answer).check().status == "valid"


@pytest.mark.parametrize("name", ["cabello-18", "peres-33", "yu-oh-13", "e8-120"])
@pytest.mark.parametrize("rule", ["bases", "bases-and-pairs"])
def test_named_sets_without_their_vectors(name: str, rule: Rule, tmp_path: Path) -> None:
    subject = get(name)
    graph = hypergraph_of(subject)
    answer, twin = colour(graph, rule), colour(subject, rule)  # type: ignore[arg-type]
    assert type(answer) is type(twin)
    assert isinstance(answer, Colouring | Uncolourable)
    document = colouring_document(graph, rule, answer)
    assert document.check().status == "valid"
    if name == "cabello-18":
        path = tmp_path / "c.json"
        document.write(path)
        assert {opinion.verdict for opinion in second_opinions(path)} == {"valid"}
        wrong = json.loads(path.read_text()) | {}
        wrong["statement"]["contexts"] = wrong["statement"]["contexts"][1:]
        path.write_text(json.dumps(wrong))
        verdicts = {opinion.checker: opinion.verdict for opinion in second_opinions(path)}
        assert "valid" not in verdicts.values()


@pytest.mark.parametrize(
    "change",
    [
        {"vertices": 0}, {"vertices": 4097}, {"vertices": True}, {"contexts": [[1, 0]]},
        {"contexts": [[]]}, {"contexts": [[0, 3]]}, {"contexts": [[1, 2], [0, 1]]},
        {"contexts": [[0, 1], [0, 1]]}, {"pairs": [[0]]}, {"pairs": [[0, 1, 2]]},
        {"pairs": [[0, 2], [0, 1]]}, {"pairs": {}}, {"contexts": None}, {"rule": "bases"},
        {"vertices": 2100, "contexts": [list(range(2100))]},
    ],
)  # fmt: skip
def test_both_readers_refuse(change: dict[str, Any], tmp_path: Path) -> None:
    statement = {
        "kind": "contexts-colourable", "vertices": 3, "contexts": [[0, 1, 2]], "pairs": []
    } | change  # fmt: skip
    certificate = {"kind": "colouring", "ones": [0]}
    with pytest.raises(Malformed):
        check(statement, certificate)
    path = tmp_path / "c.json"
    whole = {"schema": "khrnn-certificate/1", "statement": statement, "certificate": certificate}
    path.write_text(json.dumps(whole))
    with pytest.raises(ValueError, match="expected"):
        second_opinions(path)
