"""The table of `khrnn verify`, and what an interrupt leaves: nothing half, nothing lost."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from proofs import claims
from proofs.cli.verify_table import found
from proofs.quantities import Exact, Interval
from proofs.regression.history import read_history
from proofs.regression.resume import source_digest

Call = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).resolve().parents[2]
START = (sys.executable, "-c", "from proofs.cli import main; main()")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three claims in place of all; the names of those that were decided, in their order."""
    real = {claim.identifier: claim for claim in claims.all_claims()}["growth-central"]
    document = real.procedure(None).documents  # type: ignore[arg-type] - it takes no chance
    evidence = {
        "first": claims.Evidence(document),
        "second": claims.Evidence(cases=4, quantities=(Exact("bits", Fraction(9)),)),
        "third": claims.Evidence(measurements=2),
    }
    success = dict(zip(evidence, ("PROVED", "VERIFIED", "MEASURED"), strict=True))
    decided: list[str] = []

    def of(name: str) -> claims.Claim:
        def procedure(_rng: object) -> claims.Evidence:
            decided.append(name)
            return evidence[name]

        return dataclasses.replace(
            real,
            identifier=name,
            statement=f"statement of {name}",
            success=claims.Status[success[name]],
            procedure=procedure,
        )

    table = tuple(of(name) for name in evidence)
    monkeypatch.setattr(claims, "all_claims", lambda: table)
    return decided


def interrupt_at(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = claims.decide

    def stop(claim: claims.Claim, seed: int) -> claims.Outcome:
        if claim.identifier == name:
            raise KeyboardInterrupt
        return real(claim, seed)

    monkeypatch.setattr(claims, "decide", stop)


# ---- the table ----------------------------------------------------------------------------


def test_a_line_for_each_claim_by_groups_and_what_to_do_next(
    khrnn: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = claims.all_claims()
    monkeypatch.setattr(claims, "decide", lambda claim, _seed: claims.postpone(claim, "not now"))
    status, out, _ = khrnn("verify", "--long")
    assert status == 0
    lines = out.splitlines()
    rows = {line.split()[0]: line for line in lines if line.startswith(" ")}
    assert list(rows) != []
    assert set(rows) == {one.identifier for one in everything}
    assert all(len(row) <= 118 for row in rows.values())
    headings = [line for line in lines if line in {*claims.GROUPS, claims.OTHERS}]
    assert headings == list(claims.GROUPS)
    at = lines.index("contextuality")
    after = {line.split()[0] for line in lines[at:] if line.startswith(" ")}
    assert {"mermin-square", "degree-lines-3"} <= after
    assert "hsmt-r1-all" not in after
    assert everything[0].statement not in out
    assert "khrnn report" in lines[-1]
    assert "docs/claims.md" in lines[-1]


def test_every_claim_has_a_group() -> None:
    assert {claims.group_of(one) for one in claims.all_claims()} == set(claims.GROUPS)


def test_statements_in_the_list_without_deciding(khrnn: Call, calls: list[str]) -> None:
    _, plain, _ = khrnn("verify", "--list")
    _, out, _ = khrnn("verify", "--list", "--statements")
    assert calls == []
    lines = out.splitlines()
    assert lines[::3] == plain.splitlines()
    assert all(line.startswith("    if: ") for line in lines[1::3])
    assert all(line.startswith("    by: ") for line in lines[2::3])


def test_statements_on_request(khrnn: Call, calls: list[str]) -> None:
    for words in (("--statements",), ("--claim", "second")):
        _, out, _ = khrnn("verify", *words)
        assert "statement of second" in out
        assert "if a: " in out
    _, out, _ = khrnn("verify")
    assert "statement of" not in out
    assert [line.split() for line in out.splitlines() if line.startswith(" second")] == [
        ["second", "verified", "9", "0.0", "kernel:", "term", "by", "term;", "Rocq"]
    ]


@pytest.mark.parametrize(
    ("quantities", "said"),
    [
        ((), "1 case"),
        ((Exact("x", Fraction(1, 6)),), "1/6"),
        ((Interval("x", Fraction(3), Fraction(3)),), "3"),
        ((Interval("x", Fraction(298), Fraction(315)),), "298 to 315"),
        ((Interval("x", Fraction(5), None),), "at least 5"),
        ((Exact("x", Fraction(10**40)),), "1 case"),
        ((Exact("x", Fraction(1)), Exact("y", Fraction(1))), "1 case"),
    ],
)
def test_a_single_number_is_shown(quantities: tuple[Exact | Interval, ...], said: str) -> None:
    outcome = dataclasses.replace(
        claims.postpone(claims.all_claims()[0]), cases=1, quantities=quantities
    )
    assert found(outcome) == said


# ---- interrupts -----------------------------------------------------------------------------


def test_an_interrupted_bundle_leaves_nothing(
    khrnn: Call, calls: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert khrnn("verify", "--out", tmp_path / "old")[0] == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()}
    interrupt_at("second", monkeypatch)
    status, out, _ = khrnn("verify", "--out", tmp_path / "new" / "deep")
    assert status == 130
    assert "a bundle is written whole or not at all" in out
    assert "not reached before an interrupt" in out
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert khrnn("verify", "--out", tmp_path / "old", "--force")[0] == 130
    assert {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()} == before


def test_an_interrupt_while_the_bundle_is_written_leaves_nothing(
    khrnn: Call, calls: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from proofs.certificates import bundle

    def stop(*_words: object) -> None:
        raise KeyboardInterrupt

    khrnn("verify", "--out", tmp_path / "old")
    before = {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()}
    monkeypatch.setattr(bundle, "write_atomically", stop)  # the manifest, after the certificates
    for words in (("new",), ("old", "--force")):
        assert khrnn("verify", "--out", tmp_path / words[0], *words[1:])[0] == 130
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()} == before


def test_ctrl_c_and_going_on(tmp_path: Path) -> None:
    """A real signal, while a claim that takes seconds is decided."""
    state = tmp_path / "state.jsonl"
    words = ("--claim", "hsmt-r1-all", "--claim", "exclusivity-vectors", "--resume", str(state))
    process = subprocess.Popen(
        [*START, "verify", *words, "--out", str(tmp_path / "out")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and not (state.exists() and state.read_text().count("\n") == 2):
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "")
    assert "1 of 2 claims: 1 proved, 1 not run" in out
    assert f"go on with: khrnn verify ... --resume {state}" in out
    assert [path.name for path in tmp_path.iterdir()] == ["state.jsonl"]
    done = subprocess.run(
        [*START, "verify", "--claim", "hsmt-r1-all", "--resume", str(state)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"(1 of them from {state}, not decided again)" in done.stdout


@pytest.fixture
def state_of_three(khrnn: Call, calls: list[str], tmp_path: Path) -> tuple[Call, Path]:
    """A file of three finished claims; none of them may be decided after this."""
    state = tmp_path / "s.jsonl"
    assert khrnn("verify", "--resume", state)[0] == 0
    return khrnn, state


# ---- going on -------------------------------------------------------------------------------


def test_what_is_finished_is_not_decided_again_and_marked(
    khrnn: Call, calls: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "s.jsonl"
    with monkeypatch.context() as patch:
        interrupt_at("third", patch)
        assert khrnn("verify", "--resume", state)[0] == 130
    assert calls == ["first", "second"]
    files = [tmp_path / name for name in ("v.json", "j.xml", "h.jsonl")]
    words = zip(("--json-file", "--junit", "--history"), files, strict=True)
    more = [word for pair in words for word in pair]
    status, out, _ = khrnn("verify", "--resume", state, "--out", tmp_path / "out", *more)
    assert status == 0
    assert calls == ["first", "second", "third"]
    marked = [line.split()[0] for line in out.splitlines() if "from " in line[:80]]
    assert marked[:2] == ["first", "second"]
    assert f"(2 of them from {state}, not decided again)" in out
    told = {one["id"]: one["detail"] for one in json.loads(files[0].read_text())["claims"]}
    assert told["first"].startswith(f"from {state}, not decided by this run")
    assert not told["third"].startswith("from ")
    assert "not-decided-again.second" in files[1].read_text()
    (kept,) = read_history(files[2])
    assert [one.verdict for one in kept.claims] == ["not_run", "not_run", "measured"]
    assert khrnn("check", tmp_path / "out")[0] == 0
    status, out, _ = khrnn("verify", "--resume", state, "--statements")
    assert (status, len(calls)) == (0, 3)
    assert "3 of them from" in out


def test_what_failed_is_decided_again(
    khrnn: Call, calls: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = claims.decide

    def broken(claim: claims.Claim, seed: int) -> claims.Outcome:
        return dataclasses.replace(real(claim, seed), status=claims.Status.FAILED, failures=("no",))

    with monkeypatch.context() as patch:
        patch.setattr(claims, "decide", broken)
        assert khrnn("verify", "--resume", tmp_path / "s")[0] == 1
    assert khrnn("verify", "--resume", tmp_path / "s")[0] == 0
    assert len(calls) == 6


@pytest.mark.parametrize(
    ("place", "change", "said"),
    [
        (0, {"version": "0.0.9"}, "expected version"),
        (0, {"seed": 7}, "expected seed 0"),
        (0, {"source": "0" * 64}, "those of one whose Python files differ"),
        (0, {"schema": "khrnn-resume/9"}, "schema: expected 'khrnn-resume/1'"),
        (0, {"more": 1}, "more"),
        (1, {"verdict": "verified"}, "verdict: expected 'proved', found 'verified'"),
        (1, {"about": "0" * 64}, "about: expected the claim's own words"),
        (1, {"documents": []}, "expected something that was checked, found nothing"),
        (1, {"seconds": -1}, "seconds"),
        (1, {"cases": True}, "cases"),
        (2, {"verdict": "proved"}, "verdict: expected 'verified', found 'proved'"),
        (2, {"quantities": [{}]}, "quantities"),
    ],
)
def test_a_file_that_says_otherwise_is_refused(
    state_of_three: tuple[Call, Path], place: int, change: dict[str, object], said: str
) -> None:
    khrnn, state = state_of_three
    lines = state.read_text().splitlines()
    lines[place] = json.dumps(json.loads(lines[place]) | change)
    state.write_text("\n".join(lines) + "\n")
    status, out, err = khrnn("verify", "--resume", state)
    assert (status, out) == (2, "")
    assert f"--resume: {state}:{place + 1}" in err
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_forged_certificate_is_refused_by_the_kernel(
    khrnn: Call, calls: list[str], tmp_path: Path
) -> None:
    state = tmp_path / "s.jsonl"
    khrnn("verify", "--resume", state)
    good = state.read_text()
    record = json.loads(good.splitlines()[1])
    for change, said in (
        ({"summands": [{}]}, "expected"),
        ({"kind": "evaluate"}, "expected"),
    ):
        record["documents"][0]["certificate"] |= change
        lines = good.splitlines()
        lines[1] = json.dumps(record)
        state.write_text("\n".join(lines) + "\n")
        status, out, err = khrnn("verify", "--resume", state)
        assert (status, out) == (2, "")
        assert "documents[0]" in err
        assert said in err


def test_a_torn_last_line_is_dropped_and_decided_again(
    khrnn: Call, calls: list[str], tmp_path: Path
) -> None:
    state = tmp_path / "s.jsonl"
    khrnn("verify", "--resume", state)
    whole = state.read_bytes()
    state.write_bytes(whole[:-20])
    calls.clear()
    assert khrnn("verify", "--resume", state)[0] == 0
    assert calls == ["third"]
    assert state.read_bytes().count(b"\n") == whole.count(b"\n")


@pytest.mark.parametrize("content", [b"mine\n", b"\xff", b"{}", b"\n", b"[]\n"])
def test_other_files_are_no_place_for_it(
    khrnn: Call, calls: list[str], tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    status, out, err = khrnn("verify", "--resume", path)
    assert (status, out, calls) == (2, "", [])
    assert str(path) in err
    assert path.read_bytes() == content


def test_two_runs_do_not_share_it(khrnn: Call, calls: list[str], tmp_path: Path) -> None:
    from proofs.regression.resume import Finished

    with Finished(tmp_path / "s", claims.all_claims(), 0):
        status, out, err = khrnn("verify", "--resume", tmp_path / "s")
    assert (status, out) == (2, "")
    assert "one that is locked" in err


def test_the_digest_is_of_the_files(tmp_path: Path) -> None:
    assert source_digest() == source_digest()
