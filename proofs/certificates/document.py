"""A statement with its certificate, as one value: how it is written to disk and checked.

Here belongs the envelope of docs/formats/README.md. What stands inside is made by the other
modules of this folder and judged by `proofs.kernel`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contextuality.errors import InputError
from contextuality.formats.atomic import write_atomically
from proofs.kernel import Verdict, check
from proofs.kernel.reader import SCHEMA


@dataclass(frozen=True)
class Document:
    """A statement, the certificate that is to prove it, and the proof file that it may name.

    Args:
        name: a short name in lower case, letters, digits and hyphens; the name of the file.
        statement: a JSON-shaped object, see docs/formats.
        certificate: a JSON-shaped object, see docs/formats.
        proof: bytes of the proof file named by the certificate, empty if it names none.
        provenance: short texts for the reader of the file, see docs/formats/README.md; the kernel
            ignores them, and an empty table is not written.

    Example:
        >>> growth = {"kind": "binomial-growth", "family": "polynomial", "n": 9, "k": 3,
        ...           "inequality": "binom(n,k)*k^k >= n^k"}
        >>> Document("growth", growth, {"kind": "evaluate"}).check().status
        'valid'
    """

    name: str
    statement: dict[str, Any]
    certificate: dict[str, Any]
    proof: bytes = b""
    provenance: dict[str, str] = field(default_factory=dict)

    def check(self) -> Verdict:
        """Return the kernel's verdict.

        Raises:
            Malformed: if the document is not of the grammar: a defect of its producer.
        """
        return check(self.statement, self.certificate, self.proof)

    def text(self) -> str:
        """Return the certificate file: an outer object by lines, short values within."""
        head = f'{{\n  "schema": {json.dumps(SCHEMA)},\n'
        if self.provenance:
            head += f'  "provenance": {json.dumps(self.provenance)},\n'
        statement = f'  "statement": {_block(self.statement)},\n'
        return f'{head}{statement}  "certificate": {_block(self.certificate)}\n}}\n'

    def sha256(self) -> str:
        """Return the SHA-256 of the certificate file's bytes, in hexadecimal."""
        return hashlib.sha256(self.text().encode()).hexdigest()

    def write(self, path: Path) -> tuple[Path, ...]:
        """Write the certificate file, and the proof file beside it; return what was written.

        Every file appears whole or not at all; the proof comes first.

        Raises:
            InputError: if the folder does not exist or cannot be written.
        """
        if not path.parent.is_dir():
            raise InputError(
                where=str(path), expected="an existing folder", found=f"no folder {path.parent}"
            )
        written = []
        if self.proof:
            proof = path.parent / f"{hashlib.sha256(self.proof).hexdigest()}.lrat"
            write_atomically(proof, self.proof)
            written.append(proof)
        write_atomically(path, self.text())
        return (*written, path)


def _block(value: dict[str, Any]) -> str:
    lines = [f"    {json.dumps(key)}: {json.dumps(item)}" for key, item in value.items()]
    return "{\n" + ",\n".join(lines) + "\n  }"
