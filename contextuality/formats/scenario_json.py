"""Scenarios of Pauli contexts as JSON: `{"name": ..., "contexts": [["XX", "ZZ", "YY"], ...]}`.

Belongs here: that grammar, both ways. Does not belong here: what makes contexts valid
(`contextuality.scenario`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.formats.atomic import write_atomically
from contextuality.formats.source import read_text
from contextuality.formats.strict_json import (
    expect_keys,
    expect_list,
    expect_string,
    parse_object,
)
from contextuality.scenario import Scenario, pauli_scenario, require_pauli

if TYPE_CHECKING:
    import os

KEYS = ("name", "contexts")


def scenario_from_document(document: dict[str, object], where: str) -> Scenario:
    """Build a scenario from a parsed document.

    Args:
        document: what `strict_json.parse_object` returned.
        where: the file to name in errors.

    Raises:
        InputError: for a missing or unknown key, a wrong type, or an invalid context, naming the
            item like `contexts[2][0]`.

    Example:
        >>> scenario_from_document({"name": "line", "contexts": [["XX", "ZZ", "YY"]]}, "x").signs
        (-1,)
    """
    expect_keys(document, where, KEYS)
    name = expect_string(document["name"], f"{where}: name")
    contexts = [
        [
            expect_string(label, f"{where}: contexts[{i}][{j}]")
            for j, label in enumerate(expect_list(context, f"{where}: contexts[{i}]"))
        ]
        for i, context in enumerate(expect_list(document["contexts"], f"{where}: contexts"))
    ]
    try:
        return pauli_scenario(contexts, name)
    except InputError as error:
        raise error.located(where) from error


def parse_scenario_json(text: str, where: str = "input") -> Scenario:
    """Read a scenario from JSON text.

    Raises:
        InputError: for malformed JSON (with line and column) and as `scenario_from_document`.

    Example:
        >>> parse_scenario_json('{"name": "line", "contexts": [["XX", "ZZ", "YY"]]}').observables
        ('XX', 'ZZ', 'YY')
    """
    return scenario_from_document(parse_object(text, where), where)


def spell_scenario_json(scenario: Scenario) -> str:
    """Return JSON text that `parse_scenario_json` reads back as an equal scenario.

    Raises:
        InputError: if the observables are not Pauli strings or a sign is not that of the product.

    Example:
        >>> line = parse_scenario_json('{"contexts": [["XX", "ZZ", "YY"]], "name": "line"}')
        >>> parse_scenario_json(spell_scenario_json(line)) == line
        True
    """
    require_pauli(scenario)
    rows = ",\n".join(f"    {json.dumps(list(c))}" for c in scenario.labelled_contexts())
    name = json.dumps(scenario.name, ensure_ascii=False)
    return f'{{\n  "name": {name},\n  "contexts": [\n{rows}\n  ]\n}}\n'


def read_scenario_json(path: str | os.PathLike[str]) -> Scenario:
    """Read a scenario file.

    Raises:
        InputError: naming the file; see `parse_scenario_json`.

    Example:
        >>> import pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "line.json")
        ...     _ = file.write_text('{"name": "a", "contexts": [["XI", "IX", "XX"]]}')
        ...     read_scenario_json(file).signs
        (1,)
    """
    return parse_scenario_json(read_text(path), str(path))


def write_scenario_json(scenario: Scenario, path: str | os.PathLike[str]) -> None:
    """Write a scenario file, whole or not at all.

    Raises:
        InputError: as `spell_scenario_json`, or if the file can't be written.

    Example:
        >>> import pathlib, tempfile
        >>> line = parse_scenario_json('{"name": "line", "contexts": [["XX", "ZZ", "YY"]]}')
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_scenario_json(line, pathlib.Path(folder, "line.json"))
        ...     read_scenario_json(pathlib.Path(folder, "line.json")) == line
        True
    """
    write_atomically(path, spell_scenario_json(scenario))
