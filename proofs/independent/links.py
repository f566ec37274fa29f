"""Bounds from the lines through a point, with every number counted or read off a matrix.

Belongs here: the rule `links` of docs/formats/degree.md. Does not belong here: which points are
meant (`degree`).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from proofs.independent.opinion import RejectedError

if TYPE_CHECKING:
    import numpy.typing as npt

    from proofs.independent.configuration import Configuration

MIN_QUBITS = 3


def bound_by_links(
    subject: Configuration,
    chosen: npt.NDArray[np.bool_],
    inside: npt.NDArray[np.bool_],
    slope: int,
) -> int:
    """Return what counting at a few points shows of the lines in a section.

    Args:
        subject: the configuration.
        chosen: the points of the section; all of a quadric, or all Paulis.
        inside: the lines of the section.
        slope: positive.

    Raises:
        RejectedError: if the numbers at the points differ, or commuting points lack a product.

    Source: docs/formats/degree.md.
    """
    points = np.flatnonzero(chosen)
    lines = subject.members[inside]
    m, count = len(points), len(lines)
    if subject.digits.shape[1] < MIN_QUBITS:
        raise RejectedError("fewer than three qubits")
    through = np.bincount(lines.ravel(), minlength=len(chosen) + 1)[points]
    if np.ptp(through):
        raise RejectedError("the points are on different numbers of lines")
    commute = np.zeros(m, dtype=np.int64)
    for i, point in enumerate(points):
        commute[i] = (_signs(subject, points[:, None], [point]) > 0).sum() - 1
    if np.any(commute != 2 * through):
        raise RejectedError("commuting points lack their product")
    on_each = int(through[0])
    anticommuting = m * (m - 1) // 2 - int(commute.sum()) // 2
    meeting, eta = _at_points(subject, points, lines)
    h = []
    for v in range(on_each + 1):
        # 2 e(V) <= (eta/2 - 1) v + v^2 (eta - 2) / (2 (eta - 1)), and e(V) is an integer
        twice = (Fraction(eta, 2) - 1) * v + Fraction(v * v * (eta - 2), 2 * (eta - 1))
        pairs = int(twice / 2)
        h.append((on_each - 2 * v) ** 2 - on_each * meeting + 4 * meeting * v - 8 * pairs)
    least = min(h[v] - slope * (on_each - 2 * v) for v in range(on_each + 1))
    limit = m * on_each + Fraction((eta - 1) * anticommuting, 2) - m * least
    d = 0
    while 3 * slope * (count - 2 * d) > limit:
        d += 1
    return d


def _signs(
    subject: Configuration, rows: npt.NDArray[np.int64], columns: npt.ArrayLike
) -> npt.NDArray[np.int64]:
    """1 where two points commute, else -1; `rows` has shape (r, 1)."""
    a, b = subject.digits[rows], subject.digits[np.asarray(columns)][None]
    clashes = ((a != b) & (a > 0) & (b > 0)).sum(axis=-1) % 2
    return np.asarray(1 - 2 * clashes)


def _at_points(
    subject: Configuration, points: npt.NDArray[np.int64], lines: npt.NDArray[np.int64]
) -> tuple[int, int]:
    """How many lines through a point commute with one of them, and the bound on eigenvalues."""
    found = set()
    for point in {points[0], points[len(points) // 2], points[-1]}:
        rows = lines[(lines == point).any(axis=1)]
        others = np.where(rows[:, 0] == point, rows[:, 1], rows[:, 0])
        signs = _signs(subject, others[:, None], others)
        meeting = (signs > 0).sum(axis=1) - 1
        if np.ptp(meeting):
            raise RejectedError("the lines through a point commute with different numbers")
        framed = np.ones((len(others) + 1, len(others) + 1))
        framed[1:, 1:] = signs
        top = float(np.linalg.eigvalsh(framed)[-1])
        foe = next(a for a in points if _signs(subject, np.array([[point]]), [a])[0, 0] < 0)
        if _top_of_pairs(subject, points, point, foe) > top + 1e-6:
            raise RejectedError("anticommuting pairs have a larger eigenvalue")
        found.add((int(meeting[0]), round(top)))
        if abs(top - round(top)) > 1e-6:
            raise RejectedError("an eigenvalue is no integer")
    if len(found) > 1:
        raise RejectedError("points differ")
    return found.pop()


def _top_of_pairs(
    subject: Configuration, points: npt.NDArray[np.int64], point: int, foe: int
) -> float:
    """The largest eigenvalue for the pairs with the product of two anticommuting points."""
    product = subject.digits[point] ^ subject.digits[foe]
    known = {row.tobytes() for row in subject.digits[points]}
    ends = [
        a
        for a in points[_signs(subject, points[:, None], [point])[:, 0] > 0]
        if (subject.digits[a] ^ product).tobytes() in known
        and ((subject.digits[a] != product) & (subject.digits[a] > 0) & (product > 0)).sum() % 2
    ]
    return float(np.linalg.eigvalsh(_signs(subject, np.array(ends)[:, None], ends))[-1])
