"""Squared maximum mean discrepancies of sums of product functions, for every number of bits.

Statement kind `mmd-of-products`, certificate kind `pairs`; grammar and soundness argument in
docs/formats/mmd.md. The kernel of the discrepancy is a product over bits of
(1-p) + p (-1)^(x_i + y_i), so everything reduces to one bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from proofs.kernel import reader
from proofs.kernel.verdict import Rejected

MAX_TERMS = 8
MAX_NUMBER = 10**6

Pair = tuple[Fraction, Fraction]
Term = tuple[Fraction, Pair]


def _terms(value: object, where: str) -> tuple[Term, ...]:
    """Read a list of {weight: [a, b], site: [u, v], scale: s}: a/b with (u/s, v/s)."""
    terms = []
    for index, item in enumerate(reader.sequence(value, 1, MAX_TERMS, where)):
        place = f"{where}[{index}]"
        weight, site, scale = reader.fields(item, ("weight", "site", "scale"), place)
        low, high = -MAX_NUMBER, MAX_NUMBER
        top, bottom = reader.sequence(weight, 2, 2, f"{place}.weight")
        reader.integer(top, low, high, f"{place}.weight[0]")
        reader.integer(bottom, 1, high, f"{place}.weight[1]")
        one, other = reader.sequence(site, 2, 2, f"{place}.site")
        reader.integer(one, low, high, f"{place}.site[0]")
        reader.integer(other, low, high, f"{place}.site[1]")
        reader.integer(scale, 1, high, f"{place}.scale")
        terms.append((Fraction(top, bottom), (Fraction(one, scale), Fraction(other, scale))))
    return tuple(terms)


@dataclass(frozen=True)
class ProductMmdStatement:
    """What MMD^2 of two functions on n bits is, for all n >= 1 and all p.

    Args:
        model: terms w (a, b): the function sum of w prod_i (a if x_i = 0 else b).
        target: the same.
        value: terms w (a, b): the sum of w (a (1-p) + b p)^n.
    """

    model: tuple[Term, ...]
    target: tuple[Term, ...]
    value: tuple[Term, ...]

    def __post_init__(self) -> None:
        """Validate and read the three lists."""
        object.__setattr__(self, "model", _terms(self.model, "statement.model"))
        object.__setattr__(self, "target", _terms(self.target, "statement.target"))
        object.__setattr__(self, "value", _terms(self.value, "statement.value"))

    def describe(self) -> str:
        """Return the claim in one line."""
        functions = [
            " + ".join(f"{weight} [{one}, {other}]^n" for weight, (one, other) in terms)
            for terms in (self.model, self.target)
        ]
        value = " + ".join(f"{w} ({one} (1-p) + {other} p)^n" for w, (one, other) in self.value)
        return f"for all n >= 1: MMD^2({functions[0]}; {functions[1]}) = {value}"


@dataclass(frozen=True)
class Pairs:
    """No data: the kernel goes through all pairs of terms."""


def check_pairs(statement: ProductMmdStatement, _certificate: Pairs) -> int:
    """Check that both functions add up to 1 and that the pairs of terms add up to the value."""
    for name, terms in (("model", statement.model), ("target", statement.target)):
        sums: dict[Fraction, Fraction] = {}
        for weight, (one, other) in terms:
            sums[one + other] = sums.get(one + other, Fraction(0)) + weight
        # The sum over all strings is the sum of weight * (one + other)^n.
        left = {base: weight for base, weight in sums.items() if base and weight}
        if left != {Fraction(1): Fraction(1)}:
            raise Rejected(name, "normalisation", "values that add up to 1 for every n", "others")
    signed = [*statement.model, *((-weight, site) for weight, site in statement.target)]
    balance: dict[Pair, Fraction] = {}
    for weight, base in statement.value:
        balance[base] = balance.get(base, Fraction(0)) - weight
    for weight, (a, b) in signed:
        for factor, (c, d) in signed:
            base = ((a + b) * (c + d), (a - b) * (c - d))
            balance[base] = balance.get(base, Fraction(0)) + weight * factor
    for (even, odd), rest in sorted(balance.items()):
        if rest and (even or odd):
            place = f"({even} (1-p) + {odd} p)^n"
            raise Rejected("value", "identity", f"the weight of {place}", f"a difference of {rest}")
    return len(signed) ** 2
