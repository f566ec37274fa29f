"""Exclusion trees and the theorem on graph states in the kernel: mostly what is refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.hypergraph import Hypergraph
from contextuality.search.exclusion import Excluded, exclude
from proofs.certificates.exclusion import exclusion_document, theorem_document
from proofs.kernel import Malformed, check, graphs
from proofs.kernel.exclusion import (
    MAX_NODES,
    ExclusionStatement,
    check_tree,
    sign_table,
)
from proofs.kernel.verdict import Rejected

Change = Callable[[dict[str, Any], dict[str, Any]], None]

EMPTY = {"edges": [], "signs": []}
STATEMENT: dict[str, Any] = {
    "kind": "exclusion",
    "n": 3,
    "k": 2,
    "states": [EMPTY, {"edges": [[0, 1]], "signs": []}, {"edges": [[0, 2]], "signs": []}],
}
CERTIFICATE: dict[str, Any] = {
    "kind": "exclusion",
    "nodes": [
        {"shift": [0], "phase": [[1], [2]], "plus": 1, "minus": 3},
        {"shift": [1], "phase": [[0], [2]], "plus": 2, "minus": -2},
        {"shift": [2], "phase": [[0], [1]], "plus": -1, "minus": -3},
        {"shift": [], "phase": [[1]], "plus": -3, "minus": 4},
        {"shift": [], "phase": [[2]], "plus": -2, "minus": -1},
    ],
}
THEOREM = theorem_document()


def verdict(change: Change) -> tuple[str, str]:
    statement, certificate = copy.deepcopy(STATEMENT), copy.deepcopy(CERTIFICATE)
    change(statement, certificate)
    return outcome(statement, certificate)


def outcome(statement: object, certificate: object) -> tuple[str, str]:
    try:
        found = check(statement, certificate)
    except Malformed as error:
        return "malformed", str(error)
    return found.status, found.reason()


def dense_verdict(states: list[Hypergraph], nodes: list[dict[str, Any]]) -> bool:
    """Return whether every leaf of a well-formed tree has probability 0, by dense matrices."""
    size = 1 << states[0].n
    stack = [(0, [state.sign_vector().astype(int) for state in states])]
    while stack:
        position, vectors = stack.pop()
        node = nodes[position]
        matrix = np.zeros((size, size), dtype=int)
        for z in range(size):
            value = sum(all(z >> v & 1 for v in m) for m in node["phase"])
            matrix[z ^ sum(1 << v for v in node["shift"]), z] = (-1) ** value
        for child, sign in ((node["plus"], 1), (node["minus"], -1)):
            after = [v + sign * matrix @ v for v in vectors]
            if child >= 0:
                stack.append((child, after))
            elif after[-child - 1].any():
                return False
    return True


def put(*path: Any) -> Change:
    """Return a change that puts the last item at the place named by those before it."""

    def change(statement: dict[str, Any], certificate: dict[str, Any]) -> None:
        target: Any = {"s": statement, "c": certificate}
        for key in path[:-2]:
            target = target[key]
        target[path[-2]] = path[-1]

    return change


# ---- accepted ----------------------------------------------------------------------------


def test_the_example_is_valid() -> None:
    found = check(STATEMENT, CERTIFICATE)
    assert (found.status, found.steps) == ("valid", 5)
    assert "3 given hypergraph states on 3 vertices" in found.statement


def test_longest_path() -> None:
    tables = [sign_table(s, 3, 2, "state") for s in STATEMENT["states"]]
    assert check_tree(3, 2, tables, CERTIFICATE["nodes"], "nodes") == 3


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.frozensets(st.sampled_from([m for m in range(1, 16) if m.bit_count() <= 2])),
        min_size=3,
        max_size=3,
        unique=True,
    )
)
def test_trees_of_the_search_are_valid(teams: list[frozenset[int]]) -> None:
    found = exclude([Hypergraph(4, edges) for edges in teams])
    assert isinstance(found, Excluded)
    document = exclusion_document(found.tree)
    assert document.check().status == "valid"


def test_hypergraphs_with_vectors_of_k_3() -> None:
    team = [Hypergraph.parse(text, 3) for text in ("-", "0,1,2;0,1", "0,1,2;0,2;1")]
    found = exclude(team)
    assert isinstance(found, Excluded)
    document = exclusion_document(found.tree, k=3)
    assert document.check().status == "valid"


# ---- exclusion: steps that do not hold ----------------------------------------------------


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (put("c", "nodes", 4, "plus", -1), "outcome +1 impossible for state 0"),
        (put("c", "nodes", 4, "minus", -2), "outcome -1 impossible for state 1"),
        (put("c", "nodes", 2, "plus", -2), "a possible outcome"),
        (put("c", "nodes", 0, "minus", -1), "outcome -1 impossible for state 0"),
        (put("c", "nodes", 1, "minus", -4), "leaf: expected a state below 3, found 3"),
        (put("c", "nodes", 0, "plus", 0), "the number of a later node"),
        (put("c", "nodes", 0, "plus", 3), "the number of a later node, used once"),
        (put("c", "nodes", 0, "plus", 5), "the number of a later node"),
        (put("c", "nodes", 3, "minus", 3), "the number of a later node"),
        (put("c", "nodes", 4, "plus", 1), "the number of a later node"),
        (put("c", "nodes", 0, "plus", -1), "impossible for state 0"),
        (put("c", "nodes", 0, "phase", [[0]]), "a Hermitian element"),
        (put("c", "nodes", 0, "phase", [[1]]), "impossible for state"),
        (put("c", "nodes", 2, "phase", [[0], [1], []]), "impossible for state"),
        (put("c", "nodes", 2, "shift", []), "impossible for state"),
        (put("s", "states", 1, "signs", [0]), "impossible for state"),
        (put("s", "states", 0, "edges", [[1, 2]]), "impossible for state"),
    ],
)
def test_invalid(change: Change, reason: str) -> None:
    status, found = verdict(change)
    assert status == "invalid"
    assert reason in found


def test_a_node_that_nothing_leads_to() -> None:
    def change(_: dict[str, Any], certificate: dict[str, Any]) -> None:
        certificate["nodes"].append({"shift": [], "phase": [], "plus": -1, "minus": -1})

    status, reason = verdict(change)
    assert (status, "none does" in reason) == ("invalid", True)


def test_two_states_that_overlap_are_never_excluded() -> None:
    """The same tree, and every one-node tree, fails on a pair that can share."""
    statement = STATEMENT | {"states": STATEMENT["states"][:2]}
    nodes = [n | {"plus": -1, "minus": -2} for n in CERTIFICATE["nodes"]]
    for node in [*nodes, *(n | {"plus": -2, "minus": -1} for n in nodes)]:
        assert outcome(statement, {"kind": "exclusion", "nodes": [node]})[0] == "invalid"


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_random_trees_are_judged_as_dense_matrices_judge_them(data: st.DataObject) -> None:
    states = data.draw(st.lists(st.integers(0, 7), min_size=2, max_size=3, unique=True))
    masks = (1, 2, 3)
    graph = [Hypergraph(2, frozenset(m for j, m in enumerate(masks) if s >> j & 1)) for s in states]
    count = data.draw(st.integers(1, 3))
    nodes: list[dict[str, Any]] = []
    free = list(range(1, count))
    for _ in range(count):
        follows = []
        for _ in range(2):
            follows.append(free.pop(0) if free else -1 - data.draw(st.integers(0, len(states) - 1)))
        element = data.draw(st.sampled_from([([0], [[1]]), ([1], []), ([], [[0]]), ([0, 1], [[]])]))
        nodes.append(
            {"shift": element[0], "phase": element[1], "plus": follows[0], "minus": follows[1]}
        )
    statement = {
        "kind": "exclusion",
        "n": 2,
        "k": 2,
        "states": [
            {"edges": [[0, 1]] * (3 in g.edges), "signs": [v for v in (0, 1) if 1 << v in g.edges]}
            for g in graph
        ],
    }
    status, _ = outcome(statement, {"kind": "exclusion", "nodes": nodes})
    assert status == ("valid" if dense_verdict(graph, nodes) else "invalid")


# ---- exclusion: not of the grammar, or too large -------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        put("s", "n", 0),
        put("s", "n", 9),
        put("s", "n", "all"),
        put("s", "n", True),
        put("s", "n", 2),
        put("s", "k", 0),
        put("s", "k", 5),
        put("s", "k", 1),
        put("s", "states", []),
        put("s", "states", [EMPTY]),
        put("s", "states", [EMPTY, EMPTY]),
        put("s", "states", 0, {"edges": []}),
        put("s", "states", 0, {"edges": [], "signs": [], "weight": 1}),
        put("s", "states", 1, "edges", [[1, 0]]),
        put("s", "states", 1, "edges", [[0, 0]]),
        put("s", "states", 1, "edges", [[0]]),
        put("s", "states", 1, "edges", [[]]),
        put("s", "states", 1, "edges", [[0, 1, 2]]),
        put("s", "states", 1, "edges", [[0, 3]]),
        put("s", "states", 1, "edges", [[0, 1], [0, 1]]),
        put("s", "states", 1, "signs", [1, 0]),
        put("s", "states", 1, "signs", [3]),
        put("s", "states", 1, "signs", [-1]),
        put("s", "states", 1, "signs", "0"),
        put("s", "memory", "any"),
        put("c", "nodes", []),
        put("c", "nodes", {}),
        put("c", "nodes", [[0, 1]]),
        put("c", "nodes", 0, "shift", [1, 0]),
        put("c", "nodes", 0, "shift", [3]),
        put("c", "nodes", 0, "shift", 1),
        put("c", "nodes", 0, "phase", [[1], [1]]),
        put("c", "nodes", 0, "phase", [[1, 2]]),
        put("c", "nodes", 0, "phase", [1]),
        put("c", "nodes", 0, "plus", None),
        put("c", "nodes", 0, "plus", True),
        put("c", "nodes", 0, "plus", 1.0),
        put("c", "nodes", 0, "plus", 10**30),
        put("c", "nodes", 0, "plus", -65),
        put("c", "nodes", 0, "outcome", 1),
        put("c", "states", []),
    ],
)
def test_malformed(change: Change) -> None:
    status, reason = verdict(change)
    assert status == "malformed", reason


def test_too_much_work_is_refused_before_any() -> None:
    node = {"shift": [], "phase": [], "plus": -1, "minus": -1}
    states = [{"edges": [], "signs": [v for v in range(8) if s >> v & 1]} for s in range(64)]
    statement = {"kind": "exclusion", "n": 8, "k": 2, "states": states}
    for count in (129, MAX_NODES + 1):
        certificate = {"kind": "exclusion", "nodes": [node] * count}
        status, reason = outcome(statement, certificate)
        assert status == "malformed"
        assert "at most" in reason or "items" in reason


def test_a_long_chain_within_the_limits_is_no_recursion() -> None:
    nodes = [{"shift": [], "phase": [], "plus": i + 1, "minus": -1} for i in range(4095)]
    nodes.append({"shift": [0], "phase": [], "plus": -2, "minus": -1})
    states = [EMPTY, {"edges": [], "signs": [0]}]
    statement = {"kind": "exclusion", "n": 1, "k": 1, "states": states}
    assert outcome(statement, {"kind": "exclusion", "nodes": nodes}) == ("valid", "")


def test_a_statement_keeps_truth_tables() -> None:
    assert ExclusionStatement(2, 2, STATEMENT["states"][:2]).states == (0, 0b1000)


# ---- the theorem ---------------------------------------------------------------------------


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("n", ["all", 2, 3, 7, 10_000])
def test_the_theorem_is_valid(n: int | str, signed: bool) -> None:
    document = theorem_document(n, signed=signed)
    found = check(document.statement, THEOREM.certificate)
    assert (found.status, found.steps) == ("valid", 1344 + 2304)
    assert "any memory" in found.statement


def test_the_certificate_is_small() -> None:
    assert len(THEOREM.certificate["cases"]) == 24
    assert len(THEOREM.text()) < 8192


def test_no_case_can_be_left_out() -> None:
    cases = THEOREM.certificate["cases"]
    for left_out in range(0, len(cases), 4):
        fewer = [case for i, case in enumerate(cases) if i != left_out]
        status, reason = outcome(
            THEOREM.statement, {"kind": "graph-states-theorem", "cases": fewer}
        )
        assert status == "incomplete"
        assert "a case for every triple on" in reason


def altered(change: Callable[[list[dict[str, Any]]], None]) -> tuple[str, str]:
    certificate = copy.deepcopy(THEOREM.certificate)
    change(certificate["cases"])
    return outcome(THEOREM.statement, certificate)


def test_a_wrong_leaf_in_any_case_is_seen() -> None:
    refused = 0
    for case in THEOREM.certificate["cases"]:
        n = case["n"]
        tables = [sign_table(state, n, 2, "state") for state in case["states"]]
        states = [hypergraph(table, n) for table in tables]
        for position, side in product(range(len(case["nodes"])), ("plus", "minus")):
            nodes = copy.deepcopy(case["nodes"])
            right = nodes[position][side]
            for leaf in {-1, -2, -3} - {right} if right < 0 else ():
                nodes[position][side] = leaf
                # A second state may be unable to give the outcome.
                if dense_verdict(states, nodes):
                    assert check_tree(n, 2, tables, nodes, "nodes") <= n
                    continue
                refused += 1
                with pytest.raises(Rejected, match="impossible for state"):
                    check_tree(n, 2, tables, nodes, "nodes")
    assert refused > 30


def test_changed_cases_are_refused() -> None:
    def hard(cases: list[dict[str, Any]], n: int) -> dict[str, Any]:
        return next(c for c in cases if c["n"] == n and len(c["nodes"]) > 2)

    def same_state(cases: list[dict[str, Any]]) -> None:
        hard(cases, 3)["states"][1] = hard(cases, 3)["states"][0]

    def other_sign(cases: list[dict[str, Any]]) -> None:
        state = hard(cases, 4)["states"][2]
        state["signs"] = [] if state["signs"] else [0]

    def other_size(cases: list[dict[str, Any]]) -> None:
        hard(cases, 3)["n"] = 4

    for change in (same_state, other_sign, other_size):
        assert altered(change)[0] in {"invalid", "incomplete"}


def test_a_long_tree_is_refused_as_the_sentence_length_depends_on_it() -> None:
    def change(cases: list[dict[str, Any]]) -> None:
        case = next(c for c in cases if c["n"] == 3 and len(c["nodes"]) > 2)
        for node in case["nodes"]:
            for side in ("plus", "minus"):
                node[side] += node[side] >= 0
        # First measure Z of no qubit: the identity, whose -1 is impossible.
        case["nodes"].insert(0, {"shift": [], "phase": [], "plus": 1, "minus": -1})

    status, reason = altered(change)
    assert status == "invalid"
    assert "at most 3 measurements in a row, found 4" in reason


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("bits", "binom(n,2)"),
        ("bits", "n+binom(n,2)-1"),
        ("bits", "binom(n,2) - 1"),
        ("bits", 9),
        ("n", 5),
        ("n", 1),
        ("n", 0),
        ("n", "any"),
        ("n", None),
        ("k", 3),
        ("k", "all"),
        ("k", True),
        ("memory", "deterministic"),
        ("memory", "stochastic"),
        ("kind", "signed-support-bound"),
        ("kind", "faithful-bound"),
        ("length", 3),
    ],
)
def test_other_statements_are_refused(key: str, value: object) -> None:
    status, reason = outcome(THEOREM.statement | {key: value}, THEOREM.certificate)
    assert status == "malformed" or (key == "kind" and status == "invalid"), reason


@pytest.mark.parametrize(
    ("n", "bits", "signed"),
    [(2, 1, False), (3, 3, False), (3, 1, False), (3, 2, True), (3, 6, True), (10_001, 1, False)],
)
def test_other_figures_are_refused(n: int, bits: int, signed: bool) -> None:
    statement = theorem_document("all", signed=signed).statement | {"n": n, "bits": bits}
    assert outcome(statement, THEOREM.certificate)[0] == "malformed"


@pytest.mark.parametrize(
    "cases",
    [
        [],
        {},
        [[]],
        [{"n": 3, "states": []}],
        [{"n": 5, "states": STATEMENT["states"], "nodes": CERTIFICATE["nodes"]}],
        [{"n": 2, "states": [EMPTY] * 3, "nodes": CERTIFICATE["nodes"]}],
        [{"n": 3, "states": STATEMENT["states"][:2], "nodes": CERTIFICATE["nodes"]}],
        [{"n": 3, "states": STATEMENT["states"], "nodes": []}],
        [{"n": 3, "states": STATEMENT["states"], "nodes": CERTIFICATE["nodes"] * 13}],
        [{"n": 3, "states": STATEMENT["states"], "nodes": CERTIFICATE["nodes"]}] * 65,
    ],
)
def test_malformed_cases(cases: object) -> None:
    certificate = {"kind": "graph-states-theorem", "cases": cases}
    assert outcome(THEOREM.statement, certificate)[0] == "malformed"


def test_the_kinds_do_not_mix() -> None:
    assert outcome(STATEMENT, THEOREM.certificate)[0] == "invalid"
    assert outcome(THEOREM.statement, CERTIFICATE)[0] == "invalid"


# ---- the enumeration behind the theorem ----------------------------------------------------


def test_required_triples_are_those_of_the_reduction() -> None:
    """Every two different non-empty graphs on 5 vertices are separated by a required pattern."""
    wanted = {n: {frozenset(t) for t in graphs.required(n)} for n in (3, 4)}
    assert [len(w) for w in wanted.values()] == [1344, 2304]
    edges = list(combinations(range(5), 2))
    rng = np.random.default_rng(5)
    for second, third in rng.integers(1, 1 << 10, size=(400, 2)).tolist():
        if second == third:
            continue
        found = False
        for n in (3, 4):
            for part in combinations(range(5), n):
                place = {v: i for i, v in enumerate(part)}
                tables = [0]
                for difference in (second, third):
                    inner = [
                        [place[v] for v in e]
                        for j, e in enumerate(edges)
                        if difference >> j & 1 and set(e) <= set(part)
                    ]
                    tables.append(sign_table({"edges": inner, "signs": []}, n, 2, "state"))
                found = found or frozenset(tables) in wanted[n]
        assert found


def test_images_keep_an_exclusion_tree_possible() -> None:
    """Some images of each case are excluded by a search that knows nothing of images."""
    rng = np.random.default_rng(1)
    for case in THEOREM.certificate["cases"]:
        n = case["n"]
        tables = [sign_table(state, n, 2, "state") for state in case["states"]]
        found = sorted(map(sorted, graphs.images(n, tables)))
        for team in [found[i] for i in rng.integers(0, len(found), size=2)]:
            states = [hypergraph(table, n) for table in team]
            assert isinstance(exclude(states, k=2), Excluded)


def hypergraph(table: int, n: int) -> Hypergraph:
    """Return the hypergraph of a truth table, by the Moebius transform."""
    edges = set()
    for mask in range(1 << n):
        total = sum(table >> z & 1 for z in range(1 << n) if z & mask == z)
        if total % 2:
            edges.add(mask)
    return Hypergraph(n, frozenset(edges))


def test_the_documented_example_is_the_one_tested() -> None:
    from pathlib import Path

    page = Path(__file__).resolve().parents[3] / "docs" / "formats" / "exclusion.md"
    block = page.read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]
    document = json.loads(block)
    assert (document["statement"], document["certificate"]) == (STATEMENT, CERTIFICATE)
