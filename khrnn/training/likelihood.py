"""Maximum likelihood on translation sentences: stages, checkpoints, nothing lost.

What belongs here: one loop for every cell with a `log_likelihood`, and its stages. What does not:
cells, the stages of a particular cell (`curriculum`), printing. Importing this module imports
torch. Checkpoints are those of `checkpoints`, with the stage beside them.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import torch
from torch import Tensor

from contextuality.errors import InputError
from khrnn.tasks.batches import Split, generator
from khrnn.training.checkpoints import CHECKPOINT, read_checkpoint, write_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch.nn import Parameter

    from khrnn.tasks.dataset import HSMT
    from khrnn.tasks.vocabulary import Encoded


class LikelihoodCell(Protocol):
    """A torch module that knows the probability of a translation."""

    def log_likelihood(self, tokens: Tensor, words: Tensor) -> Tensor:
        """Return ln p(words | sentence), shape (batch,)."""
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


@dataclass(frozen=True)
class Stage:
    """A part of the training.

    Args:
        name: as printed.
        steps: of the optimiser, at least 1.
        rate: Adam's learning rate at the start; it falls by half a cosine to a twentieth.
        rows: which training sentences are used; None for all.
        batch: sentences per step, at least 1.

    Raises:
        InputError: a number out of range.
    """

    name: str
    steps: int
    rate: float = 0.1
    rows: tuple[int, ...] | None = field(default=None, repr=False)
    batch: int = 64

    def __post_init__(self) -> None:
        for name, value in (("steps", self.steps), ("batch", self.batch)):
            if value < 1:
                raise InputError(
                    where=name, expected=f"at least 1 in stage {self.name}", found=str(value)
                )
        if not 0 < self.rate < math.inf:
            raise InputError(
                where="learning_rate",
                expected=f"above 0 and finite in stage {self.name}",
                found=str(self.rate),
            )


@dataclass(frozen=True)
class LikelihoodStep:
    """One line of the record.

    Args:
        stage: index of the stage.
        step: from 1, over all stages.
        loss: mean over the batch of -ln p(words | sentence).
        excess: the same less the true law's; its expectation is at least 0.
        seconds: wall time.
    """

    stage: int
    step: int
    loss: float
    excess: float
    seconds: float


@dataclass
class Fit:
    """A training run, resumable at any step.

    Args:
        cell: what is trained.
        data: sentences and their translations.
        stages: in order, at least one.
        seed: of the batches and of whatever a stage draws.
        description: what was asked for, kept in checkpoints and compared on resume.
    """

    cell: LikelihoodCell
    data: HSMT
    stages: tuple[Stage, ...]
    seed: int
    description: dict[str, object] = field(default_factory=dict)
    record: list[LikelihoodStep] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.stages:
            raise InputError(where="stages", expected="at least one", found="none")
        self.encoded = self.data.arrays(Split.TRAIN)
        self.rng = generator(self.seed, Split.TRAIN)
        self.active = self.cell
        self.optimiser = torch.optim.Adam(self.active.parameters())

    @property
    def total(self) -> int:
        """Steps of all stages."""
        return sum(stage.steps for stage in self.stages)

    def place(self, done: int) -> tuple[int, int]:
        """Return the stage of the next step, and the steps before that stage.

        Args:
            done: steps done, below `total`.
        """
        index, first = 0, 0
        while done >= first + self.stages[index].steps:
            first += self.stages[index].steps
            index += 1
        return index, first

    def begin(self, stage: int) -> None:
        """Prepare a stage; overridden where stages train different parameters.

        Args:
            stage: its index.
        """

    def end(self, stage: int) -> None:
        """Finish a stage; overridden where something is chosen then.

        Args:
            stage: its index.
        """

    def run(
        self,
        report: Callable[[LikelihoodStep], None] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Train through all stages, or until `stop` says so.

        Args:
            report: called after every step.
            stop: asked after every step.
        """
        while len(self.record) < self.total:
            one = self._step()
            report(one)
            if stop():
                break

    def _step(self) -> LikelihoodStep:
        begun = time.perf_counter()
        done = len(self.record)
        index, first = self.place(done)
        stage = self.stages[index]
        if done == first:
            self.begin(index)
            self.optimiser = torch.optim.Adam(self.active.parameters(), lr=stage.rate)
        share = (1 + math.cos(math.pi * (done - first) / stage.steps)) / 2
        for group in self.optimiser.param_groups:
            group["lr"] = stage.rate * (0.05 + 0.95 * share)
        known = len(self.encoded.tokens) if stage.rows is None else stage.rows
        rows = self.rng.choice(known, stage.batch)
        loss, floor = batch_loss(self.active, self.encoded, rows)
        value = float(loss.detach())
        if not math.isfinite(value):
            raise InputError(
                where=f"step {done + 1}",
                expected="a finite loss",
                found=f"{value}: try a lower learning rate",
            )
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        one = LikelihoodStep(index, done + 1, value, value - floor, time.perf_counter() - begun)
        self.record.append(one)
        if done + 1 == first + stage.steps:
            self.end(index)
        return one

    def kept(self) -> dict[str, Tensor]:
        """Return tensors that a checkpoint needs besides the cell's; overridden with `restore`."""
        return {}

    def restore(self, kept: dict[str, Tensor]) -> None:
        """Take back what `kept` returned."""

    def _settings(self) -> str:
        # The rows follow from the data; their number is enough to tell another data set.
        listed = [
            {**asdict(stage), "rows": None if stage.rows is None else len(stage.rows)}
            for stage in self.stages
        ]
        return json.dumps([*listed, len(self.encoded.tokens)])

    def save(self, folder: Path) -> Path:
        """Write a checkpoint, atomically.

        Args:
            folder: made if it is missing.

        Returns:
            The file: tensors, numbers and text only, loadable with weights_only=True.
        """
        content = {
            **self._identity(),
            "model": self.cell.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "rng": json.dumps(self.rng.bit_generator.state),
            "record": json.dumps([asdict(one) for one in self.record]),
            "kept": self.kept(),
        }
        return write_checkpoint(folder, content)

    def _identity(self) -> dict[str, object]:
        return {
            "description": json.dumps(self.description, sort_keys=True),
            "settings": self._settings(),
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
            self.cell.load_state_dict(content["model"])
            self.record = [LikelihoodStep(**one) for one in json.loads(content["record"])]
            self.restore(content["kept"])
            done = len(self.record)
            if done < self.total and self.place(done)[1] != done:  # else a stage is to begin
                self.optimiser = torch.optim.Adam(self.active.parameters())
                self.optimiser.load_state_dict(content["optimiser"])
            self.rng.bit_generator.state = json.loads(content["rng"])
        except (RuntimeError, ValueError, TypeError, KeyError) as error:
            raise InputError(
                where=str(folder / CHECKPOINT),
                expected="a checkpoint of this cell",
                found=str(error),
            ) from error


def batch_loss(
    cell: LikelihoodCell, encoded: Encoded, rows: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> tuple[Tensor, float]:
    """Return the mean of -ln p(words | sentence), and what the true law pays.

    Args:
        cell: the model.
        encoded: sentences.
        rows: which of them.

    Returns:
        A differentiable scalar, and the mean floor.
    """
    longest = max(int(encoded.mask[rows].sum(1).max()), 1)
    tokens = torch.from_numpy(encoded.tokens[rows, :longest])
    words = torch.from_numpy(encoded.words[rows, :longest])
    return -cell.log_likelihood(tokens, words).mean(), float(encoded.floor[rows].mean())


def excess(cell: LikelihoodCell, encoded: Encoded) -> float:
    """Return the mean of ln of (true chance / model's chance): an estimate of the divergence.

    Args:
        cell: the model.
        encoded: sentences with translations drawn from the true law.

    Returns:
        In nats per sentence; 0 for the true law, and at least 0 in expectation.
    """
    with torch.no_grad():
        loss, floor = batch_loss(cell, encoded, np.arange(len(encoded.tokens)))
    return float(loss) - floor
