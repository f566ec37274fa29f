"""Rate and worst-case error: lengths, linear memories, bounds on classes, and whole curves."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.classical.memory import Family, best_partition, partition_error, response_table
from khrnn.classical.rate import (
    class_bound,
    class_weights,
    coset_labels,
    derivative_lengths,
    error_curve,
    fourier,
    linear_class,
    relabelling_orbits,
)
from khrnn.classical.rate_cover import class_cover
from proofs.kernel.sampling_error import SamplingErrorStatement

SMALL = [(2, 1), (2, 2), (3, 1), (3, 2), (3, 3), (4, 1), (4, 2), (4, 3), (4, 4), (5, 1), (5, 2)]
SIZES = [(n, k, family) for n, k in SMALL for family in Family]


LAWS = [size for size in SIZES if size != (4, 4, Family.GROUP)]  # 18304 tokens


@pytest.mark.parametrize(("n", "k", "family"), [*LAWS, (5, 3, Family.GENERATORS)])
def test_lengths_are_the_distances_of_all_laws(n: int, k: int, family: Family) -> None:
    distances = response_table(n, k, family).distances()
    lengths = derivative_lengths(n, k, family)
    graphs = np.arange(len(lengths))
    # Means times 2^n differ by twice the number of points.
    assert np.array_equal(distances, 2 * lengths[graphs[:, None] ^ graphs])


@pytest.mark.parametrize(("n", "k", "family"), [*SIZES, *((5, 3, f) for f in Family)])
def test_kernel_lengths_are_the_same(n: int, k: int, family: Family) -> None:
    statement = SamplingErrorStatement("sampling-error-upper", n, k, family.value, 0, 0)
    assert statement.lengths() == derivative_lengths(n, k, family).tolist()


@pytest.mark.parametrize(("n", "k"), [(3, 2), (4, 2), (4, 3)])
def test_orbits_keep_lengths(n: int, k: int) -> None:
    orbits = relabelling_orbits(n, k)
    known = {(3, 2): 4, (4, 2): 11, (4, 3): 5}  # unlabelled graphs; sets of edges by their size
    assert max(orbits) + 1 == known[n, k]
    for family in Family:
        lengths = derivative_lengths(n, k, family).tolist()
        assert len(set(zip(orbits, lengths, strict=True))) == known[n, k]


@pytest.mark.parametrize(
    ("n", "k", "family"), [(3, 2, Family.GROUP), (4, 3, Family.GROUP), (4, 3, Family.GENERATORS)]
)
def test_bound_is_above_the_largest_class(n: int, k: int, family: Family) -> None:
    lengths = derivative_lengths(n, k, family).tolist()
    for limit in sorted(set(lengths))[1:]:
        short = [d for d in range(1, len(lengths)) if lengths[d] < limit]
        largest = 1
        for size in range(1, len(short) + 1):
            if not any(
                all(lengths[d ^ e] < limit for d, e in combinations(members, 2))
                for members in combinations(short, size)
            ):
                break
            largest = size + 1
        weights = class_weights(np.array(lengths), limit, relabelling_orbits(n, k))
        assert largest <= class_bound(weights)
        assert min(fourier(np.array(weights)).tolist()) >= 0
        if largest >= 3:  # a class of this size exists, so nothing may exclude it
            rng = np.random.default_rng(1)
            assert class_cover(np.array(lengths), limit, largest, rng) is None


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize(("n", "k"), [(2, 2), (3, 2), (3, 3), (4, 3), (4, 2)])
def test_curve_against_search(n: int, k: int, family: Family) -> None:
    rng = np.random.default_rng(5)
    for point in error_curve(n, k, family, rng):
        assert point.exact
        found = best_partition(n, k, point.bits, rng, family=family)
        assert found.optimal
        assert found.error == point.upper


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize(("n", "k"), [(4, 3), (5, 2)])
def test_upper_bounds_are_errors_of_memories(n: int, k: int, family: Family) -> None:
    table = response_table(n, k, family)
    for point in error_curve(n, k, family, np.random.default_rng(6)):
        labels = coset_labels(n, k, point.basis)
        assert len(set(labels)) <= 1 << point.bits
        assert partition_error(table, labels) == point.upper


def test_five_three() -> None:
    exact = error_curve(5, 3, Family.GENERATORS, np.random.default_rng(1))
    assert all(point.exact for point in exact)
    sixteenths = [5, 5, 4, 4, 4, 3, 3, 2, 2, 2, 0]
    assert [point.upper * 16 for point in exact] == sixteenths


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_graphs_have_one_step(n: int) -> None:
    """For k = 2 and generators all differences have the same length: a cliff at binom(n,2)."""
    lengths = derivative_lengths(n, 2, Family.GENERATORS)
    assert set(lengths[1:].tolist()) == {1 << (n - 1)}
    curve = error_curve(n, 2, Family.GENERATORS, np.random.default_rng(1))
    assert [point.upper for point in curve] == [Fraction(1, 4)] * comb(n, 2) + [0]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(-9, 9), min_size=8, max_size=8))
def test_fourier(values: list[int]) -> None:
    by_definition = [
        sum(w * (-1) ** (d & y).bit_count() for d, w in enumerate(values)) for y in range(8)
    ]
    assert fourier(np.array(values)).tolist() == by_definition


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32), st.sampled_from([(3, 2, 8), (4, 3, 8), (4, 2, 16)]))
def test_linear_classes_are_short(seed: int, size: tuple[int, int, int]) -> None:
    n, k, limit = size
    lengths = derivative_lengths(n, k, Family.GROUP)
    basis = linear_class(lengths, limit, np.random.default_rng(seed))
    span = {0}
    for row in basis:
        span |= {d ^ row for d in span}
    assert len(span) == 1 << len(basis)
    assert max(int(lengths[d]) for d in span) < limit


def test_bad_sizes() -> None:
    with pytest.raises(InputError, match=r"binom\(n,k\) <= 12"):
        derivative_lengths(6, 2, Family.GROUP)
    with pytest.raises(InputError):
        derivative_lengths(2, 3, Family.GROUP)
