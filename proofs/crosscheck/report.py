"""What a cross-check returns: how many cases it compared, and each one that differed."""

from __future__ import annotations

from dataclasses import dataclass

from proofs.quantities import Quantity


@dataclass(frozen=True)
class Report:
    """The outcome of one cross-check.

    Args:
        cases: number of exact comparisons made.
        failures: a line for every comparison that failed, the case named; empty if all agree.
        detail: what was measured, in one line.
        quantities: what was found in numbers, for comparison with other runs.

    Example:
        >>> Report(3, (), "three cases").agrees
        True
    """

    cases: int
    failures: tuple[str, ...]
    detail: str
    quantities: tuple[Quantity, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether something was compared and nothing differed."""
        return self.cases > 0 and not self.failures
