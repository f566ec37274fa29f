"""The kinds of statements and certificates about scenarios and growth, and derivations."""

from __future__ import annotations

from typing import Any

from proofs.kernel.colouring import Colouring, ColouringStatement, check_colouring
from proofs.kernel.contexts import ContextsStatement
from proofs.kernel.degree import (
    AssignmentViolations,
    DegreeStatement,
    Exhaustive,
    check_assignment_violations,
    check_exhaustive,
)
from proofs.kernel.derivation import Derivation, check_derivation
from proofs.kernel.growth import (
    Evaluate,
    GrowthStatement,
    Termwise,
    check_evaluate,
    check_termwise,
)
from proofs.kernel.links import Links, check_links
from proofs.kernel.lrat import Lrat, check_lrat
from proofs.kernel.packing import Packing, check_packing
from proofs.kernel.pauli import (
    Assignment,
    Parity,
    PauliStatement,
    check_assignment,
    check_parity,
)
from proofs.kernel.spectral import Spectral, check_spectral

# Statement kind -> (class, keys besides "kind").
STATEMENTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "pauli-contextual": (PauliStatement, ("qubits", "contexts")),
    "pauli-noncontextual": (PauliStatement, ("qubits", "contexts")),
    "ks-uncolourable": (ColouringStatement, ("dim", "ring", "rule", "vectors")),
    "ks-colourable": (ColouringStatement, ("dim", "ring", "rule", "vectors")),
    "contexts-uncolourable": (ContextsStatement, ("vertices", "contexts", "pairs")),
    "contexts-colourable": (ContextsStatement, ("vertices", "contexts", "pairs")),
    "binomial-growth": (GrowthStatement, ("family", "n", "k", "inequality")),
    "degree-lower-bound": (DegreeStatement, ("qubits", "points", "contexts", "bound")),
    "degree-upper-bound": (DegreeStatement, ("qubits", "points", "contexts", "bound")),
}

# Classes that stand for several kinds and take the kind as their first argument.
NAMED = {
    PauliStatement,
    ColouringStatement,
    ContextsStatement,
    DegreeStatement,
}

# Certificate kind -> (class, keys besides "kind", procedure, statement kinds that it can prove).
CERTIFICATES: dict[str, tuple[Any, tuple[str, ...], Any, tuple[str, ...]]] = {
    "parity": (Parity, ("contexts",), check_parity, ("pauli-contextual",)),
    "assignment": (Assignment, ("minus",), check_assignment, ("pauli-noncontextual",)),
    "lrat": (Lrat, ("sha256",), check_lrat, ("ks-uncolourable", "contexts-uncolourable")),
    "colouring": (
        Colouring,
        ("ones",),
        check_colouring,
        ("ks-colourable", "contexts-colourable"),
    ),
    "derivation": (
        Derivation,
        ("lemmas",),
        check_derivation,
        ("value-assignment-bound", "faithful-bound", "hidden-variable-model"),
    ),
    "termwise": (Termwise, ("summands",), check_termwise, ("binomial-growth",)),
    "evaluate": (Evaluate, (), check_evaluate, ("binomial-growth",)),
    "assignment-violations": (
        AssignmentViolations,
        ("minus",),
        check_assignment_violations,
        ("degree-upper-bound",),
    ),
    "exhaustive": (Exhaustive, (), check_exhaustive, ("degree-lower-bound",)),
    "spectral": (Spectral, ("pairs", "quadric"), check_spectral, ("degree-lower-bound",)),
    "links": (Links, ("slope", "quadric"), check_links, ("degree-lower-bound",)),
    "packing": (Packing, ("nodes",), check_packing, ("degree-lower-bound",)),
}
