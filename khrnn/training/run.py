"""What a sentence model returns, and what it must offer to be trained.

What belongs here: the interface between models and the loop. What does not: any model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor
    from torch.nn import Parameter


@dataclass(frozen=True)
class Run:
    """What a model says about a batch of sentences.

    Args:
        probabilities: shape (batch, length, 2^I): the word distribution at each step, given the
            words emitted before.
        words: shape (batch, length): the words emitted, given or drawn.
        least_success: shape (batch,): the least success probability of a neuron's post-selection
            anywhere in the sentence; 1 for models without any.
    """

    probabilities: Tensor
    words: Tensor
    least_success: Tensor


class SentenceModel(Protocol):
    """A torch module that predicts a word after every token."""

    def __call__(self, sentences: Tensor, targets: Tensor) -> Run:
        """Run sentences, shape (batch, length), with teacher forcing."""
        ...

    def parameters(self) -> Iterator[Parameter]:
        """Yield what is trained."""
        ...

    def state_dict(self) -> dict[str, Tensor]:
        """Return what a checkpoint keeps."""
        ...

    def load_state_dict(self, state_dict: dict[str, Tensor]) -> object:
        """Restore what a checkpoint kept."""
        ...
