"""Numbers of graphs of exclusive events: noncontextual, quantum, and exclusivity bounds."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING

from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import Exact, exact

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from contextuality.search.graph_evidence import GraphEvidence
    from proofs.certificates.document import Document

CSW = "PRL 112, 040401 (2014)"
TIME_LIMIT = 30.0  # seconds for one search
DIGITS = 31
# For x = cos(pi/n), a polynomial with integer coefficients that vanishes at it, lowest first.
COSINES = {5: (-1, -2, 4), 7: (1, -4, -4, 8), 9: (-1, -6, 0, 8)}
NUMBERS = ("independence number", "Lovasz number", "fractional packing number")

Triple = tuple[str, str, str]


def decide_cycles(_rng: np.random.Generator) -> Evidence:
    """Enclose the Lovasz numbers of odd cycles; the closed form lies between the bounds."""
    from proofs.certificates.graph_numbers import odd_cycle_document  # noqa: PLC0415

    documents, failures, shown = [], [], []
    for n, polynomial in COSINES.items():
        document = odd_cycle_document(n, DIGITS)
        documents.append(document)
        low, high = (Fraction(*bound) for bound in document.statement["theta"])
        # n x / (1 + x) = v for x = v / (n - v), which grows with v.
        ends = [sum(c * (v / (n - v)) ** k for k, c in enumerate(polynomial)) for v in (low, high)]
        if not ends[0] < 0 < ends[1] or high - low > Fraction(n, 10**DIGITS):
            failures.append(f"{n}: the closed form is not between {low} and {high}")
        shown.append(f"{n}: {float(low):.12f}")
    return Evidence(tuple(documents), len(COSINES), tuple(failures), ", ".join(shown))


def decide_vectors(values: tuple[tuple[str, Triple], ...], _rng: np.random.Generator) -> Evidence:
    """Certify the numbers of sets of vectors of the library.

    Args:
        values: names with the three numbers expected.
    """
    from contextuality.library import get  # noqa: PLC0415
    from contextuality.vectors import VectorSet  # noqa: PLC0415
    from proofs.certificates.graph_numbers import subject_document  # noqa: PLC0415

    def numbers(name: str) -> tuple[Document, GraphEvidence]:
        subject = get(name)
        if not isinstance(subject, VectorSet):
            raise TypeError(name)
        return subject_document(subject, TIME_LIMIT)

    return _compared(values, numbers)


def decide_events(values: tuple[tuple[str, Triple], ...], _rng: np.random.Generator) -> Evidence:
    """Certify the numbers of the possible events of empirical models.

    Args:
        values: names of models with the three numbers expected; "2+sqrt 2" may be one.
    """
    from proofs.certificates.graph_numbers import events_document  # noqa: PLC0415
    from proofs.claims.fraction import build  # noqa: PLC0415

    def numbers(name: str) -> tuple[Document, GraphEvidence]:
        model = build(name)
        possible = [[int(p > 0) for p in table] for table in model.tables]
        return events_document(model, possible, TIME_LIMIT)

    return _compared(values, numbers)


def _compared(
    values: tuple[tuple[str, Triple], ...],
    numbers: Callable[[str], tuple[Document, GraphEvidence]],
) -> Evidence:
    documents, failures, late = [], [], False
    quantities: list[Exact] = []
    for name, expected in values:
        document, found = numbers(name)
        documents.append(document)
        late = late or not found.finished
        bounds = [document.statement["independence"], found.theta, found.packing]
        for what, wanted, (low, high) in zip(NUMBERS, expected, bounds, strict=True):
            if wanted == "2+sqrt 2":
                holds = (low - 2) ** 2 < 2 < (high - 2) ** 2 and high - low < Fraction(1, 10**5)
            else:
                holds = low == high == Fraction(wanted)
                quantities.append(exact(f"{what} of {name}", Fraction(low)))
            if not holds:
                failures.append(f"{name}: expected {what} {wanted}, found {low} to {high}")
    shown = ", ".join(f"{name} {' '.join(expected)}" for name, expected in values)
    return Evidence(
        tuple(documents),
        3 * len(values),
        () if late else tuple(failures),
        shown,
        timed_out=late,
        quantities=tuple(quantities),
    )


METHOD = "kernel: independent set or search, exact matrices, weights of vertices and cliques"

CLAIMS: tuple[Claim, ...] = (
    Claim(
        "exclusivity-cycles",
        "PRL 101, 020403 (2008)",
        "a cycle of n exclusive neighbours, n = 5, 7, 9: noncontextual models reach (n-1)/2, "
        "quantum theory n cos(pi/n)/(1+cos(pi/n)), to 30 digits; exclusivity n/2",
        "sum of the n probabilities; independence, Lovasz and fractional packing number",
        METHOD,
        Status.PROVED,
        decide_cycles,
    ),
    Claim(
        "exclusivity-vectors",
        f"{CSW}; values ours",
        "orthogonality graphs of Cabello 18, Lisonek 21, Peres 24, Kernaghan-Peres 40, Penrose 40, "
        "600-cell 60, E8 120: 4 < 9/2, 3 < 7/2, 5 < 6, 4 < 5, 7 < 10, 13 < 15, 8 < 15",
        "independence number and Lovasz number; the latter is the number of vectors over the "
        "dimension, and the fractional packing number",
        METHOD,
        Status.PROVED,
        functools.partial(
            decide_vectors,
            tuple(
                (name, (alpha, theta, theta))
                for name, alpha, theta in (
                    ("cabello-18", "4", "9/2"),
                    ("lisonek-21", "3", "7/2"),
                    ("peres-24", "5", "6"),
                    ("kernaghan-peres-40", "4", "5"),
                    ("penrose-40", "7", "10"),
                    ("cell600-60", "13", "15"),
                    ("e8-120", "8", "15"),
                )
            ),
        ),
    ),
    Claim(
        "exclusivity-events",
        f"{CSW}; values ours",
        "one possible event from each context: noncontextual models at most 3, 5, 9, Lovasz number "
        "2+sqrt 2, 6, 10 in the scenarios of CHSH, the magic square and the rectangle of CCZ",
        "events of probability above 0 of the PR box, of the mixed state and of CCZ|+++>",
        METHOD,
        Status.PROVED,
        functools.partial(
            decide_events,
            (
                ("pr-box", ("3", "2+sqrt 2", "4")),
                ("mermin-square", ("5", "6", "6")),
                ("square:ccz", ("9", "10", "10")),
            ),
        ),
    ),
)
