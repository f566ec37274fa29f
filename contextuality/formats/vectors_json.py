"""Vector sets as JSON: `{"name", "dim", "ring", "vectors"}` and optionally `"bases"`.

Belongs here: that grammar, both ways. Does not belong here: rings, rays and what makes a basis
(`contextuality.vectors`).

`vectors` is a list of lists of entries spelled as strings, `bases` a list of lists of indices
into it, counted from 0.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.formats.atomic import write_atomically
from contextuality.formats.source import read_text
from contextuality.formats.strict_json import (
    expect_integer,
    expect_keys,
    expect_list,
    expect_string,
    parse_object,
)
from contextuality.vectors import VectorSet

if TYPE_CHECKING:
    import os

REQUIRED = ("name", "dim", "ring", "vectors")
OPTIONAL = ("bases",)


def vectors_from_document(document: dict[str, object], where: str) -> VectorSet:
    """Build a vector set from a parsed document.

    Args:
        document: what `strict_json.parse_object` returned.
        where: the file to name in errors.

    Raises:
        InputError: for a missing or unknown key, a wrong type, an unreadable entry, or what
            `VectorSet` refuses, naming the item like `vectors[2][0]`.

    Example:
        >>> document = {"name": "a", "dim": 2, "ring": "Z", "vectors": [["1", "0"], ["0", "1"]]}
        >>> vectors_from_document(document, "x").complete_bases()
        ((0, 1),)
    """
    expect_keys(document, where, REQUIRED, OPTIONAL)
    name = expect_string(document["name"], f"{where}: name")
    dim = expect_integer(document["dim"], f"{where}: dim")
    ring = expect_string(document["ring"], f"{where}: ring")
    vectors = [
        [
            expect_string(entry, f"{where}: vectors[{i}][{j}]")
            for j, entry in enumerate(expect_list(vector, f"{where}: vectors[{i}]"))
        ]
        for i, vector in enumerate(expect_list(document["vectors"], f"{where}: vectors"))
    ]
    bases = None
    if "bases" in document:
        bases = [
            [
                expect_integer(index, f"{where}: bases[{i}][{j}]")
                for j, index in enumerate(expect_list(basis, f"{where}: bases[{i}]"))
            ]
            for i, basis in enumerate(expect_list(document["bases"], f"{where}: bases"))
        ]
    try:
        return VectorSet.from_strings(name, dim, ring, vectors, bases)
    except InputError as error:
        raise error.located(where) from error


def parse_vectors_json(text: str, where: str = "input") -> VectorSet:
    """Read a vector set from JSON text.

    Raises:
        InputError: for malformed JSON (with line and column) and as `vectors_from_document`.

    Example:
        >>> parse_vectors_json('{"name": "a", "dim": 2, "ring": "Z", "vectors": [["1", "0"]]}').dim
        2
    """
    return vectors_from_document(parse_object(text, where), where)


def spell_vectors_json(vector_set: VectorSet) -> str:
    """Return JSON text that `parse_vectors_json` reads back as an equal set.

    Example:
        >>> text = '{"name": "a", "dim": 2, "ring": "Z[i]", "vectors": [["1", "-i"]]}'
        >>> parse_vectors_json(spell_vectors_json(parse_vectors_json(text))).spelled()
        (('1', '-i'),)
    """
    head = (
        f'  "name": {json.dumps(vector_set.name, ensure_ascii=False)},\n'
        f'  "dim": {vector_set.dim},\n  "ring": {json.dumps(vector_set.ring)},\n'
    )
    rows = ",\n".join(f"    {json.dumps(list(vector))}" for vector in vector_set.spelled())
    text = f'{{\n{head}  "vectors": [\n{rows}\n  ]'
    if vector_set.bases is not None:
        lists = ",\n".join(f"    {json.dumps(list(basis))}" for basis in vector_set.bases)
        text += f',\n  "bases": [\n{lists}\n  ]'
    return text + "\n}\n"


def read_vectors_json(path: str | os.PathLike[str]) -> VectorSet:
    """Read a vector-set file.

    Raises:
        InputError: naming the file; see `parse_vectors_json`.

    Example:
        >>> import pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "a.json")
        ...     _ = file.write_text('{"name": "a", "dim": 2, "ring": "Z", "vectors": [["1", "0"]]}')
        ...     read_vectors_json(file).name
        'a'
    """
    return parse_vectors_json(read_text(path), str(path))


def write_vectors_json(vector_set: VectorSet, path: str | os.PathLike[str]) -> None:
    """Write a vector-set file, whole or not at all.

    Raises:
        InputError: if the file can't be written.

    Example:
        >>> import pathlib, tempfile
        >>> ray = VectorSet.from_strings("ray", 2, "Z", [["1", "0"]])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_vectors_json(ray, pathlib.Path(folder, "ray.json"))
        ...     read_vectors_json(pathlib.Path(folder, "ray.json")) == ray
        True
    """
    write_atomically(path, spell_vectors_json(vector_set))
