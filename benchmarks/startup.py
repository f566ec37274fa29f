"""How long `khrnn` takes to answer, beside the import of a package that it does without.

Run `python benchmarks/startup.py [--repeat R]`. Prints medians of wall and processor time, one run,
and ratios to `python -c "import numpy"` and `python -c "import galois"`, in turns. The promise is
well under half a second for `khrnn --help` and `khrnn check`; what is not loaded, tests say.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KHRNN = ("-c", "from proofs.cli import main; main()")
RUNS = {
    "khrnn --help": (*KHRNN, "--help"),
    "khrnn verify --help": (*KHRNN, "verify", "--help"),
    "khrnn check FILE": (*KHRNN, "check", "tests/corpus/valid/parity-mermin-square.json"),
    "import numpy": ("-c", "import numpy"),
    "import galois": ("-c", "import galois"),
}


def timed(words: tuple[str, ...]) -> tuple[float, float]:
    """Return wall and processor seconds of one run of Python."""
    before, start = os.times(), time.perf_counter()
    subprocess.run([sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    wall, after = time.perf_counter() - start, os.times()
    user = after.children_user - before.children_user
    return wall, user + after.children_system - before.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=7)
    options = parser.parse_args()
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in RUNS}
    for _ in range(options.repeat):
        for name, words in RUNS.items():
            found[name].append(timed(words))
    middle = {
        name: tuple(statistics.median(column) for column in zip(*times, strict=True))
        for name, times in found.items()
    }
    for name, (wall, processor) in middle.items():
        numpy, galois = wall / middle["import numpy"][0], wall / middle["import galois"][0]
        print(
            f"{name:<22}{wall:>6.2f} s wall {processor:>6.2f} s processor   "
            f"/ numpy {numpy:>5.2f}   / galois {galois:>5.2f}"
        )


if __name__ == "__main__":
    main()
