"""Arithmetic on algebraic normal forms and truth tables, as plain masks and integers.

Belongs here: what `polynomial` needs and what has no meaning of its own. Does not belong here:
anything a user calls.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def submasks(mask: int) -> Iterator[int]:
    """Yield all subsets of a mask, the mask first and 0 last."""
    part = mask
    while part:
        yield part
        part = (part - 1) & mask
    yield 0


def sum_modulo_two(masks: Iterable[int]) -> frozenset[int]:
    """Return the masks that occur an odd number of times."""
    odd: set[int] = set()
    for mask in masks:
        if mask in odd:
            odd.remove(mask)
        else:
            odd.add(mask)
    return frozenset(odd)


def mobius(table: int, n: int) -> int:
    """Coefficients to values or back: the transform is its own inverse."""
    for i in range(n):
        table ^= (table & points_without(n, i)) << (1 << i)
    return table


@lru_cache(maxsize=256)
def points_without(n: int, i: int) -> int:
    """The table of 1 + z_i, built by doubling (a division would be quadratic)."""
    table = (1 << (1 << i)) - 1
    for j in range(i + 1, n):
        table |= table << (1 << j)
    return table
