"""The `.ctx` text format: one context a line, Pauli strings separated by commas.

Belongs here: that grammar, both ways. Does not belong here: what makes contexts valid
(`contextuality.scenario`).

Grammar: a line is a context, blank, or a comment; `#` starts a comment that runs to the end of
the line; blanks may surround a Pauli string but not stand inside it. The sign of a context is not
written: it is computed from the product.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from contextuality.errors import InputError, shown
from contextuality.formats.atomic import write_atomically
from contextuality.formats.source import read_text
from contextuality.scenario import Scenario, pauli_scenario, require_pauli

if TYPE_CHECKING:
    import os


def parse_ctx(text: str, name: str, where: str = "") -> Scenario:
    r"""Read a scenario from the text of a `.ctx` file.

    Args:
        text: the whole file.
        name: the name of the scenario, which the format does not carry.
        where: the file to name in errors; errors add the line number.

    Returns:
        The scenario, observables in order of first appearance.

    Raises:
        InputError: at `where:line` for a malformed line or an invalid context, at `where` for
            a file without contexts.

    Source: ours; one context a line with commas is the custom of tools for Pauli contexts.

    Example:
        >>> parse_ctx("# one line of the square\nXX, ZZ, YY\n", "line").signs
        (-1,)
    """
    prefix = where or "line"
    contexts: list[list[str]] = []
    line_numbers: list[int] = []
    for number, line in enumerate(text.split("\n"), start=1):
        content = line.partition("#")[0].strip(" \t\r")
        if not content:
            continue
        fields = [field.strip(" \t") for field in content.split(",")]
        for field in fields:
            if ";" in field:
                raise InputError(
                    where=f"{prefix}:{number}",
                    expected="one context a line, its observables separated by commas",
                    found=f"a semicolon in {shown(field)}",
                )
            if not field or any(character.isspace() for character in field):
                raise InputError(
                    where=f"{prefix}:{number}",
                    expected="Pauli strings separated by single commas",
                    found=shown(field) if field else "an empty field",
                )
        contexts.append(fields)
        line_numbers.append(number)
    if not contexts:
        raise InputError(where=where, expected="at least one context", found="no context line")
    return pauli_scenario(contexts, name, where=lambda index: f"{prefix}:{line_numbers[index]}")


def spell_ctx(scenario: Scenario) -> str:
    """Return the text of a `.ctx` file that `parse_ctx` reads back as the same contexts.

    Raises:
        InputError: if the observables are not Pauli strings or a sign is not that of the product:
            the format has no place for such scenarios.

    Source: ours.

    Example:
        >>> print(spell_ctx(parse_ctx("XX,ZZ,YY", "line")), end="")
        # line: 3 observables, 1 context
        XX,ZZ,YY
    """
    require_pauli(scenario)
    plural = "" if len(scenario.contexts) == 1 else "s"
    head = (
        f"# {scenario.name}: {len(scenario.observables)} observables, "
        f"{len(scenario.contexts)} context{plural}"
    )
    lines = [",".join(labels) for labels in scenario.labelled_contexts()]
    return "\n".join([head, *lines]) + "\n"


def read_ctx(path: str | os.PathLike[str]) -> Scenario:
    """Read a `.ctx` file; the scenario takes the file's name without the suffix.

    Raises:
        InputError: naming file and line; see `parse_ctx`.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "line.ctx")
        ...     _ = file.write_text("XX,ZZ,YY", encoding="utf-8")
        ...     read_ctx(file).name
        'line'
    """
    return parse_ctx(read_text(path), Path(path).stem, str(path))


def write_ctx(scenario: Scenario, path: str | os.PathLike[str]) -> None:
    """Write a `.ctx` file, whole or not at all.

    Raises:
        InputError: as `spell_ctx`, or if the file can't be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_ctx(parse_ctx("XX,ZZ,YY", "line"), Path(folder, "line.ctx"))
        ...     read_ctx(Path(folder, "line.ctx")).contexts
        ((0, 1, 2),)
    """
    write_atomically(path, spell_ctx(scenario))
