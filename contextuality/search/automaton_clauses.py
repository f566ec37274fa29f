"""The clauses whose models are small machines: lazily, one pair (node, observable) at a time.

Belongs here: the numbering of variables and the clauses of docs/formats/machine.md, which the
kernel derives for itself. Does not belong here: solving (`automaton_search`), runs (`automaton`).
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from contextuality.search.automaton import Machine, Runs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from contextuality.search.automaton import Node, SequenceTask

Clause = tuple[int, ...]
Expansion = tuple[int, int]
"""A node, by its number in the order of this formula, and an observable allowed there."""


class Formula:
    """The clauses of machines of a given size for some of the runs.

    Variables, in this order: out(m, A) is the answer, true for -1; next(m, A, m') the next state;
    seen(m, A, m') says that a cell up to (m, A) leads to m'; used(m, node), numbered as nodes
    appear, that m is in use while the run is at the node.

    Args:
        runs: of the task.
        observables: their number.
        states: the size, at least 1.
        ordered: whether states are numbered in the order of a walk through the table, and free
            signs fixed. Refutations are shorter for it; machines are found later.

    Source: our encoding; R. Heule and S. Verwer, ICGI 2010, for machines as models of clauses, and
        V. Ulyantsev et al., LATA 2015, for numbering states in the order of a walk.

    Example:
        >>> from contextuality.search.automaton import SequenceTask
        >>> formula = Formula(Runs(SequenceTask("bit", ("X",), "all", (), ("-X",))), 1, 1)
        >>> list(formula.clauses), formula.expand(0, 0)
        ([(2,), (4,)], [(-4, 1), (-4, -2, 4)])
    """

    def __init__(self, runs: Runs, observables: int, states: int, *, ordered: bool = True) -> None:
        self._runs, self._count, self._states = runs, observables, states
        self._numbers: dict[int, int] = {}
        self._nodes: list[int] = []
        self.expansions: list[Expansion] = []
        self._done: set[tuple[int, int]] = set()
        self._base = states * observables * (1 + 2 * states)
        self.clauses: list[Clause] = self._skeleton(ordered)

    @property
    def variables(self) -> int:
        """The number of variables so far."""
        return self._base + self._states * len(self._nodes)

    def out(self, state: int, observable: int) -> int:
        """Return the variable of an answer."""
        return 1 + state * self._count + observable

    def next(self, state: int, observable: int, target: int) -> int:
        """Return the variable of a transition."""
        return next_variable(self._states, self._count, state, observable, target)

    def node(self, number: int) -> int:
        """Return the runs' number of a node from its number in this formula."""
        return self._nodes[number]

    def content(self, number: int) -> Node:
        """Return what a node is, from its number in this formula."""
        return self._runs.nodes[self._nodes[number]]

    def expand_node(self, node: Node, observable: int) -> list[Clause]:
        """Do as `expand` for a node that is named by what it is."""
        return self.expand(self._runs.number(node), observable)

    def _seen(self, cell: int, target: int) -> int:
        s, t = self._states, self._count
        return 1 + s * t + s * t * s + cell * s + target

    def used(self, state: int, node: int) -> int:
        """Return the variable of a pair; `node` is a number of the runs."""
        number = self._numbers.get(node)
        if number is None:
            number = self._numbers[node] = len(self._nodes)
            self._nodes.append(node)
        return self._base + 1 + number * self._states + state

    def _skeleton(self, ordered: bool) -> list[Clause]:
        """Return the clauses that no expansion is needed for."""
        s, t = self._states, self._count
        clauses: list[Clause] = []
        for cell in range(s * t):
            choices = [self.next(cell // t, cell % t, target) for target in range(s)]
            clauses.append(tuple(choices))
            clauses += [(-a, -b) for a, b in combinations(choices, 2)]
        for cell in range(s * t if ordered else 0):
            state, observable = divmod(cell, t)
            for target in range(1, s):
                here = self.next(state, observable, target)
                before = (self._seen(cell - 1, target),) if cell else ()
                clauses.append((-self._seen(cell, target), here, *before))
                if target > 1:
                    # A state is met for the first time after the one numbered before it.
                    earlier = (self._seen(cell - 1, target - 1),) if cell else ()
                    clauses.append((-here, *earlier))
                if target <= state:
                    # The walk comes to a row only after it has met its state.
                    clauses.append((-here, self._seen(target * t - 1, target)))
        if ordered:
            clauses += [(-self.out(0, i),) for i in self._runs.independent()]
        clauses += [(self.used(0, root),) for root in dict.fromkeys(self._runs.roots)]
        return clauses

    def expand(self, node: int, observable: int) -> list[Clause]:
        """Add the clauses of measuring an observable at a node; return them, none if known.

        Args:
            node: a number of the runs; a root, or the child of a pair expanded before.
            observable: allowed there.
        """
        if (node, observable) in self._done:
            return []
        self._done.add((node, observable))
        self.expansions.append((self._numbers[node], observable))
        states, certain = range(self._states), self._runs.value(node, observable)
        clauses: list[Clause] = []
        for outcome in (0, 1) if certain is None else (certain,):
            child = self._runs.after(node, observable, outcome)
            for m in states:
                here, answer = self.used(m, node), self.out(m, observable)
                if certain is None:
                    guard: Clause = (-here, -answer if outcome else answer)
                else:
                    clauses.append((-here, answer if outcome else -answer))
                    guard = (-here,)
                clauses += [
                    (*guard, -self.next(m, observable, target), self.used(target, child))
                    for target in states
                ]
        self.clauses += clauses
        return clauses

    def machine(self, model: Collection[int]) -> Machine:
        """Read a machine off the true literals of a model."""
        true = set(model)
        states, count = range(self._states), range(self._count)
        return Machine(
            tuple(tuple(int(self.out(m, a) in true) for a in count) for m in states),
            tuple(
                tuple(next(k for k in states if self.next(m, a, k) in true) for a in count)
                for m in states
            ),
        )


def formula_of(task: SequenceTask, states: int, expansions: Iterable[Expansion]) -> Formula:
    """Return the formula of some expansions, named by the node numbers of the formula itself.

    Example:
        >>> from contextuality.search.automaton import SequenceTask
        >>> task = SequenceTask("bit", ("X",), "all", (), ("-X",))
        >>> len(formula_of(task, 1, [(0, 0)]).clauses)
        4
    """
    runs = Runs(task)
    formula = Formula(runs, len(task.observables), states)
    for node, observable in expansions:
        formula.expand(formula.node(node), observable)
    return formula


def next_variable(states: int, observables: int, state: int, observable: int, target: int) -> int:
    """Return the variable of a transition, for a number of states and of observables.

    Example:
        >>> next_variable(1, 1, 0, 0, 0)
        2
    """
    return 1 + states * observables + (state * observables + observable) * states + target


def all_expansions(task: SequenceTask, most: int) -> tuple[Expansion, ...]:
    """Return every measurement of a task, breadth first; nothing if there are more than `most`.

    Example:
        >>> from contextuality.search.automaton import SequenceTask
        >>> all_expansions(SequenceTask("bit", ("X",), "all"), 10)
        ((0, 0), (1, 0), (2, 0))
    """
    runs = Runs(task)
    waiting = list(dict.fromkeys(runs.roots))
    met = set(waiting)
    found: list[Expansion] = []
    for node in waiting:
        for observable in runs.allowed(node):
            found.append((node, observable))
            certain = runs.value(node, observable)
            for outcome in (0, 1) if certain is None else (certain,):
                child = runs.after(node, observable, outcome)
                if child not in met:
                    met.add(child)
                    waiting.append(child)
        if len(found) > most:
            return ()
    # The runs number nodes in this very order, as a formula does.
    return tuple(found)
