"""The published Kochen-Specker sets: counts, colourability under both rules, criticality."""

from collections import Counter
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from contextuality import library
from contextuality.gf2 import BitMatrix
from contextuality.library.ks_sets import KS_SETS
from contextuality.search.critical import CriticalSet, critical_vectors
from contextuality.search.sat import RULES, Colouring, Rule, Uncolourable, colour, colouring_clauses
from contextuality.vectors import RINGS, VectorSet

BOTH, PAIRS, NONE = ("bases", "bases-and-pairs"), ("bases-and-pairs",), ()

# name, dimension, vectors, orthogonal pairs, complete bases, rules under which it is uncolourable,
# rules under which no vector can be left out
SETS = [
    ("yu-oh-13", 3, 13, 24, 4, NONE, NONE),
    ("sic-25", 3, 25, 48, 16, NONE, NONE),
    ("conway-kochen-31", 3, 31, 71, 17, PAIRS, PAIRS),
    ("peres-33", 3, 33, 72, 16, PAIRS, PAIRS),
    ("schuette-33", 3, 33, 76, 20, PAIRS, PAIRS),
    ("cabello-18", 4, 18, 63, 9, BOTH, BOTH),
    ("kernaghan-20", 4, 20, 75, 11, BOTH, BOTH),
    ("peres-24", 4, 24, 108, 24, BOTH, NONE),
    ("zimba-penrose-28", 4, 28, 126, 14, PAIRS, PAIRS),
    ("penrose-40", 4, 40, 240, 40, BOTH, ("bases",)),
    ("cell600-60", 4, 60, 450, 75, BOTH, NONE),
    ("lisonek-21", 6, 21, 105, 7, BOTH, BOTH),
    ("kernaghan-peres-36", 8, 36, 374, 11, BOTH, BOTH),
    ("kernaghan-peres-40", 8, 40, 460, 25, BOTH, NONE),
    ("e8-120", 8, 120, 3780, 2025, BOTH, NONE),
]
VALUES = {
    "Z": 0.0,
    "Z[sqrt2]": np.sqrt(2),
    "Z[i]": 1j,
    "Z[w]": np.exp(2j * np.pi / 3),
    "Z[phi]": (1 + np.sqrt(5)) / 2,
}


def vector_set(name: str) -> VectorSet:
    found = library.get(name)
    assert isinstance(found, VectorSet)
    return found


def dense(found: VectorSet) -> np.ndarray:
    t = VALUES[found.ring]
    rows = np.array([[a + b * t for a, b in vector] for vector in found.vectors])
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_table_above_is_complete() -> None:
    assert {row[0] for row in SETS} == set(KS_SETS)


@pytest.mark.parametrize(("name", "dim", "vectors", "pairs", "bases", "_", "__"), SETS)
def test_counts(
    name: str, dim: int, vectors: int, pairs: int, bases: int, _: object, __: object
) -> None:
    found = vector_set(name)
    assert (found.name, found.dim, len(found.vectors)) == (name, dim, vectors)
    assert len(found.orthogonal_pairs()) == pairs
    assert len(found.complete_bases()) == bases


@pytest.mark.parametrize("name", [row[0] for row in SETS])
def test_exact_orthogonality_agrees_with_floating_point(name: str) -> None:
    found = vector_set(name)
    products = np.abs(dense(found).conj() @ dense(found).T)
    near = {(i, j) for i, j in zip(*np.nonzero(products < 1e-9), strict=True) if i < j}
    assert near == set(found.orthogonal_pairs())
    # No two rays coincide, so off the diagonal all products are well below 1.
    assert np.max(products - np.eye(len(found.vectors))) < 1 - 1e-3


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("name", "uncolourable"), [(row[0], row[5]) for row in SETS])
def test_colourability(name: str, rule: Rule, uncolourable: tuple[str, ...]) -> None:
    found = vector_set(name)
    answer = colour(found, rule)
    if rule in uncolourable:
        assert isinstance(answer, Uncolourable)
        assert 20 < answer.steps < 300
    else:
        assert isinstance(answer, Colouring)
        ones = set(answer.ones)
        for clause in colouring_clauses(found, rule):
            assert any((abs(v) - 1 in ones) == (v > 0) for v in clause)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("name", "uncolourable", "critical"),
    [(row[0], row[5], row[6]) for row in SETS if row[0] != "e8-120"],
)
def test_criticality(
    name: str, rule: Rule, uncolourable: tuple[str, ...], critical: tuple[str, ...]
) -> None:
    found = vector_set(name)
    if rule not in uncolourable:
        return
    answer = critical_vectors(found, rule)
    assert isinstance(answer, CriticalSet)
    # A set is critical iff deletion, in any order, deletes nothing.
    assert (len(answer.kept) == len(found.vectors)) == (rule in critical)


def test_descriptions_say_what_the_tests_found() -> None:
    for name, _, vectors, pairs, bases, uncolourable, critical in SETS:
        text = library.describe(name)
        assert f"{vectors} rays" in text
        assert f"{pairs} orthogonal pairs, {bases} bases" in text
        assert ("uncolourable" in text) == bool(uncolourable)
        assert ("uncolourable with pairs" in text) == (uncolourable == PAIRS)
        assert ("critical" in text) == bool(critical)


# Constructions


def parity_proofs(found: VectorSet) -> Counter[tuple[int, int]]:
    """Count parity proofs by their numbers of rays and bases: odd sets that cover rays evenly."""
    bases = found.complete_bases()
    masks = [sum(1 << i for i in basis) for basis in bases]
    null_space = BitMatrix(tuple(masks), len(found.vectors)).left_null_space()
    counts: Counter[tuple[int, int]] = Counter()
    for choice in range(1 << len(null_space)):
        word = 0
        for k, vector in enumerate(null_space):
            word ^= vector * (choice >> k & 1)
        if word.bit_count() % 2:
            rays = 0
            for k, mask in enumerate(masks):
                rays |= mask * (word >> k & 1)
            counts[rays.bit_count(), word.bit_count()] += 1
    return counts


def test_parity_proofs_of_peres_24() -> None:
    # Waegell and Aravind, Found. Phys. 41 (2011) 1786: 2^9 proofs in all.
    assert parity_proofs(vector_set("peres-24")) == {
        (18, 9): 16,
        (20, 11): 240,
        (22, 13): 240,
        (24, 15): 16,
    }


def test_parity_proofs_of_kernaghan_and_peres() -> None:
    counts = parity_proofs(vector_set("kernaghan-peres-40"))
    assert counts == {(36, 11): 320, (38, 13): 640, (40, 15): 64}
    assert parity_proofs(vector_set("kernaghan-peres-36")) == {(36, 11): 1}


@pytest.mark.parametrize("name", ["cabello-18", "kernaghan-20", "lisonek-21"])
def test_small_sets_are_one_parity_proof(name: str) -> None:
    found = vector_set(name)
    size = len(found.vectors), len(found.complete_bases())
    assert parity_proofs(found) == {size: 1}


def test_subsets() -> None:
    for part, whole in (
        ("cabello-18", "peres-24"),
        ("kernaghan-20", "peres-24"),
        ("zimba-penrose-28", "penrose-40"),
        ("kernaghan-peres-36", "kernaghan-peres-40"),
        ("yu-oh-13", "sic-25"),
        ("sic-25", "schuette-33"),
    ):
        assert set(vector_set(part).vectors) < set(vector_set(whole).vectors)


def test_any_two_bases_of_lisonek_share_one_ray() -> None:
    bases = vector_set("lisonek-21").complete_bases()
    assert {len(set(a) & set(b)) for a, b in combinations(bases, 2)} == {1}


@pytest.mark.parametrize(
    ("name", "squares"),
    [
        ("penrose-40", {0, Fraction(1, 3)}),
        ("e8-120", {0, Fraction(1, 4)}),
        ("peres-24", {0, Fraction(1, 4), Fraction(1, 2)}),
    ],
)
def test_angles_are_those_of_the_polytope(name: str, squares: set[Fraction]) -> None:
    found = vector_set(name)
    ring = RINGS[found.ring]
    seen = set()
    for i, j in combinations(range(len(found.vectors)), 2):
        product = found.inner_product(i, j)
        size, rest = ring.multiply(product, ring.conjugate(product))
        norms = found.inner_product(i, i)[0] * found.inner_product(j, j)[0]
        assert rest == 0
        seen.add(Fraction(size, norms))
    assert seen == squares


def test_the_600_cell_has_the_inner_products_of_its_symmetry() -> None:
    rows = dense(vector_set("cell600-60"))
    squares = np.unique(np.round((rows @ rows.T) ** 2, 9))
    phi = (1 + np.sqrt(5)) / 2
    assert np.allclose(squares, [0, 1 / (4 * phi**2), 1 / 4, phi**2 / 4, 1])


def test_rays_of_the_star_are_joint_eigenvectors() -> None:
    found = dense(vector_set("kernaghan-peres-40"))
    x, z, one = np.array([[0, 1], [1, 0]]), np.diag([1, -1]), np.eye(2)
    letters = {"X": x, "Z": z, "I": one}

    def matrix(label: str) -> np.ndarray:
        result = np.eye(1)
        for letter in label:  # qubit 0 is the least significant bit of a row
            result = np.kron(letters[letter], result)
        return result

    lines = [["ZZZ", "ZXX", "XZX", "XXZ"]]
    lines += [[j, *("I" * i + j[i] + "I" * (2 - i) for i in range(3))] for j in lines[0]]
    counts = Counter(
        k
        for ray in found
        for k, line in enumerate(lines)
        if all(np.allclose(abs(ray @ matrix(label) @ ray), 1) for label in line)
    )
    assert counts == dict.fromkeys(range(5), 8)
