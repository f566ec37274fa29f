"""Packings weighted by orbits: never worse than the balanced ones, and checked by the kernel."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from contextuality.library.polar import PauliLines, build
from contextuality.search.degree import degree
from contextuality.search.packing import doily_packing
from contextuality.search.packing_orbits import orbit_weights
from proofs.certificates.degree import lower_document


def without(name: str, dropped: list[int]) -> PauliLines:
    """Return a configuration without some of its lines."""
    whole = build(name)
    rows = np.delete(whole.lines, dropped, axis=0)
    return PauliLines.from_members("part", whole.qubits, whole.points, rows)


@pytest.mark.parametrize(
    ("name", "dropped"), [("lines-2", [0]), ("hyperbolic-3", [3]), ("lines-3", [0]),
                          ("lines-3", [0, 1, 2, 3, 4])]
)  # fmt: skip
def test_no_worse_than_balanced(
    name: str, dropped: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = without(name, dropped)
    by_orbits = doily_packing(lines)
    monkeypatch.setitem(sys.modules, "pynauty", None)
    balanced = doily_packing(lines)
    assert by_orbits is not None
    assert balanced is not None
    assert by_orbits.bound >= balanced.bound


def test_a_doily_without_a_line_still_costs_two() -> None:
    """Of the ten squares six are left, no line in more than three: 6/3 = 2 by equal weights."""
    lines = without("lines-2", [0])
    packing = doily_packing(lines)
    assert packing is not None
    assert packing.bound == 2
    # With 14 lines and 2^15 assignments the degree itself is quickly counted.
    points = np.arange(2**15)
    total = np.zeros(2**15, dtype=int)
    for row, negative in zip(lines.lines.tolist(), lines.sign_bits.tolist(), strict=True):
        total += (sum(points >> i & 1 for i in row) + negative) % 2
    assert total.min() == 2
    found = degree(lines, np.random.default_rng(0))
    assert (found.lower, found.upper) == (2, 2)
    assert lower_document(found).check().status == "valid"


def test_nothing_without_nauty_or_for_many_contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert orbit_weights(build("lines-4"), []) is None
    monkeypatch.setitem(sys.modules, "pynauty", None)
    assert orbit_weights(build("lines-2"), []) is None


def test_images_that_are_not_listed() -> None:
    one = np.array([[0, 1, 2, 3, 4, 5]], dtype=np.int32)
    assert orbit_weights(build("lines-2"), [(one, 1)]) is None
