"""Weights of packings by a linear program over orbits.

Belongs here: reducing the program by the symmetries of the contexts, solving it in floating point
and rounding. Does not belong here: the parts (`packing`); whatever the rounding does, the bound is
computed from the integer weights alone.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np

from contextuality.errors import InputError
from contextuality.symmetry import symmetries

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contextuality.library.polar import PauliLines

MAX_CONTEXTS = 2000
"""Nauty takes half a minute for the 5355 lines of four qubits; half of these take a second."""

MAX_ENTRIES = 4_000_000
"""Most entries of the program's matrix."""

_DENOMINATORS = (1, 6, 60, 2520)


def orbit_weights(
    lines: PauliLines, families: list[tuple[NDArray[np.int32], int]]
) -> list[NDArray[np.int64]] | None:
    """Return integer weights of parts, equal on orbits, that nearly maximize a packing's bound.

    Args:
        lines: the configuration.
        families: arrays of parts, a row of context positions each, and the degree of such a part.

    Returns:
        Weights for each family, not all zero; None without the extra `symmetry`, for more than
        2000 contexts, too many orbits, images of parts that are not listed, or if the solver
        gives up.

    Source: ours; a packing can be averaged over symmetries, so that weights constant on orbits lose
        nothing.

    Example:
        >>> from contextuality.library.magic import SQUARE_LINES, line_table, squares
        >>> from contextuality.library.polar import build
        >>> doily = build("lines-2")
        >>> grid, table = squares(doily), line_table(doily)
        >>> first, second, _ = zip(*SQUARE_LINES, strict=True)
        >>> rows = table[grid[:, list(first)], grid[:, list(second)]]
        >>> orbit_weights(doily, [(rows, 1)])[0].tolist()
        [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    """
    if len(lines.lines) > MAX_CONTEXTS:
        return None
    try:
        group = symmetries(lines.to_scenario(), "signed")
    except InputError:
        return None
    place = {frozenset(row): k for k, row in enumerate(lines.lines.tolist())}
    actions = [
        np.array([place[frozenset(g[i] for i in row)] for row in lines.lines.tolist()])
        for g in group.generators
    ]
    context_orbit = np.zeros(len(lines.lines), dtype=np.int64)
    for k, orbit in enumerate(group.contexts):
        context_orbit[list(orbit)] = k
    sizes = np.array([len(orbit) for orbit in group.contexts])
    orbits = []
    for rows, _ in families:
        numbers = _orbits(rows, actions)
        if numbers is None or (int(numbers.max(initial=0)) + 1) * len(sizes) > MAX_ENTRIES:
            return None
        orbits.append(numbers)
    columns, gains = [], []
    for (rows, gain), numbers in zip(families, orbits, strict=True):
        for k in range(int(numbers.max(initial=-1)) + 1):
            inside = rows[numbers == k]
            loads = np.bincount(context_orbit[inside].ravel(), minlength=len(sizes))
            columns.append(loads / sizes)
            gains.append(gain * len(inside))
    if not gains:
        return None
    solution = _solved(np.array(gains, dtype=np.float64), np.array(columns).T)
    if solution is None:
        return None
    weights = _rounded(solution, np.array(gains), np.array(columns).T)
    result, start = [], 0
    for numbers in orbits:
        count = int(numbers.max(initial=-1)) + 1
        result.append(weights[start : start + count][numbers] if count else numbers)
        start += count
    return result


def _orbits(rows: NDArray[np.int32], actions: list[NDArray[np.int64]]) -> NDArray[np.int64] | None:
    """Return the number of the orbit of each part; None if an image is not in the list."""
    from scipy.sparse import coo_matrix  # noqa: PLC0415  (slow to import)
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    if not len(rows):
        return np.empty(0, dtype=np.int64)
    place = {tuple(row): k for k, row in enumerate(np.sort(rows, axis=1).tolist())}
    start, end = [np.arange(len(rows))], [np.arange(len(rows))]
    for action in actions:
        images = np.sort(action[rows], axis=1).tolist()
        start.append(np.arange(len(rows)))
        found = np.array([place.get(tuple(row), -1) for row in images])
        if found.min() < 0:
            return None
        end.append(found)
    row, column = np.concatenate(start), np.concatenate(end)
    graph = coo_matrix((np.ones(len(row), dtype=np.int8), (row, column)))
    numbers: NDArray[np.int64] = connected_components(graph, directed=False)[1].astype(np.int64)
    return numbers


def _solved(gains: NDArray[np.float64], loads: NDArray[np.float64]) -> Any:  # scipy has no types
    from scipy.optimize import linprog  # noqa: PLC0415  (slow to import)

    found = linprog(-gains, A_ub=loads, b_ub=np.ones(len(loads)), method="highs")
    return found.x if found.status == 0 else None


def _rounded(
    solution: NDArray[np.float64], gains: NDArray[np.int64], loads: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the integer weights, among several roundings, of the best ratio of gain to load."""
    best, value = np.ones(len(solution), dtype=np.int64), -1.0
    for denominator in _DENOMINATORS:
        near = [Fraction(float(w)).limit_denominator(denominator) for w in solution]
        common = lcm(*(w.denominator for w in near))
        weights = np.array([int(w * common) for w in near], dtype=np.int64)
        if weights.min() < 0 or not weights.any():
            continue
        ratio = float(gains @ weights / (loads @ weights).max())
        if ratio > value + 1e-9:
            best, value = weights, ratio
    return best
