"""Exclusion trees: why no classical memory state can serve a set of hypergraph states.

Belongs here: trees, what a search for them can end in, and the search's front door. Does not
belong here: the search itself (`exclusion_engine`), quantum mechanics (`exclusion_stabilizer`,
`exclusion_vectors`), the reduction of large graphs (`exclusion_graphs`), certificates.

A memory state that serves a set of states has to answer every measurement by an outcome that is
possible for all of them, and then to serve the states after it. A tree of measurements each of
whose leaves is impossible for some state shows that no memory state can.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from contextuality.errors import InputError, shown
from contextuality.search.exclusion_engine import DeadlineError, Engine, Objective
from contextuality.search.exclusion_stabilizer import MAX_STABILIZER_QUBITS, StabilizerSystem
from contextuality.search.result import TimedOut, check_time_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contextuality.group import GroupElement
    from contextuality.hypergraph import Hypergraph
    from contextuality.search.exclusion_vectors import VectorSystem

__all__ = [
    "Excluded",
    "ExclusionTree",
    "Measurements",
    "Node",
    "Shareable",
    "Undecided",
    "exclude",
]

Measurements = Literal["group", "paulis"]
MAX_LIMIT = 40
SEARCHED_GRAPH_QUBITS = 4
"""Larger graphs are reduced to so many vertices unless a least tree is asked for."""


@dataclass(frozen=True, slots=True)
class Node:
    """One measurement of a tree.

    Args:
        element: what is measured; an anti-Hermitian element stands for i times it.
        plus: what follows +1: the number of a later node, or -(s + 1) if +1 is impossible for
            state s.
        minus: the same for -1.
    """

    element: GroupElement
    plus: int
    minus: int


@dataclass(frozen=True, slots=True)
class ExclusionTree:
    """A measurement tree each of whose leaves is impossible for one of the states.

    Args:
        states: hypergraph states; edges of one vertex are signs (Z applied).
        nodes: the measurements, node 0 first; children after their parents.

    Source: ours, after the support reading of arXiv 2402.08606; docs/formats/exclusion.md.
    """

    states: tuple[Hypergraph, ...]
    nodes: tuple[Node, ...]

    @property
    def depth(self) -> int:
        """The most measurements made before the last one, whose outcomes are both impossible."""
        depths = [0] * len(self.nodes)
        for position, node in enumerate(self.nodes):
            for child in (node.plus, node.minus):
                if child >= 0:
                    depths[child] = depths[position] + 1
        return max(depths)

    @property
    def leaves(self) -> int:
        """The number of leaves, one more than there are measurements."""
        return len(self.nodes) + 1

    def lines(self) -> list[str]:
        r"""Return the tree as indented text, a line for each node and leaf.

        Example:
            >>> from contextuality.hypergraph import Hypergraph
            >>> found = exclude([Hypergraph.parse("-", 1), Hypergraph.parse("0", 1)])
            >>> print("\n".join(found.tree.lines()))
            measure + X0
              +1: impossible for state 1
              -1: impossible for state 0
        """
        result: list[str] = []
        stack: list[tuple[str, int]] = [("", 0)]
        while stack:
            prefix, child = stack.pop()
            if child < 0:
                result.append(f"{prefix}impossible for state {-child - 1}")
                continue
            node = self.nodes[child]
            result.append(f"{prefix}measure {node.element.as_operator_string()}")
            indent = " " * (len(prefix) - len(prefix.lstrip(" ")) + 2)
            stack.append((f"{indent}-1: ", node.minus))
            stack.append((f"{indent}+1: ", node.plus))
        return result


@dataclass(frozen=True, slots=True)
class Excluded:
    """No memory state serves all the states.

    Args:
        tree: the evidence, to be checked by the kernel.
        least: "depth" or "leaves" if no tree of the same measurements has less, else None.
    """

    excluded: ClassVar[bool] = True
    tree: ExclusionTree
    least: Objective | None


@dataclass(frozen=True, slots=True)
class Shareable:
    """The states can share a memory state: the search space is exhausted, or a criterion says so.

    Args:
        reason: which.
    """

    excluded: ClassVar[bool] = False
    reason: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """No tree within a cost limit; nothing is known beyond.

    Args:
        limit: the cost, in measurements on a path or in all, as the objective has it.
    """

    excluded: ClassVar[None] = None
    limit: int


def exclude(
    states: Sequence[Hypergraph],
    *,
    k: int | None = None,
    measurements: Measurements | Sequence[GroupElement] = "group",
    least: Objective | None = None,
    limit: int = 12,
    time_limit: float | None = None,
) -> Excluded | Shareable | Undecided | TimedOut:
    """Find an exclusion tree for a set of hypergraph states.

    Args:
        states: at least one hypergraph, all on the same n >= 1 vertices; an edge of one vertex
            applies Z to it. The same state may be given twice.
        k: phases of measured elements have degree at most k - 1; the largest edge, and at least
            2, if None.
        measurements: "group" for all Hermitian elements; "paulis" for all Pauli operators, with
            k = 2; or a list of Hermitian elements.
        least: demand the least depth or the fewest leaves.
        limit: the largest cost tried: measurements on a path, or in all if `least` is "leaves".
        time_limit: in seconds, or None.

    Returns:
        `Excluded` with a tree; `Shareable` if there is none; `Undecided` if there is none within
        `limit`; `TimedOut`, which says nothing.

    Raises:
        InputError: for no state, different numbers of vertices, a limit out of range, or a
            system beyond the search's size.

    Source: ours; docs/derivations/memory.md, reading R3.

    Example:
        >>> from contextuality.hypergraph import Hypergraph
        >>> graphs = [Hypergraph.parse(text, 4) for text in ("-", "0,1", "2,3")]
        >>> exclude(graphs).tree.depth
        3
        >>> exclude(graphs[:2]).reason
        'one state, or two that are not orthogonal'
    """
    check_time_limit(time_limit)
    degree = _validate(states, k, measurements, limit)
    deadline = None if time_limit is None else time.monotonic() + time_limit
    n = states[0].n
    if degree == 2 and measurements == "group" and least is None and n > SEARCHED_GRAPH_QUBITS:
        from contextuality.search.exclusion_graphs import exclude_graphs  # noqa: PLC0415 - cycle

        tree = exclude_graphs(states)
        return Shareable(PAIR) if tree is None else Excluded(tree, None)
    system: StabilizerSystem | VectorSystem
    number: Callable[[Hypergraph], int]
    if degree == 2 and isinstance(measurements, str) and n <= MAX_STABILIZER_QUBITS:
        system = StabilizerSystem(n, measurements)
        number = system.graph_state
    else:
        system, number = _vectors(n, degree, measurements)
    engine = Engine(system, least or "depth", deadline)
    try:
        return _search(states, engine, [number(s) for s in states], limit)
    except DeadlineError:
        return TimedOut(time_limit or 0.0)


FIRST_LIMIT: dict[Objective, int] = {"depth": 4, "leaves": 6}
PAIR = "one state, or two that are not orthogonal"
CRITERION = "a criterion on overlaps (quoted): no measurement at all excludes one of them surely"
FIXED_POINT = "exhausted: every measurement of every reachable set has an answer"


def _search(
    states: Sequence[Hypergraph], engine: Engine, numbers: list[int], limit: int
) -> Excluded | Shareable | Undecided:
    system = engine.system
    team = tuple(sorted(set(numbers)))
    if system.can_share(team):
        return Shareable(PAIR if len(team) <= 2 else CRITERION)
    # Trees are shallow as a rule; only if none turns up is the whole of a small system explored.
    first = min(limit, FIRST_LIMIT[engine.objective])
    cost = engine.solve(team, first)
    if cost is None and limit > first:
        if system.enumerable and engine.shares(team):
            return Shareable(FIXED_POINT)
        cost = engine.solve(team, limit)
    if cost is None:
        return Undecided(limit)
    nodes = tuple(Node(system.element(m), p, q) for m, p, q in engine.tree(numbers, cost))
    return Excluded(ExclusionTree(tuple(states), nodes), engine.objective)


def _vectors(
    n: int, k: int, measurements: Measurements | Sequence[GroupElement]
) -> tuple[VectorSystem, Callable[[Hypergraph], int]]:
    from contextuality.search.exclusion_vectors import (  # noqa: PLC0415 - imports numpy
        VectorSystem,
        hermitian_elements,
    )

    if measurements == "paulis":
        expected = f"at most {MAX_STABILIZER_QUBITS} qubits for all Paulis"
        raise InputError(where="measurements", expected=expected, found=str(n))
    named = hermitian_elements(n, k) if isinstance(measurements, str) else measurements
    system = VectorSystem(n, named)
    return system, system.hypergraph_state


def _validate(
    states: Sequence[Hypergraph],
    k: int | None,
    measurements: Measurements | Sequence[GroupElement],
    limit: int,
) -> int:
    """Return the effective k."""
    if not states or states[0].n < 1:
        raise InputError(where="states", expected="at least one state of a qubit", found="none")
    for position, state in enumerate(states):
        if state.n != states[0].n:
            expected = f"{states[0].n} vertices"
            raise InputError(where=f"state {position}", expected=expected, found=str(state.n))
    largest = max((edge.bit_count() for state in states for edge in state.edges), default=1)
    degree = max(2, largest) if k is None else k
    if type(degree) is not int or degree < largest:
        expected = f"at least {largest}, the largest edge"
        raise InputError(where="k", expected=expected, found=shown(k))
    if isinstance(measurements, str) and measurements not in ("group", "paulis"):
        raise InputError(where="measurements", expected="group or paulis", found=measurements)
    if measurements == "paulis" and degree != 2:
        raise InputError(where="measurements", expected="k = 2 for Paulis", found=f"k = {degree}")
    if not 1 <= limit <= MAX_LIMIT:
        raise InputError(where="limit", expected=f"1 to {MAX_LIMIT}", found=str(limit))
    return degree
