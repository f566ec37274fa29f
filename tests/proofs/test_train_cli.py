"""`khrnn train`: output, resume, interrupts, errors."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`khrnn train` in this process: torch takes seconds to load."""

    def call(*words: str) -> tuple[int, str, str]:
        from proofs.cli.app import run as main

        monkeypatch.setattr(sys, "argv", ["khrnn", "train", *words])
        status = main()
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def test_json_and_resume(run: Command, tmp_path: Path) -> None:
    folder = str(tmp_path / "run")
    common = ("qrnn", "--task", "xor", "--length", "6", "--seed", "1", "--json")
    status, out, err = run(*common, "--steps", "2", "--checkpoint", folder)
    assert status == 0, err
    data = json.loads(out)
    assert data["schema"] == "khrnn-training/1"
    assert data["model"]["parameters"] == 264
    assert [one["step"] for one in data["record"]] == [1, 2]
    for one in data["record"]:
        assert 0 < one["least_success"] <= 1
        assert one["loss"] > 0
        assert one["seconds"] > 0
        assert 0 <= one["error_rate"] <= 1
    status, out, err = run(*common, "--steps", "3", "--checkpoint", folder, "--resume")
    assert status == 0, err
    assert json.loads(out)["record"][:2] == data["record"]
    status, _, err = run(*common, "--steps", "3", "--checkpoint", folder)
    assert status == 2
    assert "--resume" in err


def test_hsmt_is_scored(run: Command) -> None:
    words = ("2", "2", "--steps", "3", "--sentences", "20", "--workspace", "2", "--limit", "6")
    status, out, err = run("qrnn-hsmt", *words, "--degree", "2", "--json")
    assert status == 0, err
    data = json.loads(out)
    assert data["schema"] == "khrnn-train-qrnn-hsmt/1"
    assert data["memory_qubits"] == 2
    assert data["steps"] == 3
    assert 0 < data["score"]["validity"] <= 1
    status, out, err = run("qrnn-hsmt", *words, "--degree", "2")
    assert status == 0, err
    assert "validity" in out


def test_read_last_measures_nothing_before(run: Command) -> None:
    words = ("qrnn", "--task", "dna", "--steps", "1", "--length", "4", "--read-last", "--json")
    status, out, err = run(*words, "--amplified")
    assert status == 0, err
    data = json.loads(out)
    assert data["model"]["read_last"] is True
    assert data["test"]["least_success"] == pytest.approx(1, abs=1e-12)


def test_text_of_a_baseline(run: Command) -> None:
    words = ("--task", "memorisation", "--cell", "gru", "--steps", "1", "--length", "5")
    status, out, err = run("recurrent", *words)
    assert status == 0, err
    assert "hidden" in out
    assert "test error rate" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("qrnn", "--task", "chess"), "sequences, xor"),
        (("qrnn", "--task", "xor", "--preset", "none"), "fast, paper"),
        (("qrnn", "--task", "xor", "--resume"), "--checkpoint"),
        (("qrnn", "--task", "xor", "--seed", "-1"), "--seed"),
        (("qrnn", "--task", "xor", "--seed", "9" * 20), "at most 18 digits"),
        (("qrnn", "--task", ""), "memorisation, found ''"),
        (("qrnn", "--task", "xor", "--length", "0"), "--length: expected at least 3, found 0"),
        (("qrnn", "--task", "xor", "--learning-rate", "inf"), "above 0 and finite, found inf"),
        (("qrnn", "--task", "xor", "--given-weight", "-1"), "at least 0 and finite, found -1.0"),
        (("recurrent", "--task", "xor", "--checkpoint", __file__), "place for one, found a file"),
        (("qrnn", "--task", "xor", "--length", "4000000000"), "sizes that fit into memory"),
        (("qrnn", "--task", "xor", "--read-last"), "last word alone counts"),
        (("qrnn", "--task", "digits", "--mnist", "no-such-folder"), "MNIST is not downloaded"),
        (("recurrent", "--task", "xor", "--cell", "perceptron"), "rnn, gru, lstm"),
    ],
)
def test_bad_input(run: Command, words: tuple[str, ...], told: str) -> None:
    status, out, err = run(*words)
    assert status == 2
    assert told in err
    assert not out


def test_interrupt_finishes_the_step_saves_and_exits_130(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from khrnn.training.loop import Step, Training

    real = Training.step

    def interrupted(training: Training) -> Step:
        signal.raise_signal(signal.SIGINT)
        return real(training)

    monkeypatch.setattr(Training, "step", interrupted)
    before = signal.getsignal(signal.SIGINT)
    words = ("--task", "xor", "--length", "6", "--checkpoint", str(tmp_path))
    status, _, err = run("qrnn", *words)
    assert status == 130
    told = f"after step 1; checkpoint: {tmp_path}, from step 1; go on with the same command and"
    assert f"khrnn: interrupted {told} --resume" in err
    assert signal.getsignal(signal.SIGINT) is before
    content = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert [one["step"] for one in json.loads(content["record"])] == [1]


def test_an_interrupt_before_the_first_step_says_that_nothing_is_kept(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from khrnn.training import experiments

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(experiments, "prepare", interrupted)
    folder = tmp_path / "run"
    status, out, err = run("qrnn", "--task", "xor", "--checkpoint", str(folder))
    assert (status, out) == (130, "")
    told = f"no checkpoint yet in {folder}; start again without --resume"
    assert err == f"khrnn: interrupted; {told}\n"
    status, _, err = run("qrnn", "--task", "xor")
    assert (status, err) == (130, "khrnn: interrupted\n")


def test_a_resume_names_what_differs_and_drawn_words_are_explained(
    run: Command, tmp_path: Path
) -> None:
    words = ("qrnn", "--length", "6", "--steps", "1", "--checkpoint", str(tmp_path))
    status, out, err = run(*words, "--task", "xor")
    assert status == 0, err
    assert "test error rate with drawn words: " in out
    assert "(every word is drawn, also those that the error rate above is given" in out
    status, _, err = run(*words, "--task", "xor", "--seed", "3", "--resume")
    assert status == 2
    assert "others: seed: the checkpoint has 0, this command 3" in err
    assert "{" not in err
    status, _, err = run("qrnn", "--task", "xor", "--resume", "--checkpoint", str(tmp_path / "no"))
    assert status == 2
    assert "found no such file; start without --resume" in err
    assert "Errno" not in err
