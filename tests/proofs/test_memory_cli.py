"""`khrnn memory hsmt`, the table it feeds, and the documents behind it."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from contextuality.errors import InputError
from contextuality.hypergraph import Hypergraph
from contextuality.search.families import (
    best_family,
    class_sizes,
    complete_cone,
    family_shares,
    field_family,
    search_family,
    span_weights,
)
from contextuality.search.sharing import (
    DualMatrix,
    GramParts,
    decide_sharing,
    overlap_matrix,
    positive_semidefinite,
)
from proofs.bounds import memory_table
from proofs.certificates.support_states import support_states, whole_document
from proofs.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    *("n", "k", "paper_bound_bits", "value_assignment_bits", "faithful_bits"),
    *("support_states_lower", "support_states_upper"),
}


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["memory", "hsmt", *words])


@pytest.mark.parametrize(("n", "k"), [(3, 1), (3, 2), (4, 3), (5, 4), (6, 5), (5, 5)])
def test_json(n: int, k: int) -> None:
    result = run(str(n), str(k), "--json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert set(data) >= KEYS
    edges = math.comb(n, k)
    assert data["paper_bound_bits"] == edges - 1
    assert data["value_assignment_bits"] == data["faithful_bits"] == edges
    assert 1 <= data["support_states_lower"] <= data["support_states_upper"] <= 1 << edges
    assert data["support_measurements"] == "group"
    assert all(entry["verdict"] == "valid" for entry in data["certificates"])
    below = data["support_states_upper"] < 1 << data["paper_bound_bits"]
    assert (data["finding"] is not None) == below


def test_the_sentence_and_the_bundle(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    result = run("4", "3", "-o", str(folder))
    assert result.exit_code == 0
    assert "2 bits suffice: 1 below the figure 3" in result.stdout
    assert "not about the paper" in result.stdout
    checked = CliRunner().invoke(app, ["check", str(folder)])
    assert checked.exit_code == 0
    assert "3 valid" in checked.stdout
    before = sorted(path.read_bytes() for path in folder.iterdir())
    again = run("4", "3", "-o", str(folder))
    assert again.exit_code == 2
    assert "or --force to replace its bundle, found an earlier bundle" in again.stderr
    assert sorted(path.read_bytes() for path in folder.iterdir()) == before
    assert run("5", "4", "-o", str(folder), "--force").exit_code == 0
    assert sorted(path.read_bytes() for path in folder.iterdir()) != before
    assert run("4", "3", "--force").exit_code == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("0", "1"), "n: expected an integer from 1 to 1000000, found 0"),
        (("3", "4"), "k: expected an integer from 1 to n = 3, found 4"),
        (("3", "0"), "k: expected an integer from 1 to n = 3, found 0"),
        (
            ("40", "3"),
            "n, k: expected binom(n,k) at most 4000 (khrnn bound takes more), found 9880",
        ),
    ],
)
def test_bad_sizes(words: tuple[str, str], message: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr == f"khrnn: error: {message}\n"


def test_nothing_to_certify(tmp_path: Path) -> None:
    assert run("3", "1", "-o", str(tmp_path / "x")).exit_code == 2
    assert not (tmp_path / "x").exists()


def test_the_page_has_the_table_of_the_code() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "memory_tables.py"), "--check"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "as generated\n"), done.stderr


def test_sizes_that_no_document_covers() -> None:
    with pytest.raises(InputError, match="classes of one point"):
        whole_document(6, 5)
    assert support_states(20, 3).documents == ()


# ---- families and the semidefinite program -----------------------------------------------


def test_overlaps_of_field_families_by_counting_zeros() -> None:
    """Dimension and least overlap against brute force over the whole span."""
    family = field_family(3, 3, 2)
    weights = span_weights(family)
    assert sum(weights.values()) == 2**12 - 1
    overlaps = [1 - 2 * weight / 2**9 for weight in weights]
    assert min(overlaps) >= 0
    assert max(overlaps) <= 0.5
    assert all(edge.bit_count() == 3 for h in family for edge in h.edges)


@pytest.mark.parametrize("arguments", [(7, 3, 2), (2, 0, 1), (2, 3, 3), (2, 3, 0)])
def test_field_families_out_of_range(arguments: tuple[int, int, int]) -> None:
    with pytest.raises(InputError, match="field family"):
        field_family(*arguments)


def test_bad_families() -> None:
    with pytest.raises(InputError, match="same vertices"):
        class_sizes([])
    with pytest.raises(InputError, match="cone"):
        complete_cone(4, 3, 3, 5)
    with pytest.raises(InputError, match="dimension"):
        search_family(4, 3, 5, np.random.default_rng(0))
    with pytest.raises(InputError, match="k"):
        best_family(3, 4)


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_criterion_against_phases(data: st.DataObject) -> None:
    """A family shares iff no phases close the polygon of the roots of its classes."""
    n = data.draw(st.integers(2, 4))
    edges = [e for e in range(1, 1 << n) if e.bit_count() >= 2]
    basis = []
    for _ in range(data.draw(st.integers(1, 3))):
        chosen = data.draw(st.sets(st.sampled_from(edges), min_size=1))
        basis.append(Hypergraph(n, frozenset(chosen)))
    roots = sorted(math.sqrt(size) for size in class_sizes(basis).values())
    gap = roots[-1] - sum(roots[:-1])
    if abs(gap) > 1e-9:
        assert family_shares(basis) == (gap > 0)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 255), min_size=2, max_size=5, unique=True))
def test_both_sides_of_the_program_are_exact(tables: list[int]) -> None:
    gram = overlap_matrix(tables, 3)
    found = decide_sharing(gram)
    size = len(tables)
    if isinstance(found, DualMatrix):
        product = sum(found.matrix[i][j] * gram[i][j] for i in range(size) for j in range(size))
        assert product > 0
        for unit in range(size):
            slack = [[-x for x in row] for row in found.matrix]
            slack[unit][unit] += found.denominator
            assert (
                np.linalg.eigvalsh(np.array(slack, dtype=float)).min() > -1e-6 * found.denominator
            )
    elif isinstance(found, GramParts):
        for i in range(size):
            assert not any(found.matrices[i][i])
            for j in range(size):
                total = sum(part[i][j] for part in found.matrices)
                assert total == found.denominator * gram[i][j]
        assert all(positive_semidefinite(part) for part in found.matrices)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=3, max_size=3))
def test_semidefinite_against_eigenvalues(rows: list[list[int]]) -> None:
    matrix = np.array(rows) + np.array(rows).T
    least = np.linalg.eigvalsh(matrix.astype(float)).min()
    if abs(least) > 1e-9:
        assert positive_semidefinite(matrix.tolist()) == (least > 0)
    square = np.array(rows) @ np.array(rows).T
    assert positive_semidefinite(square.tolist())


@pytest.mark.parametrize("gram", [[[1]], [[1, 2]], [[2, 1], [0, 2]]])
def test_bad_overlaps(gram: list[list[int]]) -> None:
    with pytest.raises(InputError):
        decide_sharing(gram)


def test_the_formula_for_any_size_is_a_family() -> None:
    """`khrnn bound` has a formula; the families reach it, or better, wherever they are built."""
    for n in range(3, 10):
        for k in range(3, n + 1):
            (bound,) = memory_table(n, k, ("support",)).readings
            assert bound.bits >= math.comb(n, k) - len(best_family(n, k))
            if (n, k) not in {(9, 7)}:  # a cone over fours of six is larger there
                assert bound.bits == math.comb(n, k) - len(best_family(n, k))
