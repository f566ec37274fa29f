"""Gram matrices: which observables of a list anticommute, and nothing else.

Belongs here: that grammar, both ways. Does not belong here: contexts in a file (`hypergram`),
finding Pauli strings and contexts (`contextuality.pauli_contexts`).

Grammar: one row of zeros and ones a line, blanks between them optional; `#` starts a comment.
Entry (i, j) is 1 iff observables i and j anticommute. Observables are told apart by their rows
alone: two equal rows or a row of zeros are errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.formats.lines import content_lines, parse_matrix, spell_matrix
from contextuality.pauli_contexts import gram_of, realize, scenario_of_observables
from contextuality.scenario import require_pauli

if TYPE_CHECKING:
    from contextuality.scenario import Scenario


def parse_gram(text: str, name: str, where: str = "") -> Scenario:
    """Read a scenario from a Gram matrix.

    Args:
        text: the whole file.
        name: the name of the scenario, which the format does not carry.
        where: the file to name in errors; errors add the line number.

    Returns:
        Pauli observables on as few qubits as possible (half the rank of the matrix), with all
        contexts of three or four that they contain; see `scenario_of_observables`.

    Raises:
        InputError: at `where:line` for a malformed row, a row of zeros or one equal to an earlier
            row; at `where` if there is no context.

    Source: ours.

    Example:
        >>> from contextuality.library import get
        >>> doily = parse_gram(spell_gram(get("doily")), "doily again")
        >>> len(doily.observables), len(doily.contexts), len(doily.observables[0])
        (15, 15, 2)
    """
    lines = list(content_lines(text))
    prefix = where or "line"
    rows = parse_matrix(lines, prefix)
    seen: dict[int, int] = {}
    for i, row in enumerate(rows):
        place = f"{prefix}:{lines[i][0]}"
        if row == 0:
            raise InputError(
                where=place,
                expected="an observable that anticommutes with some other",
                found="a row of zeros, like that of the identity",
            )
        if seen.setdefault(row, i) != i:
            raise InputError(
                where=place,
                expected="a row unlike all before, since rows are all that tells observables apart",
                found=f"row {seen[row] + 1} again",
            )
    try:
        return scenario_of_observables(realize(rows, []), name)
    except InputError as error:
        raise InputError(where=where, expected=error.expected, found=error.found) from error


def spell_gram(scenario: Scenario) -> str:
    """Return the Gram matrix of a scenario, as `parse_gram` reads it.

    Raises:
        InputError: if the matrix does not determine the scenario: the observables are not Pauli
            strings, are not told apart by their rows, or do not have exactly the contexts that
            `parse_gram` would find.

    Source: ours.

    Example:
        >>> from contextuality.library import get
        >>> print(spell_gram(get("mermin-square")).splitlines()[1])
        0 0 0 0 1 1 0 1 1
    """
    require_pauli(scenario)
    text = f"# {scenario.name}\n" + spell_matrix(gram_of(scenario))
    again = parse_gram(text, scenario.name)
    if len(again.observables) != len(scenario.observables) or {
        frozenset(context) for context in _in_file_order(again, text)
    } != {frozenset(context) for context in scenario.contexts}:
        raise InputError(
            where="scenario",
            expected="all contexts of three or four that its observables contain, and no other",
            found=f"{len(scenario.contexts)} contexts where there are {len(again.contexts)}; "
            "use the hypergram format",
        )
    return text


def _in_file_order(scenario: Scenario, text: str) -> list[list[int]]:
    """Return the contexts of a scenario read from a file as indices of the file's rows."""
    labels = realize(parse_matrix(list(content_lines(text)), ""), [])
    row = {label: i for i, label in enumerate(labels)}
    return [[row[label] for label in context] for context in scenario.labelled_contexts()]
