"""The training loop: steps, validation, checkpoints that lose nothing.

What belongs here: optimisation of any `SentenceModel` on any `Task`. What does not: choosing models
and numbers (`presets`), printing. Importing this module imports torch.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from contextuality.errors import InputError
from khrnn.tasks.batches import Batch, Split, Task, generator
from khrnn.training.checkpoints import CHECKPOINT, read_checkpoint, write_checkpoint

if TYPE_CHECKING:
    from khrnn.training.run import Run, SentenceModel
    from khrnn.training.settings import Settings


@dataclass(frozen=True)
class Step:
    """One line of the training record.

    Args:
        step: from 1.
        seconds: wall time of the step, validation left out.
        loss: the mean loss over the targets that count, before the step.
        error_rate: share of those targets that are not the likeliest word: the character error
            rate under teacher forcing.
        least_success: the least success probability of a post-selection in the batch.
        validation_loss: the loss on the validation batch after the step, or None.
        validation_error: the error rate there, or None.
    """

    step: int
    seconds: float
    loss: float
    error_rate: float
    least_success: float
    validation_loss: float | None = None
    validation_error: float | None = None


@dataclass(frozen=True)
class Best:
    """The parameters that did best on the validation batch.

    Args:
        step: after which.
        error: their validation error.
        loss: their validation loss.
        parameters: of the model.
    """

    step: int
    error: float
    loss: float
    parameters: dict[str, torch.Tensor]


@dataclass
class Training:
    """A training run: model, optimiser, generators and record, resumable at any step.

    Args:
        model: what is trained.
        task: where batches come from.
        settings: how.
        seed: of the batches; the validation batch is drawn from its own stream.
        description: what was asked for, kept in checkpoints and compared on resume.
        lessons: pairs (steps, task), ascending: until so many steps are done, training batches
            come from this easier task.
    """

    model: SentenceModel
    task: Task
    settings: Settings
    seed: int
    description: dict[str, Any] = field(default_factory=dict)
    record: list[Step] = field(default_factory=list)
    best: Best | None = None
    lessons: tuple[tuple[int, Task], ...] = ()

    def __post_init__(self) -> None:
        chosen: dict[str, Any] = {
            "adam": torch.optim.Adam,
            "rmsprop": torch.optim.RMSprop,
            "sgd": torch.optim.SGD,
        }
        settings = self.settings
        further = {"betas": (0.9, settings.beta2)} if settings.optimiser == "adam" else {}
        self.optimiser: torch.optim.Optimizer = chosen[settings.optimiser](
            self.model.parameters(), lr=settings.learning_rate, **further
        )
        self.rng = generator(self.seed, Split.TRAIN)
        size = self.settings.validation
        if size:
            rng = generator(self.seed, Split.VALIDATION)
            self.validation = self.task.batch(Split.VALIDATION, size, rng)
        else:
            whole = whole_split(self.task, Split.VALIDATION)
            if whole is None:
                raise InputError(
                    where="validation", expected="at least 1: the task has no end", found="0"
                )
            self.validation = whole

    @property
    def reached(self) -> int | None:
        """The first step whose validation loss is below the threshold, or None."""
        threshold = self.settings.threshold
        return next(
            (
                one.step
                for one in self.record
                if one.validation_loss is not None and one.validation_loss < threshold
            ),
            None,
        )

    def run(
        self,
        steps: int,
        report: Callable[[Step], None] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Train until so many steps are done in all, the threshold is met, or `stop` says so.

        Args:
            steps: in all, those before a resume included.
            report: called after every step.
            stop: asked after every step.
        """
        while len(self.record) < steps and self.reached is None:
            one = self.step()
            self.record.append(one)
            report(one)
            if stop():
                break

    def step(self) -> Step:
        """Take one step of the optimiser; return its record without keeping it."""
        started = time.perf_counter()
        settings = self.settings
        for group in self.optimiser.param_groups:
            group["lr"] = settings.rate(len(self.record))
        done = len(self.record)
        task = next((easier for until, easier in self.lessons if done < until), self.task)
        batch = task.batch(Split.TRAIN, settings.batch, self.rng)
        run = forced(self.model, batch)
        loss = loss_of(run, batch, settings.loss)
        if settings.given_weight and not batch.counted.all():
            others = Batch(batch.sentences, batch.targets, ~batch.counted)
            loss = loss + settings.given_weight * loss_of(run, others, settings.loss)
        if not bool(torch.isfinite(loss.detach())):
            raise InputError(
                where=f"step {len(self.record) + 1}",
                expected="a finite loss",
                found="none: try a lower learning rate",
            )
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        if settings.clip:
            torch.nn.utils.clip_grad_norm_(list(self.model.parameters()), settings.clip)
        self.optimiser.step()
        seconds = time.perf_counter() - started
        number = len(self.record) + 1
        tested: tuple[float | None, float | None] = (None, None)
        if number % settings.validate_every == 0:
            tested = evaluate(self.model, self.validation, settings.loss)[:2]
            self._compare(number, *tested)
        return Step(
            number,
            seconds,
            float(loss.detach()),
            error_rate(run, batch),
            float(run.least_success.min()),
            *tested,
        )

    def _compare(self, step: int, loss: float, error: float) -> None:
        best = self.best
        if self.settings.keep_best and (best is None or (error, loss) < (best.error, best.loss)):
            kept = {name: value.clone() for name, value in self.model.state_dict().items()}
            self.best = Best(step, error, loss, kept)

    def take_best(self) -> int:
        """Go back to the best parameters, if they were kept; training must not go on after that.

        Returns:
            The step after which the model had its present parameters.
        """
        if self.best is None:
            return len(self.record)
        self.model.load_state_dict(self.best.parameters)
        return self.best.step

    def save(self, folder: Path) -> Path:
        """Write a checkpoint, atomically.

        Args:
            folder: made if it is missing.

        Returns:
            The file: tensors, numbers and text only, loadable with weights_only=True.
        """
        content = {
            **self._identity(),
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "rng": json.dumps(self.rng.bit_generator.state),
            "record": json.dumps([asdict(one) for one in self.record]),
            "best": vars(self.best) if self.best else None,
        }
        return write_checkpoint(folder, content)

    def _identity(self) -> dict[str, object]:
        return {
            "description": json.dumps(self.description, sort_keys=True),
            "settings": json.dumps(asdict(self.settings), sort_keys=True),
            "seed": self.seed,
        }

    def resume(self, folder: Path) -> None:
        """Go on from a checkpoint: the following steps are those of an uninterrupted run.

        Args:
            folder: as given to `save`.

        Raises:
            InputError: no checkpoint, a damaged one, or one of another run.
        """
        content = read_checkpoint(folder, self._identity())
        try:
            self.model.load_state_dict(content["model"])
            self.optimiser.load_state_dict(content["optimiser"])
            self.rng.bit_generator.state = json.loads(content["rng"])
            self.record = [Step(**one) for one in json.loads(content["record"])]
            self.best = Best(**content["best"]) if content.get("best") else None
        except (RuntimeError, ValueError, TypeError, KeyError) as error:
            raise InputError(
                where=str(folder / CHECKPOINT),
                expected="a checkpoint of this model",
                found=str(error),
            ) from error


def whole_split(task: Task, split: Split) -> Batch | None:
    """Return a whole split of a task with finitely many sentences, else None.

    Args:
        task: the task.
        split: which.
    """
    everything = getattr(task, "everything", None)
    found: Batch | None = everything(split) if everything else None
    return found


def forced(model: SentenceModel, batch: Batch) -> Run:
    """Run a model on a batch with teacher forcing.

    Args:
        model: the model.
        batch: the sentences.
    """
    return model(torch.from_numpy(batch.sentences), torch.from_numpy(batch.targets))


def loss_of(run: Run, batch: Batch, kind: str = "nll") -> torch.Tensor:
    """Return the mean loss over the targets that count.

    Args:
        run: the model's word distributions.
        batch: the sentences.
        kind: see `Settings`.

    Returns:
        A scalar, at least 0, and 0 only if every counted target has probability 1.
    """
    targets = torch.from_numpy(batch.targets)
    chances = run.probabilities.gather(2, targets[:, :, None])[:, :, 0]
    counted = torch.from_numpy(np.ascontiguousarray(batch.counted))
    if kind == "softmax":
        words = run.probabilities.shape[2]
        least = math.log(math.e + words - 1) - 1
        return (run.probabilities.logsumexp(2) - chances)[counted].mean() - least
    # Rounding may leave an exact 0, whose logarithm would poison the mean.
    return -chances[counted].clamp_min(1e-30).log().mean()


def error_rate(run: Run, batch: Batch) -> float:
    """Return the share of counted targets that are not the likeliest word.

    Args:
        run: the model's word distributions.
        batch: the sentences.
    """
    guessed = run.probabilities.detach().argmax(2).numpy()
    return float((guessed != batch.targets)[batch.counted].mean())


def evaluate(model: SentenceModel, batch: Batch, kind: str = "nll") -> tuple[float, float, float]:
    """Return loss, error rate and least post-selection probability on a batch.

    Args:
        model: the model.
        batch: the sentences.
        kind: the loss, see `Settings`.
    """
    with torch.no_grad():
        run = forced(model, batch)
        loss = float(loss_of(run, batch, kind))
        return loss, error_rate(run, batch), float(run.least_success.min())
