"""Exact classical-memory figures for (l,n,k)-HSMT under the three readings, for any n and k.

Here belong the numbers and the hypotheses under which they hold, each with the name of the claim
that proves it. Proofs and certificates do not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from contextuality.errors import InputError, shown

Reading = Literal["value-assignment", "faithful", "support"]
READINGS: tuple[Reading, ...] = ("value-assignment", "faithful", "support")
MAX_N = 10**6
SMALL_K = 2_000  # from here on primes are faster than `math.comb`


@dataclass(frozen=True)
class Bound:
    """The classical memory at the cut between preparation and test, under one reading.

    Args:
        reading: "value-assignment" (R1), "faithful" (R2) or "support" (R3).
        bits: the figure, in bits; exact.
        relation: "=" if exactly so many bits are needed and suffice, "<=" if they suffice and a
            smaller memory is not excluded by what is proved here.
        holds_for: every hypothesis: range of n and k, kind of memory, accuracy, length.
        evidence: how far this is proved, and by which claim of `khrnn verify`.
    """

    reading: Reading
    bits: int
    relation: Literal["=", "<="]
    holds_for: str
    evidence: str


@dataclass(frozen=True)
class MemoryTable:
    """All memory figures for one (n, k).

    Args:
        n: number of vertices and of latent qubits.
        k: edge size.
        paper_bound_bits: binom(n,k) - 1, the figure of arXiv 2402.08606.
        readings: the figures of this project's readings.
        latent_qubits: n.
        ancilla_qubits: 1.
    """

    n: int
    k: int
    paper_bound_bits: int
    readings: tuple[Bound, ...]
    latent_qubits: int
    ancilla_qubits: int


def memory_table(n: int, k: int, readings: tuple[Reading, ...] = READINGS) -> MemoryTable:
    """Return the exact memory figures of (l,n,k)-HSMT.

    Args:
        n: number of vertices, 1 to 10^6.
        k: edge size, 1 <= k <= n.
        readings: which readings to list.

    Returns:
        Integers without rounding. The sentence length l must hold a preparation (at most
        binom(n,k) tokens) and the test (one measurement under R1 and R2; a whole test under R3).

    Raises:
        InputError: for n or k out of range or an unknown reading.

    Source: the figure binom(n,k) - 1 is that of Anschuetz and Gao, arXiv 2402.08606; the three
        readings and their proofs are ours (docs/derivations/memory.md).

    Example:
        >>> table = memory_table(5, 2)
        >>> table.paper_bound_bits, [bound.bits for bound in table.readings]
        (9, [10, 10, 9])
    """
    require_edge_size(n, k)
    edges = binomial(n, k)
    makers = {"value-assignment": _value_assignment, "faithful": _faithful, "support": _support}
    for reading in readings:
        if reading not in makers:
            expected = "one of " + ", ".join(READINGS)
            raise InputError(where="reading", expected=expected, found=repr(reading))
    bounds = tuple(makers[reading](n, k, edges) for reading in readings)
    return MemoryTable(n, k, edges - 1, bounds, n, 1)


def require_edge_size(n: int, k: int, most: int = MAX_N) -> None:
    """Refuse sizes of a k-uniform hypergraph that are out of range.

    Args:
        n: number of vertices, 1 to `most`.
        k: edge size, 1 <= k <= n.
        most: the largest n.

    Raises:
        InputError: naming n or k, whichever is out of range; n first.

    Example:
        >>> require_edge_size(4, 6)
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: k: expected an integer from 1 to n = 4, found 6
    """
    if not 1 <= n <= most:
        raise InputError(where="n", expected=f"an integer from 1 to {most}", found=shown(n))
    if not 1 <= k <= n:
        raise InputError(where="k", expected=f"an integer from 1 to n = {n}", found=shown(k))


def binomial(n: int, k: int) -> int:
    """Return binom(n, k), fast for large k too.

    Args:
        n: at least 0.
        k: 0 to n.

    Source: E. Kummer, J. reine angew. Math. 44 (1852) 93: the exponent of a prime p is the number
        of carries when k and n - k are added in base p.

    Example:
        >>> binomial(20_000, 9_000) == math.comb(20_000, 9_000)
        True
    """
    k = min(k, n - k)
    if k < SMALL_K:
        return math.comb(n, k)
    composite = bytearray(n + 1)
    factors = []
    for p in range(2, n + 1):
        if composite[p]:
            continue
        composite[p * p :: p] = b"\1" * len(range(p * p, n + 1, p))
        power, carry, a, b = 1, 0, k, n - k
        while a or b or carry:
            carry = (a % p + b % p + carry) // p
            a, b = a // p, b // p
            if carry:
                power *= p
        if power > 1:
            factors.append(power)
    # Neighbours in pairs, so that factors stay of equal length.
    while len(factors) > 1:
        factors = [math.prod(factors[i : i + 2]) for i in range(0, len(factors), 2)]
    return factors[0]


def _value_assignment(_n: int, _k: int, edges: int) -> Bound:
    return Bound(
        "value-assignment",
        edges,
        "=",
        "n >= k >= 1; memory of any kind, counted at the cut; every memory state answers group "
        "elements by values that respect products of equal shifts and of diagonals; "
        "l >= binom(n,k) + 1",
        "proved for all n and k: claims hsmt-r1-all, hsmt-r1-exhaustive",
    )


def _faithful(_n: int, _k: int, edges: int) -> Bound:
    return Bound(
        "faithful",
        edges,
        "=",
        "n >= k >= 1; deterministic memory, counted at the cut; every single measurement after a "
        "preparation within total variation below 2^-k; l >= binom(n,k) + 1",
        "proved for all n and k: claims hsmt-r2-all, hsmt-r2-exhaustive",
    )


def _support(n: int, k: int, edges: int) -> Bound:
    # A (k-1)-vertex core times a w-dimensional space of linear forms on the other n-k+1 vertices;
    # from k = 4 on, a vertex or more times all edges of m - 1 of m others (docs: cones).
    core = spared = min(k - 1, n - k + 1)
    if n > k >= 4:
        spared = 4 if k == 4 else k + 1
    bits = edges - spared
    task = "no invalid translation ever; memory of any kind, counted at the cut"
    if k == 1:
        return Bound(
            "support",
            bits,
            "=",
            f"k = 1, n >= 1; {task}; l >= 2n",
            "argued, not machine-checked: distinct 1-uniform states are orthogonal "
            "(docs/derivations/memory.md)",
        )
    if k == 2:
        return Bound(
            "support",
            bits,
            "=",
            f"k = 2, n >= 2; {task}; l >= binom(n,2) + min(n, 9)",
            "proved for all n: claim hsmt-r3-graphs-theorem",
        )
    more = f"; khrnn memory hsmt {n} {k}: other bounds, if binom(n,k) is small"
    return Bound(
        "support",
        bits,
        "=" if bits == 0 else "<=",
        f"n >= k >= 3; {task}; "
        + ("one memory state is enough" if bits == 0 else "an upper bound: fewer may do"),
        _proved_above(core, spared) + ("" if bits == 0 else more),
    )


def _proved_above(core: int, spared: int) -> str:
    """Say how far an upper bound of reading R3 is proved: Rocq has that of cores, for all sizes."""
    small = "kernel at small sizes: claim hsmt-r3-families"
    if spared <= core:
        return f"proved for all n and k in Rocq: r3_upper_bound in docs/theorems.md; {small}"
    return (
        f"argued for all n: docs/derivations/memory_k3.md; {small}; Rocq proves the weaker "
        "binom(n,k) - min(k-1, n-k+1) for all n and k"
    )
