"""What models share that draw their samples in batches: which sizes they take, and the batches.

What belongs here: the base class. What does not: the protocol (`model`), which a model may meet
without it, and the models.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from contextuality.errors import InputError, shown

if TYPE_CHECKING:
    from khrnn.trainability.model import Bound, FloatVector


BATCH = 1 << 20
"""Numbers that a batch of whole tables holds."""


class SampledModel(ABC):
    """A `GradientModel` that says how one batch is drawn, and how large it may be.

    It takes the sizes `smallest`, `smallest + step`, ... up to `largest`. Given a generator in the
    same state, a number of samples is the same on every call: the batches depend on nothing else.

    Source: ours.

    Example:
        >>> class Coins(SampledModel):
        ...     name, largest, step = "coins", 8, 2
        ...     def draw(self, size, rng, count):
        ...         return rng.choice([-1.0, 1.0], (count, size)).sum(1)
        >>> [size for size in range(10) if Coins().takes(size)]
        [1, 3, 5, 7]
        >>> Coins().sample(3, np.random.default_rng(0), 4).shape
        (4,)
    """

    # Subclasses say these as constants, fields or properties; declared for the types alone,
    # since a dataclass would take a property found here for the default of its field.
    if TYPE_CHECKING:

        @property
        def name(self) -> str:
            """In the registry."""

        @property
        def largest(self) -> int:
            """The largest size that can be sampled."""

    step: ClassVar[int] = 1

    @property
    def smallest(self) -> int:
        """The smallest size that can be sampled."""
        return 1

    @abstractmethod
    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Return one batch.

        Args:
            size: one that the model takes.
            rng: the only source of randomness.
            count: 1 to `batch(size)`.

        Returns:
            Shape (count,).
        """

    def batch(self, size: int) -> int:  # noqa: ARG002 - others depend on it
        """Return how many samples are drawn at once, at least 1.

        Args:
            size: one that the model takes.
        """
        return 1 << 18

    def takes(self, size: int) -> bool:
        """Return whether the size can be sampled.

        Args:
            size: any integer.
        """
        return self.smallest <= size <= self.largest and (size - self.smallest) % self.step == 0

    def sample(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Return independent samples of the model's quantity.

        Args:
            size: one that the model takes.
            rng: the only source of randomness.
            count: number of samples, at least 1.

        Returns:
            Shape (count,).

        Raises:
            InputError: a size that the model does not take, or no samples.
        """
        if not self.takes(size):
            sizes = f"{self.smallest} to {self.largest}"
            raise InputError(
                where=f"{self.name}, size",
                expected=sizes if self.step == 1 else f"{sizes} in steps of {self.step}",
                found=shown(size),
            )
        if count < 1:
            raise InputError(where="count", expected="at least 1", found=shown(count))
        step = self.batch(size)
        return np.concatenate(
            [self.draw(size, rng, min(step, count - done)) for done in range(0, count, step)]
        )

    def bound(self, size: int) -> Bound | None:  # noqa: ARG002 - others depend on it
        """Return None: the variance is known exactly, or no theorem is known to us.

        Args:
            size: any.
        """
        return None


class EdgeModel(SampledModel):
    """A model of k-edges that holds a table of 2^size numbers for each sample."""

    if TYPE_CHECKING:

        @property
        def k(self) -> int:
            """The size of an edge."""

    @property
    def smallest(self) -> int:
        """The smallest size: k."""
        return self.k

    def batch(self, size: int) -> int:
        """Return how many tables are held at once."""
        return BATCH >> size
