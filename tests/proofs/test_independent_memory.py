"""Second opinions on memory bounds for given n and k."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.errors import InputError
from contextuality.hypergraph import Hypergraph
from contextuality.vertex_sets import k_subsets, vertices
from proofs.independent import hidden, memory, values
from proofs.independent.opinion import Deadline, NotApplicableError, RejectedError
from proofs.independent.states import (
    apply_generator,
    edges_of,
    hypergraph_tables,
    low_monomials,
    signs,
    spanned_tables,
)
from proofs.independent.values import Elimination

SIZES = [(1, 1), (2, 1), (3, 1), (2, 2), (3, 2), (4, 2), (3, 3), (4, 3), (4, 4)]
KINDS = {
    "value-assignment-bound": ("any", "pairwise-contexts", "edges"),
    "faithful-bound": ("deterministic", "derivative-weights", "vertices"),
    "hidden-variable-model": ("stochastic", "replay", ""),
}


def documents(kind: str, n: int, k: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A statement and its certificate, made by taking the first edge of each difference."""
    word, certificate, key = KINDS[kind]
    bits = 2 * n if certificate == "replay" else math.comb(n, k)
    stated = {"kind": kind, "n": n, "k": k, "memory": word, "bits": bits}
    if not key:
        return stated, {"kind": certificate}
    first = [(d & -d).bit_length() - 1 for d in range(1, 1 << math.comb(n, k))]
    if key == "vertices":
        first = [edges_of(n, k)[e][-1] for e in first]
    return stated, {"kind": certificate, key: first}


def said(stated: dict[str, Any], certificate: dict[str, Any]) -> list[str]:
    found = memory.opinions(stated, certificate, 60, np.random.default_rng(1))
    return [opinion.verdict for opinion in found]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("n", "k"), SIZES)
def test_true_bounds_are_confirmed(kind: str, n: int, k: int) -> None:
    about_certificate, about_statement = said(*documents(kind, n, k))
    assert about_certificate == "valid"
    # The value functions of four qubits with degree 3 polynomials are too many to try.
    too_large = kind == "value-assignment-bound" and (n, k) == (4, 4)
    assert about_statement == ("not applicable" if too_large else "valid")


@pytest.mark.parametrize("kind", ["value-assignment-bound", "faithful-bound"])
@pytest.mark.parametrize(("n", "k"), [(3, 2), (4, 3)])
def test_every_wrong_choice_is_rejected(kind: str, n: int, k: int) -> None:
    certificate = documents(kind, n, k)[1]
    key = KINDS[kind][2]
    for d in range(1, 1 << math.comb(n, k)):
        members = [edge for j, edge in enumerate(edges_of(n, k)) if d >> j & 1]
        for choice in range(n if key == "vertices" else math.comb(n, k)):
            right = (
                any(choice in edge for edge in members)
                if key == "vertices"
                else edges_of(n, k)[choice] in members
            )
            changed = list(certificate[key])
            changed[d - 1] = choice
            if key == "edges":
                judge = lambda c=changed: memory.judge_contexts(n, k, c, Deadline(60))  # noqa: E731
            else:
                judge = lambda c=changed: memory.judge_vertices(  # noqa: E731
                    n, k, c, np.random.default_rng(0), Deadline(60)
                )
            if right:
                judge()
            else:
                with pytest.raises(RejectedError, match=f"difference {d}:"):
                    judge()


def test_lists_of_wrong_length_and_choices_out_of_range_are_invalid() -> None:
    for kind in ("value-assignment-bound", "faithful-bound"):
        stated, certificate = documents(kind, 3, 2)
        key = KINDS[kind][2]
        for changed in (
            certificate[key][:-1],
            [*certificate[key], 0],
            [7, *certificate[key][1:]],
        ):
            assert said(stated, {**certificate, key: changed}) == ["invalid", "valid"]


@pytest.mark.parametrize(
    "change",
    [
        {"bits": 4},
        {"bits": "3"},
        {"memory": "deterministic"},
        {"k": 0},
        {"k": 4},
        {"n": "all"},
        {"n": 7, "bits": 21},
        {"n": 10001, "k": 1, "bits": 10001},
    ],
)
def test_statements_outside_the_grammar_or_limits(change: dict[str, Any]) -> None:
    stated, certificate = documents("value-assignment-bound", 3, 2)
    with pytest.raises(InputError):
        said({**stated, **change}, certificate)


def test_a_replay_beyond_the_limit_is_malformed() -> None:
    stated, certificate = documents("hidden-variable-model", 6, 4)
    assert hidden.measurements(6, 4) > 2_000_000
    with pytest.raises(InputError, match="measurements"):
        said(stated, certificate)


def test_lists_do_not_prove_statements_for_all() -> None:
    stated, certificate = documents("value-assignment-bound", 2, 2)
    stated |= {"n": "all", "k": "all", "bits": "binom(n,k)"}
    assert said(stated, certificate) == ["invalid", "valid"]


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(SIZES), st.data())
def test_state_vectors_are_those_of_the_simulator(size: tuple[int, int], data: Any) -> None:
    n, k = size
    index = data.draw(st.integers(0, (1 << math.comb(n, k)) - 1))
    other = data.draw(st.integers(0, (1 << math.comb(n, k)) - 1))
    graph = Hypergraph.from_index(n, k, index)
    assert tuple(vertices(mask) for mask in k_subsets(n, k)) == edges_of(n, k)
    state = signs(hypergraph_tables(n, k)[index])
    assert np.array_equal(state, graph.sign_vector())
    target = signs(hypergraph_tables(n, k)[other])
    for i, element in enumerate(graph.generators()):
        moved = apply_generator(n, k, index, i, target)
        assert np.array_equal(moved, element.matrix() @ target)
        weight = memory._minus_weights(n, k, index, i, target)
        exact = Hypergraph.from_index(n, k, other).outcome_probability(element, -1)
        assert exact == type(exact)(int(weight), 1 << n)


@settings(deadline=None)
@given(st.lists(st.integers(0, 63), max_size=8))
def test_elimination_agrees_with_trying_all_points(equations: list[int]) -> None:
    system = Elimination()
    for equation in equations:
        system.add(equation)
    solved = any(
        all((equation & (bits << 1 | 1)).bit_count() % 2 == 0 for equation in equations)
        for bits in range(32)
    )
    assert system.solvable == solved


def test_a_value_function_by_hand_for_two_qubits() -> None:
    """All 2^12 functions on the 12 elements other than multiples of the identity: (a, g), k = 2."""
    tables = spanned_tables(2, low_monomials(2, 1))
    number = {table.tobytes(): code for code, table in enumerate(tables)}
    variables = [(a, g) for a in range(4) for g in range(8)]
    place = {element: i for i, element in enumerate(variables)}
    serving = []
    # v is determined by v(0, z0), v(0, z1) and v(a, 0), a != 0, if it respects the products.
    for bits in product([0, 1], repeat=5):
        v = [0] * 32
        for a, g in variables:
            linear = (g & 1) ^ (bits[0] & g >> 1 & 1) ^ (bits[1] & g >> 2 & 1)
            v[place[a, g]] = linear ^ (bits[1 + a] if a else 0)
        for a in range(4):
            for g, h in product(range(8), repeat=2):
                assert v[place[a, g]] ^ v[place[a, h]] == v[place[0, g ^ h]]
        served = set()
        for index, f in enumerate(hypergraph_tables(2, 2)):
            codes = [number[(f ^ f[np.arange(4) ^ a]).tobytes()] for a in range(4)]
            if all(v[place[a, g]] == 0 for a, g in enumerate(codes)):
                served.add(index)
        serving.append(served)
    assert {frozenset(s) for s in serving} == {frozenset(), frozenset({0}), frozenset({1})}
    assert values.value_systems(2, 2, Deadline(60)).startswith("n=2 k=2: all 1 pairs")


def test_brute_force_says_when_it_is_too_large() -> None:
    with pytest.raises(NotApplicableError):
        values.value_systems(100, 50, Deadline(60))
    with pytest.raises(NotApplicableError):
        memory.separations(100, 50, Deadline(60))
    with pytest.raises(NotApplicableError):
        hidden.outcome_laws(10, 10, Deadline(60))
    with pytest.raises(NotApplicableError):
        hidden.dense_model(7, 2, np.random.default_rng(0), Deadline(60))
    assert "a sample of 1023 pairs" in values.value_systems(5, 2, Deadline(60))


@pytest.mark.parametrize("broken", ["update", "answer"])
def test_a_wrong_model_is_noticed(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    honest = hidden._prepare

    def prepare(n: int, k: int, tokens: list[int]) -> Any:
        z, counters = honest(n, k, tokens[:-1] if broken == "update" else tokens)
        return z, counters ^ np.uint8(broken == "answer")

    monkeypatch.setattr(hidden, "_prepare", prepare)
    with pytest.raises(RejectedError):
        hidden.outcome_laws(3, 2, Deadline(60))
    with pytest.raises(RejectedError):
        hidden.dense_model(3, 2, np.random.default_rng(0), Deadline(60))


def test_time_is_kept() -> None:
    stated, certificate = documents("faithful-bound", 4, 2)
    found = memory.opinions(stated, certificate, -1.0, np.random.default_rng(0))
    assert [opinion.verdict for opinion in found] == ["timeout", "timeout"]
