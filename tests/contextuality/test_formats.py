"""Reading and writing files: round trips, and every input that must be refused with its place."""

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality import library
from contextuality.errors import InputError
from contextuality.formats import (
    load,
    parse_ctx,
    parse_scenario_json,
    parse_vectors_json,
    spell_ctx,
    spell_scenario_json,
    spell_vectors_json,
    write_atomically,
    write_ctx,
    write_scenario_json,
    write_vectors_json,
)
from contextuality.formats.dimacs import spell_dimacs, write_dimacs
from contextuality.formats.source import read_text
from contextuality.scenario import Scenario
from contextuality.vectors import VectorSet

SQUARE = "XI,IX,XX\nIZ,ZI,ZZ\nXZ,ZX,YY\nXI,IZ,XZ\nIX,ZI,ZX\nXX,ZZ,YY\n"


def refused(path: Path, content: str | bytes) -> InputError:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(InputError) as caught:
        load(path)
    assert str(caught.value).startswith(str(path))
    return caught.value


# Round trips


@pytest.mark.parametrize("name", library.names())
def test_library_survives_every_format_it_fits(name: str, tmp_path: Path) -> None:
    made = library.get(name)
    path = tmp_path / f"{name}.json"
    if isinstance(made, VectorSet):
        write_vectors_json(made, path)
        assert parse_vectors_json(spell_vectors_json(made)) == made
    elif name.startswith("hypergraph-"):  # group elements, which no format has letters for
        with pytest.raises(InputError, match="Pauli"):
            write_scenario_json(made, path)
        return
    else:
        write_scenario_json(made, path)
        assert parse_scenario_json(spell_scenario_json(made)) == made
        write_ctx(made, tmp_path / f"{name}.ctx")
        assert load(tmp_path / f"{name}.ctx") == made
        assert parse_ctx(spell_ctx(made), name) == made
    assert load(path) == made


def test_bases_survive() -> None:
    made = VectorSet.from_strings("axes", 2, "Z[w]", [["1", "-1-w"], ["w", "-w"]], [])
    assert parse_vectors_json(spell_vectors_json(made)) == made
    cross = VectorSet.from_strings("cross", 2, "Z", [["1", "0"], ["0", "1"]], [[1, 0]])
    assert parse_vectors_json(spell_vectors_json(cross)) == cross


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1))
def test_any_printable_name_survives_json(name: str) -> None:
    made = VectorSet.from_strings(name, 2, "Z", [["1", "0"]])
    assert parse_vectors_json(spell_vectors_json(made)) == made


# .ctx


@pytest.mark.parametrize(
    "text",
    [
        SQUARE,
        SQUARE.replace("\n", "\r\n"),
        SQUARE.rstrip("\n"),
        SQUARE.replace(",", " , "),
        "# square\n\n" + SQUARE.replace("\n", "   # row\n\n \t\n"),
    ],
)
def test_ctx_layout_does_not_matter(text: str) -> None:
    made = library.get("mermin-square")
    assert parse_ctx(text, "mermin-square") == made


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("", 0, "no context line"),
        ("# only a comment\n\n", 0, "no context line"),
        ("XX,ZZ,YY\nXI\n", 2, "XI alone"),
        ("XX,ZZ,YY\n\n# c\nxi,IX,XX\n", 4, "found 'x'"),
        ("XX ZZ YY\n", 1, "single commas, found 'XX ZZ YY'"),
        ("XX,Z Z,YY\n", 1, "found 'Z Z'"),
        ("XX,ZZ,YY,\n", 1, "an empty field"),
        (",XX,ZZ,YY\n", 1, "an empty field"),
        ("XX,,ZZ\n", 1, "an empty field"),
        ("XX;ZZ;YY\n", 1, "its observables separated by commas, found a semicolon"),
        ("XX,ZZ,YY\nXXX,ZZI,YYX\n", 2, "on 2 qubits"),
        ("XX,ZZ,Y0\n", 1, "found '0'"),
        ("XX,ZZ,YY\nII,XX\n", 2, "other than the identity"),
        ("XX,ZZ,YY\nXI,ZI,YI\n", 2, "XI and ZI, which anticommute"),
        ("XX,ZZ\n", 1, "found -YY"),
        ("XX,ZZ,YY\nZZ,XX,YY\n", 2, "ctx:1"),
        ("XX,XX\n", 1, "XX twice"),
        ("XX\u00a0,ZZ,YY\n", 1, "single commas"),
        ("XX,ZZ,YY\x0bXI,IX,XX\n", 1, "single commas"),
    ],
)
def test_ctx_refusals_name_file_and_line(text: str, line: int, part: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.ctx"
    error = refused(path, text)
    assert part in str(error)
    if line:
        assert error.where.startswith(f"{path}:{line}")


def test_ctx_without_a_file_still_names_the_line() -> None:
    with pytest.raises(InputError, match=r"^line:2: expected at least two observables"):
        parse_ctx("\nXX", "nameless")


def test_spelling_refuses_what_could_not_be_read_back() -> None:
    abstract = Scenario("abstract", ("A", "B"), ((0, 1),), (1,))
    for spell in (spell_ctx, spell_scenario_json):
        with pytest.raises(InputError):
            spell(abstract)


# JSON


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ":1:1: expected well-formed JSON"),
        ('{"name": "a", "contexts": [["XX",\n "ZZ"', ":2:6: expected well-formed JSON"),
        (
            '{"name": "a", "contexts": []} []',
            ":1:31: expected well-formed JSON, found '[' after the end of the document",
        ),
        ("", ":1:1: expected well-formed JSON, found the end of the text where a value should"),
        ("{'name': 1}", ':1:2: expected well-formed JSON, found "\'" where a key in double quotes'),
        ('{"name" 1}', ":1:9: expected well-formed JSON, found '1' where ':' should stand"),
        (
            '{"name": "a",\n "contexts": [["XX", "ZZ" "YY"]]}',
            ":2:27: expected well-formed JSON, found '\"' where ',' or the closing bracket should",
        ),
        ('{"name": "a\n"}', ":1:12: expected well-formed JSON, found a line end or another"),
        ('{"name": "a}', ":1:10: expected well-formed JSON, found a string without its closing"),
        ('{"contexts": [["XX", "ZZ", "YY",]]}', "expected well-formed JSON"),
        ("[]", "a JSON object, found a list"),
        ("null", "a JSON object, found null"),
        ('"contexts"', "a JSON object, found the string 'contexts'"),
        ("1.5", "a JSON object, found the number 1.5"),
        ("{}", "the keys 'contexts', 'vectors', 'tables', found none"),
        ('{"contexts": [], "vectors": []}', "found 'contexts' and 'vectors'"),
        ('{"contexts": []}', "the key 'name'"),
        ('{"contexts": [["XX", "ZZ", "YY"]], "name": "a", "sign": 1}', "the key 'sign'"),
        ('{"contexts": [], "contexts": [], "name": "a"}', "'contexts' again"),
        ('{"name": 1, "contexts": []}', "name: expected a string, found the number 1"),
        ('{"name": "a\\nb", "contexts": [["XX", "ZZ", "YY"]]}', "one line of printable text"),
        ('{"name": "\\ud800", "contexts": [["XX", "ZZ", "YY"]]}', "one line of printable text"),
        ('{"name": "a", "contexts": {}}', "contexts: expected a list, found an object"),
        ('{"name": "a", "contexts": []}', "contexts: expected at least one context"),
        ('{"name": "a", "contexts": ["XX"]}', "contexts[0]: expected a list, found the string"),
        ('{"name": "a", "contexts": [["XX", 3]]}', "contexts[0][1]: expected a string"),
        ('{"name": "a", "contexts": [["XX", NaN]]}', "contexts[0][1]: expected a string"),
        ('{"name": "a", "contexts": [["XX", null]]}', "contexts[0][1]: expected a string"),
        ('{"name": "a", "contexts": [["XX", "ZZ", "YY"], []]}', "contexts[1]: expected at least"),
        ('{"name": "a", "contexts": [["XX", "zz"]]}', "contexts[0]: Pauli string 'zz'"),
        ('{"name": "a", "contexts": [["XX", "ZZ", "YY "]]}', "contexts[0]: Pauli string 'YY '"),
        ("[" * 100_000, "nesting"),
    ],
)
def test_scenario_json_refusals(text: str, part: str, tmp_path: Path) -> None:
    assert part in str(refused(tmp_path / "bad.json", text))


GOOD = {"name": "a", "dim": 2, "ring": "Z", "vectors": [["1", "0"], ["0", "1"]]}


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"dim": 2.0}, "dim: expected an integer of at most 18 digits, found the number 2.0"),
        ({"dim": True}, "dim: expected an integer of at most 18 digits, found true"),
        ({"dim": "2"}, "dim: expected an integer"),
        (
            {"dim": 10**18},
            f"dim: expected an integer of at most 18 digits, found the number {10**18}",
        ),
        ({"dim": 10**17}, f"vectors[0]: expected {10**17} entries"),
        ({"dim": -2}, "dim: expected an integer of at least 2"),
        (
            {"dim": float("nan")},
            "dim: expected an integer of at most 18 digits, found the number NaN",
        ),
        ({"dim": float("inf")}, "found the number Infinity"),
        ({"dim": None}, "dim: expected an integer of at most 18 digits, found null"),
        ({"ring": ["Z"]}, "ring: expected a string, found a list"),
        ({"ring": "R"}, "ring: expected one of Z, Z[sqrt2], Z[i], Z[w], Z[phi], found 'R'"),
        ({"vectors": [["1", 0]]}, "vectors[0][1]: expected a string, found the number 0"),
        ({"vectors": [["1", 0.5]]}, "vectors[0][1]: expected a string, found the number 0.5"),
        ({"vectors": [["1", "0"], "01"]}, "vectors[1]: expected a list"),
        ({"vectors": [["1", "0"], ["0", "0"]]}, "vectors[1]: expected a nonzero vector"),
        ({"vectors": [["1", "0"], ["x", "1"]]}, "vectors[1][0]: expected an entry of Z"),
        ({"vectors": {}}, "vectors: expected a list"),
        ({"bases": None}, "bases: expected a list, found null"),
        ({"bases": [[0, 1.0]]}, "bases[0][1]: expected an integer"),
        ({"bases": [[0, False]]}, "bases[0][1]: expected an integer"),
        ({"bases": [0, 1]}, "bases[0]: expected a list"),
        ({"bases": [[0, 2]]}, "bases[0]: expected indices from 0 to 1"),
        (
            {"vectors": [["1", "0"], ["1", "1"]], "bases": [[0, 1]]},
            "bases[0]: expected mutually orthogonal vectors, found vectors 0 and 1",
        ),
        ({"note": "x"}, "only the keys name, dim, ring, vectors, bases, found the key 'note'"),
    ],
)
def test_vectors_json_refusals(change: dict[str, object], part: str, tmp_path: Path) -> None:
    assert part in str(refused(tmp_path / "bad.json", json.dumps({**GOOD, **change})))


@pytest.mark.parametrize("key", ["name", "dim", "ring"])
def test_vectors_json_missing_keys(key: str, tmp_path: Path) -> None:
    rest = {k: v for k, v in GOOD.items() if k != key}
    assert f"expected the key '{key}'" in str(refused(tmp_path / "bad.json", json.dumps(rest)))


def test_every_truncation_of_a_good_file_is_refused(tmp_path: Path) -> None:
    text = spell_vectors_json(
        VectorSet.from_strings("axes", 2, "Z", [["1", "0"], ["0", "1"]], [[0, 1]])
    ).rstrip("\n")
    for length in range(len(text)):
        error = refused(tmp_path / "cut.json", text[:length])
        assert "well-formed JSON" in str(error)


# Files


@pytest.mark.parametrize("suffix", [".ctx", ".json"])
def test_bytes_that_are_not_utf8_are_refused_with_their_line(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"bad{suffix}"
    error = refused(path, b"XX,ZZ,YY\n\xffXI\n")
    assert error.where == f"{path}:2"
    assert "byte 0xff at offset 9" in error.found


def test_byte_order_mark_is_refused(tmp_path: Path) -> None:
    assert "byte order mark" in str(refused(tmp_path / "bad.ctx", "\ufeffXX,ZZ,YY"))


@pytest.mark.parametrize("suffix", ["", ".txt", ".CTX", ".json.gz"])
def test_other_suffixes_are_refused(suffix: str, tmp_path: Path) -> None:
    assert "a file ending in .ctx, .json, " in str(refused(tmp_path / f"square{suffix}", SQUARE))


@pytest.mark.parametrize("name", ["missing.ctx", "folder.json", "nul\0.ctx"])
def test_unreadable_paths_are_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(InputError) as caught:
        load(tmp_path / name)
    assert name in str(caught.value)


def test_large_files_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.ctx"
    with path.open("wb") as stream:
        stream.truncate(64 * 1024 * 1024 + 1)  # sparse: takes no space
    with pytest.raises(InputError, match=r"at most 67108864 bytes"):
        load(path)
    path.write_text("XX", encoding="ascii")
    assert read_text(path, max_bytes=2) == "XX"
    with pytest.raises(InputError, match="at most 1 bytes"):
        read_text(path, max_bytes=1)


def test_writing_replaces_whole_files_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for content in ("first\r\n", b"\x00second", "dritte é"):
        write_atomically(path, content)
        assert path.read_bytes() == (content if isinstance(content, bytes) else content.encode())
    assert os.listdir(tmp_path) == ["file"]  # noqa: PTH208  (names alone are wanted)


def test_written_files_have_ordinary_permissions(tmp_path: Path) -> None:
    write_atomically(tmp_path / "file", "text")
    (tmp_path / "plain").write_text("text", encoding="ascii")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("file", "plain")}
    assert len(modes) == 1


def test_failed_writing_leaves_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_atomically(path, "old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_atomically(path, "new")
    assert path.read_text(encoding="ascii") == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_interrupted_writing_leaves_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_atomically(path, "old")

    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, "new")
    assert path.read_text(encoding="ascii") == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old", encoding="ascii")
    (tmp_path / "link").symlink_to("real")
    write_atomically(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text(encoding="ascii") == "new"


@pytest.mark.parametrize("target", ["", "missing/file"])
def test_places_that_cannot_be_written_are_refused(target: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_atomically(tmp_path / target, "text")


# DIMACS


def test_dimacs_text(tmp_path: Path) -> None:
    text = "c two clauses\np cnf 3 3\n1 -3 0\n0\n2 2 0\n"
    assert spell_dimacs([[1, -3], [], [2, 2]], 3, ["two clauses"]) == text
    write_dimacs([[1, -3], [], [2, 2]], 3, tmp_path / "two.cnf", ["two clauses"])
    assert (tmp_path / "two.cnf").read_text(encoding="ascii") == text


@pytest.mark.parametrize(
    ("clauses", "variables", "comments", "part"),
    [
        ([[1], [0]], 1, [], "clause 2: expected literals from 1 to 1"),
        ([[2]], 1, [], "clause 1"),
        ([[-2]], 1, [], "clause 1"),
        ([], -1, [], "variables"),
        ([], 0, ["a\nb"], "comment"),
    ],
)
def test_dimacs_refusals(
    clauses: list[list[int]], variables: int, comments: list[str], part: str
) -> None:
    with pytest.raises(InputError, match=part):
        spell_dimacs(clauses, variables, comments)
