"""Every backend against the reference simulator, stim and laws known by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import stim
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.group import GroupElement
from contextuality.polynomial import BooleanPolynomial
from khrnn.hypergraph import _kernels, _pauli_kernels, batched, pauli
from khrnn.hypergraph.backends import (
    BACKENDS,
    OutsideClassError,
    choose_backend,
    conditional_law,
    sample_outcomes,
    simulate,
)
from khrnn.hypergraph.constraints import MAX_EQUATIONS
from khrnn.hypergraph.dense import DenseRemainder
from khrnn.hypergraph.exact import distribution, run, sample_translation
from khrnn.hypergraph.frame import FrameSimulator
from khrnn.hypergraph.law import sentence_probability
from khrnn.tasks.hsmt import random_sentence
from khrnn.tasks.sentences import Sentence
from khrnn.tasks.tokens import Entangle, Measure

SIZES = st.integers(1, 7).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, min(n, 4))))
SEEDS = st.integers(0, 2**32 - 1)


def diagonal(text: str, n: int) -> Measure:
    return Measure(GroupElement.diagonal(BooleanPolynomial.parse(text, n)))


def agree_with_reference(sentence: Sentence, seed: int) -> set[str]:
    """Compare the translations of all backends, drawn from equal generators; name who answered."""
    [reference] = simulate([sentence], backend="exact", rng=np.random.default_rng(seed))
    answered = set()
    for name, backend in BACKENDS.items():
        if backend.refusal(sentence.n, sentence.k):
            continue
        try:
            [found] = simulate([sentence], backend=name, rng=np.random.default_rng(seed))
        except OutsideClassError:
            assert name == "phase"
            assert sentence.k >= 3
            continue
        assert found == reference, name
        answered.add(name)
    return answered


# --- all backends, one law ----------------------------------------------------------------


@given(SIZES, SEEDS, st.booleans())
@settings(deadline=None, max_examples=80)
def test_backends_draw_the_same_translations(
    sizes: tuple[int, int], seed: int, compiled: bool
) -> None:
    rng = np.random.default_rng(seed)
    sentence = random_sentence(*sizes, 24, rng, compiled=compiled)
    assert agree_with_reference(sentence, seed) >= {"exact", "signs"}


def test_packed_words_agree_with_the_reference() -> None:
    """Enough qubits that the dense remainder keeps whole words, folds and slices them."""
    answered: list[str] = []
    for seed in range(24):
        rng = np.random.default_rng([5, seed])
        n, k = 9 + seed % 5, 2 + seed % 4
        sentence = random_sentence(n, k, 40, rng)
        answered += agree_with_reference(sentence, seed)
    assert answered.count("signs") == 24
    assert "phase" in answered
    assert "tableau" in answered


def test_long_sentences_outgrow_one_byte() -> None:
    """Many generators of many hypergraphs: amplitudes beyond int8, many frames."""
    rng = np.random.default_rng(6)
    n = 8
    tokens: list[Entangle | Measure] = []
    for _ in range(50):
        for _ in range(3):
            tokens.append(Entangle(sum(1 << i for i in rng.permutation(n)[:3].tolist())))
        tokens.append(Measure(GroupElement.x(n, [int(rng.integers(0, n))])))
        if rng.integers(0, 2):
            shift = int(rng.integers(1, 1 << n))
            tokens.append(Measure(GroupElement(shift, BooleanPolynomial.zero(n))))
    sentence = Sentence(n, 3, tuple(tokens))
    assert "signs" in agree_with_reference(sentence, 1)
    simulator = FrameSimulator(n, DenseRemainder())
    widest = 0
    for token in tokens:
        if isinstance(token, Entangle):
            simulator.entangle(token.edge)
        else:
            simulator.measure(token.element, lambda chance: 1 if chance else -1)
        values = simulator.remainder._integers  # type: ignore[attr-defined]
        widest = max(widest, 0 if values is None else values.dtype.itemsize)
    assert widest > 1


@given(SIZES, SEEDS)
@settings(deadline=None, max_examples=60)
def test_conditional_law_is_the_reference_run(sizes: tuple[int, int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    sentence = random_sentence(*sizes, 12, rng)
    words = sentence.words(
        [int(word) for word in rng.choice([-1, 1], len(sentence.outcome_positions))]
    )
    truth = run(sentence, words)
    for name, backend in BACKENDS.items():
        if backend.refusal(*sizes):
            continue
        try:
            assert conditional_law(sentence, words, backend=name) == truth, name
        except OutsideClassError:
            assert name == "phase"


def test_sampled_outcomes_follow_the_law() -> None:
    """Shared prefixes draw each branch as often as its probability says: within 5 sigma."""
    n = 3
    sentence = Sentence(
        n,
        3,
        (
            Entangle(0b111),
            diagonal("z0*z1", n),
            Measure(GroupElement.x(n, [2])),
            Measure(GroupElement.x(n, [0])),
        ),
    )
    law = distribution(sentence)
    shots = 4000
    for name in ("exact", "signs"):
        rows = sample_outcomes(sentence, shots, np.random.default_rng(3), backend=name)
        assert rows.shape == (shots, 3)
        seen = {tuple(row) for row in rows.tolist()}
        assert seen <= set(law)
        for outcomes, chance in law.items():
            count = int((rows == outcomes).all(axis=1).sum())
            p = float(chance)
            assert abs(count - shots * p) <= 5 * (shots * p * (1 - p)) ** 0.5 + 1e-9
    assert sample_outcomes(sentence, 0, np.random.default_rng(3)).shape == (0, 3)


def test_the_compiled_sampler_gives_the_support_of_the_law() -> None:
    for seed in range(12):
        sentence = random_sentence(4, 2, 9, np.random.default_rng([7, seed]))
        law = distribution(sentence)
        rows = sample_outcomes(sentence, 300, np.random.default_rng(seed), backend="tableau")
        assert rows.shape == (300, len(sentence.outcome_positions))
        seen = {tuple(row) for row in rows.tolist()}
        # Uniform on its support: a branch of probability 1/8 is missed with chance < 1e-17.
        assert seen <= set(law)
        assert len(law) > 8 or seen == set(law)


# --- beyond the reference -----------------------------------------------------------------


def test_thousands_of_qubits_with_known_laws() -> None:
    """Disjoint triples: every law factorizes and is known by hand."""
    n = 3000
    edges = [0b111 << 3 * i for i in range(n // 3)]
    tokens: tuple[Entangle | Measure, ...] = tuple(Entangle(edge) for edge in edges)
    pair = BooleanPolynomial(n, frozenset({0b011 << 6, 0b011 << 9}))
    sentence = Sentence(
        n,
        3,
        (
            *tokens,
            Measure(GroupElement.x(n, [0])),
            Measure(GroupElement.x(n, [3, 6, 9])),
            Measure(GroupElement.diagonal(pair)),
        ),
    )
    words = sentence.words([-1, 1, -1])
    # P(d_0 f = 1) = 1/4. <X3 X6 X9> is the product of three biases 1/2. The last is measured
    # with z0 and the triple 1 disturbed; the counting law, on the qubits concerned, is the oracle.
    first = conditional_law(sentence, words, backend="phase")
    measured = [c for c, w in zip(first.conditionals, words, strict=True) if w is not None]
    assert measured[:2] == [Fraction(1, 4), Fraction(9, 16)]
    small = Sentence(
        12,
        3,
        (
            *(Entangle(0b111 << 3 * i) for i in range(4)),
            Measure(GroupElement.x(12, [0])),
            Measure(GroupElement.x(12, [3, 6, 9])),
            Measure(
                GroupElement.diagonal(BooleanPolynomial(12, frozenset({0b011 << 6, 0b011 << 9})))
            ),
        ),
    )
    assert first.joint == sentence_probability(small, small.words([-1, 1, -1]))


def test_graph_states_of_a_thousand_qubits_agree_with_stim() -> None:
    n = 400
    rng = np.random.default_rng(8)
    pairs = [sorted(rng.permutation(n)[:2].tolist()) for _ in range(1200)]
    tokens: list[Entangle | Measure] = [Entangle(1 << i | 1 << j) for i, j in pairs]
    simulator = stim.TableauSimulator(seed=3)
    simulator.h(*range(n))
    for i, j in pairs:
        simulator.cz(i, j)
    outcomes: list[int] = []
    chances: list[Fraction] = []
    state = simulator.current_inverse_tableau().inverse()
    for step in range(60):
        if step % 3 == 0:  # a stabilizer of the graph state, disturbed by what came before
            pauli = state.z_output(int(rng.integers(0, n)))
        else:
            pauli = stim.PauliString(n)
            for q in rng.permutation(n)[:3].tolist():
                pauli[q] = int(rng.choice([1, 3]))
        x, z = pauli.to_numpy()
        shift = sum(1 << q for q in np.flatnonzero(x).tolist())
        phase = frozenset(1 << q for q in np.flatnonzero(z).tolist())
        assert pauli.sign == 1 or not (x & z).any()
        element = GroupElement(shift, BooleanPolynomial(n, phase))
        if (x & z).sum() % 4 == 2:
            element = element.negate()
        if pauli.sign == -1:
            element = element.negate()
        chances.append(Fraction(1 + simulator.peek_observable_expectation(pauli), 2))
        outcomes.append(-1 if simulator.measure_observable(pauli) else 1)
        tokens.append(Measure(element))
    sentence = Sentence(n, 2, tuple(tokens))
    words = sentence.words(outcomes)
    expected = [c if w == 1 else 1 - c for c, w in zip(chances, outcomes, strict=True)]
    assert len(set(expected)) == 2
    for name in ("phase", "tableau", "pauli", "signs"):
        found = conditional_law(sentence, words, backend=name)
        measured = [c for c, w in zip(found.conditionals, words, strict=True) if w is not None]
        assert measured == expected, name


def test_commuting_diagonals_stay_polynomial_up_to_the_stated_number() -> None:
    n = 4 * MAX_EQUATIONS
    chain = [diagonal(f"z{2 * i}*z{2 * i + 1} + z{2 * i + 2}*z{2 * i + 3}", n) for i in range(8)]
    sentence = Sentence(n, 3, tuple(chain))
    words = sentence.words([1] * 8)
    small = Sentence(18, 3, tuple(diagonal(str(t.element.phase), 18) for t in chain))
    assert conditional_law(sentence, words, backend="phase") == run(small, small.words([1] * 8))
    many = Sentence(
        n, 3, tuple(diagonal(f"z{2 * i}*z{2 * i + 1}", n) for i in range(MAX_EQUATIONS + 1))
    )
    with pytest.raises(OutsideClassError, match="at most 10 random outcomes"):
        simulate([many], backend="phase", rng=np.random.default_rng(0))


# --- refusals -----------------------------------------------------------------------------


def test_refusals_name_backend_and_reason() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(InputError, match=r"tableau backend: .*k = 3"):
        simulate([Sentence(3, 3, ())], backend="tableau", rng=rng)
    with pytest.raises(InputError, match=r"exact backend: .*n = 25 above 24"):
        simulate([Sentence(25, 3, ())], backend="exact", rng=rng)
    known = "auto or exact or signs or tableau or pauli or phase"
    with pytest.raises(InputError, match=f"{known}, found 'gpu'"):
        simulate([], backend="gpu", rng=rng)
    disturbed = Sentence(
        3, 3, (Entangle(7), Measure(GroupElement.x(3, [0])), Measure(GroupElement.x(3, [1])))
    )
    with pytest.raises(OutsideClassError, match="shifts of qubits that no earlier"):
        simulate([disturbed], backend="phase", rng=rng)
    with pytest.raises(InputError, match="shots"):
        sample_outcomes(disturbed, -1, rng)


def test_too_many_live_variables_are_refused_before_they_are_allocated() -> None:
    simulator = FrameSimulator(40, DenseRemainder(max_live=10))
    for i in range(0, 20, 2):
        simulator.entangle(1 << 39 | 0b11 << i)
    with pytest.raises(OutsideClassError, match="at most 10 live variables"):
        simulator.measure(GroupElement.x(40, [39]), lambda _: 1)


def test_a_choice_that_raises_leaves_the_state() -> None:
    for name in ("exact", "signs", "tableau", "pauli", "phase"):
        simulator = BACKENDS[name].start(2, 2)
        simulator.entangle(0b11)

        def stop(_: Fraction) -> int:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            simulator.measure(GroupElement.x(2, [0]), stop)
        seen: list[Fraction] = []
        xz = GroupElement(1, BooleanPolynomial.variable(2, 1))
        simulator.measure(xz, lambda chance, seen=seen: seen.append(chance) or 1)
        assert seen == [1], name


def test_choice_of_backend() -> None:
    assert choose_backend(8, 2).name == "exact"
    assert choose_backend(9, 2).name == "pauli"
    assert choose_backend(24, 3).name == "signs"
    assert choose_backend(40, 3).name == "signs"
    x0 = Measure(GroupElement.x(40, [0]))
    x1 = Measure(GroupElement.x(40, [1]))
    easy = Sentence(40, 3, (Entangle(7), x0))
    assert choose_backend(40, 3, [easy]).name == "phase"
    assert choose_backend(40, 3, [easy, Sentence(40, 3, (Entangle(7), x0, x1))]).name == "signs"
    with pytest.raises(InputError, match="k"):
        choose_backend(2, 3)


# --- the packed tableau ---------------------------------------------------------------------


@given(st.integers(1, 9), SEEDS)
@settings(deadline=None, max_examples=60)
def test_packed_tableaus_follow_words_as_the_polynomials_do(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    sentence = random_sentence(n, min(n, 2), 24, rng)
    [truth] = simulate([sentence], backend="phase", rng=rng)
    flipped = [word and (-word if rng.integers(0, 5) == 0 else word) for word in truth.words]
    for words in (truth.words, tuple(flipped)):
        found = conditional_law(sentence, words, backend="pauli")
        assert found == conditional_law(sentence, words, backend="phase")
        assert found == run(sentence, words)
    # Token by token, with copies, it is the same state.
    simulator = BACKENDS["pauli"].start(n, min(n, 2))
    for token, word, chance in zip(sentence.direct, truth.words, truth.conditionals, strict=True):
        if isinstance(token, Entangle):
            simulator.entangle(token.edge)
            continue
        twin = simulator.copy()
        seen: list[Fraction] = []
        for one in (twin, simulator):
            one.measure(token.element, lambda p, seen=seen, word=word: seen.append(p) or word)
        assert seen == [chance if word == 1 else 1 - chance] * 2


@given(st.integers(1, 4), SEEDS)
@settings(deadline=None, max_examples=10)
def test_compiled_loops_over_tableaus_are_the_plain_ones(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    program = pauli._Program.of(random_sentence(n, min(n, 2), 12, rng).direct, n)
    coins = rng.integers(0, 2, len(program.signs)).astype(np.uint8)
    ends = []
    for kernel in (_kernels.compiled(_pauli_kernels.run), _pauli_kernels.run):
        one = pauli.PauliSimulator(n)
        said = program.signs.copy(), np.zeros(len(coins), dtype=np.uint8)
        state = one.tableau, one.signs
        used = kernel(state, program.steps, program.products, (coins, 0), said)
        ends.append((used, [part.tolist() for part in (*state, *said)]))
    assert ends[0] == ends[1]


def test_packed_tableaus_know_thousands_of_qubits_and_their_limits() -> None:
    n = 2000
    ring = [Entangle(1 << i | 1 << (i + 1) % n) for i in range(n)]
    state = [
        Measure(GroupElement(1 << i, BooleanPolynomial(n, frozenset({1 << i - 1, 1 << i + 1}))))
        for i in (1, 64, 1998)
    ]
    sentence = Sentence(n, 2, (*ring, *state, Measure(GroupElement.x(n, [64])), state[1]))
    [found] = simulate([sentence], rng=np.random.default_rng(0))
    assert found.conditionals[n:] == (1, 1, 1, Fraction(1, 2), 1)
    assert found.words[n : n + 3] == (1, 1, 1)
    with pytest.raises(InputError, match="a phase of degree at most 1"):
        pauli.PauliSimulator(3).measure(
            GroupElement.diagonal(BooleanPolynomial.parse("z0*z1 + z1*z2", 3)), lambda _: 1
        )
    with pytest.raises(InputError, match=r"pauli backend: .*k = 3"):
        simulate([Sentence(3, 3, ())], backend="pauli", rng=np.random.default_rng(0))


# --- many sentences at once -----------------------------------------------------------------


@pytest.mark.parametrize(("n", "k"), [(1, 1), (3, 2), (5, 4), (6, 2), (9, 3)])
def test_a_batch_of_different_sentences_is_each_on_its_own(n: int, k: int) -> None:
    rng = np.random.default_rng([n, k])
    batch = [random_sentence(n, k, 14, rng, compiled=bool(i % 2)) for i in range(25)]
    seeds = np.random.default_rng(4).integers(0, 1 << 63, size=len(batch)).tolist()
    own = [
        sample_translation(s, np.random.default_rng(seed))
        for s, seed in zip(batch, seeds, strict=True)
    ]
    for name, backend in BACKENDS.items():
        if not backend.refusal(n, k) and (name != "phase" or k <= 2):
            assert simulate(batch, backend=name, rng=np.random.default_rng(4)) == own, name
    assert simulate(batch, rng=np.random.default_rng(4)) == own


def test_a_batch_may_mix_sizes_and_one_sentence_does_not_change_another() -> None:
    rng = np.random.default_rng(0)
    sizes = [(2, 1), (4, 3), (2, 1), (30, 3), (4, 3), (20, 2)]
    batch = [random_sentence(min(n, 24), k, 9, rng) for n, k in sizes]
    found = simulate(batch, rng=np.random.default_rng(8))
    changed = [*batch[:2], Sentence(3, 3, ()), *batch[3:]]
    again = simulate(changed, rng=np.random.default_rng(8))
    assert [a == b for a, b in zip(found, again, strict=True)] == [True, True, False, *[True] * 3]
    assert [len(one.words) for one in found] == [len(one.tokens) for one in batch]
    assert simulate([], rng=rng) == []


def test_a_batch_gives_up_what_could_leave_its_integers(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    batch = [random_sentence(6, 3, 14, rng) for _ in range(30)]
    whole = simulate(batch, backend="exact", rng=np.random.default_rng(3))
    monkeypatch.setattr(batched, "INT64_WEIGHT", 1 << 7)
    found = batched.sample_batch(batch, [np.random.default_rng(seed) for seed in range(30)])
    assert 0 < sum(one is None for one in found) < 30
    assert simulate(batch, backend="exact", rng=np.random.default_rng(3)) == whole
