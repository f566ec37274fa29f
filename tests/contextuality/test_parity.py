"""Parity refutations against brute force over assignments and over context sets."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality import library
from contextuality.library.pauli_sets import symplectic_lines
from contextuality.scenario import Scenario
from contextuality.search import parity
from contextuality.search.parity import Contextual, Noncontextual, decide_parity
from contextuality.search.result import Outcome, timed


@st.composite
def scenarios(draw: st.DrawFn, observables: int = 6, contexts: int = 9) -> Scenario:
    count = draw(st.integers(1, observables))
    masks = draw(st.lists(st.integers(1, 2**count - 1), min_size=1, max_size=contexts, unique=True))
    signs = draw(st.lists(st.sampled_from([1, -1]), min_size=len(masks), max_size=len(masks)))
    members = tuple(tuple(i for i in range(count) if mask >> i & 1) for mask in masks)
    return Scenario("random", tuple(f"A{i}" for i in range(count)), members, tuple(signs))


def refutations(scenario: Scenario, weight: int) -> bool:
    """Whether some set of `weight` contexts refutes, from the definition."""
    for rows in combinations(range(len(scenario.contexts)), weight):
        uses = [index for row in rows for index in scenario.contexts[row]]
        signs = [scenario.signs[row] for row in rows]
        if signs.count(-1) % 2 and all(uses.count(index) % 2 == 0 for index in uses):
            return True
    return False


def fulfillable(scenario: Scenario) -> bool:
    for values in product((1, -1), repeat=len(scenario.observables)):
        for context, sign in zip(scenario.contexts, scenario.signs, strict=True):
            total = 1
            for index in context:
                total *= values[index]
            if total != sign:
                break
        else:
            return True
    return False


@settings(deadline=None, max_examples=200)
@given(scenarios())
def test_decision_and_minimum_against_brute_force(scenario: Scenario) -> None:
    found = decide_parity(scenario)
    if isinstance(found, Noncontextual):
        assert fulfillable(scenario)
        assert scenario.violated(found.assignment) == ()
        assert set(found.assignment) <= {1, -1}
    else:
        assert not fulfillable(scenario)
        assert scenario.refuted_by(found.rows)
        assert list(found.rows) == sorted(found.rows)
        assert found.minimum
        assert not any(refutations(scenario, weight) for weight in range(len(found.rows)))


@settings(deadline=None, max_examples=100)
@given(scenarios(observables=4, contexts=12))
def test_matching_agrees_with_enumeration(scenario: Scenario) -> None:
    exact = decide_parity(scenario)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parity, "MAX_ENUMERATED_DIMENSION", 0)
        matched = decide_parity(scenario)
    assert matched.outcome is exact.outcome
    if isinstance(exact, Contextual) and isinstance(matched, Contextual):
        assert scenario.refuted_by(matched.rows)
        assert matched.minimum
        assert len(matched.rows) == len(exact.rows)


@settings(deadline=None, max_examples=50)
@given(scenarios(observables=4, contexts=12))
def test_without_a_budget_the_refutation_is_right_and_not_called_minimum(
    scenario: Scenario,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parity, "MAX_ENUMERATED_DIMENSION", 0)
        patch.setattr(parity, "MAX_MATCHED_SUBSETS", 0)
        found = decide_parity(scenario)
    if isinstance(found, Contextual):
        assert scenario.refuted_by(found.rows)
        lightest = len(found.rows) == 1 or (
            len(found.rows) == 2 and all(len(c) % 2 for c in scenario.contexts)
        )
        assert found.minimum is lightest


@pytest.mark.parametrize(
    ("name", "weight"), [("mermin-square", 6), ("mermin-pentagram", 5), ("doily", 6)]
)
def test_library_scenarios(name: str, weight: int) -> None:
    scenario = library.get(name)
    assert isinstance(scenario, Scenario)
    found = decide_parity(scenario)
    assert isinstance(found, Contextual)
    assert scenario.refuted_by(found.rows)
    assert (len(found.rows), found.minimum) == (weight, True)


def test_three_qubit_lines_are_refuted_by_a_square() -> None:
    scenario = symplectic_lines(3, "W(5,2)")
    found = decide_parity(scenario)
    assert isinstance(found, Contextual)
    assert scenario.refuted_by(found.rows)
    assert (len(found.rows), found.minimum) == (6, True)


def test_large_system_is_decided_and_claims_no_minimum() -> None:
    scenario = symplectic_lines(4, "W(7,2)")
    found = decide_parity(scenario)
    assert isinstance(found, Contextual)
    assert scenario.refuted_by(found.rows)
    assert len(found.rows) == 6
    assert not found.minimum


def test_one_sign_turned_decides_the_square() -> None:
    square = library.get("mermin-square")
    assert isinstance(square, Scenario)
    positive = Scenario("tame", square.observables, square.contexts, (1,) * 6)
    assert decide_parity(positive) == Noncontextual((1,) * 9)


def test_finding_records_outcome_and_time() -> None:
    square = library.get("mermin-square")
    assert isinstance(square, Scenario)
    finding = timed("elimination over GF(2)", lambda: decide_parity(square))
    assert finding.outcome is Outcome.EXHAUSTED
    assert finding.evidence == decide_parity(square)
    assert finding.seconds >= 0
    assert finding.method == "elimination over GF(2)"


def test_outcomes_say_whether_they_conclude() -> None:
    assert {outcome for outcome in Outcome if outcome.conclusive} == {
        Outcome.FOUND,
        Outcome.EXHAUSTED,
    }
