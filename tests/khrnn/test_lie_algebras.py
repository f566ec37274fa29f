"""Closures, series and ideals against dense matrices, sympy and centroids solved for directly."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from math import comb, factorial

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.pauli import parse_pauli, pauli_string, paulis_commute
from khrnn.trainability.brackets import (
    hypergraph_phase,
    momentum,
    pauli_bracket,
    position_monomial,
    weyl_bracket,
)
from khrnn.trainability.exact_spans import Span, add_multiple, null_space
from khrnn.trainability.generators import (
    STRING_SETS,
    on_line,
    phase_algebra,
    qumode_algebra,
    qumode_dimension,
    rotation_algebra,
    string_set,
)
from khrnn.trainability.lie_algebra import bracket_of, closure
from khrnn.trainability.pauli_algebra import PauliAlgebra, generate, simple_type

LETTERS = {
    "I": np.eye(2),
    "X": np.array([[0, 1], [1, 0]]),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.diag([1, -1]),
}


def dense(label, n):
    """Qubit 0 is the least significant bit."""
    matrix = np.eye(1)
    for letter in pauli_string(*label, n):
        matrix = np.kron(LETTERS[letter], matrix)
    return matrix


def dense_vector(vector, n):
    return sum(1j * float(c) * dense(label, n) for label, c in vector.items())


def dense_dimension(generators):
    """Closure by floating-point ranks of flattened matrices, real coefficients."""

    def independent(found, matrix):
        flat = [np.concatenate([m.real.ravel(), m.imag.ravel()]) for m in [*found, matrix]]
        unit = [f / np.linalg.norm(f) for f in flat]
        return np.linalg.matrix_rank(np.array(unit), tol=1e-8) == len(unit)

    found: list[np.ndarray] = []
    queue = list(generators)
    while queue:
        latest = queue.pop()
        if np.linalg.norm(latest) > 1e-9 and independent(found, latest):
            latest = latest / np.linalg.norm(latest)
            found.append(latest)
            queue += [g @ latest - latest @ g for g in generators]
    return len(found)


# ------------------------------------------------------------------ linear algebra and brackets

matrices = st.lists(st.lists(st.integers(-3, 3), min_size=4, max_size=4), min_size=1, max_size=6)


@settings(deadline=None)
@given(matrices)
def test_span_and_null_space_against_sympy(rows):
    vectors = [{j: v for j, v in enumerate(row) if v} for row in rows]
    matrix = sympy.Matrix(rows)
    span = Span(vectors)
    assert span.dimension == matrix.rank()
    assert all(span.contains(v) for v in vectors)
    for pivot, row in span.rows.items():
        assert row[pivot] == 1
        assert all(other == pivot or other not in row for other in span.rows)
    solutions = null_space(vectors, range(4))
    assert len(solutions) == len(matrix.nullspace()) == Span(solutions).dimension
    for s in solutions:
        assert all(sum(v.get(j, 0) * s.get(j, 0) for j in range(4)) == 0 for v in vectors)


def test_pauli_bracket_is_the_commutator():
    labels = list(product(range(4), repeat=2))
    for a, b in product(labels, labels):
        left, right = 1j * dense(a, 2), 1j * dense(b, 2)
        found = pauli_bracket(a, b)
        assert np.allclose(left @ right - right @ left, dense_vector(found, 2) + np.zeros((4, 4)))


def test_hypergraph_phase_is_the_product_of_bits():
    for edge in range(8):
        wanted = np.diag([1j * (z & edge == edge) for z in range(8)])
        assert np.array_equal(dense_vector(hypergraph_phase(edge), 3), wanted)


def apply_weyl(label, poly, q):
    """The Weyl-ordered monomial on a polynomial in q: p = -i d/dq, one mode."""
    (a,), (b,) = label
    total = 0
    for j in range(a + 1):
        total += comb(a, j) * q**j * (-sympy.I) ** b * sympy.diff(q ** (a - j) * poly, q, b)
    return sympy.expand(total / 2**a)


def test_weyl_bracket_against_differential_operators():
    q = sympy.Symbol("q")
    labels = [((a,), (b,)) for a in range(3) for b in range(3)] + [((3,), (0,)), ((1,), (3,))]
    test = q**4 + 7
    images = {label: apply_weyl(label, test, q) for label in labels}
    for a, b in combinations(labels, 2):
        commutator = apply_weyl(a, images[b], q) - apply_weyl(b, images[a], q)
        moyal = sum(
            sympy.Rational(c.numerator, c.denominator) * apply_weyl(label, test, q)
            for label, c in weyl_bracket(a, b).items()
        )
        assert sympy.expand(commutator - sympy.I * moyal) == 0


powers = st.tuples(st.integers(0, 3), st.integers(0, 3))
weyl_labels = st.tuples(powers, powers)


@settings(deadline=None)
@given(weyl_labels, weyl_labels, weyl_labels)
def test_weyl_bracket_is_a_lie_bracket(a, b, c):
    forth, back = weyl_bracket(a, b), weyl_bracket(b, a)
    assert forth == {label: -v for label, v in back.items()}
    total = {}
    for x, y, z in ((a, b, c), (b, c, a), (c, a, b)):
        add_multiple(total, 1, bracket_of(weyl_bracket, {x: 1}, weyl_bracket(y, z)))
    assert total == {}


# ------------------------------------------------------------------ closures and series


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.dictionaries(
            st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 3), min_size=1,
            max_size=3,
        ),
        min_size=1,
        max_size=3,
    )
)  # fmt: skip
def test_closure_against_dense_ranks(generators):
    algebra = closure(pauli_bracket, generators)
    assert algebra.dimension == dense_dimension([dense_vector(g, 2) for g in generators])
    for a in algebra.basis:
        assert all(algebra.span.contains(algebra.of(a, b)) for b in algebra.basis)
    # Compact: centre and derived algebra are complements, and the Killing form sees the latter.
    derived = algebra.derived().dimension
    assert algebra.centre().dimension + derived == algebra.dimension
    assert algebra.killing_rank() == derived


def test_known_algebras():
    su2 = closure(pauli_bracket, [{(1, 0): 1}, {(0, 1): 1}])
    assert su2.killing_form() == [[-8, 0, 0], [0, -8, 0], [0, 0, -8]]
    assert su2.lower_central_series() == su2.derived_series() == (3,)
    assert su2.nilpotency_class is None
    assert not su2.is_solvable
    heisenberg = qumode_algebra(1, 1)
    assert heisenberg.lower_central_series() == (3, 1, 0)
    assert heisenberg.killing_rank() == 0
    # p and qp: the affine group of the line, solvable and not nilpotent.
    affine = closure(weyl_bracket, [momentum(1, 0), {((1,), (1,)): 1}])
    assert affine.derived_series() == (2, 1, 0)
    assert affine.lower_central_series() == (2, 1)
    assert affine.is_solvable
    assert affine.nilpotency_class is None
    # Two quadratic phases and p^2: the oscillator algebra sp(2, R), dimension 3.
    assert closure(weyl_bracket, [{((2,), (0,)): 1}, {((0,), (2,)): 1}]).dimension == 3
    # A cubic phase and p^2 never close.
    with pytest.raises(InputError, match="at most 60"):
        closure(weyl_bracket, [{((3,), (0,)): 1}, {((0,), (2,)): 1}], limit=60)
    with pytest.raises(InputError, match="at least one"):
        closure(pauli_bracket, [])


@pytest.mark.parametrize(("n", "k"), [(n, k) for n in range(1, 6) for k in range(1, n + 1)])
def test_qumode_cell(n, k):
    algebra = qumode_algebra(n, k)
    assert algebra.dimension == qumode_dimension(n, k)
    tails = [sum(comb(n, j) for j in range(k - m + 1)) for m in range(1, k + 1)]
    assert algebra.lower_central_series() == (algebra.dimension, *tails, 0)
    assert algebra.nilpotency_class == k + 1
    assert algebra.derived_series()[:2] == (algebra.dimension, tails[0])
    assert algebra.derived_series()[-1] == 0
    centre = algebra.centre()
    assert centre.dimension == 1
    assert centre.contains({((0,) * n, (0,) * n): 1})
    assert algebra.span.contains(position_monomial(n, range(k)))


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_qumode_cell_on_eight_modes(k):
    assert qumode_algebra(8, k).dimension == qumode_dimension(8, k)


@pytest.mark.parametrize(("n", "k"), [(8, 4), (9, 3), (8, 8), (5, 2), (1, 1)])
def test_phases_of_the_qubit_cell(n, k):
    assert phase_algebra(n, k).dimension == sum(comb(n, j) for j in range(k + 1))
    block = phase_algebra(n, k, ancilla=True)
    assert block.dimension == sum(comb(n, j) for j in range(k))
    assert all(m >> n & 1 for row in block.rows.values() for m in row)


def test_phase_algebra_against_conjugated_diagonals():
    for n, k in [(3, 1), (3, 2), (4, 2), (4, 3)]:
        points = np.arange(1 << n)
        rows = [
            ((points ^ a) & e == e).astype(float)
            for a in range(1 << n)
            for e in (sum(1 << i for i in c) for c in combinations(range(n), k))
        ]
        assert np.linalg.matrix_rank(np.array(rows)) == phase_algebra(n, k).dimension


@pytest.mark.parametrize(("n", "k"), [(1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (3, 3)])
def test_rotations_instead_of_shifts_generate_everything(n, k):
    wanted = 3 * n + 1 if k == 1 else 4**n
    assert rotation_algebra(n, k).dimension == wanted
    if n < 3:
        phases = [hypergraph_phase(sum(1 << i for i in c)) for j in range(1, k + 1)
                  for c in combinations(range(n), j)]  # fmt: skip
        shifts = [{(1 << i, 0): 1} for i in range(n)]
        assert dense_dimension([dense_vector(g, n) for g in phases + shifts]) == wanted


def test_sizes_out_of_range():
    for call in (qumode_algebra, rotation_algebra, phase_algebra, qumode_dimension):
        with pytest.raises(InputError, match="1 <= k <= n"):
            call(2, 3)
    with pytest.raises(InputError, match="at least 2"):
        string_set("iqp", 1)
    with pytest.raises(InputError, match="one of hardware-efficient"):
        string_set("brickwork", 3)


# ------------------------------------------------------------------ Pauli strings


def test_anchors():
    """su(2^n), so(2n), so(2n+1), abelian, and the Heisenberg chain of arXiv 2309.05690."""
    for n in range(3, 7):
        found = {name: string_set(name, n) for name in STRING_SETS}
        assert found["hardware-efficient"].dimension == 4**n - 1
        assert found["hardware-efficient"].describe() == f"su({2**n})"
        assert found["matchgate"].dimension == n * (2 * n - 1)
        assert found["matchgate"].describe() == ("su(4)" if n == 3 else f"so({2 * n})")
        assert found["ising"].dimension == n * (2 * n + 1)
        assert found["ising"].describe() == f"so({2 * n + 1})"
        assert found["iqp"].is_abelian
        assert found["iqp"].dimension == comb(n + 1, 2)
        wanted = f"su({2 ** (n - 1)})" if n % 2 else f"4 su({2 ** (n - 2)})"
        assert found["heisenberg"].describe() == wanted
    assert string_set("hardware-efficient", 2).dimension == 15  # su(4)


def test_purely_imaginary_strings_generate_orthogonal_matrices():
    """Strings with an odd number of Y are antisymmetric: so(2^n)."""
    for n in (3, 4, 5):
        strings = [s for w in ("Y", "XY", "YX", "ZY", "YZ") for s in on_line(w, n)]
        assert generate(n, strings).describe() == f"so({2**n})"


def centroid_dimension(algebra: PauliAlgebra) -> int:
    """The maps that commute with ad, solved for entry by entry: one for each simple ideal."""
    strings = [s for c in algebra.components for s in c.strings]
    equations = []
    for g in algebra.generators:
        acts = {s: pauli_bracket(g, s) for s in strings}
        for s in strings:
            for row in strings:
                equation = {}
                # (T ad_g s)_row - (ad_g T s)_row
                for image, c in acts[s].items():
                    add_multiple(equation, c, {(row, image): 1})
                for middle in strings:
                    if row in acts[middle]:
                        add_multiple(equation, -acts[middle][row], {(middle, s): 1})
                if equation:
                    equations.append(equation)
    return len(null_space(equations, product(strings, strings)))


labels = st.tuples(st.integers(0, 7), st.integers(0, 7))


@settings(deadline=None, max_examples=40)
@given(st.lists(labels, min_size=1, max_size=5))
def test_ideals_of_random_strings(generators):
    algebra = generate(3, generators)
    general = closure(pauli_bracket, [{g: 1} for g in generators])
    assert algebra.dimension == general.dimension
    assert Span([{s: 1} for s in algebra.centre]).dimension == general.centre().dimension
    algebra.describe()  # every component has a type
    rng = np.random.default_rng(0)
    for component in algebra.components:
        part = closure(pauli_bracket, [{s: 1} for s in component.strings[:40]], limit=64)
        if part.dimension != len(component.strings):
            continue
        # Rank: the centraliser of a random element is a Cartan subalgebra.
        weights = rng.integers(-50, 51, len(component.strings))
        element = {s: int(w) for s, w in zip(component.strings, weights, strict=True) if w}
        centraliser = part.centraliser([element])
        assert centraliser.dimension == component.copies * component.simple_rank
    if sum(len(c.strings) for c in algebra.components) <= 15:
        assert centroid_dimension(algebra) == sum(c.copies for c in algebra.components)


def test_copies_that_a_graph_does_not_show():
    """X, Z and XI, ZI times a central string: one connected graph, two su(2)."""
    algebra = generate(2, map(parse_pauli, ["XI", "ZI", "XZ"]))
    assert len(algebra.components) == 1
    assert algebra.describe() == "2 su(2)"
    assert centroid_dimension(algebra) == 2


def test_killing_form_of_strings():
    """Diagonal: -4 times the number of strings that anticommute, constant on a component."""
    for name, n in (("matchgate", 3), ("ising", 2), ("heisenberg", 3)):
        algebra = string_set(name, n)
        general = closure(pauli_bracket, [{s: 1} for s in algebra.strings])
        form = general.killing_form()
        for component in algebra.components:
            for i, row in enumerate(general.basis):
                [label] = row
                near = sum(not paulis_commute(label, s) for s in component.strings)
                assert form[i][i] == -4 * near == -4 * component.partners
                assert not any(v for j, v in enumerate(form[i]) if j != i)


def test_simple_types():
    """Dimensions and ranks of the classical series; B, C and E6 share theirs."""
    for r in range(1, 12):
        assert simple_type(r * (r + 2), r, 0) == f"su({r + 1})"
    for r in range(4, 12):
        assert simple_type(r * (2 * r - 1), r, 0) == f"so({2 * r})"
    for r in range(3, 12):
        assert simple_type(r * (2 * r + 1), r, 4 * r - 2) == f"so({2 * r + 1})"
        assert simple_type(r * (2 * r + 1), r, r * (r + 1)) == f"sp({r})"
    assert simple_type(10, 2, 6) == "sp(2)"
    assert [simple_type(*t, 0) for t in ((14, 2), (52, 4), (133, 7), (248, 8))] == [
        "g2", "f4", "e7", "e8",
    ]  # fmt: skip
    assert simple_type(78, 6, 32) == "e6"
    for wrong in ((4, 1, 2), (36, 4, 15), (78, 6, 31), (0, 0, 0)):
        with pytest.raises(InputError, match="compact simple"):
            simple_type(*wrong)


def test_generate_rejects():
    with pytest.raises(InputError, match="at least one"):
        generate(2, [])
    with pytest.raises(InputError, match="masks below"):
        generate(2, [(4, 0)])
    with pytest.raises(InputError, match="at most 20"):
        generate(3, string_set("hardware-efficient", 3).generators, limit=20)


def test_moyal_coefficients_are_exact():
    assert weyl_bracket(((5,), (0,)), ((0,), (5,)))[(0,), (0,)] == Fraction(
        factorial(5) ** 2, 16 * factorial(5)
    )
