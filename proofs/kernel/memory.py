"""Classical-memory statements, checked exhaustively for a given (n, k).

Statement kinds `value-assignment-bound`, `faithful-bound` and `hidden-variable-model`;
certificate kinds `pairwise-contexts`, `derivative-weights` and `replay`. The same statements for
all n and k are proved by `derivation`. Grammar and soundness in docs/formats/memory.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from proofs.kernel import reader
from proofs.kernel.algebra import edges, monomial_table, shifted, sums, vertex_masks
from proofs.kernel.verdict import Malformed, Rejected

MAX_EDGES = 16  # 2^16 differences
MAX_N = 10_000  # for statements; exhaustive certificates stop far earlier
MAX_VERTICES = 10
MAX_REPLAYS = 2_000_000

KINDS: dict[str, tuple[str, str, str]] = {
    # kind -> (memory, bits for all n and k, what the model does)
    "value-assignment-bound": (
        "any",
        "binom(n,k)",
        "answering by values that respect equal-shift and diagonal products",
    ),
    "faithful-bound": (
        "deterministic",
        "binom(n,k)",
        "sampling every single measurement within total variation below 2^-k",
    ),
    "hidden-variable-model": (
        "stochastic",
        "2*n",
        "sampling every single generator or diagonal measurement exactly",
    ),
}


@dataclass(frozen=True)
class MemoryStatement:
    """The classical memory, in bits, that a reading of the task costs.

    Args:
        kind: a key of `KINDS`.
        n: number of vertices, or "all".
        k: edge size with 1 <= k <= n, or "all" (exactly if n is).
        memory: "deterministic", "stochastic" or "any", as the kind demands.
        bits: the figure; an integer, or a formula in n and k if those are "all".
    """

    kind: str
    n: int | str
    k: int | str
    memory: str
    bits: int | str

    def __post_init__(self) -> None:
        """Validate that the hypotheses and the figure are those of the kind."""
        reader.choice(self.kind, tuple(KINDS), "statement.kind")
        memory, formula, _ = KINDS[self.kind]
        reader.choice(self.memory, (memory,), "statement.memory")
        if self.n == "all" and self.k == "all":
            reader.choice(self.bits, (formula,), "statement.bits")
            return
        n = reader.integer(self.n, 1, MAX_N, "statement.n")
        k = reader.integer(self.k, 1, n, "statement.k")
        size = math.comb(n, k) if formula == "binom(n,k)" else 2 * n
        reader.integer(self.bits, size, size, "statement.bits")

    def describe(self) -> str:
        """Return the claim in one line, hypotheses included."""
        memory, _, task = KINDS[self.kind]
        which = "1 <= k <= n, all n" if self.n == "all" else f"n = {self.n}, k = {self.k}"
        bits = self.bits if isinstance(self.bits, str) or self.bits < 10**30 else "binom(n,k)"
        need = "suffice" if memory == "stochastic" else "are needed and suffice"
        return f"{bits} bits of {memory} memory at the cut {need} for {task} ({which})"

    def size(self, most_edges: int, most_vertices: int) -> tuple[int, int]:
        """Return n and k as integers, refusing what an exhaustive check cannot hold."""
        if isinstance(self.n, str) or isinstance(self.k, str):
            raise Rejected("statement", "exhaustive", "integers n and k", "all")
        if math.comb(self.n, self.k) > most_edges or self.n > most_vertices:
            limits = f"binom(n,k) <= {most_edges} and n <= {most_vertices} for this certificate"
            raise Malformed("statement", limits, f"n = {self.n}, k = {self.k}")
        return self.n, self.k


@dataclass(frozen=True)
class PairwiseContexts:
    """For every difference d of two hypergraphs, one of its edges; edges[d - 1] belongs to d."""

    edges: tuple[int, ...]

    def __post_init__(self) -> None:
        """Validate the list of edge indices."""
        object.__setattr__(self, "edges", _indices(self.edges, "certificate.edges"))


@dataclass(frozen=True)
class DerivativeWeights:
    """For every difference d, the vertex whose generator tells the two hypergraphs apart."""

    vertices: tuple[int, ...]

    def __post_init__(self) -> None:
        """Validate the list of vertices."""
        object.__setattr__(self, "vertices", _indices(self.vertices, "certificate.vertices"))


@dataclass(frozen=True)
class Replay:
    """No data: the kernel replays the model on every hypergraph and measurement."""


def _indices(value: object, where: str) -> tuple[int, ...]:
    items = reader.sequence(value, 1, (1 << MAX_EDGES) - 1, where)
    for position, item in enumerate(items):
        reader.integer(item, 0, MAX_EDGES - 1, f"{where}[{position}]")
    return items


def _differences(n: int, k: int) -> list[int]:
    """Return the truth table of every k-uniform difference; entry d sums the edges in mask d."""
    return sums(monomial_table(edge, n) for edge in edges(n, k))


def check_pairwise_contexts(statement: MemoryStatement, certificate: PairwiseContexts) -> int:
    """Check that every two hypergraphs clash under reading R1; return the contexts summed.

    Each difference d must contain its named edge e, and the polynomials d_A d over the non-empty
    A inside e must sum to the constant 1: the values v(0, d_A d) = +1 would multiply to v(0, 1).
    """
    n, k = statement.size(MAX_EDGES, MAX_VERTICES)
    clear, full, masks = vertex_masks(n), (1 << (1 << n)) - 1, edges(n, k)
    tables = _differences(n, k)
    if (found := len(certificate.edges)) != len(tables) - 1:
        raise Rejected("certificate.edges", "exhaustive", f"{len(tables) - 1} entries", found)
    steps = 0
    for difference in range(1, len(tables)):
        chosen, table = certificate.edges[difference - 1], tables[difference]
        if not difference >> chosen & 1:
            expected = "an edge of the difference"
            raise Rejected(f"difference {difference}", "context", expected, f"edge {chosen}")
        total, subset = 0, masks[chosen]
        while subset:
            total ^= shifted(table, subset, clear) ^ table
            subset = subset - 1 & masks[chosen]
            steps += 1
        if total != full:
            expected = "derivatives that sum to the constant 1"
            raise Rejected(f"difference {difference}", "sum", expected, "another polynomial")
    return steps


def check_derivative_weights(statement: MemoryStatement, certificate: DerivativeWeights) -> int:
    """Check that every two hypergraphs are told apart by one generator; return the differences.

    Measuring K_i of one hypergraph gives -1 on the other with probability wt(d_i d) / 2^n, which
    must be at least 2^(1-k): a shared output law errs by 2^-k or more on one of the two.
    """
    n, k = statement.size(MAX_EDGES, MAX_VERTICES)
    clear, tables = vertex_masks(n), _differences(n, k)
    if (found := len(certificate.vertices)) != len(tables) - 1:
        raise Rejected("certificate.vertices", "exhaustive", f"{len(tables) - 1} entries", found)
    for difference in range(1, len(tables)):
        vertex, table = certificate.vertices[difference - 1], tables[difference]
        if vertex >= n:
            raise Rejected(f"difference {difference}", "vertex", f"a vertex below {n}", vertex)
        weight = (shifted(table, 1 << vertex, clear) ^ table).bit_count()
        if weight < 1 << (n - k + 1):
            expected = f"a derivative of weight {1 << (n - k + 1)} or more"
            raise Rejected(f"difference {difference}", "weight", expected, weight)
    return len(tables) - 1


def check_replay(statement: MemoryStatement, _certificate: Replay) -> int:
    """Replay the 2n-bit model on every hypergraph and every generator or diagonal measurement.

    The model keeps a uniform z and n bits c_i, all 0 at first; the token of an edge e flips every
    c_i with i in e and the other vertices of e inside z. It answers (e_i, g) by c_i + g(z) and
    (0, g) by g(z). Its number of answers -1 over all z must be that of the quantum law on the
    state with signs (-1)^f: the number of z with f(z) + f(z + a) + g(z) = 1. Returns the number
    of measurements replayed.
    """
    n, k = statement.size(MAX_EDGES, MAX_VERTICES)
    low = [mask for degree in range(k) for mask in edges(n, degree)]
    # A shift by e_i takes phases free of z_i only (Hermitian); target n stands for no shift.
    allowed = [[m for m in low if not m >> target & 1] for target in range(n + 1)]
    if sum(1 << len(masks) for masks in allowed) << math.comb(n, k) > MAX_REPLAYS:
        raise Malformed("statement", f"at most {MAX_REPLAYS} measurements to replay", "more")
    clear = vertex_masks(n)
    phases = [sums(monomial_table(mask, n) for mask in masks) for masks in allowed]
    steps = 0
    for hypergraph in range(1 << math.comb(n, k)):
        signs = 0  # bit z: the sign of the amplitude of z
        counters = [0] * (n + 1)  # bit z of counters[i]: c_i when the hidden point is z
        for index, edge in enumerate(edges(n, k)):
            if hypergraph >> index & 1:
                signs ^= monomial_table(edge, n)
                for i in range(n):
                    if edge >> i & 1:
                        counters[i] ^= monomial_table(edge & ~(1 << i), n)
        for target in range(n + 1):
            shift = 1 << target if target < n else 0
            moved = signs ^ shifted(signs, shift, clear)
            for phase in phases[target]:
                quantum = (moved ^ phase).bit_count()
                model = (counters[target] ^ phase).bit_count()
                if quantum != model:
                    place = f"hypergraph {hypergraph}, target {target}"
                    expected = f"-1 on {quantum} of {1 << n} points"
                    raise Rejected(place, "law", expected, model)
                steps += 1
    return steps
