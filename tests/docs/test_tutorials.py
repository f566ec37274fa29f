"""Every tutorial does what it shows: its commands, its Python sessions, its files."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from tests.pages import ROOT, Block, Session, agrees, blocks, steps
from tools.fill_tutorials import rewrite

FOLDER = ROOT / "docs" / "tutorials"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "index.md")


def test_the_index_lists_every_tutorial() -> None:
    index = (FOLDER / "index.md").read_text(encoding="utf-8")
    for page in PAGES:
        assert f"\n{page.stem}\n" in index
        assert f"]({page.name})" in index


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_tutorial(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    session = Session()
    ran = 0
    for block in blocks(page):
        assert block.language in {"console", "pycon", "text", "json", "python"}, block
        wrong = session.run(block)
        assert not wrong, "\n".join(wrong)
        ran += block.language in {"console", "pycon"}
    assert ran > 2


def test_a_wrong_output_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    session = Session()
    assert session.run(Block("console", "$ khrnn bound 3 2\nnot this\n", 1))
    assert session.run(Block("console", "$ echo one\ntwo\n", 1))
    assert session.run(Block("console", "$ false\n", 1))
    assert not session.run(Block("console", "$ false\n$ echo $?\n1\n", 1))
    assert session.run(Block("pycon", ">>> 1 + 1\n3\n", 1))
    assert not session.run(Block("pycon", ">>> x = 1\n>>> x + 1\n2\n", 1))
    assert not session.run(Block("pycon", ">>> x\n1\n", 1))


def test_python_that_is_not_saved_is_refused() -> None:
    with pytest.raises(AssertionError, match="not run"):
        Session().run(Block("python", "print()\n", 3))


def test_only_dots_stand_for_anything() -> None:
    assert agrees("a  \nb\n", "a\nb\n")
    assert agrees("a\nb\nc\n", "a\n...\n")
    assert not agrees("a\nb\n", "a\n")
    assert not agrees("a", "")
    assert doctest.ELLIPSIS_MARKER == "..."


def test_steps_keep_their_output() -> None:
    found = steps(Block("console", "$ one # why\nx\ny\n$ two\n", 5))
    assert [(step.command, step.shown, step.line) for step in found] == [
        ("one", "x\ny\n", 5),
        ("two", "", 8),
    ]


def test_filling_replaces_what_differs_and_keeps_the_dots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    page.write_text("a\n\n```console\n$ echo 1 # one\n2\n$ seq 9\n1\n...\n9\n```\n\nb\n", "utf-8")
    assert rewrite(page)
    filled = "a\n\n```console\n$ echo 1 # one\n1\n$ seq 9\n1\n...\n9\n```\n\nb\n"
    assert page.read_text(encoding="utf-8") == filled
    assert not rewrite(page)
