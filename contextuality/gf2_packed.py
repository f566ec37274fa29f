"""Elimination over GF(2) on packed numpy words, for matrices of many entries.

Belongs here: the fast twin of the plain elimination in gf2.py, with the same result.
Does not belong here: anything public; callers use `gf2.BitMatrix`, which chooses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["from_bytes", "reduced", "to_bytes"]

_BYTES = np.arange(256, dtype=np.uint8)


def reduced(rows: Sequence[int], columns: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The reduced row echelon form, found eight columns at a time.

    Args:
        rows: one integer below 2^columns a row; bit j is the entry in column j.
        columns: the number of columns.

    Returns:
        The non-zero rows of the form and their pivot columns, both in order of pivots.

    Source: the method of the four Russians, as in M. Albrecht and C. Pernet,
    arXiv:1006.1744: the sums of the at most eight new pivot rows are tabulated, and
    each row is cleared by one lookup.

    Example:
        >>> reduced((0b011, 0b110, 0b101), 3)
        ((5, 6), (0, 1))
    """
    bytes_ = to_bytes(rows, 8 * ((columns + 63) // 64))
    words = bytes_.view(np.uint64)
    pivots: list[int] = []
    for block in range((columns + 7) // 8):
        first = len(pivots)
        if first == len(rows):
            break
        bits = _block_pivots(words, bytes_, block, first)
        if bits:
            # Rows from `first` on are zero before this block, so earlier words stay.
            _clear_block(words[:, block // 8 :], bytes_[:, block], bits, first)
            pivots += [8 * block + bit for bit in bits]
    return from_bytes(bytes_[: len(pivots)]), tuple(pivots)


def to_bytes(rows: Sequence[int], width: int) -> NDArray[np.uint8]:
    """Integers as the rows of a writable byte array, least significant byte first.

    Example:
        >>> to_bytes((1, 256), 2).tolist()
        [[1, 0], [0, 1]]
    """
    if not rows or not width:
        return np.zeros((len(rows), width), dtype=np.uint8)
    buffer = bytearray().join(row.to_bytes(width, "little") for row in rows)
    return np.frombuffer(buffer, dtype=np.uint8).reshape(len(rows), width)


def from_bytes(packed: NDArray[np.uint8]) -> tuple[int, ...]:
    """The integers of `to_bytes`.

    Example:
        >>> from_bytes(to_bytes((1, 256), 2))
        (1, 256)
    """
    return tuple(int.from_bytes(row.tobytes(), "little") for row in packed)


def _block_pivots(
    words: NDArray[np.uint64], bytes_: NDArray[np.uint8], block: int, first: int
) -> list[int]:
    """Move this block's pivot rows to `first` and below it, reduced among themselves.

    Returns the pivot bits. Other rows keep their values: only a copy of the block's
    byte is cleared, which is all that the search for the next pivot needs.
    """
    column = bytes_[first:, block].copy()
    bits: list[int] = []
    for bit in range(8 if column.any() else 0):
        done = len(bits)
        if done == len(column):
            break
        hits = column[done:] & np.uint8(1 << bit)
        found = done + int(np.argmax(hits != 0))
        if not column[found] >> bit & 1:
            continue
        column[[done, found]] = column[[found, done]]
        words[[first + done, first + found]] = words[[first + found, first + done]]
        pivot_byte = int(column[done])
        column = np.where(_BYTES >> bit & 1, _BYTES ^ np.uint8(pivot_byte), _BYTES)[column]
        column[done] = pivot_byte
        for earlier, earlier_bit in enumerate(bits):
            if bytes_[first + done, block] >> earlier_bit & 1:
                words[first + done] ^= words[first + earlier]
        for earlier in range(done):
            if bytes_[first + earlier, block] >> bit & 1:
                words[first + earlier] ^= words[first + done]
        bits.append(bit)
    return bits


def _clear_block(
    words: NDArray[np.uint64], column: NDArray[np.uint8], bits: list[int], first: int
) -> None:
    table = np.zeros((1, words.shape[1]), dtype=np.uint64)
    place_of = np.zeros(256, dtype=np.intp)
    for place, bit in enumerate(bits):
        table = np.concatenate([table, table ^ words[first + place]])
        place_of |= (_BYTES >> bit & 1).astype(np.intp) << place
    lookup = place_of[column]
    lookup[first : first + len(bits)] = 0
    words ^= table[lookup]
