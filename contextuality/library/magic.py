"""Mermin squares, doilies and pentagrams inside any set of Paulis.

Belongs here: listing all copies of a small arrangement in a configuration. Does not belong here:
the configurations (`polar`), what the copies are good for (`contextuality.search`).
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from contextuality.library.polar import anticommute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from contextuality.library.polar import PauliLines

__all__ = [
    "DOILY_LINES",
    "DOILY_SQUARES",
    "PENTAGRAM_CONTEXTS",
    "SQUARE_LINES",
    "doilies",
    "line_table",
    "pentagrams",
    "squares",
]

MAX_SQUARES = 100_000

SQUARE_LINES = ((0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8))
"""Rows, then columns of a square whose nine entries are listed row by row."""

_BASIS = (1, 2, 4, 8)  # the entries 0, 1, 3, 4 of a square, two anticommuting pairs (0,4), (1,3)
_COMBINATIONS = (1, 2, 3, 4, 8, 12, 5, 10, 15, *(9, 6, 7, 11, 13, 14))


def _doily_anticommute(a: int, b: int) -> bool:
    # The commutator on the four basis vectors: 1 with 8 and 2 with 4.
    pairs = ((1, 8), (8, 1), (2, 4), (4, 2))
    return sum(bool(a & left and b & right) for left, right in pairs) % 2 == 1


DOILY_LINES: tuple[tuple[int, int, int], ...] = tuple(
    (i, j, k)
    for i, j, k in combinations(range(15), 3)
    if _COMBINATIONS[i] ^ _COMBINATIONS[j] == _COMBINATIONS[k]
    and not _doily_anticommute(_COMBINATIONS[i], _COMBINATIONS[j])
)
"""The fifteen lines of a doily whose points are listed as `doilies` does."""

DOILY_SQUARES: tuple[tuple[int, ...], ...] = tuple(
    chosen
    for chosen in combinations(range(15), 6)
    if sorted(point for line in chosen for point in DOILY_LINES[line])
    == sorted(2 * [*{point for line in chosen for point in DOILY_LINES[line]}])
)
"""The ten squares of a doily, as positions in `DOILY_LINES`; each line is in four of them."""

_EDGES = tuple(combinations(range(5), 2))
PENTAGRAM_CONTEXTS: tuple[tuple[int, ...], ...] = tuple(
    tuple(i for i, edge in enumerate(_EDGES) if vertex in edge) for vertex in range(5)
)
"""The five contexts of four of a pentagram whose points are listed as `pentagrams` does."""


def line_table(lines: PauliLines) -> NDArray[np.int32]:
    """Return which line joins two points.

    Args:
        lines: contexts of three.

    Returns:
        Shape (m, m): the index of the line through both, or -1.

    Raises:
        InputError: for contexts of another size.

    Source: ours.

    Example:
        >>> from contextuality.library.polar import build
        >>> int((line_table(build("lines-2"))[0] >= 0).sum())
        6
    """
    if lines.lines.shape[1] != 3:
        raise InputError(
            where=lines.name, expected="contexts of three", found=str(lines.lines.shape[1])
        )
    table = np.full((len(lines.points), len(lines.points)), -1, dtype=np.int32)
    index = np.arange(len(lines.lines), dtype=np.int32)
    for i, j in ((0, 1), (0, 2), (1, 2)):
        left, right = lines.lines[:, i], lines.lines[:, j]
        table[left, right] = table[right, left] = index
    return table


def squares(lines: PauliLines, limit: int = MAX_SQUARES) -> NDArray[np.int32]:
    """Return all Mermin squares whose six lines are contexts.

    Args:
        lines: contexts of three.
        limit: the most squares to return.

    Returns:
        Positions in `lines.points`, shape (count, 9), row by row; every square once, though its
        rows may be called columns. All are contextual: two entries not in line anticommute.

    Raises:
        InputError: for contexts of another size, or more squares than `limit`.

    Source: N. D. Mermin, Rev. Mod. Phys. 65 (1993) 803; the enumeration is ours: a square is
        spanned by two anticommuting pairs that commute with one another.

    Example:
        >>> from contextuality.library.polar import build
        >>> squares(build("lines-2")).shape, squares(build("lines-3")).shape
        ((10, 9), (3360, 9))
    """
    found: list[NDArray[np.int32]] = []
    count = 0
    for batch in _square_batches(lines):
        found.append(batch)
        count += len(batch)
        if count > limit:
            raise InputError(where=lines.name, expected=f"at most {limit} squares", found="more")
    return np.concatenate([np.empty((0, 9), dtype=np.int32), *found])


def first_square(lines: PauliLines, pairs: int | None = None) -> NDArray[np.int32] | None:
    """Return one Mermin square whose six lines are contexts, or None if none was found.

    Args:
        lines: contexts of three.
        pairs: how many anticommuting pairs to try; None for all, and then None is a proof.

    Raises:
        InputError: for contexts of another size.

    Source: as for `squares`.

    Example:
        >>> from contextuality.library.polar import build
        >>> first_square(build("perpset-3")) is None
        True
    """
    return next((batch[0] for batch in _square_batches(lines, pairs)), None)


def _square_batches(lines: PauliLines, pairs: int | None = None) -> Iterator[NDArray[np.int32]]:
    """Yield the squares by their entries 0 (of the lowest code) and 4; no batch is empty."""
    table = line_table(lines)
    n, points = lines.qubits, lines.points
    position = np.full(4**n, -1, dtype=np.int32)
    position[points] = np.arange(len(points))
    tried = 0
    for i, a in enumerate(points):
        # Entry 1 is the lower one of its line through a, and so is entry 3; 1 is below 3.
        joined = points[i + 1 :]
        joined = joined[(table[i, i + 1 :] >= 0) & (joined ^ a > joined)]
        opposite = points[i + 1 :]
        for d in opposite[anticommute(opposite, a, n)]:
            tried += 1
            if pairs is not None and tried > pairs:
                return
            near = joined[table[position[d], position[joined]] >= 0]
            near = near[(near ^ d > a)]
            left, right = np.nonzero(np.triu(anticommute(near[:, None], near[None, :], n)))
            if not len(left):
                continue
            b, c = near[left], near[right]
            codes = np.stack(
                [np.full_like(b, a), b, a ^ b, c, np.full_like(b, d), c ^ d, a ^ c, b ^ d], axis=1
            )
            codes = np.concatenate([codes, (a ^ b ^ c ^ d)[:, None]], axis=1)
            rows = position[codes]
            kept = (rows[:, 8] > i) & (rows.min(axis=1) >= i)
            rows = rows[kept]
            kept = np.ones(len(rows), dtype=np.bool_)
            for first, second, third in SQUARE_LINES:
                line = table[rows[:, first], rows[:, second]]
                kept &= (line >= 0) & (line == table[rows[:, first], rows[:, third]])
            if kept.any():
                yield rows[kept]


def doilies(lines: PauliLines, limit: int = MAX_SQUARES) -> NDArray[np.int32]:
    """Return all doilies whose fifteen lines are contexts.

    A square spans a space of four dimensions; the other six points of a doily that contains it
    are those of the space, all multiplied by one Pauli that commutes with the square.

    Args:
        lines: contexts of three.
        limit: the most squares to start from.

    Returns:
        Positions in `lines.points`, shape (count, 15): the nine entries of a square, then the
        other six, so that `DOILY_LINES` are the lines of each. Every doily once.

    Raises:
        InputError: for contexts of another size, or more squares than `limit`.

    Source: M. Saniga and M. Planat, arXiv quant-ph/0612179; the two kinds (linear and quadratic)
        as in M. Saniga et al., arXiv 2105.13798; the enumeration is ours.

    Example:
        >>> from contextuality.library.polar import build
        >>> doilies(build("lines-3")).shape, doilies(build("elliptic-3")).shape
        ((1344, 15), (36, 15))
    """
    grid = squares(lines, limit)
    n, table = lines.qubits, line_table(lines)
    position = np.full(4**n, -1, dtype=np.int32)
    position[lines.points] = np.arange(len(lines.points))
    basis = lines.points[grid[:, (0, 1, 3, 4)]]
    every = np.arange(4**n, dtype=np.int64)
    found = [np.empty((0, 15), dtype=np.int32)]
    for start in range(0, len(grid), 1 << 12):
        part = slice(start, start + (1 << 12))
        rest = np.zeros((len(basis[part]), 6), dtype=np.int64)
        for place, combination in enumerate(_COMBINATIONS[9:]):
            for bit, vector in zip(_BASIS, basis[part].T, strict=True):
                rest[:, place] ^= vector * bool(combination & bit)
        fits = np.ones((len(rest), len(every)), dtype=np.bool_)
        for vector in basis[part].T:
            fits &= ~anticommute(every[None, :], vector[:, None], n)
        for column in rest.T:
            fits &= position[column[:, None] ^ every[None, :]] >= 0
        which, shift = np.nonzero(fits)
        others = position[rest[which] ^ every[shift][:, None]]
        rows = np.concatenate([grid[part][which], others], axis=1)
        kept = np.ones(len(rows), dtype=np.bool_)
        for i, j, k in DOILY_LINES:
            line = table[rows[:, i], rows[:, j]]
            kept &= (line >= 0) & (line == table[rows[:, i], rows[:, k]])
        found.append(rows[kept])
    every_row = np.concatenate(found)
    _, first_of = np.unique(np.sort(every_row, axis=1), axis=0, return_index=True)
    return every_row[np.sort(first_of)]


def pentagrams(
    points: NDArray[np.int64], qubits: int, limit: int = MAX_SQUARES
) -> NDArray[np.int32]:
    """Return all Mermin pentagrams in a set of Paulis.

    The points of a pentagram are the edges of the complete graph on five vertices; its contexts
    are the vertices. Edges that share a vertex commute, the others anticommute, so that the six
    edges away from one vertex are three anticommuting pairs.

    Args:
        points: increasing codes, shape (m,).
        qubits: 3 or more, else there are none.
        limit: the most triples of pairs to look at.

    Returns:
        Positions in `points`, shape (count, 10), the edges in lexicographic order; every
        pentagram once.

    Raises:
        InputError: for more triples of pairs than `limit`.

    Source: Mermin 1993; the enumeration is ours.

    Example:
        >>> pentagrams(np.arange(1, 64), 3).shape
        (12096, 10)
    """
    position = np.full(4**qubits, -1, dtype=np.int32)
    position[points] = np.arange(len(points))
    clash = anticommute(points[:, None], points[None, :], qubits)
    first, second = np.nonzero(np.triu(clash))
    pairs = np.stack([points[first], points[second]], axis=1)
    apart = ~(clash[first] | clash[second])
    apart = apart[:, first] & apart[:, second]
    triples: list[NDArray[np.int64]] = []
    count = 0
    for i, near in enumerate(apart):
        later = np.flatnonzero(near[i + 1 :]) + i + 1
        left, right = np.nonzero(np.triu(apart[np.ix_(later, later)]))
        triples.append(np.stack([np.full_like(left, i), later[left], later[right]], axis=1))
        count += len(left)
        if count > limit:
            raise InputError(
                where="pentagrams", expected=f"at most {limit} triples of pairs", found="more"
            )
    chosen = pairs[np.concatenate([np.empty((0, 3), dtype=np.int64), *triples])]
    rows = [np.empty((0, 10), dtype=np.int32)]
    # Turning one pair round makes three edges at a vertex into three edges of a triangle.
    for last in ((0, 1), (1, 0)):
        (v01, v23), (v02, v13), (v03, v12) = (
            chosen[:, 0].T,
            chosen[:, 1].T,
            chosen[:, 2][:, last].T,
        )
        fifth = (v01 ^ v02 ^ v03, v01 ^ v12 ^ v13, v02 ^ v12 ^ v23, v03 ^ v13 ^ v23)
        codes = np.stack(
            [v01, v02, v03, fifth[0], v12, v13, fifth[1], v23, fifth[2], fifth[3]], axis=1
        )
        found = position[codes]
        rows.append(found[found.min(axis=1) >= 0])
    every_row = np.concatenate(rows)
    _, first_of = np.unique(np.sort(every_row, axis=1), axis=0, return_index=True)
    return every_row[np.sort(first_of)]
