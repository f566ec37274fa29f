"""Largest spaces of hypergraphs of small bias: upper bounds by weights, lower ones by spaces."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from contextuality.errors import InputError
from proofs.certificates.small_bias import small_bias_document
from proofs.certificates.support_states import support_states
from proofs.independent import second_opinions
from proofs.kernel import check


@pytest.mark.parametrize(
    ("n", "k", "dimension"),
    [(1, 1, 1), (3, 3, 0), (4, 3, 1), (5, 3, 4), (5, 4, 0), (6, 5, 0), (4, 2, 6), (5, 2, 10)],
)
def test_bounds(tmp_path: Path, n: int, k: int, dimension: int) -> None:
    document = small_bias_document(n, k)
    assert document.statement["dimension"] == dimension
    assert document.check().status == "valid"
    if dimension:
        smaller = document.statement | {"dimension": dimension - 1}
        verdict = check(smaller, document.certificate)
        assert (verdict.status, verdict.rule) == ("invalid", "figure")
    path = tmp_path / "c.json"
    document.write(path)
    verdicts = [opinion.verdict for opinion in second_opinions(path)]
    assert verdicts[0] == "valid"
    assert verdicts[1] in {"valid", "not applicable"}


def test_the_bound_for_five_vertices_is_met() -> None:
    """A space of dimension 4 is on record; its certificate gives half its size in states."""
    document = next(d for d in support_states(5, 3).documents if "any" in d.name)
    assert document.certificate["kind"] == "small-overlaps"
    assert len(document.certificate["basis"]) == small_bias_document(5, 3).statement["dimension"]
    assert document.check().status == "valid"


def test_random_spaces_stay_below() -> None:
    """Spaces grown greedily at random, overlaps counted point by point."""
    rng = np.random.default_rng(3)
    edges = list(combinations(range(5), 3))
    points = [{v for v in range(5) if z >> v & 1} for z in range(32)]
    table = np.array([[set(e) <= p for p in points] for e in edges])
    chosen = np.arange(1024)[:, None] >> np.arange(10) & 1
    sums = (1 - 2 * (chosen @ table.astype(int) % 2)).sum(axis=1)
    allowed = np.abs(sums) <= 16
    reached = set()
    for _ in range(40):
        space = np.array([0])
        for d in rng.permutation(1023) + 1:
            if d not in space and allowed[space ^ d].all():
                space = np.concatenate([space, space ^ d])
        reached.add(len(space))
    assert max(reached) <= 16


@pytest.mark.parametrize(
    ("n", "k", "message"),
    [
        (3, 4, "k: expected an integer from 1 to n = 3, found 4"),
        (3, 0, "k: expected an integer from 1 to n = 3, found 0"),
        (0, 0, "n: expected an integer from 1 to 8, found 0"),
        (9, 1, "n: expected an integer from 1 to 8, found 9"),
        (6, 3, "n, k: expected binom(n,k) at most 15, found 20"),
    ],
)
def test_the_argument_that_is_out_of_range_is_named(n: int, k: int, message: str) -> None:
    with pytest.raises(InputError) as refusal:
        small_bias_document(n, k)
    assert str(refusal.value) == message
