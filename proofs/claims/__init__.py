"""The claims of the seed papers, one module per paper: statement, method, evidence, verdict.

Here belong what is claimed, by whom, and how this project decides it. The work is done by
`contextuality`, `khrnn`, `proofs.certificates` and `proofs.crosscheck`; the last word on every
certificate is `proofs.kernel`'s.
"""

from __future__ import annotations

from proofs.claims.model import Claim, Evidence, Outcome, Status, decide, postpone

__all__ = ["Claim", "Evidence", "Outcome", "Status", "all_claims", "decide", "group_of", "postpone"]

GROUPS = {
    "memory, and the k-HRNN": ("hypergraph", "support", "memory_k3", "rate"),
    "contextuality": ("scenarios", "degree", "fraction", "exclusivity", "machines"),
    "models and their training": ("simulators", "qumode", "trainability", "training"),
    "other papers' networks and losses": (
        *("qrnn", "qrnn_runs", "dissipative", "generative", "generative_shots"),
    ),
}
"""Headings of the printed table, each with the modules of this folder whose claims it has."""

OTHERS = "others"


def all_claims() -> tuple[Claim, ...]:
    """Return every claim, in the order of the table.

    Example:
        >>> len({claim.identifier for claim in all_claims()}) == len(all_claims())
        True
    """
    from proofs.claims import (  # noqa: PLC0415 - they import numpy
        degree,
        dissipative,
        exclusivity,
        fraction,
        generative,
        generative_shots,
        hypergraph,
        machines,
        memory_k3,
        qrnn,
        qrnn_runs,
        qumode,
        rate,
        scenarios,
        simulators,
        support,
        trainability,
        training,
    )

    return (
        hypergraph.CLAIMS
        + simulators.CLAIMS
        + support.CLAIMS
        + scenarios.CLAIMS
        + degree.CLAIMS
        + fraction.CLAIMS
        + exclusivity.CLAIMS
        + machines.CLAIMS
        + memory_k3.CLAIMS
        + rate.CLAIMS
        + qrnn.CLAIMS
        + qrnn_runs.CLAIMS
        + generative.CLAIMS
        + generative_shots.CLAIMS
        + qumode.CLAIMS
        + trainability.CLAIMS
        + dissipative.CLAIMS
        + training.CLAIMS
    )


def group_of(claim: Claim) -> str:
    """Return the heading that a claim stands under: one of `GROUPS`, or `OTHERS`.

    Example:
        >>> [group_of(claim) for claim in all_claims()[:1]]
        ['memory, and the k-HRNN']
    """
    from importlib import import_module  # noqa: PLC0415 - with the claims, which are loaded by then

    for heading, modules in GROUPS.items():
        for module in modules:
            if claim in import_module(f"proofs.claims.{module}").CLAIMS:
                return heading
    return OTHERS
