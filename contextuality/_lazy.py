"""Names that a package offers and loads on first use.

Belongs here: the two functions behind such a package. Does not belong here: the names.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` of a package.

    Args:
        package: its full name.
        homes: for every name the module that holds it, relative to the package.

    Returns:
        Functions for the package's module. A name stays in the package once it is loaded.

    Source: PEP 562.

    Example:
        >>> find, names = lazy("contextuality", {"Pauli": "pauli"})
        >>> find("Pauli").__name__, "Pauli" in names()
        ('Pauli', True)
    """

    def find(name: str) -> Any:  # Any: the values are classes and functions of many kinds
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(import_module(package), name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(import_module(package)), *homes})

    return find, names
