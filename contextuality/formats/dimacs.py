"""Writing formulas in conjunctive normal form as DIMACS text.

Belongs here: that grammar, writing only: nothing here reads formulas of others. Does not belong
here: where clauses come from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.formats.atomic import write_atomically

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence


def spell_dimacs(
    clauses: Sequence[Sequence[int]], variables: int, comments: Sequence[str] = ()
) -> str:
    """Return a formula as DIMACS text.

    Args:
        clauses: nonzero integers from -variables to variables; an empty clause is allowed.
        variables: the number of variables, at least 0.
        comments: lines put first, each one line of text.

    Returns:
        The text, one clause a line in the given order.

    Raises:
        InputError: for a literal out of range, naming the clause, or a comment with a line break.

    Source: DIMACS Challenge, Satisfiability: Suggested Format (1993).

    Example:
        >>> print(spell_dimacs([[1, -2], [2]], 2), end="")
        p cnf 2 2
        1 -2 0
        2 0
    """
    check_clauses(clauses, variables)
    for comment in comments:
        if not comment.isprintable():
            raise InputError(where="comment", expected="one printable line", found=shown(comment))
    head = [f"c {comment}" for comment in comments] + [f"p cnf {variables} {len(clauses)}"]
    return "\n".join([*head, *(" ".join(map(str, [*clause, 0])) for clause in clauses)]) + "\n"


def write_dimacs(
    clauses: Sequence[Sequence[int]],
    variables: int,
    path: str | os.PathLike[str],
    comments: Sequence[str] = (),
) -> None:
    """Write a DIMACS file, whole or not at all.

    Raises:
        InputError: as `spell_dimacs`, or if the file can't be written.

    Example:
        >>> import pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_dimacs([[1]], 1, pathlib.Path(folder, "unit.cnf"))
        ...     pathlib.Path(folder, "unit.cnf").read_text(encoding="ascii").split()
        ['p', 'cnf', '1', '1', '1', '0']
    """
    write_atomically(path, spell_dimacs(clauses, variables, comments))


def check_clauses(clauses: Sequence[Sequence[int]], variables: int) -> None:
    """Refuse literals that are zero or beyond the variables.

    Raises:
        InputError: naming the first clause at fault, counted from 1.

    Example:
        >>> check_clauses([[1, -2]], 2)
    """
    if variables < 0:
        raise InputError(where="variables", expected="at least 0", found=str(variables))
    for number, clause in enumerate(clauses, start=1):
        for literal in clause:
            if not 0 < abs(literal) <= variables:
                raise InputError(
                    where=f"clause {number}",
                    expected=f"literals from 1 to {variables} and their negatives",
                    found=str(literal),
                )
