"""Error against memory: trained classical models, the proved bound, and the k-HRNN on the floor.

What belongs here: the experiment at the cut between preparation and one measurement. What does not:
the cells (`khrnn.classical.bounded`), the proof of the bound (docs/derivations/memory.md), drawing
(`separation_plot`). Importing this module imports torch.

Reading R2: for every k-uniform hypergraph H, prepared by its E tokens in ascending order, and every
token M of the family, the model's chance of +1 is compared with the true one. The error of H is the
largest total variation over the tokens. Two hypergraphs that share a memory state cannot both err
by less than 2^-k. So with S < 2^N memory states, N = binom(n,k), the worst error is at least 2^-k,
and the mean over the hypergraphs at least (1 - S / 2^N) 2^-k: all but S of them err by that much.
A float is a dyadic rational, so a trained model's errors are compared with these bounds exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

from contextuality.errors import InputError
from contextuality.hypergraph import all_uniform
from khrnn.classical.bounded import CELLS, BoundedCell, make_cell
from khrnn.classical.memory import Partition, ResponseTable, best_partition, response_table
from khrnn.hypergraph.exact import sample_translation
from khrnn.tasks.batches import Split, generator
from khrnn.tasks.dataset import HSMT
from khrnn.tasks.sentences import Record, Sentence
from khrnn.tasks.tokens import Entangle, Measure
from khrnn.tasks.vocabulary import Vocabulary
from khrnn.training.likelihood import Fit, Stage, excess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.hypergraph import Hypergraph
    from khrnn.hypergraph.snapped import SnappedCell

MAX_EDGES = 6
"""Most possible edges: 2^6 hypergraphs are prepared one by one."""


@dataclass(frozen=True)
class Point:
    """One model in the plot.

    Attributes:
        model: its name.
        bits: its memory at the cut.
        states: memory states that the hypergraphs in fact lead to.
        worst: largest total variation over hypergraphs and tokens.
        mean: mean over hypergraphs of the largest total variation over tokens.
        excess: nats per test sentence above the true law; None if it was not trained.
    """

    model: str
    bits: float
    states: int
    worst: Fraction
    mean: Fraction
    excess: float | None


@dataclass(frozen=True)
class Wall:
    """What no deterministic memory of so many bits can do better than.

    Attributes:
        bits: the memory.
        worst: bound on the worst error, 2^-k below binom(n,k) bits and 0 from there on; proved.
        mean: bound on the mean error, proved.
        best: the best finite-state machine found by search; its lower bound is by exhaustion.
    """

    bits: int
    worst: Fraction
    mean: Fraction
    best: Partition


@dataclass(frozen=True)
class Separation:
    """The whole experiment.

    Attributes:
        n: number of qubits.
        k: edge size.
        seed: of everything random.
        steps: of the optimiser, for each classical model.
        sentences: training sentences.
        points: trained classical models.
        walls: for 0 to binom(n,k) bits.
        quantum: the k-HRNN: its "bits" are qubits, n of the latent.
    """

    n: int
    k: int
    seed: int
    steps: int
    sentences: int
    points: tuple[Point, ...]
    walls: tuple[Wall, ...]
    quantum: Point

    def violations(self) -> list[str]:
        """List the models that beat a proved bound: there must be none."""
        found = []
        for point in self.points:
            worst, mean = proved_bounds(self.n, self.k, point.bits)
            if point.worst < worst or point.mean < mean:
                found.append(f"{point.model}, {point.bits:g} bits: {point.worst}, {point.mean}")
        return found


def check_feasible(n: int, k: int) -> None:
    """Require sizes at which all hypergraphs can be prepared.

    Args:
        n: number of vertices.
        k: edge size.

    Raises:
        InputError: over 2^6 hypergraphs, or k out of range.
    """
    if not 1 <= k <= n or comb(n, k) > MAX_EDGES:
        raise InputError(
            where="n, k", expected=f"1 <= k <= n, binom(n,k) <= {MAX_EDGES}", found=f"{n}, {k}"
        )


def proved_bounds(n: int, k: int, bits: float) -> tuple[Fraction, Fraction]:
    """Return the least worst-case and mean errors of any deterministic memory of so many bits.

    Args:
        n: number of vertices.
        k: edge size.
        bits: log2 of the number of memory states; the states are counted rounded up.

    Returns:
        Lower bounds on the worst error and on the mean of the hypergraphs' errors.

    Source: ours; reading R2, docs/derivations/memory.md.

    Example:
        >>> proved_bounds(3, 2, 2)
        (Fraction(1, 4), Fraction(1, 8))
        >>> proved_bounds(3, 2, 3)
        (Fraction(0, 1), Fraction(0, 1))
    """
    total = 1 << comb(n, k)
    states = int(np.ceil(2.0**bits - 1e-6)) if bits < comb(n, k) else total
    if states >= total:
        return Fraction(0), Fraction(0)
    gap = Fraction(1, 1 << k)
    return gap, (1 - Fraction(states, total)) * gap


def preparation(hypergraph: Hypergraph) -> tuple[Entangle, ...]:
    """Return the E tokens of a hypergraph in ascending order.

    Args:
        hypergraph: k-uniform.
    """
    return tuple(Entangle(edge) for edge in sorted(hypergraph.edges))


def cut_data(n: int, k: int, counts: tuple[int, int, int], *, seed: int) -> HSMT:
    """Draw sentences of a random preparation and one random measurement of the family.

    Args:
        n: number of vertices.
        k: edge size; binom(n,k) <= 6.
        counts: sentences for training, validation and test.
        seed: at least 0.

    Returns:
        Direct sentences; the vocabulary holds all E tokens and the family's measurements.

    Raises:
        InputError: sizes out of range.

    Example:
        >>> data = cut_data(3, 2, (4, 1, 1), seed=0)
        >>> len(data.vocabulary)
        18
    """
    check_feasible(n, k)
    graphs = list(all_uniform(n, k))
    measured = tuple(Measure(element) for element in response_table(n, k).tokens)
    edges = tuple(Entangle(edge) for edge in sorted(graphs[-1].edges))

    def draw(rng: np.random.Generator) -> Record:
        graph = graphs[int(rng.integers(len(graphs)))]
        token = measured[int(rng.integers(len(measured)))]
        sentence = Sentence(n, k, (*preparation(graph), token))
        return Record(comb(n, k) + 1, sentence, sample_translation(sentence, rng))

    splits = {}
    for split, count in zip(Split, counts, strict=True):
        rng = generator(seed, split)
        splits[split] = tuple(draw(rng) for _ in range(count))
    return HSMT(Vocabulary((*edges, *measured)), splits)


def answers(cell: BoundedCell, n: int, k: int) -> tuple[npt.NDArray[np.float64], int]:
    """Return a cell's chance of +1 for every token and hypergraph, and its states at the cut.

    Args:
        cell: over the vocabulary of `cut_data`.
        n: number of vertices.
        k: edge size.

    Returns:
        An array of shape (tokens, hypergraphs), and the number of distinct states.
    """
    table = response_table(n, k)
    prepared = [cell.vocabulary.encode_sentence(Sentence(n, k, preparation(graph)))
                for graph in all_uniform(n, k)]  # fmt: skip
    longest = max(len(one) for one in prepared)
    tokens = torch.tensor([[*one.tolist(), *[0] * (longest - len(one))] for one in prepared])
    with torch.no_grad():
        state = cell.start(len(prepared))
        for t in range(longest):
            state = cell.advance(tokens[:, t], state, torch.zeros_like(tokens[:, t]))
        rows = [
            cell.law(torch.full((len(prepared),), cell.vocabulary.number(Measure(one))), state)
            for one in table.tokens
        ]
    return torch.stack(rows).numpy(), len(torch.unique(state, dim=0))


def errors(
    table: ResponseTable, chances: Sequence[Sequence[Fraction]]
) -> tuple[Fraction, Fraction]:
    """Return the worst error, and the mean over hypergraphs of the worst over tokens, exactly.

    Args:
        table: the true laws.
        chances: of +1, shape (tokens, hypergraphs).

    Example:
        >>> table = response_table(2, 2)
        >>> errors(table, [[Fraction(1, 2)] * 2] * len(table.tokens))
        (Fraction(1, 2), Fraction(1, 2))
    """
    points = 1 << table.n
    worst = [Fraction(0)] * table.means.shape[1]
    for row, means in zip(chances, table.means.tolist(), strict=True):
        for j, (chance, mean) in enumerate(zip(row, means, strict=True)):
            worst[j] = max(worst[j], abs(chance - Fraction(points + mean, 2 * points)))
    return max(worst), sum(worst, start=Fraction(0)) / len(worst)


def judge(cell: BoundedCell, name: str, n: int, k: int, left: float | None = None) -> Point:
    """Compute the exact errors of a cell at the cut.

    Args:
        cell: over the vocabulary of `cut_data`.
        name: for the plot.
        n: number of vertices.
        k: edge size.
        left: nats above the true law, if known.
    """
    chances, states = answers(cell, n, k)
    exact = [[Fraction(value) for value in row] for row in chances.tolist()]
    worst, mean = errors(response_table(n, k), exact)
    return Point(name, cell.bits, states, worst, mean, left)


def quantum_point(cell: SnappedCell) -> Point:
    """Compute the exact errors of a k-HRNN with rounded phases at the cut.

    Args:
        cell: binom(n,k) <= 6.

    Example:
        >>> from khrnn.hypergraph.snapped import SnappedCell, true_phases
        >>> quantum_point(SnappedCell(3, 2, true_phases(3, 2))).worst
        Fraction(0, 1)
    """
    table = response_table(cell.n, cell.k)
    columns = []
    for graph in all_uniform(cell.n, cell.k):
        state = cell.start()
        for token in preparation(graph):
            state = cell.advance(state, token, None)
        columns.append([cell.step(state, Measure(e)).get(1, Fraction(0)) for e in table.tokens])
    rows = list(zip(*columns, strict=True))
    worst, mean = errors(table, rows)
    return Point("k-HRNN", float(cell.n), 0, worst, mean, None)


def separation(
    n: int,
    k: int,
    quantum: SnappedCell,
    *,
    seed: int,
    kinds: Sequence[str] = tuple(CELLS),
    steps: int = 400,
    sentences: int = 4000,
    report: Callable[[Point], None] = lambda _: None,
) -> Separation:
    """Train every kind of classical model at 1 to binom(n,k) + 1 bits, and find the walls.

    Args:
        n: number of vertices.
        k: edge size; binom(n,k) <= 6.
        quantum: the k-HRNN, trained or the task's own.
        seed: of data, parameters and searches; at least 0.
        kinds: names of `CELLS`.
        steps: of the optimiser, the same for each.
        sentences: the same training sentences for each.
        report: called after each model.

    Returns:
        The points, with exact errors, and the walls.

    Raises:
        InputError: sizes out of range, or an unknown kind.
    """
    check_feasible(n, k)
    for kind in kinds:
        if kind not in CELLS:
            raise InputError(where="cell", expected=", ".join(CELLS), found=kind)
    data = cut_data(n, k, (sentences, 1, 500), seed=seed)
    most = comb(n, k)
    points = []
    for bits in range(1, most + 2):
        for kind in kinds:
            # The same parameters every time a kind and a width are trained with this seed.
            drawn = torch.Generator().manual_seed(seed)
            cell = make_cell(kind, data.vocabulary, bits, 2, drawn)
            Fit(cell, data, (Stage(kind, steps, 0.02),), seed).run()
            point = judge(cell, kind, n, k, excess(cell, data.arrays(Split.TEST)))
            points.append(point)
            report(point)
    walls = []
    for bits in range(most + 1):
        worst, mean = proved_bounds(n, k, bits)
        rng = np.random.default_rng([seed, bits])
        walls.append(Wall(bits, worst, mean, best_partition(n, k, bits, rng)))
    return Separation(
        n, k, seed, steps, sentences, tuple(points), tuple(walls), quantum_point(quantum)
    )
