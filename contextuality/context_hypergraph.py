"""Hypergraphs of contexts: which vectors form bases, without the vectors.

Belongs here: the abstract structure that Kochen-Specker colourings are about, and taking it from
scenarios and vector sets. Does not belong here: vectors (`contextuality.vectors`), signs
(`contextuality.scenario`), hypergraph states (`contextuality.hypergraph`), files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

from contextuality._text import check_name
from contextuality.errors import InputError, shown
from contextuality.scenario import Scenario
from contextuality.vectors import VectorSet


@dataclass(frozen=True, slots=True)
class ContextHypergraph:
    """Vertices, the contexts they form, and orthogonal pairs outside all contexts.

    Args:
        name: one line of text.
        vertices: at least one label; distinct, printable.
        edges: the contexts, each a tuple of distinct indices into `vertices`; no two with the same
            members. A colouring puts exactly one 1 on each.
        pairs: pairs i < j in lexicographic order, none inside an edge; under the rule
            "bases-and-pairs" a colouring doesn't put 1 on both.

    Raises:
        InputError: if one of these conditions fails.

    Source: B. D. McKay, N. D. Megill and M. Pavicic, Int. J. Theor. Phys. 39 (2000) 2381, for
        hypergraphs of contexts; the separate pairs are ours.

    Example:
        >>> ContextHypergraph("two", ("1", "2", "3"), ((0, 1), (1, 2))).orthogonal_pairs()
        ((0, 1), (1, 2))
    """

    name: str
    vertices: tuple[str, ...]
    edges: tuple[tuple[int, ...], ...]
    pairs: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        check_name(self.name)
        if not self.vertices:
            raise InputError(where="vertices", expected="at least one vertex", found="none")
        for label, count in Counter(self.vertices).items():
            if count > 1:
                raise InputError(
                    where="vertices", expected="distinct labels", found=f"{shown(label)} twice"
                )
            if not label or not label.isprintable():
                raise InputError(where="vertices", expected="printable labels", found=shown(label))
        seen: dict[frozenset[int], int] = {}
        for i, edge in enumerate(self.edges):
            _check_edge(edge, len(self.vertices), f"edges[{i}]")
            first = seen.setdefault(frozenset(edge), i)
            if first != i:
                raise InputError(
                    where=f"edges[{i}]", expected="a new edge", found=f"that of edges[{first}]"
                )
        self._check_pairs()

    def complete_bases(self) -> tuple[tuple[int, ...], ...]:
        """Return the edges as sorted index tuples in lexicographic order.

        Example:
            >>> ContextHypergraph("two", ("1", "2", "3"), ((2, 1), (1, 0))).complete_bases()
            ((0, 1), (1, 2))
        """
        return tuple(sorted(tuple(sorted(edge)) for edge in self.edges))

    def orthogonal_pairs(self) -> tuple[tuple[int, int], ...]:
        """Return all pairs i < j in an edge or listed as a pair, in lexicographic order.

        Example:
            >>> ContextHypergraph("one", ("1", "2", "3"), ((2, 1),), ((0, 1),)).orthogonal_pairs()
            ((0, 1), (1, 2))
        """
        return tuple(sorted(_inside(self.edges) | set(self.pairs)))

    def restricted(self, kept: tuple[int, ...]) -> ContextHypergraph:
        """Return the part on some vertices: the edges and pairs that lie inside it.

        Args:
            kept: increasing vertex indices, at least one.

        Returns:
            A hypergraph of the same name and labels. Pairs stay orthogonal when the edge around
            them goes.

        Example:
            >>> line = ContextHypergraph("line", ("1", "2", "3"), ((0, 1, 2),))
            >>> line.restricted((0, 2)).edges, line.restricted((0, 2)).pairs
            ((), ((0, 1),))
        """
        new = {old: i for i, old in enumerate(kept)}
        edges = tuple(
            tuple(new[i] for i in edge) for edge in self.edges if all(i in new for i in edge)
        )
        pairs = {
            (new[i], new[j]) for i, j in self.orthogonal_pairs() if i in new and j in new
        } - _inside(edges)
        labels = tuple(self.vertices[i] for i in kept)
        return ContextHypergraph(self.name, labels, edges, tuple(sorted(pairs)))

    def _check_pairs(self) -> None:
        inside = _inside(self.edges) if self.pairs else set()
        previous: tuple[int, int] | None = None
        for k, (i, j) in enumerate(self.pairs):
            where = f"pairs[{k}]"
            if not 0 <= i < j < len(self.vertices):
                raise InputError(
                    where=where,
                    expected=f"i < j with indices from 0 to {len(self.vertices) - 1}",
                    found=str((i, j)),
                )
            if previous is not None and (i, j) <= previous:
                raise InputError(
                    where=where, expected=f"a pair after {previous}", found=str((i, j))
                )
            if (i, j) in inside:
                raise InputError(
                    where=where, expected="a pair outside all edges", found=str((i, j))
                )
            previous = (i, j)


def hypergraph_of(subject: Scenario | VectorSet | ContextHypergraph) -> ContextHypergraph:
    """Return the hypergraph of contexts of anything that has contexts.

    Args:
        subject: a scenario (its observables and contexts; the signs are lost), a vector set (its
            complete bases and remaining orthogonal pairs; vertices 1, 2, 3...), or a hypergraph.

    Returns:
        A hypergraph with the contexts in the subject's order.

    Source: ours.

    Example:
        >>> from contextuality.library import get
        >>> graph = hypergraph_of(get("conway-kochen-31"))
        >>> len(graph.edges), len(graph.orthogonal_pairs())
        (17, 71)
    """
    if isinstance(subject, ContextHypergraph):
        return subject
    if isinstance(subject, Scenario):
        return ContextHypergraph(subject.name, subject.observables, subject.contexts)
    edges = subject.complete_bases()
    pairs = sorted(set(subject.orthogonal_pairs()) - _inside(edges))
    labels = tuple(str(i + 1) for i in range(len(subject.vectors)))
    return ContextHypergraph(subject.name, labels, edges, tuple(pairs))


def _inside(edges: tuple[tuple[int, ...], ...]) -> set[tuple[int, int]]:
    """Return the pairs i < j that some edge contains."""
    return {pair for edge in edges for pair in combinations(sorted(edge), 2)}


def _check_edge(edge: tuple[int, ...], vertices: int, where: str) -> None:
    if not edge:
        raise InputError(where=where, expected="at least one vertex", found="none")
    for i in edge:
        if not 0 <= i < vertices:
            raise InputError(
                where=where, expected=f"vertex indices from 0 to {vertices - 1}", found=str(i)
            )
    if len(set(edge)) < len(edge):
        raise InputError(where=where, expected="distinct vertices", found=str(list(edge)))
