"""Proof files: finding one, reading its lines in one pass, and comparing its SHA-256.

What the lines mean is in `proofs.kernel.lrat`. Grammar and limits in docs/formats/lrat.md.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from proofs.kernel import reader
from proofs.kernel.verdict import Malformed, Rejected

MAX_LINE_BYTES = 2**24
MAX_PROOF_BYTES = 2**34
CHUNK_BYTES = 2**18


@dataclass(frozen=True)
class Lrat:
    """A proof file, named by the SHA-256 of its bytes.

    Args:
        sha256: 64 lower-case hexadecimal digits.
        source: the folder that holds `<sha256>.lrat`, or the bytes of the proof themselves.
    """

    sha256: str
    source: Path | bytes

    def __post_init__(self) -> None:
        """Validate the digest; the proof itself is validated while it is checked."""
        meaning = "a SHA-256 in 64 lower-case hexadecimal digits"
        reader.text(self.sha256, "[0-9a-f]{64}", "certificate.sha256", meaning)

    def stream(self) -> BinaryIO:
        """Return a binary stream of the proof."""
        if isinstance(self.source, bytes):
            return io.BytesIO(self.source)
        path = self.source / f"{self.sha256}.lrat"
        try:
            if not path.is_file():  # a pipe or a device would never end
                raise Malformed(str(path), "the proof file named by the certificate", "no file")
            return path.open("rb")
        except OSError as error:
            raise Malformed(str(path), "a readable file", error.strerror or "an error") from None


def proof_lines(stream: BinaryIO, digest: str) -> Iterator[bytes]:
    """Yield the lines of a proof; after the last one, demand that its SHA-256 is `digest`."""
    total, rest, state = 0, b"", hashlib.sha256()
    while chunk := stream.read(CHUNK_BYTES):
        state.update(chunk)
        total += len(chunk)
        lines = (rest + chunk).split(b"\n")
        # A chunk is shorter than the longest line: only the first part can be over the limit.
        if len(lines[0]) > MAX_LINE_BYTES or total > MAX_PROOF_BYTES:
            limits = f"lines of {MAX_LINE_BYTES} and a file of {MAX_PROOF_BYTES} bytes at most"
            raise Malformed("proof", limits, "more")
        rest = lines.pop()
        yield from lines
    if rest:
        raise Malformed("proof: last line", "a line end", "the end of the file")
    if state.hexdigest() != digest:
        raise Rejected("proof", "sha256", digest, state.hexdigest())
