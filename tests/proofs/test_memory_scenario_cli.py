"""`khrnn memory scenario` as a user meets it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from proofs.cli.app import run
from proofs.kernel import check_file

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def khrnn(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run a command in this process; return its exit status, output and errors."""

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["khrnn", "memory", "scenario", *words])
        status = run()
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.mark.parametrize("mode", ["contexts", "compatible"])
def test_exact(khrnn, mode: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "square.json"
    words = ("--library", "mermin-square", "--sequences", mode, "--json", "-o", str(target))
    status, out, _ = khrnn(*words)
    data = json.loads(out)
    assert status == 0
    assert (data["states_lower"], data["states_upper"], data["ended"]) == (3, 3, "closed")
    for key in ("lower_certificate", "upper_certificate"):
        assert check_file(Path(data[key]["file"])).status == "valid"
    assert Path(data["upper_certificate"]["file"]) == target


def test_file_known_state_and_text(khrnn) -> None:  # type: ignore[no-untyped-def]
    file = str(ROOT / "examples" / "ghz.ctx")
    status, out, _ = khrnn(file, "--initial", "XXX, -XYY,-YXY")
    assert status == 0
    assert "least number of states: 3" in out
    assert "knowing XXX,-XYY,-YXY" in out
    status, out, _ = khrnn(file)
    assert status == 0
    assert "least number of states: 1" in out


def test_jobs_and_store(khrnn, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    words = ("--library", "mermin-square", "--json", "--store", str(tmp_path / "store"))
    status, out, _ = khrnn(*words, "--jobs", "2")
    assert (status, json.loads(out)["states_upper"]) == (0, 3)
    assert len(list((tmp_path / "store").iterdir())) == 3
    status, out, _ = khrnn(*words)
    assert (status, json.loads(out)["states_lower"]) == (0, 3)


def test_cut_off(khrnn) -> None:  # type: ignore[no-untyped-def]
    status, out, err = khrnn(
        "--library", "mermin-square", "--sequences", "all", "--initial", "ZI,IZ",
        "--time-limit", "0.8",
    )  # fmt: skip
    assert status == 1
    assert "states: at least" in out
    assert "time limit reached" in out
    assert "small closed sets" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "expected either FILE or --library"),
        (("--library", "peres-33"), "expected contexts of Pauli observables"),
        (("--library", "mermin-square", "--sequences", "any"), "expected one of contexts"),
        (("--library", "mermin-square", "--initial", "ZI,XI"), "initial[1]: expected a generator"),
        (("--library", "mermin-square", "--initial", "Q"), "initial[0]"),
        (("--library", "mermin-square", "--jobs", "0"), "--jobs: expected at least 1"),
        (("--library", "mermin-square", "--depth", "9"), "--depth: expected 0 to 8"),
        (("--library", "mermin-square", "--time-limit", "0"), "--time-limit"),
        (("--library", "mermin-square", "--scheduler", "nowhere://x"), "a Dask scheduler at"),
        (("--library", "mermin-square", "--store", "/dev/null/x"), "a folder for results"),
    ],
)
def test_bad_input(khrnn, words: tuple[str, ...], message: str) -> None:  # type: ignore[no-untyped-def]
    status, out, err = khrnn(*words)
    assert (status, out) == (2, "")
    assert message in err


def test_interrupt() -> None:
    """Ctrl-C leaves with 130, and prints what is proved so far."""
    command = [sys.executable, "-m", "proofs.cli", "memory", "scenario", "--library", "doily"]
    running = subprocess.Popen(
        [*command, "--sequences", "all", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert running.stderr is not None
    line = b""
    end = time.monotonic() + 120
    while not line.startswith(b"1..27") and time.monotonic() < end:
        line = running.stderr.readline()
    os.kill(running.pid, signal.SIGINT)
    out, _ = running.communicate(timeout=120)
    assert running.returncode == 130
    data = json.loads(out)
    assert (data["states_lower"], data["states_upper"]) == (1, 27)
    assert data["ended"] == "interrupted"
