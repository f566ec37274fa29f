"""What `khrnn contextuality fraction` says about graphs of exclusive events, with a certificate.

Belongs here: the part "graph" of its output, for inequalities and for vector sets. Does not belong
here: contextual fractions (`fraction`).
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs.cli.judged import judged

if TYPE_CHECKING:
    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.empirical import EmpiricalModel
    from contextuality.search.exclusivity import ExclusivityGraph
    from contextuality.search.fraction import Inequality
    from contextuality.search.graph_evidence import GraphEvidence
    from contextuality.vectors import VectorSet
    from proofs.certificates.document import Document

CLOSE = Fraction(1001, 1000)
"""Wider bounds of the Lovasz number are accompanied by an estimate in floating point."""


def subject_numbers(
    subject: VectorSet | ContextHypergraph, time_limit: float | None, output: Path | None
) -> tuple[dict[str, Any], bool]:
    """Return what is said about an orthogonality graph, and whether there was time for all of it.

    Args:
        subject: vectors, or contexts without vectors.
        time_limit: seconds for the independence number and again for the packing number.
        output: where the certificate goes, or None.
    """
    from contextuality.search.exclusivity import ExclusivityGraph
    from contextuality.search.sat import member_count
    from proofs.certificates.graph_numbers import subject_document

    document, found = subject_document(subject, time_limit)
    graph = ExclusivityGraph.from_edges(member_count(subject), subject.orthogonal_pairs())
    return _data(graph, document, found, output), found.finished


def inequality_numbers(
    model: EmpiricalModel, inequality: Inequality, time_limit: float | None, output: Path | None
) -> tuple[dict[str, Any], bool]:
    """Return the same for the events of an inequality, with the value that the model reaches."""
    from contextuality.search.exclusivity import event_graph
    from proofs.certificates.graph_numbers import events_document

    _, weights = inequality.as_upper_bound()
    document, found = events_document(model, weights, time_limit)
    graph, events = event_graph(model, weights)
    data = _data(graph, document, found, output)
    terms = (w * model.tables[c][at] for w, (c, at) in zip(graph.weights, events, strict=True))
    data["model_value"] = str(sum(terms, Fraction(0)))
    return data, found.finished


def _data(
    graph: ExclusivityGraph, document: Document, found: GraphEvidence, output: Path | None
) -> dict[str, Any]:
    from contextuality.search.exclusivity import MAX_THETA_VERTICES

    low, high = found.theta
    floats = [float(low), float(high)]
    if high > CLOSE * low and len(graph.weights) <= MAX_THETA_VERTICES:
        theta = graph.lovasz_theta()
        floats = [theta.lower, theta.upper]
    exact = found.packing[0] == found.packing[1]
    return {
        "vertices": len(graph.weights),
        "independence_number": found.independence[0],
        "independence_exhausted": found.independence[0] == found.independence[1],
        "independence_certified": document.statement["independence"],
        "model_value": None,
        "lovasz_theta": [str(low), str(high)],
        "lovasz_theta_float": floats,
        "fractional_packing": str(found.packing[0]) if exact else None,
        "fractional_packing_at_most": str(found.packing[1]),
        "certificate": judged(document, output),
    }


def print_numbers(graph: dict[str, Any], indent: str) -> None:
    """Print the numbers of a graph, each with how well it is known."""
    if graph["model_value"] is not None:
        print(
            f"{indent}as an upper bound on {graph['vertices']} events "
            f"(Cabello, Severini, Winter): the model reaches {graph['model_value']}"
        )
    number, (_, most) = graph["independence_number"], graph["independence_certified"]
    ends = "exact" if graph["independence_exhausted"] else "time limit: at least"
    more = "" if most == number else f"; certified: at most {most}"
    print(f"{indent}  independence number: {number} ({ends}{more})")
    low, high = map(Fraction, graph["lovasz_theta"])
    if low == high:
        print(f"{indent}  Lovasz number: {low} (exact)")
    else:
        ends = f"from {_decimal(low)} to {_decimal(high, up=True)}"
        print(f"{indent}  Lovasz number: {ends} (exact bounds)")
        if high > CLOSE * low:
            first, last = graph["lovasz_theta_float"]
            print(f"{indent}    from {first:.6f} to {last:.6f} in floating point, not certified")
    packing = graph["fractional_packing"] or f"at most {graph['fractional_packing_at_most']}"
    print(f"{indent}  fractional packing number: {packing} (exact)")
    part = graph["certificate"]
    place = part["file"] or "not written (-o FILE writes it)"
    kind, steps = part["kind"], part["steps"]
    print(f"{indent}  {kind} certificate, {steps} steps, kernel: {part['verdict']}; {place}")


def _decimal(value: Fraction, *, up: bool = False) -> str:
    """Return a number to six decimals, rounded down or up."""
    scaled = value * 10**6
    whole = -(-scaled.numerator // scaled.denominator) if up else int(scaled)
    return f"{whole // 10**6}.{whole % 10**6:06d}"
