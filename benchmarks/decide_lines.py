"""Time and memory of deciding all N-qubit lines and planes, beside plain elimination, in one run.

Run `python benchmarks/decide_lines.py [--most N] [--naive-most N]`. Every line of the table is a
process of its own: its peak memory includes Python and numpy. "square" looks for a Mermin square
first; "eliminate" only eliminates; "naive" is textbook elimination on Python integers. All three
stop at the first contradiction. Correctness is the tests' business.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--most", type=int, default=6, help="qubits of the largest set of lines")
    parser.add_argument("--naive-most", type=int, default=5, help="the same for the naive method")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(*options.one)))
        return
    names = [f"lines-{n}" for n in range(2, options.most + 1)]
    names += [f"planes-{n}" for n in range(3, min(options.most, 5) + 1)]
    print("set        method     observables  contexts  answer            build s  decide s   MiB")
    for name in names:
        seconds = {}
        for method in METHODS:
            if method == "naive" and int(name[-1]) > options.naive_most:
                continue
            done = subprocess.run(
                [sys.executable, __file__, "--one", name, method],
                capture_output=True,
                text=True,
                check=True,
            )
            found = json.loads(done.stdout)
            seconds[method] = found["decide"]
            answer = "contextual" if found["contextual"] else "not contextual"
            print(
                f"{name:<10} {method:<10} {found['observables']:>11} {found['contexts']:>9}  "
                f"{answer:<16} {found['build']:>8.2f} {found['decide']:>9.3f} "
                f"{found['mebibytes']:>5.0f}",
                flush=True,
            )
        if "naive" in seconds:
            print(f"{name:<10} naive / square = {seconds['naive'] / seconds['square']:.1f}")


if __name__ == "__main__":
    main()
