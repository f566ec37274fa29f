"""Truth of statements on shared memory states and their number, for few states and small sizes."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations
from typing import Any


def overlap(n: int, first: dict[str, Any], second: dict[str, Any]) -> Fraction:
    """Return the overlap of two hypergraph states by summing over all points."""
    terms = [set(e) for s in (first, second) for e in s["edges"]]
    terms += [{v} for s in (first, second) for v in s["signs"]]
    total = 0
    for z in range(1 << n):
        total += (-1) ** sum(all(z >> v & 1 for v in term) for term in terms)
    return Fraction(total, 1 << n)


def shares(statement: dict[str, Any]) -> bool:
    """Decide for two or three states, by the condition of Caves, Fuchs and Schack."""
    n, states = statement["n"], statement["states"]
    squares = [overlap(n, a, b) ** 2 for a, b in combinations(states, 2)]
    if 0 in squares:
        return False
    if len(squares) == 1:
        return True
    if len(squares) > 3:
        raise NotImplementedError(statement)
    left = 1 - sum(squares)
    return left <= 0 or left**2 < 4 * math.prod(squares)


def memory_states(n: int, k: int) -> int:
    """Return the exact number, where it is known."""
    edges = math.comb(n, k)
    if k == 1:
        return 2**edges
    if k == 2:
        return 2 ** (edges - 1)
    if n == k:
        return 1
    return {(4, 3): 4, (5, 4): 2}[n, k]


def decide(statement: dict[str, Any]) -> bool:
    """Return whether a statement is true."""
    kind = statement["kind"]
    if kind in {"sharing", "exclusion-by-any"}:
        return shares(statement) == (kind == "sharing")
    n, k, states = statement["n"], statement["k"], statement["states"]
    if kind == "support-states-upper":
        return bool(states >= memory_states(n, k))
    if statement["measurements"] == "group" and k > 2 and states > 1:
        raise NotImplementedError(statement)
    return bool(states <= memory_states(n, k))
