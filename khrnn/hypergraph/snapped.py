"""The k-HRNN with learned phases rounded to the group: exact, and compared with the task's own.

What belongs here: the exact cell whose E and P tokens apply given Boolean polynomials, and the test
that it obeys the true law on every sentence. What does not: learning them (`trainable`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from contextuality.polynomial import BooleanPolynomial, k_subsets
from khrnn.hypergraph._amplitudes import ExactState, flip_signs
from khrnn.hypergraph.exact import ExactCell
from khrnn.tasks.tokens import (
    Entangle,
    Measure,
    Phase,
    ReadAncilla,
    Token,
    check_token,
    compile_tokens,
    describe,
)

if TYPE_CHECKING:
    from khrnn.types import Word

Learned = Mapping[Entangle | Phase, BooleanPolynomial]
"""The phase (-1)^f of each E and P token."""


@dataclass(frozen=True)
class SnappedCell:
    """A k-HRNN whose tokens apply given phases, simulated without rounding.

    Attributes:
        n: latent qubits.
        k: edge size.
        phases: a polynomial in n variables for every E and every P token of the task; that of a P
            token is controlled by the ancilla.

    Raises:
        InputError: sizes out of range, a token without a phase, or a phase of another n.

    Source: ours.

    Example:
        >>> cell = SnappedCell(3, 2, true_phases(3, 2))
        >>> state = cell.advance(cell.start(), Entangle(0b011), None)
        >>> from contextuality.group import GroupElement
        >>> cell.step(state, Measure(GroupElement.x(3, [0])))
        {1: Fraction(1, 2), -1: Fraction(1, 2)}
    """

    n: int
    k: int
    phases: Learned

    def __post_init__(self) -> None:
        ExactCell(self.n, self.k)  # refuses sizes that can't be simulated
        for token in true_phases(self.n, self.k):
            if token not in self.phases or self.phases[token].n != self.n:
                raise InputError(
                    where=describe(token),
                    expected=f"a phase in {self.n} variables",
                    found="none" if token not in self.phases else "another number of them",
                )

    def start(self) -> ExactState:
        """Return |+>^n."""
        return ExactCell(self.n, self.k).start()

    def step(self, state: ExactState, token: Token) -> dict[Word, Fraction]:
        """Return the exact law of the word of a token; words of chance 0 are left out.

        Args:
            state: the state before the token.
            token: direct or compiled.
        """
        *before, last = compile_tokens([token], self.k)
        if not isinstance(last, ReadAncilla):
            return {None: Fraction(1)}
        for one in before:
            state = self.advance(state, one, None)
        half = 1 << self.n
        zero, one_branch = state.amplitudes[:half], state.amplitudes[half:]
        plus = Fraction(state.weight + 2 * int(np.dot(zero, one_branch)), 2 * state.weight)
        law: dict[Word, Fraction] = {1: plus, -1: 1 - plus}
        return {word: chance for word, chance in law.items() if chance}

    def advance(self, state: ExactState, token: Token, word: Word) -> ExactState:
        """Return the state after a token and its word.

        Args:
            state: the state before; not changed.
            token: direct or compiled.
            word: a possible one.

        Raises:
            InputError: a token out of place, or an impossible word.
        """
        if isinstance(token, Measure):
            *spelt, last = compile_tokens([token], self.k)
            for one in spelt:
                state = self.advance(state, one, None)
            return self.advance(state, last, word)
        if not isinstance(token, Entangle | Phase):
            return ExactCell(self.n, self.k).step(state, token, word)[0]
        check_token(token, self.n, self.k, describe(token))
        control = 1 << self.n if isinstance(token, Phase) else 0
        if state.ancilla != bool(control):
            raise InputError(
                where=describe(token),
                expected="P, X or R" if state.ancilla else "E, M or S",
                found="an open ancilla" if state.ancilla else "no ancilla prepared",
            )
        for monomial in sorted(self.phases[token].monomials):
            if monomial | control:  # the empty one is a global sign, unless controlled
                state = flip_signs(state, monomial | control)
        return state

    def reflection(self) -> int | None:
        """Find a shift a that turns the task's phases into these, f(z) = m(z + a).

        The constant of an E token is a global sign and does not count. X^a leaves |+>^n alone and
        commutes with all controlled shifts, so conjugation by it changes no probability: with such
        an a, the cell obeys the true law on every sentence of every length.

        Returns:
            The shift as a mask, or None if there is none; then nothing is said about the law.

        Source: ours.

        Example:
            >>> SnappedCell(3, 2, true_phases(3, 2)).reflection()
            0
        """
        shift = 0
        if self.k > 1:
            # The P token of a single qubit must be z_i + a_i.
            for vertex in range(self.n):
                shift |= (0 in self.phases[Phase(1 << vertex)].monomials) << vertex
        for token, monomial in true_phases(self.n, self.k).items():
            found, expected = self.phases[token], monomial.shift(shift)
            if isinstance(token, Entangle):
                same = found.monomials - {0} == expected.monomials - {0}
            else:
                same = found.monomials == expected.monomials
            if not same:
                return None
        return shift


def true_phases(n: int, k: int) -> dict[Entangle | Phase, BooleanPolynomial]:
    """Return the phases that the task prescribes: one monomial a token.

    Args:
        n: number of qubits.
        k: edge size.

    Returns:
        binom(n,k) E tokens and the P tokens of at most k-1 qubits.

    Example:
        >>> len(true_phases(4, 3))
        15
    """
    edges = [Entangle(mask) for mask in k_subsets(n, k)]
    phases = [Phase(mask) for size in range(k) for mask in k_subsets(n, size)]
    return {
        **{token: BooleanPolynomial(n, frozenset({token.edge})) for token in edges},
        **{token: BooleanPolynomial(n, frozenset({token.monomial})) for token in phases},
    }
