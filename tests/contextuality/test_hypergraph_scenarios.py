"""Scenarios of group elements: signs against dense matrices, the magic arrangements, refusals."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.group import GroupElement, random_element
from contextuality.hypergraph import Hypergraph, all_uniform
from contextuality.library import get
from contextuality.library.hypergraph_scenarios import (
    closed,
    group_scenario,
    hypergraph_square,
    label,
    observable,
    pair_contradiction,
    state_contradiction,
)
from contextuality.pauli import parse_pauli
from contextuality.polynomial import BooleanPolynomial
from contextuality.scenario import Scenario
from contextuality.search.critical import CriticalContexts, critical_contexts
from contextuality.search.parity import Contextual, decide_parity
from contextuality.search.smt import Answer, decide_scenario_smt

HYPERGRAPHS = ["0,1", "0,1,2", "0,1,2;1,2,3", "0,1,2;0,1,3;0,2,3;1,2,3", "0,1,2;0,3;2", "0,1,2,3"]


def matrix(element: GroupElement) -> np.ndarray:
    """The observable that an element stands for: without its sign, times i if need be."""
    bare = observable(element)
    return bare.matrix() * (1 if bare.is_hermitian() else 1j)


def dressed_paulis(n: int, rng: np.random.Generator) -> list[GroupElement]:
    """Two to three commuting real Pauli operators, conjugated by a random hypergraph's gates."""
    masks = [m for m in range(1, 1 << n) if m.bit_count() <= 3 and rng.integers(2)]
    graph = Hypergraph(n, frozenset(masks))
    chosen: list[GroupElement] = []
    for _ in range(40):
        shift = int(rng.integers(1 << n))
        linear = frozenset(1 << i for i in range(n) if rng.integers(2))
        phase = BooleanPolynomial(n, linear) + graph.polynomial.derivative(shift)
        element = GroupElement(shift, phase)
        bare = element.phase.monomials - {0}
        new = all((e.shift, e.phase.monomials - {0}) != (shift, bare) for e in chosen)
        commute = all(e.commutation(element).name == "COMMUTE" for e in chosen)
        if (shift or bare) and new and commute and len(chosen) < 3:
            chosen.append(element)
    return chosen


@settings(deadline=None, max_examples=150)
@given(st.integers(2, 4), st.integers(0, 2**32))
def test_signs_against_dense_matrices(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    context = dressed_paulis(n, rng)[: int(rng.integers(2, 4))]
    whole = closed(context)
    if observable_or_none(whole[-1]) in map(observable, whole[:-1]):
        with pytest.raises(InputError, match="twice"):
            group_scenario([whole], "random")
        return
    made = group_scenario([whole], "random")
    product = np.eye(1 << n)
    for element in whole:
        assert np.array_equal(matrix(element), matrix(element).conj().T)
        product = product @ matrix(element)
    assert np.array_equal(product, made.signs[0] * np.eye(1 << n))


def observable_or_none(element: GroupElement) -> GroupElement | None:
    trivial = not element.shift and element.phase.is_constant
    return None if trivial else observable(element)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 4), st.integers(0, 2**32))
def test_equal_shifts_multiply_to_a_diagonal(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    first = random_element(n, 3, rng, hermitian=True)
    other = random_element(n, 4, rng, hermitian=False).phase
    # What is added does not change along the shift, so that the second one is Hermitian too.
    added = other.derivative(first.shift) if first.shift else other
    second = GroupElement(first.shift, first.phase + added)
    if observable_or_none(first) is None or observable_or_none(first * second) is None:
        return
    whole = closed([first, second])
    assert whole[2].shift == 0
    assert np.array_equal(first.matrix() @ second.matrix(), whole[2].matrix())


@pytest.mark.parametrize("text", HYPERGRAPHS)
def test_square_signs_against_dense_matrices(text: str) -> None:
    graph = Hypergraph.parse(text)
    made = hypergraph_square(graph)
    k = max(edge.bit_count() for edge in graph.edges)
    assert len(made.observables) == 3 * (2**k - 1)
    assert len(made.contexts) == 2**k + 2
    named = {}
    for a in range(1 << graph.n):
        if a:
            named[label(graph.stabilizer(a))] = matrix(graph.stabilizer(a))
            shift = GroupElement(a, BooleanPolynomial.zero(graph.n))
            named[label(shift)] = matrix(shift)
            derivative = graph.polynomial.derivative(a)
            if not derivative.is_constant:
                diagonal = GroupElement.diagonal(derivative)
                named[label(diagonal)] = matrix(diagonal)
    for labels, sign in zip(made.labelled_contexts(), made.signs, strict=True):
        product = np.eye(1 << graph.n)
        for name in labels:
            for other in labels:
                assert np.array_equal(named[name] @ named[other], named[other] @ named[name])
            product = product @ named[name]
        assert np.array_equal(product, sign * np.eye(1 << graph.n))


@pytest.mark.parametrize("text", HYPERGRAPHS)
@pytest.mark.parametrize("build", [hypergraph_square, state_contradiction])
def test_arrangements_are_critical_contradictions(build: object, text: str) -> None:
    made: Scenario = build(Hypergraph.parse(text))  # type: ignore[operator]  # one of two functions
    decided = decide_parity(made)
    assert isinstance(decided, Contextual)
    assert len(decided.rows) == len(made.contexts)
    found = critical_contexts(made)
    assert isinstance(found, CriticalContexts)
    assert len(found.rows) == len(made.contexts)
    assert decide_scenario_smt(made).answer is Answer.CONTEXTUAL


def test_one_edge_of_two_vertices_gives_the_mermin_square() -> None:
    made, square = hypergraph_square(Hypergraph.parse("0,1")), get("mermin-square")
    assert isinstance(square, Scenario)
    assert (len(made.observables), made.negative_contexts) == (9, 1)
    uses = sorted(
        tuple(sorted(k for k, context in enumerate(made.contexts) if i in context))
        for i in range(9)
    )
    assert uses == sorted(
        tuple(sorted(k for k, context in enumerate(square.contexts) if i in context))
        for i in range(9)
    )


@pytest.mark.parametrize("text", HYPERGRAPHS)
def test_state_contexts_against_the_state(text: str) -> None:
    graph = Hypergraph.parse(text)
    made = state_contradiction(graph)
    state = graph.sign_vector().astype(int)
    rows = len(made.contexts) - 2
    parts = [a for a in range(1 << graph.n) if label_or_none(graph, a) in set(made.observables)]
    by_label = {label(GroupElement(a, BooleanPolynomial.zero(graph.n))): a for a in parts}
    for labels, sign in zip(made.labelled_contexts()[:rows], made.signs[:rows], strict=True):
        a = by_label[labels[0]]
        diagonal = GroupElement.diagonal(graph.polynomial.derivative(a))
        product = matrix(GroupElement(a, BooleanPolynomial.zero(graph.n))) @ matrix(diagonal)
        assert label(diagonal) == labels[1]
        assert np.array_equal(product @ state, sign * state)


def label_or_none(graph: Hypergraph, a: int) -> str | None:
    return label(GroupElement(a, BooleanPolynomial.zero(graph.n))) if a else None


@pytest.mark.parametrize(("n", "k"), [(3, 2), (4, 3)])
def test_no_two_hypergraphs_share_values(n: int, k: int) -> None:
    graphs = list(all_uniform(n, k))
    for first, second in combinations(graphs[:6], 2):
        made = pair_contradiction(first, second)
        assert len(made.contexts) == 3 * (2**k - 1) + 1
        assert isinstance(decide_parity(made), Contextual)


def test_one_hypergraph_alone_has_values() -> None:
    # The contexts of a pair without the demands of one of the two: values of the other exist.
    made = pair_contradiction(Hypergraph.parse("0,1,2"), Hypergraph.parse("-", 3))
    kept = [k for k, context in enumerate(made.contexts) if len(context) > 1]
    singles = [k for k, context in enumerate(made.contexts) if len(context) == 1]
    rows = kept + singles[::2]
    part = Scenario(
        "one",
        made.observables,
        tuple(made.contexts[k] for k in rows),
        tuple(made.signs[k] for k in rows),
    )
    assert not isinstance(decide_parity(part), Contextual)


@pytest.mark.parametrize("name", ["mermin-square", "mermin-pentagram", "doily"])
def test_pauli_scenarios_are_the_case_k_2(name: str) -> None:
    paulis = get(name)
    assert isinstance(paulis, Scenario)
    n = len(paulis.observables[0])

    def element(text: str) -> GroupElement:
        x, z = parse_pauli(text)
        return GroupElement(
            x, BooleanPolynomial(n, frozenset(1 << i for i in range(n) if z >> i & 1))
        )

    made = group_scenario([[element(t) for t in c] for c in paulis.labelled_contexts()], name)
    assert made.contexts == paulis.contexts
    # i^y X^x Z^z with y letters Y is i or 1 times the element, times -1 if y is 2 or 3 mod 4.
    flips = [text.count("Y") % 4 in {2, 3} for text in paulis.observables]
    for context, sign, other in zip(paulis.contexts, paulis.signs, made.signs, strict=True):
        assert other == sign * (-1) ** sum(flips[i] for i in context)


X0 = GroupElement.x(3, [0])
CZ = GroupElement.diagonal(BooleanPolynomial.parse("z0*z1", 3))
CZ12 = GroupElement.diagonal(BooleanPolynomial.parse("z1*z2", 3))
Z0 = GroupElement.diagonal(BooleanPolynomial.parse("z0", 3))


@pytest.mark.parametrize(
    ("contexts", "message"),
    [
        ([[]], "contexts[0]: expected at least one observable, found none"),
        ([[X0, CZ]], "contexts[0]: expected commuting observables, found X0 and CZ01, which do"),
        ([[X0, Z0]], "X0 and Z0, which anticommute"),
        ([[X0, X0.negate()]], "expected distinct observables, found X0 twice"),
        ([[X0, CZ12]], "expected a product of plus or minus the identity, found + X0 CZ12"),
        ([[X0 * CZ]], "expected an element whose square is plus or minus the identity"),
        ([[GroupElement.identity(3)]], "expected observables other than the identity"),
        (
            [closed([X0, CZ12]), [GroupElement.x(2, [0])]],
            "contexts[1]: expected elements on 3 qubits",
        ),
    ],
)
def test_refusals(contexts: list[list[GroupElement]], message: str) -> None:
    with pytest.raises(InputError) as caught:
        group_scenario(contexts, "bad")
    assert message in str(caught.value)


def test_refusals_about_a_state() -> None:
    graph = Hypergraph.parse("0,1,2")
    assert group_scenario([[graph.stabilizer(1)]], "alone", graph).signs == (1,)
    with pytest.raises(InputError, match="a product with 0,1,2 as an eigenvector"):
        group_scenario([[X0]], "bad", graph)
    with pytest.raises(InputError, match="elements on 4 qubits"):
        group_scenario([[X0]], "bad", Hypergraph.parse("0,1,2,3"))


@pytest.mark.parametrize(
    ("text", "edge", "message"),
    [
        ("-", None, "an edge of 2 to 8 vertices, found 0 vertices"),
        ("0;1", None, "found 1 vertices"),
        ("0,1,2", (0, 1), "an edge of the hypergraph, found 0,1"),
        ("0,1,2;0,1", (0, 1), "an edge that lies in no larger one, found 0,1 inside 0,1,2"),
        ("0,1,2,3,4,5,6,7,8", None, "found 9 vertices"),
    ],
)
def test_edges_that_give_no_square(text: str, edge: tuple[int, ...] | None, message: str) -> None:
    graph = Hypergraph.parse(text, 9)
    with pytest.raises(InputError) as caught:
        hypergraph_square(graph, edge)
    assert message in str(caught.value)


def test_pairs_that_give_no_contradiction() -> None:
    graph = Hypergraph.parse("0,1,2")
    with pytest.raises(InputError, match="found 0 vertices"):
        pair_contradiction(graph, graph)
    with pytest.raises(InputError, match="expected 3 vertices, found 4"):
        pair_contradiction(graph, Hypergraph.parse("0,1,2", 4))
    with pytest.raises(InputError, match="at least one element"):
        closed([])
