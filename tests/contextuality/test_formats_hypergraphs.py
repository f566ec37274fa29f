"""Hypergraphs of contexts, MMP strings and graph6."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality import library
from contextuality.context_hypergraph import ContextHypergraph, hypergraph_of
from contextuality.errors import InputError
from contextuality.formats import load, save
from contextuality.formats.graph6 import graph_of_pairs, parse_graph6, spell_graph6
from contextuality.formats.mmp import ALPHABET, parse_mmp, spell_mmp
from contextuality.library.ks_sets import KS_SETS
from contextuality.scenario import Scenario
from contextuality.search.sat import (
    Colouring,
    Uncolourable,
    colour,
    colouring_clauses,
    member_count,
)
from contextuality.vectors import VectorSet

VECTOR_SETS = ["conway-kochen-31", "peres-33", "cabello-18", "cell600-60", "yu-oh-13"]


def vector_set(name: str) -> VectorSet:
    found = library.get(name)
    assert isinstance(found, VectorSet)
    return found


def refused(text: str, parse: Callable[[str, str, str], object]) -> str:
    with pytest.raises(InputError) as caught:
        parse(text, "bad", "bad.file")
    assert str(caught.value).startswith("bad.file")
    return str(caught.value)


# The data type


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((), ()), "at least one vertex"),
        ((("a", "a"), ()), "distinct labels, found 'a' twice"),
        ((("a", ""), ()), "printable labels"),
        ((("a", "b"), ((),)), "edges[0]: expected at least one vertex"),
        ((("a", "b"), ((0, 2),)), "vertex indices from 0 to 1, found 2"),
        ((("a", "b"), ((0, 0),)), "distinct vertices"),
        ((("a", "b"), ((0, 1), (1, 0))), "edges[1]: expected a new edge, found that of edges[0]"),
        ((("a", "b"), (), ((1, 0),)), "pairs[0]: expected i < j with indices from 0 to 1"),
        ((("a", "b", "c"), (), ((0, 2), (0, 1))), "pairs[1]: expected a pair after (0, 2)"),
        ((("a", "b"), ((0, 1),), ((0, 1),)), "a pair outside all edges"),
    ],
)
def test_bad_hypergraphs(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(InputError) as caught:
        ContextHypergraph("bad", *arguments)  # type: ignore[arg-type]  # on purpose
    assert message in str(caught.value)


@pytest.mark.parametrize("name", VECTOR_SETS)
@pytest.mark.parametrize("rule", ["bases", "bases-and-pairs"])
def test_a_set_and_its_hypergraph_have_the_same_clauses(name: str, rule: object) -> None:
    found = vector_set(name)
    graph = hypergraph_of(found)
    assert colouring_clauses(graph, rule) == colouring_clauses(found, rule)  # type: ignore[arg-type]  # it is a rule
    assert member_count(graph) == member_count(found)
    assert type(colour(graph, rule)) is type(colour(found, rule))  # type: ignore[arg-type]  # see above


def test_the_hypergraph_of_a_scenario() -> None:
    square = library.get("mermin-square")
    graph = hypergraph_of(square)
    assert isinstance(square, Scenario)
    assert (graph.vertices, graph.edges) == (square.observables, square.contexts)
    assert hypergraph_of(graph) is graph


def test_restriction_agrees_with_leaving_out_vectors() -> None:
    found = vector_set("peres-24")
    kept = tuple(i for i in range(24) if i % 3)
    part = VectorSet("part", 4, "Z", tuple(found.vectors[i] for i in kept))
    restricted = hypergraph_of(found).restricted(kept)
    assert restricted.complete_bases() == part.complete_bases()
    assert restricted.orthogonal_pairs() == part.orthogonal_pairs()


# MMP


def test_the_alphabet_has_the_90_characters() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 90
    printable = {chr(code) for code in range(33, 127)}
    assert printable - set(ALPHABET) == set("0+,.")


@pytest.mark.parametrize("name", [*KS_SETS, "mermin-square", "mermin-pentagram", "doily"])
def test_mmp_strings_keep_all_contexts(name: str, tmp_path: Path) -> None:
    made = library.get(name)
    graph = hypergraph_of(made)
    path = tmp_path / f"{name}.mmp"
    save(made, path)
    again = load(path)
    assert isinstance(again, ContextHypergraph)
    used = sorted({i for edge in graph.edges for i in edge})
    assert again.edges == tuple(tuple(used.index(i) for i in edge) for edge in graph.edges)
    assert spell_mmp(again) == path.read_text()


def test_a_published_string() -> None:
    # The 18-9 set in the notation of Pavicic: nine edges of four, each vertex in two.
    text = "1234,4567,789A,ABCD,DEFG,GHI1,29BI,35CE,68FH."
    graph = parse_mmp(text, "18-9")
    assert (len(graph.vertices), len(graph.edges)) == (18, 9)
    assert isinstance(colour(graph), Uncolourable)
    assert isinstance(colour(graph, "bases"), Uncolourable)
    assert spell_mmp(graph) == text + "\n"


def test_many_vertices_take_plus_signs() -> None:
    size = 200
    edges = tuple((i, (i + 1) % size) for i in range(size))
    cycle = ContextHypergraph("cycle", tuple(str(i) for i in range(size)), edges)
    text = spell_mmp(cycle)
    assert text.startswith("12,23,34,")
    assert "~+1,+1+2," in text
    assert text.endswith("++K1.\n")
    assert parse_mmp(text, "cycle").edges == edges


@settings(deadline=None)
@given(st.lists(st.sets(st.integers(0, 300), min_size=2, max_size=6), min_size=1, max_size=12))
def test_random_hypergraphs_survive_mmp(sets: list[set[int]]) -> None:
    edges = list(dict.fromkeys(tuple(sorted(s)) for s in sets))
    used = sorted({i for edge in edges for i in edge})
    moved = tuple(tuple(used.index(i) for i in edge) for edge in edges)
    graph = ContextHypergraph("random", tuple(map(str, used)), moved)
    again = parse_mmp(f"\n {spell_mmp(graph)}\n", "random")
    assert again.edges == graph.edges


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "bad.file:1:1: expected '.' at the end"),
        ("123", "bad.file:1:4: expected '.' at the end, found the end of the text"),
        ("123,", "expected '.' at the end"),
        ("123,.", "bad.file:1:5: expected an edge of at least two vertices, found 0"),
        ("1.", "an edge of at least two vertices, found 1"),
        ("123,\n345.", "bad.file:1:5: expected a vertex, ',' or '.', found '\\n'"),
        ("\n120.", "bad.file:2:3: expected a vertex, ',' or '.', found '0'"),
        ("121.", "bad.file:1:3: expected distinct vertices in an edge, found 1 again"),
        ("12+,34.", "expected a vertex after '+'"),
        ("12.34.", "bad.file:1:4: expected nothing after the '.'"),
        ("12,21.", "edges[1]: expected a new edge"),
        ("12é.", "found 'é'"),
        ("1" + "+" * 46 + "1.", "at most 4096 vertices"),
    ],
)
def test_mmp_refusals(text: str, message: str) -> None:
    assert message in refused(text, parse_mmp)


def test_mmp_needs_contexts_of_two() -> None:
    with pytest.raises(InputError, match="at least two vertices, found 1"):
        spell_mmp(ContextHypergraph("one", ("a",), ((0,),)))
    with pytest.raises(InputError, match="at least one context, found none"):
        spell_mmp(ContextHypergraph("none", ("a",), ()))


# graph6


def test_the_example_of_the_documentation() -> None:
    # nauty and Traces, formats.txt: five vertices, edges 0-2, 0-4, 1-3, 3-4.
    graph = parse_graph6("DQc", "example")
    assert graph.orthogonal_pairs() == ((0, 2), (0, 4), (1, 3), (3, 4))
    assert spell_graph6(graph) == "DQc\n"


@pytest.mark.parametrize(
    ("text", "size", "pairs"),
    [("A_", 2, 1), ("Bw", 3, 3), ("C~", 4, 6), ("D~{", 5, 10), (">>graph6<<A_\n", 2, 1)],
)
def test_complete_graphs(text: str, size: int, pairs: int) -> None:
    graph = parse_graph6(text, "complete")
    assert len(graph.vertices) == size
    assert len(graph.orthogonal_pairs()) == pairs
    assert graph.edges == (tuple(range(size)),)


@pytest.mark.parametrize("name", VECTOR_SETS)
def test_orthogonality_graphs_survive(name: str, tmp_path: Path) -> None:
    found = vector_set(name)
    path = tmp_path / f"{name}.g6"
    save(found, path)
    again = load(path)
    assert isinstance(again, ContextHypergraph)
    assert again.complete_bases() == found.complete_bases()
    assert again.orthogonal_pairs() == found.orthogonal_pairs()
    assert parse_graph6(spell_graph6(again), again.name) == again
    answers = {type(colour(again)), type(colour(found))}
    assert answers in ({Colouring}, {Uncolourable})


@settings(deadline=None)
@given(st.integers(1, 70), st.data())
def test_random_graphs_survive_graph6(size: int, data: st.DataObject) -> None:
    pair = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    drawn = data.draw(st.sets(pair, max_size=30))
    pairs = sorted({(min(p), max(p)) for p in drawn if p[0] != p[1]})
    if not pairs:
        with pytest.raises(InputError, match="at least one pair"):
            graph_of_pairs("empty", size, [])
        pairs, dim = [], 2
    else:
        dim = data.draw(st.sampled_from([None, 2, 3]))
    graph = graph_of_pairs("random", size, pairs, dim)
    text = spell_graph6(graph)
    # An independent reading: big-endian bits of columns of the upper triangle.
    head = 1 if size < 63 else 4
    bits = "".join(f"{ord(c) - 63:06b}" for c in text.strip("\n")[head:])
    columns = [(i, j) for j in range(size) for i in range(j)]
    assert [p for p, bit in zip(columns, bits, strict=False) if bit == "1"] == sorted(
        pairs, key=lambda p: (p[1], p[0])
    )
    assert set(bits[len(columns) :]) <= {"0"}
    assert parse_graph6(text, "random", dim=dim) == graph
    adjacent = set(pairs)
    for edge in graph.edges:
        assert all(p in adjacent for p in combinations(edge, 2))
        assert dim is None or len(edge) == dim


def test_the_dimension_decides() -> None:
    triangle_and_tail = [(0, 1), (0, 2), (1, 2), (2, 3)]
    assert graph_of_pairs("g", 4, triangle_and_tail).edges == ((0, 1, 2),)
    assert len(graph_of_pairs("g", 4, triangle_and_tail, 2).edges) == 4
    four = graph_of_pairs("g", 4, triangle_and_tail, 4)
    assert (four.edges, four.pairs) == ((), tuple(triangle_and_tail))
    with pytest.raises(InputError, match="an integer of at least 2, found 1"):
        graph_of_pairs("g", 4, triangle_and_tail, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "bad.file:1: expected a graph, found nothing"),
        ("?", "1 to 4096 vertices, found 0"),
        ("D?", "bad.file:1: expected 2 characters for the pairs of 5 vertices, found 1"),
        ("D???", "found 3"),
        ("D? ", "bad.file:1:3: expected characters from '?' to '~', found ' '"),
        (">>graph6<<D?\x7f", "bad.file:1:13: expected characters"),
        ("Bx", "bad.file:1:2: expected padding by zeros, found ones"),
        ("B?", "expected at least one pair, found none"),
        ("Bw\nBw\n", "bad.file:2: expected a single graph, found 'Bw'"),
        ("~?", "three characters after '~', found 1"),
        ("~~?????", "at most 4096 vertices, found 258048 or more"),
        ("~@???", "bad.file:1: expected"),
        (":Bw", "expected characters from '?' to '~', found ':'"),
    ],
)
def test_graph6_refusals(text: str, message: str) -> None:
    assert message in refused(text, parse_graph6)


def test_large_graphs_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="at most 4096, found 5000"):
        spell_graph6(ContextHypergraph("big", tuple(map(str, range(5000))), ()))
    monkeypatch.setattr("contextuality.formats.graph6.MAX_BASES", 3)
    with pytest.raises(InputError, match="at most 3 cliques of a size"):
        parse_graph6("C~", "complete")
