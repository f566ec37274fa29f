"""Empirical models: tables of joint outcomes, and minima over all global assignments.

Here belong the tables that statements of docs/formats/fraction.md share, and the elimination of
observables. The statement and certificate kinds are in `proofs.kernel.fraction`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from proofs.kernel import reader
from proofs.kernel.verdict import Malformed, Rejected

MAX_OUTCOMES = 64
MAX_OBSERVABLES = 256
MAX_CONTEXTS = 512
MAX_ENTRIES = 1 << 18  # of all tables
MAX_COMPARED = 1 << 22  # entries visited when contexts are compared
MAX_ADDITIONS = 1 << 22  # in one elimination
DIGITS = 500  # of integers

Cost = tuple[tuple[int, ...], Sequence[int]]


def number(value: object, low: int, where: str) -> int:
    """Return an integer of at least `low` with at most `DIGITS` digits."""
    if type(value) is not int or not low <= value < 10**DIGITS:
        raise Malformed(where, f"an integer of at least {low}, of at most {DIGITS} digits", value)
    return value


def positions(scope: Sequence[int], strides: Mapping[int, int], base: int) -> list[int]:
    """Return the sum of stride times outcome for all joint outcomes, the last one fastest.

    Args:
        scope: observables.
        strides: of some of them; the others have stride 0.
        base: the number of outcomes.

    Example:
        >>> positions((5, 7), {7: 1}, 2)
        [0, 1, 0, 1]
    """
    result = [0]
    for v in scope:
        step = strides.get(v, 0)
        result = [at + step * outcome for at in result for outcome in range(base)]
    return result


def strides_of(scope: Sequence[int], base: int) -> dict[int, int]:
    """Return by how much the position in a table over `scope` grows with each outcome."""
    return {v: base**place for place, v in enumerate(reversed(scope))}


def least_sum(costs: Sequence[Cost], order: Sequence[int], base: int) -> int:
    """Return the least sum of costs over all assignments of outcomes to the observables.

    Args:
        costs: observables, and a number for each of their joint outcomes, the last one fastest.
        order: every observable once; the order in which they are eliminated.
        base: the number of outcomes.

    Raises:
        Rejected: if that takes too many additions.

    Example:
        >>> least_sum([((0, 1), [1, 0, 0, 1]), ((1, 0), [0, 1, 1, 0])], (0, 1), 2)
        1
    """
    waiting = list(costs)
    additions = 0
    for v in order:
        mine = [cost for cost in waiting if v in cost[0]]
        waiting = [cost for cost in waiting if v not in cost[0]]
        others = sorted({u for own, _ in mine for u in own} - {v})
        scope, size = (*others, v), base ** (len(others) + 1)
        additions += size * len(mine)
        if additions > MAX_ADDITIONS:
            raise Rejected("order", "elimination", f"at most {MAX_ADDITIONS} additions", "more")
        if mine:
            total = [0] * size
            for own, values in mine:
                places = positions(scope, strides_of(own, base), base)
                total = [a + values[at] for a, at in zip(total, places, strict=True)]
            least = [min(total[at : at + base]) for at in range(0, size, base)]
            waiting.append((scope[:-1], least))
    return sum(values[0] for _, values in waiting)


def permutation(value: object, size: int) -> tuple[int, ...]:
    """Return the order of elimination, a permutation of 0 to size - 1."""
    where = "certificate.order"
    rows = reader.sequence(value, size, size, where)
    order = tuple(reader.integer(row, 0, size - 1, where) for row in rows)
    if len(set(order)) < size:
        raise Malformed(where, "every observable once", "a repetition")
    return order


def brief(value: int) -> str:
    """Return an integer for a line of text, its length only if it is long."""
    return str(value) if value.bit_length() <= 256 else f"(an integer of {value.bit_length()} bits)"


@dataclass(frozen=True)
class EmpiricalStatement:
    """Tables of joint outcomes that agree wherever contexts overlap.

    Args:
        outcomes: how many every observable has.
        contexts: lists of labels; kept as tuples of observable numbers.
        denominator: what every table sums to.
        tables: the numerators of the probabilities, the last label's outcome fastest.
    """

    outcomes: int
    contexts: Any
    denominator: int
    tables: Any

    def __post_init__(self) -> None:
        """Validate everything, agreement on overlaps included."""
        base = reader.integer(self.outcomes, 2, MAX_OUTCOMES, "statement.outcomes")
        number(self.denominator, 1, "statement.denominator")
        numbers: dict[str, int] = {}
        rows: list[tuple[int, ...]] = []
        known: set[frozenset[int]] = set()
        left = MAX_ENTRIES
        for i, row in enumerate(
            reader.sequence(self.contexts, 1, MAX_CONTEXTS, "statement.contexts")
        ):
            where = f"statement.contexts[{i}]"
            labels = [label(name, where) for name in reader.sequence(row, 1, 18, where)]
            context = tuple(numbers.setdefault(name, len(numbers)) for name in labels)
            if len(set(context)) < len(context) or frozenset(context) in known:
                raise Malformed(where, "distinct labels, in no earlier context together", "others")
            known.add(frozenset(context))
            rows.append(context)
            left -= base ** len(context)
            if left < 0 or len(numbers) > MAX_OBSERVABLES:
                limits = f"at most {MAX_ENTRIES} entries and {MAX_OBSERVABLES} observables"
                raise Malformed(where, limits, "more")
        object.__setattr__(self, "contexts", tuple(rows))
        object.__setattr__(self, "tables", self._read_tables())
        self._require_agreement()

    @property
    def observables(self) -> int:
        """The number of observables."""
        return len({v for context in self.contexts for v in context})

    def model(self) -> str:
        """Return the sizes in words."""
        sizes = f"{self.observables} observables with {self.outcomes} outcomes"
        return f"the empirical model of {sizes} in {len(self.contexts)} contexts"

    def event(self, context: int, value: object, where: str) -> int:
        """Return the position in a context's table of a list of outcomes."""
        size = len(self.contexts[context])
        position = 0
        for outcome in reader.sequence(value, size, size, where):
            position = position * self.outcomes + reader.integer(
                outcome, 0, self.outcomes - 1, where
            )
        return position

    def _read_tables(self) -> tuple[tuple[int, ...], ...]:
        count, result = len(self.contexts), []
        for i, row in enumerate(reader.sequence(self.tables, count, count, "statement.tables")):
            where = f"statement.tables[{i}]"
            size = self.outcomes ** len(self.contexts[i])
            entries = reader.sequence(row, size, size, where)
            table = tuple(number(entry, 0, where) for entry in entries)
            if sum(table) != self.denominator:
                raise Malformed(where, "entries that sum to the denominator", sum(table))
            result.append(table)
        return tuple(result)

    def _marginal(self, context: int, shared: Sequence[int]) -> list[int]:
        result = [0] * self.outcomes ** len(shared)
        strides = strides_of(shared, self.outcomes)
        places = positions(self.contexts[context], strides, self.outcomes)
        for at, entry in zip(places, self.tables[context], strict=True):
            result[at] += entry
        return result

    def _require_agreement(self) -> None:
        left = MAX_COMPARED
        for i, j in combinations(range(len(self.contexts)), 2):
            shared = sorted(set(self.contexts[i]) & set(self.contexts[j]))
            if not shared:
                continue
            left -= len(self.tables[i]) + len(self.tables[j])
            if left < 0:
                limit = f"at most {MAX_COMPARED} entries of overlapping contexts"
                raise Malformed("statement.contexts", limit, "more")
            if self._marginal(i, shared) != self._marginal(j, shared):
                where = f"statement.tables[{j}]"
                raise Malformed(where, f"the marginals of tables[{i}]", "other probabilities")


def label(value: object, where: str) -> str:
    """Return the printable name of an observable."""
    if type(value) is not str or not 1 <= len(value) <= 64 or not value.isprintable():
        raise Malformed(where, "printable labels of 1 to 64 characters", value)
    return value
