"""The table of docs/derivations/machines.md against the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from contextuality.formats import load
from contextuality.library import get
from contextuality.library.polar import build
from contextuality.scenario import Scenario, pauli_scenario
from contextuality.search.automaton import Runs, SequenceTask, sequence_task
from contextuality.search.automaton_closure import closed_machine
from contextuality.search.automaton_cover import Teams, exists_cover
from contextuality.search.automaton_knowledge import NoCover, cover_of_size, square_of
from contextuality.search.automaton_search import Ended, NoMachine, least_machine, machine_of_size
from proofs.certificates.machine import refutation_document

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "derivations" / "machines.md"
QUICK_SIZE = 4  # refuted at once, for every row
LONG_PROOF = 10_000  # steps: minutes


def rows() -> list[tuple[str, ...]]:
    lines = PAGE.read_text(encoding="utf-8").split("<!-- machines table")[1].splitlines()
    table = [line for line in lines if line.startswith("|")][2:]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table]


def task_of(row: tuple[str, ...]) -> SequenceTask:
    subject = load(ROOT / "examples" / "ghz.ctx") if row[0] == "ghz" else get(row[0])
    assert isinstance(subject, Scenario)
    initial = () if row[2] == "unknown" else tuple(row[2].split(","))
    return sequence_task(subject, row[1], initial)  # type: ignore[arg-type]


def test_the_table_is_whole() -> None:
    found = rows()
    assert len(found) == len({row[:3] for row in found}) == 21
    for row in found:
        assert row[1] in {"contexts", "compatible", "all"}
        assert (row[3] == row[4]) == (row[7] == "exact")
        assert int(row[3]) <= int(row[4])


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(
            row,
            id="-".join(row[:3]),
            marks=[pytest.mark.slow] if int(row[5]) > LONG_PROOF else [],
        )
        for row in rows()
        if row[7] == "exact"
    ],
)
def test_exact_rows(row: tuple[str, ...]) -> None:
    least = least_machine(task_of(row))
    assert (least.lower, least.upper, least.ended) == (int(row[3]), int(row[4]), Ended.CLOSED)


@pytest.mark.parametrize(
    "row",
    [row for row in rows() if row[0] in {"mermin-square", "doily"} and row[1] == "all"],
    ids=lambda row: "-".join(row[:3]),
)
def test_quick_ends_of_long_rows(row: tuple[str, ...]) -> None:
    task = task_of(row)
    machine = closed_machine(Runs(task), len(task.observables))
    assert machine is not None
    assert machine.states == int(row[4])
    assert isinstance(machine_of_size(task, QUICK_SIZE, proof=False), NoMachine)


def test_covers_of_the_square() -> None:
    task = sequence_task(get("mermin-square"), "all", ("ZI", "IZ"))
    teams = Teams(task)
    sizes = [len(team) for team in teams.possible]
    assert [sizes.count(size) for size in (1, 2, 3, 4)] == [24, 168, 288, 0]
    assert exists_cover(task, 10, None, teams) is True
    assert exists_cover(task, 5, None, teams) is False


@pytest.mark.slow
@pytest.mark.parametrize(
    "row", [row for row in rows() if row[7] != "exact"], ids=lambda row: "-".join(row[:3])
)
def test_lower_ends_of_cut_off_rows(row: tuple[str, ...]) -> None:
    task, size = task_of(row), int(row[3]) - 1
    if squares := square_of(task):
        assert isinstance(cover_of_size(task, size, proof=False, asked=squares[0]), NoCover)
    else:
        assert isinstance(machine_of_size(task, size, proof=False), NoMachine)


@pytest.mark.slow
def test_three_qubit_lines_need_four() -> None:
    lines = build("lines-3")
    labels = lines.labels()
    contexts = [[labels[i] for i in row] for row in lines.lines.tolist()]
    scenario = pauli_scenario(contexts, "lines-3")
    task = sequence_task(scenario, "compatible", ("ZII", "IZI", "IIZ"))
    found = machine_of_size(task, 3)
    assert isinstance(found, NoMachine)
    assert refutation_document(task, found).check().status == "valid"
