"""`python -m proofs.kernel PATH...`: check certificate files, folders and bundles on bare Python.

Exit status 0 if every certificate is valid, 1 if one is invalid or incomplete, 2 if one is
malformed or nothing was found to check.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from proofs.kernel import check_file
from proofs.kernel.verdict import Malformed

USAGE = "usage: khrnn check [--quiet] PATH...    (files, or folders of *.json certificates)"


def certificate_files(path: Path) -> Iterator[Path]:
    """Yield the certificate files that a path stands for, in the order of their names.

    Raises:
        Malformed: if the path does not exist or a folder holds no certificate.
    """
    if not path.is_dir():
        if not path.exists():
            raise Malformed(str(path), "a file or folder", "nothing of that name")
        yield path
        return
    found = sorted(entry for entry in path.rglob("*.json") if entry.name != "manifest.json")
    if not found:
        raise Malformed(str(path), "at least one *.json certificate in the folder", "none")
    yield from found


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
        print(f"{USAGE}\nexpected a path, found {' '.join(unknown) or 'nothing'}", file=sys.stderr)
        return 2
    counts = {"valid": 0, "incomplete": 0, "invalid": 0, "malformed": 0}
    started = time.perf_counter()
    for name in paths:
        try:
            for path in certificate_files(Path(name)):
                counts[_report(path, quiet=quiet)] += 1
        except Malformed as error:
            print(f"malformed   {error}", file=sys.stderr)
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
        print(f"malformed   {error}", file=sys.stderr)
        return "malformed"
    if verdict:
        if not quiet:
            print(f"valid       {path}: {verdict.statement} [{verdict.steps} steps]")
    else:
        print(f"{verdict.status:<11} {path}: {verdict.reason()}", file=sys.stderr)
    return verdict.status


if __name__ == "__main__":
    sys.exit(main())
