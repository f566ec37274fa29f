"""The kernels of the dense remainder once more, as whole-array numpy without numba.

What belongs here: one plain twin per function of ``_kernels``, the oracle of its tests. What does
not: anything the simulators call.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def unpack(words: Any, size: int) -> Any:
    """Return the first entries of packed words as uint8."""
    return np.unpackbits(words.view(np.uint8), count=size, bitorder="little")


def truth_table(monomials: list[int], width: int) -> Any:
    """Return the values of a polynomial in ``width`` variables, uint8."""
    points = np.arange(1 << width)
    values = np.zeros(1 << width, dtype=np.uint8)
    for monomial in monomials:
        values ^= (points & monomial == monomial).astype(np.uint8)
    return values


def halves(values: Any, t: int, others: int) -> tuple[Any, Any]:
    """Return (values[r, p=0], values[r + others, p=1]) for all r, as int64."""
    split = values.astype(np.int64).reshape(-1, 2, 1 << t)
    zero, one = split[:, 0].reshape(-1), split[:, 1].reshape(-1)
    return zero, one[np.arange(one.size) ^ others]


def overlap(values: Any, t: int, others: int, q: Any) -> int:
    """Return the sum of values[r, p=0] values[r + others, p=1] (-1)^q[r]; q is 0/1 per entry."""
    zero, one = halves(values, t, others)
    return int((zero * one * (1 - 2 * q.astype(np.int64))).sum())


def fold(values: Any, t: int, others: int, q: Any, sign: int) -> Any:
    """Return values[r, p=0] + sign (-1)^q[r] values[r + others, p=1]; q is 0/1 per entry."""
    zero, one = halves(values, t, others)
    return zero + sign * (1 - 2 * q.astype(np.int64)) * one
