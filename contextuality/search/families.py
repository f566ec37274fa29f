"""Linear families of hypergraphs that can share one classical memory state, and large weights.

Belongs here: the exact criterion for a linear family, families by construction and by search, and
spaces without large overlaps. Does not belong here: sets that are not linear (`sharing`), trees of
measurements (`exclusion`), certificates.

A family is the span of independent k-uniform hypergraphs. Two points of F2^n are of one class if
all its members agree on them.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.hypergraph import Hypergraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

__all__ = [
    "best_family",
    "class_sizes",
    "complete_cone",
    "family_shares",
    "field_family",
    "search_family",
    "span_weights",
]

MAX_POINTS_LOG2 = 16
MAX_SPAN = 20
ROOT_BITS = 64


def class_sizes(basis: Sequence[Hypergraph]) -> dict[int, int]:
    """Return how many points are of each class.

    Args:
        basis: at least one hypergraph, all on the same at most 16 vertices.

    Returns:
        Class -> number of points; bit j of a class is the value of basis element j there. Class 0
        is among them, as all hypergraph polynomials vanish at the point 0.

    Raises:
        InputError: for no hypergraph, different numbers of vertices, or too many.

    Source: ours; docs/derivations/memory_k3.md.

    Example:
        >>> class_sizes([Hypergraph.parse("0,1", 2)])
        {0: 3, 1: 1}
    """
    if not basis or any(h.n != basis[0].n for h in basis):
        raise InputError(
            where="basis", expected="hypergraphs on the same vertices", found=str(len(basis))
        )
    n = basis[0].n
    if n > MAX_POINTS_LOG2:
        raise InputError(
            where="basis", expected=f"at most {MAX_POINTS_LOG2} vertices", found=f"{n}"
        )
    tables = [h.polynomial.truth_table() for h in basis]
    return dict(
        Counter(sum((t >> z & 1) << j for j, t in enumerate(tables)) for z in range(1 << n))
    )


def roots_exceed(largest: int, others: Sequence[int]) -> bool:
    """Return whether the root of one count exceeds the sum of the others' roots, surely.

    Compared to 64 binary places; False if they are closer than that.

    Example:
        >>> roots_exceed(9, [1, 1]), roots_exceed(9, [1, 4])
        (True, False)
    """
    left = math.isqrt(largest << 2 * ROOT_BITS)
    return left > sum(math.isqrt(count << 2 * ROOT_BITS) + 1 for count in others)


def family_shares(basis: Sequence[Hypergraph]) -> bool:
    """Decide whether a linear family can share one memory state, whatever is measured.

    Args:
        basis: independent hypergraphs on the same vertices.

    Returns:
        True iff the root of the largest class exceeds the sum of the roots of all other classes;
        then no measurement, adaptive or not, excludes a member. Otherwise one does.

    Source: ours; docs/derivations/memory_k3.md.

    Example:
        >>> family_shares([Hypergraph.parse("0,1,2", 3)])
        True
        >>> family_shares([Hypergraph.parse(edge, 3) for edge in ("0,1", "0,2")])
        False
    """
    sizes = sorted(class_sizes(basis).values())
    return roots_exceed(sizes[-1], sizes[:-1])


def complete_cone(n: int, k: int, inner: int, width: int) -> tuple[Hypergraph, ...]:
    """Return all edges that consist of a core and an inner-subset of `width` further vertices.

    Args:
        n: number of vertices.
        k: edge size.
        inner: vertices of an edge outside the core, 1 <= inner <= min(k, width).
        width: number of vertices outside the core; k - inner + width <= n.

    Returns:
        binom(width, inner) hypergraphs of one edge each.

    Raises:
        InputError: if the numbers do not fit.

    Example:
        >>> [str(h) for h in complete_cone(4, 3, 1, 2)]
        ['0,1,2', '0,1,3']
    """
    if not 1 <= inner <= min(k, width) or k - inner + width > n:
        raise InputError(
            where="cone",
            expected="1 <= inner <= min(k, width), k - inner + width <= n",
            found=f"n={n}, k={k}, inner={inner}, width={width}",
        )
    core = tuple(range(k - inner))
    outside = range(k - inner, k - inner + width)
    return tuple(Hypergraph.from_edges(n, [core + e]) for e in combinations(outside, inner))


def best_family(n: int, k: int) -> tuple[Hypergraph, ...]:
    """Return the largest linear family that the constructions of this module give.

    Args:
        n: number of vertices, at least 1.
        k: edge size, 1 <= k <= n.

    Returns:
        Independent hypergraphs whose span can share one memory state; () for k = 1. Either
        k - 1 vertices times all forms on min(k - 1, n - k + 1) others, or a complete cone.

    Source: ours; docs/derivations/memory_k3.md.

    Example:
        >>> [len(best_family(n, k)) for n, k in ((4, 3), (5, 4), (6, 5), (9, 7))]
        [2, 4, 6, 15]
    """
    if not 1 <= k <= n:
        raise InputError(where="k", expected=f"1 to n = {n}", found=str(k))
    if k == 1:
        return ()
    # (members of the basis, inner, width); ties go to the smaller inner part.
    best = (min(k - 1, n - k + 1), 1, min(k - 1, n - k + 1))
    for inner in range(2, k + 1):
        for width in range(inner, n - k + inner + 1):
            # A cone's other classes are single points if all but the core are its vertices.
            points = sum(math.comb(width, size) for size in range(inner, width + 1))
            whole = 1 << (k - inner + width)
            if whole - points > points * points and math.comb(width, inner) > best[0]:
                best = (math.comb(width, inner), inner, width)
    return complete_cone(n, k, best[1], best[2])


def search_family(
    n: int, k: int, dimension: int, rng: np.random.Generator, steps: int = 2000
) -> tuple[Hypergraph, ...] | None:
    """Search a linear family of a given dimension that can share one memory state.

    Args:
        n: number of vertices, at most 16.
        k: edge size.
        dimension: members of the basis.
        rng: the source of randomness.
        steps: proposals of the annealing.

    Returns:
        A family that `family_shares` accepts, or None, which says nothing.

    Source: ours (simulated annealing on the sum of the roots).

    Example:
        >>> import numpy as np
        >>> found = search_family(4, 3, 2, np.random.default_rng(1))
        >>> found is not None and family_shares(found)
        True
    """
    edges = [sum(1 << v for v in e) for e in combinations(range(n), k)]
    points = Counter(sum(1 << j for j, e in enumerate(edges) if z & e == e) for z in range(1 << n))
    if not 1 <= dimension <= len(edges):
        raise InputError(where="dimension", expected=f"1 to {len(edges)}", found=str(dimension))

    def score(vectors: list[int]) -> float:
        classes: Counter[int] = Counter()
        for point, count in points.items():
            classes[sum(((v & point).bit_count() & 1) << j for j, v in enumerate(vectors))] += count
        roots = sorted(math.sqrt(count) for count in classes.values())
        return roots[-1] - sum(roots[:-1])

    current = [1 << int(j) for j in rng.choice(len(edges), dimension, replace=False)]
    value = score(current)
    for step in range(steps):
        if value > 0:
            family = tuple(
                Hypergraph(n, frozenset(e for j, e in enumerate(edges) if v >> j & 1))
                for v in current
            )
            if family_shares(family):
                return family
        changed = list(current)
        at = int(rng.integers(dimension))
        edge = 1 << int(rng.integers(len(edges)))
        changed[at] = edge if rng.random() < 0.3 else changed[at] ^ edge
        if _rank(changed) < dimension:
            continue
        proposed = score(changed)
        temperature = 0.3 * (1 - step / steps) + 1e-3
        if proposed >= value or rng.random() < math.exp((proposed - value) / temperature):
            current, value = changed, proposed
    return None


def _rank(vectors: Sequence[int]) -> int:
    reduced: list[int] = []
    for vector in vectors:
        for known in reduced:
            vector = min(vector, vector ^ known)  # noqa: PLW2901 - reduction in place
        if vector:
            reduced.append(vector)
    return len(reduced)


def span_weights(basis: Sequence[Hypergraph]) -> Counter[int]:
    """Return how often each weight occurs among the non-zero members of a span.

    Args:
        basis: at most 20 independent hypergraphs on the same vertices.

    Returns:
        Number of points where a member's polynomial is 1 -> members; the overlap of two members
        whose sum has weight w is 1 - 2w/2^n.

    Raises:
        InputError: for too many hypergraphs.

    Example:
        >>> span_weights([Hypergraph.parse(edge, 3) for edge in ("0,1", "0,2")])
        Counter({2: 3})
    """
    if len(basis) > MAX_SPAN:
        raise InputError(where="basis", expected=f"at most {MAX_SPAN}", found=str(len(basis)))
    tables = [h.polynomial.truth_table() for h in basis]
    counts: Counter[int] = Counter()
    current = 0
    for step in range(1, 1 << len(tables)):  # Gray code: one table is added at a time
        current ^= tables[(step & -step).bit_length() - 1]
        counts[current.bit_count()] += 1
    return counts


# x^s + x^? + 1 as bit masks: an irreducible polynomial of each degree.
IRREDUCIBLE = {1: 0b11, 2: 0b111, 3: 0b1011, 4: 0b10011, 5: 0b100101, 6: 0b1000011}


def field_family(size: int, k: int, rank: int) -> tuple[Hypergraph, ...]:
    """Return a space of k-partite hypergraphs whose members have small overlaps, by construction.

    The vertices are k blocks of `size`. A block's bits x are an element of the field with 2^size
    elements. Linearised polynomials of few terms have large rank, so nesting them gives multilinear
    forms that vanish in a block's argument seldom.

    Args:
        size: vertices of a block, 1 to 6.
        k: number of blocks, at least 1.
        rank: least rank at each level, 1 <= rank <= size.

    Returns:
        size * (size - rank + 1)^(k-1) hypergraphs on k * size vertices whose span has, but for 0,
        overlaps from 0 to (k - 1) / 2^rank.

    Raises:
        InputError: for sizes out of range.

    Source: the codes of each level are those of E. Gabidulin (maximum rank distance); the nesting
        is ours, docs/derivations/memory_k3.md.

    Example:
        >>> family = field_family(2, 3, 2)
        >>> len(family), span_weights(family)
        (2, Counter({18: 3}))
    """
    if size not in IRREDUCIBLE or k < 1 or not 1 <= rank <= size:
        raise InputError(
            where="field family",
            expected="size 1 to 6, k >= 1, 1 <= rank <= size",
            found=f"size={size}, k={k}, rank={rank}",
        )
    powers = [_powers(1 << i, size) for i in range(size)]
    result = []
    for choice in range((size - rank + 1) ** (k - 1)):
        twists = [
            choice // (size - rank + 1) ** level % (size - rank + 1) for level in range(k - 1)
        ]
        for scalar in range(size):
            edges = []
            for index in range(size**k):
                digits = [index // size**level % size for level in range(k)]
                # trace(scalar * x_0 * x_1^(2^t_1) * x_2^(2^t_2) ...) on basis elements
                value = _times(1 << scalar, 1 << digits[0], size)
                for digit, twist in zip(digits[1:], twists, strict=True):
                    value = _times(value, powers[digit][twist], size)
                if _trace(value, size):
                    edges.append([level * size + digit for level, digit in enumerate(digits)])
            result.append(Hypergraph.from_edges(k * size, edges))
    return tuple(result)


def _times(a: int, b: int, size: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        b >>= 1
        a <<= 1
        if a >> size & 1:
            a ^= IRREDUCIBLE[size]
    return product


def _powers(a: int, size: int) -> list[int]:
    """Return a, a^2, a^4, ..."""
    powers = [a]
    for _ in range(size - 1):
        powers.append(_times(powers[-1], powers[-1], size))
    return powers


def _trace(a: int, size: int) -> int:
    total = 0
    for power in _powers(a, size):
        total ^= power
    return total
