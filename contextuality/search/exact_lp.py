"""Packing linear programs with exact optima: floats find them, rationals decide.

Belongs here: maximise gains . x over x >= 0 with A x <= bounds, where A has entries 0 and 1, and
its dual. Does not belong here: what the rows and columns mean (`fraction`, `exclusivity`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np

from contextuality.search.exact_solve import unique_solution

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

TOLERANCES = (1e-8, 1e-6, 1e-10)
"""What counts as zero in a solution in floats, tried in turn; exact checks decide."""


@dataclass(frozen=True, slots=True)
class Packing:
    """A linear program: maximise gains . x over x >= 0 with A x <= bounds.

    Args:
        columns: for every variable the rows in which it has coefficient 1, distinct; at least one
            row, so that the program is bounded.
        bounds: at least 0, one a row.
        gains: above 0, one a variable.

    Example:
        >>> one = Fraction(1)
        >>> triangle = Packing(((0, 1), (1, 2), (0, 2)), (one, one, one), (one, one, one))
        >>> triangle.maximise().value
        Fraction(3, 2)
    """

    columns: tuple[tuple[int, ...], ...]
    bounds: tuple[Fraction, ...]
    gains: tuple[Fraction, ...]

    def approximate(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return a primal and a dual solution in floats, from the HiGHS simplex method.

        Raises:
            ArithmeticError: if HiGHS gives up.
        """
        from scipy.optimize import linprog  # noqa: PLC0415 - takes half a second
        from scipy.sparse import csc_array  # noqa: PLC0415

        lengths = [len(column) for column in self.columns]
        indices = np.array([row for column in self.columns for row in column], dtype=np.int32)
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        shape = (len(self.bounds), len(self.columns))
        matrix = csc_array((np.ones(len(indices)), indices, starts), shape=shape)
        found = linprog(
            -np.array([float(gain) for gain in self.gains]),
            A_ub=matrix,
            b_ub=np.array([float(bound) for bound in self.bounds]),
            method="highs-ds",
            options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
        )
        if found.x is None:
            raise ArithmeticError(f"HiGHS: {found.message}")
        return np.asarray(found.x), -np.asarray(found.ineqlin.marginals)

    def maximise(self, deadline: float | None = None) -> Optimum:
        """Return an optimum whose two sides agree exactly.

        The float solution tells which variables and rows matter; the exact solution of the linear
        systems that these give is checked in full. If it fails, the exact simplex method starts
        from nothing.

        Raises:
            TimeoutError: after the deadline, a value of `time.monotonic()`.
        """
        try:
            x, y = self.approximate()
        except ArithmeticError:
            return self.simplex(deadline)
        for tolerance in TOLERANCES:
            rounded = self._rounded(x, y, tolerance)
            if rounded is not None and self.verifies(rounded):
                return rounded
        return self.simplex(deadline)

    def verifies(self, optimum: Optimum) -> bool:
        """Return whether an optimum is one: both sides feasible and equal, in exact arithmetic."""
        x, y = optimum.primal, optimum.dual
        if min(x, default=0) < 0 or min(y, default=0) < 0:
            return False
        loads = [Fraction(0)] * len(self.bounds)
        for column, amount, gain in zip(self.columns, x, self.gains, strict=True):
            if amount:
                for row in column:
                    loads[row] += amount
            if sum((y[row] for row in column), Fraction(0)) < gain:
                return False
        if any(load > bound for load, bound in zip(loads, self.bounds, strict=True)):
            return False
        primal = sum((g * a for g, a in zip(self.gains, x, strict=True)), Fraction(0))
        dual = sum((b * a for b, a in zip(self.bounds, y, strict=True)), Fraction(0))
        return primal == dual == optimum.value

    def _rounded(
        self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], tolerance: float
    ) -> Optimum | None:
        """Solve for the entries that are not zero, from the constraints that are tight."""
        loads, prices = np.zeros(len(self.bounds)), np.zeros(len(self.columns))
        for j, column in enumerate(self.columns):
            loads[list(column)] += x[j]
            prices[j] = y[list(column)].sum()
        bounds = np.array([float(bound) for bound in self.bounds])
        gains = np.array([float(gain) for gain in self.gains])
        used, priced = np.flatnonzero(x > tolerance), np.flatnonzero(y > tolerance)
        full = np.flatnonzero(bounds - loads < tolerance)
        tight = np.flatnonzero(prices - gains < tolerance)
        amounts = self._solved(full, used, self.bounds, transposed=False)
        worths = self._solved(tight, priced, self.gains, transposed=True)
        if amounts is None or worths is None:
            return None
        primal, dual = [Fraction(0)] * len(x), [Fraction(0)] * len(y)
        for j, amount in zip(used.tolist(), amounts, strict=True):
            primal[j] = amount
        for row, worth in zip(priced.tolist(), worths, strict=True):
            dual[row] = worth
        value = sum((g * a for g, a in zip(self.gains, primal, strict=True)), Fraction(0))
        return Optimum(value, tuple(primal), tuple(dual))

    def _solved(
        self,
        equations: npt.NDArray[np.int64],
        unknowns: npt.NDArray[np.int64],
        right: Sequence[Fraction],
        *,
        transposed: bool,
    ) -> tuple[Fraction, ...] | None:
        """Solve the rows (or columns) in `equations` as equations in the `unknowns`."""
        matrix = np.zeros((len(equations), len(unknowns)), dtype=np.int64)
        if transposed:
            place = {int(row): k for k, row in enumerate(unknowns)}
            for i, j in enumerate(equations):
                for row in self.columns[j]:
                    if row in place:
                        matrix[i, place[row]] = 1
        else:
            place = {int(row): i for i, row in enumerate(equations)}
            for k, j in enumerate(unknowns):
                for row in self.columns[j]:
                    if row in place:
                        matrix[place[row], k] = 1
        scale = lcm(*(right[i].denominator for i in equations))
        solution = unique_solution(matrix, [int(right[i] * scale) for i in equations])
        return None if solution is None else tuple(entry / scale for entry in solution)

    def simplex(self, deadline: float | None = None) -> Optimum:
        """Return an optimum by the simplex method in integers, from the solution 0.

        Raises:
            TimeoutError: after the deadline.

        Source: Bland's rule, Math. Oper. Res. 2 (1977) 103, which ends; fraction-free pivots after
            E. H. Bareiss, Math. Comp. 22 (1968) 565.

        Example:
            >>> one = Fraction(1)
            >>> Packing(((0, 1), (0,)), (one, 2 * one), (3 * one, one)).simplex().primal
            (Fraction(1, 1), Fraction(0, 1))
        """
        rows, size = len(self.bounds), len(self.columns)
        scale_b = lcm(*(bound.denominator for bound in self.bounds))
        scale_g = lcm(*(gain.denominator for gain in self.gains))
        # Columns: variables, slacks, right-hand side. Last row: the reduced costs.
        table: npt.NDArray[Any] = np.zeros((rows + 1, size + rows + 1), dtype=object)
        for j, column in enumerate(self.columns):
            table[list(column), j] = 1
            table[rows, j] = -int(self.gains[j] * scale_g)
        for i, bound in enumerate(self.bounds):
            table[i, size + i] = 1
            table[i, -1] = int(bound * scale_b)
        basis, divisor = list(range(size, size + rows)), 1
        while True:
            if deadline is not None and time.monotonic() > deadline:
                raise TimeoutError
            entering = next((j for j in range(size + rows) if table[rows, j] < 0), None)
            if entering is None:
                break
            # Every column has a row, so an entering column has a positive entry.
            ratios = [
                (Fraction(table[i, -1], table[i, entering]), basis[i], i)
                for i in range(rows)
                if table[i, entering] > 0
            ]
            leaving = min(ratios)[2]
            pivot = table[leaving, entering]
            own, factors = table[leaving].copy(), table[:, entering].copy()
            table = (table * pivot - np.outer(factors, own)) // divisor
            table[leaving] = own
            basis[leaving], divisor = entering, pivot
        primal = [Fraction(0)] * (size + rows)
        for i, j in enumerate(basis):
            primal[j] = Fraction(table[i, -1], divisor * scale_b)
        dual = [Fraction(entry, divisor * scale_g) for entry in table[rows, size:-1]]
        value = Fraction(table[rows, -1], divisor * scale_b * scale_g)
        found = Optimum(value, tuple(primal[:size]), tuple(dual))
        if not self.verifies(found):
            raise AssertionError("the simplex method ended in a solution that does not verify")
        return found


@dataclass(frozen=True, slots=True)
class Optimum:
    """Both sides of an optimum.

    Args:
        value: of both.
        primal: x, one entry a variable.
        dual: y >= 0 with y A >= gains and y . bounds = value.
    """

    value: Fraction
    primal: tuple[Fraction, ...]
    dual: tuple[Fraction, ...]
