"""Train the presets of the recurrent quantum network beside classical cells of the same size.

Run `python benchmarks/qrnn_tasks.py RESULTS.json [--seeds N] [--only TASK/PRESET]`. Every run is
`khrnn train qrnn|recurrent --task TASK --preset PRESET --seed S`: same tasks, same number of steps,
same optimiser, parameter counts as near as they get. Learning rates and losses were chosen for the
quantum cell, which favours it. Results already in the file are not computed again, so that an
interrupted run goes on where it stopped. `--table` prints the file as a Markdown table and trains
nothing. Needs the extra `train`.
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
from khrnn.training.experiments import judge, prepare
from khrnn.training.presets import find

RUNS = (
    ("sequences", "fast"),
    ("xor", "fast"),
    ("letters", "fast"),
    ("dna", "short"),
    ("dna", "ten"),
    ("memorisation", "100"),
    ("memorisation", "1000"),
    ("digits", "01"),
)
CELLS = ("qrnn", "rnn", "gru", "lstm")


def run(task: str, name: str, cell: str, seed: int) -> dict[str, Any]:
    """Train once and judge on the test split."""
    preset = find(task, name)
    training = prepare(preset, seed, cell)
    started = time.perf_counter()
    training.run(preset.steps)
    seconds = time.perf_counter() - started
    used = training.take_best()
    loss, error, least = judge(training)
    return {
        "task": task,
        "preset": name,
        "cell": cell,
        "seed": seed,
        "parameters": sum(p.numel() for p in training.model.parameters()),
        "steps": len(training.record),
        "reached": training.reached,
        "tested_after_step": used,
        "validation_error": training.best.error if training.best else None,
        "test_loss": loss,
        "test_error": error,
        "least_success": least,
        "seconds": seconds,
    }


def table(results: list[dict[str, Any]]) -> str:
    """Return one row per task and cell: steps to the threshold and test errors, seed by seed."""
    lines = [
        "| preset | cell | parameters | steps to the threshold | test error, % |",
        "|---|---|---|---|---|",
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
                lines.append(f"| {task}/{name} | {cell} | {size} | {reached} | {errors} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, help="JSON with the results, made or added to")
    parser.add_argument("--seeds", type=int, default=3, help="seeds 0 to N-1")
    parser.add_argument("--only", help="one TASK/PRESET")
    parser.add_argument("--cells", nargs="+", choices=CELLS, default=CELLS)
    parser.add_argument("--table", action="store_true", help="print the table, train nothing")
    options = parser.parse_args()
    torch.set_num_threads(1)
    results = json.loads(options.file.read_text()) if options.file.exists() else []
    if options.table:
        print(table(results))
        return
    known = {(r["task"], r["preset"], r["cell"], r["seed"]) for r in results}
    for task, name in RUNS:
        if options.only not in {None, f"{task}/{name}"}:
            continue
        for cell in options.cells:
            for seed in range(options.seeds):
                if (task, name, cell, seed) in known:
                    continue
                results.append(run(task, name, cell, seed))
                write_atomically(options.file, (json.dumps(results, indent=1) + "\n").encode())
                print(json.dumps(results[-1]), flush=True)


if __name__ == "__main__":
    main()
