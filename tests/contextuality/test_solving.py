"""A solver in slices: answers, time limits, and signals that land inside it."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from contextuality.search.solving import BudgetSolver

ROOT = Path(__file__).resolve().parents[2]


def pigeons(holes: int) -> list[list[int]]:
    """One pigeon more than holes: unsatisfiable, and slow for every resolution solver."""
    place = [[p * holes + h + 1 for h in range(holes)] for p in range(holes + 1)]
    apart = [
        [-place[p][h], -place[q][h]]
        for h in range(holes)
        for p in range(holes + 1)
        for q in range(p)
    ]
    return place + apart


def test_answers() -> None:
    with BudgetSolver(pigeons(3)) as solver:
        assert solver.solve() is None
        assert not solver.timed_out


def test_a_deadline_is_not_an_answer() -> None:
    with BudgetSolver(pigeons(12), time.monotonic() + 0.2) as solver:
        assert solver.solve() is None
        assert solver.timed_out


def test_a_signal_inside_the_solver_is_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    import pysolvers

    with BudgetSolver([[1]]) as solver:

        def caught(**_: object) -> bool:
            raise pysolvers.error("Caught keyboard interrupt")

        monkeypatch.setattr(solver._solver, "solve_limited", caught)
        with pytest.raises(KeyboardInterrupt):
            solver.solve()

        def broken(**_: object) -> bool:
            raise pysolvers.error("out of memory")

        monkeypatch.setattr(solver._solver, "solve_limited", broken)
        with pytest.raises(pysolvers.error, match="memory"):
            solver.solve()


def test_ctrl_c_reaches_a_busy_solver() -> None:
    code = f"""
        import sys
        sys.path.insert(0, {str(ROOT / "tests" / "contextuality")!r})
        from test_solving import pigeons
        from contextuality.search.solving import BudgetSolver
        try:
            with BudgetSolver(pigeons(14)) as solver:
                print("busy", flush=True)
                solver.solve()
        except KeyboardInterrupt:
            print("interrupted")
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "busy\n"
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert (out, process.returncode) == ("interrupted\n", 0)
