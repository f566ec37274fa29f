"""The pages of docs/papers name claims that exist, with the verdicts that they earn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khrnn.trainability.registry import MODELS
from proofs.claims import all_claims

PAGES = Path(__file__).parent.parent / "docs"
PAPERS = (
    "papers/2402.08606.md",
    "papers/2006.14619.md",
    "derivations/dissipative.md",
    "derivations/generative.md",
)
COVERAGE = ("papers/2005.12458.md", "papers/2305.02881.md")
CLAIMS = {claim.identifier: claim for claim in all_claims()}


def rows(page: str) -> list[list[str]]:
    """Cells of table rows that begin with a claim."""
    text = (PAGES / page).read_text(encoding="utf-8")
    found = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in found]


@pytest.mark.parametrize("page", PAPERS)
def test_rows_name_claims_and_verdicts(page):
    found = rows(page)
    assert found
    for first, *_, verdict in found:
        name = first.strip("`")
        assert name in CLAIMS, name
        assert verdict.split()[0].rstrip(";") == CLAIMS[name].success.name.lower(), name


@pytest.mark.parametrize("page", COVERAGE)
def test_coverage_names_claims_and_their_verdicts(page):
    text = (PAGES / page).read_text(encoding="utf-8")
    assert "\nNot decided here, because:\n\n- *" in text
    table = text.split("|---|---|---|---|\n")[1].split("\n\n")[0].splitlines()
    assert table
    for line in table:
        _said, names, _run, verdicts = (cell.strip() for cell in line[1:-1].split("|"))
        earned = [CLAIMS[name].success.name.lower() for name in re.findall(r"`([^`]+)`", names)]
        assert earned, line
        assert set(verdicts.split("; ")) == set(earned), line


@pytest.mark.parametrize("paper", ["2402.08606", "2006.14619"])
def test_what_is_not_decided_is_listed(paper):
    text = (PAGES / "papers" / f"{paper}.md").read_text(encoding="utf-8")
    assert "\nNot decided here, because:\n\n- *" in text


def test_every_claim_from_a_seed_paper_is_on_a_page():
    text = "".join((PAGES / page).read_text(encoding="utf-8") for page in (*PAPERS, *COVERAGE))
    for name, claim in CLAIMS.items():
        if name.startswith(("qrnn-", "born-", "dissipative-")):
            assert f"`{name}`" in text, (name, claim.source)


@pytest.mark.parametrize("page", [*PAPERS, *COVERAGE])
def test_claims_in_passing_exist(page):
    text = (PAGES / page).read_text(encoding="utf-8")
    prefixes = {name.split("-")[0] for name in CLAIMS}
    for name in re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", text):
        if name.split("-")[0] in prefixes and name not in MODELS:
            assert name in CLAIMS, name


@pytest.mark.parametrize("paper", ["2402.08606", "2006.14619", "2005.12458", "2305.02881"])
def test_index_links_every_page(paper):
    text = (PAGES / "papers" / "README.md").read_text(encoding="utf-8")
    [line] = [line for line in text.splitlines() if line.startswith(f"| arXiv {paper} ")]
    targets = re.findall(r"\]\((.+?)\)", line)
    assert targets[0] == f"{paper}.md"
    assert all((PAGES / "papers" / target).is_file() for target in targets)
