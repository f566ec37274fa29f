"""Terms and normal forms: what is refused, and that every normal form keeps the meaning."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs.kernel import terms
from proofs.kernel.terms import ONE, ZERO, Evaluator, Natural, Polynomial, Workspace, single

Refusal = Callable[[Callable[[], object]], tuple[str, str, str]]

FREE = {name: single(name) for name in "pqr"}


def normal(term: object, index: Natural = ("j", 0)) -> Polynomial:
    return Evaluator(Workspace("here"), index, FREE)(term)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("0", "p + p"),
        ("p", "p*p"),
        ("1", "0 + 1"),
        ("p*(q + r)", "r*p + q*p"),
        ("(p + 1)*(p + 1)", "1 + p"),
        ("T(j, p + q)", "T(j,q) + T(j,p)"),
        ("T(j, p*q)", "T(j,p)*T(j,q)"),
        ("T(j, 1)", "1"),
        ("T(j, x(j))", "x(j) + 1"),
        ("T(j, x(j)*h(j) + f(j))", "(1 + x(j))*h(j) + f(j)"),
        ("T(2, x(2))", "1+x(2)"),
        ("x(j+0)", "x(j)"),
        ("x(007)", "x(7)"),
        ("F( j , p )", "F(j,p)"),
        ("((((p))))", "p"),
    ],
)
def test_equal_normal_forms(left: str, right: str) -> None:
    assert normal(left) == normal(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("0", "1"),
        ("p", "q"),
        ("T(j,p)", "p"),
        ("T(j,x(0))", "x(0) + 1"),
        ("T(j,x(j+1))", "x(j+1)"),
        ("T(j,h(j+1))", "h(j+1)"),
        ("T(0,f(j))", "f(j)"),
        ("T(j,T(j,p))", "p"),
        ("F(j,p + q)", "F(j,p) + F(j,q)"),
        ("f(0)", "1"),
        ("x(j)", "x(0)"),
        ("h(j)", "f(j)"),
        ("E(j,p,q)", "E(j,q,p)"),
    ],
)
def test_different_normal_forms(left: str, right: str) -> None:
    assert normal(left) != normal(right)


def test_indices_are_relative_to_j() -> None:
    assert normal("x(j)", ("", 0)) == normal("x(0)")
    assert normal("x(j+2)", ("j", 1)) == normal("x(j+3)")
    assert normal("x(3)", ("j", 1)) == normal("x(3)", ("", 5))
    assert normal("T(j, x(0))", ("", 0)) == normal("x(0) + 1")


@pytest.mark.parametrize(
    ("term", "expected", "found"),
    [
        (None, "letters", "None"),
        (5, "letters", "5"),
        ("", "letters", ""),
        ("p" * 2001, "letters", "p" * 160 + "..."),
        ("#0;", "letters", "#0;"),
        ("p\n", "letters", r"'p\n'"),
        ("p-q", "letters", "p-q"),
        (" ", "factor", "nothing"),
        ("()", "factor", "nothing"),
        ("p +", "factor", "nothing"),
        ("pq", "factor", "pq"),
        ("j", "factor", "j"),
        ("2", "factor", "2"),
        ("(p", "factor", "(p"),
        ("p)", "factor", "p)"),
        ("(p)(q)", "factor", "(...)(...)"),
        ("2(p)", "factor", "2(...)"),
        ("x((j))", "factor", "j"),
        ("p(j)", "symbol", "p(j)"),
        ("x(j,p)", "symbol", "x(j,p)"),
        ("T((p))", "symbol", "T((...))"),
        ("E(j,p)", "symbol", "E(j,p)"),
        ("(p,q)", "parenthesis", "(p,q)"),
        ("x(p)", "index", "p"),
        ("x(j+1000)", "index", "j+1000"),
        ("x(1000)", "index", "1000"),
        ("x(j + 1)", "index", "j + 1"),
        ("(" * 21 + "p" + ")" * 21, "nesting", "more"),
    ],
)
def test_terms_outside_the_grammar(
    term: object, expected: str, found: str, malformed: Refusal
) -> None:
    meanings = {
        "letters": "a term of at most 2000 letters, digits, spaces, + * ( ) and commas",
        "factor": "0, 1, p, q, r, a parenthesis or a symbol",
        "symbol": "x(j), h(j), f(j), T(j,p), F(j,p) or E(j,p,q)",
        "parenthesis": "one term in a parenthesis",
        "index": "an index: j, j+1, 0, ...",
        "nesting": "at most 20 nested parentheses",
    }
    assert malformed(lambda: normal(term)) == ("here", meanings[expected], found)


@pytest.mark.parametrize("literal", [0, None, ["j"], "", "j-1", "j\n", "\u0661", "jj", "1j", "+1"])
def test_natural_refuses(literal: object, malformed: Refusal) -> None:
    evaluator = Evaluator(Workspace("here"), ("j", 0), FREE)
    where, expected, _ = malformed(lambda: evaluator.natural(literal))
    assert (where, expected) == ("here", "an index: j, j+1, 0, ...")


def test_rewriting_replaces_one_atom_wherever_it_stands() -> None:
    rule = (normal("f(j)"), normal("1 + p"))
    rewrite = Evaluator(Workspace(), ("j", 0), FREE, rule)
    assert rewrite("f(j) + F(j,f(j))*x(j)") == normal("1 + p + F(j,1 + p)*x(j)")
    assert rewrite("f(j+1) + h(j)") == normal("f(j+1) + h(j)")
    assert rewrite("T(0, f(j))") == normal("1 + T(0,p)")
    nothing = Evaluator(Workspace(), ("j", 0), FREE, (normal("T(j,p)"), ZERO))
    assert nothing("T(j,p)") == normal("T(j,p)"), "an atom T is never replaced, which is sound"


def test_work_is_limited(monkeypatch: pytest.MonkeyPatch, malformed: Refusal) -> None:
    work = Workspace("here")
    Evaluator(work, ("j", 0), FREE)("T(j, p*q + x(j)) + F(j,r)")
    used = terms.MAX_WORK - work.left
    assert 10 < used < 200
    monkeypatch.setattr(terms, "MAX_WORK", used)
    normal("T(j, p*q + x(j)) + F(j,r)")
    monkeypatch.setattr(terms, "MAX_WORK", used - 1)
    assert malformed(lambda: normal("T(j, p*q + x(j)) + F(j,r)")) == (
        "here",
        f"at most {used - 1} operations in a derivation",
        "more",
    )


def test_nesting_is_limited_not_the_number_of_parentheses() -> None:
    assert normal("+".join(["(p)"] * 101)) == normal("p")
    assert normal("(" * 20 + "p" + ")" * 20) == normal("p")


def test_constants() -> None:
    assert normal("0") == ZERO
    assert normal("1") == ONE
    assert Workspace().multiply(ZERO, ONE) == ZERO


indices = st.sampled_from(["j", "0", "1", "2", "j+1"])
leaves = st.sampled_from(["0", "1", "p", "q", "r"]) | st.builds(
    "{}({})".format, st.sampled_from("xhf"), indices
)
random_terms = st.recursive(
    leaves,
    lambda inner: (
        st.builds("{} + {}".format, inner, inner)
        | st.builds("({})*({})".format, inner, inner)
        | st.builds("T({},{})".format, indices, inner)
        | st.builds("F({},{})".format, indices, inner)
        | st.builds("E({},{},{})".format, indices, inner, inner)
    ),
    max_leaves=6,
)


@given(left=random_terms, right=random_terms, j=st.integers(0, 2), seed=st.integers(0, 20))
@settings(deadline=None, max_examples=150)
def test_equal_normal_forms_mean_equal_functions(
    left: str, right: str, j: int, seed: int, truth: ModuleType
) -> None:
    model = truth.Model(seed)
    same = model.value(left, j) == model.value(right, j)
    for index in (("j", 0), ("", j)):
        if normal(left, index) == normal(right, index):
            assert same
    for key, (lhs, rhs) in terms.DEFINITIONS.items():
        assert model.value(lhs, j) == model.value(rhs, j), key


@given(term=random_terms, j=st.integers(0, 2), seed=st.integers(0, 20), data=st.data())
@settings(deadline=None, max_examples=150)
def test_definitions_as_rewriting_rules_keep_the_meaning(
    term: str, j: int, seed: int, data: st.DataObject, truth: ModuleType
) -> None:
    """Rewriting with an instance of a definition, then reading the result back in the model."""
    lhs, rhs = terms.DEFINITIONS[data.draw(st.sampled_from(sorted(terms.DEFINITIONS)))]
    p, q = data.draw(leaves), data.draw(leaves)
    work, known = Workspace(), dict(FREE)
    outer = Evaluator(work, ("", j), FREE)
    known |= {"p": outer(p), "q": outer(q)}
    instance = Evaluator(work, ("", j), known)
    rule = (instance(lhs), instance(rhs))
    result = Evaluator(work, ("", j), FREE, rule)(term)
    model = truth.Model(seed)
    assert read_back(result, model) == model.value(term, j)


def read_back(polynomial: Polynomial, model: object) -> int:
    """Return the table of a normal form."""
    total = 0
    for monomial in polynomial:
        part = (1 << 128) - 1
        for atom in monomial:
            name = str(atom[0])
            if len(atom) == 1:
                part &= model.variables[name]  # type: ignore[attr-defined]
            else:
                arguments = [read_back(a, model) for a in atom[2:]]  # type: ignore[arg-type]
                part &= model.apply(name, atom[1][1], arguments)  # type: ignore[attr-defined,index]
        total ^= part
    return total
