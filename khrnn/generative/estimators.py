"""Born machines in polynomial time: product circuits in closed form, IQP circuits by Monte Carlo.

What belongs here: means of Z strings and losses without a state vector. What does not: dense
simulation (`circuits`), which is the oracle for this in the tests.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from contextuality.errors import InputError
from khrnn.generative.circuits import FloatArray, IntArray
from khrnn.generative.kernel import Bandwidth

MAX_IQP_BITS = 62


@dataclass(frozen=True)
class Estimate:
    """A mean with its standard error."""

    value: float
    error: float


def product_mmd(
    angles: FloatArray, target: int, bandwidth: Bandwidth
) -> tuple[FloatArray, FloatArray]:
    """Return MMD^2 of product circuits against one string, and its gradients: O(n) each.

    L = prod(1-p+p c_i^2) - 2 prod(1-p+p s_i c_i) + 1 with c_i = cos t_i and s_i the sign of
    bit i of the target.

    Args:
        angles: shape (batch, n), radians.
        target: the string, bit i for qubit i.
        bandwidth: of the kernel.

    Returns:
        Shapes (batch,) and (batch, n).

    Source: ours, from the product form of the kernel.

    Example:
        >>> value, slope = product_mmd(np.array([[np.pi, 0.0]]), 0, Bandwidth(0.25))
        >>> float(value[0])
        1.0
    """
    angles = np.asarray(angles, dtype=np.float64)
    qubits = angles.shape[-1]
    if angles.ndim != 2 or target < 0 or target >> qubits:
        raise InputError(
            where="target", expected=f"{qubits} bits, angles of shape (batch, n)", found=str(target)
        )
    p = float(bandwidth.weight)
    signs = np.array([1 - 2 * (target >> i & 1) for i in range(qubits)], dtype=np.float64)
    cosine, sine = np.cos(angles), np.sin(angles)
    own, cross = 1 - p + p * cosine**2, 1 - p + p * signs * cosine
    value = own.prod(-1) - 2 * cross.prod(-1) + 1
    slope = -2 * p * cosine * sine * _others(own) + 2 * p * signs * sine * _others(cross)
    return value, slope


def _others(factors: FloatArray) -> FloatArray:
    """Products of all factors but one, without division: factors may be 0."""
    ones = np.ones_like(factors[:, :1])
    before = np.cumprod(np.concatenate([ones, factors[:, :-1]], axis=1), axis=1)
    after = np.cumprod(np.concatenate([ones, factors[:, :0:-1]], axis=1), axis=1)[:, ::-1]
    return np.asarray(before * after)


def iqp_cosines(
    generators: IntArray, angles: FloatArray, strings: IntArray, points: IntArray
) -> FloatArray:
    """Return cosines whose mean over uniform points is the mean of a Z string (IQP).

    After prod_G exp(-i theta_G X_G / 2) on |0...0>, <Z_A> is the mean over uniform z of
    cos(sum of theta_G (-1)^|G & z| over the G with |G & A| odd).

    Args:
        generators: shape (gates,), masks G.
        angles: shape (gates,).
        strings: shape (count,), masks A.
        points: shape (count, draws) or (1, draws), the z.

    Returns:
        Shape (count, draws), entries in [-1, 1].

    Source: the mean is that of Van den Nest's method (arXiv 0911.1624), worked out for X_G here.

    Example:
        >>> iqp_cosines(np.array([1]), np.array([0.5]), np.array([1]), np.array([[0]])).round(6)
        array([[0.877583]])
    """
    odd = np.bitwise_count(generators & strings[:, None]).astype(np.int64) & 1
    signs = 1 - 2 * (np.bitwise_count(generators & points[..., None]).astype(np.int64) & 1)
    spread = np.broadcast_to(signs, (len(strings), *signs.shape[1:])).astype(np.float64)
    return np.asarray(np.cos(np.einsum("cg,cdg->cd", odd * angles, spread)))


def iqp_expectation(
    generators: IntArray,
    angles: FloatArray,
    string: int,
    *,
    qubits: int,
    draws: int,
    rng: np.random.Generator,
) -> Estimate:
    """Estimate <Z_A> after an IQP circuit without bias, with error at most 1/sqrt(draws).

    Args:
        generators: shape (gates,), masks below 2^qubits.
        angles: shape (gates,).
        string: the mask A.
        qubits: 1 to 62.
        draws: at least 2.
        rng: the only source of randomness.

    Returns:
        The mean of the cosines of `iqp_cosines`, and its standard error.

    Raises:
        InputError: a number out of range.
    """
    _check(qubits, draws)
    points = rng.integers(0, 1 << qubits, (1, draws))
    cosines = iqp_cosines(generators, angles, np.array([string]), points)[0]
    return Estimate(float(cosines.mean()), float(cosines.std(ddof=1) / math.sqrt(draws)))


def iqp_mmd(
    generators: IntArray,
    angles: FloatArray,
    samples: IntArray,
    qubits: int,
    bandwidth: Bandwidth,
    *,
    rng: np.random.Generator,
    strings: int = 1000,
    draws: int = 100,
) -> Estimate:
    """Estimate MMD^2 between an IQP circuit and data without bias, in polynomial time.

    A string A has every bit with probability p, so that E (<Z_A> - data's Z_A)^2 is MMD^2. Each
    square is a product of two means over disjoint pairs: cosines at different points and the signs
    of different samples.

    Args:
        generators: shape (gates,), masks below 2^qubits.
        angles: shape (gates,).
        samples: shape (N,), N >= 2, independent samples of the target.
        qubits: 1 to 62.
        bandwidth: of the kernel.
        rng: the only source of randomness.
        strings: how many A are drawn, at least 2.
        draws: points z for every A, at least 2.

    Returns:
        An unbiased estimate (over A, z and the data), and its standard error over A and z with
        these data: the error from the finite data set, common to all A, is not in it.

    Raises:
        InputError: a number out of range.

    Source: ours: arXiv 2305.02881 (MMD as an observable) with arXiv 0911.1624 (the means).
    """
    _check(qubits, draws)
    if len(samples) < 2 or samples.min() < 0 or samples.max() >> qubits:
        raise InputError(
            where="samples", expected=f"at least 2 strings of {qubits} bits", found="others"
        )
    if strings < 2:
        raise InputError(where="strings", expected="at least 2", found=str(strings))
    bits = rng.random((strings, qubits)) < float(bandwidth.weight)
    masks = (bits.astype(np.int64) << np.arange(qubits)).sum(1)
    squares = np.empty(strings)
    N = len(samples)
    for place, mask in enumerate(masks):
        points = rng.integers(0, 1 << qubits, (1, draws))
        cosines = iqp_cosines(generators, angles, masks[place : place + 1], points)[0]
        signs = 1.0 - 2 * (np.bitwise_count(samples & mask) & 1)
        total = cosines.sum()
        # E[c c'] over different points, E[s s'] over different samples: each without bias.
        model = (total**2 - (cosines**2).sum()) / (draws * (draws - 1))
        data = (signs.sum() ** 2 - N) / (N * (N - 1))
        squares[place] = model + data - 2 * total / draws * signs.mean()
    return Estimate(float(squares.mean()), float(squares.std(ddof=1) / math.sqrt(strings)))


def _check(qubits: int, draws: int) -> None:
    if not 1 <= qubits <= MAX_IQP_BITS:
        raise InputError(where="qubits", expected=f"1 to {MAX_IQP_BITS}", found=str(qubits))
    if draws < 2:
        raise InputError(where="draws", expected="at least 2", found=str(draws))
