"""Kernel and second opinions on graphs of exclusive events: the corpus, our certificates."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from contextuality.errors import InputError
from contextuality.library import get
from contextuality.library.models import model
from contextuality.search.exclusivity import ExclusivityGraph
from contextuality.search.fraction import noncontextual_fraction
from contextuality.search.graph_evidence import graph_evidence
from proofs.certificates import graph_numbers
from proofs.certificates.document import Document
from proofs.certificates.graph_numbers import (
    edge_graph,
    events_document,
    numbers_document,
    odd_cycle_document,
    subject_document,
)
from proofs.claims.fraction import build
from proofs.independent import second_opinions
from proofs.kernel import check_file, exclusivity
from tests.cross.judged import judged

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
FILES = sorted(CORPUS.glob("*/exclusivity-*.json"))


def agreed(document: Document, folder: Path) -> list[str]:
    """Demand that kernel and replay accept; return what the others say."""
    (path,) = document.write(folder / f"{document.name}.json")
    assert check_file(path), check_file(path).reason()
    said = second_opinions(path)
    assert said[0].verdict == "valid", said[0]
    return [opinion.verdict for opinion in said[1:]]


def test_there_is_a_corpus() -> None:
    assert len(FILES) > 140


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_second_opinions_on_the_corpus(path: Path) -> None:
    kernel, said = judged(path)
    if not said:
        return
    assert said[0].verdict == {"incomplete": "invalid"}.get(kernel, kernel)
    if kernel == "valid":
        assert [opinion.verdict for opinion in said[1:]] == ["valid", "valid"]


@pytest.mark.parametrize("seed", range(12))
def test_random_graphs(seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 11))
    edges = [pair for pair in combinations(range(size), 2) if rng.random() < 0.45]
    weights = rng.integers(1, 6, size).tolist()
    graph = ExclusivityGraph.from_edges(size, edges, weights)
    document = numbers_document("random", graph, edge_graph(graph), graph_evidence(graph))
    assert agreed(document, tmp_path) == ["valid", "valid"]


@pytest.mark.parametrize("name", ["cabello-18", "yu-oh-13", "kernaghan-20", "lisonek-21"])
def test_vector_sets(name: str, tmp_path: Path) -> None:
    document, found = subject_document(get(name))
    assert agreed(document, tmp_path) == ["valid", "valid"]
    assert document.statement["independence"] == list(found.independence)


@pytest.mark.parametrize("name", ["pr-box", "ghz"])
def test_inequalities(name: str, tmp_path: Path) -> None:
    subject = model(name)
    _, weights = noncontextual_fraction(subject).inequality.as_upper_bound()
    document, found = events_document(subject, weights)
    assert agreed(document, tmp_path) == ["valid", "valid"]
    tsirelson = 2 + math.sqrt(2) if name == "pr-box" else 4
    assert float(found.theta[0]) <= tsirelson <= float(found.theta[1])


def test_a_graph_where_low_rank_methods_stop_at_the_independence_number(tmp_path: Path) -> None:
    """A factorised semidefinite program stays at 9 from any start here; the number is 10."""
    subject = build("square:ccz")
    possible = [[int(p > 0) for p in table] for table in subject.tables]
    document, found = events_document(subject, possible)
    assert found.theta == (10, 10)
    assert agreed(document, tmp_path) == ["valid", "valid"]


@pytest.mark.parametrize(("n", "digits"), [(5, 1), (5, 60), (7, 12), (11, 30)])
def test_odd_cycles_to_any_precision(n: int, digits: int, tmp_path: Path) -> None:
    document = odd_cycle_document(n, digits)
    assert agreed(document, tmp_path) == ["valid", "valid"]
    low, high = (Fraction(*bound) for bound in document.statement["theta"])
    assert 0 < high - low < Fraction(n, 10**digits)
    if n == 5:
        assert low**2 < 5 < high**2


@pytest.mark.parametrize(("n", "digits"), [(3, 5), (6, 5), (33, 5), (5, 0), (5, 201)])
def test_cycles_out_of_range(n: int, digits: int) -> None:
    with pytest.raises(InputError, match="an odd n from 5 to 31"):
        odd_cycle_document(n, digits)


def test_searches_that_cost_too_much_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the bound of the Lovasz number, or of the cliques, stands for the missing one."""
    monkeypatch.setattr(exclusivity, "MAX_VISITS", 3)
    peres, found = subject_document(get("peres-24"))
    assert found.independence == (5, 5)
    assert peres.statement["independence"] == [5, 6]
    assert peres.certificate["above"] == "theta"
    assert peres.certificate["packing"] is None
    assert peres.check()


def test_names_of_files() -> None:
    graph = ExclusivityGraph.from_edges(2, [(0, 1)])
    document = numbers_document("A / B", graph, edge_graph(graph), graph_evidence(graph))
    assert document.name == "graph-numbers-a-b"
    assert graph_numbers.MAX_DIGITS == 200
