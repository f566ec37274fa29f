"""Training Born machines: Adam on exact or estimated gradients, with checkpoints that lose nothing.

What belongs here: the loop and its checkpoint. What does not: losses, circuits, targets.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from contextuality.errors import InputError, shown
from contextuality.formats.atomic import write_atomically
from contextuality.formats.produced import producer
from khrnn.generative.circuits import FloatArray
from khrnn.training.same_run import refuse_absent, refuse_other

SCHEMA = "khrnn-born/1"
CHECKPOINT = "born.json"
_DECAY = (0.9, 0.999)
_TINY = 1e-8


@dataclass(frozen=True)
class Step:
    """One line of the record.

    Args:
        step: from 1.
        loss: before the step; an estimate if there are shots.
        gradient_norm: Euclidean, before the step.
        seconds: wall time.
    """

    step: int
    loss: float
    gradient_norm: float
    seconds: float


@dataclass
class Training:
    """One run of Adam, resumable after any step.

    Args:
        objective: angles and generator to loss and gradient, as `losses.objective` returns.
        parameters: number of angles, at least 1.
        seed: of the initial angles and of the shots.
        rate: learning rate, above 0.
        spread: initial angles are uniform in [-spread, spread]; pi for all of them.
        description: what was asked for, kept in checkpoints and compared on resume.

    Raises:
        InputError: a number out of range.

    Example:
        >>> run = Training(lambda at, _: (float(at @ at), 2 * at), 3, seed=0, rate=0.1)
        >>> run.run(200)
        >>> run.record[-1].loss < 1e-3
        True
    """

    objective: Callable[[FloatArray, np.random.Generator], tuple[float, FloatArray]]
    parameters: int
    seed: int
    rate: float = 0.05
    spread: float = math.pi
    description: dict[str, Any] = field(default_factory=dict)
    record: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name, value in (("rate", self.rate), ("spread", self.spread)):
            if not (value > 0 and math.isfinite(value)):
                raise InputError(where=name, expected="above 0 and finite", found=str(value))
        if self.parameters < 1 or self.seed < 0:
            raise InputError(
                where="training",
                expected="a parameter and a seed of at least 0",
                found=f"{self.parameters} parameters, seed {self.seed}",
            )
        self.rng = np.random.default_rng(self.seed)
        self.angles = self.rng.uniform(-self.spread, self.spread, self.parameters)
        self.mean = np.zeros(self.parameters)
        self.square = np.zeros(self.parameters)

    def run(
        self,
        steps: int,
        report: Callable[[Step], None] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Train until so many steps are done in all, or `stop` says so after a step.

        Args:
            steps: in all, those before a resume included.
            report: called after every step.
            stop: asked after every step.
        """
        while len(self.record) < steps:
            started = time.perf_counter()
            loss, gradient = self.objective(self.angles, self.rng)
            if not (math.isfinite(loss) and np.isfinite(gradient).all()):
                raise InputError(
                    where=f"step {len(self.record) + 1}", expected="a finite loss", found="none"
                )
            number = len(self.record) + 1
            self.mean = _DECAY[0] * self.mean + (1 - _DECAY[0]) * gradient
            self.square = _DECAY[1] * self.square + (1 - _DECAY[1]) * gradient**2
            mean = self.mean / (1 - _DECAY[0] ** number)
            square = self.square / (1 - _DECAY[1] ** number)
            self.angles = self.angles - self.rate * mean / (np.sqrt(square) + _TINY)
            norm = float(np.linalg.norm(gradient))
            self.record.append(Step(number, float(loss), norm, time.perf_counter() - started))
            report(self.record[-1])
            if stop():
                break

    def save(self, folder: Path) -> Path:
        """Write a checkpoint, atomically, as JSON.

        Args:
            folder: made if it is missing.

        Returns:
            The file.
        """
        make_folder(folder)
        content = {
            "schema": SCHEMA,
            "producer": producer(),
            "asked": self._asked(),
            "rng": self.rng.bit_generator.state,
            "angles": self.angles.tolist(),
            "mean": self.mean.tolist(),
            "square": self.square.tolist(),
            "record": [asdict(step) for step in self.record],
        }
        write_atomically(folder / CHECKPOINT, json.dumps(content, indent=1) + "\n")
        return folder / CHECKPOINT

    def resume(self, folder: Path) -> None:
        """Go on from a checkpoint: the following steps are those of an uninterrupted run.

        Args:
            folder: as given to `save`.

        Raises:
            InputError: no checkpoint, a damaged one, or one of another run.
        """
        path = folder / CHECKPOINT
        refuse_absent(path)
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(
                where=str(path), expected="a checkpoint", found=error.strerror or "none"
            ) from error
        except ValueError as error:
            raise InputError(where=str(path), expected="JSON", found=str(error)) from error
        if not isinstance(content, dict) or content.get("schema") != SCHEMA:
            raise InputError(where=str(path), expected=f"schema {SCHEMA}", found="another thing")
        kept = content.get("asked")
        if not isinstance(kept, dict):
            raise InputError(where=f"{path}: asked", expected="an object", found=shown(kept))
        # As JSON, so that a tuple of this run and the list that was read are the same.
        refuse_other(path, kept, json.loads(json.dumps(self._asked())))
        try:
            vectors = [
                np.array(content[name], dtype=np.float64) for name in ("angles", "mean", "square")
            ]
            record = [Step(**one) for one in content["record"]]
            rng = np.random.default_rng()
            rng.bit_generator.state = content["rng"]
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                where=str(path), expected="a whole checkpoint", found=str(error)
            ) from error
        for vector in vectors:
            if vector.shape != (self.parameters,) or not np.isfinite(vector).all():
                raise InputError(
                    where=str(path),
                    expected=f"{self.parameters} finite numbers",
                    found=f"shape {vector.shape}",
                )
        self.angles, self.mean, self.square = vectors
        self.record, self.rng = record, rng

    def _asked(self) -> dict[str, Any]:
        own = {"seed": self.seed, "rate": self.rate, "spread": self.spread}
        return {**own, "parameters": self.parameters, "description": self.description}


def make_folder(folder: Path) -> None:
    """Make a checkpoint's folder; called before the work, so that no work is lost to a bad name.

    Args:
        folder: made with its parents if it is missing.

    Raises:
        InputError: it cannot be made, or is no folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            where=str(folder),
            expected="a folder, or a place for one",
            found="a file" if folder.is_file() else error.strerror or "none",
        ) from error
