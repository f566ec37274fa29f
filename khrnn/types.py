"""Shape aliases and the qubit order, stated once for the whole package.

What belongs here: names for plain data that several models share. What does not: behaviour.

Qubit order: little-endian. Bit ``i`` of an integer is vertex (qubit) ``i``, and qubit 0 is the
least significant bit. Entry ``z`` of a state vector is the amplitude of the basis state whose
qubit ``i`` is bit ``i`` of ``z``. An ancilla, where there is one, is qubit ``n``: the most
significant bit, so the first half of the vector belongs to the ancilla in state 0.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

VertexMask: TypeAlias = int
"""A set of vertices as a bit mask: an edge, a monomial, a shift."""

Outcome: TypeAlias = int
"""The result of a measurement: +1 or -1."""

Word: TypeAlias = int | None
"""What a cell emits for one token: an outcome, or None, the blank."""

Words: TypeAlias = tuple[Word, ...]
"""A translation: one word per token of the sentence."""

IntegerVector: TypeAlias = npt.NDArray[np.int64] | npt.NDArray[np.object_]
"""Exact amplitudes, shape (2^n,): int64 while that is safe, Python integers (object) beyond."""

SignVector: TypeAlias = npt.NDArray[np.int64]
"""Entries +1 and -1, shape (2^n,): the diagonal (-1)^g as a vector."""
