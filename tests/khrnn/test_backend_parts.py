"""The parts of the simulators against brute force and their numpy twins."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.polynomial import BooleanPolynomial
from khrnn.hypergraph import _kernels, _plain
from khrnn.hypergraph.dense import DenseRemainder, packed_table
from khrnn.hypergraph.quadratic import (
    add_variable,
    exact_bias,
    quadratic_bias,
    split,
    substitute,
)

SEEDS = st.integers(0, 2**32 - 1)


def polynomials(n: int, most: int) -> st.SearchStrategy[set[int]]:
    masks = [m for m in range(1 << n) if m.bit_count() <= most]
    return st.sets(st.sampled_from(masks))


@given(polynomials(7, 2))
@settings(deadline=None, max_examples=300)
def test_quadratic_bias_is_the_count(q: set[int]) -> None:
    assert quadratic_bias(q) == BooleanPolynomial(7, frozenset(q)).bias()


@given(polynomials(6, 4))
@settings(deadline=None)
def test_exact_bias_is_the_count(q: set[int]) -> None:
    assert exact_bias(q) == BooleanPolynomial(6, frozenset(q)).bias()


def test_bias_of_a_large_cubic_is_unknown_or_zero_by_a_lone_variable() -> None:
    ring = {0b111 << i for i in range(40)}
    assert exact_bias(ring) is None
    assert exact_bias(ring | {1 << 50}) == 0


@given(polynomials(5, 3), st.integers(0, 4), polynomials(5, 1))
@settings(deadline=None)
def test_substitutions_agree_at_every_point(f: set[int], p: int, form: set[int]) -> None:
    def value(g: set[int], z: int) -> int:
        return sum(m & z == m for m in g) & 1

    replaced = substitute(f, p, form)
    others = 0b11111 & ~(1 << p)
    added = add_variable(f, others, p)
    rest, derivative = split(f, p)
    for z in range(32):
        at = z & ~(1 << p) | value(form, z) << p
        assert value(replaced, z) == value(f, at)
        assert value(added, z) == value(f, z ^ others if z >> p & 1 else z)
        assert value(f, z) == value(rest, z) ^ (z >> p & 1) * value(derivative, z)


def test_truth_tables_across_blocks_agree_with_numpy() -> None:
    rng = np.random.default_rng(9)
    for width in (0, 3, 6, 11, _kernels.BLOCK_LOG2 + 2):
        masks = sorted({int(m) for m in rng.integers(0, 1 << width, 12)})
        size = 1 << width
        found = _plain.unpack(packed_table(masks, width), size)
        assert (found == _plain.truth_table(masks, width)).all()


@pytest.mark.parametrize("t", [0, 2, 5, 6, 8])
@pytest.mark.parametrize("others", [0, 0b101, 0b1_1000_0000])
def test_integer_kernels_agree_with_numpy(t: int, others: int) -> None:
    rng = np.random.default_rng(t + others)
    values = rng.integers(-60, 60, 1 << 10).astype(np.int8)
    words = rng.integers(0, 1 << 63, 1 << 3).astype(np.uint64)
    q = _plain.unpack(words, 1 << 9)
    out = np.zeros(1, dtype=np.int64)
    _kernels.compiled(_kernels.overlap)(values, t, others, words, out)
    assert out[0] == _plain.overlap(values, t, others, q)
    for sign in (1, -1):
        folded = np.empty(1 << 9, dtype=np.int8)
        _kernels.compiled(_kernels.fold)(values, (t, others), words, sign, folded)
        assert (folded == _plain.fold(values, t, others, q, sign)).all()


@given(SEEDS, st.booleans())
@settings(deadline=None, max_examples=30)
def test_packed_fold_agrees_with_numpy(seed: int, minus: bool) -> None:
    rng = np.random.default_rng(seed)
    zero, one, words = rng.integers(0, 1 << 63, (3, 4)).astype(np.uint64) * np.uint64(3)
    sign = -1 if minus else 1
    folded = np.empty(256, dtype=np.int8)
    flip = np.uint64(0xFFFFFFFFFFFFFFFF if minus else 0)
    kernel = _kernels.compiled(_kernels.spread_fold)
    kernel(zero, one, words, flip, folded.view(np.uint64))
    values = np.concatenate([_plain.unpack(zero, 256), _plain.unpack(one, 256)])
    expected = _plain.fold(values, 8, 0, _plain.unpack(words, 256), sign)
    assert (folded == expected).all()


@pytest.mark.parametrize("t", range(6))
def test_swaps_inside_words(t: int) -> None:
    words = np.random.default_rng(t).integers(0, 1 << 63, 3).astype(np.uint64)
    before = _plain.unpack(words, 192)
    _kernels.compiled(_kernels.swap_in_words)(words, t, _kernels.LOW[t])
    assert (_plain.unpack(words, 192) == before[np.arange(192) ^ (1 << t)]).all()
    assert _kernels.compiled(_kernels.count)(words) == before.sum()


def test_a_fold_does_not_use_the_overlap_of_another_polynomial() -> None:
    phi, twin = DenseRemainder(), DenseRemainder()
    for remainder in (phi, twin):
        remainder.restrict({0b0111, 0b1000}, 0)
    phi.fold_chance(3, 0, {0b001})
    for remainder in (phi, twin):
        remainder.fold(3, 0, {0b011}, 1)
    assert phi.mean({0b100}) == twin.mean({0b100})
    values = phi._integers
    assert values is not None
    assert phi._weight == int((values.astype(int) ** 2).sum())


def test_entries_beyond_every_integer_type_stay_exact() -> None:
    """A remainder forced to Python integers folds as one of machine integers does."""
    rng = np.random.default_rng(10)
    q = {0b011, 0b100}
    small, large = DenseRemainder(), DenseRemainder()
    for phi in (small, large):
        phi.restrict({0b0111, 0b1000, 0b10000}, 0)
    base = rng.integers(-5, 6, 32)
    big = 3**50
    small._integers, small._bound = base.astype(np.int8), 5
    large._integers = base.astype(object) * big
    large._bound = 5 * big
    small._weight = int((base**2).sum())
    large._weight = small._weight * big * big
    for p in (4, 3):
        rest = {m for m in q if not m >> p & 1}
        assert small.fold_chance(p, 0, rest) == large.fold_chance(p, 0, rest)
        small.fold(p, 0, rest, -1)
        large.fold(p, 0, rest, -1)
        assert small.mean({0b001}) == large.mean({0b001})
