"""Circuits of Pauli rotations and CZ gates, simulated densely, with adjoint gradients.

What belongs here: the three families of circuits and their states. What does not: losses
(`losses`), distributions that need no state vector (`estimators`).

A rotation is exp(-i theta P / 2), so R_y(theta)|0> has probability sin^2(theta/2) of a 1. Bit i
of an index is qubit i.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError

FloatArray = npt.NDArray[np.float64]
ComplexArray = npt.NDArray[np.complex128]
IntArray = npt.NDArray[np.int64]

MAX_QUBITS = 16
MAX_LAYERS = 1000


@dataclass(frozen=True)
class Rotation:
    """exp(-i sign theta P / 2) with P = i^|x & z| X^x Z^z and theta a parameter of the circuit."""

    x: int
    z: int
    parameter: int
    sign: int = 1


@dataclass(frozen=True)
class Phases:
    """CZ on every pair."""

    pairs: tuple[tuple[int, int], ...]


@lru_cache(maxsize=4096)
def _permutation(qubits: int, x: int, z: int) -> tuple[IntArray, ComplexArray | FloatArray]:
    """Index and phase with (-i P psi)[c] = phase[c] psi[index[c]]; a real phase is kept real."""
    index = np.arange(1 << qubits, dtype=np.int64) ^ x
    signs = 1.0 - 2 * (np.bitwise_count(index & z).astype(np.int64) & 1)
    factor = ((0, -1), (1, 0), (0, 1), (-1, 0))[(x & z).bit_count() % 4]  # -i i^|x & z|
    return index, signs * factor[0] if factor[0] else signs * complex(*factor)


@lru_cache(maxsize=256)
def _signs(qubits: int, pairs: tuple[tuple[int, int], ...]) -> FloatArray:
    index = np.arange(1 << qubits, dtype=np.int64)
    odd = np.zeros_like(index)
    for one, other in pairs:
        odd ^= (index >> one) & (index >> other) & 1
    return (1 - 2 * odd).astype(np.float64)


@dataclass(frozen=True)
class Circuit:
    """Gates in the order of time, on qubits that start in |0...0> unless said otherwise.

    Args:
        name: of the family.
        qubits: 1 to 16.
        gates: rotations and CZ gates; every parameter belongs to exactly one rotation.

    Raises:
        InputError: too few or too many qubits.

    Example:
        >>> float(product(1).probabilities(np.array([np.pi / 3]))[0, 1].round(12))
        0.25
    """

    name: str
    qubits: int
    gates: tuple[Rotation | Phases, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.qubits <= MAX_QUBITS:
            raise InputError(where="qubits", expected=f"1 to {MAX_QUBITS}", found=str(self.qubits))

    @property
    def parameters(self) -> int:
        """The number of angles."""
        return sum(isinstance(gate, Rotation) for gate in self.gates)

    def inverse(self) -> Circuit:
        """Return the circuit that undoes this one, with the same parameters in the same places."""
        back = tuple(
            Rotation(gate.x, gate.z, gate.parameter, -gate.sign)
            if isinstance(gate, Rotation)
            else gate
            for gate in reversed(self.gates)
        )
        return Circuit(f"{self.name}, inverse", self.qubits, back)

    def states(self, angles: FloatArray, start: ComplexArray | None = None) -> ComplexArray:
        """Return the states for a batch of parameters.

        Args:
            angles: shape (parameters,) or (batch, parameters), radians.
            start: shape (2^qubits,), normalised; None for |0...0>.

        Returns:
            Shape (batch, 2^qubits), normalised up to rounding.

        Raises:
            InputError: another shape.
        """
        angles = np.atleast_2d(np.asarray(angles, dtype=np.float64))
        if angles.ndim != 2 or angles.shape[1] != self.parameters:
            raise InputError(
                where=f"angles of the circuit {self.name}",
                expected=f"{self.parameters} a row",
                found=str(angles.shape),
            )
        state = np.zeros((len(angles), 1 << self.qubits), dtype=np.complex128)
        if start is None:
            state[:, 0] = 1
        else:
            state[:] = start
        for gate in self.gates:
            state = self._apply(gate, state, angles, 1)
        return state

    def probabilities(self, angles: FloatArray) -> FloatArray:
        """Return the Born distributions for a batch of parameters.

        Args:
            angles: shape (parameters,) or (batch, parameters), radians.

        Returns:
            Shape (batch, 2^qubits); rows sum to 1 up to rounding.
        """
        state = self.states(angles)
        return state.real**2 + state.imag**2

    def gradient(self, angles: FloatArray, state: ComplexArray, slope: ComplexArray) -> FloatArray:
        """Return the derivatives of a real loss by the adjoint method, in the time of two runs.

        Args:
            angles: shape (batch, parameters) or (parameters,), as given to `states`.
            state: what `states` returned.
            slope: shape (batch, 2^qubits): dL/d conj(psi). For L(q) with q = |psi|^2 this is
                dL/dq times psi.

        Returns:
            Shape (batch, parameters).

        Source: standard (reverse differentiation of a unitary circuit).
        """
        angles = np.atleast_2d(np.asarray(angles, dtype=np.float64))
        found = np.zeros_like(angles)
        for gate in reversed(self.gates):
            if isinstance(gate, Rotation):
                index, phase = _permutation(self.qubits, gate.x, gate.z)
                # d psi = -(i sign / 2) P psi and dL = 2 Re <slope, d psi>
                moved = np.take(state, index, axis=1) * phase
                inner = np.einsum("bs,bs->b", slope.conj(), moved)
                found[:, gate.parameter] += gate.sign * inner.real
            state = self._apply(gate, state, angles, -1)
            slope = self._apply(gate, slope, angles, -1)
        return found

    def _apply(
        self, gate: Rotation | Phases, state: ComplexArray, angles: FloatArray, direction: int
    ) -> ComplexArray:
        if isinstance(gate, Phases):
            return state * _signs(self.qubits, gate.pairs)
        index, phase = _permutation(self.qubits, gate.x, gate.z)
        half = direction * gate.sign * angles[:, gate.parameter, None] / 2
        moved = np.take(state, index, axis=1)
        moved *= phase
        moved *= np.sin(half)
        moved += np.cos(half) * state
        return moved


def product(qubits: int) -> Circuit:
    """Return R_y on every qubit, without entanglement.

    Args:
        qubits: 1 to 16.

    Returns:
        A circuit with a parameter for each qubit, in their order.

    Example:
        >>> product(3).parameters
        3
    """
    return Circuit("product", qubits, tuple(Rotation(1 << i, 1 << i, i) for i in range(qubits)))


def hardware_efficient(qubits: int, layers: int) -> Circuit:
    """Return layers of R_y and R_z on every qubit and CZ along a line, closed by R_y.

    Args:
        qubits: 1 to 16.
        layers: 1 to 1000.

    Returns:
        A circuit with n (2 layers + 1) parameters.

    Raises:
        InputError: fewer layers or more.

    Source: the usual pattern; this choice of gates is ours.

    Example:
        >>> hardware_efficient(4, 2).parameters
        20
    """
    if not 1 <= layers <= MAX_LAYERS:
        raise InputError(where="layers", expected=f"1..{MAX_LAYERS}", found=str(layers))
    gates: list[Rotation | Phases] = []
    count = 0
    for _ in range(layers):
        for flip in (True, False):
            for i in range(qubits):
                gates.append(Rotation(1 << i if flip else 0, 1 << i, count))
                count += 1
        gates.append(Phases(tuple((i, i + 1) for i in range(qubits - 1))))
    gates += [Rotation(1 << i, 1 << i, count + i) for i in range(qubits)]
    return Circuit("hardware-efficient", qubits, tuple(gates))


def iqp(qubits: int, body: int = 2) -> Circuit:
    """Return the rotations about all products of at most `body` Paulis X.

    That is an IQP circuit, H^n D H^n with D diagonal, with the Hadamards pulled through; all gates
    commute.

    Args:
        qubits: 1 to 16.
        body: 1 to qubits.

    Returns:
        A circuit with sum_{r=1..body} binom(n,r) parameters, in the order of `subsets`.

    Raises:
        InputError: body out of range.

    Example:
        >>> iqp(4).parameters
        10
    """
    return Circuit(
        "iqp",
        qubits,
        tuple(Rotation(mask, 0, place) for place, mask in enumerate(subsets(qubits, body))),
    )


def subsets(qubits: int, body: int) -> tuple[int, ...]:
    """Return the non-empty sets of at most `body` qubits as masks, small ones first.

    Args:
        qubits: at least 1.
        body: 1 to qubits.

    Returns:
        Distinct masks.

    Raises:
        InputError: body out of range.

    Example:
        >>> subsets(3, 2)
        (1, 2, 4, 3, 5, 6)
    """
    if not 1 <= body <= qubits:
        raise InputError(where="body", expected=f"1 to {qubits}", found=str(body))
    return tuple(
        sum(1 << i for i in chosen)
        for size in range(1, body + 1)
        for chosen in combinations(range(qubits), size)
    )
