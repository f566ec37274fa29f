"""Equational derivations with induction: the memory bounds for all n and k at once.

Certificate kind `derivation` for the statements of `memory`. A lemma `lhs = rhs` is proved by
rewriting lhs + rhs to 0 with definitions, earlier lemmas and, in the step case of an induction
on j, the hypothesis. Grammar and soundness argument in docs/formats/derivation.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from proofs.kernel import reader
from proofs.kernel.memory import MemoryStatement
from proofs.kernel.terms import (
    DEFINITIONS,
    MAX_TERM,
    ZERO,
    Evaluator,
    Natural,
    Polynomial,
    Workspace,
    single,
)
from proofs.kernel.verdict import Malformed, Rejected

MAX_LEMMAS = 100
MAX_STEPS = 2000

REQUIRED: dict[str, tuple[tuple[str, str], ...]] = {
    # The contexts' polynomials d_A d sum to 1; values at a point, q = d_a f, respect products.
    "value-assignment-bound": (
        ("E(j+1, f(j+1), f(j+1))", "1"),
        ("(p + q) + (r + q)", "p + r"),
    ),
    # A derivative is free of its vertex with leading coefficient 1, and sums to 1 on every coset.
    "faithful-bound": (
        ("h(j) + x(j)*f(j) + T(j, h(j) + x(j)*f(j))", "f(j)"),
        ("F(j, f(j))", "1"),
    ),
    # The token of an edge with, and of one without, the vertex j moves d_j f as the model does.
    "hidden-variable-model": (
        ("p + x(j)*h(j) + T(j, p + x(j)*h(j))", "p + T(j,p) + h(j)"),
        ("p + h(j) + T(j, p + h(j))", "p + T(j,p)"),
    ),
}


@dataclass(frozen=True)
class Step:
    """One rewriting step: a rule with values for its variables, and the term it leads to."""

    rule: str
    values: tuple[tuple[str, str], ...]
    term: str


@dataclass(frozen=True)
class Lemma:
    """An equation for all j, p, q, r, with a direct proof or an induction on j."""

    name: str
    lhs: str
    rhs: str
    base: tuple[Step, ...] | None
    chain: tuple[Step, ...]


@dataclass(frozen=True)
class Derivation:
    """Lemmas in order; each may use the definitions and the lemmas before it."""

    lemmas: tuple[Lemma, ...]

    def __post_init__(self) -> None:
        """Validate the shape of lemmas given as objects; terms are validated when checked."""
        items = reader.sequence(self.lemmas, 1, MAX_LEMMAS, "certificate.lemmas")
        lemmas = tuple(_lemma(item, f"certificate.lemmas[{i}]") for i, item in enumerate(items))
        object.__setattr__(self, "lemmas", lemmas)


def _lemma(item: object, where: str) -> Lemma:
    name, lhs, rhs, base, chain = reader.fields(
        item, ("name", "lhs", "rhs", "base", "chain"), where
    )
    reader.text(name, "[A-Za-z][A-Za-z0-9-]{0,39}", f"{where}.name", "a name")
    for side, key in ((lhs, "lhs"), (rhs, "rhs")):
        reader.text(side, f"(?s).{{1,{MAX_TERM}}}", f"{where}.{key}", "a term")
    return Lemma(
        name,
        lhs,
        rhs,
        None if base is None else _steps(base, f"{where}.base"),
        _steps(chain, f"{where}.chain"),
    )


def _steps(value: object, where: str) -> tuple[Step, ...]:
    steps = []
    for position, item in enumerate(reader.sequence(value, 0, MAX_STEPS, where)):
        place = f"{where}[{position}]"
        rule, values, term = reader.fields(item, ("rule", "values", "term"), place)
        reader.text(rule, "[A-Za-z][A-Za-z0-9-]{0,39}", f"{place}.rule", "the name of a rule")
        if type(values) is not dict or not set(values) <= {"j", "p", "q", "r"}:
            raise Malformed(f"{place}.values", "an object with keys among j, p, q, r", values)
        steps.append(Step(rule, tuple(values.items()), term))
    return tuple(steps)


FREE: dict[str, Polynomial] = {name: single(name) for name in "pqr"}


def _follow(
    lemma: Lemma,
    start: Natural,
    steps: tuple[Step, ...],
    rules: dict[str, tuple[str, str]],
    work: Workspace,
) -> None:
    """Check a chain from lhs + rhs, with the index `start` for j, to 0.

    In the step case `start` is j + 1 while the terms of the chain speak of j.
    """
    where, scope = work.place, ("j", 0) if start == ("j", 1) else start
    # Both sides are read one by one: "p) + (q" is no term, whatever stands around it.
    index, terms = start, [lemma.lhs, lemma.rhs]
    for position, step in enumerate(steps):
        place = work.place = f"{where}[{position}]"
        if step.rule == "hypothesis":
            if start != ("j", 1):
                raise Rejected(place, "hypothesis", "the step case of an induction", "elsewhere")
            if any(name == "j" for name, _ in step.values):
                raise Rejected(place, "hypothesis", "the index j itself", "another index")
            lhs, rhs = lemma.lhs, lemma.rhs
        elif step.rule in rules:
            lhs, rhs = rules[step.rule]
        else:
            raise Rejected(place, "rule", "a definition or an earlier lemma", step.rule)
        instance, outer = Evaluator(work, scope, dict(FREE)), Evaluator(work, scope, FREE)
        for name, value in step.values:
            if name == "j":
                instance.index = outer.natural(value)
            else:
                instance.values[name] = outer(value)
        atom, replacement = instance(lhs), instance(rhs)
        if len(atom) != 1 or len(next(iter(atom))) != 1:
            raise Rejected(place, "rewrite", "a rule whose left side is one symbol", lhs)
        rewritten = _sum(Evaluator(work, index, FREE, (atom, replacement)), terms)
        index, terms = scope, [step.term]
        if rewritten != outer(step.term):
            raise Rejected(place, step.rule, "the term after rewriting", step.term)
    work.place = where
    if _sum(Evaluator(work, index, FREE), terms) != ZERO:
        raise Rejected(where, "end", "both sides equal: the term 0", " + ".join(terms))


def _sum(evaluator: Evaluator, terms: list[str]) -> Polynomial:
    total = ZERO
    for term in terms:
        total ^= evaluator(term)
    return total


def check_derivation(statement: MemoryStatement, certificate: Derivation) -> int:
    """Check every lemma, then that the statement's required equations are among them.

    Returns:
        The number of rewriting steps.

    Raises:
        Malformed: if a term cannot be read.
        Rejected: at the first step that does not follow; incomplete if all hold and a required
            equation is missing.
    """
    rules, work = dict(DEFINITIONS), Workspace()
    steps = 0
    proved: set[tuple[str, str]] = set()
    for position, lemma in enumerate(certificate.lemmas):
        where = f"certificate.lemmas[{position}]"
        if lemma.name in rules or lemma.name == "hypothesis":
            raise Rejected(where, "name", "a fresh name", lemma.name)
        steps += len(lemma.base or ()) + len(lemma.chain)
        if steps > MAX_STEPS:
            raise Malformed(where, f"at most {MAX_STEPS} steps in all", "more")
        if lemma.base is not None:
            work.place = f"{where}.base"
            _follow(lemma, ("", 0), lemma.base, rules, work)
        work.place = f"{where}.chain"
        _follow(lemma, ("j", 0 if lemma.base is None else 1), lemma.chain, rules, work)
        rules[lemma.name] = lemma.lhs, lemma.rhs
        proved.add((lemma.lhs, lemma.rhs))
    for lhs, rhs in REQUIRED[statement.kind]:
        if (lhs, rhs) not in proved:
            expected = f"a lemma {lhs} = {rhs}"
            raise Rejected("end", "goal", expected, "no such lemma", incomplete=True)
    return steps
