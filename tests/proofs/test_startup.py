"""The first half second: Ctrl-C leaves no traceback, shells complete names."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from proofs.cli import interrupts
from proofs.cli.app import COMMANDS, application, run
from proofs.kernel import check_file

ROOT = Path(__file__).resolve().parents[2]
START = (sys.executable, "-c", "from proofs.cli import main; main()")


# Python says when a module of ours is about to load; the interrupt comes then.
INTERRUPTED_IMPORT = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
from proofs.cli import main
sys.argv = ["khrnn", *{words!r}]
main()
"""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("proofs.cli.interrupts", ["--help"]),
        ("proofs.cli.app", ["--help"]),
        ("proofs.cli.trainability", ["--help"]),
        ("typer", ["bound", "3", "2"]),
        ("dataclasses", ["bound", "3", "2"]),
        ("proofs.kernel.reader", ["check", "nothing.json"]),
        ("contextuality.search.parity", ["contextuality", "--library", "doily"]),
        ("numpy", ["verify", "--claim", "growth-central"]),
        ("numpy.linalg", ["verify", "--claim", "growth-central"]),
        ("proofs.claims.hypergraph", ["verify", "--claim", "growth-central"]),
    ],
)
def test_an_interrupt_during_an_import_is_one_line(name: str, words: list[str]) -> None:
    code = INTERRUPTED_IMPORT.format(name=name, words=words)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 130
    # An interrupt that waits for the end of an import may come when `verify` answers it itself.
    answered = words[0] == "verify" and "interrupted: the claims above" in done.stdout
    assert done.stderr == ("" if answered else "khrnn: interrupted\n")


def test_an_interrupt_inside_an_import_waits_for_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([True, True, False])
    monkeypatch.setattr(interrupts, "importing", lambda _frame: next(answers))
    monkeypatch.setattr(interrupts._State, "running", True)
    monkeypatch.setattr(interrupts._State, "waiting", False)
    before = signal.signal(signal.SIGALRM, interrupts._again)
    try:
        interrupts._interrupt(signal.SIGINT, None)
        assert interrupts._State.waiting
        with pytest.raises(KeyboardInterrupt):
            time.sleep(10)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert not interrupts._State.waiting


# All is printed; the interrupt comes while Python takes itself apart.
AT_THE_END = """
import atexit, os, signal, sys
atexit.register(os.kill, os.getpid(), signal.SIGINT)
from proofs.cli import main
sys.argv = ["khrnn", "bound", "3", "2"]
main()
"""


def test_an_interrupt_after_the_last_line_changes_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", AT_THE_END], check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "n = 3, k = 2" in done.stdout


def test_an_interrupt_names_the_certificates_that_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("proofs.cli.graph_numbers.inequality_numbers", stop)
    path = tmp_path / "f.json"
    words = ["khrnn", "contextuality", "fraction", "--library", "ghz", "-o", str(path)]
    monkeypatch.setattr(sys, "argv", words)
    assert run() == 130
    zeros = path.with_suffix(".zeros.json")
    assert capsys.readouterr().err == f"khrnn: interrupted; written: {path}, {zeros}\n"
    assert check_file(path).status == check_file(zeros).status == "valid"


def test_an_ignored_interrupt_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        interrupts.install()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


# ---- completion ------------------------------------------------------------------------------


def _completed(line: str) -> list[str]:
    words = line.split(" ")
    environment = {
        **os.environ,
        "_KHRNN_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    code = "import sys; sys.argv[0] = 'khrnn'; from proofs.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("khrnn veri", ["verify"]),
        ("khrnn verify --claim hsmt-r1", ["hsmt-r1-all", "hsmt-r1-exhaustive"]),
        ("khrnn contextuality --library mermin", ["mermin-pentagram", "mermin-square"]),
        ("khrnn contextuality dra", ["draw"]),
        ("khrnn contextuality draw --ass", ["--assignment"]),
        ("khrnn contextuality draw --library planes", ["planes-3", "planes-4", "planes-5"]),
        ("khrnn contextuality fraction --library hard", ["hardy"]),
        ("khrnn train qrnn-", ["qrnn-hsmt"]),
        ("khrnn trainability khrnn-l", ["khrnn-line"]),
    ],
)
def test_names_are_completed(line: str, expected: list[str]) -> None:
    assert _completed(line) == expected


def test_the_script_for_a_shell_is_printed() -> None:
    # Typer looks for a shell among the processes above, where `make` has put one that it refuses.
    environment = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    command = [*START, "--show-completion", "bash"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert "COMP_WORDS" in done.stdout


def _modules_after(*words: str) -> set[str]:
    code = (
        f"import sys\nsys.argv = ['khrnn', *{list(words)!r}]\nfrom proofs.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n' + ' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_a_subcommand_that_is_named_is_built_alone() -> None:
    """The others, and what Typer checks the options of the whole command with, cost their time."""
    loaded = _modules_after("verify", "--help")
    ours = {name for name in loaded if name.startswith("proofs.cli.")}
    assert "proofs.cli.verify" in ours
    assert not {f"proofs.cli.{module}" for module, _, _ in COMMANDS.values()} & ours - {
        "proofs.cli.verify"
    }
    assert not {"pydantic", "proofs.claims", "proofs.kernel", "contextuality.library"} & loaded


@pytest.mark.parametrize("name", COMMANDS)
def test_alone_and_among_all_a_subcommand_is_the_same(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for made in (application(name.split(maxsplit=1)[0]), application()):
        with pytest.raises(SystemExit) as left:
            made(args=[*name.split(), "--help"])
        assert left.value.code == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert f" {name} " in said[0].splitlines()[0]


def test_what_belongs_to_the_whole_command_is_still_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["khrnn", "--help"])
    assert run() == 0
    shown = capsys.readouterr().out
    assert "--version" in shown
    assert "--install-completion" in shown
    assert all(f"  {name} " in shown for name in COMMANDS)
    monkeypatch.setattr(sys, "argv", ["khrnn", "nothing"])
    assert run() == 2
    assert "No such command 'nothing'" in capsys.readouterr().err
