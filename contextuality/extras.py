"""Optional packages: importing one, or saying which extra installs it.

Belongs here: that one message. Does not belong here: what the packages are used for.
"""

from __future__ import annotations

import importlib
from typing import Any

from contextuality.errors import InputError


class MissingExtraError(InputError):
    """An optional package that is not installed: nothing is wrong with what was asked.

    Source: ours.

    Example:
        >>> issubclass(MissingExtraError, InputError)
        True
    """


def need(module: str, extra: str, purpose: str) -> Any:  # a module has no better type
    """Import an optional package.

    Args:
        module: its import name.
        extra: the extra of this project that installs it.
        purpose: what needs it, as errors name it.

    Returns:
        The module.

    Raises:
        MissingExtraError: if it is not installed, naming the extra.

    Source: ours.

    Example:
        >>> need("json", "symmetry", "an example").loads("1")
        1
        >>> need("no_such_module", "symmetry", "an example")
        Traceback (most recent call last):
        ...
        contextuality.extras.MissingExtraError: an example: expected no_such_module, which needs \
the extra symmetry: pip install 'khrnn[symmetry]', found that it is not installed
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            where=purpose,
            expected=f"{module}, which needs the extra {extra}: pip install 'khrnn[{extra}]'",
            found="that it is not installed",
        ) from error
