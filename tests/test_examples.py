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
        (("hypergraph", "path.txt"), "K_1 = + X1 Z0 Z2"),
        (("hypergraph", "two_triangles.json"), "K_1 = + X1 CZ02 CZ23"),
    ],
)
def test_input_file(words: tuple[str, str], promise: str) -> None:
    assert promise in _run("-m", "proofs.cli", words[0], str(EXAMPLES / words[1]))
