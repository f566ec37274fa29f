"""Exclusion trees: measurements by which no memory state can serve all of some hypergraph states.

Statement kind and certificate kind `exclusion`; grammar and soundness in docs/formats/exclusion.md.
Bit i of an integer is vertex i. Amplitudes are integers, so an outcome is impossible exactly when
all of them are 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from proofs.kernel import reader
from proofs.kernel.algebra import polynomial, shifted, vertex_masks
from proofs.kernel.verdict import Malformed, Rejected

MAX_VERTICES = 8
MAX_STATES = 64
MAX_NODES = 4096
MAX_WORK = 1 << 21  # amplitudes computed, nodes x states x 2^n

# Shift mask, phase as masks of monomials, what follows +1, what follows -1.
Node = tuple[int, tuple[int, ...], int, int]


def vertex_set(value: object, n: int, low: int, high: int, where: str) -> int:
    """Return the mask of a strictly increasing list of low to high vertices."""
    items = reader.increasing(value, 0, n - 1, where)
    if not low <= len(items) <= high:
        raise Malformed(where, f"{low} to {high} vertices", f"{len(items)} vertices")
    return sum(1 << v for v in items)


def vertex_sets(value: object, n: int, low: int, high: int, where: str) -> tuple[int, ...]:
    """Return the masks of a list of distinct sets of low to high vertices."""
    rows = reader.sequence(value, 0, 1 << n, where)
    masks = tuple(vertex_set(row, n, low, high, f"{where}[{i}]") for i, row in enumerate(rows))
    if len(set(masks)) != len(masks):
        raise Malformed(where, "distinct sets", "a repetition")
    return masks


def sign_table(state: object, n: int, k: int, where: str) -> int:
    """Return the truth table of f, the state's amplitudes being (-1)^f, from its JSON form."""
    edges, signs = reader.fields(state, ("edges", "signs"), where)
    masks = vertex_sets(edges, n, 2, k, f"{where}.edges")
    vertices = reader.increasing(signs, 0, n - 1, f"{where}.signs")
    return polynomial([*masks, *(1 << vertex for vertex in vertices)], n)


@dataclass(frozen=True)
class ExclusionStatement:
    """No memory state serves all the states, if group elements may be measured in turn.

    Args:
        n: number of vertices, 1 to 8.
        k: measured phases have degree at most k - 1, edges at most k vertices; 1 <= k <= n + 1.
        states: objects with "edges" (of two vertices or more) and "signs"; kept as truth tables.
    """

    n: int
    k: int
    states: Any

    def __post_init__(self) -> None:
        """Validate the states, which must be distinct."""
        n = reader.integer(self.n, 1, MAX_VERTICES, "statement.n")
        k = reader.integer(self.k, 1, n + 1, "statement.k")
        rows = reader.sequence(self.states, 2, MAX_STATES, "statement.states")
        tables = tuple(
            sign_table(row, n, k, f"statement.states[{i}]") for i, row in enumerate(rows)
        )
        if len(set(tables)) != len(tables):
            raise Malformed("statement.states", "distinct states", "a repetition")
        object.__setattr__(self, "states", tables)

    def describe(self) -> str:
        """Return the claim in one line."""
        return (
            f"no memory state serves all {len(self.states)} given hypergraph states on {self.n} "
            f"vertices, under sequences of group elements with phases of degree <= {self.k - 1}"
        )


@dataclass(frozen=True)
class Exclusion:
    """A tree of measurements; nodes are validated against a statement when checked."""

    nodes: tuple[Any, ...]

    def __post_init__(self) -> None:
        """Validate that there is a list of nodes."""
        object.__setattr__(
            self, "nodes", reader.sequence(self.nodes, 1, MAX_NODES, "certificate.nodes")
        )


def _node(value: object, n: int, k: int, where: str) -> Node:
    shift, phase, plus, minus = reader.fields(value, ("shift", "phase", "plus", "minus"), where)
    return (
        vertex_set(shift, n, 0, n, f"{where}.shift"),
        vertex_sets(phase, n, 0, k - 1, f"{where}.phase"),
        reader.integer(plus, -MAX_STATES, MAX_NODES, f"{where}.plus"),
        reader.integer(minus, -MAX_STATES, MAX_NODES, f"{where}.minus"),
    )


def check_tree(n: int, k: int, states: Sequence[int], nodes: Sequence[Any], where: str) -> int:
    """Check an exclusion tree and return the measurements on its longest path.

    Args:
        n: number of qubits.
        k: phases have degree at most k - 1.
        states: truth tables of the states' signs.
        nodes: the tree in its JSON form; node 0 is the root.
        where: the place of the list, for messages.

    Raises:
        Malformed: if a node is not of the grammar or the tree is too much work.
        Rejected: if the list is no tree, an element is not Hermitian, or an outcome is possible.
    """
    reader.integer(n, 1, MAX_VERTICES, f"{where}: vertices of a tree")
    if len(nodes) * len(states) << n > MAX_WORK:
        raise Malformed(where, f"at most {MAX_WORK} amplitudes to compute", "more")
    clear, points = vertex_masks(n), range(1 << n)
    start = [[-1 if table >> z & 1 else 1 for z in points] for table in states]
    # Number of a node -> the length of its path, and the unnormalised states that reach it.
    reached: dict[int, tuple[int, list[list[int]]]] = {0: (1, start)}
    longest = 0
    parsed = [_node(item, n, k, f"{where}[{i}]") for i, item in enumerate(nodes)]
    for position, (shift, phase, *follows) in enumerate(parsed):
        place = f"{where}[{position}]"
        if position not in reached:
            raise Rejected(place, "tree", "a node that an earlier node leads to", "none does")
        length, vectors = reached.pop(position)
        longest = max(longest, length)
        table = polynomial(phase, n)
        if shifted(table, shift, clear) != table:
            raise Rejected(place, "measurement", "a Hermitian element (d_a g = 0)", "another")
        for child, sign in zip(follows, (1, -1), strict=True):
            # (1 +- E) v for E = X^a (-1)^g, which takes the amplitude of z to z + a.
            after = [
                [v[z] + (-sign if table >> z & 1 else sign) * v[z ^ shift] for z in points]
                for v in vectors
            ]
            if child < 0:
                if -child > len(states):
                    raise Rejected(place, "leaf", f"a state below {len(states)}", -child - 1)
                if any(after[-child - 1]):
                    expected = f"outcome {sign:+d} impossible for state {-child - 1}"
                    raise Rejected(place, "leaf", expected, "a possible outcome")
            elif position < child < len(nodes) and child not in reached:
                reached[child] = length + 1, after
            else:
                raise Rejected(place, "tree", "the number of a later node, used once", child)
    return longest


def check_exclusion(statement: ExclusionStatement, certificate: Exclusion) -> int:
    """Check that every leaf of the tree is impossible for a state; return the number of nodes."""
    check_tree(statement.n, statement.k, statement.states, certificate.nodes, "certificate.nodes")
    return len(certificate.nodes)
