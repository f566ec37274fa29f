"""Verdicts and the two exceptions of the kernel: what a check can end in, and nothing else.

A check returns a `Verdict` (valid, incomplete or invalid) or raises `Malformed`. Inside a checking
procedure a step that fails raises `Rejected`; `proofs.kernel.check` turns it into a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["valid", "incomplete", "invalid"]

SHOWN = 160  # characters of an offending value that an error message repeats


def shown(value: object) -> str:
    """Return a short printable form of a hostile value, cut at a stated length.

    Integers are never converted to decimal when that could take long, containers are never
    printed, and no control character gets through: a file cannot forge lines of a report.

    Example:
        >>> shown("a" * 500)[-3:]
        '...'
    """
    if isinstance(value, str):
        cut = value[:SHOWN]
        cut = cut if cut.isprintable() else ascii(cut)
        return cut if len(value) <= SHOWN else cut + "..."
    if isinstance(value, (list, tuple, dict)):
        return f"a {type(value).__name__} of {len(value)} items"
    if value is None or (isinstance(value, int) and value.bit_length() <= 256):
        return str(value)
    if isinstance(value, int):
        return f"an integer of {value.bit_length()} bits"
    return f"a {type(value).__name__}"


class Malformed(ValueError):  # noqa: N818 - the fourth outcome of a check, named like the others
    """Input that is not a statement or certificate at all: an error, not a verdict.

    Args:
        where: the place in the input, such as a file, a line, a key or a list index.
        expected: what the format demands at that place.
        found: the offending value or its description.
    """

    def __init__(self, where: str, expected: str, found: object) -> None:
        self.where = where
        self.expected = expected
        self.found = shown(found)
        super().__init__(f"{where}: expected {expected}, found {self.found}")


class Rejected(Exception):  # noqa: N818 - an outcome of a check, not an error of the program
    """A certificate step that does not hold; carries what the verdict will say."""

    def __init__(
        self, step: str, rule: str, expected: str, found: object, *, incomplete: bool = False
    ) -> None:
        self.step = step
        self.rule = rule
        self.expected = expected
        self.found = shown(found)
        self.status: Status = "incomplete" if incomplete else "invalid"
        super().__init__(step, rule, expected, self.found)

    def __str__(self) -> str:
        """Return the failure in one line; a caller may have filled in the step by then."""
        return f"{self.step}: {self.rule}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True)
class Verdict:
    """The outcome of one check.

    Args:
        status: "valid", "incomplete" (every step holds but the goal is not reached) or "invalid".
        statement: the statement in one line, as the kernel understands it.
        steps: number of elementary steps checked.
        step: the place of the failure, empty when valid.
        rule: the rule that failed, empty when valid.
        expected: what the rule demands, empty when valid.
        found: what the certificate has there, empty when valid.

    Example:
        >>> bool(Verdict("valid", "0 = 0", 1))
        True
    """

    status: Status
    statement: str
    steps: int
    step: str = ""
    rule: str = ""
    expected: str = ""
    found: str = ""

    def __bool__(self) -> bool:
        """Only `valid` is true."""
        return self.status == "valid"

    def reason(self) -> str:
        """Return why the certificate was not accepted, in one line; empty when it was."""
        if self.status == "valid":
            return ""
        return f"{self.step}: {self.rule}: expected {self.expected}, found {self.found}"
