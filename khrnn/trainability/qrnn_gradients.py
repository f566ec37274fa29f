"""Gradients of the recurrent quantum neural network through time, for many random cells at once.

What belongs here: forward-mode derivatives of one parameter, vectorised over cells. What does not:
training and the differentiable cell (`khrnn.qrnn`), which the tests compare this with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from khrnn.qrnn.neuron import design_matrix
from khrnn.qrnn.sizes import CellSizes
from khrnn.trainability.model import FloatVector
from khrnn.trainability.sampled import SampledModel

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RecurrentGradients(SampledModel):
    """A `GradientModel`: the cell of arXiv 2006.14619 run over a sentence.

    The words 0, 1, 0, 1, ... are fed in, each step is projected on the next of them, and the
    chance of word 1 at the last step is differentiated by theta of the first neuron, which acts in
    every step. One in/out lane, one stage, neurons of degree 2 (1 on two lanes) and order 2.

    Args:
        length: tokens, at least 1.
        spread: standard deviation of all initial parameters in radians, around theta = -pi/4 and 0
            elsewhere, the default of `khrnn train`.

    Source: ours; no theorem is known to us for this variance.

    Example:
        >>> RecurrentGradients().sample(2, np.random.default_rng(0), 3).shape
        (3,)
    """

    length: int = 6
    spread: float = 0.1
    name: str = "qrnn"
    unit: str = "workspace lanes"
    sizes: tuple[int, ...] = (2, 3, 4, 5, 6)
    largest: int = 10

    @property
    def quantity(self) -> str:
        """What is sampled."""
        return (
            f"derivative of the last word's chance after {self.length} tokens by theta of the "
            f"first neuron, parameters normal with spread {self.spread}"
        )

    def cell(self, size: int) -> CellSizes:
        """Return the cell's sizes.

        Args:
            size: workspace lanes.
        """
        return CellSizes(1, size, 1, 2, min(2, size))

    def batch(self, size: int) -> int:
        """Return how many cells are run at once."""
        return (1 << 19) >> self.cell(size).lanes

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Draw cells and return derivatives."""
        cell = self.cell(size)
        neurons = rng.normal(0, self.spread, (count, cell.neurons, cell.weights_per_neuron))
        neurons[:, :, 0] -= np.pi / 4
        rotations = rng.normal(0, self.spread, (count, cell.stages, cell.workspace))
        return self.derivatives(cell, neurons, rotations)

    def derivatives(
        self, cell: CellSizes, neurons: FloatArray, rotations: FloatArray
    ) -> FloatVector:
        """Return the derivative by theta of neuron 0 for given cells.

        Args:
            cell: one in/out lane.
            neurons: shape (cells, neurons, weights), as `khrnn.qrnn.cell.QRNNCell.neurons`.
            rotations: shape (cells, stages, workspace).

        Returns:
            Shape (cells,).
        """
        design = design_matrix(cell.lanes - 1, cell.degree).astype(np.float64)
        eta = np.pi / 2 + neurons @ design.T
        power = 1 << cell.order
        cosine, sine = np.cos(eta / 2), np.sin(eta / 2)
        # d/d theta of cos^power(eta/2) and sin^power(eta/2)
        slope_c = -power / 2 * cosine ** (power - 1) * sine
        slope_s = power / 2 * sine ** (power - 1) * cosine
        cosine, sine = cosine**power, sine**power
        state = np.zeros((len(neurons), 1 << cell.lanes))
        state[:, 0] = 1
        slope = np.zeros_like(state)
        change = np.zeros(len(neurons))
        for t in range(self.length):
            word, target = t & 1, (t + 1) & 1
            number = stage_gate = 0
            flipped = np.arange(1 << cell.lanes) ^ word
            state, slope = state[:, flipped], slope[:, flipped]
            gates = cell.gates()
            for index, (kind, lane) in enumerate(gates):
                if index == len(gates) - cell.inout:
                    state, slope = state[:, flipped], slope[:, flipped]
                if kind == "neuron":
                    c, s = cosine[:, number], sine[:, number]
                    d = (slope_c[:, 0], slope_s[:, 0]) if number == 0 else None
                    number += 1
                else:
                    half = (
                        rotations[:, stage_gate // cell.workspace, stage_gate % cell.workspace] / 2
                    )
                    c, s, d = np.cos(half)[:, None], np.sin(half)[:, None], None
                    stage_gate += 1
                turned = _turn(state, c, s, lane)
                slope = _turn(slope, c, s, lane)
                if d is not None:
                    slope += _turn(state, *d, lane)
                state, slope = _normalise(turned, slope)
            ones = state[:, 1::2]
            change = 2 * (ones * slope[:, 1::2]).sum(1)
            kept, kept_slope = np.zeros_like(state), np.zeros_like(slope)
            kept[:, ::2], kept_slope[:, ::2] = state[:, target::2], slope[:, target::2]
            state, slope = _normalise(kept, kept_slope)
        return change

    def prediction(self, size: int) -> None:  # noqa: ARG002
        """Return None: no theorem.

        Args:
            size: workspace lanes.
        """
        return


def _turn(state: FloatArray, c: FloatArray, s: FloatArray, lane: int) -> FloatArray:
    """Apply (c, -s; s, c) on a lane, shape of c and s (cells, branches) or (cells, 1)."""
    cells = len(state)
    pair = state.reshape(cells, -1, 2, 1 << lane)
    if c.shape[1] > 1:
        c, s = (v.reshape(cells, -1, 1 << lane) for v in (c, s))
    else:
        c, s = c[:, :, None], s[:, :, None]
    first, second = pair[:, :, 0], pair[:, :, 1]
    return np.stack((c * first - s * second, c * second + s * first), 2).reshape(cells, -1)


def _normalise(state: FloatArray, slope: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Divide by the norm, and differentiate that."""
    norm = np.sqrt((state**2).sum(1, keepdims=True))
    state, slope = state / norm, slope / norm
    return state, slope - (state * slope).sum(1, keepdims=True) * state
