"""Mealy machines that never contradict a certain prediction: the statement, and replaying one.

Statement kinds `machine-upper-bound` and `machine-lower-bound`, certificate kind `machine`; the
refutation kind is in `machine_clauses`. Grammar and soundness argument in docs/formats/machine.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from proofs.kernel import reader
from proofs.kernel.algebra import pauli_masks
from proofs.kernel.counters import mask_of, ones
from proofs.kernel.machine_walk import Walk, commuting
from proofs.kernel.verdict import Malformed, Rejected

MAX_QUBITS = 16
MAX_OBSERVABLES = 512
MAX_CONTEXTS = 4096
MAX_STATES = 4096
MAX_WORK = 1_000_000  # of a replay: for each answer looked at, 1 and what is known by then
SEQUENCES = ("contexts", "compatible", "all")


@dataclass(frozen=True)
class MachineStatement:
    """A number of states that suffices, or is needed, to answer sequences of Pauli measurements.

    Args:
        kind: "machine-upper-bound" or "machine-lower-bound".
        qubits: 1 to 16.
        observables: distinct Pauli labels, none the identity.
        sequences: "contexts", "compatible" or "all".
        contexts: increasing indices of commuting observables; none unless "contexts".
        initial: signed Pauli labels that generate the group known at the start.
        states: 1 to 4096; at least 2 for a lower bound.
    """

    kind: str
    qubits: int
    observables: tuple[str, ...]
    sequences: str
    contexts: tuple[tuple[int, ...], ...]
    initial: tuple[str, ...]
    states: int

    def __post_init__(self) -> None:
        """Validate everything but the independence of `initial`, which `Walk` validates."""
        reader.choice(self.kind, ("machine-upper-bound", "machine-lower-bound"), "statement.kind")
        n = reader.integer(self.qubits, 1, MAX_QUBITS, "statement.qubits")
        labels = reader.sequence(self.observables, 1, MAX_OBSERVABLES, "statement.observables")
        for i, label in enumerate(labels):
            where = f"statement.observables[{i}]"
            reader.text(label, f"[IXYZ]{{{n}}}", where, f"a Pauli label of {n} letters")
            if label == "I" * n or label in labels[:i]:
                raise Malformed(where, "a new observable, not the identity", label)
        mode = reader.choice(self.sequences, SEQUENCES, "statement.sequences")
        low, high = (1, MAX_CONTEXTS) if mode == "contexts" else (0, 0)
        contexts = []
        # Contexts are many and long: each member is compared with a mask, not with the others.
        mates = commuting([pauli_masks(label) for label in labels]) if low else []
        for i, row in enumerate(reader.sequence(self.contexts, low, high, "statement.contexts")):
            where = f"statement.contexts[{i}]"
            context = reader.increasing(row, 0, len(labels) - 1, where)
            members = mask_of(context, len(labels))
            for a in context:
                if clash := members & ~mates[a]:
                    pair = f"{labels[a]} and {labels[ones(clash)[0]]}"
                    raise Malformed(where, "commuting observables", pair)
            contexts.append(context)
        initial = reader.sequence(self.initial, 0, n, "statement.initial")
        for i, text in enumerate(initial):
            meaning = f"a sign and a Pauli label of {n} letters"
            reader.text(text, f"[+-][IXYZ]{{{n}}}", f"statement.initial[{i}]", meaning)
        lowest = 2 if self.kind == "machine-lower-bound" else 1
        reader.integer(self.states, lowest, MAX_STATES, "statement.states")
        object.__setattr__(self, "observables", labels)
        object.__setattr__(self, "contexts", tuple(contexts))
        object.__setattr__(self, "initial", initial)

    def walk(self) -> Walk:
        """Return the runs that the statement is about, at their start."""
        return Walk(self.observables, self.sequences, self.contexts, self.initial)

    def describe(self) -> str:
        """Return the claim in one line."""
        which = {
            "contexts": f"inside one of {len(self.contexts)} contexts",
            "compatible": "whose observables commute pairwise",
            "all": "of any kind",
        }[self.sequences]
        knowing = f"known {', '.join(self.initial)}" if self.initial else "nothing known"
        upper = self.kind == "machine-upper-bound"
        return (
            f"{'a machine of' if upper else 'no machine of less than'} {self.states} states is "
            f"never wrong on sequences {which} of {len(self.observables)} {self.qubits}-qubit "
            f"Paulis, {knowing} at the start"
        )


@dataclass(frozen=True)
class MachineTable:
    """A Mealy machine that starts in state 0; checked against a statement's size later.

    Args:
        out: for each state a word of + and -, the answers to the observables.
        follow: for each state the next states.
    """

    out: tuple[str, ...]
    follow: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        """Validate the shapes."""
        words = reader.sequence(self.out, 1, MAX_STATES, "certificate.out")
        table = reader.sequence(self.follow, len(words), len(words), "certificate.next")
        rows = []
        for i, (word, row) in enumerate(zip(words, table, strict=True)):
            meaning = "a word of + and -"
            reader.text(word, f"[+-]{{1,{MAX_OBSERVABLES}}}", f"certificate.out[{i}]", meaning)
            where = f"certificate.next[{i}]"
            items = reader.sequence(row, len(word), len(word), where)
            rows.append(tuple(reader.integer(k, 0, len(words) - 1, where) for k in items))
        object.__setattr__(self, "out", words)
        object.__setattr__(self, "follow", tuple(rows))


def check_machine(statement: MachineStatement, certificate: MachineTable) -> int:
    """Replay a machine on every run; return the number of answers looked at.

    Raises:
        Malformed: if the machine is not for these observables, or there is too much to replay.
        Rejected: if it has too many states, or contradicts a certain prediction.
    """
    walk = statement.walk()
    if any(len(word) != len(walk.rows) for word in certificate.out):
        raise Malformed("certificate.out", f"an answer to each of {len(walk.rows)}", "another size")
    if len(certificate.out) > statement.states:
        expected = f"at most {statement.states} states"
        raise Rejected("certificate.out", "size", expected, len(certificate.out))
    queue = [(0, root) for root in walk.roots]
    seen, steps, work = set(queue), 0, 0
    for state, node in queue:
        known, allowed = walk.nodes[node]
        for observable in ones(allowed):
            steps += 1
            work += 1 + len(known)
            if work > MAX_WORK:
                raise Malformed("certificate", f"at most {MAX_WORK} units of replay", "more")
            sign = certificate.out[state][observable]
            certain = walk.certain(node, observable)
            if certain is not None and "+-"[certain] != sign:
                place = f"state {state}, {statement.observables[observable]}"
                raise Rejected(place, "certain prediction", "+-"[certain], sign)
            follow = certificate.follow[state][observable]
            pair = (follow, walk.after(node, observable, int(sign == "-")))
            if pair not in seen:
                seen.add(pair)
                queue.append(pair)
    return steps
