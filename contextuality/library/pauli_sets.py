"""Named Pauli scenarios, each built from its published construction.

Belongs here: magic squares, stars and the lines of symplectic polar spaces. Does not belong here:
sets of vectors (`ks_sets`), the list of names (the package itself).
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.pauli import parse_pauli, pauli_string, paulis_commute, product_phase
from contextuality.scenario import pauli_scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.scenario import Scenario

MAX_LINE_QUBITS = 5
"""Beyond, the lines of the polar space (86955 for 5 qubits) are too many to list."""


def mermin_square() -> Scenario:
    """Return the Peres-Mermin square: nine two-qubit observables in three rows and three columns.

    The two commuting pairs in the upper left corner generate it: every third entry of a row or
    column is the product of the two before it, up to sign.

    Source: N. D. Mermin, Phys. Rev. Lett. 65 (1990) 3373; A. Peres, Phys. Lett. A 151 (1990) 107.

    Example:
        >>> mermin_square().contexts[:2], mermin_square().signs
        (((0, 1, 2), (3, 4, 5)), (1, 1, 1, 1, 1, -1))
    """
    square = [["XI", "IX"], ["IZ", "ZI"]]
    for row in square:
        row.append(_product(row))
    square.append([_product([square[0][j], square[1][j]]) for j in range(3)])
    columns = [[row[j] for row in square] for j in range(3)]
    return pauli_scenario([*square, *columns], "mermin-square")


def mermin_pentagram() -> Scenario:
    """Return Mermin's star: ten three-qubit observables on five lines of four.

    One line holds the four observables whose values Greenberger, Horne and Zeilinger predict; each
    of the other four joins one of them with the single-qubit observables it is made of.

    Source: N. D. Mermin, Rev. Mod. Phys. 65 (1993) 803, figure 4.

    Example:
        >>> star = mermin_pentagram()
        >>> len(star.observables), star.signs
        (10, (-1, 1, 1, 1, 1))
    """
    horizontal = ["XXX", "XYY", "YXY", "YYX"]
    lines = [
        [joint, *("I" * i + letter + "I" * (2 - i) for i, letter in enumerate(joint))]
        for joint in horizontal
    ]
    return pauli_scenario([horizontal, *lines], "mermin-pentagram")


def symplectic_lines(qubits: int, name: str) -> Scenario:
    """Return all Pauli observables on some qubits, with all triples whose product is +-I.

    These are the points and totally isotropic lines of the symplectic polar space W(2n-1, 2).

    Args:
        qubits: 2 to 5.
        name: the name of the scenario.

    Returns:
        (4^n - 1) observables and (4^n - 1)(4^(n-1) - 1)/3 contexts, observables ordered by their
        masks x + 2^n z within the order of first appearance.

    Raises:
        InputError: for another number of qubits.

    Source: M. Saniga and M. Planat, Adv. Stud. Theor. Phys. 1 (2007) 1 (arXiv quant-ph/0612179).

    Example:
        >>> doily = symplectic_lines(2, "doily")
        >>> len(doily.observables), len(doily.contexts), doily.negative_contexts
        (15, 15, 3)
    """
    if not 2 <= qubits <= MAX_LINE_QUBITS:
        raise InputError(
            where="qubits", expected=f"an integer from 2 to {MAX_LINE_QUBITS}", found=str(qubits)
        )
    low = (1 << qubits) - 1
    masks = [(point & low, point >> qubits) for point in range(1, 1 << 2 * qubits)]
    lines = []
    for (i, left), (j, right) in combinations(enumerate(masks, start=1), 2):
        # Each line is met three times; only the time with its two smallest points counts.
        if i ^ j > j and paulis_commute(left, right):
            third = masks[(i ^ j) - 1]
            lines.append([pauli_string(x, z, qubits) for x, z in (left, right, third)])
    return pauli_scenario(lines, name)


def doily() -> Scenario:
    """Return the doily W(3, 2): the fifteen two-qubit observables and their fifteen lines.

    Source: M. Saniga and M. Planat, Adv. Stud. Theor. Phys. 1 (2007) 1 (arXiv quant-ph/0612179).

    Example:
        >>> len(doily().contexts)
        15
    """
    return symplectic_lines(2, "doily")


def _product(labels: Sequence[str]) -> str:
    """Return the label of a product, sign dropped."""
    x, z, _ = product_phase(map(parse_pauli, labels))
    return pauli_string(x, z, len(labels[0]))
