"""The command line as a user meets it: output, JSON keys, exit statuses, every bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from proofs.cli.app import run
from proofs.cli.console import integer_text
from proofs.kernel.__main__ import main as check_main


class Result:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def khrnn(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*words: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["khrnn", *map(str, words)])
        capsys.readouterr()
        status = check_main(sys.argv[2:]) if words[0] == "check" else run()
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return call


# ---- bound -------------------------------------------------------------------------------


def test_bound_json_has_the_documented_keys(khrnn) -> None:
    data = json.loads(khrnn("bound", 5, 2, "--json").out)
    assert (data["n"], data["k"], data["paper_bound_bits"], data["latent_qubits"]) == (5, 2, 9, 5)
    assert [r["reading"] for r in data["readings"]] == ["value-assignment", "faithful", "support"]
    for entry in data["readings"]:
        assert set(entry) == {"reading", "bits", "relation", "holds_for", "evidence"}
    assert [r["bits"] for r in data["readings"]] == [10, 10, 9]


def test_bound_is_exact_for_huge_sizes(khrnn) -> None:
    from math import comb

    text = khrnn("bound", 20000, 10000, "--json").out
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        assert json.loads(text)["paper_bound_bits"] == comb(20000, 10000) - 1
    finally:
        sys.set_int_max_str_digits(limit)
    assert "(6019 digits)" in khrnn("bound", 20000, 10000).out


def test_bound_one_reading(khrnn) -> None:
    data = json.loads(khrnn("bound", 6, 3, "--reading", "support", "--json").out)
    (entry,) = data["readings"]
    assert (entry["bits"], entry["relation"]) == (18, "<=")


@pytest.mark.parametrize(("n", "k", "basis"), [(4, 3, "in Rocq"), (7, 4, "argued for all n")])
def test_bound_text_names_hypotheses(khrnn, n: int, k: int, basis: str) -> None:
    result = khrnn("bound", n, k)
    assert result.status == 0
    for word in ("deterministic", basis, "paper's figure", f"{n} latent qubits"):
        assert word in result.out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((3, 4), "k: expected an integer from 1 to n = 3, found 4"),
        ((3, 0), "k: expected an integer from 1 to n = 3, found 0"),
        ((0, 1), "n: expected an integer from 1"),
        ((3, 2, "--reading", "loyal"), "--reading: expected one of value-assignment"),
    ],
)
def test_bound_refuses(khrnn, words: tuple[object, ...], expected: str) -> None:
    result = khrnn("bound", *words)
    assert (result.status, result.out) == (2, "")
    assert expected in result.err


def test_integer_text_is_exact_or_says_its_length() -> None:
    assert integer_text(12345) == "12345"
    assert integer_text(10**40) == "10000000...00000000 (41 digits)"


# ---- hypergraph --------------------------------------------------------------------------


def test_hypergraph_text(khrnn) -> None:
    result = khrnn("hypergraph", "--edges", "0,1,2;1,2,3", "--with", "0,1,2")
    assert result.status == 0
    assert "K_1 = + X1 CZ02 CZ23" in result.out
    assert "holds on 256 pairs" in result.out
    assert "overlap with 0,1,2: 3/4" in result.out


def test_hypergraph_json_and_files(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "h.json"
    path.write_text('{"n": 3, "edges": [[0, 1], [1, 2]]}')
    data = json.loads(khrnn("hypergraph", path, "--with", "0,1", "--json").out)
    assert data["uniform"] == 2
    assert data["group_law_holds"] is True
    assert Fraction(data["second"]["overlap"]) == Fraction(1, 2)
    assert data["commutation"] == [["commute"] * 3] * 3
    text = tmp_path / "h.txt"
    text.write_text("# a path\nn 3\n0,1\n1,2\n")
    assert json.loads(khrnn("hypergraph", text, "--json").out)["polynomial"] == data["polynomial"]


def test_hypergraph_symbolic(khrnn) -> None:
    latex = khrnn("hypergraph", "--edges", "0,1,2", "--latex").out
    assert latex.startswith("K_{0} = ")
    assert "z_{1}" in latex
    assert "z1*z2" in khrnn("hypergraph", "--edges", "0,1,2", "--sympy").out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--edges", "0,0,1"), "found"),
        (("--edges", "0,1,7", "-n", "4"), "found"),
        (("--edges", "0,1;1,0"), "found"),
        (("--edges", "0,x"), "found"),
        (("--edges", ""), "found"),
        ((), "expected either FILE or --edges, found neither"),
        (("nowhere.json",), "nowhere.json"),
        (("--edges", "0,1", "--with", "0,5"), "found"),
    ],
)
def test_hypergraph_refuses(khrnn, words: tuple[str, ...], expected: str) -> None:
    result = khrnn("hypergraph", *words)
    assert (result.status, result.out) == (2, "")
    assert expected in result.err
    assert "Traceback" not in result.err


# ---- contextuality -----------------------------------------------------------------------

KEYS = {"contextual", "method", "observables", "contexts", "negative_contexts", "certificate"}


@pytest.mark.parametrize(
    ("name", "counts", "contextual"),
    [
        ("mermin-square", (9, 6, 1), True),
        ("mermin-pentagram", (10, 5, 1), True),
        ("doily", (15, 15, 3), True),
        ("conway-kochen-31", (31, 17, None), True),
        ("peres-33", (33, 16, None), True),
        ("cabello-18", (18, 9, None), True),
        ("yu-oh-13", (13, 4, None), False),
    ],
)
def test_library_names(
    khrnn, tmp_path: Path, name: str, counts: tuple[int, int, int | None], contextual: bool
) -> None:
    path = tmp_path / "c.json"
    result = khrnn("contextuality", "--library", name, "--json", "-o", path)
    data = json.loads(result.out)
    assert result.status == 0
    assert set(data) >= KEYS
    assert (data["observables"], data["contexts"], data["negative_contexts"]) == counts
    assert data["contextual"] is contextual
    assert data["certificate"]["verdict"] == "valid"
    assert data["certificate"]["file"] == str(path)
    assert khrnn("check", path).status == 0


def test_ctx_file_noncontextual_gets_an_assignment(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "ghz.ctx"
    path.write_text("XX,ZZ,YY\nXI,IX,XX\n")
    data = json.loads(khrnn("contextuality", path, "--json").out)
    assert data["contextual"] is False
    assert data["certificate"]["kind"] == "assignment"
    assert data["certificate"]["content"]["minus"]


SQUARE = "XI,IX,XX\nIZ,ZI,ZZ\nXZ,ZX,YY\nXI,IZ,XZ\nIX,ZI,ZX\nXX,ZZ,YY\n"


@pytest.mark.parametrize(
    ("content", "place", "expected"),
    [
        ("XX,ZI,YI\n", "bad.ctx:1", "commut"),
        ("XX,ZZ\n", "bad.ctx:1", "identity"),
        ("XX,ZZ,YY\nX,Z,Y\n", "bad.ctx:2", "2"),
        ("XX,ZZ,yy\n", "bad.ctx:1", "yy"),
        ("XX ,Z Z,YY\n", "bad.ctx:1", "found"),
        ("", "bad.ctx", "no context line"),
        ("# nothing\n", "bad.ctx", "context"),
        ("XX\n", "bad.ctx:1", "found"),
        ("II,II\n", "bad.ctx:1", "found"),
        (SQUARE + "ZZ,XX,YY\n", "bad.ctx:7", "found"),
    ],
)
def test_bad_ctx_files(khrnn, tmp_path: Path, content: str, place: str, expected: str) -> None:
    path = tmp_path / "bad.ctx"
    path.write_text(content)
    out = tmp_path / "out.json"
    result = khrnn("contextuality", path, "-o", out)
    assert (result.status, result.out) == (2, "")
    assert place in result.err
    assert expected in result.err
    assert not out.exists()


BASIS = [["1", "0", "0"], ["0", "1", "0"], ["0", "0", "1"]]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"vectors": [*BASIS, ["0", "0", "0"]]}, "zero"),
        ({"vectors": [*BASIS, ["1", "1"]]}, "3"),
        ({"vectors": [*BASIS, ["2", "0", "0"]]}, "found"),
        ({"vectors": [*BASIS, ["1", "sqrt2", "0"]]}, "sqrt2"),
        ({"vectors": [*BASIS, ["1", "1", "0"]], "bases": [[0, 1, 3]]}, "orthogonal"),
        ({"ring": "Q"}, "ring"),
        ({"dim": 0}, "dim"),
        ({"extra": 1}, "extra"),
        ({"vectors": []}, "vectors"),
        ({"vectors": [["1", 0.5, "0"]]}, "found"),
    ],
)
def test_bad_vector_files(khrnn, tmp_path: Path, change: dict[str, object], expected: str) -> None:
    path = tmp_path / "v.json"
    document = {"name": "v", "dim": 3, "ring": "Z", "vectors": BASIS} | change
    path.write_text(json.dumps(document))
    result = khrnn("contextuality", path)
    assert (result.status, result.out) == (2, "")
    assert "v.json" in result.err
    assert expected in result.err


def test_truncated_json_names_line_and_column(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('{"name": "v", "dim": 3,\n "ring": "Z", "vectors": [["1",')
    result = khrnn("contextuality", path)
    assert result.status == 2
    assert "t.json" in result.err
    assert "2" in result.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--library", "mermin-sqare"), "mermin-square"),
        ((), "found neither"),
        (("--library", "doily", "x.ctx"), "found both"),
        (("missing.ctx",), "missing.ctx"),
        (("--library", "peres-33", "--rule", "none"), "bases-and-pairs"),
        (("--library", "peres-33", "--time-limit", "-1"), "found"),
    ],
)
def test_contextuality_refuses(khrnn, words: tuple[str, ...], expected: str) -> None:
    result = khrnn("contextuality", *words)
    assert (result.status, result.out) == (2, "")
    assert expected in result.err


def test_a_time_out_is_no_result(khrnn, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextuality.search import sat
    from contextuality.search.result import TimedOut

    monkeypatch.setattr(sat, "colour", lambda *_args: TimedOut(1.0))
    result = khrnn("contextuality", "--library", "peres-33", "--json")
    data = json.loads(result.out)
    assert (result.status, data["contextual"], data["certificate"]) == (1, None, None)


# ---- task and simulate -------------------------------------------------------------------


def test_task_and_simulate_round_trip(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    assert khrnn("task", "hsmt", 4, 3, 9, "--count", 6, "--seed", 3, "-o", path).status == 0
    printed = khrnn("task", "hsmt", 4, 3, 9, "--count", 6, "--seed", 3).out
    assert path.read_text() == printed
    data = json.loads(khrnn("simulate", path, "--json").out)
    assert (len(data["sentences"]), data["invalid"], data["wrong_probabilities"]) == (6, 0, 0)
    recorded = [json.loads(line) for line in printed.splitlines()]
    for row, line in zip(data["sentences"], recorded, strict=True):
        assert row["probability"] == line["probability"]
        assert row["valid"] is True
        assert row["max_gates_per_token"] <= 2
    assert "6 valid, 0 invalid" in khrnn("simulate", path).out


def test_compiled_task(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    khrnn("task", "hsmt", 3, 2, 12, "--count", 3, "--compiled", "-o", path)
    assert '["S"]' in path.read_text()
    assert khrnn("simulate", path).status == 0


def test_simulate_samples_sentences_without_words(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    tokens = '[["E",[0,1]],["M",{"shift":[0],"phase":[[1]]}]]'
    path.write_text(f'{{"schema":"khrnn-hsmt/1","n":2,"k":2,"l":2,"tokens":{tokens}}}\n')
    data = json.loads(khrnn("simulate", path, "--json").out)
    assert data["sentences"][0]["words"] == [None, 1]
    assert data["sentences"][0]["sampled"] is True


def test_simulate_notices_an_invalid_translation(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    line = {
        "schema": "khrnn-hsmt/1",
        "n": 1,
        "k": 1,
        "l": 1,
        "tokens": [["M", {"shift": [0], "phase": []}]],
        "words": [-1],
        "conditional": ["1"],
        "probability": "1",
    }
    path.write_text(json.dumps(line) + "\n")
    result = khrnn("simulate", path)
    assert result.status == 1
    assert "INVALID" in result.out


def test_simulate_notices_a_wrong_probability(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    line = {
        "schema": "khrnn-hsmt/1",
        "n": 2,
        "k": 2,
        "l": 1,
        "tokens": [["M", {"shift": [], "phase": [[0]]}]],
        "words": [1],
        "conditional": ["1/3"],
        "probability": "1/3",
    }
    path.write_text(json.dumps(line) + "\n")
    result = khrnn("simulate", path)
    assert result.status == 1
    assert "1 with a wrong probability" in result.out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((3, 4, 5), "found"),
        ((3, 0, 5), "found"),
        ((3, 2, 0), "found"),
        ((3, 2, 5, "--count", -1), "found"),
        ((3, 2, 5, "--seed", -1), "--seed"),
    ],
)
def test_task_refuses(khrnn, words: tuple[object, ...], expected: str) -> None:
    result = khrnn("task", "hsmt", *words)
    assert (result.status, result.out) == (2, "")
    assert expected in result.err


@pytest.mark.parametrize(
    "tokens",
    [
        '[["E",[0,0]]]',
        '[["E",[0,5]]]',
        '[["E",[0]]]',
        '[["Q",[0]]]',
        '[["M",{"shift":[0],"phase":[[0]]}]]',
        '[["M",{"shift":[],"phase":[[0,1]]}]]',
        '[["S"],["X",0],["P",[1]],["R"]]',
        '[["S"]]',
    ],
)
def test_simulate_refuses_malformed_sentences(khrnn, tmp_path: Path, tokens: str) -> None:
    path = tmp_path / "s.jsonl"
    good = '{"schema":"khrnn-hsmt/1","n":2,"k":2,"l":9,"tokens":[["E",[0,1]]]}\n'
    path.write_text(good + good.replace('[["E",[0,1]]]', tokens))
    result = khrnn("simulate", path)
    assert (result.status, result.out) == (2, "")
    assert "s.jsonl:2" in result.err


# ---- check and verify --------------------------------------------------------------------


def test_verify_writes_a_bundle_and_data(khrnn, tmp_path: Path) -> None:
    out, data_file = tmp_path / "out", tmp_path / "v.json"
    words = ["--claim", "growth-central", "--claim", "cabello-18", "--claim", "hsmt-r1-all"]
    result = khrnn("verify", *words, "--out", out, "--json-file", data_file)
    assert result.status == 0
    assert "3 of 3 claims: 3 proved; 3 of 3 certificates accepted" in result.out
    data = json.loads(data_file.read_text())
    assert data["failed"] == 0
    assert [claim["verdict"] for claim in data["claims"]] == ["proved"] * 3
    assert all(claim["hypotheses"] for claim in data["claims"])
    assert set(data["tools"]) >= {"numpy", "z3-solver"}
    assert set(data["provenance"]) == {"khrnn", "python", "platform", "seed"}
    assert khrnn("check", out).status == 0
    # A second run replaces the first bundle only if it is told to, and says so before it works.
    refused = khrnn("verify", "--claim", "growth-central", "--out", out)
    assert (refused.status, refused.out) == (2, "")
    assert "--force" in refused.err
    assert len(list(out.iterdir())) == 5
    assert khrnn("verify", "--claim", "growth-central", "--out", out, "--force").status == 0
    assert sorted(p.name for p in out.iterdir()) == ["growth-central.json", "manifest.json"]


def test_verify_writes_no_empty_bundle(khrnn, tmp_path: Path) -> None:
    result = khrnn("verify", "--claim", "khrnn-constant-gates", "--out", tmp_path / "out")
    assert result.status == 0
    assert "nothing written" in result.out
    assert not (tmp_path / "out").exists()


def test_verify_does_not_touch_a_folder_with_other_files(khrnn, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    result = khrnn("verify", "--claim", "growth-central", "--out", tmp_path)
    assert result.status == 2
    assert "thesis.tex" in result.err
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_hostile_manifest_cannot_delete_outside_its_folder(khrnn, tmp_path: Path) -> None:
    victim = tmp_path / "thesis.tex"
    victim.write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    files = [{"file": "../thesis.tex"}, {"file": str(victim)}]
    (out / "manifest.json").write_text(json.dumps({"files": files}))
    assert khrnn("verify", "--claim", "growth-central", "--out", out, "--force").status == 0
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("tamper", ["remove", "change", "add", "manifest"])
def test_a_changed_bundle_is_malformed(khrnn, tmp_path: Path, tamper: str) -> None:
    out = tmp_path / "out"
    khrnn("verify", "--claim", "growth-central", "--claim", "mermin-square", "--out", out)
    file = out / "growth-central.json"
    if tamper == "remove":
        file.unlink()
    elif tamper == "change":
        file.write_text(file.read_text() + "\n")
    elif tamper == "add":
        (out / "more.json").write_text("{}")
    else:
        (out / "manifest.json").write_text("{}")
    result = khrnn("check", out)
    assert result.status == 2
    assert "malformed" in result.err


def test_verify_lists_and_refuses(khrnn, tmp_path: Path) -> None:
    assert "hsmt-r2-all" in khrnn("verify", "--list").out
    result = khrnn("verify", "--claim", "everything")
    assert (result.status, result.out) == (2, "")
    assert "a name that khrnn verify --list prints, found 'everything'" in result.err
    typed = khrnn("verify", "--claim", "mermin-sqare")
    assert (typed.status, typed.out) == (2, "")
    assert "--claim: expected mermin-square" in typed.err
    file = tmp_path / "f"
    file.write_text("")
    assert khrnn("verify", "--out", file).status == 2
    assert khrnn("verify", "--seed", -1).status == 2


def test_verify_fails_if_a_claim_fails(khrnn, monkeypatch: pytest.MonkeyPatch) -> None:
    from proofs import claims

    real = claims.decide

    def broken(claim, seed):
        import dataclasses

        return dataclasses.replace(
            real(claim, seed), status=claims.Status.FAILED, failures=("n=2: broken",)
        )

    monkeypatch.setattr(claims, "decide", broken)
    result = khrnn("verify", "--claim", "growth-central")
    assert result.status == 1
    assert "growth-central: FAILED: n=2: broken" in result.out


@pytest.fixture
def long_claim(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Replace all claims by a short and a long one; return the calls of the long one."""
    import dataclasses

    from proofs import claims

    calls: list[int] = []
    real = {claim.identifier: claim for claim in claims.all_claims()}["growth-central"]

    def slowly(rng) -> claims.Evidence:
        calls.append(1)
        return claims.Evidence(cases=7, detail="trained")

    late = dataclasses.replace(
        real,
        identifier="training",
        long=True,
        procedure=slowly,
        success=claims.Status.VERIFIED,
        hypotheses="the seeds listed",
    )
    monkeypatch.setattr(claims, "all_claims", lambda: (late, real))
    return calls


def test_verify_leaves_long_claims_out_and_says_so(khrnn, long_claim, tmp_path: Path) -> None:
    data_file = tmp_path / "v.json"
    result = khrnn("verify", "--json-file", data_file, "--out", tmp_path / "out")
    assert (result.status, long_claim) == (0, [])
    lines = result.out.splitlines()
    assert lines[-1].endswith("all of it as pages: khrnn report")
    assert lines[-2] == ("not run, because they take minutes: 1; khrnn verify --long runs them")
    assert any("1 of 2 claims: 1 not run, 1 proved; 1 of 1 certif" in line for line in lines)
    (row,) = [line for line in lines if line.strip().startswith("training")]
    assert "not run" in row
    data = json.loads(data_file.read_text())
    assert (data["not_run"], data["failed"]) == (1, 0)
    assert [(c["id"], c["long"], c["verdict"]) for c in data["claims"]] == [
        ("training", True, "not_run"),
        ("growth-central", False, "proved"),
    ]
    assert khrnn("check", tmp_path / "out").status == 0


@pytest.mark.parametrize("words", [("--long",), ("--claim", "training")])
def test_verify_runs_long_claims_on_request(khrnn, long_claim, words: tuple[str, ...]) -> None:
    result = khrnn("verify", *words)
    assert (result.status, long_claim) == (0, [1])
    assert "not run" not in result.out
    assert "1 verified" in result.out


def test_a_claim_that_lacks_its_extra_is_named(khrnn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing failed, but who asked for that claim by name did not get an answer."""
    import dataclasses

    from contextuality.extras import need
    from proofs import claims

    real = {claim.identifier: claim for claim in claims.all_claims()}["growth-central"]
    lacking = dataclasses.replace(
        real,
        identifier="training",
        procedure=lambda _rng: need("no_such_module", "train", "a claim about training"),
    )
    monkeypatch.setattr(claims, "all_claims", lambda: (lacking, real))
    result = khrnn("verify")
    assert result.status == 0
    told = [line for line in result.out.splitlines() if line.startswith("training: not run: ")]
    assert len(told) == 1
    assert "pip install 'khrnn[train]'" in told[0]
    assert khrnn("verify", "--claim", "training").status == 2


def test_the_list_marks_long_claims(khrnn, long_claim) -> None:
    lines = khrnn("verify", "--list").out.splitlines()
    assert [line.endswith("(long)") for line in lines] == [True, False]


def test_an_interrupt_keeps_what_is_decided(khrnn, monkeypatch: pytest.MonkeyPatch) -> None:
    from proofs import claims

    real = claims.decide

    def stop(claim, seed):
        if claim.identifier == "growth-central":
            raise KeyboardInterrupt
        return real(claim, seed)

    monkeypatch.setattr(claims, "decide", stop)
    result = khrnn("verify", "--claim", "growth-polynomial", "--claim", "growth-central")
    assert result.status == 130
    assert "1 of 2 claims: 1 proved" in result.out


def test_flipped_bits_in_a_certificate_are_never_wrongly_accepted(khrnn, tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    khrnn("contextuality", "--library", "mermin-square", "-o", path)
    original = path.read_bytes()
    contexts = json.loads(original)["statement"]["contexts"]
    accepted = 0
    start = original.index(b'"provenance"')  # a line that the kernel reads past
    told = range(start, original.index(b"\n", start))
    for position in (place for place in range(len(original)) if place not in told):
        flipped = bytearray(original)
        flipped[position] ^= 1 << position % 8
        path.write_bytes(bytes(flipped))
        status = check_main(["--quiet", str(path)])
        if status == 0:
            accepted += 1
            assert json.loads(bytes(flipped))["statement"]["contexts"] == contexts
    assert accepted < 40  # white space turned into other white space


# ---- start-up ----------------------------------------------------------------------------


def _modules_after(*words: str) -> set[str]:
    code = (
        f"import sys\nsys.argv = ['khrnn', *{list(words)!r}]\nfrom proofs.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n' + ' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_help_and_check_load_nothing_heavy(tmp_path: Path) -> None:
    heavy = {"numpy", "sympy", "galois", "z3", "pysat", "stim", "numba", "scipy", "torch"}
    for words in (("--help",), ("verify", "--help"), ("--version",)):
        assert not heavy & _modules_after(*words)
    loaded = _modules_after("check", str(tmp_path / "none.json"))
    assert not (heavy | {"typer", "rich", "contextuality", "khrnn"}) & loaded


def test_version_and_module_entry() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "proofs.cli", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("khrnn ")
