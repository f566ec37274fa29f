"""Training curves of the recurrent quantum network, and its results beside classical cells.

Here belong the figures. Short runs are made when the page is made (extra `train`; without it the
stored run of the preset stands in), long ones and the comparison are stored results that the
package carries; all are measured, in floating point.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from contextuality.extras import MissingExtraError, need
from proofs.report.figures import Figure, Progress, stored
from proofs.report.markup import Html, Table, code, join
from proofs.report.plot import BOTTOM, TOP, Axis, Plot, decades, swatch

if TYPE_CHECKING:
    from khrnn.training.loop import Step

CURVES = (("xor", "fast", "Elman's XOR"), ("sequences", "fast", "0123 against 4"))
SEEDS = (0, 1, 2)
RESULTS = "qrnn_results.json"
STORED_CURVES = "qrnn_curves.json"
OF_TASK = {"digits/": "qrnn-digits", "memorisation/": "qrnn-memorisation", "dna/": "qrnn-dna",
           "letters/": "qrnn-letters"}  # fmt: skip
LESSONS = ("digits/", "memorisation/")
"""Tasks whose presets begin with easier examples."""

FLOOR = 1e-6
"""Losses below this are drawn here."""

CELLS = {"qrnn": "QRNN", "rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}


def training_figures(progress: Progress) -> list[Figure]:
    """Train, and read what is stored.

    Args:
        progress: told what is trained.
    """
    curves: dict[str, Any] = {}
    for path in stored(STORED_CURVES):
        curves |= json.loads(path.read_text(encoding="utf-8"))
    figures = []
    for task, preset, title in CURVES:
        kept = curves.pop(f"{task}/{preset}", None)
        figures.append(_curve(task, preset, title, kept, progress))
    for path in stored(RESULTS):
        figures.append(_comparison(json.loads(path.read_text(encoding="utf-8"))))
    return figures + [
        _stored_curve(_anchor(name), name, curve, join()) for name, curve in sorted(curves.items())
    ]


def _anchor(name: str) -> str:
    return "training-" + "".join(c if c.isalnum() else "-" for c in name)


def _stored_curve(anchor: str, name: str, curve: dict[str, Any], why: Html) -> Figure:
    """Draw a curve that is not run for the page; the caption says why if that depends."""
    points = [(float(x), max(y, FLOOR)) for x, y in zip(curve["step"], curve["loss"], strict=True)]
    checked = [(float(step), loss, error) for step, loss, error in curve["validation"]]
    last = int(max(x for x, *_ in [*points, *checked]))
    title = f"Training the QRNN: {name}"
    errors = [error for *_, error in checked]
    told = f"Training loss from {points[0][1]:.3g} to {points[-1][1]:.3g} over {last} steps."
    if checked:
        told += f" Validation error from {100 * errors[0]:.1f} % to {100 * errors[-1]:.1f} %."
    drawn = Plot(
        anchor,
        title,
        told,
        Axis("step", 0, last, [(float(s), str(s)) for s in _rounds(last)]),
        decades(
            "loss, nats a word", [y for _, y in points] + [max(y, FLOOR) for _, y, _ in checked]
        ),
    )
    drawn.line(points, 0)
    for step, loss, error in checked:
        words = f"step {step:.0f}: validation loss {loss:.3g}, error {100 * error:.1f} %"
        drawn.mark(step, max(loss, FLOOR), 1, words)
    rows = [(f"{step:.0f}", f"{loss:.4g}", f"{100 * error:.1f}") for step, loss, error in checked]
    return Figure(
        anchor,
        title,
        drawn.html(),
        [(swatch("line", 0), "training loss"), (swatch("mark", 1), "validation loss")],
        join(
            f"Stored run of benchmarks/qrnn_tasks.py, seed {curve['seed']}: measured. ",
            why,
            "Where the training loss jumps, longer sentences or larger images begin. "
            if name.startswith(LESSONS)
            else "",
            "What "
            "was given to the network and what was chosen how stands in docs/derivations/qrnn.md.",
        ),
        [Table(f"{title}: validation", ("step", "loss", "error, %"), rows, (1, 2))],
        claims=tuple(claim for task, claim in OF_TASK.items() if name.startswith(task)),
    )


def _curve(
    task: str, preset: str, title: str, kept: dict[str, Any] | None, progress: Progress
) -> Figure:
    anchor, heading = f"training-{task}", f"Training the QRNN: {title}"
    try:
        torch = need("torch", "train", "runs made for the page")
    except MissingExtraError as error:
        if kept is None:
            return Figure(anchor, heading, None, (), join(f"Not drawn: {error}."))
        return _stored_curve(anchor, f"{task}/{preset}", kept, join(f"Not run again: {error}. "))
    torch.set_num_threads(1)
    from khrnn.training.experiments import prepare  # noqa: PLC0415
    from khrnn.training.presets import find  # noqa: PLC0415

    chosen = find(task, preset)
    records: list[list[Step]] = []
    reached: list[int | None] = []
    for seed in SEEDS:
        progress(f"training the QRNN on {task}, seed {seed}")
        run = prepare(chosen, seed)
        run.run(chosen.steps)
        records.append(list(run.record))
        reached.append(run.reached)
    steps = max(len(record) for record in records)
    losses = [max(one.loss, FLOOR) for record in records for one in record]
    drawn = Plot(
        anchor,
        heading,
        f"The loss of {len(SEEDS)} runs falls with the steps. Steps to the threshold, seed by "
        f"seed: {_steps(reached)}.",
        Axis("step", 0, steps, [(float(s), str(s)) for s in _rounds(steps)]),
        decades("training loss, nats a word", losses),
    )
    for series, record in enumerate(records):
        drawn.line([(one.step, max(one.loss, FLOOR)) for one in record], series)
        checked = [one for one in record if one.validation_loss is not None]
        for one in checked:
            loss = one.validation_loss or 0.0
            if drawn.y.low <= loss <= drawn.y.high:
                words = f"seed {SEEDS[series]}, step {one.step}: validation loss {loss:.3g}"
                drawn.mark(one.step, loss, series, words)
    legend = [
        (swatch("mark", i), f"seed {seed}: line training loss, marks validation loss")
        for i, seed in enumerate(SEEDS)
    ]
    caption = join(
        code(f"khrnn train qrnn --task {task} --preset {preset} --seed S"),
        f", {chosen.sizes.parameters} parameters, {chosen.sizes.lanes} lanes, run when this "
        "page was made: measured. Steps to the preset's threshold for seeds 0, 1, 2: "
        f"{_steps(reached)}. "
        "Post-selection is ideal and words are given (docs/derivations/qrnn.md says what that "
        "flatters).",
    )
    rows = []
    for step in range(1, steps + 1):
        if step == 1 or step % 10 == 0:
            cells = [
                f"{record[step - 1].loss:.4f}" if step <= len(record) else "" for record in records
            ]
            rows.append((str(step), *cells))
    columns = ("step", *(f"seed {seed}" for seed in SEEDS))
    table = Table(f"{heading}: training loss", columns, rows, (1, 2, 3))
    return Figure(anchor, heading, drawn.html(), legend, caption, [table],
                  claims=(f"qrnn-{task}-steps", "qrnn-gradient"))  # fmt: skip


def _comparison(results: list[dict[str, Any]]) -> Figure:
    groups: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}
    for run in results:
        if run["cell"] in CELLS:
            cells = groups.setdefault((run["task"], run["preset"]), {})
            cells.setdefault(run["cell"], []).append(run)
    rows = []
    for (task, preset), cells in groups.items():
        for cell, runs in cells.items():
            ordered = sorted(runs, key=lambda run: run["seed"])
            rows.append(
                (f"{task}/{preset}", CELLS[cell], str(ordered[0]["parameters"]),
                 ", ".join(str(run["seed"]) for run in ordered),
                 _steps(run["reached"] for run in ordered),
                 ", ".join(f"{100 * run['test_error']:.1f}" for run in ordered))
            )  # fmt: skip
    shown = [(-i, f"{task}/{preset}", cells) for i, ((task, preset), cells) in
             enumerate(sorted(groups.items()))]  # fmt: skip
    drawn = Plot(
        "training-cells",
        "Test error of recurrent cells of equal size",
        "For each task a row of marks for each cell: the test error of every seed. Settings were "
        "chosen for the quantum cell.",
        Axis("test error, %", -2, 55, [(float(v), str(v)) for v in (0, 10, 20, 30, 40, 50)]),
        Axis("task/preset", 0.5 - len(shown), 0.5, [(float(y), name) for y, name, _ in shown]),
        height=TOP + 46.0 * len(shown) + BOTTOM,
        width=620,
        left=225,
    )  # fmt: skip
    for y, name, cells in shown:
        for series, cell in enumerate(CELLS):
            for run in cells.get(cell, []):
                error = 100 * run["test_error"]
                words = f"{name}, {CELLS[cell]}, seed {run['seed']}: {error:.1f} %"
                drawn.mark(error, y + 0.2 * (1.5 - series), series, words)
    return Figure(
        "training-cells",
        "The QRNN beside classical cells of its size",
        drawn.html(),
        [(swatch("mark", i), words) for i, words in enumerate(CELLS.values())],
        join(
            "Stored runs of benchmarks/qrnn_tasks.py: measured, one mark a seed; equal ones "
            "lie on each other. Settings were chosen for the quantum cell, so this shows what it "
            "reaches, not that others cannot do better. Words that do not count are given "
            "(post-selected) in the quantum cell.",
        ),
        [Table("Stored runs", ("task", "cell", "parameters", "seeds", "steps to the threshold",
                               "test error, %"), rows, (2,))],
        wide=True,
        claims=("qrnn-letters", "qrnn-dna", "qrnn-memorisation", "qrnn-digits"),
    )  # fmt: skip


def _steps(reached: Iterable[int | None]) -> str:
    return ", ".join("not reached" if step is None else str(step) for step in reached)


def _rounds(steps: int) -> list[int]:
    unit = next(u for u in (5, 10, 20, 25, 50, 100, 200, 500, 1000, 10**9) if steps / u <= 8)
    return list(range(0, steps + 1, unit))
