"""Least machines: against brute force, published numbers, the kernel, and each other."""

from __future__ import annotations

import functools
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.library import get
from contextuality.pauli import Pauli
from contextuality.search.automaton import (
    Machine,
    Runs,
    SequenceTask,
    replay,
    sequence_task,
)
from contextuality.search.automaton_clauses import Formula, all_expansions, formula_of
from contextuality.search.automaton_closure import closed_machine
from contextuality.search.automaton_search import (
    Ended,
    MachineFound,
    NoMachine,
    least_machine,
    machine_of_size,
)
from contextuality.search.result import TimedOut
from proofs.certificates.machine import machine_documents, refutation_document
from proofs.kernel.machine import MachineStatement
from proofs.kernel.machine_clauses import machine_clauses

SQUARE = get("mermin-square")
labels = st.text("IXYZ", min_size=2, max_size=2).filter(lambda text: text != "II")
modes = st.sampled_from(["compatible", "all"])


@functools.cache
def group_of(generators: tuple[str, ...], qubits: int) -> frozenset[str]:
    """Return all signed members of a stabilizer group, as products of subsets."""
    members = set()
    for size in range(len(generators) + 1):
        for chosen in combinations(generators, size):
            product = Pauli.parse("+" + "I" * qubits)
            for text in chosen:
                product = product * Pauli.parse(text)
            members.add(str(product))
    return frozenset(members)


@settings(deadline=None, max_examples=60)
@given(st.lists(labels, min_size=1, max_size=6, unique=True), st.data())
def test_knowledge_against_explicit_groups(names: list[str], data: st.DataObject) -> None:
    """A run's knowledge is the group that products of subsets make."""
    runs = Runs(SequenceTask("random", tuple(names), "all"))
    node = runs.roots[0]
    group = group_of((), 2)
    for _ in range(6):
        a = data.draw(st.integers(0, len(names) - 1))
        sure = {f"{sign}{names[a]}" for sign in "+-"} & group
        value = runs.value(node, a)
        assert value == (None if not sure else int(next(iter(sure))[0] == "-"))
        outcome = data.draw(st.integers(0, 1)) if value is None else value
        node = runs.after(node, a, outcome)
        if value is None:
            operator = Pauli.parse(names[a])
            kept = [x for x in group if Pauli.parse(x).commutes(operator)]
            group = group_of((*sorted(kept), f"{'+-'[outcome]}{names[a]}"), 2)
        assert len(group) == 2 ** len(runs.nodes[node][0])


def brute_force(task: SequenceTask, states: int) -> bool:
    """Fill in a machine's table cell by cell, as runs come to them."""
    runs = Runs(task)

    def fill(table: dict[tuple[int, int], tuple[int, int]]) -> bool:
        waiting = [(0, root) for root in runs.roots]
        met = set(waiting)
        for m, node in waiting:
            for a in runs.allowed(node):
                sure = runs.value(node, a)
                if (m, a) not in table:
                    answers = (0, 1) if sure is None else (sure,)
                    return any(
                        fill(table | {(m, a): (answer, k)})
                        for answer in answers
                        for k in range(states)
                    )
                answer, k = table[m, a]
                if sure is not None and sure != answer:
                    return False
                pair = k, runs.after(node, a, answer)
                if pair not in met:
                    met.add(pair)
                    waiting.append(pair)
        return True

    return fill({})


@settings(deadline=None, max_examples=15)
@given(st.lists(labels, min_size=2, max_size=6, unique=True), modes)
def test_small_tasks_against_brute_force(names: list[str], mode: str) -> None:
    task = SequenceTask("random", tuple(names), mode, (), ("+ZI", "-IZ"))  # type: ignore[arg-type]
    found = machine_of_size(task, 1)
    assert isinstance(found, MachineFound) == brute_force(task, 1)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("mermin-square", "contexts"),
        ("mermin-square", "compatible"),
        ("mermin-pentagram", "contexts"),
        ("doily", "contexts"),
        ("doily", "compatible"),
    ],
)
def test_three_states(name: str, mode: str) -> None:
    """New J. Phys. 13, 113011 for the square inside contexts; the others are ours."""
    least = least_machine(sequence_task(get(name), mode))  # type: ignore[arg-type]
    assert (least.lower, least.upper, least.ended) == (3, 3, Ended.CLOSED)
    assert [document.check().status for document in machine_documents(least)] == ["valid"] * 2


@pytest.mark.parametrize("initial", [(), ("ZI", "IZ")])
def test_square_all_sequences_needs_more_than_four(initial: tuple[str, ...]) -> None:
    """New J. Phys. 13, 113011: more than two bits."""
    task = sequence_task(SQUARE, "all", initial)
    for size in range(1, 5):
        found = machine_of_size(task, size)
        assert isinstance(found, NoMachine)
    assert refutation_document(task, found).check().status == "valid"


def test_closed_machine_of_the_square() -> None:
    runs = Runs(sequence_task(SQUARE, "all", ("ZI", "IZ")))
    machine = closed_machine(runs, 9)
    assert machine is not None
    assert machine.states == 10
    assert replay(runs, machine).contradictions == ()


def test_without_numbering_nothing_changes() -> None:
    """Numbering states and fixing signs neither makes nor loses machines."""
    from pysat.solvers import Solver

    for task in (sequence_task(SQUARE, "contexts"), sequence_task(SQUARE, "all", ("ZI", "IZ"))):
        everything = all_expansions(task, 10_000)
        for states in (1, 2, 3):
            answers = []
            for ordered in (True, False):
                runs = Runs(task)
                formula = Formula(runs, len(task.observables), states, ordered=ordered)
                for node, observable in everything:
                    formula.expand(formula.node(node), observable)
                with Solver("minisat22", bootstrap_with=formula.clauses) as solver:
                    answers.append(solver.solve())
            assert answers[0] == answers[1]


@pytest.mark.parametrize("initial", [(), ("ZI", "-IZ"), ("YY",)])
@pytest.mark.parametrize("mode", ["contexts", "compatible", "all"])
def test_clauses_are_the_kernels(mode: str, initial: tuple[str, ...]) -> None:
    task = sequence_task(SQUARE, mode, initial)  # type: ignore[arg-type]
    expansions = all_expansions(task, 10_000)
    signed = tuple(text if text[0] in "+-" else f"+{text}" for text in initial)
    contexts = tuple(tuple(sorted(context)) for context in task.contexts)
    for states in (1, 3):
        statement = MachineStatement(
            "machine-lower-bound", 2, task.observables, mode, contexts, signed, states + 1
        )
        formula = formula_of(task, states, expansions)
        assert machine_clauses(statement, expansions) == (formula.clauses, formula.variables)


def test_replay_finds_the_shortest_contradiction() -> None:
    runs = Runs(SequenceTask("pair", ("XI", "IX", "XX"), "all"))
    wrong = Machine(((0, 0, 1),), ((0, 0, 0),))
    (found,) = replay(runs, wrong).contradictions
    assert [observable for _, observable in found.steps] in ([0, 1, 2], [0, 2, 1])


def test_time_limits() -> None:
    task = sequence_task(get("doily"), "all")
    assert isinstance(machine_of_size(task, 8, 0.05), TimedOut)
    least = least_machine(task, 0.2)
    assert least.ended is Ended.TIMED_OUT
    assert least.upper is None or least.lower < least.upper


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sequences": "any"}, "sequences: expected one of contexts"),
        ({"observables": ()}, "observables: expected at least one"),
        ({"observables": ("XX", "II")}, "observables[1]: expected no identity"),
        ({"observables": ("XX", "XX")}, "observables[1]: expected a new observable"),
        ({"observables": ("XX", "X")}, "observables[1]: expected a Pauli string on 2 qubits"),
        ({"contexts": ((0,),)}, "contexts: expected contexts if and only if"),
        ({"sequences": "contexts"}, "contexts: expected contexts if and only if"),
        ({"sequences": "contexts", "contexts": ((0, 1),)}, "found XX and ZI"),
        ({"sequences": "contexts", "contexts": ((0, 2),)}, "indices below 2"),
        ({"sequences": "contexts", "contexts": ((0, 0),)}, "distinct observables"),
        ({"initial": ("XX", "ZI")}, "initial[1]: expected a generator that commutes"),
        ({"initial": ("XX", "-XX")}, "initial[1]: expected a generator independent"),
        ({"initial": ("II",)}, "initial[0]: expected a generator independent"),
        ({"initial": ("X",)}, "initial[0]: expected a Pauli string on 2 qubits"),
    ],
)
def test_bad_tasks(changes: dict[str, object], message: str) -> None:
    fields: dict[str, object] = {
        "name": "bad",
        "observables": ("XX", "ZI"),
        "sequences": "all",
        "contexts": (),
        "initial": (),
    }
    with pytest.raises(InputError) as caught:
        SequenceTask(**(fields | changes))  # type: ignore[arg-type]
    assert message in str(caught.value)
