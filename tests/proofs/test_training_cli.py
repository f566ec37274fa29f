"""`khrnn train khrnn`, `train classical`, `separation`, `score`: output, resume, errors."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from khrnn.tasks.hsmt import sentences, write_records

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

ROOT = Path(__file__).resolve().parents[2]
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`khrnn` in this process: torch takes seconds to load."""

    def call(*words: str) -> tuple[int, str, str]:
        from proofs.cli.app import run as main

        monkeypatch.setattr(sys, "argv", ["khrnn", *words])
        status = main()
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def test_train_khrnn_says_that_two_steps_are_too_few(run: Command, tmp_path: Path) -> None:
    common = ("train", "khrnn", "2", "2", "--sentences", "80", "--lessons", "40", "--limit", "10")
    folder = str(tmp_path / "run")
    status, out, err = run(*common, "--steps", "2", "--json", "--checkpoint", folder)
    data = json.loads(out)
    assert data["exact_law"] is (status == 0), err
    assert data["steps"] == 11
    listed = [(one["token"], one["vertices"]) for one in data["rounded_phases"]]
    assert listed == [("E", [0, 1]), ("P", []), ("P", [0]), ("P", [1])]
    status, _, err = run(*common, "--steps", "2", "--checkpoint", folder)
    assert status == 2
    assert "expected no checkpoint, or --resume, found one" in err
    status, again, _ = run(*common, "--steps", "2", "--json", "--checkpoint", folder, "--resume")
    assert json.loads(again)["rounded_phases"] == data["rounded_phases"]


def test_train_classical_keeps_the_bound(run: Command) -> None:
    words = ("train", "classical", "3", "2", "--sentences", "60", "--steps", "2")
    status, out, err = run(*words, "--cell", "rnn", "--units", "2", "--json")
    assert status == 0, err
    data = json.loads(out)
    assert data["bits"] == 2
    assert data["bound_kept"] is True
    assert data["proved_worst_error"] == "1/4"
    assert data["worst_error"] >= 0.25
    assert run(*words, "--cell", "esn")[0] == 2
    assert run("train", "classical", "6", "3")[0] == 2


def test_separation_prints_and_draws(run: Command, tmp_path: Path) -> None:
    plot = tmp_path / "plot.svg"
    common = ("separation", "2", "2", "--cells", "rnn", "--steps", "2", "--sentences", "20")
    status, out, err = run(*common, "--json", "-o", str(plot))
    assert status == 0, err
    data = json.loads(out)
    assert data["violations"] == []
    assert data["quantum"]["worst"] == "0"
    assert [wall["proved_worst"] for wall in data["walls"]] == ["1/4", "0"]
    assert plot.stat().st_size > 1000
    status, out, _ = run(*common)
    assert status == 0
    assert "k-HRNN, 2 qubits and an ancilla (the task's phases): worst 0" in out
    status, _, err = run(*common, "-o", "plot.txt")
    assert status == 2
    assert "expected a file ending in" in err


def test_separation_goes_on_from_its_checkpoint(run: Command, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    common = ("separation", "2", "2", "--cells", "rnn,ssm", "--steps", "2", "--sentences", "20",
              "--bits", "2,1", "--json")  # fmt: skip
    status, whole, err = run(*common, "--checkpoint", str(folder))
    assert status == 0, err
    kept = json.loads((folder / "separation.json").read_text(encoding="utf-8"))
    assert [point["bits"] for point in kept["points"]] == [1, 1, 2, 2]
    kept["points"] = kept["points"][:2]
    kept["points"][0]["worst"] = "3/4"  # shows that it is not computed again
    (folder / "separation.json").write_text(json.dumps(kept), encoding="utf-8")
    status, again, _ = run(*common, "--checkpoint", str(folder), "--resume")
    expected = json.loads(whole)
    expected["points"][0]["worst"] = "3/4"
    assert (status, json.loads(again)) == (0, expected)
    for words, message in (
        ((*common, "--checkpoint", str(folder)), "expected no checkpoint, or --resume"),
        (
            (*common, "--checkpoint", str(folder), "--resume", "--seed", "1"),
            "others: seed: the checkpoint has 0, this command 1\n",
        ),
        ((*common, "--checkpoint", str(folder / "none"), "--resume"), "start without --resume"),
        ((*common, "--checkpoint", __file__), "a folder, or a place for one, found a file"),
        ((*common[:-2], "9999"), "--bits: expected 1..4096"),
        ((*common, "--resume"), "--resume: expected --checkpoint DIR beside it"),
        ((*common, "--restarts", "0"), "--restarts: expected at least 1"),
        ((*common[:-2], "1,x"), "--bits: expected integers above 0"),
        ((*common, "--preset", "huge"), "--preset: expected quick or long"),
    ):
        status, _, err = run(*words)
        assert status == 2
        assert message in err
    (folder / "separation.json").write_text("{}", encoding="utf-8")
    status, _, err = run(*common, "--checkpoint", str(folder), "--resume")
    assert status == 2
    assert "expected a checkpoint of khrnn separation" in err


@pytest.mark.parametrize("kept", [0, 1])
def test_an_interrupted_separation_says_what_is_kept(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    from khrnn.training import separation

    plain, calls = separation.fit_cell, 0

    def interrupted(*arguments: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls > kept:
            raise KeyboardInterrupt
        return plain(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(separation, "fit_cell", interrupted)
    folder = tmp_path / "work"
    words = ("separation", "2", "2", "--cells", "rnn", "--steps", "2", "--sentences", "20")
    status, out, err = run(*words, "--checkpoint", str(folder))
    assert (status, out) == (130, "")
    told = f"no model trained yet in {folder}; start again without --resume"
    if kept:
        told = f"1 trained model in {folder / 'separation.json'}; go on with the same command and"
    assert err.startswith(f"khrnn: interrupted; {told}")
    assert err.count("\n") == 1
    assert (folder / "separation.json").exists() is bool(kept)
    calls = 0
    status, _, err = run(*words)
    assert (status, err.count("\n")) == (130, 1)
    assert "interrupted; nothing is kept: no --checkpoint was given" in err


@pytest.mark.parametrize(
    "words",
    [
        ("khrnn", "2", "2", "--sentences", "80", "--lessons", "40", "--limit", "10"),
        ("classical", "2", "2", "--sentences", "20", "--cell", "rnn"),
        ("qrnn-hsmt", "2", "2", "--sentences", "20", "--workspace", "1", "--degree", "1"),
    ],
)
def test_an_interrupted_fit_says_what_is_kept(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    from khrnn.training.likelihood import Fit

    whole = Fit.run

    def interrupted(self, report, stop) -> None:  # type: ignore[no-untyped-def]
        def second(one) -> None:  # type: ignore[no-untyped-def]
            report(one)
            if one.step == 2:
                signal.raise_signal(signal.SIGINT)

        whole(self, second, stop)

    monkeypatch.setattr(Fit, "run", interrupted)
    folder = tmp_path / "run"
    words = ("train", *words, "--steps", "9")
    status, out, err = run(*words, "--checkpoint", str(folder))
    assert (status, out) == (130, "")
    told = f"after step 2; checkpoint: {folder}, from step 2; go on with the same command and"
    assert err.splitlines()[-1] == f"khrnn: interrupted {told} --resume"
    status, _, err = run(*words)
    assert status == 130
    assert err == "khrnn: interrupted after step 2; nothing is kept: no --checkpoint was given\n"
    for wrong, told in (
        (("--resume",), "--resume: expected --checkpoint DIR beside it"),
        (("--resume", "--checkpoint", str(tmp_path / "no")), "start without --resume"),
        (("--checkpoint", str(folder)), "expected no checkpoint, or --resume"),
        (("--checkpoint", __file__), "a folder, or a place for one, found a file"),
        (("--seed", "9" * 20), "at most 18 digits"),
        (("--sentences", "9" * 9), "--sentences: expected at most 1000000"),
    ):
        status, out, err = run(*words, *wrong)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert told in err


def test_score_judges_the_law_and_a_stranger(run: Command, tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    write_records(data, sentences(3, 2, 6, 10, np.random.default_rng(1)))
    status, out, _ = run("score", "exact", str(data), "--json")
    assert status == 0
    assert json.loads(out)["validity"] == "1"
    stranger = f"{ROOT / 'examples' / 'stranger_model.py'}:build"
    status, out, _ = run("score", stranger, str(data), "--json")
    found = json.loads(out)
    assert status == 1
    assert found["backward_cross_entropy_bits"] == "inf"
    for words, message in (
        (("score", "exact", str(tmp_path / "none.jsonl")), "a readable file"),
        (("score", "nothing", str(data)), "expected 'exact' or FILE.py:NAME"),
        (("score", stranger.replace(":build", ":none"), str(data)), "a callable 'none'"),
        (("score", stranger.replace(".py", ".txt"), str(data)), "a Python file, found no such"),
        (("score", "exact", str(data), "--seed", "-1"), "at least 0"),
        (("score", "exact", str(data), "--leaves", "0"), "--leaves: expected at least 1, found 0"),
        (("score", "exact", str(data), "--draws", "-2"), "--draws: expected at least 1, found -2"),
    ):
        status, _, err = run(*words)
        assert status == 2
        assert message in err


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("def build(n, k", "model.py:1: expected code that runs, found SyntaxError: '(' was never"),
        (
            "import nothing_of_that_name",
            "model.py:1: expected code that runs, found ModuleNotFound",
        ),
        (
            "def build(n, k):\n    return 1 / 0",
            "model.py:2: expected code that runs, found ZeroDiv",
        ),
        (
            "def build():\n    pass",
            "model.py: expected code that runs, found TypeError: build() take",
        ),
        (
            "def build(n, k):\n    raise SystemExit",
            "model.py:2: expected code that runs, found Sys",
        ),
        (
            "class M:\n    def start(self):\n        return 0\n"
            "    def step(self, state, token):\n        raise KeyError('word')\n"
            "    advance = step\ndef build(n, k):\n    return M()",
            "model.py:5: expected code that runs, found KeyError: 'word'",
        ),
        (
            "class M:\n    def start(self):\n        return 0\n"
            "    def step(self, state, token):\n        return {1: 'x'}\n"
            "    advance = step\ndef build(n, k):\n    return M()",
            "expected a mapping of words to chances, which are numbers, found {1: 'x'}",
        ),
    ],
)
def test_score_says_what_stops_a_strangers_code(
    run: Command, tmp_path: Path, code: str, told: str
) -> None:
    data, model = tmp_path / "data.jsonl", tmp_path / "model.py"
    write_records(data, sentences(3, 2, 6, 2, np.random.default_rng(1)))
    model.write_text(code, encoding="utf-8")
    status, out, err = run("score", f"{model}:build", str(data))
    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_a_file_without_sentences_is_no_success(run: Command, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    circuits = tmp_path / "circuits"
    for words in (
        ("simulate", str(empty)),
        ("score", "exact", str(empty)),
        ("task", "export", str(empty), "--to", "stim", "-o", str(circuits)),
    ):
        status, out, err = run(*words)
        assert (status, out) == (2, "")
        assert f"{empty}: expected at least one sentence, found none" in err
    assert not circuits.exists()
