"""A run of `khrnn verify` as data: what `--json` prints, what a history keeps, read back.

Here belong the output of `verify --json`, of the format "khrnn-verify/2", and the records of a run
that just ended. The history's own format is in `history`.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contextuality.errors import InputError, shown
from contextuality.formats.strict_json import expect_list, expect_string, parse_object
from proofs.provenance import commit, now, processors, provenance, version
from proofs.quantities import as_data
from proofs.regression.history import SCHEMA as HISTORY_SCHEMA
from proofs.regression.history import read_history, read_run, run_from_text
from proofs.regression.reading import (
    machine_data,
    read_object,
    read_quantities,
    read_seconds,
    read_text,
    read_verdict,
)
from proofs.regression.records import ClaimRecord, Machine, Run

if TYPE_CHECKING:
    from proofs.claims import Outcome
    from proofs.regression.compare import Comparison

SCHEMA = "khrnn-verify/2"
TOOLS = ("numpy", "scipy", "python-sat", "z3-solver", "numba", "torch")
KEYS = (
    "schema",
    "provenance",
    "tools",
    "time",
    "commit",
    "seed",
    "machine",
    "seconds",
    "interrupted",
    "failed",
    "not_run",
    "claims",
)
CLAIM_KEYS = (
    "id",
    "source",
    "statement",
    "hypotheses",
    "method",
    "rocq",
    "long",
    "verdict",
    "meaning",
    "detail",
    "failures",
    "cases",
    "measurements",
    "quantities",
    "certificates",
    "seconds",
)
CERTIFICATE_KEYS = ("name", "kind", "statement", "verdict", "steps", "sha256", "bytes")


def record(outcomes: Sequence[Outcome], seed: int, seconds: float, *, interrupted: bool) -> Run:
    """Return the record of a run that just ended.

    Args:
        outcomes: what it found, claims that were not reached included.
        seed: of all random choices.
        seconds: wall time.
        interrupted: whether it was.
    """
    machine = Machine(
        platform.system(), platform.machine(), processors(), platform.python_version()
    )
    return Run(
        now(),
        version(),
        commit(),
        seed,
        machine,
        seconds,
        interrupted,
        tuple(claim_record(outcome) for outcome in outcomes),
    )


def decided_now(run: Run, outcomes: Sequence[Outcome]) -> Run:
    """Return the record with the claims that were taken from a file as not run.

    A history has no place that says so of a claim; what was decided earlier is told by its line.

    Args:
        run: the record of the outcomes.
        outcomes: what was found, in the same order.
    """
    claims = tuple(
        replace(one, verdict="not_run", seconds=0.0, quantities=(), certificates=())
        if outcome.resumed_from
        else one
        for one, outcome in zip(run.claims, outcomes, strict=True)
    )
    return replace(run, claims=claims)


def claim_record(outcome: Outcome) -> ClaimRecord:
    """Return the record of one claim."""
    return ClaimRecord(
        outcome.claim.identifier,
        outcome.status.name.lower(),
        outcome.seconds,
        outcome.quantities,
        tuple({document.name: None for document, verdict in outcome.verdicts if verdict}),
        outcome.claim.statement,
    )


def run_data(
    run: Run, outcomes: Sequence[Outcome], comparison: Comparison | None = None
) -> dict[str, Any]:
    """Return what `verify --json` prints.

    Args:
        run: the record of the outcomes.
        outcomes: what was found.
        comparison: with a baseline, if there is one; it is then told under "against".
    """
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "provenance": provenance(run.seed),
        "tools": {name: version(name) for name in TOOLS},
        "time": run.time,
        "commit": run.commit,
        "seed": run.seed,
        "machine": machine_data(run.machine),
        "seconds": round(run.seconds, 3),
        "interrupted": run.interrupted,
        "failed": sum(outcome.status.failed for outcome in outcomes),
        "not_run": sum(outcome.status.name == "NOT_RUN" for outcome in outcomes),
        "claims": [_claim_data(outcome) for outcome in outcomes],
    }
    return data if comparison is None else {**data, "against": _comparison_data(comparison)}


def _comparison_data(comparison: Comparison) -> dict[str, Any]:
    return {
        "compared": comparison.compared,
        "quantities": comparison.quantities,
        "regressions": len(comparison.regressions),
        "findings": [
            {
                "weight": one.weight.value,
                "claim": one.claim,
                "what": one.what,
                "before": one.before,
                "after": one.after,
                "why": one.why,
            }
            for one in comparison.findings
        ],
        "median_ratio": comparison.median_ratio,
        "times": [
            {
                "claim": one.claim,
                "before": one.before,
                "after": one.after,
                "relative": one.relative,
            }
            for one in comparison.paces
        ],
    }


def _claim_data(outcome: Outcome) -> dict[str, Any]:
    claim = outcome.claim
    return {
        "id": claim.identifier,
        "source": claim.source,
        "statement": claim.statement,
        "hypotheses": claim.hypotheses,
        "method": claim.method,
        "rocq": list(claim.rocq),
        "long": claim.long,
        "verdict": outcome.status.name.lower(),
        "meaning": outcome.status.value,
        "detail": outcome.detail,
        "failures": list(outcome.failures),
        "cases": outcome.cases,
        "measurements": outcome.measurements,
        "quantities": [as_data(one) for one in outcome.quantities],
        "certificates": [
            {
                "name": document.name,
                "kind": document.certificate["kind"],
                "statement": verdict.statement,
                "verdict": verdict.status,
                "steps": verdict.steps,
                "sha256": document.sha256(),
                "bytes": len(document.text().encode()) + len(document.proof),
            }
            for document, verdict in outcome.verdicts
        ],
        "seconds": round(outcome.seconds, 3),
    }


def read_baseline(path: str | os.PathLike[str]) -> Run:
    """Read an earlier run: a file of what `verify --json` printed, or a history's last run.

    Raises:
        InputError: for a file that is neither, or malformed, with the file and the place.
    """
    text = read_text(path)
    first = text.split("\n", 1)[0]
    if first.startswith("{") and f'"{HISTORY_SCHEMA}"' in first:
        return read_history(path)[-1]
    where = str(path)
    document = parse_object(text, where, floats=True)
    schema = document.get("schema")
    if schema == HISTORY_SCHEMA:  # one run, written over several lines by somebody
        return run_from_text(text, where)
    if schema != SCHEMA:
        expected = f"{SCHEMA!r} (khrnn verify --json) or {HISTORY_SCHEMA!r} (--history)"
        raise InputError(where=f"{where}: schema", expected=expected, found=shown(schema))
    data = read_object(document, where, KEYS, ("against",))
    origin = read_object(
        data["provenance"], f"{where}: provenance", ("khrnn", "python", "platform", "seed")
    )
    claims = tuple(
        _read_claim(entry, f"{where}: claims[{position}]")
        for position, entry in enumerate(expect_list(data["claims"], f"{where}: claims"))
    )
    made_by = expect_string(origin["khrnn"], f"{where}: provenance.khrnn")
    return read_run(data, where, made_by, claims)


def _read_claim(entry: object, where: str) -> ClaimRecord:
    data = read_object(entry, where, CLAIM_KEYS)
    accepted = []
    for position, one in enumerate(expect_list(data["certificates"], f"{where}.certificates")):
        place = f"{where}.certificates[{position}]"
        certificate = read_object(one, place, CERTIFICATE_KEYS)
        if expect_string(certificate["verdict"], f"{place}.verdict") == "valid":
            accepted.append(expect_string(certificate["name"], f"{place}.name"))
    return ClaimRecord(
        expect_string(data["id"], f"{where}.id"),
        read_verdict(data["verdict"], f"{where}.verdict"),
        read_seconds(data["seconds"], f"{where}.seconds"),
        read_quantities(data["quantities"], f"{where}.quantities"),
        tuple(dict.fromkeys(accepted)),
        expect_string(data["statement"], f"{where}.statement"),
    )
