"""Whether any measurement excludes one of some states: a semidefinite program, decided exactly.

Belongs here: a float solver for the small program over a Gram matrix, and the rounding of what it
finds to integers that prove the answer. Does not belong here: trees of measurements (`exclusion`),
linear families (`families`), certificates.

For states with Gram matrix G, a memory state can serve all of them, whatever is measured, iff no
measurement excludes one with certainty. The program is: the largest <A, G> over symmetric A with
E_ii - A positive semidefinite for all i, E_ii the unit at entry i. It is positive iff the states
can share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

__all__ = ["DualMatrix", "GramParts", "decide_sharing", "overlap_matrix", "positive_semidefinite"]

MAX_STATES = 32
DENOMINATOR_BITS = 40
POSITIVE = 1e-6
"""A float value above this is rounded and checked; the check is exact."""

Gram = list[list[int]]


@dataclass(frozen=True, slots=True)
class DualMatrix:
    """Evidence that states can share: A = matrix / denominator is feasible and <A, G> > 0.

    Args:
        denominator: positive.
        matrix: a symmetric integer matrix.
    """

    denominator: int
    matrix: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class GramParts:
    """Evidence that they cannot: denominator * G is a sum of matrices, the i-th without row i.

    Args:
        denominator: positive.
        matrices: positive semidefinite integer matrices, one for each state.
    """

    denominator: int
    matrices: tuple[tuple[tuple[int, ...], ...], ...]


def overlap_matrix(tables: Sequence[int], n: int) -> Gram:
    """Return 2^n times the overlaps of hypergraph states.

    Args:
        tables: truth tables of their polynomials.
        n: number of vertices.

    Example:
        >>> overlap_matrix([0, 8], 2)
        [[4, 2], [2, 4]]
    """
    return [[(1 << n) - 2 * (a ^ b).bit_count() for b in tables] for a in tables]


def decide_sharing(gram: Gram) -> DualMatrix | GramParts | None:
    """Decide whether states can share one memory state when any measurement may be asked.

    Args:
        gram: real overlaps times a common positive integer; 2 to 32 states.

    Returns:
        Exact evidence for one side, or None if the optimum is too close to the border for
        rounding. What is returned has been verified with integers.

    Raises:
        InputError: for a matrix that is not symmetric or of a size out of range.

    Source: the dual of conclusive exclusion of quantum states (Bandyopadhyay, Jain, Oppenheim and
        Perry, arXiv:1306.4683); the rounding is ours.

    Example:
        >>> close, wide = [[4, 3], [3, 4]], [[2, 1, 1], [1, 2, 1], [1, 1, 2]]
        >>> type(decide_sharing(close)).__name__, type(decide_sharing(wide)).__name__
        ('DualMatrix', 'GramParts')
    """
    size = len(gram)
    if not 2 <= size <= MAX_STATES or any(len(row) != size for row in gram):
        raise InputError(
            where="overlaps", expected=f"a square matrix of 2 to {MAX_STATES} rows", found=f"{size}"
        )
    if [list(column) for column in zip(*gram, strict=True)] != [list(row) for row in gram]:
        raise InputError(where="overlaps", expected="a symmetric matrix", found="another")
    half = _half_overlaps(gram)
    if half is not None:
        return half
    scale = max(gram[i][i] for i in range(size))
    floats = np.array(gram, dtype=float) / scale
    matrix, value, sharpness = _barrier(floats)
    if value > POSITIVE:
        return _round_dual(matrix, gram)
    return _round_parts(matrix, sharpness, gram)


def _half_overlaps(gram: Gram) -> GramParts | None:
    """Return parts for three or more states with all overlaps at most (m-2)/(m-1), if they are."""
    size = len(gram)
    whole = gram[0][0]
    if size < 3 or any(gram[i][i] != whole for i in range(size)):
        return None
    # Entry (j, k) is spread over the m - 2 matrices that may have it, the diagonal over m - 1.
    denominator = (size - 1) * (size - 2)
    matrices = tuple(
        tuple(
            tuple(
                0
                if i in (j, k)
                else (gram[j][k] * (size - 1) if j != k else gram[j][j] * (size - 2))
                for k in range(size)
            )
            for j in range(size)
        )
        for i in range(size)
    )
    if all(positive_semidefinite(part) for part in matrices):
        return GramParts(denominator, matrices)
    return None


def _barrier(
    gram: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], float, float]:
    """Follow the central path; return the last point, its value and the path's parameter."""
    size = len(gram)
    rows, columns = np.triu_indices(size)
    weight = np.where(rows == columns, 1.0, 2.0)
    matrix = -np.eye(size) / (2 * size)
    sharpness = 10.0
    while True:
        for _ in range(40):
            inverses = [np.linalg.inv(slack) for slack in _slacks(matrix)]
            gradient = (sharpness * gram - sum(inverses))[rows, columns] * weight
            hessian = np.zeros((len(weight), len(weight)))
            for inverse in inverses:
                crossed = inverse[np.ix_(rows, columns)] * inverse[np.ix_(columns, rows)]
                hessian += inverse[np.ix_(rows, rows)] * inverse[np.ix_(columns, columns)] + crossed
            try:
                step = np.linalg.solve(hessian * np.outer(weight, weight) / 2, gradient)
            except np.linalg.LinAlgError:  # at the border; what is known has to do
                return matrix, float((matrix * gram).sum()), sharpness
            decrement = float(gradient @ step)
            direction = np.zeros_like(gram)
            direction[rows, columns] = direction[columns, rows] = step
            length = 1.0
            start = _height(matrix, gram, sharpness)
            while length > 1e-9:
                moved = matrix + length * direction
                if _height(moved, gram, sharpness) > start + 0.1 * length * decrement:
                    break
                length /= 2
            else:
                break
            matrix = moved
            if decrement < 1e-8:
                break
        value = float((matrix * gram).sum())
        # On the path the optimum is at most value + size^2 / sharpness.
        if value > 10 * POSITIVE or value + size * size / sharpness < POSITIVE:
            return matrix, value, sharpness
        if sharpness > 1e9:
            return matrix, value, sharpness
        sharpness *= 5


def _slacks(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return E_ii - A for every i."""
    size = len(matrix)
    slacks = np.repeat(-matrix[None], size, axis=0)
    slacks[np.arange(size), np.arange(size), np.arange(size)] += 1
    return slacks


def _height(
    matrix: npt.NDArray[np.float64], gram: npt.NDArray[np.float64], sharpness: float
) -> float:
    """Return the barrier function, minus infinity outside."""
    try:
        factors = np.linalg.cholesky(_slacks(matrix))
    except np.linalg.LinAlgError:
        return -np.inf
    logarithms = 2 * np.log(np.diagonal(factors, axis1=1, axis2=2)).sum()
    return float(sharpness * (matrix * gram).sum() + logarithms)


def _round_dual(matrix: npt.NDArray[np.float64], gram: Gram) -> DualMatrix | None:
    size = len(gram)
    for bits in (10, 16, 24, DENOMINATOR_BITS):
        denominator = 1 << bits
        rounded = [[0] * size for _ in range(size)]
        for i in range(size):
            for j in range(i + 1):
                rounded[i][j] = rounded[j][i] = round(float(matrix[i, j]) * denominator)
        product = sum(rounded[i][j] * gram[i][j] for i in range(size) for j in range(size))
        slacks = (
            [
                [denominator * (i == j == unit) - rounded[i][j] for j in range(size)]
                for i in range(size)
            ]
            for unit in range(size)
        )
        if product > 0 and all(positive_semidefinite(slack) for slack in slacks):
            return DualMatrix(denominator, tuple(map(tuple, rounded)))
    return None


def _round_parts(matrix: npt.NDArray[np.float64], sharpness: float, gram: Gram) -> GramParts | None:
    size = len(gram)
    parts = [np.linalg.inv(slack) / sharpness for slack in _slacks(matrix)]
    for i, part in enumerate(parts):
        part[i, :] = part[:, i] = 0.0
    scale = max(gram[i][i] for i in range(size))
    for bits in (10, 16, 24, DENOMINATOR_BITS):
        denominator = 1 << bits
        rounded = [np.rint(part * denominator * scale).astype(object) for part in parts]
        for j in range(size):
            for k in range(j + 1):
                # What rounding and the cut rows have left over goes to the parts that may have it.
                owners = [i for i in range(size) if i not in (j, k)]
                missing = denominator * gram[j][k] - sum(int(r[j, k]) for r in rounded)
                for position, owner in enumerate(owners):
                    share = missing // len(owners) + (position < missing % len(owners))
                    entry = int(rounded[owner][j, k]) + share
                    rounded[owner][j, k] = rounded[owner][k, j] = entry
        matrices = tuple(tuple(tuple(int(x) for x in row) for row in r) for r in rounded)
        if all(positive_semidefinite(part) for part in matrices):
            return GramParts(denominator, matrices)
    return None


def positive_semidefinite(matrix: Sequence[Sequence[int]]) -> bool:
    """Decide exactly whether a symmetric integer matrix is positive semidefinite.

    Source: fraction-free elimination after E. H. Bareiss, Math. Comp. 22 (1968) 565.

    Example:
        >>> positive_semidefinite([[2, 1], [1, 2]]), positive_semidefinite([[1, 2], [2, 1]])
        (True, False)
    """
    rest = np.array(matrix, dtype=object).reshape(len(matrix), len(matrix))
    divisor = 1
    while len(rest):
        pivot, row = rest[0, 0], rest[0, 1:]
        if pivot < 0 or (pivot == 0 and row.any()):
            return False
        rest = rest[1:, 1:]
        if pivot > 0:  # entries are minors of the matrix, so the division leaves no rest
            rest = (rest * pivot - np.outer(row, row)) // divisor
            divisor = pivot
    return True
