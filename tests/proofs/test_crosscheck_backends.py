"""The cross-check of the backends notices a backend that is wrong."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from khrnn.hypergraph import backends
from khrnn.hypergraph.dense import DenseRemainder
from khrnn.hypergraph.frame import Choose, FrameSimulator, OutsideClassError
from proofs.crosscheck.backends import compare_backends


class ForgetsSigns(FrameSimulator):
    """Leaves out the sign of an outcome -1 in the phase polynomial."""

    def _conclude(self, p: int, h: set[int], outcome: int) -> None:  # noqa: ARG002
        super()._conclude(p, h, 1)


class RefusesAll(FrameSimulator):
    def measure(self, element: object, choose: Choose) -> int:  # noqa: ARG002
        raise OutsideClassError(where="signs backend", expected="nothing", found="something")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(ForgetsSigns, "signs differs from exact"), (RefusesAll, "signs refused")],
)
def test_a_wrong_backend_is_noticed(
    monkeypatch: pytest.MonkeyPatch, kind: type[FrameSimulator], expected: str
) -> None:
    wrong = dataclasses.replace(
        backends.BACKENDS["signs"], start=lambda n, _: kind(n, DenseRemainder())
    )
    monkeypatch.setitem(backends.BACKENDS, "signs", wrong)
    report = compare_backends(4, 3, 16, 12, np.random.default_rng(1))
    assert not report.agrees
    assert any(expected in line for line in report.failures)


def test_a_wrong_reference_differs_from_the_counted_law(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = dataclasses.replace(
        backends.BACKENDS["exact"], start=lambda n, _: ForgetsSigns(n, DenseRemainder())
    )
    monkeypatch.setitem(backends.BACKENDS, "exact", wrong)
    report = compare_backends(4, 3, 16, 12, np.random.default_rng(1))
    assert any("exact differs from the counted law" in line for line in report.failures)
