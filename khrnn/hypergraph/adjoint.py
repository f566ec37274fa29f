"""The log-likelihood of translations under phases, and its gradient without stored states.

What belongs here: one step of the dense cell on a batch, and reverse mode by running it backwards.
What does not: which phases a token has (`trainable`), the exact law (`exact`). Importing this
module imports torch.

A state is a complex tensor of shape (batch, 2, 2^n): the ancilla's branch, then the latent. Outside
a measurement branch 1 is zero. Every token but R is undone by its inverse. R loses the component
that was projected out. So a block of tokens is run again with those components kept, and then
backwards; the states where blocks begin are found by bisection. Memory: `BLOCK` components and one
state per bisection, log2(length / BLOCK).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

if TYPE_CHECKING:
    from torch.autograd.function import FunctionCtx

BLOCK = 32
"""Tokens whose lost components are kept at a time."""

LEAST_CHANCE = 1e-300
"""Chances are raised to this before the logarithm: an impossible word costs 691, not infinity."""

_HALF = math.sqrt(0.5)


@dataclass(frozen=True, eq=False)
class Program:
    """What the tokens of a vocabulary do, apart from their phases; index 0 is padding.

    Args:
        permutations: shape (tokens, 2^n): where branch 1 is read from.
        fresh: shape (tokens,): whether the token is S.
        read: shape (tokens,): whether it is R.
    """

    permutations: Tensor
    fresh: Tensor
    read: Tensor


def start(program: Program, batch: int) -> Tensor:
    """Return |+>^n without ancilla, shape (batch, 2, 2^n).

    Args:
        program: fixes n.
        batch: number of sentences.
    """
    points = program.permutations.shape[1]
    state = torch.zeros(batch, 2, points, dtype=torch.complex128)
    state[:, 0] = points**-0.5
    return state


def move(program: Program, rotations: Tensor, state: Tensor, token: Tensor) -> Tensor:
    """Apply all tokens but R, which is left to `read`.

    Args:
        program: what tokens do.
        rotations: shape (tokens, 2, 2^n): exp(i angle).
        state: shape (batch, 2, 2^n), of norm 1.
        token: shape (batch,).

    Returns:
        The state of the same shape and norm.
    """
    state = state * rotations[token]
    zero, one = state[:, 0], state[:, 1].gather(1, program.permutations[token])
    fresh = program.fresh[token]
    if bool(fresh.any()):
        chosen = fresh[:, None]
        one = torch.where(chosen, zero * _HALF, one)
        zero = torch.where(chosen, zero * _HALF, zero)
    return torch.stack((zero, one), 1)


def read(
    program: Program, state: Tensor, token: Tensor, word: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Project on the words at R; other tokens pass.

    Args:
        program: what tokens do.
        state: shape (batch, 2, 2^n), of norm 1.
        token: shape (batch,).
        word: shape (batch,): +1 or -1 at R.

    Returns:
        The normalised state, the chances of the words (1 where there is nothing to read), and the
        component projected out, shape (batch, 2^n), zero where there is nothing to read.
    """
    here = program.read[token]
    sign = word.to(torch.float64)[:, None]
    kept = (state[:, 0] + sign * state[:, 1]) * _HALF
    lost = (state[:, 0] - sign * state[:, 1]) * _HALF
    chance = (kept.real**2 + kept.imag**2).sum(1).clamp_min(LEAST_CHANCE)
    chance = torch.where(here, chance, 1.0)
    after = torch.stack((kept / chance.sqrt()[:, None], torch.zeros_like(kept)), 1)
    chosen = here[:, None]
    return (
        torch.where(chosen[:, None], after, state),
        chance,
        torch.where(chosen, lost, torch.zeros_like(lost)),
    )


def log_likelihood(program: Program, angles: Tensor, tokens: Tensor, words: Tensor) -> Tensor:
    """Return ln p(words | sentence) with a gradient by the angles that stores no states.

    Args:
        program: what tokens do.
        angles: shape (tokens, 2, 2^n), float64: the phase of each branch and point.
        tokens: shape (batch, length).
        words: shape (batch, length).

    Returns:
        Shape (batch,). The gradient agrees with automatic differentiation of
        `plain_log_likelihood` up to rounding.

    Source: ours; reverse mode on reversible steps with bisection is standard (A. Griewank,
        Optim. Methods Softw. 1 (1992) 35, for checkpoints).
    """
    found: Tensor = _Adjoint.apply(  # type: ignore[no-untyped-call]
        angles, program, tokens, words
    )
    return found


def plain_log_likelihood(program: Program, angles: Tensor, tokens: Tensor, words: Tensor) -> Tensor:
    """Return the same for automatic differentiation, which keeps every state.

    Args:
        program: as in `log_likelihood`.
        angles: as there.
        tokens: as there.
        words: as there.
    """
    rotations = torch.exp(1j * angles)
    return _forward(program, rotations, start(program, len(tokens)), tokens, words)[1]


def _forward(
    program: Program, rotations: Tensor, state: Tensor, tokens: Tensor, words: Tensor
) -> tuple[Tensor, Tensor]:
    total = torch.zeros(len(tokens), dtype=torch.float64)
    for t in range(tokens.shape[1]):
        token = tokens[:, t]
        state = move(program, rotations, state, token)
        if bool(program.read[token].any()):
            state, chance, _ = read(program, state, token, words[:, t])
            total = total + chance.log()
    return state, total


class _Adjoint(torch.autograd.Function):
    """Forward without a tape; backward by inverse steps."""

    @staticmethod
    def forward(
        ctx: FunctionCtx, angles: Tensor, program: Program, tokens: Tensor, words: Tensor
    ) -> Tensor:
        rotations = torch.exp(1j * angles)
        state, total = _forward(program, rotations, start(program, len(tokens)), tokens, words)
        ctx.save_for_backward(angles, tokens, words, state)
        ctx.program = program  # type: ignore[attr-defined]
        return total

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None, None, None]:
        angles, tokens, words, state = ctx.saved_tensors
        reverse = _Reverse(ctx.program, torch.exp(1j * angles), tokens, words)
        reverse.adjoint = state * upstream[:, None, None]
        # Stretches still to be reversed, last one on top, each with the state before it.
        first = start(ctx.program, len(tokens))
        stack = [(0, tokens.shape[1], first)]
        while stack:
            begin, end, before = stack.pop()
            if end - begin <= BLOCK:
                reverse.block(begin, end, before)
                continue
            middle = (begin + end) // 2
            part = slice(begin, middle)
            at_middle = _forward(
                ctx.program, reverse.rotations, before, tokens[:, part], words[:, part]
            )[0]
            stack += [(begin, middle, before), (middle, end, at_middle)]
        return reverse.gradient, None, None, None


class _Reverse:
    """The backward pass: the adjoint state and the gradient collected so far."""

    def __init__(self, program: Program, rotations: Tensor, tokens: Tensor, words: Tensor) -> None:
        self.program, self.rotations = program, rotations
        self.tokens, self.words = tokens, words
        self.gradient = torch.zeros(rotations.shape, dtype=torch.float64)
        self.adjoint = torch.zeros(0, dtype=torch.complex128)

    def block(self, begin: int, end: int, state: Tensor) -> None:
        """Run a block forward, keeping what projections lose, then backward."""
        kept: list[tuple[Tensor, Tensor] | None] = []
        for t in range(begin, end):
            token = self.tokens[:, t]
            state = move(self.program, self.rotations, state, token)
            if bool(self.program.read[token].any()):
                state, chance, lost = read(self.program, state, token, self.words[:, t])
                kept.append((chance, lost))
            else:
                kept.append(None)
        for t in reversed(range(begin, end)):
            state = self._back(t, state, kept.pop())

    def _back(self, t: int, state: Tensor, kept: tuple[Tensor, Tensor] | None) -> Tensor:
        program, token, adjoint = self.program, self.tokens[:, t], self.adjoint
        if kept is not None:
            chance, lost = kept
            root = chance.sqrt()[:, None]
            sign = self.words[:, t].to(torch.float64)[:, None]
            here = program.read[token][:, None, None]
            before = root * state[:, 0]
            undone = torch.stack((before + lost, sign * (before - lost)), 1) * _HALF
            spread = torch.stack((adjoint[:, 0], sign * adjoint[:, 0]), 1) * (_HALF / root)[:, None]
            state = torch.where(here, undone, state)
            adjoint = torch.where(here, spread, adjoint)
        fresh = program.fresh[token]
        if bool(fresh.any()):
            here = fresh[:, None, None]
            empty = torch.zeros_like(state[:, 0])
            state = torch.where(here, torch.stack((state[:, 0] / _HALF, empty), 1), state)
            merged = torch.stack(((adjoint[:, 0] + adjoint[:, 1]) * _HALF, empty), 1)
            adjoint = torch.where(here, merged, adjoint)
        back = program.permutations[token]  # involutions
        state = torch.stack((state[:, 0], state[:, 1].gather(1, back)), 1)
        adjoint = torch.stack((adjoint[:, 0], adjoint[:, 1].gather(1, back)), 1)
        self.gradient.index_add_(0, token, -2 * (adjoint.conj() * state).imag)
        inverse = self.rotations[token].conj()
        self.adjoint = adjoint * inverse
        return state * inverse
