"""`khrnn contextuality fraction` as a user meets it, and the claims about fractions."""

from __future__ import annotations

import json
import math
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contextuality.context_hypergraph import ContextHypergraph
from contextuality.formats import save
from contextuality.library import get
from contextuality.library.models import model
from contextuality.scenario import pauli_scenario
from contextuality.search import graph_evidence
from proofs.claims import exclusivity
from proofs.claims.fraction import CLAIMS, build, decide_fractions
from proofs.claims.model import Status, decide
from proofs.cli.app import run
from proofs.cli.graph_numbers import print_numbers, subject_numbers
from proofs.kernel import check_file


class Result:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def fraction(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["khrnn", "contextuality", "fraction", *map(str, words)])
        capsys.readouterr()
        status = run()
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return call


def test_hardy_in_full(fraction: Any, tmp_path: Path) -> None:
    out = tmp_path / "hardy.json"
    result = fraction("--library", "hardy", "--json", "-o", out)
    data = result.data
    assert result.status == 0
    assert data["contextual_fraction"] == data["lower"] == data["upper"] == "1/6"
    assert (data["logically_contextual"], data["strongly_contextual"]) == (True, False)
    assert sum(Fraction(row["weight"]) for row in data["distribution"]) == Fraction(5, 6)
    terms = data["inequality"]["terms"]
    value = sum(term["coefficient"] * Fraction(term["probability"]) for term in terms)
    assert value == Fraction(data["inequality"]["value"]) < data["inequality"]["at_least"]
    assert data["graph"]["independence_number"] < Fraction(data["graph"]["model_value"])
    assert check_file(out)
    assert check_file(out.with_suffix(".zeros.json"))
    assert data["certificate"]["verdict"] == data["zeros_certificate"]["verdict"] == "valid"


def test_text(fraction: Any) -> None:
    out = fraction("--library", "hardy", "--distribution").out
    assert out.startswith("hardy: contextual fraction 1/6\n")
    assert "logically contextual: yes; strongly: no" in out
    assert "violated inequality: at least 1 for noncontextual models, here 5/6" in out
    assert "Lovasz number: from 3.414213 to 3.414214 (exact bounds)" in out
    assert "noncontextual part:" in out
    assert "kernel: valid; not written" in out
    flat = fraction("--library", "isotropic-1/2").out
    assert "contextual fraction 0" in flat
    assert "violated" not in flat
    many = fraction("--library", "doily").out
    assert "more (--json prints all)" in many


def test_file_and_state(fraction: Any, tmp_path: Path) -> None:
    box = tmp_path / "box.json"
    save(model("isotropic-4/5"), box)
    assert fraction(box, "--json").data["contextual_fraction"] == "3/5"
    square = tmp_path / "square.ctx"
    save(get("mermin-square"), square)
    for state in ("mixed", "XX,-ZZ"):
        assert fraction(square, "--state", state, "--json").data["strongly_contextual"] is True
    line = tmp_path / "line.ctx"
    save(pauli_scenario([["XX", "ZZ", "YY"]], "line"), line)
    assert fraction(line, "--json").data["contextual_fraction"] == "0"


def test_hypergraph_states_and_families(fraction: Any) -> None:
    assert fraction("--library", "parts:ccz", "--json").data["contextual_fraction"] == "1/4"
    assert fraction("--library", "lines-2", "--json").data["contextual_fraction"] == "1"


def test_vectors(fraction: Any, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    result = fraction("--library", "cabello-18", "-o", file)
    assert result.status == 0
    assert "independence number: 4 (exact)" in result.out
    assert "Lovasz number: 9/2 (exact)" in result.out
    assert "fractional packing number: 9/2 (exact)" in result.out
    assert check_file(file).statement.endswith(
        "independence number 4, Lovasz number 9/2, fractional packing number 9/2"
    )
    graph = fraction("--library", "cabello-18", "--json").data["graph"]
    assert graph["lovasz_theta"] == ["9/2", "9/2"]
    assert graph["lovasz_theta_float"] == [4.5, 4.5]
    assert graph["certificate"]["verdict"] == "valid"


def test_a_graph_without_vectors(fraction: Any, tmp_path: Path) -> None:
    file = tmp_path / "pentagon.g6"
    file.write_text("Dhc\n")
    result = fraction(file, "-o", tmp_path / "x.json")
    assert "Lovasz number: from 2.236067 to 2.236068 (exact bounds)" in result.out
    assert "fractional packing number: 5/2 (exact)" in result.out
    assert check_file(tmp_path / "x.json")


def test_the_graph_of_an_inequality(fraction: Any, tmp_path: Path) -> None:
    result = fraction("--library", "pr-box", "-o", tmp_path / "box.json")
    assert "Lovasz number: from 3.414213 to 3.414214 (exact bounds)" in result.out
    verdict = check_file(tmp_path / "box.graph.json")
    assert verdict
    assert "8 events" in verdict.statement


def test_a_large_graph_has_an_estimate_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limits of the exact matrices the bounds are wide, and an estimate says so."""
    monkeypatch.setattr(graph_evidence, "MAX_VERTICES", 10)
    edges = (*((i, i + 1) for i in range(10)), (0, 10))
    cycle = ContextHypergraph("cycle", tuple(map(str, range(11))), edges)
    data, finished = subject_numbers(cycle, None, None)
    print_numbers(data, "")
    assert "in floating point, not certified" in capsys.readouterr().out
    assert finished
    assert data["independence_number"] == 5
    assert data["lovasz_theta"] == ["5", "11/2"]
    exact = 11 * math.cos(math.pi / 11) / (1 + math.cos(math.pi / 11))
    low, high = data["lovasz_theta_float"]
    assert low - 1e-4 < exact < high + 1e-4


def test_models_are_listed(fraction: Any) -> None:
    out = fraction("--models").out
    assert "pr-box" in out
    assert "local:HYPERGRAPH" in out
    listed = fraction("--models", "--json").data["models"]
    assert [one["name"] for one in listed] == [line.split()[0] for line in out.splitlines()]


def test_time_limit(fraction: Any) -> None:
    result = fraction("--library", "cycle-31-49/100", "--time-limit", "0.001", "--json")
    assert result.status == 1
    data = result.data
    assert data["contextual_fraction"] is None
    assert Fraction(data["lower"]) <= Fraction(19, 50) <= Fraction(data["upper"])
    assert data["outcome"] == "timed-out"
    assert data["certificate"]["verdict"] == "valid"
    text = fraction("--library", "cycle-31-49/100", "--time-limit", "0.001")
    assert "(time limit)" in text.out
    assert "undecided" in text.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "expected either FILE or --library, found neither"),
        (["--library", "hardi"], "did you mean hardy?"),
        (["--library", "isotropic-3/2"], "visibility: expected a fraction from 0 to 1"),
        (["--library", "lines-99"], "family lines: expected"),
        (["--library", "local:9,9"], "edge 0"),
        (["--library", "hardy", "--state", "XX"], "--state: expected contexts of Paulis"),
        (["--library", "mermin-square", "--state", "XX,ZI"], "expected commuting generators"),
        (["--library", "hardy", "--seed", "-1"], "--seed: expected an integer at least 0"),
        (["--library", "hardy", "--time-limit", "0"], "--time-limit: expected a positive number"),
        (["missing.json"], "missing.json"),
        (["--library", "hardy", "-o", "no/such/folder.json"], "expected an existing folder"),
    ],
)
def test_bad_input(fraction: Any, words: list[str], message: str) -> None:
    result = fraction(*words)
    assert result.status == 2
    assert message in result.err
    assert result.out == ""


def test_signalling_files(fraction: Any, tmp_path: Path) -> None:
    loud = tmp_path / "loud.json"
    loud.write_text(json.dumps({
        "name": "loud", "outcomes": ["0", "1"], "tables": [
            {"context": ["A", "B"], "probabilities": {"0,0": "1"}},
            {"context": ["A", "C"], "probabilities": {"1,0": "1"}}]}))  # fmt: skip
    result = fraction(loud)
    assert result.status == 2
    assert "no disturbance" in result.err
    assert "A=0 has probability 1 in context 0 and 0 in context 1" in result.err


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.identifier)
def test_claims(claim: Any) -> None:
    outcome = decide(claim, 0)
    assert outcome.status is Status.PROVED, outcome.failures


def test_a_wrong_figure_is_noticed() -> None:
    evidence = decide_fractions((("hardy", "1/5"),), np.random.default_rng(0))
    assert evidence.failures == ("hardy: expected 1/5, found 1/6",)
    assert build("hardy").name == "hardy"


def test_wrong_graph_numbers_fail() -> None:
    rng = np.random.default_rng(0)
    found = exclusivity.decide_vectors((("yu-oh-13", ("4", "5", "17/3")),), rng)
    assert found.failures == ("yu-oh-13: expected independence number 4, found 5 to 5",)
    found = exclusivity.decide_events((("mermin-square", ("5", "2+sqrt 2", "6")),), rng)
    assert found.failures == ("mermin-square: expected Lovasz number 2+sqrt 2, found 6 to 6",)
