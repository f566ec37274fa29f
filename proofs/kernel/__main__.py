"""`python -m proofs.kernel PATH...`: check certificate files, folders and bundles on bare Python.

Exit status 0 if every certificate is valid, 1 if one is invalid or incomplete, 2 if one is
malformed or nothing was found to check.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from proofs.kernel import check_file
from proofs.kernel.bundle import certificate_files
from proofs.kernel.verdict import Malformed

__all__ = ["certificate_files", "main"]

USAGE = "usage: khrnn check [--quiet] PATH...    (files, or folders of *.json certificates)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check everything named on the command line, print a line each, return the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    quiet = "--quiet" in words
    paths = [word for word in words if word != "--quiet"]
    if "--help" in paths or "-h" in paths:
        print(USAGE)
        return 0
    unknown = [word for word in paths if word.startswith("-")]
    if not paths or unknown:
        print(USAGE, file=sys.stderr)
        _say(f"expected a path, found {' '.join(unknown) or 'nothing'}", sys.stderr)
        return 2
    counts = {"valid": 0, "incomplete": 0, "invalid": 0, "malformed": 0}
    started = time.perf_counter()
    for name in paths:
        try:
            for path in certificate_files(Path(name)):
                counts[_report(path, quiet=quiet)] += 1
        except Malformed as error:
            _say(f"malformed   {error}", sys.stderr)
            counts["malformed"] += 1
    seconds = time.perf_counter() - started
    print(", ".join(f"{count} {status}" for status, count in counts.items()), f"({seconds:.2f} s)")
    if counts["malformed"]:
        return 2
    return 1 if counts["invalid"] or counts["incomplete"] else 0


def _report(path: Path, *, quiet: bool) -> str:
    try:
        verdict = check_file(path)
    except Malformed as error:
        _say(f"malformed   {error}", sys.stderr)
        return "malformed"
    if verdict:
        if not quiet:
            _say(f"valid       {path}: {verdict.statement} [{verdict.steps} steps]", sys.stdout)
    else:
        _say(f"{verdict.status:<11} {path}: {verdict.reason()}", sys.stderr)
    return verdict.status


def _say(line: str, stream: TextIO) -> None:
    """Print one line, whatever a hostile file name holds: no second line, no encoding error."""
    safe = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
    encoding = stream.encoding or "ascii"
    print(safe.encode(encoding, "backslashreplace").decode(encoding), file=stream)


if __name__ == "__main__":
    sys.exit(main())
