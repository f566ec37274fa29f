"""Discrepancies of product functions: true values accepted, all others refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khrnn.generative.kernel import mmd_fraction
from khrnn.generative.observable import even_parity
from proofs.certificates.mmd import parity_document, product_document
from proofs.independent import second_opinions
from proofs.kernel import check

PAIRS = {"kind": "pairs"}
COINS = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(any)


def coin(pair: tuple[int, int]) -> tuple[Fraction, Fraction, Fraction]:
    total = sum(pair)
    return Fraction(1), Fraction(pair[0], total), Fraction(pair[1], total)


def table(terms: list[tuple[Fraction, Fraction, Fraction]], bits: int) -> list[Fraction]:
    return [
        sum(
            (w * f ** (bits - x.bit_count()) * g ** x.bit_count() for w, f, g in terms), Fraction(0)
        )
        for x in range(1 << bits)
    ]


@given(st.lists(COINS, min_size=1, max_size=3), st.lists(COINS, min_size=1, max_size=3))
@settings(deadline=None, max_examples=40)
def test_mixtures_of_coins(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    """The certificate's value is the discrepancy, by another program's sum over strings."""
    model, target = (
        [(Fraction(1, len(coins)), *coin(pair)[1:]) for pair in coins] for coins in (one, other)
    )
    document = product_document("mixtures", model, target)
    if document is None:  # more bases than a statement holds
        return
    assert document.check()
    p = Fraction(2, 7)
    for bits in (1, 2, 3):
        claimed = sum(
            Fraction(*term["weight"])
            * (Fraction(term["site"][0]) * (1 - p) + term["site"][1] * p) ** bits
            / term["scale"] ** bits
            for term in document.statement["value"]
        )
        assert claimed == mmd_fraction(table(model, bits), table(target, bits), p)


@pytest.mark.parametrize("bits", [1, 2, 5])
def test_the_terms_of_the_parity_document_are_even_parity(bits: int) -> None:
    statement = parity_document().statement
    read = [
        (Fraction(*t["weight"]), *(Fraction(s, t["scale"]) for s in t["site"]))
        for t in statement["target"]
    ]
    assert table(read, bits) == even_parity(bits)
    assert "(0 (1-p) + 1 p)^n" in document_line(statement)


def document_line(statement: dict[str, Any]) -> str:
    from proofs.kernel.product_mmd import ProductMmdStatement

    fields = {key: item for key, item in statement.items() if key != "kind"}
    return ProductMmdStatement(**fields).describe()


@pytest.mark.parametrize("list_name", ["model", "target", "value"])
@pytest.mark.parametrize(("key", "place"), [("weight", 0), ("site", 0), ("site", 1)])
def test_every_number_matters(list_name: str, key: str, place: int) -> None:
    statement = parity_document().statement
    for index in range(len(statement[list_name])):
        terms = [
            {**t, "weight": [*t["weight"]], "site": [*t["site"]]} for t in statement[list_name]
        ]
        terms[index][key][place] += 3
        verdict = check({**statement, list_name: terms}, PAIRS)
        assert verdict.status == "invalid"


def test_statements_that_hold_for_few_n_only() -> None:
    """Half of (2p)^n instead of p^n: right for n = 1 and for no other n."""
    statement = parity_document().statement
    value = [{"weight": [1, 2], "site": [0, 2], "scale": 1}]
    verdict = check({**statement, "value": value}, PAIRS)
    assert verdict.status == "invalid"
    assert "identity" in verdict.reason()


def test_second_opinions(tmp_path: Path) -> None:
    path = tmp_path / "parity.json"
    parity_document().write(path)
    opinions = second_opinions(path)
    assert [one.verdict for one in opinions] == ["valid", "valid"]
    assert {one.about for one in opinions} == {"certificate", "statement"}
