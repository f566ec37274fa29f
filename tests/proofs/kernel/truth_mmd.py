"""Statements about product functions, decided by sums over all strings, without the kernel.

Two sides that are sums of at most m powers b^n with different bases agree for all n >= 1 if they
agree for n = 1..m (Vandermonde). Powers of the one-bit sums reach that n; the strings themselves
are summed up to n = 3. Polynomials in p of degree n agree if they do at n + 1 points.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from typing import Any


def read(terms: list[dict[str, Any]]) -> list[tuple[Fraction, list[Fraction]]]:
    found = []
    for term in terms:
        if set(term) != {"weight", "site", "scale"} or not 1 <= len(terms) <= 8:
            raise ValueError(terms)
        top, bottom = term["weight"]
        one, other = term["site"]
        scale = Fraction(1, term["scale"])
        found.append((Fraction(top, bottom), [one * scale, other * scale]))
    return found


def value_at(terms: list[tuple[Fraction, list[Fraction]]], bits: tuple[int, ...]) -> Fraction:
    total = Fraction(0)
    for weight, site in terms:
        total += weight * prod(site[bit] for bit in bits)
    return total


def by_strings(statement: dict[str, Any], n: int, p: Fraction) -> bool:
    model, target, value = (read(statement[name]) for name in ("model", "target", "value"))
    strings = list(product(range(2), repeat=n))
    f, g = ([value_at(terms, x) for x in strings] for terms in (model, target))
    total = Fraction(0)
    for x, a, b in zip(strings, f, g, strict=True):
        for y, c, d in zip(strings, f, g, strict=True):
            distance = sum(i != j for i, j in zip(x, y, strict=True))
            total += (a - b) * (c - d) * (1 - 2 * p) ** distance
    right = sum(w * (site[0] * (1 - p) + site[1] * p) ** n for w, site in value)
    return sum(f) == sum(g) == 1 and total == right


def by_powers(statement: dict[str, Any], n: int, p: Fraction) -> bool:
    model, target, value = (read(statement[name]) for name in ("model", "target", "value"))
    total = Fraction(0)
    for (sign, one), (other_sign, other) in product(((1, model), (-1, target)), repeat=2):
        for (w, u), (v, t) in product(one, other):
            near, far = u[0] * t[0] + u[1] * t[1], u[0] * t[1] + u[1] * t[0]
            total += sign * other_sign * w * v * (near + (1 - 2 * p) * far) ** n
    right = sum(w * (site[0] * (1 - p) + site[1] * p) ** n for w, site in value)
    sums = [sum(w * (u[0] + u[1]) ** n for w, u in terms) for terms in (model, target)]
    return sums == [1, 1] and total == right


def decide(statement: dict[str, Any]) -> bool:
    """Return whether the statement is true."""
    points = [Fraction(i, 7) for i in range(1, 5)]
    if not all(by_strings(statement, n, p) for n in (1, 2, 3) for p in points[: n + 1]):
        return False
    terms = len(statement["model"]) + len(statement["target"])
    most = terms * (terms + 1) // 2 + len(statement["value"])
    # One p decides unless two bases meet there: this one is no quotient of small numbers.
    return all(by_powers(statement, n, Fraction(1_000_003, 7_368_787)) for n in range(1, most + 1))
