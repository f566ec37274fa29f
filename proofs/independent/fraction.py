"""Contextual fractions: weights and inequalities replayed, statements decided by other programs.

Belongs here: the page docs/formats/fraction.md. Inequalities are checked by listing assignments or
by z3; statements by a linear program over all assignments, in floating point, and by z3.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np

from proofs.independent.opinion import NotApplicableError, Opinion, RejectedError, ToolError, ask
from proofs.independent.reader import fail, fields, integer, items

if TYPE_CHECKING:
    import numpy.typing as npt

    from proofs.independent.opinion import Deadline

MAX_OUTCOMES = 64
MAX_OBSERVABLES = 256
MAX_CONTEXTS = 512
MAX_ENTRIES = 1 << 18
MAX_COMPARED = 1 << 22
MAX_WEIGHTS = 100_000
MAX_MEETINGS = 1 << 21
MAX_MEMBERS = 18
LARGEST = 10**500 - 1
MAX_LISTED = 1 << 20
CHUNK = 1 << 16
MAX_SOLVED = 1 << 14
FLOAT_TOLERANCE = 1e-7
MODEL = ("kind", "outcomes", "contexts", "denominator", "tables")

Event = tuple[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Model:
    """Probabilities of events, by context and outcomes.

    Args:
        outcomes: how many each observable has.
        observables: how many there are.
        contexts: tuples of observables.
        chances: the probability of every event.
    """

    outcomes: int
    observables: int
    contexts: tuple[tuple[int, ...], ...]
    chances: dict[Event, Fraction]

    @property
    def assignments(self) -> int:
        """The number of global assignments."""
        return int(self.outcomes**self.observables)

    def listed(self, deadline: Deadline) -> Any:
        """Yield all assignments in arrays, one a row."""
        if self.assignments > MAX_LISTED:
            raise NotApplicableError(f"more than {MAX_LISTED} assignments")
        powers = self.outcomes ** np.arange(self.observables, dtype=np.int64)
        for start in range(0, self.assignments, CHUNK):
            deadline.check()
            numbers = np.arange(start, min(start + CHUNK, self.assignments), dtype=np.int64)
            yield numbers[:, None] // powers % self.outcomes

    def indices(self, c: int, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return for assignments the places of their events in a table of context c."""
        shape = (self.outcomes,) * len(self.contexts[c])
        places = np.ravel_multi_index(tuple(rows[:, v] for v in self.contexts[c]), shape)
        return np.asarray(places, dtype=np.int64)

    def table(self, c: int, values: dict[Event, int]) -> npt.NDArray[Any]:
        """Return integers of the events of a context as an array, 0 where there is none."""
        keys = product(range(self.outcomes), repeat=len(self.contexts[c]))
        return np.array([values.get((c, key), 0) for key in keys], dtype=object)


def opinions(
    statement: dict[str, Any], certificate: dict[str, Any], time_limit: float
) -> tuple[Opinion, ...]:
    """Return the opinions on a statement about an empirical model and its certificate.

    Args:
        statement: of kind `noncontextual-fraction`, `strongly-contextual` or
            `logically-contextual`.
        certificate: of a kind that docs/formats/fraction.md allows for it.
        time_limit: seconds for each opinion.

    Returns:
        One opinion about the certificate, one about the statement.

    Raises:
        InputError: if one of them breaks the rules of docs/formats/fraction.md.

    Source: docs/formats/fraction.md.

    Example:
        >>> coin = {"kind": "noncontextual-fraction", "outcomes": 2, "contexts": [["A"]],
        ...         "denominator": 2, "tables": [[1, 1]], "lower": [1, 2], "upper": [1, 1]}
        >>> proof = {"kind": "fraction", "denominator": 2, "distribution": [[1, [0]]], "scale": 1,
        ...          "inequality": [[0, [0], 1], [0, [1], 1]], "order": [0]}
        >>> [opinion.verdict for opinion in opinions(coin, proof, 60)]
        ['valid', 'valid']
    """
    kind = statement["kind"]
    if kind == "noncontextual-fraction":
        fields(statement, "statement", (*MODEL, "lower", "upper"))
        model = _model(statement)
        lower, upper = (_ratio(statement[key], f"statement.{key}") for key in ("lower", "upper"))
        weights, scale, costs = _read_fraction(certificate, model)
        return (
            ask(
                "certificate/replay",
                lambda left: _judge_fraction(model, (lower, upper), weights, (scale, costs), left),
                time_limit,
            ),
            ask(
                "statement/linear-program",
                lambda left: _judge_program(model, lower, upper, left),
                time_limit,
            ),
        )
    extra = ("context", "event") if kind == "logically-contextual" else ()
    fields(statement, "statement", (*MODEL, *extra))
    model = _model(statement)
    event = None
    if extra:
        c = integer(statement["context"], "statement.context", 0, len(model.contexts) - 1)
        event = c, _outcomes(statement["event"], len(model.contexts[c]), model, "statement.event")
    fields(certificate, "certificate", ("kind", "order"))
    _order(certificate["order"], model)
    return (
        ask("certificate/listing", lambda left: _judge_listing(model, event, left), time_limit),
        ask("statement/z3", lambda left: _judge_z3(model, event, left), time_limit),
    )


def _model(statement: dict[str, Any]) -> Model:
    base = integer(statement["outcomes"], "statement.outcomes", 2, MAX_OUTCOMES)
    whole = _number(statement["denominator"], "statement.denominator", 1)
    names: list[str] = []
    contexts: list[tuple[int, ...]] = []
    for i, row in enumerate(items(statement["contexts"], "statement.contexts", 1, MAX_CONTEXTS)):
        where = f"statement.contexts[{i}]"
        for label in items(row, where, 1, MAX_MEMBERS):
            if not isinstance(label, str) or not 1 <= len(label) <= 64 or not label.isprintable():
                fail(where, "printable labels of 1 to 64 characters", repr(label)[:80])
            if label not in names:
                names.append(label)
        members = tuple(names.index(label) for label in row)
        if len(set(members)) < len(members) or any(set(members) == set(c) for c in contexts):
            fail(where, "distinct labels, in no earlier context together", "others")
        contexts.append(members)
        if len(names) > MAX_OBSERVABLES or sum(base ** len(c) for c in contexts) > MAX_ENTRIES:
            fail(where, f"at most {MAX_ENTRIES} entries, {MAX_OBSERVABLES} observables", "more")
    tables = items(statement["tables"], "statement.tables", len(contexts), len(contexts))
    chances: dict[Event, Fraction] = {}
    for c, row in enumerate(tables):
        where = f"statement.tables[{c}]"
        size = base ** len(contexts[c])
        entries = [_number(entry, where, 0) for entry in items(row, where, size, size)]
        if sum(entries) != whole:
            fail(where, "entries that sum to the denominator", "another sum")
        for key, entry in zip(product(range(base), repeat=len(contexts[c])), entries, strict=True):
            chances[c, key] = Fraction(entry, whole)
    model = Model(base, len(names), tuple(contexts), chances)
    _check_overlaps(model)
    return model


def _check_overlaps(model: Model) -> None:
    visited = 0
    for i, j in combinations(range(len(model.contexts)), 2):
        both = [v for v in model.contexts[i] if v in model.contexts[j]]
        if not both:
            continue
        sums: dict[tuple[int, ...], Fraction] = {}
        for c, sign in ((i, 1), (j, -1)):
            places = [model.contexts[c].index(v) for v in both]
            for key in product(range(model.outcomes), repeat=len(model.contexts[c])):
                visited += 1
                part = tuple(key[place] for place in places)
                sums[part] = sums.get(part, Fraction(0)) + sign * model.chances[c, key]
            if visited > MAX_COMPARED:
                fail("statement.contexts", f"at most {MAX_COMPARED} entries in overlaps", "more")
        if any(sums.values()):
            fail(f"statement.tables[{j}]", f"the marginals of tables[{i}]", "others")


def _read_fraction(
    certificate: dict[str, Any], model: Model
) -> tuple[dict[tuple[int, ...], Fraction], int, dict[Event, int]]:
    names = ("kind", "denominator", "distribution", "scale", "inequality", "order")
    fields(certificate, "certificate", names)
    whole = _number(certificate["denominator"], "certificate.denominator", 1)
    scale = _number(certificate["scale"], "certificate.scale", 1)
    weights: dict[tuple[int, ...], Fraction] = {}
    rows = items(certificate["distribution"], "certificate.distribution", 0, MAX_WEIGHTS)
    if len(rows) * len(model.contexts) > MAX_MEETINGS:
        fail("certificate.distribution", f"at most {MAX_MEETINGS} weights times contexts", "more")
    for i, row in enumerate(rows):
        where = f"certificate.distribution[{i}]"
        weight, values = items(row, where, 2, 2)
        g = _outcomes(values, model.observables, model, where)
        if g in weights:
            fail(where, "a new assignment", "an earlier one")
        weights[g] = Fraction(_number(weight, where, 1), whole)
    costs: dict[Event, int] = {}
    for i, row in enumerate(items(certificate["inequality"], "certificate.inequality")):
        where = f"certificate.inequality[{i}]"
        c, values, cost = items(row, where, 3, 3)
        c = integer(c, where, 0, len(model.contexts) - 1)
        event = c, _outcomes(values, len(model.contexts[c]), model, where)
        if event in costs:
            fail(where, "a new event", "an earlier one")
        costs[event] = _number(cost, where, 1)
    _order(certificate["order"], model)
    return weights, scale, costs


def _judge_fraction(
    model: Model,
    bounds: tuple[Fraction, Fraction],
    weights: dict[tuple[int, ...], Fraction],
    inequality: tuple[int, dict[Event, int]],
    deadline: Deadline,
) -> str:
    loads: dict[Event, Fraction] = {}
    for g, weight in weights.items():
        for c, context in enumerate(model.contexts):
            event = c, tuple(g[v] for v in context)
            loads[event] = loads.get(event, Fraction(0)) + weight
    for event, load in loads.items():
        if load > model.chances[event]:
            raise RejectedError(f"the weights of event {event} sum to more than its probability")
    total = sum(weights.values(), Fraction(0))
    if total < bounds[0]:
        raise RejectedError("the weights sum to less than the lower bound")
    scale, costs = inequality
    value = sum((cost * model.chances[event] for event, cost in costs.items()), Fraction(0))
    if value > bounds[1] * scale:
        raise RejectedError("the inequality has a greater value than the upper bound")
    how = _require_least(model, costs, scale, deadline)
    return f"{len(weights)} weights lie below the tables; {how}"


def _require_least(model: Model, costs: dict[Event, int], scale: int, deadline: Deadline) -> str:
    """Check that all assignments cost at least `scale`, by listing them or by z3."""
    if model.assignments <= MAX_LISTED:
        used = sorted({c for c, _ in costs})
        tables = {c: model.table(c, costs) for c in used}
        if sum((max(table) for table in tables.values()), 0) < 1 << 62:
            tables = {c: table.astype(np.int64) for c, table in tables.items()}
        for rows in model.listed(deadline):
            total = sum(
                (tables[c][model.indices(c, rows)] for c in used), np.zeros(len(rows), np.int64)
            )
            if total.min() < scale:
                raise RejectedError("an assignment has less than the scale in the inequality")
        return f"all {model.assignments} assignments fulfil the inequality"
    import z3  # noqa: PLC0415 - slow to load

    solver, values = _solver(model, deadline)
    terms = [
        z3.If(z3.And(*(values[v] == k for v, k in zip(model.contexts[c], key, strict=True))), y, 0)
        for (c, key), y in costs.items()
    ]
    solver.add(z3.Sum(terms) < scale)
    answer = solver.check()
    if answer == z3.sat:
        raise RejectedError("z3 finds an assignment with less than the scale")
    if answer == z3.unknown:
        raise TimeoutError
    return "z3 finds no assignment against the inequality"


def _solver(model: Model, deadline: Deadline) -> tuple[Any, list[Any]]:
    import z3  # noqa: PLC0415 - slow to load

    solver = z3.Solver()
    solver.set("timeout", max(1, int(deadline.left() * 1000)))
    values = [z3.Int(f"v{v}") for v in range(model.observables)]
    solver.add(*(z3.And(value >= 0, value < model.outcomes) for value in values))
    return solver, values


def _judge_program(model: Model, lower: Fraction, upper: Fraction, deadline: Deadline) -> str:
    """Compare with the optimum of the program over all assignments, in floating point."""
    from scipy.optimize import linprog  # noqa: PLC0415 - slow to load
    from scipy.sparse import csr_array, vstack  # noqa: PLC0415

    if model.assignments > MAX_SOLVED:
        raise NotApplicableError(f"more than {MAX_SOLVED} assignments")
    rows = np.concatenate(list(model.listed(deadline)))
    blocks, bounds = [], []
    for c, context in enumerate(model.contexts):
        places, size = model.indices(c, rows), model.outcomes ** len(context)
        ones = np.ones(len(rows))
        blocks.append(csr_array((ones, (places, np.arange(len(rows)))), shape=(size, len(rows))))
        bounds += [
            float(model.chances[c, key])
            for key in product(range(model.outcomes), repeat=len(context))
        ]
    found = linprog(
        -np.ones(len(rows)), A_ub=vstack(blocks), b_ub=np.array(bounds), method="highs-ipm",
        options={"time_limit": max(0.01, deadline.left())},
    )  # fmt: skip
    if found.status == 1:
        raise TimeoutError
    if found.x is None:
        raise ToolError(f"HiGHS: {found.message}")
    value = -float(found.fun)
    if not float(lower) - FLOAT_TOLERANCE <= value <= float(upper) + FLOAT_TOLERANCE:
        raise RejectedError(f"the linear program has the optimum {value:.9f}")
    return (
        f"the linear program over {len(rows)} assignments has the optimum {value:.9f} "
        f"(floating point, to {FLOAT_TOLERANCE:g})"
    )


def _judge_listing(model: Model, event: Event | None, deadline: Deadline) -> str:
    _require_possible(model, event)
    possible = {e: int(chance > 0) for e, chance in model.chances.items()}
    tables = [model.table(c, possible).astype(np.bool_) for c in range(len(model.contexts))]
    for rows in model.listed(deadline):
        alive = np.ones(len(rows), dtype=np.bool_)
        for c, table in enumerate(tables):
            alive &= table[model.indices(c, rows)]
        if event is not None:
            for v, k in zip(model.contexts[event[0]], event[1], strict=True):
                alive &= rows[:, v] == k
        if alive.any():
            raise RejectedError("a global assignment is possible")
    return f"none of {model.assignments} assignments is possible"


def _judge_z3(model: Model, event: Event | None, deadline: Deadline) -> str:
    import z3  # noqa: PLC0415 - slow to load

    _require_possible(model, event)
    solver, values = _solver(model, deadline)
    for (c, key), chance in model.chances.items():
        same = [values[v] == k for v, k in zip(model.contexts[c], key, strict=True)]
        if not chance:
            solver.add(z3.Not(z3.And(*same)))
        if (c, key) == event:
            solver.add(*same)
    answer = solver.check()
    if answer == z3.sat:
        raise RejectedError("z3 finds a possible global assignment")
    if answer == z3.unknown:
        raise TimeoutError
    return "z3 finds no possible global assignment"


def _require_possible(model: Model, event: Event | None) -> None:
    if event is not None and not model.chances[event]:
        raise RejectedError("the event has probability 0")


def _number(value: object, where: str, low: int) -> int:
    if type(value) is not int or not low <= value <= LARGEST:
        fail(where, f"an integer of at least {low}, of at most 500 digits", "another value")
    return value


def _ratio(value: object, where: str) -> Fraction:
    top, bottom = (_number(entry, where, 0) for entry in items(value, where, 2, 2))
    if not bottom or top > bottom:
        fail(where, "a fraction from 0 to 1", "another")
    return Fraction(top, bottom)


def _outcomes(value: object, size: int, model: Model, where: str) -> tuple[int, ...]:
    rows = items(value, where, size, size)
    return tuple(integer(row, where, 0, model.outcomes - 1) for row in rows)


def _order(value: object, model: Model) -> None:
    rows = items(value, "certificate.order", model.observables, model.observables)
    order = [integer(row, "certificate.order", 0, model.observables - 1) for row in rows]
    if len(set(order)) < len(order):
        fail("certificate.order", "every observable once", "a repetition")
