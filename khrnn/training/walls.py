"""The wall of the separation plot: errors that no deterministic memory of so many bits goes below.

What belongs here: the proved bounds under reading R2 and the errors of the best finite-state
memories known. What does not: trained models (`separation`), the search for least errors
(`khrnn.classical.rate`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb

import numpy as np

from khrnn.classical.memory import Family, ResponseTable, response_table
from khrnn.classical.rate import coset_labels, error_curve
from khrnn.training.cut import check_feasible


@dataclass(frozen=True)
class Wall:
    """What no deterministic memory of so many bits can do better than.

    Attributes:
        bits: the memory.
        worst: bound on the worst error; proved.
        mean: bound on the mean error; proved.
        best_worst: worst error of the best finite-state memory found.
        best_mean: mean error of the best one found, for which another memory may be best.
    """

    bits: int
    worst: Fraction
    mean: Fraction
    best_worst: Fraction
    best_mean: Fraction


def proved_bounds(n: int, k: int, bits: float) -> tuple[Fraction, Fraction]:
    """Return bounds below the worst and mean errors of any deterministic memory of so many bits.

    Args:
        n: number of vertices.
        k: edge size.
        bits: log2 of the number of memory states; the states are counted rounded up.

    Returns:
        Lower bounds on the worst error and on the mean of the hypergraphs' errors.

    Source: ours; reading R2, docs/derivations/memory.md and rate_error.md.

    Example:
        >>> proved_bounds(3, 2, 2)
        (Fraction(1, 4), Fraction(1, 8))
        >>> proved_bounds(3, 2, 3)
        (Fraction(0, 1), Fraction(0, 1))
    """
    total = 1 << comb(n, k)
    states = int(np.ceil(2.0**bits - 1e-6)) if bits < comb(n, k) else total
    if states >= total:
        return Fraction(0), Fraction(0)
    gap = Fraction(1, 1 << k)
    # So many states are no more than those of the whole bits above, whose least error is known.
    known = _curve(n, k)[math.ceil(math.log2(states))][0] if states else gap
    return max(gap, known), (1 - Fraction(states, total)) * gap


@lru_cache(maxsize=16)
def _curve(n: int, k: int) -> tuple[tuple[Fraction, Fraction, tuple[int, ...]], ...]:
    """For every number of bits: the worst error proved least, the least known, and its memory."""
    points = error_curve(n, k, Family.GENERATORS, np.random.default_rng(0))
    return tuple((point.lower, point.upper, coset_labels(n, k, point.basis)) for point in points)


def machine_errors(table: ResponseTable, labels: Sequence[int]) -> tuple[Fraction, Fraction]:
    """Return the worst and mean errors of a memory map that answers midway in each class.

    Args:
        table: the true laws.
        labels: the memory state of each hypergraph, in the order of its index.

    Example:
        >>> machine_errors(response_table(2, 2), [0, 0])
        (Fraction(1, 4), Fraction(1, 4))
    """
    marks = np.array(labels)
    total, largest = 0, 0
    for label in np.unique(marks):
        means = table.means[:, marks == label].astype(np.int64)
        middle = means.max(1) + means.min(1)  # twice the answer
        own = np.abs(2 * means - middle[:, None]).max(0)
        total, largest = total + int(own.sum()), max(largest, int(own.max()))
    unit = Fraction(1, 4 << table.n)
    return largest * unit, total * unit / len(marks)


def walls(n: int, k: int) -> tuple[Wall, ...]:
    """Return the bounds and the best memories known for 0 to binom(n,k) bits.

    Args:
        n: number of vertices.
        k: edge size; binom(n,k) <= 10.

    Returns:
        Worst errors from the cosets of a linear space; mean errors from those or from a memory that
        knows all hypergraphs but those of one class.

    Source: ours; docs/derivations/rate_error.md.

    Example:
        >>> [str(wall.best_mean) for wall in walls(3, 2)], [str(wall.mean) for wall in walls(3, 2)]
        (['1/4', '7/32', '5/32', '0'], ['7/32', '3/16', '1/8', '0'])
    """
    check_feasible(n, k)
    table = response_table(n, k)
    graphs = 1 << comb(n, k)
    found = []
    for bits, (_, least, labels) in enumerate(_curve(n, k)):
        worst, mean = proved_bounds(n, k, bits)
        alone = [max(index, graphs - (1 << bits)) for index in range(graphs)]
        means = (machine_errors(table, one)[1] for one in (labels, alone))
        found.append(Wall(bits, worst, mean, least, min(means)))
    return tuple(found)
