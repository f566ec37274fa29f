"""Contextual fractions of known models, each closed by a distribution and an inequality."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING

from proofs.claims.model import Claim, Evidence, Status
from proofs.quantities import Exact, exact

if TYPE_CHECKING:
    import numpy as np

    from contextuality.empirical import EmpiricalModel

TIME_LIMIT = 30.0  # seconds for one search
ABM = "Abramsky, Barbosa, Mansfield, PRL 119, 050504 (2017)"
OURS = "PRL 119, 050504 (2017); value ours"


def build(name: str) -> EmpiricalModel:
    """Return a named model, of `contextuality.library.models` or of a hypergraph state."""
    from contextuality.library.models import model  # noqa: PLC0415 - built only when asked for
    from khrnn.hypergraph.models import named_model  # noqa: PLC0415

    return named_model(name) or model(name)


def decide_fractions(values: tuple[tuple[str, str], ...], rng: np.random.Generator) -> Evidence:
    """Compute contextual fractions, certify them, and compare the zeros.

    Args:
        values: names of models with the fractions expected.
        rng: chooses among equally good assignments.
    """
    from contextuality.search.fraction import noncontextual_fraction  # noqa: PLC0415
    from contextuality.search.possibilistic import possibilities  # noqa: PLC0415
    from proofs.certificates.fraction import (  # noqa: PLC0415
        fraction_document,
        logical_document,
        strong_document,
    )

    documents, failures, late = [], [], False
    quantities: list[Exact] = []
    for name, expected in values:
        model = build(name)
        found = noncontextual_fraction(model, TIME_LIMIT, rng)
        zeros = possibilities(model, TIME_LIMIT)
        documents.append(fraction_document(found))
        if not found.exact or zeros.strongly_contextual is None:
            late = True
            continue
        fraction = found.contextual_fraction()
        quantities.append(exact(f"contextual fraction of {name}", fraction))
        if fraction != Fraction(expected):
            failures.append(f"{name}: expected {expected}, found {fraction}")
        if zeros.strongly_contextual is not (fraction == 1):
            failures.append(f"{name}: strong contextuality and a fraction of {fraction}")
        if zeros.strongly_contextual:
            documents.append(strong_document(model))
        elif zeros.logically_contextual:
            documents.append(logical_document(model, *zeros.obstructed[0]))
    shown = ", ".join(f"{name} {value}" for name, value in values)
    return Evidence(
        tuple(documents),
        len(values),
        tuple(failures),
        shown,
        timed_out=late,
        quantities=tuple(quantities),
    )


def _claim(
    identifier: str, source: str, statement: str, given: str, values: tuple[tuple[str, str], ...]
) -> Claim:
    return Claim(
        identifier,
        source,
        statement,
        given,
        "kernel: weights below the model, inequality by elimination",
        Status.PROVED,
        functools.partial(decide_fractions, values),
    )


CLAIMS: tuple[Claim, ...] = (
    _claim(
        "fraction-strong",
        ABM,
        "contextual fraction 1: PR box, GHZ in X and Y, Peres-Mermin square, Specker's triangle",
        "given the exact tables; the square on the maximally mixed state",
        (("pr-box", "1"), ("ghz", "1"), ("mermin-square", "1"), ("specker-triangle", "1")),
    ),
    _claim(
        "fraction-isotropic",
        ABM,
        "a PR box of weight v in noise has contextual fraction max(0, 2v - 1), at five values of v",
        "v = 1/3, 1/2, 501/1000, 7/10, 99/100; exact tables",
        tuple(
            (f"isotropic-{v}", str(max(Fraction(0), 2 * Fraction(v) - 1)))
            for v in ("1/3", "1/2", "501/1000", "7/10", "99/100")
        ),
    ),
    _claim(
        "fraction-hardy",
        OURS,
        "Hardy's model with chance 1/12 has contextual fraction 1/6, and is logically contextual",
        "given the exact tables of Z and X on |00> + |01> + |10>",
        (("hardy", "1/6"),),
    ),
    _claim(
        "fraction-ccz",
        OURS,
        "the state CCZ|+++> has contextual fraction 1/4 in X and Z on every qubit, 1/4 in X_i with "
        "CZ_jk, 1 in the rectangle of its stabilizers",
        "given the exact tables, computed by counting solutions of polynomials",
        (("local:ccz", "1/4"), ("parts:ccz", "1/4"), ("square:ccz", "1")),
    ),
    _claim(
        "fraction-cycles",
        OURS,
        "odd cycle of n exclusive neighbours, each with chance p: max(0, 2np - n + 1), 4 cases",
        "n, p = 5, 4/9; 7, 3/7; 9, 7/15; 15, 1/2; exact tables",
        (
            ("cycle-5-4/9", "4/9"),
            ("cycle-7-3/7", "0"),
            ("cycle-9-7/15", "2/5"),
            ("cycle-15-1/2", "1"),
        ),
    ),
)
