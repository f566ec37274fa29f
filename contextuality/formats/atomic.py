"""Writing files so that a reader sees the old content or the new, never half of it.

Belongs here: the one helper every package writes files with. Does not belong here: any format.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from contextuality.errors import InputError


def write_atomically(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write a file under a temporary name beside the target, then rename it into place.

    Args:
        path: the target, a regular file or nothing yet; a symbolic link is followed.
        content: text (written as UTF-8, line ends as they are) or bytes.

    Raises:
        InputError: if the target is something other than a regular file, or the system refuses to
            write there. The target is then unchanged and no temporary file is left.

    Source: ours; POSIX `rename` replaces its target atomically.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     target = Path(folder, "note.txt")
        ...     write_atomically(target, "square")
        ...     target.read_text(encoding="utf-8")
        'square'
    """
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        found = "a folder" if target.is_dir() else "something that is no regular file"
        raise InputError(where=str(path), expected="a regular file to write", found=found)
    data = content.encode("utf-8") if isinstance(content, str) else content
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}.tmp")
    try:
        # "x" leaves the permissions to the umask, as for any file the user writes, and never
        # opens a file that exists.
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise InputError(
            where=str(path),
            expected="a place that can be written",
            found=error.strerror or type(error).__name__,
        ) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
