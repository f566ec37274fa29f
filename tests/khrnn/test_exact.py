"""The exact simulator against stim (k = 2), dense complex matrices (k >= 3) and itself."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
import stim
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.group import GroupElement, random_element
from contextuality.polynomial import BooleanPolynomial, vertices
from khrnn.hypergraph.cell import GateCount, gate_count, gate_report, translate
from khrnn.hypergraph.exact import (
    MAX_QUBITS,
    ExactCell,
    ExactState,
    distribution,
    outcome_law,
    run,
    sample,
    sample_translation,
    validity,
)
from khrnn.tasks.hsmt import (
    Entangle,
    FreshAncilla,
    Measure,
    Phase,
    ReadAncilla,
    Sentence,
    Shift,
    Token,
    random_sentence,
)

SIZES = st.integers(1, 5).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))


def diagonal(text: str, n: int = 3) -> GroupElement:
    return GroupElement.diagonal(BooleanPolynomial.parse(text, n))


# --- known values -------------------------------------------------------------------------


def test_conditionals_that_are_not_dyadic() -> None:
    sentence = Sentence(3, 3, (Measure(diagonal("z0*z1")), Measure(diagonal("z0"))))
    first = run(sentence, (1, -1))
    assert first.conditionals == (Fraction(3, 4), Fraction(1, 3))
    assert first.joint == Fraction(1, 4)
    assert distribution(sentence) == {
        (1, 1): Fraction(1, 2),
        (1, -1): Fraction(1, 4),
        (-1, -1): Fraction(1, 4),
    }
    assert not validity(sentence, (-1, 1))
    assert run(sentence, (-1, 1)).conditionals == (Fraction(1, 4), Fraction(0))


def test_an_impossible_word_ends_the_conditionals() -> None:
    x0 = Measure(GroupElement.x(2, [0]))
    sentence = Sentence(2, 2, (Entangle(3), Entangle(3), x0, x0))
    impossible = run(sentence, (None, None, -1, 1))
    assert impossible.joint == 0
    assert impossible.conditionals == (Fraction(1), Fraction(1), Fraction(0))


# --- stim ---------------------------------------------------------------------------------


def to_stim(element: GroupElement) -> stim.PauliString:
    """X^a (-1)^g with g linear, multiplied out by stim."""
    n = element.n
    x = stim.PauliString("".join("X" if element.shift >> i & 1 else "_" for i in range(n)))
    z_bits = {i for i in range(n) if 1 << i in element.phase.monomials}
    z = stim.PauliString("".join("Z" if i in z_bits else "_" for i in range(n)))
    return x * z * (-1 if 0 in element.phase.monomials else 1)


def test_stabilizer_sequences_agree_with_stim() -> None:
    """More than 10^4 outcome laws along random sequences, each compared exactly."""
    rng = np.random.default_rng(20)
    compared = certain = 0
    for case in range(260):
        n = 2 + case % 7
        simulator = stim.TableauSimulator(seed=case)
        simulator.h(*range(n))
        cell = ExactCell(n, 2)
        state = cell.start()
        for _ in range(40):
            if rng.integers(0, 3) == 0:
                u, v = rng.permutation(n)[:2].tolist()
                simulator.cz(u, v)
                state, word = cell.step(state, Entangle(1 << u | 1 << v), rng)
                assert word is None
                continue
            element = random_element(n, 2, rng, hermitian=True)
            for probe in (element, random_element(n, 2, rng, hermitian=True)):
                pauli = to_stim(probe)
                law = Fraction(1 + simulator.peek_observable_expectation(pauli), 2)
                assert outcome_law(state, probe) == law
                compared += 1
                certain += law != Fraction(1, 2)
            outcome = -1 if simulator.measure_observable(to_stim(element)) else 1
            state, word = cell.step(state, Measure(element), outcome)
            assert word == outcome
    assert compared > 10_000
    assert certain > 1_000


def test_compiled_sequences_agree_with_stim() -> None:
    """The compiled circuit, gate by gate in stim, and its ancilla's law."""
    rng = np.random.default_rng(21)
    for case in range(60):
        n = 2 + case % 5
        simulator = stim.TableauSimulator(seed=case)
        simulator.h(*range(n))
        cell = ExactCell(n, 2)
        state = cell.start()
        for token in random_sentence(n, 2, 40, rng, compiled=True).tokens:
            source: np.random.Generator | int = rng
            match token:
                case Entangle(edge):
                    simulator.cz(*vertices(edge))
                case FreshAncilla():
                    simulator.reset(n)
                    simulator.h(n)
                case Phase(0):
                    simulator.z(n)
                case Phase(monomial):
                    simulator.cz(n, *vertices(monomial))
                case Shift(vertex):
                    simulator.cx(n, vertex)
                case ReadAncilla():
                    simulator.h(n)
                    law = Fraction(1 + simulator.peek_z(n), 2)
                    source = -1 if simulator.measure(n) else 1
            before = state.joint
            state, word = cell.step(state, token, source)
            if word is not None:
                assert state.joint / before == (law if word == 1 else 1 - law)


# --- dense complex matrices ---------------------------------------------------------------

Matrix = npt.NDArray[np.complex128]
X, ID = np.array([[0, 1], [1, 0]], complex), np.eye(2, dtype=complex)
ONE = np.diag([0, 1]).astype(complex)


def tensor(factors: dict[int, Matrix], n: int) -> Matrix:
    """The product of one-qubit matrices; qubit 0 is the last Kronecker factor."""
    total = np.eye(1, dtype=complex)
    for qubit in range(n):
        total = np.kron(factors.get(qubit, ID), total)
    return total


def controlled_phase(mask: int, n: int) -> Matrix:
    return np.eye(1 << n) - 2 * tensor(dict.fromkeys(vertices(mask), ONE), n)


def dense(element: GroupElement) -> Matrix:
    total = tensor(dict.fromkeys(vertices(element.shift), X), element.n)
    for mask in element.phase.monomials:
        total = total @ controlled_phase(mask, element.n)
    return total


@settings(deadline=None, max_examples=60)
@given(
    st.integers(3, 5).flatmap(lambda n: st.tuples(st.just(n), st.integers(3, n))),
    st.integers(0, 2**32),
)
def test_sequences_agree_with_dense_matrices(sizes: tuple[int, int], seed: int) -> None:
    n, k = sizes
    rng = np.random.default_rng(seed)
    sentence = random_sentence(n, k, 9, rng)
    translation = sample_translation(sentence, rng)
    vector = np.full(1 << n, 2 ** (-n / 2), dtype=complex)
    for token, word, chance in zip(
        sentence.tokens, translation.words, translation.conditionals, strict=True
    ):
        before = np.vdot(vector, vector).real
        if isinstance(token, Entangle):
            vector = controlled_phase(token.edge, n) @ vector
        else:
            assert isinstance(token, Measure)
            assert word is not None
            vector = (vector + word * dense(token.element) @ vector) / 2
        after = np.vdot(vector, vector).real
        assert after / before == pytest.approx(float(chance), abs=1e-9)
    assert np.vdot(vector, vector).real == pytest.approx(float(translation.probability), abs=1e-9)


# --- properties ---------------------------------------------------------------------------


@settings(deadline=None)
@given(SIZES, st.integers(0, 2**32))
def test_compiled_and_direct_distributions_are_identical(sizes: tuple[int, int], seed: int) -> None:
    n, k = sizes
    sentence = random_sentence(n, k, 8, np.random.default_rng(seed))
    compiled = Sentence(n, k, sentence.compiled)
    law = distribution(sentence)
    assert law == distribution(compiled)
    assert sum(law.values()) == 1
    for outcomes, chance in law.items():
        assert chance.denominator & (chance.denominator - 1) == 0
        assert run(compiled, compiled.words(outcomes)).joint == chance
        assert run(sentence, sentence.words(outcomes)).joint == chance
    possible = set(law)
    for outcomes in itertools.product((1, -1), repeat=len(sentence.outcome_positions)):
        assert validity(sentence, sentence.words(outcomes)) == (outcomes in possible)


@settings(deadline=None)
@given(SIZES, st.integers(0, 2**32))
def test_samples_are_valid_and_repeat_when_measured_again(
    sizes: tuple[int, int], seed: int
) -> None:
    n, k = sizes
    rng = np.random.default_rng(seed)
    sentence = random_sentence(n, k, 8, rng)
    words = sample(sentence, rng)
    assert validity(sentence, words)
    assert validity(sentence, translate(ExactCell(n, k), sentence, rng))
    last = sentence.tokens[-1]
    if isinstance(last, Measure):
        twice = Sentence(n, k, (*sentence.tokens, last))
        assert run(twice, (*words, words[-1])).conditionals[-1] == 1


def test_amplitudes_beyond_int64_stay_exact() -> None:
    """A long sequence against lists of Python integers, far past 64 bits."""
    n, k = 4, 3
    rng = np.random.default_rng(3)
    cell = ExactCell(n, k)
    state = cell.start()
    vector = [1] * (1 << n)
    kinds = set()
    for count in range(1, 401):
        element = random_element(n, k, rng, hermitian=True)
        state, word = cell.step(state, Measure(element), rng)
        assert word is not None
        image = [0] * (1 << n)
        for z, value in enumerate(vector):
            image[z ^ element.shift] = -value if element.phase(z) else value
        vector = [a + word * b for a, b in zip(vector, image, strict=True)]
        assert state.joint == Fraction(sum(v * v for v in vector), 1 << (n + 2 * count))
        kinds.add(state.amplitudes.dtype)
    assert kinds == {np.dtype(np.int64), np.dtype(object)}
    # The compiled form takes the same path through big integers.
    s, _ = cell.step(state, FreshAncilla(), None)
    for token in (Phase(0b0110), Shift(0)):
        s, _ = cell.step(s, token, None)
    element = GroupElement(0b0001, BooleanPolynomial.parse("z1*z2", n))
    law = outcome_law(state, element)
    word = 1 if law > 0 else -1
    s, _ = cell.step(s, ReadAncilla(), word)
    assert s.joint / state.joint == (law if word == 1 else 1 - law)


def test_steps_are_pure() -> None:
    cell = ExactCell(3, 3)
    state = cell.start()
    copy = state.amplitudes.copy()
    for token in (Entangle(0b111), Measure(diagonal("z0*z1 + z2")), FreshAncilla()):
        first, _ = cell.step(state, token, 1)
        second, _ = cell.step(state, token, 1)
        assert first.joint == second.joint
        assert (first.amplitudes == second.amplitudes).all()
        assert (state.amplitudes == copy).all()
        with pytest.raises(ValueError, match="read-only"):
            first.amplitudes[0] = 5


@pytest.mark.parametrize("k", [2, 3, 7, 12])
def test_twelve_qubits(k: int) -> None:
    n = 12
    rng = np.random.default_rng(k)
    edges = [sum(1 << int(i) for i in rng.permutation(n)[:k]) for _ in range(12)]
    phase = BooleanPolynomial.zero(n)
    for edge in edges:
        phase = phase + BooleanPolynomial(n, frozenset({edge}))
    tokens: list[Entangle | Measure] = [Entangle(edge) for edge in edges]
    for i in range(n):
        tokens.append(Measure(GroupElement(1 << i, phase.derivative(1 << i))))
    sentence = Sentence(n, k, tuple(tokens))
    assert distribution(sentence) == {(1,) * n: 1}
    assert distribution(Sentence(n, k, sentence.compiled)) == {(1,) * n: 1}


# --- errors and gate counts ---------------------------------------------------------------


def test_steps_refuse_what_may_not_come() -> None:
    cell = ExactCell(3, 2)
    state = cell.start()
    rng = np.random.default_rng(0)
    opened, _ = cell.step(state, FreshAncilla(), rng)
    refused: list[tuple[ExactState, tuple[Token, ...], str]] = [
        (state, (Phase(0), Shift(0), ReadAncilla()), "no ancilla prepared"),
        (opened, (Entangle(0b011), Measure(diagonal("z0")), FreshAncilla()), "open ancilla"),
        (state, (Entangle(0b111),), "k = 2 vertices"),
        (state, (Measure(diagonal("z0*z1")),), "degree at most k-1"),
        (state, (Measure(diagonal("z0", 4)),), "on 3 qubits"),
        (opened, (Phase(0b011),), "at most k-1 = 1 vertices"),
        (opened, (Shift(3),), "a qubit 0..2"),
    ]
    for before, tokens, reason in refused:
        for token in tokens:
            with pytest.raises(InputError, match=reason):
                cell.step(before, token, rng)
    with pytest.raises(InputError, match="open ancilla"):
        outcome_law(opened, diagonal("z0"))
    x0 = Measure(GroupElement.x(3, [0]))
    for source in (None, 0, 2, -1):
        with pytest.raises(InputError, match="X0"):
            cell.step(state, x0, source)
    with pytest.raises(InputError, match="Hermitian"):
        outcome_law(state, GroupElement(1, BooleanPolynomial.parse("z0", 3)))
    with pytest.raises(InputError):
        ExactCell(MAX_QUBITS + 1, 2)
    with pytest.raises(InputError):
        run(Sentence(MAX_QUBITS + 1, 2, ()), ())
    with pytest.raises(InputError, match="1 words"):
        run(Sentence(3, 2, (x0,)), ())


@settings(deadline=None)
@given(SIZES, st.integers(0, 2**32))
def test_every_compiled_token_is_constant_work(sizes: tuple[int, int], seed: int) -> None:
    n, k = sizes
    sentence = random_sentence(n, k, 12, np.random.default_rng(seed))
    report = gate_report(sentence)
    counts = [gate_count(token) for token in sentence.compiled]
    assert report.tokens == len(counts)
    assert report.max_gates <= 2
    assert report.max_qubits_touched <= k + 1
    assert report.total_gates == sum(count.gates for count in counts)
    assert report.latent_qubits == n
    assert report.ancilla_qubits == bool(sentence.outcome_positions)


def test_gate_counts() -> None:
    assert gate_count(Entangle(0b111)) == GateCount(1, 3)
    assert gate_count(Phase(0)) == GateCount(1, 1)
    assert gate_count(Shift(5)) == GateCount(1, 2)
    assert gate_count(FreshAncilla()) == gate_count(ReadAncilla()) == GateCount(2, 1)
    with pytest.raises(InputError, match="a compiled token"):
        gate_count(Measure(diagonal("z0")))
    assert gate_report(Sentence(3, 3, ())).max_gates == 0
