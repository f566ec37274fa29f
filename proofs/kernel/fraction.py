"""The noncontextual fraction of an empirical model.

Statement kind `noncontextual-fraction`, certificate kind `fraction`; grammar and soundness argument
in docs/formats/fraction.md. Logical and strong contextuality are in `proofs.kernel.possibility`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from proofs.kernel import reader
from proofs.kernel.empirical import EmpiricalStatement, brief, least_sum, number, permutation
from proofs.kernel.verdict import Malformed, Rejected

MAX_WEIGHTS = 100_000
MAX_MEETINGS = 1 << 21  # of a weight and a context


@dataclass(frozen=True)
class FractionStatement(EmpiricalStatement):
    """The noncontextual fraction is at least `lower` and at most `upper`.

    Args:
        lower: numerator and denominator.
        upper: numerator and denominator.
    """

    lower: Any
    upper: Any

    def __post_init__(self) -> None:
        """Validate the model and the bounds."""
        super().__post_init__()
        object.__setattr__(self, "lower", _fraction(self.lower, "statement.lower"))
        object.__setattr__(self, "upper", _fraction(self.upper, "statement.upper"))

    def describe(self) -> str:
        """Return the claim in one line."""
        low, high = ("/".join(map(brief, pair)) for pair in (self.lower, self.upper))
        amount = f"is {low}" if low == high else f"is from {low} to {high}"
        return f"the noncontextual fraction of {self.model()} {amount}"


@dataclass(frozen=True)
class Fraction:
    """Weights below the tables, and an inequality that all global assignments fulfil.

    Args:
        denominator: of the weights.
        distribution: pairs of a weight and an assignment.
        scale: what the coefficients sum to at least.
        inequality: triples of a context, an event in it and a coefficient.
        order: in which observables are eliminated.
    """

    denominator: int
    distribution: Any
    scale: int
    inequality: Any
    order: Any

    def __post_init__(self) -> None:
        """Validate the shapes; outcomes and events are read against the statement."""
        number(self.denominator, 1, "certificate.denominator")
        number(self.scale, 1, "certificate.scale")
        for name, width, limit in (
            ("distribution", 2, MAX_WEIGHTS),
            ("inequality", 3, reader.MAX_ITEMS),
        ):
            where = f"certificate.{name}"
            rows = reader.sequence(
                self.distribution if width == 2 else self.inequality, 0, limit, where
            )
            entries = [reader.sequence(row, width, width, f"{where}[{i}]")
                       for i, row in enumerate(rows)]  # fmt: skip
            object.__setattr__(self, name, tuple(entries))


def check_fraction(statement: FractionStatement, certificate: Fraction) -> int:
    """Check the weights, the inequality and both totals; return how many numbers that took.

    Raises:
        Rejected: at the first thing that does not hold.
    """
    order = permutation(certificate.order, statement.observables)
    costs = _costs(statement, certificate)
    total = _weight_below(statement, certificate)
    pairs = [pair for pair in zip(statement.contexts, costs, strict=True) if any(pair[1])]
    least = least_sum(pairs, order, statement.outcomes)
    if least < certificate.scale:
        expected = f"sums of at least {brief(certificate.scale)}"
        raise Rejected("inequality", "elimination", expected, least)
    (p, q), (r, s) = statement.lower, statement.upper
    if total * q < p * certificate.denominator:
        found = f"{brief(total)}/{brief(certificate.denominator)}"
        raise Rejected(
            "goal", "distribution", f"at least {brief(p)}/{brief(q)}", found, incomplete=True
        )
    value = sum(
        y * entry
        for row, table in zip(costs, statement.tables, strict=True)
        for y, entry in zip(row, table, strict=True)
    )
    whole = certificate.scale * statement.denominator
    if value * s > r * whole:
        found = f"{brief(value)}/{brief(whole)}"
        raise Rejected(
            "goal", "inequality", f"at most {brief(r)}/{brief(s)}", found, incomplete=True
        )
    return len(certificate.distribution) + len(certificate.inequality) + len(order)


def _costs(statement: FractionStatement, certificate: Fraction) -> list[list[int]]:
    """Return the coefficients of all joint outcomes, context by context."""
    costs = [[0] * len(table) for table in statement.tables]
    for i, (context, event, coefficient) in enumerate(certificate.inequality):
        where = f"certificate.inequality[{i}]"
        reader.integer(context, 0, len(costs) - 1, where)
        at = statement.event(context, event, where)
        if costs[context][at]:
            raise Malformed(where, "an event that was not there before", "one that was")
        costs[context][at] = number(coefficient, 1, where)
    return costs


def _weight_below(statement: FractionStatement, certificate: Fraction) -> int:
    """Return the sum of the weights after checking that they lie below the tables."""
    base, size = statement.outcomes, statement.observables
    loads = [[0] * len(table) for table in statement.tables]
    known: set[tuple[int, ...]] = set()
    total = 0
    if len(certificate.distribution) * len(loads) > MAX_MEETINGS:
        limit = f"at most {MAX_MEETINGS} pairs of a weight and a context"
        raise Malformed("certificate.distribution", limit, "more")
    for i, (weight, row) in enumerate(certificate.distribution):
        where = f"certificate.distribution[{i}]"
        total += number(weight, 1, where)
        values = tuple(reader.integer(value, 0, base - 1, where)
                       for value in reader.sequence(row, size, size, where))  # fmt: skip
        if values in known:
            raise Malformed(where, "an assignment that was not there before", "one that was")
        known.add(values)
        for context, load in zip(statement.contexts, loads, strict=True):
            at = 0
            for v in context:
                at = at * base + values[v]
            load[at] += weight
    for c, (load, table) in enumerate(zip(loads, statement.tables, strict=True)):
        for at, (weight, entry) in enumerate(zip(load, table, strict=True)):
            if weight * statement.denominator > entry * certificate.denominator:
                place = f"context {c}, joint outcome {at}"
                raise Rejected(
                    "distribution", "below the model", f"at most its probability at {place}", "more"
                )
    return total


def _fraction(value: object, where: str) -> tuple[int, int]:
    top, bottom = reader.sequence(value, 2, 2, where)
    if number(top, 0, where) > number(bottom, 1, where):
        raise Malformed(where, "a fraction of at most 1", "more")
    return top, bottom
