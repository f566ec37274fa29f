"""Contextual fractions: column generation against the whole matrix, in one run.

Run `python benchmarks/fraction.py [--repeat N] [--time-limit S] [NAME ...]`. "ours" is the exact
fraction by column generation, both certificates checked against each other; "kernel" the kernel's
check of the document. The naive ways write down all global assignments: "z3" solves the linear
program exactly (its simplex; a dependency of this project), "HiGHS" in floating point (scipy). Dots
mean that the time limit was over, or that the matrix would have more than 2^18 columns; for z3
these count with the limit as a lower bound of the ratio. Times are medians in milliseconds, without
loading libraries.
"""

from __future__ import annotations

import argparse
import functools
import statistics
import sys
import time
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if TYPE_CHECKING:
    from collections.abc import Callable

    from contextuality.empirical import EmpiricalModel

NAMES = (
    "isotropic-3/4", "hardy", "cycle-5-4/9", "local:ccz", "parts:ccz", "cycle-7-4/9",
    "local:0,1,2,3", "cycle-9-7/15", "local:0,1,2;2,3,4;0,3,4;0,1,4;1,2,3", "cycle-13-12/25",
    "cycle-17-12/25", "cycle-31-49/100",
)  # fmt: skip
MAX_COLUMNS = 1 << 18


def rows_of(model: EmpiricalModel) -> tuple[list[list[int]], list[Fraction]]:
    """Return for every event the global assignments that meet it, and its probability."""
    everything = list(product(range(len(model.outcomes)), repeat=len(model.observables)))
    rows, bounds = [], []
    for c, context in enumerate(model.contexts):
        met: dict[tuple[int, ...], list[int]] = {}
        for j, g in enumerate(everything):
            met.setdefault(tuple(g[v] for v in context), []).append(j)
        for joint in model.joint_outcomes(c):
            rows.append(met[joint])
            bounds.append(model.probability(c, joint))
    return rows, bounds


def by_z3(model: EmpiricalModel, seconds: float) -> Fraction | None:
    """Return the noncontextual fraction from all assignments, exactly."""
    import z3

    rows, bounds = rows_of(model)
    weights = [z3.Real(f"b{j}") for j in range(len(model.outcomes) ** len(model.observables))]
    solver = z3.Optimize()
    solver.set("timeout", int(seconds * 1000))
    solver.add(*(weight >= 0 for weight in weights))
    for row, bound in zip(rows, bounds, strict=True):
        total = z3.Sum([weights[j] for j in row])
        solver.add(total <= z3.Q(bound.numerator, bound.denominator))
    best = solver.maximize(z3.Sum(weights))
    return Fraction(str(solver.upper(best))) if solver.check() == z3.sat else None


def by_highs(model: EmpiricalModel) -> float:
    """Return the noncontextual fraction from all assignments, in floating point."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    rows, bounds = rows_of(model)
    size = len(model.outcomes) ** len(model.observables)
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    columns = np.array([j for row in rows for j in row])
    matrix = csr_array((np.ones(len(columns)), columns, starts), shape=(len(rows), size))
    found = linprog(-np.ones(size), A_ub=matrix, b_ub=np.array([float(b) for b in bounds]))
    return -float(found.fun)


def timed(call: Callable[[], object], repeat: int) -> tuple[object, float]:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
        if times[-1] > 10:
            break
    return result, 1000 * statistics.median(times)


def main() -> int:
    import z3  # noqa: F401 - loaded before the clock starts

    from contextuality.library.models import model
    from contextuality.search.fraction import noncontextual_fraction
    from khrnn.hypergraph.models import named_model
    from proofs.certificates.fraction import fraction_document

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", default=list(NAMES))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for z3 a model")
    options = parser.parse_args()
    noncontextual_fraction(model("hardy"))  # loads scipy
    heads = ("fraction", "columns", "of", "ours", "kernel", "z3", "ratio", "HiGHS", "ratio")
    print(f"{'model':<38}" + "".join(f"{head:>12}" for head in heads))
    wrong = 0
    for name in options.names:
        subject = named_model(name) or model(name)
        size = len(subject.outcomes) ** len(subject.observables)
        found, ours = timed(functools.partial(noncontextual_fraction, subject), options.repeat)
        document = fraction_document(found)
        verdict, kernel = timed(document.check, options.repeat)
        wrong += not verdict
        cells = [str(found.contextual_fraction()), str(found.columns), str(size)]
        cells += [f"{ours:.1f}", f"{kernel:.1f}"]
        if size <= MAX_COLUMNS:
            limit = options.time_limit
            value, naive = timed(functools.partial(by_z3, subject, limit), options.repeat)
            if value is None:
                cells += ["..", f"> {1000 * limit / ours:.0f}"]
            else:
                wrong += value != found.lower
                cells += [f"{naive:.1f}", f"{naive / ours:.1f}"]
            value, naive = timed(functools.partial(by_highs, subject), options.repeat)
            wrong += abs(value - float(found.lower)) > 1e-6
            cells += [f"{naive:.1f}", f"{naive / ours:.1f}"]
        else:
            cells += [".."] * 4
        print(f"{name:<38}" + "".join(f"{cell:>12}" for cell in cells), flush=True)
    print("all agree" if not wrong else f"{wrong} DISAGREE")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
