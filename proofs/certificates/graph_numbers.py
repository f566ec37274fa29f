"""Bounds on the numbers of graphs of exclusive events turned into documents.

Belongs here: statements about graphs given by edges, by vectors or by events, with what
`contextuality.search.graph_evidence` found. Odd cycles have closed forms, so to any precision.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from contextuality.errors import InputError
from contextuality.search.exclusivity import ExclusivityGraph, event_graph
from contextuality.search.graph_evidence import graph_evidence, squared_overlaps
from contextuality.vectors import VectorSet
from proofs.certificates.document import Document
from proofs.kernel import Malformed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.empirical import EmpiricalModel
    from contextuality.search.graph_evidence import GraphEvidence, Part

MAX_DIGITS = 200


def edge_graph(graph: ExclusivityGraph) -> dict[str, Any]:
    """Return the key "graph" of a statement about a graph given by its edges.

    Example:
        >>> edge_graph(ExclusivityGraph.from_edges(2, [(0, 1)]))
        {'vertices': 2, 'edges': [[0, 1]]}
    """
    return {"vertices": len(graph.weights), "edges": [list(pair) for pair in graph.edges()]}


def numbers_document(
    name: str, graph: ExclusivityGraph, described: dict[str, Any], found: GraphEvidence
) -> Document:
    """Return the document of bounds on the three numbers.

    Args:
        name: of the graph.
        graph: with its weights.
        described: the key "graph" of the statement; its edges must be those of `graph`.
        found: evidence for this graph.

    Returns:
        A document. Where a search would cost the kernel too much the bound that it was to show is
        weaker: that of the Lovasz number instead.

    Example:
        >>> from contextuality.search.graph_evidence import graph_evidence
        >>> pentagon = ExclusivityGraph.from_edges(5, [(i, (i + 1) % 5) for i in range(5)])
        >>> found = graph_evidence(pentagon)
        >>> numbers_document("pentagon", pentagon, edge_graph(pentagon), found).check().status
        'valid'
    """
    document = _document(name, graph, described, found, search=found.exhausted, packing=True)
    for search, packing in ((found.exhausted, False), (False, False)):
        try:
            document.check()
            break
        except Malformed:
            document = _document(name, graph, described, found, search=search, packing=packing)
    return document


def _document(
    name: str,
    graph: ExclusivityGraph,
    described: dict[str, Any],
    found: GraphEvidence,
    *,
    search: bool,
    packing: bool,
) -> Document:
    with_packing = packing and found.packing_weights is not None
    high = found.independence[1] if search else int(found.theta[1])
    statement = {
        "kind": "exclusivity-numbers",
        "graph": described,
        "weights": list(graph.weights),
        "independence": [found.independence[0], high],
        "theta": [_ratio(bound) for bound in found.theta],
        "packing": [
            _ratio(found.packing[0] if with_packing else found.theta[0]),
            _ratio(found.packing[1]),
        ],
    }
    certificate = {
        "kind": "graph-numbers",
        "vertices": list(found.vertices),
        "above": "search" if search else "theta",
        "primal": _part(found.primal),
        "dual": _part(found.dual),
        "packing": _part(found.packing_weights if with_packing else None),
        "denominator": found.cover.denominator,
        "cover": [
            [c, list(clique)] for c, clique in zip(found.cover.numbers, found.cliques, strict=True)
        ],
    }
    short = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "graph"
    return Document(f"graph-numbers-{short}", statement, certificate)


def subject_document(
    subject: VectorSet | ContextHypergraph, time_limit: float | None = None
) -> tuple[Document, GraphEvidence]:
    """Return the document of the orthogonality graph of vectors, or of the pairs of contexts.

    Args:
        subject: a set of vectors, from which the kernel derives what is orthogonal; or contexts
            without vectors, whose pairs are listed as edges.
        time_limit: see `graph_evidence`.

    Example:
        >>> from contextuality.library import get
        >>> subject_document(get("cabello-18"))[0].statement["theta"]
        [[9, 2], [9, 2]]
    """
    pairs = subject.orthogonal_pairs()
    if isinstance(subject, VectorSet):
        graph = ExclusivityGraph.from_edges(len(subject.vectors), pairs)
        overlaps = squared_overlaps(subject)
        found = graph_evidence(graph, time_limit, overlaps=overlaps, dimension=subject.dim)
        spelled = [list(vector) for vector in subject.spelled()]
        described = {"dim": subject.dim, "ring": subject.ring, "vectors": spelled}
        return numbers_document(subject.name, graph, described, found), found
    graph = ExclusivityGraph.from_edges(len(subject.vertices), pairs)
    found = graph_evidence(graph, time_limit)
    return numbers_document(subject.name, graph, edge_graph(graph), found), found


def events_document(
    model: EmpiricalModel, weights: Sequence[Sequence[int]], time_limit: float | None = None
) -> tuple[Document, GraphEvidence]:
    """Return the document of the events of positive weight of an inequality.

    Args:
        model: names the contexts and outcomes.
        weights: per context an integer of at least 0 for each joint outcome; one above 0.
        time_limit: see `graph_evidence`.

    Example:
        >>> from contextuality.library.models import model
        >>> weights = ((1, 0, 0, 1),) * 3 + ((0, 1, 1, 0),)
        >>> document, found = events_document(model("pr-box"), weights)
        >>> document.check().status, found.independence, found.packing[0]
        ('valid', (3, 3), Fraction(4, 1))
    """
    graph, places = event_graph(model, weights)
    events = [
        [
            [model.observables[v], k]
            for v, k in zip(model.contexts[c], list(model.joint_outcomes(c))[at], strict=True)
        ]
        for c, at in places
    ]
    found = graph_evidence(graph, time_limit)
    return numbers_document(model.name, graph, {"events": events}, found), found


def odd_cycle_document(n: int, digits: int) -> Document:
    """Return the document of an odd cycle, its Lovasz number enclosed to any number of digits.

    Args:
        n: odd, 5 to 31.
        digits: the bounds of the Lovasz number differ by less than n / 10^digits; 1 to 200.

    Raises:
        InputError: for n or digits out of range.

    Source: L. Lovasz, IEEE Trans. Inf. Theory 25 (1979) 1: n cos(pi/n) / (1 + cos(pi/n)), by an
        umbrella of n vectors.

    Example:
        >>> low, high = odd_cycle_document(5, 40).statement["theta"]
        >>> Fraction(*high) - Fraction(*low) < Fraction(5, 10**40)
        True
    """
    if not (5 <= n <= 31 and n % 2) or not 1 <= digits <= MAX_DIGITS:
        expected = f"an odd n from 5 to 31, 1 to {MAX_DIGITS} digits"
        raise InputError(where="n, digits", expected=expected, found=f"{n}, {digits}")
    whole = 10 ** (digits + 8)
    edges = [(0, 1), (0, n - 1), *((i, i + 1) for i in range(1, n - 1))]
    cosines = [_cosine(Fraction(k, n), digits + 30) for k in range(2 * n)]  # of pi k / n
    b = int(whole / (2 * cosines[1]))
    share = cosines[1] / (1 + cosines[1])
    # A little of a matrix of independent events makes Y positive definite.
    slack = Fraction(1, 10 ** (digits + 1))
    x = int(((1 - slack) * share + slack / (2 * n)) * whole)
    pairs = []
    for i, j in combinations(range(n), 2):
        if (i, j) not in edges:
            overlap = share + (1 - share) * cosines[(n - 1) * (j - i) % (2 * n)]
            pairs.append(round((1 - slack) * share * overlap * whole))
    upper = Fraction(n * whole, whole + 2 * b)
    rounded = Fraction(-(-upper.numerator * whole // upper.denominator), whole)
    statement = {
        "kind": "exclusivity-numbers",
        "graph": {"vertices": n, "edges": [list(edge) for edge in edges]},
        "weights": [1] * n,
        "independence": [n // 2, n // 2],
        "theta": [_ratio(Fraction(n * x, whole)), _ratio(rounded)],
        "packing": [[n, 2], [n, 2]],
    }
    certificate = {
        "kind": "graph-numbers",
        "vertices": list(range(0, n - 1, 2)),
        "above": "theta",
        "primal": {"denominator": whole, "numbers": [x] * n + pairs},
        "dual": {"denominator": whole, "numbers": [b] * n},
        "packing": {"denominator": 2, "numbers": [1] * n},
        "denominator": 2,
        "cover": [[1, list(edge)] for edge in edges],
    }
    return Document(f"graph-numbers-cycle-{n}", statement, certificate)


def _cosine(turns: Fraction, digits: int) -> Fraction:
    """Return the cosine of pi times a fraction to a number of digits."""
    import sympy  # noqa: PLC0415 - takes half a second

    angle = sympy.pi * sympy.Rational(turns.numerator, turns.denominator)
    return Fraction(str(sympy.cos(angle).evalf(digits)))


def _ratio(value: Fraction) -> list[int]:
    return [value.numerator, value.denominator]


def _part(part: Part | None) -> dict[str, Any] | None:
    if part is None:
        return None
    return {"denominator": part.denominator, "numbers": list(part.numbers)}
