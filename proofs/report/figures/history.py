"""Earlier runs: decided claims, seconds and accepted certificates, run by run.

Here belongs the figure. The file is `proofs.regression.history`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.report.figures import Figure
from proofs.report.markup import Html, Table, code, el, join
from proofs.report.plot import Axis, Plot, counting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from proofs.regression.records import Run


def history_figure(runs: Sequence[Run]) -> Figure:
    """Return the figure.

    Args:
        runs: the oldest first, at least one.
    """
    quantities: list[tuple[str, str, Callable[[Run], float]]] = [
        ("decided", "claims decided", lambda run: sum(c.decided for c in run.claims)),
        ("certificates", "certificates accepted",
         lambda run: sum(len(c.certificates) for c in run.claims)),
        ("seconds", "seconds", lambda run: run.seconds),
    ]  # fmt: skip
    drawings = []
    for series, (anchor, words, of) in enumerate(quantities):
        values = [of(run) for run in runs]
        drawn = Plot(
            f"history-{anchor}",
            f"History: {words}",
            f"{words} of {len(runs)} runs, the oldest first: from {values[0]:g} to {values[-1]:g}.",
            counting("run", 1, len(runs), 8),
            _from_zero(words, max(values)),
            height=240,
            width=400,
        )
        points = [(float(i), value) for i, value in enumerate(values, 1)]
        drawn.line(points, series)
        for (i, value), run in zip(points, runs, strict=True):
            drawn.mark(i, value, series, f"run {i:.0f}, {run.time}: {value:g} {words}")
        drawings.append(drawn.html())
    rows = [
        (str(i), run.time, run.version, (run.commit or "unknown")[:12] + _dirty(run.commit),
         str(run.seed), *(f"{of(run):g}" for _, _, of in quantities),
         "interrupted" if run.interrupted else "")
        for i, run in enumerate(runs, 1)
    ]  # fmt: skip
    columns = ("run", "time, UTC", "version", "commit", "seed", "decided", "certificates",
               "seconds", "note")  # fmt: skip
    return Figure(
        "history",
        "History of runs",
        el("div", [Html(one) for one in drawings], class_="panels"),
        (),
        join(
            "What ",
            code("khrnn verify --history"),
            " wrote down. Seconds are wall time and depend on the machine and on what else it did.",
        ),
        [Table("Runs", columns, rows, (4, 5, 6, 7))],
        wide=True,
    )


def _dirty(commit: str | None) -> str:
    return "-modified" if commit and commit.endswith("-modified") and len(commit) > 12 else ""


def _from_zero(label: str, most: float) -> Axis:
    unit = next(u * 10**e for e in range(9) for u in (1, 2, 5) if most / (u * 10**e) <= 5)
    top = unit * max(1, -(-int(most) // unit))
    top = top if top >= most else top + unit
    ticks = [(float(v), str(v)) for v in range(0, int(top) + 1, int(unit))]
    return Axis(label, 0, float(top) * 1.04, ticks)
