"""Every example runs and prints what it promises; every input file is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"

PROMISES = {
    "certify_a_scenario.py": ": valid",
    "own_ks_set.py": "a critical part: 20 rays, certificate valid\n",
    "paulis_from_anywhere.py": "square: contextual, certificate valid\n",
    "stranger_model.py": "the true law: validity 1, total variation 0\n",
    "theory_against_simulation.py": "faithful: = 10 bits",
}


def _run(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_script_is_listed() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(PROMISES)


@pytest.mark.parametrize("name", sorted(PROMISES))
def test_script(name: str) -> None:
    assert PROMISES[name] in _run(str(EXAMPLES / name))


@pytest.mark.parametrize(
    ("words", "promise"),
    [
        (("contextuality", "mermin_square.ctx"), "contextual\n"),
        (("contextuality", "yu_oh_13.json"), "has a Kochen-Specker colouring"),
        (("contextuality", "ghz.ctx"), "ghz: not contextual\n"),
        (("contextuality", "square.stim"), "9 observables, 6 contexts, 1 negative\n"),
        (("contextuality", "ghz_paradox.stim"), "10 observables, 5 contexts, 1 negative\n"),
        (("contextuality", "two_qubits.qiskit"), "15 observables, 15 contexts, 3 negative\n"),
        (("contextuality fraction", "bell_table.json"), "bell_table: contextual fraction 2/5\n"),
        (("hypergraph", "path.txt"), "K_1 = + X1 Z0 Z2"),
        (("hypergraph", "two_triangles.json"), "K_1 = + X1 CZ02 CZ23"),
    ],
)
def test_input_file(words: tuple[str, str], promise: str) -> None:
    assert promise in _run("-m", "proofs.cli", *words[0].split(), str(EXAMPLES / words[1]))


def test_a_circuit_goes_in_and_a_certificate_comes_out(tmp_path: Path) -> None:
    certificate = tmp_path / "square.json"
    _run("-m", "proofs.cli", "contextuality", str(EXAMPLES / "square.stim"), "-o", str(certificate))
    printed = _run("-m", "proofs.kernel", str(certificate))
    assert printed.startswith("valid ")
    assert "no assignment of +1 and -1" in printed


def test_the_page_of_examples_names_every_file() -> None:
    page = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
    for path in EXAMPLES.iterdir():
        assert f"`{path.name}`" in page
