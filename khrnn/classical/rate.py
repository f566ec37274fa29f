"""Rate and worst-case error: the least error that a deterministic memory of b bits can reach.

What belongs here: the distance of hypergraphs as the length of their difference, memories whose
states are the cosets of a linear space, and bounds on the size of a class from weights on
differences; together the curve of least errors over bits. What does not: other memory maps
(``memory``), the mean error (``rate_mean``), certificates (``proofs.certificates``).

Two hypergraphs H and H' are told apart best by measuring a stabilizer element of one of them: the
largest difference of their laws, over all tokens, is the largest Pr_z[(d_a d)(z) = 1] over the
shifts a of the family, d = f_H + f_H'. That is the *length* of d; a class errs by half its largest
length, see docs/derivations/rate_error.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import comb
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError
from contextuality.polynomial import k_subsets
from contextuality.vertex_sets import vertices
from khrnn.classical.memory import Family
from khrnn.tasks.sentences import check_sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_EDGES = 12
"""Most possible edges: 2^12 hypergraphs."""

MAX_VERTICES = 8
"""Most vertices: 2^8 points."""

_SCALES = (1, 12, 120, 2520, 1 << 14)
_RESTARTS = 60


@dataclass(frozen=True, slots=True)
class ErrorPoint:
    """What is known about the least worst-case error of a number of bits.

    Attributes:
        bits: the memory at the cut.
        lower: every deterministic memory of so many bits errs by at least this.
        upper: the memory whose states are the cosets of the span of ``basis`` errs by this.
        basis: differences, each an integer whose bit j stands for edge j; bits or fewer classes.
        weights: a weight for each difference, proving ``lower``; empty if ``lower`` is 0.
    """

    bits: int
    lower: Fraction
    upper: Fraction
    basis: tuple[int, ...]
    weights: tuple[int, ...]

    @property
    def exact(self) -> bool:
        """Whether the bounds meet."""
        return self.lower == self.upper


def derivative_lengths(n: int, k: int, family: Family) -> npt.NDArray[np.int64]:
    """Return the length of every difference of two k-uniform hypergraphs, times 2^n.

    Args:
        n: number of vertices, at most 8.
        k: edge size; binom(n, k) <= 12.
        family: GENERATORS has the shifts e_i, GROUP all shifts but 0.

    Returns:
        Entry d, of 2^binom(n,k), is the largest weight of d_a f_d over the shifts a; bit j of d
        stands for edge j, in the order of `Hypergraph.index`.

    Raises:
        InputError: sizes out of range.

    Source:
        Ours; docs/derivations/rate_error.md.

    Example:
        >>> derivative_lengths(3, 2, Family.GROUP).tolist()
        [0, 4, 4, 4, 4, 4, 4, 8]
    """
    check_sizes(n, k)
    if n > MAX_VERTICES or comb(n, k) > MAX_EDGES:
        raise InputError(
            where="n, k",
            expected=f"n <= {MAX_VERTICES} and binom(n,k) <= {MAX_EDGES}",
            found=f"n = {n}, binom(n,k) = {comb(n, k)}",
        )
    points = np.arange(1 << n)
    monomials = [(points & mask) == mask for mask in k_subsets(n, k)]
    shifts = [1 << i for i in range(n)] if family is Family.GENERATORS else range(1, 1 << n)
    longest = np.zeros(1 << len(monomials), dtype=np.int64)
    for shift in shifts:
        span = np.zeros((1, 1 << n), dtype=bool)
        for monomial in monomials:
            span = np.concatenate([span, span ^ monomial ^ monomial[points ^ shift]])
        np.maximum(longest, span.sum(axis=1), out=longest)
    return longest


@lru_cache(maxsize=16)
def relabelling_orbits(n: int, k: int) -> tuple[int, ...]:
    """Return for every k-uniform hypergraph the number of its orbit under renaming of vertices.

    Args:
        n: number of vertices.
        k: edge size; binom(n, k) <= 12.

    Example:
        >>> relabelling_orbits(3, 2)
        (0, 1, 1, 2, 1, 2, 2, 3)
    """
    subsets = list(k_subsets(n, k))
    place = {mask: j for j, mask in enumerate(subsets)}
    images = []
    # A transposition and a cycle generate all permutations.
    for order in ([1, 0, *range(2, n)][:n], [*range(1, n), 0]):
        images.append([place[sum(1 << order[v] for v in vertices(mask))] for mask in subsets])
    labels = [-1] * (1 << len(subsets))
    count = 0
    for first in range(len(labels)):
        if labels[first] >= 0:
            continue
        labels[first], waiting = count, [first]
        while waiting:
            graph = waiting.pop()
            for image in images:
                moved = sum(1 << image[j] for j in range(len(image)) if graph >> j & 1)
                if labels[moved] < 0:
                    labels[moved] = count
                    waiting.append(moved)
        count += 1
    return tuple(labels)


def linear_class(
    lengths: npt.NDArray[np.int64], limit: int, rng: np.random.Generator
) -> tuple[int, ...]:
    """Search for a large linear space all of whose differences are shorter than a limit.

    Args:
        lengths: from `derivative_lengths`.
        limit: at least 1, times 2^n.
        rng: the source of randomness.

    Returns:
        A basis, possibly empty. No promise that the space is largest.

    Source:
        Ours: random extensions that keep many others possible.

    Example:
        >>> graphs = derivative_lengths(3, 2, Family.GROUP)
        >>> len(linear_class(graphs, 8, np.random.default_rng(1)))
        2
    """
    everything = np.arange(len(lengths))
    short = lengths < limit
    best: tuple[int, ...] = ()
    for _ in range(_RESTARTS):
        allowed = short.copy()
        span = np.zeros(1, dtype=np.int64)
        allowed[0] = False
        basis: list[int] = []
        while allowed.any():
            tried = rng.choice(np.flatnonzero(allowed), size=4)
            left = [allowed & allowed[everything ^ d] for d in tried]
            pick = int(np.argmax([len(np.flatnonzero(mask)) for mask in left]))
            basis.append(int(tried[pick]))
            span = np.concatenate([span, span ^ tried[pick]])
            allowed = left[pick]
            allowed[span] = False
        if len(basis) > len(best):
            best = tuple(basis)
    return best


def class_weights(
    lengths: npt.NDArray[np.int64], limit: int, orbits: Sequence[int]
) -> tuple[int, ...]:
    """Find integer weights on differences that bound the classes of differences below a limit.

    Args:
        lengths: from `derivative_lengths`.
        limit: at least 1, times 2^n.
        orbits: from `relabelling_orbits`.

    Returns:
        Weights without a negative Fourier coefficient, with a positive sum, and not positive on
        differences other than 0 that are shorter than the limit; `class_bound` reads the bound
        off. Floats find them, integers satisfy them.

    Source:
        Delsarte's linear programme (Philips Res. Rep. Suppl. 10, 1973), for the Cayley graph of
        short differences, its variables constant on orbits.

    Example:
        >>> graphs = derivative_lengths(3, 2, Family.GROUP)
        >>> class_bound(class_weights(graphs, 8, relabelling_orbits(3, 2)))
        4
    """
    from scipy.optimize import linprog  # noqa: PLC0415 - takes half a second

    labels = np.asarray(orbits)
    count, size = int(labels.max()) + 1, len(labels)
    first = [int(np.argmax(labels == j)) for j in range(count)]
    indicators = np.array([labels == j for j in range(count)], dtype=np.int64)
    transforms = np.array([fourier(row) for row in indicators])[:, first]
    # The least weight of 0 for a sum of 1; the other signs and all coefficients as required.
    bounds: list[tuple[float | None, float | None]] = [
        (None, 0.0) if j and lengths[first[j]] < limit else (None, None) for j in range(count)
    ]
    found = linprog(
        np.eye(count)[labels[0]],
        A_ub=-transforms.T,
        b_ub=np.zeros(count),
        A_eq=indicators.sum(axis=1)[None, :],
        b_eq=[1.0],
        bounds=bounds,
        method="highs-ds",
    )
    if found.status:
        # All differences at 1 is feasible whenever no short one is there; else one weight is.
        raise RuntimeError(f"linear programme: {found.message}")
    best: tuple[int, ...] = (1, *([0] * (size - 1)))
    for scale in _SCALES:
        weights = np.rint(found.x * size * scale).astype(np.int64)[labels]
        forbidden = (lengths < limit) & (np.arange(size) > 0)
        weights[forbidden] = np.minimum(weights[forbidden], 0)
        # A larger weight of 0 lifts every coefficient.
        weights[0] += max(0, -int(fourier(weights).min()))
        if weights.sum() > 0:
            candidate = tuple(int(w) for w in weights)
            if class_bound(candidate) < class_bound(best):
                best = candidate
    return best


def class_bound(weights: Sequence[int]) -> int:
    """Return the most members of a class that weights as in `class_weights` allow.

    Example:
        >>> class_bound((1, 0, 0, 0))
        4
    """
    return len(weights) * weights[0] // sum(weights)


def fourier(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the Walsh-Hadamard transform of 2^N integers.

    Example:
        >>> fourier(np.array([3, 1, 1, -1])).tolist()
        [4, 4, 4, 0]
    """
    result = values.astype(np.int64)
    half = 1
    while half < len(result):
        pairs = result.reshape(-1, 2, half)
        result = np.stack([pairs[:, 0] + pairs[:, 1], pairs[:, 0] - pairs[:, 1]], 1).reshape(-1)
        half *= 2
    return result


def error_curve(n: int, k: int, family: Family, rng: np.random.Generator) -> tuple[ErrorPoint, ...]:
    """Bound the least worst-case error of b bits from both sides, for b from 0 to binom(n,k).

    Args:
        n: number of vertices, at most 8.
        k: edge size; binom(n, k) <= 12.
        family: the measurement tokens.
        rng: the source of randomness of the search for linear spaces.

    Returns:
        A point for each number of bits. Upper bounds are errors of a memory that is given, lower
        bounds follow from weights that are given: both are exact integers, independent of how
        they were found.

    Raises:
        InputError: sizes out of range.

    Source:
        Ours; docs/derivations/rate_error.md.

    Example:
        >>> curve = error_curve(3, 2, Family.GROUP, np.random.default_rng(1))
        >>> [str(point.upper) for point in curve], all(point.exact for point in curve)
        (['1/2', '1/4', '1/4', '0'], True)
    """
    lengths = derivative_lengths(n, k, family)
    edges = comb(n, k)
    levels = sorted(set(lengths.tolist()))
    whole = tuple(1 << j for j in range(edges))
    spaces = {levels[-1]: whole}
    refuted: dict[int, tuple[int, tuple[int, ...]]] = {}
    for below, level in pairwise(levels):
        spaces[below] = linear_class(lengths, level, rng)
        weights = class_weights(lengths, level, relabelling_orbits(n, k))
        # So many bits are needed to stay below this level.
        needed = ((1 << edges) - 1) // class_bound(weights)
        refuted[level] = needed.bit_length(), weights
    points = []
    unit = Fraction(1, 2 << n)
    for bits in range(edges + 1):
        upper = min(level for level in levels if edges - len(spaces[level]) <= bits)
        lower = max((level for level in refuted if bits < refuted[level][0]), default=0)
        weights = refuted[lower][1] if lower else ()
        points.append(ErrorPoint(bits, lower * unit, upper * unit, spaces[upper], weights))
    return tuple(points)


def coset_labels(n: int, k: int, basis: Sequence[int]) -> tuple[int, ...]:
    """Return the memory state of every hypergraph, if the states are the cosets of a space.

    Args:
        n: number of vertices.
        k: edge size.
        basis: differences.

    Returns:
        For each hypergraph the least index in its coset.

    Example:
        >>> coset_labels(3, 2, (1, 2))
        (0, 0, 0, 0, 4, 4, 4, 4)
    """
    span = np.zeros(1, dtype=np.int64)
    for row in basis:
        span = np.concatenate([span, span ^ row])
    graphs = np.arange(1 << comb(n, k))
    return tuple(int(x) for x in (graphs[:, None] ^ span).min(axis=1))
