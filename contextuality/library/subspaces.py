"""Contexts that are subspaces of N-qubit Paulis, or planes without a line.

Belongs here: these contexts, made from bases. Does not belong here: listing the bases (`polar`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contextuality.library.polar import PauliLines, isotropic_subspaces

if TYPE_CHECKING:
    from numpy.typing import NDArray


def subspace_contexts(qubits: int, dimension: int, name: str) -> PauliLines:
    """Return the totally isotropic subspaces of a dimension as contexts of all their points.

    Args:
        qubits: N.
        dimension: over GF(2), 2 to N.
        name: one line of text.

    Raises:
        InputError: as `polar.isotropic_subspaces`.

    Source: M. Saniga and M. Planat, arXiv quant-ph/0612179.

    Example:
        >>> subspace_contexts(3, 3, "planes").negative_contexts
        54
    """
    return _contexts(qubits, _spans(isotropic_subspaces(qubits, dimension))[:, 1:], name)


def affine_planes(qubits: int, name: str) -> PauliLines:
    """Return the totally isotropic planes less a line of theirs: contexts of four points.

    Args:
        qubits: N, at least 3.
        name: one line of text.

    Raises:
        InputError: as `polar.isotropic_subspaces`.

    Source: standard; three qubits have 135 planes of seven lines each.

    Example:
        >>> affine = affine_planes(3, "affine")
        >>> affine.lines.shape, affine.negative_contexts
        ((945, 4), 324)
    """
    spans = _spans(isotropic_subspaces(qubits, 3))
    # A line of a plane is where a form of the plane is 0: what is left is where it is 1.
    inside = [[i for i in range(8) if (i & form).bit_count() % 2] for form in range(1, 8)]
    return _contexts(qubits, np.concatenate([spans[:, four] for four in inside]), name)


def _spans(bases: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return all sums of the vectors of each basis, zero first."""
    spans = np.zeros((len(bases), 1), dtype=np.int32)
    for column in bases.T:
        spans = np.concatenate([spans, spans ^ column[:, None]], axis=1)
    return spans


def _contexts(qubits: int, codes: NDArray[np.int32], name: str) -> PauliLines:
    points = np.arange(1, 4**qubits, dtype=np.int64)
    return PauliLines.from_members(name, qubits, points, codes - 1)
