"""Vertex sets as bit masks: bit i of an integer is vertex i.

Belongs here: masks, their vertices, and the order of k-element subsets. Does not
belong here: anything that gives a mask a meaning, such as monomial or edge.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["k_subsets", "mask_of", "ones", "vertices"]


_SMALL = 1 << 32
_SHORT = 512


def ones(mask: int) -> Iterator[int]:
    """The positions of the ones of a non-negative integer, in increasing order.

    Raises:
        InputError: for a negative integer, whose ones have no end.

    Example:
        >>> list(ones(0b1011))
        [0, 1, 3]
    """
    if mask < 0:
        raise InputError(where="mask", expected="a non-negative integer", found=shown(mask))
    if mask.bit_length() <= _SHORT:
        while mask:
            low = mask & -mask
            yield low.bit_length() - 1
            mask ^= low
        return
    # From the binary digits: clearing one bit after another is quadratic in the length.
    digits = f"{mask:b}"[::-1]
    position = digits.find("1")
    while position >= 0:
        yield position
        position = digits.find("1", position + 1)


def vertices(mask: int) -> tuple[int, ...]:
    """The vertices of a mask in increasing order.

    Args:
        mask: a non-negative integer; bit i stands for vertex i.

    Returns:
        The positions of its ones.

    Example:
        >>> vertices(0b1011)
        (0, 1, 3)
    """
    # Kept for small masks alone, whose tuples are short; the same few come again and again.
    return _few(mask) if 0 <= mask < _SMALL else tuple(ones(mask))


@lru_cache(maxsize=1 << 13)
def _few(mask: int) -> tuple[int, ...]:
    return tuple(ones(mask))


def mask_of(vertices: Iterable[int], n: int) -> int:
    """The mask of a set of vertices.

    Args:
        vertices: distinct integers, each in 0..n-1.
        n: the number of vertices.

    Returns:
        The integer whose bit i is one exactly for the listed vertices.

    Raises:
        InputError: for a vertex out of range, listed twice, or not an integer.

    Example:
        >>> mask_of([0, 1, 3], 4)
        11
    """
    mask = 0
    for position, vertex in enumerate(vertices):
        if type(vertex) is not int or not 0 <= vertex < n:
            raise InputError(
                where=f"item {position}",
                expected=f"a vertex, an integer in 0..{n - 1}" if n else "no vertex, as n = 0",
                found=shown(vertex),
            )
        if mask >> vertex & 1:
            raise InputError(
                where=f"item {position}",
                expected="each vertex at most once",
                found=f"vertex {vertex} again",
            )
        mask |= 1 << vertex
    return mask


@lru_cache(maxsize=64)
def k_subsets(n: int, k: int) -> tuple[int, ...]:
    """All k-element subsets of 0..n-1 as masks.

    Args:
        n: the number of vertices, at least 0.
        k: the size of each subset, at least 0; there is none if k > n.

    Returns:
        The binom(n, k) masks, in lexicographic order of their vertex tuples.

    Example:
        >>> [vertices(mask) for mask in k_subsets(3, 2)]
        [(0, 1), (0, 2), (1, 2)]
    """
    if n < 0 or k < 0:
        raise InputError(
            where="k_subsets", expected="n >= 0 and k >= 0", found=f"n={shown(n)}, k={shown(k)}"
        )
    return tuple(sum(1 << i for i in subset) for subset in combinations(range(n), k))
