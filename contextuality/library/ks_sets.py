"""The table of named vector sets: how each is built, what it is and where it was published.

Belongs here: one entry per set. Does not belong here: constructions (`rays_dim3`, `rays_dim4`,
`rays_dim6_8`), Pauli scenarios, and the search by name (the package itself).

"Uncolourable" holds for both conventions; "uncolourable with pairs" means that a colouring exists
as soon as orthogonal rays outside complete bases may both have the value 1. "Critical" means that
every set with one ray fewer has a colouring.
"""

from __future__ import annotations

from contextuality.library import rays_dim3, rays_dim4, rays_dim6_8
from contextuality.library.entry import Entry

KS_SETS: dict[str, Entry] = {
    "conway-kochen-31": Entry(
        rays_dim3.conway_kochen_31,
        "31 rays in dimension 3, 71 orthogonal pairs, 17 bases, uncolourable with pairs, critical",
        "J. H. Conway and S. Kochen, in A. Peres, Quantum Theory: Concepts and Methods (1993) 114",
    ),
    "peres-33": Entry(
        rays_dim3.peres_33,
        "33 rays in dimension 3, 72 orthogonal pairs, 16 bases, uncolourable with pairs, critical",
        "A. Peres, J. Phys. A 24 (1991) L175",
    ),
    "schuette-33": Entry(
        rays_dim3.schuette_33,
        "33 rays in dimension 3, 76 orthogonal pairs, 20 bases, uncolourable with pairs, critical",
        "J. Bub, Found. Phys. 26 (1996) 787",
    ),
    "yu-oh-13": Entry(
        rays_dim3.yu_oh_13,
        "13 rays in dimension 3, 24 orthogonal pairs, 4 bases, colourable (control)",
        "S. Yu and C. H. Oh, Phys. Rev. Lett. 108 (2012) 030402",
    ),
    "sic-25": Entry(
        rays_dim3.sic_25,
        "25 rays in dimension 3, 48 orthogonal pairs, 16 bases, colourable (control)",
        "contains the set of S. Yu and C. H. Oh, Phys. Rev. Lett. 108 (2012) 030402",
    ),
    "cabello-18": Entry(
        rays_dim4.cabello_18,
        "18 rays in dimension 4, 63 orthogonal pairs, 9 bases, uncolourable, critical",
        "A. Cabello, J. M. Estebaranz and G. Garcia-Alcaine, Phys. Lett. A 212 (1996) 183",
    ),
    "kernaghan-20": Entry(
        rays_dim4.kernaghan_20,
        "20 rays in dimension 4, 75 orthogonal pairs, 11 bases, uncolourable, critical",
        "M. Kernaghan, J. Phys. A 27 (1994) L829",
    ),
    "peres-24": Entry(
        rays_dim4.peres_24,
        "24 rays in dimension 4, 108 orthogonal pairs, 24 bases, uncolourable",
        "A. Peres, J. Phys. A 24 (1991) L175",
    ),
    "zimba-penrose-28": Entry(
        rays_dim4.zimba_penrose_28,
        "28 rays in dimension 4, 126 orthogonal pairs, 14 bases, uncolourable with pairs, critical",
        "J. Zimba and R. Penrose, Stud. Hist. Phil. Sci. 24 (1993) 697",
    ),
    "penrose-40": Entry(
        rays_dim4.penrose_40,
        "40 rays in dimension 4, 240 orthogonal pairs, 40 bases, uncolourable; "
        "critical if only bases count",
        "J. Zimba and R. Penrose, Stud. Hist. Phil. Sci. 24 (1993) 697",
    ),
    "cell600-60": Entry(
        rays_dim4.cell600_60,
        "60 rays in dimension 4, 450 orthogonal pairs, 75 bases, uncolourable",
        "P. K. Aravind and F. Lee-Elkin, J. Phys. A 31 (1998) 9829",
    ),
    "lisonek-21": Entry(
        rays_dim6_8.lisonek_21,
        "21 rays in dimension 6, 105 orthogonal pairs, 7 bases, uncolourable, critical",
        "P. Lisonek, P. Badziag, J. R. Portillo and A. Cabello, Phys. Rev. A 89 (2014) 042101",
    ),
    "kernaghan-peres-36": Entry(
        rays_dim6_8.kernaghan_peres_36,
        "36 rays in dimension 8, 374 orthogonal pairs, 11 bases, uncolourable, critical",
        "M. Kernaghan and A. Peres, Phys. Lett. A 198 (1995) 1",
    ),
    "kernaghan-peres-40": Entry(
        rays_dim6_8.kernaghan_peres_40,
        "40 rays in dimension 8, 460 orthogonal pairs, 25 bases, uncolourable",
        "M. Kernaghan and A. Peres, Phys. Lett. A 198 (1995) 1",
    ),
    "e8-120": Entry(
        rays_dim6_8.e8_120,
        "120 rays in dimension 8, 3780 orthogonal pairs, 2025 bases, uncolourable",
        "M. Waegell and P. K. Aravind, J. Phys. A 48 (2015) 225301",
    ),
}
