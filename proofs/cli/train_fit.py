"""What the trainings on translation sentences share on the command line.

What belongs here: one `Fit` seen from the terminal: resumed, saved, interrupted. What does not:
building cells, judging them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from proofs.cli.console import console, note
from proofs.cli.train_common import SAVE_EVERY, keeping, patient_interrupt, stopped_after

if TYPE_CHECKING:
    from khrnn.training.likelihood import Fit, LikelihoodStep


def load_torch(threads: int, **least_one: int) -> None:
    """Check that torch is there and that numbers are at least 1; set the threads."""
    from contextuality.errors import InputError
    from contextuality.extras import need

    for name, value in (("threads", threads), *least_one.items()):
        if value < 1:
            raise InputError(where=f"--{name}", expected="at least 1", found=str(value))
    need("torch", "train", "training").set_num_threads(threads)


def drive(fit: Fit, folder: Path | None, *, resume: bool) -> None:
    """Train to the end, or until an interrupt, which exits with 130 after saving.

    Args:
        fit: not run yet.
        folder: for checkpoints, or None.
        resume: whether to go on from the checkpoint there.
    """
    from contextuality.errors import InputError
    from khrnn.training.checkpoints import CHECKPOINT

    if resume and folder is None:
        raise InputError(where="--resume", expected="--checkpoint DIR beside it", found="none")
    if folder is not None and resume:
        fit.resume(folder)
        keeping(folder, len(fit.record))
    elif folder is not None and (folder / CHECKPOINT).exists():
        raise InputError(
            where=str(folder / CHECKPOINT), expected="no checkpoint, or --resume", found="one"
        )

    if not resume:
        keeping(folder)

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
