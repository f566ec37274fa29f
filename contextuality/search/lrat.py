"""Turning a solver's FRAT trace into a short LRAT refutation.

Belongs here: reading the trace, keeping only the steps and hints the refutation needs, numbering
them. Does not belong here: running solvers (`sat`), checking that is relied upon (the kernel).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class SolverError(RuntimeError):
    """The solver, or the adapter to it, did not do what is documented; nothing is known then.

    Example:
        >>> raise SolverError("no verdict line")
        Traceback (most recent call last):
        ...
        contextuality.search.lrat.SolverError: no verdict line
    """


def lrat_from_frat(
    lines: Iterable[str], clauses: Sequence[Sequence[int]], deadline: float | None = None
) -> tuple[str, int]:
    r"""Convert a FRAT trace with hints into a trimmed LRAT refutation.

    Args:
        lines: the trace of a solver that was given `clauses` in this order.
        clauses: the formula, whose clauses have the ids 1, 2, 3...
        deadline: a value of `time.monotonic()` beyond which to give up.

    Returns:
        The LRAT text and its number of steps: only steps the empty clause depends on, with only
        the hints that propagate, in the order they do; ids follow the clauses without gaps; no
        deletions. Every step was replayed.

    Raises:
        SolverError: if the trace is not of that form, is about another formula, does not reach
            the empty clause, or has a step that does not follow from its hints.
        TimeoutError: beyond the deadline.

    Source: FRAT: S. Baek, M. Carneiro and M. Heule, TACAS 2021; LRAT: L. Cruz-Filipe et al.,
        CADE 2017; trimming backwards as in M. Heule, W. Hunt and N. Wetzler, FMCAD 2013.

    Example:
        >>> trace = ["o 1 1 0", "o 2 -1 0", "a 3 0 l 1 2 0"]
        >>> lrat_from_frat(trace, [[1], [-1]])
        ('3 0 1 2 0\n', 1)
    """
    trace = _Trace(clauses)
    for number, line in enumerate(lines, start=1):
        if deadline is not None and number % 4096 == 0 and time.monotonic() > deadline:
            raise TimeoutError
        if trace.read(line, number):
            break
    return trace.trimmed(deadline)


class _Trace:
    """The part of a trace up to the empty clause, and the replay from there backwards."""

    def __init__(self, clauses: Sequence[Sequence[int]]) -> None:
        self._clauses = clauses
        self._given: dict[int, int] = {}  # solver id -> position in the formula, from 1
        self._lemmas: dict[int, str] = {}  # solver id -> the line, parsed when it is needed
        self._empty: int | None = None  # solver id of the empty clause

    def read(self, line: str, number: int) -> bool:
        """Take in one line of the trace; return True once the empty clause is there."""
        kind, _, rest = line.strip().partition(" ")
        if kind in {"d", "f", "c", ""}:
            return False
        if kind not in {"o", "a"}:
            raise SolverError(f"trace line {number}: unexpected kind {kind!r}")
        try:
            head, _, rest = rest.strip().partition(" ")
            identifier = int(head)
            literals = [int(token) for token in rest.partition("l")[0].split()]
        except ValueError:
            raise SolverError(f"trace line {number}: not a FRAT line: {line[:80]!r}") from None
        if not literals or literals.pop() != 0:
            raise SolverError(f"trace line {number}: no closing 0: {line[:80]!r}")
        if identifier in self._given or identifier in self._lemmas:
            raise SolverError(f"trace line {number}: the id {identifier} again")
        if kind == "o":
            position = len(self._given)
            if position >= len(self._clauses) or set(literals) != set(self._clauses[position]):
                raise SolverError(
                    f"trace line {number}: the solver's clause {position + 1} is {literals}, which "
                    "is not the one it was given"
                )
            self._given[identifier] = position + 1
        else:
            self._lemmas[identifier] = rest
        if not literals:
            self._empty = identifier
        return not literals

    def trimmed(self, deadline: float | None) -> tuple[str, int]:
        """Replay backwards from the empty clause and return the LRAT text of what was needed."""
        if self._empty is None:
            raise SolverError("the trace ends before the empty clause")
        first = len(self._clauses) + 1
        if self._empty in self._given:
            return f"{first} 0 {self._given[self._empty]} 0\n", 1
        needed = {self._empty}
        steps: list[tuple[int, list[int], list[int]]] = []
        parsed: dict[int, frozenset[int]] = {}
        # Hints point backwards, so each lemma is decided before those it may need.
        for count, identifier in enumerate(reversed(self._lemmas)):
            if deadline is not None and count % 256 == 0 and time.monotonic() > deadline:
                raise TimeoutError
            if identifier not in needed:
                continue
            literals, hints = self._lemma(identifier)
            used = self._replay(identifier, literals, hints, parsed)
            needed.update(used)
            steps.append((identifier, literals, used))
        steps.reverse()
        names = dict(self._given)
        names.update({step[0]: first + i for i, step in enumerate(steps)})
        text = "".join(
            " ".join(map(str, [names[i], *literals, 0, *(names[h] for h in used), 0])) + "\n"
            for i, literals, used in steps
        )
        return text, len(steps)

    def _lemma(self, identifier: int) -> tuple[list[int], list[int]]:
        """Return a lemma's literals, each once, and its hints."""
        left, bar, right = self._lemmas[identifier].partition("l")
        try:
            literals = list(dict.fromkeys(int(token) for token in left.split()[:-1]))
            hints = [int(token) for token in right.split()]
        except ValueError:
            raise SolverError(f"step {identifier}: not a FRAT line") from None
        if not bar or not hints or hints.pop() != 0:
            raise SolverError(f"step {identifier}: no hints")
        if any(-literal in literals for literal in literals):
            raise SolverError(f"step {identifier}: a tautology")
        return literals, hints

    def _replay(
        self,
        identifier: int,
        literals: list[int],
        hints: list[int],
        parsed: dict[int, frozenset[int]],
    ) -> list[int]:
        """Propagate along the hints to a conflict and return the hints it depends on, in order."""
        false = set(literals)
        reasons: list[tuple[int, int]] = []  # literal made false, hint that did it
        for hint in hints:
            clause = parsed.get(hint)
            if clause is None:
                clause = parsed[hint] = self._clause(hint, identifier)
            rest = clause - false
            if not rest:
                break
            if len(rest) == 1:
                (literal,) = rest
                if -literal not in false:
                    false.add(-literal)
                    reasons.append((-literal, hint))
        else:
            raise SolverError(f"step {identifier}: no conflict from its hints")
        used = [hint]
        wanted = set(parsed[hint])
        for literal, reason in reversed(reasons):
            if literal in wanted:
                used.append(reason)
                wanted |= parsed[reason]
        return used[::-1]

    def _clause(self, hint: int, user: int) -> frozenset[int]:
        if hint in self._given:
            return frozenset(self._clauses[self._given[hint] - 1])
        if hint in self._lemmas and hint < user:
            return frozenset(self._lemma(hint)[0])
        raise SolverError(f"step {user}: the hint {hint} is no earlier clause")
