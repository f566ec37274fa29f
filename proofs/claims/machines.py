"""How many states a classical machine needs for sequences of measurements."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from proofs.certificates.machine import machine_documents, refutation_document
from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import interval

if TYPE_CHECKING:
    import numpy as np

PAPER = "New J. Phys. 13, 113011 (2011)"
TIME_LIMIT = 120.0  # seconds for one search
LONG_LIMIT = 1800.0


def _inside_contexts(_rng: np.random.Generator) -> Evidence:
    """Find the least machine for the square inside its contexts, with both certificates."""
    from contextuality.library.pauli_sets import mermin_square  # noqa: PLC0415 - loads on use
    from contextuality.search.automaton import sequence_task  # noqa: PLC0415
    from contextuality.search.automaton_search import Ended, least_machine  # noqa: PLC0415

    least = least_machine(sequence_task(mermin_square(), "contexts"), TIME_LIMIT)
    if least.ended is not Ended.CLOSED:
        return Evidence(detail=f"no answer in {TIME_LIMIT} s", timed_out=True)
    found = f"{least.lower} to {least.upper} states"
    failures = () if (least.lower, least.upper) == (3, 3) else (f"published 3, found {found}",)
    states = interval("states", least.lower, least.upper)
    return Evidence(machine_documents(least), 1, failures, found, quantities=(states,))


def _all_sequences(_rng: np.random.Generator) -> Evidence:
    """Refute machines of four states for all sequences of the square, nothing known at first."""
    from contextuality.library.pauli_sets import mermin_square  # noqa: PLC0415
    from contextuality.search.automaton import sequence_task  # noqa: PLC0415
    from contextuality.search.automaton_search import NoMachine, machine_of_size  # noqa: PLC0415
    from contextuality.search.result import TimedOut  # noqa: PLC0415

    task = sequence_task(mermin_square(), "all")
    found = machine_of_size(task, 4, TIME_LIMIT)
    if isinstance(found, TimedOut):
        return Evidence(detail=f"no answer in {TIME_LIMIT} s", timed_out=True)
    if not isinstance(found, NoMachine):
        return Evidence(cases=1, failures=("a machine of 4 states",))
    document = refutation_document(task, found)
    detail = f"no machine of 4 states: {found.steps} LRAT steps"
    return Evidence((document,), detail=detail, quantities=(interval("states", 5, None),))


def _exactly_ten(_rng: np.random.Generator) -> Evidence:
    """Find the least machine for all sequences of the square, from a known and unknown start."""
    from contextuality.library.pauli_sets import mermin_square  # noqa: PLC0415
    from contextuality.search.automaton import sequence_task  # noqa: PLC0415
    from contextuality.search.automaton_search import Ended, least_machine  # noqa: PLC0415

    documents, failures = [], []
    for name, initial in (("known", ("ZI", "IZ")), ("unknown", ())):
        least = least_machine(sequence_task(mermin_square(), "all", initial), LONG_LIMIT)
        if least.ended is not Ended.CLOSED:
            return Evidence(detail=f"no answer in {LONG_LIMIT} s", timed_out=True)
        documents += [
            dataclasses.replace(document, name=f"{document.name}-{name}")
            for document in machine_documents(least)
        ]
        if (least.lower, least.upper) != (10, 10):
            failures.append(f"{name}: {least.lower} to {least.upper} states")
    found = () if failures else (interval("states", 10, 10),)
    return Evidence(
        tuple(documents), 0, tuple(failures), "10 states from either start", quantities=found
    )


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "machine-square-contexts",
        PAPER,
        "the Peres-Mermin square inside its contexts needs exactly 3 machine states",
        "certain predictions only; one context a run; one fixed initial machine state; nothing "
        "known about the system before the first measurement",
        "SAT; kernel: replay of a machine, LRAT proof for 2 states",
        Status.PROVED,
        _inside_contexts,
    ),
    Claim(
        "machine-two-qubits",
        PAPER,
        "all sequences of two-qubit Paulis need more than 4 machine states (two bits)",
        "certain predictions only; the square's nine observables already; nothing known about the "
        "system before the first measurement",
        "SAT; kernel: LRAT proof for 4 states",
        Status.PROVED,
        _all_sequences,
    ),
    Claim(
        "machine-square-all",
        PAPER,
        "all sequences of the Peres-Mermin square need exactly 10 machine states",
        "certain predictions only; from the start where ZI and IZ are known, and from one where "
        "nothing is; the number is ours",
        "closed families of knowledge, SAT; kernel: replay, LRAT proofs for 9 states",
        Status.PROVED,
        _exactly_ten,
        long=True,
    ),
)
