"""What every subcommand has in common: --help, --json, --quiet, provenance, statuses, no traceback.

The walk goes over the Typer application itself, so a new subcommand is held to the same: it needs a
line in `RUNS`, a run of it that takes a moment.
"""

from __future__ import annotations

import inspect
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from proofs.cli.app import app, run

ROOT = Path(__file__).resolve().parents[2]
VALID = str(ROOT / "tests" / "corpus" / "valid" / "parity-mermin-square.json")
SENTENCES, MODES, TMP = "{sentences}", "{modes}", "{tmp}"
SHORT = ("--steps", "1")
MAKERS = {
    SENTENCES: ("task", "hsmt", "3", "2", "5", "--count", "1"),
    MODES: ("qumode", "task", "2", "2"),
}
"""Files that a run needs, and the subcommands that make them."""
RUNS: dict[str, tuple[str, ...]] = {
    "verify": ("--claim", "growth-central"),
    "check": (VALID,),
    "bound": ("3", "2"),
    "hypergraph": ("--edges", "0,1"),
    "contextuality": ("--library", "mermin-square"),
    "contextuality convert": ("--library", "doily", "-", "--to", "ctx"),
    "contextuality critical": ("--library", "mermin-square"),
    "contextuality draw": ("--library", "doily", "-o", f"{TMP}/d.svg"),
    "contextuality symmetry": ("--library", "mermin-square"),
    "contextuality fraction": ("--library", "pr-box"),
    "degree": ("--library", "doily"),
    "exclude": ("--n", "3", "--states", "0,1;1,2 / 0,2 / "),
    "task hsmt": ("3", "2", "5", "--count", "1"),
    "task export": (SENTENCES, "--to", "stim", "-o", f"{TMP}/circuits"),
    "memory hsmt": ("3", "2"),
    "memory curve": ("3", "2"),
    "memory scenario": ("--library", "mermin-square"),
    "simulate": (SENTENCES,),
    "qumode task": ("2", "2"),
    "qumode simulate": (MODES, "--shots", "10"),
    "qumode squeezing": ("--k", "2"),
    "trainability": ("khrnn-line", "--sizes", "2", "--samples", "30"),
    "score": ("exact", SENTENCES),
    "separation": ("2", "2", "--cells", "rnn", *SHORT, "--sentences", "20"),
    "train born": SHORT,
    "train qrnn": ("--task", "xor", *SHORT),
    "train qrnn-hsmt": ("2", "2", *SHORT, "--sentences", "20", "--workspace", "2", "--limit", "6",
                        "--degree", "2"),
    "train recurrent": ("--task", "xor", *SHORT),
    "train khrnn": ("2", "2", *SHORT, "--sentences", "80", "--lessons", "40", "--limit", "10"),
    "train classical": ("3", "2", "--sentences", "60", *SHORT),
    "train dissipative": SHORT,
    "report": ("--no-figures", "--claim", "growth-central", "--out", f"{TMP}/report"),
}  # fmt: skip
STATUS = {"train khrnn": 1}
"""One step does not find the task's phases, and the command says so."""
SPEAK = {"verify", "check"}
"""These print their one line of summary with --quiet, too."""
PRODUCTS = {"contextuality convert", "task hsmt", "qumode task"}
"""What these print is the file that was asked for, if none is named."""
SLOW = {name for name in RUNS if name.startswith(("train", "separation", "report"))}

WRITTEN = {
    "output",
    "out",
    "save",
    "plot",
    "junit",
    "json_file",
    "rocq_keep",
    "store",
    "checkpoint",
}
"""Parameters that name what is written: a file of bytes is no wrong place for them."""

Call = Callable[..., tuple[int, str, str]]


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for name, below in command.commands.items():
            yield from walk(below, (*path, name))
    else:
        yield " ".join(path), command


COMMANDS = dict(walk(typer.main.get_command(app)))
NAMES = [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in COMMANDS]


QUIET = [
    pytest.param(name, marks=[] if name in {*SPEAK, *PRODUCTS, "bound"} else [pytest.mark.slow])
    for name in COMMANDS
]
"""One wrapper makes all of them quiet; the rest is looked at by `make test-all`."""


@pytest.fixture
def khrnn(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Call:
    def call(*words: str) -> tuple[int, str, str]:
        named = {TMP: str(tmp_path)}
        for placeholder, maker in MAKERS.items():
            named[placeholder] = str(tmp_path / f"{maker[0]}.json")
            if placeholder in words and not Path(named[placeholder]).exists():
                made = ["khrnn", *maker, "-o", named[placeholder], "--quiet"]
                monkeypatch.setattr(sys, "argv", made)
                assert run() == 0
        for placeholder, value in named.items():
            words = tuple(word.replace(placeholder, value) for word in words)
        monkeypatch.setattr(sys, "argv", ["khrnn", *words])
        capsys.readouterr()
        status = run()
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


def words_of(name: str) -> tuple[str, ...]:
    return (*name.split(), *RUNS[name])


def test_every_subcommand_is_looked_at() -> None:
    assert set(RUNS) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_declarations(khrnn: Call, name: str) -> None:
    command = COMMANDS[name]
    flags = {flag: one for one in command.params for flag in one.opts}
    for flag in ("--json", "--quiet"):
        assert flags[flag].is_flag
    for one in command.params:
        assert one.help, f"{one.name} has no help"
    assert command.help.strip()[-1] == "."
    status, out, err = khrnn(*name.split(), "--help")
    assert (status, err) == (0, "")
    said = " ".join(out.split())
    for words in ("Exit status: 0 done", "2 bad input", "130 interrupted", "exit_codes.md"):
        assert words in said


@pytest.mark.parametrize("name", NAMES)
def test_json_is_one_object_that_says_what_produced_it(khrnn: Call, name: str) -> None:
    status, out, err = khrnn(*words_of(name), "--json", "--quiet")
    data = json.loads(out)
    assert (status, err) == (STATUS.get(name, 0), "")
    assert isinstance(data, dict)
    provenance = data["provenance"]
    assert set(provenance) == {"khrnn", "python", "platform", "seed"}
    seeded = any("--seed" in one.opts for one in COMMANDS[name].params)
    assert isinstance(provenance["seed"], int) == seeded


@pytest.mark.parametrize("name", QUIET)
def test_quiet(khrnn: Call, name: str) -> None:
    status, out, err = khrnn(*words_of(name), "--quiet")
    assert (status, err) == (STATUS.get(name, 0), "")
    if name in SPEAK:
        assert out.count("\n") == 1
    elif name not in PRODUCTS:
        assert out == ""


def functions(group: typer.Typer, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for one in group.registered_commands:
        yield " ".join((*path, one.name or "")), one.callback
    for below in group.registered_groups:
        if below.typer_instance is not None:
            yield from functions(below.typer_instance, (*path, below.name or ""))


def kinds() -> dict[str, dict[str, str]]:
    """The kind of every value of every subcommand: "number", "path" or "other"."""
    found: dict[str, dict[str, str]] = {}
    for name, function in functions(app):
        for parameter in inspect.signature(function, eval_str=True).parameters.values():
            text = str(parameter.annotation.__origin__)
            kind = "path" if "Path" in text else "other"
            if "int" in text or "float" in text:
                kind = "number"
            found.setdefault(name, {})[parameter.name] = kind
    return found


KINDS = kinds()


def marks(name: str, parameter: str) -> list[pytest.MarkDecorator]:
    """Training and Rocq take their time, and Rocq is not everywhere."""
    found = [pytest.mark.slow] if name in SLOW or parameter == "rocq_keep" else []
    if parameter == "rocq_keep":
        found.append(pytest.mark.skipif(shutil.which("coqc") is None, reason="needs coqc"))
    return found


CASES = [
    pytest.param(name, parameter, id=f"{name}-{parameter}", marks=marks(name, parameter))
    for name, parameters in KINDS.items()
    for parameter, kind in parameters.items()
    if kind != "other"
]


def with_value(name: str, parameter: str, value: str) -> tuple[str, ...]:
    """The run of a subcommand with one value replaced or added."""
    command = COMMANDS[name]
    words = list(RUNS[name])
    one = next(one for one in command.params if one.name == parameter)
    if one.param_type_name == "option":
        flags = [*one.opts]
        at = next((words.index(flag) for flag in flags if flag in words), None)
        if at is None:
            return (*name.split(), *words, flags[0], value)
        return (*name.split(), *words[: at + 1], value, *words[at + 2 :])
    arguments = [other.name for other in command.params if other.param_type_name == "argument"]
    place, taken = arguments.index(parameter), 0
    takes_value = {
        flag: not other.is_flag
        for other in command.params
        if other.param_type_name == "option"
        for flag in other.opts
    }
    position = 0
    while position < len(words):
        if words[position].startswith("-") and words[position] != "-":
            position += 2 if takes_value[words[position]] else 1
            continue
        if taken == place:
            return (*name.split(), *words[:position], value, *words[position + 1 :])
        taken += 1
        position += 1
    return (*name.split(), *words, value)


@pytest.mark.parametrize(("name", "parameter"), CASES)
def test_wrong_values_are_refused_without_a_traceback(
    khrnn: Call, tmp_path: Path, name: str, parameter: str
) -> None:
    one = next(one for one in COMMANDS[name].params if one.name == parameter)
    number = KINDS[name][parameter] == "number"
    paths = [str(tmp_path / "none" / "none"), str(tmp_path)]
    if parameter not in WRITTEN:
        paths.append(str(tmp_path / "binary"))
    for value in ["x", ""] if number else paths:
        (tmp_path / "binary").write_bytes(bytes(range(256)) * 4)
        status, out, err = khrnn(*with_value(name, parameter, value))  # an exception would show
        assert status in {0, 1, 2}
        assert "Traceback" not in err
        if number:
            assert status == 2
        if status == 2:
            assert out == "" or name == "check"
            told = [flag for flag in one.opts if flag.startswith("-")] or [one.name]
            told += [one.name.upper(), value or "''", f"'{one.metavar}'"]
            assert any(word in err for word in told), err


@pytest.mark.parametrize("name", COMMANDS)
def test_unknown_options_are_named(khrnn: Call, name: str) -> None:
    status, out, err = khrnn(*words_of(name), "--no-such-option")
    assert (status, out) == (2, "")
    assert "--no-such-option" in err
