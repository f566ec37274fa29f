"""Second opinions on Pauli scenarios."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
import stim
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from proofs.independent.external import XORS
from proofs.independent.opinion import Deadline
from proofs.independent.pauli import (
    _judge_statement,
    _solvable,
    _surviving,
    best_route,
    multiply,
    opinions,
    pauli_matrix,
    read_contexts,
    signs_by,
)

SQUARE = [
    ["XI", "IX", "XX"],
    ["IZ", "ZI", "ZZ"],
    ["XZ", "ZX", "YY"],
    ["XI", "IZ", "XZ"],
    ["IX", "ZI", "ZX"],
    ["XX", "ZZ", "YY"],
]
ROUTES = ("matrices", "stim", "symplectic")


@pytest.fixture(autouse=True)
def no_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine has, opinions here are those of the package alone."""
    monkeypatch.setenv(XORS.variable, "/no/such/program")


def statement(contexts: list[list[str]], contextual: bool = True) -> dict[str, Any]:
    kind = "pauli-contextual" if contextual else "pauli-noncontextual"
    return {"kind": kind, "qubits": len(contexts[0][0]), "contexts": contexts}


def verdicts(stated: dict[str, Any], certificate: dict[str, Any]) -> list[str]:
    return [opinion.verdict for opinion in opinions(stated, certificate, 60)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([0, 1, 2, 3, 4, 5], "valid"),
        ([0, 1, 2, 3, 4], "invalid"),
        ([], "invalid"),
        ([0, 1, 2, 3, 4, 6], "invalid"),
    ],
)
def test_parity_of_the_square(rows: list[int], expected: str) -> None:
    certificate = {"kind": "parity", "contexts": rows}
    assert verdicts(statement(SQUARE), certificate) == [expected, "valid"]


def test_a_false_statement_is_called_false() -> None:
    certificate = {"kind": "parity", "contexts": [0, 1]}
    assert verdicts(statement(SQUARE[:5]), certificate) == ["invalid", "invalid"]
    minus = {"kind": "assignment", "minus": ["YY"]}
    assert verdicts(statement(SQUARE, contextual=False), minus) == ["invalid", "invalid"]


@pytest.mark.parametrize(
    ("minus", "expected"),
    [([], "valid"), (["XI", "IX", "XZ", "ZX"], "valid"), (["XX"], "invalid"), (["YI"], "invalid")],
)
def test_assignments_to_five_contexts(minus: list[str], expected: str) -> None:
    certificate = {"kind": "assignment", "minus": minus}
    assert verdicts(statement(SQUARE[:5], contextual=False), certificate) == [expected, "valid"]


@pytest.mark.parametrize(
    "contexts",
    [
        [["XI"]],
        [["XI", "XI"]],
        [["XI", "ZI"]],
        [["XI", "IX"]],
        [["II", "XX", "XX"]],
        [["XX", "YY", "ZZ"], ["ZZ", "XX", "YY"]],
        [["XX", "YY", "zz"]],
        [["XX", "YY", "Z"]],
        [],
        [["XX", "YY", 3]],
    ],
)
def test_malformed_contexts_are_refused(contexts: list[list[str]]) -> None:
    with pytest.raises(InputError):
        read_contexts({"kind": "pauli-contextual", "qubits": 2, "contexts": contexts})


def test_repeated_labels_of_an_assignment_are_refused() -> None:
    with pytest.raises(InputError):
        opinions(
            statement(SQUARE[:5], contextual=False), {"kind": "assignment", "minus": ["XX"] * 2}, 60
        )


labels = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.text("IXYZ", min_size=n, max_size=n), min_size=2, max_size=5, unique=True)
)


@settings(deadline=None)
@given(labels)
def test_the_three_routes_agree(context: list[str]) -> None:
    outcomes = []
    for route in ROUTES:
        try:
            outcomes.append(str(*signs_by(route, context, [range(len(context))])))
        except InputError as error:
            outcomes.append(error.expected)
    assert len(set(outcomes)) == 1


@settings(deadline=None)
@given(labels)
def test_matrices_are_those_of_stim(strings: list[str]) -> None:
    total = pauli_matrix(strings[0])
    expected = stim.PauliString(strings[0])
    for label in strings[1:]:
        total = multiply(total, pauli_matrix(label))
        expected = expected * stim.PauliString(label)
    dense = expected.to_unitary_matrix(endian="little")
    assert np.array_equal(total[0] + 1j * total[1], np.round(dense))


def lines(qubits: int) -> list[list[str]]:
    """All triples of commuting Paulis with product plus or minus the identity."""
    everything = [stim.PauliString("".join(p)) for p in product("IXYZ", repeat=qubits)][1:]
    found = []
    for a, b, c in combinations(everything, 3):
        if (a * b * c).weight == 0 and a.commutes(b):
            found.append([str(p)[1:].replace("_", "I") for p in (a, b, c)])
    return found


def test_all_lines_of_three_qubits_by_elimination() -> None:
    contexts = lines(3)
    assert len(contexts) == 315
    read = read_contexts(statement(contexts))
    assert read.signs.count(-1) == 90
    assert not _solvable(read)


@settings(deadline=None, max_examples=40)
@given(st.sets(st.sampled_from(range(15)), min_size=1))
def test_exhaustive_and_elimination_agree_on_the_doily(chosen: set[int]) -> None:
    doily = lines(2)
    read = read_contexts(statement([doily[i] for i in sorted(chosen)]))
    assert (_surviving(read, Deadline(60)) > 0) == _solvable(read)


def test_large_systems_go_to_stim_and_time_is_kept() -> None:
    assert best_route(5, [(0, 1, 2)] * 10**6) == "stim"
    assert best_route(6, [(0, 1, 2)]) == "stim"
    read = read_contexts(statement(lines(2)))
    with pytest.raises(TimeoutError):
        _judge_statement(read, True, Deadline(-1))
