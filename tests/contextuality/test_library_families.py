"""Affine planes, higher subspaces and hypergraph scenarios, by name."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from contextuality.errors import InputError
from contextuality.library import describe, get
from contextuality.library.magic import PENTAGRAM_CONTEXTS, pentagrams
from contextuality.library.polar import PauliLines, anticommute, build
from contextuality.pauli import paulis_commute
from contextuality.scenario import Scenario, pauli_scenario
from contextuality.search.degree import degree
from contextuality.search.minimum import minimum_refutations
from contextuality.search.packing_pentagrams import pentagram_packing
from contextuality.search.parity import Contextual, decide_parity
from contextuality.search.parity_lines import decide_lines
from proofs.certificates.degree import lower_document, upper_document


def test_affine_planes_against_all_sets_of_four() -> None:
    """135 planes of seven lines each: 945 contexts, of which 324 are known to be negative."""
    affine = build("affine-planes-3")
    assert (affine.lines.shape, affine.negative_contexts) == ((945, 4), 324)
    expected = set()
    for a, b, c in combinations(range(1, 64), 3):
        d = a ^ b ^ c
        pairs = combinations((a, b, c), 2)
        if d > c and not any(anticommute(np.array([x]), y, 3)[0] for x, y in pairs):
            expected.add((a, b, c, d))
    assert {tuple(row) for row in affine.points[affine.lines].tolist()} == expected
    scenario = affine.to_scenario()
    assert pauli_scenario(scenario.labelled_contexts(), "x").signs == scenario.signs


def test_affine_planes_of_four_qubits() -> None:
    affine = build("affine-planes-4")
    assert affine.lines.shape == (11475 * 7, 4)
    assert len(np.unique(affine.lines, axis=0)) == 11475 * 7


def test_affine_planes_lower_bound_by_pentagrams() -> None:
    affine = build("affine-planes-3")
    packing = pentagram_packing(affine)
    assert packing is not None
    assert packing.bound == 189
    rows = pentagrams(affine.points, 3)
    loads = np.zeros(945, dtype=int)
    place = {tuple(row): k for k, row in enumerate(affine.lines.tolist())}
    for row in rows.tolist():
        for context in PENTAGRAM_CONTEXTS:
            loads[place[tuple(sorted(row[i] for i in context))]] += 1
    assert set(loads) == {12096 * 5 // 945}
    assert pentagram_packing(build("lines-2")) is None
    part = PauliLines.from_members("part", 3, affine.points, affine.lines[::2])
    other = pentagram_packing(part)
    assert other is None or other.bound <= 252


@pytest.mark.slow
def test_affine_planes_interval() -> None:
    found = degree(build("affine-planes-3"), np.random.default_rng(0), 60)
    assert 189 <= found.lower <= found.upper <= 252
    assert lower_document(found).check().status == "valid"
    assert upper_document(found).check().status == "valid"


@pytest.mark.slow
def test_the_lightest_refutations_of_affine_planes_are_the_pentagrams() -> None:
    found = minimum_refutations(build("affine-planes-3").to_scenario())
    assert found.lower == found.upper == 5
    assert found.orbits is not None
    assert [orbit.size for orbit in found.orbits] == [12096]


@pytest.mark.parametrize(
    ("name", "size", "count", "negative"),
    [
        ("generators-2", 3, 15, 3),
        ("generators-3", 7, 135, 54),
        ("generators-4", 15, 2295, 0),
        ("solids-4", 15, 2295, 0),
    ],
)
def test_subspaces(name: str, size: int, count: int, negative: int) -> None:
    found = build(name)
    assert found.lines.shape == (count, size)
    assert found.negative_contexts == negative
    assert count == np.prod([2**i + 1 for i in range(1, int(name[-1]) + 1)])
    assert (decide_lines(found).outcome.name == "FOUND") == (name != "generators-2")


@pytest.mark.parametrize("name", ["affine-planes-2", "affine-planes-5", "solids-3", "planes"])
def test_refused_names(name: str) -> None:
    with pytest.raises(InputError):
        build(name)


@pytest.mark.parametrize("k", [3, 4])
def test_hypergraph_scenarios(k: int) -> None:
    square, state = get(f"hypergraph-square-{k}"), get(f"hypergraph-contradiction-{k}")
    for made in (square, state):
        assert isinstance(made, Scenario)
        assert isinstance(decide_parity(made), Contextual)
        assert "ours" in describe(made.name)
    assert isinstance(square, Scenario)
    assert isinstance(state, Scenario)
    assert (len(square.contexts), len(state.contexts)) == (2**k + 2, 2**k + 1)
    assert f"{len(state.observables)} group elements in {len(state.contexts)}" in describe(
        state.name
    )


def test_paulis_of_a_plane_commute() -> None:
    context = build("solids-4").to_scenario().labelled_contexts()[7]
    masks = []
    for label in context:
        x = sum(1 << i for i, letter in enumerate(label) if letter in "XY")
        z = sum(1 << i for i, letter in enumerate(label) if letter in "ZY")
        masks.append((x, z))
    assert all(paulis_commute(a, b) for a, b in combinations(masks, 2))
