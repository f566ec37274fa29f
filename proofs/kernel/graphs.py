"""Graph states under reading R3: binom(n,2) - 1 bits of memory, for every n.

Statement kinds `support-bound` and `signed-support-bound`, certificate kind
`graph-states-theorem`. The reduction to at most four vertices is argued in
docs/formats/exclusion.md; its finite remainder is enumerated and checked here in full.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

from proofs.kernel import reader
from proofs.kernel.algebra import edges, monomial_table, shifted, vertex_masks
from proofs.kernel.exclusion import check_tree, sign_table
from proofs.kernel.verdict import Rejected

MAX_N = 10_000
MAX_CASES = 64
MAX_CASE_NODES = 64

# Statement kind -> the formula of its bits.
FORMULAS = {
    "support-bound": "binom(n,2)-1",
    "signed-support-bound": "n+binom(n,2)-1",
}


@dataclass(frozen=True)
class SupportStatement:
    """The memory at the cut that never emitting an invalid translation costs, for k = 2.

    Args:
        kind: "support-bound" (graph states) or "signed-support-bound" (with signs Z).
        n: number of vertices, at least 2, or "all".
        k: 2.
        memory: "any".
        bits: the figure; the formula in n if n is "all".
    """

    kind: str
    n: int | str
    k: int
    memory: str
    bits: int | str

    def __post_init__(self) -> None:
        """Validate that the figure is that of the kind."""
        formula = FORMULAS[reader.choice(self.kind, tuple(FORMULAS), "statement.kind")]
        reader.integer(self.k, 2, 2, "statement.k")
        reader.choice(self.memory, ("any",), "statement.memory")
        if self.n == "all":
            reader.choice(self.bits, (formula,), "statement.bits")
            return
        n = reader.integer(self.n, 2, MAX_N, "statement.n")
        size = math.comb(n, 2) - 1 + (n if self.kind == "signed-support-bound" else 0)
        reader.integer(self.bits, size, size, "statement.bits")

    def describe(self) -> str:
        """Return the claim in one line."""
        which = "all n >= 2" if self.n == "all" else f"n = {self.n}"
        states = "signed graph states" if self.kind == "signed-support-bound" else "graph states"
        return (
            f"{self.bits} bits of any memory at the cut are needed and suffice for never emitting "
            f"an invalid translation after preparing {states} ({which}, k = 2)"
        )


@dataclass(frozen=True)
class GraphStatesTheorem:
    """Three states on three or four vertices with an exclusion tree, for every class of them."""

    cases: tuple[Any, ...]

    def __post_init__(self) -> None:
        """Validate the shape of the cases; what they show is checked with the statement."""
        rows = reader.sequence(self.cases, 1, MAX_CASES, "certificate.cases")
        cases = []
        for index, row in enumerate(rows):
            where = f"certificate.cases[{index}]"
            n, states, nodes = reader.fields(row, ("n", "states", "nodes"), where)
            reader.integer(n, 3, 4, f"{where}.n")
            triple = reader.sequence(states, 3, 3, f"{where}.states")
            tables = [sign_table(s, n, 2, f"{where}.states[{i}]") for i, s in enumerate(triple)]
            cases.append((n, tables, reader.sequence(nodes, 1, MAX_CASE_NODES, f"{where}.nodes")))
        object.__setattr__(self, "cases", tuple(cases))


def images(n: int, states: Sequence[int]) -> Iterator[frozenset[int]]:
    """Yield all images of a team that holds |+>^n, as sets of truth tables with value 0 at 0.

    The maps are those under which an exclusion tree stays one: common controlled Z and Z (adding
    one of the states' polynomials to all), common X (shifting the argument), relabelling vertices.
    """
    clear, points = vertex_masks(n), range(1 << n)
    full = (1 << (1 << n)) - 1
    orders = [
        [sum((z >> v & 1) << order[v] for v in range(n)) for z in points]
        for order in permutations(range(n))
    ]
    for origin in states:
        for shift in points:
            turned = [shifted(table ^ origin, shift, clear) for table in states]
            turned = [table ^ full if table & 1 else table for table in turned]
            for order in orders:
                yield frozenset(
                    sum((table >> z & 1) << order[z] for z in points) for table in turned
                )


def required(n: int) -> Iterator[frozenset[int]]:
    """Yield every team {|+>^n, (d2, s2), (d3, s3)} that the reduction to n vertices leaves.

    The graphs d2, d3 are distinct and not empty; on four vertices, no three of the vertices keep
    them so. The signs s2, s3 are arbitrary.
    """
    pairs = edges(n, 2)
    linear = [sum(1 << z for z in range(1 << n) if (z & s).bit_count() & 1) for s in range(1 << n)]
    parts = [] if n == 3 else [15 ^ 1 << v for v in range(n)]
    inside = [sum(1 << j for j, e in enumerate(pairs) if e & part == e) for part in parts]
    for d2, d3 in combinations(range(1, 1 << len(pairs)), 2):
        if any(len({0, d2 & part, d3 & part}) == 3 for part in inside):
            continue
        tables = [0, 0]
        for j, e in enumerate(pairs):
            for which, d in enumerate((d2, d3)):
                tables[which] ^= monomial_table(e, n) if d >> j & 1 else 0
        for s2 in linear:
            for s3 in linear:
                yield frozenset((0, tables[0] ^ s2, tables[1] ^ s3))


def check_theorem(_statement: SupportStatement, certificate: GraphStatesTheorem) -> int:
    """Check the trees and that they cover every triple; return the number of triples.

    Raises:
        Rejected: if a tree fails or is deeper than the statement's sentence length allows, or
            (incomplete) if a triple is not an image of a case.
    """
    covered: dict[int, set[frozenset[int]]] = {3: set(), 4: set()}
    for index, (n, tables, nodes) in enumerate(certificate.cases):
        where = f"certificate.cases[{index}]"
        length = check_tree(n, 2, tables, nodes, f"{where}.nodes")
        if length > n:
            raise Rejected(where, "length", f"at most {n} measurements in a row", length)
        covered[n].update(images(n, tables))
    steps = 0
    for n, known in covered.items():
        for team in required(n):
            steps += 1
            if team not in known:
                found = f"none for the signs {sorted(team)} as truth tables"
                expected = f"a case for every triple on {n} vertices"
                raise Rejected("coverage", "cases", expected, found, incomplete=True)
    return steps
