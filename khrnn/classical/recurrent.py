"""Classical recurrent baselines with as many parameters: RNN, GRU, LSTM.

What belongs here: word-by-word models in torch with a softmax output, sized by parameter count.
What does not: models whose memory is counted in bits (`memory`). Importing this module imports
torch.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn

from contextuality.errors import InputError, shown
from khrnn.training.run import Run

GATES = {"rnn": 1, "gru": 3, "lstm": 4}
"""Cells, and how many affine maps of (input, hidden) each has."""


def parameter_count(cell: str, word_bits: int, hidden: int) -> int:
    """Count the parameters of a baseline.

    Args:
        cell: rnn, gru or lstm.
        word_bits: I; words enter as one-hot vectors of 2^I entries.
        hidden: size of the hidden state, at least 1.

    Returns:
        gates * hidden * (2^I + hidden + 2) for the cell (two biases, as torch has them) and
        2^I * (hidden + 1) for the softmax.

    Raises:
        InputError: an unknown cell.

    Example:
        >>> parameter_count("lstm", 2, 5)
        244
    """
    if cell not in GATES:
        raise InputError(where="cell", expected=", ".join(GATES), found=shown(cell))
    words = 1 << word_bits
    return GATES[cell] * hidden * (words + hidden + 2) + words * (hidden + 1)


def hidden_for(cell: str, word_bits: int, parameters: int) -> int:
    """Return the hidden size whose parameter count is nearest to a given one.

    Args:
        cell: rnn, gru or lstm.
        word_bits: I.
        parameters: the count to match.

    Returns:
        At least 1; the smaller one of two equally near.

    Example:
        >>> [hidden_for(cell, 2, 264) for cell in ("rnn", "gru", "lstm")]
        [12, 6, 5]
    """
    hidden = 1
    while parameter_count(cell, word_bits, hidden + 1) <= parameters:
        hidden += 1
    below = parameters - parameter_count(cell, word_bits, hidden)
    above = parameter_count(cell, word_bits, hidden + 1) - parameters
    return hidden + 1 if above < below else hidden


class Recurrent(nn.Module):
    """A classical recurrent network that predicts a word after every token.

    Args:
        cell: rnn, gru or lstm.
        word_bits: I.
        hidden: size of the hidden state.
        generator: the source of the initial parameters, uniform in +-1/sqrt(hidden).

    Source: standard cells, as torch implements them; double precision.

    Example:
        >>> model = Recurrent("gru", 2, 6, torch.Generator().manual_seed(0))
        >>> sum(p.numel() for p in model.parameters()) == parameter_count("gru", 2, 6)
        True
        >>> model(torch.tensor([[0, 3, 1]]), torch.tensor([[0, 0, 0]])).probabilities.shape
        torch.Size([1, 3, 4])
    """

    def __init__(self, cell: str, word_bits: int, hidden: int, generator: torch.Generator) -> None:
        super().__init__()
        parameter_count(cell, word_bits, hidden)
        self.words = 1 << word_bits
        kinds: dict[str, Any] = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
        self.cell = kinds[cell](self.words, hidden, batch_first=True, dtype=torch.float64)
        self.head = nn.Linear(hidden, self.words, dtype=torch.float64)
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.uniform_(
                    -1 / math.sqrt(hidden), 1 / math.sqrt(hidden), generator=generator
                )

    def forward(self, sentences: Tensor, targets: Tensor) -> Run:
        """Run sentences.

        Args:
            sentences: shape (batch, length), words 0..2^I-1.
            targets: the same shape; only handed on as the words emitted. The hidden state does not
                depend on them, unlike the quantum model's, which is projected on them.

        Returns:
            The word distributions.
        """
        onehot = nn.functional.one_hot(sentences, self.words).to(torch.float64)
        hidden = self.cell(onehot)[0]
        chances = torch.softmax(self.head(hidden), dim=2)
        return Run(chances, targets, torch.ones(len(sentences), dtype=torch.float64))

    def gradient_norms(self, sentences: Tensor, targets: Tensor) -> Tensor:
        """Measure how the gradient of the last step's loss travels back through time.

        Args:
            sentences: shape (batch, length).
            targets: the same shape; only the last one matters.

        Returns:
            Shape (batch, length): the norm of the derivative of -ln p(last target) by the state
            before each step (for an LSTM: hidden state and cell state together).
        """
        onehot = nn.functional.one_hot(sentences, self.words).to(torch.float64)
        states: list[tuple[Tensor, ...]] = []
        hidden = self.cell.hidden_size
        pair = isinstance(self.cell, nn.LSTM)
        state: tuple[Tensor, ...] = tuple(
            torch.zeros(1, len(sentences), hidden, dtype=torch.float64, requires_grad=True)
            for _ in range(2 if pair else 1)
        )
        out = torch.zeros(0)
        for t in range(sentences.shape[1]):
            states.append(state)
            out, new = self.cell(onehot[:, t : t + 1], state if pair else state[0])
            state = new if pair else (new,)
        chances = torch.log_softmax(self.head(out[:, -1]), dim=1)
        loss = -chances.gather(1, targets[:, -1:]).sum()
        flat = [part for entry in states for part in entry]
        found = torch.autograd.grad(loss, flat)
        width = 2 if pair else 1
        return torch.stack(
            [
                torch.cat(found[place : place + width], dim=2).norm(dim=2)[0]
                for place in range(0, len(found), width)
            ],
            dim=1,
        )
