"""Least machines for all sequences by what their states can have to do with, with a certificate.

Belongs here: the clauses of the certificate kind `knowledge-cover` (docs/formats/knowledge.md),
their refutation, and reading a machine off a model. Does not belong here: which sets of pieces of
knowledge are possible (`automaton_cover`), symmetries (`automaton_symmetry`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from contextuality.errors import InputError
from contextuality.pauli import parse_pauli, paulis_commute
from contextuality.search.automaton import Machine, Runs, SequenceTask, replay
from contextuality.search.automaton_cover import Teams
from contextuality.search.automaton_symmetry import Symmetry, knowledge_symmetries, orbits_of
from contextuality.search.lrat import SolverError
from contextuality.search.result import Outcome, TimedOut, check_time_limit
from contextuality.search.sat import Satisfiable, refute
from contextuality.search.solving import BudgetSolver

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_NODES = 128
MAX_TEAMS = 5000
SQUARE = 9

Team = frozenset[int]


@dataclass(frozen=True, slots=True)
class NoCover:
    """A refutation of machines of a given size by what their states can have to do with.

    Args:
        states: the size.
        asked: the observables that runs are made of.
        prefix: observables that are measured first.
        symmetries: see `Symmetry`.
        lrat: LRAT text; empty if no proof was asked for.
        steps: its number of lines.
    """

    outcome: ClassVar[Outcome] = Outcome.EXHAUSTED
    states: int
    asked: tuple[int, ...]
    prefix: tuple[int, ...]
    symmetries: tuple[Symmetry, ...]
    lrat: str
    steps: int


@dataclass(frozen=True, slots=True)
class CoverFound:
    """A machine that was replayed on every run without a contradiction."""

    outcome: ClassVar[Outcome] = Outcome.FOUND
    machine: Machine


class CoverFormula:
    """What the teams of a machine's states fulfil, as clauses.

    Args:
        teams: the possible teams.
        images: symmetries, as lists of places.
        states: the size of the machine, at least 1.

    Source: ours; docs/formats/knowledge.md.
    """

    def __init__(self, teams: Teams, images: list[list[int]], states: int) -> None:
        self.teams = teams
        self.ordered = teams.ordered()
        self.number = {team: number for number, team in enumerate(self.ordered, 1)}
        self.variables = len(self.ordered)
        self.covers: dict[Team, int] = {}
        self.clauses: list[tuple[int, ...]] = []
        self._moves()
        self._orbits(images)
        self._at_most(states)

    def images(self, team: Team, observable: int) -> list[tuple[int, Team]]:
        """Return what a team becomes, after each outcome that no member rules out."""
        found = []
        for outcome in (0, 1):
            children = {self.teams.moves[place][observable][outcome] for place in team}
            if None not in children:
                found.append((outcome, frozenset(child for child in children if child is not None)))
        return found

    def _new(self) -> int:
        self.variables += 1
        return self.variables

    def _moves(self) -> None:
        holding: dict[int, set[int]] = {}
        for team, number in self.number.items():
            for place in team:
                holding.setdefault(place, set()).add(number)
        for team, number in self.number.items():
            for observable in range(len(self.teams.asked)):
                targets = []
                for _, image in self.images(team, observable):
                    if image not in self.number:
                        continue
                    if image not in self.covers:
                        self.covers[image] = self._new()
                        around = set.intersection(*(holding[place] for place in image))
                        self.clauses.append((-self.covers[image], *sorted(around)))
                    targets.append(self.covers[image])
                self.clauses.append((-number, *targets))

    def _orbits(self, images: list[list[int]]) -> None:
        before: list[int] = []
        chosen = []
        for orbit in orbits_of(self.teams, images):
            numbers = sorted(self.number[team] for team in orbit)
            chosen.append(self._new())
            self.clauses.append((-chosen[-1], numbers[0]))
            self.clauses += [(-chosen[-1], -number) for number in before]
            before += numbers
        self.clauses.append(tuple(chosen))

    def _at_most(self, states: int) -> None:
        counts = [[number] for number in self.number.values()]
        while len(counts) > 1:
            joined = []
            for a, b in zip(counts[::2], counts[1::2], strict=False):
                total = [self._new() for _ in range(min(len(a) + len(b), states + 1))]
                for i in range(len(a) + 1):
                    for j in range(min(len(b), len(total) - i) + 1):
                        if i or j:
                            left = (-a[i - 1],) if i else ()
                            right = (-b[j - 1],) if j else ()
                            self.clauses.append((total[i + j - 1], *left, *right))
                joined.append(total)
            counts = [*joined, *counts[len(joined) * 2 :]]
        self.clauses += [(-variable,) for variable in counts[0][states : states + 1]]

    def machine(self, model: Sequence[int]) -> Machine:
        """Return the machine whose states are the teams that a model chooses."""
        true = {literal for literal in model if literal > 0}
        states = [team for team in self.ordered if self.number[team] in true]
        out, follow = [], []
        for team in states:
            answers, targets = [], []
            for observable in range(len(self.teams.asked)):
                outcome, target = next(
                    (outcome, position)
                    for outcome, image in self.images(team, observable)
                    for position, other in enumerate(states)
                    if image <= other
                )
                answers.append(outcome)
                targets.append(target)
            out.append(tuple(answers))
            follow.append(tuple(targets))
        return Machine(tuple(out), tuple(follow))


def first_measured(task: SequenceTask, asked: Sequence[int]) -> tuple[int, ...]:
    """Return commuting observables, no more of which can be added: all is known after them.

    Example:
        >>> first_measured(SequenceTask("bit", ("X", "Z"), "all"), (0, 1))
        (0,)
    """
    chosen: list[int] = []
    for a in asked:
        x, z = parse_pauli(task.observables[a])
        if all(paulis_commute((x, z), parse_pauli(task.observables[b])) for b in chosen):
            chosen.append(a)
    return tuple(chosen)


def cover_of_size(
    task: SequenceTask,
    states: int,
    time_limit: float | None = None,
    *,
    asked: Sequence[int] | None = None,
    proof: bool = True,
) -> CoverFound | NoCover | TimedOut:
    """Find a machine of at most so many states for all sequences, or refute that there is one.

    Args:
        task: about all sequences.
        states: at least 1.
        time_limit: in seconds, the proof included.
        asked: observables that runs are made of; a refutation for some is one for all. By default
            all of them, which is needed to find a machine.
        proof: whether to make an LRAT refutation.

    Returns:
        A machine (replayed), a refutation (replayed, if made) or a time-out.

    Raises:
        InputError: if the task is not about all sequences, or has too many nodes or teams.
        SolverError: if the solver misbehaves.

    Source: closed covers of incompletely specified machines, M. Paull and S. Unger, IRE Trans.
        Electron. Comput. EC-8 (1959) 356; open outcomes, symmetry and the certificate are ours.

    Example:
        >>> task = SequenceTask("bit", ("X", "Z"), "all", (), ("Z",))
        >>> cover_of_size(task, 1).machine.states
        1
    """
    check_time_limit(time_limit)
    if task.sequences != "all":
        raise InputError(where="sequences", expected="all", found=task.sequences)
    deadline = None if time_limit is None else time.monotonic() + time_limit
    whole = tuple(range(len(task.observables)))
    asked = whole if asked is None else tuple(asked)
    prefix = first_measured(task, asked)
    teams = Teams(task, asked, prefix, MAX_NODES, MAX_TEAMS)
    symmetries, images = knowledge_symmetries(teams, deadline)
    formula = CoverFormula(teams, images, states)
    with BudgetSolver(formula.clauses, deadline) as solver:
        model = solver.solve()
        if solver.timed_out:
            return TimedOut(time_limit or 0.0)
    if model is not None:
        if asked != whole:
            return TimedOut(time_limit or 0.0)
        return CoverFound(_started(task, formula.machine(model)))
    if not proof:
        return NoCover(states, asked, prefix, symmetries, "", 0)
    left = None if deadline is None else deadline - time.monotonic()
    if left is not None and left <= 0:
        return TimedOut(time_limit or 0.0)
    answer = refute(formula.clauses, formula.variables, left)
    if isinstance(answer, TimedOut):
        return TimedOut(time_limit or 0.0)
    if isinstance(answer, Satisfiable):
        raise SolverError("two solvers disagree about a formula")
    return NoCover(states, asked, prefix, symmetries, answer.lrat, answer.steps)


def _started(task: SequenceTask, machine: Machine) -> Machine:
    """Return the machine with a state first from which it is never wrong.

    There is one up to a symmetry of the model, which may have moved the start: try each state
    with the signs of each Pauli operator.
    """
    n = task.qubits
    for conjugation in range(4**n):
        by = (conjugation & (1 << n) - 1, conjugation >> n)
        flips = [int(not paulis_commute(by, parse_pauli(label))) for label in task.observables]
        for first in range(machine.states):
            order = [first, *(k for k in range(machine.states) if k != first)]
            place = {old: new for new, old in enumerate(order)}
            moved = Machine(
                tuple(
                    tuple(bit ^ flip for bit, flip in zip(machine.out[k], flips, strict=True))
                    for k in order
                ),
                tuple(tuple(place[target] for target in machine.follow[k]) for k in order),
            )
            if not replay(Runs(task), moved).contradictions:
                return moved
    raise SolverError("no state of a closed family starts a machine")


def part_of(task: SequenceTask, asked: Sequence[int]) -> SequenceTask:
    """Return the question about some of the observables, for all sequences.

    Example:
        >>> part_of(SequenceTask("bit", ("X", "Z"), "all"), (1,)).observables
        ('Z',)
    """
    return SequenceTask(
        task.name, tuple(task.observables[a] for a in asked), "all", (), task.initial
    )


def square_of(task: SequenceTask) -> list[tuple[int, ...]]:
    """Return the first Mermin square among more observables than its nine, if there is one.

    Returns:
        A list of no or one tuple of increasing positions.

    Example:
        >>> from contextuality.library import get
        >>> from contextuality.search.automaton import sequence_task
        >>> square_of(sequence_task(get("doily"), "all"))
        [(0, 1, 2, 3, 4, 7, 8, 11, 12)]
    """
    masks = [parse_pauli(label) for label in task.observables]
    where = {pauli: position for position, pauli in enumerate(masks)}
    if len(masks) <= SQUARE:
        return []

    def third(a: int, b: int) -> int | None:
        return where.get((masks[a][0] ^ masks[b][0], masks[a][1] ^ masks[b][1]))

    def commute(a: int, b: int) -> bool:
        return paulis_commute(masks[a], masks[b])

    everything = range(len(masks))
    for a in everything:
        mates = [b for b in everything if b != a and commute(a, b) and third(a, b) is not None]
        # a corner, its row a b ab, its column a c ac; b and c anticommute, and so on.
        for b in mates:
            for c in mates:
                for d in everything:
                    if commute(b, c) or not (commute(b, d) and commute(c, d)) or commute(a, d):
                        continue
                    rest = (third(a, b), third(a, c), third(b, d), third(c, d))
                    if None in rest:
                        continue
                    ab, ac, bd, cd = (int(r) for r in rest if r is not None)
                    if (last := third(ab, cd)) is None:
                        continue
                    square = {a, b, c, d, ab, ac, bd, cd, last}
                    if len(square) == SQUARE:
                        return [tuple(sorted(square))]
    return []
