"""The trusted kernel: one door, `check`, behind which nothing but the standard library stands.

Here belong the statements, the certificate kinds, their checking rules and the strict reader.
Searching, producing certificates, printing tables and second opinions do not.

Example:
    >>> verdict = check(
    ...     {"kind": "pauli-contextual", "qubits": 2, "contexts": [
    ...         ["XI", "IX", "XX"], ["IZ", "ZI", "ZZ"], ["XZ", "ZX", "YY"],
    ...         ["XI", "IZ", "XZ"], ["IX", "ZI", "ZX"], ["XX", "ZZ", "YY"]]},
    ...     {"kind": "parity", "contexts": [0, 1, 2, 3, 4, 5]},
    ... )
    >>> verdict.status
    'valid'
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from proofs.kernel import reader, registry, registry_machines, registry_memory, registry_models
from proofs.kernel.lrat import Lrat
from proofs.kernel.verdict import Malformed, Rejected, Verdict

__all__ = ["CERTIFICATES", "STATEMENTS", "Malformed", "Verdict", "check", "check_file"]

# What the entries mean stands in the registries, which only list.
STATEMENTS = (
    registry.STATEMENTS
    | registry_memory.STATEMENTS
    | registry_models.STATEMENTS
    | registry_machines.STATEMENTS
)
CERTIFICATES = (
    registry.CERTIFICATES
    | registry_memory.CERTIFICATES
    | registry_models.CERTIFICATES
    | registry_machines.CERTIFICATES
)
NAMED = registry.NAMED | registry_memory.NAMED | registry_machines.NAMED
PROVED = {Lrat} | registry_memory.PROVED | registry_machines.PROVED


def check(statement: object, certificate: object, proof: Path | bytes = b"") -> Verdict:
    """Decide whether a certificate proves a statement.

    Args:
        statement: a JSON-shaped object with a "kind" of `STATEMENTS`; docs/formats has the
            grammar of each.
        certificate: a JSON-shaped object with a "kind" of `CERTIFICATES`.
        proof: for certificates that name a proof file by its SHA-256: the folder that holds it,
            or its bytes.

    Returns:
        A verdict. `valid` means that the statement is true if this kernel and the Python that
        runs it are right. The matrices, clauses and polynomials that are checked are derived
        here from the statement; nothing in the certificate can weaken them.

    Raises:
        Malformed: if the statement or the certificate is not of its grammar, speaks of something
            that is not defined (such as a context whose members do not commute), or is larger
            than a stated limit.
    """
    kind, claim = _build(statement, STATEMENTS, "statement", proof)
    name, evidence = _build(certificate, CERTIFICATES, "certificate", proof)
    _, _, procedure, provable = CERTIFICATES[name]
    if kind not in provable:
        expected = "a statement of kind " + " or ".join(provable)
        return Verdict("invalid", claim.describe(), 0, "certificate.kind", name, expected, kind)
    try:
        return Verdict("valid", claim.describe(), procedure(claim, evidence))
    except Rejected as failure:
        return Verdict(
            failure.status,
            claim.describe(),
            0,
            failure.step,
            failure.rule,
            failure.expected,
            failure.found,
        )


def check_file(path: Path) -> Verdict:
    """Check one certificate file; a proof file that it names is sought in the same folder.

    Raises:
        Malformed: naming the file and the place in it.
    """
    statement, certificate = reader.load_file(path)
    try:
        return check(statement, certificate, path.parent)
    except Malformed as error:
        raise Malformed(f"{path}: {error.where}", error.expected, error.found) from None


def _build(
    value: object, table: dict[str, Any], where: str, proof: Path | bytes
) -> tuple[str, Any]:
    """Return the kind and the validated dataclass of a statement or certificate object."""
    if type(value) is not dict or "kind" not in value:
        raise Malformed(where, "an object with the key 'kind'", value)
    kind = reader.choice(value["kind"], tuple(table), f"{where}.kind")
    factory, keys = table[kind][:2]
    items = reader.fields(value, ("kind", *keys), where)
    if factory in NAMED:
        return kind, factory(*items)
    if factory in PROVED:
        return kind, factory(*items[1:], proof)
    return kind, factory(*items[1:])
