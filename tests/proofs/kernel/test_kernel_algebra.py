"""The kernel's algebra against dense matrices, complex numbers and brute force."""

from __future__ import annotations

import cmath
from collections.abc import Callable
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.kernel import algebra

Refusal = Callable[[Callable[[], object]], tuple[str, str, str]]

MATRICES = {
    "I": np.eye(2),
    "X": np.array([[0, 1], [1, 0]]),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.diag([1, -1]),
}
UNITS = {
    "Z": 0,
    "Z[sqrt2]": 2**0.5,
    "Z[i]": 1j,
    "Z[w]": cmath.exp(2j * cmath.pi / 3),
    "Z[phi]": (1 + 5**0.5) / 2,
}


def dense(label: str) -> np.ndarray:
    matrix = np.eye(1)
    for letter in label:
        matrix = np.kron(matrix, MATRICES[letter])
    return matrix


def test_pauli_masks() -> None:
    assert algebra.pauli_masks("IXYZ") == (0b0110, 0b1100)


def test_context_sign_of_every_small_context() -> None:
    """All contexts of two to four observables on two qubits: sign or refusal as for matrices."""
    labels = ["".join(word) for word in product("IXYZ", repeat=2)]
    identity = np.eye(4)
    counts = {1: 0, -1: 0, None: 0}
    for size in (2, 3, 4):
        for context in combinations(labels, size):
            matrices = [dense(label) for label in context]
            commute = all(np.array_equal(a @ b, b @ a) for a, b in combinations(matrices, 2))
            total = identity
            for matrix in matrices:
                total = total @ matrix
            sign = next((s for s in (1, -1) if np.array_equal(total, s * identity)), None)
            if "II" in context or not commute:
                sign = None
            counts[sign] += 1
            if sign is None:
                with pytest.raises(algebra.Malformed):
                    algebra.context_sign(context, "c")
            else:
                assert algebra.context_sign(context, "c") == sign
    assert counts[1] > 10
    assert counts[-1] >= 3  # XX YY ZZ, XX ZY YZ and the like


@pytest.mark.parametrize(
    ("context", "expected", "found"),
    [
        (["XX", "XX"], "distinct observables", "XX,XX"),
        (["II", "XX"], "no identity observable", "II"),
        (["XI", "ZI"], "mutually commuting observables", "XI and ZI anticommute"),
        (["XI", "IX", "YI"], "mutually commuting observables", "XI and YI anticommute"),
        (["XI", "IX"], "a product of plus or minus the identity", "another product"),
        (["ZI", "IZ"], "a product of plus or minus the identity", "another product"),
    ],
)
def test_context_sign_refuses(
    context: list[str], expected: str, found: str, malformed: Refusal
) -> None:
    assert malformed(lambda: algebra.context_sign(context, "c")) == ("c", expected, found)


elements = st.tuples(st.integers(-9, 9), st.integers(-9, 9))


def value(element: tuple[int, int], ring: str) -> complex:
    return element[0] + element[1] * complex(UNITS[ring])


@pytest.mark.parametrize("ring", [ring for ring in UNITS if ring != "Z"])
@given(data=st.data())
@settings(deadline=None, max_examples=150)
def test_orthogonal_pairs_and_directions_agree_with_complex_numbers(
    ring: str, data: st.DataObject
) -> None:
    size = data.draw(st.integers(2, 4))
    vector = st.lists(elements, min_size=size, max_size=size).filter(
        lambda v: any(e != (0, 0) for e in v)
    )
    u, v = data.draw(vector), data.draw(vector)
    if data.draw(st.booleans()):  # make v proportional to u, by a factor of the ring
        factor = data.draw(elements.filter(lambda e: e != (0, 0)))
        v = [times(factor, entry, ring) for entry in u]
    a = np.array([value(e, ring) for e in u])
    b = np.array([value(e, ring) for e in v])
    pairs = list(algebra.orthogonal_pairs([tuple(u), tuple(v)], ring))
    assert pairs == [(0, 1)] * bool(abs(np.vdot(a, b)) < 1e-6)
    rank = np.linalg.matrix_rank(np.array([a, b]), tol=1e-7)
    one, other = (algebra.direction(tuple(w), ring) for w in (u, v))
    assert (one == other) == (rank == 1)


def times(a: tuple[int, int], b: tuple[int, int], ring: str) -> tuple[int, int]:
    """Multiply 2 x 2 integer matrices: a + b t acts on (1, t)."""
    square = {"Z[sqrt2]": (2, 0), "Z[i]": (-1, 0), "Z[w]": (-1, -1), "Z[phi]": (1, 1)}[ring]
    one, t = np.eye(2, dtype=int), np.array([[0, square[0]], [1, square[1]]])
    assert np.allclose(sum(c * UNITS[ring] ** e for e, c in enumerate(square)), UNITS[ring] ** 2)
    first, second = ((a[0] * one + a[1] * t) @ (b[0] * one + b[1] * t))[:, 0]
    return int(first), int(second)


@pytest.mark.parametrize(
    ("literal", "ring", "pair"),
    [
        ("0", "Z", (0, 0)),
        ("-0", "Z", (0, 0)),
        ("-12", "Z", (-12, 0)),
        ("007", "Z[i]", (7, 0)),
        ("i", "Z[i]", (0, 1)),
        ("-i", "Z[i]", (0, -1)),
        ("+i", "Z[i]", (0, 1)),
        ("3*w", "Z[w]", (0, 3)),
        ("-3*w", "Z[w]", (0, -3)),
        ("1+w", "Z[w]", (1, 1)),
        ("-1-2*phi", "Z[phi]", (-1, -2)),
        ("1-sqrt2", "Z[sqrt2]", (1, -1)),
        ("5+0*sqrt2", "Z[sqrt2]", (5, 0)),
    ],
)
def test_ring_element(literal: str, ring: str, pair: tuple[int, int]) -> None:
    assert algebra.ring_element(literal, ring, "e") == pair


@pytest.mark.parametrize("literal", ["i", "", "+1", "1 ", "1\n", "\u0661", 1, None, "1" * 65])
def test_ring_element_refuses_in_z(literal: str, malformed: Refusal) -> None:
    where, expected, _ = malformed(lambda: algebra.ring_element(literal, "Z", "e"))
    assert (where, expected) == ("e", "an element of Z")


@pytest.mark.parametrize("literal", ["w", "2i", "i*2", "i+1", "1+", "1++i", "--i", "*i", "1i", "I"])
def test_ring_element_refuses_in_gauss(literal: str, malformed: Refusal) -> None:
    where, expected, found = malformed(lambda: algebra.ring_element(literal, "Z[i]", "e"))
    assert (where, expected) == ("e", "an element of Z[i] such as -2, i or 1-2*i")
    assert found == literal


def test_rays_refuse(malformed: Refusal) -> None:
    assert malformed(lambda: algebra.rays([["1", "0"], ["0", "0"]], "Z")) == (
        "statement.vectors[1]",
        "a non-zero vector",
        "the zero vector",
    )
    assert malformed(lambda: algebra.rays([["1", "0"], ["0", "1"], ["0", "-2"]], "Z")) == (
        "statement.vectors[2]",
        "distinct rays",
        "the ray of vector 1",
    )
    where, _, found = malformed(lambda: algebra.rays([["1", "x"]], "Z"))
    assert (where, found) == ("statement.vectors[0][1]", "x")


def brute_constraints(
    vectors: list[list[str]], dim: int, rule: str
) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Return the same by looking at all subsets of size `dim`, over the integers."""
    rows = [[int(entry) for entry in vector] for vector in vectors]

    def orthogonal(i: int, j: int) -> bool:
        return sum(a * b for a, b in zip(rows[i], rows[j], strict=True)) == 0

    size = range(len(rows))
    bases = [
        subset
        for subset in combinations(size, dim)
        if all(orthogonal(i, j) for i, j in combinations(subset, 2))
    ]
    pairs = [pair for pair in combinations(size, 2) if orthogonal(*pair)]
    if rule == "bases":
        pairs = [pair for pair in pairs if any(set(pair) <= set(basis) for basis in bases)]
    return pairs, bases


@pytest.mark.parametrize("rule", ["bases", "bases-and-pairs"])
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_constraints_agree_with_all_subsets(rule: str, data: st.DataObject) -> None:
    dim = data.draw(st.integers(2, 4))
    entries = st.lists(st.integers(-1, 1), min_size=dim, max_size=dim).filter(any)
    vectors = data.draw(st.lists(entries, min_size=1, max_size=10))
    kept: list[list[int]] = []
    for vector in vectors:
        if vector not in kept and [-e for e in vector] not in kept:
            kept.append(vector)
    words = [[str(e) for e in vector] for vector in kept]
    assert algebra.colouring_constraints(words, dim, "Z", rule) == brute_constraints(
        words, dim, rule
    )


@pytest.mark.parametrize(("name", "limit"), [("MAX_SEARCH_NODES", 2), ("MAX_BASES", 0)])
def test_constraints_stop_at_their_limits(
    name: str, limit: int, monkeypatch: pytest.MonkeyPatch, malformed: Refusal
) -> None:
    monkeypatch.setattr(algebra, name, limit)
    axes = [["1", "0"], ["0", "1"]]
    where, expected, found = malformed(lambda: algebra.colouring_constraints(axes, 2, "Z", "bases"))
    assert (where, found) == ("statement.vectors", "more")
    assert f"{limit}" in expected


@pytest.mark.parametrize("n", range(1, 6))
def test_tables_and_shifts_point_by_point(n: int) -> None:
    clear = algebra.vertex_masks(n)
    points = range(1 << n)
    for mask in points:
        table = algebra.monomial_table(mask, n)
        assert [table >> z & 1 for z in points] == [int(z & mask == mask) for z in points]
        mixed = table ^ algebra.monomial_table(mask >> 1, n)
        for vector in points:
            moved = algebra.shifted(mixed, vector, clear)
            assert [moved >> z & 1 for z in points] == [mixed >> (z ^ vector) & 1 for z in points]
    for i in range(n):
        assert [clear[i] >> z & 1 for z in points] == [1 - (z >> i & 1) for z in points]


def test_edges_are_in_lexicographic_order_of_vertices() -> None:
    assert algebra.edges(4, 2) == [0b0011, 0b0101, 0b1001, 0b0110, 0b1010, 0b1100]
    assert algebra.edges(3, 0) == [0]
    assert algebra.edges(2, 3) == []
