"""Strict reading of the parts that a history and the output of `verify --json` share.

Here belong the checks, each naming its place. The records do not (`records`), nor whole files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contextuality.errors import InputError, shown
from contextuality.formats.strict_json import (
    expect_integer,
    expect_keys,
    expect_list,
    expect_number,
    expect_string,
)
from proofs.quantities import Quantity, from_data
from proofs.regression.records import VERDICTS, Machine

TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


def read_text(path: str | os.PathLike[str]) -> str:
    """Read a text file.

    Raises:
        InputError: if it cannot be read, or is not UTF-8.
    """
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(
            where=str(path), expected="a file that can be read", found=error.strerror or "an error"
        ) from None
    except UnicodeDecodeError as error:
        found = f"other bytes at byte {error.start}"
        raise InputError(where=str(path), expected="UTF-8 text", found=found) from None


def machine_data(machine: Machine) -> dict[str, Any]:
    """Return the machine as JSON data.

    Example:
        >>> machine_data(Machine("Linux", "x86_64", 2, "3.12.1"))["processors"]
        2
    """
    return {
        "system": machine.system,
        "machine": machine.machine,
        "processors": machine.processors,
        "python": machine.python,
    }


def read_machine(data: object, where: str) -> Machine:
    """Read the machine of a run.

    Raises:
        InputError: if a key is missing, unknown or of another type.
    """
    found = read_object(data, where, ("system", "machine", "processors", "python"))
    system, machine, python = (
        expect_string(found[key], f"{where}.{key}") for key in ("system", "machine", "python")
    )
    return Machine(
        system, machine, expect_integer(found["processors"], f"{where}.processors"), python
    )


def read_object(
    data: object, where: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Mapping[str, object]:
    """Return an object that has exactly the keys of its format.

    Raises:
        InputError: naming what is missing, unknown, or no object.
    """
    if not isinstance(data, dict):
        raise InputError(where=where, expected="an object", found=shown(data))
    expect_keys(data, where, required, optional)
    return data


def read_verdict(value: object, where: str) -> str:
    """Return one of the words for a verdict.

    Raises:
        InputError: for any other word.

    Example:
        >>> read_verdict("proved", "claims[0].verdict")
        'proved'
    """
    word = expect_string(value, where)
    if word not in VERDICTS:
        raise InputError(where=where, expected=f"one of {', '.join(VERDICTS)}", found=shown(word))
    return word


def read_seconds(value: object, where: str) -> float:
    """Return a time in seconds, at least 0.

    Raises:
        InputError: if it is no finite number, or negative.
    """
    seconds = expect_number(value, where)
    if seconds < 0:
        raise InputError(where=where, expected="seconds, at least 0", found=str(seconds))
    return seconds


def read_quantities(value: object, where: str) -> tuple[Quantity, ...]:
    """Return quantities, each name once.

    Raises:
        InputError: for anything that `proofs.quantities.from_data` refuses, and a name twice.
    """
    found = tuple(
        from_data(entry, f"{where}[{position}]")
        for position, entry in enumerate(expect_list(value, where))
    )
    each_once([one.name for one in found], where)
    return found


def each_once(names: list[str], where: str) -> None:
    """Refuse a list of names that has one twice.

    Raises:
        InputError: naming it.

    Example:
        >>> each_once(["a", "b"], "certificates")
    """
    for name in names:
        if names.count(name) > 1:
            raise InputError(where=where, expected="each name once", found=f"{shown(name)} again")


def read_time(value: object, where: str) -> str:
    """Return a UTC time as the format spells it.

    Raises:
        InputError: if it is spelled otherwise.
    """
    text = expect_string(value, where)
    if not TIME.fullmatch(text):
        expected = "a time such as 2026-11-30T22:40:00Z"
        raise InputError(where=where, expected=expected, found=shown(text))
    return text


def read_commit(value: object, where: str) -> str | None:
    """Return a commit, or None where it is not known.

    Raises:
        InputError: if it is neither null nor a string.
    """
    return None if value is None else expect_string(value, where)


def read_seed(value: object, where: str) -> int:
    """Return a seed.

    Raises:
        InputError: if it is no integer, or negative.
    """
    seed = expect_integer(value, where)
    if seed < 0:
        raise InputError(where=where, expected="a seed, at least 0", found=str(seed))
    return seed


def read_flag(value: object, where: str) -> bool:
    """Return true or false.

    Raises:
        InputError: if it is neither.
    """
    if not isinstance(value, bool):
        raise InputError(where=where, expected="true or false", found=shown(value))
    return value
