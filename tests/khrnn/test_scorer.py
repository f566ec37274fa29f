"""The scorer: exact figures against brute force, intervals, and models that misbehave."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.group import GroupElement
from khrnn.hypergraph.exact import distribution
from khrnn.hypergraph.snapped import SnappedCell, true_phases
from khrnn.tasks.hsmt import sentences
from khrnn.tasks.scorer import ExactModel, score
from khrnn.tasks.scores import Chance, clopper_pearson
from khrnn.tasks.sentences import Record, Sentence
from khrnn.tasks.tokens import Entangle, Measure, Token, emits_outcome
from khrnn.types import Word

HALF = Fraction(1, 2)


class Coin:
    """Tosses a biased coin for every outcome."""

    def __init__(self, plus: Chance) -> None:
        self.plus = plus

    def start(self) -> None:
        return None

    def step(self, _state: None, token: Token) -> Mapping[Word, Chance]:
        return {1: self.plus, -1: 1 - self.plus} if emits_outcome(token) else {None: 1}

    def advance(self, _state: None, _token: Token, _word: Word) -> None:
        return None


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.integers(1, 7))
def test_a_coin_against_brute_force(seed: int, eighths: int) -> None:
    record = next(sentences(3, 2, 7, 1, np.random.default_rng(seed)))
    plus = Fraction(eighths, 8)
    (found,) = score(Coin(plus), [record]).sentences
    law = distribution(record.sentence)
    length = len(record.sentence.outcome_positions)
    invalid = distance = Fraction(0)
    cross = 0.0
    for words in product((1, -1), repeat=length):
        mass = math.prod((plus if w == 1 else 1 - plus for w in words), start=Fraction(1))
        true = law.get(words, Fraction(0))
        distance += abs(mass - true) / 2
        invalid += mass if not true else 0
        cross -= float(true) * math.log2(mass)
    assert found.invalid == invalid
    assert found.total_variation == distance
    assert found.cross_entropy == pytest.approx(cross, abs=1e-12)
    assert math.isinf(found.backward_cross_entropy) == (invalid > 0)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6), st.booleans())
def test_the_true_law_and_the_true_phases_score_perfectly(seed: int, compiled: bool) -> None:
    records = list(sentences(4, 3, 10, 3, np.random.default_rng(seed), compiled=compiled))
    for model in (ExactModel(4, 3), SnappedCell(4, 3, true_phases(4, 3))):
        found = score(model, records)
        assert found.validity == 1
        assert found.total_variation == 0
        assert found.cross_entropy == pytest.approx(found.entropy, abs=1e-12)
        assert found.backward_cross_entropy == pytest.approx(found.entropy, abs=1e-12)


def test_floats_give_floats_near_the_fractions() -> None:
    records = list(sentences(3, 2, 8, 10, np.random.default_rng(4)))
    exact, rounded = score(Coin(Fraction(3, 8)), records), score(Coin(0.375), records)
    assert isinstance(exact.validity, Fraction)
    assert isinstance(rounded.validity, float)
    assert rounded.validity == pytest.approx(float(exact.validity), abs=1e-12)
    assert rounded.total_variation == pytest.approx(float(exact.total_variation), abs=1e-12)


def _x0_twice(count: int) -> Record:
    x0 = Measure(GroupElement.x(2, [0]))
    return Record(99, Sentence(2, 2, (Entangle(3), *[x0] * count)), None)


def test_sampling_covers_the_truth() -> None:
    # X0 on a graph state of one edge is random once, then fixed: 4 coins agree with chance 2^-3.
    record = _x0_twice(4)
    exact = score(Coin(HALF), [record])
    assert exact.validity == Fraction(1, 8)
    drawn = score(Coin(HALF), [record], leaves=1, draws=500, rng=np.random.default_rng(2), seed=2)
    low, high = drawn.validity_interval
    assert drawn.seed == 2
    assert low < 1 / 8 < high
    assert high - low < 0.08
    assert float(drawn.total_variation) == pytest.approx(float(exact.total_variation), abs=0.08)
    assert exact.validity_interval == (1 / 8, 1 / 8)


def test_clopper_pearson_solves_its_equations() -> None:
    low, high = clopper_pearson(3, 40)

    def tail(share: float, values: range) -> float:
        return sum(math.comb(40, j) * share**j * (1 - share) ** (40 - j) for j in values)

    assert tail(low, range(3, 41)) == pytest.approx(0.025, abs=1e-9)
    assert tail(high, range(4)) == pytest.approx(0.025, abs=1e-9)


class _Bad(Coin):
    def __init__(self, law: Mapping[Word, Chance]) -> None:
        super().__init__(HALF)
        self.law = law

    def step(self, _state: None, _token: Token) -> Mapping[Word, Chance]:
        return self.law


@pytest.mark.parametrize(
    "law",
    [{1: 0.5}, {1: 1.5, -1: -0.5}, {7: 1}, {None: math.nan}, {}, {1: HALF, -1: HALF, None: 1}],
)
def test_laws_that_are_none_are_refused(law: Mapping[Word, Chance]) -> None:
    with pytest.raises(InputError, match=r"record 1: E 0,1: expected chances"):
        score(_Bad(law), [_x0_twice(1)])


def test_a_blank_where_an_outcome_is_due_is_invalid() -> None:
    (found,) = score(_Bad({None: Fraction(1)}), [_x0_twice(1)]).sentences
    assert found.invalid == 1
    assert found.total_variation == 1
    assert found.cross_entropy == math.inf


def test_sampling_needs_a_generator() -> None:
    with pytest.raises(InputError, match="a generator"):
        score(Coin(HALF), [_x0_twice(3)], leaves=1)
    with pytest.raises(InputError, match="at least one"):
        score(Coin(HALF), [])
