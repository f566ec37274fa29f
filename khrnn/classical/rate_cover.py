"""Classes that are too small: covers by differences of which a class holds one at most.

What belongs here: the search for such covers, case by case. What does not: where the lengths come
from (``rate``), and checking (``proofs.kernel.class_search``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from contextuality.vertex_sets import ones

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_TRIES = 6
_STARTS = 12

Cover = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class CasesOfCovers:
    """Why no class of short differences is large.

    Attributes:
        cases: a difference, and a cover of those that can join 0 and it, without those of the
            cases before.
        cover: a cover of the short differences that no case names.
    """

    cases: tuple[tuple[int, Cover], ...]
    cover: Cover


def class_cover(
    lengths: npt.NDArray[np.int64], limit: int, members: int, rng: np.random.Generator
) -> CasesOfCovers | None:
    """Try to show that no class has so many members.

    A class may be moved so that it holds 0. Of differences that are pairwise long it holds at most
    one; so if those that may join are covered by few such sets, it is small.

    Args:
        lengths: from `rate.derivative_lengths`.
        limit: a difference is short if its length is below this.
        members: the size to exclude, at least 3.
        rng: the source of randomness.

    Returns:
        Covers that exclude it: members - 3 sets at most in a case, members - 2 in the last; None
        if the greedy search finds none, which means nothing.

    Source:
        Ours; sequential colouring as in clique search.

    Example:
        >>> import numpy as np
        >>> class_cover(np.array([0, 1, 1, 2]), 2, 3, np.random.default_rng(1))
        CasesOfCovers(cases=(), cover=((1, 2),))
    """
    size = len(lengths)
    short = [d for d in range(1, size) if lengths[d] < limit]
    far = {d: sum(1 << e for e in short if lengths[d ^ e] >= limit and d != e) for d in short}
    left = sum(1 << d for d in short)
    cases: list[tuple[int, Cover]] = []
    while True:
        whole = _cover(left, far, members - 2, rng)
        if len(whole) <= members - 2:
            return CasesOfCovers(tuple(cases), whole)
        # Those that few others can join come first; they are out of the later cases.
        for _ in range(len(whole) - members + 2):
            chosen = min(ones(left), key=partial(_joined, far, left))
            left ^= 1 << chosen
            cover = _cover(left & ~far[chosen], far, members - 3, rng)
            if len(cover) > members - 3:
                return None
            cases.append((chosen, cover))


def _cover(wanted: int, far: dict[int, int], most: int, rng: np.random.Generator) -> Cover:
    """The smallest of a few greedy covers, the first that is small enough."""
    best = _greedy(wanted, far, rng)
    for _ in range(_TRIES):
        if len(best) <= most:
            break
        best = min(best, _greedy(wanted, far, rng), key=len)
    return best


def _greedy(wanted: int, far: dict[int, int], rng: np.random.Generator) -> Cover:
    """Cover a set by cliques of far differences, the largest first as found."""
    cover: list[tuple[int, ...]] = []
    while wanted:
        best: list[int] = []
        for start in rng.permutation(list(ones(wanted)))[:_STARTS].tolist():
            clique, candidates = [start], far[start] & wanted
            while candidates:
                counts = {d: (far[d] & candidates).bit_count() for d in ones(candidates)}
                top = max(counts.values())
                tied = [d for d, count in counts.items() if count == top]
                pick = tied[int(rng.integers(len(tied)))]
                clique.append(pick)
                candidates &= far[pick]
            if len(clique) > len(best):
                best = clique
        cover.append(tuple(sorted(best)))
        wanted &= ~sum(1 << d for d in best)
    return tuple(cover)


def _joined(far: dict[int, int], within: int, difference: int) -> int:
    return (within & ~far[difference]).bit_count()
