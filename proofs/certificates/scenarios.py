"""Findings of `contextuality.search` turned into documents: scenarios, vectors, hypergraphs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from contextuality.vectors import VectorSet
from proofs.certificates.document import Document

if TYPE_CHECKING:
    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.scenario import Scenario
    from contextuality.search.parity import Contextual, Noncontextual
    from contextuality.search.sat import Colouring, Rule, Uncolourable


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
    subject: VectorSet | ContextHypergraph, rule: Rule, finding: Colouring | Uncolourable
) -> Document:
    """Return the document for a vector set or a hypergraph that was coloured or refuted.

    Args:
        subject: the vector set, or the hypergraph of contexts: a statement without vectors.
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
    coloured = hasattr(finding, "ones")
    statement: dict[str, Any]
    if isinstance(subject, VectorSet):
        statement = {
            "kind": "ks-colourable" if coloured else "ks-uncolourable",
            "dim": subject.dim,
            "ring": subject.ring,
            "rule": rule,
            "vectors": [list(vector) for vector in subject.spelled()],
        }
    else:
        # The clauses of the search and of the statement are in the same order: pairs, then bases.
        pairs = sorted(subject.pairs) if rule == "bases-and-pairs" else []
        statement = {
            "kind": "contexts-colourable" if coloured else "contexts-uncolourable",
            "vertices": len(subject.vertices),
            "contexts": [list(edge) for edge in subject.complete_bases()],
            "pairs": [list(pair) for pair in pairs],
        }
    if hasattr(finding, "ones"):
        certificate: dict[str, Any] = {"kind": "colouring", "ones": list(finding.ones)}
        return Document(subject.name, statement, certificate)
    proof = finding.lrat.encode("ascii")
    certificate = {"kind": "lrat", "sha256": hashlib.sha256(proof).hexdigest()}
    return Document(subject.name, statement, certificate, proof)
