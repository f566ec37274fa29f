"""Lists of Pauli strings in Stim's notation, one a line.

Belongs here: that grammar, both ways, without Stim. Does not belong here: circuits
(`stim_circuit`), the search for contexts (`contextuality.pauli_contexts`).

Grammar: an optional sign `+` or `-`, then a letter of `_IXYZ` for each qubit, qubit 0 first; `_` is
the identity, like `I`. `#` starts a comment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.formats.observables import parse_list, require_listed

if TYPE_CHECKING:
    from contextuality.scenario import Scenario


def parse_stim_paulis(text: str, name: str, where: str = "") -> Scenario:
    r"""Read a list of observables in Stim's notation.

    Args:
        text: the whole file.
        name: the name of the scenario, which the format does not carry.
        where: the file to name in errors; errors add the line number.

    Returns:
        The observables with all contexts of three or four that they contain. Signs are dropped:
        an observable and its negative differ by the names of their outcomes.

    Raises:
        InputError: at `where:line` for a malformed line, a factor i, the identity, another number
            of qubits, or a repeated observable; at `where` if there is no context.

    Source: C. Gidney, Quantum 5 (2021) 497, for the notation of `stim.PauliString`; reading a list
        as a scenario is ours.

    Example:
        >>> parse_stim_paulis("+XX\n-ZZ\n+YY\n+X_\n+_X\n", "five").labelled_contexts()
        (('XX', 'ZZ', 'YY'), ('XX', 'XI', 'IX'))
    """
    return parse_list(text, name, where, _label)


def spell_stim_paulis(scenario: Scenario) -> str:
    r"""Return the observables of a scenario in Stim's notation.

    Returns:
        A list that `parse_stim_paulis` reads back as the same observables and contexts.

    Raises:
        InputError: if the observables alone do not determine the contexts.

    Source: as `parse_stim_paulis`.

    Example:
        >>> from contextuality.library import get
        >>> spell_stim_paulis(get("mermin-square")).split()[-3:]
        ['+XZ', '+ZX', '+YY']
    """
    require_listed(scenario)
    lines = [f"+{label.replace('I', '_')}" for label in scenario.observables]
    return "\n".join([f"# {scenario.name}", *lines]) + "\n"


def _label(line: str, where: str) -> str:
    letters = line[1:] if line[0] in "+-" else line
    for i, letter in enumerate(letters):
        if letter not in "_IXYZ":
            raise InputError(
                where=where,
                expected="an optional sign and letters _, I, X, Y, Z",
                found=f"{shown(letter)} for qubit {i}",
            )
    if not letters:
        raise InputError(where=where, expected="letters after the sign", found="none")
    return letters.replace("_", "I")
