"""The README's promises: the table of claims is today's, commands run, links lead somewhere."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from proofs.claims import all_claims
from tests.pages import ROOT, blocks, khrnn, steps

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")


def printed(text: str) -> str:
    after = text.split("<!-- claims table")[1]
    return after.split("<!-- end of claims table -->", maxsplit=1)[0]


TABLE = printed(PAGE)


def test_the_table_lists_every_claim_with_its_verdict() -> None:
    words = "proved|verified|argued|measured|not run"
    rows = re.findall(rf"^ ([a-z][a-z0-9-]+) .* ({words}) +\d+\.\d$", TABLE, re.M)
    assert rows == [(claim.identifier, claim.success.name.lower()) for claim in all_claims()]


def test_the_table_says_how_many_claims_there_are() -> None:
    count = len(all_claims())
    assert f"{count} of {count} claims:" in TABLE
    assert f"{count} of {count} claims:" in printed(README)


def test_links_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "TRUST.md", *ROOT.glob("docs/**/*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_python_example_runs() -> None:
    (block,) = (block for block in blocks(ROOT / "README.md") if block.language == "python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block.text, "README.md", "exec"), {})  # noqa: S102 - our own page
    assert printed.getvalue() == "valid\n"


LONG = (
    "khrnn report ",
    "khrnn train ",
    "khrnn separation ",
    "khrnn trainability ",
    "khrnn memory hsmt ",
)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            step.command, marks=[pytest.mark.slow] if step.command.startswith(LONG) else []
        )
        for block in blocks(ROOT / "README.md")
        if block.language == "console"
        for step in steps(block)
        if step.command.startswith("khrnn ")
        and "verify" not in step.command
        and "check" not in step.command
    ],
)
def test_commands_run(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = shlex.split(line.replace("examples/", f"{ROOT}/examples/"))[1:]
    monkeypatch.chdir(tmp_path)
    if words[0] == "simulate":
        assert khrnn(["task", "hsmt", "3", "2", "6", "-o", words[1]])[0] == 0
    status, printed = khrnn(words)
    assert status == 0, printed
    assert printed or "-o" in words
