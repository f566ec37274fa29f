"""Speed of the search for least machines beside the plain encoding, in one run on the same tasks.

Run `python benchmarks/machines.py [--cap SECONDS] [--repeat N]`. The plain encoding states all runs
at once, leaves states unnumbered and signs free, and asks the same SAT solver (Glucose); it is what
one writes down first. Ours adds the clauses of a run when a machine is wrong there, numbers states
and fixes signs. Both must agree; neither makes a proof. If the plain one is stopped at the cap, the
ratio is a lower bound. Medians of N runs. No other program for this question is public.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.timing import timed
from contextuality.library import get
from contextuality.search.automaton import Runs, SequenceTask, sequence_task
from contextuality.search.automaton_clauses import Formula, all_expansions
from contextuality.search.automaton_search import MachineFound, machine_of_size
from contextuality.search.solving import BudgetSolver

TASKS = (
    ("mermin-square", "contexts", "", 2),
    ("mermin-square", "contexts", "", 3),
    ("doily", "compatible", "", 3),
    ("mermin-pentagram", "compatible", "", 3),
    ("mermin-square", "all", "ZI,IZ", 4),
    ("mermin-square", "all", "ZI,IZ", 5),
    ("doily", "all", "ZI,IZ", 4),
)


def plain(task: SequenceTask, states: int, cap: float) -> bool | None:
    """Return whether there is a machine, by all clauses at once; None at the cap."""
    runs = Runs(task)
    formula = Formula(runs, len(task.observables), states, ordered=False)
    for node, observable in all_expansions(task, 10**9):
        formula.expand(formula.node(node), observable)
    with BudgetSolver(formula.clauses, time.monotonic() + cap) as solver:
        model = solver.solve()
        return None if solver.timed_out else model is not None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cap", type=float, default=60.0, help="seconds for the plain encoding")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    print(f"{'task':<42}{'machine':>9}{'ours s':>9}{'plain s':>9}{'ratio':>9}")
    for name, mode, initial, states in TASKS:
        subject = get(name)
        task = sequence_task(subject, mode, initial.split(",") if initial else ())  # type: ignore[arg-type]
        found, ours = timed(
            lambda task=task, states=states: machine_of_size(task, states, proof=False),
            options.repeat,
        )
        exists = isinstance(found, MachineFound)
        other, theirs = timed(
            lambda task=task, states=states: plain(task, states, options.cap), options.repeat
        )
        if other is not None and other != exists:
            print(f"{name}: the two disagree", file=sys.stderr)
            return 1
        sign = ">" if other is None else " "
        label = f"{name} {mode} {initial} {states} states"
        print(f"{label:<42}{exists!s:>9}{ours:>9.3f}{theirs:>9.3f}{sign}{theirs / ours:>8.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
