"""`khrnn verify --against`, `--junit`, `--history` and `--json` as a user meets them."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from proofs import claims
from proofs.quantities import Exact, Interval
from proofs.regression.history import read_history
from proofs.regression.junit import junit_text
from proofs.regression.runs import read_baseline, record

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> dict[str, claims.Evidence]:
    """Three claims whose evidence a test may change; one is long, one fails if told to."""
    real = {claim.identifier: claim for claim in claims.all_claims()}["growth-central"]
    document = real.procedure(None).documents  # type: ignore[arg-type] - it takes no chance
    evidence = {
        "first": claims.Evidence(
            document, quantities=(Interval("degree", Fraction(3), Fraction(5)),)
        ),
        "second": claims.Evidence(cases=4, quantities=(Exact("bits", Fraction(9)),)),
        "late": claims.Evidence(cases=1),
    }

    def of(name: str) -> claims.Claim:
        success = claims.Status.PROVED if name == "first" else claims.Status.VERIFIED
        return dataclasses.replace(
            real,
            identifier=name,
            statement=f"the {name} < statement & more",
            success=success,
            procedure=lambda _rng: evidence[name],
            long=name == "late",
        )

    monkeypatch.setattr(claims, "all_claims", lambda: tuple(of(name) for name in evidence))
    return evidence


def _parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own files


def test_json_is_the_whole_output_and_a_baseline(
    khrnn: Call, table: dict[str, claims.Evidence], tmp_path: Path
) -> None:
    status, out, err = khrnn("verify", "--json", "--json-file", tmp_path / "v.json")
    data = json.loads(out)
    assert (status, err) == (0, "")
    kept = json.loads((tmp_path / "v.json").read_text())
    assert {**kept, "provenance": 0} == {**data, "provenance": 0}
    assert data["claims"][0]["quantities"] == [
        {"name": "degree", "kind": "interval", "lower": "3", "upper": "5"}
    ]
    found = read_baseline(tmp_path / "v.json")
    assert [one.verdict for one in found.claims] == ["proved", "verified", "not_run"]
    assert found.claims[0].certificates == ("growth-central",)
    status, out, _ = khrnn("verify", "--against", tmp_path / "v.json", "--quiet")
    assert status == 0
    assert "2 claims and 2 quantities compared: nothing moved" in out


def test_a_regression_is_told_and_fails(
    khrnn: Call, table: dict[str, claims.Evidence], tmp_path: Path
) -> None:
    history = tmp_path / "h.jsonl"
    assert khrnn("verify", "--history", history)[0] == 0
    table["second"] = claims.Evidence(cases=4, quantities=(Exact("bits", Fraction(8)),))
    table["first"] = claims.Evidence(
        table["first"].documents, quantities=(Interval("degree", Fraction(4), Fraction(5)),)
    )
    status, out, _ = khrnn(
        "verify", "--against", history, "--history", history, "--junit", tmp_path / "j.xml"
    )
    assert status == 1
    assert "regression: second: bits: 9 -> 8: " in out
    assert "better: first: lower bound of degree: 3 to 5 -> 4 to 5: " in out
    assert len(read_history(history)) == 2
    suite = _parsed((tmp_path / "j.xml").read_text())[0]
    (failure,) = suite.iter("failure")
    assert failure.get("type") == "regression"
    assert "bits: 9 -> 8" in (failure.get("message") or "")
    assert "better: first" in (suite.findtext("system-out") or "")
    status, out, _ = khrnn("verify", "--against", history, "--json")
    against = json.loads(out)["against"]
    assert (status, against["regressions"], against["findings"]) == (0, 0, [])


def test_only_what_was_asked_for_is_missed(
    khrnn: Call, table: dict[str, claims.Evidence], tmp_path: Path
) -> None:
    khrnn("verify", "--history", tmp_path / "h.jsonl")
    status, out, _ = khrnn("verify", "--claim", "second", "--against", tmp_path / "h.jsonl")
    assert status == 0
    assert "1 claims and 1 quantities compared: nothing moved" in out


def test_junit_has_failures_with_text_and_skips_with_reasons(
    khrnn: Call, table: dict[str, claims.Evidence], tmp_path: Path
) -> None:
    table["second"] = claims.Evidence(cases=4, failures=("n = 3:\x1b[1m 7 < 8\ufffe", "n = 4"))
    status, _, _ = khrnn("verify", "--junit", tmp_path / "j.xml")
    assert status == 1
    root = _parsed((tmp_path / "j.xml").read_text())
    (suite,) = root
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "3",
        "failures": "1",
        "errors": "0",
        "skipped": "1",
    }
    assert suite.get("hostname") == "localhost"
    assert [child.tag for child in suite] == [
        "properties",
        *["testcase"] * 3,
        "system-out",
        "system-err",
    ]
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    failure = cases["second"].find("failure")
    assert failure is not None
    assert failure.get("type") == "failed"
    assert "n = 4" in (failure.text or "")
    assert "the second < statement & more" in (failure.text or "")
    skipped = cases["late"].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "it takes minutes"
    assert len(cases["first"]) == 0


SUITE = {
    "name": r"\S.*",
    "package": r"\S+",
    "id": r"\d+",
    "hostname": "localhost",
    "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "tests": r"\d+",
    "failures": r"\d+",
    "errors": r"\d+",
    "skipped": r"\d+",
    "time": r"\d+\.\d+",
}
SHAPE: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    # element: its attributes, all of them, with their patterns; the children it may have, in order
    "testsuites": ({}, ("testsuite",)),
    "testsuite": (SUITE, ("properties", "testcase", "system-out", "system-err")),
    "properties": ({}, ("property",)),
    "property": ({"name": r"\S+", "value": ".*"}, ()),
    "testcase": (
        {"classname": r"\S+", "name": r"\S+", "time": r"\d+\.\d+"},
        ("failure", "skipped"),
    ),
    "failure": ({"message": "(?s).*", "type": r"\S+"}, ()),
    "skipped": ({"message": "(?s).*"}, ()),
    "system-out": ({}, ()),
    "system-err": ({}, ()),
}
"""What both Ant's and Jenkins' schema allow, and Ant's demands."""


def test_junit_has_the_shape_of_both_common_schemas(
    khrnn: Call, table: dict[str, claims.Evidence], tmp_path: Path
) -> None:
    khrnn("verify", "--history", tmp_path / "h.jsonl")
    table["second"] = claims.Evidence(cases=4, failures=("\x00 <&>",))
    words = ("verify", "--junit", tmp_path / "j.xml", "--against", tmp_path / "h.jsonl")
    assert khrnn(*words)[0] == 1
    root = _parsed((tmp_path / "j.xml").read_text())
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, children = SHAPE[element.tag]
        assert set(element.attrib) == set(attributes)
        for name, pattern in attributes.items():
            assert re.fullmatch(pattern, element.attrib[name])
        positions = [children.index(child.tag) for child in element]
        assert positions == sorted(positions)
    (suite,) = root
    assert {"properties", "system-out", "system-err"} <= {child.tag for child in suite}
    assert all(len(case) <= 1 for case in suite.iter("testcase"))


def test_an_interrupt_keeps_what_is_decided_in_every_file(
    khrnn: Call,
    table: dict[str, claims.Evidence],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = claims.decide

    def stop(claim: claims.Claim, seed: int) -> claims.Outcome:
        if claim.identifier == "second":
            raise KeyboardInterrupt
        return real(claim, seed)

    monkeypatch.setattr(claims, "decide", stop)
    files = [tmp_path / name for name in ("v.json", "j.xml", "h.jsonl")]
    words = zip(("--json-file", "--junit", "--history"), files, strict=True)
    status, out, _ = khrnn("verify", "--long", *(word for pair in words for word in pair))
    assert status == 130
    assert "1 of 3 claims: 1 proved, 2 not run" in out
    for found in (read_baseline(files[0]), read_history(files[2])[0]):
        assert found.interrupted
        assert [one.verdict for one in found.claims] == ["proved", "not_run", "not_run"]
    suite = _parsed(files[1].read_text())[0]
    reasons = [one.get("message") for one in suite.iter("skipped")]
    assert reasons == ["interrupted before it was decided"] * 2


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"schema": "khrnn-verify/1"}', "\x00"])
def test_malformed_baselines_are_refused_before_the_work(
    khrnn: Call, tmp_path: Path, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "decide", None)
    path = tmp_path / "base.json"
    path.write_text(content)
    for words in (("--against", path), ("--against", tmp_path), ("--against", tmp_path / "none")):
        status, out, err = khrnn("verify", *words)
        assert (status, out) == (2, "")
        assert str(words[1]) in err


def test_other_files_are_no_place_for_a_history(
    khrnn: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "decide", None)
    path = tmp_path / "notes.txt"
    path.write_text("mine\n")
    for words in (("--history", path), ("--history", tmp_path), ("--junit", tmp_path)):
        status, out, err = khrnn("verify", *words)
        assert (status, out) == (2, "")
        assert str(words[1]) in err
    assert path.read_text() == "mine\n"


def test_no_host_name_and_no_user_name_is_written(
    khrnn: Call, table: dict[str, claims.Evidence], tmp_path: Path
) -> None:
    import getpass
    import platform

    files = [tmp_path / name for name in ("v.json", "j.xml", "h.jsonl")]
    words = zip(("--json-file", "--junit", "--history"), files, strict=True)
    khrnn("verify", *(word for pair in words for word in pair))
    for file in files:
        text = file.read_text()
        assert platform.node() not in text
        assert str(Path.home()) + "/" not in text
        assert f"{getpass.getuser()}@" not in text


def test_every_claim_record_is_a_line(table: dict[str, claims.Evidence]) -> None:
    outcomes = [claims.decide(claim, 0) for claim in claims.all_claims()]
    found = record(outcomes, 0, 1.0, interrupted=False)
    assert junit_text(found, outcomes).count("<testcase") == len(outcomes)
    assert [one.identifier for one in found.claims] == list(table)


def test_a_baseline_of_another_version_or_interrupted_says_so(
    khrnn: Call, table: dict[str, claims.Evidence], tmp_path: Path
) -> None:
    khrnn("verify", "--history", tmp_path / "h.jsonl")
    line = json.loads((tmp_path / "h.jsonl").read_text())
    line["version"], line["interrupted"] = "0.0.5", True
    line["claims"][1] |= {"verdict": "not_run", "quantities": [], "seconds": 0}
    (tmp_path / "old.jsonl").write_text(json.dumps(line) + "\n")
    status, out, _ = khrnn("verify", "--against", tmp_path / "old.jsonl")
    assert status == 0
    assert "the baseline is of khrnn 0.0.5, this run of khrnn " in out
    assert "the baseline was interrupted: it has no verdict on 2 of its claims" in out
    assert "not compared: second" in out
    _, out, _ = khrnn("verify", "--against", tmp_path / "h.jsonl")
    assert "the baseline is of" not in out
    assert "interrupted" not in out


@pytest.mark.parametrize("kept", [[], ["second"]])
def test_a_baseline_with_nothing_to_compare_is_refused_before_the_work(
    khrnn: Call,
    table: dict[str, claims.Evidence],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kept: list[str],
) -> None:
    """A check that compares nothing must not pass for one that found nothing."""
    khrnn("verify", "--history", tmp_path / "h.jsonl")
    line = json.loads((tmp_path / "h.jsonl").read_text())
    line["claims"] = [one for one in line["claims"] if one["id"] in kept]
    (tmp_path / "few.jsonl").write_text(json.dumps(line) + "\n")
    monkeypatch.setattr(claims, "decide", None)
    status, out, err = khrnn("verify", "--claim", "first", "--against", tmp_path / "few.jsonl")
    assert (status, out) == (2, "")
    assert "with a verdict on one of the claims of this one; found none" in err
