"""What a claim is and what deciding it returns."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np

from contextuality.extras import MissingExtraError
from proofs.certificates.document import Document
from proofs.kernel import Verdict
from proofs.provenance import origin
from proofs.quantities import Quantity


class Status(Enum):
    """The verdict on a claim; the value says what the word means.

    Example:
        >>> Status.ARGUED.failed, Status.FAILED.failed
        (False, True)
    """

    PROVED = "the kernel accepted a certificate of the whole statement"
    VERIFIED = "exact computation agrees on every case listed; other cases are not covered"
    MEASURED = "floating-point runs came out as stated, within the error stated; not a proof"
    ARGUED = "a proof in words in docs/derivations; only the parts listed are machine-checked"
    FAILED = "a check did not come out as claimed"
    TIMED_OUT = "a time limit was reached; nothing is known"
    NOT_RUN = (
        "left out: it takes minutes (`khrnn verify --long`), needs an extra (it is named), or was "
        "not reached before an interrupt"
    )

    @property
    def failed(self) -> bool:
        """Whether the verdict makes `khrnn verify` exit with 1."""
        return self in {Status.FAILED, Status.TIMED_OUT}


@dataclass(frozen=True)
class Evidence:
    """What a decision procedure found.

    Args:
        documents: certificates that must all be valid.
        cases: exact comparisons made besides, none of which may be listed in `failures`.
        failures: one line for everything that did not come out as claimed.
        detail: what was checked, in one line.
        timed_out: whether a search stopped at its time limit.
        measurements: floating-point runs and comparisons made besides; they prove nothing, and a
            claim that rests on them alone has the status MEASURED at most.
        quantities: what was found in numbers, for comparison with other runs; each name once.

    Raises:
        ValueError: if two quantities have the same name.
    """

    documents: tuple[Document, ...] = ()
    cases: int = 0
    failures: tuple[str, ...] = ()
    detail: str = ""
    timed_out: bool = False
    measurements: int = 0
    quantities: tuple[Quantity, ...] = ()

    def __post_init__(self) -> None:
        names = [quantity.name for quantity in self.quantities]
        if len(set(names)) < len(names):
            raise ValueError(f"expected each quantity's name once, found {sorted(names)}")


@dataclass(frozen=True)
class Claim:
    """One line of the table.

    Args:
        identifier: short name, lower case with hyphens.
        source: paper and place, or "ours" with the paper whose task is meant.
        statement: the claim in one line.
        hypotheses: under what it is claimed; never empty.
        method: how it is decided.
        success: the status that it earns if nothing fails.
        procedure: from a seeded generator to evidence.
        long: whether the evidence takes minutes, such as training runs; `khrnn verify` leaves such
            a claim out unless it is told `--long`, or named.
        rocq: theorems of proofs/rocq/Statements.v that say the same or more, or part of it; they
            are checked by `make proofs` and do not enter the verdict.
    """

    identifier: str
    source: str
    statement: str
    hypotheses: str
    method: str
    success: Status
    procedure: Callable[[np.random.Generator], Evidence]
    long: bool = field(default=False, kw_only=True)
    rocq: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Outcome:
    """A decided claim.

    Args:
        claim: the claim.
        status: the verdict.
        detail: what was checked, or the first failure.
        failures: all failures.
        verdicts: the certificates with the kernel's verdicts.
        cases: exact comparisons made besides the certificates.
        seconds: wall time.
        measurements: floating-point runs and comparisons made besides.
        quantities: what was found in numbers, whatever the verdict.
        resumed_from: the file of `khrnn verify --resume` that the verdict was taken from; empty if
            this run decided the claim.
    """

    claim: Claim
    status: Status
    detail: str
    failures: tuple[str, ...]
    verdicts: tuple[tuple[Document, Verdict], ...]
    cases: int
    seconds: float
    measurements: int = 0
    quantities: tuple[Quantity, ...] = ()
    resumed_from: str = ""


def postpone(claim: Claim, reason: str = "it takes minutes") -> Outcome:
    """Return the outcome of a claim that was left out: not run, with nothing checked.

    Args:
        claim: the claim.
        reason: why it was left out.

    Returns:
        An outcome that is neither a success nor a failure.

    Example:
        >>> from proofs.claims import all_claims
        >>> outcome = postpone(all_claims()[0])
        >>> outcome.status.name, outcome.status.failed, outcome.verdicts
        ('NOT_RUN', False, ())
    """
    return Outcome(claim, Status.NOT_RUN, reason, (), (), 0, 0.0)


def decide(claim: Claim, seed: int, *, command: str = "khrnn verify") -> Outcome:
    """Run a claim's procedure, check its certificates, and return the verdict.

    Args:
        claim: the claim.
        seed: seed of the generator handed to the procedure; at least 0.
        command: the subcommand that the certificates name as their origin.

    Returns:
        The claim's own `success` status only if every certificate is valid, nothing is listed as
        a failure, and something was checked at all. NOT_RUN, with the reason, if the procedure
        needs an optional package that is not installed.

    Example:
        >>> from proofs.claims import all_claims
        >>> growth = next(c for c in all_claims() if c.identifier == "growth-polynomial")
        >>> decide(growth, 0).status.name
        'PROVED'
    """
    started = time.perf_counter()
    try:
        evidence = claim.procedure(np.random.default_rng(seed))
    except MissingExtraError as error:
        return postpone(claim, str(error))
    facts = origin(command, seed)
    documents = (replace(document, provenance=facts) for document in evidence.documents)
    verdicts = tuple((document, document.check()) for document in documents)
    failures = evidence.failures + tuple(
        f"{document.name}: {verdict.status}: {verdict.reason()}"
        for document, verdict in verdicts
        if not verdict
    )
    if failures:
        status = Status.FAILED
    elif evidence.timed_out:
        status = Status.TIMED_OUT
    elif not verdicts and not evidence.cases and not evidence.measurements:
        status, failures = Status.FAILED, ("nothing was checked",)
    elif not verdicts and not evidence.cases and claim.success is not Status.MEASURED:
        status = Status.FAILED
        failures = (f"{claim.success.name.lower()}, but only floating-point runs were made",)
    else:
        status = claim.success
    seconds = time.perf_counter() - started
    detail = failures[0] if failures else evidence.detail
    return Outcome(
        claim,
        status,
        detail,
        failures,
        verdicts,
        evidence.cases,
        seconds,
        evidence.measurements,
        evidence.quantities,
    )
