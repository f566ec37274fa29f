"""Gradients of the k-HRNN at uniform angles, on qubits and on qumodes, with their exact variances.

What belongs here: one preparation, one measurement block, one derivative. What does not: training
(`khrnn.training`), the trainable cell itself (`khrnn.hypergraph.trainable`).

Qubits. An E phase exp(i sum t_S z_S), 1 <= |S| <= k, on |+>^n, then a measurement block: ancilla,
phase exp(i sum s_T z_T) with |T| <= k-1, shift X_i, read-out. With D(z) = F(z) - F(z + e_i) and
F, P the two phases, the chance of +1 is (1 + mean over z of cos(P + D))/2. For independent uniform
angles and k >= 2 the derivative by t_e, |e| = k, i in e, has mean 0 and variance 2^-(m+k+2), where
m is the number of qubits that occur in P or in an edge of F at i: all n, or those near i, where P
has them all. Proof in docs/derivations/lie_algebras.md. So an algebra of polynomial dimension does
not make the gradient large: what counts is how many qubits the element and the edges at i reach.

Qumodes. With real weights w_e, squeezed position variance s^2 and the nullifier of mode 0, the mean
of (p_0 - g(q))^2 is sum_T (w_{T+0} - g_T)^2 s^(2|T|) + 1/(4 s^2): its derivative by one weight does
not depend on the other weights, nor on n.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
import numpy.typing as npt

from contextuality._anf import submasks
from contextuality.errors import InputError
from contextuality.vertex_sets import k_subsets, mask_of
from khrnn.trainability.model import FloatVector
from khrnn.trainability.sampled import EdgeModel

"""Amplitudes simulated at once."""


@dataclass(frozen=True)
class HypergraphPhases(EdgeModel):
    """A `GradientModel`: the qubit k-HRNN with one E phase and one measurement block.

    Args:
        name: in the registry.
        line: False for phases on all subsets of at most k qubits; True for subsets of windows of k
            neighbours on a line alone, where a measured element touches at most 2k-1 qubits.
        k: edge size, at least 2.

    Source: ours.

    Example:
        >>> dense().prediction(4), line().prediction(4), line().prediction(400)
        (Fraction(1, 256), Fraction(1, 128), Fraction(1, 128))
    """

    name: str
    line: bool
    k: int = 2
    unit: str = "qubits"
    sizes: tuple[int, ...] = (2, 3, 4, 5, 6)
    largest: int = 14

    @property
    def quantity(self) -> str:
        """What is sampled."""
        where = "windows of a line" if self.line else "all subsets"
        return (
            f"derivative of one word's chance by the angle of a {self.k}-edge, phases on {where} "
            f"of at most {self.k} qubits, uniform angles"
        )

    def subsets(self, size: int) -> tuple[tuple[int, ...], tuple[int, ...], int, int]:
        """Return the masks of the E phase and of the block's phase, the shift, and the edge.

        Args:
            size: qubits, at least k.

        Raises:
            InputError: below k.
        """
        if size < self.k:
            raise InputError(
                where=f"{self.name}, size", expected=f"at least {self.k}", found=str(size)
            )
        if not self.line:
            edges = [m for j in range(1, self.k + 1) for m in k_subsets(size, j)]
            phases = [m for j in range(self.k) for m in k_subsets(size, j)]
            return tuple(edges), tuple(phases), 1, (1 << self.k) - 1
        windows = [((1 << self.k) - 1) << i for i in range(size - self.k + 1)]
        middle = 1 << ((size - 1) // 2)
        edges = sorted({part for w in windows for part in submasks(w) if part})
        near = [w for w in windows if w & middle]
        phases = sorted({part for w in near for part in submasks(w) if part.bit_count() < self.k})
        return tuple(edges), tuple(phases), middle, near[0]

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Simulate states at uniform angles and return derivatives."""
        edges, phases, _, _ = self.subsets(size)
        drawn = (rng.uniform(0, 2 * np.pi, (count, len(m))) for m in (edges, phases))
        return self.derivatives(size, *drawn)

    def derivatives(
        self, size: int, edge_angles: npt.NDArray[np.float64], angles: npt.NDArray[np.float64]
    ) -> FloatVector:
        """Simulate states and return derivatives at given angles.

        Args:
            size: qubits.
            edge_angles: shape (count, E subsets), in radians, in the order of `subsets`.
            angles: shape (count, P subsets), of the measurement block.

        Returns:
            Shape (count,).
        """
        edges, phases, shift, edge = self.subsets(size)
        points = np.arange(1 << size)
        prepared, block = (
            np.exp(1j * (drawn @ np.array([(points & m) == m for m in masks], dtype=np.float64)))
            for masks, drawn in ((edges, edge_angles), (phases, angles))
        )
        state = prepared * 2.0 ** (-size / 2)
        moved = 1j * ((points & edge) == edge) * state  # derivative of the state
        # Hadamard test: the chance of +1 is (1 + Re <state| X phase |state>)/2.
        image, moved_image = ((block * v)[:, points ^ shift] for v in (state, moved))
        slope: FloatVector = (moved.conj() * image + state.conj() * moved_image).sum(1).real / 2
        return slope

    def prediction(self, size: int) -> Fraction:
        """Return 2^-(m+k+2), m the qubits in the measured element, which has those of D as well.

        Args:
            size: qubits, at least k.
        """
        touched = 0
        for mask in self.subsets(size)[1]:
            touched |= mask
        return Fraction(1, 1 << (touched.bit_count() + self.k + 2))


@dataclass(frozen=True)
class QumodeNullifier(EdgeModel):
    """A `GradientModel`: the qumode k-HRNN and the squared nullifier of mode 0.

    Args:
        k: edge size, at least 1.
        squeezing: s, the standard deviation of a position; positive.

    Source: ours; nullifiers of weighted hypergraph states.

    Example:
        >>> QumodeNullifier().prediction(2), QumodeNullifier().prediction(1000)
        (4.0, 4.0)
    """

    k: int = 2
    squeezing: float = 1.0
    name: str = "khrnn-qumode"
    unit: str = "modes"
    sizes: tuple[int, ...] = (2, 3, 4, 5, 6)
    largest: int = 12

    @property
    def quantity(self) -> str:
        """What is sampled."""
        return (
            f"derivative of <p_0^2> by the weight of a {self.k}-edge, weights on all subsets of at "
            f"most {self.k} modes standard normal, squeezing {self.squeezing}"
        )

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Return derivatives from means over positions.

        Positions are averaged over by the product of two-point Gauss-Hermite rules, exact because
        no position occurs to a power over 2.
        """
        # Subsets T of the modes but 0; weight w_{T+0} is the one of q_T in p_0's nullifier.
        subsets = [t for j in range(self.k) for t in combinations(range(1, size), j)]
        points = np.arange(1 << (size - 1))
        signs = {i: 1.0 - 2.0 * (points >> (i - 1) & 1) for i in range(1, size)}
        table = np.array(
            [
                self.squeezing ** len(t)
                * np.prod([signs[i] for i in t], axis=0)
                * np.ones(len(points))
                for t in subsets
            ]
        )
        chosen = mask_of(range(1, self.k), size)
        row = next(i for i, t in enumerate(subsets) if mask_of(t, size) == chosen)
        weights = rng.standard_normal((count, len(subsets)))
        slopes: FloatVector = 2 * (weights @ table * table[row]).mean(1)
        return slopes

    def prediction(self, size: int) -> float:  # noqa: ARG002
        """Return 4 s^(4(k-1)): the same for every number of modes.

        Args:
            size: modes, at least k.
        """
        return 4 * self.squeezing ** (4 * (self.k - 1))


def dense() -> HypergraphPhases:
    """Return the qubit k-HRNN, k = 2, with phases on all pairs.

    Example:
        >>> dense().name
        'khrnn'
    """
    return HypergraphPhases("khrnn", line=False)


def line() -> HypergraphPhases:
    """Return the same with phases on neighbours of a line.

    Example:
        >>> line().name
        'khrnn-line'
    """
    return HypergraphPhases("khrnn-line", line=True)
