"""Readers and writers of scenario and vector-set files, one format per module.

Belongs here: the choice of the reader. Does not belong here: grammars (their modules), checks of
meaning (`contextuality.scenario`, `contextuality.vectors`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.formats.atomic import write_atomically
from contextuality.formats.ctx import parse_ctx, read_ctx, spell_ctx, write_ctx
from contextuality.formats.scenario_json import (
    parse_scenario_json,
    read_scenario_json,
    scenario_from_document,
    spell_scenario_json,
    write_scenario_json,
)
from contextuality.formats.source import read_text
from contextuality.formats.strict_json import parse_object
from contextuality.formats.vectors_json import (
    parse_vectors_json,
    read_vectors_json,
    spell_vectors_json,
    vectors_from_document,
    write_vectors_json,
)

if TYPE_CHECKING:
    import os

    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet

__all__ = [
    "load",
    "parse_ctx",
    "parse_scenario_json",
    "parse_vectors_json",
    "read_ctx",
    "read_scenario_json",
    "read_vectors_json",
    "spell_ctx",
    "spell_scenario_json",
    "spell_vectors_json",
    "write_atomically",
    "write_ctx",
    "write_scenario_json",
    "write_vectors_json",
]


def load(path: str | os.PathLike[str]) -> Scenario | VectorSet:
    """Read a file, choosing the format by its suffix and, for JSON, by its keys.

    Args:
        path: a `.ctx` file, or a `.json` file with either `contexts` or `vectors`.

    Returns:
        What the file holds, fully checked.

    Raises:
        InputError: naming the file and the place in it; also for an unknown suffix and for JSON
            with neither key or both.

    Source: ours.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "line.ctx")
        ...     _ = file.write_text("XX,ZZ,YY", encoding="utf-8")
        ...     load(file).signs
        (-1,)
    """
    suffix = Path(path).suffix
    if suffix == ".ctx":
        return read_ctx(path)
    if suffix != ".json":
        raise InputError(
            where=str(path),
            expected="a file ending in .ctx or .json",
            found=f"the suffix '{suffix}'",
        )
    where = str(path)
    document = parse_object(read_text(path), where)
    if ("contexts" in document) == ("vectors" in document):
        both = "both" if "contexts" in document else "neither"
        raise InputError(
            where=where, expected="the key 'contexts' or the key 'vectors'", found=both
        )
    if "contexts" in document:
        return scenario_from_document(document, where)
    return vectors_from_document(document, where)
