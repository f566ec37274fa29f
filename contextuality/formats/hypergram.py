"""Hypergrams: contexts as lists of vertices, and the matrix of anticommutations.

Belongs here: that grammar, both ways. Does not belong here: finding Pauli strings
(`contextuality.pauli_contexts`), the matrix alone (`gram`).

Grammar: a context a line, vertex numbers from 1 separated by blanks or commas; then a line `gram`;
then a matrix as in `gram`, one row for each vertex. `#` starts a comment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.formats.lines import content_lines, parse_matrix, spell_matrix
from contextuality.pauli_contexts import gram_of, realize
from contextuality.scenario import pauli_scenario, require_pauli

if TYPE_CHECKING:
    from contextuality.scenario import Scenario

SEPARATOR = "gram"


def parse_hypergram(text: str, name: str, where: str = "") -> Scenario:
    r"""Read a scenario from a hypergram.

    Args:
        text: the whole file.
        name: the name of the scenario, which the format does not carry.
        where: the file to name in errors; errors add the line number.

    Returns:
        A scenario of Pauli strings that realize the hypergram, contexts in the order of the file.
        The strings are a choice; whether the scenario is contextual, and its degree, are not.

    Raises:
        InputError: at `where:line` for a malformed line, a vertex out of range or repeated, a
            context of fewer than two vertices or with anticommuting ones, or one whose product
            anticommutes with a vertex; at `where` for a vertex in no context, or contexts that
            force vertices to coincide.

    Source: hypergrams: A. Muller and A. Giorgetti, arXiv 2410.14463; the file's layout is ours.

    Example:
        >>> parse_hypergram("1 2 3\ngram\n000\n000\n000\n", "line").observables
        ('ZZ', 'ZI', 'IZ')
    """
    prefix = where or "line"
    lines = list(content_lines(text))
    separators = [k for k, (_, line) in enumerate(lines) if line == SEPARATOR]
    if len(separators) != 1:
        raise InputError(
            where=where,
            expected=f"one line '{SEPARATOR}' between contexts and matrix",
            found=f"{len(separators)} such lines",
        )
    head, rest = lines[: separators[0]], lines[separators[0] + 1 :]
    gram = parse_matrix(rest, prefix)
    contexts = [_context(line, len(gram), f"{prefix}:{number}") for number, line in head]
    if not contexts:
        raise InputError(where=where, expected="at least one context", found="none")

    def place(i: int) -> str:
        return f"{prefix}:{head[i][0]}"

    covered = {i for context in contexts for i in context}
    for i in range(len(gram)):
        if i not in covered:
            raise InputError(
                where=where, expected="every vertex in a context", found=f"vertex {i + 1} in none"
            )
    try:
        labels = realize(gram, contexts, place)
    except InputError as error:
        # Errors of a context know the line; those of a vertex are about the file as a whole.
        raise error if error.where.startswith(prefix) else error.located(where) from error
    return pauli_scenario([[labels[i] for i in context] for context in contexts], name, place)


def spell_hypergram(scenario: Scenario) -> str:
    """Return the hypergram of a Pauli scenario, as `parse_hypergram` reads it.

    Raises:
        InputError: if the observables are not Pauli strings.

    Source: ours.

    Example:
        >>> from contextuality.library import get
        >>> print(spell_hypergram(get("mermin-square")).splitlines()[1:3])
        ['1 2 3', '4 5 6']
    """
    require_pauli(scenario)
    contexts = [" ".join(str(i + 1) for i in context) for context in scenario.contexts]
    head = "\n".join([f"# {scenario.name}", *contexts, SEPARATOR])
    return f"{head}\n{spell_matrix(gram_of(scenario))}"


def _context(line: str, vertices: int, where: str) -> tuple[int, ...]:
    numbers = []
    for word in re.split(r"[ \t]*,[ \t]*|[ \t]+", line):
        if not re.fullmatch(r"[1-9][0-9]{0,8}", word) or int(word) > vertices:
            raise InputError(
                where=where, expected=f"vertex numbers from 1 to {vertices}", found=shown(word)
            )
        numbers.append(int(word) - 1)
    if len(numbers) < 2 or len(set(numbers)) < len(numbers):
        raise InputError(where=where, expected="at least two distinct vertices", found=shown(line))
    return tuple(numbers)
