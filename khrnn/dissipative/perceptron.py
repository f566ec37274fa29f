"""Perceptrons: unitaries on some inputs and one fresh output qubit.

What belongs here: what a perceptron acts on, its gates, standard ones. What does not: how
perceptrons form layers (`network`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError, shown
from khrnn.dissipative.states import ComplexArray

FloatArray = npt.NDArray[np.float64]

LETTERS = {
    "I": np.eye(2, dtype=np.complex128),
    "X": np.array([[0, 1], [1, 0]], dtype=np.complex128),
    "Y": np.array([[0, -1j], [1j, 0]], dtype=np.complex128),
    "Z": np.array([[1, 0], [0, -1]], dtype=np.complex128),
}
LARGEST = 8
"""Most qubits that one perceptron acts on."""

LARGEST_GENERAL = 5
"""Most qubits of a general perceptron, which then has 1023 angles."""


@lru_cache(maxsize=1 << 12)
def pauli_matrix(letters: str) -> ComplexArray:
    """Return the matrix of a Pauli string; character i is qubit i, bit i of the index.

    Args:
        letters: of I, X, Y, Z.

    Returns:
        Shape (2^len, 2^len), read-only.

    Example:
        >>> np.flatnonzero(pauli_matrix("IX")[0])  # takes 0 to 2: qubit 1 is flipped
        array([2])
    """
    found: ComplexArray = np.eye(1, dtype=np.complex128)
    for letter in letters:
        found = np.asarray(np.kron(LETTERS[letter], found), dtype=np.complex128)
    found.setflags(write=False)
    return found


@dataclass(frozen=True)
class Perceptron:
    """A unitary on some qubits of the previous layer and on one output qubit, the last.

    U = exp(-i t_r P_r/2) ... exp(-i t_1 P_1/2) S, where S swaps the first input with the output or
    is the identity.

    Args:
        inputs: different qubits of the previous layer; at most 7, and one at least if `swaps`.
        rotations: Pauli strings P_1, P_2, ... on the inputs in their order and the output.
        swaps: whether S is the swap.

    Raises:
        InputError: inputs that repeat or are too many, or a string that does not fit.

    Source: arXiv 2005.12458 and Nature Comms 11, 808 (2020) for the idea; the gates are standard.

    Example:
        >>> Perceptron((0,), ("IY",), swaps=True).unitary(np.zeros((1, 1)))[0].real
        array([[1., 0., 0., 0.],
               [0., 0., 1., 0.],
               [0., 1., 0., 0.],
               [0., 0., 0., 1.]])
    """

    inputs: tuple[int, ...]
    rotations: tuple[str, ...]
    swaps: bool = False

    def __post_init__(self) -> None:
        if (
            len(set(self.inputs)) != len(self.inputs)
            or any(q < 0 for q in self.inputs)
            or self.qubits > LARGEST
            or (self.swaps and not self.inputs)
        ):
            raise InputError(
                where="perceptron, inputs",
                expected=f"different qubits, {LARGEST - 1} at most, one at least for a swap",
                found=shown(str(self.inputs)),
            )
        for letters in self.rotations:
            if len(letters) != self.qubits or not set(letters) <= set("IXYZ"):
                raise InputError(
                    where="perceptron, rotation",
                    expected=f"a Pauli string on {self.qubits} qubits",
                    found=shown(letters),
                )

    @property
    def qubits(self) -> int:
        """Inputs and the output."""
        return len(self.inputs) + 1

    def gates(self, angles: FloatArray) -> list[ComplexArray]:
        """Return the rotations, first applied first.

        Args:
            angles: shape (batch, rotations), radians.

        Returns:
            Matrices exp(-i t P/2), shape (batch, 2^qubits, 2^qubits) each.
        """
        if angles.ndim != 2 or angles.shape[1] != len(self.rotations):
            raise InputError(
                where="angles",
                expected=f"shape (batch, {len(self.rotations)})",
                found=str(angles.shape),
            )
        one = np.eye(1 << self.qubits)
        cosine, sine = np.cos(angles / 2), np.sin(angles / 2)
        return [
            cosine[:, r, None, None] * one - 1j * sine[:, r, None, None] * pauli_matrix(letters)
            for r, letters in enumerate(self.rotations)
        ]

    def unitary(self, angles: FloatArray) -> ComplexArray:
        """Return the matrices.

        Args:
            angles: shape (batch, rotations), radians.

        Returns:
            Shape (batch, 2^qubits, 2^qubits).
        """
        found = np.tile(self._start(), (len(angles), 1, 1))
        for gate in self.gates(angles):
            found = gate @ found
        return found

    def slopes(self, angles: FloatArray, commutator: ComplexArray) -> FloatArray:
        """Return derivatives by the angles of a quantity that U enters.

        Args:
            angles: shape (1, rotations).
            commutator: M, shape (2^qubits, 2^qubits), such that U -> exp(ieK) U changes the
                quantity by i e tr(K M) to first order, for all Hermitian K.

        Returns:
            Shape (rotations,).
        """
        gates = self.gates(angles)
        slopes = np.zeros(len(self.rotations))
        after = np.eye(1 << self.qubits, dtype=np.complex128)
        for r in reversed(range(len(self.rotations))):
            moved = after @ pauli_matrix(self.rotations[r]) @ after.conj().T
            slopes[r] = (-0.5j * np.trace(moved @ commutator)).real
            after = after @ gates[r][0]
        return slopes

    def _start(self) -> ComplexArray:
        size = 1 << self.qubits
        index = np.arange(size)
        if self.swaps:
            top = self.qubits - 1
            differ = ((index >> top) ^ index) & 1
            index ^= differ | differ << top
        return np.eye(size, dtype=np.complex128)[index]


def swap_perceptron(qubit: int) -> Perceptron:
    """Return the local perceptron with a closed form: swap, then R_y on the output.

    Args:
        qubit: its one input.

    Source: arXiv 2005.12458.
    """
    return Perceptron((qubit,), ("IY",), swaps=True)


def general_perceptron(inputs: tuple[int, ...]) -> Perceptron:
    """Return a perceptron with a rotation about every Pauli string but the identity.

    Its tangent directions at angles 0 are all of su(2^qubits); whether every unitary is reached is
    not claimed.

    Args:
        inputs: qubits it acts on, at most 4; all of a layer for a global perceptron, fewer for a
            local one.

    Raises:
        InputError: too many inputs, or inputs that repeat.

    Source: ours.

    Example:
        >>> len(general_perceptron((0, 1)).rotations)
        63
    """
    if len(inputs) >= LARGEST_GENERAL:
        raise InputError(
            where="general perceptron, inputs",
            expected=f"at most {LARGEST_GENERAL - 1}",
            found=str(len(inputs)),
        )
    strings = ("".join(letters) for letters in product("IXYZ", repeat=len(inputs) + 1))
    return Perceptron(inputs, tuple(strings)[1:])
