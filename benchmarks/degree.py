"""Degree intervals against the published ones, and against a naive search, in one run.

Run `python benchmarks/degree.py [--time-limit S] [--seed S] [NAME ...]`. "published" are the best
bounds stated in arXiv 2312.07738 and 2407.02928 or found by the tool that goes with them, quoted
and not run here; two dots mean an interval; none of them came with a certificate. "naive" is greedy
descent from random assignments, given as much time as the search took, at least a tenth of a
second: the best upper bound it meets. The last columns are the size of the lower bound's
certificate and the time the kernel takes for both certificates.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if TYPE_CHECKING:
    from contextuality.search.assignments import Contexts

PUBLISHED = {
    "lines-2": "3", "elliptic-3": "9", "hyperbolic-3": "21", "lines-3": "63", "planes-3": "0",
    "planes-4": "0", "perpset-3": "0", "elliptic-4": "215..315", "hyperbolic-4": "315",
    "lines-4": "..1575", "elliptic-5": "..7087", "hyperbolic-5": "..6975", "lines-5": "..31479",
    "affine-planes-3": "..252",
}  # fmt: skip


def naive(contexts: Contexts, rng: np.random.Generator, seconds: float) -> tuple[int, float]:
    """Return the fewest violations that greedy descents meet, and when they first met them."""
    m, size = contexts.observables, contexts.members.shape[1]
    least, when, start = len(contexts.members) + 1, 0.0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        flipped = rng.random(m) < 0.5
        while time.perf_counter() - start < seconds:
            violated = contexts.violated(flipped)
            if violated.sum() < least:
                least, when = int(violated.sum()), time.perf_counter() - start
            weight = np.repeat(np.where(violated, 1, -1), size)
            gain = np.bincount(contexts.members.ravel(), weight, m + 1)[:m]
            if gain.max() <= 0:
                break
            flipped[int(np.argmax(gain))] ^= True
    return least, when


def main() -> None:
    from contextuality.library.polar import build
    from contextuality.search.assignments import Contexts
    from contextuality.search.degree import degree
    from proofs.certificates.degree import lower_document, upper_document

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", default=list(PUBLISHED), help="families with N")
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(
        "set            published   found          to best s  total s  ended       naive (s)      "
        "ratio  lower by   bytes   kernel s"
    )
    for name in options.names:
        lines = build(name)
        reached: dict[int, float] = {}
        start = time.perf_counter()

        def note(
            _: int, upper: int, __: str, reached: dict[int, float] = reached, start: float = start
        ) -> None:
            reached.setdefault(upper, time.perf_counter() - start)

        found = degree(lines, np.random.default_rng(options.seed), options.time_limit, note)
        total = time.perf_counter() - start
        best = reached.get(found.upper, total)
        contexts = Contexts(lines.lines, lines.sign_bits.astype(bool), len(lines.points))
        rng = np.random.default_rng(options.seed)
        other, when = naive(contexts, rng, max(0.1, total))
        ratio = f"{when / best:6.1f}" if other <= found.upper else "   never"
        documents = lower_document(found), upper_document(found)
        checking = time.perf_counter()
        verdicts = [document.check().status for document in documents]
        checked = time.perf_counter() - checking
        if verdicts != ["valid", "valid"]:
            sys.exit(f"{name}: the kernel says {verdicts}")
        closed = found.lower == found.upper
        bounds = str(found.lower) if closed else f"{found.lower}..{found.upper}"
        print(
            f"{name:<14} {PUBLISHED.get(name, '?'):<11} {bounds:<14} {best:>9.2f} {total:>8.2f}  "
            f"{found.ended.name:<10} {other:>6} ({when:5.2f}) {ratio:>8}  "
            f"{documents[0].certificate['kind']:<9} {len(documents[0].text()):>7} {checked:>8.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
