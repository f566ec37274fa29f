"""Permutation groups given by generators: orbits and the exact order.

Belongs here: orbits on points and on sets, and the chain of stabilizers. Does not belong here:
where the generators come from (`symmetry`). A permutation is the tuple of images of 0, 1, 2...
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Permutation = tuple[int, ...]
    Array = NDArray[np.int32]

MAX_POINTS = 2048
"""Most points of a group whose order is computed: a chain holds a square table per level."""

_RANDOM_PRODUCTS = 20


def orbits(generators: Sequence[Permutation], points: int) -> tuple[tuple[int, ...], ...]:
    """Return the orbits on the points, each increasing, in the order of their least members.

    Args:
        generators: permutations of 0 to points - 1; none generate the trivial group.
        points: at least 0.

    Example:
        >>> orbits([(1, 0, 2, 3), (0, 1, 3, 2)], 4)
        ((0, 1), (2, 3))
    """
    seen = [False] * points
    found = []
    for start in range(points):
        if seen[start]:
            continue
        members = [start]
        seen[start] = True
        for x in members:  # grows while it is read
            for generator in generators:
                y = generator[x]
                if not seen[y]:
                    seen[y] = True
                    members.append(y)
        found.append(tuple(sorted(members)))
    return tuple(found)


def transversal(generators: Sequence[Permutation], point: int) -> dict[int, Permutation]:
    """Return, for every point of an orbit, a group element that moves the first one there.

    Args:
        generators: at least one permutation.
        point: the first point.

    Example:
        >>> transversal([(1, 2, 0)], 0)[2]
        (2, 0, 1)
    """
    reached = {point: tuple(range(len(generators[0])))}
    queue = [point]
    for x in queue:  # grows while it is read
        for generator in generators:
            y = generator[x]
            if y not in reached:
                reached[y] = tuple(generator[i] for i in reached[x])
                queue.append(y)
    return reached


def set_orbits(
    generators: Sequence[Permutation], sets: Iterable[frozenset[int]]
) -> tuple[tuple[int, ...], ...]:
    """Return the orbits on a list of sets of points, as positions in the list.

    Args:
        generators: permutations that map every set of the list to one of the list.
        sets: distinct.

    Raises:
        InputError: if an image is not in the list.

    Example:
        >>> set_orbits([(1, 2, 3, 0)], [frozenset(s) for s in ({0, 1}, {0, 2}, {1, 2}, {1, 3},
        ...                                                    {2, 3}, {0, 3})])
        ((0, 2, 4, 5), (1, 3))
    """
    listed = list(sets)
    place = {members: i for i, members in enumerate(listed)}
    actions = []
    for generator in generators:
        images = [place.get(frozenset(generator[i] for i in members), -1) for members in listed]
        if -1 in images:
            raise InputError(
                where="sets", expected="a list that the group maps to itself", found="another image"
            )
        actions.append(tuple(images))
    return orbits(actions, len(listed))


def pair_orbits(generators: Sequence[Permutation], points: int) -> NDArray[np.int32]:
    """Return the orbit of every unordered pair of points.

    Args:
        generators: permutations of 0 to points - 1.
        points: at most 2048.

    Returns:
        Shape (points, points), symmetric: entry i, j is the number of the orbit of {i, j}, from 0
        in the order of the least pairs; the diagonal is -1.

    Raises:
        InputError: for more points.

    Example:
        >>> pair_orbits([(1, 2, 3, 0)], 4)[0].tolist()
        [-1, 0, 1, 0]
    """
    _check_points(points)
    from scipy.sparse import coo_matrix  # noqa: PLC0415  (slow to import)
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    first, second = np.triu_indices(points, 1)
    number = np.full((points, points), -1, dtype=np.int32)
    number[first, second] = number[second, first] = np.arange(len(first))
    if not len(first):
        return number
    rows, columns = [np.arange(len(first))], [np.arange(len(first))]
    for generator in generators:
        images = np.array(generator)
        rows.append(np.arange(len(first)))
        columns.append(number[images[first], images[second]])
    row, column = np.concatenate(rows), np.concatenate(columns)
    graph = coo_matrix((np.ones(len(row), dtype=np.int8), (row, column)))
    _, labels = connected_components(graph, directed=False)
    _, least = np.unique(labels, return_index=True)
    rank = np.argsort(np.argsort(least)).astype(np.int32)
    number[first, second] = number[second, first] = rank[labels]
    return number


def group_order(generators: Sequence[Permutation], points: int) -> int:
    """Return the exact order of the group that some permutations generate.

    Args:
        generators: permutations of 0 to points - 1.
        points: at most 2048.

    Returns:
        The product of the orbit lengths along a chain of stabilizers; all Schreier generators
        were sifted, so it is no estimate.

    Raises:
        InputError: for more points, or a generator that is no permutation.

    Source: C. C. Sims's method as in A. Seress, Permutation Group Algorithms (2003), chapter 4:
        random products first, then the full test.

    Example:
        >>> group_order([(1, 0, 2, 3, 4), (1, 2, 3, 4, 0)], 5)
        120
    """
    _check_points(points)
    for k, generator in enumerate(generators):
        check_permutation(generator, points, f"generators[{k}]")
    identity = np.arange(points, dtype=np.int32)
    given = [np.array(g, dtype=np.int32) for g in generators if list(g) != identity.tolist()]
    chain = _Chain(points)
    for element in given:
        chain.insert(element)
    if given:
        # Products of random words fill the chain quickly; which ones does not affect the result.
        rng = np.random.default_rng(0)
        word, idle = identity, 0
        while idle < _RANDOM_PRODUCTS:
            for _ in range(8):
                word = given[int(rng.integers(len(given)))][word]
            idle = 0 if chain.insert(word) else idle + 1
    chain.complete()
    order = 1
    for table in chain.orbit:
        order *= int((table >= 0).sum())
    return order


def check_permutation(images: Sequence[int], points: int, where: str) -> None:
    """Refuse a list of images that is no permutation.

    Raises:
        InputError: naming the place.

    Example:
        >>> check_permutation((1, 0), 2, "g")
    """
    if sorted(images) != list(range(points)):
        raise InputError(
            where=where, expected=f"a permutation of 0 to {points - 1}", found="another list"
        )


class _Chain:
    """A base, and per level the orbit of its point under the stabilizer of those before.

    Level k has the strong generators that fix the first k base points; `to_base[k][x]` maps x of
    its orbit to the base point. Composition: (p q)[x] = p[q[x]] = p[q].
    """

    def __init__(self, points: int) -> None:
        self.points = points
        self.base: list[int] = []
        self.generators: list[list[Array]] = []
        self.orbit: list[Array] = []  # x -> 0 in the orbit, -1 outside
        self.to_base: list[Array] = []

    def sift(self, element: Array) -> tuple[Array, int]:
        """Return what is left after going down the chain, and the level where that stopped."""
        for level, point in enumerate(self.base):
            image = int(element[point])
            if self.orbit[level][image] < 0:
                return element, level
            element = self.to_base[level][image][element]
        return element, len(self.base)

    def insert(self, element: Array) -> bool:
        """Put an element into the chain; return whether it was new."""
        rest, level = self.sift(element)
        moved = np.flatnonzero(rest != np.arange(self.points))
        if not len(moved):
            return False
        if level == len(self.base):
            self.base.append(int(moved[0]))
            self.generators.append([])
            self.orbit.append(np.empty(0, dtype=np.int32))
            self.to_base.append(np.empty((0, 0), dtype=np.int32))
        for k in range(level + 1):
            self.generators[k].append(rest)
            self._grow(k)
        return True

    def _grow(self, level: int) -> None:
        point = self.base[level]
        orbit = np.full(self.points, -1, dtype=np.int32)
        to_base = np.zeros((self.points, self.points), dtype=np.int32)
        orbit[point] = 0
        to_base[point] = np.arange(self.points)
        inverses = [np.argsort(g).astype(np.int32) for g in self.generators[level]]
        queue = [point]
        for x in queue:
            for generator, inverse in zip(self.generators[level], inverses, strict=True):
                y = int(generator[x])
                if orbit[y] < 0:
                    orbit[y] = 0
                    to_base[y] = to_base[x][inverse]
                    queue.append(y)
        self.orbit[level], self.to_base[level] = orbit, to_base

    def complete(self) -> None:
        """Sift all Schreier generators, from the last level up, until every one is trivial."""
        level = len(self.base) - 1
        while level >= 0:
            missing = self._missing(level)
            if missing is None:
                level -= 1
            else:
                self.insert(missing)
                level = len(self.base) - 1

    def _missing(self, level: int) -> Array | None:
        """Return a Schreier generator of a level that the chain does not contain."""
        members = np.flatnonzero(self.orbit[level] >= 0)
        from_base = np.argsort(self.to_base[level][members], axis=1)
        for generator in self.generators[level]:
            moved = generator[from_base]
            whole = np.take_along_axis(
                self.to_base[level][generator[members]], moved, axis=1
            ).astype(np.int32)
            rows = whole
            for k in range(level + 1, len(self.base)):
                images = rows[:, self.base[k]]
                outside = np.flatnonzero(self.orbit[k][images] < 0)
                if len(outside):
                    return whole[outside[0]]  # type: ignore[no-any-return]
                rows = np.take_along_axis(self.to_base[k][images], rows, axis=1)
            bad = np.flatnonzero((rows != np.arange(self.points)).any(axis=1))
            if len(bad):
                return whole[bad[0]]  # type: ignore[no-any-return]  # numpy's indexing is untyped
        return None


def _check_points(points: int) -> None:
    if points > MAX_POINTS:
        raise InputError(where="group", expected=f"at most {MAX_POINTS} points", found=str(points))
