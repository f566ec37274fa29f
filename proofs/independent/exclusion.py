"""Second opinions on exclusion trees and on the theorem about graph states.

Belongs here: paths replayed with explicit matrices and exact probabilities, images of cases found
by walking from neighbour to neighbour, and deciding small statements from scratch (with `sharing`).
Does not belong here: the all-n argument, which docs/formats/exclusion.md makes in words.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from proofs.independent.opinion import (
    Deadline,
    NotApplicableError,
    Opinion,
    RejectedError,
    ask,
)
from proofs.independent.reader import fail, fields, increasing, integer, items, one_of
from proofs.independent.sharing import BruteForce, Edges, amplitudes, subsets

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt


def opinions(
    statement: dict[str, Any], certificate: dict[str, Any], time_limit: float
) -> tuple[Opinion, ...]:
    """Ask both checkers about an `exclusion` or a support statement.

    Args:
        statement: of kind "exclusion", "support-bound" or "signed-support-bound".
        certificate: of a kind that goes with it.
        time_limit: seconds for each checker.

    Raises:
        InputError: if statement or certificate are not of the grammar.

    Source: docs/formats/exclusion.md.
    """
    if statement["kind"] == "exclusion":
        n, k, states = _exclusion_statement(statement)
        nodes = read_nodes(fields(certificate, "certificate", ("kind", "nodes"))["nodes"], n, k)
        return (
            ask("certificate/matrices", lambda d: replay(n, states, nodes, d)[1], time_limit),
            ask("statement/fixed-point", lambda d: _decide(n, k, states, d), time_limit),
        )
    n_or_all = _support_statement(statement)
    cases = _cases(certificate)
    return (
        ask("certificate/neighbours", lambda d: _theorem(cases, d), time_limit),
        ask("statement/fixed-point", lambda d: _decide_support(n_or_all, d), time_limit),
    )


# ---- grammar -----------------------------------------------------------------------------


def read_vertices(value: object, where: str, n: int) -> frozenset[int]:
    """Return a strictly increasing list of vertices as a set."""
    found = increasing(value, where)
    if found and found[-1] >= n:
        fail(where, f"vertices below {n}", str(found[-1]))
    return frozenset(found)


def read_state(value: object, where: str, n: int, k: int) -> Edges:
    """Return a hypergraph state; edges of one vertex are signs."""
    keys = fields(value, where, ("edges", "signs"))
    edges = [read_vertices(e, f"{where}.edges", n) for e in items(keys["edges"], where)]
    if len(set(edges)) != len(edges) or any(not 2 <= len(e) <= k for e in edges):
        fail(f"{where}.edges", f"distinct edges of 2 to {k} vertices", "others")
    signs = read_vertices(keys["signs"], f"{where}.signs", n)
    return frozenset(edges) | {frozenset([v]) for v in signs}


def _exclusion_statement(statement: dict[str, Any]) -> tuple[int, int, list[Edges]]:
    keys = fields(statement, "statement", ("kind", "n", "k", "states"))
    n = integer(keys["n"], "n", 1, 8)
    k = integer(keys["k"], "k", 1, n + 1)
    rows = items(keys["states"], "states", 2, 64)
    states = [read_state(row, f"states[{i}]", n, k) for i, row in enumerate(rows)]
    if len(set(states)) != len(states):
        fail("states", "distinct states", "a repetition")
    return n, k, states


def _support_statement(statement: dict[str, Any]) -> int:
    """Return n, or 0 for all."""
    keys = fields(statement, "statement", ("kind", "n", "k", "memory", "bits"))
    integer(keys["k"], "k", 2, 2)
    one_of(keys["memory"], "memory", ("any",))
    signed = keys["kind"] == "signed-support-bound"
    if keys["n"] == "all":
        one_of(keys["bits"], "bits", ("n+binom(n,2)-1" if signed else "binom(n,2)-1",))
        return 0
    n = integer(keys["n"], "n", 2, 10_000)
    bits = math.comb(n, 2) - 1 + n * signed
    integer(keys["bits"], "bits", bits, bits)
    return n


def read_nodes(value: object, n: int, k: int) -> list[dict[str, Any]]:
    """Return the nodes of a tree with "shift", "phase" and "follows"."""
    nodes = []
    for position, row in enumerate(items(value, "nodes", 1, 4096)):
        where = f"nodes[{position}]"
        keys = fields(row, where, ("shift", "phase", "plus", "minus"))
        shift = read_vertices(keys["shift"], f"{where}.shift", n)
        phase = [read_vertices(m, f"{where}.phase", n) for m in items(keys["phase"], where)]
        if len(set(phase)) != len(phase) or any(len(m) > k - 1 for m in phase):
            fail(f"{where}.phase", f"distinct monomials of at most {k - 1} vertices", "others")
        follows = [integer(keys[side], where, -64, 4096) for side in ("plus", "minus")]
        nodes.append({"shift": shift, "phase": phase, "follows": follows})
    return nodes


def _cases(certificate: dict[str, Any]) -> list[tuple[int, list[Edges], list[dict[str, Any]]]]:
    keys = fields(certificate, "certificate", ("kind", "cases"))
    cases = []
    for index, row in enumerate(items(keys["cases"], "cases", 1, 64)):
        where = f"cases[{index}]"
        parts = fields(row, where, ("n", "states", "nodes"))
        n = integer(parts["n"], f"{where}.n", 3, 4)
        states = [read_state(s, where, n, 2) for s in items(parts["states"], where, 3, 3)]
        cases.append((n, states, read_nodes(items(parts["nodes"], where, 1, 64), n, 2)))
    return cases


# ---- replaying trees ---------------------------------------------------------------------


def matrix(n: int, shift: frozenset[int], phase: list[frozenset[int]]) -> npt.NDArray[np.object_]:
    """Return the matrix of X^a (-1)^g: entry (z + a, z) is (-1)^g(z).

    Example:
        >>> matrix(1, frozenset([0]), [frozenset([0])]).tolist()
        [[0, -1], [1, 0]]
    """
    dense = np.zeros((1 << n, 1 << n), dtype=object)
    mask = sum(1 << v for v in shift)
    signs = amplitudes(n, frozenset(phase) - {frozenset()})
    for z in range(1 << n):
        dense[z ^ mask, z] = -signs[z] if frozenset() in phase else signs[z]
    return dense


def replay(
    n: int, states: list[Edges], nodes: list[dict[str, Any]], deadline: Deadline
) -> tuple[int, str]:
    """Return the longest path and a sentence; every leaf is replayed from the root."""
    identity = np.eye(1 << n, dtype=object)
    parents: dict[int, tuple[int, int]] = {}
    leaves = []
    projectors = []
    for position, node in enumerate(nodes):
        deadline.check()
        dense = matrix(n, node["shift"], node["phase"])
        if (dense != dense.T).any():
            raise RejectedError(f"node {position}: the element is not Hermitian")
        projectors.append((identity + dense, identity - dense))
        for outcome, child in enumerate(node["follows"]):
            if child < 0:
                if -child > len(states):
                    raise RejectedError(f"node {position}: there is no state {-child - 1}")
                leaves.append((position, outcome, -child - 1))
            elif not position < child < len(nodes) or child in parents:
                raise RejectedError(f"node {position}: {child} is no later, unused node")
            else:
                parents[child] = position, outcome
    if len(parents) != len(nodes) - 1:
        raise RejectedError("a node is not reached")
    longest = 0
    for position, outcome, state in leaves:
        deadline.check()
        path = [(position, outcome)]
        while path[-1][0] != 0:
            path.append(parents[path[-1][0]])
        longest = max(longest, len(path))
        vector = amplitudes(n, states[state])
        for at, which in reversed(path):
            vector = projectors[at][which] @ vector
        weight = Fraction(int(vector @ vector), 4 ** len(path) << n)
        if weight:
            sign = "+-"[outcome]
            raise RejectedError(
                f"node {position}, outcome {sign}1: state {state} has probability {weight}"
            )
    return longest, f"{len(leaves)} leaves have probability 0, by matrices on {n} qubits"


# ---- covering all triples ----------------------------------------------------------------

Pair = frozenset[Edges]
"""Two of three states; the third is the empty graph."""


def _neighbours(n: int, pair: Pair) -> Iterator[Pair]:
    """Yield the images under another state as origin, one X, one exchange of two vertices."""
    first, second = pair
    both = first ^ second
    yield frozenset((first, both))
    yield frozenset((second, both))
    for v in range(n):
        # X on v replaces z_v by z_v + 1: an edge {v, w} leaves a sign at w behind.
        yield frozenset(
            state ^ {e - {v} for e in state if v in e and len(e) == 2} for state in pair
        )
    for v in range(n - 1):
        swap = {v: v + 1, v + 1: v}
        yield frozenset(
            frozenset(frozenset(swap.get(w, w) for w in e) for e in state) for state in pair
        )


def _signed(n: int, graph: Edges) -> Iterator[Edges]:
    for signs in range(1 << n):
        yield graph | {frozenset([v]) for v in range(n) if signs >> v & 1}


def _wanted(n: int) -> Iterator[Pair]:
    """Yield the pairs that, with the empty graph, have to be excluded on three or four vertices."""
    edges = [frozenset(e) for e in combinations(range(n), 2)]
    graphs = [
        frozenset(e for j, e in enumerate(edges) if index >> j & 1)
        for index in range(1, 1 << len(edges))
    ]
    for first, second in combinations(graphs, 2):
        fewer = [
            {frozenset(e for e in graph if v not in e) for graph in (first, second, frozenset())}
            for v in range(n)
        ]
        if n == 4 and any(len(graphs_left) == 3 for graphs_left in fewer):
            continue
        for one in _signed(n, first):
            for other in _signed(n, second):
                yield frozenset((one, other))


def _theorem(cases: list[tuple[int, list[Edges], list[dict[str, Any]]]], deadline: Deadline) -> str:
    known: dict[int, set[Pair]] = {3: set(), 4: set()}
    for index, (n, states, nodes) in enumerate(cases):
        try:
            longest, _ = replay(n, states, nodes, deadline)
        except RejectedError as error:
            raise RejectedError(f"case {index}: {error}") from error
        if longest > n:
            raise RejectedError(f"case {index}: {longest} measurements in a row")
        pair = frozenset(states[0] ^ state for state in states[1:])
        if len(pair) < 2 or frozenset() in pair:
            raise RejectedError(f"case {index}: two of the states are the same")
        stack = [pair]
        while stack:
            deadline.check()
            current = stack.pop()
            if current not in known[n]:
                known[n].add(current)
                stack += _neighbours(n, current)
    count = 0
    for n, found in known.items():
        for pair in _wanted(n):
            count += 1
            if pair not in found:
                raise RejectedError(f"no case covers one of the triples on {n} vertices")
    return f"{len(cases)} trees by matrices; their images cover all {count} triples"


# ---- deciding from scratch ---------------------------------------------------------------


def _decide(n: int, k: int, states: list[Edges], deadline: Deadline) -> str:
    brute = BruteForce(n, k, deadline)
    team = brute.team(n, states)
    for steps in range(1, 5):
        if brute.excluded_within(team, steps):
            return f"every measurement tried: {steps} in a row exclude the states"
    if k > 2:
        raise NotApplicableError("no tree of 4 measurements in a row; more were not tried")
    if brute.can_share(team):
        raise RejectedError("the states are in the greatest fixed point: they can share")
    return "the states are not in the greatest fixed point"


def _decide_support(n: int, deadline: Deadline) -> str:
    """Decide all triples and the pairing on two and three vertices, without symmetry."""
    if n > 3:
        raise NotApplicableError("made for n = 2 and n = 3")
    count = 0
    for size in (2, 3) if not n else (n,):
        brute = BruteForce(size, 2, deadline)
        edges = [frozenset(e) for e in combinations(range(size), 2)]
        signed = [s for graph in subsets(edges) for s in _signed(size, frozenset(graph))]
        for triple in combinations(sorted(brute.team(size, signed)), 3):
            count += 1
            team = frozenset(triple)
            if not any(brute.excluded_within(team, steps) for steps in range(1, size + 1)):
                raise RejectedError(f"three states on {size} vertices are not excluded")
        for graph in subsets(edges[1:]):
            pair = (frozenset(graph), frozenset(graph) | {edges[0]})
            if not brute.can_share(brute.team(size, pair)):
                raise RejectedError(f"a pair on {size} vertices cannot share")
    instances = "n = 2 and n = 3 only" if not n else f"n = {n}"
    return f"{count} triples of signed graph states excluded, all pairs share; {instances}"
