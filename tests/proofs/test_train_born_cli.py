"""`khrnn train born`: output, resume, tables, errors."""

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

        monkeypatch.setattr(sys, "argv", ["khrnn", "train", "born", *words])
        status = main()
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def test_json_and_resume(run: Command, tmp_path: Path) -> None:
    common = ("--target", "bars", "--qubits", "4", "--layers", "1", "--shots", "20", "--json")
    folder = str(tmp_path / "run")
    status, out, err = run(*common, "--steps", "8")
    assert status == 0, err
    whole = json.loads(out)
    assert whole["schema"] == "khrnn-born-training/1"
    assert whole["parameters"] == 12
    assert run(*common, "--steps", "3", "--checkpoint", folder)[0] == 0
    status, out, err = run(*common, "--steps", "8", "--checkpoint", folder, "--resume")
    assert status == 0, err
    again = json.loads(out)
    assert again["angles"] == whole["angles"]
    assert again["exact"] == whole["exact"]
    status, _, err = run(*common, "--steps", "9", "--checkpoint", folder)
    assert status == 2
    assert "--resume" in err
    status, _, err = run(*common, "--steps", "9", "--checkpoint", folder, "--resume", "--seed", "1")
    assert status == 2
    assert "others: seed: the checkpoint has 0, this command 1" in err


def test_table_and_text(run: Command, tmp_path: Path) -> None:
    table = tmp_path / "hits.csv"
    table.write_text("a,b\n0,0.1\n1,0.9\n1,0.4\n0,0.2\n", encoding="utf-8")
    words = ("--table", str(table), "--bits", "2", "--circuit", "iqp", "--loss", "js")
    status, out, err = run(*words, "--steps", "20")
    assert status == 0, err
    assert out.startswith("hits.csv: 4 qubits, iqp, 10 parameters, js")
    assert "mmd wide:" in out
    table.write_text("a,b\n0,0.1\n1,zero\n", encoding="utf-8")
    status, _, err = run(*words)
    assert status == 2
    assert "hits.csv: line 3, b" in err


def test_bandwidth_conventions_agree(run: Command) -> None:
    common = ("--qubits", "3", "--circuit", "product", "--steps", "2", "--json")
    one = json.loads(run(*common, "--sigma", "4")[1])
    other = json.loads(run(*common, "--sigma", "2", "--squared")[1])
    assert one["kernel_weight"] == other["kernel_weight"]
    assert one["angles"] == other["angles"]


def test_an_interrupt_waits_for_the_step_and_loses_nothing(
    run: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from khrnn.generative.training import Training

    whole = Training.run

    def interrupted(self, steps, report, stop) -> None:
        def third(one) -> None:
            report(one)
            if one.step == 3:
                signal.raise_signal(signal.SIGINT)

        whole(self, steps, third, stop)

    words = ("--qubits", "3", "--circuit", "product", "--json", "--steps", "7")
    unbroken = json.loads(run(*words)[1])
    monkeypatch.setattr(Training, "run", interrupted)
    status, out, err = run(*words, "--checkpoint", str(tmp_path))
    assert status == 130, err
    assert json.loads(out)["interrupted"]
    assert len(json.loads(out)["record"]) == 3
    monkeypatch.setattr(Training, "run", whole)
    status, out, err = run(*words, "--checkpoint", str(tmp_path), "--resume")
    assert status == 0, err
    assert json.loads(out)["angles"] == unbroken["angles"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--target", "moons"), "target"),
        (("--circuit", "brick"), "--circuit"),
        (("--loss", "hinge"), "loss"),
        (("--loss", "lqf", "--shots", "9"), "shots"),
        (("--shots", "1"), "--shots: expected 2..1000000000, found 1"),
        (("--shots", "9" * 20), "--shots: expected 2..1000000000, found 999"),
        (("--layers", "100000"), "--layers: expected 1..1000, found 100000"),
        (("--target", ""), "calorimeter, found ''"),
        (("--checkpoint", __file__), "a folder, or a place for one, found a file"),
        (("--seed", "9" * 20), "at most 18 digits"),
        (("--qubits", "0"), "qubits"),
        (("--qubits", "17"), "qubits"),
        (("--sigma", "0"), "sigma"),
        (("--squared",), "--sigma"),
        (("--steps", "0"), "--steps"),
        (("--seed", "-1"), "--seed"),
        (("--clip", "2"), "clip"),
        (("--learning-rate", "0"), "rate"),
        (("--resume",), "--checkpoint"),
        (("--table", "no-such.csv"), "no-such.csv"),
    ],
)
def test_refused(run: Command, words: tuple[str, ...], message: str) -> None:
    status, out, err = run(*words)
    assert status == 2, out
    assert message in err
