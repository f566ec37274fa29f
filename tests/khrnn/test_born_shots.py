"""Laws of estimates from shots: against sampling and small cases, and what a wrong law does."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contextuality.errors import InputError
from khrnn.generative import shots
from khrnn.generative.kernel import Bandwidth, mmd, mmd_fraction
from proofs.claims import generative_shots as claims
from proofs.claims.model import Status, decide

HALF = Fraction(1, 2)
CLAIMS = {claim.identifier: claim for claim in claims.CLAIMS}
weights = st.fractions(Fraction(1, 50), HALF, max_denominator=50)


def distributions(bits: int) -> st.SearchStrategy[list[Fraction]]:
    size = 1 << bits
    counts = st.lists(st.integers(0, 20), min_size=size, max_size=size).filter(any)
    return counts.map(lambda row: [Fraction(count, sum(row)) for count in row])


@given(distributions(3), distributions(3), weights, st.integers(2, 10**6))
def test_the_bound_holds_far_beyond_what_is_enumerated(model, target, p, count):
    law = shots.estimate_variance(model, target, p, count)
    assert 0 <= law <= shots.estimate_variance_bound(mmd_fraction(model, target, p), count)


@given(st.tuples(*(distributions(2) for _ in range(4))), weights, st.integers(1, 10**6))
def test_slopes_are_bounded_for_any_four_distributions(four, p, count):
    up, down, model, target = four
    law = shots.slope_variance((up, down), model, target, p, count)
    assert 0 <= law <= shots.slope_variance_bound(count)


def test_estimate_variance_against_sampling():
    rng = np.random.default_rng(5)
    n, count, runs, p = 4, 20, 20000, 0.2
    model, target = rng.dirichlet(np.ones(1 << n), 2)
    sequences = rng.choice(1 << n, size=(runs, count), p=model)
    histograms = np.stack([np.bincount(row, minlength=1 << n) for row in sequences]) / count
    # MMD^2 of the frequencies counts the M pairs of a shot with itself, each 1: take them out.
    own = mmd(histograms, np.zeros(1 << n), Bandwidth(p))
    found = mmd(histograms, target, Bandwidth(p)) + (own - 1) / (count - 1)
    exact = mmd(model, target, Bandwidth(p))
    assert abs(found.mean() - exact) < 4 * found.std() / runs**0.5
    rows = [[Fraction(value).limit_denominator(10**9) for value in row] for row in (model, target)]
    law = shots.estimate_variance(*rows, Fraction(1, 5), count)
    assert abs(found.var() / float(law) - 1) < 0.1


@given(st.integers(1, 60), st.integers(0, 5), st.integers(0, 40))
def test_union_bound_lies_below_the_exact_chance(n, targets, count):
    share = Fraction(1, 1 << n)
    targets = min(targets, 1 << n)
    law = shots.fixed_probability(n, targets, count)
    assert shots.fixed_bound(share, share, targets, count) <= law <= 1


def test_polynomially_many_shots_are_too_few():
    n = 60
    for ensemble in ("design", "product"):
        bound = shots.fixed_bound(Fraction(1, 1 << n), shots.collision(n, ensemble), n, 60)
        assert bound > Fraction(99, 100)


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: shots.fixed_probability(0, 0, 1), "qubits"),
        (lambda: shots.fixed_probability(1, 3, 1), "targets"),
        (lambda: shots.fixed_probability(1, 1, -1), "shots"),
        (lambda: shots.fixed_bound(Fraction(2), HALF, 1, 1), "chance"),
        (lambda: shots.fixed_bound(HALF, Fraction(-1), 1, 1), "collision"),
        (lambda: shots.fixed_bound(HALF, HALF, -1, 1), "targets"),
        (lambda: shots.collision(2, "haar"), "ensemble"),
        (lambda: shots.estimate_variance([HALF] * 2, [HALF] * 2, HALF, 1), "shots"),
        (lambda: shots.estimate_variance([HALF] * 2, [Fraction(1)], HALF, 2), "distribution"),
        (lambda: shots.slope_variance_bound(0), "shots"),
    ],
)
def test_bad_arguments(call, where):
    with pytest.raises(InputError, match=where):
        call()


@pytest.mark.parametrize(
    ("identifier", "name", "wrong"),
    [
        ("born-explicit-stuck", "fixed_probability", lambda n, m, M: (1 - Fraction(m, 2**n)) ** M),
        ("born-explicit-stuck", "collision", lambda n, _kind: Fraction(1, 2**n)),
        ("born-mmd-shots", "estimate_variance_bound", lambda mmd2, M: mmd2 / M),
        ("born-mmd-shots", "slope_variance_bound", lambda M: Fraction(1, 10 * M)),
    ],
)
def test_a_wrong_law_fails_its_claim(monkeypatch, identifier, name, wrong):
    assert decide(CLAIMS[identifier], 1).status is Status.ARGUED
    monkeypatch.setattr(shots, name, wrong)
    assert decide(CLAIMS[identifier], 1).status is Status.FAILED


def test_other_claims_can_fail(monkeypatch):
    from khrnn.generative import laws
    from proofs.crosscheck import generative_shots

    monkeypatch.setattr(laws, "local_fidelity_variance", lambda n: Fraction(1, 8 * n))
    assert decide(CLAIMS["born-fidelity-global"], 1).status is Status.FAILED
    monkeypatch.setattr(generative_shots, "marginal", lambda vector, _subset: {0: sum(vector)})
    assert decide(CLAIMS["born-marginals"], 1).status is Status.FAILED
