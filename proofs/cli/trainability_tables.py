"""What `khrnn trainability` prints: a table for each model, one for all of them, and JSON.

What belongs here: layout. What does not: measuring (`trainability`), statistics
(`khrnn.trainability.gradient_variance`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from proofs.cli.console import console

if TYPE_CHECKING:
    from khrnn.trainability.gradient_variance import Law, Measured
    from khrnn.trainability.model import GradientModel

MISFIT = 4.0
"""Chi squared per degree of freedom above which neither law is said to fit."""


@dataclass
class Run:
    """What is asked of a model, and what came of it.

    Args:
        model: what is sampled.
        sizes: to be measured.
        left_out: sizes asked for that are not among those of the model.
        points: measured so far, one a size.
        first: by size, what a point off by over 3 standard errors said before it was measured
            again; the point in `points` is then the second measurement.
        seconds: by size, wall time.
    """

    model: GradientModel
    sizes: tuple[int, ...]
    left_out: tuple[int, ...] = ()
    points: list[Measured] = field(default_factory=list)
    first: dict[int, Measured] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)


def laws(points: list[Measured], *, exact: bool = False) -> list[Law]:
    """Return the laws that can be fitted, exponential first.

    Args:
        points: of one model.
        exact: of the predictions instead of the measurements.
    """
    from khrnn.trainability.gradient_variance import fit

    kinds: tuple[Literal["exponential", "power"], ...] = ("exponential", "power")
    return [law for kind in kinds if (law := fit(points, kind, exact=exact)) is not None]


def as_data(runs: list[Run], samples: int, seed: int) -> dict[str, Any]:
    """Return everything as JSON values.

    Args:
        runs: of all models.
        samples: at each size.
        seed: of the run.
    """
    return {"samples": samples, "seed": seed, "models": [_model_data(run) for run in runs]}


def _model_data(run: Run) -> dict[str, Any]:
    return {
        "name": run.model.name,
        "quantity": run.model.quantity,
        "unit": run.model.unit,
        "left_out": list(run.left_out),
        "points": [
            {
                "size": p.size,
                "samples": p.samples,
                "mean": p.mean,
                "variance": p.variance,
                "standard_error": p.standard_error,
                "interval": [p.low, p.high],
                "predicted": None if p.predicted is None else float(p.predicted),
                "predicted_exact": None if p.predicted is None else str(p.predicted),
                "deviation": p.deviation,
                "first_deviation": run.first[p.size].deviation if p.size in run.first else None,
                "bound": None
                if p.bound is None
                else {
                    "kind": p.bound.kind,
                    "value": float(p.bound.value),
                    "source": p.bound.source,
                },
                "agrees": p.agrees,
                "seconds": round(run.seconds[p.size], 3),
            }
            for p in run.points
        ],
        "laws": [_law_data(law) for law in laws(run.points)],
        "laws_of_exact_values": [_law_data(law) for law in laws(run.points, exact=True)],
    }


def _law_data(law: Law) -> dict[str, Any]:
    return {
        "kind": law.kind,
        "rate": law.rate,
        "interval": [law.low, law.high],
        "prefactor": law.prefactor,
        "misfit": law.misfit,
    }


def print_model(run: Run) -> None:
    """Print the table of one model, the laws fitted, and what was left out or done twice.

    Args:
        run: of the model.
    """
    from rich.table import Table

    model = run.model
    table = Table(title=f"{model.name}: {model.quantity}", title_justify="left")
    for column in (
        model.unit, "variance", "95 % interval", "exact", "deviation", "bound", "seconds", "remark",
    ):  # fmt: skip
        table.add_column(column)
    for p in run.points:
        table.add_row(
            str(p.size),
            f"{p.variance:.4g}",
            f"{p.low:.4g} .. {p.high:.4g}",
            "" if p.predicted is None else f"{float(p.predicted):.4g}",
            "" if p.deviation is None else f"{p.deviation:+.2f} s.e.",
            "" if p.bound is None else f"{p.bound.kind} {float(p.bound.value):.4g}",
            f"{run.seconds[p.size]:.1f}",
            "" if p.agrees else "DISAGREES",
        )
    console().print(table)
    for law in laws(run.points):
        print(
            f"  {_form(law)}: r = {_rate(law)}, chi squared per degree of freedom {law.misfit:.2f}"
        )
    for size, point in run.first.items():
        again = next(p for p in run.points if p.size == size)
        print(
            f"  {size}: was off at first ({_deviation(point)}), measured again with "
            f"{again.samples} samples: {_deviation(again)}"
        )
    if run.left_out:
        print(f"  left out, not a size of {model.name}: {', '.join(map(str, run.left_out))}")


def print_summary(runs: list[Run]) -> None:
    """Print one line a model: how its variance falls, measured and exact.

    Args:
        runs: of all models.
    """
    from rich.table import Table

    table = Table(title="How variances fall, and what is known exactly", title_justify="left")
    for column in ("model", "sizes", "fits", "r, 95 %", "exact r", "bound", "off", "seconds"):
        table.add_column(column, no_wrap=column in {"model", "fits", "r, 95 %"})
    for run in runs:
        points = run.points
        best = min(laws(points), key=lambda law: law.misfit, default=None)
        known = [law for law in laws(points, exact=True) if best and law.kind == best.kind]
        decided = [p for p in points if p.deviation is not None or p.bound is not None]
        table.add_row(
            run.model.name,
            " ".join(str(p.size) for p in points) or "none",
            _fits(laws(points)),
            "" if best is None else _rate(best),
            f"{known[0].rate:.3f}" if known else "",
            " ".join(sorted({p.bound.kind for p in points if p.bound})),
            f"{sum(not p.agrees for p in decided)} of {len(decided)}" if decided else "",
            f"{sum(run.seconds.values()):.1f}",
        )
    console().print(table)
    print(
        "r is the rate of exp(-r n) or n^-r, whichever fits better; either: the other fits too;\n"
        f"badly: neither does (chi squared per degree of freedom over {MISFIT:.0f}). "
        "Few sizes decide little."
    )


def _fits(found: list[Law]) -> str:
    if not found:
        return ""
    best = min(found, key=lambda law: law.misfit)
    good = sum(law.misfit <= MISFIT for law in found)
    return _form(best) + ("", ", either")[good > 1] + ("", ", badly")[good == 0]


def _form(law: Law) -> str:
    return "exp(-r n)" if law.kind == "exponential" else "n^-r"


def _rate(law: Law) -> str:
    return f"{law.rate:.3f} [{law.low:.3f}, {law.high:.3f}]"


def _deviation(point: Measured) -> str:
    return "bound" if point.deviation is None else f"{point.deviation:+.2f} s.e."
