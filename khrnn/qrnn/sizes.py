"""The sizes of a cell, its parameter count and the order of its gates.

What belongs here: plain data. What does not: numbers that are trained, or arrays of amplitudes.

Lanes: in/out lanes 0..I-1, workspace lanes I..I+W-1; bit i of a basis state is lane i.
"""

from __future__ import annotations

from dataclasses import dataclass

from contextuality.errors import InputError
from khrnn.qrnn.neuron import check_order, monomial_count

MAX_LANES = 16


@dataclass(frozen=True)
class CellSizes:
    """How large a cell is.

    Args:
        inout: I, bits of a word, at least 1.
        workspace: W, lanes of the memory, at least 1; I + W at most 16.
        stages: S, work stages, at least 0.
        order: o of every neuron, 1..6.
        degree: d of every neuron, 1..I+W-1.

    Raises:
        InputError: a size out of range.

    Source: arXiv 2006.14619.

    Example:
        >>> CellSizes(2, 4, 1, 2, 3).parameters, CellSizes(3, 5, 2, 2, 3).parameters
        (264, 1162)
    """

    inout: int
    workspace: int
    stages: int
    order: int = 2
    degree: int = 2

    def __post_init__(self) -> None:
        for name, value, least in (
            ("inout", self.inout, 1),
            ("workspace", self.workspace, 1),
            ("stages", self.stages, 0),
        ):
            if value < least:
                raise InputError(where=name, expected=f"at least {least}", found=str(value))
        if self.lanes > MAX_LANES:
            raise InputError(
                where="inout + workspace",
                expected=f"at most {MAX_LANES} lanes",
                found=str(self.lanes),
            )
        check_order(self.order)
        if not 1 <= self.degree <= self.lanes - 1:
            raise InputError(
                where="degree", expected=f"1..{self.lanes - 1}", found=str(self.degree)
            )

    @property
    def lanes(self) -> int:
        """I + W: the qubits of the state."""
        return self.inout + self.workspace

    @property
    def qubits(self) -> int:
        """I + W + o: with the ancillas of the circuit that measures as soon as it can."""
        return self.lanes + self.order

    @property
    def words(self) -> int:
        """2^I, the number of words."""
        return 1 << self.inout

    @property
    def neurons(self) -> int:
        """W (1 + S) + I: neurons of one step."""
        return self.workspace * (1 + self.stages) + self.inout

    @property
    def weights_per_neuron(self) -> int:
        """1 + sum over r = 1..d of binom(W+I-1, r): theta and the phi_A."""
        return monomial_count(self.lanes - 1, self.degree)

    @property
    def parameters(self) -> int:
        """(W(1+S)+I)(1 + sum_{r=1..d} binom(W+I-1,r)) + S W: all that is trained."""
        return self.neurons * self.weights_per_neuron + self.stages * self.workspace

    def gates(self) -> tuple[tuple[str, int], ...]:
        """List the gates of one step in order, the bit flips left out.

        Returns:
            Pairs (kind, lane), kind "neuron" or "rotation". The input bits are flipped before the
            first gate, and flipped back before the last I gates.

        Example:
            >>> CellSizes(1, 1, 1, 1, 1).gates()
            (('neuron', 1), ('rotation', 1), ('neuron', 1), ('neuron', 0))
        """
        workspace = range(self.inout, self.lanes)
        listed = [("neuron", lane) for lane in workspace]
        for _ in range(self.stages):
            listed += [("rotation", lane) for lane in workspace]
            listed += [("neuron", lane) for lane in workspace]
        listed += [("neuron", lane) for lane in range(self.inout)]
        return tuple(listed)
