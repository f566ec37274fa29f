"""Named empirical models with their sources.

Belongs here: the list of names. Does not belong here: the constructions (`boxes`,
`contextuality.stabilizer_models`) and the models of hypergraph states, which need the exact law
(`khrnn.hypergraph.models`).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.library.boxes import exclusive_cycle, hardy, isotropic
from contextuality.stabilizer_models import stabilizer_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from contextuality.empirical import EmpiricalModel

HALF = Fraction(1, 2)


def ghz() -> EmpiricalModel:
    """Return the three-party model of X and Y on the state |000> + |111>, all eight contexts.

    Source: D. M. Greenberger, M. A. Horne, A. Shimony and A. Zeilinger, Am. J. Phys. 58 (1990)
        1131; N. D. Mermin, Phys. Rev. Lett. 65 (1990) 3373.

    Example:
        >>> len(ghz().contexts), len(ghz().observables)
        (8, 6)
    """
    contexts = [[f"{a}II", f"I{b}I", f"II{c}"] for a, b, c in product("XY", repeat=3)]
    return stabilizer_model("ghz", contexts, ["XXX", "ZZI", "IZZ"])


def mermin_square(generators: tuple[str, ...] = ()) -> EmpiricalModel:
    """Return the Peres-Mermin square on a stabilizer state, by default the maximally mixed one.

    Source: N. D. Mermin, Phys. Rev. Lett. 65 (1990) 3373; A. Peres, Phys. Lett. A 151 (1990) 107.

    Example:
        >>> mermin_square(("XX", "ZZ")).observables[:3]
        ('XI', 'IX', 'XX')
    """
    from contextuality.library.pauli_sets import mermin_square as square  # noqa: PLC0415

    return stabilizer_model("mermin-square", square().labelled_contexts(), generators)


_MODELS: dict[str, tuple[Callable[[], EmpiricalModel], str]] = {
    "pr-box": (
        lambda: isotropic(Fraction(1), "pr-box"),
        "the Popescu-Rohrlich box: Found. Phys. 24 (1994) 379",
    ),
    "hardy": (hardy, "Hardy's argument, rational probabilities: Phys. Rev. Lett. 71 (1993) 1665"),
    "ghz": (ghz, "X and Y on three qubits: Am. J. Phys. 58 (1990) 1131"),
    "mermin-square": (
        mermin_square,
        "the Peres-Mermin square on the maximally mixed state: Phys. Rev. Lett. 65 (1990) 3373",
    ),
    "specker-triangle": (
        lambda: exclusive_cycle(3, HALF, "specker-triangle"),
        "three observables, of each pair exactly one is 1: E. Specker, Dialectica 14 (1960) 239",
    ),
    "pentagon": (
        lambda: exclusive_cycle(5, HALF, "pentagon"),
        "five observables in a cycle, of each pair exactly one is 1",
    ),
}


def names() -> tuple[str, ...]:
    """Return the names of models, and the patterns of families.

    Example:
        >>> names()[-2:]
        ('isotropic-V', 'cycle-N-P')
    """
    return (*sorted(_MODELS), "isotropic-V", "cycle-N-P")


def describe(name: str) -> str:
    """Return what a name stands for, with its source.

    Raises:
        InputError: for an unknown name.

    Example:
        >>> describe("ghz")
        'X and Y on three qubits: Am. J. Phys. 58 (1990) 1131'
    """
    if name in _MODELS:
        return _MODELS[name][1]
    model(name)
    if name.startswith("isotropic"):
        return "the Popescu-Rohrlich box with weight V, uniform noise with 1 - V"
    return "N observables in a cycle, neighbours never both 1, each 1 with probability P"


def model(name: str) -> EmpiricalModel:
    """Build a named model.

    Args:
        name: one of `names()`, with a fraction such as 3/4 for V and P, an integer for N.

    Raises:
        InputError: for an unknown name, listing the known ones.

    Example:
        >>> model("cycle-5-4/9").probability(0, (1, 0))
        Fraction(4, 9)
    """
    if name in _MODELS:
        return _MODELS[name][0]()
    fraction = r"([0-9]{1,40}(?:/[1-9][0-9]{0,39})?)"
    if match := re.fullmatch(f"isotropic-{fraction}", name, re.ASCII):
        return isotropic(Fraction(match[1]))
    if match := re.fullmatch(f"cycle-([0-9]{{1,3}})-{fraction}", name, re.ASCII):
        return exclusive_cycle(int(match[1]), Fraction(match[2]))
    close = get_close_matches(name, _MODELS, 1)
    hint = f" (did you mean {close[0]}?)" if close else ""
    raise InputError(
        where="model", expected="one of " + ", ".join(names()), found=shown(name) + hint
    )
