"""Tokens: compilation and its inverse, and every way a sentence can be malformed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.group import GroupElement, random_element
from contextuality.polynomial import BooleanPolynomial
from khrnn.tasks.sentences import Sentence
from khrnn.tasks.tokens import (
    Entangle,
    FreshAncilla,
    Measure,
    Phase,
    ReadAncilla,
    Shift,
    Token,
    assemble,
    check_element,
    compile_tokens,
    compiled_length,
    describe,
    emits_outcome,
)


def element(text: str, shift: int, n: int = 3) -> GroupElement:
    return GroupElement(shift, BooleanPolynomial.parse(text, n))


@st.composite
def direct_sentences(draw: st.DrawFn) -> Sentence:
    n = draw(st.integers(1, 6))
    k = draw(st.integers(1, n))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    tokens: list[Entangle | Measure] = []
    for entangles in draw(st.lists(st.booleans(), max_size=8)):
        if entangles:
            tokens.append(Entangle(sum(1 << int(i) for i in rng.permutation(n)[:k])))
        else:
            tokens.append(Measure(random_element(n, k, rng, hermitian=True)))
    return Sentence(n, k, tuple(tokens))


@settings(deadline=None)
@given(direct_sentences())
def test_assembly_inverts_compilation(sentence: Sentence) -> None:
    compiled = compile_tokens(sentence.tokens, sentence.k)
    assert not any(isinstance(token, Measure) for token in compiled)
    assert assemble(compiled, sentence.n, sentence.k) == sentence.tokens
    again = Sentence(sentence.n, sentence.k, compiled)
    assert again.direct == sentence.tokens
    assert again.compiled == compiled
    lengths = [
        compiled_length(token.element) if isinstance(token, Measure) else 1
        for token in sentence.tokens
    ]
    assert len(compiled) == sum(lengths)
    assert sum(map(emits_outcome, compiled)) == sum(map(emits_outcome, sentence.tokens))


def test_compilation_order_is_phases_then_shifts() -> None:
    tokens = compile_tokens([Measure(element("z1*z2 + z1 + 1", 0b001))], 3)
    assert [describe(token) for token in tokens] == ["S", "P (sign)", "P 1", "P 1,2", "X 0", "R"]
    assert [token.monomial for token in tokens if isinstance(token, Phase)] == [0, 0b010, 0b110]


def test_repeated_gates_cancel() -> None:
    tokens: list[Token] = [
        FreshAncilla(),
        Phase(1),
        Phase(1),
        Shift(2),
        Shift(0),
        Shift(2),
        ReadAncilla(),
    ]
    assert assemble(tokens, 3, 2) == (Measure(element("0", 0b001)),)


S, R = FreshAncilla(), ReadAncilla()
MALFORMED = [
    ((Phase(0),), "token 0", "no ancilla"),
    ((Shift(0),), "token 0", "no ancilla"),
    ((R,), "token 0", "no ancilla"),
    ((S, R, R), "token 2", "no ancilla"),
    ((S, S, R), "token 1", "S of token 0 is not read"),
    ((S, Entangle(0b011), R), "token 1", "S of token 0 is not read"),
    ((S, Measure(element("0", 1)), R), "token 1", "S of token 0 is not read"),
    ((Entangle(0b011), S), "token 2", "found the end of the sentence"),
    ((S, Phase(2)), "token 2", "found the end of the sentence"),
    ((S, Shift(0), Phase(2), R), "token 2", "phases come before shifts"),
    ((S, Shift(0), Shift(0), Phase(2), R), "token 3", "phases come before shifts"),
    ((S, Phase(0b011), R), "token 1", "at most k-1 = 1 vertices"),
    ((S, Phase(0b1000), R), "token 1", "vertices 0..2"),
    ((S, Phase(-1), R), "token 1", "vertices 0..2"),
    ((S, Shift(3), R), "token 1", "qubit 0..2"),
    ((S, Shift(-1), R), "token 1", "qubit 0..2"),
    ((S, Phase(1), Shift(0), R), "token 3", "Hermitian"),
    ((Entangle(0b001),), "token 0", "k = 2 vertices"),
    ((Entangle(0b111),), "token 0", "k = 2 vertices"),
    ((Entangle(0),), "token 0", "k = 2 vertices"),
    ((Entangle(0b1001),), "token 0", "vertices 0..2"),
    ((Entangle(-3),), "token 0", "vertices 0..2"),
    ((Measure(element("z0", 0b001)),), "token 0", "Hermitian"),
    ((Measure(element("z0*z1", 0)),), "token 0", "degree at most k-1 = 1"),
    ((Entangle(0b011), Measure(element("z0", 0, n=4))), "token 1", "on 3 qubits"),
    (("E",), "token 0", "a token"),
    ((None,), "token 0", "a token"),
]


@pytest.mark.parametrize(("tokens", "where", "reason"), MALFORMED)
def test_malformed_sentences_name_the_token(
    tokens: tuple[object, ...], where: str, reason: str
) -> None:
    with pytest.raises(InputError) as caught:
        Sentence(3, 2, tokens)  # type: ignore[arg-type]  # wrong on purpose
    assert caught.value.where == where
    assert reason in str(caught.value)


@pytest.mark.parametrize(("n", "k"), [(0, 0), (0, 1), (2, 0), (2, -1), (2, 3)])
def test_sizes(n: int, k: int) -> None:
    with pytest.raises(InputError):
        Sentence(n, k, ())


ALPHABET = st.one_of(
    st.builds(Entangle, st.integers(0, 8)),
    st.just(S),
    st.just(R),
    st.builds(Phase, st.integers(0, 8)),
    st.builds(Shift, st.integers(0, 3)),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(ALPHABET, max_size=7))
def test_random_tokens_are_accepted_exactly_by_the_grammar(
    tokens: list[Entangle | FreshAncilla | ReadAncilla | Phase | Shift],
) -> None:
    """A second reading of the grammar, by a regular expression and a matrix."""
    import re

    text = "".join(describe(token)[0] for token in tokens)
    sizes = all(
        (token.edge < 8 and token.edge.bit_count() == 2)
        if isinstance(token, Entangle)
        else (token.monomial < 8 and token.monomial.bit_count() <= 1)
        if isinstance(token, Phase)
        else token.vertex < 3
        if isinstance(token, Shift)
        else True
        for token in tokens
    )
    expected = sizes and re.fullmatch(r"(E|SP*X*R)*", text) is not None
    if expected:
        operator = np.eye(8)
        for token in tokens:
            match token:
                case FreshAncilla():
                    operator = np.eye(8)
                case Phase(monomial):
                    diagonal = [-1 if z & monomial == monomial else 1 for z in range(8)]
                    operator = np.diag(diagonal) @ operator
                case Shift(vertex):
                    operator = operator[[z ^ 1 << vertex for z in range(8)]]
                case ReadAncilla():
                    expected = expected and bool((operator == operator.T).all())
                case Entangle():
                    pass
    if expected:
        assert Sentence(3, 2, tuple(tokens)).tokens == tuple(tokens)
    else:
        with pytest.raises(InputError, match=r"^token "):
            Sentence(3, 2, tuple(tokens))


def test_compile_refuses_what_cannot_be_compiled() -> None:
    with pytest.raises(InputError, match="token 1: expected a phase of degree"):
        compile_tokens([Entangle(0b011), Measure(element("z0*z1", 0))], 2)
    with pytest.raises(InputError, match="Hermitian"):
        check_element(element("z0", 1), 3, 2, "here")


def test_words_spread_over_the_sentence() -> None:
    sentence = Sentence(3, 2, (Entangle(0b011), S, Shift(0), R, Measure(element("z0", 0))))
    assert sentence.outcome_positions == (3, 4)
    assert sentence.words([1, -1]) == (None, None, None, 1, -1)
    with pytest.raises(InputError, match="expected 2 outcomes, found 1"):
        sentence.words([1])
    with pytest.raises(InputError, match="word 4: expected 1 or -1"):
        sentence.words([1, 0])


def test_tokens_from_vertices() -> None:
    assert Entangle.on(2, 0) == Entangle(0b101)
    assert Phase.on() == Phase(0)
    for wrong in ((0, 0), (-1,), ("0",), (1.0,), (1 << 40,)):
        with pytest.raises(InputError, match="vertex"):
            Entangle.on(*wrong)


def test_a_list_of_tokens_is_a_sentence_like_any_other() -> None:
    listed = Sentence(2, 2, [Entangle(3)])
    assert hash(listed) == hash(Sentence(2, 2, (Entangle(3),)))
    assert listed.tokens == (Entangle(3),)


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (Entangle((0, 1)), "an edge as a vertex mask"),
        (Entangle(3.0), "an edge as a vertex mask"),
        (Measure("X0"), "a GroupElement"),
        (Phase(None), "a monomial as a vertex mask"),
        (Shift(0.0), "a qubit 0..1"),
        (Shift(True), "a qubit 0..1"),
        ("S", "a token"),
    ],
)
def test_what_is_no_token_is_named(token, expected) -> None:
    with pytest.raises(InputError, match=f"token 0: expected {expected}"):
        Sentence(2, 2, (token,))
