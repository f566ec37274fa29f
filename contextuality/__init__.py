"""Exact algebra, scenarios and search for quantum contextuality.

Belongs here: Boolean polynomials, the hypergraph stabilizer group, Pauli operators,
hypergraph states, scenarios, and untrusted searches over them. Does not belong here:
claims and verdicts (proofs), and models that run (khrnn). Nothing here imports either.

The names below are what a script needs first; they are loaded on first use, so that importing the
package is quick. Everything else is in the modules.

Example:
    >>> from contextuality import Hypergraph
    >>> print(Hypergraph.parse("0,1,2").generators()[0])
    X0 (-1)^(z1*z2)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality._lazy import lazy

if TYPE_CHECKING:
    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.empirical import EmpiricalModel
    from contextuality.errors import InputError
    from contextuality.formats import load, save
    from contextuality.gf2 import BitMatrix, Consistent, Inconsistent
    from contextuality.group import Commutation, GroupElement
    from contextuality.hypergraph import Hypergraph
    from contextuality.library import get
    from contextuality.pauli import Pauli
    from contextuality.pauli_array import PauliArray
    from contextuality.polynomial import BooleanPolynomial
    from contextuality.scenario import Scenario, pauli_scenario
    from contextuality.search.degree import degree
    from contextuality.search.fraction import noncontextual_fraction
    from contextuality.search.parity import decide_parity
    from contextuality.search.sat import colour
    from contextuality.vectors import VectorSet

__all__ = [
    "BitMatrix",
    "BooleanPolynomial",
    "Commutation",
    "Consistent",
    "ContextHypergraph",
    "EmpiricalModel",
    "GroupElement",
    "Hypergraph",
    "Inconsistent",
    "InputError",
    "Pauli",
    "PauliArray",
    "Scenario",
    "VectorSet",
    "colour",
    "decide_parity",
    "degree",
    "get",
    "load",
    "noncontextual_fraction",
    "pauli_scenario",
    "save",
]

__getattr__, __dir__ = lazy(
    "contextuality",
    {
        "BitMatrix": "gf2",
        "BooleanPolynomial": "polynomial",
        "Commutation": "group",
        "Consistent": "gf2",
        "ContextHypergraph": "context_hypergraph",
        "EmpiricalModel": "empirical",
        "GroupElement": "group",
        "Hypergraph": "hypergraph",
        "Inconsistent": "gf2",
        "InputError": "errors",
        "Pauli": "pauli",
        "PauliArray": "pauli_array",
        "Scenario": "scenario",
        "VectorSet": "vectors",
        "colour": "search.sat",
        "decide_parity": "search.parity",
        "degree": "search.degree",
        "get": "library",
        "load": "formats",
        "noncontextual_fraction": "search.fraction",
        "pauli_scenario": "scenario",
        "save": "formats",
    },
)
