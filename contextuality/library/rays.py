"""What the constructions of vector sets share: orbits of vectors and one vector for each ray.

Belongs here: helpers that name no particular set. Does not belong here: the sets themselves
(`rays_dim3`, `rays_dim4`, `rays_dim6_8`).

Every ray is represented by a vector whose first nonzero entry is positive (for entries a + b*t:
(a, b) > (0, 0) as a pair), and the rays of a set are listed in the order of their construction.
"""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING

from contextuality.vectors import RINGS, VectorSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contextuality.vectors import RingElement, Vector

ZERO: RingElement = (0, 0)
ONE: RingElement = (1, 0)


def integers(vector: Iterable[int]) -> Vector:
    """Return a vector of integers as one of ring elements.

    Example:
        >>> integers([1, -2])
        ((1, 0), (-2, 0))
    """
    return tuple((entry, 0) for entry in vector)


def signed_permutations(generators: Iterable[Vector]) -> list[Vector]:
    """Return each vector under all permutations and sign changes, repeats included.

    Example:
        >>> len(signed_permutations([integers([0, 1])]))
        8
    """
    return [
        tuple((s * a, s * b) for s, (a, b) in zip(signs, arranged, strict=True))
        for generator in generators
        for arranged in permutations(generator)
        for signs in product((1, -1), repeat=len(generator))
    ]


def one_per_ray(name: str, dim: int, ring: str, vectors: Iterable[Vector]) -> VectorSet:
    """Return the set of the rays of some vectors: zero and later multiples are dropped.

    Example:
        >>> one_per_ray("axis", 2, "Z", [integers([0, 0]), integers([-2, 0])]).spelled()
        (('2', '0'),)
    """
    kept: dict[object, Vector] = {}
    for vector in vectors:
        lead = next((entry for entry in vector if entry != ZERO), None)
        if lead is not None:
            ray = tuple(RINGS[ring].ratio(entry, lead) for entry in vector)
            kept.setdefault(ray, vector if lead > ZERO else negated(vector))
    return VectorSet(name, dim, ring, tuple(kept.values()))


def negated(vector: Vector) -> Vector:
    """Return the negative of a vector.

    Example:
        >>> negated(((1, 2), (0, 0)))
        ((-1, -2), (0, 0))
    """
    return tuple((-a, -b) for a, b in vector)
