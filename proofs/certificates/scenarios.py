"""Findings of `contextuality.search` turned into documents: Pauli scenarios and vector sets."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from proofs.certificates.document import Document

if TYPE_CHECKING:
    from contextuality.scenario import Scenario
    from contextuality.search.parity import Contextual, Noncontextual
    from contextuality.search.sat import Colouring, Rule, Uncolourable
    from contextuality.vectors import VectorSet


def pauli_document(scenario: Scenario, finding: Contextual | Noncontextual) -> Document:
    """Return the document for a decided Pauli scenario.

    Args:
        scenario: its observables are Pauli labels of one length.
        finding: what `contextuality.search.parity.decide_parity` returned for it.

    Returns:
        A parity refutation or a satisfying assignment; not yet checked.

    Example:
        >>> from contextuality.library import get
        >>> from contextuality.search.parity import decide_parity
        >>> square = get("mermin-square")
        >>> pauli_document(square, decide_parity(square)).check().status
        'valid'
    """
    statement: dict[str, Any] = {
        "kind": "pauli-contextual",
        "qubits": len(scenario.observables[0]),
        "contexts": [list(labels) for labels in scenario.labelled_contexts()],
    }
    if hasattr(finding, "rows"):
        certificate: dict[str, Any] = {"kind": "parity", "contexts": list(finding.rows)}
        return Document(scenario.name, statement, certificate)
    statement["kind"] = "pauli-noncontextual"
    pairs = zip(scenario.observables, finding.assignment, strict=True)
    minus = [label for label, value in pairs if value == -1]
    return Document(scenario.name, statement, {"kind": "assignment", "minus": minus})


def colouring_document(
    vectors: VectorSet, rule: Rule, finding: Colouring | Uncolourable
) -> Document:
    """Return the document for a vector set that was coloured or refuted.

    Args:
        vectors: the vector set.
        rule: the colouring rule that the finding is about.
        finding: what `contextuality.search.sat.colour` returned, other than a time-out.

    Returns:
        A colouring, or a refutation with its LRAT proof; not yet checked.

    Example:
        >>> from contextuality.library import get
        >>> from contextuality.search.sat import colour
        >>> thirteen = get("yu-oh-13")
        >>> document = colouring_document(
        ...     thirteen, "bases-and-pairs", colour(thirteen, "bases-and-pairs"))
        >>> document.check().status
        'valid'
    """
    statement: dict[str, Any] = {
        "kind": "ks-colourable",
        "dim": vectors.dim,
        "ring": vectors.ring,
        "rule": rule,
        "vectors": [list(vector) for vector in vectors.spelled()],
    }
    if hasattr(finding, "ones"):
        certificate: dict[str, Any] = {"kind": "colouring", "ones": list(finding.ones)}
        return Document(vectors.name, statement, certificate)
    statement["kind"] = "ks-uncolourable"
    proof = finding.lrat.encode("ascii")
    certificate = {"kind": "lrat", "sha256": hashlib.sha256(proof).hexdigest()}
    return Document(vectors.name, statement, certificate, proof)
