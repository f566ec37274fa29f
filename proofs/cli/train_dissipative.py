"""`khrnn train dissipative`: a perceptron network learns an unknown unitary."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import options
from proofs.cli.console import console, note, print_json
from proofs.cli.train_common import (
    SAVE_EVERY,
    keeping,
    patient_interrupt,
    start_checkpoints,
    stopped_after,
)

if TYPE_CHECKING:
    from khrnn.dissipative.network import Network
    from khrnn.dissipative.states import ComplexArray
    from khrnn.dissipative.training import Pairs

FRESH = 100
"""Pairs that the run does not learn from; the costs at the end are theirs, too."""


def dissipative(
    widths: Annotated[
        str, typer.Option(help="Qubits of each register, the first and the last equal.")
    ] = "2,2",
    reach: Annotated[
        Optional[int],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option(help="Inputs that a local perceptron acts on; global ones by default."),
    ] = None,
    pairs: Annotated[int, typer.Option(help="Pairs of states to learn from.")] = 8,
    rule: Annotated[
        str, typer.Option(help="gradient (Adam on angles) or matrix (Hermitian matrices).")
    ] = "gradient",
    noise: Annotated[
        float, typer.Option(help="Depolarising probability of each perceptron's output.")
    ] = 0.0,
    steps: Annotated[int, typer.Option(help="Steps in all.")] = 200,
    learning_rate: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="0.1 by default for gradient, 1 for matrix."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the unitary, the states and the start.")] = 0,
    checkpoint: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Folder for the checkpoint; with --rule gradient."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON at the end.")] = False,
) -> None:
    """Train a dissipative perceptron network (arXiv 2005.12458) on an unknown unitary."""
    import numpy as np

    from contextuality.errors import InputError, shown
    from khrnn.dissipative.models import haar_unitaries
    from khrnn.dissipative.network import Network
    from khrnn.dissipative.training import unitary_pairs

    if steps < 1:
        raise InputError(where="--steps", expected="at least 1", found=str(steps))
    options.seed_from_zero(seed)
    if not 0 <= noise <= 1:
        raise InputError(where="--noise", expected="a probability, 0..1", found=str(noise))
    if rule not in {"gradient", "matrix"}:
        raise InputError(where="--rule", expected="gradient or matrix", found=repr(rule))
    if resume and checkpoint is None:
        raise InputError(where="--resume", expected="--checkpoint DIR beside it", found="none")
    if checkpoint is not None and rule == "matrix":
        raise InputError(where="--checkpoint", expected="--rule gradient", found="--rule matrix")
    rate = (0.1 if rule == "gradient" else 1.0) if learning_rate is None else learning_rate
    if not (rate > 0 and math.isfinite(rate)):
        raise InputError(where="--learning-rate", expected="above 0, finite", found=str(rate))
    words = [word.strip() for word in widths.split(",")]
    if not all(word.isdecimal() for word in words) or words[0] != words[-1]:
        raise InputError(
            where="--widths",
            expected="such as 2,3,2, first and last equal",
            found=shown(widths),
        )
    network = Network.of_widths([int(word) for word in words], reach)
    # The unitary, the pairs to learn from and fresh ones; the start has a stream of its own.
    rng = np.random.default_rng([seed, 1])
    unitary = haar_unitaries(1 << network.inputs, 1, rng)[0]
    known, fresh = unitary_pairs(unitary, pairs, rng), unitary_pairs(unitary, FRESH, rng)
    description: dict[str, Any] = {
        "task": "unknown unitary",
        "widths": list(network.widths),
        "reach": reach,
        "pairs": pairs,
        "rule": rule,
        "noise": noise,
        "learning_rate": rate,
    }
    told = as_json

    def report(step: int, cost: float) -> None:
        nonlocal told
        if not told:  # the first step done: nothing is printed before a bad checkpoint is refused
            told = True
            print(
                f"unknown unitary on {network.inputs} qubits, {len(network.perceptrons)} "
                f"perceptrons, {network.parameters} angles, rule {rule}"
            )
            print("  step         cost")
        if not as_json and (step == 1 or step % max(1, steps // 10) == 0):
            print(f"{step:>6} {cost:>12.5g}", flush=True)

    with patient_interrupt() as interrupted, console(stderr=True).status("training"):
        run = _by_gradient if rule == "gradient" else _by_matrices
        costs, unitaries = run(
            network, known, description, steps, seed, report, interrupted, checkpoint, resume
        )
        stopped = interrupted()
    figures = {
        "cost": known.cost(network, unitaries, noise),
        "fresh_cost": fresh.cost(network, unitaries, noise),
        "fresh_cost_without_noise": fresh.cost(network, unitaries),
    }
    if as_json:
        print_json(
            {
                "schema": "khrnn-dissipative-training/1",
                **description,
                "seed": seed,
                "interrupted": stopped,
                "steps": len(costs),
                **figures,
                "costs": costs,
            }
        )
    else:
        for what, figure in figures.items():
            print(f"{what.replace('_', ' ')}: {figure:.6g}")
    if stopped:
        raise stopped_after(len(costs), checkpoint, keeps=rule == "gradient")


def _by_gradient(
    network: Network,
    known: Pairs,
    description: dict[str, Any],
    steps: int,
    seed: int,
    report: Callable[[int, float], None],
    stop: Callable[[], bool],
    checkpoint: Path | None,
    resume: bool,
) -> tuple[list[float], list[ComplexArray]]:
    from khrnn.dissipative.training import objective
    from khrnn.generative.training import CHECKPOINT, Step, Training

    training = Training(
        objective(network, known, description["noise"]),
        network.parameters,
        seed,
        description["learning_rate"],
        description=description,
    )
    if resume and checkpoint is not None:
        training.resume(checkpoint)
        keeping(checkpoint, len(training.record))
    elif checkpoint is not None:
        start_checkpoints(checkpoint, CHECKPOINT)

    def each(one: Step) -> None:
        if checkpoint is not None and one.step % SAVE_EVERY == 0:
            training.save(checkpoint)
            keeping(checkpoint, one.step)
        report(one.step, one.loss)

    training.run(steps, each, stop)
    if checkpoint is not None:
        note(f"checkpoint: {training.save(checkpoint)}")
        keeping(checkpoint, len(training.record))
    return [one.loss for one in training.record], network.unitaries(training.angles[None])


def _by_matrices(
    network: Network,
    known: Pairs,
    description: dict[str, Any],
    steps: int,
    seed: int,
    report: Callable[[int, float], None],
    stop: Callable[[], bool],
    _checkpoint: Path | None,
    _resume: bool,
) -> tuple[list[float], list[ComplexArray]]:
    import numpy as np

    from khrnn.dissipative.models import haar_unitaries
    from khrnn.dissipative.training import matrix_rule

    rng = np.random.default_rng(seed)
    unitaries = [haar_unitaries(1 << p.qubits, 1, rng) for p in network.perceptrons]
    costs: list[float] = []
    while len(costs) < steps:
        cost, unitaries = matrix_rule(
            network, unitaries, known, description["learning_rate"], description["noise"]
        )
        costs.append(cost)
        report(len(costs), cost)
        if stop():
            break
    return costs, unitaries
