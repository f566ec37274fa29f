"""Reading a certificate file strictly, without the kernel's reader.

Belongs here: JSON with the restrictions of docs/formats/README.md and the shapes shared by all
pages. Does not belong here: the grammar of a single kind, which stands with its checker.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from contextuality.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SCHEMA = "khrnn-certificate/1"
MAX_BYTES = 64 << 20
MAX_DEPTH = 12
MAX_TOKENS = 8_000_000
MAX_DIGITS = 4000
MAX_ITEMS = 2_000_000
MAX_ORIGIN = 8

KINDS: dict[str, tuple[str, ...]] = {
    "pauli-contextual": ("parity",),
    "pauli-noncontextual": ("assignment",),
    "ks-uncolourable": ("lrat",),
    "ks-colourable": ("colouring",),
    "contexts-uncolourable": ("lrat",),
    "contexts-colourable": ("colouring",),
    "value-assignment-bound": ("pairwise-contexts", "derivation"),
    "faithful-bound": ("derivative-weights", "derivation"),
    "hidden-variable-model": ("replay", "derivation"),
    "binomial-growth": ("termwise", "evaluate"),
    "degree-lower-bound": ("exhaustive", "spectral", "links", "packing"),
    "degree-upper-bound": ("assignment-violations",),
    "noncontextual-fraction": ("fraction",),
    "strongly-contextual": ("elimination",),
    "logically-contextual": ("elimination",),
    "mmd-of-products": ("pairs",),
    "exclusivity-numbers": ("graph-numbers",),
    "exclusion": ("exclusion",),
    "support-bound": ("graph-states-theorem",),
    "signed-support-bound": ("graph-states-theorem",),
    "sharing": ("dual",),
    "exclusion-by-any": ("parts",),
    "support-states-upper": ("linear-family",),
    "support-states-lower": ("small-overlaps", "excluded-subsets"),
    "small-bias-limit": ("bias-weights",),
    "sampling-error-upper": ("linear-classes",),
    "sampling-error-lower": ("difference-weights", "class-refutation", "class-cover"),
    "machine-upper-bound": ("machine",),
    "machine-lower-bound": ("machine-refutation", "knowledge-cover"),
}
"""Statement kinds with the certificate kinds that may prove them."""

_ORIGIN_KEY = re.compile(r"[a-z][-_a-z0-9]{0,39}")
_ORIGIN_TEXT = re.compile(r"[\x20-\x7e]{1,200}")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """The two halves of a certificate file, of known kinds; nothing else is checked.

    Args:
        statement: the JSON object.
        certificate: the JSON object.
        folder: where a proof file would be.
    """

    statement: dict[str, Any]
    certificate: dict[str, Any]
    folder: Path


def read_certificate(path: Path) -> CertificateFile:
    """Read a certificate file.

    Args:
        path: a file as in docs/formats/README.md.

    Returns:
        Its statement and certificate, both objects with a known "kind".

    Raises:
        InputError: if the file cannot be read or breaks a rule of that page; the file is named.

    Source: RFC 8259 for JSON; the restrictions are ours.

    Example:
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp(), "empty.json")
        >>> _ = path.write_text("{}")
        >>> try:
        ...     read_certificate(path)
        ... except InputError as error:
        ...     print(str(error).partition("empty.json: ")[2])
        file: expected the keys schema, statement, certificate, found none
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            fail("", f"at most {MAX_BYTES} bytes", str(size))
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            where=str(path), expected="a readable file", found=error.strerror or str(error)
        ) from error
    except InputError as error:
        raise error.located(str(path)) from error
    try:
        return _split(parse_json(content), path.parent)
    except InputError as error:
        raise error.located(str(path)) from error


def parse_json(content: bytes) -> Any:  # Any: a JSON value is one of many types
    """Parse UTF-8 JSON without duplicate keys, fractions, exponents, NaN or anything too large.

    Raises:
        InputError: naming the rule that was broken.

    Example:
        >>> parse_json(b'{"bits": 6}')
        {'bits': 6}
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            where=f"byte {error.start}", expected="UTF-8 text", found=error.reason
        ) from error
    depth = 0
    for count, token in enumerate(_TOKEN.finditer(text), start=1):
        if count > MAX_TOKENS:
            fail("", f"at most {MAX_TOKENS} strings and brackets", "more")
        character = token[0][0]
        # Some pages need less; without a limit the parser itself would run out of stack.
        depth += (character in "[{") - (character in "]}")
        if depth > MAX_DEPTH:
            fail(f"character {token.start()}", f"nesting up to depth {MAX_DEPTH}", "more")
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=lambda number: fail("", "integers", number[:40]),
            parse_constant=lambda number: fail("", "integers", number),
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise InputError(
            where=f"line {error.lineno}, column {error.colno}",
            expected="JSON",
            found=error.msg,
        ) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        fail("", "distinct keys", f"{repeated!r} twice")
    return result


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        fail("", f"integers of at most {MAX_DIGITS} digits", f"{len(digits)} characters")
    return int(digits)


def _split(value: object, folder: Path) -> CertificateFile:
    if isinstance(value, dict) and "provenance" in value:
        _check_origin(value["provenance"])
        value = {name: item for name, item in value.items() if name != "provenance"}
    document = fields(value, "file", ("schema", "statement", "certificate"))
    if document["schema"] != SCHEMA:
        fail("schema", repr(SCHEMA), repr(document["schema"])[:80])
    halves = []
    for name in ("statement", "certificate"):
        half = document[name]
        if not isinstance(half, dict) or not isinstance(half.get("kind"), str):
            fail(name, "an object with a kind", type(half).__name__)
        halves.append(half)
    statement, certificate = halves
    one_of(statement["kind"], "statement.kind", KINDS)
    one_of(
        certificate["kind"], "certificate.kind", (kind for row in KINDS.values() for kind in row)
    )
    return CertificateFile(statement, certificate, folder)


def _check_origin(origin: object) -> None:
    """Refuse an origin that is no short table of texts; nothing else is done with it."""
    if not isinstance(origin, dict) or not origin or len(origin) > MAX_ORIGIN:
        fail("provenance", f"an object with 1 to {MAX_ORIGIN} keys", type(origin).__name__)
    for name, words in origin.items():
        if not _ORIGIN_KEY.fullmatch(name):
            fail("provenance", "keys in lower case, at most 40 characters", ascii(name)[:80])
        if not isinstance(words, str) or not _ORIGIN_TEXT.fullmatch(words):
            found = ascii(words)[:80]
            fail(f"provenance.{name}", "a text of 1 to 200 printable ASCII characters", found)


def fail(where: str, expected: str, found: str) -> NoReturn:
    """Raise InputError.

    Raises:
        InputError: always.
    """
    raise InputError(where=where, expected=expected, found=found)


def fields(value: object, where: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Return a JSON object that has exactly the given keys.

    Raises:
        InputError: otherwise.

    Example:
        >>> fields({"kind": "replay"}, "certificate", ("kind",))
        {'kind': 'replay'}
    """
    if not isinstance(value, dict):
        fail(where, "an object", type(value).__name__)
    if set(value) != set(names):
        found = ", ".join(sorted(value)) or "none"
        fail(where, f"the keys {', '.join(names)}", found[:200])
    return value


def integer(value: object, where: str, low: int, high: int) -> int:
    """Return a JSON integer from low to high, both included.

    Raises:
        InputError: otherwise, also for true and false.

    Example:
        >>> integer(3, "n", 1, 5)
        3
    """
    if type(value) is not int or not low <= value <= high:
        fail(where, f"an integer from {low} to {high}", repr(value)[:80])
    return value


def string(value: object, where: str, limit: int) -> str:
    """Return a JSON string of 1 to limit characters.

    Raises:
        InputError: otherwise.

    Example:
        >>> string("XZ", "label", 2)
        'XZ'
    """
    if not isinstance(value, str) or not 1 <= len(value) <= limit:
        fail(where, f"a string of 1 to {limit} characters", repr(value)[:80])
    return value


def items(value: object, where: str, low: int = 0, high: int = MAX_ITEMS) -> list[Any]:
    """Return a JSON list of low to high items.

    Raises:
        InputError: otherwise.

    Example:
        >>> items([1, 2], "edges")
        [1, 2]
    """
    if not isinstance(value, list) or not low <= len(value) <= high:
        found = f"{len(value)} items" if isinstance(value, list) else repr(value)[:80]
        fail(where, f"a list of {low} to {high} items", found)
    return value


def one_of(value: object, where: str, known: Iterable[str]) -> str:
    """Return a string that is one of the known ones.

    Raises:
        InputError: otherwise.

    Example:
        >>> one_of("bases", "rule", ("bases", "bases-and-pairs"))
        'bases'
    """
    choices = tuple(known)
    if not isinstance(value, str) or value not in choices:
        fail(where, f"one of {', '.join(choices)}", repr(value)[:80])
    return value


def increasing(value: object, where: str) -> list[int]:
    """Return a strictly increasing list of integers that are not negative.

    Raises:
        InputError: otherwise.

    Example:
        >>> increasing([0, 2], "ones")
        [0, 2]
    """
    numbers = items(value, where)
    last = -1
    for position, number in enumerate(numbers):
        if type(number) is not int or number <= last:
            fail(f"{where}[{position}]", f"an integer above {last}", repr(number)[:80])
        last = number
    return numbers
