"""How fast binom(n,k) grows: the polynomial and the exponential separation in integers.

Statement kind `binomial-growth`, certificate kinds `termwise` (all n and k) and `evaluate` (given
n and k). Grammar and soundness argument in docs/formats/growth.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

from proofs.kernel import reader
from proofs.kernel.verdict import Rejected

MAX_N = 10_000

# Family -> (inequality as text, what must be shown non-negative for every term i).
FAMILIES: dict[str, str] = {
    # binom(n,k) is the product over i < k of (n-i)/(k-i); every factor is at least n/k.
    "polynomial": "binom(n,k)*k^k >= n^k",
    # binom(n,i+1)/binom(n,i) = (n-i)/(i+1) is at least 1 up to the middle, which is so the
    # largest of the n+1 binomials whose sum is 2^n.
    "central": "binom(n,floor(n/2))*(n+1) >= 2^n",
}
NON_NEGATIVE = {
    # factors that the ranges 0 <= i < k <= n (polynomial), i + 1 <= n/2 (central) make >= 0
    "polynomial": ("i", "n-k", "k-i", "n-i", "n", "k"),
    "central": ("i", "n-2*i-2", "1"),
}


@dataclass(frozen=True)
class GrowthStatement:
    """An inequality about binomials, for all n >= k >= 1 or for given ones.

    Args:
        family: "polynomial" or "central".
        n: number of vertices, 1 to 10000, or "all".
        k: edge size; floor(n/2) in the central family; "all" exactly if n is.
        inequality: the text that belongs to the family.
    """

    family: str
    n: int | str
    k: int | str
    inequality: str

    def __post_init__(self) -> None:
        """Validate that the inequality is the family's and that n and k are in range."""
        reader.choice(self.family, tuple(FAMILIES), "statement.family")
        reader.choice(self.inequality, (FAMILIES[self.family],), "statement.inequality")
        if self.n == "all" and self.k == "all":
            return
        n = reader.integer(self.n, 2, MAX_N, "statement.n")
        low, high = (n // 2, n // 2) if self.family == "central" else (1, n)
        reader.integer(self.k, low, high, "statement.k")

    def describe(self) -> str:
        """Return the claim in one line."""
        which = "all n >= k >= 1" if self.family == "polynomial" else "all n >= 1"
        if self.n != "all":
            which = f"n = {self.n}, k = {self.k}"
        return f"{self.inequality} ({which})"


@dataclass(frozen=True)
class Termwise:
    """Summands, each a product of non-negative factors, that add up to the difference needed."""

    summands: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """Validate the lists of factor names."""
        rows = reader.sequence(self.summands, 1, 8, "certificate.summands")
        names = tuple(sorted({name for group in NON_NEGATIVE.values() for name in group}))
        summands = []
        for index, row in enumerate(rows):
            where = f"certificate.summands[{index}]"
            factors = reader.sequence(row, 1, 4, where)
            summands.append(tuple(reader.choice(factor, names, where) for factor in factors))
        object.__setattr__(self, "summands", tuple(summands))


@dataclass(frozen=True)
class Evaluate:
    """No data: the kernel computes both sides."""


def check_termwise(statement: GrowthStatement, certificate: Termwise) -> int:
    """Check that the difference behind every term's bound is a sum of non-negative products.

    The differences are k (n-i) - n (k-i) and (n-i) - (i+1). Both sides have degree at most 4 in
    each variable, so agreeing on the grid {0..4}^3 makes them the same polynomial.
    """
    allowed = NON_NEGATIVE[statement.family]
    for index, summand in enumerate(certificate.summands):
        for factor in summand:
            if factor not in allowed:
                expected = "a factor among " + ", ".join(allowed)
                raise Rejected(f"summands[{index}]", "sign", expected, factor)
    for n, k, i in product(range(5), repeat=3):
        needed = k * (n - i) - n * (k - i) if statement.family == "polynomial" else n - 2 * i - 1
        value = {"i": i, "n-k": n - k, "k-i": k - i, "n-i": n - i, "n": n, "k": k}
        value |= {"n-2*i-2": n - 2 * i - 2, "1": 1}
        given = sum(math.prod(value[f] for f in summand) for summand in certificate.summands)
        if needed != given:
            place = f"n = {n}, k = {k}, i = {i}"
            raise Rejected(place, "identity", f"summands adding up to {needed}", given)
    return len(certificate.summands)


def check_evaluate(statement: GrowthStatement, _certificate: Evaluate) -> int:
    """Check the inequality by computing both sides as integers."""
    n, k = statement.n, statement.k
    if isinstance(n, str) or isinstance(k, str):
        raise Rejected("statement", "evaluate", "integers n and k", "all")
    size = math.comb(n, k)
    if statement.family == "polynomial":
        left, right = size * k**k, n**k
    else:
        left, right = size * (n + 1), 1 << n
    if left < right:
        raise Rejected("inequality", "evaluate", statement.inequality, "it fails")
    return 1
