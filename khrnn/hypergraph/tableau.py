"""The stabilizer simulator of the k-HRNN for k <= 2, through stim (extra ``stim``).

What belongs here: the translation of tokens into stim's operations, with exact probabilities. What
does not: larger k, where the states are not stabilizer states (``frame``).

Measuring a Pauli product P: an ancilla in a known basis state is flipped, controlled by P, and
measured in Z. stim tells whether that outcome is certain, so the probability is 0, 1/2 or 1
exactly. The ancilla stays as it is found, for the next product. This costs what stim's own
measurement of a product costs.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from contextuality.errors import InputError
from contextuality.extras import need
from contextuality.vertex_sets import ones
from khrnn.hypergraph.quadratic import no_pauli_product
from khrnn.tasks.circuits import to_stim
from khrnn.tasks.tokens import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from contextuality.group import GroupElement
    from khrnn.hypergraph.frame import Choose
    from khrnn.tasks.sentences import Sentence
    from khrnn.tasks.tokens import DirectToken
    from khrnn.types import Outcome, VertexMask

_HALF, _ONE = Fraction(1, 2), Fraction(1)
FEW = 16
"""Up to so many bits are listed one by one; more are unpacked together."""

_CERTAIN = {1: Fraction(1), -1: Fraction(0)}


class TableauSimulator:
    """A stabilizer state, changed in place by direct tokens.

    Args:
        n: number of qubits; thousands are fine.

    Raises:
        InputError: stim is not installed.

    Source:
        S. Aaronson and D. Gottesman, arXiv:quant-ph/0406196, as implemented by stim
        (C. Gidney, arXiv:2103.02202).

    Example:
        >>> from contextuality.group import GroupElement
        >>> simulator = TableauSimulator(2)
        >>> simulator.entangle(0b11)
        >>> simulator.measure(GroupElement.x(2, [0]), lambda chance: print(chance) or -1)
        1/2
        -1
    """

    def __init__(self, n: int) -> None:
        stim = need("stim", "stim", "tableau backend")
        self.n = n
        self._simulator: Any = stim.TableauSimulator(seed=0)  # draws nothing: see measure
        self._simulator.set_num_qubits(n + 1)
        self._simulator.h(*range(n))
        self._held = 1  # the ancilla's Z

    def copy(self) -> TableauSimulator:
        """Return an independent copy."""
        twin = TableauSimulator.__new__(TableauSimulator)
        twin.n, twin._simulator, twin._held = self.n, self._simulator.copy(), self._held
        return twin

    def entangle(self, edge: VertexMask) -> None:
        """Apply Z (one vertex) or CZ (two vertices)."""
        targets = list(ones(edge))
        if len(targets) == 1:
            self._simulator.z(*targets)
        elif len(targets) == 2:
            self._simulator.cz(*targets)
        else:
            raise InputError(
                where="tableau backend",
                expected="edges of 1 or 2 vertices",
                found=f"{len(targets)}",
            )

    def measure(self, element: GroupElement, choose: Choose) -> Outcome:
        """Measure a Hermitian element of degree at most 1.

        Args:
            element: (a, g), a signed real Pauli product.
            choose: picks the outcome, told the exact probability of +1. If it raises, the state
                is the one before.

        Returns:
            The outcome.
        """
        simulator, ancilla = self._simulator, self.n
        kick, sign = _kick(element)
        simulator.do(kick)
        sign *= self._held
        seen = simulator.peek_z(ancilla)
        try:
            outcome = choose(_CERTAIN[sign * seen] if seen else _HALF)
        except BaseException:
            simulator.do(kick)  # its own inverse
            raise
        if not seen:
            simulator.postselect_z(ancilla, desired_value=outcome != sign)
        self._held = outcome * sign
        return outcome


def sample_outcomes(sentence: Sentence, rng: np.random.Generator) -> list[tuple[Outcome, Fraction]]:
    """Sample the outcomes of a sentence with their exact conditional probabilities.

    The same as `TableauSimulator` token by token, without a word between stim's calls.

    Args:
        sentence: the input, k <= 2.
        rng: the source of the outcomes that are not certain: one bit each, drawn as every backend
            draws them.

    Returns:
        A pair for every measurement.

    Raises:
        InputError: stim is not installed.

    Source: as `TableauSimulator`.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from khrnn.tasks.sentences import Sentence
        >>> from khrnn.tasks.tokens import Measure
        >>> x0 = Measure(GroupElement.x(2, [0]))
        >>> sample_outcomes(Sentence(2, 2, (x0, x0)), np.random.default_rng(0))
        [(1, Fraction(1, 1)), (1, Fraction(1, 1))]
    """
    ancilla = sentence.n
    simulator = TableauSimulator(ancilla)._simulator
    do, peek, postselect = simulator.do, simulator.peek_z, simulator.postselect_z
    tokens = sentence.direct
    before = rng.bit_generator.state
    coins = iter(rng.integers(0, 2, size=len(tokens)).tolist())
    tossed, held = 0, 1
    said: list[tuple[Outcome, Fraction]] = []
    for step, sign in _program(tokens):
        do(step)
        if not sign:
            continue
        seen = peek(ancilla)
        if seen:
            said.append((sign * held * seen, _ONE))
        else:
            seen = 1 - 2 * next(coins) if sign * held > 0 else 2 * next(coins) - 1
            tossed += 1
            postselect(ancilla, desired_value=seen < 0)
            said.append((sign * held * seen, _HALF))
        held = seen
    rng.bit_generator.state = before
    if tossed:  # no more is taken than other backends take
        rng.integers(0, 2, size=tossed)
    return said


def _program(tokens: Sequence[DirectToken]) -> Iterator[tuple[Any, int]]:
    """Circuits with the sign of the product measured after each, or 0 for a run of edges."""
    stim = need("stim", "stim", "tableau backend")
    edges: list[str] = []
    for token in tokens:
        if isinstance(token, Measure):
            if edges:
                yield stim.Circuit("\n".join(edges)), 0
                edges = []
            yield _kick(token.element)
        else:
            targets = list(ones(token.edge))
            edges.append(("Z " if len(targets) == 1 else "CZ ") + " ".join(map(str, targets)))
    if edges:
        yield stim.Circuit("\n".join(edges)), 0


def sample_circuit(
    sentence: Sentence, shots: int, rng: np.random.Generator
) -> npt.NDArray[np.int8]:
    """Sample the outcomes of a whole sentence with stim's compiled sampler.

    Args:
        sentence: the input, k <= 2.
        shots: number of samples, at least 0.
        rng: seeds stim's own generator; equal states give equal samples on one machine with one
            version of stim.

    Returns:
        Outcomes +1 and -1, shape (shots, measurements), each row independent.

    Raises:
        InputError: stim is not installed, or k >= 3.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from khrnn.tasks.sentences import Sentence
        >>> from khrnn.tasks.tokens import Measure
        >>> x0 = Measure(GroupElement.x(2, [0]))
        >>> sample_circuit(Sentence(2, 2, (x0,)), 2, np.random.default_rng(0)).tolist()
        [[1], [1]]
    """
    sampler = _circuit(sentence).compile_sampler(seed=int(rng.integers(0, 1 << 63)))
    flags = sampler.sample(shots).view(np.int8)
    result: npt.NDArray[np.int8] = 1 - 2 * flags
    return result


@lru_cache(maxsize=8)
def _pairs(n: int) -> tuple[list[str], dict[int, str]]:
    """The text "i n " for every qubit i, by number and by mask."""
    listed = [f"{i} {n} " for i in range(n)]
    return listed, {1 << i: text for i, text in enumerate(listed)}


@lru_cache(maxsize=64)
def _circuit(sentence: Sentence) -> Any:
    return need("stim", "stim", "tableau backend").Circuit(to_stim(sentence))


@lru_cache(maxsize=1 << 14)
def _kick(element: GroupElement) -> tuple[Any, int]:
    """The circuit that flips qubit n controlled by the Pauli product, and the product's sign."""
    listed, by_mask = _pairs(element.n)
    rest = element.shift  # qubits with X alone
    z, y, sign = [], [], 1
    for monomial in element.phase.monomials:
        if monomial & rest:  # each vertex occurs once
            y.append(monomial)
            rest ^= monomial
        elif monomial:
            z.append(monomial)
        else:
            sign = -1
    # X_j Z_j = -i Y_j, and a Hermitian element has an even number of them.
    if len(y) & 2:
        sign = -sign
    try:
        text = _gates("CX", [by_mask[one] for one in z]) + _gates(
            "YCX", [by_mask[one] for one in y]
        )
    except KeyError:
        raise no_pauli_product(element) from None
    if rest:
        few = rest.bit_count() <= FEW
        chosen = list(ones(rest)) if few else np.flatnonzero(_flags(rest, element.n)).tolist()
        text += _gates("XCX", [listed[i] for i in chosen])
    # Parsed from text: stim 1.16 takes a thousand times longer to append a list of targets.
    return _circuit_type()(text), sign


def _gates(name: str, pairs: list[str]) -> str:
    return f"{name} {''.join(pairs)}\n" if pairs else ""


@lru_cache(maxsize=1)
def _circuit_type() -> Any:
    return need("stim", "stim", "tableau backend").Circuit


def _flags(mask: int, n: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    packed = np.frombuffer(mask.to_bytes((n + 7) // 8, "little"), dtype=np.uint8)
    return np.unpackbits(packed, count=n, bitorder="little").view(np.bool_)
