"""The tables of docs/derivations/rate_error.md, and `khrnn memory curve`, against the code."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from khrnn.classical.memory import Family
from khrnn.classical.rate_mean import mean_curve
from proofs.certificates.sampling_error import certified_curve
from proofs.claims import decide
from proofs.claims.rate import CLAIMS
from proofs.cli.app import app
from proofs.kernel import check_file

PAGE = Path(__file__).resolve().parents[2] / "docs" / "derivations" / "rate_error.md"
SLOW = {("5", "3", "group"), ("4", "3", "generators"), ("4", "3", "group")}


def rows(marker: str) -> list[tuple[str, str, str, list[str]]]:
    lines = PAGE.read_text(encoding="utf-8").partition(f"<!-- {marker} -->\n")[2].splitlines()
    found = []
    for line in lines[2:]:
        if not line.startswith("|"):
            break
        n, k, asked, cells = (part.strip() for part in line.strip("|").split("|"))
        found.append((n, k, asked, cells.split(", ")))
    return found


def spelled(lower: object, upper: object) -> str:
    return str(upper) if lower == upper else f"{lower} to {upper}"


def compare_worst(n: str, k: str, asked: str, cells: list[str], time_limit: float) -> None:
    rng = np.random.default_rng(0)
    curve = certified_curve(int(n), int(k), Family(asked), rng, time_limit=time_limit)
    assert [spelled(point.lower, point.upper) for point in curve] == cells
    assert all(document.check() for point in curve for document in point.documents)


WORST = rows("worst")
MEAN = rows("mean")


def test_the_tables_are_there() -> None:
    assert len(WORST) == 16
    assert len(MEAN) >= 8


@pytest.mark.parametrize(
    "row", [row for row in WORST if row[:3] != ("5", "3", "group")], ids=lambda r: "-".join(r[:3])
)
def test_worst(row: tuple[str, str, str, list[str]]) -> None:
    compare_worst(*row, time_limit=0)


@pytest.mark.slow
def test_worst_of_five_three_group() -> None:
    (row,) = [row for row in WORST if row[:3] == ("5", "3", "group")]
    compare_worst(*row, time_limit=60)


@pytest.mark.parametrize(
    "row",
    [pytest.param(row, marks=[pytest.mark.slow] if row[:3] in SLOW else []) for row in MEAN],
    ids=lambda r: "-".join(r[:3]),
)
def test_mean(row: tuple[str, str, str, list[str]]) -> None:
    n, k, asked, cells = row
    curve = mean_curve(int(n), int(k), Family(asked))
    assert [spelled(point.lower, point.upper) for point in curve] == cells


def test_command(tmp_path: Path) -> None:
    folder = tmp_path / "curve"
    words = ["memory", "curve", "3", "2", "--family", "group", "--json", "-o", str(folder)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert [point["worst_case_upper"] for point in data["points"]] == ["1/2", "1/4", "1/4", "0"]
    assert [point["mean_lower"] for point in data["points"]] == ["1/8", "7/64", "5/64", "0"]
    assert "hidden randomness" in data["remark"]
    written = list(folder.glob("memory-curve-3-2.error-*.json"))
    assert len(written) == 7
    assert all(check_file(path) for path in written)
    again = CliRunner().invoke(app, words)
    assert again.exit_code == 2
    assert "--force to replace its bundle" in again.stderr
    assert CliRunner().invoke(app, [*words, "--force"]).exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["9", "2"], "binom(n,k) <= 12"),
        (["3", "2", "--family", "paulis"], "expected generators or group"),
        (["3", "2", "--seed", "-1"], "--seed"),
        (["3", "2", "--time-limit", "-1"], "--time-limit"),
    ],
)
def test_bad_input(words: list[str], message: str) -> None:
    result = CliRunner().invoke(app, ["memory", "curve", *words])
    assert result.exit_code == 2
    assert message in result.stderr


def test_text_says_when_the_mean_is_left_out() -> None:
    words = ["memory", "curve", "4", "4", "--family", "group"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    assert "mean: family: expected at most 8192 tokens" in result.stdout


def test_claims() -> None:
    mean = next(claim for claim in CLAIMS if claim.identifier == "hsmt-r2-curve-mean")
    assert decide(mean, 0).status is mean.success
