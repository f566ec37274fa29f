"""Empirical models of Pauli measurements on stabilizer states, with exact probabilities.

Belongs here: states given by generators, and the tables they predict for contexts of commuting
Paulis. Does not belong here: hypergraph states (`khrnn.hypergraph.models`), named models
(`contextuality.library.models`).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING

from contextuality.empirical import EmpiricalModel
from contextuality.errors import InputError, shown
from contextuality.pauli import Pauli, parse_pauli, paulis_commute

if TYPE_CHECKING:
    from collections.abc import Sequence

OUTCOMES = ("+", "-")
MAX_CONTEXT = 12
"""Tables have 2^members entries, each a sum over as many products."""


class StabilizerState:
    """The state with given Paulis as stabilizers, maximally mixed apart from them.

    Args:
        qubits: their number.
        generators: signed Pauli strings such as "-XX", commuting, whose products do not include
            -I. Without any, the state is maximally mixed; n independent ones give a pure state.

    Raises:
        InputError: if a string is not one, has another length, or contradicts the others.

    Source: D. Gottesman, arXiv quant-ph/9705052.

    Example:
        >>> bell = StabilizerState(2, ["XX", "ZZ"])
        >>> bell.expectation(Pauli.parse("YY")), bell.expectation(Pauli.parse("XI"))
        (-1, 0)
    """

    def __init__(self, qubits: int, generators: Sequence[str]) -> None:
        self.qubits = qubits
        # Echelon form: every element owns the highest bit of its masks x + 2^n z.
        self._basis: dict[int, Pauli] = {}
        chosen: list[Pauli] = []
        for i, text in enumerate(generators):
            where = f"state: generator {i}"
            pauli = Pauli.parse(text)
            if pauli.n != qubits or not pauli.is_hermitian():
                raise InputError(
                    where=where, expected=f"a signed string on {qubits} qubits", found=shown(text)
                )
            for other, earlier in zip(generators, chosen, strict=False):
                if not pauli.commutes(earlier):
                    raise InputError(
                        where=where,
                        expected="commuting generators",
                        found=f"{text} and {other}, which anticommute",
                    )
            chosen.append(pauli)
            rest = self._reduced(pauli)
            code = rest.x | rest.z << qubits
            if code:
                self._basis[code.bit_length()] = rest
            elif rest.phase:
                raise InputError(
                    where=where,
                    expected="generators whose products leave out -I",
                    found=f"{text}, whose negative the others generate",
                )

    def _reduced(self, pauli: Pauli) -> Pauli:
        while code := pauli.x | pauli.z << self.qubits:
            owner = self._basis.get(code.bit_length())
            if owner is None:
                break
            pauli = pauli * owner
        return pauli

    def expectation(self, pauli: Pauli) -> int:
        """Return the expectation of a Hermitian Pauli: +1, -1 or 0."""
        if any(not pauli.commutes(element) for element in self._basis.values()):
            return 0
        rest = self._reduced(pauli)
        if rest.x or rest.z:
            return 0
        return -1 if rest.phase else 1


def stabilizer_model(
    name: str, contexts: Sequence[Sequence[str]], generators: Sequence[str] = ()
) -> EmpiricalModel:
    """Return the outcome tables of Pauli contexts on a stabilizer state.

    Args:
        name: one line of text.
        contexts: at least one, each of distinct commuting Pauli strings without sign, at most 12.
        generators: of the state, see `StabilizerState`; none for the maximally mixed state.

    Returns:
        A model with outcomes + and -, without disturbance; all probabilities are dyadic.

    Raises:
        InputError: if something is not as described.

    Source: Born's rule for commuting projectors (1 +- P)/2, expanded.

    Example:
        >>> stabilizer_model("bell", [["XI", "IX"]], ["XX", "ZZ"]).tables[0]
        (Fraction(1, 2), Fraction(0, 1), Fraction(0, 1), Fraction(1, 2))
    """
    if not contexts or not contexts[0]:
        raise InputError(where="contexts", expected="at least one context", found="none")
    qubits = len(contexts[0][0])
    state = StabilizerState(qubits, generators)
    index: dict[str, int] = {}
    tables = []
    for c, context in enumerate(contexts):
        _check_context(context, qubits, f"contexts[{c}]")
        for label in context:
            index.setdefault(label, len(index))
        tables.append(_table([Pauli.parse(label) for label in context], state))
    rows = tuple(tuple(index[label] for label in context) for context in contexts)
    return EmpiricalModel(name, tuple(index), OUTCOMES, rows, tuple(tables))


def _check_context(context: Sequence[str], qubits: int, where: str) -> None:
    if len(context) > MAX_CONTEXT:
        raise InputError(
            where=where, expected=f"at most {MAX_CONTEXT} observables", found=str(len(context))
        )
    for label in context:
        if len(label) != qubits:
            raise InputError(
                where=where, expected=f"strings of {qubits} letters", found=shown(label)
            )
    masks = [parse_pauli(label) for label in context]
    for (i, left), (j, right) in combinations(enumerate(masks), 2):
        if not paulis_commute(left, right):
            raise InputError(
                where=where,
                expected="commuting observables",
                found=f"{context[i]} and {context[j]}, which anticommute",
            )


def _table(context: Sequence[Pauli], state: StabilizerState) -> tuple[Fraction, ...]:
    size = len(context)
    means = []
    for subset in range(1 << size):
        element = Pauli(state.qubits, 0, 0, 0)
        for i, pauli in enumerate(context):
            if subset >> i & 1:
                element = element * pauli
        means.append(state.expectation(element))
    return tuple(
        Fraction(
            sum(
                -mean if (subset & minus).bit_count() % 2 else mean
                for subset, mean in enumerate(means)
            ),
            1 << size,
        )
        for outcomes in product((0, 1), repeat=size)
        for minus in [sum(1 << i for i, outcome in enumerate(outcomes) if outcome)]
    )
