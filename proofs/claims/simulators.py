"""The simulators of the k-HRNN: that all of them obey one law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.claims.model import Claim, Evidence, Status
from proofs.crosscheck.backends import compare_backends

if TYPE_CHECKING:
    import numpy as np

# (n, k, most tokens, sentences, the backend the others are compared with)
SIZES = (
    (2, 1, 10, 12, "exact"),
    (3, 2, 20, 20, "exact"),
    (4, 3, 20, 24, "exact"),
    (5, 4, 16, 16, "exact"),
    (6, 2, 24, 16, "exact"),
    (7, 3, 16, 16, "exact"),
    (9, 3, 14, 12, "exact"),
    (10, 4, 12, 8, "exact"),
    (24, 2, 60, 12, "phase"),
)


def _agreement(rng: np.random.Generator) -> Evidence:
    reports = [
        compare_backends(n, k, limit, count, rng, reference=reference)
        for n, k, limit, count, reference in SIZES
    ]
    cases = sum(report.cases for report in reports)
    listed = " ".join(f"({n},{k})" for n, k, *_ in SIZES)
    return Evidence(
        cases=cases,
        failures=tuple(line for report in reports for line in report.failures),
        detail=f"{cases} exact comparisons on (n,k) = {listed}",
        quantities=tuple(one for report in reports for one in report.quantities),
    )


CLAIMS = (
    Claim(
        "khrnn-backends-agree",
        "ours",
        "The exact, dense sign, stabilizer and phase-polynomial simulators give the same exact "
        "probabilities",
        "random sentences of nine sizes, n <= 10 and (24,2); the phase-polynomial simulator may "
        "refuse sentences with k >= 3 that leave its class; the stabilizer simulator takes k <= 2 "
        "and needs stim",
        "equal generators give equal translations with equal conditional probabilities, and short "
        "sentences the joint probability counted from polynomials",
        Status.VERIFIED,
        _agreement,
    ),
)
