"""The kinds of statements and certificates about machines for sequences of measurements."""

from __future__ import annotations

from typing import Any

from proofs.kernel.machine import MachineStatement, MachineTable, check_machine
from proofs.kernel.machine_clauses import MachineRefutation, check_machine_refutation
from proofs.kernel.machine_cover import KnowledgeCover, check_knowledge_cover

_QUESTION = ("qubits", "observables", "sequences", "contexts", "initial", "states")

# Statement kind -> (class, keys besides "kind").
STATEMENTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "machine-upper-bound": (MachineStatement, _QUESTION),
    "machine-lower-bound": (MachineStatement, _QUESTION),
}

# Classes that stand for several kinds and take the kind as their first argument.
NAMED = {MachineStatement}

# Certificate kind -> (class, keys besides "kind", procedure, statement kinds that it can prove).
CERTIFICATES: dict[str, tuple[Any, tuple[str, ...], Any, tuple[str, ...]]] = {
    "machine": (MachineTable, ("out", "next"), check_machine, ("machine-upper-bound",)),
    "machine-refutation": (
        MachineRefutation,
        ("expansions", "sha256"),
        check_machine_refutation,
        ("machine-lower-bound",),
    ),
    "knowledge-cover": (
        KnowledgeCover,
        ("asked", "prefix", "symmetries", "sha256"),
        check_knowledge_cover,
        ("machine-lower-bound",),
    ),
}

# Classes that take the folder, or the bytes, of a proof file as their last argument.
PROVED = {MachineRefutation, KnowledgeCover}
