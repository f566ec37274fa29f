"""Perceptron networks as models whose gradients are compared (`khrnn.trainability`).

What belongs here: how each is sampled, and which law it has. What does not: the laws (`laws`,
`weingarten`), the simulation (`network`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from khrnn.dissipative.laws import swap_global_variance, swap_local_variance
from khrnn.dissipative.network import Network
from khrnn.dissipative.perceptron import Perceptron, pauli_matrix
from khrnn.dissipative.states import ComplexArray
from khrnn.dissipative.theorems import deep_bound
from khrnn.dissipative.weingarten import Cost, design_variance
from khrnn.trainability.model import Bound, FloatVector
from khrnn.trainability.sampled import SampledModel

_BATCH = 1 << 18  # amplitudes at a time


@dataclass(frozen=True)
class SwapGradients(SampledModel):
    """A `GradientModel`: one layer of swap perceptrons, input and target |0...0>.

    Args:
        cost: "global" or "local".
        sizes: measured by default. The global derivative is a product of n factors, and its
            variance rests on ever rarer samples: at n = 8 a sample's fourth moment is some 150
            times its squared variance, so sizes stop at 6.
        layers: at least 1.

    Source: arXiv 2005.12458; `laws`.

    Example:
        >>> SwapGradients("global").sample(3, np.random.default_rng(0), 4).shape
        (4,)
    """

    cost: Cost
    sizes: tuple[int, ...] = (1, 2, 3, 4, 6)
    layers: int = 1
    unit: str = "qubits"
    largest: int = 12

    @property
    def name(self) -> str:
        """In the registry."""
        return f"dissipative-{self.cost}"

    @property
    def quantity(self) -> str:
        """What is sampled."""
        return (
            f"derivative of the {self.cost} cost by the angle of perceptron 0; {self.layers} layer"
            f"{'s' * (self.layers > 1)} of swap perceptrons with R_y(t_j), t_j uniform, input and "
            "target |0...0>"
        )

    def batch(self, size: int) -> int:
        """Return how many networks are simulated at once."""
        return _BATCH >> size

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Simulate networks with random angles; the derivative is a parameter shift."""
        network = Network.of_swaps(size, self.layers)
        angles = rng.uniform(0, 2 * np.pi, (count, network.parameters))
        up, down = angles.copy(), angles
        up[:, 0] += np.pi / 2
        down[:, 0] -= np.pi / 2
        return (_cost(network, up, self.cost) - _cost(network, down, self.cost)) / 2

    def prediction(self, size: int) -> Fraction:
        """Return the exact variance.

        Args:
            size: qubits, at least 1.
        """
        law = swap_global_variance if self.cost == "global" else swap_local_variance
        return law(size, self.layers)


@dataclass(frozen=True)
class DesignGradients(SampledModel):
    """A `GradientModel`: Haar-random global perceptrons, as many outputs as inputs.

    Perceptron 0 is B exp(-itG/2) A with G = Y on its output, t = 0, and A, B Haar-random as are
    the other perceptrons; `weingarten.design_variance` says more.

    Args:
        cost: "global" or "local".
        sizes: measured by default.

    Source: ours, in the setting of arXiv 2005.12458.

    Example:
        >>> DesignGradients("local").prediction(1)
        Fraction(2, 75)
    """

    cost: Cost
    sizes: tuple[int, ...] = (1, 2, 3, 4)
    unit: str = "qubits"
    largest: int = 6

    @property
    def name(self) -> str:
        """In the registry."""
        return f"dissipative-design-{self.cost}"

    @property
    def quantity(self) -> str:
        """What is sampled."""
        return (
            f"derivative of the {self.cost} cost by an angle inside perceptron 0; n inputs and n "
            "outputs, Haar-random global perceptrons, input and target |0...0>"
        )

    def batch(self, size: int) -> int:
        """Return how many networks are simulated at once."""
        return max(1, _BATCH >> (3 * size + 1))

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Simulate networks of Haar-random perceptrons; the derivative is a parameter shift."""
        perceptron = Perceptron(tuple(range(size)), ())
        network = Network(size, ((perceptron,) * size,))
        generator = pauli_matrix("I" * size + "Y")
        d = len(generator)
        A, *unitaries = (haar_unitaries(d, count, rng) for _ in range(size + 1))
        turn = (np.eye(d) - 1j * generator) / np.sqrt(2)
        up, down = (
            zero_overlap(network, [unitaries[0] @ gate @ A, *unitaries[1:]], self.cost)
            for gate in (turn, turn.conj().T)
        )
        return (down - up) / 2

    def prediction(self, size: int) -> Fraction:
        """Return the exact variance.

        Args:
            size: inputs and outputs, at least 1.
        """
        return design_variance(size, size, 0, self.cost)

    def bound(self, size: int) -> Bound:
        """Return the bound that proves Theorem 1 of arXiv 2005.12458 here.

        Args:
            size: inputs and outputs, at least 1.
        """
        return deep_bound(size, self.cost)


def haar_unitaries(dimension: int, count: int, rng: np.random.Generator) -> ComplexArray:
    """Draw unitaries from the Haar measure.

    Args:
        dimension: at least 1.
        count: how many.
        rng: the source of randomness.

    Returns:
        Shape (count, dimension, dimension).

    Source: standard: QR of complex normal matrices, phases fixed so that R has a positive diagonal.

    Example:
        >>> found = haar_unitaries(3, 2, np.random.default_rng(0))
        >>> np.allclose(found @ found.conj().transpose(0, 2, 1), np.eye(3))
        True
    """
    normal: npt.NDArray[np.float64] = rng.normal(size=(2, count, dimension, dimension))
    q, r = np.linalg.qr(normal[0] + 1j * normal[1])
    diagonal = np.diagonal(r, axis1=1, axis2=2)
    return np.asarray(q * (diagonal / np.abs(diagonal))[:, None, :])


def _cost(network: Network, angles: FloatVector, cost: Cost) -> FloatVector:
    return 1 - zero_overlap(network, network.unitaries(angles), cost)


def zero_overlap(network: Network, unitaries: list[ComplexArray], cost: Cost) -> FloatVector:
    """Return 1 minus the cost, for input and target |0...0>.

    Args:
        network: without noise.
        unitaries: for each perceptron, shape (batch or 1, 2^qubits, 2^qubits).
        cost: "global" or "local".

    Returns:
        Shape (batch,).
    """
    start = np.zeros((1, 1 << network.inputs), dtype=np.complex128)
    start[0, 0] = 1
    factor = network.factors(start, unitaries)
    weights = (np.abs(factor) ** 2).sum(2)
    if cost == "global":
        return np.asarray(weights[:, 0])
    # The diagonal of `network.local_observable` for |0...0>: the share of zeros in each string.
    width = network.widths[-1]
    ones = np.bitwise_count(np.arange(1 << width)).astype(np.float64)
    return np.asarray(weights @ (1 - ones / width))


def swap_global() -> SwapGradients:
    """Return the global cost of swap perceptrons.

    Example:
        >>> swap_global().prediction(2)
        Fraction(3, 64)
    """
    return SwapGradients("global")


def swap_local() -> SwapGradients:
    """Return the local cost of swap perceptrons.

    Example:
        >>> swap_local().prediction(2)
        Fraction(1, 32)
    """
    return SwapGradients("local", (1, 2, 4, 6, 8))


def design_global() -> DesignGradients:
    """Return the global cost of Haar-random perceptrons."""
    return DesignGradients("global")


def design_local() -> DesignGradients:
    """Return the local cost of Haar-random perceptrons."""
    return DesignGradients("local")
