"""How large a linear space of hypergraphs of small bias can be.

Statement kind `small-bias-limit`, certificate kind `bias-weights`; grammar and soundness in
docs/formats/small_bias.md. A difference is an integer whose bit j stands for edge j.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from proofs.kernel import reader
from proofs.kernel.algebra import edges, monomial_table
from proofs.kernel.sampling_error import fourier
from proofs.kernel.verdict import Rejected

MAX_N = 8
MAX_EDGES = 15
MAX_WEIGHT = 1 << 32


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
        values = [0]
        for mask in edges(self.n, self.k):
            table = monomial_table(mask, self.n)
            values += [earlier ^ table for earlier in values]
        return [value.bit_count() for value in values]


@dataclass(frozen=True)
class BiasWeights:
    """A weight for each difference, from 0 to 2^N - 1; they bound the size of a space."""

    weights: tuple[int, ...]

    def __post_init__(self) -> None:
        """Validate the list of weights; its length is compared with the statement."""
        rows = reader.sequence(self.weights, 2, 1 << MAX_EDGES, "certificate.weights")
        for j, row in enumerate(rows):
            reader.integer(row, -MAX_WEIGHT, MAX_WEIGHT, f"certificate.weights[{j}]")
        object.__setattr__(self, "weights", rows)


def check_bias_weights(statement: SmallBiasStatement, certificate: BiasWeights) -> int:
    """Check that a space of small bias has too few members; return the number of differences."""
    sizes, weights, whole = statement.sizes(), certificate.weights, 1 << statement.n
    if len(weights) != len(sizes):
        raise Rejected("certificate.weights", "number", f"{len(sizes)} weights", len(weights))
    for d in range(1, len(sizes)):
        if whole <= 4 * sizes[d] <= 3 * whole and weights[d] > 0:
            expected = f"at most 0, as {sizes[d]} of {whole} points are 1"
            raise Rejected(f"certificate.weights[{d}]", "sign", expected, weights[d])
    coefficients = fourier(weights)
    for y, value in enumerate(coefficients):
        if value < 0:
            raise Rejected(f"Fourier coefficient {y}", "positivity", "at least 0", value)
    if coefficients[0] == 0:
        raise Rejected("certificate.weights", "sum", "a positive sum", 0)
    most = len(sizes) * weights[0] // coefficients[0]
    if most >> (statement.dimension + 1):
        expected = f"at least {most.bit_length() - 1}, as {most} members are not excluded"
        raise Rejected("statement.dimension", "figure", expected, statement.dimension)
    return len(sizes)
