"""MNIST from local IDX files: strict reader, checksums of yours. Nothing is ever downloaded.

What belongs here: the file format. What does not: what is made of the images (`digits`).

An IDX file is big-endian: magic number 0x00000803 for images, 0x00000801 for labels, one 32-bit
size per dimension, then one byte per pixel or label.

No checksum of MNIST is built in, since we have no source of one that we could check. Instead a file
SHA256SUMS beside the data, as `sha256sum *.gz > SHA256SUMS` writes it, is obeyed if there is one.
Without it the structure alone is verified, which other data of the same format pass as well.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zlib
from pathlib import Path

import numpy as np

from contextuality.errors import InputError
from khrnn.tasks.batches import Words
from khrnn.tasks.digits import Images

SUMS = "SHA256SUMS"
"""Name of the list of checksums."""

_LARGEST = 1 << 28  # bytes of one file after decompression


def read_mnist(folder: Path, part: str) -> tuple[Images, Words]:
    """Read the images and labels of one part of MNIST.

    Args:
        folder: holds PART-images-idx3-ubyte.gz and PART-labels-idx1-ubyte.gz, and perhaps
            SHA256SUMS, which must then list both.
        part: "train" or "t10k".

    Returns:
        Images of shape (count, 28, 28) with grey levels in [0, 1], and labels 0..9.

    Raises:
        InputError: a missing file, another checksum than the listed one, or a file that breaks the
            format; the message names the file.

    Example:
        >>> read_mnist(Path("no-such-folder"), "train")
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: no-such-folder/train-images-idx3-ubyte.gz: expected a \
file (MNIST is not downloaded: put its four .gz files into the folder), found No such file or \
directory
    """
    sums = _checksums(folder / SUMS)
    pixels = _read(folder / f"{part}-images-idx3-ubyte.gz", 3, sums)
    labels = _read(folder / f"{part}-labels-idx1-ubyte.gz", 1, sums)
    if pixels.shape[1:] != (28, 28):
        raise InputError(
            where=f"{part} images", expected="28x28 pixels", found=str(pixels.shape[1:])
        )
    if len(pixels) != len(labels):
        raise InputError(
            where=f"{part} labels", expected=f"{len(pixels)} of them", found=str(len(labels))
        )
    if labels.size and int(labels.max()) > 9:
        raise InputError(where=f"{part} labels", expected="0..9", found=str(labels.max()))
    return pixels / 255.0, labels.astype(np.int64)


def _checksums(path: Path) -> dict[str, str] | None:
    """Read a list of checksums: file name -> 64 lower-case hexadecimal digits; None without one."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(where=str(path), expected="a text file", found=str(error)) from error
    sums: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        # sha256sum marks files read as binary with an asterisk before the name.
        digest, _, name = line.partition(" ")
        name = name[1:] if name[:1] in {" ", "*"} else ""
        if not re.fullmatch("[0-9a-f]{64}", digest) or not name or name in sums:
            raise InputError(
                where=f"{path}, line {number}",
                expected="64 hexadecimal digits, two spaces and the name of a file not yet listed",
                found=line[:100],
            )
        sums[name] = digest
    return sums


def _read(path: Path, dimensions: int, sums: dict[str, str] | None) -> np.ndarray:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(
            where=str(path),
            expected="a file (MNIST is not downloaded: put its four .gz files into the folder)",
            found=error.strerror or type(error).__name__,
        ) from error
    if sums is not None:
        found = hashlib.sha256(raw).hexdigest()
        if found != sums.get(path.name):
            listed = f"SHA-256 {sums[path.name]}" if path.name in sums else f"a line in {SUMS}"
            raise InputError(where=str(path), expected=listed, found=f"SHA-256 {found}")
    try:
        # A bounded read: a small file must not unpack to more than there can be.
        with gzip.open(io.BytesIO(raw)) as stream:
            data = stream.read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            where=str(path), expected="gzip data", found=str(error) or type(error).__name__
        ) from error
    header = 4 * (1 + dimensions)
    magic = 0x800 + dimensions
    if len(data) < header or int.from_bytes(data[:4], "big") != magic:
        raise InputError(
            where=str(path), expected=f"magic number {magic:#010x}", found=f"0x{data[:4].hex()}"
        )
    shape = tuple(
        int.from_bytes(data[4 * place : 4 * place + 4], "big") for place in range(1, 1 + dimensions)
    )
    wanted = int(np.prod(shape, dtype=object))
    if len(data) - header != wanted:
        raise InputError(
            where=str(path),
            expected=f"{wanted} bytes after the header, for the shape {shape}",
            found=str(len(data) - header),
        )
    return np.frombuffer(data, dtype=np.uint8, offset=header).reshape(shape)
