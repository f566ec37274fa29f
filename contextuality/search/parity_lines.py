"""Deciding large Pauli configurations over GF(2), given as arrays.

Belongs here: the twin of `parity` for `PauliLines`, up to millions of contexts. Does not belong
here: making refutations light (`parity`), degrees (`degree`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contextuality.gf2 import BitMatrix, Inconsistent
from contextuality.library.magic import SQUARE_LINES, first_square, line_table
from contextuality.search.parity import Contextual, Noncontextual

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contextuality.library.polar import PauliLines

MAX_TABLE = 8192
"""Most observables for which a table of all pairs is made."""

_SQUARE_PAIRS = 500
"""Anticommuting pairs that are tried; a few of these would do wherever squares abound."""

_FIRST_CHUNK, _CHUNK = 512, 1 << 15


def decide_lines(lines: PauliLines, *, squares: bool = True) -> Contextual | Noncontextual:
    """Decide whether the observables can have values that fulfil all contexts.

    Args:
        lines: any configuration; 1.4 million lines on 4095 observables take seconds.
        squares: whether to look for a Mermin square first, the lightest refutation of lines.

    Returns:
        A value assignment, or a refutation. `minimum` is True iff it has six lines of three: two
        lines do not cancel, four lines that cancel lie in one plane and are fulfilled by a joint
        eigenvector, and an odd number of lines has an odd number of points, counted with
        repetition.

    Source: elimination over GF(2); the argument of N. D. Mermin, Rev. Mod. Phys. 65 (1993) 803.

    Example:
        >>> from contextuality.library.polar import build
        >>> len(decide_lines(build("lines-4")).rows)
        6
    """
    if squares and lines.lines.shape[1] == 3 and len(lines.points) <= MAX_TABLE:
        square = first_square(lines, _SQUARE_PAIRS)
        if square is not None:
            table = line_table(lines)
            rows = sorted(int(table[square[i], square[j]]) for i, j, _ in SQUARE_LINES)
            return _checked(lines, Contextual(tuple(rows), minimum=True))
    # A set of lines without squares may still be contextual; the elimination decides.
    return _checked(lines, _eliminate(lines))


def _eliminate(lines: PauliLines) -> Contextual | Noncontextual:
    """Add the equations in chunks to a reduced basis, of at most one row per observable.

    The basis is fully reduced, so an equation is reduced by the sum of the basis rows at its own
    observables; most equations then vanish, and no elimination takes place.
    """
    m = len(lines.points)
    words = m // 64 + 1
    # Row i belongs to the pivot at observable i and is zero if there is none; the right side is
    # the bit after the observables.
    basis = np.zeros((m, words), dtype=np.uint64)
    signs = lines.sign_bits
    used: list[int] = []
    start = 0
    while start < len(lines.lines):
        step = (
            _FIRST_CHUNK if start < 16 * _FIRST_CHUNK else max(_FIRST_CHUNK, _CHUNK * 16 // words)
        )
        rows = lines.lines[start : start + step]
        reduced = _reduced(rows, signs[start : start + step], basis, m)
        alive = np.flatnonzero(reduced.any(axis=1))
        while len(alive):
            row = reduced[alive[0]].copy()
            used.append(start + int(alive[0]))
            pivot = _lowest(row)
            if pivot == m:
                rows_used = _combination(lines, used)
                least = lines.lines.shape[1] == 3 and len(rows_used) == 6
                return Contextual(rows_used, minimum=least)
            word, bit = pivot // 64, np.uint64(1 << pivot % 64)
            basis[(basis[:, word] & bit) != 0] ^= row
            basis[pivot] = row
            hit = alive[(reduced[alive, word] & bit) != 0]
            reduced[hit] ^= row
            alive = alive[reduced[alive].any(axis=1)]
        start += len(rows)
    values = basis[:, m // 64] >> np.uint64(m % 64) & np.uint64(1)
    return Noncontextual(tuple((1 - 2 * values.astype(np.int64)).tolist()))


def _reduced(
    rows: NDArray[np.int32], signs: NDArray[np.uint8], basis: NDArray[np.uint64], m: int
) -> NDArray[np.uint64]:
    """Return the equations, as rows of bits, reduced by the basis."""
    total = np.zeros((len(rows), basis.shape[1]), dtype=np.uint64)
    index = np.arange(len(rows))
    total[:, m // 64] = signs.astype(np.uint64) << np.uint64(m % 64)
    for column in rows.T:
        total[index, column // 64] ^= np.uint64(1) << (column % 64).astype(np.uint64)
        total ^= basis[column]
    return total


def _lowest(row: NDArray[np.uint64]) -> int:
    word = int(np.flatnonzero(row)[0])
    value = int(row[word])
    return 64 * word + (value & -value).bit_length() - 1


def _combination(lines: PauliLines, used: list[int]) -> tuple[int, ...]:
    """Return those of the used contexts whose equations add up to 0 = 1."""
    masks = tuple(sum(1 << i for i in row) for row in lines.lines[used].tolist())
    rhs = sum(1 << i for i, bit in enumerate(lines.sign_bits[used].tolist()) if bit)
    solved = BitMatrix(masks, len(lines.points)).solve(rhs)
    if not isinstance(solved, Inconsistent):
        raise AssertionError("the rows that led to 0 = 1 are consistent")  # noqa: TRY004 (a bug)
    return tuple(sorted(used[i] for i in range(len(used)) if solved.rows >> i & 1))


def _checked(lines: PauliLines, finding: Contextual | Noncontextual) -> Contextual | Noncontextual:
    if isinstance(finding, Contextual):
        rows = list(finding.rows)
        counts = np.bincount(lines.lines[rows].ravel())
        if (counts % 2).any() or not lines.sign_bits[rows].sum() % 2:
            raise AssertionError("the combination of contexts is no refutation")
        return finding
    flipped = np.array(finding.assignment, dtype=np.int8) < 0
    if np.any(violations(lines, flipped)):
        raise AssertionError("the solution of the linear system violates a context")
    return finding


def violations(lines: PauliLines, flipped: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which contexts an assignment violates.

    Args:
        lines: the configuration.
        flipped: shape (m,), True where the value is -1.

    Example:
        >>> from contextuality.library.polar import build
        >>> int(violations(build("lines-2"), np.zeros(15, dtype=bool)).sum())
        3
    """
    total = lines.sign_bits.astype(np.bool_)
    for column in lines.lines.T:
        total = total ^ flipped[column]
    return total
