"""A naive LRAT producer for tiny formulas: a DPLL tree whose nodes become RUP lemmas.

Test data only: nothing here is trusted, and nothing here is shared with the checker.
"""

from __future__ import annotations

import hashlib
from collections import Counter

Clause = tuple[int, ...]


def propagate(clauses: dict[int, Clause], assumed: list[int]) -> tuple[set[int], list[int]]:
    """Return what follows from the assumptions, and hints if that is a conflict."""
    true = set(assumed)
    order: list[tuple[int, int]] = []  # (clause id, literal that it made true)
    changed = True
    while changed:
        changed = False
        for number, clause in clauses.items():
            if any(literal in true for literal in clause):
                continue
            free = [literal for literal in clause if -literal not in true]
            if not free:
                return true, used(clauses, order, number)
            if len(free) == 1:
                order.append((number, free[0]))
                true.add(free[0])
                changed = True
    return true, []


def used(clauses: dict[int, Clause], order: list[tuple[int, int]], last: int) -> list[int]:
    """Return the ids that the conflict in clause `last` depends on, in the order of propagation."""
    wanted, hints = {-literal for literal in clauses[last]}, [last]
    for number, literal in reversed(order):
        if literal in wanted:
            hints.append(number)
            wanted |= {-other for other in clauses[number] if other != literal}
    return hints[::-1]


def refute(formula: list[Clause]) -> list[str]:
    """Return the lines of an LRAT refutation of an unsatisfiable formula.

    Raises:
        ValueError: if the formula is satisfiable.
    """
    clauses = dict(enumerate(formula, 1))
    lines: list[str] = []

    def learn(decisions: list[int], hints: list[int]) -> None:
        number = max(clauses) + 1
        clauses[number] = tuple(-literal for literal in decisions)
        words = [number, *clauses[number], 0, *hints, 0]
        lines.append(" ".join(map(str, words)))

    def solve(decisions: list[int]) -> None:
        true, hints = propagate(clauses, decisions)
        if not hints:
            counts = Counter(
                abs(literal)
                for clause in formula
                if not any(other in true for other in clause)
                for literal in clause
                if -literal not in true
            )
            if not counts:
                raise ValueError("the formula is satisfiable")
            choice = min(counts, key=lambda variable: (-counts[variable], variable))
            solve([*decisions, choice])
            solve([*decisions, -choice])
            _, hints = propagate(clauses, decisions)
        learn(decisions, hints)

    solve([])
    return lines


def packed(lines: list[str]) -> tuple[str, bytes]:
    """Return the SHA-256 and the bytes of a proof file with these lines."""
    data = "".join(line + "\n" for line in lines).encode()
    return hashlib.sha256(data).hexdigest(), data
