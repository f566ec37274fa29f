"""Bounds on the states of machines turned into documents."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from proofs.certificates.document import Document

if TYPE_CHECKING:
    from contextuality.search.automaton import Machine, SequenceTask
    from contextuality.search.automaton_knowledge import NoCover
    from contextuality.search.automaton_search import LeastMachine, NoMachine


def machine_statement(task: SequenceTask, *, lower: bool, states: int) -> dict[str, Any]:
    """Return the statement that so many states are needed, or suffice.

    Args:
        task: the question.
        lower: whether the bound is a lower one.
        states: at least 2 for a lower bound, else at least 1.

    Example:
        >>> from contextuality.search.automaton import SequenceTask
        >>> task = SequenceTask("bit", ("X", "Z"), "all", (), ("Z",))
        >>> machine_statement(task, lower=True, states=2)["initial"]
        ['+Z']
    """
    return {
        "kind": "machine-lower-bound" if lower else "machine-upper-bound",
        "qubits": task.qubits,
        "observables": list(task.observables),
        "sequences": task.sequences,
        "contexts": [sorted(context) for context in task.contexts],
        "initial": [text if text[0] in "+-" else f"+{text}" for text in task.initial],
        "states": states,
    }


def machine_document(task: SequenceTask, machine: Machine) -> Document:
    """Return the document of an upper bound; not yet checked.

    Example:
        >>> from contextuality.search.automaton import Machine, SequenceTask
        >>> task = SequenceTask("bit", ("X", "Z"), "all")
        >>> machine_document(task, Machine(((0, 0),), ((0, 0),))).check().status
        'valid'
    """
    certificate = {
        "kind": "machine",
        "out": ["".join("+-"[bit] for bit in row) for row in machine.out],
        "next": [list(row) for row in machine.follow],
    }
    statement = machine_statement(task, lower=False, states=machine.states)
    return Document(f"machine-{task.name}-upper", statement, certificate)


def refutation_document(task: SequenceTask, refutation: NoMachine | NoCover) -> Document:
    """Return the document of a lower bound, one more than the size that was refuted.

    Example:
        >>> from contextuality.library import get
        >>> from contextuality.search.automaton import sequence_task
        >>> from contextuality.search.automaton_search import machine_of_size
        >>> task = sequence_task(get("mermin-square"), "contexts")
        >>> refutation_document(task, machine_of_size(task, 2)).check().status
        'valid'
    """
    proof = refutation.lrat.encode("ascii")
    digest = hashlib.sha256(proof).hexdigest()
    certificate: dict[str, Any]
    if hasattr(refutation, "expansions"):
        pairs = [list(pair) for pair in refutation.expansions]
        certificate = {"kind": "machine-refutation", "expansions": pairs, "sha256": digest}
    else:
        certificate = {
            "kind": "knowledge-cover",
            "asked": list(refutation.asked),
            "prefix": list(refutation.prefix),
            "symmetries": [[s.image, list(s.targets), s.signs] for s in refutation.symmetries],
            "sha256": digest,
        }
    statement = machine_statement(task, lower=True, states=refutation.states + 1)
    return Document(f"machine-{task.name}-lower", statement, certificate, proof)


def machine_documents(least: LeastMachine) -> tuple[Document, ...]:
    """Return the documents of an interval: lower bound, then upper bound, where there is one.

    Example:
        >>> from contextuality.library import get
        >>> from contextuality.search.automaton import sequence_task
        >>> from contextuality.search.automaton_search import least_machine
        >>> least = least_machine(sequence_task(get("mermin-square"), "contexts"))
        >>> [document.statement["states"] for document in machine_documents(least)]
        [3, 3]
    """
    documents = []
    if least.refutation is not None:
        documents.append(refutation_document(least.task, least.refutation))
    if least.machine is not None:
        documents.append(machine_document(least.task, least.machine))
    return tuple(documents)
