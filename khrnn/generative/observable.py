"""MMD^2 as an observable: weights of Pauli-Z strings by body, and what low bodies cannot see.

What belongs here: the diagonalisation of the kernel by characters, exactly, and its symbolic check;
parity blindness. What does not: variances over circuits (`laws`).

For a set S of bits let Z_S(q) be the mean of (-1)^(sum of the bits in S). Then
MMD^2(q, r) = sum_S (1-p)^(n-|S|) p^|S| (Z_S(q) - Z_S(r))^2: on two copies of the model the
observable sum_S w_S Z_S (x) Z_S, and |S| is its body in each copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb
from typing import Any

import numpy as np

from contextuality.errors import InputError
from khrnn.generative.circuits import FloatArray


def body_weights(bits: int, weight: Fraction) -> list[Fraction]:
    """Return the total weight of the Z strings of every body l: C(n,l) (1-p)^(n-l) p^l.

    Args:
        bits: n, at least 1.
        weight: p, exact.

    Returns:
        n + 1 fractions that add up to 1; their mean body is n p in each copy, 2 n p in both.

    Source: arXiv 2305.02881.

    Example:
        >>> body_weights(2, Fraction(1, 4))
        [Fraction(9, 16), Fraction(3, 8), Fraction(1, 16)]
    """
    return [comb(bits, l) * (1 - weight) ** (bits - l) * weight**l for l in range(bits + 1)]  # noqa: E741


def characters(vector: Sequence[Fraction] | Sequence[int]) -> list[Any]:
    """Return the exact means Z_S of a function on bit strings, by the fast Walsh transform.

    Args:
        vector: 2^n exact numbers.

    Returns:
        Entry S is the sum over x of (-1)^|S & x| times entry x.

    Example:
        >>> characters([1, 0, 0, 0]), characters([1, 1, 0, 0])
        ([1, 1, 1, 1], [2, 0, 2, 0])
    """
    found: list[Any] = list(vector)
    step = 1
    if len(found) & (len(found) - 1) or not found:
        raise InputError(where="vector", expected="2^n entries", found=str(len(found)))
    while step < len(found):
        for start in range(0, len(found), 2 * step):
            for place in range(start, start + step):
                a, b = found[place], found[place + step]
                found[place], found[place + step] = a + b, a - b
        step *= 2
    return found


def mmd_by_body(
    one: Sequence[Fraction], other: Sequence[Fraction], weight: Fraction
) -> list[Fraction]:
    """Return the share of every body in MMD^2, exactly; the shares add up to MMD^2.

    Args:
        one: 2^n fractions.
        other: as many.
        weight: p.

    Returns:
        n + 1 non-negative fractions; the first is 0 for distributions.

    Source: arXiv 2305.02881.

    Example:
        >>> even = [Fraction(1, 2), Fraction(0), Fraction(0), Fraction(1, 2)]
        >>> mmd_by_body(even, [Fraction(1, 4)] * 4, Fraction(1, 3))
        [Fraction(0, 1), Fraction(0, 1), Fraction(1, 9)]
    """
    if len(one) != len(other):
        raise InputError(where="other", expected=f"{len(one)} entries", found=str(len(other)))
    means = characters([a - b for a, b in zip(one, other, strict=True)])
    bits = len(one).bit_length() - 1
    squares = [Fraction(0)] * (bits + 1)
    for S, mean in enumerate(means):
        squares[S.bit_count()] += mean * mean
    return [
        (1 - weight) ** (bits - body) * weight**body * square for body, square in enumerate(squares)
    ]


def walsh(vector: FloatArray) -> FloatArray:
    """Return all means Z_S in floating point.

    Args:
        vector: shape (..., 2^n).

    Returns:
        The same shape; the float twin of `characters`.
    """
    shape = vector.shape
    for bit in range(shape[-1].bit_length() - 1):
        pairs = vector.reshape(*shape[:-1], -1, 2, 1 << bit)
        vector = np.concatenate(
            [pairs.sum(-2, keepdims=True), pairs[..., :1, :] - pairs[..., 1:, :]], axis=-2
        )
    return vector.reshape(shape)


def even_parity(bits: int) -> list[Fraction]:
    """Return the uniform distribution on the strings of even weight.

    Args:
        bits: at least 1.

    Example:
        >>> even_parity(2)
        [Fraction(1, 2), Fraction(0, 1), Fraction(0, 1), Fraction(1, 2)]
    """
    share = Fraction(2, 1 << bits)
    return [Fraction(0) if x.bit_count() & 1 else share for x in range(1 << bits)]


def symbolic_identity(bits: int) -> Any:
    """Return what is left of the observable identity as a polynomial, which must be 0.

    The difference of the two distributions is a vector of 2^n free symbols d_x, so the identity
    holds for all distributions of n bits and all p if the result is 0.

    Args:
        bits: 1 to 4.

    Returns:
        A sympy expression: sum_xy d_x d_y (1-2p)^|x+y| minus the sum over all S.

    Raises:
        InputError: more bits.

    Source: ours, of the identity of arXiv 2305.02881.

    Example:
        >>> symbolic_identity(1)
        0
    """
    import sympy  # noqa: PLC0415 - slow to load

    if not 1 <= bits <= 4:
        raise InputError(where="bits", expected="1 to 4", found=str(bits))
    p = sympy.Symbol("p")
    size = 1 << bits
    d = sympy.symbols(f"d:{size}")
    ring = sympy.ZZ[(p, *d)]
    P, D = ring.convert(p), [ring.convert(one) for one in d]
    one, zero = ring.convert(1), ring.convert(0)
    left, right = zero, zero
    for x in range(size):
        for y in range(size):
            left += D[x] * D[y] * (one - 2 * P) ** (x ^ y).bit_count()
    for S in range(size):
        mean = zero
        for x in range(size):
            mean += (-1) ** (S & x).bit_count() * D[x]
        right += (one - P) ** (bits - S.bit_count()) * P ** S.bit_count() * mean**2
    return ring.to_sympy(left - right)
