"""`khrnn train dissipative`: output, resume, interrupts, errors."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    def call(*words: str) -> tuple[int, str, str]:
        from proofs.cli.app import run as main

        monkeypatch.setattr(sys, "argv", ["khrnn", "train", "dissipative", *words])
        status = main()
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


@pytest.mark.parametrize("rule", ["gradient", "matrix"])
def test_one_qubit_is_learned_and_repeats(run: Command, rule: str) -> None:
    words = ("--widths", "1,1", "--rule", rule, "--steps", "150", "--seed", "3", "--json")
    status, out, err = run(*words)
    assert status == 0, err
    data = json.loads(out)
    assert data["schema"] == "khrnn-dissipative-training/1"
    assert data["widths"] == [1, 1]
    assert len(data["costs"]) == data["steps"] == 150
    assert data["cost"] < 1e-3
    assert data["fresh_cost"] == data["fresh_cost_without_noise"] < 1e-2
    assert json.loads(run(*words)[1]) == data


def test_text_and_noise(run: Command) -> None:
    status, out, err = run("--widths", "1,1", "--noise", "0.2", "--steps", "20")
    assert status == 0, err
    assert "unknown unitary on 1 qubits" in out
    assert float(out.split("cost: ")[1].split()[0]) >= 0.1 - 1e-9


def test_resume_is_the_run_without_a_break(run: Command, tmp_path: Path) -> None:
    folder = str(tmp_path / "run")
    words = ("--widths", "2,1,2", "--reach", "1", "--pairs", "3", "--json")
    whole = json.loads(run(*words, "--steps", "6")[1])
    assert run(*words, "--steps", "3", "--checkpoint", folder)[0] == 0
    status, out, err = run(*words, "--steps", "6", "--checkpoint", folder, "--resume")
    assert status == 0, err
    assert json.loads(out) == whole
    status, _, err = run(*words, "--steps", "6", "--checkpoint", folder)
    assert status == 2
    assert "--resume" in err
    status, _, err = run(
        *words, "--steps", "9", "--noise", "0.5", "--checkpoint", folder, "--resume"
    )
    assert status == 2
    assert "others: noise: the checkpoint has 0.0, this command 0.5" in err


@pytest.mark.parametrize("rule", ["gradient", "matrix"])
def test_interrupt_ends_after_a_whole_step(
    run: Command, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from khrnn.dissipative.network import Network

    calls = 0
    plain = Network.commutators

    def interrupted(self, *arguments, **named):
        nonlocal calls
        calls += 1
        if calls == 2:
            signal.raise_signal(signal.SIGINT)
        return plain(self, *arguments, **named)

    monkeypatch.setattr(Network, "commutators", interrupted)
    status, out, err = run("--widths", "1,1", "--rule", rule, "--steps", "50", "--json")
    assert status == 130, err
    data = json.loads(out)
    assert data["interrupted"]
    assert data["steps"] == 2
    lost = "no --checkpoint was given" if rule == "gradient" else "this rule has no checkpoints"
    assert err.startswith("khrnn: interrupted after step 2; nothing is kept")
    assert err.endswith(f"{lost}\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--widths", "2,3"), "first and last equal"),
        (("--widths", "2;2"), "first and last equal"),
        (("--widths", "2"), "two or more"),
        (("--widths", "0,0"), "at least 1"),
        (("--widths", "9,9"), "expected at most 4"),
        (("--reach", "0"), "--reach: expected at least 1, found 0"),
        (("--pairs", "0"), "--pairs: expected 1..100000, found 0"),
        (("--rule", "magic"), "gradient or matrix"),
        (("--noise", "nan"), "a probability"),
        (("--checkpoint", __file__), "a folder, or a place for one, found a file"),
        (("--steps", "0"), "--steps"),
        (("--seed", "-1"), "--seed"),
        (("--learning-rate", "inf"), "--learning-rate"),
        (("--resume",), "--checkpoint DIR"),
        (("--rule", "matrix", "--checkpoint", "x"), "--rule gradient"),
    ],
)
def test_bad_options(run: Command, words: tuple[str, ...], message: str) -> None:
    status, out, err = run(*words)
    assert status == 2
    assert not out
    assert message in " ".join(err.split())
