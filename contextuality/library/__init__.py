"""Named scenarios and vector sets with their sources.

Belongs here: the list of names and their descriptions. Does not belong here: the constructions
(`pauli_sets`, `vector_sets`) and anything found rather than published.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from contextuality._text import brief
from contextuality.errors import InputError
from contextuality.library import pauli_sets, vector_sets

if TYPE_CHECKING:
    from collections.abc import Callable

    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet

__all__ = ["describe", "get", "names"]


class _Entry(NamedTuple):
    build: Callable[[], Scenario | VectorSet]
    what: str
    citation: str


_ENTRIES: dict[str, _Entry] = {
    "mermin-square": _Entry(
        pauli_sets.mermin_square,
        "the Peres-Mermin square, 9 two-qubit observables in 6 contexts, 1 negative",
        "N. D. Mermin, Phys. Rev. Lett. 65 (1990) 3373; A. Peres, Phys. Lett. A 151 (1990) 107",
    ),
    "mermin-pentagram": _Entry(
        pauli_sets.mermin_pentagram,
        "Mermin's star, 10 three-qubit observables in 5 contexts, 1 negative",
        "N. D. Mermin, Rev. Mod. Phys. 65 (1993) 803",
    ),
    "doily": _Entry(
        pauli_sets.doily,
        "W(3,2), all 15 two-qubit observables in 15 contexts, 3 negative",
        "M. Saniga and M. Planat, Adv. Stud. Theor. Phys. 1 (2007) 1, arXiv quant-ph/0612179",
    ),
    "conway-kochen-31": _Entry(
        vector_sets.conway_kochen_31,
        "31 rays in dimension 3, 71 orthogonal pairs, 17 bases, uncolourable",
        "J. H. Conway and S. Kochen, in A. Peres, Quantum Theory: Concepts and Methods (1993) 114",
    ),
    "peres-33": _Entry(
        vector_sets.peres_33,
        "33 rays in dimension 3, 72 orthogonal pairs, 16 bases, uncolourable",
        "A. Peres, J. Phys. A 24 (1991) L175",
    ),
    "peres-24": _Entry(
        vector_sets.peres_24,
        "24 rays in dimension 4, 108 orthogonal pairs, 24 bases, uncolourable",
        "A. Peres, J. Phys. A 24 (1991) L175",
    ),
    "cabello-18": _Entry(
        vector_sets.cabello_18,
        "18 rays in dimension 4, 63 orthogonal pairs, 9 bases, uncolourable",
        "A. Cabello, J. M. Estebaranz and G. Garcia-Alcaine, Phys. Lett. A 212 (1996) 183",
    ),
    "yu-oh-13": _Entry(
        vector_sets.yu_oh_13,
        "13 rays in dimension 3, 24 orthogonal pairs, 4 bases, colourable",
        "S. Yu and C. H. Oh, Phys. Rev. Lett. 108 (2012) 030402",
    ),
}


def names() -> tuple[str, ...]:
    """Return all names the library knows, in alphabetical order.

    Example:
        >>> "doily" in names()
        True
    """
    return tuple(sorted(_ENTRIES))


def get(name: str) -> Scenario | VectorSet:
    """Build a named scenario or vector set.

    Args:
        name: one of `names()`.

    Returns:
        A fresh, fully checked value; the same for every call.

    Raises:
        InputError: for an unknown name, listing the known ones and the closest.

    Source: `describe(name)` cites the construction.

    Example:
        >>> get("mermin-square").name
        'mermin-square'
    """
    return _entry(name).build()


def describe(name: str) -> str:
    """Return one line saying what a name stands for and where it was published.

    Raises:
        InputError: for an unknown name, as `get`.

    Example:
        >>> describe("doily").partition(";")[0]
        'W(3,2), all 15 two-qubit observables in 15 contexts, 3 negative'
    """
    entry = _entry(name)
    return f"{entry.what}; {entry.citation}"


def _entry(name: str) -> _Entry:
    if name in _ENTRIES:
        return _ENTRIES[name]
    close = get_close_matches(name.lower(), _ENTRIES, n=1, cutoff=0.4)
    hint = f" (did you mean '{close[0]}'?)" if close else ""
    raise InputError(
        where="library", expected=f"one of {', '.join(names())}", found=f"{brief(name)}{hint}"
    )
