"""Pauli labels in Qiskit's order, as text or from its `SparsePauliOp`.

Belongs here: that order, both ways; Qiskit itself is never imported. Does not belong here: other
notations, the search for contexts (`contextuality.pauli_contexts`).

Grammar: one label a line, an optional sign `+` or `-` and a letter of `IXYZ` for each qubit, the
LAST letter for qubit 0. `#` starts a comment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from contextuality.errors import InputError, shown
from contextuality.formats.observables import parse_list, require_listed
from contextuality.pauli_contexts import scenario_of_observables
from contextuality.scenario import pauli_scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.scenario import Scenario


class LabelledOperator(Protocol):
    """What is used of `qiskit.quantum_info.SparsePauliOp`: its labels and coefficients."""

    def to_list(self) -> list[tuple[str, complex]]:
        """Return the terms as (label, coefficient)."""


def parse_qiskit_labels(text: str, name: str, where: str = "") -> Scenario:
    r"""Read a list of labels in Qiskit's order.

    Args:
        text: the whole file.
        name: the name of the scenario, which the format does not carry.
        where: the file to name in errors; errors add the line number.

    Returns:
        The observables (letters in this package's order: the first for qubit 0) with all contexts
        of three or four that they contain. Signs are dropped.

    Raises:
        InputError: at `where:line` for a malformed label, the identity, another number of qubits,
            or a repeated observable; at `where` if there is no context.

    Source: the documentation of Qiskit's `Pauli` for the order; reading a list as a scenario is
        ours.

    Example:
        >>> parse_qiskit_labels("XI\nIZ\nXZ\n", "three").observables
        ('IX', 'ZI', 'ZX')
    """
    return parse_list(text, name, where, _label)


def spell_qiskit_labels(scenario: Scenario) -> str:
    r"""Return the observables of a scenario as labels in Qiskit's order.

    Returns:
        A list that `parse_qiskit_labels` reads back as the same observables and contexts.

    Raises:
        InputError: if the observables alone do not determine the contexts.

    Source: as `parse_qiskit_labels`.

    Example:
        >>> from contextuality.library import get
        >>> spell_qiskit_labels(get("mermin-square")).split()[-3:]
        ['ZX', 'XZ', 'YY']
    """
    require_listed(scenario)
    return "\n".join([f"# {scenario.name}", *(o[::-1] for o in scenario.observables)]) + "\n"


def scenario_of_operator(operator: LabelledOperator, name: str) -> Scenario:
    """Return the scenario of the terms of one operator: all contexts they contain.

    Args:
        operator: a `SparsePauliOp`, or anything with such a `to_list`. Coefficients are ignored,
            terms that are the identity are left out.
        name: one line of text.

    Raises:
        InputError: for malformed or repeated labels, or if there is no context.

    Source: ours.

    Example:
        >>> class Bell:
        ...     def to_list(self) -> list[tuple[str, complex]]:
        ...         return [("II", 0.25), ("XX", 0.25), ("ZZ", 0.25), ("YY", -0.25)]
        >>> scenario_of_operator(Bell(), "Bell state").signs
        (-1,)
    """
    labels = [label[::-1] for label, _ in operator.to_list() if label.strip("I")]
    return scenario_of_observables(labels, name, lambda i: f"term {i}")


def scenario_of_operators(operators: Sequence[LabelledOperator], name: str) -> Scenario:
    """Return the scenario in which the terms of each operator are one context.

    Args:
        operators: as in `scenario_of_operator`; the terms of each must commute and multiply to
            plus or minus the identity.
        name: one line of text.

    Raises:
        InputError: as `contextuality.scenario.pauli_scenario`, naming the operator.

    Source: ours.

    Example:
        >>> class Line:
        ...     def to_list(self) -> list[tuple[str, complex]]:
        ...         return [("XX", 1), ("ZZ", 1), ("YY", 1)]
        >>> scenario_of_operators([Line()], "line").contexts
        ((0, 1, 2),)
    """
    contexts = [
        [label[::-1] for label, _ in operator.to_list() if label.strip("I")]
        for operator in operators
    ]
    return pauli_scenario(contexts, name, lambda i: f"operator {i}")


def _label(line: str, where: str) -> str:
    letters = line[1:] if line[0] in "+-" else line
    for letter in letters:
        if letter not in "IXYZ":
            raise InputError(
                where=where,
                expected="an optional sign and letters I, X, Y, Z",
                found=shown(letter),
            )
    if not letters:
        raise InputError(where=where, expected="letters after the sign", found="none")
    return letters[::-1]
