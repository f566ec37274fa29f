"""What produced a file: the line that pictures and plots carry.

Belongs here: the line, and where each kind of picture keeps it. Does not belong here: seeds and
results, which the caller knows. Certificates carry none: their grammar is closed, and a bundle's
manifest says it for them.
"""

from __future__ import annotations

import functools
import platform
from importlib.metadata import PackageNotFoundError, version


@functools.cache
def producer() -> str:
    """Return the version of khrnn, of Python and the platform, without the machine's name.

    Example:
        >>> producer().startswith("khrnn ")
        True
    """
    try:
        own = version("khrnn")
    except PackageNotFoundError:
        own = "unknown"
    return f"khrnn {own}, Python {platform.python_version()}, {platform.system()} \
{platform.machine()}"


def metadata(kind: str) -> dict[str, str | None]:
    """Return the metadata of a plot for matplotlib's `savefig`; no dates, so runs can be compared.

    Args:
        kind: "png", "svg" or "pdf".

    Example:
        >>> sorted(metadata("svg")), metadata("svg")["Date"]
        (['Creator', 'Date'], None)
    """
    if kind == "png":
        return {"Software": producer()}
    return {"Creator": producer(), "Date" if kind == "svg" else "CreationDate": None}
