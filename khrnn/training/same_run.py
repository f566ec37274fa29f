"""Whether a checkpoint belongs to the run that asks for it: what is there, and what differs.

What belongs here: the refusals that every kind of checkpoint shares. What does not: files, tensors.
Importing this module imports nothing heavy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, NoReturn

from contextuality.errors import InputError, shown

if TYPE_CHECKING:
    from pathlib import Path

ABSENT = object()
GROUPS = ("description", "settings")
SHOWN = 4  # differences that a message lists


def refuse_absent(path: Path) -> None:
    """Refuse to resume where nothing was saved.

    Args:
        path: the checkpoint's file.

    Raises:
        InputError: there is no such file.

    Source: ours.

    Example:
        >>> from pathlib import Path
        >>> try:
        ...     refuse_absent(Path("nowhere/checkpoint.pt"))
        ... except InputError as error:
        ...     print(error)
        nowhere/checkpoint.pt: expected a checkpoint to go on from, found no such file; start \
without --resume
    """
    if not path.exists():
        raise InputError(
            where=str(path),
            expected="a checkpoint to go on from",
            found="no such file; start without --resume",
        )


def refuse_other(path: Path, kept: Mapping[str, object], wanted: Mapping[str, object]) -> None:
    """Refuse the checkpoint of another run, by the settings that differ.

    Args:
        path: the checkpoint's file.
        kept: what the checkpoint says of its run, nested as it likes.
        wanted: the same of this run.

    Raises:
        InputError: they differ; at most four of the differences are named.

    Source: ours.

    Example:
        >>> from pathlib import Path
        >>> kept, wanted = {"task": "letters", "seed": 1}, {"task": "xor", "seed": 1}
        >>> try:
        ...     refuse_other(Path("c.pt"), kept, wanted)
        ... except InputError as error:
        ...     print(error)
        c.pt: expected the settings of this command, found others: task: the checkpoint has \
letters, this command xor
    """
    here, there = _flat(kept), _flat(wanted)
    names = dict.fromkeys([*there, *here])
    differing = [name for name in names if here.get(name, ABSENT) != there.get(name, ABSENT)]
    if not differing:
        return
    _refuse(path, [_line(name, here, there) for name in differing])


def _refuse(path: Path, lines: list[str]) -> NoReturn:
    more = f"; and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
    found = "others: " + "; ".join(lines[:SHOWN]) + more
    raise InputError(where=str(path), expected="the settings of this command", found=found)


def _line(name: str, here: dict[str, object], there: dict[str, object]) -> str:
    kept, wanted = _spelt(here.get(name, ABSENT)), _spelt(there.get(name, ABSENT))
    return f"{name}: the checkpoint has {kept}, this command {wanted}"


def _spelt(value: object) -> str:
    if value is ABSENT or value is None:
        return "none"
    if isinstance(value, str) and value.isprintable() and 0 < len(value) <= 60:
        return value
    return shown(value) if isinstance(value, str) else shown(json.dumps(value))[1:-1]


def _flat(value: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Return nested settings as one level, names joined by dots; lists stay values."""
    result: dict[str, object] = {}
    for key, item in value.items():
        name = f"{prefix}{key}"
        if isinstance(item, Mapping) and item:
            # What was asked for goes by its own names, unless that would hide another setting.
            own = name in GROUPS and not set(item) & set(value)
            result |= _flat(item, "" if own else f"{name}.")
        else:
            result[name] = item
    return result
