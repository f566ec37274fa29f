"""Named vector sets in four dimensions, each built from a construction.

Belongs here: generating vectors, symmetries and selection rules. Does not belong here: other
dimensions (`rays_dim3`, `rays_dim6_8`), citations for the reader (`ks_sets`).
"""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING

from contextuality.library.rays import (
    ONE,
    ZERO,
    integers,
    negated,
    one_per_ray,
    signed_permutations,
)
from contextuality.vectors import VectorSet

if TYPE_CHECKING:
    from contextuality.vectors import RingElement, Vector

_CUBE_ROOTS: tuple[RingElement, ...] = ((1, 0), (0, 1), (-1, -1))
"""1, w and w^2 in Z[w], w a primitive cube root of unity."""


def peres_24() -> VectorSet:
    """Return Peres' 24 rays in four dimensions: the joint eigenvectors of the Mermin square.

    They are (1,0,0,0), (1,1,0,0) and (1,1,1,1) under all permutations and changes of sign, the
    root directions of F4.

    Source: A. Peres, J. Phys. A 24 (1991) L175.

    Example:
        >>> len(peres_24().vectors)
        24
    """
    generators = tuple((ONE,) * k + (ZERO,) * (4 - k) for k in (1, 2, 4))
    return one_per_ray("peres-24", 4, "Z", signed_permutations(generators))


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


def kernaghan_20() -> VectorSet:
    """Return twenty of Peres' 24 rays that have eleven bases and a parity proof.

    Left out are (1,-1,-1,-1) and three rays orthogonal to it, (1,1,0,0), (1,0,1,0) and (1,0,0,1),
    which are neither orthogonal to each other nor in one plane.

    Source: M. Kernaghan, J. Phys. A 27 (1994) L829, for a proof by 20 rays in 11 bases. The 24
        rays contain 96 such proofs of this kind and 144 of another, whose 20 rays have a twelfth
        basis (computed; cf. M. Waegell and P. K. Aravind, Found. Phys. 41 (2011) 1786). We take
        the kind without one; which was printed in 1994 we could not check.

    Example:
        >>> len(kernaghan_20().vectors), len(kernaghan_20().complete_bases())
        (20, 11)
    """
    left_out = {integers(v) for v in ((1, -1, -1, -1), (1, 1, 0, 0), (1, 0, 1, 0), (1, 0, 0, 1))}
    kept = tuple(vector for vector in peres_24().vectors if vector not in left_out)
    return VectorSet("kernaghan-20", 4, "Z", kept)


def penrose_40() -> VectorSet:
    """Return Penrose's 40 rays in four dimensions: the diameters of the Witting polytope.

    They are the four axes and (0, 1, -u, v), (1, 0, -u, -v), (1, -u, 0, v), (1, u, v, 0) for all
    cube roots of unity u and v.

    Source: J. Zimba and R. Penrose, Stud. Hist. Phil. Sci. 24 (1993) 697, by a dodecahedron; that
        these coordinates give the same rays: M. Waegell and P. K. Aravind, Phys. Lett. A 381
        (2017) 1853 (arXiv 1701.06512).

    Example:
        >>> len(penrose_40().vectors), len(penrose_40().complete_bases())
        (40, 40)
    """
    axes = signed_permutations([integers((1, 0, 0, 0))])
    others = [_witting(zero, u, v) for zero in range(4) for u in _CUBE_ROOTS for v in _CUBE_ROOTS]
    return one_per_ray("penrose-40", 4, "Z[w]", [*axes, *others])


def zimba_penrose_28() -> VectorSet:
    """Return 28 of Penrose's 40 rays that are uncolourable, none of which can be left out.

    Of the 40 rays they are the first axis, the nine rays orthogonal to it that are not axes, and
    those rays (1, 0, -w^a, -w^b), (1, -w^a, 0, w^b), (1, w^a, w^b, 0) with a, b in 0, 1, 2 that
    have a + b >= 2.

    Source: J. Zimba and R. Penrose, Stud. Hist. Phil. Sci. 24 (1993) 697, for the number 28. The
        choice is ours: the most symmetric of the smallest sets found by deleting rays in random
        order, all of which have 28 rays in 13 or 14 bases. We could not compare it with theirs.

    Example:
        >>> len(zimba_penrose_28().vectors), len(zimba_penrose_28().complete_bases())
        (28, 14)
    """
    rays = [integers((1, 0, 0, 0))]
    for zero in range(4):
        for (a, u), (b, v) in product(enumerate(_CUBE_ROOTS), repeat=2):
            if zero == 0 or a + b >= 2:
                rays.append(_witting(zero, u, v))
    return one_per_ray("zimba-penrose-28", 4, "Z[w]", rays)


def cell600_60() -> VectorSet:
    """Return the 60 rays through the vertices of the 600-cell.

    Scaled by 2 the vertices are (2,0,0,0) and (1,1,1,1) under all permutations and changes of sign
    and (phi, 1, phi - 1, 0) under even permutations and changes of sign, phi the golden ratio.

    Source: P. K. Aravind and F. Lee-Elkin, J. Phys. A 31 (1998) 9829; vertices: H. S. M. Coxeter,
        Regular Polytopes.

    Example:
        >>> len(cell600_60().vectors), len(cell600_60().complete_bases())
        (60, 75)
    """
    golden: Vector = ((0, 1), (1, 0), (-1, 1), (0, 0))
    vertices = signed_permutations([integers((2, 0, 0, 0)), integers((1, 1, 1, 1))])
    for order in permutations(range(4)):
        swaps = sum(order[i] > order[j] for j in range(4) for i in range(j))
        if swaps % 2 == 0:
            for signs in product((1, -1), repeat=4):
                moved = [golden[k] for k in order]
                signed = ((s * a, s * b) for s, (a, b) in zip(signs, moved, strict=True))
                vertices.append(tuple(signed))
    return one_per_ray("cell600-60", 4, "Z[phi]", vertices)


def _witting(zero: int, u: RingElement, v: RingElement) -> Vector:
    """Return the vector of the Witting polytope with a zero in one place and phases u, v."""
    minus_u, minus_v = negated((u, v))
    return (
        (ZERO, ONE, minus_u, v),
        (ONE, ZERO, minus_u, minus_v),
        (ONE, minus_u, ZERO, v),
        (ONE, u, v, ZERO),
    )[zero]
