"""The machine that forgets part of the hypergraph, replayed on the exact simulator."""

from __future__ import annotations

import math

import numpy as np
import pytest

from contextuality.errors import InputError
from contextuality.group import GroupElement, random_element
from contextuality.hypergraph import Hypergraph, all_uniform
from contextuality.search.families import best_family, family_shares
from khrnn.classical.family import FamilyMachine, FamilyState, lead
from khrnn.hypergraph.exact import ExactCell, run
from khrnn.tasks.sentences import Sentence
from khrnn.tasks.tokens import Entangle, Measure

SIZES = [(3, 3), (4, 3), (5, 3), (5, 4), (6, 3), (6, 5)]


def members(machine: FamilyMachine, hypergraph: Hypergraph) -> list[Hypergraph]:
    found = [hypergraph.edges]
    for generator in machine.family:
        found += [edges ^ generator.edges for edges in found]
    return [Hypergraph(machine.n, edges) for edges in found]


def replay(
    machine: FamilyMachine, k: int, prepared: Hypergraph, elements: list[GroupElement]
) -> list[tuple[Hypergraph, bool]]:
    """Return for every member of the coset whether the machine's words are possible."""
    state = machine.start(machine.coset(prepared))
    words: list[int] = []
    for element in elements:
        state, word = machine.answer(state, element)
        words.append(word)
    told = []
    for member in members(machine, prepared):
        prefix = tuple(Entangle(edge) for edge in sorted(member.edges))
        sentence = Sentence(machine.n, k, (*prefix, *(Measure(e) for e in elements)))
        translation = (*([None] * len(prefix)), *words)
        told.append((member, run(sentence, translation).joint > 0))  # type: ignore[arg-type]
    return told


def random_hypergraph(n: int, k: int, rng: np.random.Generator) -> Hypergraph:
    edges = [e for e in range(1 << n) if e.bit_count() == k]
    return Hypergraph(n, frozenset(e for e in edges if rng.integers(2)))


@pytest.mark.parametrize(("n", "k"), SIZES)
def test_random_sentences(n: int, k: int) -> None:
    rng = np.random.default_rng(n * 10 + k)
    machine = FamilyMachine(best_family(n, k))
    for _ in range(4):
        elements = [random_element(n, k, rng, hermitian=True) for _ in range(6)]
        told = replay(machine, k, random_hypergraph(n, k, rng), elements)
        assert len(told) == 1 << len(machine.family)
        assert all(possible for _, possible in told)


@pytest.mark.parametrize(("n", "k"), [(4, 3), (5, 3), (5, 4), (6, 5)])
def test_adversary_that_narrows_the_lead(n: int, k: int) -> None:
    """Each measurement is the one, of many, after which the invariant holds by the least."""
    rng = np.random.default_rng(n + k)
    machine = FamilyMachine(best_family(n, k))
    prepared = random_hypergraph(n, k, rng)
    state: FamilyState = machine.start(machine.coset(prepared))
    chosen = []
    for _ in range(6):
        stabilizers = [g for m in members(machine, prepared)[:8] for g in m.generators()]
        tried = [random_element(n, k, rng, hermitian=True) for _ in range(20)]
        tried += [stabilizers[int(i)] for i in rng.integers(0, len(stabilizers), 20)]

        def ratio(element: GroupElement, state: FamilyState = state) -> float:
            after, _ = machine.answer(state, element)
            first = math.sqrt(float((after.vectors[0] ** 2).sum()))
            return lead(after.vectors) / 2**96 / first

        worst = min(tried, key=ratio)
        chosen.append(worst)
        state, _ = machine.answer(state, worst)
    assert all(possible for _, possible in replay(machine, k, prepared, chosen))


def test_cosets_are_the_memory() -> None:
    machine = FamilyMachine(best_family(4, 3))
    cosets = {machine.coset(h) for h in all_uniform(4, 3)}
    assert len(cosets) == machine.memory_states(4) == 4
    for hypergraph in all_uniform(4, 3):
        assert {machine.coset(m) for m in members(machine, hypergraph)} == {
            machine.coset(hypergraph)
        }


def test_a_larger_family_fails() -> None:
    """Without the criterion the strategy breaks: all of (3,2) cannot share a memory state."""
    family = tuple(Hypergraph.parse(edge, 3) for edge in ("0,1", "0,2"))
    assert not family_shares(family)
    with pytest.raises(InputError, match="family that can share"):
        FamilyMachine(family)


def test_replay_notices_a_wrong_word() -> None:
    """The test's own oracle: a sure outcome turned round is impossible."""
    cell = ExactCell(3, 3)
    sure = GroupElement.x(3, [0])
    assert run(Sentence(3, 3, (Measure(sure),)), (-1,)).joint == 0
    assert cell.n == 3


def test_what_is_no_measurement() -> None:
    machine = FamilyMachine(best_family(3, 3))
    state = machine.start(Hypergraph(3, frozenset()))
    with pytest.raises(InputError, match="Hermitian"):
        machine.answer(state, GroupElement.x(4, [0]))
