"""Unique rational solutions of integer linear systems, by p-adic lifting.

Belongs here: `unique_solution`. Does not belong here: GF(2) (`contextuality.gf2`) and linear
programs (`exact_lp`).
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

PRIME = (1 << 20) - 3
"""Small enough for a row of a thousand products to fit into 64 bits."""
MAX_STEPS = 1 << 13


def unique_solution(
    matrix: npt.NDArray[np.int64], right: Sequence[int]
) -> tuple[Fraction, ...] | None:
    """Solve an integer system that has more equations than unknowns, or as many.

    Args:
        matrix: of shape (equations, unknowns), entries of absolute value below 2^20.
        right: an integer of any size for each equation.

    Returns:
        The rational solution, checked in every equation; None if there is none, if it is not
        unique, or (about once in a million) if the columns are dependent modulo the prime.

    Source: J. D. Dixon, Numer. Math. 40 (1982) 137.

    Example:
        >>> unique_solution(np.array([[1, 1], [1, -1], [2, 0]]), [1, 0, 1])
        (Fraction(1, 2), Fraction(1, 2))
        >>> unique_solution(np.array([[1, 1]]), [1]) is None
        True
    """
    unknowns = matrix.shape[1]
    if unknowns == 0:
        return () if not any(right) else None
    chosen = _independent_rows(matrix)
    if len(chosen) < unknowns:
        return None
    square = matrix[chosen]
    inverse = _inverse(square)
    residue = np.array([right[i] for i in chosen], dtype=object)
    wide = square.astype(object)
    digits: list[npt.NDArray[np.int64]] = []
    target = 4
    while target <= MAX_STEPS:
        while len(digits) < target:
            low = np.array([int(r) % PRIME for r in residue], dtype=np.int64)
            digit = inverse @ low % PRIME
            digits.append(digit)
            product = square @ digit  # below 2^40 times the unknowns
            residue = (residue - product.astype(object)) // PRIME
        solution = _reconstructed(digits)
        if solution is not None and _holds(matrix, solution, right):
            return solution
        if solution is not None and _holds(wide, solution, [right[i] for i in chosen]):
            return None  # the square system is solved, another equation is not
        target *= 2
    return None


def _independent_rows(matrix: npt.NDArray[np.int64]) -> list[int]:
    """Return row numbers of a basis of the row space modulo the prime."""
    work = matrix % PRIME
    rows = np.arange(len(work))
    rank = 0
    for column in range(work.shape[1]):
        candidates = np.flatnonzero(work[rank:, column])
        if not len(candidates):
            return []
        pivot = rank + int(candidates[0])
        work[[rank, pivot]] = work[[pivot, rank]]
        rows[[rank, pivot]] = rows[[pivot, rank]]
        work[rank] = work[rank] * pow(int(work[rank, column]), -1, PRIME) % PRIME
        below = rank + 1 + np.flatnonzero(work[rank + 1 :, column])
        work[below] = (work[below] - np.outer(work[below, column], work[rank])) % PRIME
        rank += 1
    return sorted(int(row) for row in rows[:rank])


def _inverse(square: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    size = len(square)
    work = np.concatenate([square % PRIME, np.eye(size, dtype=np.int64)], axis=1)
    for column in range(size):
        pivot = column + int(np.flatnonzero(work[column:, column])[0])
        work[[column, pivot]] = work[[pivot, column]]
        work[column] = work[column] * pow(int(work[column, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(work[:, column])
        others = others[others != column]
        work[others] = (work[others] - np.outer(work[others, column], work[column])) % PRIME
    return work[:, size:]


def _reconstructed(digits: list[npt.NDArray[np.int64]]) -> tuple[Fraction, ...] | None:
    """Return the fractions with small numerators and denominators that have these digits."""
    modulus, bound = PRIME ** len(digits), isqrt(PRIME ** len(digits) // 2)
    values = [0] * len(digits[0])
    for digit in reversed(digits):
        values = [value * PRIME + int(d) for value, d in zip(values, digit, strict=True)]
    result = []
    for value in values:
        old, new = (modulus, 0), (value, 1)
        while new[0] > bound:
            quotient = old[0] // new[0]
            old, new = new, (old[0] - quotient * new[0], old[1] - quotient * new[1])
        if not 0 < abs(new[1]) <= bound:
            return None
        result.append(Fraction(new[0], new[1]))
    return tuple(result)


def _holds(
    matrix: npt.NDArray[np.int64], solution: Sequence[Fraction], right: Sequence[int]
) -> bool:
    for row, value in zip(matrix, right, strict=True):
        places = np.flatnonzero(row)
        if sum((int(row[j]) * solution[j] for j in places.tolist()), Fraction(0)) != value:
            return False
    return True
