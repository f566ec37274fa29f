"""Second opinions on the growth of binomials."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from proofs.independent.growth import _holds, opinions

TEXT = {
    "polynomial": "binom(n,k)*k^k >= n^k",
    "central": "binom(n,floor(n/2))*(n+1) >= 2^n",
}


def statement(family: str, n: int | str = "all", k: int | str = "all") -> dict[str, Any]:
    return {
        "kind": "binomial-growth",
        "family": family,
        "n": n,
        "k": k,
        "inequality": TEXT[family],
    }


@pytest.mark.parametrize(
    ("family", "summands", "expected"),
    [
        ("polynomial", [["i", "n-k"]], "valid"),
        ("polynomial", [["n-k", "i"]], "valid"),
        ("polynomial", [["i", "n"]], "invalid"),
        ("polynomial", [["i", "n-k"], ["i"]], "invalid"),
        ("polynomial", [["1"]], "invalid"),
        ("central", [["n-2*i-2"], ["1"]], "valid"),
        ("central", [["n-2*i-2"]], "invalid"),
        ("central", [["n-k"]], "invalid"),
    ],
)
def test_termwise_identities(family: str, summands: list[list[str]], expected: str) -> None:
    said = opinions(statement(family), {"kind": "termwise", "summands": summands}, 60)
    assert [opinion.verdict for opinion in said] == [expected, "valid"]
    assert "not a proof" in said[1].detail


@settings(deadline=None)
@given(st.integers(2, 300), st.data())
def test_given_sizes(n: int, data: st.DataObject) -> None:
    for family in TEXT:
        k = n // 2 if family == "central" else data.draw(st.integers(1, n))
        said = opinions(statement(family, n, k), {"kind": "evaluate"}, 60)
        assert [opinion.verdict for opinion in said] == ["valid", "valid"]


def test_the_inequalities_are_tight_where_they_should_be() -> None:
    assert not _holds("central", 4, 0)
    assert all(math.comb(n, n) * n**n == n**n for n in range(2, 9))


def test_all_sizes_cannot_be_evaluated() -> None:
    said = opinions(statement("polynomial"), {"kind": "evaluate"}, 60)
    assert said[0].verdict == "invalid"


@pytest.mark.parametrize(
    ("n", "k"), [(1, 1), (10001, 1), (5, 0), (5, 6), ("all", 3), (5, "all"), (True, 1)]
)
def test_sizes_outside_the_grammar(n: int | str, k: int | str) -> None:
    with pytest.raises(InputError):
        opinions(statement("polynomial", n, k), {"kind": "evaluate"}, 60)


def test_statements_and_certificates_outside_the_grammar() -> None:
    good = statement("central")
    for stated in (
        {**good, "inequality": TEXT["polynomial"]},
        {**good, "family": "else"},
        {**statement("central", 9, 3)},
    ):
        with pytest.raises(InputError):
            opinions(stated, {"kind": "termwise", "summands": [["1"]]}, 60)
    for summands in ([], [[]], [["x"]], [["1"] * 5], [["1"]] * 9, "1"):
        with pytest.raises(InputError):
            opinions(good, {"kind": "termwise", "summands": summands}, 60)
