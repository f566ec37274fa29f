"""No machine of a given size: the clauses, derived from the statement, and their refutation.

Certificate kind `machine-refutation`. Which runs are looked at is the certificate's choice; the
clauses about them are derived here. Grammar and soundness argument in docs/formats/machine.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofs.kernel import reader
from proofs.kernel.lrat import Lrat, check_proof
from proofs.kernel.machine import MachineStatement
from proofs.kernel.machine_walk import Rows, Walk
from proofs.kernel.verdict import Malformed

MAX_EXPANSIONS = 100_000
MAX_CLAUSES = 3_000_000

Clause = tuple[int, ...]


@dataclass(frozen=True)
class MachineRefutation:
    """The measurements to be looked at, and a proof that no small machine answers them all.

    Args:
        expansions: pairs (node, observable), nodes numbered in the order of their appearance.
        sha256: names the LRAT file.
        source: the folder that holds it, or its bytes.
    """

    expansions: tuple[Any, ...]
    sha256: str
    source: Path | bytes

    def __post_init__(self) -> None:
        """Validate the shapes; whether a node exists is validated by `clauses`."""
        rows = reader.sequence(self.expansions, 1, MAX_EXPANSIONS, "certificate.expansions")
        pairs = []
        for i, row in enumerate(rows):
            where = f"certificate.expansions[{i}]"
            node, observable = reader.sequence(row, 2, 2, where)
            reader.integer(node, 0, MAX_CLAUSES, where)
            pairs.append((node, reader.integer(observable, 0, MAX_CLAUSES, where)))
        object.__setattr__(self, "expansions", tuple(pairs))
        Lrat(self.sha256, self.source)  # validates the digest


class Variables:
    """Names for the variables 1, 2, ... of machines with s states and t observables."""

    def __init__(self, states: int, observables: int) -> None:
        self.s, self.t = states, observables
        self.cells = states * observables
        self.base = self.cells * (1 + 2 * states)

    def out(self, state: int, observable: int) -> int:
        """Return: the answer is -1."""
        return 1 + state * self.t + observable

    def follow(self, cell: int, target: int) -> int:
        """Return: the cell (state times t plus observable) leads to the target."""
        return 1 + self.cells + cell * self.s + target

    def seen(self, cell: int, target: int) -> int:
        """Return: this cell or one before it leads to the target."""
        return 1 + self.cells * (1 + self.s) + cell * self.s + target

    def used(self, state: int, node: int) -> int:
        """Return: some run is at the node while the machine is in the state."""
        return 1 + self.base + node * self.s + state


def free_signs(walk: Walk) -> list[int]:
    """Return observables that are independent of each other and of the initial group."""
    basis: Rows = walk.start
    chosen = []
    for observable, (x, z, _) in enumerate(walk.rows):
        a, b, _ = walk.reduced((x, z, 0), basis)
        if a or b:
            chosen.append(observable)
            basis = walk.extended((x, z, 0), basis)
    return chosen


def skeleton(names: Variables, walk: Walk) -> list[Clause]:
    """Return the clauses about tables, their numbering, free signs and the start."""
    targets = range(names.s)
    clauses: list[Clause] = []
    for cell in range(names.cells):
        clauses.append(tuple(names.follow(cell, k) for k in targets))
        clauses += [
            (-names.follow(cell, k), -names.follow(cell, other))
            for k in targets
            for other in range(k + 1, names.s)
        ]
    for cell in range(names.cells):
        for k in range(1, names.s):
            here = names.follow(cell, k)
            before = (names.seen(cell - 1, k),) if cell else ()
            clauses.append((-names.seen(cell, k), here, *before))
            if k > 1:
                clauses.append((-here, names.seen(cell - 1, k - 1)) if cell else (-here,))
            if k * names.t <= cell:
                clauses.append((-here, names.seen(k * names.t - 1, k)))
    clauses += [(-names.out(0, observable),) for observable in free_signs(walk)]
    clauses += [(names.used(0, root),) for root in dict.fromkeys(walk.roots)]
    return clauses


def measurement(names: Variables, walk: Walk, node: int, observable: int) -> list[Clause]:
    """Return what measuring an observable at a node demands of a machine."""
    certain = walk.certain(node, observable)
    clauses: list[Clause] = []
    for outcome in (0, 1) if certain is None else (certain,):
        child = walk.after(node, observable, outcome)
        for state in range(names.s):
            here, minus = -names.used(state, node), names.out(state, observable)
            guard: Clause = (here, -minus if outcome else minus)
            if certain is not None:
                clauses.append((here, minus if outcome else -minus))
                guard = (here,)
            cell = state * names.t + observable
            clauses += [
                (*guard, -names.follow(cell, k), names.used(k, child)) for k in range(names.s)
            ]
    return clauses


def machine_clauses(
    statement: MachineStatement, expansions: tuple[Any, ...]
) -> tuple[list[Clause], int]:
    """Return what machines of states - 1 states can be made to satisfy, and how many variables.

    Raises:
        Malformed: if an expansion names no node met before, or an observable not allowed there,
            or there are too many clauses.
    """
    walk = statement.walk()
    names = Variables(statement.states - 1, len(walk.rows))
    size = names.s * (names.s + 1) * (2 * len(expansions) + 2 * names.t * names.s)
    if size > MAX_CLAUSES:
        raise Malformed("certificate.expansions", f"at most {MAX_CLAUSES} clauses", "more")
    clauses = skeleton(names, walk)
    for i, (node, observable) in enumerate(expansions):
        where = f"certificate.expansions[{i}]"
        if node >= len(walk.nodes):
            raise Malformed(where, f"a node below {len(walk.nodes)}", node)
        if not walk.nodes[node][1] >> observable & 1:
            raise Malformed(where, "an observable allowed at the node", observable)
        clauses += measurement(names, walk, node, observable)
    return clauses, names.base + names.s * len(walk.nodes)


def check_machine_refutation(statement: MachineStatement, certificate: MachineRefutation) -> int:
    """Check an LRAT refutation of the derived clauses; return its steps."""
    clauses, variables = machine_clauses(statement, certificate.expansions)
    return check_proof(clauses, variables, Lrat(certificate.sha256, certificate.source))
