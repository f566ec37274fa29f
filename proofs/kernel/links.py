"""Lower bounds on the degree of all lines in a quadric or in all Paulis, from the lines of a point.

Certificate kind `links`; grammar and soundness argument in docs/formats/degree.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from proofs.kernel import reader
from proofs.kernel.degree import DegreeStatement, require
from proofs.kernel.spectral import select
from proofs.kernel.verdict import Rejected

MAX_SLOPE = 10**6


def point_count(n: int, sign: int) -> int:
    """Return the points of a hyperbolic (1) or elliptic (-1) quadric, or of all n qubits (0).

    Example:
        >>> [point_count(3, sign) for sign in (0, 1, -1)]
        [63, 35, 27]
    """
    if not sign:
        return (1 << 2 * n) - 1
    return (1 << 2 * n - 1) + sign * (1 << n - 1) - 1


def links_bound(n: int, sign: int, slope: int) -> int:
    """Return a lower bound on the degree of all lines; n, at least 3, and sign as above.

    Example:
        >>> links_bound(4, -1, 16), links_bound(4, 0, 32)
        (298, 1456)
    """
    m, through, meeting = (point_count(n - i, sign) for i in range(3))
    meeting *= 2  # lines through a point that commute with one of them
    eta = 1 << n - 1 - (sign < 0)
    most = []  # slope * k - h for v violated ones of the lines through a point
    for v in range(through + 1):
        k, pairs = through - 2 * v, v * (eta - 2) * (eta - 1 + v) // (4 * (eta - 1))
        most.append(slope * k - k * k + meeting * (through - 4 * v) + 8 * pairs)
    anticommuting = m * (m - 1 - 2 * through) // 2
    total = 2 * m * (through + max(most)) + (eta - 1) * anticommuting
    return max(0, (m * through // 3 - total // (6 * slope) + 1) // 2)


@dataclass(frozen=True)
class Links:
    """The weight of counting violated lines through a point against pairs of them.

    Args:
        slope: a positive number; every one shows something.
        quadric: a label, or None for all Paulis.
    """

    slope: int
    quadric: str | None
    pairs: ClassVar[tuple[()]] = ()

    def __post_init__(self) -> None:
        """Validate the slope; the label is read when the number of qubits is known."""
        reader.integer(self.slope, 1, MAX_SLOPE, "certificate.slope")

    def section(self, statement: DegreeStatement) -> tuple[list[int], int]:
        """Return the points it is about, and their sign as in `point_count`.

        Raises:
            Malformed: if the label is not one of n letters.
            Rejected: if the contexts are not lines, the qubits too few, or points are missing.
        """
        n = statement.qubits
        if n < 3:
            raise Rejected("statement.qubits", "links", "at least 3", n)
        chosen, dimension = select(statement, (), self.quadric)
        sign = 0 if self.quadric is None else 1 if dimension >> n else -1
        expected = point_count(n, sign)
        if len(chosen) != expected:
            raise Rejected("statement.points", "links", f"{expected} of the section", len(chosen))
        return chosen, sign

    def reach(self, _points: int, _line_count: int, n: int, sign: int) -> int:
        """Return the bound; see `links_bound`."""
        return links_bound(n, sign, self.slope)


def check_links(statement: DegreeStatement, certificate: Links) -> int:
    """Check the bound from the lines through a point; return the number of points.

    Raises:
        Rejected: as `Links.section`, or if the bound is smaller than the statement's.
    """
    chosen, sign = certificate.section(statement)
    require(links_bound(statement.qubits, sign, certificate.slope), statement)
    return len(chosen)
