"""Machines in the kernel: limits, random machines, and clauses that tampering makes useless."""

from __future__ import annotations

import hashlib
import json
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proofs.independent import second_opinions
from proofs.kernel import (
    Malformed,
    check,
    machine,
    machine_clauses,
    machine_cover,
    machine_teams,
)
from proofs.kernel.counters import ones
from proofs.kernel.machine_walk import Walk, anticommute, times

LABELS = ["XI", "IX", "XX", "IZ", "ZI", "ZZ", "XZ", "ZX", "YY"]
CONTEXTS = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8]]


def statement(kind: str, mode: str, states: int, initial: list[str] | None = None) -> Any:
    return {
        "kind": f"machine-{kind}-bound",
        "qubits": 2,
        "observables": LABELS,
        "sequences": mode,
        "contexts": CONTEXTS if mode == "contexts" else [],
        "initial": initial or [],
        "states": states,
    }


def found(mode: str, states: int, initial: list[str] | None = None) -> Any:
    """Return the certificate and the proof that the search makes for one size."""
    from contextuality.search.automaton import SequenceTask
    from contextuality.search.automaton_search import MachineFound, NoMachine, machine_of_size
    from proofs.certificates.machine import machine_document, refutation_document

    contexts = tuple(map(tuple, CONTEXTS)) if mode == "contexts" else ()
    task = SequenceTask("square", tuple(LABELS), mode, contexts, tuple(initial or ()))  # type: ignore[arg-type]
    answer = machine_of_size(task, states)
    if isinstance(answer, MachineFound):
        return machine_document(task, answer.machine)
    assert isinstance(answer, NoMachine)
    return refutation_document(task, answer)


def test_three_but_not_two() -> None:
    upper, lower = found("contexts", 3), found("contexts", 2)
    assert upper.statement == statement("upper", "contexts", 3)
    assert lower.statement == statement("lower", "contexts", 3)
    assert upper.check().status == lower.check().status == "valid"


@pytest.mark.parametrize("state", range(3))
def test_every_answer_matters_or_is_never_given(state: int) -> None:
    """Flip each answer of a least machine; whatever is still accepted, matrices accept as well."""
    document = found("compatible", 3)
    for place in range(9):
        words = [list(word) for word in document.certificate["out"]]
        words[state][place] = "-" if words[state][place] == "+" else "+"
        mutant = {**document.certificate, "out": ["".join(word) for word in words]}
        agree(document.statement, mutant)


@settings(deadline=None, max_examples=60)
@given(st.data(), st.sampled_from(["contexts", "compatible", "all"]))
def test_random_machines(data: st.DataObject, mode: str) -> None:
    states = data.draw(st.integers(1, 3))
    out = [data.draw(st.text("+-", min_size=9, max_size=9)) for _ in range(states)]
    row = st.lists(st.integers(0, states - 1), min_size=9, max_size=9)
    follow = [data.draw(row) for _ in range(states)]
    table = {"kind": "machine", "out": out, "next": follow}
    assert agree(statement("upper", mode, states), table) in {"invalid", "valid"}


def agree(claim: Any, certificate: Any) -> str:
    """Return the kernel's verdict after comparing it with the matrices'."""
    from proofs.independent.machine import _replay
    from proofs.independent.machine_physics import Question
    from proofs.independent.opinion import Deadline, RejectedError

    verdict = check(claim, certificate)
    try:
        _replay(Question(claim), certificate["out"], certificate["next"], Deadline(60))
        second = "valid"
    except RejectedError:
        second = "invalid"
    assert verdict.status == second
    return second


def test_second_opinions(tmp_path: Path) -> None:
    for document in (found("contexts", 3), found("contexts", 2), found("all", 1, ["ZI", "-IZ"])):
        document.write(tmp_path / "file.json")
        verdicts = {opinion.verdict for opinion in second_opinions(tmp_path / "file.json")}
        assert verdicts == {"valid"}


def test_more_steps_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    document = found("contexts", 3)
    monkeypatch.setattr(machine, "MAX_WORK", 10)
    with pytest.raises(Malformed, match="at most 10 units of replay"):
        document.check()


def test_more_clauses_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    document = found("contexts", 2)
    monkeypatch.setattr(machine_clauses, "MAX_CLAUSES", 100)
    with pytest.raises(Malformed, match="at most 100 clauses"):
        document.check()


def test_a_proof_for_another_start_is_refused() -> None:
    document = found("all", 1, ["ZI", "IZ"])
    assert document.check().status == "valid"
    for initial in ([], ["+ZI"], ["+XI", "+IX"]):
        claim = {**document.statement, "initial": initial}
        try:
            assert not check(claim, document.certificate, document.proof)
        except Malformed:
            continue


def test_more_states_are_not_refuted_by_the_same_proof() -> None:
    document = found("contexts", 2)
    for states in (2, 4):
        assert not check(
            {**document.statement, "states": states}, document.certificate, document.proof
        )


def test_an_empty_proof_proves_nothing() -> None:
    document = found("contexts", 2)
    digest = hashlib.sha256(b"").hexdigest()
    verdict = check(document.statement, {**document.certificate, "sha256": digest}, b"")
    assert verdict.status == "incomplete"


def test_products() -> None:
    x, y, z = (1, 0, 0), (1, 1, 0), (0, 1, 0)
    assert anticommute(x, z)
    assert anticommute(x, y)
    assert not anticommute(x, x)
    assert times((1, 0, 1), (2, 0, 1)) == (3, 0, 0)  # -XI times -IX
    assert times((1, 2, 0), (2, 1, 0)) == (3, 3, 0)  # XZ times ZX is YY
    assert times((3, 0, 0), (0, 3, 0)) == (3, 3, 1)  # XX times ZZ is -YY


WORDS = st.text("IXYZ", min_size=3, max_size=3).filter(lambda word: word != "III")


@given(st.data(), st.lists(WORDS, min_size=2, max_size=6, unique=True))
@settings(deadline=None, max_examples=60)
def test_what_is_known_is_reduced_and_projects_as_density_matrices_do(
    data: st.DataObject, labels: list[str]
) -> None:
    walk = Walk(tuple(labels), "all", (), ("+ZII", "-IZZ"))
    matrices = [dense(label) for label in labels]
    rho = (np.eye(8) + dense("ZII")) @ (np.eye(8) - dense("IZZ")) / 8
    node = walk.roots[0]
    for _ in range(8):
        i = data.draw(st.integers(0, len(labels) - 1))
        expected = np.trace(matrices[i] @ rho).real
        sign = walk.certain(node, i)
        assert abs(expected - (0 if sign is None else 1 - 2 * sign)) < 1e-9
        sign = data.draw(st.integers(0, 1)) if sign is None else sign
        projector = (np.eye(8) + (1 - 2 * sign) * matrices[i]) / 2
        rho = projector @ rho @ projector
        rho /= np.trace(rho)
        node = walk.after(node, i, sign)
        known, _ = walk.nodes[node]
        codes = [walk.code(row) for row in known]
        tops = [code.bit_length() - 1 for code in codes]
        assert tops == sorted(set(tops))
        assert all(sum(code >> top & 1 for code in codes) == 1 for top in tops)


def dense(label: str) -> Any:
    """Return a Pauli as a matrix."""
    single = {"I": np.eye(2), "X": np.array([[0, 1], [1, 0]]), "Z": np.diag([1, -1])}
    single["Y"] = 1j * single["X"] @ single["Z"]
    return reduce(np.kron, (single[letter] for letter in label))


def test_the_example_of_the_page_is_read() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "formats" / "machine.md"
    text = page.read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]
    document = json.loads(text)
    assert check(document["statement"], document["certificate"]).status == "valid"


def test_clauses_about_knowledge_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(__file__).resolve().parents[2] / "corpus" / "valid" / "knowledge-cover-square.json"
    whole = json.loads(path.read_bytes())
    claim, certificate = whole["statement"], whole["certificate"]
    monkeypatch.setattr(machine_cover, "MAX_CLAUSES", 1)
    with pytest.raises(Malformed, match="at most 1 possible sets times orbits and twice the"):
        check(claim, certificate, path.parent)


def reached(claim: machine.MachineStatement, most: int) -> list[tuple[int, int]] | None:
    """Return every measurement of every node; None if there are more nodes than `most`."""
    walk, expansions, node = claim.walk(), [], 0
    while node < len(walk.nodes):
        if len(walk.nodes) > most:
            return None
        for observable in ones(walk.nodes[node][1]):
            expansions.append((node, observable))
            certain = walk.certain(node, observable)
            for outcome in (0, 1) if certain is None else (certain,):
                walk.after(node, observable, outcome)
        node += 1
    return expansions


@settings(deadline=None, max_examples=15)
@given(st.data(), st.sampled_from(["contexts", "compatible", "all"]), st.integers(1, 3))
def test_numbering_states_and_fixing_signs_lose_no_machine(
    data: st.DataObject, mode: str, states: int
) -> None:
    """The clauses of all measurements can be satisfied just if there is a machine, found freely."""
    from pysat.solvers import Solver

    from proofs.independent.machine import _decide
    from proofs.independent.machine_physics import Question
    from proofs.independent.opinion import Deadline, NotApplicableError, RejectedError

    signs = data.draw(st.lists(st.sampled_from("+-"), min_size=2, max_size=2))
    known = data.draw(st.sampled_from([[], ["XI"], ["ZZ"], ["XI", "IX"], ["XX", "ZZ"]]))
    initial = [sign + label for sign, label in zip(signs, known, strict=False)]
    claim = statement("lower", mode, states + 1, initial)
    if mode == "contexts":
        claim["contexts"] = CONTEXTS[: data.draw(st.integers(1, 6))]
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in claim.items()
    }
    built = machine.MachineStatement(**fields)
    expansions = reached(built, 120)
    assume(expansions is not None)
    clauses, _ = machine_clauses.machine_clauses(built, tuple(expansions or ()))
    with Solver("cadical153", bootstrap_with=[list(clause) for clause in clauses]) as solver:
        possible = bool(solver.solve())
    try:
        _decide(Question({**claim, "kind": "machine-upper-bound", "states": states}), Deadline(60))
        found = True
    except RejectedError:
        found = False
    except NotApplicableError:
        return
    assert possible == found


@pytest.mark.parametrize(
    ("name", "value", "prefix", "message"),
    [
        ("MAX_NODES", 1, [0], "certificate.prefix: expected at most 1 nodes, found more"),
        ("MAX_NODES", 1, [], "certificate.asked: expected at most 1 nodes, found more"),
        ("MAX_TEAMS", 1, [], "certificate: expected at most 1 sets of one size, found more"),
        ("MAX_TEAMS", 10, [], "certificate: expected at most 10 possible sets, found more"),
        ("MAX_WORK", 1, [], "certificate: expected at most 1 units of work, found more"),
    ],
)
def test_teams_have_limits(
    name: str, value: int, prefix: list[int], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One qubit, X and Z, nothing known: the start, two signs of X, two of Z. Of the ten pairs two
    # clash, so that there are 13 possible teams by then.
    claim = {**statement("lower", "all", 2), "qubits": 1, "observables": ["X", "Z"]}
    digest = hashlib.sha256(b"").hexdigest()
    more = {"asked": [0, 1], "prefix": prefix, "symmetries": [], "sha256": digest}
    monkeypatch.setattr(machine_teams, name, value)
    with pytest.raises(Malformed) as caught:
        check(claim, {"kind": "knowledge-cover", **more}, b"")
    assert str(caught.value) == message


def test_a_symmetry_that_does_not_meet_every_node() -> None:
    """After X, measuring X again leads from one sign to the other by no way."""
    claim = {**statement("lower", "all", 2), "qubits": 1, "observables": ["X"]}
    digest = hashlib.sha256(b"").hexdigest()
    more = {"asked": [0], "prefix": [0], "symmetries": [[0, [0], "+"]], "sha256": digest}
    reason = check(claim, {"kind": "knowledge-cover", **more}, b"").reason()
    assert "symmetry: expected every state of knowledge once" in reason
