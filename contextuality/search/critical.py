"""Critical sub-scenarios: contextual, and no longer so when anything is left out.

Belongs here: deleting contexts of a scenario, vectors of a Kochen-Specker set or edges of a
hypergraph, one at a time or by orbits, with evidence for both halves of "critical". Does not
belong here: finding smallest sets (a critical set need not be smallest), symmetries themselves.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from contextuality.context_hypergraph import ContextHypergraph
from contextuality.errors import InputError
from contextuality.gf2 import BitMatrix, Consistent
from contextuality.scenario import Scenario
from contextuality.search.deletion import SwitchedFormula
from contextuality.search.deletion_symmetry import WitnessImages
from contextuality.search.lrat import SolverError
from contextuality.search.parity import Noncontextual, decide_parity
from contextuality.search.result import Outcome, TimedOut, check_time_limit
from contextuality.search.sat import (
    Colouring,
    Rule,
    Uncolourable,
    check_rule,
    colour,
    member_count,
)
from contextuality.vectors import VectorSet

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(frozen=True, slots=True)
class CriticalContexts:
    """A critical set of contexts of a scenario.

    Args:
        rows: increasing context indices; they refute value assignments (checked).
        scenario: the scenario of these contexts alone.
        assignments: per row, +1 or -1 per observable of `scenario`, violating no context but that
            one (checked).
    """

    outcome: ClassVar[Outcome] = Outcome.EXHAUSTED
    rows: tuple[int, ...]
    scenario: Scenario
    assignments: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class CriticalSet:
    """A critical set of vectors or of edges.

    Args:
        kept: increasing indices of the vectors (or edges) kept.
        subset: them alone, as a set or hypergraph of its own.
        refutation: a proof that `subset` has no colouring, replayed; ids as in `sat`.
        groups: the kept ones by the groups they were deleted in.
        colourings: per group, increasing indices of the members of `subset` with value 1 in a
            colouring of what remains without the group (checked).
    """

    outcome: ClassVar[Outcome] = Outcome.EXHAUSTED
    kept: tuple[int, ...]
    subset: VectorSet | ContextHypergraph
    refutation: Uncolourable
    groups: tuple[tuple[int, ...], ...]
    colourings: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Reduced:
    """A deletion stopped by its time limit.

    Args:
        kept: increasing indices; uncolourable together according to the solver, without proof and
            not known to be critical.
        seconds: the limit.
    """

    outcome: ClassVar[Outcome] = Outcome.TIMED_OUT
    kept: tuple[int, ...]
    seconds: float


def critical_contexts(scenario: Scenario) -> CriticalContexts | Noncontextual:
    """Find contexts of a scenario that are contextual, but not if any of them is left out.

    Args:
        scenario: any scenario.

    Returns:
        A value assignment for the whole scenario, or a critical set of contexts inside the
        refutation that `decide_parity` finds.

    Source: deletion one by one is folklore; that it leaves the contexts of a parity refutation of
        inclusion-minimal support is linear algebra.

    Example:
        >>> from contextuality.library import get
        >>> critical_contexts(get("doily")).rows
        (5, 6, 7, 8, 9, 10)
    """
    found = decide_parity(scenario)
    if isinstance(found, Noncontextual):
        return found
    rows = list(found.rows)
    matrix, signs = scenario.incidence(), scenario.sign_bits()
    for row in found.rows:
        rest = [i for i in rows if i != row]
        if rest and not _assignment(matrix, signs, rest):
            rows = rest
    kept = tuple(rows)
    if not scenario.refuted_by(kept):
        raise AssertionError("deleting contexts did not leave a refutation")
    part = _part_of_scenario(scenario, kept)
    matrix, signs = part.incidence(), part.sign_bits()
    assignments = []
    for i in range(len(kept)):
        values = _assignment(matrix, signs, [j for j in range(len(kept)) if j != i])
        if values is None or part.violated(values) != (i,):
            raise AssertionError(f"context {kept[i]} can be left out")
        assignments.append(values)
    return CriticalContexts(kept, part, tuple(assignments))


def critical_vectors(
    vector_set: VectorSet | ContextHypergraph,
    rule: Rule = "bases-and-pairs",
    *,
    groups: Sequence[Collection[int]] | None = None,
    order: Sequence[int] | None = None,
    symmetric: bool = False,
    time_limit: float | None = None,
) -> CriticalSet | Colouring | Reduced | TimedOut:
    """Find vectors of a set that are uncolourable, but not if any of them is left out.

    A vector goes with all bases that it is in; two that stay remain orthogonal if they were.

    Args:
        vector_set: a vector set, or a hypergraph of contexts whose vertices are deleted.
        rule: see `contextuality.search.sat.colouring_clauses`.
        groups: a partition of the indices, such as the orbits of a symmetry group, whose classes
            are deleted as a whole; by default every vector by itself.
        order: all indices of `groups`, in the order in which to try to delete them.
        symmetric: try one vector only of each orbit of what is left, which takes fewer questions
            to the solver; needs the extra `symmetry`, and no `groups`.
        time_limit: in seconds, for everything; None for no limit.

    Returns:
        A critical set; or a colouring of the whole set; or what was left when time ran out; or
        `TimedOut` if the set was not even decided.

    Raises:
        InputError: for an unknown rule, groups that are no partition, an order that is no
            permutation, or a bad time limit.
        SolverError: if the solver misbehaves.

    Source: deletion is folklore; using the cores of an incremental solver: N. Een and N.
        Sorensson, SAT 2003.

    Example:
        >>> from contextuality.library import get
        >>> found = critical_vectors(get("peres-24"))
        >>> found.subset.name, len(found.kept) == len(found.colourings) < 24
        ('peres-24, critical part', True)
    """
    check_rule(rule)
    vertices = member_count(vector_set)
    classes = _classes(groups, vertices)
    home = {i: k for k, members in enumerate(classes) for i in members}
    bases = vector_set.complete_bases()
    pairs = vector_set.orthogonal_pairs() if rule == "bases-and-pairs" else ()
    formula = SwitchedFormula(
        vertices,
        pairs,
        bases,
        [tuple(sorted({home[i] for i in basis})) for basis in bases],
        len(classes),
    )
    images = None
    if symmetric:
        if groups is not None:
            raise InputError(where="symmetric", expected="no groups beside it", found="both")
        images = WitnessImages(vertices, bases, pairs, edges=False)
    deadline = _deadline(time_limit)
    found = formula.shrink(_order(order, len(classes)), deadline, images)
    if found is None:
        return TimedOut(time_limit or 0.0)
    if isinstance(found, frozenset):
        in_bases = {i for basis in bases for i in basis}
        return Colouring(tuple(sorted(found & in_bases)))
    kept = tuple(sorted(i for k in found.kept for i in classes[k]))
    if not found.finished:
        return Reduced(kept, time_limit or 0.0)
    subset = _part_of_set(vector_set, kept)
    new = {old: i for i, old in enumerate(kept)}
    dropped = [tuple(new[i] for i in classes[k]) for k in found.kept]
    needs = [set(range(len(kept))) - set(group) for group in dropped]
    ones = [
        frozenset(new[i] for i in found.witnesses[k] if i in new and home[i] != k)
        for k in found.kept
    ]
    chosen = _checked(subset, rule, needs, ones, subset.complete_bases())
    refutation = _refuted(subset, rule, deadline)
    if refutation is None:
        return Reduced(kept, time_limit or 0.0)
    return CriticalSet(kept, subset, refutation, tuple(classes[k] for k in found.kept), chosen)


def critical_edges(
    hypergraph: ContextHypergraph,
    rule: Rule = "bases",
    *,
    order: Sequence[int] | None = None,
    symmetric: bool = False,
    time_limit: float | None = None,
) -> CriticalSet | Colouring | Reduced | TimedOut:
    """Find edges of a hypergraph that are uncolourable, but not if any of them is left out.

    Args:
        hypergraph: any hypergraph of contexts.
        rule: `"bases"`: a pair of vertices is constrained only by kept edges around it;
            `"bases-and-pairs"`: all pairs stay constrained when an edge goes.
        order: all edge indices, in the order in which to try to delete them.
        symmetric: try one edge only of each orbit of what is left; needs the extra `symmetry`.
        time_limit: in seconds, for everything; None for no limit.

    Returns:
        As `critical_vectors`; `kept` and `groups` index edges, and vertices in no kept edge are
        left out of `subset`.

    Raises:
        InputError: for an unknown rule, an order that is no permutation, or a bad time limit.
        SolverError: if the solver misbehaves.

    Source: M. Pavicic, J.-P. Merlet, B. McKay and N. Megill, J. Phys. A 38 (2005) 1577, call sets
        critical in this sense.

    Example:
        >>> from contextuality.context_hypergraph import hypergraph_of
        >>> from contextuality.library import get
        >>> len(critical_edges(hypergraph_of(get("cabello-18"))).kept)
        9
    """
    check_rule(rule)
    pairs = hypergraph.orthogonal_pairs() if rule == "bases-and-pairs" else ()
    needs = [(k,) for k in range(len(hypergraph.edges))]
    formula = SwitchedFormula(
        len(hypergraph.vertices), pairs, hypergraph.edges, needs, len(hypergraph.edges)
    )
    images = None
    if symmetric:
        images = WitnessImages(len(hypergraph.vertices), hypergraph.edges, pairs, edges=True)
    deadline = _deadline(time_limit)
    found = formula.shrink(_order(order, len(hypergraph.edges)), deadline, images)
    if found is None:
        return TimedOut(time_limit or 0.0)
    if isinstance(found, frozenset):
        in_edges = {i for edge in hypergraph.edges for i in edge}
        return Colouring(tuple(sorted(found & in_edges)))
    if not found.finished:
        return Reduced(found.kept, time_limit or 0.0)
    subset, new = _part_of_edges(hypergraph, found.kept, rule)
    everything = set(range(len(subset.vertices)))
    ones = [frozenset(new[i] for i in found.witnesses[k] if i in new) for k in found.kept]
    rest = [
        tuple(edge for j, edge in enumerate(subset.edges) if j != k)
        for k in range(len(subset.edges))
    ]
    chosen = tuple(
        _checked(subset, rule, [everything], [values], edges)[0]
        for values, edges in zip(ones, rest, strict=True)
    )
    refutation = _refuted(subset, rule, deadline)
    if refutation is None:
        return Reduced(found.kept, time_limit or 0.0)
    groups = tuple((k,) for k in found.kept)
    return CriticalSet(found.kept, subset, refutation, groups, chosen)


def _refuted(
    subset: VectorSet | ContextHypergraph, rule: Rule, deadline: float | None
) -> Uncolourable | None:
    """Return a proof that a set has no colouring, or None if time ran out."""
    left = None if deadline is None else max(deadline - time.monotonic(), 1e-3)
    answer = colour(subset, rule, left)
    if isinstance(answer, Uncolourable):
        return answer
    if isinstance(answer, TimedOut):
        return None
    raise SolverError("one solver refutes a critical set that another one colours")


def _checked(
    subset: VectorSet | ContextHypergraph,
    rule: Rule,
    remaining: Sequence[set[int]],
    ones: Sequence[frozenset[int]],
    bases: Sequence[tuple[int, ...]],
) -> tuple[tuple[int, ...], ...]:
    """Return colourings of the remaining vertices as sorted indices, after checking each."""
    pairs = subset.orthogonal_pairs() if rule == "bases-and-pairs" else ()
    result = []
    for present, values in zip(remaining, ones, strict=True):
        # Only what is in a basis that remains needs a value.
        whole = [basis for basis in bases if present.issuperset(basis)]
        chosen = values & {i for basis in whole for i in basis}
        if any(i in chosen and j in chosen for i, j in pairs) or any(
            sum(i in chosen for i in basis) != 1 for basis in whole
        ):
            raise SolverError("a colouring of a smaller set violates its rule")
        result.append(tuple(sorted(chosen)))
    return tuple(result)


def _assignment(matrix: BitMatrix, signs: int, rows: list[int]) -> tuple[int, ...] | None:
    """Return values that fulfil some contexts, or None if there are none."""
    chosen = BitMatrix(tuple(matrix.rows[i] for i in rows), matrix.columns)
    solved = chosen.solve(sum(1 << k for k, i in enumerate(rows) if signs >> i & 1))
    if not isinstance(solved, Consistent):
        return None
    return tuple(-1 if solved.solution >> i & 1 else 1 for i in range(matrix.columns))


def _part_of_scenario(scenario: Scenario, rows: tuple[int, ...]) -> Scenario:
    labels = scenario.labelled_contexts()
    index: dict[str, int] = {}
    for i in rows:
        for label in labels[i]:
            index.setdefault(label, len(index))
    contexts = tuple(tuple(index[label] for label in labels[i]) for i in rows)
    signs = tuple(scenario.signs[i] for i in rows)
    return Scenario(f"{scenario.name}, critical part", tuple(index), contexts, signs)


def _part_of_set(
    vector_set: VectorSet | ContextHypergraph, kept: tuple[int, ...]
) -> VectorSet | ContextHypergraph:
    name = f"{vector_set.name}, critical part"
    if isinstance(vector_set, ContextHypergraph):
        part = vector_set.restricted(kept)
        return ContextHypergraph(name, part.vertices, part.edges, part.pairs)
    vectors = tuple(vector_set.vectors[i] for i in kept)
    return VectorSet(name, vector_set.dim, vector_set.ring, vectors)


def _part_of_edges(
    hypergraph: ContextHypergraph, kept: tuple[int, ...], rule: Rule
) -> tuple[ContextHypergraph, dict[int, int]]:
    """Return the hypergraph of some edges, and the new index of each old vertex in it."""
    edges = [hypergraph.edges[k] for k in kept]
    vertices = sorted({i for edge in edges for i in edge})
    new = {old: i for i, old in enumerate(vertices)}
    moved = tuple(tuple(new[i] for i in edge) for edge in edges)
    labels = tuple(hypergraph.vertices[i] for i in vertices)
    name = f"{hypergraph.name}, critical part"
    if rule == "bases":
        return ContextHypergraph(name, labels, moved), new
    inside = set(ContextHypergraph(name, labels, moved).orthogonal_pairs())
    pairs = {
        (new[i], new[j]) for i, j in hypergraph.orthogonal_pairs() if i in new and j in new
    } - inside
    return ContextHypergraph(name, labels, moved, tuple(sorted(pairs))), new


def _classes(groups: Sequence[Collection[int]] | None, members: int) -> list[tuple[int, ...]]:
    if groups is None:
        return [(i,) for i in range(members)]
    classes = [tuple(sorted(group)) for group in groups]
    if sorted(i for group in classes for i in group) != list(range(members)) or () in classes:
        raise InputError(
            where="groups",
            expected=f"a partition of the indices 0 to {members - 1}",
            found=f"{len(classes)} groups of {sum(map(len, classes))} indices altogether",
        )
    return classes


def _order(order: Sequence[int] | None, parts: int) -> Sequence[int]:
    if order is None:
        return range(parts)
    if sorted(order) != list(range(parts)):
        raise InputError(
            where="order",
            expected=f"a permutation of 0 to {parts - 1}",
            found=f"{len(order)} indices that are none",
        )
    return order


def _deadline(time_limit: float | None) -> float | None:
    check_time_limit(time_limit)
    return None if time_limit is None else time.monotonic() + time_limit
