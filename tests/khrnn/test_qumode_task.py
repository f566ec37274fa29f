"""Sentences of the qumode task: where they lie, what they measure, what reads their weights."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.qumode import conditional, symbolic, task
from khrnn.qumode.polynomial import Polynomial
from khrnn.qumode.sentence import Measure, Phase, parse_sentence, to_json

SIZES = st.integers(1, 6).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))


@settings(deadline=None, max_examples=60)
@given(SIZES, st.integers(0, 6), st.integers(0, 2**32))
def test_sentences(size: tuple[int, int], measurements: int, seed: int) -> None:
    n, k = size
    drawn = task.sentence(n, k, measurements, np.random.default_rng(seed))
    assert drawn == task.sentence(n, k, measurements, np.random.default_rng(seed))
    assert parse_sentence(to_json(drawn)) == drawn
    program = conditional.compiled(drawn, ideal=False)
    assert len(program.measured) <= 2
    latent = Polynomial(n)
    for token in drawn.tokens:
        if isinstance(token, Phase):
            assert token.polynomial.degree in {0, k}  # 0: the weight is 0
            latent = latent + token.polynomial
    for token, carried in zip(
        [token for token in drawn.tokens if isinstance(token, Measure)],
        program.elements,
        strict=True,
    ):
        assert token.mode is not None
        # carried back, what is left is minus the outcome's polynomial: 0 or one edge
        outcome = symbolic.outcome(latent, token.mode, token.polynomial)
        assert carried.polynomial == -outcome
        assert len(outcome.terms) <= 1


def test_both_kinds_of_nullifiers_are_drawn() -> None:
    drawn = conditional.compiled(task.sentence(5, 3, 40, np.random.default_rng(0)))
    own = sum(not element.polynomial for element in drawn.elements)
    assert 10 < own < 30


@settings(deadline=None, max_examples=40)
@given(SIZES, st.data())
def test_weights_are_read_off_nullifiers(size: tuple[int, int], data: st.DataObject) -> None:
    n, k = size
    weights = {
        edge: data.draw(st.fractions(-2, 2, max_denominator=5)) for edge in symbolic.edges_of(n, k)
    }
    f = task.latent_polynomial(n, weights)
    assert weights == task.weights_from_nullifiers(n, k, {i: f.derivative(i) for i in range(n)})


@pytest.mark.parametrize(
    ("n", "k", "measurements", "message"),
    [
        (0, 1, 1, "1..64 modes"),
        (65, 1, 1, "1..64 modes"),
        (3, 0, 1, "edge size in 1..3"),
        (3, 4, 1, "edge size in 1..3"),
        (3, 2, -1, "measurements: expected at least 0, found -1"),
        (3, 2, 5000, "at most 4096"),
        (64, 32, 1, "at most 4096"),
    ],
)
def test_numbers_out_of_range(n: int, k: int, measurements: int, message: str) -> None:
    with pytest.raises(InputError, match=message):
        task.sentence(n, k, measurements, np.random.default_rng(0))


def test_repeated_modes_are_no_edge() -> None:
    with pytest.raises(InputError, match="without repetition"):
        task.latent_polynomial(2, {(0, 0): Fraction(1)})


def test_a_negative_number_of_measurements_is_named() -> None:
    with pytest.raises(InputError, match="measurements: expected at least 0, found -1"):
        task.sentence(3, 2, -1, np.random.default_rng(0))
