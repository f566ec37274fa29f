"""Contexts given as lists of vertices, read into the form that colourings are judged in.

Belongs here: docs/formats/contexts.md up to the list of clauses. Does not belong here: vectors
(`rays`), colourings (`colouring`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from proofs.independent.rays import Rays
from proofs.independent.reader import fail, fields, increasing, integer, items

MAX_VERTICES = 4096
MAX_CONTEXTS = 1_000_000
MAX_PAIRS = 2_000_000


def read_contexts(statement: dict[str, Any]) -> Rays:
    """Read contexts and exclusive pairs, and list all pairs that are not both 1.

    Raises:
        InputError: if the statement breaks a rule of docs/formats/contexts.md.

    Source: B. D. McKay, N. D. Megill and M. Pavicic, Int. J. Theor. Phys. 39 (2000) 2381, for
        hypergraphs of contexts.

    Example:
        >>> read_contexts({"kind": "contexts-colourable", "vertices": 4,
        ...                "contexts": [[0, 1, 2]], "pairs": [[2, 3]]}).pairs
        ((0, 1), (0, 2), (1, 2), (2, 3))
    """
    fields(statement, "statement", ("kind", "vertices", "contexts", "pairs"))
    count = integer(statement["vertices"], "vertices", 1, MAX_VERTICES)
    contexts = _rows(items(statement["contexts"], "contexts", 0, MAX_CONTEXTS), count, "contexts")
    listed = _rows(items(statement["pairs"], "pairs", 0, MAX_PAIRS), count, "pairs")
    for i, pair in enumerate(listed):
        if len(pair) != 2:
            fail(f"pairs[{i}]", "two vertices", f"{len(pair)}")
    if len(listed) + sum(len(row) * (len(row) - 1) // 2 for row in contexts) > MAX_PAIRS:
        fail("statement", f"at most {MAX_PAIRS} pairs in contexts and besides", "more")
    # A matrix of who excludes whom: another route to the pairs than listing combinations.
    clash = np.zeros((count, count), dtype=np.bool_)
    for row in (*contexts, *listed):
        clash[np.ix_(row, row)] = True
    pairs = np.argwhere(np.triu(clash, 1)).tolist()
    return Rays(count, tuple((i, j) for i, j in pairs), tuple(contexts))


def _rows(rows: list[Any], count: int, where: str) -> list[tuple[int, ...]]:
    """Check lists of vertices: each increasing and not empty, one after the other in order."""
    found = []
    for i, row in enumerate(rows):
        members = increasing(row, f"{where}[{i}]")
        if not members or members[-1] >= count:
            fail(f"{where}[{i}]", f"vertices below {count}", repr(members)[:80])
        found.append(tuple(members))
    if found != sorted(set(found)):
        fail(where, "distinct lists in lexicographic order", "another order, or one twice")
    return found
