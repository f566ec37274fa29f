"""How large a linear space of hypergraphs of small bias can be.

Statement kind `small-bias-limit`, certificate kind `bias-weights`; grammar and soundness in
docs/formats/small_bias.md. A difference is an integer whose bit j stands for edge j.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from proofs.kernel import reader
from proofs.kernel.algebra import edges, monomial_table, sums
from proofs.kernel.verdict import Rejected
from proofs.kernel.weights import Weights, most_members

MAX_N = 8
MAX_EDGES = 15


@dataclass(frozen=True)
class SmallBiasStatement:
    """An upper bound on the dimension of a space of k-uniform hypergraphs of small bias.

    Args:
        n: number of vertices, 1 to 8.
        k: edge size, 1 <= k <= n, binom(n, k) <= 15.
        dimension: 0 to binom(n, k).
    """

    n: int
    k: int
    dimension: int

    def __post_init__(self) -> None:
        """Validate sizes."""
        n = reader.integer(self.n, 1, MAX_N, "statement.n")
        k = reader.integer(self.k, 1, n, "statement.k")
        size = reader.integer(math.comb(n, k), 1, MAX_EDGES, "binom(statement.n, statement.k)")
        reader.integer(self.dimension, 0, size, "statement.dimension")

    def describe(self) -> str:
        """Return the claim in one line."""
        return (
            f"a linear space of {self.k}-uniform hypergraphs on {self.n} vertices, all of whose "
            f"nonzero members have biases from -1/2 to 1/2, has dimension at most {self.dimension}"
        )

    def sizes(self) -> list[int]:
        """Return the weight of f_d for every difference d."""
        tables = (monomial_table(mask, self.n) for mask in edges(self.n, self.k))
        return [table.bit_count() for table in sums(tables)]


def check_bias_weights(statement: SmallBiasStatement, certificate: Weights) -> int:
    """Check that a space of small bias has too few members; return the number of differences."""
    sizes, whole = statement.sizes(), 1 << statement.n
    allowed = {
        d: f"{size} of {whole} points are 1"
        for d, size in enumerate(sizes)
        if d and whole <= 4 * size <= 3 * whole
    }
    most = most_members(certificate.weights, len(sizes), allowed)
    if most >> (statement.dimension + 1):
        expected = f"at least {most.bit_length() - 1}, as {most} members are not excluded"
        raise Rejected("statement.dimension", "figure", expected, statement.dimension)
    return len(sizes)
