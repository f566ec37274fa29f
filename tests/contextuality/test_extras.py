"""Optional packages: what is missing is named with the extra that installs it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from contextuality.errors import InputError
from contextuality.formats import load
from contextuality.formats.qiskit_labels import parse_qiskit_labels
from contextuality.formats.stim_circuit import parse_stim_circuit
from contextuality.scenario import Scenario
from proofs.cli.app import run


@pytest.fixture
def circuit(tmp_path: Path) -> Path:
    path = tmp_path / "bell.stim"
    path.write_text("MPP X0*X1 Z0*Z1\nCX 0 1\nH 0\nM 0 1\nMZZ 0 1\n")
    return path


def test_stim_missing(
    circuit: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(load(circuit), Scenario)
    monkeypatch.setitem(sys.modules, "stim", None)
    with pytest.raises(InputError, match=r"pip install 'khrnn\[stim\]'"):
        parse_stim_circuit("M 0", "one")
    monkeypatch.setattr(sys, "argv", ["khrnn", "contextuality", str(circuit)])
    assert run() == 2
    error = capsys.readouterr().err
    assert "bell.stim" in error
    assert "pip install 'khrnn[stim]'" in error


@pytest.mark.parametrize("module", ["stim", "qiskit"])
def test_lists_of_observables_need_no_package(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert parse_qiskit_labels("XI\nIZ\nXZ\n", "three").observables == ("IX", "ZI", "ZX")
    path = tmp_path / "list.paulis"
    path.write_text("+XX\n-ZZ\n+YY\n")
    found = load(path)
    assert isinstance(found, Scenario)
    assert found.signs == (-1,)
