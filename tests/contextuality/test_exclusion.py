"""Exclusion trees: the search against brute force, stim, and its own other routes."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import stim
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.group import GroupElement
from contextuality.hypergraph import Hypergraph
from contextuality.polynomial import BooleanPolynomial
from contextuality.search.exclusion import (
    Excluded,
    ExclusionTree,
    Shareable,
    Undecided,
    exclude,
)
from contextuality.search.exclusion_engine import Engine
from contextuality.search.exclusion_graphs import (
    exclude_graphs,
    separating_vertices,
    signed_triples,
    triple_classes,
)
from contextuality.search.exclusion_stabilizer import StabilizerSystem
from contextuality.search.exclusion_vectors import VectorSystem, hermitian_elements
from contextuality.search.result import TimedOut
from contextuality.vertex_sets import k_subsets


def graph(text: str, n: int) -> Hypergraph:
    return Hypergraph.parse(text, n)


def signed_graphs(n: int, most: int = 2) -> list[Hypergraph]:
    masks = [m for m in range(1, 1 << n) if m.bit_count() <= most]
    return [
        Hypergraph(n, frozenset(m for j, m in enumerate(masks) if index >> j & 1))
        for index in range(1 << len(masks))
    ]


def replay(tree: ExclusionTree) -> None:
    """Follow every path with dense matrices; every leaf must have probability exactly 0."""
    n = tree.states[0].n
    seen = {0}
    stack = [(0, [np.array(s.sign_vector(), dtype=object) for s in tree.states])]
    while stack:
        position, vectors = stack.pop()
        node = tree.nodes[position]
        matrix = node.element.matrix().astype(object)
        if not node.element.is_hermitian():
            matrix = matrix * 1j  # entries 0, 1j, -1j: products below stay exact
        assert (matrix == matrix.conj().T).all()
        for child, sign in ((node.plus, 1), (node.minus, -1)):
            after = [v + sign * (matrix @ v) for v in vectors]
            if child < 0:
                assert not after[-child - 1].any()
            else:
                assert child not in seen
                seen.add(child)
                stack.append((child, after))
    assert seen == set(range(len(tree.nodes)))
    assert n == tree.nodes[0].element.n


# ---- the published figures ---------------------------------------------------------------


def test_256_orbits_218_clash_at_once_and_38_after_two_measurements() -> None:
    orbits = triple_classes(3, relabelled_only=True)
    assert (len(orbits), sum(orbits.values())) == (256, 1344)
    for family in ("group", "paulis"):
        depths: Counter[int] = Counter()
        for triple in orbits:
            found = exclude(triple, measurements=family)
            assert isinstance(found, Excluded)
            replay(found.tree)
            depths[found.tree.depth] += 1
        assert depths == {0: 218, 2: 38}


def test_four_vertices_need_three_measurements_before_the_clash() -> None:
    team = [graph(text, 4) for text in ("-", "0,1", "2,3")]
    found = exclude(team, time_limit=60)
    assert isinstance(found, Excluded)
    assert (found.tree.depth, found.least) == (3, "depth")
    replay(found.tree)
    assert exclude(team, limit=3) == Undecided(3)


@pytest.mark.slow
def test_four_vertices_with_all_paulis_need_as_many() -> None:
    found = exclude([graph(text, 4) for text in ("-", "0,1", "2,3")], measurements="paulis")
    assert isinstance(found, Excluded)
    assert found.tree.depth == 3
    replay(found.tree)


def test_the_example_of_three_graphs_has_six_leaves_at_least() -> None:
    team = [graph(text, 3) for text in ("-", "0,1", "0,2")]
    found = exclude(team, least="leaves")
    assert isinstance(found, Excluded)
    assert (found.tree.leaves, found.least) == (6, "leaves")
    replay(found.tree)
    assert exclude(team, least="leaves", limit=4) == Undecided(4)


def test_classes_of_the_theorem() -> None:
    assert len(triple_classes(3)) == 18
    classes = triple_classes(4)
    assert (len(classes), sum(classes.values())) == (6, 2304)
    matchings = {
        frozenset(frozenset(e for e in s.edges if e.bit_count() == 2) for s in triple)
        for triple in signed_triples(4)
    }
    # Up to relabelling and a common translation: the empty graph and two opposite edges.
    assert len(matchings) == 9
    assert all(len(a ^ b) in {1, 2} for m in matchings for a, b in combinations(m, 2))


# ---- oracle: the greatest fixed point by brute force on dense vectors --------------------


def brute_force_shares(vectors: list[tuple[int, ...]], elements: list[np.ndarray]) -> bool:
    """Visit every team that can be reached; strike those without an answer until none is left."""
    numbers: dict[tuple[int, ...], int] = {}

    def ray(vector: np.ndarray) -> int:
        entries = vector.tolist()
        divisor = int(np.gcd.reduce(entries))
        if not divisor:
            return -1
        divisor *= 1 if next(e for e in entries if e) > 0 else -1
        return numbers.setdefault(tuple(e // divisor for e in entries), len(numbers))

    after: dict[int, list[list[int]]] = {}
    moves: dict[frozenset[int], list[list[frozenset[int]]]] = {}
    team = frozenset(ray(np.array(v)) for v in vectors)
    stack = [team]
    while stack:
        current = stack.pop()
        if current in moves:
            continue
        for state in current - after.keys():
            v = np.array(list(numbers)[state])
            after[state] = [[ray(v + s * (m @ v)) for m in elements] for s in (1, -1)]
        columns = [zip(*(after[s][o] for s in current), strict=True) for o in (0, 1)]
        moves[current] = [
            [frozenset(t) for t in both if -1 not in t] for both in zip(*columns, strict=True)
        ]
        stack += {child for both in moves[current] for child in both}
    alive = set(moves)
    while gone := {t for t in alive if any(not alive.intersection(m) for m in moves[t])}:
        alive -= gone
    return team in alive


def test_all_teams_of_two_qubits_against_the_greatest_fixed_point() -> None:
    matrices = [e.matrix().astype(np.int64) for e in hermitian_elements(2, 2)]
    graphs = signed_graphs(2)
    assert len(graphs) == 8
    for size in (1, 2, 3, 4):
        for team in combinations(graphs, size):
            expected = brute_force_shares([tuple(s.sign_vector().tolist()) for s in team], matrices)
            found = exclude(team)
            assert found.excluded is not expected
            if isinstance(found, Excluded):
                replay(found.tree)


@pytest.mark.parametrize(
    ("texts", "shares"),
    [
        (("-", "0,1"), True),
        (("0,1;1,2", "0,2;1"), True),
        pytest.param(("-", "0,1", "0,2"), False, marks=pytest.mark.slow),
    ],
)
def test_three_qubits_against_the_greatest_fixed_point(
    texts: tuple[str, ...], shares: bool
) -> None:
    matrices = [e.matrix().astype(np.int64) for e in hermitian_elements(3, 2)]
    team = [graph(text, 3) for text in texts]
    assert brute_force_shares([tuple(s.sign_vector().tolist()) for s in team], matrices) is shares
    assert exclude(team).excluded is not shares


def test_other_stabilizer_states_against_the_greatest_fixed_point() -> None:
    """Teams that are no graph states, such as |0>, |+>, and bases of three kinds."""
    system = StabilizerSystem(2)
    labels = {"XI": 1, "IX": 2, "ZI": 4, "IZ": 8, "XX": 3, "ZZ": 12, "XZ": 9, "ZX": 6}
    bases = [("XI", "IX"), ("ZI", "IZ"), ("XI", "IZ"), ("ZI", "IX"), ("XX", "ZZ"), ("XZ", "ZX")]
    elements = [e.matrix().astype(np.int64) for e in hermitian_elements(2, 2)]
    by_code = {
        e.shift | sum(m for m in e.phase.monomials) << 2: e.matrix().astype(np.int64)
        for e in hermitian_elements(2, 2)
    }
    states = []
    for basis in bases:
        codes = [labels[name] for name in basis]
        number = system.stabilizer_state([(code, 0) for code in codes])
        projector = np.eye(4, dtype=np.int64)
        for code in codes:
            projector = projector @ (np.eye(4, dtype=np.int64) + by_code[code])
        column = next(c for c in projector.T if c.any())
        divisor = int(np.gcd.reduce(column)) * (1 if column[column != 0][0] > 0 else -1)
        states.append((number, tuple((column // divisor).tolist())))
    engine = Engine(system, "depth", None)
    answers = set()
    for size in (2, 3, 4, 5, 6):
        for team in combinations(states, size):
            expected = brute_force_shares([v for _, v in team], elements)
            numbers = tuple(sorted(i for i, _ in team))
            cost = engine.solve(numbers, 6)
            assert (cost is None) is expected
            assert engine.shares(numbers) is expected
            answers.add(expected)
    assert answers == {True, False}


# ---- oracle: stim ------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 4), st.data())
def test_measurements_against_stim(n: int, data: st.DataObject) -> None:
    masks = [m for m in range(1, 1 << n) if m.bit_count() <= 2]
    chosen = data.draw(st.frozensets(st.sampled_from(masks)))
    system = StabilizerSystem(n, "paulis")
    state = system.graph_state(Hypergraph(n, chosen))
    simulator = stim.TableauSimulator()
    simulator.h(*range(n))
    for mask in chosen:
        touched = [v for v in range(n) if mask >> v & 1]
        (simulator.z if len(touched) == 1 else simulator.cz)(*touched)
    for _ in range(6):
        code = data.draw(st.integers(1, 4**n - 1))
        letters = "".join("IXZY"[(code >> v & 1) + 2 * (code >> n + v & 1)] for v in range(n))
        pauli = stim.PauliString(letters)
        expectation = simulator.peek_observable_expectation(pauli)
        plus, minus = system.outcomes(state, code)
        assert (plus >= 0, minus >= 0) == (expectation >= 0, expectation <= 0)
        minus_wanted = expectation < 0 or (expectation == 0 and data.draw(st.booleans()))
        simulator.postselect_observable(pauli, desired_value=minus_wanted)
        state = minus if minus_wanted else plus
    for code in range(1, 4**n):
        letters = "".join("IXZY"[(code >> v & 1) + 2 * (code >> n + v & 1)] for v in range(n))
        plus, minus = system.outcomes(state, code)
        expected = simulator.peek_observable_expectation(stim.PauliString(letters))
        assert (plus >= 0) - (minus >= 0) == expected


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(signed_graphs(3)), min_size=2, max_size=3, unique=True))
def test_pivots_are_the_measurements_after_which_two_members_clash(team: list[Hypergraph]) -> None:
    system = StabilizerSystem(3, "paulis")
    numbers = tuple(sorted(system.graph_state(g) for g in team))
    plus, minus = system.forced(numbers)
    if plus & minus:
        return
    expected = 0
    for code in system.measurements():
        answers = []
        for outcome in (0, 1):
            after = [system.outcomes(s, code)[outcome] for s in numbers]
            if -1 in after:
                answers.append(True)
                continue
            sure = system.forced(tuple(sorted(set(after))))
            answers.append(bool(sure[0] & sure[1]))
        expected |= all(answers) << code
    assert system.pivots(numbers) == expected


# ---- two systems for the same physics ----------------------------------------------------


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(signed_graphs(3)), min_size=2, max_size=4, unique=True))
def test_bit_sets_and_vectors_find_the_same_depth(team: list[Hypergraph]) -> None:
    by_bits = exclude(team)
    by_vectors = exclude(team, measurements=hermitian_elements(3, 2))
    assert by_bits.excluded == by_vectors.excluded
    if isinstance(by_bits, Excluded) and isinstance(by_vectors, Excluded):
        assert by_bits.tree.depth == by_vectors.tree.depth
        replay(by_bits.tree)
        replay(by_vectors.tree)


def test_hermitian_elements_are_all_of_them() -> None:
    for n, k in ((1, 2), (2, 2), (2, 3), (3, 2), (3, 3)):
        monomials = [m for d in range(1, k) for m in k_subsets(n, d)]
        expected = {
            (shift, phase)
            for shift in range(1 << n)
            for index in range(1 << len(monomials))
            for phase in [frozenset(m for j, m in enumerate(monomials) if index >> j & 1)]
            if GroupElement(shift, BooleanPolynomial(n, phase)).is_hermitian()
        } - {(0, frozenset())}
        found = hermitian_elements(n, k)
        # Signs are free: compare the phases without their constants.
        assert {(e.shift, e.phase.monomials - {0}) for e in found} == expected
        assert len(found) == len(expected)


def test_k3_families_share_or_not() -> None:
    core = [graph(text, 4) for text in ("-", "0,1,2", "0,1,3", "0,1,2;0,1,3")]
    overlaps = {a.overlap(b) for a, b in combinations(core, 2)}
    assert overlaps == {Fraction(3, 4)}
    found = exclude(core)
    assert isinstance(found, Shareable)
    assert "criterion" in found.reason
    opposite = exclude([graph("0,1,2", 3), graph("0,1,2;0", 3)], k=3, time_limit=60)
    assert opposite.excluded is (graph("0,1,2", 3).overlap(graph("0,1,2;0", 3)) == 0)


def test_criterion_for_three_states() -> None:
    """The quoted criterion against what is known: pairwise overlaps 1/2 in a plane and in space."""
    x = GroupElement.x(2, [0])

    def shares(*vectors: tuple[int, ...]) -> bool:
        system = VectorSystem(2, [x])
        rows = np.array(vectors, dtype=np.int64)
        return system.can_share(tuple(sorted(system._number_rows(rows))))

    # Overlaps 1/2, 1/2, 1/2: excludable, (m-2)/(m-1) = 1/2 is the border.
    assert not shares((1, 1, 0, 0), (1, 0, 1, 0), (0, 1, 1, 0))
    # Overlaps 2/3 in all pairs: above the border.
    assert shares((1, 1, 1, 0), (1, 1, 0, 1), (1, 0, 1, 1))
    # Squared overlaps 16/25, 4/5 and 1/5 sum to more than 1.
    assert shares((2, 1, 0, 0), (1, 2, 0, 0), (1, 0, 0, 0))
    # An orthogonal pair is never declared to share, whatever the third state is.
    assert not shares((1, 0, 0, 0), (0, 1, 0, 0), (1, 1, 0, 0))
    # The same border with a negative product of the overlaps, in a plane.
    assert not shares((1, 1, 0, 0), (1, 0, 1, 0), (0, -1, 1, 0))


@pytest.mark.parametrize("texts", [("-", "0,1,2", "0,1,3"), ("-", "0,1,2", "0,2,3;0,1,3")])
def test_k3_triples_on_four_vertices_share(texts: tuple[str, ...]) -> None:
    assert isinstance(exclude([graph(t, 4) for t in texts]), Shareable)


def test_k3_tree_is_exact() -> None:
    team = [graph(text, 3) for text in ("-", "0,1,2;0,1", "0,1,2;0,2;1")]
    found = exclude(team, time_limit=60)
    assert isinstance(found, Excluded)
    replay(found.tree)


# ---- the reduction -----------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.integers(3, 7), st.data())
def test_reduction_excludes_any_three_graphs(n: int, data: st.DataObject) -> None:
    masks = [m for m in range(1, 1 << n) if m.bit_count() <= 2]
    one = st.frozensets(st.sampled_from(masks), max_size=data.draw(st.sampled_from([3, 28])))
    drawn = data.draw(st.lists(one, min_size=3, max_size=3, unique=True))
    team = [Hypergraph(n, edges) for edges in drawn]
    tree = exclude_graphs(team)
    assert tree is not None
    assert tree.depth + 1 <= min(n, 9)
    replay(tree)


def test_reduction_says_when_states_can_share() -> None:
    assert exclude_graphs([graph("0,7", 8), graph("1,2", 8)]) is None
    assert exclude_graphs([graph("0,7", 8)] * 3) is None
    found = exclude([graph("0,7", 8), graph("1,2", 8), graph("0,7", 8)])
    assert isinstance(found, Shareable)


def test_states_that_occur_twice_keep_their_names() -> None:
    team = [graph(t, 9) for t in ("0,8", "0,8", "-", "2,3;4,5")]
    tree = exclude_graphs(team)
    assert tree is not None
    replay(tree)


@settings(deadline=None, max_examples=100)
@given(st.integers(3, 6), st.data())
def test_separating_vertices_separate(n: int, data: st.DataObject) -> None:
    edges = k_subsets(n, 2)
    numbers = st.integers(1, (1 << len(edges)) - 1)
    second, third = data.draw(st.lists(numbers, min_size=2, max_size=2, unique=True))

    def separates(chosen: tuple[int, ...]) -> bool:
        inside = sum(1 << v for v in chosen)
        part = sum(1 << j for j, e in enumerate(edges) if e & inside == e)
        return len({0, second & part, third & part}) == 3

    found = separating_vertices(second, third, n)
    assert separates(found)
    assert len(found) == (3 if any(map(separates, combinations(range(n), 3))) else 4)


# ---- outcomes and bad input --------------------------------------------------------------


def test_a_time_limit_is_no_result() -> None:
    team = [graph(text, 4) for text in ("-", "0,1", "2,3")]
    found = exclude(team, measurements="paulis", least="leaves", time_limit=0.2)
    assert isinstance(found, TimedOut)


def test_one_state_can_always_share() -> None:
    assert isinstance(exclude([graph("0,1", 2)]), Shareable)
    assert isinstance(exclude([graph("0,1", 2)] * 4), Shareable)


def test_tree_as_text() -> None:
    found = exclude([graph(text, 3) for text in ("-", "0,1", "0,2")])
    assert isinstance(found, Excluded)
    lines = found.tree.lines()
    assert len(lines) == len(found.tree.nodes) + found.tree.leaves
    assert lines[0].startswith("measure ")
    assert sum("impossible for state" in line for line in lines) == found.tree.leaves


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"states": []}, "at least one state"),
        ({"states": [graph("0,1", 2), graph("0,1", 3)]}, "state 1: expected 2 vertices"),
        ({"states": [graph("0,1,2", 3)], "k": 2}, "k: expected at least 3"),
        ({"states": [graph("0,1,2", 3)], "measurements": "paulis"}, "k = 2 for Paulis"),
        ({"states": [graph("0,1", 2)], "measurements": "all"}, "group or paulis"),
        ({"states": [graph("0,1", 2)], "limit": 0}, "limit: expected 1 to"),
        ({"states": [graph("0,1", 2)], "time_limit": -1.0}, "time limit"),
        ({"states": [graph("-", 9)], "k": 3}, "Hermitian elements"),
        ({"states": [graph("-", 7)], "measurements": "paulis"}, "at most 6 qubits"),
        (
            {
                "states": [graph("-", 1), graph("0", 1)],
                "measurements": [GroupElement(1, BooleanPolynomial.variable(1, 0))],
            },
            "a Hermitian element on 1 qubits",
        ),
    ],
)
def test_bad_input(arguments: dict[str, object], expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        exclude(**arguments)  # type: ignore[arg-type]


def test_bad_systems() -> None:
    with pytest.raises(InputError, match="1 to 6 qubits"):
        StabilizerSystem(7)
    with pytest.raises(InputError, match="a graph on 3 vertices"):
        StabilizerSystem(3).graph_state(graph("0,1,2", 3))
    with pytest.raises(InputError, match="commuting"):
        StabilizerSystem(1).stabilizer_state([(1, 0), (2, 0)])
    with pytest.raises(InputError, match="independent"):
        StabilizerSystem(2).stabilizer_state([(1, 0), (1, 0)])
    with pytest.raises(InputError, match="3 or 4"):
        next(signed_triples(5))
    with pytest.raises(InputError, match="three distinct"):
        separating_vertices(1, 1, 3)
    with pytest.raises(InputError, match="edges of one or two"):
        exclude_graphs([graph("0,1,2", 3)])
    with pytest.raises(InputError, match="2 vertices"):
        VectorSystem(2, hermitian_elements(2, 2)).hypergraph_state(graph("-", 3))
