"""Bundles: a folder of certificates with a manifest that names and hashes every file.

The format is docs/formats/bundle.md. `khrnn check DIR` demands that the folder and its manifest
agree before it looks at any certificate.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contextuality.errors import InputError
from contextuality.formats.atomic import write_atomically
from proofs.provenance import kind_of_platform, version

if TYPE_CHECKING:
    from proofs.claims import Outcome

MANIFEST = "manifest.json"
TOOLS = ("khrnn", "numpy", "python-sat", "z3-solver")
MANIFEST_SCHEMA = "khrnn-bundle/1"


def provenance(seed: int) -> dict[str, Any]:
    """Return what a manifest says produced the bundle: versions, the platform, and the seed.

    Example:
        >>> sorted(provenance(0))
        ['seed', 'tools']
    """
    tools = {"python": platform.python_version(), "platform": kind_of_platform()}
    return {"tools": tools | {name: version(name) for name in TOOLS}, "seed": seed}


def write_bundle(folder: Path, outcomes: Sequence[Outcome], seed: int) -> int:
    """Write all certificates of decided claims, then the manifest.

    Args:
        folder: made if need be; certificates of an earlier run in it are replaced, and anything
            else in it is an error, because a bundle lists all its files.
        outcomes: decided claims.
        seed: the seed they were decided with.

    Returns:
        The number of certificates written. Everything is written into a hidden folder inside first:
        an interrupt or a full disk leaves what was there before, or nothing.

    Raises:
        InputError: if the folder holds foreign files or cannot be written.
    """
    listed = _listed(folder)
    missing = _missing(folder)
    staging = folder / f".{secrets.token_hex(8)}.tmp"
    try:
        staging.mkdir(parents=True)
        count = _write_files(staging, outcomes, seed)
    except BaseException as error:
        shutil.rmtree(staging, ignore_errors=True)
        for made in missing:
            with contextlib.suppress(OSError):
                made.rmdir()
        if isinstance(error, OSError):
            raise _unwritable(folder, error) from None
        raise
    # The manifest goes first and comes last: a folder without one is no complete bundle.
    for name in (MANIFEST, *sorted(listed - {MANIFEST})):
        (folder / name).unlink(missing_ok=True)
    names = sorted(path.name for path in staging.iterdir())
    for name in (*(name for name in names if name != MANIFEST), MANIFEST):
        (staging / name).replace(folder / name)
    staging.rmdir()
    return count


def _write_files(folder: Path, outcomes: Sequence[Outcome], seed: int) -> int:
    """Write certificates and manifest into an empty folder; return how many certificates."""
    entries: list[dict[str, Any]] = []
    count = 0
    for outcome in outcomes:
        for document, verdict in outcome.verdicts:
            name = f"{outcome.claim.identifier}.{document.name}.json"
            if document.name == outcome.claim.identifier:
                name = f"{document.name}.json"
            for path in document.write(folder / name):
                entries.append(
                    {
                        "file": path.name,
                        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                        "claim": outcome.claim.identifier,
                        "statement": verdict.statement,
                    }
                )
            count += 1
    entries = list({entry["file"]: entry for entry in entries}.values())
    manifest = {"schema": MANIFEST_SCHEMA, **provenance(seed), "files": entries}
    write_atomically(folder / MANIFEST, json.dumps(manifest, indent=1) + "\n")
    return count


def prepare(folder: Path, *, replace: bool) -> None:
    """Refuse a folder that a bundle could not be written into later; change and make nothing.

    Args:
        folder: the folder; it need not be there yet.
        replace: whether an earlier bundle may be there.

    Raises:
        InputError: if it cannot be written or made, holds files that are no bundle's, or holds a
            bundle that is not to be replaced.

    Example:
        >>> import tempfile
        >>> prepare(Path(tempfile.mkdtemp()), replace=False)
    """
    if _listed(folder) and not replace:
        raise InputError(
            where=str(folder),
            expected="an empty folder, or --force to replace its bundle",
            found="an earlier bundle",
        )
    missing = _missing(folder)
    there = missing[-1].parent if missing else folder
    probe = there / f".{secrets.token_hex(8)}.tmp"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise _unwritable(folder, error) from None


def _missing(folder: Path) -> list[Path]:
    """Return the folders that would have to be made, the innermost first."""
    absent = []
    for place in (folder.absolute(), *folder.absolute().parents):
        if place.exists() or place.is_symlink():
            break
        absent.append(place)
    return absent


def _unwritable(folder: Path, error: OSError) -> InputError:
    found = error.strerror or "an error"
    return InputError(where=str(folder), expected="a folder to write to", found=found)


def _listed(folder: Path) -> set[str]:
    """Return the files of an earlier bundle; refuse a folder with anything else in it."""
    try:
        present = sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []
    except OSError as error:
        raise _unwritable(folder, error) from None
    if not present:
        return set()
    listed: set[str] = {MANIFEST}
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        listed |= {str(entry["file"]) for entry in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        listed = set()
    # A manifest is somebody's file: only what lies in this folder under a bare name may go.
    listed &= set(present)
    foreign = [name for name in present if name not in listed]
    if foreign:
        raise InputError(
            where=str(folder),
            expected="an empty folder or an earlier bundle",
            found=f"other files, such as {foreign[0]}",
        )
    return listed
