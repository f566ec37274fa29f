"""Names of families of Pauli scenarios, such as `lines-4`, and what they stand for.

Belongs here: reading such a name, and its entry in the library. Does not belong here: building the
members (`polar`), which needs numpy.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.library.entry import Entry

if TYPE_CHECKING:
    from contextuality.scenario import Scenario

FAMILIES: dict[str, tuple[int, int, str]] = {
    "lines": (2, 6, "all lines of W(2N-1,2), the N-qubit Paulis"),
    "planes": (3, 5, "all planes of W(2N-1,2), contexts of seven"),
    "affine-planes": (3, 4, "all planes of W(2N-1,2) less a line of theirs, contexts of four"),
    "solids": (4, 4, "all solids of W(2N-1,2), contexts of fifteen, all positive"),
    "generators": (2, 4, "all maximal subspaces of W(2N-1,2), contexts of 2^N - 1"),
    "elliptic": (3, 6, "all lines of the elliptic quadric Q-(2N-1,2)"),
    "hyperbolic": (2, 6, "all lines of the hyperbolic quadric Q+(2N-1,2)"),
    "perpset": (2, 6, "the lines of W(2N-1,2) through one point"),
}
"""Family -> least and greatest number of qubits, description."""

CITATION = "M. Saniga and M. Planat, arXiv quant-ph/0612179; quadrics: arXiv 2105.13798"
MAX_LISTED = 200_000
"""A `Scenario` with more contexts than this would take minutes and gigabytes."""


def patterns() -> tuple[str, ...]:
    """Return the family names with N in place of the number of qubits.

    Example:
        >>> patterns()[0]
        'lines-N'
    """
    return tuple(f"{family}-N" for family in FAMILIES)


def parse(name: str) -> tuple[str, int]:
    """Return the family and the number of qubits of a name.

    Raises:
        InputError: for an unknown family or a number of qubits out of its range.

    Example:
        >>> parse("lines-4")
        ('lines', 4)
    """
    match = re.fullmatch(r"([a-z]+(?:-[a-z]+)*)-([1-9][0-9]?)", name, re.ASCII)
    if match is None or match[1] not in FAMILIES:
        raise InputError(
            where="family", expected=f"one of {', '.join(patterns())}", found=shown(name)
        )
    family, qubits = match[1], int(match[2])
    least, most, _ = FAMILIES[family]
    if not least <= qubits <= most:
        raise InputError(
            where=f"family {family}", expected=f"{least} to {most} qubits", found=str(qubits)
        )
    return family, qubits


def entry(name: str) -> Entry | None:
    """Return the library entry of a family member, or None if the name is of no family.

    Raises:
        InputError: for a number of qubits out of the family's range.

    Example:
        >>> entry("elliptic-3").what
        'all lines of the elliptic quadric Q-(2N-1,2), N = 3'
        >>> entry("doily") is None
        True
    """
    if name.rpartition("-")[0] not in FAMILIES:
        return None
    family, qubits = parse(name)
    return Entry(lambda: _listed(name), f"{FAMILIES[family][2]}, N = {qubits}", CITATION)


def _listed(name: str) -> Scenario:
    from contextuality.library.polar import build  # noqa: PLC0415  (imports numpy)

    lines = build(name)
    if len(lines.lines) > MAX_LISTED:
        raise InputError(
            where=name,
            expected=f"at most {MAX_LISTED} contexts in a Scenario (library.polar.build gives all)",
            found=str(len(lines.lines)),
        )
    return lines.to_scenario()
