"""Lower bounds on the degree of all lines in a polar space from the lines through its points.

Belongs here: the bound and its best slope. Does not belong here: packings of such bounds
(`packing`), choosing between bounds (`spectral`, `degree`).

The numbers of violated lines through a point, and of commuting pairs of them, are integers. The
trace inequality of `spectral` follows from bounds on both that ignore that; here they are rounded.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from contextuality.errors import InputError

MIN_QUBITS = 3


def point_count(qubits: int, sign: int) -> int:
    """Return the number of points of a polar space of Paulis.

    Args:
        qubits: N, at least 1.
        sign: 1 for a hyperbolic quadric, -1 for an elliptic one, 0 for all Paulis.

    Source: textbook; Saniga and Planat, arXiv quant-ph/0612179, for all Paulis.

    Example:
        >>> [point_count(4, sign) for sign in (0, 1, -1)]
        [255, 135, 119]
    """
    if not sign:
        return (1 << 2 * qubits) - 1
    return (1 << 2 * qubits - 1) + sign * (1 << qubits - 1) - 1


@cache
def best_slope(qubits: int, sign: int) -> tuple[int, int]:
    """Return the best bound on the degree of all lines, and a slope that shows it.

    Args:
        qubits: 3 to 8.
        sign: as in `point_count`.

    Returns:
        A proved lower bound, exact, and the slope of docs/formats/degree.md.

    Raises:
        InputError: for another number of qubits.

    Source: ours; docs/formats/degree.md has the derivation.

    Example:
        >>> best_slope(4, -1), best_slope(4, 0)
        ((298, 16), (1456, 32))
    """
    if not MIN_QUBITS <= qubits <= 8:
        raise InputError(where="qubits", expected="an integer from 3 to 8", found=str(qubits))
    m, through = point_count(qubits, sign), point_count(qubits - 1, sign)
    meeting = 2 * point_count(qubits - 2, sign)
    eta = 1 << qubits - 1 - (sign < 0)
    v = np.arange(through + 1, dtype=np.int64)
    k = through - 2 * v
    pairs = v * (eta - 2) * (eta - 1 + v) // (4 * (eta - 1))
    h = k * k - meeting * (through - 4 * v) - 8 * pairs
    steps = (h[:-1] - h[1:]) // 2
    slopes = np.unique(np.concatenate([steps, steps + 1]))
    anticommuting = m * (m - 1 - 2 * through) // 2
    lines = m * through // 3
    best = (0, 1)
    for slope in slopes[slopes > 0].tolist():
        total = 2 * m * (through + int((slope * k - h).max())) + (eta - 1) * anticommuting
        bound = (lines - total // (6 * slope) + 1) // 2
        if bound > best[0]:
            best = bound, slope
    return best
