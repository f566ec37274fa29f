"""Kochen-Specker proofs of the named sets: found, written out, checked, and how large they are.

Run `python benchmarks/ks_proofs.py [--repeat R] [--naive-seconds S] [NAME ...]`. For each set and
each rule: the answer, the seconds until a proof (or a colouring) is on hand, by CaDiCaL with proof
logging, the lines and bytes of the LRAT proof, and the seconds the kernel takes to check the whole
certificate, inner products included. Beside it stands the same question by plain backtracking on
the most constrained basis (`proofs.independent.colouring.backtrack`), which leaves no proof:
"naive" seconds, and naive divided by ours. Ours includes starting a solver process, which is most
of it: sets this small are decided faster without a proof. Medians of R runs. The last columns are
the size of the critical part that deletion meets, and the order of the symmetry group of the
orthogonality graph (if the extra `symmetry` is there).
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.timing import timed

if TYPE_CHECKING:
    from contextuality.vectors import VectorSet


def naive(vectors: VectorSet, rule: str, limit: float) -> float | None:
    from proofs.independent.colouring import backtrack
    from proofs.independent.opinion import Deadline
    from proofs.independent.rays import Rays

    bases = vectors.complete_bases()
    inside = {(i, j) for basis in bases for i in basis for j in basis if i < j}
    pairs = [p for p in vectors.orthogonal_pairs() if rule == "bases-and-pairs" or p in inside]
    start = time.perf_counter()
    try:
        backtrack(Rays(len(vectors.vectors), tuple(pairs), bases), Deadline(limit))
    except TimeoutError:
        return None
    return time.perf_counter() - start


def critical(vectors: VectorSet, rule: str) -> str:
    from contextuality.search.critical import CriticalSet, critical_vectors

    found = critical_vectors(vectors, rule, time_limit=60)  # type: ignore[arg-type]
    return str(len(found.kept)) if isinstance(found, CriticalSet) else "-"


def symmetry(vectors: VectorSet) -> str:
    from contextuality.errors import InputError
    from contextuality.symmetry import symmetries

    try:
        return str(symmetries(vectors).order)
    except InputError:
        return "?"


def main() -> None:
    from contextuality.library import get
    from contextuality.library.ks_sets import KS_SETS
    from contextuality.search.sat import RULES, TimedOut, Uncolourable, colour
    from proofs.certificates.scenarios import colouring_document

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", default=list(KS_SETS))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument(
        "--naive-seconds", type=float, default=20.0, help="limit of the naive method"
    )
    options = parser.parse_args()
    print(
        "set                 rule             vectors pairs bases  answer        find s  lines   "
        "bytes  check s  naive s     ratio  critical  symmetries"
    )
    found = checked = 0
    for name in options.names:
        vectors: VectorSet = get(name)  # type: ignore[assignment]
        order = symmetry(vectors)
        for rule in RULES:
            answer, seconds = timed(lambda v=vectors, r=rule: colour(v, r, 300.0), options.repeat)
            if isinstance(answer, TimedOut):
                print(f"{name:<19} {rule:<16} no answer in 300 s")
                continue
            document = colouring_document(vectors, rule, answer)
            verdict, checking = timed(document.check, options.repeat)
            if verdict.status != "valid":
                sys.exit(f"{name}: the kernel says {verdict.reason()}")
            refuted = isinstance(answer, Uncolourable)
            found += refuted
            checked += 1
            lines = answer.lrat.count("\n") if isinstance(answer, Uncolourable) else 0
            slow = naive(vectors, rule, options.naive_seconds)
            slow_text = f"{slow:8.4f}" if slow is not None else f"> {options.naive_seconds:5.0f}"
            ratio = f"{slow / seconds:9.4f}" if slow is not None else "        -"
            print(
                f"{name:<19} {rule:<16} {len(vectors.vectors):>7} "
                f"{len(vectors.orthogonal_pairs()):>5} {len(vectors.complete_bases()):>5}  "
                f"{'uncolourable' if refuted else 'colourable':<13} {seconds:6.3f} {lines:>6} "
                f"{len(document.proof):>7}  {checking:7.3f} {slow_text:>8} {ratio} "
                f"{critical(vectors, rule) if refuted else '-':>9}  {order:>10}",
                flush=True,
            )
    print(f"{found} refutations found, {checked} certificates accepted by the kernel")


if __name__ == "__main__":
    main()
