"""The quantum neuron as an explicit circuit: ancillas, controlled rotations, post-selection.

What belongs here: dense unitaries of the circuit, and their post-selected block. What does not:
closed forms (`neuron`), amplification (`amplification`). Dense matrices of at most `MAX_QUBITS`
qubits: this is the oracle for everything faster.

Qubits: sources 0..m-1, the target m, then the ancillas. A neuron of order o turns its ancilla by
the neuron of order o-1, applies J to the target controlled by the ancilla, and turns the ancilla
back; order 0 is the controlled rotation R(eta(x)) itself. Post-selecting at the end instead of in
the middle needs a fresh ancilla for each of the 2^o - 1 measurements (`ancilla_count`); post-
selecting as soon as possible needs o ancillas only, and gives the same operator.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError
from khrnn.qrnn.neuron import check_order

MAX_QUBITS = 11

Matrix = npt.NDArray[np.complex128]
J = np.array([[0.0, -1.0], [1.0, 0.0]])
"""The real rotation by a right angle: -iY."""


def rotation(angle: float) -> npt.NDArray[np.float64]:
    """Return R_y(angle) = cos(angle/2) I + sin(angle/2) J.

    Args:
        angle: radians.

    Example:
        >>> rotation(np.pi).round(12).tolist()
        [[0.0, -1.0], [1.0, 0.0]]
    """
    turned: npt.NDArray[np.float64] = np.cos(angle / 2) * np.eye(2) + np.sin(angle / 2) * J
    return turned


def ancilla_count(order: int) -> int:
    """Count the ancillas of the circuit whose measurements all come last.

    Args:
        order: 1..6.

    Returns:
        2^order - 1, the number of post-selections.

    Example:
        >>> ancilla_count(2)
        3
    """
    check_order(order)
    return (1 << order) - 1


def controlled(gate: npt.ArrayLike, controls: dict[int, int], target: int, qubits: int) -> Matrix:
    """Embed a controlled one-qubit gate as a dense matrix.

    Args:
        gate: 2x2.
        controls: from control qubit to the bit it must carry.
        target: the qubit the gate acts on.
        qubits: number of qubits in all.

    Returns:
        Shape (2^qubits, 2^qubits); bit i of an index is qubit i.

    Example:
        >>> controlled(J, {0: 1}, 1, 2).real.astype(int).tolist()
        [[1, 0, 0, 0], [0, 0, 0, -1], [0, 0, 1, 0], [0, 1, 0, 0]]
    """
    entries = np.asarray(gate, dtype=np.complex128)
    whole = np.eye(1 << qubits, dtype=np.complex128)
    for index in range(1 << qubits):
        if any((index >> qubit) & 1 != bit for qubit, bit in controls.items()):
            continue
        bit = (index >> target) & 1
        whole[:, index] = 0
        whole[index & ~(1 << target), index] = entries[0, bit]
        whole[index | (1 << target), index] = entries[1, bit]
    return whole


def neuron_unitary(eta: Sequence[float], order: int) -> Matrix:
    """Return the whole circuit before any measurement.

    Args:
        eta: angles in radians of the 2^m branches of m >= 0 sources.
        order: 1..6; m + 1 + 2^order - 1 qubits, at most 11.

    Returns:
        A unitary on sources, target and ancillas. Each branch is one multiply controlled rotation,
        so the unitary is that of the circuit with one rotation per monomial.

    Raises:
        InputError: the number of branches is no power of two, or there are too many qubits.

    Source: arXiv 2006.14619, with all measurements deferred to the end (ours).

    Example:
        >>> whole = neuron_unitary([0.3], 1)
        >>> bool(np.allclose(whole @ whole.conj().T, np.eye(4)))
        True
    """
    sources = _sources(eta)
    ancillas = ancilla_count(order)
    qubits = sources + 1 + ancillas
    if qubits > MAX_QUBITS:
        raise InputError(where="qubits", expected=f"at most {MAX_QUBITS}", found=str(qubits))
    fresh = list(range(sources + 1, qubits))

    def build(level: int, target: int, free: list[int]) -> Matrix:
        """The neuron of order `level` on `target`, with its own 2^level - 1 ancillas."""
        if level == 0:
            whole = np.eye(1 << qubits, dtype=np.complex128)
            for branch, angle in enumerate(eta):
                controls = {bit: (branch >> bit) & 1 for bit in range(sources)}
                whole = controlled(rotation(angle), controls, target, qubits) @ whole
            return whole
        own, rest = free[0], free[1:]
        half = len(rest) // 2
        there = build(level - 1, own, rest[:half])
        # The way back is the mirror image, on ancillas of its own: its post-selected block is the
        # transpose of the one that went there.
        back = build(level - 1, own, rest[half:]).conj().T
        return back @ controlled(J, {own: 1}, target, qubits) @ there

    return build(order, sources, fresh)


def postselected(eta: Sequence[float], order: int) -> Matrix:
    """Return the operator on sources and target when every ancilla starts and ends in 0.

    Args:
        eta: angles in radians of the 2^m branches.
        order: 1..6.

    Returns:
        Shape (2^(m+1), 2^(m+1)): not a unitary, but a scaled rotation in every branch.

    Example:
        >>> postselected([np.pi / 2], 1).real.round(12).tolist()
        [[0.5, -0.5], [0.5, 0.5]]
    """
    size = 2 << _sources(eta)
    return neuron_unitary(eta, order)[:size, :size]


def postselected_early(eta: Sequence[float], order: int) -> Matrix:
    """Return the same operator from the circuit that measures as soon as it can.

    Args:
        eta: angles in radians of the 2^m branches.
        order: 1..6: that many ancillas, each used again after it was found in 0.

    Returns:
        Shape (2^(m+1), 2^(m+1)), equal to `postselected` up to rounding.

    Source: arXiv 2006.14619.

    Example:
        >>> postselected_early([np.pi / 2], 1).real.round(12).tolist()
        [[0.5, -0.5], [0.5, 0.5]]
    """
    check_order(order)
    sources = _sources(eta)
    qubits = sources + 2  # the target and one ancilla; recursion replaces the inner ones
    keep = 1 << (sources + 1)
    block = np.zeros((keep, keep), dtype=np.complex128)
    for branch, angle in enumerate(eta):
        inner = rotation(angle).astype(np.complex128)
        for _ in range(order):
            there = controlled(inner, {}, 1, 2)
            back = controlled(inner.T, {}, 1, 2)
            inner = (back @ controlled(J, {1: 1}, 0, 2) @ there)[:2, :2]
        controls = {bit: (branch >> bit) & 1 for bit in range(sources)}
        block += controlled(inner, controls, sources, qubits - 1) * _only(branch, sources)
    return block


def _only(branch: int, sources: int) -> npt.NDArray[np.float64]:
    """The projector on one branch of the sources, as a mask on matrix columns."""
    columns = np.arange(2 << sources) & ((1 << sources) - 1)
    mask: npt.NDArray[np.float64] = (columns == branch).astype(np.float64)[None, :]
    return mask


def _sources(eta: Sequence[float]) -> int:
    sources = len(eta).bit_length() - 1
    if len(eta) != 1 << max(sources, 0):
        raise InputError(where="eta", expected="2^m angles", found=f"{len(eta)} angles")
    return sources
