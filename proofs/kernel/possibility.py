"""Logical and strong contextuality: what the zeros of an empirical model forbid.

Statement kinds `strongly-contextual` and `logically-contextual`, certificate kind `elimination`;
grammar and soundness argument in docs/formats/fraction.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from proofs.kernel import reader
from proofs.kernel.empirical import EmpiricalStatement, brief, least_sum, permutation
from proofs.kernel.verdict import Rejected


@dataclass(frozen=True)
class StrongStatement(EmpiricalStatement):
    """Every global assignment meets a joint outcome of probability 0."""

    def describe(self) -> str:
        """Return the claim in one line."""
        return f"no global assignment is possible in {self.model()}"

    def extra(self) -> tuple[int, int] | None:
        """Return the event that assignments must meet: none is demanded."""
        return None


@dataclass(frozen=True)
class LogicalStatement(EmpiricalStatement):
    """A possible event extends to no possible global assignment.

    Args:
        context: its index.
        event: the outcomes, kept as the position in the table.
    """

    context: int
    event_outcomes: Any

    def __post_init__(self) -> None:
        """Validate the model and the event."""
        super().__post_init__()
        reader.integer(self.context, 0, len(self.contexts) - 1, "statement.context")
        position = self.event(self.context, self.event_outcomes, "statement.event")
        object.__setattr__(self, "event_outcomes", position)

    def describe(self) -> str:
        """Return the claim in one line."""
        entry = brief(self.tables[self.context][self.event_outcomes])
        return (
            f"event {self.event_outcomes} of context {self.context}, of probability "
            f"{entry}/{brief(self.denominator)}, extends to no possible global assignment in "
            f"{self.model()}"
        )

    def extra(self) -> tuple[int, int] | None:
        """Return the event that assignments must meet."""
        return self.context, self.event_outcomes


@dataclass(frozen=True)
class Elimination:
    """An order of the observables; the costs follow from the statement.

    Args:
        order: in which observables are eliminated.
    """

    order: Any


def check_elimination(
    statement: StrongStatement | LogicalStatement, certificate: Elimination
) -> int:
    """Check that no global assignment is possible, or none that meets the event.

    Raises:
        Rejected: if one is, or if the event itself is impossible.
    """
    order = permutation(certificate.order, statement.observables)
    costs = [[int(not entry) for entry in table] for table in statement.tables]
    extra = statement.extra()
    if extra is not None:
        context, event = extra
        if costs[context][event]:
            raise Rejected("event", "possible", "a probability above 0", 0)
        costs[context] = [int(at != event) for at in range(len(costs[context]))]
    if not least_sum(list(zip(statement.contexts, costs, strict=True)), order, statement.outcomes):
        expected = "an impossible joint outcome in every global assignment"
        raise Rejected("order", "elimination", expected, "an assignment without one")
    return sum(map(len, costs))
