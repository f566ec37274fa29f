"""Error against memory: the exact curve of deterministic memories, trained cells, the k-HRNN.

Here belongs the figure. The curve is `khrnn.classical.rate`'s, the theory behind it
docs/derivations/rate_error.md; trained cells come from stored runs and are measured.
"""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any

from proofs.report.figures import Figure, Progress, stored
from proofs.report.markup import Html, Table, code, join
from proofs.report.mathml import mathml
from proofs.report.plot import Axis, Plot, counting, swatch

PANELS = ((3, 2), (4, 2), (4, 3), (5, 2))
CELLS = ("rnn", "gru", "lstm", "ssm", "transformer")
NAMES = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM", "ssm": "SSM", "transformer": "Transformer"}
TRAINED = "separation*.json"
"""Of the stored runs: what `khrnn separation --json` printed, one run or a list of them."""

SCHEMA = "khrnn-separation/2"


def separation_figures(seed: int, progress: Progress) -> list[Figure]:
    """Return a panel for each size.

    Args:
        seed: of the search for good memories; the curve is exact whatever it is.
        progress: told what is computed.
    """
    import numpy as np  # noqa: PLC0415 - the command line starts without it

    from khrnn.classical.memory import Family  # noqa: PLC0415
    from khrnn.classical.rate import error_curve  # noqa: PLC0415

    trained = _trained()
    figures = []
    for n, k in PANELS:
        progress(f"error against memory, n = {n}, k = {k}")
        curve = error_curve(n, k, Family.GENERATORS, np.random.default_rng(seed))
        lower = [point.lower for point in curve]
        upper = [point.upper for point in curve]
        own = _quantum_error(n, k)
        figures.append(_panel((n, k), lower, upper, own, trained.get((n, k), [])))
    return figures


def _panel(
    size: tuple[int, int],
    lower: list[Fraction],
    upper: list[Fraction],
    own: Fraction,
    trained: list[dict[str, Any]],
) -> Figure:
    n, k = size
    bits = math.comb(n, k)
    last = max([bits + 1, *(math.ceil(point["bits"]) for point in trained)])
    heights = [float(x) for x in upper] + [point["worst"] for point in trained] + [0.3]
    top = min(1.0, 0.1 * math.ceil(10 * max(heights) + 0.5))
    ticks = [(x / 10, f"{x / 10:g}") for x in range(0, round(10 * top) + 1)]
    drawn = Plot(
        f"separation-{n}-{k}",
        f"Error against memory for n = {n}, k = {k}",
        f"The least worst-case error of a deterministic classical memory is {_stairs(lower)}. "
        f"The k-HRNN has {n} qubits of memory and error {own}."
        + (f" {len(trained)} trained cells lie above the wall." if trained else ""),
        counting("memory at the cut, bits (k-HRNN: qubits)", 0, last),
        Axis("worst error, total variation", -0.02, top, ticks),
    )
    wall = [(float(b), float(error)) for b, error in enumerate(lower)]
    ends = [(-0.5, wall[0][1]), *wall, (last + 0.5, wall[-1][1])]
    drawn.under(ends, "wall-area")
    drawn.steps(ends, "wall")
    lowest = min(error for error in lower if error > 0)
    for line, words in enumerate(("proved impossible for", "deterministic memory (R2)")):
        drawn.words(((bits - 1) / 2, float(lowest) / 2), words, shift=(0, 16 * line - 8))
    for b, error in enumerate(upper):
        if b < bits + 1:
            drawn.mark(b, float(error), 1, f"{b} bits: best machine errs by {error}", open_=True)
    for point in trained:
        series = CELLS.index(point["model"])
        # Cells of one width stand side by side, so that none hides another; to the right, where
        # the wall is no higher, so that none seems to stand behind it.
        x = point["bits"] + 0.1 * series
        words = f"{NAMES[point['model']]}, {point['bits']:g} bits: {point['worst']:.3f}"
        drawn.mark(x, point["worst"], _series(point["model"]), words)
    drawn.star(n, float(own), f"k-HRNN, {n} qubits: error {own}")
    if n == bits:
        drawn.words((n, float(own)), "k-HRNN", "strong", anchor="end", shift=(-12, -8))
    else:
        drawn.words((n, float(own)), "k-HRNN", "strong", shift=(0, -16))
    legend = [
        (swatch("wall"), "no deterministic memory errs by less: proved"),
        (swatch("open", 1), "best memory of so many bits: exact"),
        (swatch("star"), f"k-HRNN, {n} qubits and one ancilla: exact"),
    ]
    for name in CELLS:
        if any(point["model"] == name for point in trained):
            legend.append((swatch("mark", _series(name)), f"{NAMES[name]}, trained: measured"))
    points = [
        (str(b), str(low), str(high) if high != low else str(low))
        for b, (low, high) in enumerate(zip(lower, upper, strict=True))
    ]
    tables = [
        Table(
            f"Least worst-case error by bits of memory, n = {n}, k = {k}",
            ("bits", "proved at least", "reached"),
            [*points, (f"{n} qubits (k-HRNN)", "0", str(own))],
            (1, 2),
        )
    ]
    if trained:
        tables.append(
            Table(
                f"Trained classical cells, n = {n}, k = {k}: measured",
                ("cell", "bits", "seed", "worst error", "mean error"),
                [
                    (NAMES[p["model"]], f"{p['bits']:g}", str(p["seed"]), f"{p['worst']:.4f}",
                     f"{p['mean']:.4f}")
                    for p in trained
                ],
                (1, 2, 3, 4),
            )
        )  # fmt: skip
    caption = join(
        "Reading R2: deterministic memory, one measurement after the preparation. Below ",
        Html(mathml(rf"\binom{{{n}}}{{{k}}}={bits}")),
        " bits every classical memory errs by at least ",
        Html(mathml(rf"2^{{-{k}}}={_tex(Fraction(1, 2**k))}")),
        "; with that many the error can be 0, and a trained cell that misses it lacks training, "
        "not memory. The k-HRNN stands on the floor: its memory is qubits, of which the grey part "
        "says nothing; its error was computed exactly, for every hypergraph and every "
        "measurement. ",
        _origin(trained),
    )
    return Figure(
        f"separation-{n}-{k}",
        f"Error against memory, n = {n}, k = {k}",
        drawn.html(),
        legend,
        caption,
        tables,
        claims=("hsmt-r2-all", "hsmt-r2-curve-generators", "khrnn-zero-error",
                "training-separation"),
    )  # fmt: skip


def _origin(trained: list[dict[str, Any]]) -> Html:
    """Say where the trained cells come from."""
    if not trained:
        return join("No trained cells of this size are stored.")
    commands = dict.fromkeys(point["command"] for point in trained)
    learned = sorted({point["learned"] for point in trained} - {""})
    told = f" A trained k-HRNN with rounded phases errs by {' and '.join(learned)}."
    return join(
        "Trained cells stand to the right of their number of bits, one beside the other; stored "
        "runs of ",
        *(code(command) for command in commands),
        ".",
        told if learned else "",
    )


def _series(cell: str) -> int:
    """The mark of a cell; the open square is taken by the best memory."""
    return (0, 2, 3, 4, 5)[CELLS.index(cell)]


def _tex(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}" if value.denominator > 1 else str(value)


def _stairs(values: list[Fraction]) -> str:
    """Say a curve of stairs in words."""
    parts = []
    start = 0
    for b in range(1, len(values) + 1):
        if b == len(values) or values[b] != values[start]:
            span = f"{start}" if b - 1 == start else f"{start} to {b - 1}"
            parts.append(f"{values[start]} for {span} bits")
            start = b
    return ", ".join(parts)


def _quantum_error(n: int, k: int) -> Fraction:
    """Return the k-HRNN's largest total variation over all hypergraphs and measurements, exactly.

    One hypergraph of each orbit is simulated: all measurements of the family are asked, and
    renaming the vertices maps the family to itself.
    """
    from contextuality.hypergraph import all_uniform  # noqa: PLC0415
    from khrnn.classical.memory import response_table  # noqa: PLC0415
    from khrnn.classical.rate import relabelling_orbits  # noqa: PLC0415
    from khrnn.hypergraph.snapped import SnappedCell, true_phases  # noqa: PLC0415
    from khrnn.tasks.tokens import Entangle, Measure  # noqa: PLC0415

    table = response_table(n, k)
    cell = SnappedCell(n, k, true_phases(n, k))
    worst = Fraction(0)
    seen: set[int] = set()
    for (j, graph), orbit in zip(
        enumerate(all_uniform(n, k)), relabelling_orbits(n, k), strict=True
    ):
        if orbit in seen:
            continue
        seen.add(orbit)
        state = cell.start()
        for edge in sorted(graph.edges):
            state = cell.advance(state, Entangle(edge), None)
        for i, element in enumerate(table.tokens):
            chance = cell.step(state, Measure(element)).get(1, Fraction(0))
            mean = int(table.means[i, j])
            worst = max(worst, abs(chance - Fraction((1 << n) + mean, 2 << n)))
    return worst


def _trained() -> dict[tuple[int, int], list[dict[str, Any]]]:
    """Return stored points of trained cells by size."""
    found: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for path in stored(TRAINED):
        data = json.loads(path.read_text(encoding="utf-8"))
        for run in data if isinstance(data, list) else [data]:
            if run.get("schema") != SCHEMA:
                continue
            for point in run["points"]:
                if point["model"] in CELLS:
                    found.setdefault((run["n"], run["k"]), []).append(
                        {
                            "model": point["model"],
                            "bits": float(point["bits"]),
                            "seed": int(run["seed"]),
                            "command": str(run.get("command", "khrnn separation")),
                            "learned": run["quantum"]["worst"] if run.get("khrnn_trained") else "",
                            "worst": float(Fraction(point["worst"])),
                            "mean": float(Fraction(point["mean"])),
                        }
                    )
    return found
