"""A stabilizer simulator of the k-HRNN for k <= 2: a packed tableau, whole sentences in one call.

What belongs here: the tableau, its start, and tokens packed for the loops. What does not: the loops
(``_pauli_kernels``), stim's simulator (``tableau``), larger k.

For k = 2 the group elements are the real Pauli products, and every state met is the common
eigenstate of n of them. An outcome is certain or has probability 1/2, exactly.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from khrnn.hypergraph import _pauli_kernels
from khrnn.hypergraph._kernels import compiled
from khrnn.hypergraph._pauli_kernels import BY_COIN, BY_WORD, PEEK, RANDOM, UNKNOWN
from khrnn.hypergraph.quadratic import no_pauli_product
from khrnn.tasks.tokens import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.group import GroupElement
    from khrnn.hypergraph.frame import Choose
    from khrnn.tasks.sentences import Sentence
    from khrnn.tasks.tokens import DirectToken
    from khrnn.types import Outcome, VertexMask

_HALF, _ONE, _ZERO = Fraction(1, 2), Fraction(1), Fraction(0)

Words = npt.NDArray[np.uint64]

_MEASURE = np.array([[-1, 0]], dtype=np.int64)
"""The step that measures the first product."""


class PauliSimulator:
    """A stabilizer state, changed in place by direct tokens.

    Args:
        n: number of qubits; thousands are fine.

    Source:
        S. Aaronson and D. Gottesman, arXiv:quant-ph/0406196: destabilizers beside stabilizers.
        Here in real Pauli products X^a Z^b, so that signs are bits.

    Example:
        >>> from contextuality.group import GroupElement
        >>> simulator = PauliSimulator(2)
        >>> simulator.entangle(0b11)
        >>> simulator.measure(GroupElement.x(2, [0]), lambda chance: print(chance) or -1)
        1/2
        -1
    """

    def __init__(self, n: int) -> None:
        self.n = n
        self.tableau: Words = np.zeros((2, 2 * n, n + 63 >> 6), dtype=np.uint64)
        rows = np.arange(n)
        unit = np.left_shift(np.uint64(1), (rows & 63).astype(np.uint64))
        self.tableau[1, rows, rows >> 6] = unit  # destabilizers Z_i
        self.tableau[0, n + rows, rows >> 6] = unit  # stabilizers X_i
        self.signs = np.zeros(n, dtype=np.uint8)
        self._one = np.zeros(3, dtype=np.uint8)  # outcome, chance and wish of one measurement

    def copy(self) -> PauliSimulator:
        """Return an independent copy."""
        twin = PauliSimulator.__new__(PauliSimulator)
        twin.n, twin.tableau, twin.signs = self.n, self.tableau.copy(), self.signs.copy()
        twin._one = self._one.copy()
        return twin

    def entangle(self, edge: VertexMask) -> None:
        """Apply Z (one vertex) or CZ (two vertices)."""
        self.follow(_Program([edge], [], self.n), np.zeros(0, np.uint8), BY_COIN)

    def measure(self, element: GroupElement, choose: Choose) -> Outcome:
        """Measure a Hermitian element of degree at most 1.

        Args:
            element: (a, g), a signed real Pauli product.
            choose: picks the outcome, told the exact probability of +1. If it raises, the state
                is the one before.

        Returns:
            The outcome.

        Raises:
            InputError: a phase of degree 2 or more.
        """
        monomials = element.phase.monomials
        if max(map(int.bit_count, monomials), default=0) > 1:
            raise no_pauli_product(element)
        size = 8 * self.tableau.shape[2]
        packed = element.shift.to_bytes(size, "little") + sum(monomials).to_bytes(size, "little")
        product = np.frombuffer(packed, dtype=np.uint64).reshape(2, 1, -1)
        kernel, one = compiled(_pauli_kernels.run), self._one
        state, said, sign = (self.tableau, self.signs), (one[:1], one[1:2]), 0 in monomials
        one[0] = sign
        seen = kernel(state, _MEASURE, product, (one[2:], PEEK), said)
        if seen != UNKNOWN:
            return choose(_ZERO if seen else _ONE)
        outcome = choose(_HALF)
        one[0], one[2] = sign, outcome == -1
        kernel(state, _MEASURE, product, (one[2:], BY_COIN), said)
        return outcome

    def follow(self, program: _Program, wanted: Any, mode: int) -> tuple[Any, Any]:
        """Apply packed tokens; return outcomes (1 for -1), and which were RANDOM."""
        outcomes, chances = program.signs, np.zeros(len(program.signs), dtype=np.uint8)
        compiled(_pauli_kernels.run)(
            (self.tableau, self.signs), program.steps, program.products, (wanted, mode),
            (outcomes, chances),
        )  # fmt: skip
        return outcomes, chances


class _Program:
    """Tokens in the form of the loops: edges first, then measurements, unless steps say more."""

    def __init__(self, edges: Sequence[int], elements: Sequence[GroupElement], n: int) -> None:
        places = [(edge.bit_length() - 1, (edge & -edge).bit_length() - 1) for edge in edges]
        measured = [(-1, j) for j in range(len(elements))]
        self.steps = np.array([*places, *measured], dtype=np.int64).reshape(-1, 2)
        # Single vertices, each once, and 0: their sum is the mask of Z.
        phases = [element.phase.monomials for element in elements]
        size = 8 * (n + 63 >> 6)
        packed = b"".join(
            [element.shift.to_bytes(size, "little") for element in elements]
            + [sum(phase).to_bytes(size, "little") for phase in phases]
        )
        self.products = np.frombuffer(packed, dtype=np.uint64).reshape(2, len(elements), size // 8)
        self.signs = np.array([0 in phase for phase in phases], dtype=np.uint8)

    @classmethod
    def of(cls, tokens: Sequence[DirectToken], n: int) -> _Program:
        """Keep the order of a sentence's tokens."""
        edges: list[int] = []
        elements: list[GroupElement] = []
        order: list[int] = []
        for token in tokens:
            if isinstance(token, Measure):
                order.append(~len(elements))
                elements.append(token.element)
            else:
                order.append(len(edges))
                edges.append(token.edge)
        made = cls(edges, elements, n)
        places = np.array(order, dtype=np.int64)
        made.steps = made.steps[np.where(places < 0, len(edges) + ~places, places)]
        return made


def sample_outcomes(sentence: Sentence, rng: np.random.Generator) -> list[tuple[Outcome, Fraction]]:
    """Sample the outcomes of a sentence with their exact conditional probabilities.

    Args:
        sentence: the input, k <= 2.
        rng: the source of the outcomes that are not certain: one bit each, drawn as every backend
            draws them.

    Returns:
        A pair for every measurement.

    Source: as `PauliSimulator`.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from khrnn.tasks.sentences import Sentence
        >>> x0 = Measure(GroupElement.x(2, [0]))
        >>> sample_outcomes(Sentence(2, 2, (x0, x0)), np.random.default_rng(0))
        [(1, Fraction(1, 1)), (1, Fraction(1, 1))]
    """
    program = _Program.of(sentence.direct, sentence.n)
    before = rng.bit_generator.state
    coins = rng.integers(0, 2, size=len(program.signs)).astype(np.uint8)
    found, chances = PauliSimulator(sentence.n).follow(program, coins, BY_COIN)
    rng.bit_generator.state = before
    if tossed := int((chances == RANDOM).sum()):  # no more is taken than other backends take
        rng.integers(0, 2, size=tossed)
    return [
        (-1 if word else 1, _HALF if chance else _ONE)
        for word, chance in zip(found.tolist(), chances.tolist(), strict=True)
    ]


def follow_outcomes(sentence: Sentence, outcomes: Sequence[Outcome]) -> list[Fraction]:
    """Return the conditional probabilities of given outcomes; they end with the first 0.

    Args:
        sentence: the input, k <= 2.
        outcomes: +1 or -1 for every measurement.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from khrnn.tasks.sentences import Sentence
        >>> x0 = Measure(GroupElement.x(2, [0]))
        >>> follow_outcomes(Sentence(2, 2, (x0, x0)), [1, -1])
        [Fraction(1, 1), Fraction(0, 1)]
    """
    program = _Program.of(sentence.direct, sentence.n)
    wanted = np.array(outcomes, dtype=np.int64) < 0
    _, chances = PauliSimulator(sentence.n).follow(program, wanted.astype(np.uint8), BY_WORD)
    law = [(_ONE, _HALF, _ZERO)[chance] for chance in chances.tolist()]
    return law[: law.index(_ZERO) + 1] if _ZERO in law else law
