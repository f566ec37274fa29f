"""Strict JSON: what the JSON formats of this package share.

Belongs here: refusing duplicate keys, unknown or missing keys, floats, NaN, wrong types and
trailing data, each with the place. Does not belong here: what a particular key means.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from contextuality.errors import InputError, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_INTEGER_DIGITS = 18
"""Longer integers are refused; every index and dimension fits."""

_AWAITED = {
    "value": "a value",
    "',' delimiter": "',' or the closing bracket",
    "':' delimiter": "':'",
    "property name enclosed in double quotes": "a key in double quotes",
}
"""What the standard library's reader waits for, in words that fit the sentence."""

_FOUND = {
    "Unterminated string": "a string without its closing quote",
    "Invalid control character": "a line end or another control character in a string",
    "Invalid \\": "a backslash that begins no escape of JSON",
}
"""What else the reader complains of, by the beginning of its message."""


@dataclass(frozen=True, slots=True)
class _NotAnInteger:
    """A float, NaN or oversized integer, kept until the place it stands at is known."""

    text: str

    def __repr__(self) -> str:
        return shown(self.text)[1:-1]


def parse_object(text: str, where: str, *, floats: bool = False) -> dict[str, object]:
    """Parse one JSON object.

    Args:
        text: the whole document.
        where: the file to name in errors; empty if the caller names it (`InputError.located`).
        floats: whether finite floats are numbers of this format, see `expect_number`.

    Returns:
        The object; no object inside has a key twice. Numbers other than plain integers of at most
        18 digits (and floats, if wanted) are kept as opaque values that `expect_integer` and its
        kin refuse.

    Raises:
        InputError: for malformed JSON (`where:line:column`; without a file "column 3" or "line 2,
            column 3"), duplicate keys, nesting beyond the parser's depth, or a document that is not
            an object.

    Source: RFC 8259, with the strictness stated above.

    Example:
        >>> parse_object('{"dim": 3}', "set.json")
        {'dim': 3}
        >>> try:
        ...     parse_object('{"dim": 3, "dim": 4}', "set.json")
        ... except InputError as error:
        ...     print(error)
        set.json: expected each key once, found 'dim' again
    """

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        result: dict[str, object] = {}
        for key, value in items:
            if key in result:
                raise InputError(where=where, expected="each key once", found=f"{shown(key)} again")
            result[key] = value
        return result

    def integer(digits: str) -> object:
        if len(digits.lstrip("-")) > MAX_INTEGER_DIGITS:
            return _NotAnInteger(digits)
        return int(digits)

    def real(digits: str) -> object:
        value = float(digits)
        return value if floats and math.isfinite(value) else _NotAnInteger(digits)

    try:
        document: object = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_int=integer,
            parse_float=real,
            parse_constant=_NotAnInteger,
        )
    except json.JSONDecodeError as error:
        place = f"{where}:{error.lineno}:{error.colno}"
        if not where:
            line = f"line {error.lineno}, " if "\n" in text.rstrip("\n") else ""
            place = f"{line}column {error.colno}"
        raise InputError(where=place, expected="well-formed JSON", found=_problem(error)) from error
    except RecursionError as error:
        raise InputError(
            where=where, expected="JSON of a few nested levels", found="far deeper nesting"
        ) from error
    return expect_object(document, where, "a JSON object")


def _problem(error: json.JSONDecodeError) -> str:
    """Say what stands where the parser gave up, and what it waited for."""
    rest = error.doc[error.pos :]
    character = shown(rest[0]) if rest.strip() else "the end of the text"
    if error.msg.startswith("Expecting "):
        wanted = error.msg.removeprefix("Expecting ")
        return f"{character} where {_AWAITED.get(wanted, wanted)} should stand"
    if error.msg == "Extra data":
        return f"{character} after the end of the document"
    for begin, words in _FOUND.items():
        if error.msg.startswith(begin):
            return words
    return error.msg[0].lower() + error.msg[1:]


def expect_keys(
    document: dict[str, object], where: str, required: Sequence[str], optional: Sequence[str] = ()
) -> None:
    """Check that an object has exactly the keys its format defines.

    Raises:
        InputError: naming the missing or the unknown key.

    Example:
        >>> expect_keys({"name": "square"}, "set.json", ["name"])
    """
    allowed = ", ".join([*required, *optional])
    for key in required:
        if key not in document:
            raise InputError(where=where, expected=f"the key '{key}'", found="no such key")
    for key in document:
        if key not in required and key not in optional:
            raise InputError(
                where=where, expected=f"only the keys {allowed}", found=f"the key {shown(key)}"
            )


def expect_object(value: object, where: str, expected: str = "an object") -> dict[str, object]:
    """Return `value` if it is an object.

    Raises:
        InputError: if it is anything else.

    Example:
        >>> expect_object({"shift": 0}, "tokens[0]")
        {'shift': 0}
    """
    if not isinstance(value, dict):
        _refuse(where, expected, value)
    return value


def expect_string(value: object, where: str) -> str:
    """Return `value` if it is a string.

    Raises:
        InputError: if it is anything else.

    Example:
        >>> expect_string("XX", "contexts[0][0]")
        'XX'
    """
    if not isinstance(value, str):
        _refuse(where, "a string", value)
    return value


def expect_integer(value: object, where: str) -> int:
    """Return `value` if it is an integer, not a Boolean and not a float.

    Raises:
        InputError: if it is anything else.

    Example:
        >>> expect_integer(3, "dim")
        3
    """
    if not isinstance(value, int) or isinstance(value, bool):
        _refuse(where, f"an integer of at most {MAX_INTEGER_DIGITS} digits", value)
    return value


def expect_number(value: object, where: str) -> float:
    """Return `value` as a float if it is a finite number.

    Raises:
        InputError: if it is anything else.

    Example:
        >>> expect_number(parse_object('{"s": 0.5}', "run.json", floats=True)["s"], "s")
        0.5
    """
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        _refuse(where, "a finite number", value)
    return float(value)


def expect_list(value: object, where: str) -> list[object]:
    """Return `value` if it is a list.

    Raises:
        InputError: if it is anything else.

    Example:
        >>> expect_list([1, 2], "bases[0]")
        [1, 2]
    """
    if not isinstance(value, list):
        _refuse(where, "a list", value)
    return value


def _refuse(where: str, expected: str, value: object) -> NoReturn:
    raise InputError(where=where, expected=expected, found=described(value))


def described(value: object) -> str:
    """Name a parsed value the way JSON calls it, for what an error found.

    Example:
        >>> described([1]), described(None), described(2)
        ('a list', 'null', 'the number 2')
    """
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, _NotAnInteger):
        return f"the number {value!r}"
    if isinstance(value, str):
        return f"the string {shown(value)}"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else f"the number {value}"
