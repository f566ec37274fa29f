"""Derivations tried out: every equation and every step evaluated on many concrete functions.

Belongs here: the structure of docs/formats/derivation.md and the test of its equations. This is a
test of instances, not a proof: a step that is true but does not follow from its rule passes here.
Does not belong here: the term language itself (`terms`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from proofs.independent.opinion import NotApplicableError, RejectedError
from proofs.independent.reader import fail, fields, items, string
from proofs.independent.terms import (
    MAX_TERM,
    Term,
    free_world,
    parse_index,
    parse_term,
    random_world,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from proofs.independent.opinion import Deadline
    from proofs.independent.terms import World

MAX_LEMMAS = 100
MAX_STEPS = 2000
NAME = re.compile("[A-Za-z][A-Za-z0-9-]{0,39}")
MAX_CHAIN = 10  # coordinates s_i
LARGEST_J = 3
WORLDS = 8  # of each kind, for each lemma and j

DEFINITIONS = ("f-zero", "f-next", "F-zero", "F-next", "E-zero", "E-next")

REQUIRED: dict[str, tuple[tuple[str, str], ...]] = {
    "value-assignment-bound": (
        ("E(j+1, f(j+1), f(j+1))", "1"),
        ("(p + q) + (r + q)", "p + r"),
    ),
    "faithful-bound": (
        ("h(j) + x(j)*f(j) + T(j, h(j) + x(j)*f(j))", "f(j)"),
        ("F(j, f(j))", "1"),
    ),
    "hidden-variable-model": (
        ("p + x(j)*h(j) + T(j, p + x(j)*h(j))", "p + T(j,p) + h(j)"),
        ("p + h(j) + T(j, p + h(j))", "p + T(j,p)"),
    ),
}
"""The equations from which each statement follows, letter by letter."""


@dataclass(frozen=True, slots=True)
class Lemma:
    """A lemma of a derivation, parsed.

    Args:
        name: as rules refer to it.
        text: left and right side as written.
        total: the sum of both sides.
        base: the stated terms of the case j = 0; None if there is no induction.
        chain: the stated terms of the case j or j + 1.
        uses_f: whether its proof, or that of a lemma it uses, splits f(j+1).
        flaw: that its name is taken, or that a rule is no definition, earlier lemma or allowed
            hypothesis; empty if there is none.
    """

    name: str
    text: tuple[str, str]
    total: Term
    base: tuple[Term, ...] | None
    chain: tuple[Term, ...]
    uses_f: bool
    flaw: str


def read_lemmas(certificate: dict[str, Any]) -> tuple[Lemma, ...]:
    """Read the lemmas of a derivation.

    Args:
        certificate: of kind `derivation`.

    Returns:
        The lemmas; names that are taken and rules that do not exist are noted, not refused.

    Raises:
        InputError: if it breaks the grammar of docs/formats/derivation.md.

    Source: docs/formats/derivation.md.

    Example:
        >>> lemma = {"name": "twice", "lhs": "p + p", "rhs": "0", "base": None, "chain": []}
        >>> read_lemmas({"kind": "derivation", "lemmas": [lemma]})[0].uses_f
        False
    """
    fields(certificate, "certificate", ("kind", "lemmas"))
    lemmas: list[Lemma] = []
    steps = 0
    splitting = {"f-next"}
    known = set(DEFINITIONS)
    for position, item in enumerate(items(certificate["lemmas"], "lemmas", 1, MAX_LEMMAS)):
        where = f"lemmas[{position}]"
        fields(item, where, ("name", "lhs", "rhs", "base", "chain"))
        name = _name(item["name"], f"{where}.name")
        sides = []
        for side in ("lhs", "rhs"):
            sides.append(string(item[side], f"{where}.{side}", MAX_TERM))
        total = Term("+", None, tuple(parse_term(text, where) for text in sides))
        induction = item["base"] is not None
        base, base_rules = _steps(item["base"], f"{where}.base") if induction else (None, set())
        chain, rules = _steps(item["chain"], f"{where}.chain")
        # An unknown rule makes the derivation wrong, not unreadable.
        unknown = (base_rules - known) | (rules - known - ({"hypothesis"} if induction else set()))
        flaw = f"there is no rule {min(unknown)!r}" if unknown else ""
        if name in known or name == "hypothesis":
            flaw = "the name is taken"
        steps += len(base or ()) + len(chain)
        if steps > MAX_STEPS:
            fail("lemmas", f"at most {MAX_STEPS} steps", "more")
        uses_f = not splitting.isdisjoint(rules | base_rules)
        if uses_f:
            splitting.add(name)
        known.add(name)
        lemmas.append(Lemma(name, (sides[0], sides[1]), total, base, chain, uses_f, flaw))
    return tuple(lemmas)


def _name(value: object, where: str) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        fail(where, "a name of up to 40 letters, digits and hyphens", repr(value)[:80])
    return value


def _steps(value: object, where: str) -> tuple[tuple[Term, ...], set[str]]:
    """Return the stated terms and the names of the rules."""
    terms, rules = [], set()
    for position, step in enumerate(items(value, where, 0, MAX_STEPS)):
        place = f"{where}[{position}]"
        fields(step, place, ("rule", "values", "term"))
        rule = _name(step["rule"], f"{place}.rule")
        if not isinstance(step["values"], dict):
            fail(f"{place}.values", "an object", type(step["values"]).__name__)
        for variable, text in step["values"].items():
            spelled = string(text, f"{place}.values.{variable}", MAX_TERM)
            if variable == "j":
                parse_index(spelled, place)
            elif variable in {"p", "q", "r"}:
                parse_term(spelled, place)
            else:
                fail(f"{place}.values", "the variables j, p, q, r", repr(variable)[:80])
        terms.append(parse_term(string(step["term"], f"{place}.term", MAX_TERM), place))
        rules.add(rule)
    return tuple(terms), rules


def evaluate_lemmas(
    kind: str, lemmas: tuple[Lemma, ...], rng: np.random.Generator, deadline: Deadline
) -> str:
    """Evaluate all lemmas and stated terms at all points, for many functions and several j.

    Args:
        kind: of the statement.
        lemmas: what `read_lemmas` returned.
        rng: draws the functions.
        deadline: when to stop.

    Returns:
        How much was tried.

    Raises:
        RejectedError: naming a lemma or step with a value other than the one before, or a required
            equation that no lemma states.
        NotApplicableError: if an index is too large to evaluate.
        TimeoutError: after the deadline.

    Source: ours.

    Example:
        >>> from proofs.certificates.derivations import derivation
        >>> from proofs.independent.opinion import Deadline
        >>> import numpy as np
        >>> lemmas = read_lemmas(derivation("hidden-variable-model"))
        >>> rng = np.random.default_rng(0)
        >>> evaluate_lemmas("hidden-variable-model", lemmas, rng, Deadline(60))[:43]
        'a test of instances, not a proof: 128 evalu'
    """
    evaluations = 0
    for lemma in lemmas:
        if lemma.flaw:
            raise RejectedError(f"lemma {lemma.name}: {lemma.flaw}")
        for j in range(LARGEST_J + 1):
            for world in _worlds(lemma, j, rng):
                deadline.check()
                _try_lemma(lemma, j, world)
                evaluations += 1
    stated = {lemma.text for lemma in lemmas}
    for left, right in REQUIRED[kind]:
        if (left, right) not in stated:
            raise RejectedError(f"no lemma states {left} = {right}")
    return (
        f"a test of instances, not a proof: {evaluations} evaluations of {len(lemmas)} lemmas and "
        f"their steps, at all points, for j up to {LARGEST_J}, random p, q, r, h, f"
    )


def _worlds(lemma: Lemma, j: int, rng: np.random.Generator) -> Iterator[World]:
    terms = (lemma.total, *(lemma.base or ()), *lemma.chain)
    # In an induction the chain is about j + 1, where the lemma itself is evaluated too.
    largest = max((i.at(j + 1) for term in terms for i in term.indices()), default=0)
    if largest >= MAX_CHAIN:
        raise NotApplicableError(f"lemma {lemma.name}: an index of {largest} is too large to try")
    for _ in range(WORLDS):
        yield random_world(largest + 1, rng)
        if not lemma.uses_f:
            yield free_world(largest + 1, rng)


def _try_lemma(lemma: Lemma, j: int, world: World) -> None:
    """Try a lemma at j, in an induction its base at 0 and its chain at j + 1."""
    parts = [("chain", lemma.chain, j if lemma.base is None else j + 1)]
    if lemma.base is not None and j == 0:
        parts.append(("base", lemma.base, 0))
    for part, terms, lemma_at in parts:
        if world.evaluate(lemma.total, lemma_at).any():
            raise RejectedError(
                f"lemma {lemma.name}: the sides differ for some functions, j = {lemma_at}"
            )
        # The sum of both sides is 0, and every step keeps the value.
        for position, term in enumerate(terms):
            if world.evaluate(term, j).any():
                raise RejectedError(
                    f"lemma {lemma.name}, {part} step {position}: the term changes its value, "
                    f"j = {j}"
                )
