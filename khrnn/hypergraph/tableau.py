"""The stabilizer simulator of the k-HRNN for k <= 2, through stim (extra ``stim``).

What belongs here: the translation of tokens into stim's operations, with exact probabilities. What
does not: larger k, where the states are not stabilizer states (``frame``).

Measuring a Pauli product P: an ancilla in |0> is flipped, controlled by P, and measured in Z. stim
tells whether that outcome is certain, so the probability is 0, 1/2 or 1 exactly; the ancilla is
then put back. This costs what stim's own measurement of a product costs.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from contextuality.errors import InputError
from contextuality.extras import need
from khrnn.hypergraph.quadratic import bits
from khrnn.tasks.circuits import to_stim

if TYPE_CHECKING:
    import numpy.typing as npt

    from contextuality.group import GroupElement
    from khrnn.hypergraph.frame import Choose
    from khrnn.tasks.sentences import Sentence
    from khrnn.types import Outcome, VertexMask

_HALF = Fraction(1, 2)
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

    def copy(self) -> TableauSimulator:
        """Return an independent copy."""
        twin = TableauSimulator.__new__(TableauSimulator)
        twin.n, twin._simulator = self.n, self._simulator.copy()
        return twin

    def entangle(self, edge: VertexMask) -> None:
        """Apply Z (one vertex) or CZ (two vertices)."""
        targets = list(bits(edge))
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
        seen = simulator.peek_z(ancilla)
        try:
            outcome = choose(_CERTAIN[sign * seen] if seen else _HALF)
        except BaseException:
            simulator.do(kick)  # its own inverse
            raise
        flipped = outcome != sign
        if not seen:
            simulator.postselect_z(ancilla, desired_value=flipped)
        if flipped:
            simulator.x(ancilla)
        return outcome


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
def _pairs(n: int) -> list[str]:
    return [f"{i} {n} " for i in range(n)]


@lru_cache(maxsize=64)
def _circuit(sentence: Sentence) -> Any:
    return need("stim", "stim", "tableau backend").Circuit(to_stim(sentence))


@lru_cache(maxsize=1 << 14)
def _kick(element: GroupElement) -> tuple[Any, int]:
    """The circuit that flips qubit n controlled by the Pauli product, and the product's sign."""
    stim = need("stim", "stim", "tableau backend")
    n = element.n
    linear, sign = linear_phase(element)
    x, z = _flags(element.shift, n), _flags(linear, n)
    # X_j Z_j = -i Y_j, and a Hermitian element has an even number of them.
    if (element.shift & linear).bit_count() & 2:
        sign = -sign
    pairs = _pairs(n)
    # Parsed from text: stim 1.16 takes a thousand times longer to append a list of targets.
    lines = [
        f"{name} " + "".join([pairs[i] for i in np.flatnonzero(chosen).tolist()])
        for name, chosen in (("XCX", x & ~z), ("YCX", x & z), ("CX", z & ~x))
        if chosen.any()
    ]
    return stim.Circuit("\n".join(lines)), sign


def linear_phase(element: GroupElement) -> tuple[int, int]:
    """Split a phase of degree at most 1 into its vertices and the sign of its constant.

    Args:
        element: a group element.

    Returns:
        The mask of the linear terms, and -1 if the constant 1 is among the terms, else +1.

    Raises:
        InputError: a phase of degree 2 or more.

    Example:
        >>> from contextuality.group import GroupElement
        >>> linear_phase(GroupElement.x(2, [0]).negate())
        (0, -1)
    """
    linear, sign = 0, 1
    for monomial in element.phase.monomials:
        if monomial & (monomial - 1):
            raise InputError(
                where="Pauli product", expected="a phase of degree at most 1", found=str(element)
            )
        if monomial:
            linear |= monomial
        else:
            sign = -1
    return linear, sign


def _flags(mask: int, n: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    packed = np.frombuffer(mask.to_bytes((n + 7) // 8, "little"), dtype=np.uint8)
    return np.unpackbits(packed, count=n, bitorder="little").view(np.bool_)
