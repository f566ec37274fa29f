"""The best memory-limited models that a search finds, against the proved bound."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from khrnn.classical.memory import best_partition
from proofs.crosscheck.report import Report
from proofs.quantities import Interval

if TYPE_CHECKING:
    import numpy as np


def search_memory(n: int, k: int, rng: np.random.Generator, restarts: int = 4) -> Report:
    """Search deterministic memories of every size for the least worst-case error.

    Args:
        n: number of vertices.
        k: edge size; binom(n,k) at most 10.
        rng: source of the restarts.
        restarts: local searches for each number of bits.

    Returns:
        For every number of bits below binom(n,k): the best error found is not below the proved
        2^-k, and the bound proved by exhaustion is not above it where the search closed. One more
        case: with binom(n,k) bits the error is 0.

    Source: ours, reading R2; docs/derivations/memory.md.

    Example:
        >>> import numpy as np
        >>> search_memory(2, 2, np.random.default_rng(1)).agrees
        True
    """
    size = math.comb(n, k)
    proved = Fraction(1, 1 << k)
    failures: list[str] = []
    errors: list[str] = []
    quantities: list[Interval] = []
    for bits in range(size + 1):
        found = best_partition(n, k, bits, rng, restarts)
        name = f"least worst error ({n},{k}), {bits} bits"
        quantities.append(Interval(name, found.lower_bound, found.error, seeded=True))
        errors.append(f"{found.error}" + ("" if found.optimal else "?"))
        if bits < size and found.error < proved:
            failures.append(f"n={n} k={k}: {bits} bits reach error {found.error} < {proved}")
        if found.error < found.lower_bound:
            failures.append(f"n={n} k={k}: {bits} bits: error below its own lower bound")
        if bits == size and found.error != 0:
            failures.append(f"n={n} k={k}: {bits} bits do not reach error 0")
    listed = ", ".join(errors)
    return Report(
        size + 1,
        tuple(failures),
        f"n={n} k={k}: least error by bits 0..{size}: {listed}",
        tuple(quantities),
    )
