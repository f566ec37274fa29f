"""The strict reader: what it refuses, where, and within which limits."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from proofs.kernel import reader

NO_FLOAT = "an integer (no fraction, exponent, NaN or Infinity)"

Refusal = Callable[[Callable[[], object]], tuple[str, str, str]]


@pytest.mark.parametrize("value", [-1, 6, True, False, "3", None, 3.0, [3], 10**50])
def test_integer_refuses(value: object, malformed: Refusal) -> None:
    where, expected, _ = malformed(lambda: reader.integer(value, 0, 5, "n"))
    assert (where, expected) == ("n", "an integer from 0 to 5")


@pytest.mark.parametrize("value", [0, 3, 5])
def test_integer_returns(value: int) -> None:
    assert reader.integer(value, 0, 5, "n") == value


@pytest.mark.parametrize("value", ["", "abd", "abc\n", "\nabc", " abc", "ABC", None, 1, b"abc"])
def test_text_refuses(value: object, malformed: Refusal) -> None:
    where, expected, _ = malformed(lambda: reader.text(value, "abc", "t", "the word"))
    assert (where, expected) == ("t", "the word")


def test_text_matches_ascii_digits_only(malformed: Refusal) -> None:
    assert reader.text("12", r"\d+", "t", "digits") == "12"
    assert malformed(lambda: reader.text("\u0661", r"\d+", "t", "digits")) == (
        "t",
        "digits",
        "\u0661",
    )


def test_text_refuses_subclasses_of_str(malformed: Refusal) -> None:
    class Text(str):
        __slots__ = ()

    assert malformed(lambda: reader.text(Text("abc"), "abc", "t", "m"))[0] == "t"


@pytest.mark.parametrize("value", ["ab", {"a": 1}, None, 3, {1, 2}, iter([1])])
def test_sequence_refuses_other_types(value: object, malformed: Refusal) -> None:
    assert malformed(lambda: reader.sequence(value, 0, 5, "s"))[:2] == ("s", "a list")


def test_sequence_refuses_other_lengths(malformed: Refusal) -> None:
    short = malformed(lambda: reader.sequence([1], 2, 3, "s"))
    assert short == ("s", "a list of 2 to 3 items", "1 items")
    long = malformed(lambda: reader.sequence([1] * 4, 2, 3, "s"))
    assert long == ("s", "a list of 2 to 3 items", "4 items")


def test_sequence_copies() -> None:
    given = [1, 2]
    taken = reader.sequence(given, 0, 5, "s")
    given[0] = 9
    assert taken == (1, 2)
    assert reader.sequence((3,), 0, 5, "s") == (3,)


@pytest.mark.parametrize("value", ["c", "", "A", None, 1, ["a"], {"a": 1}])
def test_choice_refuses(value: object, malformed: Refusal) -> None:
    where, expected, _ = malformed(lambda: reader.choice(value, ("a", "b"), "c"))
    assert (where, expected) == ("c", "one of a, b")


def test_choice_returns() -> None:
    assert reader.choice("b", ("a", "b"), "c") == "b"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], ("o", "an object", "a list of 0 items")),
        (None, ("o", "an object", "None")),
        ({"a": 1}, ("o", "the key 'b'", "no such key")),
        ({}, ("o", "the key 'a'", "no such key")),
        ({"a": 1, "b": 2, "c": 3}, ("o", "only the keys a, b", "the key 'c'")),
        ({"a": 1, "b": 2, "A": 3}, ("o", "only the keys a, b", "the key 'A'")),
    ],
)
def test_fields_refuses(value: object, message: object, malformed: Refusal) -> None:
    assert malformed(lambda: reader.fields(value, ("a", "b"), "o")) == message


def test_fields_returns_in_the_order_of_the_names() -> None:
    assert reader.fields({"b": 2, "a": 1}, ("a", "b"), "o") == (1, 2)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([1, 1], ("i[1]", "an integer above 1 (strictly increasing)", "1")),
        ([0, 3, 2], ("i[2]", "an integer above 3 (strictly increasing)", "2")),
        ([-1], ("i[0]", "an integer from 0 to 5", "-1")),
        ([0, 6], ("i[1]", "an integer from 0 to 5", "6")),
        ([True], ("i[0]", "an integer from 0 to 5", "True")),
        ("01", ("i", "a list", "01")),
    ],
)
def test_increasing_refuses(value: object, message: object, malformed: Refusal) -> None:
    assert malformed(lambda: reader.increasing(value, 0, 5, "i")) == message


def test_increasing_returns() -> None:
    assert reader.increasing([0, 2, 5], 0, 5, "i") == (0, 2, 5)
    assert reader.increasing([], 0, 5, "i") == ()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"a": 1, "a": 2}', ("f: object", "each key once", "the key 'a' twice")),
        (b'[{"a": {"b": 1, "b": 1}}]', ("f: object", "each key once", "the key 'b' twice")),
        (b"[1.5]", ("f: number", NO_FLOAT, "1.5")),
        (b"[1e5]", ("f: number", NO_FLOAT, "1e5")),
        (b"[NaN]", ("f: number", NO_FLOAT, "NaN")),
        (b"[-Infinity]", ("f: number", NO_FLOAT, "-Infinity")),
        (b"[" + b"1" * 4001 + b"]", ("f: number", "at most 4000 digits", "4001 digits")),
        (b"[\n\n1,,2]", ("f: line 3 column 3", "JSON", "Expecting value")),
        (b"\xff", ("f: byte 0", "UTF-8 text", "invalid start byte")),
        (b"[" * 12 + b"\n[", ("f", "nesting of at most 12", "more")),
        (b'{"a":' * 13, ("f", "nesting of at most 12", "more")),
    ],
)  # fmt: skip
def test_load_bytes_refuses(data: bytes, message: object, malformed: Refusal) -> None:
    assert malformed(lambda: reader.load_bytes(data, "f")) == message


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        "",
        'a "quoted" [[[[[[[[[[[[[[[[ \\ text',
        {"[[[[": ["]]]]", "\\", '"', "{{{{{{{{{{{{{{{{{{"]},
        [[[[[[[[[[[[12]]]]]]]]]]]],
        [[] for _ in range(50)],
        -(10**3998),
        "\U0001f600\u00e9",
    ],
)
def test_load_bytes_agrees_with_the_standard_library(value: object) -> None:
    assert reader.load_bytes(json.dumps(value).encode(), "f") == value
    assert reader.load_bytes(json.dumps(value, ensure_ascii=False).encode(), "f") == value


def test_limits_are_inclusive(monkeypatch: pytest.MonkeyPatch, malformed: Refusal) -> None:
    monkeypatch.setattr(reader, "MAX_FILE_BYTES", 10)
    assert reader.load_bytes(b'["abcdef"]', "f") == ["abcdef"]
    found = malformed(lambda: reader.load_bytes(b'["abcdefg"]', "f"))
    assert found == ("f", "at most 10 bytes", "11 bytes")
    monkeypatch.setattr(reader, "MAX_TOKENS", 3)
    assert reader.load_bytes(b'["a"]', "f") == ["a"]
    found = malformed(lambda: reader.load_bytes(b'["a",""]', "f"))
    assert found == ("f", "at most 3 strings and brackets", "more")


def certificate(**changes: object) -> bytes:
    whole = {"schema": reader.SCHEMA, "statement": 1, "certificate": 2} | changes
    return json.dumps(whole).encode()


def test_load_file_returns_the_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(certificate())
    assert reader.load_file(path) == (1, 2)


def test_an_origin_is_read_and_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(certificate(provenance={"khrnn": "0.1.0", "command": "by hand"}))
    assert reader.load_file(path) == (1, 2)


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (
            certificate(provenance=[]),
            ": provenance",
            ("an object of 1 to 8 strings", "a list of 0 items"),
        ),
        (
            certificate(provenance={"seed": 0}),
            ": provenance.seed",
            ("1 to 200 printable ASCII characters", "0"),
        ),
        (
            certificate(provenance={"Seed": "0"}),
            ": provenance",
            ("keys of lower-case letters, digits, - and _", "Seed"),
        ),
        (certificate(schema="x/2"), ": schema", (f"'{reader.SCHEMA}'", "x/2")),
        (certificate(schema=[]), ": schema", (f"'{reader.SCHEMA}'", "a list of 0 items")),
        (
            certificate(more=1),
            "",
            ("only the keys schema, statement, certificate", "the key 'more'"),
        ),
        (b"[]", "", ("an object", "a list of 0 items")),
        (b"", ": line 1 column 1", ("JSON", "Expecting value")),
    ],
)
def test_load_file_refuses(
    data: bytes, place: str, message: tuple[str, str], tmp_path: Path, malformed: Refusal
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    assert malformed(lambda: reader.load_file(path)) == (f"{path}{place}", *message)


def test_unreadable_files(tmp_path: Path, malformed: Refusal) -> None:
    absent = tmp_path / "absent.json"
    assert malformed(lambda: reader.load_file(absent)) == (
        str(absent),
        "a readable file",
        "No such file or directory",
    )
    assert malformed(lambda: reader.load_file(tmp_path))[2] == "Is a directory"
    loop = tmp_path / "loop.json"
    loop.symlink_to(loop)
    assert malformed(lambda: reader.load_file(loop))[:2] == (str(loop), "a readable file")


def test_symbolic_links_to_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(certificate())
    link = tmp_path / "b.json"
    link.symlink_to(tmp_path / "a.json")
    assert reader.load_file(link) == (1, 2)


def test_file_that_grows_beyond_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, malformed: Refusal
) -> None:
    monkeypatch.setattr(reader, "MAX_FILE_BYTES", 100)
    path = tmp_path / "a.json"
    path.write_bytes(b" " * 101)
    assert malformed(lambda: reader.load_file(path)) == (
        str(path),
        "at most 100 bytes",
        "101 bytes",
    )


def test_a_python_that_reads_fewer_digits(malformed: Refusal) -> None:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        found = malformed(lambda: reader.load_bytes(b"[" + b"1" * 641 + b"]", "f"))
    finally:
        sys.set_int_max_str_digits(before)
    assert found[:2] == ("f: number", "an integer that this Python reads")
