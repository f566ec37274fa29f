"""Certificates about discrepancies of product functions (docs/formats/mmd.md).

What belongs here: their values worked out, and the document on parity. What does not: checking.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from proofs.certificates.document import Document

Term = tuple[Fraction, Fraction, Fraction]

MAX_TERMS = 8
_HALF = Fraction(1, 2)


def product_document(name: str, model: Sequence[Term], target: Sequence[Term]) -> Document | None:
    """Return a certificate of what MMD^2 of two sums of product functions is, for every n.

    Args:
        name: of the document.
        model: terms (w, f0, f1) for w times the product over bits of f(x_i).
        target: the same.

    Returns:
        The document, or None if the value has more than the eight terms that a statement holds.
        Whether both functions add up to 1 is left to the kernel.

    Source: ours; docs/formats/mmd.md.

    Example:
        >>> zero, one = ((Fraction(1), Fraction(x == 0), Fraction(x == 1)) for x in (0, 1))
        >>> document = product_document("points", [zero], [one])
        >>> document.check().status
        'valid'
    """
    both = [*model, *((-w, f, g) for w, f, g in target)]
    value: dict[tuple[Fraction, Fraction], Fraction] = {}
    for w, f0, f1 in both:
        for v, g0, g1 in both:
            base = ((f0 + f1) * (g0 + g1), (f0 - f1) * (g0 - g1))
            value[base] = value.get(base, Fraction(0)) + w * v
    terms = [(w, *base) for base, w in value.items() if w and any(base)]
    if len(terms) > MAX_TERMS:
        return None
    nothing = [(Fraction(0), Fraction(0), Fraction(0))]
    statement = {
        "kind": "mmd-of-products",
        "model": [_term(*one) for one in model],
        "target": [_term(*one) for one in target],
        "value": [_term(*one) for one in terms or nothing],
    }
    return Document(name, statement, {"kind": "pairs"})


def parity_document() -> Document:
    """Return the certificate that MMD^2 of uniform against even parity is p^n, for all n and p.

    Source: ours.

    Example:
        >>> parity_document().check().status
        'valid'
    """
    statement = {
        "kind": "mmd-of-products",
        "model": [_term(Fraction(1), _HALF, _HALF)],
        "target": [_term(Fraction(1), _HALF, _HALF), _term(Fraction(1), _HALF, -_HALF)],
        "value": [_term(Fraction(1), Fraction(0), Fraction(1))],
    }
    return Document("mmd-parity", statement, {"kind": "pairs"})


def _term(weight: Fraction, one: Fraction, other: Fraction) -> dict[str, Any]:
    scale = lcm(one.denominator, other.denominator)
    return {
        "weight": [weight.numerator, weight.denominator],
        "site": [int(one * scale), int(other * scale)],
        "scale": scale,
    }
