"""Discrepancies of product functions: summed over all strings, and by sympy on one bit.

Belongs here: the page docs/formats/mmd.md. Does not belong here: estimating discrepancies.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from proofs.independent.opinion import Opinion, RejectedError, ask
from proofs.independent.reader import fields, integer, items

if TYPE_CHECKING:
    from proofs.independent.opinion import Deadline

Term = tuple[Fraction, Fraction, Fraction]

LARGEST = 10**6
BITS = 4
WEIGHTS = (Fraction(1, 3), Fraction(2, 7), Fraction(1, 2))


def opinions(
    statement: dict[str, Any], certificate: dict[str, Any], time_limit: float
) -> tuple[Opinion, ...]:
    """Return the opinions on a statement about product functions.

    Args:
        statement: of kind `mmd-of-products`.
        certificate: of kind `pairs`.
        time_limit: seconds for each opinion.

    Returns:
        An opinion about the identity for all n, and one from sums over all strings of few bits.

    Raises:
        InputError: if one of them breaks the rules of docs/formats/mmd.md.

    Source: docs/formats/mmd.md.

    Example:
        >>> half = {"weight": [1, 1], "site": [1, 1], "scale": 2}
        >>> zero = {"weight": [0, 1], "site": [0, 0], "scale": 1}
        >>> statement = {"kind": "mmd-of-products", "model": [half], "target": [half],
        ...              "value": [zero]}
        >>> [opinion.verdict for opinion in opinions(statement, {"kind": "pairs"}, 60)]
        ['valid', 'valid']
    """
    fields(statement, "statement", ("kind", "model", "target", "value"))
    fields(certificate, "certificate", ("kind",))
    model, target, value = (_read(statement[name], name) for name in ("model", "target", "value"))
    return (
        ask("certificate/sympy", lambda _: _judge_symbols(model, target, value), time_limit),
        ask(
            "statement/strings",
            lambda deadline: _judge_strings(model, target, value, deadline),
            time_limit,
        ),
    )


def _read(value: object, name: str) -> list[Term]:
    terms = []
    for place, item in enumerate(items(value, name, 1, 8)):
        where = f"{name}[{place}]"
        term = fields(item, where, ("weight", "site", "scale"))
        weight = items(term["weight"], f"{where}.weight", 2, 2)
        site = items(term["site"], f"{where}.site", 2, 2)
        top = integer(weight[0], f"{where}.weight", -LARGEST, LARGEST)
        bottom = integer(weight[1], f"{where}.weight", 1, LARGEST)
        scale = integer(term["scale"], f"{where}.scale", 1, LARGEST)
        one, other = (integer(part, f"{where}.site", -LARGEST, LARGEST) for part in site)
        terms.append((Fraction(top, bottom), Fraction(one, scale), Fraction(other, scale)))
    return terms


def _judge_symbols(model: list[Term], target: list[Term], value: list[Term]) -> str:
    """The one-bit sums written out over the four pairs of bits, bases compared as polynomials."""
    import sympy  # noqa: PLC0415  (slow to import)

    p = sympy.Symbol("p")

    def exact(number: Fraction) -> Any:
        return sympy.Rational(number.numerator, number.denominator)

    both = model + [(-weight, one, other) for weight, one, other in target]
    rest: dict[Any, Fraction] = {}
    for (w, *f), (v, *g) in product(both, repeat=2):
        base = sum(
            exact(f[x] * g[y]) * (1 if x == y else 1 - 2 * p)
            for x, y in product(range(2), repeat=2)
        )
        key = sympy.expand(base)
        rest[key] = rest.get(key, Fraction(0)) + w * v
    for weight, even, odd in value:
        key = sympy.expand(exact(even) * (1 - p) + exact(odd) * p)
        rest[key] = rest.get(key, Fraction(0)) - weight
    for key, weight in rest.items():
        if key != 0 and weight != 0:
            raise RejectedError(f"({key})^n is left with the weight {weight}")
    for name, terms in (("model", model), ("target", target)):
        totals: dict[Fraction, Fraction] = {Fraction(1): Fraction(-1)}
        for weight, one, other in terms:
            totals[one + other] = totals.get(one + other, Fraction(0)) + weight
        if any(weight for base, weight in totals.items() if base):
            raise RejectedError(f"the {name} does not add up to 1 for all n")
    return f"{len(both) ** 2} pairs of terms, bases expanded in p"


def _judge_strings(
    model: list[Term], target: list[Term], value: list[Term], deadline: Deadline
) -> str:
    for bits in range(1, BITS + 1):
        first, second = _table(model, bits), _table(target, bits)
        if sum(first) != 1 or sum(second) != 1:
            raise RejectedError(f"a function does not add up to 1 on {bits} bits")
        difference = [a - b for a, b in zip(first, second, strict=True)]
        for p in WEIGHTS:
            deadline.check()
            found = sum(
                u * v * (1 - 2 * p) ** (x ^ y).bit_count()
                for x, u in enumerate(difference)
                for y, v in enumerate(difference)
            )
            claimed = sum(w * (even * (1 - p) + odd * p) ** bits for w, even, odd in value)
            if found != claimed:
                raise RejectedError(f"{found} and not {claimed} for n={bits}, p={p}")
    return f"a test of instances, not a proof: all strings of up to {BITS} bits, 3 values of p"


def _table(terms: list[Term], bits: int) -> list[Fraction]:
    table = []
    for x in range(1 << bits):
        ones = x.bit_count()
        table.append(sum((w * f ** (bits - ones) * g**ones for w, f, g in terms), Fraction(0)))
    return table
