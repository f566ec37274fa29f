"""What a data file says of its origin: checked in form, then forgotten.

What belongs here: the grammar of the optional key "provenance" of our own JSON formats. What does
not: the facts themselves, which whoever writes a file hands over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.formats.strict_json import expect_object

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MAX_FACTS", "expect_provenance"]

MAX_FACTS = 8

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_FACT = re.compile(r"[ -~]{1,200}")


def expect_provenance(value: object, where: str) -> Mapping[str, str]:
    """Return what stands under "provenance" if it is a few short printable texts.

    Args:
        value: as read from JSON.
        where: the place named in errors.

    Returns:
        1 to 8 facts: names of at most 40 lower-case letters, digits, hyphens and underscores, texts
        of 1 to 200 printable ASCII characters. Nothing is said about their truth.

    Raises:
        InputError: if it is anything else.

    Source:
        The key of the same name of certificate files, docs/formats/README.md.

    Example:
        >>> expect_provenance({"khrnn": "0.1.0", "seed": "7"}, "provenance")
        {'khrnn': '0.1.0', 'seed': '7'}
    """
    facts = expect_object(value, where, f"an object of 1 to {MAX_FACTS} strings")
    if not 1 <= len(facts) <= MAX_FACTS:
        raise InputError(
            where=where, expected=f"1 to {MAX_FACTS} facts", found=f"{len(facts)} of them"
        )
    checked: dict[str, str] = {}
    for name, fact in facts.items():
        if not _NAME.fullmatch(name):
            raise InputError(
                where=where,
                expected="names of lower-case letters, digits, - and _, at most 40",
                found=shown(name),
            )
        if not isinstance(fact, str) or not _FACT.fullmatch(fact):
            raise InputError(
                where=f"{where}.{name}",
                expected="1 to 200 printable ASCII characters",
                found=shown(fact),
            )
        checked[name] = fact
    return checked
