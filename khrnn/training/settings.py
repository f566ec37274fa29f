"""How to train: the numbers of a run.

What belongs here: numbers and their checks. What does not: the loop that obeys them (`loop`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from contextuality.errors import InputError

OPTIMISERS = ("adam", "rmsprop", "sgd")
LOSSES = ("nll", "softmax")


@dataclass(frozen=True)
class Settings:
    """How to train.

    Args:
        batch: sentences per step, at least 1.
        loss: nll, the mean of -ln p(target); or softmax, the cross-entropy of the softmax of the
            probabilities less its least value, which is bounded and less steep where p is small.
        optimiser: adam, rmsprop or sgd.
        learning_rate: above 0.
        threshold: stop once the validation loss is below this; 0 to run all steps.
        validate_every: steps between validations, at least 1.
        validation: sentences in the validation batch; 0 for the whole split of a task that has one.
        clip: largest norm of the gradient; 0 for none.
        given_weight: weight in the loss of the targets that do not count. With 0, as in the
            author's setting, nothing makes them likely: under teacher forcing they are projected
            on for free, and a model that draws its words may go astray there.
        decay: steps in which the learning rate falls by half a cosine to a fiftieth, where it
            stays; 0 for a constant rate.
        warmup: steps in which the learning rate rises linearly from almost 0, beside the decay.
        beta2: how long Adam remembers squared gradients, in [0, 1).
        keep_best: whether `Training.take_best` may go back to the parameters that had the least
            validation error, and of these the least validation loss.

    Raises:
        InputError: a number out of range.
    """

    batch: int = 16
    loss: str = "nll"
    optimiser: str = "adam"
    learning_rate: float = 0.005
    threshold: float = 0.0
    validate_every: int = 10
    validation: int = 64
    clip: float = 0.0
    given_weight: float = 0.0
    decay: int = 0
    warmup: int = 0
    beta2: float = 0.999
    keep_best: bool = False

    def __post_init__(self) -> None:
        for name, least in (
            ("batch", 1),
            ("validate_every", 1),
            ("validation", 0),
            ("decay", 0),
            ("warmup", 0),
        ):
            if getattr(self, name) < least:
                raise InputError(
                    where=name, expected=f"at least {least}", found=str(getattr(self, name))
                )
        for name, known in (("optimiser", OPTIMISERS), ("loss", LOSSES)):
            if getattr(self, name) not in known:
                raise InputError(
                    where=name, expected=", ".join(known), found=str(getattr(self, name))
                )
        for name in ("learning_rate", "given_weight"):
            value = getattr(self, name)
            if not 0 <= value < math.inf or (name == "learning_rate" and value == 0):
                expected = ("above" if name == "learning_rate" else "at least") + " 0 and finite"
                raise InputError(where=name, expected=expected, found=str(value))
        if not 0 <= self.beta2 < 1:
            raise InputError(where="beta2", expected="in [0, 1)", found=str(self.beta2))

    def rate(self, done: int) -> float:
        """Return the learning rate of the step after so many.

        Args:
            done: steps done.

        Example:
            >>> settings = Settings(learning_rate=1.0, decay=100, warmup=2)
            >>> [round(settings.rate(done), 3) for done in (0, 1, 50, 100, 200)]
            [0.5, 1.0, 0.51, 0.02, 0.02]
        """
        share = min(1.0, (done + 1) / self.warmup) if self.warmup else 1.0
        if self.decay:
            past = min(1.0, done / self.decay)
            share *= 0.02 + 0.98 * (1 + math.cos(math.pi * past)) / 2
        return self.learning_rate * share
