"""Evidence for bounds on the independence, Lovasz and fractional packing numbers of a graph.

Certificate kind `graph-numbers`; the statement is in `proofs.kernel.exclusivity`, grammar and
soundness argument in docs/formats/exclusivity.md. The matrices are built here from the edges of
the statement; the certificate chooses numbers for their free entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from proofs.kernel import reader
from proofs.kernel.empirical import DIGITS, brief, number
from proofs.kernel.exclusivity import MAX_VERTICES, ExclusivityStatement, Ratio, exceeds
from proofs.kernel.sharing import semidefinite
from proofs.kernel.verdict import Malformed, Rejected

MAX_CLIQUES = 20_000
MAX_MEMBERS = 1 << 20  # of all cliques, and pairs in them
MAX_BIT_PRODUCTS = 1 << 31  # rows^4 times bits of the entries, in an elimination

Part = tuple[int, tuple[int, ...]]


@dataclass(frozen=True)
class GraphNumbers:
    """A set, two matrices, weights of vertices and of cliques.

    Args:
        vertices: no two of them adjacent.
        above: "search" or "theta": why no such set is heavier than the statement says.
        primal: None, or an object with denominator and numbers, for the matrix of a lower bound.
        dual: the same for the matrix of an upper bound.
        packing: None, or an object with denominator and numbers, one a vertex.
        denominator: of the weights of cliques.
        cover: pairs of a weight and a clique.
    """

    vertices: tuple[int, ...]
    above: str
    primal: Any
    dual: Any
    packing: Any
    denominator: int
    cover: Any

    def __post_init__(self) -> None:
        """Validate the shapes; sizes are compared with the statement."""
        found = reader.increasing(self.vertices, 0, MAX_VERTICES - 1, "certificate.vertices")
        object.__setattr__(self, "vertices", found)
        reader.choice(self.above, ("search", "theta"), "certificate.above")
        number(self.denominator, 1, "certificate.denominator")
        rows = reader.sequence(self.cover, 0, MAX_CLIQUES, "certificate.cover")
        cover, members = [], 0
        for i, row in enumerate(rows):
            place = f"certificate.cover[{i}]"
            weight, clique = reader.sequence(row, 2, 2, place)
            clique = reader.increasing(clique, 0, MAX_VERTICES - 1, place)
            cover.append((number(weight, 1, place), clique))
            members += len(clique) * (len(clique) + 1) // 2
        if members > MAX_MEMBERS:
            raise Malformed("certificate.cover", f"at most {MAX_MEMBERS} pairs of members", members)
        object.__setattr__(self, "cover", tuple(cover))


def check_graph_numbers(statement: ExclusivityStatement, certificate: GraphNumbers) -> int:
    """Check the evidence and the six bounds; return how many numbers that took.

    Each lower bound holds for the numbers that follow, each upper bound for those before:
    independence number <= Lovasz number <= fractional packing number.

    Raises:
        Rejected: at the first thing that does not hold, or a bound that is not reached.
    """
    weights, size = statement.weights, len(statement.weights)
    alpha_low, alpha_high = statement.independence
    theta_low, theta_high = statement.theta
    packing_low, packing_high = statement.packing
    pairs = list(combinations(range(size), 2))
    apart = [(i, j) for i, j in pairs if not statement.graph[i] >> j & 1]

    low: Ratio = (_independent(statement, certificate.vertices), 1)
    _reach((alpha_low, 1), low, "independence number", above=True)
    steps = len(certificate.vertices)
    if certificate.primal is not None:
        whole, values = _part(certificate.primal, size + len(apart), "certificate.primal")
        chances = values[:size]
        entries = dict(zip(apart, values[size:], strict=True))
        _positive(whole, chances, chances, entries, "certificate.primal")
        low = (sum(w * x for w, x in zip(weights, chances, strict=True)), whole)
        steps += len(values)
    _reach(theta_low, low, "Lovasz number", above=True)
    if certificate.packing is not None:
        whole, values = _part(certificate.packing, size, "certificate.packing")
        if min(values) < 0:
            raise Rejected("certificate.packing", "packing", "numbers of at least 0", min(values))
        full = (1 << size) - 1
        others = [full ^ mask ^ 1 << v for v, mask in enumerate(statement.graph)]
        if exceeds(others, values, whole):
            expected = f"sums of at most {brief(whole)} on cliques"
            raise Rejected("certificate.packing", "packing", expected, "a clique with more")
        low = (sum(w * x for w, x in zip(weights, values, strict=True)), whole)
        steps += size
    _reach(packing_low, low, "fractional packing number", above=True)

    high = _cover(statement, certificate)
    _reach(packing_high, high, "fractional packing number", above=False)
    steps += len(certificate.cover)
    if certificate.dual is not None:
        edges = statement.edges
        unit, values = _part(certificate.dual, len(edges), "certificate.dual")
        p, q = high = theta_high
        # [[p/q, -w], [-w, W + B]] times q unit, where B holds the certificate's numbers.
        diagonal = [w * q * unit for w in weights]
        entries = {pair: q * x for pair, x in zip(edges, values, strict=True)}
        _positive(p * unit, [-x for x in diagonal], diagonal, entries, "certificate.dual")
        steps += len(values)
    _reach(theta_high, high, "Lovasz number", above=False)
    if certificate.above == "search":
        if exceeds(statement.graph, weights, alpha_high):
            expected = f"no independent set of weight above {brief(alpha_high)}"
            raise Rejected("certificate.above", "search", expected, "one")
    else:
        _reach((alpha_high, 1), (high[0] // high[1], 1), "independence number", above=False)
    return steps + size


def _independent(statement: ExclusivityStatement, vertices: Sequence[int]) -> int:
    """Return the weight of vertices of which no two are adjacent."""
    if vertices and vertices[-1] >= len(statement.weights):
        expected = f"vertices below {len(statement.weights)}"
        raise Rejected("certificate.vertices", "independent set", expected, vertices[-1])
    for i, j in combinations(vertices, 2):
        if statement.graph[i] >> j & 1:
            expected = "no two exclusive events"
            raise Rejected("certificate.vertices", "independent set", expected, f"{i} and {j}")
    return sum(statement.weights[v] for v in vertices)


def _cover(statement: ExclusivityStatement, certificate: GraphNumbers) -> Ratio:
    """Return the total weight of cliques that cover every vertex with its weight."""
    size, loads = len(statement.weights), [0] * len(statement.weights)
    for i, (weight, clique) in enumerate(certificate.cover):
        place = f"certificate.cover[{i}]"
        if clique and clique[-1] >= size:
            raise Rejected(place, "clique", f"vertices below {size}", clique[-1])
        for u, v in combinations(clique, 2):
            if not statement.graph[u] >> v & 1:
                raise Rejected(place, "clique", "exclusive events", f"{u} and {v}")
        for v in clique:
            loads[v] += weight
    for v, (load, weight) in enumerate(zip(loads, statement.weights, strict=True)):
        if load < weight * certificate.denominator:
            expected = f"at least {brief(weight * certificate.denominator)} at vertex {v}"
            raise Rejected("certificate.cover", "cover", expected, load)
    return sum(weight for weight, _ in certificate.cover), certificate.denominator


def _part(value: object, size: int, where: str) -> Part:
    """Return the denominator and the numbers of a part of the certificate."""
    whole, rows = reader.fields(value, ("denominator", "numbers"), where)
    number(whole, 1, f"{where}.denominator")
    numbers = reader.sequence(rows, size, size, f"{where}.numbers")
    most = 10**DIGITS
    for i, x in enumerate(numbers):
        reader.integer(x, -most, most, f"{where}.numbers[{i}]")
    return whole, numbers


def _positive(
    corner: int,
    border: Sequence[int],
    diagonal: Sequence[int],
    entries: dict[tuple[int, int], int],
    where: str,
) -> None:
    """Check that a symmetric matrix of integers is positive semidefinite.

    Args:
        corner: entry 0, 0.
        border: the rest of row 0.
        diagonal: the rest of the diagonal.
        entries: those of the vertices i < j, in row i + 1; 0 where none is given.
        where: the place in the certificate, for messages.
    """
    matrix = [[corner, *border], *([x, *[0] * len(border)] for x in border)]
    for v, x in enumerate(diagonal, 1):
        matrix[v][v] = x
    for (i, j), x in entries.items():
        matrix[i + 1][j + 1] = matrix[j + 1][i + 1] = x
    bits = max(x.bit_length() for row in matrix for x in row)
    if len(matrix) ** 4 * bits > MAX_BIT_PRODUCTS:
        limit = f"rows^4 times bits of at most {MAX_BIT_PRODUCTS}"
        raise Malformed(where, limit, f"{len(matrix)} rows, {bits} bits")
    if not semidefinite(matrix):
        raise Rejected(where, "matrix", "a positive semidefinite matrix", "another")


def _reach(bound: Ratio, reached: Ratio, name: str, *, above: bool) -> None:
    """Reject a bound of the statement that lies beyond what the evidence shows."""
    (p, q), (r, s) = bound, reached
    if (p * s > r * q) if above else (p * s < r * q):
        side = "at most" if above else "at least"
        expected = f"{side} {brief(r)}/{brief(s)}, which the certificate shows"
        found = f"{brief(p)}/{brief(q)}"
        raise Rejected("goal", f"bound on the {name}", expected, found, incomplete=True)
