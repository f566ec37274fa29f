"""Automorphisms and isomorphisms of scenarios, vector sets and hypergraphs of contexts.

Belongs here: the graphs that nauty is asked about, and checking every map it returns by exact code
of our own. Does not belong here: permutation groups as such (`permutations`), searches that use
symmetries (`contextuality.search`).

Two relations: "incidence" maps contexts to contexts (and orthogonal pairs to orthogonal pairs);
"signed" also keeps the signs of a scenario, up to exchanging the values +1 and -1 of some
observables, which is called switching. Nauty finds the maps and is believed for one thing only:
that it missed none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

from contextuality.context_hypergraph import ContextHypergraph, hypergraph_of
from contextuality.errors import InputError
from contextuality.extras import need
from contextuality.gf2 import BitMatrix, Consistent
from contextuality.permutations import (
    check_permutation,
    group_order,
    orbits,
    pair_orbits,
    set_orbits,
)
from contextuality.scenario import Scenario
from contextuality.search.lrat import SolverError
from contextuality.search.parity import Contextual, decide_parity

if TYPE_CHECKING:
    from contextuality.permutations import Array, Permutation
    from contextuality.vectors import VectorSet

    Configuration = Scenario | VectorSet | ContextHypergraph

Relation = Literal["incidence", "signed"]
RELATIONS: tuple[Relation, ...] = ("incidence", "signed")

MAX_VERTICES = 20_000
"""Most vertices of a graph given to nauty, whose matrix then takes 50 MB."""


@dataclass(frozen=True, slots=True)
class SymmetryGroup:
    """A group of automorphisms, each of them checked.

    Args:
        subject: what it acts on.
        relation: what the automorphisms keep.
        generators: permutations of the observables (or vectors, or vertices); none if trivial.
        switchings: per generator the observables whose values are exchanged, increasing; all empty
            for the relation "incidence".
        order: of the group that the generators generate, exact. It is the whole automorphism group
            if nauty missed no generator.
        points: the orbits on the observables.
        contexts: the orbits on the contexts, as positions in the subject's order.
    """

    subject: Configuration
    relation: Relation
    generators: tuple[Permutation, ...]
    switchings: tuple[tuple[int, ...], ...]
    order: int
    points: tuple[tuple[int, ...], ...]
    contexts: tuple[tuple[int, ...], ...]

    def pairs(self) -> Array:
        """Return the number of the orbit of every pair of observables, as a square table.

        Example:
            >>> from contextuality.library import get
            >>> int(symmetries(get("doily")).pairs().max()) + 1
            2
        """
        return pair_orbits(self.generators, sum(map(len, self.points)))


@dataclass(frozen=True, slots=True)
class Isomorphism:
    """A checked map between two subjects.

    Args:
        relation: what it keeps.
        images: per observable of the first subject its image, as an index into the second.
        switching: the observables of the first subject whose values are exchanged, increasing.
    """

    relation: Relation
    images: Permutation
    switching: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Different:
    """There is no isomorphism.

    Args:
        reason: what differs.
        proved: whether that is an invariant counted here; False if nauty's word is all there is.
    """

    reason: str
    proved: bool


def symmetries(subject: Configuration, relation: Relation = "incidence") -> SymmetryGroup:
    """Find the automorphism group of a scenario, vector set or hypergraph.

    Args:
        subject: for a vector set, the orthogonality graph is meant: its automorphisms need not
            come from isometries.
        relation: "signed" for scenarios only.

    Returns:
        Generators, each of them checked, and the exact order of the group they generate.

    Raises:
        InputError: for a subject too large, a relation that it does not have, or without pynauty.
        SolverError: if nauty returns a map that is no automorphism.

    Source: B. D. McKay and A. Piperno, J. Symb. Comput. 60 (2014) 94, for nauty; the graph of even
        value combinations in each context: J. Cai, M. Furer and N. Immerman, Combinatorica 12
        (1992) 389.

    Example:
        >>> from contextuality.library import get
        >>> group = symmetries(get("doily"))
        >>> group.order, len(group.points), len(group.contexts)
        (720, 1, 1)
    """
    _check_relation(subject, relation)
    graph = hypergraph_of(subject)
    points = len(graph.vertices)
    found = _asked(_Incidence(graph), points)
    for generator in found:
        _check_map(graph, graph, generator)
    switchings: list[tuple[int, ...]] = [()] * len(found)
    if isinstance(subject, Scenario) and relation == "signed":
        solved = [_switching(subject, subject, generator) for generator in found]
        if None in solved:
            # Some automorphisms change the signs: those that do not are asked for by themselves.
            found = _asked(_Values(subject), points)
            solved = [_switching(subject, subject, generator) for generator in found]
            for generator in found:
                _check_map(graph, graph, generator)
        switchings = [switching for switching in solved if switching is not None]
        if len(switchings) < len(found):
            raise SolverError("nauty returned a map that does not keep the signs")
    contexts = [frozenset(context) for context in graph.edges]
    return SymmetryGroup(
        subject,
        relation,
        tuple(found),
        tuple(switchings),
        group_order(found, points),
        orbits(found, points),
        set_orbits(found, contexts),
    )


def isomorphism(
    first: Configuration, second: Configuration, relation: Relation = "incidence"
) -> Isomorphism | Different:
    """Find a map from one subject to another that keeps contexts, or tell that there is none.

    Args:
        first: a scenario, vector set or hypergraph.
        second: another one; not necessarily of the same kind if only incidence counts.
        relation: "signed" for two scenarios only.

    Returns:
        A checked map, or why there is none.

    Raises:
        InputError: as `symmetries`.
        SolverError: if nauty returns a map that is no isomorphism.

    Source: as `symmetries`.

    Example:
        >>> from contextuality.library import get
        >>> isomorphism(get("doily"), get("lines-2"), "signed").relation
        'signed'
        >>> isomorphism(get("doily"), get("mermin-square")).reason
        'the numbers of observables: 15 and 9'
    """
    for subject in (first, second):
        _check_relation(subject, relation)
    left, right = hypergraph_of(first), hypergraph_of(second)
    for name, one, other in _invariants(left, right):
        if one != other:
            return Different(f"{name}: {one} and {other}", proved=True)
    signed = relation == "signed"
    if signed and isinstance(first, Scenario) and isinstance(second, Scenario):
        answers = [isinstance(decide_parity(s), Contextual) for s in (first, second)]
        if answers[0] != answers[1]:
            words = ["contextual" if answer else "not contextual" for answer in answers]
            return Different(f"the answers: {words[0]} and {words[1]}", proved=True)
    images = _matched(_Incidence(left), _Incidence(right), len(left.vertices))
    if images is None:
        return Different("nauty's canonical forms", proved=False)
    switching: tuple[int, ...] | None = ()
    if signed and isinstance(first, Scenario) and isinstance(second, Scenario):
        switching = _switching(first, second, images)
        if switching is None:
            images = _matched(_Values(first), _Values(second), len(left.vertices))
            if images is None:
                return Different("nauty's canonical forms, signs included", proved=False)
            switching = _switching(first, second, images)
    _check_map(left, right, images)
    if switching is None:
        raise SolverError("nauty returned a map that does not keep the signs")
    return Isomorphism(relation, images, switching)


class _Graph:
    """A coloured graph for nauty; the first vertices are the points of a configuration."""

    def __init__(self, points: int) -> None:
        self.classes: list[int] = [points]  # sizes of the colour classes, in the order of vertices
        self.neighbours: dict[int, list[int]] = {}

    def add(self, count: int) -> int:
        """Add a class of vertices and return its first one."""
        first = sum(self.classes)
        self.classes.append(count)
        if first + count > MAX_VERTICES:
            raise InputError(
                where="symmetry",
                expected=f"a graph of at most {MAX_VERTICES} vertices for nauty",
                found=f"{first + count} or more",
            )
        return first

    def join(self, one: int, other: int) -> None:
        self.neighbours.setdefault(one, []).append(other)

    def nauty(self) -> Any:  # pynauty has no types
        pynauty = need("pynauty", "symmetry", "symmetry")
        colouring, first = [], 0
        for size in self.classes:
            if size:
                colouring.append(set(range(first, first + size)))
            first += size
        return pynauty.Graph(first, adjacency_dict=self.neighbours, vertex_coloring=colouring)


class _Incidence(_Graph):
    """Points and contexts, joined by membership; pairs outside contexts join points."""

    def __init__(self, graph: ContextHypergraph) -> None:
        super().__init__(len(graph.vertices))
        for i, j in graph.pairs:
            self.join(i, j)
        first = self.add(len(graph.edges))
        for k, edge in enumerate(graph.edges):
            for i in edge:
                self.join(first + k, i)


class _Values(_Graph):
    """Per observable its two values, per context the combinations of values that it allows."""

    def __init__(self, scenario: Scenario) -> None:
        points = len(scenario.observables)
        super().__init__(points)
        values = self.add(2 * points)
        for i in range(points):
            self.join(values + 2 * i, i)
            self.join(values + 2 * i + 1, i)
        contexts = self.add(len(scenario.contexts))
        allowed = self.add(sum(2 ** (len(context) - 1) for context in scenario.contexts))
        for k, (context, sign) in enumerate(zip(scenario.contexts, scenario.signs, strict=True)):
            for i in context:
                self.join(contexts + k, i)
            for bits in product((0, 1), repeat=len(context)):
                if sum(bits) % 2 == (sign == -1):
                    self.join(allowed, contexts + k)
                    for i, bit in zip(context, bits, strict=True):
                        self.join(allowed, values + 2 * i + bit)
                    allowed += 1


def _asked(graph: _Graph, points: int) -> list[Permutation]:
    """Return nauty's generators on the points, without repetitions and the identity."""
    pynauty = need("pynauty", "symmetry", "symmetry")
    generators = pynauty.autgrp(graph.nauty())[0]
    found = dict.fromkeys(tuple(generator[:points]) for generator in generators)
    found.pop(tuple(range(points)), None)
    return list(found)


def _matched(left: _Graph, right: _Graph, points: int) -> Permutation | None:
    """Return the map that nauty's canonical forms give on the points, or None if they differ."""
    if left.classes != right.classes:
        return None
    pynauty = need("pynauty", "symmetry", "symmetry")
    one, other = left.nauty(), right.nauty()
    if pynauty.certificate(one) != pynauty.certificate(other):
        return None
    images = dict(zip(pynauty.canon_label(one), pynauty.canon_label(other), strict=True))
    return tuple(images[i] for i in range(points))


def _check_map(left: ContextHypergraph, right: ContextHypergraph, images: Permutation) -> None:
    """Demand that a map is a bijection that takes contexts to contexts and pairs to pairs."""
    try:
        check_permutation(images, len(right.vertices), "map")
    except InputError as error:
        raise SolverError("nauty returned a map that is no bijection") from error
    contexts = {frozenset(images[i] for i in edge) for edge in left.edges}
    pairs = {frozenset(images[i] for i in pair) for pair in left.pairs}
    if contexts != {frozenset(edge) for edge in right.edges} or pairs != {
        frozenset(pair) for pair in right.pairs
    }:
        raise SolverError("nauty returned a map that does not keep the contexts")


def _switching(first: Scenario, second: Scenario, images: Permutation) -> tuple[int, ...] | None:
    """Return observables whose exchange of values makes a map keep the signs, or None."""
    sign_of = {
        frozenset(context): sign
        for context, sign in zip(second.contexts, second.signs, strict=True)
    }
    changed = 0
    for k, (context, sign) in enumerate(zip(first.contexts, first.signs, strict=True)):
        image = sign_of.get(frozenset(images[i] for i in context))
        if image is None:
            raise SolverError("nauty returned a map that does not keep the contexts")
        changed |= (image != sign) << k
    solved = first.incidence().solve(changed)
    if not isinstance(solved, Consistent):
        return None
    switched = solved.solution
    for k, row in enumerate(first.incidence().rows):
        if (row & switched).bit_count() % 2 != changed >> k & 1:
            raise AssertionError("the solution of the linear system does not solve it")
    return tuple(i for i in range(len(first.observables)) if switched >> i & 1)


def _invariants(
    left: ContextHypergraph, right: ContextHypergraph
) -> list[tuple[str, object, object]]:
    found: list[tuple[str, object, object]] = []
    for name, count in (
        ("the numbers of observables", lambda g: len(g.vertices)),
        ("the numbers of contexts", lambda g: len(g.edges)),
        ("the numbers of pairs outside contexts", lambda g: len(g.pairs)),
        ("the sizes of contexts", lambda g: sorted(map(len, g.edges))),
        ("contexts per observable", _spectrum),
        ("the ranks over GF(2)", _rank),
    ):
        found.append((name, count(left), count(right)))
    return found


def _spectrum(graph: ContextHypergraph) -> list[tuple[int, int]]:
    """Return how many points are in how many contexts."""
    load = Counter(i for edge in graph.edges for i in edge)
    return sorted(Counter(load[i] for i in range(len(graph.vertices))).items())


def _rank(graph: ContextHypergraph) -> int:
    rows = tuple(sum(1 << i for i in edge) for edge in graph.edges)
    return BitMatrix(rows, len(graph.vertices)).rank()


def _check_relation(subject: Configuration, relation: str) -> None:
    if relation not in RELATIONS:
        raise InputError(
            where="relation", expected=f"one of {', '.join(RELATIONS)}", found=relation
        )
    if relation == "signed" and not isinstance(subject, Scenario):
        raise InputError(
            where=subject.name,
            expected="a scenario with signs for the relation 'signed'",
            found="vectors or a hypergraph",
        )
