"""Machines by what their states can have to do with: against the search by tables, and the kernel.

The formulas of the search, the kernel and the second opinion are written three times; here they
are compared clause by clause.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from contextuality.errors import InputError
from contextuality.library import get
from contextuality.search.automaton import Runs, SequenceTask, replay, sequence_task
from contextuality.search.automaton_cover import Teams
from contextuality.search.automaton_knowledge import (
    CoverFormula,
    CoverFound,
    NoCover,
    cover_of_size,
    first_measured,
    part_of,
    square_of,
)
from contextuality.search.automaton_search import (
    Ended,
    MachineFound,
    least_machine,
    machine_of_size,
)
from contextuality.search.automaton_symmetry import knowledge_symmetries, orbits_of
from contextuality.search.result import TimedOut
from proofs.certificates.machine import machine_document, machine_statement, refutation_document
from proofs.independent import machine_knowledge
from proofs.independent.machine_physics import Question
from proofs.independent.opinion import Deadline
from proofs.kernel import check
from proofs.kernel.machine import MachineStatement
from proofs.kernel.machine_cover import KnowledgeCover, cover_clauses

SQUARE = get("mermin-square")
KNOWN = sequence_task(SQUARE, "all", ("ZI", "IZ"))  # type: ignore[arg-type]
PAULIS = [a + b for a in "IXYZ" for b in "IXYZ"][1:]


def formula_of(task: SequenceTask, states: int) -> tuple[CoverFormula, NoCover]:
    """Return the formula of the search, and the certificate that would go with it."""
    asked = tuple(range(len(task.observables)))
    prefix = first_measured(task, asked)
    teams = Teams(task, asked, prefix)
    symmetries, images = knowledge_symmetries(teams)
    return CoverFormula(teams, images, states), NoCover(states, asked, prefix, symmetries, "", 0)


@pytest.mark.parametrize("initial", [("ZI", "IZ"), ()])
def test_three_ways_to_the_same_clauses(initial: tuple[str, ...]) -> None:
    task = sequence_task(SQUARE, "all", initial)  # type: ignore[arg-type]
    formula, made = formula_of(task, 9)
    document = refutation_document(task, made)
    statement = MachineStatement(**document.statement)
    rows = tuple((s.image, s.targets, s.signs) for s in made.symmetries)
    kernel = KnowledgeCover(made.asked, made.prefix, rows, "0" * 64, b"")
    clauses, variables = cover_clauses(statement, kernel)
    assert (clauses, variables) == (formula.clauses, formula.variables)
    question = Question(document.statement)
    keys = machine_knowledge.read(document.certificate, question)
    deadline = Deadline(600.0)
    moves = machine_knowledge._moves(question, keys["asked"], keys["prefix"], deadline)
    teams = machine_knowledge._possible(moves, deadline)
    symmetries = [machine_knowledge._symmetry(moves, *row) for row in keys["symmetries"]]
    again, top = machine_knowledge._clauses(moves, teams, symmetries, 9)
    assert [tuple(clause) for clause in again] == clauses
    assert top == variables


def test_orbits_of_the_square() -> None:
    teams = Teams(KNOWN)
    _, images = knowledge_symmetries(teams)
    assert [len(orbit) for orbit in orbits_of(teams, images)] == [288, 72, 96, 24]
    for mapped in images:
        assert sorted(mapped) == list(range(24))


def test_against_tables_on_random_observables() -> None:
    """Both searches, which share no clause, on questions that both decide at once."""
    rng = np.random.default_rng(5)
    answers = []
    for turn in range(8):
        count = int(rng.integers(5, 9))
        labels = tuple(PAULIS[i] for i in sorted(rng.choice(15, count, replace=False)))
        initial = [(), ("ZI", "IZ"), ("XX",)][int(rng.integers(3))]
        task = SequenceTask("random", labels, "all", (), initial)
        size = 1 + turn % 2
        try:
            found = cover_of_size(task, size, proof=False)
        except InputError:
            continue  # too many teams
        table = machine_of_size(task, size, proof=False)
        assert isinstance(found, CoverFound) == isinstance(table, MachineFound)
        answers.append(isinstance(found, CoverFound))
        if isinstance(found, CoverFound):
            assert not replay(Runs(task), found.machine).contradictions
    assert set(answers) == {True, False}


@pytest.mark.parametrize("states", [1, 3])
def test_small_sizes_of_the_square(states: int) -> None:
    found = cover_of_size(KNOWN, states)
    assert isinstance(found, NoCover)
    document = refutation_document(KNOWN, found)
    assert document.check().status == "valid"
    # A proof for one size is none for the next.
    larger = document.statement | {"states": states + 2}
    assert check(larger, document.certificate, document.proof).status != "valid"


def test_ten_states_are_found_and_are_enough() -> None:
    found = cover_of_size(KNOWN, 10)
    assert isinstance(found, CoverFound)
    assert found.machine.states <= 10
    assert machine_document(KNOWN, found.machine).check().status == "valid"


def test_a_part_bounds_the_whole() -> None:
    doily = sequence_task(get("doily"), "all", ("ZI", "IZ"))  # type: ignore[arg-type]
    (asked,) = square_of(doily)
    labels = part_of(doily, asked).observables
    rows = [set(c) for c in combinations(labels, 3) if _product(c) is not None]
    assert len(rows) == 6
    assert all(sum(label in row for row in rows) == 2 for label in labels)
    found = cover_of_size(doily, 2, asked=asked)
    assert isinstance(found, NoCover)
    document = refutation_document(doily, found)
    assert document.certificate["asked"] == list(asked)
    assert document.check().status == "valid"
    assert square_of(KNOWN) == []


def _product(labels: tuple[str, ...]) -> int | None:
    """Return the power of i that three labels multiply to, or None if not a multiple of 1."""
    table = {"XY": ("Z", 1), "YZ": ("X", 1), "ZX": ("Y", 1)}
    power = 0
    for letters in zip(*labels, strict=True):
        left = "I"
        for letter in letters:
            if "I" in (left, letter) or left == letter:
                left = "I" if left == letter else (left + letter).replace("I", "")
            elif left + letter in table:
                left, more = table[left + letter]
                power += more
            else:
                left = table[letter + left][0]
                power -= 1
        if left != "I":
            return None
    return power % 4


def test_limits_and_other_questions() -> None:
    with pytest.raises(InputError, match="expected all"):
        cover_of_size(sequence_task(SQUARE, "contexts"), 2)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="at most 5000 of one size"):
        cover_of_size(sequence_task(get("doily"), "all"), 2)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="at most 128"):
        cover_of_size(sequence_task(get("mermin-pentagram"), "all"), 2)  # type: ignore[arg-type]
    assert isinstance(cover_of_size(KNOWN, 9, 0.5), TimedOut)
    statement = machine_statement(KNOWN, lower=True, states=3) | {"sequences": "compatible"}
    certificate = refutation_document(KNOWN, formula_of(KNOWN, 2)[1]).certificate
    verdict = check(statement, certificate, b"")
    assert (verdict.status, verdict.rule) == ("invalid", "sequences")


@pytest.mark.slow
@pytest.mark.parametrize("initial", [("ZI", "IZ"), ()])
def test_the_square_needs_exactly_ten(initial: tuple[str, ...]) -> None:
    """Minutes: both ends with certificates."""
    task = sequence_task(SQUARE, "all", initial)  # type: ignore[arg-type]
    least = least_machine(task)
    assert (least.lower, least.upper, least.ended) == (10, 10, Ended.CLOSED)
    assert least.refutation is not None
    assert least.machine is not None
    assert refutation_document(task, least.refutation).check().status == "valid"
    assert machine_document(task, least.machine).check().status == "valid"
