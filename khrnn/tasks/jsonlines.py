"""Records of the translation task as JSON lines: a strict reader and a writer.

What belongs here: the file format ``khrnn-hsmt/1``. What does not: the meaning of the tokens.

One self-contained object a line, UTF-8, each line ended by a newline::

    {"schema": "khrnn-hsmt/1", "n": 2, "k": 2, "l": 2,
     "tokens": [["E", [0, 1]], ["M", {"shift": [0], "phase": [[1], []]}]],
     "words": [null, -1], "conditional": ["1", "1"], "probability": "1"}

``phase`` lists monomials as lists of vertices; the empty list is the constant 1. Compiled tokens
are ``["S"]``, ``["P", [..]]``, ``["X", i]`` and ``["R"]``. Probabilities are strings, integers or
fractions in lowest terms. ``words``, ``conditional`` and ``probability`` come together or are
absent together. An optional ``provenance``, short texts on what wrote the line, is read and
forgotten. The reader accepts nothing else.
"""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from contextuality.errors import InputError
from contextuality.formats.atomic import write_atomically
from contextuality.formats.provenance import expect_provenance
from contextuality.formats.strict_json import (
    expect_integer,
    expect_keys,
    expect_list,
    expect_object,
    parse_object,
)
from contextuality.group import GroupElement
from contextuality.polynomial import BooleanPolynomial, mask_of, vertices
from khrnn.tasks.sentences import Record, Sentence, Translation, check_limit, check_sizes
from khrnn.tasks.tokens import (
    Entangle,
    FreshAncilla,
    Measure,
    Phase,
    ReadAncilla,
    Shift,
    Token,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from khrnn.types import VertexMask, Word, Words

SCHEMA = "khrnn-hsmt/1"

MAX_FILE_QUBITS = 4096
"""Largest n a file may state: a bound on the memory that one short line can claim."""

MAX_LINE_BYTES = 1 << 24
"""Longest line that is read."""

_REQUIRED = ("schema", "n", "k", "l", "tokens")
_SAMPLED = ("words", "conditional", "probability")
_FRACTION = re.compile(r"(0|[1-9][0-9]{0,1999})(/[1-9][0-9]{0,1999})?")


def to_json(record: Record, provenance: Mapping[str, str] | None = None) -> str:
    """Write a record as one line of JSON, without the newline.

    Args:
        record: a valid record.
        provenance: what produced it, 1 to 8 short texts, or nothing; no reader acts on it.

    Returns:
        A self-contained object; ``from_json`` gives an equal record back.

    Raises:
        InputError: provenance outside its grammar (docs/formats/README.md).

    Example:
        >>> print(to_json(Record(1, Sentence(2, 2, (Entangle(0b11),)), None)))
        {"schema":"khrnn-hsmt/1","n":2,"k":2,"l":1,"tokens":[["E",[0,1]]]}
    """
    sentence = record.sentence
    fields: dict[str, object] = {
        "schema": SCHEMA,
        "n": sentence.n,
        "k": sentence.k,
        "l": record.limit,
        "tokens": [_token_to_json(token) for token in sentence.tokens],
    }
    if record.translation is not None:
        fields["words"] = list(record.translation.words)
        fields["conditional"] = [str(chance) for chance in record.translation.conditionals]
        fields["probability"] = str(record.translation.probability)
    if provenance is not None:
        fields["provenance"] = expect_provenance(provenance, "provenance")
    return json.dumps(fields, separators=(",", ":"), allow_nan=False)


def from_json(line: str, where: str = "") -> Record:
    """Read a record from one line of JSON.

    Args:
        line: one object and nothing else (white space around it is allowed).
        where: the place named in errors, such as ``data.jsonl:3``.

    Returns:
        The record, every part of it checked.

    Raises:
        InputError: anything the format does not allow; the message names ``where``, the place
            in the object, what was expected and what was found.

    Example:
        >>> from_json('{"schema":"khrnn-hsmt/1","n":1,"k":1,"l":1,"tokens":[["E",[0]]]}').limit
        1
        >>> from_json('{"n":1}', "data.jsonl:7")
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: data.jsonl:7: expected the key 'schema', found no such key
    """
    try:
        return _record(_load(line))
    except InputError as error:
        raise (error.located(where) if where else error) from None


def write_records(
    path: str | Path, records: Iterable[Record], provenance: Mapping[str, str] | None = None
) -> int:
    """Write records to a file, one a line; the file appears complete or not at all.

    Args:
        path: the file to write.
        records: the records, consumed once.
        provenance: what produced them, written into every line, as for `to_json`.

    Returns:
        The number of records written.

    Raises:
        InputError: the file cannot be written, or provenance outside its grammar.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder) / "data.jsonl"
        ...     record = Record(1, Sentence(2, 2, (Entangle(0b11),)), None)
        ...     (write_records(file, [record]), list(read_records(file)) == [record])
        (1, True)
    """
    lines = [to_json(record, provenance) + "\n" for record in records]
    write_atomically(Path(path), "".join(lines))
    return len(lines)


def read_records(path: str | Path) -> Iterator[Record]:
    """Read the records of a file, line by line.

    Args:
        path: a file in the format of this module. An empty file holds no record.

    Yields:
        The records in order.

    Raises:
        InputError: the file cannot be read, is not UTF-8, has an empty line, or a line is not a
            record; the message names file and line.

    Example:
        >>> list(read_records("/nowhere/data.jsonl"))
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: /nowhere/data.jsonl: expected a readable file, found \
No such file or directory
    """
    try:
        file = Path(path).open("rb")  # noqa: SIM115 - closed below; only opening is tried here
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        raise _unreadable(path, error) from None
    number = 0
    with file:
        while raw := _next_line(file, path, number + 1):
            number += 1
            try:
                line = raw.decode("utf-8")
            except UnicodeDecodeError as error:
                raise InputError(
                    where=f"{path}:{number}",
                    expected="UTF-8 text",
                    found=f"byte 0x{raw[error.start]:02x} at offset {error.start}",
                ) from None
            yield from_json(line, f"{path}:{number}")


def _next_line(file: BinaryIO, path: str | Path, number: int) -> bytes:
    # Bytes are split at b"\n" only: other line separators are legal inside JSON strings.
    try:
        raw = file.readline(MAX_LINE_BYTES + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(raw) > MAX_LINE_BYTES:
        raise InputError(
            where=f"{path}:{number}",
            expected=f"lines of at most {MAX_LINE_BYTES} bytes",
            found="a longer one",
        )
    return raw


def _unreadable(path: str | Path, error: Exception) -> InputError:
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(where=str(path), expected="a readable file", found=reason)


def _token_to_json(token: Token) -> list[object]:
    match token:
        case Entangle(edge):
            return ["E", list(vertices(edge))]
        case Measure(element):
            monomials = [list(vertices(mask)) for mask in sorted(element.phase.monomials)]
            return ["M", {"shift": list(vertices(element.shift)), "phase": monomials}]
        case FreshAncilla():
            return ["S"]
        case Phase(monomial):
            return ["P", list(vertices(monomial))]
        case Shift(vertex):
            return ["X", vertex]
        case ReadAncilla():
            return ["R"]


def _load(line: str) -> dict[str, object]:
    if not line.strip():
        raise InputError(where="", expected="a JSON object", found="an empty line")
    return parse_object(line, "")


def _record(fields: dict[str, object]) -> Record:
    if fields.get("schema", SCHEMA) != SCHEMA:  # first: its keys are another format's
        raise InputError(where="schema", expected=repr(SCHEMA), found=_show(fields["schema"]))
    expect_keys(fields, "", _REQUIRED, (*_SAMPLED, "provenance"))
    if "provenance" in fields:
        expect_provenance(fields["provenance"], "provenance")
    n, k, limit = (expect_integer(fields[key], key) for key in ("n", "k", "l"))
    check_sizes(n, k)
    check_limit(limit)
    if n > MAX_FILE_QUBITS:
        raise InputError(where="n", expected=f"at most {MAX_FILE_QUBITS} qubits", found=str(n))
    listed = expect_list(fields["tokens"], "tokens")
    tokens = tuple(_token(item, n, f"token {index}") for index, item in enumerate(listed))
    return Record(limit, Sentence(n, k, tokens), _translation(fields))


def _translation(fields: dict[str, object]) -> Translation | None:
    present = [key for key in _SAMPLED if key in fields]
    if not present:
        return None
    if len(present) < len(_SAMPLED):
        raise InputError(
            where="",
            expected="words, conditional and probability together",
            found="only " + " and ".join(present),
        )
    words = _words(expect_list(fields["words"], "words"))
    conditionals = tuple(
        _fraction(item, f"conditional {index}")
        for index, item in enumerate(expect_list(fields["conditional"], "conditional"))
    )
    return Translation(words, conditionals, _fraction(fields["probability"], "probability"))


def _words(items: list[object]) -> Words:
    words: list[Word] = []
    for index, item in enumerate(items):
        if item is None:
            words.append(None)
        elif type(item) is int and item in (1, -1):
            words.append(item)
        else:
            raise InputError(where=f"word {index}", expected="null, 1 or -1", found=_show(item))
    return tuple(words)


def _token(item: object, n: int, where: str) -> Token:
    match expect_list(item, where):
        case ["E", edge]:
            return Entangle(_mask(edge, n, where))
        case ["M", element]:
            return Measure(_element(element, n, where))
        case ["S"]:
            return FreshAncilla()
        case ["P", monomial]:
            return Phase(_mask(monomial, n, where))
        case ["X", vertex]:
            return Shift(expect_integer(vertex, where))
        case ["R"]:
            return ReadAncilla()
    raise InputError(
        where=where,
        expected='["E",[..]], ["M",{..}], ["S"], ["P",[..]], ["X",i] or ["R"]',
        found=_show(item),
    )


def _element(value: object, n: int, where: str) -> GroupElement:
    fields = expect_object(value, where)
    expect_keys(fields, where, ("shift", "phase"))
    shift = _mask(fields["shift"], n, f"{where}, shift")
    monomials: set[VertexMask] = set()
    for item in expect_list(fields["phase"], f"{where}, phase"):
        mask = _mask(item, n, f"{where}, phase")
        if mask in monomials:
            raise InputError(
                where=f"{where}, phase", expected="every monomial once", found=f"{item} twice"
            )
        monomials.add(mask)
    return GroupElement(shift, BooleanPolynomial(n, frozenset(monomials)))


def _mask(value: object, n: int, where: str) -> VertexMask:
    listed = [expect_integer(item, where) for item in expect_list(value, where)]
    try:
        return mask_of(listed, n)
    except InputError as error:
        raise error.located(where) from None


def _fraction(value: object, where: str) -> Fraction:
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        fraction = Fraction(value)
        if str(fraction) == value:
            return fraction
    raise InputError(
        where=where,
        expected='a string such as "1" or "3/4", in lowest terms',
        found=_show(value),
    )


def _show(value: object) -> str:
    text = json.dumps(value, default=repr)  # numbers that are no integers are opaque
    return text if len(text) <= 60 else text[:57] + "..."
