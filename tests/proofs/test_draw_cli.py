"""`khrnn contextuality draw` from the outside."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from proofs.cli.app import run


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


Khrnn = Callable[..., Done]


@pytest.fixture
def khrnn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Khrnn:
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["khrnn", *map(str, words)])
        capsys.readouterr()
        return Done(run(), *capsys.readouterr())

    return call


def draw(khrnn: Khrnn, *words: object) -> Done:
    return khrnn("contextuality", "draw", *words)


def test_a_best_assignment(khrnn: Khrnn, tmp_path: Path) -> None:
    done = draw(khrnn, "--library", "doily", "-o", "doily.svg", "--assignment", "best")
    assert done.returncode == 0
    assert done.stdout.startswith("3 of 15 violated: at least 3 must be")
    root = ET.parse(tmp_path / "doily.svg").getroot()  # noqa: S314 - our own file
    assert sum(x.get("class") == "band" for x in root.iter()) == 4


def test_values_from_files(khrnn: Khrnn, tmp_path: Path) -> None:
    assert khrnn("degree", "--library", "doily", "-o", "d.json").returncode == 0
    done = draw(khrnn, "--library", "doily", "-o", "a.svg", "--assignment", "d.upper.json")
    assert done.stdout.startswith("3 of 15 violated: values from d.upper.json")
    (tmp_path / "minus.txt").write_text("XX, YY\n")
    done = draw(khrnn, "--library", "mermin-square", "-o", "b.svg", "--assignment", "minus.txt")
    assert done.returncode == 0
    assert "of 6 violated" in done.stdout


def test_files_and_png(khrnn: Khrnn, tmp_path: Path) -> None:
    (tmp_path / "g.mmp").write_text("123,345,561.\n")
    assert draw(khrnn, "g.mmp", "-o", "g.png").returncode == 0
    assert (tmp_path / "g.png").read_bytes()[1:4] == b"PNG"


def test_errors(khrnn: Khrnn, tmp_path: Path) -> None:
    (tmp_path / "minus.txt").write_text("QQ\n")
    (tmp_path / "empty.json").touch()
    (tmp_path / "c.json").write_text('{"a": 1}')
    doily = ("--library", "doily")
    for words, message in (
        (doily, "expected -o FILE.svg"),
        ((*doily, "-o", "x.pdf"), "ending in .svg or .png"),
        (("-o", "x.svg"), "expected either FILE or --library"),
        ((*doily, "-o", "no/x.svg"), "expected an existing folder, found no folder no"),
        ((*doily, "-o", "x.svg", "--time-limit", "3"), "--time-limit: expected with --assignment"),
        ((*doily, "-o", "x.svg", "--seed", "3"), "--seed: expected with --assignment best"),
        (
            (*doily, "-o", "x.svg", "--assignment", "minus.txt"),
            "--assignment: minus.txt:1: expected an observable of doily, such as XI, found 'QQ'",
        ),
        ((*doily, "-o", "x.svg", "--assignment", "empty.json"), "empty.json: line 1 column 1"),
        ((*doily, "-o", "x.svg", "--assignment", "absent"), "absent: expected a readable file"),
        ((*doily, "-o", "x.svg", "--assignment", "c.json"), "c.json"),
        (("--library", "peres-33", "-o", "x.svg", "--assignment", "best"), "a scenario with signs"),
        (("--library", "e8-120", "-o", "x.svg"), "at most 1200 contexts"),
        ((*doily, "-o", "x.svg", "--seed", "-1"), "--seed"),
    ):
        done = draw(khrnn, *words)
        assert done.returncode == 2, words
        assert message in done.stderr
        assert not (tmp_path / "x.svg").exists()
