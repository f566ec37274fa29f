"""MNIST from local IDX files: strict reader with checksums. Nothing is ever downloaded.

What belongs here: the file format. What does not: what is made of the images (`digits`).

An IDX file is big-endian: magic number 0x00000803 for images, 0x00000801 for labels, one 32-bit
size per dimension, then one byte per pixel or label.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

import numpy as np

from contextuality.errors import InputError
from khrnn.tasks.batches import Words
from khrnn.tasks.digits import Images

MD5 = {
    "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
}
"""The published checksums of the four compressed files of MNIST."""

_LARGEST = 1 << 28  # bytes of one file after decompression


def read_mnist(folder: Path, part: str, *, check: bool = True) -> tuple[Images, Words]:
    """Read the images and labels of one part of MNIST.

    Args:
        folder: holds PART-images-idx3-ubyte.gz and PART-labels-idx1-ubyte.gz.
        part: "train" or "t10k".
        check: whether the files must be those of MNIST by their checksums; False for other data
            in the same format.

    Returns:
        Images of shape (count, 28, 28) with grey levels in [0, 1], and labels 0..9.

    Raises:
        InputError: a missing file, another checksum, or a file that breaks the format; the message
            names the file.

    Example:
        >>> read_mnist(Path("no-such-folder"), "train")
        Traceback (most recent call last):
        ...
        contextuality.errors.InputError: no-such-folder/train-images-idx3-ubyte.gz: expected a \
file (MNIST is not downloaded: put its four .gz files into the folder), found No such file or \
directory
    """
    pixels = _read(folder / f"{part}-images-idx3-ubyte.gz", 3, check=check)
    labels = _read(folder / f"{part}-labels-idx1-ubyte.gz", 1, check=check)
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


def _read(path: Path, dimensions: int, *, check: bool) -> np.ndarray:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(
            where=str(path),
            expected="a file (MNIST is not downloaded: put its four .gz files into the folder)",
            found=error.strerror or type(error).__name__,
        ) from error
    digest = hashlib.md5(raw, usedforsecurity=False).hexdigest()
    if check and digest != MD5[path.name]:
        raise InputError(
            where=str(path), expected=f"MNIST's file, MD5 {MD5[path.name]}", found=f"MD5 {digest}"
        )
    try:
        # A bounded read: a small file must not unpack to more than there can be.
        with gzip.open(path) as stream:
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
