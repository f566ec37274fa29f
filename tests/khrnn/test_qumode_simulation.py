"""Finite squeezing: sampler against grid, sentences and their file, errors of both."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.qumode import conditional, grid
from khrnn.qumode.polynomial import Polynomial
from khrnn.qumode.sentence import (
    Measure,
    Phase,
    Sentence,
    Shift,
    parse_sentence,
    read_sentence,
    to_json,
)

P = Polynomial.of
SMALL = st.fractions(Fraction(-1, 2), Fraction(1, 2), max_denominator=4)
SHIFTS = st.builds(Shift, st.integers(0, 1), SMALL)
NUMBERS = st.floats(-1, 1)


def poly(*monomials: tuple[int, ...]) -> st.SearchStrategy[Polynomial]:
    parts = st.tuples(*[SMALL] * len(monomials))
    return parts.map(lambda values: P(2, dict(zip(monomials, values, strict=True))))


TOKENS = st.lists(
    st.one_of(
        st.builds(Phase, poly((0,), (1,), (0, 1), (0, 0), (1, 1))),
        SHIFTS,
        st.builds(Measure, st.sampled_from([0, 1, None]), poly((), (0,), (1,))),
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, max_examples=25)
@given(TOKENS, st.lists(NUMBERS, min_size=5, max_size=5))
def test_joint_density_of_random_sentences(tokens: list[object], outcomes: list[float]) -> None:
    sentence = Sentence(2, tuple(tokens))  # type: ignore[arg-type]
    given_outcomes = outcomes[: sentence.outcomes]
    own = conditional.log_density(sentence, 0.6, 0.7, given_outcomes)
    latent = grid.run(sentence, 0.6, 0.7, grid.Grid(256, 16.0), given_outcomes)
    assert own == pytest.approx(np.log(latent.norm), abs=1e-8)


F3 = P(3, {(0, 1, 2): "1/3", (0, 1): "1/2", (2,): "1/5", (1, 2): "-1/4"})
LONG = Sentence(
    3,
    (
        Phase(F3),
        Measure(0, P(3, {(1, 2): "1/4", (0,): "1/6"})),
        Shift(1, Fraction(1, 2)),
        Measure(1, P(3, {(2,): "1/2", (0,): "1/3"})),
        Phase(P(3, {(0, 0): "1/5", (0, 1, 2): "1/9"})),
        Measure(0, Polynomial(3)),
        Measure(None, P(3, {(2,): 1})),
    ),
)


@pytest.mark.parametrize("outcomes", [(0.1, 0.2, 0.3, 0.4), (1.0, -1.0, 0.5, 0.2)])
def test_joint_density_of_a_cubic_sentence(outcomes: tuple[float, ...]) -> None:
    own = conditional.log_density(LONG, 0.6, 0.8, outcomes, 40)
    assert own == pytest.approx(conditional.log_density(LONG, 0.6, 0.8, outcomes, 80), abs=1e-10)
    assert own == pytest.approx(
        np.log(grid.run(LONG, 0.6, 0.8, grid.Grid(96, 11.0), outcomes).norm), abs=1e-7
    )


def test_samples_have_the_moments_of_the_density() -> None:
    sentence = Sentence(2, (Phase(P(2, {(0, 1): "1/2"})), Measure(0, Polynomial(2)),
                            Measure(1, P(2, {(0,): "1/3"}))))  # fmt: skip
    shots = 40_000
    own = conditional.sample(sentence, 0.6, 0.7, shots=shots, rng=np.random.default_rng(1))
    axis = np.linspace(-6, 6, 19)
    logs = [[conditional.log_density(sentence, 0.6, 0.7, (x, y)) for y in axis] for x in axis]
    weights = np.exp(logs)
    weights /= weights.sum()
    means = np.array([(weights.sum(1) * axis).sum(), (weights.sum(0) * axis).sum()])
    second = np.array(
        [
            [(weights.sum(1) * axis**2).sum(), axis @ weights @ axis],
            [axis @ weights @ axis, (weights.sum(0) * axis**2).sum()],
        ]
    )
    assert np.allclose(own.mean(0), means, atol=5 * own.std() / shots**0.5)
    assert np.allclose(own.T @ own / shots, second, atol=5 * 1.5 * own.std() ** 2 / shots**0.5)


def test_samples_of_the_grid() -> None:
    shots = 100
    rng = np.random.default_rng(2)
    found = grid.sample(LONG_2, 0.6, 0.7, grid.Grid(96, 14.0), shots=shots, rng=rng)
    own = conditional.sample(LONG_2, 0.6, 0.7, shots=100_000, rng=rng)
    scale = own.std(0) / shots**0.5
    assert np.all(abs(found.mean(0) - own.mean(0)) < 5 * scale)
    assert np.all(abs(found.var(0) / own.var(0) - 1) < 5 * (2 / shots) ** 0.5)


LONG_2 = Sentence(
    2,
    (
        Phase(P(2, {(0, 1): "3/4"})),
        Measure(None, P(2, {(1,): 1})),
        Measure(0, Polynomial(2)),
        Shift(0, Fraction(1)),
        Measure(0, P(2, {(0,): "1/2"})),
    ),
)


def test_two_nullifiers_share_noise_of_the_squeezing_alone() -> None:
    tokens = (Phase(F3), *(Measure(i, F3.derivative(i)) for i in (0, 1, 2)))
    own = conditional.sample(
        Sentence(3, tokens), 2.0, 0.0, shots=20_000, rng=np.random.default_rng(3)
    )
    assert np.allclose(np.cov(own.T), np.eye(3) / 8, atol=0.01)
    assert conditional.log_density(Sentence(3, tokens), 2.0, 0.0, (0, 0, 0)) == pytest.approx(
        1.5 * np.log(8 / (2 * np.pi)), abs=1e-10
    )


def test_single_outcome_is_the_stated_law() -> None:
    # p0 - q1 q2 / 4 on the cubic latent: (d_0 f - g)(q) + N(0, 1/(4 s^2)), by quadrature
    element = Measure(0, P(3, {(1, 2): "1/4"}))
    latent = grid.Latent(3, 0.6, grid.Grid(80, 10.0))
    latent.phase(F3)
    values, density = latent.law(element)
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    x, y = np.meshgrid(nodes * 0.6**0.5, nodes * 0.6**0.5, indexing="ij")
    signal = (F3.derivative(0) - element.polynomial)([0, x, y])
    noise = 1 / (4 * 0.6)
    share = np.outer(weights, weights) / (2 * np.pi)
    for value, found in zip(values, density, strict=True):
        if abs(value) < 3:
            law = np.exp(-((value - signal) ** 2) / (2 * noise)) / (2 * np.pi * noise) ** 0.5
            assert found == pytest.approx((share * law).sum(), abs=1e-8)


def test_repeating_an_ideal_measurement_repeats_its_outcome() -> None:
    element = Measure(0, P(2, {(1,): 1, (0,): 2}))
    sentence = Sentence(2, (Phase(P(2, {(0, 1): 3})), element, element))
    found = conditional.sample(sentence, 4.0, 0.0, shots=100, rng=np.random.default_rng(0))
    assert np.allclose(found[:, 0], found[:, 1])
    assert found[:, 0].std() > 1


def test_a_resolution_that_rounding_drowns() -> None:
    element = Measure(0, P(1, {(0,): 1}))
    with pytest.raises(InputError, match="double precision"):
        conditional.sample(
            Sentence(1, (element, element)), 0.5, 1e-7, shots=1, rng=np.random.default_rng(0)
        )


def test_repeating_a_fine_measurement_adds_its_noise_alone() -> None:
    # two readings of one element differ by the noise of both ancillas
    element = Measure(0, P(2, {(1,): 1, (0,): 2}))
    found = conditional.sample(
        Sentence(2, (element, element)), 4.0, 1e-3, shots=20_000, rng=np.random.default_rng(0)
    )
    assert (found[:, 0] - found[:, 1]).std() == pytest.approx(2**0.5 * 1e-3, rel=0.03)


def test_pieces_of_shots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditional, "MAX_ENTRIES", 100)
    found = conditional.sample(LONG_2, 0.6, 0.7, shots=500, rng=np.random.default_rng(0))
    assert found.shape == (500, 3)
    assert len(np.unique(found[:, 0])) == 500


def test_outside_the_class() -> None:
    triple = Phase(P(3, {(0, 1, 2): 1}))
    both = tuple(Measure(i, Polynomial(3)) for i in range(3))
    with pytest.raises(InputError, match="affine in q0, q1, q2, found degree 2"):
        conditional.compiled(Sentence(3, (triple, *both)))
    assert conditional.compiled(Sentence(3, (triple, *both[:2]))).hidden == (2,)
    q, p = Measure(None, P(1, {(0,): 1})), Measure(0, Polynomial(1))
    with pytest.raises(InputError, match="measurements 0 and 1: expected elements that commute"):
        conditional.compiled(Sentence(1, (q, p)), ideal=True)
    with pytest.raises(InputError, match="resolution"):
        conditional.log_density(Sentence(1, (q,)), 1.0, 0.0, [0.0])


@pytest.mark.parametrize(
    ("variance", "resolution", "shots"),
    [(0, 1, 1), (-1, 1, 1), (float("nan"), 1, 1), (1, -1, 1), (1, float("inf"), 1), (1, 1, 0)],
)
def test_numbers_out_of_range(variance: float, resolution: float, shots: int) -> None:
    with pytest.raises(InputError):
        conditional.sample(LONG, variance, resolution, shots=shots, rng=np.random.default_rng(0))


def test_the_grid_says_when_it_is_too_small() -> None:
    kick = Sentence(1, (Phase(P(1, {(0,): 20})), Measure(0, Polynomial(1))))
    with pytest.raises(InputError, match="more points"):
        grid.run(kick, 0.5, 0.5, grid.Grid(64, 8.0), [20.0])
    assert grid.run(kick, 0.5, 0.5, grid.Grid(256, 8.0), [20.0]).norm > 0.4
    with pytest.raises(InputError, match="larger half width"):
        grid.Latent(1, 9.0, grid.Grid(64, 8.0))
    for sentence, points in ((Sentence(4, ()), 16), (Sentence(3, ()), 512)):
        with pytest.raises(InputError):
            grid.run(sentence, 0.5, 0.5, grid.Grid(points, 8.0), [])
    far = Sentence(1, (Shift(0, Fraction(16)), Measure(0, Polynomial(1))))  # once around
    with pytest.raises(InputError, match="positions below"):
        grid.run(far, 0.5, 0.5, grid.Grid(64, 8.0), [0.0])
    fine = Sentence(1, (Measure(None, P(1, {(0,): 1})),))
    with pytest.raises(InputError, match="a resolution of at least"):
        grid.run(fine, 0.5, 0.01, grid.Grid(64, 8.0), [0.1])
    for points, width in ((15, 1.0), (8, 1.0), (16, 0.0)):
        with pytest.raises(InputError):
            grid.Grid(points, width)
    with pytest.raises(InputError, match="at most 0"):
        grid.run(Sentence(1, ()), 0.5, 0.5, grid.Grid(64, 8.0), [1.0])


@settings(deadline=None, max_examples=40)
@given(TOKENS)
def test_files_keep_sentences(tokens: list[object]) -> None:
    sentence = Sentence(2, tuple(tokens))  # type: ignore[arg-type]
    assert parse_sentence(to_json(sentence)) == sentence


HEAD = '{"schema": "khrnn-qumode/1", "modes": 2, "tokens": '


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "a JSON object"),
        ("{}", "the key 'schema'"),
        ('{"schema": "x", "modes": 2, "tokens": []}', "schema: expected 'khrnn-qumode/1'"),
        ('{"schema": "khrnn-qumode/1", "modes": 0, "tokens": []}', "1..64 modes, found 0"),
        ('{"schema": "khrnn-qumode/1", "modes": 2.0, "tokens": []}', "modes: expected an integer"),
        (HEAD + "3}", "tokens: expected a list"),
        (HEAD + "[3]}", r"tokens\[0\]: expected an object"),
        (HEAD + "[{}]}", "phase, shift or measure"),
        (HEAD + '[{"shift": 0, "by": 0.5}]}', "by: expected a string, found the number 0.5"),
        (HEAD + '[{"shift": 0, "by": "1/0"}]}', "a denominator above 0"),
        (HEAD + '[{"shift": 0, "by": "half"}]}', "a number such as"),
        (HEAD + '[{"shift": 2, "by": 1}]}', "a mode in 0..1, found 2"),
        (HEAD + '[{"shift": 0, "by": 1, "to": 1}]}', "the key 'to'"),
        (HEAD + '[{"phase": [[[0, 1]]]}]}', "a pair"),
        (HEAD + '[{"phase": [[[0, 1], 1], [[1, 0], 2]]}]}', "each monomial once"),
        (HEAD + '[{"phase": [[[0, 5], 1]]}]}', r"phase\[0\]\[0\]: expected a mode in 0..1"),
        (HEAD + '[{"phase": [[[0,0,0,0,0,0,0,0,0,0,0,0,0], 1]]}]}', "at most 12"),
        (HEAD + '[{"measure": 7, "minus": []}]}', "measure: expected a mode"),
        (HEAD + '[{"measure": [], "minus": []}]}', "the key 'minus'"),
        (HEAD + "[]} x", "well-formed JSON"),
    ],
)
def test_bad_files(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as error:
        read_sentence(path)
    assert "s.json" in str(error.value)


def test_measure_without_minus_is_the_momentum() -> None:
    assert parse_sentence(HEAD + '[{"measure": 1}]}').tokens == (Measure(1, Polynomial(2)),)
    with pytest.raises(InputError):
        Sentence(1, (Shift(1, Fraction(1)),))
    with pytest.raises(InputError):
        Sentence(1, (Phase(Polynomial(2)),))
    big = Sentence(1, (Shift(0, Fraction(10**20)),))
    with pytest.raises(InputError):
        json.loads(to_json(big))
