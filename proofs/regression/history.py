"""The history file: one line of JSON for every run of `khrnn verify --history FILE`.

Here belong writing and reading it. What a run is belongs to `records`, comparing to `compare`.

A line of the format "khrnn-history/1" is one object:

    schema       "khrnn-history/1"
    time         when the run ended, UTC, "2026-11-30T22:40:00Z"
    version      of khrnn
    commit       of the checkout, "-modified" behind it if files differ from it; null if unknown
    seed         integer, at least 0
    machine      {"system", "machine", "processors", "python"}: no host names, no user names
    seconds      wall time of the run
    interrupted  true or false; claims that an interrupted run did not reach are "not_run"
    claims       [{"id", "verdict", "seconds", "quantities", "certificates"}, ...]

A claim's quantities are objects of `proofs.quantities.as_data`; its certificates are the names of
those that the kernel accepted. Unknown keys are errors. The page is docs/formats/history.md.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contextuality.errors import InputError, shown
from contextuality.formats.strict_json import expect_list, expect_string, parse_object
from proofs.quantities import as_data
from proofs.regression.reading import (
    each_once,
    machine_data,
    read_commit,
    read_flag,
    read_machine,
    read_object,
    read_quantities,
    read_seconds,
    read_seed,
    read_text,
    read_time,
    read_verdict,
)
from proofs.regression.records import ClaimRecord, Run

SCHEMA = "khrnn-history/1"
KEYS = (
    "schema",
    "time",
    "version",
    "commit",
    "seed",
    "machine",
    "seconds",
    "interrupted",
    "claims",
)
CLAIM_KEYS = ("id", "verdict", "seconds", "quantities", "certificates")


def read_history(path: str | os.PathLike[str]) -> tuple[Run, ...]:
    """Read a history file.

    Args:
        path: a file of lines as above; each ends with a line feed.

    Returns:
        The runs in the order of the file: the oldest first, if it was only appended to.

    Raises:
        InputError: for a file that cannot be read or is no UTF-8, has no line or an empty one, a
            last line without its end, malformed JSON, a missing or unknown key, or a value out of
            its grammar; it names the file, the line and the key.

    Example:
        >>> import tempfile
        >>> from proofs.regression.records import Machine
        >>> run = Run("2026-11-30T22:40:00Z", "0.1.0", None, 0, Machine("Linux", "arm64", 2,
        ...     "3.12.1"), 59.1, False, (ClaimRecord("doily", "proved", 0.5, (), ("doily",)),))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     append_history(Path(folder, "history.jsonl"), run)
        ...     read_history(Path(folder, "history.jsonl")) == (run,)
        True
    """
    text = read_text(path)
    if not text.endswith("\n"):
        found = "an empty file" if not text else "a last line without its end"
        raise InputError(where=str(path), expected="lines of JSON, each ended", found=found)
    return tuple(
        run_from_text(line, f"{path}:{number}")
        for number, line in enumerate(text[:-1].split("\n"), 1)
    )


def append_history(path: str | os.PathLike[str], run: Run) -> None:
    """Append a run to a history file, whole or not at all; the file is made if it is not there.

    The file is locked meanwhile, so that runs that end together both get their line.

    Raises:
        InputError: if the file cannot be written, or its last line is without its end: something
            else wrote there, and a line behind it would be lost.
    """
    line = (json.dumps(as_line(run), separators=(",", ":")) + "\n").encode()
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            found = "a last line without its end"
            raise InputError(where=str(path), expected="a history, lines of JSON", found=found)
        written = 0
        try:
            written = os.write(handle, line)
            os.fsync(handle)
        finally:
            if written < len(line):
                os.ftruncate(handle, size)
        if written < len(line):
            raise InputError(where=str(path), expected="room for a line", found="less")
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        os.close(handle)


def ready(path: str | os.PathLike[str]) -> None:
    """Refuse before the work a file that no run should be appended to after it.

    Raises:
        InputError: if there is a file that is no history (an empty one is one), or takes no line.
    """
    if not Path(path).exists():
        return
    try:
        with open(path, "ab") as stream:  # noqa: PTH123 - any path-like
            size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise _unwritable(path, error) from None
    if size:
        read_history(path)


def _unwritable(path: str | os.PathLike[str], error: OSError) -> InputError:
    expected = "a file that can be written to at its end"
    return InputError(where=str(path), expected=expected, found=error.strerror or "an error")


def as_line(run: Run) -> dict[str, Any]:
    """Return a run as the object of its line."""
    return {
        "schema": SCHEMA,
        "time": run.time,
        "version": run.version,
        "commit": run.commit,
        "seed": run.seed,
        "machine": machine_data(run.machine),
        "seconds": round(run.seconds, 3),
        "interrupted": run.interrupted,
        "claims": [
            {
                "id": claim.identifier,
                "verdict": claim.verdict,
                "seconds": round(claim.seconds, 3),
                "quantities": [as_data(one) for one in claim.quantities],
                "certificates": list(claim.certificates),
            }
            for claim in run.claims
        ],
    }


def run_from_text(line: str, where: str) -> Run:
    """Read one line of a history.

    Raises:
        InputError: as `read_history`.
    """
    document = parse_object(line, where, floats=True)
    if document.get("schema", SCHEMA) != SCHEMA:  # first: its keys are another format's
        found = shown(document["schema"])
        raise InputError(where=f"{where}: schema", expected=repr(SCHEMA), found=found)
    data = read_object(document, where, KEYS)
    claims = tuple(
        _claim(entry, f"{where}: claims[{position}]")
        for position, entry in enumerate(expect_list(data["claims"], f"{where}: claims"))
    )
    return read_run(data, where, expect_string(data["version"], f"{where}: version"), claims)


def read_run(
    data: Mapping[str, object], where: str, version: str, claims: tuple[ClaimRecord, ...]
) -> Run:
    """Return a run from what both schemas keep in the same form; each claim stands there once.

    Raises:
        InputError: as `read_history`.
    """
    each_once([claim.identifier for claim in claims], f"{where}: claims")
    return Run(
        read_time(data["time"], f"{where}: time"),
        version,
        read_commit(data["commit"], f"{where}: commit"),
        read_seed(data["seed"], f"{where}: seed"),
        read_machine(data["machine"], f"{where}: machine"),
        read_seconds(data["seconds"], f"{where}: seconds"),
        read_flag(data["interrupted"], f"{where}: interrupted"),
        claims,
    )


def _claim(entry: object, where: str) -> ClaimRecord:
    data = read_object(entry, where, CLAIM_KEYS)
    certificates = [
        expect_string(name, f"{where}.certificates")
        for name in expect_list(data["certificates"], f"{where}.certificates")
    ]
    each_once(certificates, f"{where}.certificates")
    return ClaimRecord(
        expect_string(data["id"], f"{where}.id"),
        read_verdict(data["verdict"], f"{where}.verdict"),
        read_seconds(data["seconds"], f"{where}.seconds"),
        read_quantities(data["quantities"], f"{where}.quantities"),
        tuple(certificates),
    )
