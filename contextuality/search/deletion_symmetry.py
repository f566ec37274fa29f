"""Symmetries in deletions: what one part is needed for, its images are needed for as well.

Belongs here: the symmetries of what is left at a stage of a deletion, and moving witnesses by them.
Does not belong here: the deletion (`deletion`), finding automorphisms (`contextuality.symmetry`).
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from contextuality.context_hypergraph import ContextHypergraph
from contextuality.permutations import transversal
from contextuality.symmetry import symmetries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contextuality.permutations import Permutation


class WitnessImages:
    """The images of a witness under the automorphisms of what is left.

    Args:
        vertices: their number.
        contexts: the edges of the whole.
        pairs: never both 1, whatever is deleted; none under the rule "bases".
        edges: True if edges are deleted, False if vertices are.

    Source: ours; that a symmetry of a set moves needed parts to needed parts is evident.

    Example:
        >>> images = WitnessImages(3, ((0, 1), (1, 2)), (), edges=False)
        >>> [(part, sorted(ones)) for part, ones in images((0, 1, 2), 0, frozenset({1}))]
        [(0, [1]), (2, [1])]
    """

    def __init__(
        self,
        vertices: int,
        contexts: Sequence[tuple[int, ...]],
        pairs: Sequence[tuple[int, int]],
        *,
        edges: bool,
    ) -> None:
        self._vertices, self._contexts, self._pairs = vertices, contexts, pairs
        self._edges = edges
        self._kept: tuple[int, ...] | None = None
        self._generators: tuple[Permutation, ...] = ()

    def __call__(
        self, kept: Sequence[int], part: int, ones: frozenset[int]
    ) -> Iterator[tuple[int, frozenset[int]]]:
        """Yield the parts that the automorphisms of the kept ones move a needed one to.

        Args:
            kept: what is left; parts of it are vertices or edges, by their numbers in the whole.
            part: one that is needed.
            ones: the vertices at 1 in a colouring of what is left without it.

        Yields:
            Parts, the given one among them, with such a colouring for each.
        """
        state = tuple(sorted(kept))
        if state != self._kept:
            self._kept, self._generators = state, self._found(state)
        inside = frozenset(range(self._vertices)) if self._edges else frozenset(state)
        start = ones & inside
        if not self._generators:
            yield part, start
            return
        if not self._edges:
            reached = transversal(self._generators, part)
            for other, element in reached.items():
                yield other, frozenset(element[i] for i in start)
            return
        place = {frozenset(self._contexts[k]): k for k in state}
        found = {part: start}
        queue = [part]
        for k in queue:  # grows while it is read
            for generator in self._generators:
                image = place[frozenset(generator[i] for i in self._contexts[k])]
                if image not in found:
                    found[image] = frozenset(generator[i] for i in found[k])
                    queue.append(image)
        yield from found.items()

    def _found(self, kept: tuple[int, ...]) -> tuple[Permutation, ...]:
        """Return automorphisms of what is left as permutations of all vertices."""
        left = range(self._vertices) if self._edges else kept
        new = {old: i for i, old in enumerate(left)}
        remaining = [self._contexts[k] for k in kept] if self._edges else self._contexts
        contexts = tuple(
            tuple(new[i] for i in context)
            for context in remaining
            if all(i in new for i in context)
        )
        inside = {frozenset(pair) for context in contexts for pair in combinations(context, 2)}
        pairs = tuple(
            (new[i], new[j])
            for i, j in self._pairs
            if i in new and j in new and frozenset((new[i], new[j])) not in inside
        )
        labels = tuple(map(str, left))
        found = symmetries(ContextHypergraph("what is left", labels, contexts, pairs)).generators
        result = []
        for generator in found:
            images = list(range(self._vertices))
            for old, i in new.items():
                images[old] = left[generator[i]]
            result.append(tuple(images))
        return tuple(result)
