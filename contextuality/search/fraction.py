"""The contextual fraction: how much of an empirical model no noncontextual model explains.

Belongs here: the linear program over global assignments, by column generation, and its exact
optimum on both sides. Does not belong here: linear algebra (`exact_lp`), pricing (`elimination`),
logical and strong contextuality (`possibilistic`), certificates (`proofs.certificates`).

A search in floats finds which assignments and events matter; the linear systems they give are
solved in rationals, and both sides of the optimum are checked exactly, the inequality by exact
minimisation over all global assignments.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, Any

import numpy as np

from contextuality.search.elimination import eliminate
from contextuality.search.exact_lp import Packing
from contextuality.search.result import Outcome, check_time_limit
from contextuality.search.sections import Sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy.typing as npt

    from contextuality.empirical import EmpiricalModel

GRAIN = 1 << 30
"""Floats become multiples of 1/GRAIN where a time limit ends the search."""
BATCH = 48
"""Most assignments that one round of pricing adds."""
Assignment = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Inequality:
    """A Bell-type inequality: the coefficients sum to at least `scale` on every assignment.

    Args:
        scale: at least 1.
        coefficients: per context one integer of at least 0 for every joint outcome, in the order
            of the model's tables.

    Example:
        >>> sure = Inequality(1, ((1, 1),))
        >>> sure.scale
        1
    """

    scale: int
    coefficients: tuple[tuple[int, ...], ...]

    def value(self, model: EmpiricalModel) -> Fraction:
        """Return the left-hand side for a model, divided by the scale.

        Noncontextual models have at least 1, so a smaller value bounds the noncontextual fraction
        from above.
        """
        pairs = zip(self.coefficients, model.tables, strict=True)
        terms = (y * p for ys, ps in pairs for y, p in zip(ys, ps, strict=True) if y)
        return sum(terms, Fraction(0)) / self.scale

    def as_upper_bound(self) -> tuple[int, tuple[tuple[int, ...], ...]]:
        """Return the same inequality as a sum that noncontextual models keep small.

        Returns:
            The bound and the weights: with Y the largest coefficient of a context, an event gets
            Y minus its coefficient, and the bound is the sum of all Y minus the scale.

        Example:
            >>> Inequality(1, ((0, 1), (1, 0))).as_upper_bound()
            (1, ((1, 0), (0, 1)))
        """
        largest = [max(row) for row in self.coefficients]
        weights = tuple(
            tuple(most - y for y in row)
            for most, row in zip(largest, self.coefficients, strict=True)
        )
        return sum(largest) - self.scale, weights


@dataclass(frozen=True, slots=True)
class NoncontextualFraction:
    """The noncontextual fraction as a certified interval; 1 minus it is the contextual fraction.

    Args:
        model: what it is about.
        lower: the total weight of the distribution.
        upper: the value of the inequality, at most 1.
        distribution: weights above 0 with global assignments (an outcome index for every
            observable); in no context do they add up to more than the model's probabilities.
        inequality: holds for all global assignments.
        order: an order of the observables in which that can be checked by elimination.
        columns: global assignments that the linear program looked at.
        seconds: wall time.
    """

    model: EmpiricalModel
    lower: Fraction
    upper: Fraction
    distribution: tuple[tuple[Fraction, Assignment], ...]
    inequality: Inequality
    order: tuple[int, ...]
    columns: int
    seconds: float

    @property
    def exact(self) -> bool:
        """Whether the interval is a point."""
        return self.lower == self.upper

    @property
    def outcome(self) -> Outcome:
        """FOUND if the model is noncontextual, EXHAUSTED if contextual, else TIMED_OUT."""
        if self.lower == 1:
            return Outcome.FOUND
        return Outcome.EXHAUSTED if self.upper < 1 else Outcome.TIMED_OUT

    def contextual_fraction(self) -> Fraction:
        """Return the contextual fraction.

        Raises:
            ValueError: if a time limit left more than one value.
        """
        if not self.exact:
            raise ValueError("the contextual fraction is known as an interval only")
        return 1 - self.lower


def noncontextual_fraction(
    model: EmpiricalModel,
    time_limit: float | None = None,
    rng: np.random.Generator | None = None,
    report: Callable[[int, float], None] | None = None,
) -> NoncontextualFraction:
    """Compute the noncontextual fraction with a distribution and an inequality that meet.

    Args:
        model: without disturbance.
        time_limit: seconds; when they are over the best proved interval is returned. A single
            linear program is not interrupted.
        rng: chooses among equally good assignments; seed 0 if None. The value doesn't depend on
            it, the distribution and the inequality may.
        report: called in every round with the number of assignments found and the noncontextual
            fraction that they give, in floating point.

    Returns:
        The exact fraction, or an interval if the time was over.

    Raises:
        InputError: for a model with disturbance, one too entangled to eliminate, or a bad limit.

    Source: S. Abramsky, R. S. Barbosa and S. Mansfield, Phys. Rev. Lett. 119 (2017) 050504: the
        linear program and its dual. Column generation by elimination is ours.

    Example:
        >>> from contextuality.library.models import model
        >>> found = noncontextual_fraction(model("isotropic-3/4"))
        >>> found.contextual_fraction(), found.inequality.value(found.model)
        (Fraction(1, 2), Fraction(1, 2))
    """
    check_time_limit(time_limit)
    start = time.monotonic()
    search = _Search(
        Sections(model),
        None if time_limit is None else start + time_limit,
        np.random.default_rng(0) if rng is None else rng,
        report,
    )
    distribution, inequality = search.run()
    lower = sum((weight for weight, _ in distribution), Fraction(0))
    upper = inequality.value(model)
    seconds = time.monotonic() - start
    order = search.sections.order
    columns = len(search.assignments)
    return NoncontextualFraction(
        model, lower, upper, distribution, inequality, order, columns, seconds
    )


class _Search:
    """One search: the assignments found so far, in the order in which they came."""

    def __init__(
        self,
        sections: Sections,
        deadline: float | None,
        rng: np.random.Generator,
        report: Callable[[int, float], None] | None,
    ) -> None:
        self.sections = sections
        self.deadline = deadline
        self.rng = rng
        self.report = report
        self.assignments: dict[Assignment, None] = {}
        # In floats, for every possible event; the certified interval if time runs out.
        self.prices = np.zeros(len(sections.events))
        self.weights = np.zeros(0)

    def run(self) -> tuple[tuple[tuple[Fraction, Assignment], ...], Inequality]:
        zeros = np.zeros(len(self.sections.events), dtype=np.int64)
        impossible = self._inequality(1, zeros)
        if self._minimum(impossible) >= 1:  # no assignment avoids the impossible events
            return (), impossible
        try:
            self._price(self.prices, 8 * BATCH)
            while self._late() is False:
                packing = self._packing()
                try:
                    self.weights, self.prices = packing.approximate()
                except ArithmeticError:  # the exact simplex method takes over
                    break
                if self.report is not None:
                    self.report(len(self.assignments), float(self.weights.sum()))
                if not self._price(self.prices, BATCH):
                    break
            return self._exact()
        except TimeoutError:
            return self._interval()

    def _late(self) -> bool:
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TimeoutError
        return False

    def _packing(self) -> Packing:
        rows = self.sections.rows_of(list(self.assignments))
        one = Fraction(1)
        columns = tuple(tuple(row) for row in rows.tolist())
        return Packing(columns, self.sections.probabilities, (one,) * len(columns))

    def _price(self, prices: npt.NDArray[np.float64], most: int) -> bool:
        """Add assignments whose events cost less than 1; return whether there were any."""
        costs = self.sections.spread(np.maximum(prices, 0.0), 2.0)
        best = eliminate(self.sections.tables(costs), self.sections.outcomes, self.sections.order)
        slack = 1 - 1e-9 - float(best.minimum)
        if slack < 1e-9:
            return False
        before = len(self.assignments)
        self.assignments.setdefault(best.assignment())
        for values in best.sample(self.rng, slack * self.rng.random(most)).tolist():
            self.assignments.setdefault(tuple(values))
        return len(self.assignments) > before

    def _exact(self) -> tuple[tuple[tuple[Fraction, Assignment], ...], Inequality]:
        """Solve exactly over the assignments found; add those that this misses, and repeat."""
        while True:
            self._late()
            optimum = self._packing().maximise(self.deadline)
            scale = lcm(*(price.denominator for price in optimum.dual))
            prices = np.array([int(price * scale) for price in optimum.dual], dtype=object)
            inequality = self._inequality(scale, prices)
            missed = self._violating(inequality)
            if missed is None:
                pairs = zip(optimum.primal, self.assignments, strict=True)
                return tuple((weight, g) for weight, g in pairs if weight), inequality
            self.assignments.setdefault(missed)

    def _inequality(self, scale: int, prices: npt.NDArray[Any]) -> Inequality:
        """Return an inequality whose impossible events have the largest useful coefficient."""
        divisor = gcd(scale, *(int(price) for price in prices))
        rows = self.sections.spread(prices.astype(object), scale)
        return Inequality(
            scale // divisor, tuple(tuple(int(y) // divisor for y in row) for row in rows)
        )

    def _eliminated(self, inequality: Inequality) -> Any:  # Any: an int of numpy or of Python
        total = sum(max(row) for row in inequality.coefficients)
        number = np.int64 if total < 1 << 62 else object
        costs = [np.array(row, dtype=number) for row in inequality.coefficients]
        return eliminate(self.sections.tables(costs), self.sections.outcomes, self.sections.order)

    def _minimum(self, inequality: Inequality) -> int:
        return int(self._eliminated(inequality).minimum)

    def _violating(self, inequality: Inequality) -> Assignment | None:
        best = self._eliminated(inequality)
        violated = int(best.minimum) < inequality.scale
        return best.assignment() if violated else None

    def _interval(self) -> tuple[tuple[tuple[Fraction, Assignment], ...], Inequality]:
        """Turn the last solution in floats into bounds that hold exactly."""
        prices = np.array([int(price * GRAIN) + 1 for price in self.prices], dtype=object)
        tried = self._inequality(GRAIN, prices)
        scale = self._minimum(tried)
        kept = Inequality(scale, tried.coefficients) if scale else tried
        contexts = len(tried.coefficients)
        trivial = Inequality(
            1, tuple((int(c == 0),) * len(tried.coefficients[c]) for c in range(contexts))
        )
        best = min((kept, trivial) if scale else (trivial,), key=lambda i: i.value(self.model))
        return _below(self.sections, self.weights, self.assignments), best

    @property
    def model(self) -> EmpiricalModel:
        return self.sections.model


def _below(
    sections: Sections, weights: npt.NDArray[np.float64], assignments: Iterable[Assignment]
) -> tuple[tuple[Fraction, Assignment], ...]:
    """Return weights scaled down so that they fit below the model, exactly."""
    pairs = [
        (Fraction(int(weight * GRAIN), GRAIN), g)
        for weight, g in zip(weights, assignments, strict=False)  # later ones have no weight yet
        if int(weight * GRAIN) > 0
    ]
    loads = [Fraction(0)] * len(sections.events)
    for (weight, _), row in zip(pairs, sections.rows_of([g for _, g in pairs]), strict=True):
        for number in row.tolist():
            loads[number] += weight
    ratios = (p / load for p, load in zip(sections.probabilities, loads, strict=True) if load)
    factor = min([Fraction(1), *ratios])
    return tuple((weight * factor, g) for weight, g in pairs)
