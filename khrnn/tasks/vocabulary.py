"""Numbers for tokens and words, and sentences of several lengths in one rectangle.

What belongs here: the vocabulary and the encoding. What does not: splits and files (`dataset`).

Encoded words: 0 is the blank, +1 and -1 are outcomes. Encoded tokens: 0 is padding, a token that
does nothing and whose word is blank; the tokens of a vocabulary are numbered from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError
from contextuality.polynomial import k_subsets
from khrnn.tasks.sentences import Record, Sentence, check_sizes
from khrnn.tasks.tokens import (
    Entangle,
    FreshAncilla,
    Phase,
    ReadAncilla,
    Shift,
    Token,
    describe,
    emits_outcome,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PADDING = 0
"""The number of the token that fills sentences up; no token of the task has it."""

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Vocabulary:
    """A numbering of tokens: token i of the list has the number i + 1; 0 is padding.

    Attributes:
        tokens: distinct tokens, direct or compiled.

    Raises:
        InputError: a token that occurs twice.

    Example:
        >>> words = Vocabulary.compiled(3, 2)
        >>> len(words), words.number(Entangle(0b011)), words.token(1)
        (12, 1, Entangle(edge=3))
    """

    tokens: tuple[Token, ...]

    def __post_init__(self) -> None:
        if len(self._numbers) != len(self.tokens):
            raise InputError(
                where="vocabulary", expected="every token once", found="a repeated token"
            )

    @classmethod
    def compiled(cls, n: int, k: int) -> Vocabulary:
        """Return all compiled tokens of the task: E, S, P, X, R, in this order.

        Args:
            n: number of qubits.
            k: edge size, 1 to n.

        Returns:
            binom(n,k) + 2 + sum over j < k of binom(n,j) + n tokens.
        """
        check_sizes(n, k)
        phases = (mask for size in range(k) for mask in k_subsets(n, size))
        return cls((
            *(Entangle(mask) for mask in k_subsets(n, k)),
            FreshAncilla(),
            *(Phase(mask) for mask in phases),
            *(Shift(vertex) for vertex in range(n)),
            ReadAncilla(),
        ))  # fmt: skip

    @classmethod
    def of(cls, records: Iterable[Record]) -> Vocabulary:
        """Return the tokens that occur, in the order of their first occurrence.

        Args:
            records: consumed once.
        """
        seen: dict[Token, None] = {}
        for record in records:
            seen.update(dict.fromkeys(record.sentence.tokens))
        return cls(tuple(seen))

    def __len__(self) -> int:
        """The number of tokens, padding not counted."""
        return len(self.tokens)

    @cached_property
    def _numbers(self) -> Mapping[Token, int]:
        return {token: i + 1 for i, token in enumerate(self.tokens)}

    @cached_property
    def emits(self) -> npt.NDArray[np.bool_]:
        """Whether the word of each number is an outcome, shape (len + 1,); False for padding."""
        return np.array([False, *(emits_outcome(token) for token in self.tokens)])

    def number(self, token: Token) -> int:
        """Return a token's number.

        Args:
            token: one of the list.

        Raises:
            InputError: if it is not.
        """
        found = self._numbers.get(token)
        if found is None:
            raise InputError(
                where=describe(token), expected="a token of the vocabulary", found="another"
            )
        return found

    def token(self, number: int) -> Token:
        """Return the token of a number.

        Args:
            number: 1 to len.

        Raises:
            InputError: padding, or out of range.
        """
        if not 1 <= number <= len(self.tokens):
            raise InputError(where="number", expected=f"1..{len(self.tokens)}", found=str(number))
        return self.tokens[number - 1]

    def encode(self, record: Record) -> tuple[Ids, Ids]:
        """Return a record's tokens and words as integers.

        Args:
            record: with a translation.

        Returns:
            Two arrays of the sentence's length: numbers, and words 0, +1, -1.

        Raises:
            InputError: a token outside the vocabulary, or no translation.

        Example:
            >>> from khrnn.tasks.hsmt import sentences
            >>> record = next(sentences(2, 2, 3, 1, np.random.default_rng(5), compiled=True))
            >>> [len(part) for part in Vocabulary.compiled(2, 2).encode(record)]
            [2, 2]
        """
        if record.translation is None:
            raise InputError(
                where="record", expected="a translation", found="a sentence yet to be sampled"
            )
        words = [word or 0 for word in record.translation.words]
        return self.encode_sentence(record.sentence), np.array(words, dtype=np.int64)

    def encode_sentence(self, sentence: Sentence) -> Ids:
        """Return a sentence's tokens as integers.

        Args:
            sentence: tokens of the vocabulary only.
        """
        return np.array([self.number(token) for token in sentence.tokens], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Encoded:
    """Sentences of several lengths in one rectangle, batch first.

    Attributes:
        tokens: shape (batch, length): numbers of a vocabulary, 0 after the end.
        words: the same shape: 0, +1, -1.
        mask: the same shape: True inside the sentence, False at padding.
        floor: shape (batch,): -ln of the exact probability of the words: what the true law
            itself pays for this translation.
    """

    tokens: Ids
    words: Ids
    mask: npt.NDArray[np.bool_]
    floor: npt.NDArray[np.float64]


def encode_all(vocabulary: Vocabulary, records: Sequence[Record]) -> Encoded:
    """Encode and pad records.

    Args:
        vocabulary: with all their tokens.
        records: at least one, with translations.

    Returns:
        As long as the longest sentence.

    Raises:
        InputError: no record, no translation, a token outside the vocabulary.

    Example:
        >>> from khrnn.tasks.hsmt import sentences
        >>> drawn = list(sentences(3, 2, 6, 4, np.random.default_rng(0)))
        >>> encode_all(Vocabulary.of(drawn), drawn).tokens.shape[0]
        4
    """
    if not records:
        raise InputError(where="records", expected="at least one", found="none")
    pairs = [vocabulary.encode(record) for record in records]
    lengths = np.array([len(tokens) for tokens, _ in pairs])
    mask = np.arange(max(lengths.max(), 1))[None, :] < lengths[:, None]
    tokens, words = np.zeros(mask.shape, np.int64), np.zeros(mask.shape, np.int64)
    tokens[mask] = np.concatenate([tokens for tokens, _ in pairs])
    words[mask] = np.concatenate([words for _, words in pairs])
    chances = [r.translation.probability for r in records if r.translation is not None]
    # Numerator and denominator may be too long for a float; their logarithms are not.
    floor = [_log(chance.denominator) - _log(chance.numerator) for chance in chances]
    return Encoded(tokens, words, mask, np.array(floor))


def _log(value: int) -> float:
    shift = max(value.bit_length() - 64, 0)
    return float(np.log(float(value >> shift)) + shift * np.log(2.0))
