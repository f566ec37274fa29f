"""z3 against elimination over GF(2) and against the SAT solver."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality import library
from contextuality.errors import InputError
from contextuality.library.pauli_sets import symplectic_lines
from contextuality.scenario import Scenario
from contextuality.search.parity import decide_parity
from contextuality.search.result import Outcome
from contextuality.search.sat import RULES, Rule, colour
from contextuality.search.smt import Answer, decide_colouring_smt, decide_scenario_smt
from contextuality.vectors import VectorSet


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_scenarios_against_elimination(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 7))
    masks = data.draw(st.lists(st.integers(1, 2**count - 1), min_size=1, max_size=10, unique=True))
    signs = data.draw(st.lists(st.sampled_from([1, -1]), min_size=len(masks), max_size=len(masks)))
    members = tuple(tuple(i for i in range(count) if mask >> i & 1) for mask in masks)
    scenario = Scenario("random", tuple(map(str, range(count))), members, tuple(signs))
    found = decide_scenario_smt(scenario, time_limit=60)
    assert found.outcome is decide_parity(scenario).outcome
    if found.model is not None:
        assert scenario.violated(found.model) == ()


@pytest.mark.parametrize("name", ["mermin-square", "mermin-pentagram", "doily"])
def test_library_scenarios_are_contextual(name: str) -> None:
    scenario = library.get(name)
    assert isinstance(scenario, Scenario)
    found = decide_scenario_smt(scenario, time_limit=60)
    assert found.answer is Answer.CONTEXTUAL
    assert found.model is None


def test_three_qubit_lines_are_contextual() -> None:
    found = decide_scenario_smt(symplectic_lines(3, "W(5,2)"), time_limit=60)
    assert found.answer is Answer.CONTEXTUAL


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "name", ["conway-kochen-31", "peres-33", "peres-24", "cabello-18", "yu-oh-13"]
)
def test_colourings_against_the_sat_solver(name: str, rule: Rule) -> None:
    found = library.get(name)
    assert isinstance(found, VectorSet)
    answer = decide_colouring_smt(found, rule, time_limit=60)
    assert answer.outcome is colour(found, rule, time_limit=60).outcome
    if answer.model is not None:
        ones = {i for i, value in enumerate(answer.model) if value}
        assert all(len(ones & set(basis)) == 1 for basis in found.complete_bases())
        if rule == "bases-and-pairs":
            assert not any(ones.issuperset(pair) for pair in found.orthogonal_pairs())


def test_time_limit_is_no_verdict() -> None:
    # Dense exclusive ors are hard without elimination.
    draw = random.Random(1)  # noqa: S311  (no secrets here)
    members = tuple(tuple(draw.sample(range(60), 30)) for _ in range(70))
    signs = tuple(draw.choice((1, -1)) for _ in members)
    dense = Scenario("dense", tuple(map(str, range(60))), members, signs)
    found = decide_scenario_smt(dense, time_limit=0.3)
    assert found.answer is Answer.UNKNOWN
    assert found.outcome is Outcome.UNKNOWN
    assert found.model is None
    assert found.reason


def test_time_limit_must_be_positive() -> None:
    square = library.get("mermin-square")
    assert isinstance(square, Scenario)
    with pytest.raises(InputError, match="a positive number of seconds"):
        decide_scenario_smt(square, time_limit=0)


def test_unknown_rule_is_refused() -> None:
    rays = library.get("yu-oh-13")
    assert isinstance(rays, VectorSet)
    with pytest.raises(InputError, match="one of bases-and-pairs, bases"):
        decide_colouring_smt(rays, "all")  # type: ignore[arg-type]  # the point of the test
