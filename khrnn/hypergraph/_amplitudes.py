"""Integer amplitude vectors and the gates on them, for the exact simulator alone.

What belongs here: the dense exact state and whole-array arithmetic that keeps it exact. What does
not: tokens, words and their laws (``exact``).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from contextuality.group import GroupElement
    from contextuality.polynomial import BooleanPolynomial
    from khrnn.types import IntegerVector, Outcome, SignVector

INT64_WEIGHT = 1 << 61
# A step at most quadruples the weight, and every entry, every partial inner product is bounded
# by the weight (Cauchy-Schwarz). Below this bound nothing can leave the range of int64.


@dataclass(frozen=True, slots=True, eq=False)
class ExactState:
    """An exact joint state of the latent, and of the ancilla where one is open.

    Attributes:
        n: qubits of the latent.
        amplitudes: integers v, shape (2^n,), or (2^(n+1),) with the ancilla; read-only.
        weight: sum of v[z]^2 over z.
        scale: the joint amplitude is v[z] / sqrt(2)^scale.
        ancilla: whether qubit n, the ancilla, is part of the vector.
    """

    n: int
    amplitudes: IntegerVector
    weight: int
    scale: int
    ancilla: bool = False

    @property
    def joint(self) -> Fraction:
        """The probability of all words that this state is conditioned on; a dyadic rational."""
        return Fraction(self.weight, 1 << self.scale)


@lru_cache(maxsize=2)
def _indices(n: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    indices = np.arange(1 << n, dtype=np.int64)
    indices.setflags(write=False)
    return indices


def sign_vector(phase: BooleanPolynomial) -> SignVector:
    """The vector (-1)^g(z)."""
    size = 1 << phase.n
    packed = phase.truth_table().to_bytes((size + 7) // 8, "little")
    bits = np.unpackbits(np.frombuffer(packed, dtype=np.uint8), count=size, bitorder="little")
    return 1 - 2 * bits.astype(np.int64)


def apply(vector: IntegerVector, element: GroupElement) -> IntegerVector:
    """The vector K v, with K = X^a (-1)^g: the diagonal first, then the shift."""
    image: IntegerVector = (
        vector * sign_vector(element.phase) if element.phase.monomials else vector
    )
    return image[_indices(element.n) ^ element.shift] if element.shift else image


def inner(left: IntegerVector, right: IntegerVector) -> int:
    """The inner product of two real vectors, as a Python integer."""
    return int(np.dot(left, right))


def reduced_state(
    n: int, vector: IntegerVector, weight: int, scale: int, *, ancilla: bool
) -> ExactState:
    """Divide out common powers of two and pick the integer type the next step can use."""
    common = int(np.bitwise_or.reduce(vector))
    twos = (common & -common).bit_length() - 1
    if twos:  # the scale stays >= 0: weight / 2^scale is a probability, weight an integer >= 1
        vector = vector >> twos
        weight >>= 2 * twos
        scale -= 2 * twos
    small = weight < INT64_WEIGHT
    if small != (vector.dtype == np.int64):
        vector = vector.astype(np.int64 if small else object)
    vector.setflags(write=False)
    return ExactState(n, vector, weight, scale, ancilla)


def project(
    state: ExactState, left: IntegerVector, right: IntegerVector, word: Outcome, overlap: int
) -> ExactState:
    """The state (left +- right) / 2, both read as n-qubit vectors at the old scale."""
    vector = left + right if word == 1 else left - right
    # |left|^2 + |right|^2 is the weight if they are the two halves of the vector, and twice
    # the weight if right is the image of left under a unitary.
    weight = (state.weight if state.ancilla else 2 * state.weight) + 2 * word * overlap
    scale = state.scale + (1 if state.ancilla else 2)
    return reduced_state(state.n, vector, weight, scale, ancilla=False)


def flip_signs(state: ExactState, mask: int) -> ExactState:
    """Multiply by (-1)^(product of the variables in mask)."""
    qubits = state.n + int(state.ancilla)
    vector = state.amplitudes.copy()
    corner = _corner(vector, mask, qubits)
    # Not np.negative(corner, out=corner): numpy 2.4.6 returns wrong signs for some strided
    # integer views on CPUs with AVX-512 (found by proofs.crosscheck).
    np.multiply(corner, -1, out=corner)
    vector.setflags(write=False)
    return ExactState(state.n, vector, state.weight, state.scale, state.ancilla)


def _corner(vector: IntegerVector, mask: int, qubits: int) -> IntegerVector:
    """The view of the entries whose index contains the mask.

    Runs of qubits that are all inside or all outside the mask share one axis, so the view has
    few axes and long inner loops.
    """
    shape: list[int] = []
    picks: list[int | slice] = []
    top = qubits
    while top > 0:
        inside = mask >> (top - 1) & 1
        bottom = top - 1
        while bottom > 0 and mask >> (bottom - 1) & 1 == inside:
            bottom -= 1
        shape.append(1 << (top - bottom))
        picks.append(slice(-1, None) if inside else slice(None))
        top = bottom
    view: IntegerVector = vector.reshape(shape)[tuple(picks)]
    return view


def controlled_flip(state: ExactState, vertex: int) -> ExactState:
    """Flip a qubit in the half of the vector where the ancilla is 1."""
    half = 1 << state.n
    vector = state.amplitudes.copy()
    pairs = state.amplitudes[half:].reshape(-1, 2, 1 << vertex)
    vector[half:] = pairs[:, ::-1, :].reshape(-1)
    vector.setflags(write=False)
    return ExactState(state.n, vector, state.weight, state.scale, state.ancilla)


def add_ancilla(state: ExactState) -> ExactState:
    """Bring qubit n in the state |+>."""
    vector = cast("IntegerVector", np.tile(state.amplitudes, 2))
    return reduced_state(state.n, vector, 2 * state.weight, state.scale + 1, ancilla=True)
