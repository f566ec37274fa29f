"""Loops over packed bits and small integers, compiled by numba on first use.

What belongs here: the inner loops of the dense remainder, in the part of Python that numba
compiles. What does not: their numpy twins (``_plain``), which tests hold against these, and any
decision. Bits are packed little-endian into uint64 words: entry r is bit r % 64 of word r // 64.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK_LOG2 = 18
"""Entries of one block of a truth table, as a power of two: 32 KiB, which stays in cache."""

LOW = np.array(
    [
        0x5555555555555555,
        0x3333333333333333,
        0x0F0F0F0F0F0F0F0F,
        0x00FF00FF00FF00FF,
        0x0000FFFF0000FFFF,
        0x00000000FFFFFFFF,
    ],
    dtype=np.uint64,
)
"""LOW[t] marks the entries of a word whose index has bit t = 0."""

# Byte b spread over 8 bytes, bit j to byte j.
SPREAD = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little").view(
    np.uint64
)[:, 0]


def truth_table(low: Any, high: Any, block_words: int, low_masks: Any, out: Any) -> None:
    """Write the values of a polynomial; out has zeros on entry.

    Args:
        low: the monomials' parts inside a block, int64.
        high: their parts above, int64: a monomial counts in the blocks that contain it.
        block_words: words of a block, a power of two.
        low_masks: ``LOW``.
        out: uint64, shape (2^n / 64,).
    """
    for block in range(out.size // block_words):
        start = block * block_words
        for m in range(low.size):
            if high[m] & block == high[m]:
                out[start + (low[m] >> 6)] ^= np.uint64(1) << np.uint64(low[m] & 63)
        for i in range(start, start + block_words):
            word = out[i]
            for t in range(6):
                word ^= (word & low_masks[t]) << np.uint64(1 << t)
            out[i] = word
        step = 1
        while step < block_words:
            for first in range(start, start + block_words, 2 * step):
                for i in range(first, first + step):
                    out[i + step] ^= out[i]
            step *= 2


def count(words: Any) -> int:
    """Count the ones of packed words."""
    total = np.int64(0)
    for i in range(words.size):
        x = words[i]
        x = x - ((x >> np.uint64(1)) & np.uint64(0x5555555555555555))
        x = (x & np.uint64(0x3333333333333333)) + (
            (x >> np.uint64(2)) & np.uint64(0x3333333333333333)
        )
        x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
        total += np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56))
    return int(total)


def swap_in_words(words: Any, t: int, low_mask: Any) -> None:
    """Exchange entries r and r + 2^t inside every word, in place."""
    shift = np.uint64(1 << t)
    for i in range(words.size):
        word = words[i]
        words[i] = ((word & low_mask) << shift) | ((word >> shift) & low_mask)


def spread_fold(zero: Any, one: Any, q: Any, flip: Any, out: Any) -> None:
    """Write zero[r] +- (-1)^q[r] one[r] for packed 0/1 vectors.

    Args:
        zero: uint64 words.
        one: uint64 words.
        q: uint64 words.
        flip: all ones to subtract instead of adding, else 0, uint64.
        out: uint64 view of the int8 result, 8 words per word read.
    """
    bias = np.uint64(0x8080808080808080)  # keeps the borrow of a byte inside it
    byte = np.uint64(0xFF)
    for i in range(zero.size):
        a, b, s = zero[i], one[i], q[i] ^ flip
        plus, minus = b & ~s, b & s
        for j in range(8):
            at = np.uint64(8 * j)
            value = SPREAD[(a >> at) & byte] + SPREAD[(plus >> at) & byte]
            out[8 * i + j] = (value + bias - SPREAD[(minus >> at) & byte]) ^ bias


def overlap(values: Any, t: int, others: int, q: Any, out: Any) -> None:
    """Add up values[r, p=0] values[r + others, p=1] (-1)^q[r] into out[0].

    Args:
        values: integers, shape (2^w,).
        t: the position of p.
        others: a mask over the positions without p.
        q: uint64 words over 2^(w-1) entries (at least one word).
        out: int64, shape (1,).
    """
    half = values.size >> 1
    stride = 1 << t
    total = np.int64(0)
    if t >= 6 and others & 63 == 0:
        for word in range(half >> 6):
            r, s = word << 6, (word << 6) ^ others
            zero = ((r >> t) << (t + 1)) | (r & (stride - 1))
            one = ((s >> t) << (t + 1)) | (s & (stride - 1)) | stride
            signs = q[word]
            for j in range(64):
                sign = 1 - 2 * np.int64((signs >> np.uint64(j)) & np.uint64(1))
                total += sign * np.int64(values[zero + j]) * np.int64(values[one + j])
    else:
        for r in range(half):
            s = r ^ others
            zero = ((r >> t) << (t + 1)) | (r & (stride - 1))
            one = ((s >> t) << (t + 1)) | (s & (stride - 1)) | stride
            sign = 1 - 2 * np.int64((q[r >> 6] >> np.uint64(r & 63)) & np.uint64(1))
            total += sign * np.int64(values[zero]) * np.int64(values[one])
    out[0] += total


def fold(values: Any, where: Any, q: Any, sign: int, out: Any) -> None:
    """Write values[r, p=0] + sign (-1)^q[r] values[r + others, p=1].

    Args:
        values: as for ``overlap``, and q.
        where: the pair (t, others) of ``overlap``.
        q: uint64 words.
        sign: +1 or -1.
        out: integers wide enough, shape (2^(w-1),).
    """
    t, others = where
    half = values.size >> 1
    stride = 1 << t
    if t >= 6 and others & 63 == 0:
        for word in range(half >> 6):
            r, s = word << 6, (word << 6) ^ others
            zero = ((r >> t) << (t + 1)) | (r & (stride - 1))
            one = ((s >> t) << (t + 1)) | (s & (stride - 1)) | stride
            signs = q[word]
            for j in range(64):
                here = sign - 2 * sign * np.int64((signs >> np.uint64(j)) & np.uint64(1))
                out[r + j] = values[zero + j] + here * values[one + j]
    else:
        for r in range(half):
            s = r ^ others
            zero = ((r >> t) << (t + 1)) | (r & (stride - 1))
            one = ((s >> t) << (t + 1)) | (s & (stride - 1)) | stride
            here = sign - 2 * sign * np.int64((q[r >> 6] >> np.uint64(r & 63)) & np.uint64(1))
            out[r] = values[zero] + here * values[one]


@cache
def compiled(kernel: Callable[..., Any]) -> Any:
    """Return the kernel compiled by numba; the machine code is kept on disk between runs.

    Example:
        >>> int(compiled(count)(np.array([7, 1], dtype=np.uint64)))
        4
    """
    return importlib.import_module("numba").njit(cache=True, nogil=True)(kernel)
