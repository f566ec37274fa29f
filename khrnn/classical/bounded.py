"""Classical sequence models whose memory is counted in bits: RNN, GRU, LSTM, SSM, Transformer.

What belongs here: torch cells with a state on a finite grid, so that between two tokens they
remember exactly `bits` bits. What does not: baselines with unbounded numbers (`recurrent`), the
best possible memory (`memory`). Importing this module imports torch.

Each unit of the state takes one of L levels in [-1, 1]. The forward pass rounds to the grid, the
backward pass ignores the rounding (straight-through estimator). The output law depends on the state
and the current token alone; the update on the state, the token, and the word just emitted. So every
cell is a deterministic machine of at most L^units memory states, and the theorem about reading R2
(docs/derivations/memory.md) speaks of it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from contextuality.errors import InputError, shown

if TYPE_CHECKING:
    from khrnn.tasks.vocabulary import Vocabulary

MAX_UNITS, MAX_LEVELS = 4096, 1 << 30
HEAD = 64
"""Features of the state that the output law is linear in: enough to tell 2^6 states apart."""

LEAST_CHANCE = 1e-12
"""Chances are kept this far from 0 and 1, so that no loss is infinite."""


class BoundedCell(nn.Module):
    """A cell with a state of `units` numbers of `levels` levels; subclasses say how it moves.

    Args:
        vocabulary: the tokens, and which of them emit an outcome.
        units: numbers in the state, 1 to 4096.
        levels: values of each, 2 to 2^30.
        generator: the source of the initial parameters.

    Raises:
        InputError: sizes out of range.

    Source: ours; straight-through estimator: Y. Bengio, N. Leonard, A. Courville, arXiv 1308.3432.

    Example:
        >>> from khrnn.tasks.vocabulary import Vocabulary
        >>> cell = make_cell("gru", Vocabulary.compiled(3, 2), 2, 4, torch.Generator())
        >>> cell.bits, cell.start(5).shape
        (4.0, torch.Size([5, 2]))
    """

    emits: Tensor

    def __init__(
        self, vocabulary: Vocabulary, units: int, levels: int, generator: torch.Generator
    ) -> None:
        super().__init__()
        for name, value, least, most in (
            ("units", units, 1, MAX_UNITS),
            ("levels", levels, 2, MAX_LEVELS),
        ):
            if not least <= value <= most:
                raise InputError(where=name, expected=f"{least}..{most}", found=str(value))
        self.vocabulary, self.units, self.levels = vocabulary, units, levels
        self.inputs = len(vocabulary) + 2
        self.register_buffer("emits", torch.from_numpy(vocabulary.emits), persistent=False)
        self.build()
        self.features = nn.Linear(units, HEAD)
        self.readout = nn.Linear(HEAD, len(vocabulary) + 1)
        self.double()
        with torch.no_grad():
            for parameter in self.parameters():
                width = parameter.shape[-1] if parameter.dim() > 1 else HEAD
                bound = 1 / math.sqrt(max(width, 1))
                parameter.uniform_(-bound, bound, generator=generator)

    @property
    def bits(self) -> float:
        """The memory between two tokens: units * log2(levels)."""
        return self.units * math.log2(self.levels)

    def build(self) -> None:
        """Make the layers of the update."""
        raise NotImplementedError

    def update(self, inputs: Tensor, state: Tensor) -> Tensor:
        """Return the next state before rounding, in about [-1, 1]; a new word is in the inputs."""
        raise NotImplementedError

    def start(self, batch: int) -> Tensor:
        """Return the first state, shape (batch, units): the lowest level everywhere.

        Args:
            batch: number of sentences.
        """
        return -torch.ones(batch, self.units, dtype=torch.float64)

    def logits(self, state: Tensor) -> Tensor:
        """Return the logarithm of the odds of +1 for every token, shape (batch, tokens + 1).

        A weight for each token and feature of the state: no token's law constrains another's.

        Args:
            state: shape (batch, units).
        """
        odds: Tensor = self.readout(torch.tanh(self.features(state)))
        return odds

    def law(self, token: Tensor, state: Tensor) -> Tensor:
        """Return the chance of +1 at a token that emits, and 1 elsewhere, shape (batch,).

        Args:
            token: shape (batch,).
            state: shape (batch, units).
        """
        logit = self.logits(state).gather(1, token[:, None])[:, 0]
        chance = torch.sigmoid(logit).clamp(LEAST_CHANCE, 1 - LEAST_CHANCE)
        return torch.where(self.emits[token], chance, 1.0)

    def advance(self, token: Tensor, state: Tensor, word: Tensor) -> Tensor:
        """Return the state after a token and its word, on the grid; padding changes nothing.

        Args:
            token: shape (batch,).
            state: shape (batch, units).
            word: shape (batch,): 0, +1, -1.
        """
        moved = quantise(self.update(self._inputs(token, word), state), self.levels)
        return torch.where((token == 0)[:, None], state, moved)

    def forward(
        self,
        token: Tensor,
        state: Tensor,
        word: Tensor | None = None,
        generator: torch.Generator | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Take one token in and emit its word.

        Args:
            token: shape (batch,): numbers of the vocabulary.
            state: shape (batch, units); not changed.
            word: words to condition on; drawn if there are none.
            generator: the source of drawn outcomes; needed if any token emits.

        Returns:
            The words (0, +1, -1) and the next state.

        Raises:
            InputError: something to draw and no generator.
        """
        if word is None:
            word = torch.zeros_like(token)
            if bool(self.emits[token].any()):
                if generator is None:
                    raise InputError(
                        where="generator", expected="one, to draw outcomes", found="none"
                    )
                drawn = torch.rand(len(token), generator=generator, dtype=torch.float64)
                outcome = 1 - 2 * (drawn >= self.law(token, state)).long()
                word = torch.where(self.emits[token], outcome, word)
        return word, self.advance(token, state, word)

    def log_likelihood(self, tokens: Tensor, words: Tensor) -> Tensor:
        """Return ln p(words | sentence), shape (batch,).

        Args:
            tokens: shape (batch, length).
            words: shape (batch, length).
        """
        state = self.start(len(tokens))
        total = torch.zeros(len(tokens), dtype=torch.float64)
        for t in range(tokens.shape[1]):
            token, word = tokens[:, t], words[:, t]
            if bool(self.emits[token].any()):
                plus = self.law(token, state)
                total = total + torch.where(word == -1, 1 - plus, plus).log()
            state = self.advance(token, state, word)
        return total

    def _inputs(self, token: Tensor, word: Tensor) -> Tensor:
        onehot = nn.functional.one_hot(token, len(self.vocabulary) + 1).to(torch.float64)
        return torch.cat((onehot, word[:, None].to(torch.float64)), 1)


def quantise(values: Tensor, levels: int) -> Tensor:
    """Round to `levels` equally spaced values in [-1, 1]; the gradient passes unchanged.

    Args:
        values: any shape; clamped to [-1, 1] first, where the gradient stops.
        levels: at least 2.

    Example:
        >>> quantise(torch.tensor([-3.0, -0.2, 0.4]), 3).tolist()
        [-1.0, 0.0, 0.0]
    """
    inside = values.clamp(-1, 1)
    steps = (levels - 1) / 2
    rounded = ((inside.detach() + 1) * steps).round() / steps - 1
    # (inside - inside.detach()) is 0 exactly, so the value is on the grid to the last bit.
    return rounded + (inside - inside.detach())


class BoundedRNN(BoundedCell):
    """Elman's network: tanh of one affine map. Args as `BoundedCell`."""

    def build(self) -> None:
        """Make the layers of the update."""
        self.affine = nn.Linear(self.inputs + self.units, self.units)

    def update(self, inputs: Tensor, state: Tensor) -> Tensor:
        """Return tanh(W x + U h + b)."""
        return torch.tanh(self.affine(torch.cat((inputs, state), 1)))


class BoundedSSM(BoundedCell):
    """A linear state-space model: h' = A h + B x, rounded. Args as `BoundedCell`."""

    def build(self) -> None:
        """Make the layers of the update."""
        self.affine = nn.Linear(self.inputs + self.units, self.units)

    def update(self, inputs: Tensor, state: Tensor) -> Tensor:
        """Return A h + B x + b."""
        moved: Tensor = self.affine(torch.cat((inputs, state), 1))
        return moved


class BoundedGRU(BoundedCell):
    """A gated recurrent unit. Args as `BoundedCell`."""

    def build(self) -> None:
        """Make the layers of the update."""
        self.gates = nn.Linear(self.inputs + self.units, 2 * self.units)
        self.candidate = nn.Linear(self.inputs + self.units, self.units)

    def update(self, inputs: Tensor, state: Tensor) -> Tensor:
        """Return (1 - z) h + z tanh(W x + U (r h))."""
        gates = torch.sigmoid(self.gates(torch.cat((inputs, state), 1)))
        renew, reset = gates[:, : self.units], gates[:, self.units :]
        new = torch.tanh(self.candidate(torch.cat((inputs, reset * state), 1)))
        moved: Tensor = (1 - renew) * state + renew * new
        return moved


class BoundedLSTM(BoundedCell):
    """A long short-term memory; the first half of the state is h, the second c; both are rounded.

    Args as `BoundedCell`; an odd number of units gives c one more than h and leaves h's last gate
    out.
    """

    def build(self) -> None:
        """Make the layers of the update."""
        self.cells = (self.units + 1) // 2
        self.gates = nn.Linear(self.inputs + self.units, 4 * self.cells)

    def update(self, inputs: Tensor, state: Tensor) -> Tensor:
        """Return the next (h, c)."""
        carried = state[:, self.units - self.cells :]
        mixed: Tensor = self.gates(torch.cat((inputs, state), 1))
        parts = torch.chunk(mixed, 4, 1)
        forget, take, show = (torch.sigmoid(part) for part in parts[:3])
        carried = forget * carried + take * torch.tanh(parts[3])
        shown = show * torch.tanh(2 * carried)
        return torch.cat((shown[:, : self.units - self.cells], carried), 1)


class BoundedTransformer(BoundedCell):
    """A one-layer Transformer with a cache of its last entries, each of one or two units.

    A new entry attends to the cache; it is rounded and pushed in, and the oldest one is dropped.
    Args as `BoundedCell`.
    """

    def build(self) -> None:
        """Make the layers of the update."""
        self.entry = 2 if self.units % 2 == 0 else 1
        self.slots = self.units // self.entry
        width = 8
        self.query = nn.Linear(self.inputs, width)
        self.key = nn.Linear(self.entry, width)
        self.value = nn.Linear(self.entry, width)
        self.places = nn.Parameter(torch.zeros(self.slots, width))
        self.mix = nn.Linear(self.inputs + width, self.entry)

    def update(self, inputs: Tensor, state: Tensor) -> Tensor:
        """Return the cache with the newest entry last."""
        cache = state.reshape(len(state), self.slots, self.entry)
        keys = self.key(cache) + self.places
        weights = torch.softmax((keys * self.query(inputs)[:, None]).sum(2), 1)
        seen = (weights[:, :, None] * self.value(cache)).sum(1)
        new = torch.tanh(self.mix(torch.cat((inputs, seen), 1)))
        return torch.cat((state[:, self.entry :], new), 1)


CELLS: dict[str, type[BoundedCell]] = {
    "rnn": BoundedRNN,
    "gru": BoundedGRU,
    "lstm": BoundedLSTM,
    "ssm": BoundedSSM,
    "transformer": BoundedTransformer,
}


def make_cell(
    kind: str, vocabulary: Vocabulary, units: int, levels: int, generator: torch.Generator
) -> BoundedCell:
    """Return a cell by name.

    Args:
        kind: rnn, gru, lstm, ssm or transformer.
        vocabulary: the tokens.
        units: numbers in the state.
        levels: values of each.
        generator: the source of the initial parameters.

    Raises:
        InputError: an unknown name, or sizes out of range.
    """
    if kind not in CELLS:
        raise InputError(where="cell", expected=", ".join(CELLS), found=shown(kind))
    return CELLS[kind](vocabulary, units, levels, generator)
