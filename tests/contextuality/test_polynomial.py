"""Boolean polynomials against point-by-point values, SymPy, galois and coding theory."""

from fractions import Fraction
from itertools import combinations
from math import comb

import galois
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.logic.boolalg import anf_coeffs

from contextuality.errors import InputError
from contextuality.polynomial import (
    MAX_TABLE_VARIABLES,
    BooleanPolynomial,
    k_subsets,
    mask_of,
    vertices,
)

LAWS = settings(deadline=None, max_examples=100)


@st.composite
def polynomials(draw: st.DrawFn, count: int = 1, max_n: int = 6) -> tuple[BooleanPolynomial, ...]:
    n = draw(st.integers(0, max_n))
    masks = st.frozensets(st.integers(0, (1 << n) - 1), max_size=12)
    return tuple(BooleanPolynomial(n, draw(masks)) for _ in range(count))


@st.composite
def with_points(
    draw: st.DrawFn, count: int = 1, points: int = 2
) -> tuple[tuple[BooleanPolynomial, ...], tuple[int, ...]]:
    fs = draw(polynomials(count))
    point = st.integers(0, (1 << fs[0].n) - 1)
    return fs, tuple(draw(point) for _ in range(points))


def values(f: BooleanPolynomial) -> list[int]:
    """The definition, without any method of the class: sum of products of coordinates."""
    table = []
    for z in range(1 << f.n):
        total = 0
        for mask in f.monomials:
            term = 1
            for i in range(f.n):
                if (mask >> i) % 2:
                    term *= (z >> i) % 2
            total += term
        table.append(total % 2)
    return table


@LAWS
@given(polynomials())
def test_values_agree_with_the_definition(fs: tuple[BooleanPolynomial]) -> None:
    (f,) = fs
    expected = values(f)
    assert [f(z) for z in range(1 << f.n)] == expected
    assert [f.truth_table() >> z & 1 for z in range(1 << f.n)] == expected
    assert f.truth_table() < 1 << (1 << f.n)
    assert f.weight() == sum(expected)
    assert f.bias() == Fraction(sum((-1) ** v for v in expected), 1 << f.n)
    assert BooleanPolynomial.from_truth_table(f.n, f.truth_table()) == f


@settings(deadline=None, max_examples=25)
@given(
    st.integers(1, 4).flatmap(lambda n: st.lists(st.integers(0, 1), min_size=2**n, max_size=2**n))
)
def test_coefficients_agree_with_sympy(table: list[int]) -> None:
    n = len(table).bit_length() - 1
    f = BooleanPolynomial.from_truth_table(n, sum(v << z for z, v in enumerate(table)))
    assert [int(mask in f.monomials) for mask in range(1 << n)] == anf_coeffs(table)


@settings(deadline=None, max_examples=25)
@given(polynomials(count=2, max_n=4))
def test_ring_agrees_with_sympy(fs: tuple[BooleanPolynomial, BooleanPolynomial]) -> None:
    f, g = fs
    symbols = sympy.symbols(f"z0:{max(f.n, 1)}")

    def normal(expression: sympy.Expr) -> set[int]:
        # z^2 = z on bits: exponents are cut to 1 before coefficients are taken modulo 2.
        odd: set[int] = set()
        for exponents, coefficient in sympy.Poly(expression, *symbols).terms():
            if coefficient % 2:
                odd ^= {sum(1 << i for i, e in enumerate(exponents) if e)}
        return odd

    assert (f * g).monomials == normal(f.to_sympy() * g.to_sympy())
    assert (f + g).monomials == normal(f.to_sympy() + g.to_sympy())
    assert f.monomials == normal(f.to_sympy())


def test_truth_table_is_a_matrix_product_over_gf2() -> None:
    rng = np.random.default_rng(7)
    for n in range(1, 8):
        points = np.arange(1 << n)
        evaluation = galois.GF2(
            ((points[:, None] & points[None, :]) == points[None, :]).astype(int)
        )
        coefficients = galois.GF2(rng.integers(0, 2, size=1 << n))
        f = BooleanPolynomial(n, frozenset(np.flatnonzero(coefficients).tolist()))
        expected = evaluation @ coefficients
        assert [f.truth_table() >> z & 1 for z in range(1 << n)] == expected.tolist()


# The laws of derivatives.


@LAWS
@given(with_points())
def test_shift_and_derivative_pointwise(
    case: tuple[tuple[BooleanPolynomial], tuple[int, int]],
) -> None:
    (f,), (a, _) = case
    for z in range(1 << f.n):
        assert f.shift(a)(z) == f(z ^ a)
        assert f.derivative(a)(z) == f(z ^ a) ^ f(z)


@LAWS
@given(with_points(count=2))
def test_derivative_laws(
    case: tuple[tuple[BooleanPolynomial, BooleanPolynomial], tuple[int, int]],
) -> None:
    (f, g), (a, b) = case
    zero = BooleanPolynomial.zero(f.n)
    d = BooleanPolynomial.derivative
    assert d(f, 0) == zero
    assert d(d(f, a), a) == zero
    assert d(f + g, a) == d(f, a) + d(g, a)
    assert d(d(f, a), b) == d(d(f, b), a)
    assert d(f, a ^ b) == d(f, a) + d(f, b) + d(d(f, a), b)
    assert d(f, a ^ b) == d(f, a).shift(b) + d(f, b)
    assert d(f * g, a) == d(f, a) * g + f * d(g, a) + d(f, a) * d(g, a)
    assert d(f, a).shift(a) == d(f, a)
    assert f.shift(a).shift(b) == f.shift(a ^ b)
    assert f.shift(a).degree == f.degree


@LAWS
@given(polynomials())
def test_derivative_along_a_vertex(fs: tuple[BooleanPolynomial]) -> None:
    (f,) = fs
    for i in range(f.n):
        df = f.derivative(1 << i)
        assert not any(mask >> i & 1 for mask in df.monomials)
        assert df.degree <= max(f.degree - 1, -1)
        # It is what multiplies z_i.
        assert df == f.restrict(i, 0) + f.restrict(i, 1)
        assert f == BooleanPolynomial.variable(f.n, i) * df + f.restrict(i, 0)


@LAWS
@given(with_points())
def test_derivative_lowers_the_degree(
    case: tuple[tuple[BooleanPolynomial], tuple[int, int]],
) -> None:
    (f,), (a, _) = case
    assert f.derivative(a).degree <= max(f.degree - 1, -1)


def test_derivatives_over_the_subsets_of_an_edge_sum_to_one() -> None:
    rng = np.random.default_rng(3)
    for n, k in [(3, 1), (4, 2), (5, 3), (6, 4), (6, 6)]:
        edges = k_subsets(n, k)
        for _ in range(10):
            chosen = [e for e in edges if rng.integers(2)] or [edges[-1]]
            f = BooleanPolynomial(n, frozenset(chosen))
            for e in chosen:
                total = BooleanPolynomial.zero(n)
                for size in range(1, k + 1):
                    for subset in combinations(vertices(e), size):
                        total += f.derivative(mask_of(subset, n))
                assert total == BooleanPolynomial.one(n)


@LAWS
@given(polynomials())
def test_weight_respects_the_minimum_distance(fs: tuple[BooleanPolynomial]) -> None:
    # MacWilliams and Sloane, chapter 13, theorem 3: RM(r, n) has distance 2^(n - r).
    (f,) = fs
    if f.degree >= 0:
        assert f.weight() >= 1 << (f.n - f.degree)
        # R. J. McEliece, Discrete Mathematics 3, 215 (1972): 2^(ceil(n/r) - 1) divides weights.
        assert f.weight() % (1 << ((f.n - 1) // f.degree if f.degree else f.n)) == 0


# Size: symbolic operations have no limit, tables have one.


def test_symbolic_operations_at_large_n() -> None:
    n = 300
    f = BooleanPolynomial.monomial(n, [0, 150, 299]) + BooleanPolynomial.variable(n, 7)
    df = f.derivative(1 << 299)
    assert df == BooleanPolynomial.monomial(n, [0, 150])
    assert f(mask_of([0, 7, 150, 299], n)) == 0
    assert (f * f) == f
    assert f.bias() == 0
    assert df.weight() == 1 << (n - 2)


@pytest.mark.parametrize("n", range(10, 16))
def test_bias_is_the_same_by_groups_and_by_one_table(n: int) -> None:
    """On both sides of the size from which groups of variables are counted one by one."""
    rng = np.random.default_rng(n)
    for size in (1, 3, 8, 40):
        masks = frozenset(
            (rng.integers(1 << n, size=size) & rng.integers(1 << n, size=size)).tolist()
        )
        f = BooleanPolynomial(n, masks)
        assert f.bias() == 1 - Fraction(2 * f.truth_table().bit_count(), 1 << n)
        assert BooleanPolynomial(n + 20, masks).bias() == f.bias()


def test_bias_factors_over_disjoint_variables() -> None:
    n = 60
    f = BooleanPolynomial(n, frozenset(0b111 << (3 * j) for j in range(20)))
    assert f.bias() == Fraction(3, 4) ** 20
    assert (f + BooleanPolynomial.one(n)).bias() == -(Fraction(3, 4) ** 20)


def test_table_limit() -> None:
    n = MAX_TABLE_VARIABLES
    assert BooleanPolynomial.monomial(n, range(n)).truth_table() == 1 << (1 << n) - 1
    with pytest.raises(InputError, match="truth table: expected between 0 and 24 variables"):
        BooleanPolynomial.zero(n + 1).truth_table()
    with pytest.raises(InputError, match="truth table"):
        BooleanPolynomial.from_truth_table(n + 1, 0)
    with pytest.raises(InputError, match="truth table"):
        BooleanPolynomial.monomial(n + 1, range(n + 1)).weight()


# Text.


@LAWS
@given(polynomials(max_n=12))
def test_text_round_trip(fs: tuple[BooleanPolynomial]) -> None:
    (f,) = fs
    assert BooleanPolynomial.parse(str(f), f.n) == f
    assert BooleanPolynomial.parse(f" {str(f).replace('+', ' +  ').replace('*', ' * ')} ", f.n) == f


def test_order_of_terms() -> None:
    f = BooleanPolynomial.parse("1 + z2 + z1*z2 + z0*z10 + z0*z2", 11)
    assert str(f) == "z0*z2 + z0*z10 + z1*z2 + z2 + 1"
    assert f.latex() == "z_{0} z_{2} + z_{0} z_{10} + z_{1} z_{2} + z_{2} + 1"
    assert BooleanPolynomial.zero(2).latex() == "0"


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            "+",
            "z0 +",
            "z0 ++ z1",
            "2",
            "z",
            "z-1",
            "z01",
            "Z0",
            "z0 z1",
            "z0*",
            "1*z0",
            "0 + z0",
        ],
        *[
            "z3",
            "z0*z0",
            "z0 + z0",
            "z0*z1 + z1*z0",
            "1 + 1",
            "z٣",
            "z99999999999999999999",
            "z0\x00",
        ],
    ],
)
def test_parse_refuses(text: str) -> None:
    with pytest.raises(InputError, match=r"term \d+"):
        BooleanPolynomial.parse(text, 3)


def test_parse_error_names_the_term() -> None:
    with pytest.raises(InputError) as caught:
        BooleanPolynomial.parse("z0 + z1*z7", 3)
    assert str(caught.value) == "term 1: item 1: expected a vertex, an integer in 0..2, found 7"


# Construction.


@pytest.mark.parametrize(
    ("n", "monomials"),
    [
        *[(2, frozenset({4})), (2, frozenset({-1})), (-1, frozenset())],
        *[(2, frozenset({1.0})), (2, {1}), (True, frozenset()), (2, frozenset({True}))],
    ],
)
def test_constructor_refuses(n: int, monomials: frozenset[int]) -> None:
    with pytest.raises(InputError):
        BooleanPolynomial(n, monomials)


def test_operations_refuse_misfits() -> None:
    f, g = BooleanPolynomial.one(2), BooleanPolynomial.one(3)
    with pytest.raises(InputError, match="both in 2 variables"):
        f + g
    with pytest.raises(InputError, match="both in 2 variables"):
        f * g
    for point in (-1, 4):
        with pytest.raises(InputError, match="point"):
            f(point)
        with pytest.raises(InputError, match="point"):
            f.shift(point)
    with pytest.raises(InputError, match="perm"):
        f.relabel([0, 0])
    with pytest.raises(InputError, match="value"):
        f.restrict(0, 2)
    with pytest.raises(InputError, match="vertex"):
        f.restrict(2, 0)
    for table in (-1, 1 << 4):
        with pytest.raises(InputError, match="table"):
            BooleanPolynomial.from_truth_table(2, table)


@LAWS
@given(polynomials().flatmap(lambda fs: st.tuples(st.just(fs[0]), st.permutations(range(fs[0].n)))))
def test_relabel_moves_the_points_along(case: tuple[BooleanPolynomial, list[int]]) -> None:
    f, perm = case
    for z in range(1 << f.n):
        moved = sum(1 << perm[i] for i in range(f.n) if z >> i & 1)
        assert f.relabel(perm)(moved) == f(z)


def test_degree_and_constants() -> None:
    assert BooleanPolynomial.zero(3).degree == -1
    assert BooleanPolynomial.one(3).degree == 0
    assert BooleanPolynomial.monomial(3, []) == BooleanPolynomial.one(3)
    assert BooleanPolynomial.zero(0).is_constant
    assert not BooleanPolynomial.variable(3, 2).is_constant
    assert BooleanPolynomial.one(0).truth_table() == 1


# Masks.


@pytest.mark.parametrize(("n", "k"), [(0, 0), (5, 0), (5, 2), (6, 6), (3, 4)])
def test_k_subsets(n: int, k: int) -> None:
    masks = k_subsets(n, k)
    assert len(set(masks)) == len(masks) == comb(n, k)
    tuples = [vertices(mask) for mask in masks]
    assert tuples == sorted(tuples)
    assert all(len(t) == k and mask_of(t, n) == m for t, m in zip(tuples, masks, strict=True))


def test_masks_refuse() -> None:
    with pytest.raises(InputError, match="item 1: expected each vertex at most once"):
        mask_of([1, 1], 2)
    for wrong in (2, -1, True, "0", 1.0):
        with pytest.raises(InputError, match="item 0"):
            mask_of([wrong], 2)  # type: ignore[list-item]
    with pytest.raises(InputError, match="mask"):
        vertices(-1)
    with pytest.raises(InputError, match="k_subsets"):
        k_subsets(3, -1)
