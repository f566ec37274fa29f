"""What the trainings on translation sentences share on the command line.

What belongs here: one `Fit` seen from the terminal: resumed, saved, interrupted. What does not:
building cells, judging them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from proofs.cli.console import console, note
from proofs.cli.options import seed_from_zero
from proofs.cli.train_common import (
    SAVE_EVERY,
    keeping,
    patient_interrupt,
    start_checkpoints,
    stopped_after,
)

if TYPE_CHECKING:
    from khrnn.training.likelihood import Fit, LikelihoodStep

MOST = {"threads": 1024, "sentences": 10**6, "lessons": 10**6}
"""Data are drawn before the first step: more would not fit, or not end."""


def load_torch(threads: int, seed: int, **least_one: int) -> None:
    """Check that torch is there and that numbers are in their range; set the threads.

    Args:
        threads: of torch.
        seed: of everything random.
        least_one: by option: numbers of sentences, lessons or steps.
    """
    from contextuality.errors import InputError
    from contextuality.extras import need

    seed_from_zero(seed)
    for name, value in (("threads", threads), *least_one.items()):
        most = MOST.get(name, value)
        if not 1 <= value <= most:
            expected = "at least 1" if value < 1 else f"at most {most}"
            raise InputError(where=f"--{name}", expected=expected, found=str(value))
    need("torch", "train", "training").set_num_threads(threads)


def check_folder(folder: Path | None, *, resume: bool) -> None:
    """Refuse a checkpoint's folder before data are drawn; `drive` looks again.

    Args:
        folder: for checkpoints, or None.
        resume: whether to go on from the checkpoint there.
    """
    from contextuality.errors import InputError
    from khrnn.training.checkpoints import CHECKPOINT
    from khrnn.training.same_run import refuse_absent

    if resume and folder is None:
        raise InputError(where="--resume", expected="--checkpoint DIR beside it", found="none")
    if folder is not None and resume:
        refuse_absent(folder / CHECKPOINT)
    elif folder is not None:
        start_checkpoints(folder, CHECKPOINT)


def drive(fit: Fit, folder: Path | None, *, resume: bool) -> None:
    """Train to the end, or until an interrupt, which exits with 130 after saving.

    Args:
        fit: not run yet.
        folder: for checkpoints, or None.
        resume: whether to go on from the checkpoint there.
    """
    check_folder(folder, resume=resume)
    if folder is not None and resume:
        fit.resume(folder)
        keeping(folder, len(fit.record))

    def report(one: LikelihoodStep) -> None:
        if folder is not None and one.step % SAVE_EVERY == 0:
            fit.save(folder)
            keeping(folder, one.step)
        name = fit.stages[one.stage].name
        status.update(
            f"{name}: step {one.step}/{fit.total}  {one.excess:.4g} nats above the true law"
        )

    with patient_interrupt() as interrupted, console(stderr=True).status("") as status:
        fit.run(report, interrupted)
        stopped = interrupted()
    if folder is not None:
        note(f"checkpoint: {fit.save(folder)}")
        keeping(folder, len(fit.record))
    if stopped and len(fit.record) < fit.total:
        raise stopped_after(len(fit.record), folder)
