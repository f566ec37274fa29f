"""Circuits of Pauli rotations with independent uniform angles: exact and sampled variances.

What belongs here: the exact second moment at any depth, its limit by Lie theory, and a vectorised
simulator. What does not: models whose angles are shared or not uniform.

The loss is <0| U+ O U |0> with a Pauli string O and U the product of exp(-i t P / 2). In the
Heisenberg picture O is a vector over Pauli strings, starting at one of them. A rotation by a
uniform angle moves half of the squared weight of each Q that anticommutes with P to PQ, and no
correlation between different strings ever forms, so the second moment is a Markov chain on strings
with dyadic probabilities. A derivative by an angle is the same with the strings that commute with P
removed. Proof in docs/derivations/lie_algebras.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError
from contextuality.pauli import paulis_commute
from khrnn.trainability.brackets import PauliLabel
from khrnn.trainability.generators import on_line
from khrnn.trainability.model import FloatVector
from khrnn.trainability.pauli_algebra import generate
from khrnn.trainability.sampled import SampledModel

BATCH = 1 << 20
"""Amplitudes simulated at once."""


@dataclass(frozen=True)
class RotationCircuit:
    """Pauli rotations on |0...0>, first gate first, and an observable that is a Pauli string.

    Args:
        n: qubits.
        gates: masks (x, z) of the strings that are turned about.
        observable: masks of O, not the identity.
        position: the gate whose angle the loss is differentiated by.

    Raises:
        InputError: masks of 2^n or more, or a position that is no gate.

    Example:
        >>> one = RotationCircuit(1, ((1, 0),), (0, 1), 0)  # loss cos(t)
        >>> one.loss_variance(), one.gradient_variance()
        (Fraction(1, 2), Fraction(1, 2))
    """

    n: int
    gates: tuple[PauliLabel, ...]
    observable: PauliLabel
    position: int

    def __post_init__(self) -> None:
        for x, z in (*self.gates, self.observable):
            if min(x, z) < 0 or (x | z) >> self.n:
                raise InputError(
                    where="Pauli string", expected=f"masks below 2^{self.n}", found=f"{x}, {z}"
                )
        if not 0 <= self.position < len(self.gates):
            raise InputError(
                where="position",
                expected=f"a gate, 0 to {len(self.gates) - 1}",
                found=str(self.position),
            )

    def loss_variance(self) -> Fraction:
        """Return the variance of the loss over independent uniform angles, exactly.

        Returns:
            A dyadic fraction; 0 if no gate ever touches the observable.
        """
        weights = self._chain(None)
        return _measured(weights) if self._moves else Fraction(0)

    def gradient_variance(self) -> Fraction:
        """Return the variance of the derivative by the angle at `position`, exactly."""
        return _measured(self._chain(self.position))

    @property
    def _moves(self) -> bool:
        """Whether some gate anticommutes with O: then every Fourier mode of the loss has mean 0."""
        return any(not paulis_commute(g, self.observable) for g in self.gates)

    def _chain(self, removed: int | None) -> dict[PauliLabel, Fraction]:
        strings, tables = self._orbit
        # Python integers in units of 2^-steps: they grow by a bit a step.
        weights = np.zeros(len(strings), dtype=object)
        weights[0] = 1
        for index in reversed(range(len(self.gates))):
            partner, anticommutes = tables[self.gates[index]]
            kept = weights * 0 if index == removed else 2 * weights
            weights = np.where(anticommutes, weights + weights[partner], kept)
        unit = 1 << len(self.gates)
        return {s: Fraction(int(w), unit) for s, w in zip(strings, weights, strict=True) if w}

    @cached_property
    def _orbit(
        self,
    ) -> tuple[
        list[PauliLabel],
        dict[PauliLabel, tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]],
    ]:
        """The strings that the gates can make of O, O first, and where each gate sends them."""
        distinct = set(self.gates)
        strings = [self.observable]
        place = {self.observable: 0}
        for string in strings:  # grows on the way
            for gate in distinct:
                image = (string[0] ^ gate[0], string[1] ^ gate[1])
                if image not in place and not paulis_commute(string, gate):
                    place[image] = len(strings)
                    strings.append(image)
        tables = {}
        for gate in distinct:
            anticommutes = np.array([not paulis_commute(s, gate) for s in strings])
            partner = [
                place[s[0] ^ gate[0], s[1] ^ gate[1]] if moved else 0
                for s, moved in zip(strings, anticommutes.tolist(), strict=True)
            ]
            tables[gate] = np.array(partner, dtype=np.intp), anticommutes
        return strings, tables

    @cached_property
    def _moves_by_gate(
        self,
    ) -> dict[PauliLabel, tuple[npt.NDArray[np.intp], npt.NDArray[np.complex128]]]:
        points = np.arange(1 << self.n)
        tables = {}
        for x, z in {*self.gates, self.observable}:
            source = points ^ x
            signs = 1 - 2 * (np.bitwise_count(source & z).astype(np.int64) & 1)
            tables[x, z] = source, signs * 1j ** ((x & z).bit_count() % 4)
        return tables

    def sample_gradients(self, rng: np.random.Generator, count: int) -> FloatVector:
        """Simulate and return derivatives at independent uniform angles.

        Args:
            rng: draws the angles.
            count: number of samples.

        Returns:
            Shape (count,): (loss(t + pi/2) - loss(t - pi/2)) / 2, which is the derivative.
        """
        step = max(1, BATCH >> self.n)
        parts = [self._batch(rng, min(step, count - done)) for done in range(0, count, step)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _batch(self, rng: np.random.Generator, count: int) -> FloatVector:
        return self.derivatives(rng.uniform(0, 2 * np.pi, (len(self.gates), count)))

    def derivatives(self, angles: npt.NDArray[np.float64]) -> FloatVector:
        """Simulate and return derivatives at given angles.

        Args:
            angles: shape (gates, count), in radians.

        Returns:
            Shape (count,): exact up to rounding, by shifting the angle by a quarter turn.
        """
        ends = []
        for shift in (np.pi / 2, -np.pi / 2):
            shifted = angles.copy()
            shifted[self.position] += shift
            ends.append(shifted)
        state = self._run(self._start(angles.shape[1]), angles, 0, self.position)
        plus, minus = (
            self._value(self._run(state, end, self.position, len(self.gates))) for end in ends
        )
        difference: FloatVector = (plus - minus) / 2
        return difference

    def losses(self, angles: npt.NDArray[np.float64]) -> FloatVector:
        """Simulate and return losses at given angles.

        Args:
            angles: shape (gates, count), in radians.

        Returns:
            Shape (count,).
        """
        return self._value(self._run(self._start(angles.shape[1]), angles, 0, len(self.gates)))

    def _start(self, count: int) -> npt.NDArray[np.complex128]:
        state = np.zeros((1 << self.n, count), dtype=np.complex128)
        state[0] = 1
        return state

    def _run(
        self,
        state: npt.NDArray[np.complex128],
        angles: npt.NDArray[np.float64],
        start: int,
        stop: int,
    ) -> npt.NDArray[np.complex128]:
        for gate, angle in zip(self.gates[start:stop], angles[start:stop], strict=True):
            state = np.cos(angle / 2) * state - 1j * np.sin(angle / 2) * self._apply(state, gate)
        return state

    def _value(self, state: npt.NDArray[np.complex128]) -> FloatVector:
        value: FloatVector = (state.conj() * self._apply(state, self.observable)).real.sum(0)
        return value

    def _apply(
        self, state: npt.NDArray[np.complex128], string: PauliLabel
    ) -> npt.NDArray[np.complex128]:
        source, phases = self._moves_by_gate[string]
        moved: npt.NDArray[np.complex128] = state[source] * phases[:, None]
        return moved


def _measured(weights: dict[PauliLabel, Fraction]) -> Fraction:
    """The expectation of the squared loss: strings of Z alone have value 1 on |0...0>, others 0."""
    return sum((w for (x, _), w in weights.items() if not x), Fraction(0))


def limit_variances(
    n: int, generators: tuple[PauliLabel, ...], observable: PauliLabel, gate: PauliLabel
) -> tuple[Fraction, Fraction]:
    """Return the variances of loss and derivative where the circuits on both sides are Haar-random.

    Args:
        n: qubits.
        generators: strings that generate the dynamical Lie algebra g.
        observable: a string O with iO in g.
        gate: a generator that anticommutes with a string of the component of O.

    Returns:
        With C the component of g that holds O: sum over Q in C of <0|Q|0>^2 / |C| for the loss,
        and that times the share of C that anticommutes with the gate for the derivative by t of
        exp(-i t P / 2). Exact if the parts of the circuit before and after the gate are
        distributed by the Haar measure of exp(g), or are 2-designs of it; a limit otherwise.

    Raises:
        InputError: iO is not in [g, g].

    Source: the purity formula of arXiv 2309.09342 (Ragone et al.) and 2309.07902 (Fontana et al.),
        as we remember it, for iO in g; for strings derived in docs/derivations/lie_algebras.md,
        where a component may be several simple ideals.

    Example:
        >>> limit_variances(2, ((1, 0), (2, 0), (0, 1), (0, 2), (0, 3)), (0, 1), (1, 0))
        (Fraction(1, 5), Fraction(8, 75))
    """
    algebra = generate(n, generators)
    for component in algebra.components:
        if observable in component.strings:
            size = len(component.strings)
            loss = Fraction(sum(not x for x, _ in component.strings), size)
            partners = sum(not paulis_commute(gate, s) for s in component.strings)
            return loss, loss * Fraction(partners, size)
    raise InputError(where="observable", expected="a string of [g, g]", found=str(observable))


@dataclass(frozen=True)
class LayeredCircuit(SampledModel):
    """A `GradientModel`: layers of rotations on a line of qubits, differentiated in the middle.

    Args:
        name: in the registry.
        words: the strings that each layer turns about, at every place of the line, such as
            ("ZZ", "X", "Y").
        derivative: index of the word whose first place, in the middle layer, is differentiated by.
        depth: layers per qubit.
        exact: the most qubits for which the chain on strings is run; it has up to 4^n of them.

    Example:
        >>> round(float(hardware_efficient().prediction(2)), 5)
        0.12233
    """

    name: str
    words: tuple[str, ...]
    derivative: int
    depth: int = 4
    exact: int = 7
    unit: str = "qubits"
    sizes: tuple[int, ...] = (2, 3, 4, 5, 6)
    largest: int = 12
    smallest: ClassVar[int] = 2

    @property
    def quantity(self) -> str:
        """What is sampled."""
        return (
            f"derivative of <Z_0> by the angle of {self.words[self.derivative]} on the first "
            f"qubits, middle of {self.depth}n layers ({', '.join(self.words)} on a line), uniform "
            "angles"
        )

    def circuit(self, size: int) -> RotationCircuit:
        """Return the circuit for a number of qubits.

        Args:
            size: at least 2.

        Raises:
            InputError: below 2.
        """
        if size < 2:
            raise InputError(where=f"{self.name}, size", expected="at least 2", found=str(size))
        layer = [s for word in self.words for s in on_line(word, size)]
        offset = sum(len(on_line(word, size)) for word in self.words[: self.derivative])
        layers = self.depth * size
        position = (layers // 2) * len(layer) + offset
        return RotationCircuit(size, tuple(layer * layers), (0, 1), position)

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Return simulated derivatives at uniform angles."""
        return self.circuit(size).sample_gradients(rng, count)

    def prediction(self, size: int) -> Fraction | None:
        """Return the exact variance at this depth; None where the chain would take too long.

        Args:
            size: qubits, at least 2.
        """
        return self.circuit(size).gradient_variance() if size <= self.exact else None


def hardware_efficient() -> LayeredCircuit:
    """Return layers of Z_i Z_{i+1}, X_i, Y_i: g = su(2^n).

    Example:
        >>> hardware_efficient().name
        'hardware-efficient'
    """
    return LayeredCircuit("hardware-efficient", ("ZZ", "X", "Y"), 1)


def matchgate() -> LayeredCircuit:
    """Return layers of X_i X_{i+1} and Z_i, free fermions: g = so(2n), with n(2n-1) strings.

    Example:
        >>> matchgate().name
        'matchgate'
    """
    return LayeredCircuit("matchgate", ("XX", "Z"), 0, exact=30)
