"""`khrnn train born`: circuit Born machines on small targets, or on a table of the user's."""

from __future__ import annotations

import math
from dataclasses import asdict
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
    from khrnn.generative.circuits import Circuit, FloatArray
    from khrnn.generative.training import Step


def born(
    target: Annotated[
        str,
        typer.Option(help="uniform, parity, zero, bars, peaks or calorimeter."),
    ] = "bars",
    table: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option(help="CSV of numbers with a line of names, instead of --target."),
    ] = None,
    bits: Annotated[int, typer.Option(help="Bits per column of the table.")] = 1,
    qubits: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="1 to 16; 6 by default; a table says it itself."),
    ] = None,
    circuit: Annotated[
        str, typer.Option(help="product, hardware-efficient or iqp.")
    ] = "hardware-efficient",
    layers: Annotated[int, typer.Option(help="Of the hardware-efficient circuit.")] = 4,
    body: Annotated[int, typer.Option(help="Largest body of an IQP generator.")] = 2,
    loss: Annotated[
        str, typer.Option(help="mmd, kl, reverse-kl, js, tv, fidelity or lqf.")
    ] = "mmd",
    sigma: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Kernel exp(-d/(2 sigma)) of mmd; n/4 by default."),
    ] = None,
    squared: Annotated[
        bool, typer.Option("--squared", help="The other convention: exp(-d/(2 sigma^2)).")
    ] = False,
    clip: Annotated[float, typer.Option(help="Clipping constant of explicit losses.")] = 1e-10,
    shots: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="Shots per circuit; exact distributions by default."),
    ] = None,
    steps: Annotated[int, typer.Option(help="Steps in all.")] = 300,
    learning_rate: Annotated[float, typer.Option(help="Of Adam.")] = 0.05,
    spread: Annotated[
        float, typer.Option(help="Initial angles are uniform in [-spread, spread].")
    ] = math.pi,
    seed: Annotated[int, typer.Option(help="Of angles, shots and synthetic data.")] = 0,
    checkpoint: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Folder for the checkpoint."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON at the end.")] = False,
) -> None:
    """Train a circuit Born machine (arXiv 2305.02881), simulated densely."""
    from contextuality.errors import InputError
    from khrnn.generative.losses import objective
    from khrnn.generative.training import CHECKPOINT, Training

    if steps < 1:
        raise InputError(where="--steps", expected="at least 1", found=str(steps))
    options.seed_from_zero(seed)
    if squared and sigma is None:
        raise InputError(where="--squared", expected="--sigma beside it", found="none")
    if resume and checkpoint is None:
        raise InputError(where="--resume", expected="--checkpoint DIR beside it", found="none")
    goal, name, count = _goal(target, table, bits, qubits, seed)
    machine = _machine(circuit, count, layers, body)
    width = count / 4 if sigma is None else sigma
    bandwidth = _bandwidth(width, squared=squared)
    description: dict[str, Any] = {
        "target": name,
        "qubits": count,
        "circuit": machine.name,
        "layers": layers if machine.name == "hardware-efficient" else None,
        "body": body if machine.name == "iqp" else None,
        "loss": loss,
        "kernel_weight": float(bandwidth.weight) if loss == "mmd" else None,
        "clip": clip,
        "shots": shots,
        "target_sha256": _digest(goal),
    }
    training = Training(
        objective(machine, loss, goal, bandwidth=bandwidth, clip=clip, shots=shots),
        machine.parameters,
        seed,
        learning_rate,
        spread,
        description,
    )
    if checkpoint is not None and resume:
        training.resume(checkpoint)
        keeping(checkpoint, len(training.record))
    elif checkpoint is not None:
        start_checkpoints(checkpoint, CHECKPOINT)
    if not as_json:
        print(f"{name}: {count} qubits, {machine.name}, {machine.parameters} parameters, {loss}")
        print("  step         loss     gradient      ms")
    with patient_interrupt() as interrupted, console(stderr=True).status("") as status:

        def report(one: Step) -> None:
            if checkpoint is not None and one.step % SAVE_EVERY == 0:
                training.save(checkpoint)
                keeping(checkpoint, one.step)
            if not as_json and (one.step == 1 or one.step % max(1, steps // 10) == 0):
                print(
                    f"{one.step:>6} {one.loss:>12.5g} {one.gradient_norm:>12.4g} "
                    f"{one.seconds * 1e3:>7.1f}",
                    flush=True,
                )
            status.update(f"step {one.step}/{steps}  loss {one.loss:.4g}")

        training.run(steps, report, interrupted)
        stopped = interrupted()
    if checkpoint is not None:
        note(f"checkpoint: {training.save(checkpoint)}")
        keeping(checkpoint, len(training.record))
    figures = _figures(machine.probabilities(training.angles)[0], goal)
    if as_json:
        print_json(
            {
                "schema": "khrnn-born-training/1",
                **description,
                "parameters": machine.parameters,
                "seed": seed,
                "interrupted": stopped,
                "steps": len(training.record),
                "exact": figures,
                "angles": training.angles.tolist(),
                "record": [asdict(one) for one in training.record],
            }
        )
    else:
        for what, figure in figures.items():
            print(f"{what.replace('_', ' ')}: {figure:.6g}")
    if stopped:
        raise stopped_after(len(training.record), checkpoint)


def _goal(
    target: str, table: Path | None, bits: int, qubits: int | None, seed: int
) -> tuple[FloatArray, str, int]:
    import numpy as np

    from contextuality.errors import InputError
    from khrnn.generative.targets import distribution, frequencies, read_table

    if table is None:
        count = 6 if qubits is None else qubits
        # A stream of its own: the data do not change with the circuit.
        return distribution(target, count, np.random.default_rng([seed, 1])), target, count
    found = read_table(table, bits)
    if qubits is not None and qubits != found.qubits:
        raise InputError(
            where="--qubits", expected=f"{found.qubits}, as the table has", found=str(qubits)
        )
    if found.qubits > 16:
        raise InputError(
            where=str(table), expected="at most 16 bits a row", found=f"{found.qubits}"
        )
    return frequencies(found.samples, found.qubits), str(table.name), found.qubits


def _machine(kind: str, qubits: int, layers: int, body: int) -> Circuit:
    from contextuality.errors import InputError
    from khrnn.generative.circuits import hardware_efficient, iqp, product

    if kind == "product":
        return product(qubits)
    if kind == "hardware-efficient":
        return hardware_efficient(qubits, layers)
    if kind == "iqp":
        return iqp(qubits, min(body, qubits))
    raise InputError(
        where="--circuit", expected="product, hardware-efficient or iqp", found=repr(kind)
    )


def _bandwidth(sigma: float, *, squared: bool) -> Any:
    from khrnn.generative.kernel import Bandwidth

    return Bandwidth.of_deviation(sigma) if squared else Bandwidth.of_variance(sigma)


def _digest(goal: FloatArray) -> str:
    import hashlib

    return hashlib.sha256(goal.tobytes()).hexdigest()


def _figures(model: FloatArray, goal: FloatArray) -> dict[str, float]:
    """Every loss of the trained model by its exact distribution, so that runs can be compared."""
    from khrnn.generative.kernel import Bandwidth
    from khrnn.generative.losses import EXPLICIT, DistributionLoss

    qubits = model.size.bit_length() - 1
    figures = {kind: float(DistributionLoss(kind).value(model, goal)) for kind in EXPLICIT}
    for name, width in (("mmd_wide", qubits / 4), ("mmd_narrow", 1.0)):
        loss = DistributionLoss("mmd", bandwidth=Bandwidth.of_variance(width))
        figures[name] = float(loss.value(model, goal))
    parity = 1 - 2 * (_weights(qubits) & 1)
    figures["parity_model"] = float(model @ parity)
    figures["parity_target"] = float(goal @ parity)
    return figures


def _weights(qubits: int) -> Any:
    import numpy as np

    return np.bitwise_count(np.arange(1 << qubits)).astype(np.int64)
