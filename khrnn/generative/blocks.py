"""Exact variances of MMD^2 for tensor products of Haar-random blocks.

What belongs here: the law for any block size, as fractions, and its simulation as a model. What
does not: the product circuit of R_y (`laws`), bounds (`bounds`).

The circuit: m blocks of b qubits, n = m b, each in an independent Haar-random state (a 4-design
does as well: MMD^2 has degree 2 in the probabilities, its square 4). The target is a string; which
one does not matter. Within a block the probabilities of the d = 2^b outcomes are uniform on the
simplex: E prod q_i^(a_i) = (d-1)! prod a_i! / (d-1+sum a_i)!.
"""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from functools import lru_cache
from itertools import product

import numpy as np

from contextuality.errors import InputError
from khrnn.generative.circuits import FloatArray
from khrnn.generative.kernel import Bandwidth
from khrnn.trainability.sampled import SampledModel

LARGEST_BLOCK = 3
"""Most qubits of a block; a moment is a sum over 8^b terms."""


@lru_cache(maxsize=256)
def block_moments(block: int, weight: Fraction) -> tuple[Fraction, ...]:
    """Return the means of u, v, u^2, v^2 and u v of one block.

    u = sum_xy q(x) q(y) k(x,y) and v = sum_x q(x) k(x,0), with the kernel k(x,y) = (1-2p)^d(x,y).

    Args:
        block: b, 1 to 3.
        weight: p in (0, 1/2].

    Returns:
        Five exact fractions.

    Raises:
        InputError: an argument out of range.

    Source: ours.

    Example:
        >>> [str(moment) for moment in block_moments(1, Fraction(1, 2))]
        ['2/3', '1/2', '7/15', '1/3', '1/3']
    """
    if not 1 <= block <= LARGEST_BLOCK:
        raise InputError(where="block", expected=f"1 to {LARGEST_BLOCK}", found=str(block))
    if not 0 < weight <= Fraction(1, 2):
        raise InputError(where="weight", expected="in (0, 1/2]", found=str(weight))
    d = 1 << block
    kernel = [(1 - 2 * weight) ** k for k in range(block + 1)]

    def near(x: int, y: int) -> Fraction:
        return kernel[(x ^ y).bit_count()]

    def mean(*outcomes: int) -> Fraction:
        powers = math.prod(math.factorial(times) for times in Counter(outcomes).values())
        return Fraction(powers * math.factorial(d - 1), math.factorial(d - 1 + len(outcomes)))

    points = range(d)
    # The simplex is the same seen from every point: in u one outcome may be 0.
    u = d * sum((near(0, y) * mean(0, y) for y in points), Fraction(0))
    v = sum((near(x, 0) for x in points), Fraction(0)) / d
    uu = d * sum(
        (near(0, y) * near(z, w) * mean(0, y, z, w) for y, z, w in product(points, repeat=3)),
        Fraction(0),
    )
    vv = sum(
        (near(x, 0) * near(y, 0) * mean(x, y) for x, y in product(points, repeat=2)), Fraction(0)
    )
    uv = sum(
        (near(x, y) * near(z, 0) * mean(x, y, z) for x, y, z in product(points, repeat=3)),
        Fraction(0),
    )
    return u, v, uu, vv, uv


def block_loss_variance(blocks: int, block: int, weight: Fraction) -> Fraction:
    """Return the variance of MMD^2 over Haar-random blocks.

    L = prod u - 2 prod v + 1, hence Var L = (E u^2)^m + 4 (E v^2)^m - 4 (E u v)^m
    - ((E u)^m - 2 (E v)^m)^2.

    Args:
        blocks: m, at least 1.
        block: b, 1 to 3.
        weight: p in (0, 1/2].

    Returns:
        The exact variance at this p.

    Raises:
        InputError: an argument out of range.

    Source: ours, for the tensor-product circuits of arXiv 2305.02881.

    Example:
        >>> block_loss_variance(1, 1, Fraction(1, 2))
        Fraction(16, 45)
    """
    if blocks < 1:
        raise InputError(where="blocks", expected="at least 1", found=str(blocks))
    u, v, uu, vv, uv = block_moments(block, weight)
    return uu**blocks + 4 * vv**blocks - 4 * uv**blocks - (u**blocks - 2 * v**blocks) ** 2


class BornBlocks(SampledModel):
    """A `GradientModel`: MMD^2 of Haar-random pairs of qubits, sigma = n/4; the loss itself.

    Source: ours; `block_loss_variance`.

    Example:
        >>> [size for size in range(1, 9) if BornBlocks().takes(size)]
        [2, 4, 6, 8]
    """

    name = "born-mmd-blocks"
    quantity = (
        "MMD^2, kernel exp(-d/(2 sigma)) with sigma = n/4 (the loss, not a derivative); "
        "Haar-random states of n/2 pairs of qubits, target 0^n, n even"
    )
    unit = "qubits"
    sizes: tuple[int, ...] = (2, 4, 8, 16, 32)
    smallest = 2
    step = 2
    largest = 1000

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatArray:
        """Return losses of random states, from normal amplitudes."""
        p = float(Bandwidth.of_variance(size / 4).weight)
        near = np.array([[(1 - 2 * p) ** (x ^ y).bit_count() for y in range(4)] for x in range(4)])
        own, cross = np.ones(count), np.ones(count)
        for _ in range(size // 2):
            amplitudes = rng.normal(size=(count, 4, 2))
            q = (amplitudes**2).sum(2)
            q /= q.sum(1, keepdims=True)
            own *= np.einsum("cx,xy,cy->c", q, near, q)
            cross *= q @ near[0]
        return np.asarray(own - 2 * cross + 1)

    def prediction(self, size: int) -> Fraction:
        """Return the exact variance at a rational p within 2^-256 of the kernel's.

        Args:
            size: qubits, even.
        """
        weight = Fraction(Bandwidth.near_variance(Fraction(size, 4)).weight)
        return block_loss_variance(size // 2, 2, weight)
