"""Reverse unit propagation without hints: each lemma of a proof is derived by own propagation.

Belongs here: reading an LRAT file as docs/formats/lrat.md describes it, and two-watched-literal
propagation. Hints are read and dropped, so their order cannot mislead; whether they are right is
the kernel's business. Does not belong here: external programs (`external`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from proofs.independent.opinion import RejectedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from proofs.independent.opinion import Deadline

MAX_LINE = 16 << 20

_POSITIVE = rb"[1-9][0-9]{0,17}"
_ADD = re.compile(rb"(P) ((?:-?P )*)0 ((?:P )*)0".replace(b"P", _POSITIVE))
_DELETE = re.compile(rb"(P) d((?: P)*) 0".replace(b"P", _POSITIVE))


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an LRAT file.

    Args:
        number: of the line, from 1.
        identifier: the id it starts with.
        literals: of the lemma; None for a deletion.
        names: the hints of a lemma, or the ids to delete.
    """

    number: int
    identifier: int
    literals: tuple[int, ...] | None
    names: tuple[int, ...]


def read_steps(content: bytes, variables: int) -> Iterator[Step]:
    r"""Yield the lines of an LRAT file.

    Args:
        content: the file.
        variables: literals go from -variables to variables.

    Raises:
        RejectedError: at the first line that is not of the grammar, or if there is none.

    Source: L. Cruz-Filipe et al., CADE 2017; the restrictions are ours.

    Example:
        >>> [step.literals for step in read_steps(b"3 1 0 1 0\n4 d 1 0\n", 1)]
        [(1,), None]
    """
    if not content.endswith(b"\n"):
        raise RejectedError("the proof does not end in a line feed")
    for number, line in enumerate(content[:-1].split(b"\n"), start=1):
        add, delete = _ADD.fullmatch(line), _DELETE.fullmatch(line)
        match = add or delete
        if match is None or len(line) > MAX_LINE:
            raise RejectedError(f"proof line {number} is no LRAT line: {line[:60]!r}")
        if delete is not None:
            yield Step(number, int(match[1]), None, tuple(map(int, delete[2].split())))
            continue
        literals = tuple(map(int, match[2].split()))
        if len({abs(x) for x in literals}) < len(literals):
            raise RejectedError(f"proof line {number} has a variable twice")
        if any(abs(x) > variables for x in literals):
            raise RejectedError(f"proof line {number} has a variable above {variables}")
        yield Step(number, int(match[1]), literals, tuple(map(int, match[3].split())))


def check_refutation(
    clauses: Sequence[Sequence[int]], variables: int, content: bytes, deadline: Deadline
) -> int:
    r"""Check that every lemma of a proof follows by unit propagation, and that it ends in none.

    Args:
        clauses: the formula; its ids are 1, 2, ...
        variables: the number of variables.
        content: the LRAT file; its hints are not used.
        deadline: when to stop.

    Returns:
        The number of lemmas.

    Raises:
        RejectedError: naming the line that does not follow, or is not of the grammar.
        TimeoutError: after the deadline.

    Source: E. Goldberg and Y. Novikov, DATE 2003, for reverse unit propagation; M. Moskewicz et
        al., DAC 2001, for watched literals.

    Example:
        >>> from proofs.independent.opinion import Deadline
        >>> check_refutation([(1,), (-1, 2), (-2,)], 2, b"4 0 1 2 3 0\n", Deadline(60))
        1
    """
    engine = _Propagator(variables)
    live: dict[int, int] = {}
    for identifier, clause in enumerate(clauses, start=1):
        live[identifier] = engine.add(tuple(dict.fromkeys(clause)))
    last = len(clauses)
    lemmas = 0
    closed = False
    for step in read_steps(content, variables):
        deadline.check()
        if closed:
            raise RejectedError(f"proof line {step.number} stands after the empty clause")
        if step.literals is None:
            for name in step.names:
                if name not in live:
                    raise RejectedError(f"proof line {step.number} deletes {name}, not live")
                engine.remove(live.pop(name))
            continue
        if step.identifier <= last:
            raise RejectedError(f"proof line {step.number}: the ids do not increase")
        last = step.identifier
        if not engine.implies(step.literals):
            raise RejectedError(
                f"proof line {step.number}: {list(step.literals)} does not follow by propagation"
            )
        lemmas += 1
        closed = not step.literals
        live[step.identifier] = engine.add(step.literals)
    if not closed:
        raise RejectedError("the proof ends without the empty clause")
    return lemmas


class _Propagator:
    """Clauses with two watched literals each, and what follows from the unit clauses.

    Facts that were derived stay after a clause they came from is deleted: they are implied by the
    formula all the same.
    """

    def __init__(self, variables: int) -> None:
        self._clauses: list[list[int] | None] = []
        self._watchers: dict[int, list[int]] = {
            literal: [] for v in range(1, variables + 1) for literal in (v, -v)
        }
        self._true: set[int] = set()
        self._trail: list[int] = []
        self._contradiction = False

    def add(self, literals: Sequence[int]) -> int:
        """Add an implied clause and propagate it; return its handle."""
        clause = list(literals)
        handle = len(self._clauses)
        self._clauses.append(clause)
        if any(-literal in clause for literal in clause):
            self._clauses[handle] = None
            return handle
        # The two watched literals come first: those that are not false already.
        clause.sort(key=lambda literal: -literal in self._true)
        if len(clause) > 1:
            self._watchers[clause[0]].append(handle)
            self._watchers[clause[1]].append(handle)
        if self._contradiction or not clause or -clause[0] in self._true:
            self._contradiction = True
        elif len(clause) == 1 or -clause[1] in self._true:
            self._contradiction = self._propagate([clause[0]])
        return handle

    def remove(self, handle: int) -> None:
        """Forget a clause; its watches are dropped when they are met."""
        self._clauses[handle] = None

    def implies(self, literals: Sequence[int]) -> bool:
        """Tell whether assuming all literals false propagates to a contradiction."""
        if self._contradiction:
            return True
        mark = len(self._trail)
        conflict = self._propagate([-literal for literal in literals])
        for literal in self._trail[mark:]:
            self._true.discard(literal)
        del self._trail[mark:]
        return conflict

    def _propagate(self, assumed: list[int]) -> bool:
        """Make literals true with all that follows; True if that is contradictory."""
        head = len(self._trail)
        for literal in assumed:
            if -literal in self._true:
                return True
            if literal not in self._true:
                self._true.add(literal)
                self._trail.append(literal)
        while head < len(self._trail):
            false = -self._trail[head]
            head += 1
            if self._visit(false):
                return True
        return False

    def _visit(self, false: int) -> bool:
        """Look at the clauses that watch a literal that became false."""
        watchers = self._watchers[false]
        kept: list[int] = []
        for position, handle in enumerate(watchers):
            clause = self._clauses[handle]
            if clause is None:
                continue
            if clause[0] == false:
                clause[0], clause[1] = clause[1], clause[0]
            first = clause[0]
            if first in self._true:
                kept.append(handle)
                continue
            for k in range(2, len(clause)):
                if -clause[k] not in self._true:
                    clause[1], clause[k] = clause[k], clause[1]
                    self._watchers[clause[1]].append(handle)
                    break
            else:
                kept.append(handle)
                if -first in self._true:
                    kept.extend(watchers[position + 1 :])
                    self._watchers[false] = kept
                    return True
                self._true.add(first)
                self._trail.append(first)
        self._watchers[false] = kept
        return False
