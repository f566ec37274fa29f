"""Print the tables of docs/derivations/memory_k3.md, or compare the page: `--check`.

Every number is taken from the code; the kernel checks every certificate on the way.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from pathlib import Path

from contextuality.search.families import best_family
from proofs.certificates.support_states import SupportStates, support_states

PAGE = Path(__file__).resolve().parents[1] / "docs" / "derivations" / "memory_k3.md"
START, END = "<!-- memory tables -->\n", "<!-- end of memory tables -->\n"
SIZES = (
    *((3, 2), (4, 2), (5, 2), (3, 3), (4, 3), (5, 3), (6, 3), (7, 3), (9, 3)),
    *((4, 4), (5, 4), (6, 4), (5, 5), (6, 5), (7, 5), (7, 6), (9, 7)),
)


def power(states: int) -> str:
    """Return a number of states, as a power of two if it is a large one."""
    exact = states & (states - 1) == 0
    return f"2^{states.bit_length() - 1}" if exact and states > 16 else str(states)


def row(found: SupportStates) -> str:
    """Return one line: bits by reading, then memory states of R3."""
    edges = math.comb(found.n, found.k)
    bits = math.log2(found.upper)
    exact = "=" if found.lower == found.upper else "<="
    lower = f"{power(found.lower)} / {power(found.lower_any)}"
    spared = len(best_family(found.n, found.k)) if found.k > 2 else edges - int(bits)
    kept = f"{exact} {edges - spared}"
    cells = (f"({found.n},{found.k})", edges - 1, edges, edges, kept, lower, power(found.upper))
    return "| " + " | ".join(map(str, cells)) + " |"


def table() -> str:
    """Return the table; raise RuntimeError if the kernel refuses a certificate."""
    lines = [
        "| (n,k) | paper, bits | R1, bits | R2, bits | R3, bits | R3 states needed: group / any "
        "| R3 states that suffice |",
        "|---|---|---|---|---|---|---|",
    ]
    for n, k in SIZES:
        started = time.perf_counter()
        found = support_states(n, k)
        for document in found.documents:
            verdict = document.check()
            if not verdict:
                raise RuntimeError(f"{document.name}: {verdict.reason()}")
        size = sum(len(document.text()) for document in found.documents)
        seconds = time.perf_counter() - started
        told = f"{len(found.documents)} certificates, {size} bytes, {seconds:.2f} s"
        print(f"({n},{k}): {told}", file=sys.stderr)
        lines.append(row(found))
    return "\n".join(lines) + "\n"


def main() -> int:
    """Rewrite the page or compare it; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(START)
    old, after = rest.split(END)
    new = table()
    if parser.parse_args().check:
        print("as generated" if old == new else "the page differs")
        return int(old != new)
    PAGE.write_text(before + START + new + END + after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
