"""Error against memory: trained classical models, the proved bound, and the k-HRNN on the floor.

What belongs here: the experiment at the cut between preparation and one measurement. What does not:
its sentences and the training of a cell (`cut`), the cells (`khrnn.classical.bounded`), the least
errors of any memory (`walls`), drawing (`separation_plot`). Importing this module
imports torch.

Reading R2: for every k-uniform hypergraph H, prepared by its E tokens in ascending order, and every
token M of the family, the model's chance of +1 is compared with the true one. The error of H is the
largest total variation over the tokens. Two hypergraphs that share a memory state cannot both err
by less than 2^-k. So with S < 2^N memory states, N = binom(n,k), the worst error is at least 2^-k,
and the mean over the hypergraphs at least (1 - S / 2^N) 2^-k: all but S of them err by that much.
For whole bits the least worst error is known better (docs/derivations/rate_error.md). A float is a
dyadic rational, so a trained model's errors are compared with these bounds exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch

from contextuality.errors import InputError
from contextuality.hypergraph import all_uniform
from khrnn.classical.bounded import CELLS, BoundedCell
from khrnn.classical.memory import ResponseTable, response_table
from khrnn.hypergraph.exact import sample_translation
from khrnn.tasks.batches import Split, generator
from khrnn.tasks.dataset import HSMT
from khrnn.tasks.sentences import Record, Sentence
from khrnn.tasks.tokens import Measure
from khrnn.training.cut import (
    Budget,
    CutCounts,
    check_feasible,
    cut_vocabulary,
    fit_cell,
    preparation,
    prepared_tokens,
    states_at_cut,
)
from khrnn.training.walls import Wall, proved_bounds, walls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from khrnn.hypergraph.snapped import SnappedCell

TESTED = 20_000
"""Test sentences that tell how many nats a trained model lies above the true law."""


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

    def described(self) -> dict[str, Any]:
        """Return the point for JSON; errors as exact fractions."""
        return {
            "model": self.model,
            "bits": self.bits,
            "states_at_cut": self.states,
            "worst": str(self.worst),
            "mean": str(self.mean),
            "nats_above_true_law": self.excess,
        }

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Point:
        """Return the point that `described` wrote.

        Args:
            entry: its dictionary.

        Raises:
            InputError: an entry of another form.

        Example:
            >>> point = Point("gru", 2.0, 4, Fraction(1, 3), Fraction(1, 4), None)
            >>> Point.of(point.described()) == point
            True
        """
        try:
            left = entry["nats_above_true_law"]
            return cls(
                str(entry["model"]), float(entry["bits"]), int(entry["states_at_cut"]),
                Fraction(entry["worst"]), Fraction(entry["mean"]),
                None if left is None else float(left),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
            raise InputError(
                where="point", expected="model, bits, states, errors", found=repr(error)
            ) from error


@dataclass(frozen=True)
class Separation:
    """The whole experiment.

    Attributes:
        n: number of qubits.
        k: edge size.
        seed: of everything random.
        budget: of the training of each classical model.
        points: trained classical models.
        walls: for 0 to binom(n,k) bits.
        quantum: the k-HRNN: its "bits" are qubits, n of the latent.
    """

    n: int
    k: int
    seed: int
    budget: Budget
    points: tuple[Point, ...]
    walls: tuple[Wall, ...]
    quantum: Point

    def described(self) -> dict[str, Any]:
        """Return everything for JSON; errors as exact fractions."""
        return {
            "schema": "khrnn-separation/2",
            "n": self.n,
            "k": self.k,
            "seed": self.seed,
            **asdict(self.budget),
            "points": [point.described() for point in self.points],
            "walls": [
                {
                    "bits": wall.bits,
                    "proved_worst": str(wall.worst),
                    "proved_mean": str(wall.mean),
                    "best_worst": str(wall.best_worst),
                    "best_mean": str(wall.best_mean),
                }
                for wall in self.walls
            ],
            "quantum": {
                "qubits": self.n,
                "ancillas": 1,
                "worst": str(self.quantum.worst),
                "mean": str(self.quantum.mean),
            },
            "violations": self.violations(),
        }

    def violations(self) -> list[str]:
        """List the models that beat a proved bound: there must be none."""
        found = []
        for point in self.points:
            worst, mean = proved_bounds(self.n, self.k, point.bits)
            if point.worst < worst or point.mean < mean:
                found.append(f"{point.model}, {point.bits:g} bits: {point.worst}, {point.mean}")
        return found


def cut_data(n: int, k: int, counts: tuple[int, int, int], *, seed: int) -> HSMT:
    """Draw sentences of a random preparation and one random measurement of the family.

    Args:
        n: number of vertices.
        k: edge size; binom(n,k) <= 10.
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
    vocabulary = cut_vocabulary(n, k)
    graphs = list(all_uniform(n, k))
    measured = [Measure(element) for element in response_table(n, k).tokens]

    def draw(rng: np.random.Generator) -> Record:
        graph = graphs[int(rng.integers(len(graphs)))]
        token = measured[int(rng.integers(len(measured)))]
        sentence = Sentence(n, k, (*preparation(graph), token))
        return Record(comb(n, k) + 1, sentence, sample_translation(sentence, rng))

    splits = {}
    for split, count in zip(Split, counts, strict=True):
        rng = generator(seed, split)
        splits[split] = tuple(draw(rng) for _ in range(count))
    return HSMT(vocabulary, splits)


def answers(cell: BoundedCell, n: int, k: int) -> tuple[npt.NDArray[np.float64], int]:
    """Return a cell's chance of +1 for every token and hypergraph, and its states at the cut.

    Args:
        cell: over the vocabulary of `cut_data`.
        n: number of vertices.
        k: edge size.

    Returns:
        An array of shape (tokens, hypergraphs), and the number of distinct states.
    """
    numbers = [cell.vocabulary.number(Measure(one)) for one in response_table(n, k).tokens]
    with torch.no_grad():
        state = states_at_cut(cell, prepared_tokens(cell.vocabulary, n, k))
        rows = [cell.law(torch.full((len(state),), number), state) for number in numbers]
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
        cell: binom(n,k) <= 10.

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
    bits: Sequence[int] | None = None,
    budget: Budget = Budget(),  # noqa: B008 - frozen
    done: Sequence[Point] = (),
    report: Callable[[Point], None] = lambda _: None,
) -> Separation:
    """Train every kind of classical model at several memories, and find the walls.

    Args:
        n: number of vertices.
        k: edge size; binom(n,k) <= 10.
        quantum: the k-HRNN, trained or the task's own.
        seed: of data and parameters; at least 0.
        kinds: names of `CELLS`.
        bits: the memories, each at least 1; by default 1 to binom(n,k) + 1.
        budget: of the training, the same for each; all learn from the same sentences.
        done: points of an earlier run with the same arguments, which are not computed again.
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
    memories = range(1, comb(n, k) + 2) if bits is None else sorted(set(bits))
    if not memories or memories[0] < 1:
        raise InputError(where="bits", expected="at least 1", found=str(bits))
    data = CutCounts.draw(n, k, budget.sentences, seed=seed, split=Split.TRAIN)
    test = CutCounts.draw(n, k, TESTED, seed=seed, split=Split.TEST)
    known = {(point.model, point.bits): point for point in done}
    points = []
    for units in memories:
        for kind in kinds:
            point = known.get((kind, float(units)))
            if point is None:
                # The same parameters every time a kind and a width are trained with this seed.
                cell = fit_cell(kind, data, units, budget, seed=seed)
                with torch.no_grad():
                    left = float(test.excess(cell))
                point = judge(cell, kind, n, k, left)
                report(point)
            points.append(point)
    return Separation(n, k, seed, budget, tuple(points), walls(n, k), quantum_point(quantum))
