"""Terms of the derivation calculus and their normal forms.

Terms are elements of a Boolean ring (p + p = 0, p * p = p) of functions on F2^n with shift
operators; the signature, its definitions and why they mean what they say are in
docs/formats/derivation.md. No proofs here: those are in `derivation`.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NoReturn

from proofs.kernel import reader
from proofs.kernel.verdict import Malformed

Natural = tuple[str, int]  # (variable or "", offset): j + 1 is ("j", 1), 3 is ("", 3)
Atom = tuple[object, ...]  # (symbol, index, argument polynomials)
Polynomial = frozenset[frozenset[Atom]]

MAX_TERM = 2000
MAX_NESTING = 20  # parentheses; equality of normal forms recurses on it
MAX_WORK = 1_000_000  # elementary operations in one certificate

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
_INDEX = re.compile(r" *(?:(j)(?:\+([0-9]{1,3}))?|([0-9]{1,3})) *")
_PART = re.compile(r"#([0-9]+);")  # stands for the value of an evaluated part; not in any input


def single(*atom: object) -> Polynomial:
    """Return an atom as a polynomial."""
    return frozenset([frozenset([atom])])


class Workspace:
    """The ring's operations, with a budget that no certificate can exceed.

    Args:
        place: where in the certificate messages point; set anew for every step.
    """

    def __init__(self, place: str = "term") -> None:
        self.place = place
        self.left = MAX_WORK

    def refuse(self, expected: str, found: object) -> NoReturn:
        """Raise `Malformed` at the present place."""
        raise Malformed(self.place, expected, found)

    def spend(self, amount: int) -> None:
        """Take elementary operations off the budget."""
        self.left -= amount
        if self.left < 0:
            self.refuse(f"at most {MAX_WORK} operations in a derivation", "more")

    def multiply(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """Return p * q."""
        result: set[frozenset[Atom]] = set()
        for left in p:
            for right in q:
                self.spend(1 + len(left) + len(right))
                result ^= {left | right}
        return frozenset(result)

    def shift(self, index: Natural, p: Polynomial) -> Polynomial:
        """Return T(index, p): T is a ring homomorphism, moves x(index), fixes h and f there."""
        total: set[frozenset[Atom]] = set()
        for monomial in p:
            product = ONE
            for atom in monomial:
                moved = single("T", index, single(*atom))
                if atom == ("x", index):
                    moved = single(*atom) ^ ONE
                elif atom in {("h", index), ("f", index)}:
                    moved = single(*atom)
                product = self.multiply(product, moved)
            total ^= product
        return frozenset(total)


class Evaluator:
    """Terms to normal forms, replacing one atom by a polynomial wherever it appears.

    Args:
        work: the budget and the place.
        index: the value of j.
        values: the values of p, q, r.
        rule: None, or the normal forms (atom, replacement) of a rewriting step.
    """

    def __init__(
        self,
        work: Workspace,
        index: Natural,
        values: dict[str, Polynomial],
        rule: tuple[Polynomial, Polynomial] | None = None,
    ) -> None:
        self.work = work
        self.index = index
        self.values = values
        self.rule = rule

    def natural(self, literal: object) -> Natural:
        """Return the value of an index such as j, j+2 or 0."""
        match = _INDEX.fullmatch(literal) if isinstance(literal, str) else None
        if match is None:
            self.work.refuse("an index: j, j+1, 0, ...", literal)
        if match[1]:
            return self.index[0], self.index[1] + int(match[2] or 0)
        return "", int(match[3])

    def apply(self, symbol: str, index: Natural, arguments: list[Polynomial]) -> Polynomial:
        """Return the normal form of a symbol applied to its index and arguments."""
        if symbol == "T":
            return self.work.shift(index, arguments[0])
        value = single(symbol, index, *arguments)
        if self.rule is not None and value == self.rule[0]:
            return self.rule[1]
        return value

    def flat(self, body: str, parts: list[Polynomial]) -> Polynomial:
        """Return a sum of products of 0, 1, variables and already evaluated parts #0;, #1;, ..."""
        known = {"0": ZERO, "1": ONE, **self.values}
        total: set[frozenset[Atom]] = set()
        for summand in body.split("+"):
            product = ONE
            for factor in map(str.strip, summand.split("*")):
                part = _PART.fullmatch(factor)
                value = parts[int(part[1])] if part else known.get(factor)
                if value is None:
                    found = _PART.sub("(...)", factor) or "nothing"
                    self.work.refuse("0, 1, p, q, r, a parenthesis or a symbol", found)
                product = self.work.multiply(product, value)
            total ^= product
        return frozenset(total)

    def __call__(self, term: object) -> Polynomial:
        """Return the normal form of a term, innermost parenthesis first."""
        meaning = f"a term of at most {MAX_TERM} letters, digits, spaces, + * ( ) and commas"
        place = self.work.place
        text = reader.text(term, rf"[A-Za-z0-9+*(), ]{{1,{MAX_TERM}}}", place, meaning)
        if max(accumulate((c == "(") - (c == ")") for c in text)) > MAX_NESTING:
            self.work.refuse(f"at most {MAX_NESTING} nested parentheses", "more")
        parts: list[Polynomial] = []
        while match := _CALL.search(text):
            self.work.spend(1 + len(text) // 16)
            symbol, arguments = match[1], match[2].split(",")
            if symbol:
                if SYMBOLS.get(symbol) != len(arguments) - 1:
                    found = _PART.sub("(...)", match[0])
                    self.work.refuse("x(j), h(j), f(j), T(j,p), F(j,p) or E(j,p,q)", found)
                index = self.natural(arguments.pop(0))
            elif len(arguments) != 1:
                self.work.refuse("one term in a parenthesis", _PART.sub("(...)", match[0]))
            polynomials = [self.flat(argument, parts) for argument in arguments]
            parts.append(self.apply(symbol, index, polynomials) if symbol else polynomials[0])
            text = f"{text[: match.start()]}#{len(parts) - 1};{text[match.end() :]}"
        return self.flat(text, parts)
