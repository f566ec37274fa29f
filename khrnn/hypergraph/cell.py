"""The interface of a recurrent cell for the translation task, and its gate complexity.

What belongs here: what every cell must offer, how a word is chosen, and the count of gates per
token. What does not: any particular cell (``exact``, ``hidden``).

A cell is pure: ``step(state, token, source) -> (state, word)`` changes nothing in place. The
source of an outcome is either a random generator, which samples it, or the outcome itself, which
conditions the run on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

import numpy as np

from contextuality.errors import InputError
from khrnn.tasks.tokens import (
    Entangle,
    FreshAncilla,
    Measure,
    Phase,
    Shift,
    check_token,
    describe,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from khrnn.tasks.sentences import Sentence
    from khrnn.tasks.tokens import Token
    from khrnn.types import Outcome, Word, Words

StateT = TypeVar("StateT")

Source: TypeAlias = np.random.Generator | int | None
"""A generator that samples the outcome, an outcome to condition on, or None at a blank."""


class Cell(Protocol[StateT]):
    """A unit cell: a start state and one pure step.

    Source: the unit cell of a recurrent neural network, with exact probabilities (ours).
    """

    def start(self) -> StateT:
        """Return the state before the first token."""
        ...

    def step(self, state: StateT, token: Token, source: Source) -> tuple[StateT, Word]:
        """Take one token in and emit its word.

        Args:
            state: the state so far; not changed.
            token: the next token.
            source: a generator or an outcome where the token is measured; ignored elsewhere.

        Returns:
            The next state and the word.
        """
        ...


def translate(cell: Cell[StateT], sentence: Sentence, rng: np.random.Generator) -> Words:
    """Run a cell over a sentence, sampling every outcome.

    Args:
        cell: the cell.
        sentence: the input.
        rng: the source of randomness.

    Returns:
        One word per token.

    Example:
        >>> from khrnn.hypergraph.exact import ExactCell
        >>> from khrnn.tasks.sentences import Sentence
        >>> translate(ExactCell(2, 2), Sentence(2, 2, (Entangle(3),)), np.random.default_rng(1))
        (None,)
    """
    state = cell.start()
    words: list[Word] = []
    for token in sentence.tokens:
        state, word = cell.step(state, token, rng)
        words.append(word)
    return tuple(words)


def uniform_below(bound: int, rng: np.random.Generator) -> int:
    """Draw an integer from 0..bound-1, exactly uniformly, for a bound of any size.

    Args:
        bound: at least 1.
        rng: the source of randomness.

    Returns:
        The integer; every value has the same number of preimages in the bits drawn.

    Source:
        Rejection sampling on the least sufficient number of bits (folklore).

    Example:
        >>> uniform_below(1, np.random.default_rng(0))
        0
    """
    if bound < 1:
        raise InputError(where="bound", expected="at least 1", found=str(bound))
    bits = (bound - 1).bit_length()
    while 0 < bits <= 32:  # the same draws as below, without the loop over chunks
        value = int(rng.integers(0, 1 << bits))
        if value < bound:
            return value
    while True:
        value, missing = 0, bits
        while missing > 0:
            chunk = min(missing, 32)
            value = value << chunk | int(rng.integers(0, 1 << chunk))
            missing -= chunk
        if value < bound:
            return value


def choose_outcome(chance: Fraction, source: Source, token: Token) -> Outcome:
    """Pick the outcome of a measurement.

    Args:
        chance: the exact probability of +1.
        source: a generator, which samples by integer arithmetic alone, or the outcome.
        token: the token measured, named in errors.

    Returns:
        +1 or -1, never an outcome of probability zero.

    Raises:
        InputError: no source, a source that is no outcome, or an outcome of probability zero.

    Example:
        >>> from fractions import Fraction
        >>> from khrnn.tasks.tokens import ReadAncilla
        >>> choose_outcome(Fraction(1), np.random.default_rng(0), ReadAncilla())
        1
        >>> choose_outcome(Fraction(1), -1, ReadAncilla())
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: R: expected a possible outcome, found -1, of probability 0
    """
    if isinstance(source, np.random.Generator):
        return 1 if uniform_below(chance.denominator, source) < chance.numerator else -1
    if source is None or source not in (1, -1):
        raise InputError(
            where=describe(token), expected="a generator or an outcome 1, -1", found=repr(source)
        )
    if chance == (0 if source == 1 else 1):
        raise InputError(
            where=describe(token),
            expected="a possible outcome",
            found=f"{source}, of probability 0",
        )
    return source


def check_step(token: Token, n: int, k: int) -> None:
    """Require that a token by itself fits the sizes of a cell.

    Args:
        token: what the cell is given.
        n: latent qubits.
        k: edge size.

    Raises:
        InputError: as ``tokens.check_token``, naming the token.

    Example:
        >>> check_step(Phase(0b100), 3, 1)
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: P 2: expected a phase on at most k-1 = 0 vertices, \
found 1 in P 2
    """
    try:
        check_token(token, n, k, "")
    except InputError as error:  # writing every token out would cost a tenth of a simulation
        raise error.located(describe(token)) from None


@dataclass(frozen=True, slots=True)
class GateCount:
    """The work of one token.

    Attributes:
        gates: elementary operations: preparations, (multiply controlled) gates, measurements.
        qubits_touched: the qubits these operations act on, the ancilla included.
    """

    gates: int
    qubits_touched: int


@dataclass(frozen=True, slots=True)
class GateReport:
    """The gate complexity of the unit cell over a sentence, in compiled form.

    Attributes:
        tokens: number of compiled tokens.
        max_gates: largest number of gates of one token.
        max_qubits_touched: largest number of qubits touched by one token; at most k+1.
        total_gates: gates of the whole sentence.
        latent_qubits: n.
        ancilla_qubits: 1 if the sentence measures anything, else 0.
    """

    tokens: int
    max_gates: int
    max_qubits_touched: int
    total_gates: int
    latent_qubits: int
    ancilla_qubits: int


def gate_count(token: Token) -> GateCount:
    """Count the gates of one compiled token.

    Args:
        token: E is one multiply controlled Z; S a preparation and a Hadamard; P one multiply
            controlled Z; X one controlled X; R a Hadamard and a measurement.

    Returns:
        At most two gates, on at most k+1 qubits for a valid sentence of edge size k.

    Raises:
        InputError: a direct measurement, whose work grows with its element: compile it first.

    Source:
        Ours: the constant gate complexity of the unit cell, counted.

    Example:
        >>> gate_count(Phase(0b110))
        GateCount(gates=1, qubits_touched=3)
    """
    match token:
        case Entangle(edge):
            return GateCount(1, edge.bit_count())
        case Phase(monomial):
            return GateCount(1, 1 + monomial.bit_count())
        case Shift():
            return GateCount(1, 2)
        case Measure():
            raise InputError(
                where=describe(token), expected="a compiled token", found="a direct measurement"
            )
        case _:  # S and R: the ancilla's Hadamard and its preparation or measurement
            return GateCount(2, 1)


def gate_report(sentence: Sentence) -> GateReport:
    """Count the gates of a sentence, compiling it first.

    Args:
        sentence: the input, in either form.

    Returns:
        The maxima over its compiled tokens, and the sizes of latent and ancilla.

    Example:
        >>> from khrnn.tasks.sentences import Sentence
        >>> gate_report(Sentence(3, 3, (Entangle(0b111),))).max_qubits_touched
        3
    """
    compiled = sentence.compiled
    counts = [gate_count(token) for token in compiled]
    return GateReport(
        tokens=len(compiled),
        max_gates=max((count.gates for count in counts), default=0),
        max_qubits_touched=max((count.qubits_touched for count in counts), default=0),
        total_gates=sum(count.gates for count in counts),
        latent_qubits=sentence.n,
        ancilla_qubits=int(any(isinstance(token, FreshAncilla) for token in compiled)),
    )
