"""Text formats that go line by line: comments, line numbers, rows of zeros and ones.

Belongs here: what several of them share. Does not belong here: any one grammar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_OBSERVABLES = 4096
"""Most observables or vertices a file of this kind may have."""


def content_lines(text: str) -> Iterator[tuple[int, str]]:
    r"""Yield the lines that say something, with their numbers from 1.

    `#` starts a comment to the end of the line; blanks around the rest are dropped.

    Example:
        >>> list(content_lines("# head\n\nXX  # one\n"))
        [(3, 'XX')]
    """
    for number, line in enumerate(text.split("\n"), start=1):
        content = line.partition("#")[0].strip(" \t\r")
        if content:
            yield number, content


def parse_matrix(lines: Sequence[tuple[int, str]], where: str) -> tuple[int, ...]:
    """Read a symmetric matrix of zeros and ones with a diagonal of zeros.

    Args:
        lines: numbered rows; digits with or without blanks between them.
        where: the file to name in errors.

    Returns:
        Its rows; bit j of row i is entry (i, j).

    Raises:
        InputError: at `where:line` for another character, a row of another length, a one on the
            diagonal or an entry unlike its mirror image; also beyond 4096 rows.

    Example:
        >>> parse_matrix([(1, "0 1"), (2, "10")], "pair.gram")
        (2, 1)
    """
    size = len(lines)
    if not 0 < size <= MAX_OBSERVABLES:
        raise InputError(
            where=where, expected=f"a matrix of 1 to {MAX_OBSERVABLES} rows", found=f"{size} rows"
        )
    rows: list[int] = []
    for i, (number, line) in enumerate(lines):
        place = f"{where}:{number}"
        digits = "".join(line.split())
        for character in digits:
            if character not in "01":
                raise InputError(where=place, expected="entries 0 and 1", found=shown(character))
        if len(digits) != size:
            raise InputError(
                where=place,
                expected=f"{size} entries, as there are rows",
                found=f"{len(digits)} entries",
            )
        row = int(digits[::-1], 2)
        if row >> i & 1:
            raise InputError(
                where=place, expected=f"entry {i + 1} of row {i + 1} to be 0", found="1"
            )
        for j in range(i):
            if row >> j & 1 != rows[j] >> i & 1:
                raise InputError(
                    where=place,
                    expected=f"a symmetric matrix: entry {j + 1} like entry {i + 1} of row {j + 1}",
                    found=f"{row >> j & 1} and {rows[j] >> i & 1}",
                )
        rows.append(row)
    return tuple(rows)


def spell_matrix(rows: Sequence[int]) -> str:
    r"""Return the text that `parse_matrix` reads back.

    Example:
        >>> spell_matrix([2, 1])
        '0 1\n1 0\n'
    """
    size = len(rows)
    return "".join(" ".join(str(row >> j & 1) for j in range(size)) + "\n" for row in rows)
