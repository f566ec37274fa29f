"""Second opinions on derivations: terms evaluated on concrete functions."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.polynomial import BooleanPolynomial
from proofs.certificates.derivations import LEMMAS, derivation
from proofs.independent import memory
from proofs.independent.derivation import evaluate_lemmas, read_lemmas
from proofs.independent.opinion import Deadline, NotApplicableError, RejectedError
from proofs.independent.terms import (
    FREE_COORDINATES,
    free_world,
    parse_term,
    random_world,
)

STATEMENTS = {
    "value-assignment-bound": ("any", "binom(n,k)"),
    "faithful-bound": ("deterministic", "binom(n,k)"),
    "hidden-variable-model": ("stochastic", "2*n"),
}


def judge(kind: str, certificate: dict[str, Any], seed: int = 0) -> str:
    return evaluate_lemmas(
        kind, read_lemmas(certificate), np.random.default_rng(seed), Deadline(60)
    )


def edited(kind: str) -> dict[str, Any]:
    return copy.deepcopy(derivation(kind))


def step(rule: str, term: str, **given: str) -> dict[str, Any]:
    return {"rule": rule, "values": given, "term": term}


def lemma(lhs: str, rhs: str, chain: list[Any] | None = None, base: Any = None) -> dict[str, Any]:
    return {"name": "extra", "lhs": lhs, "rhs": rhs, "base": base, "chain": chain or []}


@pytest.mark.parametrize("kind", STATEMENTS)
def test_the_written_derivations_hold_and_instances_too(kind: str) -> None:
    word, bits = STATEMENTS[kind]
    stated = {"kind": kind, "n": "all", "k": "all", "memory": word, "bits": bits}
    found = memory.opinions(stated, derivation(kind), 60, np.random.default_rng(0))
    assert [opinion.verdict for opinion in found] == ["valid", "valid"]
    assert all("not a proof" in opinion.detail for opinion in found)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", STATEMENTS)
def test_other_seeds(kind: str, seed: int) -> None:
    assert judge(kind, derivation(kind), seed)


@pytest.mark.parametrize("kind", STATEMENTS)
def test_every_required_equation_is_required(kind: str) -> None:
    for text in ("E(j+1, f(j+1), f(j+1))", "(p + q) + (r + q)"):
        certificate = edited("value-assignment-bound")
        certificate["lemmas"] = [x for x in certificate["lemmas"] if x["lhs"] != text]
        with pytest.raises(RejectedError, match="no lemma states"):
            judge("value-assignment-bound", certificate)
    other = next(name for name in STATEMENTS if name != kind)
    with pytest.raises(RejectedError, match="no lemma states"):
        judge(kind, derivation(other))


@pytest.mark.parametrize("kind", STATEMENTS)
def test_terms_that_change_the_value_are_found(kind: str) -> None:
    for number, written in enumerate(LEMMAS[kind]):
        for part in ("base", "chain"):
            for position in range(len(written[part] or [])):
                certificate = edited(kind)
                changed = certificate["lemmas"][number][part][position]
                changed["term"] += " + p*q*r"
                with pytest.raises(RejectedError, match=f"{part} step {position}"):
                    judge(kind, certificate)
        certificate = edited(kind)
        certificate["lemmas"][number]["rhs"] += " + p*x(j)"
        with pytest.raises(RejectedError, match="the sides differ"):
            judge(kind, certificate)


def test_rules_and_names_that_do_not_exist_or_are_taken() -> None:
    certificate = edited("value-assignment-bound")
    certificate["lemmas"][0]["chain"][0]["rule"] = "nothing"
    with pytest.raises(RejectedError, match="no rule 'nothing'"):
        judge("value-assignment-bound", certificate)
    certificate = edited("hidden-variable-model")
    certificate["lemmas"].append(lemma("p", "p", [step("hypothesis", "0")]))
    with pytest.raises(RejectedError, match="no rule 'hypothesis'"):
        judge("hidden-variable-model", certificate)
    for name in ("f-next", "hypothesis", "coset-sum"):
        certificate = edited("value-assignment-bound")
        certificate["lemmas"][0]["name"] = name
        if name == "coset-sum":
            certificate["lemmas"] = certificate["lemmas"][:2]
        with pytest.raises(RejectedError, match="taken"):
            judge("value-assignment-bound", certificate)


FALSE_FOR_SOME_H = lemma(
    "T(1,h(0)) + T(1,f(1))",
    "h(0) + f(1) + x(0) + T(1,x(0))",
    [
        step("f-next", "T(1,x(0))*(T(1,f(0))+1) + x(0)*(f(0)+1)", j="0"),
        step("f-zero", "0"),
    ],
)


def test_splitting_f_makes_h_ignore_later_coordinates() -> None:
    """The rules derive that h(0) does not depend on x(1): not every h goes with a given f."""
    certificate = edited("hidden-variable-model")
    certificate["lemmas"].append(FALSE_FOR_SOME_H)
    assert judge("hidden-variable-model", certificate)
    left, right = (parse_term(FALSE_FOR_SOME_H[side]) for side in ("lhs", "rhs"))
    rng = np.random.default_rng(0)
    differ = [
        (world.evaluate(left, 0) != world.evaluate(right, 0)).any()
        for world in (free_world(2, rng) for _ in range(20))
    ]
    assert any(differ)


def test_false_lemmas_without_f_are_tried_on_every_h() -> None:
    certificate = edited("hidden-variable-model")
    certificate["lemmas"].append(lemma("T(1,h(0))", "h(0)"))
    with pytest.raises(RejectedError, match="the sides differ"):
        judge("hidden-variable-model", certificate)


def test_indices_too_large_to_try() -> None:
    certificate = edited("hidden-variable-model")
    certificate["lemmas"].append(lemma("x(99)", "x(99)"))
    with pytest.raises(NotApplicableError):
        judge("hidden-variable-model", certificate)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "p +", "p p", "p(", "T(j)", "T(j,p", "E(j,p)", "x(k)", "x(j + 1)", "x(-1)", "2"),
        *("p*", "(p", "P", "x(j+)", "f(9999999999)", "p\n", "p\u00a0+p", "x(j,p)", "jp", "((p)"),
    ],
)
def test_terms_outside_the_grammar(text: str) -> None:
    with pytest.raises(InputError):
        parse_term(text)


def test_deep_and_long_terms() -> None:
    with pytest.raises(InputError, match="nested"):
        parse_term("(" * 900 + "p" + ")" * 900)
    with pytest.raises(InputError, match="2000 characters"):
        parse_term("p" + " + p" * 500)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("lemmas",), []),
        (("lemmas",), {}),
        (("lemmas", 0, "name"), "two words"),
        (("lemmas", 0, "name"), ""),
        (("lemmas", 0, "lhs"), 1),
        (("lemmas", 0, "base"), 0),
        (("lemmas", 0, "chain", 0, "values"), {"s": "p"}),
        (("lemmas", 0, "chain", 0, "values"), {"j": "p"}),
        (("lemmas", 0, "chain", 0, "values"), {"p": "j"}),
        (("lemmas", 0, "chain", 0, "values"), []),
        (("lemmas", 0, "chain", 0, "rule"), None),
        (("lemmas", 0, "chain", 0, "term"), ""),
        (("lemmas", 0, "chain", 0), {"rule": "F-next", "term": "0"}),
        (("lemmas", 0, "chain"), [step("F-zero", "0")] * 2001),
    ],
)
def test_derivations_outside_the_grammar(path: tuple[Any, ...], value: object) -> None:
    certificate: Any = edited("value-assignment-bound")
    place = certificate
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(InputError):
        read_lemmas(certificate)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32), st.integers(0, 4))
def test_worlds_are_as_described(seed: int, j: int) -> None:
    """f(j) by its algebraic normal form: the leading monomial, and none above it."""
    for make in (random_world, free_world):
        world = make(5, np.random.default_rng(seed))
        n = 5 + FREE_COORDINATES
        table = int("".join(map(str, world.f[j][::-1])), 2)
        polynomial = BooleanPolynomial.from_truth_table(n, table)
        full = (1 << j) - 1
        assert [m for m in polynomial.monomials if m & full == full] == [full]
        assert not any(m >> j & 1 for m in polynomial.monomials)
        h = BooleanPolynomial.from_truth_table(n, int("".join(map(str, world.h[j][::-1])), 2))
        assert not any(m >> j & 1 for m in h.monomials)
    chained = random_world(5, np.random.default_rng(seed))
    product = parse_term("h(j) + x(j)*f(j) + f(j+1)")
    assert not chained.evaluate(product, j).any()


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32), st.integers(0, 3))
def test_the_definitions_hold_in_every_world(seed: int, j: int) -> None:
    rng = np.random.default_rng(seed)
    worlds = [random_world(5, rng), free_world(5, rng)]
    for left, right in [
        ("f(0)", "1"),
        ("F(0,p)", "p"),
        ("F(j+1,p)", "F(j, p + T(j,p))"),
        ("E(0,p,q)", "p + q"),
        ("E(j+1,p,q)", "E(j,p,q) + E(j,T(j,p),q)"),
        ("T(j,p*q + r)", "T(j,p)*T(j,q) + T(j,r)"),
        ("T(j,x(j))", "x(j) + 1"),
        ("T(j,h(j)) + T(j,f(j))", "h(j) + f(j)"),
        ("F(j,f(j))", "1"),
    ]:
        for world in worlds:
            values = [world.evaluate(parse_term(text), j) for text in (left, right)]
            assert np.array_equal(*values), left


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32), st.integers(0, 4))
def test_shifts_are_those_of_polynomials(seed: int, j: int) -> None:
    world = random_world(5, np.random.default_rng(seed))
    n = 5 + FREE_COORDINATES
    table = int("".join(map(str, world.letters["p"][::-1])), 2)
    derivative = BooleanPolynomial.from_truth_table(n, table).derivative(1 << j).truth_table()
    mine = world.evaluate(parse_term("p + T(j,p)"), j)
    assert int("".join(map(str, mine[::-1])), 2) == derivative
