"""The claims of the seed papers, one module per paper: statement, method, evidence, verdict.

Here belong what is claimed, by whom, and how this project decides it. The work is done by
`contextuality`, `khrnn`, `proofs.certificates` and `proofs.crosscheck`; the last word on every
certificate is `proofs.kernel`'s.
"""

from __future__ import annotations

from proofs.claims.model import Claim, Evidence, Outcome, Status, decide, postpone

__all__ = ["Claim", "Evidence", "Outcome", "Status", "all_claims", "decide", "postpone"]


def all_claims() -> tuple[Claim, ...]:
    """Return every claim, in the order of the table.

    Example:
        >>> len({claim.identifier for claim in all_claims()}) == len(all_claims())
        True
    """
    from proofs.claims import (  # noqa: PLC0415 - they import numpy
        degree,
        dissipative,
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
