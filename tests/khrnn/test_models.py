"""Empirical models of hypergraph states against dense state vectors, and their fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from contextuality.errors import InputError
from contextuality.group import GroupElement
from contextuality.hypergraph import Hypergraph
from contextuality.polynomial import BooleanPolynomial
from contextuality.search.fraction import noncontextual_fraction
from contextuality.search.possibilistic import possibilities
from khrnn.hypergraph.models import (
    hypergraph_model,
    local_model,
    named_model,
    names,
    neighbourhood_model,
    stabilizer_square,
)

CCZ = Hypergraph.from_edges(3, [(0, 1, 2)])
STATES = [
    CCZ,
    Hypergraph.from_edges(3, [(0, 1), (0, 1, 2), (2,)]),
    Hypergraph.from_edges(2, [(0, 1)]),
]


@pytest.mark.parametrize("state", STATES, ids=str)
def test_local_models_by_state_vectors(state: Hypergraph) -> None:
    n = state.n
    psi = np.asarray(state.sign_vector(), dtype=float) / 2 ** (n / 2)
    hadamard = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
    subject = local_model(state)
    assert subject.disturbance() is None
    for c, settings in enumerate(product((0, 1), repeat=n)):
        rotated = psi.reshape((2,) * n)  # axis n - 1 - i is qubit i
        for i, setting in enumerate(settings):
            if setting == 0:
                axis = n - 1 - i
                rotated = np.moveaxis(np.tensordot(hadamard, rotated, (1, axis)), 0, axis)
        for outcomes in product((0, 1), repeat=n):
            born = float(rotated[tuple(reversed(outcomes))] ** 2)
            assert float(subject.probability(c, outcomes)) == pytest.approx(born, abs=1e-12)


@pytest.mark.parametrize("build", [stabilizer_square, neighbourhood_model])
def test_group_models_by_matrices(build: object) -> None:
    subject = build(CCZ)  # type: ignore[operator]
    assert subject.disturbance() is None
    assert all(sum(table) == 1 for table in subject.tables)
    psi = np.asarray(CCZ.sign_vector(), dtype=float) / 2**1.5
    x0, cz = GroupElement.x(3, [0]), GroupElement.diagonal(BooleanPolynomial.parse("z1*z2", 3))
    pair = hypergraph_model("pair", CCZ, [[x0, cz]])
    for outcomes in product((0, 1), repeat=2):
        vector = psi
        for element, outcome in zip((x0, cz), outcomes, strict=True):
            vector = (vector + (-1) ** outcome * element.matrix() @ vector) / 2
        assert float(pair.probability(0, outcomes)) == pytest.approx(float(vector @ vector))


@pytest.mark.parametrize(
    ("name", "value", "logical"),
    [
        ("local:ccz", "1/4", True),
        ("parts:ccz", "1/4", True),
        ("square:ccz", "1", True),
        ("square:0,1", "1", True),
        ("local:0,1", "0", False),
        ("local:0,1,2,3", "15/64", True),
    ],
)
def test_fractions(name: str, value: str, logical: bool) -> None:
    subject = named_model(name)
    assert subject is not None
    assert noncontextual_fraction(subject).contextual_fraction() == Fraction(value)
    assert possibilities(subject).logically_contextual is logical


def test_graph_states_in_x_and_z() -> None:
    """The triangle is the GHZ argument: XZZ, ZXZ, ZZX are +1 and so is -XXX; the path is local."""
    triangle = local_model(Hypergraph.from_edges(3, [(0, 1), (1, 2), (0, 2)]))
    assert possibilities(triangle).strongly_contextual
    assert noncontextual_fraction(triangle).contextual_fraction() == 1
    path = local_model(Hypergraph.from_edges(3, [(0, 1), (1, 2)]))
    assert noncontextual_fraction(path).contextual_fraction() == 0


def test_names_and_refusals() -> None:
    assert named_model("ghz") is None
    assert set(names()) == {"local:HYPERGRAPH", "square:HYPERGRAPH", "parts:HYPERGRAPH"}
    with pytest.raises(InputError, match="one of local:HYPERGRAPH"):
        named_model("global:ccz")
    with pytest.raises(InputError, match="edge 0"):
        named_model("local:zero")
    with pytest.raises(InputError, match="largest edge of 2 or 3 vertices, found 4"):
        named_model("square:0,1,2,3")
    z = GroupElement.diagonal(BooleanPolynomial.variable(3, 0))
    with pytest.raises(InputError, match=r"contexts\[0\].*a commuting pair"):
        hypergraph_model("bad", CCZ, [[GroupElement.x(3, [0]), z]])
