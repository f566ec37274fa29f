"""Statements about small empirical models, decided without the kernel: every assignment listed.

Used by truth.py. Fractions are decided by z3's exact linear arithmetic over all assignments.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from typing import Any

MOST = 1 << 12  # assignments


def chances(statement: dict[str, Any]) -> dict[tuple[tuple[str, str], ...], Fraction]:
    """Return the probability of every event, as pairs of label and outcome sorted by label.

    Raises:
        ValueError: if this is no empirical model without disturbance.
    """
    base, whole = statement["outcomes"], statement["denominator"]
    contexts, tables = statement["contexts"], statement["tables"]
    if base < 2 or whole < 1 or len(contexts) != len(tables) or not contexts:
        raise ValueError(statement)
    seen = [frozenset(context) for context in contexts]
    if len(set(seen)) < len(seen) or any(
        len(a) != len(b) for a, b in zip(seen, contexts, strict=True)
    ):
        raise ValueError(statement)
    result: dict[tuple[tuple[str, Any], ...], Fraction] = {}
    for context, table in zip(contexts, tables, strict=True):
        if len(table) != base ** len(context) or sum(table) != whole or min(table) < 0:
            raise ValueError(statement)
        for outcomes, entry in zip(product(range(base), repeat=len(context)), table, strict=True):
            result[tuple(sorted(zip(context, outcomes, strict=True)))] = Fraction(entry, whole)
    for one, two in combinations(seen, 2):
        sums: list[dict[tuple[Any, ...], Fraction]] = []
        for labels in (one, two):
            part: dict[tuple[Any, ...], Fraction] = {}
            for event, chance in result.items():
                if {label for label, _ in event} == labels:
                    key = tuple(pair for pair in event if pair[0] in one & two)
                    part[key] = part.get(key, Fraction(0)) + chance
            sums.append(part)
        if sums[0] != sums[1]:
            raise ValueError(statement)
    return result


def decide(statement: dict[str, Any]) -> bool:
    """Return whether a statement is true; raise ValueError or KeyError if it makes no sense."""
    table = chances(statement)
    labels = sorted({label for context in statement["contexts"] for label in context})
    if statement["outcomes"] ** len(labels) > MOST:
        raise ValueError(labels)
    worlds = [
        dict(zip(labels, values, strict=True))
        for values in product(range(statement["outcomes"]), repeat=len(labels))
    ]

    def met(event: tuple[tuple[str, Any], ...], world: dict[str, int]) -> bool:
        return all(world[label] == outcome for label, outcome in event)

    if statement["kind"] != "noncontextual-fraction":
        never = [event for event, chance in table.items() if not chance]
        possible = [w for w in worlds if not any(met(event, w) for event in never)]
        if statement["kind"] == "strongly-contextual":
            return not possible
        context = statement["contexts"][statement["context"]]
        event = tuple(sorted(zip(context, statement["event"], strict=True)))
        return table[event] > 0 and not any(met(event, w) for w in possible)
    import z3

    lower, upper = (Fraction(*statement[key]) for key in ("lower", "upper"))
    weights = [z3.Real(f"b{i}") for i in range(len(worlds))]
    solver = z3.Solver()
    solver.add(*(weight >= 0 for weight in weights))
    for event, chance in table.items():
        here = [b for b, world in zip(weights, worlds, strict=True) if met(event, world)]
        solver.add(z3.Sum(here) <= z3.Q(chance.numerator, chance.denominator))
    total = z3.Sum(weights)
    solver.push()
    solver.add(total >= z3.Q(lower.numerator, lower.denominator))
    reached = solver.check() == z3.sat
    solver.pop()
    solver.add(total > z3.Q(upper.numerator, upper.denominator))
    return reached and solver.check() == z3.unsat
