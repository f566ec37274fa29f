"""Corpus cases about derivations for all n and k: sound ones, and attempts to prove 0 = 1."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from corpus_case import Case, Family, Object

STATEMENTS: dict[str, Object] = {
    "value-assignment-bound": {"memory": "any", "bits": "binom(n,k)"},
    "faithful-bound": {"memory": "deterministic", "bits": "binom(n,k)"},
    "hidden-variable-model": {"memory": "stochastic", "bits": "2*n"},
}

# The derivations as data, so that the corpus depends on no code of the project.
DATA = Path(__file__).resolve().parent / "derivations.json"
LEMMAS: dict[str, list[Any]] = json.loads(DATA.read_text(encoding="utf-8"))


def statement(kind: str) -> Object:
    return {"kind": kind, "n": "all", "k": "all", **STATEMENTS[kind]}


def derivation(lemmas: list[Any]) -> Object:
    return {"kind": "derivation", "lemmas": lemmas}


def step(rule: str, term: object, **values: object) -> Object:
    return {"rule": rule, "values": values, "term": term}


def lemma(
    lhs: object, rhs: object, chain: list[Object] | None = None, base: list[Object] | None = None
) -> Object:
    return {"name": "claim", "lhs": lhs, "rhs": rhs, "base": base, "chain": chain or []}


def sound() -> list[Case]:
    cases: list[Case] = []
    for kind, lemmas in LEMMAS.items():
        family = Family(f"derivation-{kind}", statement(kind), derivation(lemmas))
        family.add("valid", "all")
        bits = {"value-assignment-bound": 35, "faithful-bound": 35, "hidden-variable-model": 14}
        family.add("valid", "n7-k3", statement={"n": 7, "k": 3, "bits": bits[kind]})
        for position, item in enumerate(lemmas):
            rest = lemmas[:position] + lemmas[position + 1 :]
            name, message = item["name"], ""
            needed = json.dumps(rest[position:])
            folder, message = "incomplete", "end: goal: expected a lemma"
            if f'"rule": "{name}"' in needed:
                folder, message = (
                    "invalid",
                    f"expected a definition or an earlier lemma, found {name}",
                )
            if not rest:
                continue
            family.add(folder, f"without-{name}", message, certificate=derivation(rest))
            for part in ("base", "chain"):
                for index in range(len(item[part] or [])):
                    cut = copy.deepcopy(lemmas)
                    del cut[position][part][index]
                    family.add(
                        "invalid",
                        f"{name}-without-{part}-{index}",
                        f"certificate.lemmas[{position}].{part}",
                        certificate=derivation(cut),
                    )
        # Letter by letter: the same equation in other letters is not the required one.
        spaced = copy.deepcopy(lemmas)
        spaced[-1]["rhs"] = " " + spaced[-1]["rhs"]
        family.add(
            "incomplete",
            "goal-with-a-space",
            "end: goal: expected a lemma",
            certificate=derivation(spaced),
        )
        family.add(
            "incomplete", "only-0-is-0", "end: goal", certificate=derivation([lemma("0", "0")])
        )
        for other, theirs in LEMMAS.items():
            if other != kind:
                family.add(
                    "incomplete",
                    f"lemmas-of-{other}",
                    "end: goal: expected a lemma",
                    certificate=derivation(theirs),
                )
        cases += family
    return cases


def attempts() -> Family:
    """Attempts to prove something false, each stopped at the step that is wrong."""
    family = Family("attempt", statement("faithful-bound"), derivation(LEMMAS["faithful-bound"]))
    end = "end: expected both sides equal: the term 0"
    chain, base = "certificate.lemmas[0].chain", "certificate.lemmas[0].base"
    table: dict[str, tuple[Object, str]] = {
        "0-is-1": (lemma("0", "1"), f"{chain}: {end}"),
        "p-is-0": (lemma("p", "0"), f"{chain}: {end}"),
        "T-is-the-identity": (lemma("T(j,p)", "p"), f"{chain}: {end}"),
        "T-commutes-unproved": (lemma("T(j,T(0,p))", "T(0,T(j,p))"), f"{chain}: {end}"),
        "x-is-fixed-by-its-shift": (lemma("T(j,x(j))", "x(j)"), f"{chain}: {end}"),
        "x-0-fixed-by-shift-0": (lemma("T(0,x(0))", "x(0)"), f"{chain}: {end}"),
        "h-0-fixed-by-shift-j": (lemma("T(j,h(0))", "h(0)"), f"{chain}: {end}"),
        "f-next-index-fixed-by-shift-j": (lemma("T(j,f(j+1))", "f(j+1)"), f"{chain}: {end}"),
        "hypothesis-without-induction": (
            lemma("0", "1", [step("hypothesis", "0")]),
            f"{chain}[0]: hypothesis: expected the step case of an induction, found elsewhere",
        ),
        "hypothesis-in-the-base": (
            lemma("f(j)", "0", [step("hypothesis", "0")], [step("hypothesis", "0")]),
            f"{base}[0]: hypothesis: expected the step case of an induction, found elsewhere",
        ),
        "hypothesis-at-next-index": (
            lemma("F(j,1)", "0", [step("hypothesis", "0", j="j+1")], [step("F-zero", "1", p="1")]),
            f"{base}: {end}",
        ),
        "induction-with-false-base": (
            lemma(
                "F(j,0)", "1", [step("F-next", "F(j,0) + 1", p="0"), step("hypothesis", "0")], []
            ),
            f"{base}: {end}",
        ),
        "step-case-proves-j-only": (
            lemma("F(j,1)", "1", [step("hypothesis", "0")], [step("F-zero", "0", p="1")]),
            f"{chain}[0]: hypothesis: expected the term after rewriting, found 0",
        ),
        "rule-of-itself": (
            lemma("F(j,p)", "p", [step("claim", "0")]),
            f"{chain}[0]: rule: expected a definition or an earlier lemma, found claim",
        ),
        "rule-unknown": (
            lemma("p", "p", [step("magic", "0")]),
            f"{chain}[0]: rule: expected a definition or an earlier lemma, found magic",
        ),
        "wrong-term": (
            lemma("F(0,p)", "p", [step("F-zero", "1")]),
            f"{chain}[0]: F-zero: expected the term after rewriting, found 1",
        ),
        "F-zero-at-j": (
            lemma("F(j,p)", "p", [step("F-zero", "0")]),
            f"{chain}[0]: F-zero: expected the term after rewriting, found 0",
        ),
        "F-zero-for-another-p": (
            lemma("F(0,p)", "q", [step("F-zero", "0", p="q")]),
            f"{chain}[0]: F-zero: expected the term after rewriting, found 0",
        ),
        "f-next-off-by-one": (
            lemma("f(j)", "h(j) + x(j)*f(j)", [step("f-next", "0")]),
            f"{chain}[0]: f-next: expected the term after rewriting",
        ),
        "rewrite-of-a-sum": (
            lemma("p + q", "q + p", [step("claim", "0")]),
            f"{chain}[0]: rule: expected",
        ),
    }
    for name, (item, message) in table.items():
        family.add("invalid", name, message, certificate=derivation([item]))
    add_rule = [
        lemma("p + q", "q + p") | {"name": "swap"},
        lemma("p + q", "0", [step("swap", "0")]),
    ]
    family.add(
        "invalid",
        "rule-whose-left-side-is-a-sum",
        "lemmas[1].chain[0]: rewrite: expected a rule whose left side is one symbol",
        certificate=derivation(add_rule),
    )
    product = [
        lemma("x(j)*h(j)", "h(j)*x(j)") | {"name": "swap"},
        lemma("x(j)*h(j)", "0", [step("swap", "0")]),
    ]
    family.add(
        "invalid",
        "rule-whose-left-side-is-a-product",
        "rewrite: expected a rule whose left side is one symbol, found x(j)*h(j)",
        certificate=derivation(product),
    )
    zero = [lemma("p + p", "0") | {"name": "double"}, lemma("1", "0", [step("double", "0")])]
    family.add(
        "invalid",
        "rule-whose-left-side-is-0",
        "rewrite: expected a rule",
        certificate=derivation(zero),
    )
    induction = [step("hypothesis", "0", j="j+1")]
    family.add(
        "invalid",
        "hypothesis-for-another-j",
        "lemmas[0].chain[0]: hypothesis: expected the index j itself, found another index",
        certificate=derivation([lemma("F(j,p)", "F(j,p)", induction, [])]),
    )
    for name in ("F-zero", "f-next", "hypothesis", "coset-sum"):
        again = [*LEMMAS["faithful-bound"], lemma("0", "0") | {"name": name}]
        if name == "hypothesis":
            again = again[-1:]
        message = f"certificate.lemmas[{len(again) - 1}]: name: expected a fresh name, found {name}"
        family.add("invalid", f"name-{name}-taken", message, certificate=derivation(again))
    return family


def unreadable() -> Family:
    family = Family("term", statement("faithful-bound"), derivation([lemma("0", "0")]))
    factor = "chain: expected 0, 1, p, q, r, a parenthesis or a symbol, found"
    symbol = "chain: expected x(j), h(j), f(j), T(j,p), F(j,p) or E(j,p,q), found"
    index = "chain: expected an index: j, j+1, 0, ..., found"
    letters = "chain: expected a term of at most 2000 letters"
    terms = {
        "unbalanced-across-the-sides": ("0) * (x(j)", f"{factor} 0)"),
        "opened-only": ("(p", f"{factor} (p"),
        "closed-only": ("p)", f"{factor} p)"),
        "empty-parenthesis": ("()", f"{factor} nothing"),
        "blank": (" ", f"{factor} nothing"),
        "two-plus": ("p++q", f"{factor} nothing"),
        "plus-first": ("+p", f"{factor} nothing"),
        "star-last": ("p*", f"{factor} nothing"),
        "no-star": ("p q", f"{factor} p q"),
        "juxtaposed": ("pq", f"{factor} pq"),
        "juxtaposed-parentheses": ("(p)(q)", f"{factor} (...)(...)"),
        "number-2": ("2", f"{factor} 2"),
        "variable-j": ("j", f"{factor} j"),
        "variable-z": ("z", f"{factor} z"),
        "upper-case-P": ("P", f"{factor} P"),
        "p-as-symbol": ("p(j)", f"{symbol} p(j)"),
        "unknown-symbol": ("g(j)", f"{symbol} g(j)"),
        "x-of-two": ("x(j,p)", f"{symbol} x(j,p)"),
        "T-of-one": ("T(j)", f"{symbol} T(j)"),
        "F-of-three": ("F(j,p,q)", f"{symbol} F(j,p,q)"),
        "E-of-two": ("E(j,p)", f"{symbol} E(j,p)"),
        "two-in-a-parenthesis": ("(p,q)", "chain: expected one term in a parenthesis, found (p,q)"),
        "index-p": ("x(p)", f"{index} p"),
        "index-empty": ("x()", f"{index}"),
        "index-two-digits-of-plus": ("x(j+)", f"{index} j+"),
        "index-plus-j": ("x(1+j)", f"{index} 1+j"),
        "index-plus-plus": ("x(j+1+1)", f"{index} j+1+1"),
        "index-minus": ("x(j-1)", f"{letters}"),
        "index-1000": ("x(1000)", f"{index} 1000"),
        "index-plus-1000": ("x(j+1000)", f"{index} j+1000"),
        "index-term": ("x((j))", f"{factor} j"),
        "number-sign-of-a-part": ("#0;", letters),
        "semicolon": ("p;", letters),
        "minus": ("p-q", letters),
        "power": ("p^2", letters),
        "brackets": ("[p]", letters),
        "tabulator": ("p\t", letters),
        "line-feed": ("p\n", letters),
        "arabic-digit": ("x(\u0661)", letters),
        "21-parentheses": ("(" * 21 + "p" + ")" * 21, "chain: expected at most 20 nested"),
    }
    for name, (text, message) in terms.items():
        family.add("malformed", name, message, certificate=derivation([lemma(text, "0")]))
        if name in {"unbalanced-across-the-sides", "opened-only", "pq"}:
            mirrored = derivation([lemma("0", text)])
            family.add("malformed", f"{name}-right", message, certificate=mirrored)
    shapes: dict[str, tuple[object, str]] = {
        "lemmas-empty": ([], "certificate.lemmas: expected a list of 1 to 100 items"),
        "lemmas-101": ([lemma("0", "0")] * 101, "expected a list of 1 to 100 items, found 101"),
        "lemmas-object": ({}, "certificate.lemmas: expected a list, found a dict"),
        "lemma-text": (["0 = 0"], "certificate.lemmas[0]: expected an object, found 0 = 0"),
        "lhs-null": ([lemma(None, "0")], "certificate.lemmas[0].lhs: expected a term, found None"),
        "lhs-empty": ([lemma("", "0")], "certificate.lemmas[0].lhs: expected a term, found"),
        "rhs-number": ([lemma("0", 0)], "certificate.lemmas[0].rhs: expected a term, found 0"),
        "rhs-2001-letters": ([lemma("0", "0" * 2001)], "lemmas[0].rhs: expected a term, found 000"),
        "name-empty": ([lemma("0", "0") | {"name": ""}], "lemmas[0].name: expected a name"),
        "name-digit": ([lemma("0", "0") | {"name": "1a"}], "lemmas[0].name: expected a name"),
        "name-41-letters": ([lemma("0", "0") | {"name": "a" * 41}], "lemmas[0].name: expected"),
        "base-text": (
            [lemma("0", "0") | {"base": "0"}],
            "lemmas[0].base: expected a list, found 0",
        ),
        "base-false": ([lemma("0", "0") | {"base": False}], "lemmas[0].base: expected a list"),
        "chain-null": ([lemma("0", "0") | {"chain": None}], "lemmas[0].chain: expected a list"),
        "step-list": ([lemma("0", "0", [[]])], "lemmas[0].chain[0]: expected an object"),  # type: ignore[list-item]
        "step-rule-number": (
            [lemma("0", "0", [step("F-zero", "0") | {"rule": 1}])],
            "chain[0].rule: expected the name of a rule, found 1",
        ),
        "step-term-number": (
            [lemma("F(0,p)", "F(0,p)", [step("F-zero", 0)])],
            "certificate.lemmas[0].chain[0]: expected a term of at most 2000 letters",
        ),
        "step-values-list": (
            [lemma("0", "0", [step("F-zero", "0") | {"values": []}])],
            "chain[0].values: expected an object with keys among j, p, q, r",
        ),
        "step-value-of-x": (
            [lemma("0", "0", [step("F-zero", "0", x="0")])],
            "chain[0].values: expected an object with keys among j, p, q, r",
        ),
        "step-value-number": (
            [lemma("0", "0", [step("F-zero", "0", p=0)])],
            "chain[0]: expected a term of at most 2000 letters",
        ),
        "step-index-number": (
            [lemma("0", "0", [step("F-next", "0", j=0)])],
            "chain[0]: expected an index: j, j+1, 0, ..., found 0",
        ),
        "step-index-a-term": (
            [lemma("0", "0", [step("F-next", "0", j="p")])],
            "chain[0]: expected an index: j, j+1, 0, ..., found p",
        ),
        "step-without-term": (
            [lemma("0", "0", [{"rule": "F-zero", "values": {}}])],
            "chain[0]: expected the key 'term', found no such key",
        ),
        "2001-steps": (
            [lemma("0", "0", [step("F-zero", "0")] * 2001)],
            "certificate.lemmas[0].chain: expected a list of 0 to 2000 items",
        ),
        "2002-steps-in-two-lemmas": (
            [lemma("0", "0", [step("F-zero", "0")] * 1001) | {"name": name} for name in "ab"],
            "certificate.lemmas[1]: expected at most 2000 steps in all, found more",
        ),
    }
    family.each("malformed", "lemmas", shapes, claim=False)
    for key in ("name", "lhs", "rhs", "base", "chain"):
        item = {k: v for k, v in lemma("0", "0").items() if k != key}
        message = f"certificate.lemmas[0]: expected the key '{key}'"
        family.add("malformed", f"lemma-without-{key}", message, certificate=derivation([item]))
    return family


def cases() -> list[Case]:
    return [*sound(), *attempts(), *unreadable()]
