"""Named scenarios: the counts their sources publish."""

from collections import Counter
from itertools import combinations

import pytest

from contextuality import library
from contextuality.errors import InputError
from contextuality.library.pauli_sets import symplectic_lines
from contextuality.scenario import Scenario, require_pauli
from contextuality.vectors import VectorSet


def vector_set(name: str) -> VectorSet:
    found = library.get(name)
    assert isinstance(found, VectorSet)
    return found


def scenario(name: str) -> Scenario:
    found = library.get(name)
    assert isinstance(found, Scenario)
    return found


@pytest.mark.parametrize(
    ("name", "dim", "vectors", "pairs", "bases"),
    [
        ("conway-kochen-31", 3, 31, 71, 17),
        ("peres-33", 3, 33, 72, 16),
        ("cabello-18", 4, 18, 63, 9),
        ("yu-oh-13", 3, 13, 24, 4),
        ("peres-24", 4, 24, 108, 24),
    ],
)
def test_vector_counts(name: str, dim: int, vectors: int, pairs: int, bases: int) -> None:
    found = vector_set(name)
    assert found.dim == dim
    assert len(found.vectors) == vectors
    assert len(found.orthogonal_pairs()) == pairs
    assert len(found.complete_bases()) == bases


@pytest.mark.parametrize(
    ("name", "observables", "contexts", "negative"),
    [("mermin-square", 9, 6, 1), ("mermin-pentagram", 10, 5, 1), ("doily", 15, 15, 3)],
)
def test_scenario_counts(name: str, observables: int, contexts: int, negative: int) -> None:
    found = scenario(name)
    require_pauli(found)
    assert len(found.observables) == observables
    assert len(found.contexts) == contexts
    assert found.negative_contexts == negative


@pytest.mark.parametrize("name", ["mermin-square", "mermin-pentagram"])
def test_every_observable_of_a_magic_arrangement_is_in_two_contexts(name: str) -> None:
    found = scenario(name)
    uses = Counter(index for context in found.contexts for index in context)
    assert set(uses.values()) == {2}
    meetings = [len(set(a) & set(b)) for a, b in combinations(found.contexts, 2)]
    assert max(meetings) == 1


def test_every_ray_of_cabello_is_in_two_bases() -> None:
    uses = Counter(index for basis in vector_set("cabello-18").complete_bases() for index in basis)
    assert uses == dict.fromkeys(range(18), 2)


def test_cabello_contains_the_first_columns_of_the_published_table() -> None:
    rays = set(vector_set("cabello-18").spelled())
    for column in (
        (("0", "0", "0", "1"), ("0", "0", "1", "0"), ("1", "1", "0", "0"), ("1", "-1", "0", "0")),
        (("0", "0", "0", "1"), ("0", "1", "0", "0"), ("1", "0", "1", "0"), ("1", "0", "-1", "0")),
    ):
        assert rays.issuperset(column)


def test_conway_kochen_entries_and_symmetry() -> None:
    rays = {
        tuple(entry[0] for entry in vector) for vector in vector_set("conway-kochen-31").vectors
    }
    assert {abs(entry) for ray in rays for entry in ray} == {0, 1, 2}
    both = rays | {tuple(-entry for entry in ray) for ray in rays}
    assert {(x, -z, y) for x, y, z in both} == both
    assert {(y, x, z) for x, y, z in both} != both


def test_peres_33_is_closed_under_permutations_and_signs() -> None:
    found = vector_set("peres-33")
    both = set(found.vectors) | {tuple((-a, -b) for a, b in v) for v in found.vectors}
    assert {(y, x, z) for x, y, z in both} == both
    assert {(y, z, x) for x, y, z in both} == both
    assert {(x, y, (-a, -b)) for x, y, (a, b) in both} == both


@pytest.mark.parametrize(
    ("qubits", "observables", "contexts", "negative"), [(2, 15, 15, 3), (3, 63, 315, 90)]
)
def test_polar_spaces(qubits: int, observables: int, contexts: int, negative: int) -> None:
    found = symplectic_lines(qubits, "lines")
    assert len(found.observables) == observables
    assert len(found.contexts) == contexts
    assert found.negative_contexts == negative


@pytest.mark.slow
def test_polar_space_of_four_qubits() -> None:
    found = symplectic_lines(4, "lines")
    assert (len(found.observables), len(found.contexts)) == (255, 5355)
    assert found.negative_contexts == 1908


@pytest.mark.parametrize("qubits", [1, 6])
def test_polar_space_size_is_limited(qubits: int) -> None:
    with pytest.raises(InputError, match="from 2 to 5"):
        symplectic_lines(qubits, "lines")


def test_every_name_builds_under_its_own_name_and_is_described() -> None:
    assert list(library.names()) == sorted(library.names())
    for name in library.names():
        found = library.get(name)
        assert found.name == name
        assert library.get(name) == found
        sizes = [len(found.vectors) if isinstance(found, VectorSet) else len(found.observables)]
        assert str(sizes[0]) in library.describe(name)
        assert "(19" in library.describe(name) or "(20" in library.describe(name)


@pytest.mark.parametrize("ask", [library.get, library.describe])
def test_unknown_name_lists_all_and_suggests_the_closest(ask: object) -> None:
    with pytest.raises(InputError) as caught:
        ask("Peres33")  # type: ignore[operator]  # both are functions of a name
    assert all(name in str(caught.value) for name in library.names())
    assert "did you mean 'peres-33'" in str(caught.value)
