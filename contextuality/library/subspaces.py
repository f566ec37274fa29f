"""Contexts that are subspaces of N-qubit Paulis, or planes without a line.

Belongs here: these contexts, made from bases or found in a set of points. Does not belong here:
listing the bases (`polar`).
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from contextuality.library.polar import MAX_CONTEXTS, PauliLines, isotropic_subspaces, lines_in

if TYPE_CHECKING:
    from numpy.typing import NDArray


def subspace_contexts(qubits: int, dimension: int, name: str) -> PauliLines:
    """Return the totally isotropic subspaces of a dimension as contexts of all their points.

    Args:
        qubits: N.
        dimension: over GF(2), 2 to N.
        name: one line of text.

    Raises:
        InputError: as `polar.isotropic_subspaces`.

    Source: M. Saniga and M. Planat, arXiv quant-ph/0612179.

    Example:
        >>> subspace_contexts(3, 3, "planes").negative_contexts
        54
    """
    return _contexts(qubits, _spans(isotropic_subspaces(qubits, dimension))[:, 1:], name)


def planes_in(points: NDArray[np.int64], qubits: int) -> NDArray[np.int32]:
    """Return all totally isotropic planes in a set of Paulis, as contexts of seven points.

    Args:
        points: increasing codes, shape (m,).
        qubits: at most 15.

    Returns:
        Increasing positions in `points`, shape (count, 7), in lexicographic order.

    Raises:
        InputError: for more than 1.5 million planes.

    Source: as `subspace_contexts`; by pairs of lines through the first point.

    Example:
        >>> planes_in(np.arange(1, 64), 3).shape
        (135, 7)
    """
    lines = lines_in(points, qubits)
    m = len(points)
    third = np.full((m + 1, m + 1), m, dtype=np.int32)  # m: no line
    for a, b, c in permutations(lines.T):
        third[a, b] = c
    starts = np.searchsorted(lines[:, 0], np.arange(m + 1))
    found = [np.empty((0, 7), dtype=np.int32)]
    count = 0
    for i in range(m):
        through = lines[starts[i] : starts[i + 1]]
        last = third[np.ix_(through[:, 1], through[:, 1])]
        # The third line comes last, which leaves one pair of lines for every plane.
        other = third[i][last]
        first, second = np.nonzero(
            (np.minimum(last, other) > through[:, 1]) & (last < m) & (other < m)
        )
        kept = through[first, 1] < through[second, 1]
        first, second = first[kept], second[kept]
        count += len(first)
        if count > MAX_CONTEXTS:
            raise InputError(where="planes", expected=f"at most {MAX_CONTEXTS}", found="more")
        rows = np.empty((len(first), 7), dtype=np.int32)
        rows[:, :3], rows[:, 3:5] = through[first], through[second, 1:]
        rows[:, 5], rows[:, 6] = last[first, second], other[first, second]
        rows.sort(axis=1)
        found.append(rows[np.lexsort(rows.T[::-1])])
    return np.concatenate(found)


def affine_planes(qubits: int, name: str) -> PauliLines:
    """Return the totally isotropic planes less a line of theirs: contexts of four points.

    Args:
        qubits: N, at least 3.
        name: one line of text.

    Raises:
        InputError: as `polar.isotropic_subspaces`.

    Source: standard; three qubits have 135 planes of seven lines each.

    Example:
        >>> affine = affine_planes(3, "affine")
        >>> affine.lines.shape, affine.negative_contexts
        ((945, 4), 324)
    """
    spans = _spans(isotropic_subspaces(qubits, 3))
    # A line of a plane is where a form of the plane is 0: what is left is where it is 1.
    inside = [[i for i in range(8) if (i & form).bit_count() % 2] for form in range(1, 8)]
    return _contexts(qubits, np.concatenate([spans[:, four] for four in inside]), name)


def _spans(bases: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return all sums of the vectors of each basis, zero first."""
    spans = np.zeros((len(bases), 1), dtype=np.int32)
    for column in bases.T:
        spans = np.concatenate([spans, spans ^ column[:, None]], axis=1)
    return spans


def _contexts(qubits: int, codes: NDArray[np.int32], name: str) -> PauliLines:
    points = np.arange(1, 4**qubits, dtype=np.int64)
    return PauliLines.from_members(name, qubits, points, codes - 1)
