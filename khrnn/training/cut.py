"""Training at the cut: all sentences of a preparation and one measurement, counted.

What belongs here: the sentences of that experiment as counts, and fitting a bounded cell to them.
What does not: judging the cell and the bounds (`separation`), training on sentences one by one
(`likelihood`). Importing this module imports torch.

A sentence is a k-uniform hypergraph, prepared by its E tokens in ascending order, and one token M.
There are finitely many, and the likelihood of many drawn sentences depends on how often each
occurred with which outcome. So a step goes through all sentences at once, at the price of preparing
each hypergraph once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from contextuality.errors import InputError
from contextuality.hypergraph import all_uniform
from khrnn.classical.bounded import BoundedCell, make_cell
from khrnn.classical.memory import response_table
from khrnn.tasks.batches import Split, generator
from khrnn.tasks.sentences import Sentence
from khrnn.tasks.tokens import Entangle, Measure
from khrnn.tasks.vocabulary import Vocabulary

if TYPE_CHECKING:
    from contextuality.hypergraph import Hypergraph

MAX_EDGES = 10
"""Most possible edges: 2^10 hypergraphs are prepared one by one."""


def check_feasible(n: int, k: int) -> None:
    """Require sizes at which all hypergraphs can be prepared.

    Args:
        n: number of vertices.
        k: edge size.

    Raises:
        InputError: over 2^10 hypergraphs, or k out of range.
    """
    if not 1 <= k <= n or comb(n, k) > MAX_EDGES:
        raise InputError(
            where="N, K", expected=f"1 <= K <= N, binom(N,K) <= {MAX_EDGES}", found=f"{n}, {k}"
        )


def preparation(hypergraph: Hypergraph) -> tuple[Entangle, ...]:
    """Return the E tokens of a hypergraph in ascending order.

    Args:
        hypergraph: k-uniform.
    """
    return tuple(Entangle(edge) for edge in sorted(hypergraph.edges))


def cut_vocabulary(n: int, k: int) -> Vocabulary:
    """Return all E tokens in ascending order, then the measurements of the family.

    Args:
        n: number of vertices.
        k: edge size; binom(n,k) <= 10.

    Example:
        >>> len(cut_vocabulary(3, 2))
        18
    """
    check_feasible(n, k)
    edges = max(all_uniform(n, k), key=lambda graph: len(graph.edges)).edges
    measured = (Measure(element) for element in response_table(n, k).tokens)
    return Vocabulary((*(Entangle(edge) for edge in sorted(edges)), *measured))


def prepared_tokens(vocabulary: Vocabulary, n: int, k: int) -> Tensor:
    """Return the preparations of all k-uniform hypergraphs, shape (hypergraphs, edges), padded.

    Args:
        vocabulary: with all E tokens.
        n: number of vertices.
        k: edge size.
    """
    rows = [
        vocabulary.encode_sentence(Sentence(n, k, preparation(graph))).tolist()
        for graph in all_uniform(n, k)
    ]
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])


def states_at_cut(cell: BoundedCell, prepared: Tensor) -> Tensor:
    """Return the state after each preparation, shape (hypergraphs, units).

    Args:
        cell: over the vocabulary of the tokens.
        prepared: from `prepared_tokens`.
    """
    state = cell.start(len(prepared))
    blank = torch.zeros(len(prepared), dtype=torch.long)
    for t in range(prepared.shape[1]):
        state = cell.advance(prepared[:, t], state, blank)
    return state


@dataclass(frozen=True, eq=False)
class CutCounts:
    """So many sentences of a random hypergraph and a random measurement, counted.

    Attributes:
        n: number of vertices.
        k: edge size.
        vocabulary: of the sentences.
        prepared: shape (hypergraphs, edges): the preparations.
        measured: shape (tokens,): numbers of the measurements.
        counts: shape (2, hypergraphs, tokens): sentences with outcome +1, and with -1.
        floor: nats per sentence that the true law pays.
    """

    n: int
    k: int
    vocabulary: Vocabulary
    prepared: Tensor
    measured: Tensor
    counts: Tensor
    floor: float

    @classmethod
    def draw(cls, n: int, k: int, sentences: int, *, seed: int, split: Split) -> CutCounts:
        """Draw sentences and their translations from the exact law, by integer arithmetic.

        Args:
            n: number of vertices.
            k: edge size; binom(n,k) <= 10.
            sentences: how many, at least 1.
            seed: at least 0.
            split: each has a stream of its own.

        Raises:
            InputError: sizes out of range, or no sentence.

        Source: ours.

        Example:
            >>> drawn = CutCounts.draw(3, 2, 50, seed=0, split=Split.TRAIN)
            >>> drawn.counts.shape, int(drawn.counts.sum())
            (torch.Size([2, 8, 15]), 50)
        """
        vocabulary = cut_vocabulary(n, k)
        if sentences < 1:
            raise InputError(where="sentences", expected="at least 1", found=str(sentences))
        table = response_table(n, k)
        rng = generator(seed, split)
        tokens, graphs = table.means.shape
        points = 1 << n
        graph = rng.integers(graphs, size=sentences)
        token = rng.integers(tokens, size=sentences)
        # p(+1) = (2^n + mean) / 2^(n+1), so this comparison of integers has exactly that chance.
        minus = rng.integers(2 * points, size=sentences) >= points + table.means[token, graph]
        counts = np.zeros((2, graphs, tokens))
        np.add.at(counts, (minus.astype(np.int64), graph, token), 1)
        plus = (points + table.means.T) / (2 * points)
        law = np.stack((plus, 1 - plus))
        seen = counts > 0
        floor = -float((counts[seen] * np.log(law[seen])).sum()) / sentences
        return cls(
            n, k, vocabulary, prepared_tokens(vocabulary, n, k),
            torch.tensor([vocabulary.number(Measure(one)) for one in table.tokens]),
            torch.from_numpy(counts), floor,
        )  # fmt: skip

    def excess(self, cell: BoundedCell) -> Tensor:
        """Return the mean of ln of (true chance / cell's chance) over the sentences, in nats.

        Args:
            cell: over this vocabulary.

        Returns:
            A differentiable scalar.
        """
        odds = cell.logits(states_at_cut(cell, self.prepared))[:, self.measured]
        plus, minus = nn.functional.logsigmoid(odds), nn.functional.logsigmoid(-odds)
        paid = -(self.counts[0] * plus + self.counts[1] * minus).sum() / self.counts.sum()
        return paid - self.floor


@dataclass(frozen=True)
class Budget:
    """What the training of one cell may cost, the same for every kind.

    Args:
        sentences: drawn for training.
        steps: of the optimiser, in each restart.
        restarts: from other random parameters; the one with the least training loss is kept.
        rate: Adam's learning rate at the start; it falls by half a cosine to a twentieth.

    Raises:
        InputError: a number out of range.
    """

    sentences: int = 100_000
    steps: int = 300
    restarts: int = 1
    rate: float = 0.03

    def __post_init__(self) -> None:
        for name in ("sentences", "steps", "restarts"):
            if getattr(self, name) < 1:
                raise InputError(where=name, expected="at least 1", found=str(getattr(self, name)))
        if not self.rate > 0:
            raise InputError(where="rate", expected="above 0", found=str(self.rate))


BUDGETS = {"quick": Budget(), "long": Budget(400_000, 400, 2)}
"""Budgets by name."""


def fit_cell(kind: str, data: CutCounts, bits: int, budget: Budget, *, seed: int) -> BoundedCell:
    """Train a cell of so many binary units by maximum likelihood.

    Args:
        kind: rnn, gru, lstm, ssm or transformer.
        data: the training sentences.
        bits: units of the state, at least 1.
        budget: steps and restarts.
        seed: of the parameters.

    Returns:
        The cell with the least loss on the training sentences; no test sentence is looked at.

    Example:
        >>> drawn = CutCounts.draw(2, 2, 500, seed=0, split=Split.TRAIN)
        >>> cell = fit_cell("ssm", drawn, 1, Budget(steps=40), seed=0)
        >>> bool(drawn.excess(cell) < 0.1)
        True
    """
    best: tuple[float, BoundedCell] | None = None
    for restart in range(budget.restarts):
        drawn = torch.Generator().manual_seed(seed + (restart << 32))
        cell = make_cell(kind, data.vocabulary, bits, 2, drawn)
        optimiser = torch.optim.Adam(cell.parameters(), lr=budget.rate)
        for step in range(budget.steps):
            share = (1 + math.cos(math.pi * step / budget.steps)) / 2
            for group in optimiser.param_groups:
                group["lr"] = budget.rate * (0.05 + 0.95 * share)
            optimiser.zero_grad()
            data.excess(cell).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        with torch.no_grad():
            loss = float(data.excess(cell))
        if best is None or loss < best[0]:
            best = loss, cell
    if best is None:  # a budget has one restart at least
        raise RuntimeError("no restart")
    return best[1]
