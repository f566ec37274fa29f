"""Lower bounds on the degree of contexts of four, by covering them with pentagrams.

Belongs here: that packing. Does not belong here: packings of lines (`packing`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from contextuality.library.magic import PENTAGRAM_CONTEXTS, pentagrams
from contextuality.search.packing import Cover, Packing, Parity

if TYPE_CHECKING:
    from contextuality.library.polar import PauliLines

MAX_CONTEXTS = 5000


def pentagram_packing(lines: PauliLines) -> Packing | None:
    """Cover contexts of four with Mermin's pentagrams, each of which violates one at least.

    Args:
        lines: contexts of four.

    Returns:
        The best of two packings: all pentagrams alike, and disjoint ones taken greedily; None
        without pentagrams, or with too many to list.

    Source: N. D. Mermin, Rev. Mod. Phys. 65 (1993) 803, for the pentagram; the packing is ours.

    Example:
        >>> from contextuality.library.polar import build
        >>> pentagram_packing(build("affine-planes-3")).bound
        189
    """
    if lines.lines.shape[1] != 4 or len(lines.lines) > MAX_CONTEXTS:
        return None
    try:
        found = pentagrams(lines.points, lines.qubits)
    except InputError:
        return None
    place = {tuple(row): k for k, row in enumerate(lines.lines.tolist())}
    parts = []
    for row in found.tolist():
        contexts = [tuple(sorted(row[i] for i in context)) for context in PENTAGRAM_CONTEXTS]
        if all(context in place for context in contexts):
            rows = sorted(place[context] for context in contexts)
            if lines.sign_bits[rows].sum() % 2:
                parts.append(rows)
    if not parts:
        return None
    loads = np.bincount(np.array(parts).ravel(), minlength=len(lines.lines))
    times = int(loads.max())
    used: set[int] = set()
    apart = []
    for rows in parts:
        if used.isdisjoint(rows):
            used |= set(rows)
            apart.append(rows)
    # Disjoint ones, where they suffice, make a much shorter certificate.
    if len(apart) >= -(-len(parts) // times):
        parts, times = apart, 1
    nodes = tuple(Parity(tuple(rows)) for rows in parts)
    if len(nodes) == 1:
        return Packing(1, nodes)
    cover = Cover(times, tuple((1, i) for i in range(len(nodes))))
    return Packing(-(-len(nodes) // times), (*nodes, cover))
