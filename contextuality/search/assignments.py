"""Assignments of +1 and -1 that violate few contexts: upper bounds on the degree.

Belongs here: the two heuristics and the exhaustive search. Does not belong here: lower bounds
(`spectral`, `packing`), the interval (`degree`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from contextuality.library.polar import PauliLines

MAX_EIGEN_QUBITS = 6
MAX_RANK = 20

_ITERATIONS = 60


@dataclass(frozen=True, slots=True)
class Contexts:
    """Contexts of any sizes as one array.

    Args:
        members: positions of the observables, shape (L, s); shorter contexts are filled with the
            position after the last observable.
        negative: shape (L,), True where the sign is -1.
        observables: how many.
    """

    members: NDArray[np.int32]
    negative: NDArray[np.bool_]
    observables: int

    def violated(self, flipped: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which contexts an assignment violates.

        Args:
            flipped: shape (observables,), True where the value is -1.

        Example:
            >>> line = Contexts(np.array([[0, 1]], dtype=np.int32), np.array([True]), 2)
            >>> line.violated(np.array([False, False])).tolist()
            [True]
        """
        padded = np.append(flipped, False)
        total = self.negative.copy()
        for column in self.members.T:
            total ^= padded[column]
        return total


def eigenvector_assignments(
    lines: PauliLines, rng: np.random.Generator
) -> Iterator[NDArray[np.bool_]]:
    """Yield assignments that many lines fulfil, without end.

    From a random state psi, the values are the signs of its expectations <psi|T_a|psi>; the next
    psi is the top eigenvector of sum f(a) T_a; until the sum of cubed eigenvalues, which counts
    satisfied less violated lines, no longer grows.

    Args:
        lines: contexts that are all lines in the points, on at most 6 qubits.
        rng: the source of the states.

    Yields:
        Arrays of shape (m,), True where the value is -1: the last of each ascent.

    Source: ours; the ascent is the one behind the trace inequality of `spectral`.

    Example:
        >>> from contextuality.library.polar import build
        >>> doily = build("lines-2")
        >>> found = next(eigenvector_assignments(doily, np.random.default_rng(0)))
        >>> found.shape
        (15,)
    """
    n = lines.qubits
    size = 1 << n
    index = np.arange(size)
    hadamard = 1.0 - 2.0 * (np.bitwise_count(index[:, None] & index[None, :]) & 1)
    shifted = index[:, None] ^ index[None, :]  # entry (x, j) is the row j + x
    turns = 1j ** (np.bitwise_count(index[:, None] & index[None, :]) % 4)  # Y = i X Z
    x, z = lines.points & size - 1, lines.points >> n
    while True:
        psi = rng.normal(size=size) + 1j * rng.normal(size=size)
        flipped = np.zeros(len(lines.points), dtype=np.bool_)
        reached = -np.inf
        for _ in range(_ITERATIONS):
            overlaps = psi[shifted].conj() * psi[None, :]
            expectation = (turns * (overlaps @ hadamard)).real[x, z]
            new = expectation < 0
            table = np.zeros((size, size), dtype=np.complex128)
            table[x, z] = turns[x, z] * (1 - 2.0 * new)
            matrix = np.zeros_like(table)
            matrix[shifted, index[None, :]] = table @ hadamard
            values, vectors = np.linalg.eigh(matrix)
            score = float((values**3).sum())
            if score <= reached + 1e-6:
                break
            reached, flipped, psi = score, new, vectors[:, -1]
        yield flipped


def tabu_assignments(
    contexts: Contexts,
    rng: np.random.Generator,
    start: NDArray[np.bool_],
    steps: int,
    stop: Callable[[], bool] = lambda: False,
) -> NDArray[np.bool_]:
    """Improve an assignment by flipping one value at a time, never the same soon again.

    Args:
        contexts: the configuration.
        rng: draws how long a flip stays forbidden, and breaks ties.
        start: shape (observables,), True where the value is -1.
        steps: how many flips.
        stop: asked now and then.

    Returns:
        The best assignment met, `start` included.

    Source: F. Glover, Tabu search, ORSA J. Comput. 1 (1989) 190.

    Example:
        >>> line = Contexts(np.array([[0, 1]], dtype=np.int32), np.array([True]), 2)
        >>> best = tabu_assignments(line, np.random.default_rng(0), np.zeros(2, dtype=bool), 1)
        >>> int(line.violated(best).sum())
        0
    """
    m = contexts.observables
    flat = contexts.members.ravel()
    order = np.argsort(flat, kind="stable")
    borders = np.searchsorted(flat[order], np.arange(m + 1))
    through = [order[borders[i] : borders[i + 1]] // contexts.members.shape[1] for i in range(m)]
    flipped = start.copy()
    violated = contexts.violated(flipped)
    # gain[i]: how many fewer contexts are violated after flipping i; the last entry is filling.
    weight = np.repeat(np.where(violated, 1, -1), contexts.members.shape[1])
    gain = np.bincount(flat, weights=weight, minlength=m + 1)
    count = least = int(violated.sum())
    best = flipped.copy()
    free_from = np.zeros(m, dtype=np.int64)
    for step in range(steps):
        if not least or (step % 256 == 0 and stop()):
            break
        score = gain[:m] + rng.random(m) * 0.5
        score[(free_from > step) & (count - gain[:m] >= least)] = -np.inf
        i = int(np.argmax(score))
        rows = through[i]
        count -= round(gain[i])
        flipped[i] ^= True
        violated[rows] ^= True
        change = np.repeat(np.where(violated[rows], 2, -2), contexts.members.shape[1])
        gain += np.bincount(contexts.members[rows].ravel(), weights=change, minlength=m + 1)
        free_from[i] = step + 1 + rng.integers(2, 4 + m // 10)
        if count < least:
            least, best = count, flipped.copy()
    return best


def exhaust(
    contexts: Contexts, stop: Callable[[], bool] = lambda: False
) -> NDArray[np.bool_] | None:
    """Return an assignment that violates as few contexts as any, by trying all that differ.

    Args:
        contexts: a configuration whose incidence matrix has rank at most 20, else None is
            returned.
        stop: asked now and then; once True, None is returned.

    Source: a Gray code through the cosets of assignments that violate the same contexts.

    Example:
        >>> line = Contexts(np.array([[0, 1]], dtype=np.int32), np.array([True]), 2)
        >>> int(line.violated(exhaust(line)).sum())
        0
    """
    through = [0] * (contexts.observables + 1)
    for row, members in enumerate(contexts.members.tolist()):
        for i in members:
            through[i] |= 1 << row
    basis: dict[int, tuple[int, int]] = {}  # top bit -> contexts toggled, observables flipped
    for i, toggled in enumerate(through[: contexts.observables]):
        rows, flips = toggled, 1 << i
        while rows and rows.bit_length() in basis:
            other = basis[rows.bit_length()]
            rows, flips = rows ^ other[0], flips ^ other[1]
        if rows:
            basis[rows.bit_length()] = rows, flips
            if len(basis) > MAX_RANK:
                return None
    moves = list(basis.values())
    violated = sum(1 << row for row in np.flatnonzero(contexts.negative).tolist())
    least, best = violated.bit_count(), 0
    for step in range(1, 1 << len(moves)):
        violated ^= moves[(step & -step).bit_length() - 1][0]
        if violated.bit_count() < least:
            least, best = violated.bit_count(), step
        if step % 65536 == 0 and stop():
            return None
    flips = 0
    for place, (_, toggled) in enumerate(moves):
        if (best ^ best >> 1) >> place & 1:
            flips ^= toggled
    return np.array([flips >> i & 1 for i in range(contexts.observables)], dtype=np.bool_)
