"""What a second checker says, and how it is asked.

Belongs here: the value `Opinion`, deadlines, and turning what a judge returns or raises into an
opinion. Does not belong here: any judging.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = Literal["valid", "invalid", "not applicable", "timeout", "error"]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one checker other than the kernel says about one certificate file.

    Args:
        checker: `certificate/...` for a checker that replays the certificate, `statement/...` for
            one that decides the statement and does not look at the certificate. A true statement
            with a wrong certificate gets "invalid" from the former, "valid" from the latter.
        verdict: "valid" and "invalid" as the name says; "not applicable" if the checker is not
            installed, is not made for this size, or its consent would mean nothing; "timeout" and
            "error" if it gave no answer.
        detail: one sentence: what was checked, in particular whether only instances were tested.
        seconds: wall-clock time.

    Example:
        >>> Opinion("statement/exhaustive", "valid", "all 512 assignments fail", 0.01).about
        'statement'
    """

    checker: str
    verdict: Answer
    detail: str
    seconds: float

    @property
    def about(self) -> str:
        """Either "certificate" or "statement".

        Example:
            >>> Opinion("certificate/matrices", "invalid", "context 3", 0.0).about
            'certificate'
        """
        return self.checker.partition("/")[0]


class RejectedError(Exception):
    """Raised by a judge: the certificate or the statement is wrong; the text says where."""


class NotApplicableError(Exception):
    """Raised by a judge that has nothing to say here; the text says why."""


class ToolError(Exception):
    """Raised by a judge whose tool broke down; nothing is known then."""


class Deadline:
    """A moment after which `check` raises TimeoutError.

    Args:
        seconds: time from now.

    Example:
        >>> Deadline(60).left() > 59
        True
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left, negative after the deadline."""
        return self._end - time.monotonic()

    def check(self) -> None:
        """Do nothing before the deadline.

        Raises:
            TimeoutError: after it.
        """
        if self.left() < 0:
            raise TimeoutError


def ask(checker: str, judge: Callable[[Deadline], str], time_limit: float) -> Opinion:
    """Ask one judge.

    Args:
        checker: the name for the opinion.
        judge: returns the detail of "valid", or raises one of the errors of this module or
            TimeoutError. InputError passes through: there is nothing to have an opinion on.
        time_limit: seconds; kept as far as the judge looks at its deadline.

    Returns:
        The opinion with the time it took.

    Source: ours.

    Example:
        >>> ask("statement/example", lambda deadline: "1 + 1 = 2", 1).verdict
        'valid'
    """
    start = time.monotonic()
    verdict: Answer
    try:
        detail = judge(Deadline(time_limit))
        verdict = "valid"
    except RejectedError as error:
        verdict, detail = "invalid", str(error)
    except NotApplicableError as error:
        verdict, detail = "not applicable", str(error)
    except TimeoutError:
        verdict, detail = "timeout", f"no answer within {time_limit:g} s"
    except ToolError as error:
        verdict, detail = "error", str(error)
    except MemoryError:
        verdict, detail = "error", "out of memory"
    return Opinion(checker, verdict, detail, time.monotonic() - start)
