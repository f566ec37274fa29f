"""The second reader: strict JSON and the shapes shared by all kinds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from proofs.independent import second_opinions
from proofs.independent.reader import (
    fields,
    increasing,
    integer,
    items,
    one_of,
    parse_json,
    read_certificate,
    string,
)

if TYPE_CHECKING:
    from pathlib import Path

GOOD = json.dumps(
    {
        "schema": "khrnn-certificate/1",
        "statement": {
            "kind": "value-assignment-bound",
            "n": 2,
            "k": 2,
            "memory": "any",
            "bits": 1,
        },
        "certificate": {"kind": "pairwise-contexts", "edges": [0]},
    }
)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"n": 2', '"n": 2, "n": 2', "'n' twice"),
        ('"n": 2', '"n": 2, "\\u006e": 2', "'n' twice"),
        ('"n": 2', '"n": 2.0', "2.0"),
        ('"n": 2', '"n": 2e0', "2e0"),
        ('"n": 2', '"n": NaN', "NaN"),
        ('"n": 2', '"n": -Infinity', "-Infinity"),
        ('"n": 2', '"n": true', "True"),
        ('"n": 2', '"n": 02', "delimiter"),
        ('"n": 2', '"m": 2', "bits, k, kind, m"),
        ('"bits": 1', '"bits": true', "True"),
        ('"bits": 1', '"bits": "1"', "'1'"),
        ('"bits": 1', f'"bits": {"9" * 4001}', "4001 characters"),
        ("certificate/1", "certificate/2", "'khrnn-certificate/2'"),
        ("value-assignment-bound", "value-assignment", "'value-assignment'"),
        ("pairwise-contexts", "pairwise", "'pairwise'"),
        ('"edges": [0]', '"edges": {"0": 0}', "{'0': 0}"),
        ('"edges": [0]', '"edges": [0], "bits": 1', "bits, edges, kind"),
        ('"statement": {', '"statement": [], "x": {', "certificate, schema, statement, x"),
    ],
)
def test_broken_files_are_refused_with_file_and_reason(
    tmp_path: Path, old: str, new: str, found: str
) -> None:
    assert old in GOOD
    path = tmp_path / "file.json"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(InputError) as caught:
        second_opinions(path)
    assert str(path) in str(caught.value)
    assert found in str(caught.value)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "JSON"),
        (b"[] x", "JSON"),
        (b"\xef\xbb\xbf[]", "JSON"),
        (b"\xff[]", "UTF-8 text"),
        (b"[" * 13 + b"]" * 13, "nesting up to depth 12"),
        (b"[" * 1_000_000, "nesting up to depth 12"),
        (b'["\x01"]', "JSON"),
    ],
)
def test_bytes_that_are_no_strict_json(content: bytes, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_json(content)
    assert caught.value.expected == expected


def test_depth_twelve_and_brackets_in_strings_pass() -> None:
    assert parse_json(b"[" * 12 + b"]" * 12) is not None
    assert parse_json(b'["[[[[[[[[[[[[[[", "\\"{"]') == ["[[[[[[[[[[[[[[", '"{']


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(json_values)
def test_parsing_inverts_writing(value: object) -> None:
    assert parse_json(json.dumps(value).encode()) == value
    assert parse_json(json.dumps(value, ensure_ascii=True, indent=1).encode()) == value


def test_files_that_are_not_there_or_too_large(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a readable file"):
        read_certificate(tmp_path / "absent.json")
    with pytest.raises(InputError, match="a readable file"):
        read_certificate(tmp_path)
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate((64 << 20) + 1)
    with pytest.raises(InputError, match="bytes"):
        read_certificate(large)


def test_shapes() -> None:
    assert increasing([], "x") == []
    for bad in ([1, 1], [2, 1], [-1], [True], ["0"], None, {"0": 1}):
        with pytest.raises(InputError):
            increasing(bad, "x")
    for value in (0, 4, True, "1", None):
        with pytest.raises(InputError):
            integer(value, "x", 1, 3)
    for text in ("", "abcd", 1, None):
        with pytest.raises(InputError):
            string(text, "x", 3)
    with pytest.raises(InputError):
        items([1, 2], "x", 3)
    with pytest.raises(InputError):
        one_of(1, "x", ("1",))
    with pytest.raises(InputError):
        fields([], "x", ())


def test_a_certificate_of_another_kind_proves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    other = '{"kind": "derivative-weights", "vertices": [0]}'
    path.write_text(GOOD.replace('{"kind": "pairwise-contexts", "edges": [0]}', other))
    (opinion,) = second_opinions(path)
    assert (opinion.verdict, opinion.about) == ("invalid", "certificate")
