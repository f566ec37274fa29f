"""What every `khrnn train` subcommand shares: options checked, steps printed, nothing lost.

What belongs here: one training run seen from the command line. What does not: building models.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from proofs.cli import interrupts
from proofs.cli.console import INTERRUPTED, console, note, print_json
from proofs.cli.options import seed_from_zero, writable

if TYPE_CHECKING:
    from khrnn.tasks.batches import Batch
    from khrnn.training.loop import Step, Training
    from khrnn.training.presets import Preset

SAVE_EVERY = 50  # steps between checkpoints; an interrupt saves as well

LABELS = {"sampled_error_rate": "error rate with drawn words"}
MEANINGS = {
    "sampled_error_rate": "every word is drawn, also those that the error rate above is given; "
    "a network trained with given words need not be good at it"
}


@dataclass(frozen=True)
class Options:
    """What the user asked of a run, beside the model."""

    task: str
    preset: str | None
    steps: int | None
    seed: int
    checkpoint: Path | None
    resume: bool
    as_json: bool
    plot: Path | None
    length: int | None
    batch: int | None
    learning_rate: float | None
    mnist: Path | None
    threads: int
    given_weight: float | None


def prepare(options: Options) -> Preset:
    """Check the options and return the preset they name; torch is loaded here, with its threads."""
    from contextuality.errors import InputError
    from contextuality.extras import need

    if not options.resume:
        keeping(options.checkpoint)
    need("torch", "train", "training")
    if options.task == "digits" and options.mnist is None:
        need("sklearn.datasets", "train", "the digits task")
    import torch

    from khrnn.training.presets import find

    seed_from_zero(options.seed)
    for name, value, least in (
        ("--threads", options.threads, 1),
        ("--steps", options.steps, 1),
        ("--batch", options.batch, 1),
    ):
        if value is not None and value < least:
            raise InputError(where=name, expected=f"at least {least}", found=str(value))
    if options.threads > 1024:
        raise InputError(where="--threads", expected="at most 1024", found=str(options.threads))
    if options.resume and options.checkpoint is None:
        raise InputError(where="--resume", expected="--checkpoint DIR beside it", found="none")
    if options.plot is not None:
        from khrnn.training.plots import FORMATS

        if options.plot.suffix.lstrip(".").lower() not in FORMATS:
            endings, found = ", ".join(f".{one}" for one in FORMATS), options.plot.name
            raise InputError(where="--plot", expected=f"a file ending in {endings}", found=found)
        need("matplotlib", "plot", "plots of a training record")
        writable(options.plot)
    torch.set_num_threads(options.threads)
    return find(options.task, options.preset).changed(
        length=options.length,
        batch=options.batch,
        rate=options.learning_rate,
        given_weight=options.given_weight,
    )


def start_checkpoints(folder: Path, name: str) -> None:
    """Refuse before the work a folder that could not keep it; make the folder.

    Args:
        folder: for checkpoints.
        name: of the file in it.
    """
    from contextuality.errors import InputError
    from khrnn.generative.training import make_folder

    if (folder / name).exists():
        raise InputError(
            where=str(folder / name), expected="no checkpoint, or --resume", found="one"
        )
    make_folder(folder)
    writable(folder / name)
    keeping(folder)


def keeping(folder: Path | None, step: int | None = None) -> None:
    """Say in advance what an interrupt that does not wait for a step's end leaves.

    Args:
        folder: of the checkpoint, or None if none is asked for.
        step: that the checkpoint holds, or None if there is none yet.
    """
    if folder is None:
        kept = ""
    elif step is None:
        kept = f"no checkpoint yet in {folder}; start again without --resume"
    else:
        kept = f"checkpoint: {folder}, from step {step}; go on with --resume"
    interrupts.keeping(kept)


def stopped_after(step: int, folder: Path | None, *, keeps: bool = True) -> typer.Exit:
    """Print how far an interrupted run came and what is kept; return the exit to raise.

    Args:
        step: the last whole step.
        folder: that it is saved in, or None.
        keeps: whether this training has checkpoints at all.
    """
    kept = "nothing is kept: no --checkpoint was given"
    if not keeps:
        kept = "nothing is kept, and the next run starts from step 1: this rule has no checkpoints"
    if folder is not None:
        kept = f"checkpoint: {folder}, from step {step}; go on with the same command and --resume"
    print(f"khrnn: interrupted after step {step}; {kept}", file=sys.stderr)
    return typer.Exit(INTERRUPTED)


@contextmanager
def patient_interrupt() -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl-C wait for the end of a step; yields whether it came."""
    came = False

    def note(_number: int, _frame: object) -> None:
        nonlocal came
        if came:
            raise KeyboardInterrupt
        came = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: came
    finally:
        signal.signal(signal.SIGINT, before)


def execute(
    training: Training,
    preset: Preset,
    options: Options,
    facts: dict[str, Any],
    extra: Callable[[Batch], dict[str, Any]],
) -> None:
    """Run, save, test and print; exit 130 after an interrupt, with a checkpoint if one is kept.

    Args:
        training: the run, not resumed yet.
        preset: what it was built from.
        options: what the user asked for.
        facts: about the model, printed first.
        extra: further figures on the test batch.
    """
    from khrnn.training.checkpoints import CHECKPOINT
    from khrnn.training.experiments import held_out
    from khrnn.training.loop import evaluate

    steps = options.steps or preset.steps
    folder = options.checkpoint
    if folder is not None and options.resume:
        training.resume(folder)
        keeping(folder, len(training.record))
    elif folder is not None:
        start_checkpoints(folder, CHECKPOINT)
    screen = console(stderr=True)
    quiet = options.as_json

    def report(one: Step) -> None:
        if folder is not None and one.step % SAVE_EVERY == 0:
            # The step reported is in the record already, so that the checkpoint holds it.
            training.save(folder)
            keeping(folder, one.step)
        if not quiet and (one.validation_loss is not None or one.step == 1):
            _print_step(one)
        status.update(f"step {one.step}/{steps}  loss {one.loss:.4g}  {one.seconds * 1e3:.0f} ms")

    if not quiet:
        listed = ", ".join(f"{name} {value}" for name, value in facts.items())
        print(f"{options.task} / {preset.name}: {listed}; seed {options.seed}")
        print("  step     ms       loss    error  least success  validation loss    error")
    with patient_interrupt() as interrupted, screen.status("") as status:
        training.run(steps, report, interrupted)
        stopped = interrupted()
    if folder is not None:
        place = training.save(folder)
        keeping(folder, len(training.record))
        note(f"checkpoint: {place}")
    if options.plot is not None and training.record:
        from khrnn.training.plots import plot_record

        plot_record(training.record, options.plot, f"{options.task} / {preset.name}")
    result: dict[str, Any] = {
        "schema": "khrnn-training/1",
        "task": options.task,
        "preset": preset.described(),
        "note": preset.note,
        "model": facts,
        "seed": options.seed,
        "interrupted": stopped,
        "steps": len(training.record),
        "reached": training.reached,
    }
    if not stopped:
        # The checkpoint is written by now: it holds where training may go on, not the best.
        result["tested_after_step"] = training.take_best()
        test = held_out(training)
        loss, error, least = evaluate(training.model, test, training.settings.loss)
        result["test"] = {
            "sentences": len(test.sentences),
            "loss": loss,
            "error_rate": error,
            "least_success": least,
            **extra(test),
        }
    if options.as_json:
        print_json({**result, "record": [asdict(one) for one in training.record]})
    else:
        _print_result(result)
    if stopped:
        raise stopped_after(len(training.record), folder)


def _print_step(one: Step) -> None:
    tested = ""
    if one.validation_loss is not None:
        tested = f"{one.validation_loss:>17.4g} {one.validation_error:>8.3f}"
    print(
        f"{one.step:>6} {one.seconds * 1e3:>6.0f} {one.loss:>10.4g} {one.error_rate:>8.3f} "
        f"{one.least_success:>14.4f}{tested}",
        flush=True,
    )


def _print_result(result: dict[str, Any]) -> None:
    threshold = result["preset"]["settings"]["threshold"]
    if result["reached"]:
        print(f"validation loss below {threshold:g} at step {result['reached']}")
    elif threshold:
        print(f"validation loss not below {threshold:g} in {result['steps']} steps")
    if "tested_after_step" in result:
        print(f"tested: the parameters after step {result['tested_after_step']}")
    for name, value in result.get("test", {}).items():
        print(f"test {LABELS.get(name, name.replace('_', ' '))}: {value:.6g}")
        if name in MEANINGS:
            print(f"  ({MEANINGS[name]})")
