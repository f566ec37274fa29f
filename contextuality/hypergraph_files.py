"""Reading hypergraphs from a line of text and from files, strictly.

Belongs here: the grammar and its errors. Does not belong here: the class itself;
callers use `Hypergraph.parse` and `Hypergraph.load`. Results are (n, edge masks).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contextuality.errors import InputError, shown
from contextuality.vertex_sets import mask_of, vertices

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MAX_FILE_BYTES", "MAX_VERTICES", "edge_masks", "edge_text", "read_file", "read_line"]

MAX_VERTICES = 4096
"""Largest number of vertices that the readers accept."""

MAX_FILE_BYTES = 1 << 24
"""Largest file that is read."""

_FIRST_LINE = "a first line such as 'n 4', or a JSON object with n and edges"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")


def edge_text(edge: int) -> str:
    """An edge as its vertices in increasing order, separated by commas.

    Example:
        >>> edge_text(0b1011)
        '0,1,3'
    """
    return ",".join(map(str, vertices(edge)))


def edge_masks(n: int, edges: Iterable[Iterable[int]]) -> frozenset[int]:
    """The masks of distinct, non-empty edges.

    Raises:
        InputError: naming the edge by its position, from 0.

    Example:
        >>> sorted(edge_masks(3, [(0, 1), (2,)]))
        [3, 4]
    """
    masks: set[int] = set()
    for position, edge in enumerate(edges):
        try:
            _add_edge(masks, tuple(edge), n)
        except InputError as error:
            raise error.located(f"edge {position}") from None
    return frozenset(masks)


def read_line(text: str, n: int | None) -> tuple[int, frozenset[int]]:
    """Read edges from one line; see `Hypergraph.parse`.

    Example:
        >>> read_line("0,1;2", None) == (3, frozenset({3, 4}))
        True
    """
    if n is not None:
        _require_vertex_count(n)
    if text.strip() == "-":
        if n is None:
            raise InputError(
                where="n", expected="the number of vertices, as '-' has no edge", found="none"
            )
        return n, frozenset()
    edges = []
    for position, part in enumerate(text.split(";")):
        try:
            edges.append(_parse_edge(part, MAX_VERTICES if n is None else n))
        except InputError as error:
            raise error.located(f"edge {position}") from None
    n = 1 + max(map(max, edges)) if n is None else n
    return n, edge_masks(n, edges)


def read_file(path: str | Path) -> tuple[int, frozenset[int]]:
    """Read a hypergraph file; see `Hypergraph.load`."""
    name = str(path)
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(
            where=name, expected="a readable file", found=error.strerror or str(error)
        ) from error
    if len(data) > MAX_FILE_BYTES:
        raise InputError(
            where=name, expected=f"at most {MAX_FILE_BYTES} bytes", found="a longer file"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            where=f"{name}: line {data.count(10, 0, error.start) + 1}",
            expected="UTF-8 text",
            found=f"byte 0x{data[error.start]:02x} at offset {error.start}",
        ) from error
    try:
        return _from_json(text) if text.lstrip().startswith("{") else _from_lines(text)
    except InputError as error:
        raise error.located(name) from None


def _add_edge(masks: set[int], edge: tuple[int, ...], n: int) -> None:
    mask = mask_of(edge, n)
    if not mask:
        raise InputError(where="", expected="at least one vertex", found="an empty edge")
    if mask in masks:
        raise InputError(
            where="", expected="each edge at most once", found=f"{shown(vertices(mask))} again"
        )
    masks.add(mask)


def _parse_number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise InputError(
            where="",
            expected="a number in digits without leading zeros",
            found=shown(text) if text else "nothing",
        )
    return int(text)


def _parse_edge(text: str, n: int) -> tuple[int, ...]:
    if not text.strip():
        raise InputError(where="", expected="vertices separated by commas", found="nothing")
    edge = tuple(_parse_number(item.strip()) for item in text.split(","))
    mask_of(edge, n)
    return edge


def _from_lines(text: str) -> tuple[int, frozenset[int]]:
    n: int | None = None
    masks: set[int] = set()
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        try:
            if n is None:
                keyword, _, value = line.partition(" ")
                if keyword != "n":
                    raise InputError(  # noqa: TRY301  (located with the others below)
                        where="", expected=_FIRST_LINE, found=shown(line)
                    )
                n = _require_vertex_count(_parse_number(value.strip()))
            else:
                _add_edge(masks, _parse_edge(line, n), n)
        except InputError as error:
            raise error.located(f"line {number}") from None
    if n is None:
        raise InputError(where="", expected=_FIRST_LINE, found="no line at all")
    return n, frozenset(masks)


def _from_json(text: str) -> tuple[int, frozenset[int]]:
    # On use: the package of the formats imports most of this one, and hypergraphs come first.
    from contextuality.formats.strict_json import (  # noqa: PLC0415
        expect_integer,
        expect_list,
        parse_object,
    )

    data = parse_object(text, "")
    if set(data) != {"n", "edges"}:
        raise InputError(
            where="", expected='exactly the keys "n" and "edges"', found=shown(list(data))
        )
    n, edges = expect_integer(data["n"], 'key "n"'), data["edges"]
    lists: list[list[Any]] = [
        expect_list(edge, f'key "edges": edge {position}')
        for position, edge in enumerate(expect_list(edges, 'key "edges"'))
    ]
    return _require_vertex_count(n), edge_masks(n, lists)


def _require_vertex_count(n: int) -> int:
    if not 0 <= n <= MAX_VERTICES:
        raise InputError(where="n", expected=f"an integer in 0..{MAX_VERTICES}", found=shown(n))
    return n
