"""The kinds of statements and certificates about empirical models, events and distributions."""

from __future__ import annotations

from typing import Any

from proofs.kernel.exclusivity import ExclusivityStatement
from proofs.kernel.fraction import Fraction, FractionStatement, check_fraction
from proofs.kernel.graph_numbers import GraphNumbers, check_graph_numbers
from proofs.kernel.possibility import (
    Elimination,
    LogicalStatement,
    StrongStatement,
    check_elimination,
)
from proofs.kernel.product_mmd import Pairs, ProductMmdStatement, check_pairs

_MODEL = ("outcomes", "contexts", "denominator", "tables")

# Statement kind -> (class, keys besides "kind").
STATEMENTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "noncontextual-fraction": (FractionStatement, (*_MODEL, "lower", "upper")),
    "strongly-contextual": (StrongStatement, _MODEL),
    "logically-contextual": (LogicalStatement, (*_MODEL, "context", "event")),
    "mmd-of-products": (ProductMmdStatement, ("model", "target", "value")),
    "exclusivity-numbers": (
        ExclusivityStatement,
        ("graph", "weights", "independence", "theta", "packing"),
    ),
}

# Certificate kind -> (class, keys besides "kind", procedure, statement kinds that it can prove).
CERTIFICATES: dict[str, tuple[Any, tuple[str, ...], Any, tuple[str, ...]]] = {
    "fraction": (
        Fraction,
        ("denominator", "distribution", "scale", "inequality", "order"),
        check_fraction,
        ("noncontextual-fraction",),
    ),
    "elimination": (
        Elimination,
        ("order",),
        check_elimination,
        ("strongly-contextual", "logically-contextual"),
    ),
    "pairs": (Pairs, (), check_pairs, ("mmd-of-products",)),
    "graph-numbers": (
        GraphNumbers,
        ("vertices", "above", "primal", "dual", "packing", "denominator", "cover"),
        check_graph_numbers,
        ("exclusivity-numbers",),
    ),
}
