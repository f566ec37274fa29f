"""The recurrent quantum neural network on sentences: teacher forcing, sampling, gradients.

What belongs here: the cell run over whole batches of sentences by compiled kernels, with an
explicit adjoint. What does not: one step in plain torch (`cell`), training (`khrnn.training`).
Importing this module imports torch and compiles the kernels on first use (cached on disk).
"""

from __future__ import annotations

from math import isqrt
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from contextuality.errors import InputError
from khrnn.qrnn.cell import OFFSET, SPREAD, QRNNCell, gate_lists
from khrnn.qrnn.kernels import SAMPLED, backward, forward
from khrnn.qrnn.sizes import CellSizes
from khrnn.training.run import Run

KEEP_ALL_BELOW = 1 << 26
"""Bytes of workspace vectors kept for the adjoint before it trades time for memory."""


class _Sentences(torch.autograd.Function):
    """The kernels as one differentiable operation: from tables to word probabilities."""

    @staticmethod
    def forward(ctx: Any, cosines: Tensor, sines: Tensor, plan: _Plan) -> Tensor:
        probabilities = plan.forward(cosines.detach().numpy(), sines.detach().numpy())
        ctx.plan = plan
        ctx.save_for_backward(cosines, sines)
        return torch.from_numpy(probabilities)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor, None]:
        cosines, sines = ctx.saved_tensors
        d_cosines, d_sines = ctx.plan.backward(
            cosines.detach().numpy(), sines.detach().numpy(), gradient.numpy()
        )
        return torch.from_numpy(d_cosines), torch.from_numpy(d_sines), None


class _Plan:
    """One batch on its way through the kernels, and what the adjoint needs of it."""

    def __init__(
        self,
        sizes: CellSizes,
        inputs: np.ndarray,
        targets: np.ndarray,
        uniforms: np.ndarray | None,
        *,
        feed_back: bool,
        read_last: bool,
        segment: int,
    ) -> None:
        self.sizes = sizes
        self.lanes, self.selective = gate_lists(sizes)
        self.inputs, self.targets = inputs, targets  # (length, batch)
        self.uniforms = np.zeros(inputs.shape) if uniforms is None else uniforms
        self.feed_back = feed_back
        self.writes = np.ones(len(inputs), dtype=np.bool_)
        if read_last:
            self.writes[:-1] = False
        self.segment = segment
        self.words = np.zeros(inputs.shape, dtype=np.int64)
        self.least = np.ones(inputs.shape[1])
        self.norms = np.zeros(inputs.shape)
        self.kept: np.ndarray = np.zeros((0, 0, 0))

    def forward(self, cosines: np.ndarray, sines: np.ndarray) -> np.ndarray:
        length, batch = self.inputs.shape
        size = 1 << self.sizes.workspace
        workspace = np.zeros((size, batch))
        workspace[0] = 1
        self.kept = np.empty((-(-length // self.segment), size, batch))
        probabilities = np.empty((length, self.sizes.words, batch))
        forward(
            self.lanes, self.selective, self.sizes.inout, cosines, sines, self.inputs,
            self.targets, self.uniforms, self.feed_back, self.writes, workspace, self.segment,
            self.kept, probabilities, self.words, self.least,
        )  # fmt: skip
        return np.ascontiguousarray(probabilities.transpose(2, 0, 1))

    def backward(
        self, cosines: np.ndarray, sines: np.ndarray, gradient: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        d_cosines, d_sines = np.zeros_like(cosines), np.zeros_like(sines)
        # The words emitted are constants of the derivative, given or drawn alike.
        inputs = self.inputs
        if self.feed_back:
            inputs = np.concatenate((self.inputs[:1], self.words[:-1]))
        backward(
            self.lanes, self.selective, self.sizes.inout, cosines, sines, inputs, self.words,
            self.writes, self.segment, self.kept, np.ascontiguousarray(gradient.transpose(1, 2, 0)),
            np.zeros((1 << self.sizes.workspace, inputs.shape[1])), d_cosines, d_sines, self.norms,
        )  # fmt: skip
        return d_cosines, d_sines


class QRNN(nn.Module):
    """The recurrent quantum neural network on batches of sentences.

    Args:
        sizes: I, W, S, order and degree.
        generator: the source of the initial parameters.
        spread: standard deviation of the initial parameters, radians.
        offset: mean of the initial thetas, radians.
        weight_spread: see `QRNNCell`.
        amplified: see `QRNNCell`.
        read_last: whether the output neurons act after the last token alone. Before it the in/out
            lanes are back in 0 by themselves: nothing is measured there, nothing post-selected, and
            every word but the last is 0.
        segment: steps between the workspace vectors kept for the adjoint; 0 to choose: 1 while
            they fit into 64 MiB, the square root of the length beyond.

    Source: arXiv 2006.14619; kernels, adjoint and `read_last` are ours.

    Example:
        >>> model = QRNN(CellSizes(1, 2, 1, 1, 1), torch.Generator().manual_seed(0))
        >>> sentences = torch.tensor([[0, 1, 1, 0]])
        >>> run = model(sentences, torch.tensor([[1, 1, 0, 0]]))
        >>> run.probabilities.shape
        torch.Size([1, 4, 2])
        >>> run.probabilities[:, -1, 0].sum().backward()
        >>> model.cell.neurons.grad.shape
        torch.Size([5, 3])
    """

    def __init__(
        self,
        sizes: CellSizes,
        generator: torch.Generator,
        *,
        spread: float = SPREAD,
        offset: float = OFFSET,
        weight_spread: float | None = None,
        amplified: bool = False,
        read_last: bool = False,
        segment: int = 0,
    ) -> None:
        super().__init__()
        self.cell = QRNNCell(
            sizes,
            generator,
            spread=spread,
            offset=offset,
            weight_spread=weight_spread,
            amplified=amplified,
        )
        self.read_last = read_last
        self.segment = segment

    @property
    def sizes(self) -> CellSizes:
        """The cell's sizes."""
        return self.cell.sizes

    def forward(self, sentences: Tensor, targets: Tensor) -> Run:
        """Run sentences with teacher forcing: each step is projected on its target.

        Args:
            sentences: shape (batch, length), words 0..2^I-1.
            targets: the same shape; the words to project the in/out lanes on.

        Returns:
            The word distributions, differentiable by the cell's parameters.

        Raises:
            InputError: shapes or words out of range, or a target of probability 0.
        """
        return self._run(sentences, targets, None, feed_back=False)[0]

    def sample(
        self, sentences: Tensor, generator: torch.Generator, *, feed_back: bool = False
    ) -> Run:
        """Run sentences and draw each word from its distribution.

        Args:
            sentences: shape (batch, length); with `feed_back` only the first word is read.
            generator: the source of randomness.
            feed_back: whether the word drawn is the next input.

        Returns:
            The words drawn, and the distributions they were drawn from.
        """
        uniforms = torch.rand(sentences.T.shape, dtype=torch.float64, generator=generator)
        with torch.no_grad():
            return self._run(sentences, None, uniforms.numpy(), feed_back=feed_back)[0]

    def gradient_norms(self, sentences: Tensor, targets: Tensor) -> Tensor:
        """Measure how the gradient of the last step's loss travels back through time.

        Args:
            sentences: as in `forward`.
            targets: as in `forward`.

        Returns:
            Shape (batch, length): the norm of the derivative of -log p(last target) by the
            workspace's amplitudes before each step, tangent and radial parts together.
        """
        run, plan = self._run(sentences, targets, None, feed_back=False)
        last = run.probabilities[:, -1].gather(1, targets[:, -1:])
        # Without stages the cell has an empty parameter, which the loss does not use.
        torch.autograd.grad(-last.log().sum(), list(self.cell.parameters()), allow_unused=True)
        return torch.from_numpy(plan.norms.T.copy())

    def _run(
        self,
        sentences: Tensor,
        targets: Tensor | None,
        uniforms: np.ndarray | None,
        *,
        feed_back: bool,
    ) -> tuple[Run, _Plan]:
        inputs = _words(sentences, self.sizes.words, "sentences")
        if targets is None:
            wanted = np.full(inputs.shape, SAMPLED, dtype=np.int64)
        else:
            wanted = _words(targets, self.sizes.words, "targets")
            if wanted.shape != inputs.shape:
                raise InputError(
                    where="targets",
                    expected=f"shape {tuple(sentences.shape)}",
                    found=str(tuple(targets.shape)),
                )
        length, batch = inputs.shape
        segment = self.segment
        if not segment:
            whole = 8 * length * batch << self.sizes.workspace
            segment = 1 if whole <= KEEP_ALL_BELOW else isqrt(length - 1) + 1
        plan = _Plan(
            self.sizes, inputs, wanted, uniforms,
            feed_back=feed_back, read_last=self.read_last, segment=segment,
        )  # fmt: skip
        cosines, sines = self.cell.tables()
        probabilities: Tensor = _Sentences.apply(  # type: ignore[no-untyped-call]
            cosines.contiguous(), sines.contiguous(), plan
        )
        if not bool(torch.isfinite(probabilities.detach()).all()):
            raise InputError(
                where="targets", expected="words of positive probability", found="one of 0"
            )
        run = Run(
            probabilities,
            torch.from_numpy(plan.words.T.copy()),
            torch.from_numpy(plan.least),
        )
        return run, plan


def _words(given: Tensor, words: int, what: str) -> np.ndarray:
    """Check words and lay them out (length, batch)."""
    if given.dim() != 2 or 0 in given.shape:
        raise InputError(
            where=what, expected="shape (batch, length), not empty", found=str(tuple(given.shape))
        )
    if given.is_floating_point() or int(given.min()) < 0 or int(given.max()) >= words:
        raise InputError(where=what, expected=f"integers 0..{words - 1}", found="something else")
    return np.ascontiguousarray(given.detach().numpy().astype(np.int64).T)
