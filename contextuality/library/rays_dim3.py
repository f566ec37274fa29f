"""Named vector sets in three dimensions, each built from a construction.

Belongs here: generating vectors, symmetries and selection rules. Does not belong here: other
dimensions (`rays_dim4`, `rays_dim6_8`), citations for the reader (`ks_sets`).
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from contextuality.library.rays import ONE, ZERO, integers, one_per_ray, signed_permutations

if TYPE_CHECKING:
    from contextuality.vectors import Vector, VectorSet


def yu_oh_13() -> VectorSet:
    """Return the Yu-Oh set: all thirteen rays with entries -1, 0 and 1 in three dimensions.

    It has a colouring, yet no noncontextual model fits its statistics: a control for every search
    that claims uncolourability.

    Source: S. Yu and C. H. Oh, Phys. Rev. Lett. 108 (2012) 030402.

    Example:
        >>> len(yu_oh_13().vectors)
        13
    """
    return one_per_ray("yu-oh-13", 3, "Z", (integers(v) for v in product((0, 1, -1), repeat=3)))


def sic_25() -> VectorSet:
    """Return the Yu-Oh set with the twelve rays of (1, 1, 2) added: 25 rays, still colourable.

    They are all signed permutations of (0,0,1), (0,1,1), (1,1,1) and (1,1,2). A control, like the
    Yu-Oh set that it contains: no noncontextual model fits its statistics either.

    Source: S. Yu and C. H. Oh, Phys. Rev. Lett. 108 (2012) 030402, for the thirteen; the 25 rays
        circulate as a test case of programs for Kochen-Specker sets, and we know of no paper that
        introduces them.

    Example:
        >>> len(sic_25().vectors)
        25
    """
    generators = map(integers, ((0, 0, 1), (0, 1, 1), (1, 1, 1), (1, 1, 2)))
    return one_per_ray("sic-25", 3, "Z", signed_permutations(generators))


def peres_33() -> VectorSet:
    """Return Peres' 33 rays in three dimensions.

    They are (0,0,1), (0,1,1), (0,1,s) and (1,1,s), s the square root of 2, under all permutations
    and changes of sign.

    Source: A. Peres, J. Phys. A 24 (1991) L175.

    Example:
        >>> len(peres_33().vectors)
        33
    """
    root = (0, 1)
    generators = ((ZERO, ZERO, ONE), (ZERO, ONE, ONE), (ZERO, ONE, root), (ONE, ONE, root))
    return one_per_ray("peres-33", 3, "Z[sqrt2]", signed_permutations(generators))


def schuette_33() -> VectorSet:
    """Return Schuette's 33 rays in three dimensions.

    They are the 25 rays of `sic_25` and those eight signed permutations of (0,1,2) that do not lie
    in the plane across the first axis.

    Source: J. Bub, Found. Phys. 26 (1996) 787, who draws 33 rays from a tautology of K. Schuette;
        the description by signed permutations is ours, fitted to the published coordinates.

    Example:
        >>> len(schuette_33().vectors)
        33
    """
    tilted = signed_permutations([integers((0, 1, 2))])
    rays = sic_25().vectors + tuple(vector for vector in tilted if vector[0] != ZERO)
    return one_per_ray("schuette-33", 3, "Z", rays)


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
        rays += [integers(v) for v in ((x, y, z), (x, -z, y), (x, -y, -z), (x, z, -y))]
    return one_per_ray("conway-kochen-31", 3, "Z", rays)
