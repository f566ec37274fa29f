"""Judging a model of the translation task, ours or a stranger's, against the exact law.

What belongs here: the protocol a model implements and the figures it gets. What does not: models.

For a sentence x let p be the exact law of its translations and q the model's. With few branches
everything is a finite sum; with a model that answers in `Fraction`, validity and total variation
are exact. With more branches translations are drawn from q, and what they say about validity is an
interval.

- invalid: the mass that q puts on translations of probability 0 under p.
- total variation: half the sum of |p - q|.
- entropy, -sum p log2 p: what the true law pays; 2 to its share per outcome is its perplexity.
- cross-entropy, -sum p log2 q: what the model pays; infinite if it denies a possible translation.
- backward cross-entropy, -sum q log2 p: finite iff q emits no invalid translation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational, Real
from typing import TYPE_CHECKING, Protocol, TypeVar

from contextuality.errors import InputError, shown
from khrnn.hypergraph.exact import ExactCell
from khrnn.tasks.scores import Chance, Score, SentenceScore
from khrnn.tasks.tokens import Measure, ReadAncilla, describe

if TYPE_CHECKING:
    import numpy as np

    from khrnn.hypergraph._amplitudes import ExactState
    from khrnn.tasks.sentences import Record, Sentence
    from khrnn.tasks.tokens import Token
    from khrnn.types import Word

StateT = TypeVar("StateT")
WORDS: tuple[Word, ...] = (1, -1, None)
ROUNDING = 1e-9
"""How far from 1 the sum of a model's float chances may lie."""


class TranslationModel(Protocol[StateT]):
    """What a model must offer to be judged: online, one token and one word at a time."""

    def start(self) -> StateT:
        """Return the state before the first token."""
        ...

    def step(self, state: StateT, token: Token) -> Mapping[Word, Chance]:
        """Return the law of the next word: +1, -1, None (the blank); absent words have chance 0.

        Args:
            state: the state so far; must not change.
            token: the next token.
        """
        ...

    def advance(self, state: StateT, token: Token, word: Word) -> StateT:
        """Return the state after a token and the word emitted for it.

        Args:
            state: the state before; must not change.
            token: the token.
            word: a word of positive chance.
        """
        ...


@dataclass(frozen=True, slots=True)
class ExactModel:
    """The true law as a model: what every figure is measured against.

    Attributes:
        n: number of qubits.
        k: edge size.
    """

    n: int
    k: int

    def start(self) -> ExactState:
        """Return |+>^n."""
        return ExactCell(self.n, self.k).start()

    def step(self, state: ExactState, token: Token) -> dict[Word, Fraction]:
        """Return the exact law of the next word, possible words only."""
        if not isinstance(token, Measure | ReadAncilla):
            return {None: Fraction(1)}
        cell = ExactCell(self.n, self.k)
        law: dict[Word, Fraction] = {}
        for word in (1, -1):
            try:
                after = cell.step(state, token, word)[0]
            except InputError:  # an impossible outcome
                continue
            law[word] = after.joint / state.joint
        return law

    def advance(self, state: ExactState, token: Token, word: Word) -> ExactState:
        """Return the state after a token and its word."""
        return ExactCell(self.n, self.k).step(state, token, word)[0]


def score(
    model: TranslationModel[StateT],
    records: Sequence[Record],
    *,
    leaves: int = 256,
    draws: int = 64,
    rng: np.random.Generator | None = None,
    seed: int | None = None,
) -> Score:
    """Judge a model on sentences.

    Args:
        model: anything that implements the protocol.
        records: at least one; translations are used only where a sentence is sampled.
        leaves: most translations of a sentence, possible under either law, that are enumerated.
        draws: translations drawn for a sentence with more of them, at least 1.
        rng: the source of draws; needed only if a sentence has that many translations.
        seed: what `rng` was made from, kept in the result.

    Raises:
        InputError: no record; chances that are negative or do not sum to 1 (floats: within 1e-9);
            an unknown word; a sentence to sample and no generator.

    Source: ours.

    Example:
        >>> import numpy as np
        >>> from khrnn.tasks.hsmt import sentences
        >>> data = list(sentences(3, 2, 8, 5, np.random.default_rng(1)))
        >>> found = score(ExactModel(3, 2), data)
        >>> found.validity, found.total_variation, found.perplexity == found.perplexity_of_law
        (Fraction(1, 1), Fraction(0, 1), True)
    """
    if not records:
        raise InputError(where="records", expected="at least one", found="none")
    for name, count in (("leaves", leaves), ("draws", draws)):
        if count < 1:
            raise InputError(where=name, expected="at least 1", found=str(count))
    scores = []
    sampled = False
    for number, record in enumerate(records, start=1):
        try:
            one = _enumerate(model, record.sentence, leaves)
            if one is None:
                sampled = True
                one = _sample(model, record, draws, rng)
        except InputError as error:
            raise error.located(f"record {number}") from None
        scores.append(one)
    return Score(tuple(scores), seed if sampled else None)


def _enumerate(
    model: TranslationModel[StateT], sentence: Sentence, leaves: int
) -> SentenceScore | None:
    """Sum over all translations, or return None if there are too many."""
    law = ExactModel(sentence.n, sentence.k)
    # A branch has the model's states, none once the model denies it, its mass, and the true state.
    branches: list[tuple[tuple[StateT, ...], Chance, ExactState]] = [
        ((model.start(),), Fraction(1), law.start())
    ]
    invalid: Chance = Fraction(0)
    for token in sentence.tokens:
        grown: list[tuple[tuple[StateT, ...], Chance, ExactState]] = []
        for states, mass, truth in branches:
            said = _law(model, states[0], token) if states else {}
            true = law.step(truth, token)
            for word in WORDS:
                chance = mass * said.get(word, 0)
                if word not in true:
                    # Whatever follows is invalid: the whole mass counts.
                    invalid += chance
                    continue
                after = (model.advance(states[0], token, word),) if chance else ()
                grown.append((after, chance, law.advance(truth, token, word)))
        branches = grown
        if len(branches) > leaves:
            return None
    gaps: list[Chance] = [_gap(mass, truth.joint) for _, mass, truth in branches]
    outcomes = sum(isinstance(token, Measure | ReadAncilla) for token in sentence.tokens)
    pairs = [(mass, truth.joint) for _, mass, truth in branches]
    return SentenceScore(
        invalid,
        (invalid + sum(gaps, start=Fraction(0))) / 2,
        math.fsum(-float(p) * _log2(p) for _, p in pairs),
        sum(-float(p) * _log2(q) for q, p in pairs),
        math.inf if invalid > 0 else math.fsum(-float(q) * _log2(p) for q, p in pairs if q),
        outcomes,
    )


def _sample(
    model: TranslationModel[StateT], record: Record, draws: int, rng: np.random.Generator | None
) -> SentenceScore:
    if rng is None:
        raise InputError(where="rng", expected="a generator, to draw translations", found="none")
    sentence = record.sentence
    law = ExactModel(sentence.n, sentence.k)
    bad, distance, backward = 0, 0.0, 0.0
    for _ in range(draws):
        state, truth = model.start(), law.start()
        log_mass = 0.0
        possible = True
        for token in sentence.tokens:
            said = _law(model, state, token)
            word, chance = _draw(said, rng)
            log_mass += _log2(chance)
            if word not in law.step(truth, token):
                possible = False
                break
            state, truth = model.advance(state, token, word), law.advance(truth, token, word)
        if not possible:
            bad += 1
            distance += 1.0
            backward = math.inf
            continue
        log_true = _log2(truth.joint)
        # E over q of max(0, 1 - p/q) is the total variation.
        distance += max(0.0, 1 - 2.0 ** (log_true - log_mass)) if log_true < log_mass else 0.0
        backward -= log_true
    entropy = cross = math.nan
    if record.translation is not None:
        entropy, cross = -_log2(record.translation.probability), 0.0
        state = model.start()
        for token, word in zip(sentence.tokens, record.translation.words, strict=True):
            chance = _law(model, state, token).get(word, 0)
            cross -= _log2(chance)
            if not chance:
                break
            state = model.advance(state, token, word)
    outcomes = sum(isinstance(token, Measure | ReadAncilla) for token in sentence.tokens)
    return SentenceScore(
        bad / draws, distance / draws, entropy, cross, backward / draws, outcomes, draws, bad
    )


def _law(model: TranslationModel[StateT], state: StateT, token: Token) -> Mapping[Word, Chance]:
    law = model.step(state, token)
    if not isinstance(law, Mapping) or not all(isinstance(one, Real) for one in law.values()):
        expected = "a mapping of words to chances, which are numbers"
        raise InputError(where=describe(token), expected=expected, found=shown(law))
    unknown = [word for word in law if word not in WORDS]
    total: Chance = sum(law.values(), start=Fraction(0))
    exact = all(isinstance(chance, Rational) for chance in law.values())
    fits = total == 1 if exact else abs(float(total) - 1) <= ROUNDING
    proper = all(float(chance) >= 0 for chance in law.values())
    if unknown or not fits or not proper:
        raise InputError(
            where=describe(token),
            expected="chances >= 0 of 1, -1 and None that sum to 1",
            found=shown(dict(law)),
        )
    return law


def _draw(law: Mapping[Word, Chance], rng: np.random.Generator) -> tuple[Word, Chance]:
    options = [(word, chance) for word, chance in law.items() if chance]
    level = float(rng.random()) * float(sum(chance for _, chance in options))
    for word, chance in options:
        level -= float(chance)
        if level < 0:
            return word, chance
    return options[-1]


def _log2(chance: Chance) -> float:
    if not chance:
        return -math.inf
    if isinstance(chance, float):
        return math.log2(chance)
    return math.log2(chance.numerator) - math.log2(chance.denominator)


def _gap(mass: Chance, truth: Fraction) -> Chance:
    return abs(mass - float(truth)) if isinstance(mass, float) else abs(mass - truth)
