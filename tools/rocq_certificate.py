"""Print the Rocq file whose theorem is a certificate's statement.

Belongs here: the command line alone; the file is written by proofs/certificates/rocq.py, and
`khrnn check --rocq` runs Rocq on it. Run as `python tools/rocq_certificate.py certificate.json`,
then, after `make proofs`, `coqc -Q build/rocq Khrnn FILE.v`.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from proofs.certificates.rocq import source  # noqa: E402  (a script finds the project first)
from proofs.kernel import reader  # noqa: E402  (as above)

if __name__ == "__main__":
    path = Path(sys.argv[1])
    statement, certificate = reader.load_file(path)
    digest = certificate.get("sha256")
    proof = (path.parent / f"{digest}.lrat").read_bytes() if digest else b""
    print(source(statement, certificate, proof), end="")
