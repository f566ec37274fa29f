"""Sets as integers: making them, counting on all positions at once, turning them round.

In `above`, bit c of plane i is bit i of the count at position c.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def above(limit: int, weighted: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Return where the weights of masks add up to more than a limit, and the union of the masks.

    Args:
        limit: at least 0.
        weighted: weights, at least 0, with masks whose bits say where the weight counts.

    Example:
        >>> above(2, [(1, 0b111), (2, 0b110), (1, 0b001)])
        (6, 7)
    """
    planes: list[int] = []
    union = 0
    for weight, mask in weighted:
        union |= mask
        for start in range(weight.bit_length()):
            carry, i = mask if weight >> start & 1 else 0, start
            while carry:
                planes += [0] * (i + 1 - len(planes))
                planes[i], carry = planes[i] ^ carry, planes[i] & carry
                i += 1
    over, equal = 0, union
    for i in range(max(len(planes), limit.bit_length()) - 1, -1, -1):
        plane = planes[i] if i < len(planes) else 0
        if limit >> i & 1:
            equal &= plane
        else:
            over |= equal & plane
            equal &= ~plane
    return over, union


def ones(mask: int) -> list[int]:
    """Return the positions of the ones of an integer, in linear time.

    Example:
        >>> ones(10)
        [1, 3]
    """
    return [i for i, digit in enumerate(reversed(f"{mask:b}")) if digit == "1"]


def mask_of(positions: Iterable[int], width: int) -> int:
    """Return the integer with ones at these positions, all below `width`, in linear time.

    Example:
        >>> mask_of([1, 3], 4)
        10
    """
    octets = bytearray(width // 8 + 1)
    for position in positions:
        octets[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(octets, "little")


def transposed(rows: Sequence[Sequence[int]], width: int) -> list[int]:
    """Return for every column the mask of the rows that name it.

    Example:
        >>> transposed([(0, 1), (1, 2)], 3)
        [1, 3, 2]
    """
    columns = [bytearray(len(rows) // 8 + 1) for _ in range(width)]
    for index, row in enumerate(rows):
        for column in row:
            columns[column][index >> 3] |= 1 << (index & 7)
    return [int.from_bytes(column, "little") for column in columns]
