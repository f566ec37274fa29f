"""What the benchmarks share: medians, and a row that compares ours with the straightforward way.

Belongs here: what two scripts would otherwise repeat. Run on its own it prints nothing.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def timed(action: Callable[[], T], repeat: int) -> tuple[T, float]:
    """Return the last result and the median of the seconds; `repeat` is at least 1."""
    seconds = []
    for _ in range(repeat):
        started = time.perf_counter()
        result = action()
        seconds.append(time.perf_counter() - started)
    return result, statistics.median(seconds)


def median(action: Callable[[], object], repeat: int) -> float:
    """Return the median of the seconds."""
    return timed(action, repeat)[1]


def show(name: str, ours: float, naive: float, difference: float) -> None:
    """Print a row: milliseconds of both, their ratio, the largest difference of the results."""
    print(
        f"{name:<44} {ours * 1e3:>10.3f} {naive * 1e3:>10.3f} {naive / ours:>8.1f}"
        f" {difference:>9.1e}"
    )
