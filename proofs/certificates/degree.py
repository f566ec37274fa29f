"""Bounds on the contextuality degree turned into documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contextuality.library.polar import PauliLines, quadric_points
from contextuality.pauli import pauli_string
from contextuality.search.degree import Exhaustive
from contextuality.search.packing import Copy, Cover, Packing, Parity
from contextuality.search.spectral import forms_of
from proofs.certificates.document import Document

if TYPE_CHECKING:
    from contextuality.scenario import Scenario
    from contextuality.search.degree import DegreeInterval
    from contextuality.search.packing import Node
    from contextuality.search.spectral import Section


def degree_statement(subject: PauliLines | Scenario, *, lower: bool, bound: int) -> dict[str, Any]:
    """Return the statement that the degree is at least, or at most, a bound.

    Args:
        subject: a configuration of Paulis.
        lower: whether the bound is a lower one.
        bound: a number of contexts.

    Returns:
        A statement that names all Paulis, a quadric, "lines" and "planes" wherever these are
        meant, and lists labels otherwise; contexts have the numbers that they have in the subject.

    Example:
        >>> from contextuality.library.polar import build
        >>> degree_statement(build("elliptic-3"), lower=True, bound=9)["points"]
        {'quadric': 'YII'}
    """
    contexts: str | list[list[str]]
    if isinstance(subject, PauliLines):
        labels: tuple[str, ...] = subject.labels()
        points = _points(subject)
        if subject.has_all_lines:
            contexts = "lines"
        elif subject.has_all_planes:
            contexts = "planes"
        else:
            contexts = [[labels[i] for i in row] for row in subject.lines.tolist()]
    else:
        labels = subject.observables
        points, contexts = list(labels), [list(row) for row in subject.labelled_contexts()]
    return {
        "kind": "degree-lower-bound" if lower else "degree-upper-bound",
        "qubits": len(labels[0]),
        "points": points,
        "contexts": contexts,
        "bound": bound,
    }


def _points(subject: PauliLines) -> str | dict[str, str] | list[str]:
    n = subject.qubits
    if n <= 6:  # beyond, the kernel wants labels
        if len(subject.points) == 4**n - 1:
            return "all"
        for form in forms_of(subject):
            if np.array_equal(quadric_points(n, form), subject.points):
                return {"quadric": _label(form, n)}
    return list(subject.labels())


def lower_document(interval: DegreeInterval) -> Document:
    """Return the document of the lower bound.

    Example:
        >>> from contextuality.library.polar import build
        >>> from contextuality.search.degree import degree
        >>> doily = degree(build("lines-2"), np.random.default_rng(0))
        >>> lower_document(doily).certificate["kind"]
        'packing'
    """
    subject, evidence = interval.subject, interval.evidence
    statement = degree_statement(subject, lower=True, bound=interval.lower)
    n = statement["qubits"]
    if isinstance(evidence, Exhaustive):
        certificate: dict[str, Any] = {"kind": "exhaustive"}
    elif isinstance(evidence, Packing):
        nodes = [_node(node, n) for node in evidence.nodes]
        certificate = {"kind": "packing", "nodes": nodes}
    else:
        kind = "spectral" if evidence.slope is None else "links"
        certificate = {"kind": kind, **_section(evidence, n)}
    return Document(f"degree-{subject.name}-lower", statement, certificate)


def upper_document(interval: DegreeInterval) -> Document:
    """Return the document of the upper bound.

    Example:
        >>> from contextuality.library.polar import build
        >>> from contextuality.search.degree import degree
        >>> doily = degree(build("lines-2"), np.random.default_rng(0))
        >>> upper_document(doily).statement["bound"]
        3
    """
    statement = degree_statement(interval.subject, lower=False, bound=interval.upper)
    certificate = {"kind": "assignment-violations", "minus": list(interval.minus)}
    return Document(f"degree-{interval.subject.name}-upper", statement, certificate)


def _node(node: Node, qubits: int) -> dict[str, Any]:
    if isinstance(node, Parity):
        return {"parity": list(node.contexts)}
    if isinstance(node, Copy):
        return {"copy": node.node, "contexts": list(node.contexts)}
    if isinstance(node, Cover):
        return {"times": node.times, "children": [list(child) for child in node.children]}
    return _section(node, qubits)


def _section(section: Section, qubits: int) -> dict[str, Any]:
    quadric = None if section.quadric is None else _label(section.quadric, qubits)
    if section.slope is not None:
        return {"slope": section.slope, "quadric": quadric}
    pairs = [[_label(code, qubits) for code in pair] for pair in section.pairs]
    return {"pairs": pairs, "quadric": quadric}


def _label(code: int, qubits: int) -> str:
    return pauli_string(code & (1 << qubits) - 1, code >> qubits, qubits)
