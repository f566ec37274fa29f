"""What Typer refuses on the command line, in one line as every other bad input.

Here belongs the wording. Looking at values beyond their types does not.
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


def misuse(error: Any) -> str | None:
    """Return Typer's words on a missing argument or an unknown option, with the usage.

    Args:
        error: any error of Typer's.

    Returns:
        One line; None if the help is what is to be shown.

    Source: ours.

    Example:
        >>> misuse(ValueError("without words of Typer's")) is None
        True
    """
    words = getattr(error, "format_message", None)
    if not callable(words) or type(error).__name__ == "NoArgsIsHelpError":
        return None
    said, ctx = " ".join(str(words()).split()).rstrip("."), getattr(error, "ctx", None)
    if ctx is None:
        return said
    usage = " ".join(ctx.get_usage().split()).removeprefix("Usage: ")
    return f"{said} (usage: {usage}; --help tells more)"
