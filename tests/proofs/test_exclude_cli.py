"""`khrnn exclude` as a user meets it, and the second opinions on its certificates."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from contextuality.errors import InputError
from contextuality.hypergraph import Hypergraph
from contextuality.search.exclusion import Excluded, exclude
from proofs.certificates.exclusion import exclusion_document, theorem_document
from proofs.claims.model import Status, decide
from proofs.claims.support import CLAIMS
from proofs.cli.app import run
from proofs.cli.exclude import parse_states
from proofs.independent.exclusion import opinions
from proofs.kernel import check_file


class Result:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def khrnn(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["khrnn", "exclude", *map(str, words)])
        capsys.readouterr()
        status = run()
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return call


def test_json_of_three_graphs(khrnn) -> None:
    result = khrnn("--n", 3, "--states", "0,1 / 0,2 / ", "--json")
    data = json.loads(result.out)
    assert (result.status, data["excluded"], data["depth"]) == (0, True, 2)
    assert (data["states"], data["least"]) == (["0,1", "0,2", "-"], "depth")
    assert {"measure", "shift", "phase", "plus", "minus"} == set(data["tree"][0])
    assert data["certificate"]["verdict"] == "valid"
    assert len(data["tree"]) + 1 == data["leaves"]


def test_four_vertices(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "tree.json"
    result = khrnn("--n", 4, "--states", " / 0,1 / 2,3", "-o", path)
    assert result.status == 0
    assert "at most 4 measurements in a row" in result.out
    assert "no tree of these measurements has fewer measurements in a row" in result.out
    assert check_file(path).status == "valid"


def test_states_that_can_share(khrnn, tmp_path: Path) -> None:
    result = khrnn("--n", 3, "--states", "0,1;1,2 / 0,2;0", "--json")
    data = json.loads(result.out)
    assert result.status == 0
    if data["excluded"] is False:
        assert data["tree"] is None
        assert data["depth"] is None
    text = khrnn("--n", 3, "--states", "0,1 / ").out
    assert "they can share a memory state" in text
    path = tmp_path / "none.json"
    refused = khrnn("--n", 3, "--states", "0,1 / ", "-o", path)
    assert refused.status == 2
    assert "expected states that are excluded" in refused.err
    assert not path.exists()


def test_hypergraphs(khrnn) -> None:
    shared = json.loads(khrnn("--n", 4, "--states", "0,1,2 / 0,1,3 / / 0,1,2;0,1,3", "--json").out)
    assert shared["excluded"] is False
    assert "criterion" in shared["reason"]


def test_nothing_found_is_null_and_exit_1(khrnn) -> None:
    words = ("--n", 4, "--states", " / 0,1 / 2,3", "--json")
    result = khrnn(*words, "--limit", 2)
    data = json.loads(result.out)
    assert (result.status, data["excluded"], data["tree"]) == (1, None, None)
    assert "no tree of cost 2" in data["reason"]
    slow = khrnn(*words, "--least", "leaves", "--time-limit", "0.05", "--paulis")
    assert (slow.status, json.loads(slow.out)["excluded"]) == (1, None)
    assert "nothing is known" in json.loads(slow.out)["reason"]


def test_large_graphs_are_reduced(khrnn) -> None:
    result = khrnn("--n", 12, "--states", "0,11;1,2 / 0,11;3,4 / 5,6;7,11")
    assert result.status == 0
    assert "not checked by the kernel" in result.out
    checked = json.loads(khrnn("--n", 8, "--states", "0,7;1,2 / 0,7;3,4 / 5,6", "--json").out)
    assert (checked["excluded"], checked["certificate"]["verdict"]) == (True, "valid")
    assert checked["least"] is None


def test_imaginary_paulis_have_no_certificate(khrnn, tmp_path: Path) -> None:
    result = khrnn("--n", 2, "--states", "0,1 / 0,1;0", "--paulis")
    assert result.status == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--n", 3, "--states", "0,1 / 0,5"), "hypergraph 1: edge 0: item 1: expected a vertex"),
        (("--n", 3, "--states", "0,1 / x"), "hypergraph 1"),
        (("--n", 3, "--states", "0,0 / "), "hypergraph 0"),
        (("--n", 3, "--states", "0,1;0,1 / "), "hypergraph 0"),
        (("--n", 0, "--states", ""), "--n: expected at least 1 vertex"),
        (("--n", 3, "--states", "0,1 / ", "--least", "width"), "--least: expected depth or leaves"),
        (("--n", 3, "--states", "0,1,2 / ", "--k", 2), "k: expected at least 3"),
        (("--n", 3, "--states", "0,1,2 / ", "--paulis"), "k = 2 for Paulis"),
        (("--n", 3, "--states", "0,1 / ", "--limit", 0), "limit: expected 1 to"),
        (("--n", 3, "--states", "0,1 / ", "--time-limit", "-1"), "--time-limit"),
        (("--n", 9, "--states", "0,1 / 0,1;0", "-o", "x.json"), "at most 8 vertices"),
    ],
)
def test_bad_input(khrnn, words: tuple[object, ...], expected: str) -> None:
    result = khrnn(*words)
    assert result.status == 2
    assert expected in " ".join(result.err.split())
    assert "Traceback" not in result.err


def test_parse_states_counts_empty_parts() -> None:
    assert [len(s.edges) for s in parse_states("0,1;1,2 / 0,2 / ", 3)] == [2, 1, 0]
    assert [len(s.edges) for s in parse_states("//", 1)] == [0, 0, 0]
    with pytest.raises(InputError, match="hypergraph 2"):
        parse_states("0 / 1 / 2", 2)


# ---- claims ------------------------------------------------------------------------------


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.identifier)
def test_claims(claim) -> None:
    found = decide(claim, 3)
    assert found.status is claim.success, found.failures
    assert found.status in {Status.PROVED, Status.VERIFIED}


# ---- second opinions -----------------------------------------------------------------------


def test_second_opinions_on_a_tree() -> None:
    found = exclude([Hypergraph.parse(text, 3) for text in ("-", "0,1", "0,2")])
    assert isinstance(found, Excluded)
    document = exclusion_document(found.tree)
    assert [o.verdict for o in opinions(document.statement, document.certificate, 60)] == [
        "valid",
        "valid",
    ]
    wrong = copy.deepcopy(document.certificate)
    leaf = next(n for n in wrong["nodes"] if n["plus"] < 0)
    leaf["plus"] = -1 - (-leaf["plus"]) % 3
    verdicts = {o.about: o.verdict for o in opinions(document.statement, wrong, 60)}
    kernel = document.__class__("wrong", document.statement, wrong).check().status
    assert verdicts == {"certificate": kernel, "statement": "valid"}


def test_second_opinion_on_a_false_statement() -> None:
    found = exclude([Hypergraph.parse(text, 2) for text in ("-", "0,1", "0")])
    assert isinstance(found, Excluded)
    document = exclusion_document(found.tree)
    false = document.statement | {"states": document.statement["states"][:2]}
    verdicts = [o.verdict for o in opinions(false, document.certificate, 60)]
    assert verdicts == ["invalid", "invalid"]


def test_second_opinion_on_the_theorem() -> None:
    document = theorem_document(2)
    replayed, decided = opinions(document.statement, document.certificate, 60)
    assert (replayed.verdict, decided.verdict) == ("valid", "valid")
    assert "all 3648 triples" in replayed.detail
    fewer = document.certificate | {"cases": document.certificate["cases"][:-1]}
    assert opinions(document.statement, fewer, 60)[0].verdict == "invalid"


@pytest.mark.slow
def test_second_opinion_decides_three_vertices_in_full() -> None:
    document = theorem_document("all", signed=True)
    decided = opinions(document.statement, document.certificate, 300)[1]
    assert decided.verdict == "valid"
    assert "41720 triples" in decided.detail


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("statement", "bits", "n"),
        ("statement", "k", 3),
        ("statement", "memory", "deterministic"),
        ("certificate", "cases", []),
        ("certificate", "more", 1),
    ],
)
def test_second_opinions_read_strictly(part: str, key: str, value: object) -> None:
    document = theorem_document()
    parts = {"statement": document.statement, "certificate": document.certificate}
    parts[part] = parts[part] | {key: value}
    with pytest.raises(InputError):
        opinions(parts["statement"], parts["certificate"], 60)


@pytest.mark.parametrize("seed", range(3))
def test_kernel_and_second_opinion_agree_on_damaged_trees(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = exclude([Hypergraph.parse(text, 4) for text in ("-", "0,1", "2,3")])
    assert isinstance(found, Excluded)
    document = exclusion_document(found.tree)
    for _ in range(15):
        damaged = copy.deepcopy(document.certificate)
        node = damaged["nodes"][rng.integers(len(damaged["nodes"]))]
        if rng.integers(2):
            side = ("plus", "minus")[rng.integers(2)]
            node[side] = int(rng.integers(-4, len(damaged["nodes"]) + 1))
        else:
            node["phase"] = [[int(v)] for v in range(4) if rng.integers(2)]
        kernel = document.__class__("damaged", document.statement, damaged).check().status
        from proofs.independent.exclusion import _exclusion_statement, read_nodes, replay
        from proofs.independent.opinion import Deadline, RejectedError

        n, k, states = _exclusion_statement(document.statement)
        try:
            replay(n, states, read_nodes(damaged["nodes"], n, k), Deadline(60))
            other = "valid"
        except RejectedError:
            other = "invalid"
        assert kernel == other


# ---- many teams --------------------------------------------------------------------------

TEAMS = "0,1;1,2 / 0,2 / \n\n# two can share\n0,1 / -\n0;0,1 / 0,1  # signs differ\n"


@pytest.mark.parametrize("more", [(), ("--jobs", "2")])
def test_teams(khrnn, tmp_path: Path, more: tuple[str, ...]) -> None:
    path = tmp_path / "teams.txt"
    path.write_text(TEAMS)
    result = khrnn("--n", 3, "--teams", path, "--json", "--store", tmp_path / "jobs", *more)
    data = json.loads(result.out)
    assert result.status == 0
    assert [row["excluded"] for row in data["teams"]] == [True, False, True]
    assert (data["excluded"], data["shareable"], data["undecided"]) == (2, 1, 0)
    assert data["teams"][0]["certificate"]["verdict"] == "valid"
    alone = json.loads(khrnn("--n", 3, "--states", "0,1;1,2 / 0,2 / ", "--json").out)
    assert data["teams"][0]["depth"] == alone["depth"]
    again = khrnn("--n", 3, "--teams", path, "--store", tmp_path / "jobs")
    assert "1 from the store" in again.err
    assert "3 teams: 2 excluded, 1 can share, 0 undecided" in again.out


@pytest.mark.parametrize(
    ("text", "words", "message"),
    [
        ("0,1 / 0,9\n", (), "teams.txt:1: hypergraph 1: edge 0: item 1: expected a vertex"),
        ("# nothing\n", (), "teams.txt: expected a line of states for each team"),
        (TEAMS, ("--least", "depth"), "--least: expected with --states"),
        (TEAMS, ("--states", "0,1/-"), "expected either --states or --teams, found both"),
        (TEAMS, ("--jobs", "0"), "--jobs: expected at least 1, found 0"),
    ],
)
def test_bad_teams(khrnn, tmp_path: Path, text: str, words: tuple[str, ...], message: str) -> None:
    path = tmp_path / "teams.txt"
    path.write_text(text)
    result = khrnn("--n", 3, "--teams", path, *words)
    assert (result.status, result.out) == (2, "")
    assert message in result.err


def test_jobs_without_teams(khrnn) -> None:
    result = khrnn("--n", 3, "--states", "0,1/-", "--jobs", "2")
    assert (result.status, "--jobs: expected with --teams" in result.err) == (2, True)
    assert "found neither" in khrnn("--n", 3).err
