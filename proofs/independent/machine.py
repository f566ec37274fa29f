"""Second opinions on machines that answer sequences of measurements.

Belongs here: machines replayed against density matrices (`machine_physics`), where a certain
outcome is one of probability 1 by Born's rule; the clauses of docs/formats/machine.md derived once
more over them; and deciding small statements from scratch, without numbering states or fixing
signs. Does not belong here: checking a proof (`rup`).
"""

from __future__ import annotations

import hashlib
from itertools import combinations
from typing import TYPE_CHECKING, Any

from proofs.independent import machine_knowledge
from proofs.independent.external import dimacs, refutation_opinions
from proofs.independent.machine_physics import Physics, Question, independent
from proofs.independent.opinion import (
    Deadline,
    NotApplicableError,
    Opinion,
    RejectedError,
    ask,
)
from proofs.independent.reader import fail, fields, integer, items, string
from proofs.independent.rup import check_refutation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_DECIDED_STATES = 6
MAX_DECIDED_NODES = 600


def opinions(
    statement: dict[str, Any], certificate: dict[str, Any], folder: Path, time_limit: float
) -> tuple[Opinion, ...]:
    """Ask both checkers about a statement on machines.

    Args:
        statement: of kind "machine-upper-bound" or "machine-lower-bound".
        certificate: of a kind that goes with it.
        folder: where the proof file is.
        time_limit: seconds for each checker.

    Raises:
        InputError: if statement or certificate are not of the grammar.

    Source: docs/formats/machine.md.
    """
    question = Question(statement)
    if certificate["kind"] == "machine":
        out, follow = _table(certificate, question)
        judge = ask(
            "certificate/density-matrices",
            lambda deadline: _replay(question, out, follow, deadline),
            time_limit,
        )
    elif certificate["kind"] == "knowledge-cover":
        keys = machine_knowledge.read(certificate, question)
        judge = ask(
            "certificate/density-matrices",
            lambda deadline: machine_knowledge.judge(question, keys, folder, deadline),
            time_limit,
        )
    else:
        expansions, digest = _refutation(certificate)
        judge = ask(
            "certificate/density-matrices",
            lambda deadline: _refuted(question, expansions, digest, folder, deadline),
            time_limit,
        )
    programs: tuple[Opinion, ...] = ()
    if certificate["kind"] != "machine" and judge.verdict == "valid":

        def formula() -> str:
            if certificate["kind"] == "machine-refutation":
                clauses, variables = _clauses(question, expansions)
            else:
                clauses, variables, _ = machine_knowledge.formula(
                    question, keys, Deadline(time_limit)
                )
            return dimacs(variables, clauses)

        programs = refutation_opinions(
            formula, folder / f"{certificate['sha256']}.lrat", time_limit
        )
    decided = ask("statement/all-runs", lambda deadline: _decide(question, deadline), time_limit)
    return judge, *programs, decided


# ---- grammar -----------------------------------------------------------------------------


def _table(certificate: dict[str, Any], question: Question) -> tuple[list[str], list[list[int]]]:
    keys = fields(certificate, "certificate", ("kind", "out", "next"))
    out = items(keys["out"], "certificate.out", 1, 4096)
    follow = items(keys["next"], "certificate.next", len(out), len(out))
    count = len(question.labels)
    for word, row in zip(out, follow, strict=True):
        if len(string(word, "certificate.out", 512)) != count or word.strip("+-"):
            fail("certificate.out", f"{count} signs", repr(word)[:40])
        for target in items(row, "certificate.next", count, count):
            integer(target, "certificate.next", 0, len(out) - 1)
    return out, follow


def _refutation(certificate: dict[str, Any]) -> tuple[list[list[int]], str]:
    keys = fields(certificate, "certificate", ("kind", "expansions", "sha256"))
    expansions = items(keys["expansions"], "certificate.expansions", 1, 100_000)
    for pair in expansions:
        for number in items(pair, "certificate.expansions", 2, 2):
            integer(number, "certificate.expansions", 0, 3_000_000)
    digest = string(keys["sha256"], "certificate.sha256", 64)
    if len(digest) != 64 or digest.strip("0123456789abcdef"):
        fail("certificate.sha256", "64 hexadecimal digits", digest)
    return expansions, digest


# ---- the certificates --------------------------------------------------------------------


def _replay(question: Question, out: list[str], follow: list[list[int]], deadline: Deadline) -> str:
    if len(out) > question.states:
        raise RejectedError(f"the machine has {len(out)} states, not {question.states}")
    physics = Physics(question)
    waiting = [(0, root) for root in physics.roots]
    met = set(waiting)
    while waiting:
        deadline.check()
        state, node = waiting.pop()
        for observable in physics.nodes[node][1]:
            sign = out[state][observable]
            child = physics.after(node, observable)["+-".index(sign)]
            if child is None:
                label = question.labels[observable]
                raise RejectedError(f"state {state} answers {label} by {sign}, which is impossible")
            pair = (follow[state][observable], child)
            if pair not in met:
                met.add(pair)
                waiting.append(pair)
    return f"all {len(met)} pairs of a state and a density matrix replayed"


def _refuted(
    question: Question,
    expansions: list[list[int]],
    digest: str,
    folder: Path,
    deadline: Deadline,
) -> str:
    clauses, variables = _clauses(question, expansions)
    path = folder / f"{digest}.lrat"
    if not path.is_file():
        fail(str(path), "the proof file", "no file")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise RejectedError("the proof file has another SHA-256")
    lemmas = check_refutation(clauses, variables, content, deadline)
    return f"{lemmas} lemmas follow from {len(clauses)} clauses by own propagation"


def _clauses(question: Question, expansions: list[list[int]]) -> tuple[list[list[int]], int]:
    """Write down the clauses of the format page, over density matrices."""
    s, t = question.states - 1, len(question.labels)
    physics = Physics(question)

    def out(m: int, a: int) -> int:
        return 1 + m * t + a

    def follow(m: int, a: int, k: int) -> int:
        return 1 + s * t + (m * t + a) * s + k

    def seen(m: int, a: int, k: int) -> int:
        return s * t * s + follow(m, a, k)

    def used(m: int, node: int) -> int:
        return 1 + s * t * (1 + 2 * s) + node * s + m

    cells = [(m, a) for m in range(s) for a in range(t)]
    clauses: list[list[int]] = []
    for m, a in cells:
        clauses.append([follow(m, a, k) for k in range(s)])
        clauses += [[-follow(m, a, k), -follow(m, a, j)] for k, j in combinations(range(s), 2)]
    for number, (m, a) in enumerate(cells):
        earlier = cells[number - 1] if number else None
        for k in range(1, s):
            clauses.append([-seen(m, a, k), follow(m, a, k)])
            if earlier:
                clauses[-1].append(seen(*earlier, k))
            if k >= 2:
                clauses.append([-follow(m, a, k)])
                if earlier:
                    clauses[-1].append(seen(*earlier, k - 1))
            if k <= m:
                clauses.append([-follow(m, a, k), seen(k - 1, t - 1, k)])
    clauses += [[-out(0, a)] for a in _free(question)]
    clauses += [[used(0, root)] for root in dict.fromkeys(physics.roots)]
    for place, (node, a) in enumerate(expansions):
        if node >= len(physics.nodes) or a not in physics.nodes[node][1]:
            fail(f"certificate.expansions[{place}]", "a node and observable", f"{node}, {a}")
        clauses += _measured(physics, node, a, s, (out, follow, used))
    return clauses, s * t * (1 + 2 * s) + s * len(physics.nodes)


def _measured(
    physics: Physics, node: int, a: int, s: int, names: tuple[Any, Any, Any]
) -> Iterator[list[int]]:
    out, follow, used = names
    plus, minus = physics.after(node, a)
    for child, literal in ((plus, -1), (minus, 1)):
        if child is None:
            continue
        certain = plus is None or minus is None
        for m in range(s):
            if certain:
                yield [-used(m, node), literal * out(m, a)]
            answered = [] if certain else [-literal * out(m, a)]
            for k in range(s):
                yield [-used(m, node), *answered, -follow(m, a, k), used(k, child)]


def _free(question: Question) -> list[int]:
    """Return the observables that are independent of the initial group and of those before."""
    chosen: list[int] = []
    for a, label in enumerate(question.labels):
        before = [text[1:] for text in question.initial] + [question.labels[b] for b in chosen]
        if independent([*before, label]):
            chosen.append(a)
    return chosen


# ---- from scratch ------------------------------------------------------------------------


def _decide(question: Question, deadline: Deadline) -> str:
    """Ask another solver about all runs at once, states unnumbered, signs free."""
    from pysat.solvers import Solver  # noqa: PLC0415  (loads every solver)

    size = question.states if question.upper else question.states - 1
    if size > MAX_DECIDED_STATES:
        raise NotApplicableError(f"deciding is for machines of up to {MAX_DECIDED_STATES} states")
    physics = Physics(question)
    waiting = list(dict.fromkeys(physics.roots))
    met = set(waiting)
    rows: list[tuple[int, int]] = []
    for node in waiting:
        deadline.check()
        for a in sorted(physics.nodes[node][1]):
            rows.append((node, a))
            for child in physics.after(node, a):
                if child is not None and child not in met:
                    met.add(child)
                    waiting.append(child)
        if len(waiting) > MAX_DECIDED_NODES:
            raise NotApplicableError(f"deciding is for up to {MAX_DECIDED_NODES} states of a run")
    t = len(question.labels)

    def out(m: int, a: int) -> int:
        return 1 + m * t + a

    def follow(m: int, a: int, k: int) -> int:
        return 1 + size * t + (m * t + a) * size + k

    def used(m: int, node: int) -> int:
        return 1 + size * t * (1 + size) + node * size + m

    with Solver("minisat22") as solver:
        for m in range(size):
            for a in range(t):
                solver.add_clause([follow(m, a, k) for k in range(size)])
        for root in physics.roots:
            solver.add_clause([used(0, root)])
        for node, a in rows:
            for clause in _measured(physics, node, a, size, (out, follow, used)):
                solver.add_clause(clause)
        answer = None
        while answer is None:
            deadline.check()
            solver.conf_budget(2000)
            answer = solver.solve_limited()
    if answer != question.upper:
        raise RejectedError(
            f"{'no' if question.upper else 'some'} machine of {size} states will do"
        )
    return f"{'a' if answer else 'no'} machine of {size} states for all {len(rows)} measurements"
