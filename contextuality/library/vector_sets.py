"""Named vector sets of the Kochen-Specker literature, each built from a construction.

Belongs here: generating vectors, symmetries and selection rules. Does not belong here: tables of
vectors that a construction yields, Pauli scenarios (`pauli_sets`).

Every ray is represented by the vector whose first nonzero entry is positive (for surds: has a
positive coefficient), and the rays of a set are listed in a fixed order.
"""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING

from contextuality.vectors import RINGS, VectorSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contextuality.vectors import RingElement, Vector


def yu_oh_13() -> VectorSet:
    """Return the Yu-Oh set: all thirteen rays with entries -1, 0 and 1 in three dimensions.

    It has a colouring, yet no noncontextual model fits its statistics: a control for every search
    that claims uncolourability.

    Source: S. Yu and C. H. Oh, Phys. Rev. Lett. 108 (2012) 030402.

    Example:
        >>> len(yu_oh_13().vectors)
        13
    """
    return _set("yu-oh-13", 3, "Z", (_integers(v) for v in product((0, 1, -1), repeat=3)))


def peres_33() -> VectorSet:
    """Return Peres' 33 rays in three dimensions.

    They are (0,0,1), (0,1,1), (0,1,s) and (1,1,s), s the square root of 2, under all permutations
    and changes of sign.

    Source: A. Peres, J. Phys. A 24 (1991) L175.

    Example:
        >>> len(peres_33().vectors)
        33
    """
    zero, one, root = (0, 0), (1, 0), (0, 1)
    generators = ((zero, zero, one), (zero, one, one), (zero, one, root), (one, one, root))
    return _set("peres-33", 3, "Z[sqrt2]", _signed_permutations(generators))


def conway_kochen_31() -> VectorSet:
    """Return the 31 rays of Conway and Kochen in three dimensions.

    They go from the centre of a cube of edge 4 to points with integer coordinates on its surface.
    The set is invariant under quarter turns about one axis, here the first, and consists of the
    orbits of ten rays.

    Source: J. H. Conway and S. Kochen, in A. Peres, Quantum Theory: Concepts and Methods (1993),
        page 114; the description by orbits is ours.

    Example:
        >>> len(conway_kochen_31().vectors)
        31
    """
    generators = (
        *((1, 0, 0), (0, 1, 0), (0, 1, 1), (0, 1, 2)),  # the axis and the plane across it
        *((1, 0, 1), (1, 0, 2), (2, 0, 1)),
        *((1, 1, 1), (1, 1, 2), (2, 1, 1)),
    )
    rays: list[Vector] = []
    for x, y, z in generators:
        rays += [_integers(v) for v in ((x, y, z), (x, -z, y), (x, -y, -z), (x, z, -y))]
    return _set("conway-kochen-31", 3, "Z", rays)


def peres_24() -> VectorSet:
    """Return Peres' 24 rays in four dimensions: the joint eigenvectors of the Mermin square.

    They are (1,0,0,0), (1,1,0,0) and (1,1,1,1) under all permutations and changes of sign, the
    root directions of F4.

    Source: A. Peres, J. Phys. A 24 (1991) L175.

    Example:
        >>> len(peres_24().vectors)
        24
    """
    zero, one = (0, 0), (1, 0)
    generators = tuple((one,) * k + (zero,) * (4 - k) for k in (1, 2, 4))
    return _set("peres-24", 4, "Z", _signed_permutations(generators))


def cabello_18() -> VectorSet:
    """Return the eighteen rays of Cabello, Estebaranz and Garcia-Alcaine in four dimensions.

    Three of Peres' 24 rays lie in the plane of (1,0,0,0) and (1,1,-1,-1), three in the plane
    orthogonal to it; the other eighteen are the set.

    Source: A. Cabello, J. M. Estebaranz and G. Garcia-Alcaine, Phys. Lett. A 212 (1996) 183
        (arXiv quant-ph/9706009); the removal of two planes is ours, cf. P. K. Aravind, Found.
        Phys. Lett. 13 (2000) 499.

    Example:
        >>> len(cabello_18().vectors), len(cabello_18().complete_bases())
        (18, 9)
    """
    # A vector is in a plane iff it is orthogonal to what spans the other plane.
    planes = (((1, 0, 0, 0), (1, 1, -1, -1)), ((0, 1, 1, 0), (0, 1, 0, 1)))
    kept = [
        vector
        for vector in peres_24().vectors
        if not any(
            all(
                sum(a * b for (a, _), b in zip(vector, normal, strict=True)) == 0
                for normal in plane
            )
            for plane in planes
        )
    ]
    return VectorSet("cabello-18", 4, "Z", tuple(kept))


def _integers(vector: Iterable[int]) -> Vector:
    return tuple((entry, 0) for entry in vector)


def _signed_permutations(generators: Iterable[Vector]) -> list[Vector]:
    """Return each generator under all permutations and sign changes, repeats included."""
    return [
        tuple((s * a, s * b) for s, (a, b) in zip(signs, arranged, strict=True))
        for generator in generators
        for arranged in permutations(generator)
        for signs in product((1, -1), repeat=len(generator))
    ]


def _set(name: str, dim: int, ring: str, vectors: Iterable[Vector]) -> VectorSet:
    """Keep one vector of each ray: the zero vector and later multiples are dropped."""
    kept: dict[object, Vector] = {}
    for vector in vectors:
        lead = next((entry for entry in vector if entry != (0, 0)), None)
        if lead is not None:
            ray = tuple(RINGS[ring].ratio(entry, lead) for entry in vector)
            kept.setdefault(ray, vector if lead > (0, 0) else _negated(vector))
    return VectorSet(name, dim, ring, tuple(kept.values()))


def _negated(vector: Vector) -> Vector:
    def negate(entry: RingElement) -> RingElement:
        return -entry[0], -entry[1]

    return tuple(map(negate, vector))
