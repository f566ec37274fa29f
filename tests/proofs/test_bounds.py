"""Memory figures: exact integers, stated hypotheses, agreement with brute force at small sizes."""

from __future__ import annotations

import json
import math
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.hypergraph import all_uniform
from khrnn.classical.memory import best_partition
from proofs.bounds import READINGS, binomial, memory_table
from proofs.claims import all_claims
from proofs.cli.digits import digits, json_with_long_integers


@given(st.integers(1, 60), st.data())
def test_figures_are_the_binomials_of_the_readings(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, n))
    table = memory_table(n, k)
    edges = math.comb(n, k)
    assert table.paper_bound_bits == edges - 1
    assert (table.latent_qubits, table.ancilla_qubits) == (n, 1)
    bits = {bound.reading: bound.bits for bound in table.readings}
    assert bits["value-assignment"] == bits["faithful"] == edges
    spared = min(k - 1, n - k + 1)
    if n > k >= 4:
        spared = 4 if k == 4 else k + 1
    assert bits["support"] == edges - spared
    assert all(bound.holds_for and bound.evidence for bound in table.readings)


def test_support_reading_says_where_it_is_only_an_upper_bound() -> None:
    relations = {k: memory_table(6, k, ("support",)).readings[0].relation for k in range(1, 7)}
    assert relations == {1: "=", 2: "=", 3: "<=", 4: "<=", 5: "=", 6: "="}


def test_support_reading_says_what_is_proved_and_what_only_argued() -> None:
    evidence = {
        (n, k): memory_table(n, k, ("support",)).readings[0].evidence
        for n, k in ((5, 3), (6, 3), (4, 4), (6, 4), (6, 5))
    }
    in_rocq = {size for size, words in evidence.items() if words.startswith("proved for all")}
    assert in_rocq == {(5, 3), (6, 3), (4, 4)}
    assert all(evidence[size].startswith("argued") for size in ((6, 4), (6, 5)))
    assert "khrnn memory hsmt 6 3" in evidence[6, 3]
    theorems = Path(__file__).parents[2] / "docs" / "theorems.md"
    assert "### r3_upper_bound\n" in theorems.read_text(encoding="utf-8")
    bound = memory_table(6, 5, ("support",)).readings[0]
    assert (bound.bits, bound.relation) == (0, "=")
    assert "one memory state" in bound.holds_for


def test_huge_sizes_are_exact() -> None:
    table = memory_table(2000, 1000)
    assert table.paper_bound_bits == math.comb(2000, 1000) - 1


def test_evidence_names_claims_that_exist() -> None:
    known = {claim.identifier for claim in all_claims()}
    for n, k in ((5, 1), (5, 2), (5, 3)):
        for bound in memory_table(n, k).readings:
            words = bound.evidence.replace(",", " ").replace(";", " ").split()
            named = {word for word in words if word.startswith("hsmt-")}
            assert named <= known


@pytest.mark.parametrize(("n", "k"), [(2, 2), (3, 2), (3, 3), (4, 3), (3, 1)])
def test_faithful_figure_against_the_exact_optimum(n: int, k: int) -> None:
    import numpy as np

    bits = memory_table(n, k, ("faithful",)).readings[0].bits
    rng = np.random.default_rng(5)
    assert best_partition(n, k, bits, rng).error == 0
    assert best_partition(n, k, bits - 1, rng).error >= Fraction(1, 2**k)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_support_figure_for_k_1_by_orthogonality(n: int) -> None:
    states = list(all_uniform(n, 1))
    assert all(a.overlap(b) == 0 for a in states for b in states if a != b)
    assert 2 ** memory_table(n, 1, ("support",)).readings[0].bits == len(states)


@pytest.mark.parametrize(
    ("n", "k", "place"), [(0, 1, "n"), (-3, 1, "n"), (3, 4, "k"), (3, 0, "k"), (10**7, 2, "n")]
)
def test_sizes_out_of_range_are_refused(n: int, k: int, place: str) -> None:
    with pytest.raises(InputError, match=f"^{place}: expected an integer from 1") as caught:
        memory_table(n, k)
    assert "found" in str(caught.value)


def test_unknown_reading_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="value-assignment, faithful, support"):
        memory_table(3, 2, ("loyal",))  # type: ignore[arg-type]
    assert len(READINGS) == 3


# ---- large figures -----------------------------------------------------------------------


@given(st.integers(0, 6000), st.data())
def test_binomials_by_primes(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    assert binomial(n, k) == math.comb(n, k)


@given(st.integers(-(10**7000), 10**7000))
@settings(max_examples=25)
def test_digits_of_long_integers(value: int) -> None:
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        assert digits(value) == str(value)
        assert json.loads(json_with_long_integers({"a": [value, value + 1, "\ue0000"]})) == {
            "a": [value, value + 1, "\ue0000"]
        }
    finally:
        sys.set_int_max_str_digits(limit)


def test_the_largest_figure_is_quick() -> None:
    started = time.process_time()
    text = digits(binomial(10**6, 5 * 10**5))
    assert (len(text), text[:8], text[-8:]) == (301027, "78995787", "09350784")
    assert time.process_time() - started < 10  # 18 s before
