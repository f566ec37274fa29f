"""Contextual fractions, logical and strong contextuality turned into documents."""

from __future__ import annotations

import re
from itertools import product
from math import lcm
from typing import TYPE_CHECKING, Any

from contextuality.search.elimination import elimination_order
from proofs.certificates.document import Document

if TYPE_CHECKING:
    from contextuality.empirical import EmpiricalModel
    from contextuality.search.fraction import NoncontextualFraction


def model_keys(model: EmpiricalModel) -> dict[str, Any]:
    """Return the keys of a statement that stand for an empirical model.

    Example:
        >>> from contextuality.library.models import model
        >>> model_keys(model("pr-box"))["tables"][3]
        [0, 1, 1, 0]
    """
    whole = lcm(*(p.denominator for table in model.tables for p in table))
    labels = model.observables
    return {
        "outcomes": len(model.outcomes),
        "contexts": [[labels[v] for v in context] for context in model.contexts],
        "denominator": whole,
        "tables": [[int(p * whole) for p in table] for table in model.tables],
    }


def numbering(model: EmpiricalModel) -> list[int]:
    """Return the observables that contexts hold, in the order of first appearance.

    That is how a certificate numbers them; observables in no context are left out.

    Example:
        >>> from contextuality.library.models import model
        >>> numbering(model("pr-box"))
        [0, 1, 2, 3]
    """
    return list(dict.fromkeys(v for context in model.contexts for v in context))


def fraction_document(found: NoncontextualFraction) -> Document:
    """Return the document of a noncontextual fraction.

    Example:
        >>> from contextuality.library.models import model
        >>> from contextuality.search.fraction import noncontextual_fraction
        >>> fraction_document(noncontextual_fraction(model("hardy"))).check().statement[-6:]
        'is 5/6'
    """
    model = found.model
    numbers = numbering(model)
    whole = lcm(*(weight.denominator for weight, _ in found.distribution))
    merged: dict[tuple[int, ...], int] = {}
    for weight, g in found.distribution:  # they may differ in observables without contexts alone
        kept = tuple(g[v] for v in numbers)
        merged[kept] = merged.get(kept, 0) + int(weight * whole)
    inequality = [
        [c, list(event), y]
        for c, row in enumerate(found.inequality.coefficients)
        for event, y in zip(_events(model, c), row, strict=True)
        if y
    ]
    statement = {
        "kind": "noncontextual-fraction",
        **model_keys(model),
        "lower": [found.lower.numerator, found.lower.denominator],
        "upper": [found.upper.numerator, found.upper.denominator],
    }
    certificate = {
        "kind": "fraction",
        "denominator": whole,
        "distribution": [[weight, list(g)] for g, weight in merged.items()],
        "scale": found.inequality.scale,
        "inequality": inequality,
        "order": _order(model, found.order),
    }
    return Document(f"fraction-{_file_name(model)}", statement, certificate)


def strong_document(model: EmpiricalModel) -> Document:
    """Return the document that no global assignment of a model is possible.

    Example:
        >>> from contextuality.library.models import model
        >>> strong_document(model("ghz")).check().status
        'valid'
    """
    statement = {"kind": "strongly-contextual", **model_keys(model)}
    return Document(f"strong-{_file_name(model)}", statement, _elimination(model))


def logical_document(model: EmpiricalModel, context: int, position: int) -> Document:
    """Return the document that a possible event extends to no possible global assignment.

    Args:
        model: without disturbance.
        context: its index.
        position: of the event in the context's table.

    Example:
        >>> from contextuality.library.models import model
        >>> logical_document(model("hardy"), 3, 3).check().status
        'valid'
    """
    statement = {
        "kind": "logically-contextual",
        **model_keys(model),
        "context": context,
        "event": list(_events(model, context)[position]),
    }
    return Document(f"logical-{_file_name(model)}", statement, _elimination(model))


def _events(model: EmpiricalModel, context: int) -> list[tuple[int, ...]]:
    return list(product(range(len(model.outcomes)), repeat=len(model.contexts[context])))


def _elimination(model: EmpiricalModel) -> dict[str, Any]:
    order = elimination_order(model.contexts, len(model.observables))
    return {"kind": "elimination", "order": _order(model, order)}


def _order(model: EmpiricalModel, order: tuple[int, ...]) -> list[int]:
    place = {v: i for i, v in enumerate(numbering(model))}
    return [place[v] for v in order if v in place]


def _file_name(model: EmpiricalModel) -> str:
    return re.sub(r"[^a-z0-9]+", "-", model.name.lower()).strip("-") or "model"
