"""The pages that are generated, and what the site promises that needs no build to see."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
import typer.main

from proofs.claims import all_claims
from proofs.cli.app import app
from tests.pages import ROOT
from tools.build_docs import BESIDE, LOADED, beside, moved
from tools.claims_page import claims_page
from tools.docs_pages import command_page, module_pages, modules_index

DOCS = ROOT / "docs"
COMMANDS = command_page()


def _leaves(command: object, words: str) -> list[tuple[str, object]]:
    children = getattr(command, "commands", {})
    inner = [leaf for name, child in children.items() for leaf in _leaves(child, f"{words} {name}")]
    return inner or [(words, command)]


@pytest.mark.parametrize(
    ("words", "command"),
    _leaves(typer.main.get_command(app), "khrnn"),
    ids=str,
)
def test_every_command_and_option_is_in_the_reference(words: str, command: object) -> None:
    assert f"\n## {words}\n" in COMMANDS
    section = COMMANDS.split(f"\n## {words}\n")[1].split("\n## ")[0]
    for parameter in command.params:  # type: ignore[attr-defined]
        if parameter.param_type_name == "argument":
            assert f"`` {parameter.metavar or parameter.name}" in section, parameter.name
        elif not parameter.hidden and parameter.name != "help":
            assert all(option in section for option in (*parameter.opts, *parameter.secondary_opts))


def test_every_public_module_is_in_the_reference() -> None:
    pages = module_pages()
    text = "\n".join(pages.values())
    for top in ("contextuality", "khrnn", "proofs"):
        for path in (ROOT / top).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if any(part.startswith("_") for part in parts) or parts[:2] == ("proofs", "cli"):
                continue
            assert f".. automodule:: {'.'.join(parts)}\n" in text
    assert all(f"\n{name}\n" in modules_index(list(pages)) for name in pages)


def test_every_page_is_in_the_navigation() -> None:
    """Sphinx would say so too; here it is said without Sphinx."""
    listed: set[Path] = set()
    for page in DOCS.rglob("*.md"):
        for tree in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text("utf-8"), re.S):
            for entry in tree.split("\n"):
                if not entry or entry.startswith(":"):
                    continue
                pattern = entry if "*" in entry else f"{entry}.*"
                listed |= {path.with_suffix("") for path in page.parent.glob(pattern)}
    pages = [path for path in DOCS.rglob("*") if path.suffix in {".md", ".ipynb"}]
    unlisted = {path.with_suffix("") for path in pages} - listed - {DOCS / "index"}
    assert not unlisted


def test_links_follow_the_pages_into_the_site() -> None:
    pages = {Path("a.md"), Path("formats/x.md"), Path("formats.md"), *map(Path, BESIDE)}
    page = Path("formats/x.md")
    assert (
        moved("[t](../../TRUST.md) [a](../a.md#b)", page, pages)
        == "[t](../TRUST.md) [a](../a.md#b)"
    )
    assert moved("[ghz](../../examples/ghz.ctx)", page, pages) == "ghz"
    assert (
        moved("[web](https://example.org/a.md)", page, pages) == "[web](https://example.org/a.md)"
    )
    assert moved("```\n[a](../none)\n```", page, pages) == "```\n[a](../none)\n```"
    assert moved(beside("[f](docs/formats)"), Path("TRUST.md"), pages) == "[f](formats.md)"


@pytest.mark.parametrize(
    ("markup", "remote"),
    [
        ('<script src="https://cdn.example/x.js"></script>', True),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', True),
        ("@import 'x'", True),
        ("url(https://cdn.example/font)", True),
        ('<a href="https://example.org">', False),
        ('<script src="_static/x.js"></script>', False),
        ('<link rel="search" href="search.html">', False),
    ],
)
def test_what_loads_from_elsewhere_is_noticed(markup: str, remote: bool) -> None:
    assert bool(LOADED.search(markup)) == remote


def test_statuses_and_verdicts_are_explained() -> None:
    statuses = (DOCS / "reference" / "exit_codes.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| (\d+) \|", statuses, re.M)) == {"0", "1", "2", "130", "141"}
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    wanted = (
        "context",
        "observable",
        "stabilizer",
        "nullifier",
        "token",
        "latent",
        "cut",
        "R1, R2, R3",
    )
    terms = [term for line in re.findall(r"^(.+)\n: ", glossary, re.M) for term in line.split("; ")]
    assert len(terms) == len(set(terms)) > 40
    assert not [word for word in wanted if not any(word in term for term in terms)]


def test_every_claim_has_a_page_with_its_argument() -> None:
    text = (DOCS / "derivations.md").read_text(encoding="utf-8").split("## Which page")[1]
    patterns = re.findall(r"`([a-z0-9*-]+)`", text)
    names = [claim.identifier for claim in all_claims()]
    lost = [name for name in names if not any(fnmatch(name, each) for each in patterns)]
    assert not lost
    idle = [each for each in patterns if not any(fnmatch(name, each) for name in names)]
    assert not idle


def test_every_claim_is_on_the_page_with_its_printed_verdict() -> None:
    printed = (DOCS / "claims.md").read_text(encoding="utf-8")
    page = claims_page(printed)
    verdicts = dict(re.findall(r"^`([a-z0-9-]+)` \*\*(.+)\*\*$", page, re.M))
    assert list(verdicts) == [claim.identifier for claim in all_claims()]
    said = re.search(r"of \d+ claims: (.+?);", printed)
    assert said is not None
    for count, word in re.findall(r"(\d+) ([a-z ]+)", said[1]):
        assert sum(verdict == word for verdict in verdicts.values()) <= int(count)
    unknown = claims_page(re.sub(r"(?m)^ hsmt-r1-all .*$", "", printed))
    assert "`hsmt-r1-all` **not in the printed run**" in unknown
    assert f"`hsmt-r1-all` **{verdicts['hsmt-r1-all']}**" in page
    assert r"exactly $\binom{n}{k}$ bits" in page
    assert page.count("$") % 2 == 0
    assert not re.search(r"(?<!\\)[<>]", re.sub(r"(?m)^> |\$.*?\$|`.*?`", "", page))
