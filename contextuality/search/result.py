"""What every search of this package hands back: an outcome, its evidence and how it was found.

Belongs here: the outcomes and the record around them. Does not belong here: the evidence types of
particular searches (their modules) and verdicts on certificates: a search proves nothing.

Throughout, the thing searched for is a noncontextual model: a value assignment or a colouring.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from contextuality.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable


class Outcome(Enum):
    """How a search ended; the value says what may be concluded.

    Example:
        >>> Outcome.TIMED_OUT.conclusive, Outcome.TIMED_OUT.value
        (False, 'time limit reached: nothing is known; allow more time')
    """

    FOUND = "a noncontextual model was found: check it against the constraints"
    EXHAUSTED = "there is no noncontextual model: check the refutation, not the search"
    TIMED_OUT = "time limit reached: nothing is known; allow more time"
    UNKNOWN = "the solver gave up: nothing is known; try another method"

    @property
    def conclusive(self) -> bool:
        """Whether the search came to an end that can be certified."""
        return self in {Outcome.FOUND, Outcome.EXHAUSTED}


class Evidence(Protocol):
    """What a search returns: any value that knows which outcome it stands for."""

    @property
    def outcome(self) -> Outcome:
        """The outcome the value is evidence of."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """A search stopped by its time limit.

    Args:
        seconds: the limit.

    Example:
        >>> TimedOut(2.0).outcome.name
        'TIMED_OUT'
    """

    outcome: ClassVar[Outcome] = Outcome.TIMED_OUT
    seconds: float


MAX_TIME_LIMIT = 1_000_000
"""In seconds; operating systems can't wait much longer in one call."""


def check_time_limit(seconds: float | None) -> None:
    """Refuse a time limit that could not be kept.

    Args:
        seconds: above 0 and at most a million, or None for no limit.

    Raises:
        InputError: for anything else.

    Example:
        >>> check_time_limit(0.5)
    """
    if seconds is not None and not 0 < seconds <= MAX_TIME_LIMIT:
        raise InputError(
            where="time limit",
            expected=f"a positive number of seconds, at most {MAX_TIME_LIMIT}",
            found=str(seconds),
        )


E_co = TypeVar("E_co", bound=Evidence, covariant=True)


@dataclass(frozen=True, slots=True)
class Finding(Generic[E_co]):
    """The record of one search.

    Args:
        outcome: how it ended.
        evidence: what it returned.
        seconds: wall time, at least 0.
        method: the search in words, for reports.

    Example:
        >>> timed("waiting", lambda: TimedOut(0.0)).outcome.name
        'TIMED_OUT'
    """

    outcome: Outcome
    evidence: E_co
    seconds: float
    method: str


def timed(method: str, search: Callable[[], E_co]) -> Finding[E_co]:
    """Run a search and record its outcome and wall time.

    Args:
        method: the search in words.
        search: a call without arguments whose result carries an `outcome`.

    Returns:
        The finding; exceptions of the search are passed on.

    Source: ours.

    Example:
        >>> timed("waiting", lambda: TimedOut(0.0)).method
        'waiting'
    """
    start = time.perf_counter()
    evidence = search()
    return Finding(evidence.outcome, evidence, time.perf_counter() - start, method)
