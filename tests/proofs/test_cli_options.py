"""What all subcommands have in common: refusals before the work, JSON, aliases, closed pipes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from contextuality.errors import InputError
from proofs.cli import _dispatch, options
from tools.build_checker import build

Call = Callable[..., tuple[int, str, str]]
SQUARE = "XI,IX,XX\nIZ,ZI,ZZ\nXZ,ZX,YY\nXI,IZ,XZ\nIX,ZI,ZX\nXX,ZZ,YY\n"
CORPUS = Path(__file__).resolve().parents[1] / "corpus"
VALID = CORPUS / "valid" / "parity-mermin-square.json"
INVALID = CORPUS / "invalid" / "colouring-no-ones.json"
MALFORMED = CORPUS / "malformed" / "file-empty.json"


@pytest.fixture
def khrnn(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["khrnn", *map(str, words)])
        capsys.readouterr()
        status = _dispatch(sys.argv[1:])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


# ---- output paths ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("degree", "--library", "doily"),
        ("exclude", "--states", "0,1/0,2/", "-n", "3"),
        ("contextuality", "--library", "mermin-square"),
        ("task", "hsmt", "3", "2", "5"),
    ],
)
def test_places_are_tried_before_the_work(
    khrnn: Call, tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_arguments: object, **_named: object) -> None:
        raise AssertionError("worked before the place was tried")

    monkeypatch.setattr("contextuality.search.degree.degree", never)
    monkeypatch.setattr("contextuality.search.exclusion.exclude", never)
    monkeypatch.setattr("contextuality.search.parity.decide_parity", never)
    monkeypatch.setattr("khrnn.tasks.hsmt.sentences", never)
    for place, found in ((tmp_path / "none" / "c.json", "no folder"), (tmp_path, "found a folder")):
        status, out, err = khrnn(*words, "-o", place)
        assert (status, out) == (2, "")
        assert found in err
    assert list(tmp_path.iterdir()) == []


def test_verify_tries_its_places_first(
    khrnn: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from proofs import claims

    monkeypatch.setattr(claims, "decide", None)
    for words in (
        ("--json-file", tmp_path / "none" / "v.json"),
        ("--json-file", tmp_path),
        ("--out", VALID),
        ("--out", VALID / "below"),
        ("--force",),
    ):
        status, out, err = khrnn("verify", *words)
        assert (status, out) == (2, "")
        assert "expected" in err


def test_a_place_that_takes_no_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refuse)
    options.writable(None)
    with pytest.raises(InputError, match="Permission denied"):
        options.writable(None, tmp_path / "c.json")


def test_a_probe_leaves_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text("mine")
    options.writable(path)
    assert path.read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir()] == ["c.json"]


# ---- options that an input would ignore --------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("contextuality", "--library", "mermin-square", "--rule", "bases"), "--rule: expected"),
        (("contextuality", "--library", "?", "--json"), "--library '?'"),
        (("hypergraph", "--edges", "0,1", "--with", "0,1", "--latex"), "--latex: expected without"),
        (("hypergraph", "--edges", "0,1", "--with", "0,1", "--sympy"), "--sympy: expected without"),
        (("hypergraph", "--edges", "0,1", "--json", "--latex"), "found --latex and --json"),
        (("check", "--json", "--rocq", str(VALID)), "--json: expected without --rocq"),
    ],
)
def test_ignored_options_are_errors(khrnn: Call, words: tuple[str, ...], expected: str) -> None:
    status, out, err = khrnn(*words)
    assert (status, out) == (2, "")
    assert expected in err


def test_a_rule_is_refused_for_files_of_contexts_and_taken_for_vectors(
    khrnn: Call, tmp_path: Path
) -> None:
    path = tmp_path / "square.ctx"
    path.write_text(SQUARE)
    assert khrnn("contextuality", path)[0] == 0
    status, _, err = khrnn("contextuality", path, "--rule", "bases-and-pairs")
    assert status == 2
    assert "square.ctx" in err
    data = json.loads(
        khrnn("contextuality", "--library", "cabello-18", "--rule", "bases", "--json")[1]
    )
    assert data["rule"] == "bases"


# ---- readings ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alias", "name"), [("R1", "value-assignment"), ("R2", "faithful"), ("R3", "support")]
)
def test_readings_have_short_names(khrnn: Call, alias: str, name: str) -> None:
    short, long = (khrnn("bound", 5, 2, "--reading", word, "--json") for word in (alias, name))
    assert short == long
    assert json.loads(short[1])["readings"][0]["reading"] == name


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("task", "hsmt", "three", "2", "5"), "n: expected an integer, found 'three'"),
        (("task", "hsmt", "3", "2", "5.5"), "L: expected an integer, found '5.5'"),
        (("task", "hsmt", "3", "2", "0"), "L: expected at least one token, found 0"),
        (("task", "hsmt", "3", "2", "9" * 12), "L: expected at most 100000 tokens, found 999"),
        (
            ("task", "hsmt", "3", "2", "5", "--count", "x"),
            "--count: expected an integer, found 'x'",
        ),
        (("qumode", "squeezing", "--miss", ""), "--miss: expected a number, found ''"),
        (("task", "hsmt"), "Missing argument 'n' (usage: khrnn task hsmt "),
        (("task", "hsmt", "3", "2", "5", "--nope"), "No such option: --nope"),
        (("task", "hsm"), "No such command 'hsm'"),
        (("verify", "--claim", ""), "--claim: expected a name that khrnn verify --list prints"),
        (
            ("report", "--claim", "mermim-square", "--out", "nothing-of-this-name"),
            "--claim: expected mermin-square, found 'mermim-square'",
        ),
        (("trainability", "KHRN"), "model: expected khrnn, found 'KHRN'"),
        (("trainability", "khrnn", "--samples", "9" * 9), "--samples: expected 30..10000000"),
    ],
)
def test_a_wrong_word_is_one_line(khrnn: Call, words: tuple[str, ...], told: str) -> None:
    status, out, err = khrnn(*words)
    assert (status, out) == (2, "")
    assert err.startswith(f"khrnn: error: {told}")
    assert err.count("\n") == 1


def test_unknown_short_names_are_refused(khrnn: Call) -> None:
    assert khrnn("bound", 5, 2, "--reading", "R4")[0] == 2
    assert khrnn("bound", 5, 2, "--reading", "r1")[0] == 2


# ---- check --json ------------------------------------------------------------------------


def test_check_json(khrnn: Call) -> None:
    status, out, err = khrnn("check", "--json", VALID, INVALID, MALFORMED, "no-such-file")
    data = json.loads(out)
    assert (status, err) == (2, "")
    assert data["schema"] == "khrnn-check/1"
    assert [data[word] for word in ("valid", "incomplete", "invalid", "malformed")] == [1, 0, 1, 2]
    assert [one["verdict"] for one in data["results"]] == [
        "valid",
        "invalid",
        "malformed",
        "malformed",
    ]
    assert data["results"][0]["reason"] == ""
    assert data["results"][1]["reason"].startswith("basis (0, 1, 2): colouring")
    assert khrnn("check", VALID, "--json")[0] == 0
    assert khrnn("check", INVALID, "--json")[0] == 1


def test_check_json_with_second_opinions(khrnn: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, _ = khrnn("check", "--json", "--independent", VALID)
    data = json.loads(out)
    (one,) = data["results"]
    assert (status, data["agreed"], one["agreed"]) == (0, 1, True)
    assert {"certificate/matrices"} <= {opinion["checker"] for opinion in one["opinions"]}
    status, out, _ = khrnn("check", "--json", "--independent", VALID, INVALID)
    assert (status, json.loads(out)["agreed"]) == (1, 1)
    import proofs.independent

    monkeypatch.setattr(proofs.independent, "second_opinions", lambda _path: ())
    status, out, _ = khrnn("check", "--json", "--independent", VALID)
    assert (status, json.loads(out)["results"][0]["agreed"]) == (1, False)


def test_integers_in_json_are_exact_whatever_their_size(khrnn: Call) -> None:
    """docs/formats/README.md: decimal numbers, not strings, also above 2^53."""
    data = json.loads(khrnn("bound", 70, 35, "--json")[1])
    assert data["paper_bound_bits"] == 112186277816662845432 - 1
    assert type(data["paper_bound_bits"]) is int


# ---- closed pipes ------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["module", "archive", "command", "table", "names"])
def test_a_closed_pipe_ends_quietly(tmp_path: Path, way: str) -> None:
    root = CORPUS.parents[1]
    valid = str(CORPUS / "valid")
    command = {
        "module": ["-m", "proofs.kernel", valid],
        "archive": [str(build(tmp_path / "khrnn-check.pyz")), valid],
        "command": ["-m", "proofs.cli", "check", valid],
        "table": ["-m", "proofs.cli", "bound", "5", "2"],
        "names": ["-m", "proofs.cli", "contextuality", "--library", "?"],
    }[way]
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, *command],
            stdout=writer,
            stderr=subprocess.PIPE,
            cwd=root,
            text=True,
            check=False,
        )
    finally:
        os.close(writer)
    assert done.returncode == 141
    assert done.stderr == ""
