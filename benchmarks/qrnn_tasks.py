"""Train the presets of the recurrent quantum network beside classical cells of the same size.

Run `python benchmarks/qrnn_tasks.py RESULTS.json [--seeds N] [--only TASK/PRESET]
[--curves CURVES.json]`. Every run is
`khrnn train qrnn|recurrent --task TASK --preset PRESET --seed S`: same tasks, same number of steps,
same optimiser, parameter counts as near as they get. Learning rates and losses were chosen for the
quantum cell, which favours it. Results already in the file are not computed again, so that an
interrupted run goes on where it stopped. `--curves` keeps the training record of the quantum cell
at seed 0: loss, error rate and least post-selection probability by step. `--table` prints the
results as a Markdown table and trains nothing. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch

from contextuality.formats.atomic import write_atomically
from khrnn.qrnn.model import QRNN
from khrnn.training.experiments import drawn_error, held_out, judge, prepare
from khrnn.training.loop import Step
from khrnn.training.presets import find

RUNS = (
    ("sequences", "fast"),
    ("sequences", "paper"),
    ("xor", "fast"),
    ("xor", "paper"),
    ("letters", "fast"),
    ("dna", "short"),
    ("dna", "ten"),
    ("dna", "ten-last"),
    ("memorisation", "100"),
    ("memorisation", "1000"),
    ("digits", "01"),
    ("digits", "01-unitary"),
    ("digits", "01-unitary-cubic"),
    ("digits", "01-embedded"),
    ("digits", "ten-embedded"),
)
POINTS = 150
"""Most points of a curve; each stands for as many steps, of which it holds the means."""

REPEATS = 25
"""Runs of each test sentence when words are drawn, and of a vote among them."""

CELLS = ("qrnn", "rnn", "gru", "lstm")


def run(task: str, name: str, cell: str, seed: int) -> tuple[dict[str, Any], list[Step]]:
    """Train once and judge on the test split; return the figures and the record."""
    preset = find(task, name)
    training = prepare(preset, seed, cell)
    started = time.perf_counter()
    training.run(preset.steps)
    seconds = time.perf_counter() - started
    used = training.take_best()
    loss, error, least = judge(training)
    result = {
        "task": task,
        "preset": name,
        "cell": cell,
        "seed": seed,
        "parameters": sum(p.numel() for p in training.model.parameters()),
        "steps": len(training.record),
        "reached": training.reached,
        "tested_after_step": used,
        "validation_error": training.best.error if training.best else None,
        "validation_loss": training.best.loss if training.best else None,
        "test_loss": loss,
        "test_error": error,
        "least_success": least,
        "seconds": seconds,
    }
    if isinstance(training.model, QRNN):
        source = torch.Generator().manual_seed(seed)
        test = held_out(training)
        result["drawn_error"] = drawn_error(training.model, test, source, REPEATS)
        result["vote_error"] = drawn_error(training.model, test, source, REPEATS, vote=True)
    return result, training.record


def curve(record: list[Step]) -> dict[str, Any]:
    """Thin a record out: means over neighbouring steps, least post-selection probabilities."""
    width = -(-len(record) // POINTS)
    parts = [record[start : start + width] for start in range(0, len(record), width)]

    def mean(values: list[float]) -> float:
        return float(f"{sum(values) / len(values):.4g}")

    return {
        "step": [part[-1].step for part in parts],
        "loss": [mean([one.loss for one in part]) for part in parts],
        "error_rate": [mean([one.error_rate for one in part]) for part in parts],
        "least_success": [float(f"{min(one.least_success for one in p):.4g}") for p in parts],
        "validation": [
            [one.step, float(f"{one.validation_loss:.4g}"), float(f"{one.validation_error:.4g}")]
            for one in record
            if one.validation_loss is not None
        ],
    }


def table(results: list[dict[str, Any]]) -> str:
    """Return one row per task and cell: steps to the threshold and test errors, seed by seed."""
    lines = [
        "| preset | cell | parameters | steps to the threshold | test error, % | drawn | vote |",
        "|---|---|---|---|---|---|---|",
    ]
    for task, name in RUNS:
        for cell in CELLS:
            own = sorted(
                (r for r in results if (r["task"], r["preset"], r["cell"]) == (task, name, cell)),
                key=lambda r: int(r["seed"]),
            )
            if own:
                reached = ", ".join(str(r["reached"] or "-") for r in own)
                errors = ", ".join(f"{100 * r['test_error']:.1f}" for r in own)
                size = own[0]["parameters"]
                drawn, voted = (
                    ", ".join(f"{100 * r[key]:.1f}" if key in r else "?" for r in own)
                    if cell == "qrnn"
                    else ""
                    for key in ("drawn_error", "vote_error")
                )
                lines.append(
                    f"| {task}/{name} | {cell} | {size} | {reached} | {errors} | {drawn} "
                    f"| {voted} |"
                )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, help="JSON with the results, made or added to")
    parser.add_argument("--seeds", type=int, default=3, help="seeds 0 to N-1")
    parser.add_argument("--only", help="one TASK/PRESET")
    parser.add_argument("--cells", nargs="+", choices=CELLS, default=CELLS)
    parser.add_argument("--curves", type=Path, help="JSON with training records, likewise")
    parser.add_argument("--table", action="store_true", help="print the table, train nothing")
    options = parser.parse_args()
    torch.set_num_threads(1)
    results = json.loads(options.file.read_text()) if options.file.exists() else []
    if options.table:
        print(table(results))
        return
    known = {(r["task"], r["preset"], r["cell"], r["seed"]) for r in results}
    curves: dict[str, Any] = {}
    if options.curves is not None and options.curves.exists():
        curves = json.loads(options.curves.read_text())
    for task, name in RUNS:
        if options.only not in {None, f"{task}/{name}"}:
            continue
        for cell in options.cells:
            for seed in range(options.seeds):
                label = f"{task}/{name}"
                wanted = options.curves is not None and (cell, seed) == ("qrnn", 0)
                missing = wanted and label not in curves
                if (task, name, cell, seed) in known and not missing:
                    continue
                result, record = run(task, name, cell, seed)
                if missing:
                    curves[label] = {"seed": seed, **curve(record)}
                    write_atomically(options.curves, (json.dumps(curves) + "\n").encode())
                if (task, name, cell, seed) not in known:
                    results.append(result)
                    write_atomically(options.file, (json.dumps(results, indent=1) + "\n").encode())
                print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
