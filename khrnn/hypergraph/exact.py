"""The exact simulator of the k-HRNN: integer amplitudes and rational probabilities.

What belongs here: the step for every token and the exact law of a sentence. What does not: the
arithmetic on amplitudes (``_amplitudes``), the law without a state vector (``law``).

A state holds integers v with joint amplitude v[z] / sqrt(2)^scale, and weight = sum of v[z]^2, so
weight / 2^scale is the joint probability of the words emitted so far. Nothing is ever rounded or
normalised. Measuring K = X^a (-1)^g projects with (1 +- K)/2; compiled, an ancilla is added as
qubit n, and its two Hadamards are two powers of sqrt(2).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from contextuality.polynomial import MAX_TABLE_VARIABLES
from khrnn.hypergraph._amplitudes import (
    ExactState,
    add_ancilla,
    apply,
    controlled_flip,
    flip_signs,
    inner,
    project,
    reduced_state,
)
from khrnn.hypergraph.cell import Source, check_step, choose_outcome
from khrnn.tasks.sentences import (
    Record,
    Sentence,
    Translation,
    check_sizes,
    check_words,
)
from khrnn.tasks.tokens import (
    Entangle,
    FreshAncilla,
    Measure,
    Phase,
    ReadAncilla,
    Shift,
    Token,
    check_element,
    describe,
    emits_outcome,
)

__all__ = [
    "MAX_QUBITS",
    "ExactCell",
    "ExactState",
    "Run",
    "distribution",
    "outcome_law",
    "run",
    "sample",
    "sample_translation",
    "validity",
    "verify",
]

if TYPE_CHECKING:
    from collections.abc import Callable

    from contextuality.group import GroupElement
    from khrnn.types import Outcome, Word, Words

MAX_QUBITS = MAX_TABLE_VARIABLES
"""Largest n simulated: 2^24 amplitudes of 8 bytes are 128 MiB."""


@dataclass(frozen=True, slots=True)
class Run:
    """The exact probabilities of one translation.

    Attributes:
        joint: the probability of all words together.
        conditionals: the probability of each word given those before it, 1 for a blank. Ends
            with the first 0: what follows an impossible word has no conditional probability.
    """

    joint: Fraction
    conditionals: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class ExactCell:
    """The k-HRNN unit cell with n latent qubits and one ancilla, exact.

    Attributes:
        n: latent qubits, k <= n <= MAX_QUBITS.
        k: edge size; measured phases have degree at most k-1.

    Raises:
        InputError: sizes out of range.

    Source:
        Ours: the cell of the hypergraph stabilizer measurement translation task.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from contextuality.polynomial import BooleanPolynomial
        >>> cell = ExactCell(2, 2)
        >>> state, word = cell.step(cell.start(), Entangle(0b11), None)
        >>> z0 = GroupElement.diagonal(BooleanPolynomial.variable(2, 0))
        >>> state, word = cell.step(state, Measure(z0), -1)
        >>> word, state.joint
        (-1, Fraction(1, 2))
    """

    n: int
    k: int

    def __post_init__(self) -> None:
        check_sizes(self.n, self.k)
        _check_simulable(self.n)

    def start(self) -> ExactState:
        """Return |+>^n, every amplitude 1 / sqrt(2)^n."""
        vector = np.ones(1 << self.n, dtype=np.int64)
        return reduced_state(self.n, vector, 1 << self.n, self.n, ancilla=False)

    def step(self, state: ExactState, token: Token, source: Source) -> tuple[ExactState, Word]:
        """Apply one token, direct or compiled; see ``Cell.step``.

        Raises:
            InputError: a token that may not come now (a phase without an ancilla, say), an
                element outside the group, or an impossible outcome.
        """
        if state.ancilla == isinstance(token, Entangle | Measure | FreshAncilla):
            raise InputError(
                where=describe(token),
                expected="P, X or R" if state.ancilla else "E, M or S",
                found="an open ancilla" if state.ancilla else "no ancilla prepared",
            )
        check_step(token, self.n, self.k)
        match token:
            case Entangle(edge):
                return flip_signs(state, edge), None
            case Phase(monomial):
                return flip_signs(state, monomial | 1 << self.n), None
            case Shift(vertex):
                return controlled_flip(state, vertex), None
            case FreshAncilla():
                return add_ancilla(state), None
            case Measure(element):
                return self.measure(state, element, lambda _: source)
            case ReadAncilla():
                half = 1 << self.n
                zero, one = state.amplitudes[:half], state.amplitudes[half:]
                overlap = inner(zero, one)
                # The branches |v0 +- v1|^2 / 2 sum to the weight of both halves.
                chance = Fraction(state.weight + 2 * overlap, 2 * state.weight)
                word = choose_outcome(chance, source, token)
                return project(state, zero, one, word, overlap), word
        raise InputError(where="token", expected="a token of the task", found=repr(token))

    def measure(
        self, state: ExactState, element: GroupElement, source: Callable[[Fraction], Source]
    ) -> tuple[ExactState, Outcome]:
        """Measure an element of the group with the source told the chance: what ``step`` does.

        Args:
            state: without an open ancilla.
            element: of the group, which is not checked here.
            source: called with the exact probability of +1; returns what ``step`` takes.

        Raises:
            InputError: an impossible outcome, or no source.
        """
        image = apply(state.amplitudes, element)
        overlap = inner(state.amplitudes, image)
        chance = Fraction(state.weight + overlap, 2 * state.weight)
        word = choose_outcome(chance, source(chance), Measure(element))
        return project(state, state.amplitudes, image, word, overlap), word


def outcome_law(state: ExactState, element: GroupElement) -> Fraction:
    """Compute the probability of +1 when a group element is measured, leaving the state alone.

    Args:
        state: a state without an open ancilla.
        element: a Hermitian element on the same qubits, of any degree.

    Returns:
        The exact probability of +1 given the words so far: (1 + <v|K|v>/<v|v>) / 2.

    Raises:
        InputError: an open ancilla, or an element that does not fit.

    Source:
        Ours: the Born rule on integer amplitudes.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from contextuality.polynomial import BooleanPolynomial
        >>> cz = GroupElement.diagonal(BooleanPolynomial.parse("z0*z1", 3))
        >>> outcome_law(ExactCell(3, 3).start(), cz)
        Fraction(3, 4)
    """
    if state.ancilla:
        raise InputError(where="state", expected="no open ancilla", found="one")
    check_element(element, state.n, state.n + 1, "element")
    overlap = inner(state.amplitudes, apply(state.amplitudes, element))
    return Fraction(state.weight + overlap, 2 * state.weight)


def run(sentence: Sentence, words: Words) -> Run:
    """Compute the exact probability of a translation.

    Args:
        sentence: the input, direct or compiled.
        words: one word per token.

    Returns:
        The joint probability and the conditionals. If a word is impossible the joint
        probability is 0 and the conditionals end with that 0.

    Raises:
        InputError: words that do not fit the sentence, or too many qubits.

    Source:
        Ours: the target law of the task.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from contextuality.polynomial import BooleanPolynomial
        >>> parse = BooleanPolynomial.parse
        >>> cz, z0 = (GroupElement.diagonal(parse(f, 3)) for f in ("z0*z1", "z0"))
        >>> run(Sentence(3, 3, (Measure(cz), Measure(z0))), (1, -1)).conditionals
        (Fraction(3, 4), Fraction(1, 3))
    """
    check_words(sentence, words)
    cell = ExactCell(sentence.n, sentence.k)
    state = cell.start()
    conditionals: list[Fraction] = []
    for token, word in zip(sentence.tokens, words, strict=True):
        if word is not None and _chance_of_plus(state, token) == (0 if word == 1 else 1):
            return Run(Fraction(0), (*conditionals, Fraction(0)))
        before = state.joint
        state, _ = cell.step(state, token, word)
        conditionals.append(state.joint / before)
    return Run(state.joint, tuple(conditionals))


def distribution(sentence: Sentence) -> dict[tuple[Outcome, ...], Fraction]:
    """Compute the exact law of a sentence over all its outcome branches.

    Args:
        sentence: the input. The work doubles with every measurement whose outcome is random.

    Returns:
        For every possible tuple of outcomes (blanks left out) its probability; impossible
        tuples are absent. The values sum to 1.

    Raises:
        InputError: too many qubits.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from contextuality.polynomial import BooleanPolynomial
        >>> cz = GroupElement.diagonal(BooleanPolynomial.parse("z0*z1", 3))
        >>> distribution(Sentence(3, 3, (Measure(cz),)))
        {(1,): Fraction(3, 4), (-1,): Fraction(1, 4)}
    """
    cell = ExactCell(sentence.n, sentence.k)
    branches: list[tuple[tuple[Outcome, ...], ExactState]] = [((), cell.start())]
    for token in sentence.tokens:
        grown: list[tuple[tuple[Outcome, ...], ExactState]] = []
        for outcomes, state in branches:
            if not emits_outcome(token):
                grown.append((outcomes, cell.step(state, token, None)[0]))
                continue
            chance = _chance_of_plus(state, token)
            for word, possible in ((1, chance != 0), (-1, chance != 1)):
                if possible:
                    grown.append(((*outcomes, word), cell.step(state, token, word)[0]))
        branches = grown
    return {outcomes: state.joint for outcomes, state in branches}


def sample_translation(sentence: Sentence, rng: np.random.Generator) -> Translation:
    """Sample a translation from the exact law, with its probabilities.

    Args:
        sentence: the input.
        rng: the source of randomness; outcomes are drawn by integer arithmetic.

    Returns:
        The words, their conditional and their joint probability, all exact.

    Raises:
        InputError: too many qubits.

    Source:
        Ours: the k-HRNN performs the task exactly.

    Example:
        >>> sample_translation(Sentence(2, 2, (Entangle(3),)), np.random.default_rng(1)).words
        (None,)
    """
    cell = ExactCell(sentence.n, sentence.k)
    state = cell.start()
    words: list[Word] = []
    conditionals: list[Fraction] = []
    for token in sentence.tokens:
        before = state.joint
        state, word = cell.step(state, token, rng)
        words.append(word)
        conditionals.append(state.joint / before)
    return Translation(tuple(words), tuple(conditionals), state.joint)


def sample(sentence: Sentence, rng: np.random.Generator) -> Words:
    """Sample the words of a translation from the exact law.

    Args:
        sentence: the input.
        rng: the source of randomness.

    Returns:
        One word per token.

    Example:
        >>> sample(Sentence(2, 2, (Entangle(3),)), np.random.default_rng(1))
        (None,)
    """
    return sample_translation(sentence, rng).words


def validity(sentence: Sentence, words: Words) -> bool:
    """Tell whether a translation is valid: possible in quantum mechanics.

    Args:
        sentence: the input.
        words: one word per token.

    Returns:
        True exactly if the joint probability is above 0.

    Raises:
        InputError: words that do not fit the sentence.

    Example:
        >>> from contextuality.group import GroupElement
        >>> validity(Sentence(1, 1, (Measure(GroupElement.x(1, [0])),)), (-1,))
        False
    """
    return run(sentence, words).joint > 0


def verify(record: Record) -> None:
    """Require that the probabilities of a record are those of quantum mechanics.

    Args:
        record: a record; one without a translation has nothing to verify.

    Raises:
        InputError: the first conditional probability that is wrong, with both values.

    Example:
        >>> verify(Record(1, Sentence(2, 2, (Entangle(3),)), None))
    """
    if record.translation is None:
        return
    truth = run(record.sentence, record.translation.words)
    claimed = record.translation.conditionals
    for index, chance in enumerate(truth.conditionals):
        if chance != claimed[index]:
            raise InputError(
                where=f"conditional {index}", expected=str(chance), found=str(claimed[index])
            )


def _check_simulable(n: int) -> None:
    if n > MAX_QUBITS:
        raise InputError(
            where="n", expected=f"at most {MAX_QUBITS} qubits for a state vector", found=str(n)
        )


def _chance_of_plus(state: ExactState, token: Token) -> Fraction:
    if isinstance(token, Measure):
        return outcome_law(state, token.element)
    half = 1 << state.n
    overlap = inner(state.amplitudes[:half], state.amplitudes[half:])
    return Fraction(state.weight + 2 * overlap, 2 * state.weight)
