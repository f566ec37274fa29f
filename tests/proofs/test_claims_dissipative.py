"""The measured claim on perceptron networks can fail, and does not for want of luck."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from khrnn.dissipative import models
from proofs.claims import dissipative


@pytest.fixture(autouse=True)
def few_samples(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dissipative, "SAMPLES", 1000)


def simulated(seed: int):
    return dissipative._simulated(np.random.default_rng(seed))


def test_every_seed_passes():
    for seed in (9, 10):
        evidence = simulated(seed)
        assert evidence.failures == ()
        assert evidence.measurements == len(evidence.quantities) == 14


@pytest.mark.parametrize("law", ["swap_local_variance", "swap_global_variance"])
def test_a_shifted_law_is_found(monkeypatch: pytest.MonkeyPatch, law):
    right = getattr(models, law)
    monkeypatch.setattr(models, law, lambda n, layers: right(n, layers) * Fraction(7, 3))
    failures = simulated(0).failures
    assert failures
    name = "dissipative-local" if "local" in law else "dissipative-global"
    assert all(name in line for line in failures)
