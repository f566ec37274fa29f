"""Documents for reading R3: exclusion trees, and the theorem on graph states for all n.

Here belongs turning trees found by `contextuality.search.exclusion` into certificates. Whether
they exclude anything is for `proofs.kernel` to say.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

from contextuality.errors import InputError
from contextuality.search.exclusion import Excluded, ExclusionTree, exclude
from contextuality.search.exclusion_graphs import triple_classes
from contextuality.vertex_sets import vertices
from proofs.certificates.document import Document

if TYPE_CHECKING:
    from contextuality.hypergraph import Hypergraph

FORMULAS = {"support-bound": "binom(n,2)-1", "signed-support-bound": "n+binom(n,2)-1"}


def tree_nodes(tree: ExclusionTree) -> list[dict[str, Any]]:
    """Return a tree in the form of docs/formats/exclusion.md.

    Args:
        tree: measurements that are all Hermitian group elements.

    Raises:
        InputError: for a measurement that is i times a group element.

    Example:
        >>> from contextuality.hypergraph import Hypergraph
        >>> found = exclude([Hypergraph.parse("-", 1), Hypergraph.parse("0", 1)])
        >>> tree_nodes(found.tree)
        [{'shift': [0], 'phase': [], 'plus': -2, 'minus': -1}]
    """
    nodes = []
    for position, node in enumerate(tree.nodes):
        element = node.element
        if not element.is_hermitian():
            raise InputError(
                where=f"node {position}", expected="a Hermitian element", found=str(element)
            )
        nodes.append(
            {
                "shift": list(vertices(element.shift)),
                "phase": [list(vertices(mask)) for mask in element.phase.sorted_monomials()],
                "plus": node.plus,
                "minus": node.minus,
            }
        )
    return nodes


def state_object(state: Hypergraph) -> dict[str, Any]:
    """Return a hypergraph state in the form of docs/formats/exclusion.md.

    Example:
        >>> from contextuality.hypergraph import Hypergraph
        >>> state_object(Hypergraph.parse("0,1;1", 3))
        {'edges': [[0, 1]], 'signs': [1]}
    """
    edges = [vertices(mask) for mask in sorted(state.edges)]
    return {
        "edges": sorted(list(edge) for edge in edges if len(edge) > 1),
        "signs": sorted(edge[0] for edge in edges if len(edge) == 1),
    }


def exclusion_document(tree: ExclusionTree, *, k: int | None = None) -> Document:
    """Return the document that no memory state serves the states of a tree.

    Args:
        tree: as found; states that occur twice are named once.
        k: the measured group; by default the least that holds the states and the tree.

    Returns:
        A document that the kernel accepts for up to 8 vertices, 64 states and a tree within its
        limits.

    Raises:
        InputError: as `tree_nodes`.

    Example:
        >>> from contextuality.hypergraph import Hypergraph
        >>> graphs = [Hypergraph.parse(text, 3) for text in ("-", "0,1", "0,2")]
        >>> exclusion_document(exclude(graphs).tree).check().status
        'valid'
    """
    distinct = list(dict.fromkeys(tree.states))
    renamed = [distinct.index(state) for state in tree.states]
    nodes = tree_nodes(tree)
    for node in nodes:
        for side in ("plus", "minus"):
            if node[side] < 0:
                node[side] = -1 - renamed[-node[side] - 1]
    edge = max((mask.bit_count() for state in distinct for mask in state.edges), default=1)
    needed = max(edge, 1 + max(node.element.degree for node in tree.nodes), 1)
    statement = {
        "kind": "exclusion",
        "n": distinct[0].n,
        "k": needed if k is None else k,
        "states": [state_object(state) for state in distinct],
    }
    return Document(
        f"exclusion-{distinct[0].n}-{len(distinct)}",
        statement,
        {"kind": "exclusion", "nodes": nodes},
    )


def theorem_certificate() -> dict[str, Any]:
    """Return the finite base of the theorem on graph states: a tree for every class of triples.

    Example:
        >>> len(theorem_certificate()["cases"])
        24
    """
    return {"kind": "graph-states-theorem", "cases": list(_cases())}


@functools.lru_cache(maxsize=1)
def _cases() -> tuple[dict[str, Any], ...]:
    cases = []
    for n in (3, 4):
        for triple in triple_classes(n):
            found = exclude(triple, k=2)
            if not isinstance(found, Excluded):
                raise TypeError("three distinct graph states are not excluded")
            states = [state_object(state) for state in triple]
            cases.append({"n": n, "states": states, "nodes": tree_nodes(found.tree)})
    return tuple(cases)


def theorem_document(n: int | str = "all", *, signed: bool = False) -> Document:
    """Return the theorem on the memory that graph states cost under reading R3.

    Args:
        n: number of vertices, at least 2, or "all".
        signed: whether states with signs (Z on vertices) are to be served too.

    Returns:
        A document for "binom(n,2) - 1 bits are needed and suffice", or n more with signs.

    Source: ours, after the task of arXiv 2402.08606; docs/formats/exclusion.md.

    Example:
        >>> theorem_document().statement["bits"]
        'binom(n,2)-1'
    """
    kind = "signed-support-bound" if signed else "support-bound"
    bits: int | str = FORMULAS[kind]
    if not isinstance(n, str):
        bits = math.comb(n, 2) - 1 + (n if signed else 0)
    statement = {"kind": kind, "n": n, "k": 2, "memory": "any", "bits": bits}
    return Document(f"{kind}-{n}", statement, theorem_certificate())
