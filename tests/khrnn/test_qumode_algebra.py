"""Positions, momenta and the group of a qumode latent, exactly, against sympy and each other."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.qumode import symbolic, weyl
from khrnn.qumode.polynomial import Polynomial

FRACTIONS = st.fractions(-3, 3, max_denominator=4)


def polynomials(n: int, degree: int = 3) -> st.SearchStrategy[Polynomial]:
    monomials = st.lists(st.integers(0, n - 1), max_size=degree).map(lambda m: tuple(sorted(m)))
    return st.dictionaries(monomials, FRACTIONS, max_size=4).map(lambda t: Polynomial.of(n, t))


@settings(deadline=None, max_examples=20)
@given(polynomials(3), polynomials(3), st.tuples(FRACTIONS, FRACTIONS, FRACTIONS))
def test_polynomials_are_sympy_s(
    f: Polynomial, g: Polynomial, shift: tuple[Fraction, Fraction, Fraction]
) -> None:
    q = sympy.symbols("q0:3")

    def text(p: Polynomial) -> sympy.Expr:
        return sympy.expand(symbolic.expression(p, q))

    assert text(f * g) == sympy.expand(text(f) * text(g))
    assert text(f - g) == sympy.expand(text(f) - text(g))
    for mode in range(3):
        assert text(f.derivative(mode)) == sympy.expand(sympy.diff(text(f), q[mode]))
        assert f.antiderivative(mode).derivative(mode) == f
    moved = {
        a: a + sympy.Rational(b.numerator, b.denominator) for a, b in zip(q, shift, strict=True)
    }
    assert text(f.shifted(shift)) == sympy.expand(text(f).subs(moved, simultaneous=True))
    points = np.random.default_rng(0).normal(size=(3, 5))
    exact = [
        text(f).subs(dict(zip(q, map(sympy.Float, column), strict=True))) for column in points.T
    ]
    assert np.allclose(f(points), np.array(exact, dtype=float))


@settings(deadline=None, max_examples=30)
@given(polynomials(2, 4), st.fractions(Fraction(1, 4), 3, max_denominator=4))
def test_mean_over_positions_by_quadrature(f: Polynomial, variance: Fraction) -> None:
    nodes, weights = np.polynomial.hermite_e.hermegauss(12)
    s = float(variance) ** 0.5
    values = f([nodes[:, None] * s, nodes[None, :] * s]) * np.outer(weights, weights)
    assert np.isclose(values.sum() / (2 * np.pi), float(f.gaussian_mean(variance)))


def applied(operator: weyl.Operator, wave: sympy.Expr, q: tuple[sympy.Symbol, ...]) -> sympy.Expr:
    """Act on a function: momenta as derivatives first, then positions."""
    total = sympy.Integer(0)
    for (a, b), value in operator.terms.items():
        term = wave
        for symbol, power in zip(q, b, strict=True):
            for _ in range(power):
                term = -sympy.I * sympy.diff(term, symbol)
        for symbol, power in zip(q, a, strict=True):
            term = symbol**power * term
        total += operator.domain.to_sympy(value) * term
    return sympy.expand(total)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("qp"), st.integers(0, 1)), min_size=1, max_size=5))
def test_normal_order_acts_as_the_word(word: list[tuple[str, int]]) -> None:
    q = sympy.symbols("q0:2")
    wave = q[0] ** 3 * q[1] ** 2 + q[0] * q[1] ** 4 + 1
    operator, expected = weyl.identity(2), wave
    for letter, mode in word:
        operator = operator * (weyl.position if letter == "q" else weyl.momentum)(2, mode)
    for letter, mode in reversed(word):
        expected = q[mode] * expected if letter == "q" else -sympy.I * sympy.diff(expected, q[mode])
    assert sympy.expand(applied(operator, wave, q) - expected) == 0


@pytest.mark.parametrize(("n", "k"), [(n, k) for n in range(1, 6) for k in range(1, n + 1)])
def test_lie_algebra(n: int, k: int) -> None:
    closure = weyl.lie_closure(weyl.hypergraph_generators(n, k))
    assert closure.dimension == weyl.algebra_dimension(n, k)
    assert closure.nilpotency_class == k + 1


def test_closure_against_all_brackets() -> None:
    # Not only left-normed commutators: close the span under every bracket.
    span = weyl.rank_basis(weyl.hypergraph_generators(3, 3))
    while True:
        larger = weyl.rank_basis([*span, *(a.commutator(b) for a in span for b in span)])
        if len(larger) == len(span):
            break
        span = larger
    assert len(span) == weyl.lie_closure(weyl.hypergraph_generators(3, 3)).dimension == 11


def test_no_nilpotent_algebra() -> None:
    q, p = weyl.position(1, 0), weyl.momentum(1, 0)
    with pytest.raises(InputError, match="more than 6 of them vanish"):
        weyl.lie_closure([q * q, p * p], limit=6)


@pytest.mark.parametrize(("n", "k"), [(2, 1), (2, 2), (3, 2), (3, 3), (4, 3), (4, 4)])
def test_nullifiers(n: int, k: int) -> None:
    assert not any(symbolic.nullifier_commutators(n, k).values())
    assert set(symbolic.annihilation(n, k).values()) == {0}


def test_wrong_nullifiers_are_seen() -> None:
    weights = symbolic.weight_symbols(3, 2)
    one = symbolic.nullifier(3, weights, 0)
    other = symbolic.nullifier(3, {**weights, (0, 1): weights[0, 1] + 1}, 1)
    assert one.commutator(other)
    with pytest.raises(InputError, match="without repetition"):
        symbolic.nullifier(2, {(0, 0): 1}, 0)


ELEMENTS = st.tuples(st.tuples(FRACTIONS, FRACTIONS), polynomials(2, 2)).map(
    lambda pair: symbolic.Element(*pair)
)


@settings(deadline=None, max_examples=4)
@given(ELEMENTS, ELEMENTS, ELEMENTS)
def test_group_law(a: symbolic.Element, b: symbolic.Element, c: symbolic.Element) -> None:
    assert symbolic.group_law_residue(a, b) == 0
    assert (a * b) * c == a * (b * c)
    assert a * a.inverse() == symbolic.Element((Fraction(0), Fraction(0)), Polynomial(2))


def test_group_law_residue_sees_a_wrong_product(monkeypatch: pytest.MonkeyPatch) -> None:
    shift = symbolic.Element((Fraction(1), Fraction(0)), Polynomial(2))
    edge = symbolic.Element((Fraction(0), Fraction(0)), Polynomial.of(2, {(0, 1): 1}))
    swapped = symbolic.Element.__mul__
    monkeypatch.setattr(symbolic.Element, "__mul__", lambda a, b: swapped(b, a))
    assert symbolic.group_law_residue(edge, shift) != 0


def multilinear(n: int) -> st.SearchStrategy[Polynomial]:
    edges = st.sets(st.integers(0, n - 1), max_size=3).map(lambda e: tuple(sorted(e)))
    return st.dictionaries(edges, FRACTIONS, max_size=4).map(lambda t: Polynomial.of(n, t))


@settings(deadline=None, max_examples=40)
@given(multilinear(3), multilinear(3), st.fractions(Fraction(1, 4), 2, max_denominator=4))
def test_moments_of_operators_and_of_the_closed_form(
    f: Polynomial, g: Polynomial, variance: Fraction
) -> None:
    for order in range(6):
        operators = symbolic.quantum_moment(f, 0, g, variance, order)
        assert operators == symbolic.classical_moment(f, 0, g, variance, order)


def test_closed_form_needs_affine() -> None:
    cubic = Polynomial.of(1, {(0, 0, 0): 1})
    with pytest.raises(InputError, match="affine"):
        symbolic.classical_moment(cubic, 0, Polynomial(1), Fraction(1), 2)
    # and is false beyond: <p^3> of a cubic phase
    kept = [symbolic.quantum_moment(cubic, 0, Polynomial(1), Fraction(1), r) for r in range(5)]
    slope = cubic.derivative(0)
    classical = [
        sum(
            sympy.binomial(r, j)
            * _power(slope, j).gaussian_mean(Fraction(1))
            * Polynomial.of(1, {(0,) * (r - j): 1}).gaussian_mean(Fraction(1, 4))
            for j in range(r + 1)
        )
        for r in range(5)
    ]
    assert kept[:3] == classical[:3]
    assert kept[3] != classical[3]


def _power(p: Polynomial, exponent: int) -> Polynomial:
    total = Polynomial.of(p.n, {(): 1})
    for _ in range(exponent):
        total = total * p
    return total


def test_outcome_is_the_difference_of_derivatives() -> None:
    f, other = (Polynomial.of(3, {(0, 1, 2): w, (0, 1): 1}) for w in (2, 5))
    assert not symbolic.outcome(f, 0, f.derivative(0))
    assert str(symbolic.outcome(other, 0, f.derivative(0))) == "3 q1 q2"
    with pytest.raises(InputError):
        symbolic.outcome(Polynomial.of(1, {(0, 0): 1}), 0, Polynomial(1))


@pytest.mark.parametrize(
    ("terms", "message"),
    [({(3,): 1}, "0..2"), ({(-1,): 1}, "0..2"), ({(0,) * 13: 1}, "at most 12")],
)
def test_bad_monomials(terms: dict[tuple[int, ...], int], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Polynomial.of(3, terms)


def test_modes_must_agree() -> None:
    for operation in (Polynomial.__add__, Polynomial.__mul__):
        with pytest.raises(InputError, match="modes"):
            operation(Polynomial(1), Polynomial(2))
    with pytest.raises(InputError, match="modes"):
        weyl.identity(1) + weyl.identity(2)


def test_symmetric_edges() -> None:
    for n, k in product(range(1, 5), range(1, 5)):
        if k <= n:
            assert len(symbolic.edges_of(n, k)) == sympy.binomial(n, k)
        else:
            with pytest.raises(InputError, match="edge size"):
                symbolic.edges_of(n, k)
