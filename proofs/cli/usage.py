"""A value of the wrong type on the command line, said as every other bad input is.

Here belongs the wording. What Typer says of missing arguments and unknown options stays Typer's.
"""

from __future__ import annotations

from typing import Any

from contextuality.errors import InputError, shown

KINDS = {"int": "an integer", "float": "a number", "bool": "true or false"}


def wrong_type(error: Any) -> InputError | None:
    """Return what is wrong with a value that could not be read, with the value in it.

    Typer leaves the value out of its own words where a library reads it.

    Args:
        error: any error of Typer's.

    Returns:
        Option or argument, type and value; None if the error is of another kind.

    Source: ours.

    Example:
        >>> wrong_type(ValueError("of another kind")) is None
        True
    """
    cause, param = getattr(error, "__cause__", None), getattr(error, "param", None)
    listed = getattr(cause, "errors", None)
    if param is None or not callable(listed):
        return None
    first = listed()[0]
    kind = KINDS.get(str(first.get("type", "")).split("_", maxsplit=1)[0])
    if kind is None:
        return None
    names = [name for name in param.opts if name.startswith("--")]
    where = names[0] if names else str(param.metavar or param.name)
    return InputError(where=where, expected=kind, found=shown(first.get("input")))
