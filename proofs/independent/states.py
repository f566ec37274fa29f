"""Hypergraph states as integer vectors, and everything about them by looking at all points.

Belongs here: truth tables, sign vectors, operators applied gate by gate, for given small n and k.
Does not belong here: derivatives of polynomials, which the kernel's arguments use.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def edges_of(n: int, k: int) -> tuple[tuple[int, ...], ...]:
    """Return all k-subsets of the vertices in lexicographic order.

    Example:
        >>> edges_of(3, 2)
        ((0, 1), (0, 2), (1, 2))
    """
    return tuple(combinations(range(n), k))


def monomial_table(n: int, vertices: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """Return the values of a product of coordinates at all points.

    Example:
        >>> monomial_table(2, (0, 1)).tolist(), monomial_table(1, ()).tolist()
        ([0, 0, 0, 1], [1, 1])
    """
    points = np.arange(1 << n)
    table = np.ones(1 << n, dtype=np.uint8)
    for v in vertices:
        table &= (points >> v & 1).astype(np.uint8)
    return table


def spanned_tables(n: int, monomials: tuple[tuple[int, ...], ...]) -> npt.NDArray[np.uint8]:
    """Return the tables of all sums of monomials; bit j of the row number stands for monomial j.

    Example:
        >>> spanned_tables(1, ((), (0,))).tolist()
        [[0, 0], [1, 1], [0, 1], [1, 0]]
    """
    tables = np.zeros((1, 1 << n), dtype=np.uint8)
    for monomial in monomials:
        tables = np.concatenate([tables, tables ^ monomial_table(n, monomial)])
    return tables


def hypergraph_tables(n: int, k: int) -> npt.NDArray[np.uint8]:
    """Return f_H at all points for all k-uniform H, of shape (2^N, 2^n).

    Example:
        >>> hypergraph_tables(2, 1)[3].tolist()
        [0, 1, 1, 0]
    """
    return spanned_tables(n, edges_of(n, k))


def low_monomials(n: int, degree: int, without: int = -1) -> tuple[tuple[int, ...], ...]:
    """Return the monomials of at most the given degree, possibly without one vertex.

    Example:
        >>> low_monomials(2, 1), low_monomials(2, 1, without=0)
        (((), (0,), (1,)), ((), (1,)))
    """
    vertices = [v for v in range(n) if v != without]
    return tuple(m for size in range(degree + 1) for m in combinations(vertices, size))


def signs(tables: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Return the amplitudes of hypergraph states, times 2^(n/2).

    Example:
        >>> signs(monomial_table(1, (0,))).tolist()
        [1, -1]
    """
    return 1 - 2 * tables.astype(np.int64)


def apply_generator(
    n: int, k: int, hypergraph: int, vertex: int, states: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Apply K_i of a hypergraph to state vectors: controlled phases of its edges, then X.

    Args:
        n: number of vertices.
        k: edge size.
        hypergraph: bit j stands for edge j.
        vertex: i.
        states: amplitudes, the last axis of length 2^n.

    Returns:
        The amplitudes of K_i |state>.

    Example:
        >>> plus = np.ones(4, dtype=np.int64)
        >>> apply_generator(2, 2, 1, 0, plus).tolist()  # X0 CZ.. = X0 Z1
        [1, 1, -1, -1]
    """
    result = states.copy()
    for j, edge in enumerate(edges_of(n, k)):
        if hypergraph >> j & 1 and vertex in edge:
            others = tuple(v for v in edge if v != vertex)
            result = result * signs(monomial_table(n, others))
    flipped: npt.NDArray[np.int64] = result[..., np.arange(1 << n) ^ (1 << vertex)]
    return flipped
