"""The one exception for input that cannot be accepted.

Belongs here: `InputError`, how a value is shown in it, and which names are close to a wrong one.
Does not belong here: verdicts on certificates (a rejected certificate is a result, not an error)
and errors in this code itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["InputError", "near", "shown"]


class InputError(ValueError):
    """Input that breaks a stated rule: where, what was expected, what was found.

    Args:
        where: the file and line, or the item at fault; may be empty.
        expected: the rule, worded so that "expected ..." reads as a sentence.
        found: the offending text or value, short enough to print.

    Source: ours.

    Example:
        >>> raise InputError(where="edge 2", expected="a vertex below 4", found="7")
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: edge 2: expected a vertex below 4, found 7
    """

    def __init__(self, *, where: str, expected: str, found: str) -> None:
        self.where = where
        self.expected = expected
        self.found = found
        prefix = f"{where}: " if where else ""
        super().__init__(f"{prefix}expected {expected}, found {found}")

    def __reduce__(self) -> tuple[object, tuple[type[InputError], str, str, str]]:
        # Exceptions are rebuilt from positional arguments by default, which
        # fails here, so an error raised in a process pool would never arrive.
        return _rebuild, (type(self), self.where, self.expected, self.found)

    def located(self, prefix: str) -> InputError:
        """The same error with a file name (or an outer item) put before its place.

        Args:
            prefix: for example a file name.

        Returns:
            A new error; this one is unchanged. An empty prefix changes nothing.

        Example:
            >>> str(InputError(where="line 2", expected="an edge", found="'x'").located("g.txt"))
            "g.txt: line 2: expected an edge, found 'x'"
        """
        where = ": ".join(part for part in (prefix, self.where) if part)
        return InputError(where=where, expected=self.expected, found=self.found)


def shown(value: object, limit: int = 80) -> str:
    """A value as an error message shows it: exactly if short, otherwise abridged.

    Args:
        value: anything; integers may be of any size.
        limit: most characters of a value, at least 5; not of its description.

    Returns:
        Python's spelling of the value if it fits. Otherwise a string is cut before it is quoted
        and anything else after; an integer of over 64 bits is described.

    Example:
        >>> shown("x"), shown(1 << 100_000), shown("x" * 1000, 12), shown([1, 2, 3, 4, 5], 12)
        ("'x'", 'an integer of 100001 bits', "'xxxxxxx...'", '[1, 2, 3,...')
    """
    if isinstance(value, int) and value.bit_length() > 64:
        sign = "a negative" if value < 0 else "an"
        return f"{sign} integer of {value.bit_length()} bits"
    if isinstance(value, str) and len(value) + 2 > limit:
        value = f"{value[: limit - 5]}..."  # escapes can make its spelling too long all the same
    try:
        text = repr(value)
    except ValueError:  # Python refuses to write out a huge integer inside
        text = f"a {type(value).__name__} with a huge integer"
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def _rebuild(kind: type[InputError], where: str, expected: str, found: str) -> InputError:
    return kind(where=where, expected=expected, found=found)


def near(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return what to expect in the place of an unknown name.

    Args:
        name: the unknown one.
        known: all names.
        otherwise: what to say if none is close.

    Returns:
        Up to three names close to it, or `otherwise`.

    Source: ours.

    Example:
        >>> near("khrn", ["khrnn", "qrnn", "matchgate"], "a name")
        'khrnn'
    """
    from difflib import get_close_matches  # noqa: PLC0415 - for mistakes only

    return " or ".join(get_close_matches(name.lower(), list(known), 3)) or otherwise
