"""An incremental SAT solver that can be stopped by a deadline or by Ctrl-C.

Belongs here: running a solver in this process, in slices. Does not belong here: proofs; a
refutation that counts comes from `sat.refute`, in a process of its own.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SLICE = 2000
"""Conflicts between two looks at the clock."""


class BudgetSolver:
    """Glucose, asked for a limited number of conflicts at a time.

    Args:
        clauses: nonzero integers.
        deadline: of `time.monotonic()`; None for no limit.

    Source: G. Audemard and L. Simon, IJCAI 2009, for the solver.

    Example:
        >>> with BudgetSolver([[1, 2], [-1]]) as solver:
        ...     solver.solve(), solver.solve([-2])
        ([-1, 2], None)
    """

    def __init__(self, clauses: Iterable[Sequence[int]], deadline: float | None = None) -> None:
        from pysat.solvers import Solver  # noqa: PLC0415  (loads every solver)

        self._solver: Any = Solver("glucose4", bootstrap_with=clauses)
        self._deadline = deadline
        self.timed_out = False

    def add(self, clauses: Iterable[Sequence[int]]) -> None:
        """Add clauses."""
        self._solver.append_formula(clauses)

    def solve(self, assumptions: Sequence[int] = ()) -> list[int] | None:
        """Return a model; None if there is none or, with `timed_out` set, if time is up."""
        while True:
            if self._deadline is not None and time.monotonic() > self._deadline:
                self.timed_out = True
                return None
            self._solver.conf_budget(SLICE)
            answer = self._slice(assumptions)
            if answer is not None:
                return list(self._solver.get_model()) if answer else None

    def _slice(self, assumptions: Sequence[int]) -> bool | None:
        import pysolvers  # noqa: PLC0415 - comes with the solver

        try:
            answer: bool | None = self._solver.solve_limited(assumptions=list(assumptions))
        except pysolvers.error as error:
            # A signal that lands inside the solver surfaces under the solver's own name.
            if "interrupt" in str(error):
                raise KeyboardInterrupt from error
            raise
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._solver.delete()
