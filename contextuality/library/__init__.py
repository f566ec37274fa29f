"""Named scenarios and vector sets with their sources.

Belongs here: the list of names and their descriptions. Does not belong here: the constructions
(`pauli_sets`, `polar`, `rays_dim3` and its kin), the table of vector sets (`ks_sets`), and
anything found rather than published.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.library import families, pauli_sets
from contextuality.library.entry import Entry
from contextuality.library.ks_sets import KS_SETS

if TYPE_CHECKING:
    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet

__all__ = ["describe", "get", "names"]


def _of_one_edge(kind: str, k: int) -> Scenario:
    from contextuality.hypergraph import Hypergraph  # noqa: PLC0415  (seldom needed)
    from contextuality.library import hypergraph_scenarios  # noqa: PLC0415

    edge = Hypergraph.parse(",".join(map(str, range(k))))
    built = (
        hypergraph_scenarios.hypergraph_square(edge)
        if kind == "square"
        else hypergraph_scenarios.state_contradiction(edge)
    )
    return replace(built, name=f"hypergraph-{kind}-{k}")


_ENTRIES: dict[str, Entry] = {
    "mermin-square": Entry(
        pauli_sets.mermin_square,
        "the Peres-Mermin square, 9 two-qubit observables in 6 contexts, 1 negative",
        "N. D. Mermin, Phys. Rev. Lett. 65 (1990) 3373; A. Peres, Phys. Lett. A 151 (1990) 107",
    ),
    "mermin-pentagram": Entry(
        pauli_sets.mermin_pentagram,
        "Mermin's star, 10 three-qubit observables in 5 contexts, 1 negative",
        "N. D. Mermin, Rev. Mod. Phys. 65 (1993) 803",
    ),
    "doily": Entry(
        pauli_sets.doily,
        "W(3,2), all 15 two-qubit observables in 15 contexts, 3 negative",
        "M. Saniga and M. Planat, Adv. Stud. Theor. Phys. 1 (2007) 1, arXiv quant-ph/0612179",
    ),
    **{
        f"hypergraph-{kind}-{k}": Entry(
            partial(_of_one_edge, kind, k),
            f"{what} of one edge of {k} vertices: {sides * (2**k - 1)} group elements in "
            f"{2**k + sides - 1} contexts, contextual",
            "ours; for k = 2 the square of N. D. Mermin, Rev. Mod. Phys. 65 (1993) 803",
        )
        for kind, what, sides in (
            ("square", "the state-independent rectangle", 3),
            ("contradiction", "the contradiction of the state", 2),
        )
        for k in (3, 4)
    },
    **KS_SETS,
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
        name: one of `names()`, or a member of a family such as `lines-4` (`families.patterns()`).

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


def _entry(name: str) -> Entry:
    if name in _ENTRIES:
        return _ENTRIES[name]
    member = families.entry(name)
    if member is not None:
        return member
    known = (*names(), *families.patterns())
    close = get_close_matches(name.lower(), known, n=1, cutoff=0.4)
    hint = f" (did you mean '{close[0]}'?)" if close else ""
    raise InputError(
        where="library", expected=f"one of {', '.join(known)}", found=f"{shown(name)}{hint}"
    )
