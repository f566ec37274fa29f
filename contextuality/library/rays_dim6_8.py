"""Named vector sets in six and eight dimensions, each built from a construction.

Belongs here: codes, root systems and joint eigenvectors that generate rays. Does not belong here:
lower dimensions (`rays_dim3`, `rays_dim4`), citations for the reader (`ks_sets`).
"""

from __future__ import annotations

from itertools import combinations, product
from math import gcd
from typing import TYPE_CHECKING

from contextuality.library.rays import integers, one_per_ray
from contextuality.pauli import parse_pauli

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.vectors import RingElement, Vector, VectorSet

# The field of four elements as 0, 1, 2 = w, 3 = w + 1 = w^2: addition is XOR, and the nonzero
# elements multiply by adding logarithms to the base w.
_LOG = {1: 0, 2: 1, 3: 2}
_LIFTED: dict[int, RingElement] = {0: (0, 0), 1: (1, 0), 2: (0, 1), 3: (-1, -1)}

_LOCAL_LINES = (
    ("ZII", "IZI", "IIZ"),
    ("ZII", "IXI", "IIX"),
    ("XII", "IZI", "IIX"),
    ("XII", "IXI", "IIZ"),
)
"""Generators of the four lines of a real Mermin star that hold single-qubit operators."""


def lisonek_21() -> VectorSet:
    """Return the 21 rays of Lisonek, Badziag, Portillo and Cabello in six dimensions.

    They have seven bases, any two of which share exactly one ray. Here they are the six axes and
    the words of weight 4 of the hexacode, its elements 0, 1, w, w^2 over the field with four
    elements read as complex numbers. Two words whose supports share two places are not orthogonal;
    two that share three are, since there the terms of the product are 1, w and w^2.

    Source: P. Lisonek, P. Badziag, J. R. Portillo and A. Cabello, Phys. Rev. A 89 (2014) 042101,
        for the rays' orthogonalities; the realization by the hexacode (J. H. Conway and N. J. A.
        Sloane, Sphere Packings, Lattices and Groups, chapter 3) is ours and need not have their
        coordinates.

    Example:
        >>> len(lisonek_21().vectors), len(lisonek_21().complete_bases())
        (21, 7)
    """
    words = []
    for a, b, c in product(range(4), repeat=3):
        values = (_times(a, _times(x, x)) ^ _times(b, x) ^ c for x in (1, 2, 3))
        word = (a, b, c, *values)
        if word.count(0) == 2:
            words.append(tuple(_LIFTED[letter] for letter in word))
    axes = [integers(int(i == k) for k in range(6)) for i in range(6)]
    return one_per_ray("lisonek-21", 6, "Z[w]", [*axes, *words])


def kernaghan_peres_40() -> VectorSet:
    """Return the 40 rays of Kernaghan and Peres in eight dimensions.

    They are the joint eigenvectors of the five lines of Mermin's star in a real form: on three
    qubits ZZZ, ZXX, XZX, XXZ, and each of these four with the single-qubit operators it is made
    of. Coordinate k belongs to the basis state in which qubit i has the value of bit i of k.

    Source: M. Kernaghan and A. Peres, Phys. Lett. A 198 (1995) 1, for the joint eigenvectors of
        Mermin's star; the choice of X and Z for its observables is ours.

    Example:
        >>> len(kernaghan_peres_40().vectors), len(kernaghan_peres_40().complete_bases())
        (40, 25)
    """
    rays = [
        _joint_eigenvector(line, signs)
        for line in (*_LOCAL_LINES, ("ZXX", "XZX", "XXZ"))
        for signs in product((1, -1), repeat=3)
    ]
    return one_per_ray("kernaghan-peres-40", 8, "Z", rays)


def kernaghan_peres_36() -> VectorSet:
    """Return 36 of the 40 rays of Kernaghan and Peres, which have eleven bases.

    Left out are four mutually orthogonal rays, one from each local line of the star: a
    single-qubit operator, which is on two of these lines, is +1 on one ray and -1 on the other.

    Source: M. Kernaghan and A. Peres, Phys. Lett. A 198 (1995) 1, for a proof with 36 rays. Our
        choice is one of the 320 parity proofs by 36 rays in 11 bases among the 40 rays; we could
        not compare it with theirs.

    Example:
        >>> len(kernaghan_peres_36().vectors), len(kernaghan_peres_36().complete_bases())
        (36, 11)
    """
    opposite = ((1, 1, 1), (-1, 1, 1), (1, -1, -1), (-1, -1, -1))
    left_out = set(map(_joint_eigenvector, _LOCAL_LINES, opposite))
    kept = [ray for ray in kernaghan_peres_40().vectors if ray not in left_out]
    return one_per_ray("kernaghan-peres-36", 8, "Z", kept)


def e8_120() -> VectorSet:
    """Return the 120 rays through the roots of E8 in eight dimensions.

    Scaled by 2 the roots are those vectors with two entries 2 or -2 and otherwise 0, and those of
    entries 1 and -1 with an even number of -1.

    Source: M. Waegell and P. K. Aravind, J. Phys. A 48 (2015) 225301, for the rays as a
        Kochen-Specker set; roots: N. Bourbaki, Groupes et algebres de Lie, chapter VI.

    Example:
        >>> len(e8_120().vectors)
        120
    """
    pairs = [
        integers(2 if k == i else 2 * sign if k == j else 0 for k in range(8))
        for i, j in combinations(range(8), 2)
        for sign in (1, -1)
    ]
    halves = [integers(signs) for signs in product((1, -1), repeat=8) if signs.count(-1) % 2 == 0]
    return one_per_ray("e8-120", 8, "Z", [*pairs, *halves])


def _times(a: int, b: int) -> int:
    """Multiply in the field of four elements."""
    if a == 0 or b == 0:
        return 0
    return (1, 2, 3)[(_LOG[a] + _LOG[b]) % 3]


def _joint_eigenvector(labels: Sequence[str], signs: Sequence[int]) -> Vector:
    """Return the vector that commuting real Pauli strings map to itself times the signs.

    The labels must single out a ray; entries have no common factor and the first is positive.
    """
    states = range(1 << len(labels[0]))
    for start in states:
        entries = [int(k == start) for k in states]
        for label, sign in zip(labels, signs, strict=True):
            x, z = parse_pauli(label)
            # X^x Z^z sends basis state k to (-1)^(k.z) times basis state k + x.
            image = [_sign((k ^ x) & z) * entries[k ^ x] for k in states]
            entries = [a + sign * b for a, b in zip(entries, image, strict=True)]
        if any(entries):
            factor = gcd(*entries) * (1 if next(filter(None, entries)) > 0 else -1)
            return integers(entry // factor for entry in entries)
    raise AssertionError(f"no joint eigenvector of {labels} for the signs {signs}")


def _sign(mask: int) -> int:
    return -1 if mask.bit_count() % 2 else 1
