"""The contextuality degree as an interval: proved from below, witnessed from above.

Belongs here: asking the searches for bounds in a sensible order, within a time limit. Does not
belong here: the searches (`assignments`, `spectral`, `packing`), checking (`proofs`).

The degree is the least number of contexts that an assignment of +1 and -1 to the observables
violates.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from contextuality.errors import InputError
from contextuality.library.polar import PauliLines
from contextuality.scenario import Scenario, require_pauli
from contextuality.search.assignments import (
    MAX_EIGEN_QUBITS,
    Contexts,
    eigenvector_assignments,
    exhaust,
    tabu_assignments,
)
from contextuality.search.packing import Cover, Packing, Parity, doily_packing, section_packing
from contextuality.search.packing_pentagrams import pentagram_packing
from contextuality.search.parity import Contextual, Noncontextual, decide_parity
from contextuality.search.parity_lines import decide_lines
from contextuality.search.result import check_time_limit
from contextuality.search.spectral import Section, best_links, best_section

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["DegreeInterval", "Ended", "Exhaustive", "LowerEvidence", "degree"]

MAX_DISJOINT_CONTEXTS = 2000
_PATIENCE = {2: 40, 3: 60, 4: 150, 5: 60, 6: 6}  # ascents without improvement, by qubits
_GLANCE = 6
_TABU_STEPS = 4000
_TABU_STARTS = 12


class Ended(Enum):
    """Why the search for the degree ended; the bounds hold in every case."""

    CLOSED = "the bounds meet: the interval is the degree"
    OPEN = "every method came to its end, and the bounds do not meet"
    TIMED_OUT = "time limit reached: more time may narrow the interval"
    INTERRUPTED = "interrupted: more time may narrow the interval"


@dataclass(frozen=True, slots=True)
class Exhaustive:
    """All assignments were tried; there is nothing to show but the repetition."""


LowerEvidence: TypeAlias = Section | Packing | Exhaustive


@dataclass(frozen=True, slots=True)
class DegreeInterval:
    """Bounds on the degree of a configuration of Paulis.

    Args:
        subject: the configuration.
        lower: at least so many contexts are violated by every assignment.
        evidence: what shows that; a packing without nodes for 0.
        upper: the assignment of `minus` violates so many; recounted.
        minus: the observables with value -1, in the order of the subject.
        ended: why the search ended.
        seconds: wall time.
    """

    subject: PauliLines | Scenario
    lower: int
    evidence: LowerEvidence
    upper: int
    minus: tuple[str, ...]
    ended: Ended
    seconds: float


def degree(
    subject: PauliLines | Scenario,
    rng: np.random.Generator,
    time_limit: float | None = None,
    report: Callable[[int, int, str], None] | None = None,
) -> DegreeInterval:
    """Bound the least number of contexts that every assignment violates.

    Args:
        subject: a configuration of Paulis.
        rng: the source of the starting points.
        time_limit: in seconds, more than 0; None lets every method come to its end. The first
            bounds are always computed, which takes seconds for 10^6 contexts.
        report: called with the bounds and what was done, whenever something was.

    Returns:
        The interval, also after an interrupt (KeyboardInterrupt) once there are bounds.

    Raises:
        InputError: for anything but lines or a scenario of Paulis, or a bad time limit.

    Source: the degree as in A. Muller et al., arXiv 2312.07738; the methods are those of
        `assignments`, `spectral` and `packing`.

    Example:
        >>> from contextuality.library.polar import build
        >>> found = degree(build("lines-3"), np.random.default_rng(0))
        >>> found.lower, found.upper, found.ended.name
        (63, 63, 'CLOSED')
    """
    check_time_limit(time_limit)
    if isinstance(subject, Scenario):
        require_pauli(subject)
    elif not isinstance(subject, PauliLines):
        raise InputError(
            where="degree", expected="a Scenario or PauliLines", found=type(subject).__name__
        )
    started = time.monotonic()
    search = _Search(subject, rng, None if time_limit is None else started + time_limit, report)
    try:
        search.decide()
    except KeyboardInterrupt:
        if search.flipped is None:
            raise
        ended = Ended.INTERRUPTED
    else:
        ended = search.run()
    return search.result(ended, time.monotonic() - started)


@dataclass
class _Search:
    """The bounds so far and the methods that move them."""

    subject: PauliLines | Scenario
    rng: np.random.Generator
    deadline: float | None
    report_to: Callable[[int, int, str], None] | None
    lower: int = 0
    evidence: LowerEvidence = field(default_factory=lambda: Packing(0, ()))
    upper: int = -1
    flipped: NDArray[np.bool_] | None = None
    contexts: Contexts = field(init=False)
    lines: PauliLines | None = field(init=False)

    def __post_init__(self) -> None:
        self.lines = _as_lines(self.subject)
        self.contexts = _contexts(self.subject if self.lines is None else self.lines)

    def late(self) -> bool:
        return self.deadline is not None and time.monotonic() > self.deadline

    def report(self, text: str) -> None:
        if self.report_to is not None:
            self.report_to(self.lower, self.upper, text)

    def closed(self) -> bool:
        return self.lower == self.upper

    def raise_lower(self, bound: int, evidence: LowerEvidence, text: str) -> None:
        if bound > self.lower:
            # In this order: an interrupt in between must not leave a bound without its evidence.
            self.evidence = evidence
            self.lower = bound
        self.report(text)

    def try_assignment(self, flipped: NDArray[np.bool_]) -> bool:
        count = int(self.contexts.violated(flipped).sum())
        if self.flipped is None or count < self.upper:
            self.flipped, self.upper = flipped, count
            return True
        return False

    def decide(self) -> None:
        """Take the bounds that deciding contextuality gives: 0, or at least 1."""
        self.try_assignment(np.zeros(self.contexts.observables, dtype=np.bool_))
        finding: Contextual | Noncontextual
        if self.lines is not None:
            finding = decide_lines(self.lines)
        elif isinstance(self.subject, Scenario):
            finding = decide_parity(self.subject)
        else:
            raise AssertionError("a subject is one or the other")
        if isinstance(finding, Noncontextual):
            self.try_assignment(np.array(finding.assignment) < 0)
        else:
            self.raise_lower(1, Packing(1, (Parity(finding.rows),)), "decided over GF(2)")

    def run(self) -> Ended:
        """Apply every method; return why that ended."""
        try:
            for method in (
                self.spectral,
                self.glance,
                self.descend,
                self.sections,
                self.doilies,
                self.pentagrams,
                self.disjoint,
                self.ascend,
                self.tabu,
                self.enumerate,
            ):
                if self.closed():
                    return Ended.CLOSED
                if self.late():
                    return Ended.TIMED_OUT
                method()
        except KeyboardInterrupt:
            return Ended.CLOSED if self.closed() else Ended.INTERRUPTED
        if self.closed():
            return Ended.CLOSED
        return Ended.TIMED_OUT if self.late() else Ended.OPEN

    def spectral(self) -> None:
        if self.lines is not None and self.lines.has_all_lines:
            self.raise_lower(*best_section(self.lines), "trace inequality")
            self.raise_lower(*best_links(self.lines), "lines through the points")

    def sections(self) -> None:
        if self.lines is not None and self.lines.has_all_lines:
            packing = section_packing(self.lines)
            if packing is not None:
                self.raise_lower(packing.bound, packing, "bounds on elliptic sections")

    def doilies(self) -> None:
        # A doily gives 3 for 15 lines, a square 1 for 6.
        if self.lines is not None and -(-len(self.lines.lines) // 5) > self.lower:
            packing = doily_packing(self.lines, self.late)
            if packing is not None:
                self.raise_lower(packing.bound, packing, "packing of doilies and squares")

    def pentagrams(self) -> None:
        if self.lines is not None:
            packing = pentagram_packing(self.lines)
            if packing is not None:
                self.raise_lower(packing.bound, packing, "packing of pentagrams")

    def disjoint(self) -> None:
        """Take refutations away one after the other: each costs a context of its own."""
        # Where squares were found they are packed better, and the inequality needs all lines.
        if len(self.contexts.members) > MAX_DISJOINT_CONTEXTS or self.lower > 1:
            return
        nodes: list[Parity] = []
        left = list(range(len(self.contexts.members)))
        while left and not self.late():
            finding = decide_parity(_part(self.contexts, left))
            if isinstance(finding, Noncontextual):
                break
            rows = {left[row] for row in finding.rows}
            nodes.append(Parity(tuple(sorted(rows))))
            left = [row for row in left if row not in rows]
        self.raise_lower(len(nodes), _sum(nodes), "disjoint refutations")

    def glance(self) -> None:
        """Ascend a few times, which closes what the trace inequality is sharp for."""
        self.ascend(_GLANCE)

    def ascend(self, most: int | None = None) -> None:
        lines = self.lines
        if lines is None or lines.qubits > MAX_EIGEN_QUBITS or not lines.has_all_lines:
            return
        useless, patience = 0, most or _PATIENCE.get(lines.qubits, 40)
        for flipped in eigenvector_assignments(lines, self.rng):
            useless = 0 if self.try_assignment(flipped) else useless + 1
            if not useless:
                self.report("eigenvector ascent")
            if self.closed() or useless == patience or self.late():
                return

    def descend(self) -> None:
        """Take one tabu search, for a witness that is not far off."""
        self.tabu(1)

    def tabu(self, starts: int = _TABU_STARTS) -> None:
        for start in range(starts):
            flipped = self.flipped
            if start or flipped is None:
                flipped = self.rng.random(self.contexts.observables) < 0.5
            found = tabu_assignments(self.contexts, self.rng, flipped, _TABU_STEPS, self.late)
            self.try_assignment(found)
            self.report(f"tabu search {start + 1}/{starts}")
            if self.closed() or self.late():
                return

    def enumerate(self) -> None:
        flipped = exhaust(self.contexts, self.late)
        if flipped is not None:
            self.try_assignment(flipped)
            self.raise_lower(self.upper, Exhaustive(), "all assignments tried")

    def result(self, ended: Ended, seconds: float) -> DegreeInterval:
        flipped = self.flipped
        if flipped is None:
            raise AssertionError("no assignment was recorded")
        subject = self.subject if self.lines is None else self.lines
        labels = subject.labels() if isinstance(subject, PauliLines) else subject.observables
        minus = tuple(label for label, value in zip(labels, flipped, strict=True) if value)
        upper = int(self.contexts.violated(flipped).sum())
        return DegreeInterval(subject, self.lower, self.evidence, upper, minus, ended, seconds)


def _as_lines(subject: PauliLines | Scenario) -> PauliLines | None:
    """Return the canonical arrays, or None if contexts differ in size or qubits are too many."""
    if isinstance(subject, PauliLines):
        return subject
    try:
        return PauliLines.from_scenario(subject)
    except InputError:
        return None


def _contexts(subject: PauliLines | Scenario) -> Contexts:
    if isinstance(subject, PauliLines):
        return Contexts(subject.lines, subject.sign_bits.astype(np.bool_), len(subject.points))
    count, size = len(subject.observables), max(map(len, subject.contexts))
    rows = [(*context, *[count] * (size - len(context))) for context in subject.contexts]
    negative = np.array(subject.signs) < 0
    return Contexts(np.array(rows, dtype=np.int32), negative, count)


def _part(contexts: Contexts, rows: list[int]) -> Scenario:
    """Return some of the contexts as a scenario with numbers for labels."""
    members = tuple(
        tuple(i for i in contexts.members[row].tolist() if i < contexts.observables) for row in rows
    )
    signs = tuple(-1 if contexts.negative[row] else 1 for row in rows)
    return Scenario("part", tuple(map(str, range(contexts.observables))), members, signs)


def _sum(nodes: list[Parity]) -> Packing:
    if len(nodes) < 2:
        return Packing(len(nodes), tuple(nodes))
    cover = Cover(1, tuple((1, i) for i in range(len(nodes))))
    return Packing(len(nodes), (*nodes, cover))
