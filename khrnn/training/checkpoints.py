"""Checkpoints of the training loops: one file, written whole, read without running code from it.

What belongs here: the file and whose run it is. What does not: what a loop keeps in it. Importing
this module imports torch.
"""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from contextuality.errors import InputError
from contextuality.formats.atomic import write_atomically
from contextuality.formats.produced import producer
from khrnn.training.same_run import refuse_absent, refuse_other

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = "khrnn-train/1"
CHECKPOINT = "checkpoint.pt"

IDENTITY = ("description", "settings", "seed")
"""Whose run it is: texts and a number; a checkpoint is taken up by the same run alone."""

_KEYS = {*IDENTITY, "model", "optimiser", "rng", "record"}


def write_checkpoint(folder: Path, content: Mapping[str, object]) -> Path:
    """Write a checkpoint, atomically.

    Args:
        folder: made if it is missing.
        content: tensors, numbers and text only, with the keys of `IDENTITY`, "model", "optimiser",
            "rng" and "record" at least.

    Returns:
        The file, loadable with weights_only=True.

    Example:
        >>> import tempfile
        >>> run = {"description": "{}", "settings": "[]", "seed": 1}
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     state = {"model": {}, "optimiser": {}, "rng": "{}", "record": "[]"}
        ...     path = write_checkpoint(Path(folder), {**run, **state})
        ...     path.name, read_checkpoint(Path(folder), run)["record"]
        ('checkpoint.pt', '[]')
    """
    folder.mkdir(parents=True, exist_ok=True)
    stream = io.BytesIO()
    torch.save({"schema": SCHEMA, "producer": producer(), **content}, stream)
    path = folder / CHECKPOINT
    write_atomically(path, stream.getvalue())
    return path


def read_checkpoint(folder: Path, identity: Mapping[str, object]) -> dict[str, Any]:
    """Read a checkpoint of the same run.

    Args:
        folder: as given to `write_checkpoint`.
        identity: the values of `IDENTITY` that the checkpoint must have.

    Returns:
        Its content, all keys present.

    Raises:
        InputError: no checkpoint, a damaged one, one that is not of this project, or of another
            run.
    """
    path = folder / CHECKPOINT
    refuse_absent(path)
    try:
        content = torch.load(path, weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError, zipfile.BadZipFile) as error:
        raise InputError(
            where=str(path), expected="a checkpoint", found=str(error).split("\n")[0]
        ) from error
    if (
        not isinstance(content, dict)
        or content.get("schema") != SCHEMA
        or not set(content) >= _KEYS
    ):
        raise InputError(where=str(path), expected=f"a checkpoint {SCHEMA}", found="another thing")
    if any(content[name] != identity[name] for name in IDENTITY):
        refuse_other(path, _run(content), _run(identity))
    return content


def _run(values: Mapping[str, object]) -> dict[str, object]:
    """Return whose run it is with its texts read as JSON."""
    result: dict[str, object] = {}
    for name in IDENTITY:
        value = values[name]
        try:
            read = json.loads(value) if isinstance(value, str) else value
        except ValueError:
            read = value
        result[name] = read
    return result
