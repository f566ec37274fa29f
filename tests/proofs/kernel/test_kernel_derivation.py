"""Derivations: attempts to prove 0 = 1 fail at the step that is wrong; theorems go through."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from proofs.kernel import derivation
from proofs.kernel.derivation import REQUIRED, Derivation, check_derivation
from proofs.kernel.memory import KINDS, MemoryStatement
from proofs.kernel.verdict import Rejected

Refusal = Callable[[Callable[[], object]], tuple[str, ...]]

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
LEMMAS: dict[str, list[Any]] = json.loads((CORPUS / "derivations.json").read_text("utf-8"))


def statement(kind: str = "faithful-bound") -> MemoryStatement:
    memory, bits, _ = KINDS[kind]
    return MemoryStatement(kind, "all", "all", memory, bits)


def step(rule: str, term: object, **values: object) -> dict[str, Any]:
    return {"rule": rule, "values": values, "term": term}


def lemma(
    lhs: object, rhs: object, *chain: object, base: object = None, name: object = "a"
) -> dict[str, Any]:
    return {"name": name, "lhs": lhs, "rhs": rhs, "base": base, "chain": list(chain)}


def run(*lemmas: object) -> int:
    return check_derivation(statement(), Derivation(lemmas))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(LEMMAS))
def test_the_theorems_are_derived(kind: str) -> None:
    steps = sum(len(item["base"] or []) + len(item["chain"]) for item in LEMMAS[kind])
    assert check_derivation(statement(kind), Derivation(LEMMAS[kind])) == steps  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("x", ("certificate.lemmas[0]", "an object", "x")),
        ({}, ("certificate.lemmas[0]", "the key 'name'", "no such key")),
        (lemma("0", "0", name=""), ("certificate.lemmas[0].name", "a name", "")),
        (lemma("0", "0", name="-a"), ("certificate.lemmas[0].name", "a name", "-a")),
        (lemma(0, "0"), ("certificate.lemmas[0].lhs", "a term", "0")),
        (lemma("0", ""), ("certificate.lemmas[0].rhs", "a term", "")),
        (lemma("0", "0", base="0"), ("certificate.lemmas[0].base", "a list", "0")),
        (lemma("0", "0", 1), ("certificate.lemmas[0].chain[0]", "an object", "1")),
        (lemma("0", "0", {"rule": "a"}),
         ("certificate.lemmas[0].chain[0]", "the key 'values'", "no such key")),
        (lemma("0", "0", step("?", "0")),
         ("certificate.lemmas[0].chain[0].rule", "the name of a rule", "?")),
        (lemma("0", "0", base=[step("a", "0", z="0")]),
         ("certificate.lemmas[0].base[0].values", "an object with keys among j, p, q, r",
          "a dict of 1 items")),
        (lemma("0", "0", step("a", "0") | {"values": "p"}),
         ("certificate.lemmas[0].chain[0].values", "an object with keys among j, p, q, r", "p")),
    ],
)  # fmt: skip
def test_shapes_are_refused(item: object, message: object, malformed: Refusal) -> None:
    assert malformed(lambda: Derivation((item,))) == message  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lemmas", "message"),
    [
        ((), ("certificate.lemmas", "a list of 1 to 100 items", "0 items")),
        ((lemma("0", "0"),) * 101, ("certificate.lemmas", "a list of 1 to 100 items",
                                    "101 items")),
        ((lemma("0", "0", *[step("F-zero", "0")] * 2001),),
         ("certificate.lemmas[0].chain", "a list of 0 to 2000 items", "2001 items")),
        ((lemma("F(0,p)", "p", step("F-zero", "0")),
          lemma("0", "0", *[step("F-zero", "0")] * 2000, name="b")),
         ("certificate.lemmas[1]", "at most 2000 steps in all", "more")),
        ((lemma("F(0,p)", "p", step("F-zero", 7)),),
         ("certificate.lemmas[0].chain[0]",
          "a term of at most 2000 letters, digits, spaces, + * ( ) and commas", "7")),
        ((lemma("F(0,p)", "p", step("F-zero", "0", p=7)),),
         ("certificate.lemmas[0].chain[0]",
          "a term of at most 2000 letters, digits, spaces, + * ( ) and commas", "7")),
        ((lemma("F(0,p)", "p", step("F-next", "0", j=7)),),
         ("certificate.lemmas[0].chain[0]", "an index: j, j+1, 0, ...", "7")),
        ((lemma("0", "0", base=[], name="b"), lemma("q)", "(q")),
         ("certificate.lemmas[1].chain", "0, 1, p, q, r, a parenthesis or a symbol", "q)")),
        ((lemma("(q", "q)", base=[]),),
         ("certificate.lemmas[0].base", "0, 1, p, q, r, a parenthesis or a symbol", "(q")),
    ],
)  # fmt: skip
def test_refuses(lemmas: tuple[object, ...], message: object, malformed: Refusal) -> None:
    assert malformed(lambda: run(*lemmas)) == message


END = ("end", "both sides equal: the term 0")
CHAIN = "certificate.lemmas[0].chain"
AFTER = "the term after rewriting"


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (lemma("0", "1"), (CHAIN, *END, "0 + 1")),
        (lemma("1", "0", base=[]), ("certificate.lemmas[0].base", *END, "1 + 0")),
        (lemma("T(0,x(0))", "x(0)"), (CHAIN, *END, "T(0,x(0)) + x(0)")),
        (lemma("T(j,h(0))", "h(0)"), (CHAIN, *END, "T(j,h(0)) + h(0)")),
        (lemma("x(j)", "x(0)", base=[]), (CHAIN, *END, "x(j) + x(0)")),
        (lemma("f(0)", "0", step("f-zero", "1")), (CHAIN, *END, "1")),
        (lemma("f(0)", "0", step("f-zero", "0")), (f"{CHAIN}[0]", "f-zero", AFTER, "0")),
        (lemma("F(j,p)", "p", step("F-zero", "0")), (f"{CHAIN}[0]", "F-zero", AFTER, "0")),
        (lemma("F(j,p)", "p", step("F-zero", "0", j="0")), (f"{CHAIN}[0]", "F-zero", AFTER, "0")),
        (lemma("F(j+1,p)", "0", step("F-next", "F(j,p)")), (f"{CHAIN}[0]", "F-next", AFTER,
                                                           "F(j,p)")),
        (lemma("F(0,p)", "q", step("F-zero", "0", p="q")), (f"{CHAIN}[0]", "F-zero", AFTER, "0")),
        (lemma("F(j,p)", "p", step("a", "0")),
         (f"{CHAIN}[0]", "rule", "a definition or an earlier lemma", "a")),
        (lemma("0", "1", step("hypothesis", "0")),
         (f"{CHAIN}[0]", "hypothesis", "the step case of an induction", "elsewhere")),
        (lemma("f(j)", "0", base=[step("hypothesis", "0")]),
         ("certificate.lemmas[0].base[0]", "hypothesis", "the step case of an induction",
          "elsewhere")),
        (lemma("F(j,p)", "F(j,p)", step("hypothesis", "0", j="j+1"), base=[]),
         (f"{CHAIN}[0]", "hypothesis", "the index j itself", "another index")),
        (lemma("F(j,p)", "F(j,p)", step("hypothesis", "0", j="j"), base=[]),
         (f"{CHAIN}[0]", "hypothesis", "the index j itself", "another index")),
        (lemma("F(j,1)", "1", step("hypothesis", "0"), base=[step("F-zero", "0", p="1")]),
         (f"{CHAIN}[0]", "hypothesis", AFTER, "0")),
        (lemma("p + q", "q + p", step("hypothesis", "0"), base=[]),
         (f"{CHAIN}[0]", "rewrite", "a rule whose left side is one symbol", "p + q")),
        (lemma("0", "0", step("hypothesis", "0"), base=[]),
         (f"{CHAIN}[0]", "rewrite", "a rule whose left side is one symbol", "0")),
        (lemma("1", "1", step("hypothesis", "0"), base=[]),
         (f"{CHAIN}[0]", "rewrite", "a rule whose left side is one symbol", "1")),
        (lemma("p*q", "q*p", step("hypothesis", "0"), base=[]),
         (f"{CHAIN}[0]", "rewrite", "a rule whose left side is one symbol", "p*q")),
        (lemma("0", "0", name="f-zero"),
         ("certificate.lemmas[0]", "name", "a fresh name", "f-zero")),
        (lemma("0", "0", name="hypothesis"),
         ("certificate.lemmas[0]", "name", "a fresh name", "hypothesis")),
    ],
)  # fmt: skip
def test_rejects(item: object, message: object, rejected: Refusal) -> None:
    assert rejected(lambda: run(item)) == message


def test_the_step_case_must_go_from_j_to_the_next(rejected: Refusal) -> None:
    """F(j,p) = p holds at 0 and nowhere else: no chain of the rules leads to 0."""
    base = [step("F-zero", "0")]
    first = step("F-next", "F(j, p + T(j,p)) + p")
    second = step("hypothesis", "T(j,p)", p="p + T(j,p)")
    found = rejected(lambda: run(lemma("F(j,p)", "p", first, second, base=base)))
    assert found == (CHAIN, *END, "T(j,p)")


def test_the_hypothesis_is_for_all_p() -> None:
    """F(j,0) = 0 by induction, with the hypothesis at another p than the lemma's."""
    base = [step("F-zero", "0", p="0")]
    first = step("F-next", "F(j,0)", p="0")
    run_to_the_goal = lemma("F(j,0)", "0", first, step("hypothesis", "0", p="x(j)"), base=base)
    with pytest.raises(Rejected) as caught:
        run(run_to_the_goal)
    assert caught.value.status == "incomplete"


@pytest.mark.parametrize("kind", sorted(REQUIRED))
def test_goals_are_required_letter_by_letter(kind: str) -> None:
    for position in range(len(REQUIRED[kind])):
        goal = REQUIRED[kind][position]
        lemmas = [
            item for item in copy.deepcopy(LEMMAS[kind]) if (item["lhs"], item["rhs"]) != goal
        ] or [lemma("0", "0")]
        used = json.dumps(lemmas)
        if any(f'"rule": "{item["name"]}"' in used for item in LEMMAS[kind] if item not in lemmas):
            continue  # rejected, not incomplete: the corpus has these
        with pytest.raises(Rejected) as caught:
            check_derivation(statement(kind), Derivation(lemmas))  # type: ignore[arg-type]
        assert caught.value.status == "incomplete"
        assert (caught.value.step, caught.value.rule) == ("end", "goal")
        assert caught.value.expected == f"a lemma {goal[0]} = {goal[1]}"
        assert caught.value.found == "no such lemma"


def test_required_equations_hold_in_models(truth: ModuleType) -> None:
    for goals in REQUIRED.values():
        for lhs, rhs in goals:
            assert truth.lemma_holds(lhs, rhs, models=20)
    for lemmas in LEMMAS.values():
        for item in lemmas:
            assert truth.lemma_holds(item["lhs"], item["rhs"], models=20)


def test_no_rule_can_be_added_under_the_name_of_another() -> None:
    assert set(derivation.DEFINITIONS) == {
        f"{symbol}-{case}" for symbol in "fFE" for case in ("zero", "next")
    }
