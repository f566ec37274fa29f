"""`khrnn contextuality convert`, as users run it, and that the command around it is as before."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from contextuality.formats import load
from contextuality.library import get
from contextuality.scenario import Scenario
from proofs.cli import main

SQUARE = "XI,IX,XX\nIZ,ZI,ZZ\nXZ,ZX,YY\nXI,IZ,XZ\nIX,ZI,ZX\nXX,ZZ,YY\n"


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Khrnn = Callable[..., Done]


@pytest.fixture
def khrnn(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Khrnn:
    monkeypatch.chdir(folder)

    def call(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["khrnn", *words])
        with pytest.raises(SystemExit) as leaving:
            main()
        assert isinstance(leaving.value.code, int)
        return Done(leaving.value.code, *capfd.readouterr())

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "square.ctx").write_text(SQUARE)
    return tmp_path


def test_there_and_back(folder: Path, khrnn: Khrnn) -> None:
    there = khrnn("contextuality", "convert", "square.ctx", "square.hypergram")
    assert (there.returncode, there.stdout, there.stderr) == (0, "", "")
    back = khrnn("contextuality", "convert", "square.hypergram", "again.json")
    assert back.returncode == 0
    again = load(folder / "again.json")
    assert isinstance(again, Scenario)
    assert (len(again.observables), len(again.contexts)) == (9, 6)
    decided = khrnn("contextuality", "again.json", "--json")
    assert decided.returncode == 0
    assert json.loads(decided.stdout)["contextual"] is True


def test_named_formats_and_standard_output(folder: Path, khrnn: Khrnn) -> None:
    (folder / "square.ctx").rename(folder / "square.txt")
    done = khrnn(
        *("contextuality", "convert", "square.txt", "-", "--from", "ctx", "--to", "smtlib"),
    )
    assert done.returncode == 0
    assert done.stdout.splitlines()[-2:] == ["(check-sat)", "(get-model)"]
    listed = khrnn("contextuality", "convert", "--formats")
    assert "graph6" in listed.stdout
    assert "stim" in listed.stdout


def test_library_and_the_note_about_lost_pairs(folder: Path, khrnn: Khrnn) -> None:
    done = khrnn("contextuality", "convert", "--library", "peres-33", "p.mmp")
    assert done.returncode == 0
    assert "24 orthogonal pairs lie in no basis" in done.stderr
    decided = khrnn("contextuality", "p.mmp")
    assert "p: has a Kochen-Specker colouring" in decided.stdout
    assert "33 vertices, 48 orthogonal pairs" in decided.stdout
    quiet = khrnn("contextuality", "convert", "--library", "peres-33", "p.g6")
    assert (quiet.returncode, quiet.stderr) == (0, "")
    decided = khrnn("contextuality", "p.g6", "--json")
    data = json.loads(decided.stdout)
    assert data["contextual"] is True
    assert data["vertices"] == [str(i + 1) for i in range(33)]
    certificate = data["certificate"]
    assert (certificate["kind"], certificate["verdict"]) == ("lrat", "valid")
    assert certificate["statement"].startswith("16 contexts and 24 exclusive pairs on 33 vertices")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["missing.ctx", "x.json"], "missing.ctx: expected a readable file"),
        (["square.ctx"], "expected SOURCE and TARGET, found SOURCE"),
        ([], "expected SOURCE and TARGET, found neither"),
        (["square.ctx", "x.pdf"], "x.pdf: expected a file ending in .ctx"),
        (["square.ctx", "x.stim"], "x.stim: expected a file ending in"),
        (["square.ctx", "-"], "--to: expected a format for standard output"),
        (["square.ctx", "x.ctx", "--from", "mmp"], "square.ctx:1:8: expected distinct vertices"),
        (["square.ctx", "x.ctx", "--from", "pdf"], "one of the formats ctx"),
        (["square.ctx", "x.cnf", "--rule", "pairs"], "one of bases-and-pairs, bases"),
        (
            ["square.ctx", "x.ctx", "--rule", "bases"],
            "--rule: expected with the formats dimacs, opb",
        ),
        (["--library", "doily"], "--library: expected TARGET alone, found no file"),
        (["--library", "doily", "a.ctx", "b.ctx"], "TARGET alone, found two files, a.ctx and b"),
        (["--library", "doily", "a.ctx", "--from", "ctx"], "--from: expected with SOURCE, found"),
        (["--formats", "a.ctx"], "--formats lists the formats: expected nothing else"),
        (["--library", "nonsense", "x.ctx"], "found 'nonsense'"),
        (["square.ctx", "no/such/folder/x.ctx"], "a place that can be written"),
    ],
)
def test_errors_are_one_line(folder: Path, khrnn: Khrnn, words: list[str], message: str) -> None:
    done = khrnn("contextuality", "convert", *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert message in done.stderr
    assert {path.name for path in folder.iterdir()} == {"square.ctx"}


def test_the_command_around_it_still_takes_files_and_names(folder: Path, khrnn: Khrnn) -> None:
    (folder / "convert").write_text(SQUARE)
    decided = khrnn("contextuality", "square.ctx")
    assert (decided.returncode, decided.stdout.partition("\n")[0]) == (0, "square: contextual")
    named = khrnn("contextuality", "--library", "kernaghan-20")
    assert "kernel: valid" in named.stdout
    # A file of that name needs a path.
    assert "the suffix ''" in khrnn("contextuality", "./convert").stderr
    helped = khrnn("contextuality", "--help").stdout
    assert "--library" in helped


def test_a_hypergraph_gets_a_certificate_and_a_model_none(folder: Path, khrnn: Khrnn) -> None:
    (folder / "g.mmp").write_text("123,345,561.\n")
    done = khrnn("contextuality", "g.mmp", "-o", "c.json")
    assert done.returncode == 0
    assert "certificate: colouring, 12 steps, kernel: valid; c.json" in done.stdout
    assert khrnn("check", "--independent", "c.json").returncode == 0
    coloured = json.loads(khrnn("contextuality", "g.mmp", "--json").stdout)
    ones = set(coloured["ones"])
    assert all(len(ones & set(edge)) == 1 for edge in ("123", "345", "561"))
    model = {
        "name": "coin",
        "outcomes": ["0", "1"],
        "tables": [{"context": ["A"], "probabilities": {"0": "1"}}],
    }
    (folder / "m.json").write_text(json.dumps(model))
    assert "found an empirical model" in khrnn("contextuality", "m.json").stderr


def test_converted_vectors_are_the_same(folder: Path, khrnn: Khrnn) -> None:
    done = khrnn("contextuality", "convert", "--library", "cell600-60", "c.json")
    assert done.returncode == 0
    assert load(folder / "c.json") == get("cell600-60")


def test_the_console_script_converts(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "proofs.cli", "contextuality", "convert", "square.ctx", "a.gram"],
        capture_output=True,
        check=False,
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert len((folder / "a.gram").read_text().splitlines()) == 10
