"""The law by counting against the exact simulator and against dense projectors."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.group import GroupElement, random_element
from contextuality.hypergraph import Hypergraph
from contextuality.polynomial import BooleanPolynomial, k_subsets
from khrnn.hypergraph.exact import ExactCell, distribution, outcome_law, run
from khrnn.hypergraph.law import (
    chance_of_minus,
    commuting_law,
    generators_law,
    sentence_probability,
)
from khrnn.tasks.hsmt import Entangle, Measure, Sentence, random_sentence

SIZES = st.integers(1, 5).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))
SEEDS = st.integers(0, 2**32)


def random_graph(n: int, k: int, rng: np.random.Generator) -> Hypergraph:
    return Hypergraph(n, frozenset(mask for mask in k_subsets(n, k) if rng.integers(0, 2)))


def measured_after(graph: Hypergraph, k: int, elements: list[GroupElement]) -> Sentence:
    edges = [Entangle(edge) for edge in sorted(graph.edges)]
    return Sentence(graph.n, k, (*edges, *map(Measure, elements)))


@settings(deadline=None)
@given(SIZES, SEEDS)
def test_fresh_law_agrees_with_state_vectors(sizes: tuple[int, int], seed: int) -> None:
    n, k = sizes
    rng = np.random.default_rng(seed)
    graph = random_graph(n, k, rng)
    cell = ExactCell(n, k)
    state = cell.start()
    for edge in graph.edges:
        state, _ = cell.step(state, Entangle(edge), None)
    for _ in range(5):
        element = random_element(n, n + 1, rng, hermitian=True)
        law = chance_of_minus(graph, element)
        assert law == 1 - outcome_law(state, element)
        assert law == graph.outcome_probability(element, -1)
        vector = graph.sign_vector().astype(int)
        mean = Fraction(int(vector @ element.matrix().astype(int) @ vector), 1 << n)
        assert law == (1 - mean) / 2


@settings(deadline=None)
@given(SIZES, SEEDS)
def test_commuting_law_agrees_with_the_simulator(sizes: tuple[int, int], seed: int) -> None:
    """Stabilizers of one hypergraph, in random products and signs, on the state of another."""
    n, k = sizes
    rng = np.random.default_rng(seed)
    state, other = random_graph(n, k, rng), random_graph(n, k, rng)
    elements = []
    for _ in range(int(rng.integers(0, 5))):
        element = other.stabilizer(int(rng.integers(0, 1 << n)))
        elements.append(element.negate() if rng.integers(0, 2) else element)
    law = commuting_law(state, elements)
    assert sum(law.values()) == 1
    assert law == distribution(measured_after(state, k, elements))


@settings(deadline=None)
@given(SIZES, SEEDS)
def test_diagonals_commute_and_agree(sizes: tuple[int, int], seed: int) -> None:
    n, k = sizes
    rng = np.random.default_rng(seed)
    graph = random_graph(n, k, rng)
    elements = []
    for _ in range(4):
        table = int(rng.integers(0, 1 << (1 << n)))
        elements.append(GroupElement.diagonal(BooleanPolynomial.from_truth_table(n, table)))
    law = commuting_law(graph, elements)
    for outcomes in itertools.product((1, -1), repeat=4):
        counted = sum(
            all((e.phase(z) == 1) == (o == -1) for e, o in zip(elements, outcomes, strict=True))
            for z in range(1 << n)
        )
        assert law.get(outcomes, 0) == Fraction(counted, 1 << n)


@settings(deadline=None)
@given(SIZES, SEEDS)
def test_all_generators_three_ways(sizes: tuple[int, int], seed: int) -> None:
    n, k = sizes
    rng = np.random.default_rng(seed)
    state, measured = random_graph(n, k, rng), random_graph(n, k, rng)
    generators = list(measured.generators())
    law = generators_law(state, measured)
    assert law == commuting_law(state, generators)
    assert law == distribution(measured_after(state, k, generators))
    assert law.get((1,) * n, 0) == state.overlap(measured) ** 2


def test_generators_law_at_twelve_vertices() -> None:
    rng = np.random.default_rng(0)
    state, measured = random_graph(12, 3, rng), random_graph(12, 3, rng)
    law = generators_law(state, measured)
    assert sum(law.values()) == 1
    generators = list(measured.generators())
    sentence = measured_after(state, 3, generators)
    for outcomes in list(law)[:3]:
        assert run(sentence, sentence.words(outcomes)).joint == law[outcomes]


@settings(deadline=None, max_examples=60)
@given(SIZES, SEEDS, st.booleans())
def test_any_sentence_agrees_with_the_simulator(
    sizes: tuple[int, int], seed: int, compiled: bool
) -> None:
    n, k = sizes
    rng = np.random.default_rng(seed)
    sentence = random_sentence(n, k, 30 if compiled else 6, rng, compiled=compiled)
    if len(sentence.outcome_positions) > 6:
        sentence = Sentence(n, k, sentence.direct[:6])
    law = distribution(sentence)
    words = [sentence.words(outcomes) for outcomes in law]
    assert [sentence_probability(sentence, w) for w in words] == list(law.values())
    outcomes = tuple(rng.choice([1, -1], size=len(sentence.outcome_positions)).tolist())
    probability = sentence_probability(sentence, sentence.words(outcomes))
    assert probability == law.get(outcomes, 0)


def test_known_conditional() -> None:
    cz, z0 = (GroupElement.diagonal(BooleanPolynomial.parse(f, 3)) for f in ("z0*z1", "z0"))
    sentence = Sentence(3, 3, (Measure(cz), Measure(z0)))
    first = sentence_probability(Sentence(3, 3, (Measure(cz),)), (1,))
    assert first == Fraction(3, 4)
    assert sentence_probability(sentence, (1, -1)) / first == Fraction(1, 3)


def test_law_refuses_what_it_cannot_do() -> None:
    graph = Hypergraph.from_edges(2, [(0, 1)])
    y = GroupElement(1, BooleanPolynomial.variable(2, 0))
    x0, z0 = GroupElement.x(2, [0]), GroupElement.diagonal(BooleanPolynomial.variable(2, 0))
    with pytest.raises(InputError, match="Hermitian"):
        chance_of_minus(graph, y)
    with pytest.raises(InputError, match="one on 2 qubits"):
        chance_of_minus(graph, GroupElement.x(3, [0]))
    with pytest.raises(InputError, match="elements 0 and 1: expected a commuting pair"):
        commuting_law(graph, [x0, z0])
    with pytest.raises(InputError, match="element 1"):
        commuting_law(graph, [x0, y])
    with pytest.raises(InputError, match="at most 16"):
        commuting_law(graph, [x0] * 17)
    with pytest.raises(InputError):
        generators_law(graph, Hypergraph.from_edges(3, []))
    with pytest.raises(InputError):
        generators_law(Hypergraph.from_edges(21, []), Hypergraph.from_edges(21, []))
    with pytest.raises(InputError):
        sentence_probability(Sentence(2, 2, (Measure(x0),)), (None,))
