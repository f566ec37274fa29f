"""Reading the text of an input file, with a size limit and one kind of error.

Belongs here: what holds for every text format: existence, size, encoding. Does not belong here:
any grammar.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from contextuality.errors import InputError

if TYPE_CHECKING:
    import os

MAX_BYTES = 64 * 1024 * 1024
"""Files above this size (64 MiB) are refused before they are parsed."""


def read_text(path: str | os.PathLike[str], *, max_bytes: int = MAX_BYTES) -> str:
    """Return the text of a file.

    Args:
        path: the file, UTF-8 without a byte order mark.
        max_bytes: the largest size accepted, in bytes.

    Returns:
        The decoded text with its line ends untouched.

    Raises:
        InputError: naming the file, if it can't be read, is larger than the limit or is not UTF-8
            (then with the line of the offending byte).

    Source: ours.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "square.ctx")
        ...     _ = file.write_text("XX,ZZ,YY", encoding="utf-8")
        ...     read_text(file)
        'XX,ZZ,YY'
    """
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise InputError(
            where=str(path),
            expected="a readable file",
            found=error.strerror or type(error).__name__,
        ) from error
    except ValueError as error:  # a NUL character in the path
        raise InputError(where=str(path), expected="a file name", found=str(error)) from error
    if len(data) > max_bytes:
        raise InputError(
            where=str(path), expected=f"at most {max_bytes} bytes", found="a larger file"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            where=f"{path}:{line}",
            expected="UTF-8 text",
            found=f"byte 0x{data[error.start]:02x} at offset {error.start}",
        ) from error
    if text.startswith("\ufeff"):
        raise InputError(
            where=f"{path}:1", expected="UTF-8 without a byte order mark", found="the mark U+FEFF"
        )
    return text
