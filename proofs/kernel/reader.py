"""Strict reading of certificate files and of JSON-shaped values: syntax only, no mathematics.

Refused: anything over a stated limit, deep nesting, duplicate or unknown keys, floats and the
non-standard constants, trailing data, text that is not UTF-8.
"""

from __future__ import annotations

import json
import re
from itertools import accumulate
from pathlib import Path
from typing import Any, NoReturn

from proofs.kernel.verdict import Malformed

SCHEMA = "khrnn-certificate/1"
MAX_FILE_BYTES = 64 * 2**20
MAX_DEPTH = 12
MAX_TOKENS = 8_000_000  # strings and brackets; bounds the memory that a file can claim
MAX_DIGITS = 4000
MAX_ITEMS = 2_000_000
MAX_FACTS = 8  # of an optional "provenance", which is read and ignored

# Possessive, and content with a missing end quote: linear time on every input.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_NESTING = dict(zip(b"[{]}", (1, 1, -1, -1), strict=True))
_OTHERS = bytes(set(range(256)) - set(_NESTING))


def integer(value: object, low: int, high: int, where: str) -> int:
    """Return `value` if it is an `int` (not a bool) in low..high; raise `Malformed` otherwise.

    Example:
        >>> integer(3, 0, 5, "n")
        3
    """
    if type(value) is not int or not low <= value <= high:
        raise Malformed(where, f"an integer from {low} to {high}", value)
    return value


def text(value: object, pattern: str, where: str, meaning: str) -> str:
    """Return `value` if it is a string that matches the whole of `pattern`."""
    if type(value) is not str or re.fullmatch(pattern, value, re.ASCII) is None:
        raise Malformed(where, meaning, value)
    return value


def sequence(value: object, low: int, high: int, where: str) -> tuple[Any, ...]:
    """Return the items of a list (or tuple) with low..high items."""
    if not isinstance(value, (list, tuple)):
        raise Malformed(where, "a list", value)
    if not low <= len(value) <= high:
        raise Malformed(where, f"a list of {low} to {high} items", f"{len(value)} items")
    return tuple(value)


def choice(value: object, allowed: tuple[str, ...], where: str) -> str:
    """Return `value` if it is one of the allowed strings."""
    if type(value) is not str or value not in allowed:
        raise Malformed(where, "one of " + ", ".join(allowed), value)
    return value


def fields(value: object, names: tuple[str, ...], where: str) -> tuple[Any, ...]:
    """Return the values of exactly these keys of an object, in this order."""
    if type(value) is not dict:
        raise Malformed(where, "an object", value)
    for name in value:
        if name not in names:
            raise Malformed(where, "only the keys " + ", ".join(names), f"the key {name!r}")
    for name in names:
        if name not in value:
            raise Malformed(where, f"the key {name!r}", "no such key")
    return tuple(value[name] for name in names)


def increasing(value: object, low: int, high: int, where: str) -> tuple[int, ...]:
    """Return a strictly increasing list of integers in low..high."""
    items = sequence(value, 0, MAX_ITEMS, where)
    last = low - 1
    for position, item in enumerate(items):
        place = f"{where}[{position}]"
        if integer(item, low, high, place) <= last:
            raise Malformed(place, f"an integer above {last} (strictly increasing)", item)
        last = item
    return items


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise Malformed("object", "each key once", f"the key {key!r} twice")
        result[key] = value
    return result


def _integer_literal(literal: str) -> int:
    digits = len(literal.removeprefix("-"))
    if digits > MAX_DIGITS:
        raise Malformed("number", f"at most {MAX_DIGITS} digits", f"{digits} digits")
    try:
        return int(literal)
    except ValueError as error:  # Python may have been started with a lower limit
        raise Malformed("number", "an integer that this Python reads", str(error)) from None


def _no_float(literal: str) -> NoReturn:
    raise Malformed("number", "an integer (no fraction, exponent, NaN or Infinity)", literal)


def load_bytes(data: bytes, where: str) -> Any:
    """Return the JSON value in `data`, read strictly.

    Args:
        data: the whole file; at most `MAX_FILE_BYTES` bytes.
        where: the name of the file, for messages.

    Returns:
        Lists, dictionaries, strings, integers, booleans and None; no floats.

    Raises:
        Malformed: with line and column where the syntax breaks.

    Example:
        >>> load_bytes(b'{"n": 3}', "a.json")
        {'n': 3}
    """
    if len(data) > MAX_FILE_BYTES:
        raise Malformed(where, f"at most {MAX_FILE_BYTES} bytes", f"{len(data)} bytes")
    # The standard decoder recurses on nesting, so the depth is bounded before it starts.
    rest, strings = _STRING.subn(b"", data)
    brackets = rest.translate(None, _OTHERS)
    if strings + len(brackets) > MAX_TOKENS:
        raise Malformed(where, f"at most {MAX_TOKENS} strings and brackets", "more")
    if max(accumulate(_NESTING[symbol] for symbol in brackets), default=0) > MAX_DEPTH:
        raise Malformed(where, f"nesting of at most {MAX_DEPTH}", "more")
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_no_duplicates,
            parse_int=_integer_literal,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
    except UnicodeDecodeError as error:
        raise Malformed(f"{where}: byte {error.start}", "UTF-8 text", error.reason) from None
    except json.JSONDecodeError as error:
        place = f"{where}: line {error.lineno} column {error.colno}"
        raise Malformed(place, "JSON", error.msg) from None
    except Malformed as error:
        raise Malformed(f"{where}: {error.where}", error.expected, error.found) from None


def load_document(path: Path) -> Any:
    """Return the JSON value of a file, read strictly.

    Raises:
        Malformed: if the file cannot be read or is not strict JSON within the limits.
    """
    try:
        # A pipe or device could be endless: one byte over the limit is enough to refuse.
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise Malformed(str(path), "a readable file", error.strerror or "an error") from None
    return load_bytes(data, str(path))


def load_file(path: Path) -> tuple[Any, Any]:
    """Return the statement and the certificate objects of a certificate file, not yet checked.

    What a file says about its origin is read as strictly and then forgotten: no rule sees it.

    Raises:
        Malformed: if the file cannot be read, is not strict JSON, or has another schema.
    """
    document = load_document(path)
    told = ("provenance",) if type(document) is dict and "provenance" in document else ()
    names = ("schema", "statement", "certificate", *told)
    schema, statement, certificate, *origin = fields(document, names, str(path))
    if schema != SCHEMA:
        raise Malformed(f"{path}: schema", repr(SCHEMA), schema)
    for facts in origin:
        _short_texts(facts, f"{path}: provenance")
    return statement, certificate


def _short_texts(value: object, where: str) -> None:
    """Refuse anything but an object of a few short printable texts."""
    if type(value) is not dict or not 1 <= len(value) <= MAX_FACTS:
        raise Malformed(where, f"an object of 1 to {MAX_FACTS} strings", value)
    for name, fact in value.items():
        text(name, "[a-z][a-z0-9_-]{0,39}", where, "keys of lower-case letters, digits, - and _")
        text(fact, "[ -~]{1,200}", f"{where}.{name}", "1 to 200 printable ASCII characters")
