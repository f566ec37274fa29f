"""The README's promises: the table of claims is today's, commands run, links lead somewhere."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from proofs.claims import all_claims

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")


def printed(text: str) -> str:
    after = text.split("<!-- claims table")[1]
    return after.split("<!-- end of claims table -->", maxsplit=1)[0]


TABLE = printed(PAGE)


def test_the_table_lists_every_claim_with_its_verdict() -> None:
    words = "proved|verified|argued|measured|not run"
    rows = re.findall(rf"^ ([a-z][a-z0-9-]+) .* ({words}) +\d+\.\d$", TABLE, re.M)
    assert rows == [
        (claim.identifier, "not run" if claim.long else claim.success.name.lower())
        for claim in all_claims()
    ]


def test_the_table_says_how_many_claims_there_are() -> None:
    count = len(all_claims())
    decided = sum(not claim.long for claim in all_claims())
    assert f"{decided} of {count} claims:" in TABLE
    assert f"{decided} of {count} claims:" in printed(README)


def test_links_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "TRUST.md", *ROOT.glob("docs/**/*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_python_example_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own page
    assert printed.getvalue() == "valid\n"


LONG = ("khrnn train ", "khrnn separation ", "khrnn trainability ", "khrnn memory hsmt ")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            line[2:].split("#")[0].strip(),
            marks=[pytest.mark.slow] if line[2:].startswith(LONG) else [],
        )
        for block in re.findall(r"```console\n(.*?)```", README, re.S)
        for line in block.splitlines()
        if line.startswith("$ khrnn ") and "verify" not in line and "check" not in line
    ],
)
def test_commands_run(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    from proofs.cli.app import run

    words = shlex.split(line.replace("examples/", f"{ROOT}/examples/"))
    monkeypatch.chdir(tmp_path)
    if words[1] == "simulate":
        monkeypatch.setattr(sys, "argv", ["khrnn", "task", "hsmt", "3", "2", "6", "-o", words[2]])
        assert run() == 0
    monkeypatch.setattr(sys, "argv", words)
    assert run() == 0
    assert capsys.readouterr().out or "-o" in words
