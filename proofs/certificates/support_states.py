"""Documents on how many memory states reading R3 costs, and what is known for each (n, k).

Here belong turning families, overlaps and stored trees into certificates, and the figures that the
certificates add up to. The trees of `support_states.json` were found by a beam search over Pauli
measurements; nothing is believed about them before `proofs.kernel` has replayed them.
"""

from __future__ import annotations

import functools
import json
import math
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from contextuality.errors import InputError, shown
from contextuality.hypergraph import Hypergraph
from contextuality.search.families import (
    best_family,
    class_sizes,
    complete_cone,
    field_family,
)
from contextuality.search.sharing import DualMatrix, GramParts, decide_sharing, overlap_matrix
from contextuality.vertex_sets import vertices
from proofs.bounds import binomial, require_edge_size
from proofs.certificates.document import Document
from proofs.certificates.exclusion import state_object, theorem_document

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = Path(__file__).with_name("support_states.json")
MAX_EDGES = 4000
CERTIFIED_VERTICES = 12
TREE_VERTICES = 8
MAX_BASIS = 16

Measurements = Literal["group", "any"]


@dataclass(frozen=True)
class SupportStates:
    """How many memory states never emitting an invalid translation costs, at the cut.

    Args:
        n: number of vertices.
        k: edge size.
        lower: so many are needed if group elements are measured, the task's own measurements.
        lower_any: so many are needed if any measurement may be asked; at least `lower`.
        upper: so many suffice, whatever is measured.
        evidence: a line for each of the three.
        documents: the certificates.
    """

    n: int
    k: int
    lower: int
    lower_any: int
    upper: int
    evidence: tuple[str, str, str]
    documents: tuple[Document, ...]


def edge_lists(hypergraph: Hypergraph) -> list[list[int]]:
    """Return the edges as increasing lists, in lexicographic order.

    Example:
        >>> edge_lists(Hypergraph.parse("1,2;0,1", 3))
        [[0, 1], [1, 2]]
    """
    return sorted(list(vertices(mask)) for mask in hypergraph.edges)


def family_document(family: Sequence[Hypergraph], k: int) -> Document:
    """Return the document that a linear family's cosets suffice as memory states.

    Args:
        family: at least one k-uniform hypergraph on at most 12 vertices; independent.
        k: edge size.

    Returns:
        A document that the kernel accepts if `family_shares(family)`.

    Source: docs/formats/sharing.md.

    Example:
        >>> family_document(best_family(5, 4), 4).check().statement.split(" if")[0]
        '2 memory states at the cut suffice for never emitting an invalid translation,'
    """
    n = family[0].n
    statement = {
        "kind": "support-states-upper",
        "n": n,
        "k": k,
        "measurements": "any",
        "states": 1 << (math.comb(n, k) - len(family)),
    }
    basis = [edge_lists(hypergraph) for hypergraph in family]
    return Document(f"states-upper-{n}-{k}", statement, {"kind": "linear-family", "basis": basis})


def small_overlaps_document(basis: Sequence[Hypergraph], k: int) -> Document:
    """Return the document that a space of overlaps at most 1/2 needs half its size in states.

    Args:
        basis: 1 to 16 independent k-uniform hypergraphs on at most 12 vertices.
        k: edge size.

    Example:
        >>> from contextuality.search.families import field_family
        >>> small_overlaps_document(field_family(2, 3, 2), 3).check().status
        'valid'
    """
    n = basis[0].n
    statement = {
        "kind": "support-states-lower",
        "n": n,
        "k": k,
        "measurements": "any",
        "states": 1 << (len(basis) - 1),
    }
    certificate = {"kind": "small-overlaps", "basis": [edge_lists(h) for h in basis]}
    return Document(f"states-lower-any-{n}-{k}", statement, certificate)


def sharing_document(states: Sequence[Hypergraph], k: int) -> Document | None:
    """Return the document that states can share, or cannot, if any measurement may be asked.

    Args:
        states: 2 to 32 distinct hypergraph states on at most 8 vertices.
        k: at least the largest edge.

    Returns:
        A document of kind `sharing` or `exclusion-by-any`; None if rounding decides neither.

    Example:
        >>> pair = [Hypergraph.parse(text, 3) for text in ("-", "0,1,2")]
        >>> sharing_document(pair, 3).statement["kind"]
        'sharing'
    """
    n = states[0].n
    tables = [state.polynomial.truth_table() for state in states]
    found = decide_sharing(overlap_matrix(tables, n))
    if found is None:
        return None
    common = {"n": n, "k": k, "states": [state_object(state) for state in states]}
    if isinstance(found, DualMatrix):
        matrix = [list(row) for row in found.matrix]
        certificate = {"kind": "dual", "denominator": found.denominator, "matrix": matrix}
        return Document(f"sharing-{n}-{len(states)}", {"kind": "sharing", **common}, certificate)
    return Document(
        f"exclusion-by-any-{n}-{len(states)}",
        {"kind": "exclusion-by-any", **common},
        {"kind": "parts", **_parts(found)},
    )


def _parts(found: GramParts) -> dict[str, Any]:
    matrices = [[list(row) for row in part] for part in found.matrices]
    return {"denominator": found.denominator, "matrices": matrices}


def excluded_subsets_document(n: int, k: int, measurements: Measurements) -> Document | None:
    """Return the stored lower bound for (n, k), or None if there is none.

    Example:
        >>> excluded_subsets_document(9, 3, "group") is None
        True
    """
    if measurements == "any" and k == 4 and 5 <= n <= TREE_VERTICES:
        return whole_document(5, 4, n)
    size, entry = _nearest(n, k, measurements)
    if entry is None or "cases" not in entry or n > TREE_VERTICES:
        return None
    # A bound for fewer vertices is one for more: the others are left in |+>.
    edges = [list(e) for e in combinations(range(size), k)]

    def hypergraph(mask: int) -> list[list[int]]:
        return [edge for j, edge in enumerate(edges) if mask >> j & 1]

    cases = []
    for case in entry["cases"]:
        states = [hypergraph(mask) for mask in case["states"]]
        if "tree" in case:
            cases.append({"states": states, "nodes": tree_nodes(case["tree"])})
            continue
        graphs = [Hypergraph.from_edges(n, state) for state in states]
        tables = [graph.polynomial.truth_table() for graph in graphs]
        parts = decide_sharing(overlap_matrix(tables, n))
        if not isinstance(parts, GramParts):
            raise TypeError(f"no exact decomposition for {case['states']}")
        cases.append({"states": states, **_parts(parts)})
    most = entry["most"]
    statement = {
        "kind": "support-states-lower",
        "n": n,
        "k": k,
        "measurements": measurements,
        "states": -(-(1 << len(entry["basis"])) // most),
    }
    certificate = {
        "kind": "excluded-subsets",
        "basis": [hypergraph(mask) for mask in entry["basis"]],
        "relabelled": entry["relabelled"] and size == n,
        "most": most,
        "cases": cases,
    }
    return Document(f"states-lower-{measurements}-{n}-{k}", statement, certificate)


def tree_nodes(tree: list[Any]) -> list[dict[str, Any]]:
    """Return the nodes of a tree written as nested lists [shift, phase, plus, minus].

    Args:
        tree: shift a mask, phase a list of masks, plus and minus a tree or -(s + 1).

    Example:
        >>> tree_nodes([1, [], -2, -1])
        [{'shift': [0], 'phase': [], 'plus': -2, 'minus': -1}]
    """
    nodes: list[dict[str, Any]] = []
    stack: list[tuple[list[Any], int, str]] = [(tree, -1, "")]
    while stack:
        (shift, phase, plus, minus), parent, side = stack.pop()
        if side:
            nodes[parent][side] = len(nodes)
        position = len(nodes)
        nodes.append(
            {
                "shift": list(vertices(shift)),
                "phase": [list(vertices(m)) for m in phase],
                "plus": plus,
                "minus": minus,
            }
        )
        for name, child in (("minus", minus), ("plus", plus)):
            if isinstance(child, list):
                stack.append((child, position, name))
    return nodes


def whole_document(n: int, k: int, total: int | None = None) -> Document:
    """Return the document that one memory state is not enough, if all points but one are classes.

    Args:
        n: number of vertices, with at most 32 k-uniform hypergraphs.
        k: edge size; the points outside all edges number at most the square of the other points.
        total: vertices of the statement, n or more; those beyond n are in no edge of the case.

    Returns:
        A single decomposition, that of the measurement covariant under adding hypergraphs.

    Raises:
        InputError: if the sizes do not fit.

    Source: ours; docs/derivations/memory_k3.md.

    Example:
        >>> whole_document(5, 4).check().status
        'valid'
    """
    family = complete_cone(n, k, k, n)
    sizes = sorted(class_sizes(family).values())
    singles, rest = len(sizes) - 1, sizes[-1]
    if len(family) > 5 or sizes[-2] != 1 or rest > singles * singles:
        expected = "at most 5 edges, classes of one point, and few points outside all edges"
        raise InputError(where="n, k", expected=expected, found=f"n = {n}, k = {k}")
    graphs = [frozenset[int]()]
    for generator in family:
        graphs += [graph ^ generator.edges for graph in graphs]
    tables = [Hypergraph(n, graph).polynomial.truth_table() for graph in graphs]
    points = [z for z in range(1 << n) if any(table >> z & 1 for table in tables)]
    signs = [[1 - 2 * (table >> z & 1) for z in points] for table in tables]
    # In the basis of classes the measurement has unit diagonal, -sqrt(rest)/singles between the
    # large class and a point, b between two points; all is times singles * (singles - 1).
    unit = singles * (singles - 1)
    b = rest - singles
    matrices = []
    for origin in signs:
        turned = [[x * y for x, y in zip(row, origin, strict=True)] for row in signs]
        totals = [sum(row) for row in turned]
        matrices.append(
            [
                [
                    rest * unit
                    - rest * (singles - 1) * (totals[i] + totals[j])
                    + b * totals[i] * totals[j]
                    + (unit - b) * sum(x * y for x, y in zip(turned[i], turned[j], strict=True))
                    for j in range(len(tables))
                ]
                for i in range(len(tables))
            ]
        )
    total = n if total is None else total
    # Every further vertex doubles the integer Gram matrix.
    denominator = unit * len(tables)
    matrices = [[[x << (total - n) for x in row] for row in part] for part in matrices]
    states = [edge_lists(Hypergraph(n, graph)) for graph in graphs]
    case = {"states": states, "denominator": denominator, "matrices": matrices}
    statement = {
        "kind": "support-states-lower",
        "n": total,
        "k": k,
        "measurements": "any",
        "states": 2,
    }
    certificate = {
        "kind": "excluded-subsets",
        "basis": [edge_lists(generator) for generator in family],
        "relabelled": False,
        "most": len(tables) - 1,
        "cases": [case],
    }
    return Document(f"states-lower-any-{total}-{k}", statement, certificate)


def _nearest(n: int, k: int, measurements: str) -> tuple[int, dict[str, Any] | None]:
    """Return the stored entry of the most vertices up to n."""
    for size in range(n, k - 1, -1):
        if f"{size},{k},{measurements}" in _stored():
            return size, _stored()[f"{size},{k},{measurements}"]
    return n, None


@functools.cache
def _stored() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return stored


def support_states(n: int, k: int) -> SupportStates:
    """Return what is known about the memory states of reading R3, with certificates.

    Args:
        n: number of vertices, at least 1.
        k: edge size, 1 <= k <= n, with binom(n, k) <= 4000.

    Returns:
        Bounds; they are certified up to 12 vertices and for k = 2, argued beyond and for k = 1.

    Raises:
        InputError: for n or k out of range.

    Source: ours; docs/derivations/memory_k3.md.

    Example:
        >>> found = support_states(6, 5)
        >>> found.lower, found.upper
        (1, 1)
    """
    require_edge_size(n, k)
    edges = binomial(n, k)
    if edges > MAX_EDGES:
        expected = f"binom(n,k) at most {MAX_EDGES} (khrnn bound takes more)"
        raise InputError(where="n, k", expected=expected, found=shown(edges))
    if k == 1:
        words = "argued: distinct states are orthogonal (docs/derivations/memory.md)"
        return SupportStates(n, k, 1 << edges, 1 << edges, 1 << edges, (words,) * 3, ())
    if k == 2:
        words = "theorem for all n: claim hsmt-r3-graphs-theorem"
        figure = 1 << (edges - 1)
        return SupportStates(n, k, figure, figure, figure, (words,) * 3, (theorem_document(n),))
    family = best_family(n, k)
    upper = 1 << (edges - len(family))
    documents: list[Document] = []
    upper_words = "argued: a linear family of too many vertices for a certificate"
    if n <= CERTIFIED_VERTICES:
        documents.append(family_document(family, k))
        upper_words = f"certificate {documents[-1].name}: linear-family of 2^{len(family)}"
    bounds = {"group": 1, "any": 1}
    told = {"group": "nothing better than 1 is certified", "any": "no more than for the group"}
    for measurements in ("group", "any"):
        document = excluded_subsets_document(n, k, measurements)
        if document is None and measurements == "any" and n <= CERTIFIED_VERTICES:
            document = _overlaps(n, k)
        if document is not None:
            documents.append(document)
            bounds[measurements] = document.statement["states"]
            told[measurements] = f"certificate {document.name}: {document.certificate['kind']}"
    if upper == 1:
        told["group"] = told["any"] = "a memory state is always needed"
    evidence = (told["group"], told["any"], upper_words)
    any_bound = max(bounds.values())
    return SupportStates(n, k, bounds["group"], any_bound, upper, evidence, tuple(documents))


def _overlaps(n: int, k: int) -> Document | None:
    """Return the larger of the stored space of small overlaps and the one by construction."""
    size, entry = _nearest(n, k, "any")
    bases: list[list[Hypergraph]] = []
    if entry is not None and "cases" not in entry:
        edges = [sum(1 << v for v in e) for e in combinations(range(size), k)]
        bases.append(
            [
                Hypergraph(n, frozenset(e for j, e in enumerate(edges) if mask >> j & 1))
                for mask in entry["basis"]
            ]
        )
    rank = (k - 2).bit_length() + 1  # the least with (k - 1) / 2^rank <= 1/2
    for block in range(rank, n // k + 1):
        if block * (block - rank + 1) ** (k - 1) <= MAX_BASIS:
            family = field_family(block, k, rank)
            bases.append([Hypergraph(n, h.edges) for h in family])
    basis = max(bases, key=len, default=[])
    return small_overlaps_document(basis, k) if len(basis) > 1 else None
