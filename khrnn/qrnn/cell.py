"""The recurrent cell as a torch module: one step, differentiable, in plain torch operations.

What belongs here: the parameters of a cell, and one step of it for a whole batch. What does not:
sentences (`model`), which run the same step in compiled loops (`kernels`). This step is also the
plain twin that the kernels are tested against. Importing this module imports torch.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn

from contextuality.errors import InputError
from khrnn.qrnn.neuron import design_matrix
from khrnn.qrnn.sizes import CellSizes

SPREAD = 0.1
"""Default standard deviation in radians of the initial parameters; ours."""

OFFSET = -math.pi / 4
"""Default mean in radians of the initial thetas, so that branches start at about pi/4; ours. The
mean of all other parameters is 0."""


class QRNNCell(nn.Module):
    """The cell of the recurrent quantum neural network; real amplitudes in double precision.

    Args:
        sizes: I, W, S, order and degree.
        generator: the source of the initial parameters.
        spread: standard deviation of the initial parameters, radians.
        offset: mean of the initial thetas, radians.
        weight_spread: standard deviation of the initial parameters other than thetas; None for
            `spread`.
        amplified: False for ideal post-selection as in the paper, which reweights branches; True
            for the limit of perfect fixed-point amplification with its phases undone, where every
            branch is turned by the same activation and keeps its weight: a unitary step.

    Source: arXiv 2006.14619; `amplified` is ours (docs/derivations/qrnn.md).

    Example:
        >>> cell = QRNNCell(CellSizes(1, 2, 1, 1, 1), torch.Generator().manual_seed(0))
        >>> state = cell.start(3)
        >>> words, after = cell(torch.tensor([0, 1, 1]), state)
        >>> words.shape, after.shape
        (torch.Size([3, 2]), torch.Size([3, 8]))
        >>> state = cell.project(after, torch.tensor([1, 0, 0]))
        >>> bool(torch.allclose((state**2).sum(1), torch.ones(3, dtype=torch.float64)))
        True
    """

    design: Tensor

    def __init__(
        self,
        sizes: CellSizes,
        generator: torch.Generator,
        *,
        spread: float = SPREAD,
        offset: float = OFFSET,
        weight_spread: float | None = None,
        amplified: bool = False,
    ) -> None:
        super().__init__()
        weight_spread = spread if weight_spread is None else weight_spread
        self.sizes = sizes
        self.amplified = amplified
        drawn = torch.randn(
            sizes.neurons, sizes.weights_per_neuron, dtype=torch.float64, generator=generator
        )
        drawn[:, 0] = drawn[:, 0] * spread + offset
        drawn[:, 1:] *= weight_spread
        self.neurons = nn.Parameter(drawn)
        """Shape (neurons, weights): theta first, then the phi_A in the order of `monomials`."""
        turned = torch.randn(
            sizes.stages, sizes.workspace, dtype=torch.float64, generator=generator
        )
        self.rotations = nn.Parameter(weight_spread * turned)
        """Shape (S, W): the angles of the R_y gates."""
        design = torch.from_numpy(design_matrix(sizes.lanes - 1, sizes.degree))
        self.register_buffer("design", design, persistent=False)

    def tables(self) -> tuple[Tensor, Tensor]:
        """Return c and s of every gate in every branch.

        Returns:
            Two tensors of shape (gates, 2^(lanes-1)), differentiable. They do not depend on the
            input, so that a whole batch of sentences needs them once.
        """
        sizes = self.sizes
        eta = torch.pi / 2 + self.neurons @ self.design.T
        power = 1 << sizes.order
        c, s = torch.cos(eta / 2) ** power, torch.sin(eta / 2) ** power
        if self.amplified:
            norm = torch.sqrt(c * c + s * s)
            c, s = c / norm, s / norm
        branches = self.design.shape[0]
        rows_c: list[Tensor] = []
        rows_s: list[Tensor] = []
        width = sizes.workspace
        for stage in range(1 + sizes.stages):
            if stage:
                half = self.rotations[stage - 1, :, None].expand(width, branches) / 2
                rows_c.append(torch.cos(half))
                rows_s.append(torch.sin(half))
            rows_c.append(c[stage * width : (stage + 1) * width])
            rows_s.append(s[stage * width : (stage + 1) * width])
        rows_c.append(c[(1 + sizes.stages) * width :])
        rows_s.append(s[(1 + sizes.stages) * width :])
        return torch.cat(rows_c), torch.cat(rows_s)

    def start(self, batch: int) -> Tensor:
        """Return the state before the first token: every lane in 0.

        Args:
            batch: number of sentences.

        Returns:
            Shape (batch, 2^lanes).
        """
        state = torch.zeros(batch, 1 << self.sizes.lanes, dtype=torch.float64)
        state[:, 0] = 1
        return state

    def forward(self, token: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """Take one token in.

        Args:
            token: shape (batch,), words 0..2^I-1; bit i goes to in/out lane i.
            state: shape (batch, 2^lanes), in/out lanes in 0, norm 1.

        Returns:
            The distribution of the word, shape (batch, 2^I), and the state before the in/out
            lanes are measured, of norm 1; `project` gives the next state.
        """
        c, s = self.tables()
        return self.step(token, state, c, s)[:2]

    def step(
        self, token: Tensor, state: Tensor, c: Tensor, s: Tensor, *, writes: bool = True
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Take one token in, with the tables at hand.

        Args:
            token: as in `forward`.
            state: as in `forward`.
            c: cosines from `tables`.
            s: sines from `tables`.
            writes: whether the output neurons act; without them the word is 0 with certainty.

        Returns:
            As `forward`, and the least success probability of a neuron, shape (batch,).
        """
        sizes = self.sizes
        gates = sizes.gates()
        flipped = torch.arange(1 << sizes.lanes)[None, :] ^ token[:, None]
        state = state.gather(1, flipped)
        least = torch.ones(len(token), dtype=torch.float64)
        for number, (kind, lane) in enumerate(gates):
            if number == len(gates) - sizes.inout:
                state = state.gather(1, flipped)
                if not writes:
                    break
            pair = state.reshape(len(token), -1, 2, 1 << lane)
            first, second = pair[:, :, 0], pair[:, :, 1]
            cosine = c[number].reshape(1, -1, 1 << lane)
            sine = s[number].reshape(1, -1, 1 << lane)
            turned = torch.stack(
                (cosine * first - sine * second, cosine * second + sine * first), dim=2
            )
            state = turned.reshape(len(token), -1)
            chance = (state * state).sum(1)
            if kind == "neuron":
                least = torch.minimum(least, chance.detach())
            state = state / chance.sqrt()[:, None]
        words = (state * state).reshape(len(token), -1, sizes.words).sum(1)
        return words, state, least

    def project(self, state: Tensor, word: Tensor) -> Tensor:
        """Project the in/out lanes on a word, reset them to 0, normalise.

        Args:
            state: shape (batch, 2^lanes), as `forward` returns it.
            word: shape (batch,), words of positive probability.

        Returns:
            Shape (batch, 2^lanes).

        Raises:
            InputError: a word of probability 0.
        """
        table = state.reshape(len(word), -1, self.sizes.words)
        chosen = table.gather(2, word[:, None, None].expand(-1, table.shape[1], 1))[:, :, 0]
        norm = chosen.norm(dim=1)
        if bool((norm == 0).any()):
            raise InputError(where="word", expected="one of positive probability", found="0")
        rest = torch.zeros_like(table[:, :, 1:])
        after = torch.cat(((chosen / norm[:, None])[:, :, None], rest), dim=2)
        return after.reshape(state.shape)

    def sample(self, words: Tensor, generator: torch.Generator) -> Tensor:
        """Draw a word from each distribution.

        Args:
            words: shape (batch, 2^I), as `forward` returns it.
            generator: the source of randomness.

        Returns:
            Shape (batch,).
        """
        return torch.multinomial(words.detach(), 1, generator=generator)[:, 0]

    def extra_repr(self) -> str:
        """Return the sizes for printing."""
        return f"{self.sizes}, amplified={self.amplified}"


def gate_lists(sizes: CellSizes) -> tuple[np.ndarray, np.ndarray]:
    """Return the gates of a step as the kernels take them.

    Args:
        sizes: the cell's.

    Returns:
        The lane of each gate, and whether it post-selects.

    Example:
        >>> gate_lists(CellSizes(1, 1, 1, 1, 1))[0].tolist()
        [1, 1, 1, 0]
    """
    gates = sizes.gates()
    lanes = np.array([lane for _, lane in gates], dtype=np.int64)
    return lanes, np.array([kind == "neuron" for kind, _ in gates])
