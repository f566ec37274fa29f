"""The claims table: complete, honest about its words, and able to fail."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from contextuality.extras import need
from contextuality.hypergraph import Hypergraph
from proofs.certificates.document import Document
from proofs.certificates.memory import memory_statement
from proofs.claims import Claim, Evidence, Status, all_claims, decide
from proofs.claims.hypergraph import core_family, square_elements
from proofs.crosscheck import compare_laws, measure_gap, search_memory, simulator

CLAIMS = {claim.identifier: claim for claim in all_claims()}
NAMES = [
    pytest.param(name, marks=[pytest.mark.slow] if claim.long else [])
    for name, claim in sorted(CLAIMS.items())
]


def test_the_promised_claims_are_there() -> None:
    promised = {
        "hsmt-r1-all",
        "hsmt-r1-exhaustive",
        "hsmt-r2-all",
        "hsmt-r2-exhaustive",
        "hsmt-r3-graphs-theorem",
        "hsmt-r3-core",
        "khrnn-zero-error",
        "khrnn-constant-gates",
        "group-contextual",
        "single-measurement-all",
        "growth-polynomial",
        "growth-central",
    }
    assert promised <= set(CLAIMS)
    for claim in CLAIMS.values():
        assert claim.source
        assert claim.hypotheses
        assert claim.method
        assert "\n" not in claim.statement


@pytest.mark.parametrize("identifier", NAMES)
def test_every_claim_gets_the_verdict_it_promises(identifier: str) -> None:
    outcome = decide(CLAIMS[identifier], 11)
    assert outcome.failures == ()
    assert outcome.status is CLAIMS[identifier].success
    assert outcome.verdicts or outcome.cases > 0 or outcome.measurements > 0


def test_proved_claims_rest_on_certificates() -> None:
    for claim in CLAIMS.values():
        if claim.success is Status.PROVED and not claim.long:
            assert decide(claim, 1).verdicts, claim.identifier


def test_r3_is_called_proved_only_where_a_certificate_says_so() -> None:
    assert CLAIMS["hsmt-r3-graphs-theorem"].success is Status.PROVED
    assert CLAIMS["hsmt-r3-core"].success is Status.ARGUED


def _claim(procedure: object) -> Claim:
    return dataclasses.replace(CLAIMS["growth-central"], procedure=procedure)  # type: ignore[arg-type]


def test_an_invalid_certificate_fails_the_claim() -> None:
    document = Document(
        "bad",
        memory_statement("faithful-bound", 2, 2),
        {"kind": "derivative-weights", "vertices": [5]},
    )
    outcome = decide(_claim(lambda _rng: Evidence((document,))), 0)
    assert outcome.status is Status.FAILED
    assert outcome.failures[0].startswith("bad: invalid: difference 1: vertex")


def test_a_failed_comparison_fails_the_claim() -> None:
    outcome = decide(_claim(lambda _rng: Evidence(cases=3, failures=("n=2: no",))), 0)
    assert (outcome.status, outcome.detail) == (Status.FAILED, "n=2: no")


def test_checking_nothing_is_a_failure() -> None:
    assert decide(_claim(lambda _rng: Evidence()), 0).status is Status.FAILED


def test_a_claim_without_its_extra_is_not_run_and_says_why() -> None:
    def procedure(_rng: object) -> Evidence:
        need("no_such_module", "train", "a claim about training")
        return Evidence(cases=1)

    outcome = decide(_claim(procedure), 0)
    assert (outcome.status, outcome.status.failed) == (Status.NOT_RUN, False)
    assert "pip install 'khrnn[train]'" in outcome.detail


def test_floating_point_runs_alone_prove_nothing() -> None:
    outcome = decide(_claim(lambda _rng: Evidence(measurements=5)), 0)
    assert outcome.status is Status.FAILED
    assert outcome.failures == ("proved, but only floating-point runs were made",)
    measured = dataclasses.replace(
        _claim(lambda _rng: Evidence(measurements=5)), success=Status.MEASURED
    )
    outcome = decide(measured, 0)
    assert (outcome.status, outcome.measurements) == (Status.MEASURED, 5)


def test_a_time_out_is_called_one() -> None:
    outcome = decide(_claim(lambda _rng: Evidence(timed_out=True, detail="60 s")), 0)
    assert outcome.status is Status.TIMED_OUT
    assert outcome.status.failed


def test_a_wrong_simulator_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    law = simulator.sentence_probability
    monkeypatch.setattr(simulator, "sentence_probability", lambda s, w: law(s, w) / 2)
    report = compare_laws(3, 2, 6, 4, np.random.default_rng(3))
    assert not report.agrees
    assert "joint probability" in " ".join(report.failures)


def test_a_wrong_gap_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Hypergraph.generators
    monkeypatch.setattr(Hypergraph, "generators", lambda self: honest(self)[:1])
    assert not measure_gap(3, 2, np.random.default_rng(3)).agrees


def test_a_model_that_beats_the_bound_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from fractions import Fraction

    from khrnn.classical.memory import Partition
    from proofs.crosscheck import memory

    def cheat(n: int, k: int, bits: int, *_rest: object) -> Partition:
        return Partition(bits, (0,), Fraction(0), Fraction(0))

    monkeypatch.setattr(memory, "best_partition", cheat)
    report = search_memory(2, 2, np.random.default_rng(1))
    assert report.failures == ("n=2 k=2: 0 bits reach error 0 < 1/4",)


@pytest.mark.parametrize(("n", "k"), [(3, 2), (4, 3), (6, 4), (5, 5)])
def test_core_family_has_the_stated_size_and_is_linear(n: int, k: int) -> None:
    family = core_family(n, k)
    assert len(set(family)) == 2 ** min(k - 1, n - k + 1)
    edges = {hypergraph.edges for hypergraph in family}
    assert all(a ^ b in edges for a in edges for b in edges)


def test_square_elements_are_the_library_square() -> None:
    from contextuality.library import get
    from contextuality.pauli import Pauli
    from contextuality.scenario import Scenario

    square = get("mermin-square")
    assert isinstance(square, Scenario)
    labels = set()
    for row in square_elements(2):
        for element in row:
            x, z = element.shift, 0
            for mask in element.phase.monomials:
                z ^= mask
            labels.add("".join("IXZY"[(x >> q & 1) + 2 * (z >> q & 1)] for q in range(2)))
    assert len(labels) == 9
    signs = [a * b * c for a, b, c in square_elements(2)]
    assert Pauli.parse("XX").n == 2
    assert all(product.phase.is_constant for product in signs)
