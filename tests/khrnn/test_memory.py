"""Finite memory: the error of a partition, and the least error, against brute force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.group import GroupElement
from contextuality.hypergraph import all_uniform
from contextuality.polynomial import BooleanPolynomial
from khrnn.classical.memory import (
    Family,
    best_partition,
    partition_error,
    response_table,
)
from khrnn.classical.partition import clique_size, cluster, colour, improve


def all_partitions(size: int, most: int) -> Iterator[list[int]]:
    """Every partition into at most that many classes, as restricted growth strings."""

    def grow(labels: list[int], used: int) -> Iterator[list[int]]:
        if len(labels) == size:
            yield labels
            return
        for label in range(min(used + 1, most)):
            yield from grow([*labels, label], max(used, label + 1))

    return grow([], 0)


def slow_error(n: int, k: int, tokens: tuple[GroupElement, ...], labels: list[int]) -> Fraction:
    worst = Fraction(0)
    graphs = list(all_uniform(n, k))
    for token in tokens:
        for label in set(labels):
            laws = [
                graph.outcome_probability(token, 1)
                for graph, mine in zip(graphs, labels, strict=True)
                if mine == label
            ]
            worst = max(worst, (max(laws) - min(laws)) / 2)
    return worst


@pytest.mark.parametrize(
    ("n", "k", "family"),
    [
        (1, 1, Family.GROUP),
        (2, 1, Family.GROUP),
        (2, 2, Family.GROUP),
        (3, 2, Family.GROUP),
        (3, 3, Family.GROUP),
        (3, 1, Family.GENERATORS),
        (3, 2, Family.GENERATORS),
        (4, 3, Family.GENERATORS),
    ],
)
def test_tables_and_errors_agree_with_the_definition(n: int, k: int, family: Family) -> None:
    table = response_table(n, k, family)
    assert len(set(table.tokens)) == len(table.tokens)
    for token, row in zip(table.tokens, table.means.tolist(), strict=True):
        assert token.is_hermitian()
        assert token.degree < k
        for graph, mean in zip(all_uniform(n, k), row, strict=True):
            assert graph.outcome_probability(token, 1) == (1 + Fraction(mean, 1 << n)) / 2
    rng = np.random.default_rng(n)
    for _ in range(3):
        labels: list[int] = rng.integers(0, 3, size=(table.means.shape[1],)).tolist()
        assert partition_error(table, labels) == slow_error(n, k, table.tokens, labels)


@pytest.mark.parametrize(("n", "k"), [(1, 1), (2, 2), (3, 1), (3, 2), (3, 3)])
def test_the_group_family_is_the_whole_hermitian_group_up_to_sign(n: int, k: int) -> None:
    monomials = [mask for mask in range(1, 1 << n) if mask.bit_count() < k]
    expected = set()
    for shift in range(1 << n):
        for chosen in range(1 << len(monomials)):
            phase = frozenset(mask for j, mask in enumerate(monomials) if chosen >> j & 1)
            element = GroupElement(shift, BooleanPolynomial(n, phase))
            if element.is_hermitian():
                expected.add(element)
    assert set(response_table(n, k, Family.GROUP).tokens) == expected


@pytest.mark.parametrize(("n", "k"), [(3, 2), (4, 3)])
def test_the_generator_family_holds_all_generators(n: int, k: int) -> None:
    tokens = set(response_table(n, k).tokens)
    for graph in all_uniform(n, k):
        assert tokens.issuperset(graph.generators())


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize(("n", "k"), [(3, 2), (4, 3), (4, 2)])
def test_distances_depend_on_the_difference_alone(n: int, k: int, family: Family) -> None:
    distances = response_table(n, k, family).distances()
    size = len(distances)
    for shift in range(size):
        moved = [index ^ shift for index in range(size)]
        assert (distances[np.ix_(moved, moved)] == distances).all()


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize(("n", "k"), [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3)])
def test_the_optimum_agrees_with_all_partitions(n: int, k: int, family: Family) -> None:
    table = response_table(n, k, family)
    for bits in range(comb(n, k) + 2):
        found = best_partition(n, k, bits, np.random.default_rng(bits), family=family)
        assert found.optimal
        assert len(set(found.classes)) <= 1 << bits
        assert partition_error(table, found.classes) == found.error
        everything = all_partitions(1 << comb(n, k), 1 << bits)
        assert found.error == min(partition_error(table, labels) for labels in everything)


@pytest.mark.parametrize(
    ("n", "k"), [(2, 1), (2, 2), (3, 1), (3, 2), (3, 3), (4, 2), (4, 3), (4, 4), (5, 4)]
)
def test_too_little_memory_errs_by_two_to_the_minus_k(n: int, k: int) -> None:
    """The theorem (faithful sampling needs binom(n, k) bits), computed instance by instance."""
    errors = []
    for bits in range(comb(n, k)):
        found = best_partition(n, k, bits, np.random.default_rng(1))
        assert found.lower_bound >= Fraction(1, 1 << k)
        assert found.optimal
        errors.append(found.error)
    assert errors == sorted(errors, reverse=True)
    # One bit too few already meets the bound: pairs that differ by one edge share a state.
    assert errors[-1] == Fraction(1, 1 << k)
    assert best_partition(n, k, comb(n, k), np.random.default_rng(1)).error == 0


def test_group_tokens_only_make_it_harder() -> None:
    for n, k in ((3, 2), (4, 3)):
        for bits in range(comb(n, k)):
            rng = np.random.default_rng(2)
            easy = best_partition(n, k, bits, rng)
            hard = best_partition(n, k, bits, rng, family=Family.GROUP)
            assert easy.optimal
            assert hard.optimal
            assert hard.error >= easy.error


@pytest.mark.slow
def test_the_theorem_at_five_vertices() -> None:
    for bits in (0, 5, 8, 9):
        rng = np.random.default_rng(1)
        found = best_partition(5, 3, bits, rng, restarts=2, node_limit=2000)
        assert found.lower_bound >= Fraction(1, 8)
        assert found.error >= found.lower_bound
    assert found.error == Fraction(1, 8)


def test_giving_up_is_not_a_proof() -> None:
    """Five points on a cycle, two classes: infeasible at diameter 0, but not by a clique."""
    ring = np.zeros((5, 5), dtype=bool)
    for i in range(5):
        ring[i, (i + 1) % 5] = ring[(i + 1) % 5, i] = True
    assert clique_size(ring, 9) == 2
    assert colour(ring, 2, 1000).exhausted
    stopped = colour(ring, 2, 1)
    assert stopped.colours is None
    assert not stopped.exhausted
    assert colour(ring, 3, 1000).colours is not None


def test_a_search_cut_short_still_reports_true_bounds() -> None:
    full = best_partition(4, 3, 2, np.random.default_rng(0))
    cut = best_partition(4, 3, 2, np.random.default_rng(0), restarts=1, node_limit=0)
    assert cut.lower_bound <= full.error <= cut.error


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(1, 4), st.integers(0, 2**32))
def test_colouring_agrees_with_brute_force(size: int, colours: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.integers(0, 2, size=(size, size)).astype(bool), 1)
    conflicts = upper | upper.T
    pairs = list(zip(*np.nonzero(upper), strict=True))
    possible = any(
        all(labels[u] != labels[v] for u, v in pairs) for labels in all_partitions(size, colours)
    )
    found = colour(conflicts, colours, 10**6)
    if possible:
        assert found.colours is not None
        assert max(found.colours) < colours
        assert all(found.colours[u] != found.colours[v] for u, v in pairs)
    else:
        assert found.colours is None
        assert found.exhausted
        assert clique_size(conflicts, 99) >= 1
    if clique_size(conflicts, colours + 1) > colours:
        assert not possible


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(1, 4), st.integers(0, 2**32))
def test_local_search_reports_its_own_diameter(size: int, classes: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.integers(0, 9, size=(size, size)), 1).astype(np.int32)
    distances = upper + upper.T
    labels, diameter = improve(distances, classes, rng, 2)
    assert len(labels) == size
    assert 0 <= min(labels) <= max(labels) < classes
    inside = [distances[u, v] for u in range(size) for v in range(size) if labels[u] == labels[v]]
    assert diameter == max(inside)


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 7), st.integers(1, 4), st.integers(1, 4), st.integers(0, 2**32))
def test_clustering_agrees_with_all_partitions(
    size: int, classes: int, largest: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.integers(0, largest + 1, size=(size, size)), 1).astype(np.int32)
    distances = upper + upper.T

    def diameter(labels: Sequence[int]) -> int:
        same = np.equal.outer(labels, labels)
        return int((distances * same).max())

    least = min(diameter(labels) for labels in all_partitions(size, classes))
    found = cluster(distances, classes, rng, 1, 10**6)
    assert diameter(found.labels) == found.diameter == found.lower_bound == least
    cut = cluster(distances, classes, rng, 1, 0)
    assert cut.lower_bound <= least <= cut.diameter == diameter(cut.labels)


def test_a_cycle_needs_the_exhaustive_search() -> None:
    """Five points, far apart along a 5-cycle: no clique forbids two classes, colouring does."""
    distances = np.ones((5, 5), dtype=np.int32) - np.eye(5, dtype=np.int32)
    for i in range(5):
        distances[i, (i + 1) % 5] = distances[(i + 1) % 5, i] = 7
    rng = np.random.default_rng(0)
    assert cluster(distances, 2, rng, 3, 1000).lower_bound == 7
    cut = cluster(distances, 2, rng, 3, 1)
    assert (cut.lower_bound, cut.diameter) == (1, 7)


def test_bad_requests() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(InputError, match="restarts"):
        improve(np.zeros((1, 1), np.int32), 1, rng, 0)
    with pytest.raises(InputError, match="hypergraphs"):
        response_table(6, 3)
    with pytest.raises(InputError, match="tokens"):
        response_table(5, 3, Family.GROUP)
    with pytest.raises(InputError):
        response_table(2, 3)
    with pytest.raises(InputError):
        best_partition(3, 2, -1, rng)
    with pytest.raises(InputError):
        best_partition(3, 2, 1, rng, restarts=0)
    with pytest.raises(InputError, match="8 entries"):
        partition_error(response_table(3, 2), [0, 1])
