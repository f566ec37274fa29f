"""Published contextuality results: Pauli magic sets and Kochen-Specker vector sets."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from contextuality.scenario import Scenario
from proofs.certificates.scenarios import colouring_document, pauli_document
from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import table

if TYPE_CHECKING:
    import numpy as np

TIME_LIMIT = 60.0  # seconds for one search


def decide_library(
    name: str, counts: tuple[int, ...], contextual: bool, _rng: np.random.Generator
) -> Evidence:
    """Decide a library scenario, certify it, ask z3 as well, and compare the published counts.

    Args:
        name: a name of `contextuality.library`.
        counts: published: observables, contexts and negative contexts of a Pauli scenario;
            vectors, orthogonal pairs and complete bases of a vector set.
        contextual: the published answer.
        _rng: not used; every procedure takes one.
    """
    from contextuality.library import get  # noqa: PLC0415 - built only when asked for
    from contextuality.search.parity import Contextual, decide_parity  # noqa: PLC0415
    from contextuality.search.result import TimedOut  # noqa: PLC0415
    from contextuality.search.sat import Uncolourable, colour  # noqa: PLC0415
    from contextuality.search.smt import (  # noqa: PLC0415
        Answer,
        decide_colouring_smt,
        decide_scenario_smt,
    )

    scenario = get(name)
    if isinstance(scenario, Scenario):
        finding = decide_parity(scenario)
        document = pauli_document(scenario, finding)
        found = isinstance(finding, Contextual)
        second = decide_scenario_smt(scenario, TIME_LIMIT)
        own = (len(scenario.observables), len(scenario.contexts), scenario.negative_contexts)
        words = "observables, contexts, negative contexts"
        size = f"{len(finding.rows)} contexts" if isinstance(finding, Contextual) else "values"
    else:
        answer = colour(scenario, "bases-and-pairs", TIME_LIMIT)
        if isinstance(answer, TimedOut):
            return Evidence(detail=f"no answer in {TIME_LIMIT} s", timed_out=True)
        document = colouring_document(scenario, "bases-and-pairs", answer)
        found = isinstance(answer, Uncolourable)
        second = decide_colouring_smt(scenario, "bases-and-pairs", TIME_LIMIT)
        own = (
            len(scenario.vectors),
            len(scenario.orthogonal_pairs()),
            len(scenario.complete_bases()),
        )
        words = "vectors, pairs, bases"
        size = f"{answer.steps} LRAT steps" if isinstance(answer, Uncolourable) else "a colouring"
    failures = []
    if own != counts:
        failures.append(f"{words}: published {counts}, found {own}")
    if found != contextual:
        failures.append(f"published contextual = {contextual}, found {found}")
    if second.answer is Answer.UNKNOWN:
        return Evidence((document,), 2, tuple(failures), f"z3: {second.reason}", timed_out=True)
    if (second.answer is Answer.CONTEXTUAL) != found:
        failures.append(f"z3 says {second.answer.name}, against the certificate")
    shown = "/".join(map(str, own))
    sizes = table("counts", dict(zip(words.split(", "), own, strict=True)))
    detail = f"{words} {shown}; {size}; z3 agrees"
    return Evidence((document,), 3, tuple(failures), detail, quantities=(sizes,))


def _claim(
    name: str, source: str, statement: str, counts: tuple[int, ...], *, contextual: bool = True
) -> Claim:
    pauli = name in {"mermin-square", "mermin-pentagram", "doily"}
    return Claim(
        name,
        source,
        statement,
        "state-independent"
        if pauli
        else "rule: one 1 in every basis, orthogonal vectors not both 1",
        ("GF(2) refutation" if pauli else "SAT, " + ("LRAT proof" if contextual else "colouring"))
        + "; z3",
        Status.PROVED,
        functools.partial(decide_library, name, counts, contextual),
    )


CLAIMS: tuple[Claim, ...] = (
    _claim(
        "mermin-square",
        "Mermin, Rev. Mod. Phys. 65, 803 (1993)",
        "no values for the nine observables of the Peres-Mermin square",
        (9, 6, 1),
    ),
    _claim(
        "mermin-pentagram",
        "Mermin, Rev. Mod. Phys. 65, 803 (1993)",
        "no values for the ten observables of the three-qubit pentagram",
        (10, 5, 1),
    ),
    _claim(
        "doily",
        "two-qubit symplectic space W(3,2)",
        "no values for the 15 two-qubit Paulis on all 15 lines",
        (15, 15, 3),
    ),
    _claim(
        "conway-kochen-31",
        "Conway, Kochen; Peres, Quantum Theory (1993), p. 114",
        "31 vectors in dimension 3 have no Kochen-Specker colouring",
        (31, 71, 17),
    ),
    _claim(
        "peres-33",
        "Peres, J. Phys. A 24, L175 (1991)",
        "33 vectors in dimension 3 have no Kochen-Specker colouring",
        (33, 72, 16),
    ),
    _claim(
        "cabello-18",
        "Cabello et al., Phys. Lett. A 212, 183 (1996)",
        "18 vectors in dimension 4 have no Kochen-Specker colouring",
        (18, 63, 9),
    ),
    _claim(
        "yu-oh-13",
        "Yu, Oh, Phys. Rev. Lett. 108, 030402 (2012)",
        "control: the 13 vectors have a Kochen-Specker colouring",
        (13, 24, 4),
        contextual=False,
    ),
)
