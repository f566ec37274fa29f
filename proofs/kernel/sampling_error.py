"""The least error of a deterministic memory of b bits, from both sides.

Statement kinds `sampling-error-upper` and `sampling-error-lower`, certificate kinds
`linear-classes` and `difference-weights`; grammar and soundness in docs/formats/error.md. The
weights themselves are in `weights`.
A difference is an integer whose bit j stands for edge j; errors are in units of 2^-(n+1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from proofs.kernel import reader
from proofs.kernel.algebra import edges, monomial_table, shifted, sums, vertex_masks
from proofs.kernel.verdict import Rejected
from proofs.kernel.weights import Weights, most_members

MAX_N = 8
MAX_EDGES = 12


@dataclass(frozen=True)
class SamplingErrorStatement:
    """A bound on the worst-case error of every, or of some, memory of so many bits.

    Args:
        kind: "sampling-error-upper" (some memory errs by at most this) or "sampling-error-lower"
            (every one errs by at least this).
        n: number of vertices, 1 to 8.
        k: edge size, 1 <= k <= n, binom(n, k) <= 12.
        measurements: "generators" or "group".
        bits: of the memory at the cut, 0 to binom(n, k).
        error: total variation distance in units of 2^-(n+1).
    """

    kind: str
    n: int
    k: int
    measurements: str
    bits: int
    error: int

    def __post_init__(self) -> None:
        """Validate sizes."""
        n = reader.integer(self.n, 1, MAX_N, "statement.n")
        k = reader.integer(self.k, 1, n, "statement.k")
        reader.integer(self.size, 1, MAX_EDGES, "binom(statement.n, statement.k)")
        reader.choice(self.measurements, ("generators", "group"), "statement.measurements")
        reader.integer(self.bits, 0, math.comb(n, k), "statement.bits")
        lowest = 1 if self.kind == "sampling-error-lower" else 0
        reader.integer(self.error, lowest, 1 << n, "statement.error")

    @property
    def size(self) -> int:
        """Return the number of possible edges."""
        return math.comb(self.n, self.k)

    def describe(self) -> str:
        """Return the claim in one line."""
        asked = "group element" if self.measurements == "group" else "generator or diagonal"
        upper = self.kind == "sampling-error-upper"
        who, how = ("some", "at most") if upper else ("every", "at least")
        where = f"every hypergraph and {asked}" if upper else f"some hypergraph and {asked}"
        return (
            f"{who} deterministic memory of {self.bits} bits errs by {how} "
            f"{self.error}/{2 << self.n} in total variation on {where} "
            f"(n = {self.n}, k = {self.k})"
        )

    def lengths(self) -> list[int]:
        """Return, for each difference d, the largest weight of a derivative of f_d."""
        n, clear = self.n, vertex_masks(self.n)
        tables = [monomial_table(mask, n) for mask in edges(n, self.k)]
        whole = 1 << n
        shifts = range(1, whole) if self.measurements == "group" else [1 << i for i in range(n)]
        result = [0] * (1 << len(tables))
        for shift in shifts:
            derivatives = sums(table ^ shifted(table, shift, clear) for table in tables)
            result = [max(x, d.bit_count()) for x, d in zip(result, derivatives, strict=True)]
        return result


@dataclass(frozen=True)
class LinearClasses:
    """Independent differences; the memory states are the cosets of their span."""

    basis: tuple[int, ...]

    def __post_init__(self) -> None:
        """Validate the list of differences."""
        rows = reader.sequence(self.basis, 0, MAX_EDGES, "certificate.basis")
        for j, row in enumerate(rows):
            reader.integer(row, 1, (1 << MAX_EDGES) - 1, f"certificate.basis[{j}]")
        object.__setattr__(self, "basis", rows)


def check_linear_classes(statement: SamplingErrorStatement, certificate: LinearClasses) -> int:
    """Check all lengths of a span and its codimension; return how many differences it has."""
    lengths = statement.lengths()
    members = [0]
    for j, row in enumerate(certificate.basis):
        if row >= len(lengths):
            expected = f"a difference below {len(lengths)}"
            raise Rejected(f"certificate.basis[{j}]", "basis", expected, row)
        if row in members:
            raise Rejected(f"certificate.basis[{j}]", "basis", "linearly independent", row)
        members += [earlier ^ row for earlier in members]
    for member in members:
        if lengths[member] > statement.error:
            expected = f"at most {statement.error} for difference {member}"
            raise Rejected("certificate.basis", "length", expected, lengths[member])
    needed = statement.size - len(certificate.basis)
    if needed > statement.bits:
        raise Rejected("statement.bits", "figure", f"at least {needed}, for 2^bits cosets",
                       statement.bits)  # fmt: skip
    return len(members)


def check_difference_weights(statement: SamplingErrorStatement, certificate: Weights) -> int:
    """Check that classes of smaller error are too small; return the number of differences."""
    lengths = statement.lengths()
    size = len(lengths)
    near = {
        d: f"the length is {length}"
        for d, length in enumerate(lengths)
        if d and length < statement.error
    }
    most = most_members(certificate.weights, size, near)
    if most << statement.bits >= size:
        expected = f"2^bits classes of at most {most} to leave out one of {size} hypergraphs"
        raise Rejected("statement.bits", "count", expected, statement.bits)
    return size
