"""Lower bounds on memory states: every subset of a space of hypergraphs beyond a size is excluded.

Certificate kind `excluded-subsets`; grammar and soundness in docs/formats/sharing.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, combinations, permutations
from operator import xor
from typing import Any

from proofs.kernel import reader
from proofs.kernel.algebra import edges, monomial_table, polynomial, shifted, vertex_masks
from proofs.kernel.counters import ones
from proofs.kernel.exclusion import check_tree, vertex_sets
from proofs.kernel.sharing import check_decomposition, gram
from proofs.kernel.support_states import SupportStatesStatement, require_states, span
from proofs.kernel.verdict import Malformed, Rejected

MAX_COVERED = 10  # 2^10 hypergraphs in a space whose subsets are listed
MAX_CASES = 4096
MAX_CASE_STATES = 32
MAX_CASE_NODES = 1024
MAX_CASE_WORK = 1 << 23  # of all cases: nodes x states x 2^n of a tree, states^4 of matrices
MAX_IMAGES = 1 << 21
MAX_MOVED = 1 << 22  # edges of cases, each moved by every permutation
MAX_LOOKUPS = 1 << 22  # sets of members that are looked up among the excluded ones


@dataclass(frozen=True)
class ExcludedSubsets:
    """A space of hypergraphs all of whose subsets beyond a size are excluded.

    Args:
        basis: independent hypergraphs.
        relabelled: whether a case stands for its images under all permutations of the vertices.
        most: the size of the largest subsets that are not excluded, at least 1.
        cases: sets of hypergraphs with a tree ("states", "nodes") or a decomposition ("states",
            "denominator", "matrices").
    """

    basis: Any
    relabelled: bool
    most: int
    cases: Any

    def __post_init__(self) -> None:
        """Validate the shape as far as the statement is not needed."""
        if type(self.relabelled) is not bool:
            raise Malformed("certificate.relabelled", "true or false", self.relabelled)
        reader.integer(self.most, 1, MAX_CASE_STATES - 1, "certificate.most")
        reader.sequence(self.cases, 0, MAX_CASES, "certificate.cases")


def check_excluded_subsets(statement: SupportStatesStatement, certificate: ExcludedSubsets) -> int:
    """Check that every subset of a space beyond a size is excluded; return the subsets visited."""
    tables = span(statement, certificate.basis, MAX_COVERED)
    number = {table: position for position, table in enumerate(tables)}
    n = statement.n
    images = math.factorial(n) if certificate.relabelled else 1
    if images * len(tables) * max(1, len(certificate.cases)) > MAX_IMAGES:
        raise Malformed("certificate.cases", f"at most {MAX_IMAGES} images", "more")
    orders = list(permutations(range(n))) if certificate.relabelled else [tuple(range(n))]
    dimension = len(tables).bit_length() - 1
    clear = vertex_masks(dimension)
    excluded: set[int] = set()  # sets of members of the space, as bit masks
    sizes: set[int] = set()
    for index, states in enumerate(affordable(statement, certificate, images)):
        check_case(statement, states, certificate.cases[index], f"certificate.cases[{index}]")
        sizes.add(len(states))
        inside: set[frozenset[int]] = set()  # images in the space, up to adding a hypergraph
        for image in relabelled(n, statement.k, orders, states):
            shifts = frozenset(number.get(table ^ image[0], -1) for table in image)
            if -1 not in shifts:
                inside.add(shifts)
        for shifts in inside:
            translated = [sum(1 << s for s in shifts)]
            for j in range(dimension):
                translated += [shifted(mask, 1 << j, clear) for mask in translated]
            excluded.update(translated)
    orthogonal = {c for c, table in enumerate(tables) if 2 * table.bit_count() == 1 << n}
    if certificate.most + 1 == len(tables) and (1 << len(tables)) - 1 in excluded:
        # The space itself is the only subset to look at.
        require_states(statement, 2)
        return 1
    visited = lookups = 0
    # By translation it suffices to look at subsets that hold the empty hypergraph, number 0.
    stack: list[tuple[tuple[int, ...], int]] = [((0,), 1)]
    while stack:
        members, first = stack.pop()
        visited += 1
        if len(members) > certificate.most:
            expected = f"every subset of {len(members)} members excluded"
            raise Rejected("coverage", "subsets", expected, f"{members}", incomplete=True)
        parts = sum(math.comb(len(members), size - 1) for size in sizes)
        lookups += (len(tables) - first) * (1 + parts)
        if lookups > MAX_LOOKUPS:
            raise Malformed("certificate", f"at most {MAX_LOOKUPS} sets to look up", "more")
        left = [
            c for c in range(first, len(tables)) if orthogonal.isdisjoint(c ^ m for m in members)
        ]
        for part in chain.from_iterable(combinations(members, size - 1) for size in sizes):
            mask = sum(1 << m for m in part)
            left = [c for c in left if mask | 1 << c not in excluded]
        # The smallest is taken first, so that a subset that is too large soon shows.
        stack += [((*members, c), c + 1) for c in reversed(left)]
    figure = (len(tables) + certificate.most - 1) // certificate.most
    require_states(statement, figure)
    return visited


def affordable(
    statement: SupportStatesStatement, certificate: ExcludedSubsets, images: int
) -> list[list[list[int]]]:
    """Return the hypergraphs of all cases; what checking would cost is refused before it starts."""
    found = []
    work = moved = 0
    for index, case in enumerate(certificate.cases):
        states, nodes = case_states(statement, case, f"certificate.cases[{index}]")
        work += nodes * len(states) << statement.n if nodes else len(states) ** 4
        if work > MAX_CASE_WORK:
            raise Malformed("certificate.cases", f"at most {MAX_CASE_WORK} units of work", "more")
        moved += images * sum(map(len, states))
        if moved > MAX_MOVED:
            raise Malformed("certificate.cases", f"at most {MAX_MOVED} edges to move", "more")
        found.append(states)
    return found


def case_states(
    statement: SupportStatesStatement, case: object, where: str
) -> tuple[list[list[int]], int]:
    """Return the hypergraphs of a case as masks of edges, and how many nodes its tree has."""
    tree = type(case) is dict and "nodes" in case
    names = ("states", "nodes") if tree else ("states", "denominator", "matrices")
    states, *evidence = reader.fields(case, names, where)
    rows = reader.sequence(states, 2, MAX_CASE_STATES, f"{where}.states")
    n, k = statement.n, statement.k
    masks = [list(vertex_sets(row, n, k, k, f"{where}.states[{i}]")) for i, row in enumerate(rows)]
    if not tree:
        return masks, 0
    return masks, len(reader.sequence(evidence[0], 1, MAX_CASE_NODES, f"{where}.nodes"))


def check_case(
    statement: SupportStatesStatement, states: list[list[int]], case: dict[str, Any], where: str
) -> None:
    """Check that the hypergraphs of a case are excluded."""
    n, k = statement.n, statement.k
    tables = [polynomial(row, n) for row in states]
    if len(set(tables)) != len(tables):
        raise Malformed(f"{where}.states", "distinct hypergraphs", "a repetition")
    if "nodes" in case:
        check_tree(n, k, tables, case["nodes"], f"{where}.nodes")
        return
    if statement.measurements != "any":
        raise Rejected(where, "measurements", "a tree of group elements", "a decomposition")
    denominator = reader.integer(case["denominator"], 1, 1 << 64, f"{where}.denominator")
    check_decomposition(gram(n, tables), denominator, case["matrices"], f"{where}.matrices")


def relabelled(
    n: int, k: int, orders: Sequence[tuple[int, ...]], states: list[list[int]]
) -> Iterator[list[int]]:
    """Yield the truth tables of a list of hypergraphs under permutations of the vertices."""
    tables = {mask: monomial_table(mask, n) for mask in edges(n, k)}
    vertices = {mask: ones(mask) for row in states for mask in row}
    for order in orders:
        moved = {
            mask: tables[sum(1 << order[v] for v in members)] for mask, members in vertices.items()
        }
        yield [reduce(xor, map(moved.__getitem__, row), 0) for row in states]
