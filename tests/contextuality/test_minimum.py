"""Least refutations against the whole left null space."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.library import get
from contextuality.library.magic import squares
from contextuality.library.polar import PauliLines
from contextuality.scenario import Scenario
from contextuality.search.minimum import minimum_refutations


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    every = [c for size in (1, 2, 3, 4) for c in combinations(range(5), size)]
    contexts = draw(st.lists(st.sampled_from(every), min_size=1, max_size=11, unique=True))
    signs = draw(st.lists(st.sampled_from([1, -1]), min_size=len(contexts), max_size=len(contexts)))
    return Scenario("random", tuple("ABCDE"), tuple(contexts), tuple(signs))


def every_least(scenario: Scenario) -> set[tuple[int, ...]]:
    for weight in range(1, len(scenario.contexts) + 1):
        found = {
            rows
            for rows in combinations(range(len(scenario.contexts)), weight)
            if scenario.refuted_by(rows)
        }
        if found:
            return found
    return set()


@given(scenarios())
@settings(deadline=None, max_examples=80)
def test_against_all_sets(scenario: Scenario) -> None:
    expected = every_least(scenario)
    plain = minimum_refutations(scenario, symmetric=False)
    assert plain.closed
    assert plain.orbits is not None
    assert {orbit.rows for orbit in plain.orbits} == expected
    found = minimum_refutations(scenario)
    assert (found.lower, found.upper) == (plain.lower, plain.upper)
    assert found.orbits is not None
    assert sum(orbit.size for orbit in found.orbits) == len(expected)
    assert {orbit.rows for orbit in found.orbits} <= expected
    if expected:
        assert found.upper == len(next(iter(expected)))
    else:
        assert found.upper is None


@pytest.mark.parametrize(
    ("name", "weight", "count"),
    [
        ("mermin-square", 6, 1),
        ("mermin-pentagram", 5, 1),
        ("doily", 6, 10),
        ("elliptic-3", 6, 36 * 10 // 3),  # 36 doilies of ten squares, each square in three
        ("lines-3", 6, 336 * 10),  # 336 nondegenerate subspaces of ten squares each
    ],
)
def test_squares(name: str, weight: int, count: int) -> None:
    scenario = get(name)
    assert isinstance(scenario, Scenario)
    found = minimum_refutations(scenario)
    assert found.lower == found.upper == weight
    assert found.orbits is not None
    assert [orbit.size for orbit in found.orbits] == [count]
    if weight == 6:
        assert len(squares(PauliLines.from_scenario(scenario))) == count


def test_nothing_to_refute() -> None:
    scenario = get("perpset-3")
    assert isinstance(scenario, Scenario)
    found = minimum_refutations(scenario)
    assert (found.upper, found.closed, found.orbits) == (None, True, ())


def test_time_limit() -> None:
    scenario = get("lines-3")
    assert isinstance(scenario, Scenario)
    found = minimum_refutations(scenario, time_limit=1e-6, symmetric=False)
    assert not found.closed
    assert found.orbits is None
    assert found.upper == 6
    assert 1 <= found.lower < 6
    assert scenario.refuted_by(found.rows)
    with pytest.raises(InputError, match="time limit"):
        minimum_refutations(scenario, time_limit=0)
