"""Deterministic finite memory for the translation task with one measurement at the end.

What belongs here: the exact worst-case error of a memory map, and the best map found for a number
of bits. What does not: the lower bounds for all n and k (``proofs``): here everything is computed.

At the cut between preparation and measurement the model has a memory state, a function of the
hypergraph prepared; so it is a partition of the 2^N k-uniform hypergraphs, N = binom(n, k). For
each class and token one number p(+1) is answered. The best one lies midway between the largest
and the smallest true value in the class, and errs by half their difference, which is the total
variation distance between two laws on {+1, -1}.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError
from contextuality.group import GroupElement
from contextuality.hypergraph import all_uniform
from contextuality.polynomial import BooleanPolynomial, k_subsets
from khrnn.classical.partition import cluster
from khrnn.tasks.sentences import check_sizes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_HYPERGRAPHS = 1 << 10
"""Most hypergraphs in a table."""

MAX_TOKENS = 1 << 13
"""Most measurement tokens in a table."""


class Family(Enum):
    """The measurement tokens a model must answer.

    GENERATORS: the generators K_i of all k-uniform hypergraphs, and the diagonals of one monomial.
    GROUP: every Hermitian element with a phase of degree at most k-1, up to its sign (the sign
    exchanges the two outcomes and nothing else).
    """

    GENERATORS = "generators"
    GROUP = "group"


@dataclass(frozen=True, slots=True, eq=False)
class ResponseTable:
    """The true law of every token on every hypergraph state.

    Attributes:
        n: number of vertices.
        k: edge size.
        tokens: the measured elements.
        means: expectations times 2^n, shape (tokens, 2^N), column j the hypergraph of index j.
    """

    n: int
    k: int
    tokens: tuple[GroupElement, ...]
    means: npt.NDArray[np.int32]

    def distances(self) -> npt.NDArray[np.int32]:
        """Return the largest difference of means over all tokens, shape (2^N, 2^N)."""
        size = self.means.shape[1]
        largest = np.zeros((size, size), dtype=np.int32)
        for row in np.unique(self.means, axis=0):
            np.maximum(largest, np.abs(row[:, None] - row[None, :]), out=largest)
        return largest


@dataclass(frozen=True, slots=True)
class Partition:
    """A memory map found for a number of bits, with what is known about the optimum.

    Attributes:
        bits: the memory, in bits; at most 2^bits classes are used.
        classes: class of each hypergraph, in the order of its index; 2^N entries.
        error: worst-case total variation error of this map, over all classes and tokens.
        lower_bound: no map with so many bits has a smaller error (by exhaustive search).
    """

    bits: int
    classes: tuple[int, ...]
    error: Fraction
    lower_bound: Fraction

    @property
    def optimal(self) -> bool:
        """Whether the error is proved least: it meets the lower bound."""
        return self.error == self.lower_bound


def response_table(n: int, k: int, family: Family = Family.GENERATORS) -> ResponseTable:
    """Compute the expectation of every token of a family on every k-uniform hypergraph state.

    Args:
        n: number of vertices.
        k: edge size; binom(n, k) <= 10.
        family: the measurement tokens.

    Returns:
        Exact integer expectations, times 2^n.

    Raises:
        InputError: sizes out of range, or a table too large.

    Source:
        Ours: the expectation of (a, g) on |H> is the bias of d_a f + g.

    Example:
        >>> response_table(2, 2).means.shape
        (6, 2)
    """
    check_sizes(n, k)
    if comb(n, k) > MAX_HYPERGRAPHS.bit_length() - 1:
        raise InputError(
            where="n, k",
            expected=f"at most {MAX_HYPERGRAPHS} hypergraphs",
            found=f"2^{comb(n, k)}",
        )
    points = 1 << n
    counted = _token_count(n, k, family)
    if counted > MAX_TOKENS:
        raise InputError(
            where="family", expected=f"at most {MAX_TOKENS} tokens", found=str(counted)
        )
    graphs = list(all_uniform(n, k))
    signs: dict[int, npt.NDArray[np.int32]] = {}
    tokens: list[GroupElement] = []
    rows: list[npt.NDArray[np.int32]] = []
    for element in _family(n, k, family):
        if element.shift not in signs:
            derivatives = [graph.polynomial.derivative(element.shift) for graph in graphs]
            signs[element.shift] = np.array([_signs(f, points) for f in derivatives], np.int32)
        tokens.append(element)
        rows.append(signs[element.shift] @ np.array(_signs(element.phase, points), np.int32))
    return ResponseTable(n, k, tuple(tokens), np.array(rows, dtype=np.int32))


def partition_error(table: ResponseTable, classes: Sequence[int]) -> Fraction:
    """Compute the worst-case error of the best model with a given memory map.

    Args:
        table: the true laws.
        classes: the memory state of each hypergraph, in the order of its index.

    Returns:
        The maximum over classes and tokens of half the spread of p(+1), exact.

    Raises:
        InputError: not one class per hypergraph.

    Source:
        Ours: the midrange is the best answer to a class.

    Example:
        >>> partition_error(response_table(2, 2), [0, 0])
        Fraction(1, 4)
    """
    if len(classes) != table.means.shape[1]:
        raise InputError(
            where="classes", expected=f"{table.means.shape[1]} entries", found=str(len(classes))
        )
    labels = np.array(classes)
    spread = 0
    for label in np.unique(labels):
        means = table.means[:, labels == label]
        spread = max(spread, int((means.max(axis=1) - means.min(axis=1)).max()))
    return _error(spread, table.n)


def best_partition(
    n: int,
    k: int,
    bits: int,
    rng: np.random.Generator,
    restarts: int = 8,
    *,
    family: Family = Family.GENERATORS,
    node_limit: int = 50_000,
) -> Partition:
    """Search for the memory map with the least worst-case error, and prove it least if feasible.

    A class errs by half its largest pairwise distance, so a map of error below e exists iff the
    pairs at distance 2e or more can be coloured with 2^bits colours. Local search gives a map;
    branch and bound on colourings then improves it until the next improvement is impossible.

    Args:
        n: number of vertices.
        k: edge size; binom(n, k) <= 10.
        bits: the memory in bits, at least 0.
        rng: the source of randomness of the local search.
        restarts: local searches from random starts, at least 1.
        family: the measurement tokens.
        node_limit: branches of one exhaustive search before it gives up; then ``optimal`` may
            be False, which means not known. At 1024 hypergraphs 50,000 branches take about a
            minute; up to 64 the search has ended within a second in every case tried.

    Returns:
        The best map found, its exact error, and a proved lower bound.

    Raises:
        InputError: sizes out of range.

    Source:
        Ours: diameter clustering as graph colouring.

    Example:
        >>> found = best_partition(3, 2, 2, np.random.default_rng(1))
        >>> found.error, found.optimal
        (Fraction(1, 4), True)
    """
    if bits < 0 or restarts < 1:
        raise InputError(
            where="bits, restarts", expected=">= 0 and >= 1", found=f"{bits} and {restarts}"
        )
    table = response_table(n, k, family)
    size = table.means.shape[1]
    if bits >= comb(n, k):
        return Partition(bits, tuple(range(size)), Fraction(0), Fraction(0))
    found = cluster(table.distances(), 1 << bits, rng, restarts, node_limit)
    return Partition(
        bits, found.labels, partition_error(table, found.labels), _error(found.lower_bound, n)
    )


def _error(spread: int, n: int) -> Fraction:
    """Half the spread of p(+1) = (1 + mean)/2, for a spread of means times 2^n."""
    return Fraction(spread, 1 << n + 2)


def _signs(polynomial: BooleanPolynomial, points: int) -> list[int]:
    table = polynomial.truth_table()
    return [1 - 2 * (table >> z & 1) for z in range(points)]


def _token_count(n: int, k: int, family: Family) -> int:
    diagonals = sum(comb(n, j) for j in range(1, k))
    if family is Family.GENERATORS:
        return n * (1 << comb(n - 1, k - 1)) + diagonals
    invariants = sum(comb(n - 1, j) for j in range(1, k))
    return ((1 << n) - 1) * (1 << invariants) + (1 << diagonals)


def _family(n: int, k: int, family: Family) -> Iterator[GroupElement]:
    if family is Family.GENERATORS:
        for vertex in range(n):
            rest = [mask for mask in k_subsets(n, k - 1) if not mask >> vertex & 1]
            # K_i depends on the edges at i alone: every sum of (k-1)-subsets of the rest occurs.
            for monomials in _subsets(rest):
                yield GroupElement(1 << vertex, BooleanPolynomial(n, monomials))
        for size in range(1, k):
            for mask in k_subsets(n, size):
                yield GroupElement.diagonal(BooleanPolynomial(n, frozenset({mask})))
        return
    for shift in range(1 << n):
        yield from (GroupElement(shift, phase) for phase in _invariants(n, k, shift))


def _invariants(n: int, k: int, shift: int) -> Iterator[BooleanPolynomial]:
    """All g of degree below k with d_a g = 0 and no constant term, a the shift."""
    # They are the polynomials in the linear forms z_j + a_j z_i (j != i), for one i with a_i = 1.
    pivot = shift & -shift
    basis: list[frozenset[int]] = []
    for size in range(1, k):
        for mask in k_subsets(n, size):
            if mask & pivot:
                continue
            product = BooleanPolynomial.one(n)
            for vertex in range(n):
                if mask >> vertex & 1:
                    form = {1 << vertex, pivot} if shift >> vertex & 1 else {1 << vertex}
                    product = product * BooleanPolynomial(n, frozenset(form))
            basis.append(product.monomials)
    chosen: frozenset[int] = frozenset()
    yield BooleanPolynomial(n, chosen)
    for count in range(1, 1 << len(basis)):  # Gray code: one basis element changes per step
        chosen ^= basis[(count & -count).bit_length() - 1]
        yield BooleanPolynomial(n, chosen)


def _subsets(items: Sequence[int]) -> Iterator[frozenset[int]]:
    for index in range(1 << len(items)):
        yield frozenset(item for j, item in enumerate(items) if index >> j & 1)
