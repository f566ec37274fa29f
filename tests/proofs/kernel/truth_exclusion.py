"""Whether states can share a memory state, decided without the kernel: dense matrices and a search.

Used by truth.py. States are made by applying diagonal matrices to |+>, measured elements are
Kronecker products of X and Z (and controlled Z for phases of degree two); a game is searched for
measurements that no answer survives. Exact: all amplitudes are small integers.
"""

from __future__ import annotations

import functools
import math
from itertools import combinations
from typing import Any

import numpy as np

MEASURED = {2: 3, 3: 3}  # degree of phases plus one -> vertices up to which they are tried
DEPTH = {1: 5, 2: 5, 3: 2}  # the same -> measurements in a row

Vectors = tuple[tuple[int, ...], ...]


def diagonal(vertices: tuple[int, ...], n: int) -> np.ndarray:
    """Return the diagonal of Z controlled by the other vertices; vertex 0 is the last factor."""
    result = np.ones(1, dtype=np.int64)
    for v in range(n):
        result = np.kron(np.array([0, 1]) if v in vertices else np.array([1, 1]), result)
    return 1 - 2 * result


@functools.cache
def elements(n: int, k: int) -> np.ndarray:
    """Return all symmetric signed permutation matrices (a, g), deg g < k, up to sign, with +I."""
    flip, keep = np.array([[0, 1], [1, 0]]), np.eye(2, dtype=np.int64)
    monomials = [c for size in range(1, k) for c in combinations(range(n), size)]
    found = []
    for shift in range(1 << n):
        moved = np.ones((1, 1), dtype=np.int64)
        for v in range(n):
            moved = np.kron(flip if shift >> v & 1 else keep, moved)
        for chosen in range(1 << len(monomials)):
            signs = np.ones(1 << n, dtype=np.int64)
            for j, monomial in enumerate(monomials):
                if chosen >> j & 1:
                    signs = signs * diagonal(monomial, n)
            matrix = moved * signs
            if (matrix == matrix.T).all():
                found.append(matrix)
    return np.array(found)


def vectors(statement: dict[str, Any]) -> tuple[int, Vectors]:
    """Return the number of vertices that the states speak of, and the states on these.

    The other vertices are in the same state |+> in all: what excludes without them excludes.
    """
    states = statement["states"]
    n, k = statement["n"], statement["k"]
    for state in states:
        edges = [tuple(edge) for edge in state["edges"]]
        if len(set(edges)) < len(edges) or any(not 2 <= len(set(e)) <= k for e in edges):
            raise ValueError(state)
    used = sorted({v for s in states for e in [*s["edges"], s["signs"]] for v in e})
    if used and not 0 <= used[0] <= used[-1] < n:
        raise ValueError(used)
    place = {v: i for i, v in enumerate(used)}
    result = []
    for state in states:
        amplitudes = np.ones(1 << len(used), dtype=np.int64)
        for part in [*state["edges"], *([v] for v in state["signs"])]:
            amplitudes = amplitudes * diagonal(tuple(place[v] for v in part), len(used))
        result.append(tuple(int(x) for x in amplitudes))
    if len(set(result)) < len(result):
        raise ValueError(states)
    return len(used), tuple(result)


def reduced(columns: np.ndarray) -> Vectors:
    """Return vectors without common factors and signs, in order: only their rays matter."""
    rays = set()
    for column in columns.T:
        values = [int(x) for x in column]
        factor = math.gcd(*values) * (1 if next(x for x in values if x) > 0 else -1)
        rays.add(tuple(x // factor for x in values))
    return tuple(sorted(rays))


@functools.cache
def excluded(n: int, k: int, states: Vectors, depth: int) -> bool:
    """Return whether at most `depth` measurements in a row leave no state to share."""
    if depth == 0 or len(states) < 2:
        return False
    if len(states) == 2 and overlap(*states):
        return False  # some outcome keeps an overlap, as the projectors sum to 1
    if depth > 1 and excluded(n, k, states, depth - 1):
        return True
    columns = np.array(states).T
    images = elements(n, k) @ columns
    waiting = []
    for after in (columns + images, columns - images):
        waiting.append((after, (after == 0).all(axis=1).any(axis=1)))
    (plus, no_plus), (minus, no_minus) = waiting
    if (no_plus & no_minus).any():
        return True
    if depth == 1:
        return False
    for e in range(len(images)):
        if all(
            impossible[e] or excluded(n, k, reduced(after[e]), depth - 1)
            for after, impossible in ((minus, no_minus), (plus, no_plus))
        ):
            return True
    return False


def decide(statement: dict[str, Any]) -> bool:
    """Return whether a tree is found; False also if there is one that is deeper than is searched.

    Raises:
        ValueError: if the statement makes no sense.
        NotImplementedError: if it is too large to search.
    """
    n, states = vectors(statement)
    degrees = [k for k, most in MEASURED.items() if k <= max(statement["k"], 1) and n <= most]
    if statement["k"] == 1:
        return excluded(n, 1, tuple(sorted(states)), DEPTH[1])
    if not degrees:
        raise NotImplementedError(statement)
    return any(excluded(n, k, tuple(sorted(states)), DEPTH[k]) for k in degrees)


def overlap(first: tuple[int, ...], second: tuple[int, ...]) -> int:
    """Return an inner product."""
    return sum(a * b for a, b in zip(first, second, strict=True))


@functools.cache
def shares(n: int, *, signed: bool) -> int:
    """Return how many signed or unsigned graph states on n vertices share a memory state at most.

    Every triple is searched for a tree; pairs that overlap can share.

    Raises:
        AssertionError: if some triple has no tree, or no pair overlaps: the theorem is then false.
    """
    edges = list(combinations(range(n), 2))
    parts = [*edges, *((v,) for v in range(n))] if signed else edges
    states = []
    for chosen in range(1 << len(parts)):
        amplitudes = np.ones(1 << n, dtype=np.int64)
        for j, part in enumerate(parts):
            if chosen >> j & 1:
                amplitudes = amplitudes * diagonal(part, n)
        states.append(tuple(int(x) for x in amplitudes))
    # A common diagonal takes the first state of a team to |+>.
    for second, third in combinations(states[1:], 2):
        team = tuple(sorted((states[0], second, third)))
        assert excluded(n, 2, team, DEPTH[2]), team
    pairs = sum(overlap(states[0], other) != 0 for other in states[1:])
    assert pairs > 0
    return 2


def bits(kind: str, n: int) -> int:
    """Return the figure for n vertices: the number of states, divided by two, as a power of two."""
    signed = kind == "signed-support-bound"
    count = math.comb(n, 2) + (n if signed else 0)
    if n <= (2 if signed else 3):
        return count - shares(n, signed=signed).bit_length() + 1
    return count - 1


def decide_theorem(statement: dict[str, Any]) -> bool:
    """Decide a statement on graph states: by search for the least n, by the formula for others."""
    n, figure, kind = statement["n"], statement["bits"], statement["kind"]
    if statement["k"] != 2 or statement["memory"] != "any":
        return False
    if n == "all":
        formulas = {"support-bound": "binom(n,2)-1", "signed-support-bound": "n+binom(n,2)-1"}
        return bool(figure == formulas[kind])
    if n < 2:
        raise ValueError(n)
    return bool(figure == bits(kind, n))
