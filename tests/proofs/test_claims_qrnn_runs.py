"""The measured claims on training runs fail when a run comes out worse than stated."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")

from proofs.claims import qrnn_runs
from proofs.claims.model import Claim, Status, decide


def verdict(procedure: qrnn_runs.Procedure) -> Status:
    claim = Claim("x", "ours", "x", "x", "runs", Status.MEASURED, procedure, long=True)
    return decide(claim, 0).status


def test_steps_decide() -> None:
    assert verdict(qrnn_runs._reached("xor", "fast", (110,))) is Status.MEASURED
    assert verdict(qrnn_runs._reached("xor", "fast", (9,))) is Status.FAILED


@pytest.mark.slow
def test_errors_decide() -> None:
    """The seeds of the claims come out; an error below 0 would be needed to be better."""
    assert verdict(qrnn_runs._errors("letters", "fast", (0.0,))) is Status.MEASURED
    assert verdict(qrnn_runs._errors("letters", "fast", (-0.1,))) is Status.FAILED


def test_claims_are_long_and_measured() -> None:
    for claim in qrnn_runs.CLAIMS:
        assert claim.long
        assert claim.success is Status.MEASURED


def test_gradients() -> None:
    assert verdict(qrnn_runs._gradients) is Status.MEASURED
