"""Exclusion trees for many teams of states, as independent jobs.

Belongs here: writing teams and trees down as JSON values, and the jobs. Does not belong here:
running jobs (`jobs`), finding a tree (`exclusion`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contextuality.group import GroupElement
from contextuality.hypergraph import Hypergraph
from contextuality.polynomial import BooleanPolynomial
from contextuality.search.exclusion import Excluded, ExclusionTree, Node, exclude
from contextuality.search.jobs import Job, run_jobs
from contextuality.search.result import TimedOut

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from contextuality.search.jobs import Progress, Store

TEAMS = 16
"""Teams in one job: enough to be worth sending."""


def exclude_teams(
    teams: Sequence[Sequence[Hypergraph]],
    executors: Callable[[], AbstractContextManager[Executor]] | None = None,
    store: Store | None = None,
    report: Callable[[Progress], None] | None = None,
    *,
    k: int = 2,
    time_limit: float | None = None,
) -> list[ExclusionTree | bool | None]:
    """Find an exclusion tree for each of many teams of states.

    Args:
        teams: each as `exclude` takes it.
        executors: see `run_jobs`.
        store: see `run_jobs`.
        report: see `run_jobs`.
        k: measured phases have degree at most k - 1.
        time_limit: seconds for each team; a job with a team that runs out of time is not stored.

    Returns:
        For each team a tree, False if its states can share a memory state, or None if nothing
        was decided.

    Source: ours.

    Example:
        >>> from contextuality.search.exclusion_graphs import triple_classes
        >>> triples = list(triple_classes(3, relabelled_only=True))[:20]
        >>> max(tree.depth for tree in exclude_teams(triples))
        2
    """
    jobs = []
    for start in range(0, len(teams), TEAMS):
        chunk = [[_written(state) for state in team] for team in teams[start : start + TEAMS]]
        name = f"teams {start} to {start + len(chunk) - 1}"
        limits = {"time_limit": time_limit}
        jobs.append(Job(name, f"{__name__}:exclude_job", {"teams": chunk, "k": k}, limits))
    decided: list[Any] = []
    for job, found in zip(jobs, run_jobs(jobs, executors, store, report), strict=True):
        decided += found if found is not None else [None] * len(job.arguments["teams"])
    return [
        _tree(tuple(team), nodes) if isinstance(nodes, list) else nodes
        for team, nodes in zip(teams, decided, strict=True)
    ]


def exclude_job(
    teams: list[list[list[Any]]], k: int, time_limit: float | None
) -> list[list[list[Any]] | bool | None] | None:
    """Decide some teams: the call that a job makes, in JSON values.

    Args:
        teams: states as [n, masks of edges].
        k: measured phases have degree at most k - 1.
        time_limit: seconds for each team.

    Returns:
        For each team the nodes of a tree, False, or null for no tree within the search's limit;
        None if time ran out on one of them.

    Example:
        >>> exclude_job([[[1, []], [1, [1]]]], 2, None)
        [[[1, [], -2, -1]]]
    """
    results: list[list[list[Any]] | bool | None] = []
    for team in teams:
        states = [Hypergraph(n, frozenset(edges)) for n, edges in team]
        found = exclude(states, k=k, time_limit=time_limit)
        if isinstance(found, TimedOut):
            return None
        if isinstance(found, Excluded):
            results.append(
                [
                    [
                        node.element.shift,
                        sorted(node.element.phase.monomials),
                        node.plus,
                        node.minus,
                    ]
                    for node in found.tree.nodes
                ]
            )
        else:
            results.append(found.excluded)
    return results


def _written(state: Hypergraph) -> list[Any]:
    return [state.n, sorted(state.edges)]


def _tree(states: tuple[Hypergraph, ...], nodes: list[list[Any]]) -> ExclusionTree:
    n = states[0].n
    return ExclusionTree(
        states,
        tuple(
            Node(GroupElement(shift, BooleanPolynomial(n, frozenset(phase))), plus, minus)
            for shift, phase, plus, minus in nodes
        ),
    )
