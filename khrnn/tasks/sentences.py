"""Sentences of the translation task, their translations, and the record that joins the two.

What belongs here: validated data. What does not: the law of a sentence (``khrnn.hypergraph``),
files (``jsonlines``), random generation (``hsmt``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from khrnn.tasks.tokens import (
    CompiledToken,
    DirectToken,
    Entangle,
    Measure,
    Token,
    assemble,
    compile_tokens,
    describe,
    emits_outcome,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khrnn.types import Outcome, Words


@dataclass(frozen=True, slots=True)
class Sentence:
    """An input of the (l, n, k) translation task: a checked sequence of tokens.

    Attributes:
        n: number of qubits of the latent, n >= k.
        k: edge size, k >= 1.
        tokens: direct or compiled tokens (or both, between measurements).

    Raises:
        InputError: sizes out of range, or a malformed token; the message names its index.

    Source:
        Ours: the definition of the hypergraph stabilizer measurement translation task.

    Example:
        >>> from khrnn.tasks.tokens import Entangle
        >>> Sentence(2, 2, (Entangle(0b11),)).n
        2
        >>> Sentence(2, 2, (Entangle(0b01),))
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: token 0: expected an edge of k = 2 vertices, found 1 in E 0
    """

    n: int
    k: int
    tokens: tuple[Token, ...]

    def __post_init__(self) -> None:
        check_sizes(self.n, self.k)
        if type(self.tokens) is not tuple:  # a list would make the sentence unhashable
            object.__setattr__(self, "tokens", tuple(self.tokens))
        assemble(self.tokens, self.n, self.k)

    @property
    def direct(self) -> tuple[DirectToken, ...]:
        """The sentence in direct tokens, every compiled measurement put together."""
        tokens = tuple(token for token in self.tokens if isinstance(token, Entangle | Measure))
        if len(tokens) == len(self.tokens):  # all direct, and checked when this was made
            return tokens
        return assemble(self.tokens, self.n, self.k)

    @property
    def compiled(self) -> tuple[CompiledToken, ...]:
        """The sentence in compiled tokens only."""
        return compile_tokens(self.tokens, self.k)

    @property
    def outcome_positions(self) -> tuple[int, ...]:
        """The indices of the tokens whose word is an outcome, ascending."""
        return tuple(i for i, token in enumerate(self.tokens) if emits_outcome(token))

    def words(self, outcomes: Sequence[Outcome]) -> Words:
        """Spread outcomes over the sentence, with blanks at the other tokens.

        Args:
            outcomes: one of +1, -1 per measurement, in order.

        Returns:
            One word per token.

        Raises:
            InputError: not as many outcomes as measurements, or an entry other than +1, -1.

        Example:
            >>> from khrnn.tasks.tokens import FreshAncilla, Phase, ReadAncilla
            >>> Sentence(2, 2, (FreshAncilla(), Phase(1), ReadAncilla())).words([-1])
            (None, None, -1)
        """
        positions = self.outcome_positions
        if len(outcomes) != len(positions):
            raise InputError(
                where="outcomes", expected=f"{len(positions)} outcomes", found=str(len(outcomes))
            )
        spread: list[int | None] = [None] * len(self.tokens)
        for position, outcome in zip(positions, outcomes, strict=True):
            spread[position] = outcome
        words = tuple(spread)
        check_words(self, words)
        return words


@dataclass(frozen=True, slots=True)
class Translation:
    """An output of the task, with its exact probabilities.

    Attributes:
        words: one word per token: None for a blank, +1 or -1 for an outcome.
        conditionals: the probability of each word given the words before it; 1 for a blank.
        probability: the joint probability, the product of the conditionals.
    """

    words: Words
    conditionals: tuple[Fraction, ...]
    probability: Fraction


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a data set: a sentence and, if it is sampled already, a translation.

    Attributes:
        limit: the l of the task: the sentence has at most that many tokens as written.
        sentence: the input.
        translation: the output, or None for a sentence yet to be sampled.

    Raises:
        InputError: too many tokens, or a translation that does not fit: wrong number of words,
            a word where a blank is due or the reverse, a probability outside (0, 1], a blank of
            probability other than 1, or a product other than the joint probability.

    Example:
        >>> from khrnn.tasks.tokens import Entangle
        >>> record = Record(1, Sentence(2, 2, (Entangle(0b11),)), None)
        >>> record.limit
        1
    """

    limit: int
    sentence: Sentence
    translation: Translation | None

    def __post_init__(self) -> None:
        check_limit(self.limit)
        if len(self.sentence.tokens) > self.limit:
            raise InputError(
                where="tokens",
                expected=f"at most l = {self.limit} tokens",
                found=str(len(self.sentence.tokens)),
            )
        if self.translation is not None:
            _check_translation(self.sentence, self.translation)


def check_sizes(n: int, k: int) -> None:
    """Require 1 <= k <= n.

    Args:
        n: number of qubits.
        k: edge size.

    Raises:
        InputError: k < 1 or k > n.

    Example:
        >>> check_sizes(2, 3)
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: k: expected an edge size of 1..n = 1..2, found 3
    """
    if n < 1:
        raise InputError(where="n", expected="at least one qubit", found=str(n))
    if not 1 <= k <= n:
        raise InputError(where="k", expected=f"an edge size of 1..n = 1..{n}", found=str(k))


def check_limit(limit: int) -> None:
    """Require that the limit l allows at least one token.

    Args:
        limit: the l of the task.

    Raises:
        InputError: l < 1.

    Example:
        >>> check_limit(1)
    """
    if limit < 1:
        raise InputError(where="l", expected="at least one token", found=str(limit))


def check_words(sentence: Sentence, words: Words) -> None:
    """Require one fitting word per token: an outcome where one is due, a blank elsewhere.

    Args:
        sentence: the input.
        words: the proposed output.

    Raises:
        InputError: wrong number of words or a word that does not fit; its index is named.

    Example:
        >>> from khrnn.tasks.tokens import Entangle
        >>> check_words(Sentence(2, 2, (Entangle(0b11),)), (1,))
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: word 0: expected a blank (null) for E 0,1, found 1
    """
    if len(words) != len(sentence.tokens):
        raise InputError(
            where="words", expected=f"{len(sentence.tokens)} words", found=str(len(words))
        )
    for index, (token, word) in enumerate(zip(sentence.tokens, words, strict=True)):
        if emits_outcome(token):
            if word not in (1, -1):
                raise InputError(
                    where=f"word {index}",
                    expected=f"1 or -1 for {describe(token)}",
                    found="a blank (null)" if word is None else str(word),
                )
        elif word is not None:
            raise InputError(
                where=f"word {index}",
                expected=f"a blank (null) for {describe(token)}",
                found=str(word),
            )


def _check_translation(sentence: Sentence, translation: Translation) -> None:
    check_words(sentence, translation.words)
    conditionals = translation.conditionals
    if len(conditionals) != len(sentence.tokens):
        raise InputError(
            where="conditional",
            expected=f"{len(sentence.tokens)} probabilities",
            found=str(len(conditionals)),
        )
    for index, (word, chance) in enumerate(zip(translation.words, conditionals, strict=True)):
        if not 0 < chance <= 1:
            raise InputError(
                where=f"conditional {index}",
                expected="a probability in (0, 1]",
                found=str(chance),
            )
        if word is None and chance != 1:
            raise InputError(
                where=f"conditional {index}", expected="1 for a blank", found=str(chance)
            )
    product = math.prod(conditionals, start=Fraction(1))
    if product != translation.probability:
        raise InputError(
            where="probability",
            expected=f"the product of the conditionals, {product}",
            found=str(translation.probability),
        )
