"""What the library keeps about a name.

Belongs here: the record only. Does not belong here: any particular name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet


class Entry(NamedTuple):
    """A named scenario or vector set.

    Args:
        build: makes it; equal values for every call.
        what: one line saying what it is, with its counts.
        citation: where it was published.

    Example:
        >>> from contextuality.library import get
        >>> Entry(lambda: get("doily"), "W(3,2)", "2007").build().name
        'doily'
    """

    build: Callable[[], Scenario | VectorSet]
    what: str
    citation: str
