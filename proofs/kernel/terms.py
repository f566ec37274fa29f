"""Terms of the derivation calculus and their normal forms.

Terms are elements of a Boolean ring (p + p = 0, p * p = p) of functions on F2^n with shift
operators; the signature, its definitions and why they mean what they say are in
docs/formats/derivation.md. No proofs here: those are in `derivation`.
"""

from __future__ import annotations

import re

from proofs.kernel import reader
from proofs.kernel.verdict import Malformed

Natural = tuple[str, int]  # (variable or "", offset): j + 1 is ("j", 1), 3 is ("", 3)
Atom = tuple[object, ...]  # (symbol, index, argument polynomials)
Polynomial = frozenset[frozenset[Atom]]
Environment = dict[str, Natural | Polynomial]

MAX_TERM = 2000
MAX_PRODUCT = 1024  # monomials multiplied at once

ZERO: Polynomial = frozenset()
ONE: Polynomial = frozenset([frozenset()])

# Symbol -> number of ring arguments after its index. x(j): the j-th coordinate. T(j,p): p shifted
# along it. h(j): any function free of it. f(j): any polynomial free of it that has the monomial
# x(0)..x(j-1) and no other one containing that. F(j,p): the sum of the shifts of p along the
# subsets of {0..j-1}. E(j,p,q): the sum, over the same subsets, of the shifted p plus q.
SYMBOLS = {"x": 0, "h": 0, "f": 0, "T": 1, "F": 1, "E": 2}

DEFINITIONS: dict[str, tuple[str, str]] = {
    "f-zero": ("f(0)", "1"),
    "f-next": ("f(j+1)", "h(j) + x(j)*f(j)"),
    "F-zero": ("F(0,p)", "p"),
    "F-next": ("F(j+1,p)", "F(j, p + T(j,p))"),
    "E-zero": ("E(0,p,q)", "p + q"),
    "E-next": ("E(j+1,p,q)", "E(j,p,q) + E(j,T(j,p),q)"),
}

_CALL = re.compile(r"([A-Za-z]?)\(([^()]*)\)")  # innermost: no parenthesis inside
_PART = re.compile(r"#(\d+);", re.ASCII)  # stands for the value of an evaluated part


def multiply(p: Polynomial, q: Polynomial) -> Polynomial:
    """Return p * q."""
    if len(p) * len(q) > MAX_PRODUCT:
        raise Malformed("term", f"products of at most {MAX_PRODUCT} monomials", "more")
    result: set[frozenset[Atom]] = set()
    for left in p:
        for right in q:
            result ^= {left | right}
    return frozenset(result)


def shift(index: Natural, p: Polynomial) -> Polynomial:
    """Return T(index, p): T is a ring homomorphism, moves x(index), and fixes h and f there."""
    total = ZERO
    for monomial in p:
        product = ONE
        for atom in monomial:
            moved: Polynomial = frozenset(
                [frozenset([("T", index, frozenset([frozenset([atom])]))])]
            )
            if atom == ("x", index):
                moved = frozenset([frozenset([atom])]) ^ ONE
            elif atom in {("h", index), ("f", index)}:
                moved = frozenset([frozenset([atom])])
            product = multiply(product, moved)
        total = total ^ product
    return total


class Evaluator:
    """Terms to normal forms, replacing one atom by a polynomial wherever it appears.

    Args:
        environment: values of the variables j, p, q, r.
        rule: None, or the normal forms (atom, replacement) of a rewriting step.
    """

    def __init__(
        self, environment: Environment, rule: tuple[Polynomial, Polynomial] | None = None
    ) -> None:
        self.environment = environment
        self.rule = rule

    def natural(self, literal: str) -> Natural:
        """Return the value of an index such as j, j+2 or 0."""
        match = re.fullmatch(r"\s*(?:(j)(?:\+(\d{1,3}))?|(\d{1,3}))\s*", literal, re.ASCII)
        base = self.environment.get("j")
        if match is None or (match[1] and not isinstance(base, tuple)):
            raise Malformed("term", "an index: j (in scope), j+1, 0, ...", literal)
        if isinstance(base, tuple) and match[1]:
            return base[0], base[1] + int(match[2] or 0)
        return "", int(match[3])

    def apply(self, symbol: str, index: Natural, arguments: list[Polynomial]) -> Polynomial:
        """Return the normal form of a symbol applied to its index and arguments."""
        if symbol == "T":
            return shift(index, arguments[0])
        value: Polynomial = frozenset([frozenset([(symbol, index, *arguments)])])
        if self.rule is not None and value == self.rule[0]:
            return self.rule[1]
        return value

    def flat(self, body: str, values: list[Polynomial]) -> Polynomial:
        """Return a sum of products of 0, 1, variables and already evaluated parts #0;, #1;, ..."""
        total = ZERO
        for summand in body.split("+"):
            product = ONE
            for factor in map(str.strip, summand.split("*")):
                value = self.environment.get(factor)
                if factor in {"0", "1"}:
                    value = ONE if factor == "1" else ZERO
                elif part := _PART.fullmatch(factor):
                    value = values[int(part[1])]
                if not isinstance(value, frozenset):
                    raise Malformed("term", "0, 1, a variable in scope or a symbol's value", factor)
                product = multiply(product, value)
            total = total ^ product
        return total

    def __call__(self, term: object) -> Polynomial:
        """Return the normal form of a term, innermost parenthesis first."""
        meaning = f"a term of at most {MAX_TERM} letters, digits and + * ( ) ,"
        text = reader.text(term, rf"[A-Za-z0-9+*(), ]{{1,{MAX_TERM}}}", "term", meaning)
        values: list[Polynomial] = []
        while match := _CALL.search(text):
            symbol, arguments = match[1], match[2].split(",")
            if symbol:
                if SYMBOLS.get(symbol) != len(arguments) - 1:
                    raise Malformed("term", f"a symbol of {SYMBOLS} and its arguments", match[0])
                index = self.natural(arguments.pop(0))
            polynomials = [self.flat(argument, values) for argument in arguments]
            if not symbol and len(polynomials) != 1:
                raise Malformed("term", "one term in a parenthesis", match[0])
            values.append(self.apply(symbol, index, polynomials) if symbol else polynomials[0])
            text = f"{text[: match.start()]}#{len(values) - 1};{text[match.end() :]}"
        return self.flat(text, values)
