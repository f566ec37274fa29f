"""What tests share: scripts that pytest leaves alone, and commands run in this process."""

import os
import sys
from collections.abc import Callable

import pytest

# Two processes with two BLAS threads each slow small eigenproblems tenfold; numpy reads it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

collect_ignore_glob = ["corpus/*.py", "fuzz/*.py"]


@pytest.fixture
def khrnn(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process; return its exit status, its output and its errors."""
    from proofs.cli.app import run

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["khrnn", *map(str, words)])
        capsys.readouterr()
        status = run()
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call
