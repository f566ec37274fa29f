"""How the trainable k-HRNN is trained: one unknown token at a time, then everything.

What belongs here: the stages of that cell. What does not: the loop (`likelihood`), the cell.

From a random start, gradient descent on whole sentences ends in local minima from 4 qubits on. The
likelihood falls apart, though: given the phases of all other tokens in a sentence, it depends on
those of one. So tokens are learned in groups: the sign, P tokens of 1, 2, ... qubits, E tokens. A
group is trained on sentences that hold one of its tokens (and none of a later group), from several
random draws of its angles at once, and each token keeps the draw with the best likelihood on its
own sentences. P tokens of one qubit settle how each qubit is reflected, and the others follow; so
larger ones come later. Sentences, and nothing else, decide: neither the true phases nor the true
probabilities are looked at. Importing this module imports torch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from contextuality.errors import InputError
from khrnn.hypergraph import adjoint
from khrnn.hypergraph.adjoint import Program
from khrnn.hypergraph.trainable import TrainableKHRNN
from khrnn.tasks.batches import Split
from khrnn.tasks.tokens import describe
from khrnn.training.likelihood import Fit, Stage

if TYPE_CHECKING:
    from khrnn.tasks.dataset import HSMT

DRAWS = 8
"""Random draws of a group's angles that are trained at once."""


class Draws(nn.Module):
    """Several copies of a cell that differ in the angles of some tokens.

    Args:
        cell: gives the angles of all other tokens; not trained here.
        group: numbers of the tokens whose angles are drawn: all E tokens or some P tokens.
        count: how many copies.
        rng: the source of the draws, uniform within pi/2.

    Source: ours.
    """

    def __init__(
        self, cell: TrainableKHRNN, group: list[int], count: int, rng: np.random.Generator
    ) -> None:
        super().__init__()
        self.cell = [cell]  # in a list, so that it is no submodule
        self.group, self.count = group, count
        self.on_edges = group[0] in cell.edges
        width = len(cell.edge_subsets if self.on_edges else cell.phase_subsets)
        drawn = rng.uniform(-math.pi / 2, math.pi / 2, (count, len(group), width))
        self.angles = nn.Parameter(torch.from_numpy(drawn))

    def each(self, tokens: Tensor, words: Tensor) -> Tensor:
        """Return ln p(words | sentence) of every copy, shape (count, batch)."""
        cell = self.cell[0]
        base = cell.angles().detach()
        points = cell.edge_points if self.on_edges else cell.phase_points
        rows = torch.tensor(self.group)
        copies = torch.arange(self.count)[:, None]
        branch = torch.full_like(rows, int(not self.on_edges))
        table = base.expand(self.count, *base.shape).index_put(
            (copies, rows[None], branch[None]), self.angles @ points
        )
        # The copies' tokens are numbered one after another, as if of one large vocabulary.
        size = len(base)
        program = Program(
            cell.permutations.repeat(self.count, 1),
            cell.fresh.repeat(self.count),
            cell.read.repeat(self.count),
        )
        shifted = (tokens[None] + size * copies[:, :, None]).flatten(0, 1)
        found = adjoint.log_likelihood(
            program, table.flatten(0, 1), shifted, words.repeat(self.count, 1)
        )
        return found.reshape(self.count, -1)

    def log_likelihood(self, tokens: Tensor, words: Tensor) -> Tensor:
        """Return the mean over all copies, shape (batch,)."""
        return self.each(tokens, words).mean(0)


def groups(cell: TrainableKHRNN) -> dict[str, list[int]]:
    """Return the numbers of the tokens learned together: the sign, P tokens by size, E tokens.

    Args:
        cell: a trainable k-HRNN.

    Example:
        >>> groups(TrainableKHRNN(3, 2, torch.Generator()))
        {'sign': [5], 'P 1': [6, 7, 8], 'E': [1, 2, 3]}
    """
    found: dict[str, list[int]] = {}
    for number, mask in zip(cell.phases, cell.phase_subsets, strict=True):
        found.setdefault(f"P {mask.bit_count()}" if mask else "sign", []).append(number)
    return {**found, "E": list(cell.edges)}


@dataclass
class KHRNNFit(Fit):
    """The training of a `TrainableKHRNN`; `stages_for` makes its stages.

    Args:
        cell: a trainable k-HRNN.
        data: compiled sentences of its n and k.
        stages: those named as in `groups` train draws of a group, others the whole cell.
        seed: of batches and draws.
    """

    cell: TrainableKHRNN

    def begin(self, stage: int) -> None:
        """Draw the angles of a group, or turn to the whole cell."""
        group = groups(self.cell).get(self.stages[stage].name)
        self.active = Draws(self.cell, group, DRAWS, self.rng) if group else self.cell

    def end(self, stage: int) -> None:
        """Give each token of a group its best draw."""
        draws = self.active
        if not isinstance(draws, Draws):
            return
        rows = np.array(self.stages[stage].rows)
        tokens = torch.from_numpy(self.encoded.tokens[rows])
        words = torch.from_numpy(self.encoded.words[rows])
        numbers = self.cell.edges if draws.on_edges else self.cell.phases
        angles = self.cell.edge_angles if draws.on_edges else self.cell.phase_angles
        with torch.no_grad():
            for place, number in enumerate(draws.group):
                own = (tokens == number).any(1)
                best = draws.each(tokens[own], words[own]).mean(1).argmax()
                angles[numbers.index(number)] = draws.angles[best, place]
        self.active = self.cell

    def kept(self) -> dict[str, Tensor]:
        """Return the draws in training, for checkpoints."""
        return {"draws": self.active.angles} if isinstance(self.active, Draws) else {}

    def restore(self, kept: dict[str, Tensor]) -> None:
        """Take the draws back."""
        self.active = self.cell
        if kept:
            name = self.stages[self.place(len(self.record))[0]].name
            group = groups(self.cell)[name]
            draws = Draws(self.cell, group, DRAWS, np.random.default_rng(0))
            with torch.no_grad():
                draws.angles.copy_(kept["draws"])
            self.active = draws


def stages_for(
    cell: TrainableKHRNN, data: HSMT, steps: int = 200, rate: float = 0.1
) -> tuple[Stage, ...]:
    """Return the stages of a k-HRNN on a data set.

    Args:
        cell: to be trained.
        data: compiled sentences of its n and k.
        steps: of each stage; the sign has half, the last stage twice as many.
        rate: learning rate of the groups; whole-cell stages have half of it.

    Returns:
        One stage for each group, one for all sentences without E, and one for everything.

    Raises:
        InputError: data of another n or k, or a token without a sentence to learn it from.

    Example:
        >>> from khrnn.tasks.dataset import HSMT
        >>> data = HSMT.generate(3, 2, 10, (300, 1, 1), seed=0)
        >>> cell = TrainableKHRNN(3, 2, torch.Generator().manual_seed(0))
        >>> [stage.name for stage in stages_for(cell, data)]
        ['sign', 'P 1', 'no E', 'E', 'everything']
    """
    if data.sizes != (cell.n, cell.k) or data.vocabulary != cell.vocabulary:
        raise InputError(
            where="data",
            expected=f"compiled sentences with n = {cell.n}, k = {cell.k}",
            found=f"(n, k) = {data.sizes} and {len(data.vocabulary)} tokens",
        )
    present = [frozenset(row.tolist()) for row in data.arrays(Split.TRAIN).tokens]
    found = []
    parts = groups(cell)
    later = {number for group in parts.values() for number in group}
    for name, group in parts.items():
        later -= set(group)
        rows = tuple(
            i
            for i, tokens in enumerate(present)
            if not tokens & later and len(tokens & set(group)) == 1
        )
        learned = frozenset().union(*(present[i] for i in rows)) if rows else frozenset()
        for number in group:
            if number not in learned:
                token = describe(cell.vocabulary.token(number))
                raise InputError(
                    where="training sentences",
                    expected=f"one at least that has '{token}' and no other token of its kind",
                    found="none: more sentences are needed",
                )
        if name == "E":
            plain = tuple(i for i, tokens in enumerate(present) if not tokens & set(group))
            found.append(Stage("no E", steps, rate / 2, plain))
        found.append(Stage(name, steps if name != "sign" else (steps + 1) // 2, rate, rows))
    return (*found, Stage("everything", 2 * steps, rate / 2))


def khrnn_fit(data: HSMT, *, seed: int, steps: int = 200) -> KHRNNFit:
    """Prepare the training of a k-HRNN on a data set.

    Args:
        data: compiled sentences.
        seed: of initial angles and batches, at least 0.
        steps: as for `stages_for`.

    Returns:
        A training not yet run; `cell` is its cell.

    Raises:
        InputError: as `stages_for`.
    """
    cell = TrainableKHRNN(*data.sizes, torch.Generator().manual_seed(seed))
    n, k = data.sizes
    description = {"cell": "khrnn", "n": n, "k": k}
    return KHRNNFit(cell, data, stages_for(cell, data, steps), seed, description)
