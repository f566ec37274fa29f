"""Exact algebra, scenarios and search for quantum contextuality.

Belongs here: Boolean polynomials, the hypergraph stabilizer group, Pauli operators,
hypergraph states, scenarios, and untrusted searches over them. Does not belong here:
claims and verdicts (proofs), and models that run (khrnn). Nothing here imports either.

The names below are loaded on first use, so that importing the package is quick.

Example:
    >>> from contextuality import Hypergraph
    >>> print(Hypergraph.parse("0,1,2").generators()[0])
    X0 (-1)^(z1*z2)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextuality.errors import InputError
    from contextuality.gf2 import BitMatrix, Consistent, Inconsistent
    from contextuality.group import Commutation, GroupElement
    from contextuality.hypergraph import Hypergraph
    from contextuality.pauli import Pauli
    from contextuality.pauli_array import PauliArray
    from contextuality.polynomial import BooleanPolynomial

__all__ = [
    "BitMatrix",
    "BooleanPolynomial",
    "Commutation",
    "Consistent",
    "GroupElement",
    "Hypergraph",
    "Inconsistent",
    "InputError",
    "Pauli",
    "PauliArray",
]

_HOMES = {
    "BitMatrix": "gf2",
    "BooleanPolynomial": "polynomial",
    "Commutation": "group",
    "Consistent": "gf2",
    "GroupElement": "group",
    "Hypergraph": "hypergraph",
    "Inconsistent": "gf2",
    "InputError": "errors",
    "Pauli": "pauli",
    "PauliArray": "pauli_array",
}


def __getattr__(name: str) -> Any:  # Any: the values are classes of many kinds
    if name in _HOMES:
        return getattr(import_module(f"contextuality.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
