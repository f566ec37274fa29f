"""Every law and bound of the models compared by `khrnn trainability`, stored.

`python tests/khrnn/test_laws_baseline.py` writes the file anew; do that only if a law was wrong or
a model is new.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from khrnn.trainability.registry import MODELS, load

BASELINE = Path(__file__).parent / "baselines" / "laws.json"


def spelt(value):
    """Short fractions exactly; floats as numbers, and so fractions of thousands of digits."""
    if not isinstance(value, Fraction):
        return value
    return str(value) if len(str(value)) <= 80 else float(value)


def current(name):
    model = load(name)
    found = {}
    for size in model.sizes[:3]:
        bound = model.bound(size)
        found[str(size)] = {
            "exact": spelt(model.prediction(size)),
            "bound": None if bound is None else [bound.kind, spelt(bound.value)],
        }
    return found


def same(one, other):
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-9)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


@pytest.mark.parametrize("name", list(MODELS))
def test_no_law_has_shifted(name):
    stored = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert name in stored, "a new model: write the baseline anew"
    found = current(name)
    assert found.keys() == stored[name].keys()
    for size, laws in found.items():
        for what, value in laws.items():
            assert same(value, stored[name][size][what]), (size, what)


def test_nothing_is_stored_for_models_that_are_gone():
    assert set(json.loads(BASELINE.read_text(encoding="utf-8"))) == set(MODELS)


if __name__ == "__main__":
    data = {name: current(name) for name in MODELS}
    BASELINE.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
