"""Our grid and sampler against piquasso: its stored figures always, itself where it is installed.

The figures in qumode_piquasso.json were written by `benchmarks/qumode_piquasso.py --store` with
piquasso 8.0.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
STORED = json.loads(Path(__file__).with_name("qumode_piquasso.json").read_text(encoding="utf-8"))


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "qumode_piquasso", ROOT / "benchmarks" / "qumode_piquasso.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = script()


def test_every_case_is_stored() -> None:
    assert set(STORED) == set(SCRIPT.CASES)


@pytest.mark.parametrize("name", list(STORED))
def test_stored_figures(name: str) -> None:
    own, _, allowed = SCRIPT.CASES[name]
    found = own()
    assert set(found) == set(STORED[name])
    for key, value in found.items():
        assert value == pytest.approx(STORED[name][key], abs=allowed, rel=0), key


@pytest.mark.parametrize("name", list(STORED))
def test_live(name: str) -> None:
    pytest.importorskip("piquasso", reason="piquasso, a peer, is not installed")
    own, peer, allowed = SCRIPT.CASES[name]
    found, theirs = own(), peer()
    for key, value in found.items():
        assert value == pytest.approx(theirs[key], abs=allowed, rel=0), key
