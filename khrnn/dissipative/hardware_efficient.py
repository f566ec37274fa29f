"""Networks of local perceptrons with m = 2 as models whose gradients are compared.

What belongs here: the network of perceptrons, its simulation, and which law and bound it has. What
does not: the law (`bricks`), the bounds (`theorems`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np

from khrnn.dissipative import bricks
from khrnn.dissipative.models import haar_unitaries, zero_overlap
from khrnn.dissipative.network import Network
from khrnn.dissipative.perceptron import Perceptron, pauli_matrix
from khrnn.dissipative.states import ComplexArray
from khrnn.dissipative.theorems import shallow_bound
from khrnn.dissipative.weingarten import Cost
from khrnn.trainability.model import Bound, FloatVector
from khrnn.trainability.sampled import SampledModel

LARGEST = 12
"""Most qubits of a simulation."""

_BATCH = 1 << 17  # amplitudes at a time


def brick_network(qubits: int, layers: int) -> Network:
    """Return the perceptrons: two inputs where a W acts, one where only the swap does.

    Args:
        qubits: even, at least 2.
        layers: at least 1.

    Raises:
        InputError: a number out of range.

    Source: arXiv 2005.12458, Fig. 3(b), as we read it.

    Example:
        >>> [[p.inputs for p in layer] for layer in brick_network(4, 2).layers]
        [[(0, 1), (1,), (2, 3), (3,)], [(0,), (1, 2), (2,), (3,)]]
    """
    bricks.check_bricks(qubits, layers, 0, 0, LARGEST)
    return Network(
        qubits,
        tuple(
            tuple(
                Perceptron((j, j + 1) if (j, j + 1) in bricks.pairs(qubits, layer) else (j,), ())
                for j in range(qubits)
            )
            for layer in range(layers)
        ),
    )


def brick_unitaries(network: Network, gates: list[ComplexArray]) -> list[ComplexArray]:
    """Return the perceptrons' matrices for given W.

    Args:
        network: of `brick_network`.
        gates: shape (batch, 4, 4) each, in the order in which they act; bit 0 is the lower qubit.

    Returns:
        SWAP(input j, output) W for perceptrons with two inputs, SWAP for others.
    """
    swap = Perceptron((0,), (), swaps=True).unitary(np.zeros((1, 0)))
    both = Perceptron((0, 1), (), swaps=True).unitary(np.zeros((1, 0)))
    drawn = iter(gates)
    found = []
    for perceptron in network.perceptrons:
        if len(perceptron.inputs) == 1:
            found.append(swap)
            continue
        gate = next(drawn)
        wide = np.zeros((len(gate), 8, 8), dtype=np.complex128)  # W on inputs, 1 on the output
        wide[:, :4, :4] = wide[:, 4:, 4:] = gate
        found.append(both @ wide)
    return found


@dataclass(frozen=True)
class BrickGradients(SampledModel):
    """A `GradientModel`: local perceptrons with m = 2, 2-designs on neighbouring inputs.

    The angle is in the middle W of the first layer, B exp(-itY/2) A with Y on its first qubit,
    t = 0, and A, B Haar-random as are all other W.

    Args:
        cost: "global" or "local".
        sizes: measured by default, even.

    Source: arXiv 2005.12458, Fig. 3(b), as we read it; `bricks`.

    Example:
        >>> model = BrickGradients("local")
        >>> model.layers(8), model.prediction(2), model.bound(2).kind
        (6, Fraction(1, 75), 'lower')
    """

    cost: Cost
    sizes: tuple[int, ...] = (2, 4, 6, 8)
    unit: str = "qubits"
    largest: int = LARGEST
    smallest: ClassVar[int] = 2
    step: ClassVar[int] = 2

    @property
    def name(self) -> str:
        """In the registry."""
        return f"dissipative-m2-{self.cost}"

    @property
    def quantity(self) -> str:
        """What is sampled."""
        return (
            f"derivative of the {self.cost} cost by an angle inside the middle W of the first "
            "layer; local perceptrons with m = 2 (Haar-random W on neighbours, then swap), "
            "2 ceil(log2 n) layers, input and target |0...0>, n even"
        )

    def layers(self, size: int) -> int:
        """Return the depth at a size: 2 ceil(log2 n) layers of the network.

        Args:
            size: at least 2.
        """
        return 2 * (size - 1).bit_length()

    def batch(self, size: int) -> int:
        """Return how many networks are simulated at once."""
        return _BATCH >> size

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Simulate networks with Haar-random W; the derivative is a parameter shift."""
        layers = self.layers(size)
        network = brick_network(size, layers)
        turned = size // 4
        number = sum(len(bricks.pairs(size, layer)) for layer in range(layers))
        generator = pauli_matrix("YI")
        turn = (np.eye(4) - 1j * generator) / np.sqrt(2)
        before, *gates = (haar_unitaries(4, count, rng) for _ in range(number + 1))
        after = gates[turned]
        values = []
        for shift in (turn, turn.conj().T):
            gates[turned] = after @ shift @ before
            values.append(zero_overlap(network, brick_unitaries(network, gates), self.cost))
        return (values[1] - values[0]) / 2

    def prediction(self, size: int) -> Fraction | None:
        """Return the exact variance; None above 16 qubits.

        Args:
            size: qubits, even.
        """
        if size > bricks.LARGEST:
            return None
        return bricks.brick_variance(size, self.layers(size), 0, size // 4, self.cost)

    def bound(self, size: int) -> Bound:
        """Return the bound at this depth.

        Args:
            size: qubits, even.
        """
        return shallow_bound(size, self.layers(size), self.cost)


def brick_global() -> BrickGradients:
    """Return the global cost.

    Example:
        >>> brick_global().prediction(2)
        Fraction(1, 50)
    """
    return BrickGradients("global")


def brick_local() -> BrickGradients:
    """Return the local cost."""
    return BrickGradients("local")
