"""`khrnn degree` as a user meets it: bounds, certificates, time-outs, interrupts, bad input."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from contextuality.library.polar import build
from contextuality.search import degree as search
from proofs.certificates.degree import degree_statement, lower_document, upper_document
from proofs.claims.degree import CLAIMS, decide_degree
from proofs.claims.model import Status, decide
from proofs.cli.app import run
from proofs.independent.degree import opinions
from proofs.kernel import check, check_file

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "name", "lower", "upper", "ended", "lower_certificate", "upper_witness", "contexts",
    "observables", "negative_contexts", "seed", "seconds",
}  # fmt: skip


class Result:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def degree(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["khrnn", "degree", *map(str, words)])
        capsys.readouterr()
        status = run()
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return call


@pytest.mark.parametrize(
    ("name", "value", "counts"),
    [
        ("doily", 3, (15, 15, 3)),
        ("mermin-square", 1, (9, 6, 1)),
        ("mermin-pentagram", 1, (10, 5, 1)),
        ("elliptic-3", 9, (27, 45, 13)),
        ("hyperbolic-3", 21, (35, 105, 27)),
        ("lines-3", 63, (63, 315, 90)),
        ("hyperbolic-4", 315, (135, 1575, 532)),
        ("planes-3", 0, (63, 135, 54)),
        ("perpset-3", 0, (31, 15, 0)),
    ],
)
def test_closed_degrees(degree, name: str, value: int, counts: tuple[int, int, int]) -> None:
    result = degree("--library", name, "--json")
    assert result.status == 0
    data = json.loads(result.out)
    assert set(data) == {*KEYS, "provenance"}
    assert (data["lower"], data["upper"], data["ended"]) == (value, value, "closed")
    assert (data["observables"], data["contexts"], data["negative_contexts"]) == counts
    for part in ("lower_certificate", "upper_witness"):
        assert data[part]["verdict"] == "valid"
        assert data[part]["file"] is None
    assert data["seconds"] < 20


def test_an_open_degree_is_an_interval(degree) -> None:
    result = degree("--library", "lines-4", "--time-limit", 20)
    assert "degree from 1490 (proved) to 1575 (witnessed)" in result.out
    assert "kernel: valid" in result.out


def test_files_written_are_accepted_by_the_kernel_alone(degree, tmp_path: Path) -> None:
    target = tmp_path / "doily.json"
    result = degree("--library", "doily", "-o", target, "--json")
    data = json.loads(result.out)
    witness = tmp_path / "doily.upper.json"
    assert data["lower_certificate"]["file"] == str(target)
    assert data["upper_witness"]["file"] == str(witness)
    assert "at least 3" in check_file(target).statement
    assert "at most 3" in check_file(witness).statement
    done = subprocess.run(
        [sys.executable, "-m", "proofs.kernel", tmp_path],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_folder_that_does_not_exist(degree, tmp_path: Path) -> None:
    result = degree("--library", "doily", "-o", tmp_path / "none" / "doily.json")
    assert result.status == 2
    assert "existing folder" in result.err


def test_files_and_library_give_the_same(degree, tmp_path: Path) -> None:
    from contextuality.formats import write_ctx, write_scenario_json

    scenario = build("elliptic-3").to_scenario()
    write_ctx(scenario, tmp_path / "quadric.ctx")
    write_scenario_json(scenario, tmp_path / "quadric.json")
    for path in ("quadric.ctx", "quadric.json"):
        data = json.loads(degree(tmp_path / path, "--json").out)
        assert (data["lower"], data["upper"]) == (9, 9)
        assert "27 3-qubit Paulis" in data["lower_certificate"]["statement"]


# Each of these is "degree 0" with exit status 0, or a crash, in a well-known tool.
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("XX,ZZ,XI\n", "anticommute"),
        ("XI,IX,XX\nXI,IZ\n", "plus or minus the identity"),
        ("xx,zz,yy\n", "one of the letters I, X, Y, Z"),
        ("XX ZZ YY\n", "single commas"),
        ("XX,ZZ,YY\nX,X\n", "on 2 qubits"),
        ("XX,ZZ,YY\nXXX,ZZX,YYI\n", "on 2 qubits"),
        ("II,XX,XX\n", "identity"),
        ("", "at least one context"),
        ("XX,ZZ,YY\nYY,XX,ZZ\n", "a new context"),
    ],
)
def test_bad_input_is_an_error_and_never_a_degree(
    degree, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "bad.ctx"
    path.write_text(text, encoding="utf-8")
    for words in ((path,), (path, "--json")):
        result = degree(*words)
        assert result.status == 2
        assert result.out == ""
        assert message in result.err
        assert "bad.ctx" in result.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "found neither"),
        (("x.ctx", "--library", "doily"), "found both"),
        (("--library", "lines-9"), "2 to 6 qubits"),
        (("--library", "line-3"), "lines-N"),
        (("--library", "peres-24"), "found a vector set"),
        (("--library", "doily", "--seed", "-1"), "--seed"),
        (("--library", "doily", "--time-limit", "0"), "--time-limit"),
        (("--library", "doily", "--time-limit", "nan"), "--time-limit"),
        (("nowhere.ctx",), "nowhere.ctx"),
        (("nowhere.txt",), "nowhere.txt: expected a readable file, found No such file"),
        (("doily",), "No such file or directory (did you mean --library doily?)"),
    ],
)
def test_bad_arguments(degree, words: tuple[str, ...], message: str) -> None:
    result = degree(*words)
    assert result.status == 2
    assert message in result.err
    assert result.out == ""


def test_a_time_out_is_called_a_time_out(degree) -> None:
    result = degree("--library", "elliptic-4", "--time-limit", 0.01, "--json")
    data = json.loads(result.out)
    assert result.status == 1
    assert data["ended"] == "timed-out"
    assert 1 <= data["lower"] < data["upper"]
    text = degree("--library", "elliptic-4", "--time-limit", 0.01)
    assert "time limit reached" in text.out
    assert "degree from" in text.out


def test_an_interrupt_gives_the_interval_so_far() -> None:
    # A run in the background of a shell ignores interrupts; this one must not inherit that.
    restore = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{restore}; from proofs.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code, "degree", "--library", "lines-5", "--json"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ},
    )  # fmt: skip
    assert process.stderr is not None
    seen = process.stderr.readline() + process.stderr.readline()
    assert "trace inequality" in seen
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    data = json.loads(out)
    assert process.returncode == 130
    assert data["ended"] == "interrupted"
    assert 28786 <= data["lower"] <= data["upper"] <= 35400
    assert data["lower_certificate"]["verdict"] == data["upper_witness"]["verdict"] == "valid"


def test_progress_goes_to_stderr(degree) -> None:
    result = degree("--library", "hyperbolic-3")
    assert re.search(r"^21\.\.21  ", result.err, re.MULTILINE)
    assert "\x1b" not in result.err
    assert ".." not in result.out.replace("...", "")


def test_the_same_seed_gives_the_same(degree) -> None:
    first, second = (
        json.loads(degree("--library", "elliptic-3", "--seed", 5, "--json").out) for _ in range(2)
    )
    del first["seconds"], second["seconds"]
    assert first == second


# ---- documents ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "points", "contexts"),
    [
        ("lines-3", "all", "lines"),
        ("elliptic-3", {"quadric": "YII"}, "lines"),
        ("hyperbolic-3", {"quadric": "III"}, "lines"),
        ("planes-3", "all", "planes"),
        ("affine-planes-3", "all", 945),
        ("perpset-3", 31, 15),
    ],
)
def test_statements_say_what_is_meant(name: str, points: object, contexts: object) -> None:
    statement = degree_statement(build(name), lower=True, bound=1)
    own = statement["points"], statement["contexts"]
    assert tuple(len(x) if isinstance(x, list) else x for x in own) == (points, contexts)


@pytest.mark.parametrize("name", ["lines-2", "elliptic-3", "hyperbolic-3", "lines-3", "planes-3"])
def test_second_opinions_agree_and_wrong_bounds_are_noticed(name: str) -> None:
    found = search.degree(build(name), np.random.default_rng(0))
    for document, worse in (
        (lower_document(found), found.lower + 1),
        (upper_document(found), found.upper - 1),
    ):
        verdicts = [o.verdict for o in opinions(document.statement, document.certificate, 60)]
        assert document.check().status == verdicts[0] == "valid"
        assert verdicts[1] in {"valid", "not applicable"}
        if worse < 0:
            continue
        wrong = {**document.statement, "bound": worse}
        assert check(wrong, document.certificate).status in {"invalid", "incomplete"}
        verdicts = [o.verdict for o in opinions(wrong, document.certificate, 60)]
        assert verdicts[0] == "invalid"
        assert verdicts[1] in {"invalid", "not applicable"}


def test_the_examples_of_the_format_page_are_valid() -> None:
    page = (ROOT / "docs" / "formats" / "degree.md").read_text(encoding="utf-8")
    examples = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]
    assert len(examples) == 5
    for example in examples:
        assert check(example["statement"], example["certificate"]).status == "valid"
        first, second = opinions(example["statement"], example["certificate"], 60)
        assert (first.verdict, second.verdict) == ("valid", "valid")


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.identifier)
def test_claims_are_proved_in_seconds(claim) -> None:
    outcome = decide(claim, 0)
    assert outcome.status is Status.PROVED, outcome.failures
    assert len(outcome.verdicts) == 2
    assert outcome.seconds < 30


@pytest.mark.parametrize("bounds", [(2, 2), (4, 4), (3, 2), (0, 2)])
def test_a_claim_fails_with_other_bounds(bounds) -> None:
    evidence = decide_degree("lines-2", (15, 15, 3), bounds, np.random.default_rng(0))
    assert any("claimed" in line for line in evidence.failures)


def test_a_claim_may_be_weaker_than_what_is_found() -> None:
    assert not decide_degree("lines-2", (15, 15, 3), (2, 4), np.random.default_rng(0)).failures
