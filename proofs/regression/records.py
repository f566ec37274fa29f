"""A run of `khrnn verify` as a record: what is kept of it.

Here belong the frozen records. Reading them does not (`reading`, `history`, `baseline`).
"""

from __future__ import annotations

from dataclasses import dataclass

from proofs.claims.model import Status
from proofs.quantities import Quantity

VERDICTS = tuple(status.name.lower() for status in Status)


@dataclass(frozen=True)
class ClaimRecord:
    """What a run found about one claim.

    Args:
        identifier: the claim's short name.
        verdict: one of `VERDICTS`, such as "proved" or "not_run".
        seconds: wall time; 0 if it was not run.
        quantities: its numbers, each name once.
        certificates: the names of the certificates that the kernel accepted.
        statement: the claim in words, or None where the file does not say (a history).
    """

    identifier: str
    verdict: str
    seconds: float
    quantities: tuple[Quantity, ...]
    certificates: tuple[str, ...]
    statement: str | None = None

    @property
    def decided(self) -> bool:
        """Whether the run has a verdict on the claim at all."""
        return self.verdict != "not_run"


@dataclass(frozen=True)
class Machine:
    """The kind of machine, without its name: operating system, processor, how many, Python."""

    system: str
    machine: str
    processors: int
    python: str


@dataclass(frozen=True)
class Run:
    """One run of `khrnn verify`.

    Args:
        time: when it ended, UTC, such as 2026-11-30T22:40:00Z.
        version: of khrnn.
        commit: the commit of the checkout, with "-modified" if files differ from it; None if it
            is not known.
        seed: of all random choices.
        machine: what it ran on.
        seconds: wall time of the whole run.
        interrupted: whether it was; the claims not reached are "not_run".
        claims: the records, in the order of the table.
    """

    time: str
    version: str
    commit: str | None
    seed: int
    machine: Machine
    seconds: float
    interrupted: bool
    claims: tuple[ClaimRecord, ...]
