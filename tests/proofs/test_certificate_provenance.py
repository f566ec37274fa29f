"""What certificate files say about their origin: who wrote them, the same bytes twice, no trust."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from proofs.certificates.document import Document
from proofs.claims import all_claims, decide
from proofs.cli.app import app
from proofs.independent import second_opinions
from proofs.kernel import check_file
from proofs.provenance import origin, version

GROWTH = {"kind": "binomial-growth", "family": "polynomial", "n": 9, "k": 3}
DOCUMENT = Document(
    "growth", {**GROWTH, "inequality": "binom(n,k)*k^k >= n^k"}, {"kind": "evaluate"}
)

COMMANDS = {
    "khrnn contextuality": ["contextuality", "--library", "mermin-square", "-o"],
    "khrnn contextuality critical": ["contextuality", "critical", "--library", "doily", "-o"],
    "khrnn degree": ["degree", "--library", "mermin-square", "-o"],
    "khrnn exclude": ["exclude", "--n", "3", "--states", "0,1;1,2 / 0,2 / ", "-o"],
    "khrnn memory scenario": [
        *("memory", "scenario", "--library", "mermin-square", "--sequences", "contexts", "-o"),
    ],
}


def facts_of(path: Path) -> dict[str, str]:
    facts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["provenance"]
    return facts


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_name_themselves_and_write_the_same_bytes_twice(
    command: str, tmp_path: Path
) -> None:
    bytes_written = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        place = folder / "c.json"
        result = CliRunner().invoke(app, [*COMMANDS[command], str(place)])
        assert result.exit_code == 0, result.output
        files = sorted(folder.glob("*.json"))
        assert {facts_of(file)["command"] for file in files} == {command}
        assert all(facts_of(file)["khrnn"] == version() for file in files)
        assert all(check_file(file) for file in files)
        assert all(str(tmp_path) not in file.read_text(encoding="utf-8") for file in files)
        bytes_written.append([file.read_bytes() for file in files])
    assert bytes_written[0] == bytes_written[1]


def test_a_bundle_of_one_command_says_so_in_every_certificate(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    result = CliRunner().invoke(
        app, ["memory", "curve", "2", "2", "--seed", "5", "-o", str(folder)]
    )
    assert result.exit_code == 0, result.output
    files = [path for path in folder.glob("*.json") if path.name != "manifest.json"]
    assert files
    expected = {"khrnn": version(), "command": "khrnn memory curve", "seed": "5"}
    assert all(facts_of(file) == expected for file in files)
    assert CliRunner().invoke(app, ["check", "--quiet", str(folder)]).exit_code == 0


def test_a_decided_claim_signs_its_certificates() -> None:
    claim = next(one for one in all_claims() if one.identifier == "growth-polynomial")
    outcome = decide(claim, 3)
    document, verdict = outcome.verdicts[0]
    assert verdict.status == "valid"
    assert document.provenance == {"khrnn": version(), "command": "khrnn verify", "seed": "3"}
    assert decide(claim, 3).verdicts[0][0].text() == document.text()


def test_the_verdict_does_not_depend_on_it(tmp_path: Path) -> None:
    plain, signed, lying = (tmp_path / name for name in ("plain.json", "signed.json", "lying.json"))
    DOCUMENT.write(plain)
    dataclasses.replace(DOCUMENT, provenance=origin("khrnn degree", 1)).write(signed)
    dataclasses.replace(DOCUMENT, provenance={"verdict": "invalid", "n": "10"}).write(lying)
    assert "provenance" not in plain.read_text(encoding="utf-8")
    assert check_file(plain) == check_file(signed) == check_file(lying)
    opinions = [
        [(one.checker, one.verdict, one.detail) for one in second_opinions(path)]
        for path in (plain, signed, lying)
    ]
    assert opinions[0] == opinions[1] == opinions[2]


def test_what_we_write_is_of_the_grammar_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    dataclasses.replace(DOCUMENT, provenance={"command": "x" * 201}).write(path)
    with pytest.raises(ValueError, match=r"provenance.command: expected 1 to 200 printable"):
        check_file(path)
