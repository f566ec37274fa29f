"""Small checks and shortenings of text shared by the input-checking modules of this package.

Belongs here: what two of them would otherwise repeat. Does not belong here: grammars, files.
"""

from __future__ import annotations

from contextuality.errors import InputError


def brief(text: str, limit: int = 40) -> str:
    """Quote a piece of input, shortened: a message must not repeat a whole file.

    Example:
        >>> brief("XX"), brief("X" * 50, limit=3)
        ("'XX'", "'XXX...'")
    """
    return repr(text if len(text) <= limit else text[:limit] + "...")


def check_name(name: str) -> None:
    """Refuse names that would not survive being written as one line.

    Raises:
        InputError: if the name is blank or has a line break or another control character.

    Example:
        >>> check_name("doily")
    """
    if not name.strip() or not name.isprintable():
        raise InputError(where="name", expected="one line of printable text", found=brief(name))
