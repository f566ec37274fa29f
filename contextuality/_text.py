"""Small checks of text shared by the input-checking modules of this package.

Belongs here: what two of them would otherwise repeat. Does not belong here: grammars,
files, how a value is shown (`errors.shown`).
"""

from __future__ import annotations

from contextuality.errors import InputError, shown


def check_name(name: str) -> None:
    """Refuse names that would not survive being written as one line.

    Raises:
        InputError: if the name is blank or has a line break or another control character.

    Example:
        >>> check_name("doily")
    """
    if not name.strip() or not name.isprintable():
        raise InputError(where="name", expected="one line of printable text", found=shown(name))
