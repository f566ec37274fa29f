"""Networks of perceptrons: layers with fresh outputs, inputs traced out as early as possible.

What belongs here: what a network does to states, its costs, and how they change with a perceptron.
What does not: training (`training`), laws of gradients (`laws`, `weingarten`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from contextuality.errors import InputError, shown
from khrnn.dissipative import states
from khrnn.dissipative.perceptron import (
    FloatArray,
    Perceptron,
    general_perceptron,
    swap_perceptron,
)
from khrnn.dissipative.states import ComplexArray

LARGEST_REGISTER = 12
"""Most qubits alive at a time in a dense simulation."""


@dataclass(frozen=True)
class Operation:
    """One step of a run.

    Args:
        kind: "fresh" adds the output as the highest qubit, "act" applies a perceptron, "noise"
            depolarises the output, "trace" traces a qubit out.
        positions: qubits it works on, as they are numbered at this moment.
        perceptron: its number in the network, for "act".
    """

    kind: Literal["fresh", "act", "noise", "trace"]
    positions: tuple[int, ...] = ()
    perceptron: int = -1


@dataclass(frozen=True)
class Network:
    """Layers of perceptrons; perceptron j of a layer makes qubit j of the next register.

    Args:
        inputs: qubits of the first register, at least 1.
        layers: for each layer its perceptrons, in the order in which they act; all see the inputs
            as those before have left them.

    Raises:
        InputError: an empty layer, an input that a layer does not have, or too many qubits.

    Source: arXiv 2005.12458; Nature Comms 11, 808 (2020).

    Example:
        >>> Network.of_widths((2, 3, 2)).widths
        (2, 3, 2)
    """

    inputs: int
    layers: tuple[tuple[Perceptron, ...], ...]

    def __post_init__(self) -> None:
        width = self.inputs
        if width < 1 or not self.layers:
            raise InputError(
                where="network",
                expected="an input and a layer",
                found=f"{self.inputs} inputs, {len(self.layers)} layers",
            )
        for number, layer in enumerate(self.layers):
            if not layer:
                raise InputError(where=f"layer {number}", expected="a perceptron", found="none")
            for perceptron in layer:
                if max(perceptron.inputs, default=-1) >= width:
                    raise InputError(
                        where=f"layer {number}",
                        expected=f"inputs below {width}",
                        found=shown(str(perceptron.inputs)),
                    )
            width = len(layer)
        if self.register() > LARGEST_REGISTER + 1:
            raise InputError(
                where="network",
                expected=f"at most {LARGEST_REGISTER + 1} qubits alive at a time",
                found=str(self.register()),
            )

    @classmethod
    def of_widths(cls, widths: Sequence[int], reach: int | None = None) -> Network:
        """Return a network of general perceptrons.

        Args:
            widths: of the registers, at least two of them.
            reach: None for global perceptrons, which act on their whole layer; otherwise
                perceptron j acts on `reach` neighbouring inputs from j on, cyclically (all of them
                if there are fewer).

        Example:
            >>> [p.inputs for p in Network.of_widths((3, 3), reach=2).layers[0]]
            [(0, 1), (1, 2), (2, 0)]
        """
        if len(widths) < 2 or min(widths) < 1:
            listed = ",".join(map(str, widths))
            raise InputError(
                where="widths", expected="two or more, each at least 1", found=shown(listed)
            )
        if reach is not None and reach < 1:
            raise InputError(where="reach", expected="at least 1", found=str(reach))
        layers = []
        for before, width in pairwise(widths):
            span = before if reach is None else min(reach, before)
            layers.append(
                tuple(
                    general_perceptron(
                        tuple(range(before))
                        if span == before
                        else tuple((j + s) % before for s in range(span))
                    )
                    for j in range(width)
                )
            )
        return cls(widths[0], tuple(layers))

    @classmethod
    def of_swaps(cls, qubits: int, layers: int = 1) -> Network:
        """Return the network of swap perceptrons that `laws` is about.

        Args:
            qubits: width of every register.
            layers: at least 1.
        """
        return cls(qubits, tuple(tuple(map(swap_perceptron, range(qubits))) for _ in range(layers)))

    @property
    def widths(self) -> tuple[int, ...]:
        """Qubits of each register."""
        return (self.inputs, *(len(layer) for layer in self.layers))

    @property
    def perceptrons(self) -> tuple[Perceptron, ...]:
        """All perceptrons, in the order in which they act."""
        return tuple(p for layer in self.layers for p in layer)

    @property
    def parameters(self) -> int:
        """Angles in all."""
        return sum(len(p.rotations) for p in self.perceptrons)

    def program(self) -> list[Operation]:
        """Return the steps of a run, each input traced out after its last perceptron.

        Example:
            >>> [step.kind for step in Network.of_swaps(1).program()]
            ['fresh', 'act', 'noise', 'trace']
        """
        steps: list[Operation] = []
        number = 0
        width = self.inputs
        for layer in self.layers:
            last = {q: j for j, p in enumerate(layer) for q in p.inputs}
            alive: list[int] = list(range(width))  # inputs still there, in order of position
            for q in [q for q in alive if q not in last]:
                steps.append(Operation("trace", (alive.index(q),)))
                alive.remove(q)
            for j, perceptron in enumerate(layer):
                output = len(alive) + j
                places = (*(alive.index(q) for q in perceptron.inputs), output)
                steps.append(Operation("fresh"))
                steps.append(Operation("act", places, number))
                steps.append(Operation("noise", (output,)))
                number += 1
                for q in [q for q in alive if last[q] == j]:
                    steps.append(Operation("trace", (alive.index(q),)))
                    alive.remove(q)
            width = len(layer)
        return steps

    def register(self) -> int:
        """Return the most qubits alive at a time."""
        alive = most = self.inputs
        for step in self.program():
            alive += {"fresh": 1, "trace": -1}.get(step.kind, 0)
            most = max(most, alive)
        return most

    def unitaries(self, angles: FloatArray) -> list[ComplexArray]:
        """Return the matrices of all perceptrons.

        Args:
            angles: shape (batch, parameters), radians, in the order of `perceptrons`.
        """
        if angles.ndim != 2 or angles.shape[1] != self.parameters:
            raise InputError(
                where="angles",
                expected=f"shape (batch, {self.parameters})",
                found=str(angles.shape),
            )
        cuts = np.cumsum([len(p.rotations) for p in self.perceptrons])[:-1]
        parts = np.split(angles, cuts, axis=1)
        return [p.unitary(part) for p, part in zip(self.perceptrons, parts, strict=True)]

    def outputs(
        self, kets: ComplexArray, unitaries: Sequence[ComplexArray], noise: float = 0.0
    ) -> ComplexArray:
        """Return the states of the last register.

        Args:
            kets: shape (batch, 2^inputs), normalised.
            unitaries: for each perceptron, shape (batch or 1, 2^qubits, 2^qubits).
            noise: probability with which an output is depolarised, in [0, 1].

        Returns:
            Density matrices, shape (batch, 2^outputs, 2^outputs).
        """
        return self._run(kets, unitaries, noise)[0]

    def factors(self, kets: ComplexArray, unitaries: Sequence[ComplexArray]) -> ComplexArray:
        """Return V with rho = V V^dagger for the states of the last register, without noise.

        Quick where the traced-out inputs are little entangled with the rest.

        Args:
            kets: shape (batch, 2^inputs), normalised.
            unitaries: as in `outputs`.

        Returns:
            Shape (batch, 2^outputs, rank).
        """
        self._check(kets, 0.0)
        factor = kets[:, :, None]
        for step in self.program():
            if step.kind == "fresh":
                factor = states.factor_append_zero(factor)
            elif step.kind == "act":
                factor = states.act(factor, unitaries[step.perceptron], step.positions)
            elif step.kind == "trace":
                factor = states.factor_trace_out(factor, step.positions[0])
        return factor

    def commutators(
        self,
        kets: ComplexArray,
        unitaries: Sequence[ComplexArray],
        observables: ComplexArray,
        noise: float = 0.0,
    ) -> tuple[FloatArray, list[ComplexArray]]:
        """Return tr(B rho) and how it changes with each perceptron.

        With A the state just after perceptron U, and B the observable carried back to there,
        U -> exp(ieK) U changes the value by i e tr(K [A, B]): M is [A, B] traced onto the qubits
        of the perceptron. One run forward and one backward serve all perceptrons.

        Args:
            kets: shape (batch, 2^inputs).
            unitaries: for each perceptron, shape (batch or 1, 2^qubits, 2^qubits).
            observables: Hermitian, shape (batch or 1, 2^outputs, 2^outputs).
            noise: as in `outputs`.

        Returns:
            Values, shape (batch,), and M for each perceptron, (batch, 2^qubits, 2^qubits).

        Source: ours; the same commutator as in the rule of Nature Comms 11, 808 (2020).
        """
        final, kept = self._run(kets, unitaries, noise)
        values = np.einsum("bij,bji->b", np.broadcast_to(observables, final.shape), final).real
        found: dict[int, ComplexArray] = {}
        B = observables
        for step in reversed(self.program()):
            if step.kind == "trace":
                B = states.trace_out_adjoint(B, step.positions[0])
            elif step.kind == "noise":
                B = states.depolarise(B, step.positions[0], noise)
            elif step.kind == "fresh":
                B = states.append_zero_adjoint(B)
            else:
                product = kept[step.perceptron] @ B
                found[step.perceptron] = states.reduced(
                    product - states.dagger(product), step.positions
                )
                back = states.dagger(unitaries[step.perceptron])
                B = states.conjugate(B, back, step.positions)
        return values, [found[number] for number in range(len(found))]

    def gradient(
        self,
        angles: FloatArray,
        kets: ComplexArray,
        observables: ComplexArray,
        noise: float = 0.0,
    ) -> tuple[float, FloatArray]:
        """Return the mean of tr(B rho) over a batch of inputs, and its gradient.

        Args:
            angles: shape (parameters,), radians.
            kets: shape (batch, 2^inputs).
            observables: as in `commutators`.
            noise: as in `outputs`.

        Returns:
            The mean and its derivatives, shape (parameters,); exact up to rounding.
        """
        values, commutators = self.commutators(
            kets, self.unitaries(angles[None]), observables, noise
        )
        parts = []
        at = 0
        for perceptron, M in zip(self.perceptrons, commutators, strict=True):
            own = angles[None, at : at + len(perceptron.rotations)]
            parts.append(perceptron.slopes(own, M.mean(0)))
            at += len(perceptron.rotations)
        return float(values.mean()), np.concatenate(parts)

    def _check(self, kets: ComplexArray, noise: float) -> None:
        if kets.ndim != 2 or kets.shape[1] != 1 << self.inputs:
            raise InputError(
                where="input states",
                expected=f"shape (batch, {1 << self.inputs})",
                found=str(kets.shape),
            )
        if not 0 <= noise <= 1:
            raise InputError(where="noise", expected="a probability", found=str(noise))

    def _run(
        self, kets: ComplexArray, unitaries: Sequence[ComplexArray], noise: float
    ) -> tuple[ComplexArray, list[ComplexArray]]:
        """The final states, and the state just after each perceptron."""
        self._check(kets, noise)
        rho = kets[:, :, None] * kets[:, None, :].conj()
        kept: list[ComplexArray] = []
        for step in self.program():
            if step.kind == "fresh":
                rho = states.append_zero(rho)
            elif step.kind == "act":
                rho = states.conjugate(rho, unitaries[step.perceptron], step.positions)
                kept.append(rho)
            elif step.kind == "noise":
                rho = states.depolarise(rho, step.positions[0], noise)
            else:
                rho = states.trace_out(rho, step.positions[0])
        return rho, kept


def global_observable(kets: ComplexArray) -> ComplexArray:
    """Return |T><T| for each target; the global cost is 1 minus its mean.

    Args:
        kets: shape (batch, 2^outputs), normalised.
    """
    return np.asarray(kets[:, :, None] * kets[:, None, :].conj())


def local_observable(qubits: ComplexArray) -> ComplexArray:
    """Return (1/m) sum_j |T_j><T_j| on qubit j; the local cost is 1 minus its mean.

    Args:
        qubits: shape (batch, m, 2): the normalised states T_j of a product target.

    Returns:
        Shape (batch, 2^m, 2^m).

    Example:
        >>> up = np.array([[[1, 0], [1, 0]]], dtype=complex)
        >>> np.diagonal(local_observable(up)[0]).real
        array([1. , 0.5, 0.5, 0. ])
    """
    batch, m, _ = qubits.shape
    total = np.zeros((batch, 1 << m, 1 << m), dtype=np.complex128)
    for j in range(m):
        projector = qubits[:, j, :, None] * qubits[:, j, None, :].conj()
        low, high = np.eye(1 << j), np.eye(1 << (m - 1 - j))
        total += np.einsum("hg,bac,lm->bhalgcm", high, projector, low).reshape(total.shape)
    return np.asarray(total / m)
