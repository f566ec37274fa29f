"""Folders of certificates: which files a path stands for, and whether a manifest tells the truth.

Grammar and meaning in docs/formats/bundle.md. A manifest can only cause an error, never a verdict.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NoReturn

from proofs.kernel import reader
from proofs.kernel.verdict import Malformed

MANIFEST = "manifest.json"
MANIFEST_SCHEMA = "khrnn-bundle/1"
MAX_FILES = 100_000
NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}"
CHUNK_BYTES = 2**20


def certificate_files(path: Path) -> list[Path]:
    """Return the certificate files that a path stands for, in the order of their names.

    Args:
        path: a certificate file, a bundle, or any folder with bundles and *.json files at any
            depth; symbolic links to folders are not followed.

    Raises:
        Malformed: if there is nothing of that name, a folder cannot be read, holds no certificate
            or one that is no regular file, or a bundle's manifest is not of its grammar or differs
            from the folder.
    """
    try:
        if not path.is_dir():
            if not path.exists():
                raise Malformed(str(path), "a file or folder", "nothing of that name")
            return [path]
    except OSError as error:
        _unreadable(error)
    found: list[Path] = []
    waiting = [path]
    while waiting:
        folder = waiting.pop()
        folders, names = _inside(folder)
        if MANIFEST in names:
            found += _bundle_files(folder)
        else:
            waiting += folders
            found += [folder / name for name in names if name.endswith(".json")]
    if not found:
        raise Malformed(str(path), "at least one *.json certificate in the folder", "none")
    return sorted(found)


def _inside(folder: Path) -> tuple[list[Path], list[str]]:
    """Return the folders in a folder, and the names of its certificates, proofs and manifest.

    The callers keep a list of what is left: nesting may be deeper than Python's stack.
    """
    folders, names = [], []
    try:
        for place in sorted(folder.iterdir()):
            if place.is_dir():
                folders += [] if place.is_symlink() else [place]
            elif place.name.endswith((".json", ".lrat")):
                if not place.is_file():  # a pipe would never end
                    raise Malformed(str(place), "a regular file", "something else")
                names.append(place.name)
    except OSError as error:
        _unreadable(error)
    return folders, names


def _unreadable(error: OSError) -> NoReturn:
    raise Malformed(str(error.filename), "a readable file or folder", error.strerror or "an error")


def _bundle_files(folder: Path) -> list[Path]:
    """Return the certificates of a bundle after comparing the folder with its manifest."""
    place = str(folder / MANIFEST)
    document = reader.load_document(folder / MANIFEST)
    schema, tools, seed, files = reader.fields(
        document, ("schema", "tools", "seed", "files"), place
    )
    reader.choice(schema, (MANIFEST_SCHEMA,), f"{place}: schema")
    reader.integer(seed, 0, 2**64, f"{place}: seed")
    if type(tools) is not dict or not all(type(value) is str for value in tools.values()):
        raise Malformed(f"{place}: tools", "an object of version strings", tools)
    listed: set[str] = set()
    for position, entry in enumerate(reader.sequence(files, 1, MAX_FILES, f"{place}: files")):
        where = f"{place}: files[{position}]"
        name, digest, claim, statement = reader.fields(
            entry, ("file", "sha256", "claim", "statement"), where
        )
        reader.text(name, NAME, f"{where}.file", "a bare file name")
        meaning = "a SHA-256 in 64 lower-case hexadecimal digits"
        reader.text(digest, "[0-9a-f]{64}", f"{where}.sha256", meaning)
        for value in (claim, statement):
            reader.text(value, "(?s).{0,2000}", where, "strings for the reader")
        if name in listed:
            raise Malformed(where, "each file once", name)
        listed.add(name)
        found = _digest(folder / name, where)
        if found != digest:
            raise Malformed(f"{where}: {name}", f"the SHA-256 {digest}", found)
    waiting, known = [folder], {MANIFEST, *listed}
    while waiting:
        path = waiting.pop()
        folders, names = _inside(path)
        waiting += folders
        for name in names:
            if path != folder or name not in known:
                found = str(Path(path, name).relative_to(folder))
                raise Malformed(str(folder), "only files that the manifest lists", found)
    certificates = sorted(name for name in listed if name.endswith(".json"))
    if not certificates:
        raise Malformed(place, "at least one *.json certificate", "none")
    return [folder / name for name in certificates]


def _digest(path: Path, where: str) -> str:
    """Return the SHA-256 of a regular file, read in pieces."""
    state = hashlib.sha256()
    try:
        if path.is_symlink() or not path.is_file():
            raise Malformed(where, "a regular file in the folder", f"no such file {path.name}")
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                state.update(chunk)
    except OSError as error:
        raise Malformed(where, "a readable file", error.strerror or "an error") from None
    return state.hexdigest()
