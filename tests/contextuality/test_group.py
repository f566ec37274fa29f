"""The hypergraph stabilizer group against dense matrices built from Kronecker products."""

from collections import Counter
from functools import reduce
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from contextuality.errors import InputError
from contextuality.group import Commutation, GroupElement, group_order_log2, random_element
from contextuality.polynomial import BooleanPolynomial, k_subsets, vertices

Matrix = NDArray[np.int64]
LAWS = settings(deadline=None, max_examples=100)
X: Matrix = np.array([[0, 1], [1, 0]])
ONE: Matrix = np.array([[0, 0], [0, 1]])
I2: Matrix = np.eye(2, dtype=np.int64)


def kron(n: int, factors: dict[int, Matrix]) -> Matrix:
    """The product operator; qubit 0 is the rightmost Kronecker factor."""
    return reduce(
        np.kron, [factors.get(i, I2) for i in reversed(range(n))], np.eye(1, dtype=np.int64)
    )


def dense(element: GroupElement) -> Matrix:
    """Gate by gate: C^mZ is 1 minus twice the projector on all ones."""
    n = element.n
    matrix = kron(n, dict.fromkeys(vertices(element.shift), X))
    for mask in element.phase.monomials:
        projector = kron(n, dict.fromkeys(vertices(mask), ONE))
        matrix = matrix @ (np.eye(1 << n, dtype=np.int64) - 2 * projector)
    return matrix


def cases(seed: int) -> list[tuple[GroupElement, GroupElement]]:
    rng = np.random.default_rng(seed)
    return [
        (
            random_element(n, k, rng, hermitian=bool(rng.integers(2))),
            random_element(n, k, rng, hermitian=bool(rng.integers(2))),
        )
        for n, k in product(range(1, 6), range(1, 6))
        for _ in range(8)
    ]


@st.composite
def elements(draw: st.DrawFn, count: int = 2) -> tuple[GroupElement, ...]:
    n = draw(st.integers(0, 6))
    point = st.integers(0, (1 << n) - 1)
    return tuple(
        GroupElement(draw(point), BooleanPolynomial(n, draw(st.frozensets(point, max_size=8))))
        for _ in range(count)
    )


def test_operations_agree_with_dense_matrices() -> None:
    seen: Counter[Commutation] = Counter()
    for a, b in cases(11):
        A, B = dense(a), dense(b)
        identity = np.eye(1 << a.n, dtype=np.int64)
        assert np.array_equal(a.matrix(), A)
        assert np.array_equal((a * b).matrix(), A @ B)
        assert np.array_equal(a.square().matrix(), A @ A)
        assert np.array_equal(a.inverse().matrix(), A.T)
        assert np.array_equal(a.negate().matrix(), -A)
        assert np.array_equal(a.inverse().matrix() @ A, identity)
        assert a.is_hermitian() == np.array_equal(A, A.T)
        assert a.is_antihermitian() == np.array_equal(A, -A.T)
        if np.array_equal(A @ B, B @ A):
            expected = Commutation.COMMUTE
        elif np.array_equal(A @ B, -B @ A):
            expected = Commutation.ANTICOMMUTE
        else:
            expected = Commutation.NEITHER
        assert a.commutation(b) is expected
        seen[expected] += 1
    assert min(seen[kind] for kind in Commutation) >= 10


def test_sympy_matrix_is_the_dense_one() -> None:
    for a, _ in cases(12)[::10]:
        assert a.to_sympy() == sympy.ImmutableMatrix(dense(a).tolist())


@LAWS
@given(elements(count=3))
def test_group_axioms(abc: tuple[GroupElement, GroupElement, GroupElement]) -> None:
    a, b, c = abc
    identity = GroupElement.identity(a.n)
    assert (a * b) * c == a * (b * c)
    assert a * identity == a == identity * a
    assert a * a.inverse() == identity == a.inverse() * a
    assert (a * b).inverse() == b.inverse() * a.inverse()
    assert a.square() == a * a
    assert a.negate() == a * GroupElement.diagonal(BooleanPolynomial.one(a.n))


@LAWS
@given(elements())
def test_commutation_laws(ab: tuple[GroupElement, GroupElement]) -> None:
    a, b = ab
    zero, one = BooleanPolynomial.zero(a.n), BooleanPolynomial.one(a.n)
    bracket = a.phase.derivative(b.shift) + b.phase.derivative(a.shift)
    assert (a * b == b * a) == (bracket == zero) == (a.commutation(b) is Commutation.COMMUTE)
    assert (a * b == (b * a).negate()) == (bracket == one)
    assert (bracket == one) == (a.commutation(b) is Commutation.ANTICOMMUTE)
    assert a.commutation(b) is b.commutation(a)
    # The commutator is diagonal, with the bracket shifted by the common shift.
    commutator = a * b * (b * a).inverse()
    assert commutator == GroupElement.diagonal(bracket.shift(a.shift ^ b.shift))


@LAWS
@given(elements(count=1))
def test_square_laws(items: tuple[GroupElement]) -> None:
    (a,) = items
    identity = GroupElement.identity(a.n)
    assert a.square() == GroupElement.diagonal(a.phase.derivative(a.shift))
    assert a.is_hermitian() == (a.square() == identity)
    assert a.is_antihermitian() == (a.square() == identity.negate())


@LAWS
@given(elements())
def test_affine_phases_have_no_third_case(
    ab: tuple[GroupElement, GroupElement],
) -> None:
    a, b = (
        GroupElement(
            g.shift,
            BooleanPolynomial(g.n, frozenset(m for m in g.phase.monomials if m.bit_count() < 2)),
        )
        for g in ab
    )
    assert a.commutation(b) is not Commutation.NEITHER
    assert a.is_hermitian() or a.is_antihermitian()


@pytest.mark.parametrize(
    ("n", "k"), [(1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 2), (3, 3), (4, 2)]
)
def test_order_by_closure(n: int, k: int) -> None:
    generators = [GroupElement.x(n, [i]) for i in range(n)]
    generators += [
        GroupElement.diagonal(BooleanPolynomial(n, frozenset({mask})))
        for j in range(k)
        for mask in k_subsets(n, j)
    ]
    group = {GroupElement.identity(n)}
    frontier = list(group)
    while frontier:
        frontier = [h for g in frontier for h in {g * s for s in generators} - group]
        frontier = list(set(frontier))
        group.update(frontier)
    assert len(group) == 1 << group_order_log2(n, k)


@pytest.mark.parametrize("hermitian", [False, True])
def test_random_elements_follow_the_stated_law(hermitian: bool) -> None:
    n, k, draws = 2, 2, 6000
    rng = np.random.default_rng(5)
    counts = Counter(random_element(n, k, rng, hermitian=hermitian) for _ in range(draws))
    phases = [
        BooleanPolynomial(n, frozenset(m for j, m in enumerate((0, 1, 2)) if index >> j & 1))
        for index in range(8)
    ]
    for shift in range(4):
        allowed = [
            GroupElement(shift, g)
            for g in phases
            if not hermitian or GroupElement(shift, g).is_hermitian()
        ]
        share = draws / 4 / len(allowed)
        assert sum(counts[e] for e in allowed) == sum(
            count for e, count in counts.items() if e.shift == shift
        )
        for element in allowed:  # about six standard deviations
            assert abs(counts[element] - share) < 6 * share**0.5


def test_random_elements_are_measurable_and_of_bounded_degree() -> None:
    rng = np.random.default_rng(6)
    degrees = set()
    for n, k in product(range(7), range(1, 6)):
        for _ in range(10):
            element = random_element(n, k, rng, hermitian=True)
            assert element.is_hermitian()
            assert element.degree <= min(n, k - 1)
            degrees.add(element.degree)
    assert {-1, 0, 1, 2, 3, 4} <= degrees


def test_random_elements_beyond_64_qubits() -> None:
    element = random_element(100, 2, np.random.default_rng(1), hermitian=True)
    assert element.is_hermitian()
    assert element.shift >> 64


def test_text() -> None:
    a = GroupElement(0b101, BooleanPolynomial.parse("z1*z2 + 1", 3))
    assert str(a) == "X0 X2 (-1)^(z1*z2 + 1)"
    assert a.latex() == "X_{0} X_{2} (-1)^{z_{1} z_{2} + 1}"
    assert a.as_operator_string() == "- X0 X2 CZ12"
    identity = GroupElement.identity(3)
    assert (str(identity), identity.latex()) == ("I", r"\mathbb{1}")
    assert identity.negate().as_operator_string() == "- I"
    big = GroupElement(1, BooleanPolynomial.parse("z1 + z0*z2*z3 + z0*z1*z2*z3", 4))
    assert big.as_operator_string() == "+ X0 Z1 CCZ023 C^3Z0123"
    wide = GroupElement.diagonal(BooleanPolynomial.parse("z1*z10 + z10", 11))
    assert wide.as_operator_string() == "+ Z10 CZ1,10"


def test_misfits_are_refused() -> None:
    with pytest.raises(InputError, match="shift"):
        GroupElement(4, BooleanPolynomial.zero(2))
    with pytest.raises(InputError, match="shift"):
        GroupElement(-1, BooleanPolynomial.zero(2))
    a, b = GroupElement.identity(2), GroupElement.identity(3)
    with pytest.raises(InputError, match="both on 2 qubits"):
        a * b
    with pytest.raises(InputError, match="both on 2 qubits"):
        a.commutation(b)
    with pytest.raises(InputError, match="at most 10 qubits"):
        GroupElement.identity(11).matrix()
    with pytest.raises(InputError, match="at most 10 qubits"):
        GroupElement.identity(11).to_sympy()
    with pytest.raises(InputError, match="k >= 1"):
        group_order_log2(3, 0)
    with pytest.raises(InputError, match="k >= 1"):
        random_element(3, 0, np.random.default_rng(0), hermitian=False)


@given(elements(count=1))
@LAWS
def test_what_is_printed_is_read(items: tuple[GroupElement]) -> None:
    (element,) = items
    assert GroupElement.parse(str(element), element.n) == element
    assert GroupElement.parse(f"  {str(element).replace(' ', '  ')} ", element.n) == element


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "X", "X0 X0", "X3", "X-1", "x0", "Z0", "X0 CZ12", "I X0", "X0 I", "I (-1)^(z0)",
        "(-1)^()", "(-1)^(z3)", "(-1)^(z0 + z0)", "(-1)^(z0) X1", "(-1)^(z0) (-1)^(z1)", "- X0",
        "X0 (-1)^z1", "X" + "9" * 5000, "X0\0",
    ],
)  # fmt: skip
def test_other_texts_are_no_elements(text: str) -> None:
    with pytest.raises(InputError):
        GroupElement.parse(text, 3)
