"""Hidden-randomness models: exact for one measurement, and not for two."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.group import GroupElement, random_element
from contextuality.hypergraph import Hypergraph, all_uniform
from contextuality.polynomial import BooleanPolynomial, k_subsets
from khrnn.hypergraph.exact import ExactCell, distribution, outcome_law
from khrnn.hypergraph.hidden import (
    GeneratorModel,
    GraphModel,
    HiddenModel,
    draw,
    single_measurement_law,
)
from khrnn.tasks.hsmt import Entangle, FreshAncilla, Measure, Sentence

SIZES = st.integers(1, 5).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))


def quantum(n: int, k: int, edges: list[Entangle], element: GroupElement) -> Fraction:
    cell = ExactCell(n, k)
    state = cell.start()
    for edge in edges:
        state, _ = cell.step(state, edge, None)
    return outcome_law(state, element)


@settings(deadline=None)
@given(SIZES, st.integers(0, 2**32))
def test_single_measurements_are_exact(sizes: tuple[int, int], seed: int) -> None:
    n, k = sizes
    rng = np.random.default_rng(seed)
    subsets = k_subsets(n, k)
    edges = [Entangle(subsets[i]) for i in rng.integers(0, len(subsets), size=6).tolist()]
    for _ in range(4):
        element = random_element(n, k, rng, hermitian=True)
        law = quantum(n, k, edges, element)
        assert single_measurement_law(GraphModel(n, k), edges, element) == law
        if element.shift.bit_count() <= 1:
            assert single_measurement_law(GeneratorModel(n, k), edges, element) == law


@pytest.mark.parametrize(("n", "k"), [(2, 1), (3, 2), (3, 3), (4, 3)])
def test_generators_of_all_hypergraphs_on_all_states(n: int, k: int) -> None:
    model = GeneratorModel(n, k)
    for state in all_uniform(n, k):
        edges = [Entangle(edge) for edge in sorted(state.edges)]
        for other in all_uniform(n, k):
            generator = other.generators()[n - 1]
            expected = state.outcome_probability(generator, 1)
            assert single_measurement_law(model, edges, generator) == expected
        for mask in range(1 << n):
            if mask.bit_count() < k:
                diagonal = GroupElement.diagonal(BooleanPolynomial(n, frozenset({mask})))
                expected = quantum(n, k, edges, diagonal)
                assert single_measurement_law(model, edges, diagonal) == expected


@settings(deadline=None)
@given(SIZES, st.integers(0, 2**32))
def test_the_memory_holds_the_derivatives(sizes: tuple[int, int], seed: int) -> None:
    n, k = sizes
    rng = np.random.default_rng(seed)
    model, larger = GeneratorModel(n, k), GraphModel(n, k)
    assert model.bits == 2 * n
    assert larger.bits == len(k_subsets(n, k)) + n
    state, graph = draw(model, rng), draw(larger, rng)
    edges: frozenset[int] = frozenset()
    for index in rng.integers(0, len(k_subsets(n, k)), size=8).tolist():
        edge = k_subsets(n, k)[index]
        edges ^= {edge}
        state, word = model.step(state, Entangle(edge))
        assert word is None
        graph, _ = larger.step(graph, Entangle(edge))
        f = Hypergraph(n, edges).polynomial
        for i in range(n):
            assert state.derivatives >> i & 1 == f.derivative(1 << i)(state.point)
        assert graph.edges == edges


@pytest.mark.parametrize("model", [GeneratorModel(2, 2), GraphModel(2, 2)])
def test_sequences_are_not_reproduced(model: HiddenModel[object]) -> None:
    """X0, Z0, X0 on |++>: the last outcome is random, but both models repeat the first."""
    x0 = Measure(GroupElement.x(2, [0]))
    z0 = Measure(GroupElement.diagonal(BooleanPolynomial.variable(2, 0)))
    law = distribution(Sentence(2, 2, (x0, z0, x0)))
    assert {outcomes[2] for outcomes in law} == {1, -1}
    for hidden in range(4):
        state = model.start(hidden)
        words = []
        for token in (x0, z0, x0):
            state, word = model.step(state, token)
            words.append(word)
        assert words[0] == words[2] == 1


def test_models_refuse_what_they_do_not_promise() -> None:
    small, large = GeneratorModel(3, 2), GraphModel(3, 2)
    xx = Measure(GroupElement.x(3, [0, 1]))
    with pytest.raises(InputError, match="a shift of at most one vertex"):
        small.step(small.start(0), xx)
    assert large.step(large.start(0), xx)[1] == 1
    for hidden in (-1, 8):
        with pytest.raises(InputError, match="hidden value"):
            small.start(hidden)
        with pytest.raises(InputError, match="hidden value"):
            large.start(hidden)
    with pytest.raises(InputError, match="a direct token"):
        small.step(small.start(0), FreshAncilla())
    with pytest.raises(InputError, match="a direct token"):
        large.step(large.start(0), FreshAncilla())
    with pytest.raises(InputError, match="k = 2 vertices"):
        small.step(small.start(0), Entangle(0b111))
    with pytest.raises(InputError, match="Hermitian"):
        large.step(large.start(0), Measure(GroupElement(1, BooleanPolynomial.variable(3, 0))))
    with pytest.raises(InputError, match="to enumerate"):
        single_measurement_law(GraphModel(17, 2), [], GroupElement.x(17, [0]))
    for n, k in ((2, 3), (0, 0), (2, 0)):
        with pytest.raises(InputError):
            GeneratorModel(n, k)
        with pytest.raises(InputError):
            GraphModel(n, k)
