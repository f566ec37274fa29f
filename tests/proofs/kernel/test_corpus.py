"""Every corpus file has the outcome of its folder, for the reason written down beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from proofs.kernel import Malformed, check_file

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
FILES = sorted(CORPUS.glob("*/*.json"))
MESSAGES: dict[str, str] = json.loads((CORPUS / "messages.json").read_text(encoding="utf-8"))


def outcome(path: Path) -> tuple[str, str]:
    try:
        verdict = check_file(path)
    except Malformed as error:
        return "malformed", str(error)
    return verdict.status, verdict.reason()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_outcome_is_that_of_the_folder(path: Path) -> None:
    status, reason = outcome(path)
    assert status == path.parent.name, reason
    if status == "valid":
        assert reason == ""
    else:
        assert MESSAGES[f"{path.parent.name}/{path.name}"] in reason


def test_rejections_are_in_the_majority() -> None:
    counts = Counter(path.parent.name for path in FILES)
    assert set(counts) == {"valid", "invalid", "incomplete", "malformed"}
    assert sum(counts.values()) >= 300
    assert counts["valid"] >= 50
    assert counts["invalid"] + counts["malformed"] > 3 * counts["valid"]
    assert all(MESSAGES.values())
    assert len(MESSAGES) == sum(counts.values()) - counts["valid"]


def test_files_are_small() -> None:
    largest = max(CORPUS.glob("*/*"), key=lambda path: path.stat().st_size)
    assert largest.stat().st_size < 400_000, largest


def test_committed_files_are_those_generated() -> None:
    command = [sys.executable, str(CORPUS / "generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
