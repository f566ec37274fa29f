"""The separation plot's data: classical cells trained long at several sizes, and the k-HRNN.

Run `python benchmarks/separation.py proofs/report/data/separation_results.json --work DIR`. An
entry is what one `khrnn separation` prints as JSON, and names its command. Every trained model is
kept in DIR, so an interrupted run goes on where it stopped, and an entry that is in the file
already is not computed again. `--only N,K` runs one size; `--table` prints a Markdown table,
`--draw PICTURE --only N,K` draws one size, and both train nothing. Twenty minutes of processor time
in all. Needs the extra `train`, and `plot` to draw.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from contextuality.formats.atomic import write_atomically

ROOT = Path(__file__).resolve().parent.parent

RUNS = (
    "3 2 --preset long --bits 1,2,3,4,5,6 --train-khrnn",
    "4 3 --preset long --bits 1,2,3,4,5,6 --train-khrnn",
    "4 2 --preset long --steps 2500 --restarts 1 --bits 3,5,6,7,8 --train-khrnn",
    "5 2 --preset long --restarts 1 --bits 2,5,8,9,10,12 --train-khrnn",
)
"""Arguments of `khrnn separation`."""


def table(results: list[dict[str, Any]]) -> str:
    """Return the best trained errors beside the proved ones, as Markdown."""
    lines = [
        "| n, k | bits | worst error: proved, best memory, trained | mean error: likewise |",
        "|---|---|---|---|",
    ]
    for run in results:
        for bits in sorted({point["bits"] for point in run["points"]}):
            wall = run["walls"][min(int(bits), len(run["walls"]) - 1)]
            cells = []
            for kind in ("worst", "mean"):
                error, cell = min(
                    (Fraction(point[kind]), point["model"])
                    for point in run["points"]
                    if point["bits"] == bits
                )
                proved, best = (
                    float(Fraction(wall[f"{how}_{kind}"])) for how in ("proved", "best")
                )
                cells.append(f"{proved:.3f}, {best:.3f}, {float(error):.3f} ({cell})")
            lines.append(f"| {run['n']}, {run['k']} | {bits:g} | {' | '.join(cells)} |")
    return "\n".join(lines)


def draw(run: dict[str, Any], picture: Path) -> None:
    """Draw one stored entry; the walls are computed anew."""
    from khrnn.training.cut import Budget
    from khrnn.training.separation import Point, Separation
    from khrnn.training.separation_plot import plot_separation
    from khrnn.training.walls import walls

    n, k = run["n"], run["k"]
    errors = (Fraction(run["quantum"][kind]) for kind in ("worst", "mean"))
    found = Separation(
        n,
        k,
        run["seed"],
        Budget(run["sentences"], run["steps"], run["restarts"], run["rate"]),
        tuple(Point.of(point) for point in run["points"]),
        walls(n, k),
        Point("k-HRNN", float(n), 0, *errors, None),
    )
    plot_separation(found, picture)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, help="JSON with the results, made or added to")
    parser.add_argument("--work", type=Path, default=Path("work"), help="folder for checkpoints")
    parser.add_argument("--table", action="store_true", help="print the table, train nothing")
    parser.add_argument("--draw", type=Path, help="draw the size of --only into this file")
    parser.add_argument("--only", help="one size, as N,K")
    options = parser.parse_args()
    results = json.loads(options.file.read_text()) if options.file.exists() else []
    if options.table:
        print(table(results))
        return 0
    if options.draw:
        wanted = [run for run in results if f"{run['n']},{run['k']}" == options.only]
        if len(wanted) != 1:
            parser.error(f"--only: expected a size with one entry, found {len(wanted)} entries")
        draw(wanted[0], options.draw)
        return 0
    known = {entry["command"] for entry in results}
    for run in RUNS:
        words = run.split()
        command = f"khrnn separation {run} --json"
        if command in known or options.only not in {None, ",".join(words[:2])}:
            continue
        print(command, flush=True)
        folder = options.work / "-".join(words[:2])
        call = [sys.executable, "-m", "proofs.cli", "separation", *words, "--json"]
        done = subprocess.run(
            [*call, "--checkpoint", str(folder), "--resume"],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            return done.returncode
        found = json.loads(done.stdout)
        found.pop("provenance", None)
        results.append({"command": command, **found})
        write_atomically(options.file, json.dumps(results, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
