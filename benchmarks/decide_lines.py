"""Time and memory of deciding all N-qubit lines and planes, beside plain elimination, in one run.

Run `python benchmarks/decide_lines.py [--most N] [--naive-most N] [--repeat R]`. Every line of the
table is a process of its own, the median of R (for the naive method one): its peak memory includes
Python and numpy. "square" looks for a Mermin square first; "eliminate" only eliminates; "naive" is
textbook elimination on Python integers. All three stop at the first contradiction. After the table
come the exponents of growth: time and memory (above that of the smallest set) as powers of the
number of contexts, between the two largest sizes.

Qontextium (C, GPL-2, from the authors of arXiv 2312.07738) is timed on the same contexts, up to
`--peer-most` qubits, if KHRNN_QONTEXTIUM holds a command with `{}` in the place of a file of
contexts; it is never needed. Correctness is the tests' business.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

METHODS = ("square", "eliminate", "naive")


def naive(rows: list[list[int]], signs: list[int], columns: int) -> bool:
    """Return whether some sum of equations reads 0 = 1."""
    basis: dict[int, int] = {}
    for members, sign in zip(rows, signs, strict=True):
        row = sum(1 << i for i in members) << 1 | sign
        while row > 1 and row.bit_length() in basis:
            row ^= basis[row.bit_length()]
        if row == 1:
            return True
        if row:
            basis[row.bit_length()] = row
    return len(basis) > columns


def one(name: str, method: str) -> dict[str, object]:
    from contextuality.library.polar import build
    from contextuality.search.parity import Contextual
    from contextuality.search.parity_lines import decide_lines

    start = time.perf_counter()
    lines = build(name)
    built = time.perf_counter()
    if method == "naive":
        contextual = naive(lines.lines.tolist(), lines.sign_bits.tolist(), len(lines.points))
    else:
        finding = decide_lines(lines, squares=method == "square")
        contextual = isinstance(finding, Contextual)
    done = time.perf_counter()
    return {
        "observables": len(lines.points),
        "contexts": len(lines.lines),
        "contextual": contextual,
        "build": built - start,
        "decide": done - built,
        "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def measured(name: str, method: str, repeat: int) -> dict[str, float]:
    """Return the medians over some processes."""
    runs = []
    for _ in range(1 if method == "naive" else repeat):
        done = subprocess.run(
            [sys.executable, __file__, "--one", name, method],
            capture_output=True,
            text=True,
            check=True,
        )
        runs.append(json.loads(done.stdout))
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def growth(rows: dict[str, dict[str, float]]) -> str:
    """Return the exponents between the two largest sizes."""
    small, large = list(rows.values())[-2:]
    base = next(iter(rows.values()))["mebibytes"]

    def power(a: float, b: float) -> str:
        if a <= 0 or b <= 0:
            return "0 (nothing above the smallest)"
        return f"{math.log(b / a) / math.log(large['contexts'] / small['contexts']):.2f}"

    deciding = power(small["decide"], large["decide"])
    whole = power(small["build"] + small["decide"], large["build"] + large["decide"])
    memory = power(small["mebibytes"] - base, large["mebibytes"] - base)
    return (
        f"decide ~ contexts^{deciding}, build and decide ~ contexts^{whole}, "
        f"memory ~ contexts^{memory}"
    )


def peer(name: str, command: str) -> str:
    """Run the peer once on a file of the contexts; return its time and its last line."""
    from contextuality.formats.ctx import spell_ctx
    from contextuality.library import get

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{name}.ctx")
        path.write_text(spell_ctx(get(name)), encoding="utf-8")  # type: ignore[arg-type]
        words = [word.replace("{}", str(path)) for word in shlex.split(command)]
        start = time.perf_counter()
        try:
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
        except subprocess.TimeoutExpired:
            return "no answer in 300 s"
        seconds = time.perf_counter() - start
    last = (done.stdout.strip().splitlines() or ["no output"])[-1]
    return f"{seconds:.3f} s, exit {done.returncode}: {last[:60]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--most", type=int, default=6, help="qubits of the largest set of lines")
    parser.add_argument("--naive-most", type=int, default=5, help="the same for the naive method")
    parser.add_argument("--peer-most", type=int, default=4, help="the same for Qontextium")
    parser.add_argument("--repeat", type=int, default=3, help="processes for each median")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(*options.one)))
        return
    command = os.environ.get("KHRNN_QONTEXTIUM", "")
    names = [f"lines-{n}" for n in range(2, options.most + 1)]
    names += [f"planes-{n}" for n in range(3, min(options.most, 5) + 1)]
    print("set        method     observables  contexts  answer            build s  decide s   MiB")
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name in names:
        seconds = {}
        for method in METHODS:
            if method == "naive" and int(name[-1]) > options.naive_most:
                continue
            found = measured(name, method, options.repeat)
            seconds[method] = found["decide"]
            table.setdefault(f"{name[:-2]}, {method}", {})[name] = found
            answer = "contextual" if found["contextual"] else "not contextual"
            print(
                f"{name:<10} {method:<10} {found['observables']:>11.0f} {found['contexts']:>9.0f}  "
                f"{answer:<16} {found['build']:>8.2f} {found['decide']:>9.4f} "
                f"{found['mebibytes']:>5.0f}",
                flush=True,
            )
        if "naive" in seconds:
            best = min(seconds["square"], seconds["eliminate"])
            print(f"{name:<10} naive / ours = {seconds['naive'] / best:.1f}")
        if command and int(name[-1]) <= options.peer_most:
            print(f"{name:<10} Qontextium: {peer(name, command)}")
    for label, rows in table.items():
        if len(rows) > 2:
            print(f"{label:<18} {growth(rows)}")


if __name__ == "__main__":
    main()
