"""Memory statements for given n and k: exhaustive certificates against plain evaluation."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import comb
from types import ModuleType

import pytest

from proofs.kernel import memory
from proofs.kernel.memory import (
    KINDS,
    DerivativeWeights,
    MemoryStatement,
    PairwiseContexts,
    Replay,
    check_derivative_weights,
    check_pairwise_contexts,
    check_replay,
)
from proofs.kernel.verdict import Rejected

Refusal = Callable[[Callable[[], object]], tuple[str, ...]]

R1, R2, HIDDEN = "value-assignment-bound", "faithful-bound", "hidden-variable-model"


def statement(kind: str, n: int, k: int) -> MemoryStatement:
    return MemoryStatement(kind, n, k, KINDS[kind][0], 2 * n if kind == HIDDEN else comb(n, k))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("bound", 3, 2, "any", 3), ("statement.kind", f"one of {R1}, {R2}, {HIDDEN}", "bound")),
        ((R1, 3, 2, "deterministic", 3), ("statement.memory", "one of any", "deterministic")),
        ((R2, 3, 2, "stochastic", 3), ("statement.memory", "one of deterministic", "stochastic")),
        ((HIDDEN, 3, 2, "any", 6), ("statement.memory", "one of stochastic", "any")),
        ((R1, "all", "all", "any", "2*n"), ("statement.bits", "one of binom(n,k)", "2*n")),
        ((R1, "all", "all", "any", 3), ("statement.bits", "one of binom(n,k)", "3")),
        ((HIDDEN, "all", "all", "stochastic", "binom(n,k)"),
         ("statement.bits", "one of 2*n", "binom(n,k)")),
        ((R1, "all", 2, "any", 3), ("statement.n", "an integer from 1 to 10000", "all")),
        ((R1, 3, "all", "any", 3), ("statement.k", "an integer from 1 to 3", "all")),
        ((R1, 0, 0, "any", 1), ("statement.n", "an integer from 1 to 10000", "0")),
        ((R1, 10001, 1, "any", 10001), ("statement.n", "an integer from 1 to 10000", "10001")),
        ((R1, 3, 0, "any", 1), ("statement.k", "an integer from 1 to 3", "0")),
        ((R1, 3, 4, "any", 0), ("statement.k", "an integer from 1 to 3", "4")),
        ((R1, 4, 2, "any", 5), ("statement.bits", "an integer from 6 to 6", "5")),
        ((R1, 4, 2, "any", 7), ("statement.bits", "an integer from 6 to 6", "7")),
        ((HIDDEN, 4, 2, "stochastic", 6), ("statement.bits", "an integer from 8 to 8", "6")),
        ((R1, True, True, "any", 1), ("statement.n", "an integer from 1 to 10000", "True")),
    ],
)  # fmt: skip
def test_statement_refuses(
    arguments: tuple[str, int, int, str, int], message: object, malformed: Refusal
) -> None:
    assert malformed(lambda: MemoryStatement(*arguments)) == message


def test_describe_states_the_hypotheses() -> None:
    assert statement(R1, 4, 2).describe() == (
        "6 bits of any memory at the cut are needed and suffice for answering by values that "
        "respect equal-shift and diagonal products (n = 4, k = 2)"
    )
    everywhere = MemoryStatement(R2, "all", "all", "deterministic", "binom(n,k)")
    assert everywhere.describe() == (
        "binom(n,k) bits of deterministic memory at the cut are needed and suffice for sampling "
        "every single measurement within total variation below 2^-k (1 <= k <= n, all n)"
    )
    assert statement(HIDDEN, 4, 2).describe() == (
        "8 bits of stochastic memory at the cut suffice for sampling every single generator or "
        "diagonal measurement exactly (n = 4, k = 2)"
    )
    assert statement(R1, 10000, 5000).describe().startswith("binom(n,k) bits of any memory")


def test_the_message_about_a_huge_figure_can_be_written(malformed: Refusal) -> None:
    where, expected, found = malformed(lambda: MemoryStatement(R1, 10000, 5000, "any", 1))
    assert (where, found) == ("statement.bits", "1")
    assert len(expected) > 6000


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: PairwiseContexts(()),
         ("certificate.edges", "a list of 1 to 65535 items", "0 items")),
        (lambda: PairwiseContexts((0,) * 65536),
         ("certificate.edges", "a list of 1 to 65535 items", "65536 items")),
        (lambda: PairwiseContexts((0, 16)),
         ("certificate.edges[1]", "an integer from 0 to 15", "16")),
        (lambda: DerivativeWeights((-1,)),
         ("certificate.vertices[0]", "an integer from 0 to 15", "-1")),
        (lambda: DerivativeWeights((False,)),
         ("certificate.vertices[0]", "an integer from 0 to 15", "False")),
    ],
)  # fmt: skip
def test_certificates_refuse(
    build: Callable[[], object], message: object, malformed: Refusal
) -> None:
    assert malformed(build) == message


@pytest.mark.parametrize(
    "check",
    [
        lambda claim: check_pairwise_contexts(claim, PairwiseContexts((0,))),
        lambda claim: check_derivative_weights(claim, DerivativeWeights((0,))),
        lambda claim: check_replay(claim, Replay()),
    ],
)
def test_exhaustive_certificates_have_limits(
    check: Callable[[MemoryStatement], int], malformed: Refusal, rejected: Refusal
) -> None:
    limits = "binom(n,k) <= 16 and n <= 10 for this certificate"
    assert malformed(lambda: check(statement(R1, 7, 2))) == ("statement", limits, "n = 7, k = 2")
    assert malformed(lambda: check(statement(R1, 11, 1))) == ("statement", limits, "n = 11, k = 1")
    everywhere = MemoryStatement(R1, "all", "all", "any", "binom(n,k)")
    found = rejected(lambda: check(everywhere))
    assert found == ("statement", "exhaustive", "integers n and k", "all")


@pytest.mark.parametrize(
    ("edges", "message"),
    [
        ((0,) * 6, ("certificate.edges", "exhaustive", "7 entries", "6")),
        ((0,) * 8, ("certificate.edges", "exhaustive", "7 entries", "8")),
        ((1, 1, 1, 2, 2, 2, 2), ("difference 1", "context", "an edge of the difference", "edge 1")),
        ((0, 1, 1, 2, 1, 2, 2), ("difference 5", "context", "an edge of the difference", "edge 1")),
        ((0, 1, 1, 2, 2, 2, 15),
         ("difference 7", "context", "an edge of the difference", "edge 15")),
    ],
)  # fmt: skip
def test_pairwise_contexts_reject(
    edges: tuple[int, ...], message: object, rejected: Refusal
) -> None:
    claim = statement(R1, 3, 2)
    assert rejected(lambda: check_pairwise_contexts(claim, PairwiseContexts(edges))) == message


def test_pairwise_contexts_count_contexts() -> None:
    edges = PairwiseContexts((0, 1, 0, 2, 0, 1, 0))
    assert check_pairwise_contexts(statement(R1, 3, 2), edges) == 7 * 3


def test_pairwise_contexts_compare_the_sum(
    monkeypatch: pytest.MonkeyPatch, rejected: Refusal
) -> None:
    """With edges of another uniformity behind its back the kernel sees that the sum is not 1."""
    real = memory.edges
    monkeypatch.setattr(memory, "edges", lambda n, k: [*real(n, k)[:-1], 0b111])
    claim = statement(R1, 3, 2)
    found = rejected(
        lambda: check_pairwise_contexts(claim, PairwiseContexts((0, 1, 1, 2, 0, 1, 1)))
    )
    assert found == (
        "difference 5",
        "sum",
        "derivatives that sum to the constant 1",
        "another polynomial",
    )


@pytest.mark.parametrize(
    ("vertices", "message"),
    [
        ((0,) * 6, ("certificate.vertices", "exhaustive", "7 entries", "6")),
        ((2, 0, 0, 1, 0, 0, 0),
         ("difference 1", "weight", "a derivative of weight 4 or more", "0")),
        ((0, 0, 0, 1, 0, 0, 3), ("difference 7", "vertex", "a vertex below 3", "3")),
    ],
)  # fmt: skip
def test_derivative_weights_reject(
    vertices: tuple[int, ...], message: object, rejected: Refusal
) -> None:
    claim = statement(R2, 3, 2)
    assert rejected(lambda: check_derivative_weights(claim, DerivativeWeights(vertices))) == message


def tables(n: int, k: int) -> list[list[int]]:
    """Return f_d(z) for every difference d and point z, by counting edges inside z."""
    edges = [set(edge) for edge in combinations(range(n), k)]
    inside = [{i for i in range(n) if z >> i & 1} for z in range(1 << n)]
    return [
        [sum(d >> e & 1 for e, edge in enumerate(edges) if edge <= points) % 2 for points in inside]
        for d in range(1 << len(edges))
    ]


@pytest.mark.parametrize(("n", "k"), [(1, 1), (2, 1), (3, 2), (3, 3), (4, 2), (4, 3)])
def test_every_choice_against_plain_evaluation(n: int, k: int) -> None:
    """For each difference and each edge or vertex: accepted iff the definition says so."""
    values = tables(n, k)
    edges = list(combinations(range(n), k))
    for d in range(1, len(values)):
        first = [(e & -e).bit_length() - 1 for e in range(1, len(values))]
        for e, edge in enumerate(edges):
            masks = [
                sum(1 << v for v in part)
                for size in range(1, k + 1)
                for part in combinations(edge, size)
            ]
            sums = {sum(values[d][z ^ a] ^ values[d][z] for a in masks) % 2 for z in range(1 << n)}
            expected = bool(d >> e & 1) and sums == {1}
            choice = (*first[: d - 1], e, *first[d:])
            assert accepts(check_pairwise_contexts, R1, n, k, PairwiseContexts(choice)) == expected
        lowest = [edges[e][0] for e in first]
        for i in range(n):
            weight = sum(values[d][z ^ 1 << i] ^ values[d][z] for z in range(1 << n))
            vertices = (*lowest[: d - 1], i, *lowest[d:])
            found = accepts(check_derivative_weights, R2, n, k, DerivativeWeights(vertices))
            assert found == (weight >= 2 ** (n - k + 1))


def accepts(check: Callable[..., int], kind: str, n: int, k: int, certificate: object) -> bool:
    try:
        return check(statement(kind, n, k), certificate) > 0
    except Rejected:
        return False


@pytest.mark.parametrize(
    ("n", "k", "steps"), [(1, 1, 2 * (2 + 2)), (2, 2, 2 * (4 + 4 + 8)), (3, 3, 2 * (3 * 16 + 128))]
)
def test_replay_counts_every_measurement(n: int, k: int, steps: int) -> None:
    assert check_replay(statement(HIDDEN, n, k), Replay()) == steps


def test_replay_compares_the_laws(monkeypatch: pytest.MonkeyPatch, rejected: Refusal) -> None:
    """If the quantum side were shifted wrongly, the laws would differ, and it is seen."""
    monkeypatch.setattr(memory, "shifted", lambda table, *_: table)
    found = rejected(lambda: check_replay(statement(HIDDEN, 2, 2), Replay()))
    assert found == ("hypergraph 1, target 0", "law", "-1 on 0 of 4 points", "2")


def test_replay_stops_at_its_limit(monkeypatch: pytest.MonkeyPatch, malformed: Refusal) -> None:
    monkeypatch.setattr(memory, "MAX_REPLAYS", 32)
    assert check_replay(statement(HIDDEN, 2, 2), Replay()) == 32
    monkeypatch.setattr(memory, "MAX_REPLAYS", 31)
    found = malformed(lambda: check_replay(statement(HIDDEN, 2, 2), Replay()))
    assert found == ("statement", "at most 31 measurements to replay", "more")


def test_theorems_in_the_model(truth: ModuleType) -> None:
    """The equations that the derivations prove hold in concrete models, and false ones do not."""
    assert truth.lemma_holds("E(j+1, f(j+1), f(j+1))", "1")
    assert truth.lemma_holds("F(j, f(j))", "1")
    assert truth.lemma_holds("h(j) + x(j)*f(j) + T(j, h(j) + x(j)*f(j))", "f(j)")
    assert not truth.lemma_holds("F(j, h(j))", "1")
    assert not truth.lemma_holds("E(j, f(j), f(j))", "1")
    assert not truth.lemma_holds("T(j,p)", "p")
