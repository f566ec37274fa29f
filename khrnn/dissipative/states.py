"""Batches of mixed states: gates, fresh qubits, depolarising, tracing out, and their adjoints.

What belongs here: dense operators, and factors of low rank. What does not: what a network does
with them (`network`). Bit i of an index is qubit i; a fresh qubit becomes the highest one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

ComplexArray = npt.NDArray[np.complex128]

RANK_TOLERANCE = 1e-13
"""Eigenvalues of a state below this share of its trace are dropped by `compress`."""


def _front(state: ComplexArray, qubits: Sequence[int]) -> tuple[ComplexArray, list[int]]:
    """View rows as (batch, 2^len(qubits), rest); also return the axes, to undo it."""
    batch, rows, columns = state.shape
    k = rows.bit_length() - 1
    axes = [k - qubit for qubit in reversed(qubits)]  # axis 0 is the batch, axis k is bit 0
    order = [0, *axes, *(a for a in range(1, k + 1) if a not in axes), k + 1]
    tensor = state.reshape((batch, *(2,) * k, columns)).transpose(order)
    return tensor.reshape(batch, 1 << len(qubits), -1), order


def act(state: ComplexArray, unitary: ComplexArray, qubits: Sequence[int]) -> ComplexArray:
    """Multiply the rows of a batch of matrices by a unitary on some qubits.

    Args:
        state: shape (batch, 2^k, columns).
        unitary: shape (batch or 1, 2^g, 2^g); bit i of its index is `qubits[i]`.
        qubits: g different ones below k.

    Returns:
        Shape of `state`, or with the batch of `unitary` if that of `state` is 1.

    Example:
        >>> flip = np.array([[[0, 1], [1, 0]]], dtype=complex)
        >>> act(np.eye(4, dtype=complex)[None, :, :1], flip, [1])[0, :, 0].real
        array([0., 0., 1., 0.])
    """
    moved, order = _front(state, qubits)
    turned = unitary @ moved
    k = len(order) - 2
    shape = (len(turned), *(2,) * k, state.shape[2])
    return np.ascontiguousarray(
        turned.reshape(shape).transpose(np.argsort(order)).reshape(len(turned), *state.shape[1:])
    )


def conjugate(operator: ComplexArray, unitary: ComplexArray, qubits: Sequence[int]) -> ComplexArray:
    """Return U X U^dagger for Hermitian X.

    Args:
        operator: shape (batch, 2^k, 2^k), Hermitian.
        unitary: as in `act`.
        qubits: as in `act`.

    Example:
        >>> flip = np.array([[[0, 1], [1, 0]]], dtype=complex)
        >>> conjugate(np.diag([1, 0]).astype(complex)[None], flip, [0])[0].real
        array([[0., 0.],
               [0., 1.]])
    """
    return act(dagger(act(operator, unitary, qubits)), unitary, qubits)


def dagger(operator: ComplexArray) -> ComplexArray:
    """Return the conjugate transpose of each matrix of a batch.

    Args:
        operator: shape (batch, rows, columns).
    """
    return np.ascontiguousarray(operator.conj().transpose(0, 2, 1))


def append_zero(operator: ComplexArray) -> ComplexArray:
    """Add a qubit in |0> as the highest bit.

    Args:
        operator: shape (batch, 2^k, 2^k).

    Returns:
        Shape (batch, 2^(k+1), 2^(k+1)).
    """
    batch, size, _ = operator.shape
    found = np.zeros((batch, 2 * size, 2 * size), dtype=np.complex128)
    found[:, :size, :size] = operator
    return found


def append_zero_adjoint(observable: ComplexArray) -> ComplexArray:
    """Return <0|B|0> on the highest bit, the adjoint of `append_zero`.

    Args:
        observable: shape (batch, 2^(k+1), 2^(k+1)).
    """
    size = observable.shape[1] // 2
    return np.ascontiguousarray(observable[:, :size, :size])


def trace_out(operator: ComplexArray, qubit: int) -> ComplexArray:
    """Trace out a qubit; higher ones move down by one.

    Args:
        operator: shape (batch, 2^k, 2^k).
        qubit: below k.

    Returns:
        Shape (batch, 2^(k-1), 2^(k-1)).

    Example:
        >>> bell = np.zeros((1, 4, 4), dtype=complex)
        >>> bell[0, ::3, ::3] = 0.5
        >>> trace_out(bell, 0)[0].real
        array([[0.5, 0. ],
               [0. , 0.5]])
    """
    split, half = _split(operator, qubit)
    return (split[:, :, 0, :, :, 0] + split[:, :, 1, :, :, 1]).reshape(-1, half, half)


def trace_out_adjoint(observable: ComplexArray, qubit: int) -> ComplexArray:
    """Return B times the identity on a new qubit, the adjoint of `trace_out`.

    Args:
        observable: shape (batch, 2^(k-1), 2^(k-1)).
        qubit: position of the new qubit, below k.
    """
    batch, size, _ = observable.shape
    low, high = 1 << qubit, size >> qubit
    found = np.zeros((batch, high, 2, low, high, 2, low), dtype=np.complex128)
    parts = observable.reshape(batch, high, low, high, low)
    found[:, :, 0, :, :, 0] = parts
    found[:, :, 1, :, :, 1] = parts
    return found.reshape(batch, 2 * size, 2 * size)


def depolarise(operator: ComplexArray, qubit: int, noise: float) -> ComplexArray:
    """Replace a qubit by the maximally mixed one with some probability; it is its own adjoint.

    Args:
        operator: shape (batch, 2^k, 2^k).
        qubit: below k.
        noise: the probability, in [0, 1].

    Example:
        >>> depolarise(np.diag([1, 0]).astype(complex)[None], 0, 1.0)[0].real
        array([[0.5, 0. ],
               [0. , 0.5]])
    """
    if noise == 0:
        return operator
    mixed = trace_out_adjoint(trace_out(operator, qubit), qubit)
    return (1 - noise) * operator + noise / 2 * mixed


def reduced(operator: ComplexArray, qubits: Sequence[int]) -> ComplexArray:
    """Return the partial trace onto some qubits, in the order given.

    Args:
        operator: shape (batch, 2^k, 2^k).
        qubits: g different ones; bit i of the result's index is `qubits[i]`.

    Returns:
        Shape (batch, 2^g, 2^g).
    """
    batch, size, _ = operator.shape
    g = len(qubits)
    rows, _ = _front(operator, qubits)  # (batch, 2^g, rest * columns)
    both = rows.reshape(batch, (1 << g) * (size >> g), size).transpose(0, 2, 1)
    columns, _ = _front(np.ascontiguousarray(both), qubits)
    shaped = columns.reshape(batch, 1 << g, size >> g, 1 << g, size >> g)
    return np.asarray(np.einsum("bcrar->bac", shaped))


def _split(operator: ComplexArray, qubit: int) -> tuple[ComplexArray, int]:
    batch, size, _ = operator.shape
    low = 1 << qubit
    high = size // (2 * low)
    return operator.reshape(batch, high, 2, low, high, 2, low), size // 2


def factor_append_zero(factor: ComplexArray) -> ComplexArray:
    """`append_zero` for V with rho = V V^dagger.

    Args:
        factor: shape (batch, 2^k, rank).
    """
    return np.concatenate((factor, np.zeros_like(factor)), axis=1)


def factor_trace_out(factor: ComplexArray, qubit: int) -> ComplexArray:
    """`trace_out` for V with rho = V V^dagger, compressed.

    Args:
        factor: shape (batch, 2^k, rank).
        qubit: below k.

    Returns:
        Shape (batch, 2^(k-1), new rank).
    """
    batch, size, rank = factor.shape
    low = 1 << qubit
    split = factor.reshape(batch, size // (2 * low), 2, low, rank)
    joined = split.transpose(0, 1, 3, 4, 2).reshape(batch, size // 2, 2 * rank)
    return compress(joined)


def compress(factor: ComplexArray) -> ComplexArray:
    """Return V' of the least common rank with V' V'^dagger = V V^dagger up to `RANK_TOLERANCE`.

    Args:
        factor: shape (batch, 2^k, rank).

    Returns:
        Shape (batch, 2^k, rank'), rank' at most min(rank, 2^k).

    Example:
        >>> compress(np.ones((1, 4, 3), dtype=complex)).shape
        (1, 4, 1)
    """
    wide = factor.shape[2] > factor.shape[1]
    gram = factor @ dagger(factor) if wide else dagger(factor) @ factor
    values, vectors = np.linalg.eigh(gram)
    kept = values > RANK_TOLERANCE * values.sum(1, keepdims=True)
    rank = max(1, int(kept.sum(1).max()))
    vectors = vectors[:, :, -rank:]
    if wide:
        scale = np.sqrt(np.maximum(values[:, None, -rank:], 0))
        return np.ascontiguousarray(vectors * scale)
    return np.ascontiguousarray(factor @ vectors)
