"""Rate and mean error: costs of classes, least partitions, bounds, against brute force."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.classical.memory import Family, response_table
from khrnn.classical.rate_mean import (
    class_cost,
    coordinate_costs,
    least_class_costs,
    least_costs,
    mean_curve,
    mean_error,
    shifted_means,
)


def slow_cost(means: np.ndarray) -> int:
    return sum(min(sum(abs(x - y) for x in row) for y in row) for row in means.tolist())


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.integers(-8, 8), min_size=5, max_size=5), min_size=1, max_size=4))
def test_median(rows: list[list[int]]) -> None:
    assert class_cost(np.array(rows)) == slow_cost(np.array(rows))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.lists(st.integers(-8, 8), min_size=4, max_size=4), min_size=1, max_size=4))
def test_least_costs_against_all_partitions(rows: list[list[int]]) -> None:
    means = np.array(rows)
    for level, cost in enumerate(least_costs(means)):
        best = min(
            sum(slow_cost(means[:, np.array(labels) == label]) for label in set(labels))
            for labels in product(range(1 << level), repeat=4)
        )
        assert cost == best


@pytest.mark.parametrize("family", list(Family))
def test_class_costs_against_all_sets(family: Family) -> None:
    means = shifted_means(response_table(3, 2, family))
    bound = least_class_costs(means, 3, 2, family)
    best = [10**9] * 9
    for chosen in range(1, 256):
        columns = [j for j in range(8) if chosen >> j & 1]
        best[len(columns)] = min(best[len(columns)], class_cost(means[:, columns]))
    best[0] = 0
    assert all(low <= cost for low, cost in zip(bound.tolist(), best, strict=True))
    if family is Family.GENERATORS:
        assert bound.tolist() == best


def test_graph_classes_of_four_vertices() -> None:
    means = shifted_means(response_table(4, 2))
    bound = least_class_costs(means, 4, 2, Family.GENERATORS)
    rng = np.random.default_rng(4)
    for size in (2, 3, 5, 8, 16, 40, 64):
        for _ in range(200):
            chosen = rng.choice(64, size=size, replace=False)
            assert class_cost(means[:, chosen]) >= bound[size]


@pytest.mark.parametrize(("n", "k"), [(3, 2), (4, 2)])
@pytest.mark.parametrize("family", list(Family))
def test_upper_bounds_are_errors_of_memories(n: int, k: int, family: Family) -> None:
    table = response_table(n, k, family)
    size = table.means.shape[1]
    edges = size.bit_length() - 1
    costs = coordinate_costs(shifted_means(table), edges)
    for j in range(edges + 1):
        # Forgetting the first j edges is one of the memories compared.
        found = mean_error(table, [graph >> j for graph in range(size)])
        least = Fraction(costs[j] << (edges - j), shifted_means(table).size << (n + 1))
        assert least <= found
    for point in mean_curve(n, k, family):
        assert point.lower <= point.upper
    assert mean_curve(n, k, family)[-1].upper == 0


def test_mean_below_worst_case() -> None:
    curve = mean_curve(3, 2)
    assert [point.upper for point in curve] == [
        Fraction(1, 8),
        Fraction(7, 64),
        Fraction(7, 96),
        Fraction(0),
    ]


def test_too_many_tokens() -> None:
    with pytest.raises(InputError, match="tokens"):
        mean_curve(5, 3, Family.GROUP)
