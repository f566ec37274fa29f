"""Lists of observables without contexts: what the formats for them share.

Belongs here: reading such a list line by line, and checking that a list says all about a scenario.
Does not belong here: spellings of Pauli strings (`stim_paulis`, `qiskit_labels`), the search for
contexts (`contextuality.pauli_contexts`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.formats.lines import MAX_OBSERVABLES, content_lines
from contextuality.pauli_contexts import scenario_of_observables
from contextuality.scenario import require_pauli

if TYPE_CHECKING:
    from collections.abc import Callable

    from contextuality.scenario import Scenario


def parse_list(text: str, name: str, where: str, translate: Callable[[str, str], str]) -> Scenario:
    r"""Read observables, one a line, and build the scenario of the contexts they contain.

    Args:
        text: the whole file; `#` starts a comment.
        name: the name of the scenario.
        where: the file to name in errors; errors add the line number.
        translate: turns a line and its place into a Pauli string, character i for qubit i.

    Raises:
        InputError: at `where:line` for what `translate` refuses or a repeated observable; at
            `where` for too many observables or if they contain no context.

    Example:
        >>> parse_list("XX\nZZ\nYY", "line", "", lambda line, place: line).signs
        (-1,)
    """
    prefix = where or "line"
    numbers: list[int] = []
    labels: list[str] = []
    for number, line in content_lines(text):
        if len(labels) == MAX_OBSERVABLES:
            raise InputError(
                where=f"{prefix}:{number}",
                expected=f"at most {MAX_OBSERVABLES} observables",
                found="one more",
            )
        numbers.append(number)
        labels.append(translate(line, f"{prefix}:{number}"))
    try:
        return scenario_of_observables(labels, name, lambda i: f"{prefix}:{numbers[i]}")
    except InputError as error:
        # An error about one observable knows its line; others are about the file.
        if error.where.startswith(f"{prefix}:"):
            raise
        raise InputError(where=where, expected=error.expected, found=error.found) from error


def require_listed(scenario: Scenario) -> None:
    """Check that the list of its observables determines a scenario.

    Raises:
        InputError: if observables are not Pauli strings, or the contexts are not exactly those of
            three or four that the observables contain.

    Example:
        >>> from contextuality.library import get
        >>> require_listed(get("doily"))
    """
    require_pauli(scenario)
    again = scenario_of_observables(scenario.observables, scenario.name)
    stated = {frozenset(context) for context in scenario.labelled_contexts()}
    found = {frozenset(context) for context in again.labelled_contexts()}
    if stated != found:
        raise InputError(
            where="scenario",
            expected="all contexts of three or four that its observables contain, and no other",
            found=f"{len(stated)} contexts where there are {len(found)}; a list of observables "
            "would not say which",
        )
