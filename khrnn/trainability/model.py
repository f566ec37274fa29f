"""What a model must say to enter the comparison of gradient variances.

What belongs here: the protocol and the bound it may state. What does not: models, and measuring
them (`gradient_variance`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError

FloatVector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Bound:
    """A bound on the variance, and on which side of it the variance lies.

    Args:
        kind: "upper" if the variance is at most the value, "lower" if at least.
        value: exact where the theorem is; at least 0.
        source: the theorem, or "ours".

    Raises:
        InputError: for another kind or a negative value.

    Example:
        >>> Bound("upper", Fraction(1, 8), "ours").allows(0.1)
        True
    """

    kind: Literal["upper", "lower"]
    value: Fraction | float
    source: str

    def __post_init__(self) -> None:
        if self.kind not in {"upper", "lower"}:
            raise InputError(where="kind", expected="upper or lower", found=repr(self.kind))
        if not self.value >= 0:
            raise InputError(where="value", expected="at least 0", found=str(self.value))

    def allows(self, variance: float) -> bool:
        """Return whether a variance respects the bound.

        Args:
            variance: at least 0.
        """
        value = float(self.value)
        return variance <= value if self.kind == "upper" else variance >= value


def takes(model: GradientModel, size: int) -> bool:
    """Return whether a model can be sampled at a size.

    Args:
        model: one that says so itself, in a method `takes`, if its sizes have gaps; otherwise all
            sizes from its first default one to its largest are taken.
        size: at least 1.

    Example:
        >>> from khrnn.trainability.registry import load
        >>> [size for size in range(1, 20) if takes(load("dissipative-m2-local"), size)]
        [2, 4, 6, 8, 10, 12]
    """
    own: Callable[[int], bool] | None = getattr(model, "takes", None)
    return own(size) if own is not None else model.sizes[0] <= size <= model.largest


@runtime_checkable
class GradientModel(Protocol):
    """A family of losses, one for each size, with random parameters; all members are read-only.

    A class with these members is a model; it need not inherit. Nothing heavy may be imported
    before `sample` is called.

    Attributes:
        name: as in the registry and in the legend of the plot.
        quantity: what `sample` returns, in a line: which derivative (or loss) of which cost, over
            which distribution of the parameters, hyperparameters included.
        unit: what a size counts, such as "qubits".
        sizes: sizes measured by default, ascending; they take seconds at 1000 samples each.
        largest: the largest size that `sample` takes.

    Source: ours.

    Example:
        >>> class Coin:
        ...     name, quantity, unit = "coin", "a fair sign", "coins"
        ...     sizes, largest = (1, 2), 9
        ...     def sample(self, size, rng, count):
        ...         return rng.choice([-1.0, 1.0], count)
        ...     def prediction(self, size):
        ...         return Fraction(1)
        ...     def bound(self, size):
        ...         return Bound("upper", Fraction(1), "a sign squared is 1")
        >>> isinstance(Coin(), GradientModel)
        True
    """

    @property
    def name(self) -> str:
        """Short name, lower case with hyphens."""

    @property
    def quantity(self) -> str:
        """What is sampled, over what."""

    @property
    def unit(self) -> str:
        """What a size counts."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """Default sizes, ascending."""

    @property
    def largest(self) -> int:
        """The largest size that can be sampled."""

    def sample(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Return independent samples of the quantity.

        Args:
            size: 1 to `largest`, or from where the model begins.
            rng: the only source of randomness.
            count: number of samples.

        Returns:
            Shape (count,), real; each from freshly drawn parameters.

        Raises:
            InputError: a size out of range, or a missing extra.
        """

    def prediction(self, size: int) -> Fraction | float | None:
        """Return the exact variance of a sample if it is known.

        Args:
            size: also beyond `largest`.

        Returns:
            A fraction where the theory gives one; None where nothing is known.
        """

    def bound(self, size: int) -> Bound | None:
        """Return a theorem's bound on the variance, or None.

        Args:
            size: also beyond `largest`.
        """
