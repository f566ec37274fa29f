"""Kernel and second opinions on shared memory states: the corpus, and small sets of states."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

from contextuality.hypergraph import all_uniform
from contextuality.search.families import best_family, class_sizes, family_shares
from contextuality.search.sharing import GramParts, decide_sharing, overlap_matrix
from proofs.certificates.support_states import sharing_document, support_states
from proofs.independent import second_opinions
from tests.cross.judged import judged

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
PREFIXES = ("sharing-", "parts-", "linear-family-", "small-overlaps-", "excluded-subsets-")
FILES = sorted(p for p in CORPUS.glob("*/*.json") if p.name.startswith(PREFIXES))
# Proofs that the kernel refuses for what they would cost; the other checker has no such limits.
COSTLY = {
    "excluded-subsets-images",
    "excluded-subsets-moved-edges",
    "excluded-subsets-tree-on-nine-vertices",
}


def test_there_is_a_corpus() -> None:
    assert len(FILES) > 60


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_second_opinions_on_the_corpus(path: Path) -> None:
    kernel, said = judged(path)
    if not said:
        return
    if path.stem in COSTLY:
        assert (kernel, said[0].verdict) == ("malformed", "valid")
        return
    assert said[0].verdict == {"incomplete": "invalid"}.get(kernel, kernel)
    if kernel == "valid":
        assert {opinion.verdict for opinion in said[1:]} <= {"valid", "not applicable"}


def test_all_triples_and_quadruples_of_graphs() -> None:
    """k = 2: any three graphs are excluded, by the theorem; any two that overlap share."""
    graphs = list(all_uniform(3, 2))
    for size in (2, 3):
        for states in combinations(graphs, size):
            overlaps = [a.overlap(b) for a, b in combinations(states, 2)]
            document = sharing_document(states, 2)
            if document is None:
                continue  # on the border, where rounding decides nothing
            shares = size == 2 and 0 not in overlaps
            assert document.statement["kind"] == ("sharing" if shares else "exclusion-by-any")
            assert document.check()


def test_linear_families_by_both_criteria() -> None:
    """The roots of the classes and the semidefinite program agree, away from the border."""
    for n, k in ((3, 2), (3, 3), (4, 3)):
        for basis in combinations([h for h in all_uniform(n, k) if h.edges], 2):
            if basis[0] == basis[1]:
                continue
            members = [frozenset[int](), *(b.edges for b in basis), basis[0].edges ^ basis[1].edges]
            tables = [type(basis[0])(n, m).polynomial.truth_table() for m in members]
            found = decide_sharing(overlap_matrix(tables, n))
            if found is not None:
                assert family_shares(basis) == (not isinstance(found, GramParts)), basis


@pytest.mark.parametrize(
    ("n", "k", "figures"),
    [
        (3, 2, (4, 4, 4)),
        (4, 2, (32, 32, 32)),
        (3, 3, (1, 1, 1)),
        (4, 3, (3, 4, 4)),
        (4, 4, (1, 1, 1)),
        (5, 4, (1, 2, 2)),
        (5, 3, (4, 8, 256)),
        (6, 5, (1, 1, 1)),
    ],
)
def test_the_figures_and_their_certificates(
    tmp_path: Path, n: int, k: int, figures: tuple[int, int, int]
) -> None:
    lower, lower_any, upper = figures
    found = support_states(n, k)
    assert (found.lower, found.lower_any, found.upper) == (lower, lower_any, upper)
    assert found.lower <= found.lower_any <= found.upper
    claimed = set()
    for document in found.documents:
        assert document.check()
        claimed.add((document.statement["kind"], document.statement.get("states")))
        (path,) = document.write(tmp_path / f"{document.name}.json")
        if k > 2 and (n < 5 or len(document.text()) < 10_000):
            assert second_opinions(path)[0].verdict == "valid"
        assert json.loads(path.read_text())["schema"]
    if k > 2:
        assert ("support-states-upper", upper) in claimed
        assert lower == 1 or ("support-states-lower", lower) in claimed
        assert lower_any == 1 or ("support-states-lower", lower_any) in claimed


def test_the_roots_of_the_best_families() -> None:
    for n in range(3, 10):
        for k in range(2, n + 1):
            family = best_family(n, k)
            assert family_shares(family)
            assert sum(class_sizes(family).values()) == 1 << n
            assert len({frozenset(h.edges) for h in family}) == len(family)
            assert len(family) >= min(k - 1, n - k + 1)
