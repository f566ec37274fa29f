"""The kernel on empirical models: what it derives, what it rejects, and how large things may be.

Most rejections are in the corpus (cases_fraction); here are the limits, random models and the
elimination by itself.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from proofs.kernel import Malformed, check, empirical
from proofs.kernel import fraction as kernel_fraction
from proofs.kernel.empirical import least_sum, positions, strides_of

Object = dict[str, Any]
Ask = Callable[[Callable[[], object]], tuple[str, ...]]

TRIANGLE: Object = {
    "kind": "noncontextual-fraction", "outcomes": 2,
    "contexts": [["A", "B"], ["B", "C"], ["C", "A"]],
    "denominator": 12, "tables": [[2, 5, 5, 0]] * 3, "lower": [1, 2], "upper": [1, 2],
}  # fmt: skip
PROOF: Object = {
    "kind": "fraction", "denominator": 6,
    "distribution": [[1, [1, 0, 0]], [1, [0, 1, 0]], [1, [0, 0, 1]]],
    "scale": 1, "inequality": [[c, [k, k], 1] for c in range(3) for k in range(2)],
    "order": [0, 1, 2],
}  # fmt: skip


def coins(count: int, base: int = 2) -> Object:
    """Observables that are uniform and independent, each a context of its own."""
    return {
        "kind": "strongly-contextual", "outcomes": base,
        "contexts": [[f"A{i}"] for i in range(count)],
        "denominator": base, "tables": [[1] * base] * count,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_least_sum_against_listing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base, variables = int(rng.integers(2, 4)), 5
    costs = []
    for k in range(6):
        scope = tuple(rng.choice(variables, 1 + k % 3, replace=False).tolist())
        costs.append((scope, rng.integers(0, 10, base ** len(scope)).tolist()))
    order = rng.permutation(variables).tolist()

    def cost(g: tuple[int, ...]) -> int:
        total = 0
        for scope, values in costs:
            at = 0
            for v in scope:
                at = at * base + g[v]
            total += values[at]
        return total

    assert least_sum(costs, order, base) == min(map(cost, product(range(base), repeat=variables)))


def test_least_sum_without_costs() -> None:
    assert least_sum([], (0, 1), 2) == 0


def test_positions() -> None:
    assert positions((3, 1), strides_of((1, 3), 3), 3) == [0, 3, 6, 1, 4, 7, 2, 5, 8]
    assert positions((), {}, 2) == [0]


def test_too_many_additions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(empirical, "MAX_ADDITIONS", 31)
    verdict = check(TRIANGLE, PROOF)
    assert verdict.status == "valid"
    monkeypatch.setattr(empirical, "MAX_ADDITIONS", 25)
    verdict = check(TRIANGLE, PROOF)
    assert verdict.status == "invalid"
    assert verdict.reason() == "order: elimination: expected at most 25 additions, found more"


def test_a_bad_order_of_many_observables_is_cut_off() -> None:
    """A star: with the centre first, the table would have 2^256 entries."""
    count = 255
    star = {
        "kind": "strongly-contextual", "outcomes": 2,
        "contexts": [["C", f"A{i}"] for i in range(count)],
        "denominator": 4, "tables": [[1, 1, 1, 1]] * count,
    }  # fmt: skip
    bad = check(star, {"kind": "elimination", "order": list(range(count + 1))})
    assert "at most 4194304 additions" in bad.reason()
    good = check(star, {"kind": "elimination", "order": list(range(count, -1, -1))})
    assert "found an assignment without one" in good.reason()


def test_limits(malformed: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    order: Object = {"kind": "elimination", "order": list(range(257))}
    where, expected, _ = malformed(lambda: check(coins(257), order))
    assert where == "statement.contexts[256]"
    assert "256 observables" in expected
    many = coins(513)
    assert malformed(lambda: check(many, order))[1] == "a list of 1 to 512 items"
    # A context of 18 bits is the largest; two of them are too many.
    wide = coins(1)
    wide["contexts"] = [[f"A{i}" for i in range(18)], ["B"]]
    assert malformed(lambda: check(wide, order))[0] == "statement.contexts[1]"
    monkeypatch.setattr(empirical, "MAX_COMPARED", 23)
    where, expected, _ = malformed(lambda: check(TRIANGLE, PROOF))
    assert (where, expected) == (
        "statement.contexts", "at most 23 entries of overlapping contexts"
    )  # fmt: skip
    monkeypatch.setattr(empirical, "MAX_COMPARED", 24)
    assert check(TRIANGLE, PROOF)
    monkeypatch.setattr(kernel_fraction, "MAX_MEETINGS", 9)
    assert check(TRIANGLE, PROOF)
    monkeypatch.setattr(kernel_fraction, "MAX_MEETINGS", 8)
    where, expected, _ = malformed(lambda: check(TRIANGLE, PROOF))
    assert (where, expected) == (
        "certificate.distribution", "at most 8 pairs of a weight and a context"
    )  # fmt: skip


def test_disturbance_is_malformed(malformed: Ask) -> None:
    loud = copy.deepcopy(TRIANGLE) | {"tables": [[2, 5, 5, 0], [2, 5, 5, 0], [4, 4, 4, 0]]}
    assert malformed(lambda: check(loud, PROOF))[0] == "statement.tables[2]"


def test_disturbance_in_pairs_of_observables(malformed: Ask) -> None:
    """Marginals of single observables agree, those of the shared pair do not."""
    even = [1, 0, 0, 1, 1, 0, 0, 1]  # of C, A, B: A = B
    odd = [0, 1, 1, 0, 0, 1, 1, 0]  # of D, A, B: A and B differ
    both = {
        "kind": "strongly-contextual", "outcomes": 2,
        "contexts": [["C", "A", "B"], ["D", "A", "B"]], "denominator": 4, "tables": [even, odd],
    }  # fmt: skip
    order: Object = {"kind": "elimination", "order": [0, 1, 2, 3]}
    assert malformed(lambda: check(both, order))[0] == "statement.tables[1]"


def test_descriptions() -> None:
    assert check(TRIANGLE, PROOF).statement == (
        "the noncontextual fraction of the empirical model of 3 observables with 2 outcomes in 3 "
        "contexts is 1/2"
    )
    interval = TRIANGLE | {"lower": [0, 1], "upper": [10**90, 10**90 + 1]}
    verdict = check(interval, PROOF)
    assert verdict
    assert "from 0/1 to (an integer of 299 bits)/(an integer of 299 bits)" in verdict.statement
    event: Object = TRIANGLE | {"kind": "logically-contextual", "context": 1, "event": [0, 1]}
    del event["lower"], event["upper"]
    verdict = check(event, {"kind": "elimination", "order": [0, 1, 2]})
    assert verdict.statement.startswith("event 1 of context 1, of probability 5/12, extends to no")
    assert verdict.status == "invalid"


def test_large_numbers_in_rejections() -> None:
    big = 10**300
    heavy = PROOF | {"distribution": [[big, [1, 0, 0]]], "denominator": 10 * big}
    assert "found (an integer of 997 bits)" in check(TRIANGLE, heavy).reason()
    scaled = PROOF | {"scale": big, "inequality": [[c, s, big] for c, s, _ in PROOF["inequality"]]}
    assert check(TRIANGLE, scaled)
    tight = TRIANGLE | {"upper": [1, 2 * 10**90]}
    lowered = tight | {"lower": [0, 1]}
    assert check(lowered, scaled).status == "incomplete"


@pytest.mark.parametrize("seed", range(20))
def test_no_bound_beyond_the_truth_is_accepted(seed: int, truth: ModuleType) -> None:
    """Random certificates: whatever is accepted is true."""
    rng = np.random.default_rng(seed)
    proof = copy.deepcopy(PROOF)
    for row in proof["inequality"]:
        row[2] = int(rng.integers(1, 4))
    proof["inequality"] = [row for row in proof["inequality"] if rng.random() < 0.9]
    proof["scale"] = int(rng.integers(1, 4))
    for row in proof["distribution"]:
        row[0] = int(rng.integers(1, 4))
        row[1] = rng.integers(0, 2, 3).tolist()
    statement = TRIANGLE | {
        "lower": [int(rng.integers(0, 8)), 12], "upper": [int(rng.integers(4, 13)), 12]
    }  # fmt: skip
    try:
        verdict = check(statement, proof)
    except Malformed:
        return
    if verdict:
        assert truth.decide(statement)


def test_the_truth_decider_knows_both_answers(truth: ModuleType) -> None:
    assert truth.decide(TRIANGLE)
    assert not truth.decide(TRIANGLE | {"upper": [5, 12]})
    assert not truth.decide(TRIANGLE | {"lower": [7, 12], "upper": [1, 1]})
    assert not truth.decide(coins(3))
    with pytest.raises(ValueError, match="tables"):
        truth.decide(TRIANGLE | {"tables": [[2, 5, 5, 0], [2, 5, 5, 0], [4, 4, 4, 0]]})


PAGE = Path(__file__).resolve().parents[3] / "docs" / "formats" / "fraction.md"


def test_the_examples_of_the_page() -> None:
    blocks = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    documents = [json.loads(block) for block in blocks]
    assert len(documents) == 2
    assert all(check(d["statement"], d["certificate"]).status == "valid" for d in documents)
