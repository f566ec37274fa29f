"""Limits and refusals of `knowledge-cover` that no file of the corpus reaches."""

from __future__ import annotations

from typing import Any

import pytest

from proofs.kernel import Malformed, check, machine_cover, machine_teams
from proofs.kernel.machine import MachineStatement
from proofs.kernel.machine_teams import Teams
from proofs.kernel.machine_walk import Walk

LABELS = ("XI", "IX", "XX", "IZ", "ZI", "ZZ", "XZ", "ZX", "YY")
ASKED = tuple(range(9))


def walk(*initial: str) -> Walk:
    return Walk(LABELS, "all", (), initial)


@pytest.mark.parametrize(
    ("limit", "value", "prefix", "message"),
    [
        ("MAX_NODES", 2, (0, 1), "certificate.prefix: expected at most 2 nodes"),
        ("MAX_NODES", 20, (), "certificate.asked: expected at most 20 nodes"),
        ("MAX_TEAMS", 100, (), "at most 100 sets of one size"),
        ("MAX_TEAMS", 470, (), "at most 470 "),
        ("MAX_WORK", 3000, (), "at most 3000 units of work"),
    ],
)
def test_limits(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, prefix: tuple[int, ...], message: str
) -> None:
    monkeypatch.setattr(machine_teams, limit, value)
    start = () if prefix else ("+XI", "+IX")
    with pytest.raises(Malformed) as caught:
        Teams(walk(*start), ASKED, prefix)
    assert message in str(caught.value)


def test_too_many_clauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_cover, "MAX_CLAUSES", 1000)
    statement = MachineStatement("machine-lower-bound", 2, LABELS, "all", (), ("+XI", "+IX"), 2)
    certificate = machine_cover.KnowledgeCover(ASKED, (), (), "0" * 64, b"")
    with pytest.raises(Malformed, match="at most 1000 possible sets"):
        machine_cover.cover_clauses(statement, certificate)


def test_a_map_that_does_not_meet_every_node() -> None:
    """One qubit: X first, then only Z is asked, so that -X is never met from +X."""
    statement: dict[str, Any] = {
        "kind": "machine-lower-bound",
        "qubits": 1,
        "observables": ["X", "Z"],
        "sequences": "all",
        "contexts": [],
        "initial": [],
        "states": 2,
    }
    certificate: dict[str, Any] = {
        "kind": "knowledge-cover",
        "asked": [1],
        "prefix": [0],
        "symmetries": [[0, [0], "+"]],
        "sha256": "0" * 64,
    }
    verdict = check(statement, certificate, b"")
    assert (verdict.status, verdict.rule) == ("invalid", "symmetry")
    assert verdict.expected == "every state of knowledge once"


def test_the_square_by_hand() -> None:
    teams = Teams(walk("+XI", "+IX"), ASKED, ())
    sizes = [len(team) for team in teams.possible]
    assert (sizes.count(3), sizes.count(2), sizes.count(1)) == (288, 168, 24)
    assert sizes == sorted(sizes, reverse=True)
    # Node 0 is XI = IX = +: XX is certain, ZZ is not.
    assert teams.moves[0][2] == (0, -1)
    assert min(teams.moves[0][5]) >= 0
    assert teams.after((0,), 2) == [(0,)]
    identity = teams.symmetry(0, ASKED, "+" * 9, "here")
    assert identity == list(range(24))
    assert [len(orbit) for orbit in teams.orbits([identity])] == [1] * 480
