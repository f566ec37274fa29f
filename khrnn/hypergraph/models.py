"""Empirical models of group measurements on hypergraph states, with exact probabilities.

Belongs here: tables for contexts of commuting group elements, and named examples. Does not belong
here: the law itself (`law`), Paulis on stabilizer states (`contextuality.stabilizer_models`), the
contextual fraction (`contextuality.search.fraction`).
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from contextuality.empirical import EmpiricalModel
from contextuality.errors import InputError, shown
from contextuality.group import GroupElement
from contextuality.hypergraph import Hypergraph
from contextuality.library.hypergraph_scenarios import label, observable
from contextuality.polynomial import BooleanPolynomial
from khrnn.hypergraph.law import commuting_law

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OUTCOMES = ("+", "-")


def hypergraph_model(
    name: str, state: Hypergraph, contexts: Sequence[Sequence[GroupElement]]
) -> EmpiricalModel:
    """Return the outcome tables of contexts of group elements on a hypergraph state.

    Args:
        name: one line of text.
        state: the hypergraph whose state is measured.
        contexts: each of distinct commuting Hermitian elements; elements count up to sign, and the
            sign without a constant term is the one that is tabulated.

    Returns:
        A model with outcomes + and -, without disturbance; all probabilities are dyadic.

    Raises:
        InputError: if the elements of a context do not commute, repeat, or are not Hermitian.

    Source: `law.commuting_law`.

    Example:
        >>> ccz = Hypergraph.from_edges(3, [(0, 1, 2)])
        >>> x0 = GroupElement.x(3, [0])
        >>> hypergraph_model("one", ccz, [[x0]]).tables
        ((Fraction(3, 4), Fraction(1, 4)),)
    """
    index: dict[str, int] = {}
    rows, tables = [], []
    for c, context in enumerate(contexts):
        bare = [observable(element, f"contexts[{c}]") for element in context]
        try:
            law = commuting_law(state, bare)
        except InputError as error:
            raise error.located(f"contexts[{c}]") from error
        rows.append(tuple(index.setdefault(label(element), len(index)) for element in bare))
        tables.append(_table(law, len(bare)))
    return EmpiricalModel(name, tuple(index), OUTCOMES, tuple(rows), tuple(tables))


def _table(law: dict[tuple[int, ...], Fraction], members: int) -> tuple[Fraction, ...]:
    return tuple(law.get(outcomes, Fraction(0)) for outcomes in product((1, -1), repeat=members))


def local_model(state: Hypergraph, name: str | None = None) -> EmpiricalModel:
    """Return the model in which every qubit is measured in X or in Z, with all 2^n contexts.

    Source: this Bell scenario for hypergraph states is that of M. Gachechiladze, C. Budroni and
        O. Guehne, Phys. Rev. Lett. 116 (2016) 070401.

    Example:
        >>> local_model(Hypergraph.from_edges(3, [(0, 1, 2)])).probability(0, (1, 1, 1))
        Fraction(1, 16)
    """
    n = state.n
    x = [GroupElement.x(n, [i]) for i in range(n)]
    z = [GroupElement.diagonal(BooleanPolynomial.variable(n, i)) for i in range(n)]
    contexts = [
        [(x, z)[setting][i] for i, setting in enumerate(settings)]
        for settings in product((0, 1), repeat=n)
    ]
    return hypergraph_model(name or f"local {state}", state, contexts)


def stabilizer_square(state: Hypergraph, name: str | None = None) -> EmpiricalModel:
    """Return the magic rectangle of the state's largest edge as measured on the state itself.

    Its contexts are {X^A, (-1)^(d_A f), K^A} for every non-empty part A of the edge, all X^A, all
    diagonals and all K^A. The products of the members contradict each other on any state.

    Source: `contextuality.library.hypergraph_scenarios.hypergraph_square`, ours.

    Example:
        >>> model = stabilizer_square(Hypergraph.from_edges(2, [(0, 1)]))
        >>> len(model.observables), len(model.contexts)
        (9, 6)
    """
    f = state.polynomial
    edge = max(f.monomials, key=lambda m: (m.bit_count(), -m), default=0)
    if edge.bit_count() < 2 or edge.bit_count() > 3:
        raise InputError(
            where="hypergraph",
            expected="a largest edge of 2 or 3 vertices",
            found=f"{edge.bit_count()} vertices",
        )
    parts = [part for part in range(1, 1 << state.n) if part & edge == part]
    shifts = [GroupElement(part, BooleanPolynomial.zero(state.n)) for part in parts]
    diagonals = [GroupElement.diagonal(f.derivative(part)) for part in parts]
    stabilizers = [state.stabilizer(part) for part in parts]
    rows = [list(row) for row in zip(shifts, diagonals, stabilizers, strict=True)]
    return hypergraph_model(
        name or f"square {state}", state, [*rows, shifts, diagonals, stabilizers]
    )


def neighbourhood_model(state: Hypergraph, name: str | None = None) -> EmpiricalModel:
    """Return the model of X_i with the diagonal of its neighbourhood, all X, and all diagonals.

    The contexts are {X_i, (-1)^(d_i f)} for every vertex i, all X_i, and all (-1)^(d_i f): what it
    takes to measure the generators K_i by parts. No context contains the stabilizer itself.

    Source: ours.

    Example:
        >>> model = neighbourhood_model(Hypergraph.from_edges(3, [(0, 1, 2)]))
        >>> len(model.observables), len(model.contexts)
        (6, 5)
    """
    n, f = state.n, state.polynomial
    shifts = [GroupElement.x(n, [i]) for i in range(n)]
    diagonals = [GroupElement.diagonal(f.derivative(1 << i)) for i in range(n)]
    pairs = [list(pair) for pair in zip(shifts, diagonals, strict=True)]
    return hypergraph_model(name or f"parts {state}", state, [*pairs, shifts, diagonals])


_KINDS: dict[str, tuple[Callable[[Hypergraph, str | None], EmpiricalModel], str]] = {
    "local": (local_model, "X or Z on every qubit"),
    "square": (stabilizer_square, "the magic rectangle of the largest edge"),
    "parts": (neighbourhood_model, "X_i with the diagonal of its neighbourhood"),
}


def names() -> dict[str, str]:
    """Return the patterns of names that `named_model` takes, and what they stand for.

    Example:
        >>> names()["local:HYPERGRAPH"]
        'X or Z on every qubit'
    """
    return {f"{kind}:HYPERGRAPH": what for kind, (_, what) in _KINDS.items()}


def named_model(name: str) -> EmpiricalModel | None:
    """Build a model named by kind and hypergraph, or return None for a name of another form.

    Args:
        name: such as "local:0,1,2" (edges separated by semicolons); "ccz" stands for 0,1,2.

    Raises:
        InputError: for an unknown kind or no hypergraph.

    Example:
        >>> named_model("local:ccz").name, named_model("ghz") is None
        ('local:ccz', True)
    """
    match = re.fullmatch(r"([a-z]+):(.+)", name, re.ASCII)
    if match is None:
        return None
    if match[1] not in _KINDS:
        raise InputError(where="model", expected="one of " + ", ".join(names()), found=shown(name))
    text = "0,1,2" if match[2] == "ccz" else match[2]
    return _KINDS[match[1]][0](Hypergraph.parse(text), name)
