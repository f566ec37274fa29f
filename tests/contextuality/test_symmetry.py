"""Automorphism groups and isomorphisms against brute force, sympy and known orders."""

from __future__ import annotations

import random
import sys
from itertools import combinations, permutations, product
from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.combinatorics import Permutation as SympyPermutation
from sympy.combinatorics import PermutationGroup

from contextuality.context_hypergraph import ContextHypergraph, hypergraph_of
from contextuality.errors import InputError
from contextuality.library import get
from contextuality.permutations import (
    group_order,
    orbits,
    pair_orbits,
    set_orbits,
    transversal,
)
from contextuality.scenario import Scenario
from contextuality.search.lrat import SolverError
from contextuality.symmetry import Different, Isomorphism, isomorphism, symmetries


@st.composite
def small_scenarios(draw: st.DrawFn, points: int = 5) -> Scenario:
    """Random contexts and signs, not those of operators."""
    every = [c for size in (1, 2, 3) for c in combinations(range(points), size)]
    contexts = draw(st.lists(st.sampled_from(every), min_size=1, max_size=6, unique=True))
    signs = draw(st.lists(st.sampled_from([1, -1]), min_size=len(contexts), max_size=len(contexts)))
    return Scenario("random", tuple("ABCDEFG"[:points]), tuple(contexts), tuple(signs))


def keeps_contexts(first: Scenario, second: Scenario, images: tuple[int, ...]) -> bool:
    moved = {frozenset(images[i] for i in c) for c in first.contexts}
    return moved == {frozenset(c) for c in second.contexts}


def keeps_signs(
    first: Scenario, second: Scenario, images: tuple[int, ...], switched: tuple[int, ...]
) -> bool:
    sign_of = {frozenset(c): s for c, s in zip(second.contexts, second.signs, strict=True)}
    return all(
        sign_of[frozenset(images[i] for i in c)] == s * (-1) ** sum(i in switched for i in c)
        for c, s in zip(first.contexts, first.signs, strict=True)
    )


def subsets(points: int) -> list[tuple[int, ...]]:
    return [c for size in range(points + 1) for c in combinations(range(points), size)]


@given(small_scenarios())
@settings(deadline=None, max_examples=60)
def test_groups_against_all_permutations(scenario: Scenario) -> None:
    points = len(scenario.observables)
    every = list(permutations(range(points)))
    incidence = [p for p in every if keeps_contexts(scenario, scenario, p)]
    signed = [
        p for p in incidence if any(keeps_signs(scenario, scenario, p, s) for s in subsets(points))
    ]
    plain, strict = symmetries(scenario), symmetries(scenario, "signed")
    assert plain.order == len(incidence)
    assert strict.order == len(signed)
    assert set(plain.generators) <= set(incidence)
    for generator, switched in zip(strict.generators, strict.switchings, strict=True):
        assert keeps_signs(scenario, scenario, generator, switched)
    assert plain.points == tuple(
        sorted({tuple(sorted({p[i] for p in incidence})) for i in range(points)})
    )
    first, second = scenario.contexts[0], scenario.contexts[-1]
    joined = any({p[i] for i in first} == set(second) for p in signed)
    assert joined == any({0, len(scenario.contexts) - 1} <= set(orbit) for orbit in strict.contexts)


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("mermin-square", 72),  # (S3 x S3) : 2
        ("mermin-pentagram", factorial(5)),
        ("doily", factorial(6)),
        ("lines-3", 1451520),  # Sp(6,2) = 2^9 (2^2-1)(2^4-1)(2^6-1)
        ("planes-3", 1451520),
        ("elliptic-3", 51840),  # the generalized quadrangle GQ(2,4): W(E6)
        ("hyperbolic-3", factorial(8)),  # O+(6,2)
        ("perpset-3", 2**15 * factorial(15)),
    ],
)
def test_known_orders(name: str, order: int) -> None:
    subject = get(name)
    assert isinstance(subject, Scenario)
    for relation in ("incidence", "signed"):
        group = symmetries(subject, relation)
        assert group.order == order
        assert len(group.contexts) == 1


def test_the_order_of_the_symplectic_group() -> None:
    assert 1451520 == 2**9 * (2**2 - 1) * (2**4 - 1) * (2**6 - 1)


@pytest.mark.parametrize(("name", "points"), [("cabello-18", 1), ("peres-33", 4), ("e8-120", 1)])
def test_orbits_of_vectors(name: str, points: int) -> None:
    group = symmetries(get(name))
    assert len(group.points) == points
    assert sum(map(len, group.points)) == len(hypergraph_of(get(name)).vertices)


def test_peres_33_has_the_cube_and_its_orbits_by_shape() -> None:
    # The rotations and reflections of the cube, without -1: 48 / 2 = 24, act on the rays; the
    # orthogonality graph has no more symmetries than twice that.
    group = symmetries(get("peres-33"))
    assert group.order % 24 == 0
    assert sorted(map(len, group.points)) == [3, 6, 12, 12]


def test_signs_can_break_symmetries() -> None:
    """Two squares, of which one is contextual: they can be exchanged only without signs."""
    square = get("mermin-square")
    assert isinstance(square, Scenario)
    labels = tuple(f"{side}{x}" for side in "lr" for x in square.observables)
    contexts = (*square.contexts, *(tuple(i + 9 for i in c) for c in square.contexts))
    both = Scenario("two squares", labels, contexts, (*square.signs, *(1,) * 6))
    assert symmetries(both).order == 2 * 72**2
    group = symmetries(both, "signed")
    assert group.order == 72**2
    assert group.points == (tuple(range(9)), tuple(range(9, 18)))
    found = isomorphism(both, both, "signed")
    assert isinstance(found, Isomorphism)
    assert keeps_signs(both, both, found.images, found.switching)


@given(small_scenarios(), st.integers(0, 2**32))
@settings(deadline=None, max_examples=40)
def test_relabelled_scenarios_are_isomorphic(scenario: Scenario, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - test data
    images = list(range(len(scenario.observables)))
    rng.shuffle(images)
    switched = {i for i in images if rng.random() < 0.5}
    order = list(range(len(scenario.contexts)))
    rng.shuffle(order)
    moved = Scenario(
        "moved",
        scenario.observables,
        tuple(tuple(images[i] for i in scenario.contexts[k]) for k in order),
        tuple(
            scenario.signs[k] * (-1) ** sum(i in switched for i in scenario.contexts[k])
            for k in order
        ),
    )
    for relation in ("incidence", "signed"):
        found = isomorphism(scenario, moved, relation)
        assert isinstance(found, Isomorphism)
        assert keeps_contexts(scenario, moved, found.images)
    assert keeps_signs(scenario, moved, found.images, found.switching)


@given(small_scenarios(4), small_scenarios(4))
@settings(deadline=None, max_examples=60)
def test_isomorphism_against_all_maps(first: Scenario, second: Scenario) -> None:
    maps = [p for p in permutations(range(4)) if keeps_contexts(first, second, p)]
    signed = any(keeps_signs(first, second, p, s) for p in maps for s in subsets(4))
    assert isinstance(isomorphism(first, second), Isomorphism) == bool(maps)
    assert isinstance(isomorphism(first, second, "signed"), Isomorphism) == signed


def test_differences_are_named() -> None:
    triangle = ContextHypergraph("triangle", ("1", "2", "3"), ((0, 1), (1, 2), (0, 2)))
    path = ContextHypergraph("path", ("1", "2", "3"), ((0, 1), (1, 2)), ((0, 2),))
    found = isomorphism(triangle, path)
    assert isinstance(found, Different)
    assert found.proved
    hexagon = ContextHypergraph(
        "hexagon", tuple("123456"), tuple((i, (i + 1) % 6) for i in range(6))
    )
    triangles = ContextHypergraph(
        "two triangles", tuple("123456"), ((0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5))
    )
    found = isomorphism(hexagon, triangles)
    assert isinstance(found, Different)
    assert "ranks" in found.reason
    square = get("mermin-square")
    assert isinstance(square, Scenario)
    positive = Scenario("positive", square.observables, square.contexts, (1,) * 6)
    found = isomorphism(square, positive, "signed")
    assert isinstance(found, Different)
    assert found.reason == "the answers: contextual and not contextual"
    assert isinstance(isomorphism(square, positive), Isomorphism)


def test_pairs_outside_contexts_count() -> None:
    vertices = ("1", "2", "3", "4")
    loose = ContextHypergraph("loose", vertices, ((0, 1), (2, 3)))
    tied = ContextHypergraph("tied", vertices, ((0, 1), (2, 3)), ((0, 2),))
    assert symmetries(loose).order == 8
    assert symmetries(tied).order == 2


def test_nauty_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    import pynauty

    square = get("mermin-square")
    wrong = (1, 0, *range(2, 15))
    monkeypatch.setattr(pynauty, "autgrp", lambda _: ([list(wrong)], 2.0, 0, [], 0))
    with pytest.raises(SolverError, match="does not keep the contexts"):
        symmetries(square)
    monkeypatch.setattr(pynauty, "autgrp", lambda _: ([[0] * 15], 2.0, 0, [], 0))
    with pytest.raises(SolverError, match="no bijection"):
        symmetries(square)
    monkeypatch.setattr(pynauty, "canon_label", lambda _: list(range(15)))
    monkeypatch.setattr(pynauty, "certificate", lambda _: b"")
    other = get("doily")
    assert isinstance(other, Scenario)
    turned = Scenario("turned", other.observables, tuple(
        tuple((i + 1) % 15 for i in c) for c in other.contexts), other.signs)  # fmt: skip
    with pytest.raises(SolverError):
        isomorphism(other, turned)


def test_without_pynauty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynauty", None)
    with pytest.raises(InputError, match=r"the extra symmetry: pip install 'khrnn\[symmetry\]'"):
        symmetries(get("doily"))


def test_bad_relations() -> None:
    with pytest.raises(InputError, match="a scenario with signs"):
        symmetries(get("peres-33"), "signed")
    with pytest.raises(InputError, match="one of incidence, signed"):
        symmetries(get("doily"), "both")  # type: ignore[arg-type]


def test_too_large() -> None:
    lines = tuple((i, i + 1) for i in range(15_000))
    chain = ContextHypergraph("chain", tuple(map(str, range(15_001))), lines)
    with pytest.raises(InputError, match="at most 20000 vertices"):
        symmetries(chain)


# ---- permutation groups ---------------------------------------------------------------------


@given(st.integers(1, 9), st.data())
@settings(deadline=None, max_examples=60)
def test_orders_against_sympy(points: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 3))
    generators = [tuple(data.draw(st.permutations(range(points)))) for _ in range(count)]
    group = PermutationGroup([SympyPermutation(list(g)) for g in generators or [range(points)]])
    assert group_order(generators, points) == group.order()
    mine = {orbit for orbit in orbits(generators, points) if len(orbit) > 1}
    assert mine == {tuple(sorted(orbit)) for orbit in group.orbits() if len(orbit) > 1}
    table = pair_orbits(generators, points)
    pairs = [frozenset(pair) for pair in combinations(range(points), 2)]
    for orbit in set_orbits(generators, pairs):
        assert len({int(table[tuple(pairs[k])]) for k in orbit}) == 1
    assert len(set_orbits(generators, pairs)) == int(table.max(initial=-1)) + 1


def test_a_large_order() -> None:
    cycle = tuple((i + 1) % 40 for i in range(40))
    swap = (1, 0, *range(2, 40))
    assert group_order([cycle, swap], 40) == factorial(40)
    # Mathieu's group M24, as in J. H. Conway and N. J. A. Sloane, Sphere Packings, chapter 11.
    line = [*range(23), 23]
    shift = tuple((i + 1) % 23 if i < 23 else 23 for i in line)
    invert = tuple(23 if i == 0 else 0 if i == 23 else (-pow(i, 21, 23)) % 23 for i in line)
    squares = {x * x % 23 for x in range(1, 23)}
    third = tuple(
        i if i in {0, 23} else (pow(i, 3, 23) * pow(9, 21, 23)) % 23 if i in squares
        else 9 * pow(i, 3, 23) % 23
        for i in line
    )  # fmt: skip
    assert group_order([shift, invert], 24) == 24 * 23 * 22 // 2
    assert group_order([shift, invert, third], 24) == 244823040


def test_transversals_reach_the_orbit() -> None:
    generators = [(1, 2, 3, 4, 0, 5), (0, 4, 3, 2, 1, 5)]
    found = transversal(generators, 2)
    assert set(found) == {0, 1, 2, 3, 4}
    assert all(element[2] == image for image, element in found.items())
    whole = {tuple(range(6))}
    for word in product(generators, repeat=6):
        element = tuple(range(6))
        for generator in word:
            element = tuple(generator[i] for i in element)
            whole.add(element)
    assert set(found.values()) <= whole


def test_refused_groups() -> None:
    with pytest.raises(InputError, match="at most 2048 points"):
        group_order([], 2049)
    with pytest.raises(InputError, match="a permutation"):
        group_order([(0, 0)], 2)
    with pytest.raises(InputError, match="maps to itself"):
        set_orbits([(1, 0)], [frozenset({0})])
