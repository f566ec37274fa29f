"""A second decision procedure, z3, for Pauli scenarios and colourings.

Belongs here: encodings that share nothing with those of `parity` and `sat`, to hold the two
against each other. Does not belong here: certificates: z3's answers come without any.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import ceil
from typing import TYPE_CHECKING, Any

from contextuality.search.result import Outcome, check_time_limit
from contextuality.search.sat import Rule, check_rule

if TYPE_CHECKING:
    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet


class Answer(Enum):
    """What z3 says of a scenario; UNKNOWN is no verdict."""

    CONTEXTUAL = "no value assignment or colouring, says z3"
    NONCONTEXTUAL = "a value assignment or colouring exists"
    UNKNOWN = "z3 gave up or ran out of time"


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer of z3.

    Args:
        answer: the answer.
        model: for NONCONTEXTUAL, +1 or -1 per observable, or 0 or 1 per vector; else None.
        reason: for UNKNOWN, what z3 gives as the reason; else empty.

    Example:
        >>> Decision(Answer.UNKNOWN, None, "timeout").outcome.name
        'UNKNOWN'
    """

    answer: Answer
    model: tuple[int, ...] | None
    reason: str = ""

    @property
    def outcome(self) -> Outcome:
        """The answer as an outcome of a search."""
        if self.answer is Answer.UNKNOWN:
            return Outcome.UNKNOWN
        return Outcome.FOUND if self.answer is Answer.NONCONTEXTUAL else Outcome.EXHAUSTED


def decide_scenario_smt(scenario: Scenario, time_limit: float | None = None) -> Decision:
    """Ask z3 whether the observables of a scenario can have values that fulfil all contexts.

    Args:
        scenario: any scenario. z3 does no elimination: contexts of half the observables, at
            random, are out of reach from 40 observables on, which `parity` does at once.
        time_limit: in seconds, None for no limit.

    Returns:
        The answer; a model is not checked here.

    Raises:
        InputError: for a bad time limit.

    Source: L. de Moura and N. Bjorner, Z3, TACAS 2008; the encoding, an exclusive or per context,
        is ours.

    Example:
        >>> from contextuality.library import get
        >>> decide_scenario_smt(get("mermin-square")).answer.name
        'CONTEXTUAL'
    """
    import z3  # noqa: PLC0415  (slow to import, and only needed here)

    solver, context = _solver(time_limit)
    minus = [z3.Bool(f"v{i}", context) for i in range(len(scenario.observables))]
    for members, sign in zip(scenario.contexts, scenario.signs, strict=True):
        parity = z3.BoolVal(False, context)
        for i in members:
            parity = z3.Xor(parity, minus[i])
        solver.add(parity if sign == -1 else z3.Not(parity))
    return _decision(solver, minus, true=-1, false=1)


def decide_colouring_smt(
    vector_set: VectorSet, rule: Rule = "bases-and-pairs", time_limit: float | None = None
) -> Decision:
    """Ask z3 whether a vector set has a colouring by 0 and 1.

    Args:
        vector_set: any vector set.
        rule: `"bases-and-pairs"`: exactly one 1 in every complete basis and never two on
            orthogonal vectors; `"bases"`: only the former.
        time_limit: in seconds, None for no limit.

    Returns:
        The answer; a model is not checked here.

    Raises:
        InputError: for an unknown rule or a bad time limit.

    Source: de Moura and Bjorner 2008; the encoding, a sum per basis, is ours.

    Example:
        >>> from contextuality.library import get
        >>> decide_colouring_smt(get("yu-oh-13")).answer.name
        'NONCONTEXTUAL'
    """
    import z3  # noqa: PLC0415  (slow to import, and only needed here)

    check_rule(rule)
    solver, context = _solver(time_limit)
    ones = [z3.Bool(f"v{i}", context) for i in range(len(vector_set.vectors))]
    for basis in vector_set.complete_bases():
        solver.add(z3.PbEq([(ones[i], 1) for i in basis], 1))
    if rule == "bases-and-pairs":
        for i, j in vector_set.orthogonal_pairs():
            solver.add(z3.Not(z3.And(ones[i], ones[j])))
    return _decision(solver, ones, true=1, false=0)


def _solver(time_limit: float | None) -> tuple[Any, Any]:
    """Return a z3 solver with its context (Any: z3 has no types)."""
    import z3  # noqa: PLC0415  (slow to import, and only needed here)

    check_time_limit(time_limit)
    context = z3.Context()  # one of our own: z3's global one is not safe across threads
    solver = z3.Solver(ctx=context)
    if time_limit is not None:
        solver.set("timeout", ceil(1000 * time_limit))
    return solver, context


def _decision(solver: Any, variables: list[Any], true: int, false: int) -> Decision:
    import z3  # noqa: PLC0415  (slow to import, and only needed here)

    result = solver.check()
    if result == z3.unsat:
        return Decision(Answer.CONTEXTUAL, None)
    if result == z3.sat:
        model = solver.model()
        # Variables without constraints have no value in the model; any value does.
        values = tuple(true if z3.is_true(model[variable]) else false for variable in variables)
        return Decision(Answer.NONCONTEXTUAL, values)
    return Decision(Answer.UNKNOWN, None, solver.reason_unknown())
