"""`python -m proofs.kernel PATH...`: check certificate files, folders and bundles on bare Python.

Exit status 0 if every certificate is valid, 1 if one is invalid or incomplete, 2 if one is
malformed or nothing was found to check; 130 after an interrupt, 141 if nobody reads the output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from proofs.kernel import check_file
from proofs.kernel.bundle import certificate_files
from proofs.kernel.verdict import Malformed

__all__ = ["certificate_files", "main", "results", "run", "summary"]

USAGE = (
    "usage: khrnn check [--quiet] [--json] PATH...    (files, or folders of *.json certificates)"
)
SCHEMA = "khrnn-check/1"
OPTIONS = ("--quiet", "--json")
STATUSES = ("valid", "incomplete", "invalid", "malformed")


def results(names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the file, verdict, statement, steps and reason for everything that paths stand for.

    The verdict is one of `STATUSES`; a path that stands for nothing yields a malformed result.
    """
    for name in names:
        try:
            files = certificate_files(Path(name))
        except Malformed as error:
            yield _result(name, "malformed", reason=str(error))
            continue
        for path in files:
            try:
                verdict = check_file(path)
            except Malformed as error:
                yield _result(str(path), "malformed", reason=str(error))
                continue
            yield _result(
                str(path), verdict.status, verdict.statement, verdict.steps, verdict.reason()
            )


def _result(
    file: str, verdict: str, statement: str = "", steps: int = 0, reason: str = ""
) -> dict[str, Any]:
    return {
        "file": file,
        "verdict": verdict,
        "statement": statement,
        "steps": steps,
        "reason": reason,
    }


def summary(found: Sequence[dict[str, Any]], seconds: float) -> tuple[dict[str, Any], int]:
    """Return what `--json` prints about results, and the exit status."""
    counts = {status: sum(one["verdict"] == status for one in found) for status in STATUSES}
    data = {"schema": SCHEMA, **counts, "milliseconds": int(seconds * 1000), "results": found}
    failed = 1 if counts["invalid"] or counts["incomplete"] else 0
    return data, 2 if counts["malformed"] else failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Check everything named on the command line, print a line each, return the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    paths = [word for word in words if word not in OPTIONS]
    quiet, as_json = ("--quiet" in words, "--json" in words)
    if "--help" in paths or "-h" in paths:
        print(USAGE)
        return 0
    unknown = [word for word in paths if word.startswith("-")]
    unknown += ["--quiet with --json"] if quiet and as_json else []
    if not paths or unknown:
        print(USAGE, file=sys.stderr)
        _say(f"expected a path, found {' '.join(unknown) or 'nothing'}", sys.stderr)
        return 2
    started = time.perf_counter()
    found = []
    for one in results(paths):
        found.append(one)
        if not as_json:
            _report(one, quiet=quiet)
    seconds = time.perf_counter() - started
    data, status = summary(found, seconds)
    if as_json:
        print(json.dumps(data, indent=2))
    else:
        print(", ".join(f"{data[word]} {word}" for word in STATUSES), f"({seconds:.2f} s)")
    return status


def run(arguments: Sequence[str] | None = None) -> int:
    """Do the same, and end without a traceback if interrupted or if nobody reads the output."""
    try:
        status = main(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("khrnn: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The interpreter's last flush must go nowhere instead of failing again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return status


def _report(one: dict[str, Any], *, quiet: bool) -> None:
    word = f"{one['verdict']:<11}"
    if one["verdict"] == "malformed":
        _say(f"{word} {one['reason']}", sys.stderr)
    elif one["verdict"] != "valid":
        _say(f"{word} {one['file']}: {one['reason']}", sys.stderr)
    elif not quiet:
        _say(f"{word} {one['file']}: {one['statement']} [{one['steps']} steps]", sys.stdout)


def _say(line: str, stream: TextIO) -> None:
    """Print one line, whatever a hostile file name holds: no second line, no encoding error."""
    safe = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
    encoding = stream.encoding or "ascii"
    print(safe.encode(encoding, "backslashreplace").decode(encoding), file=stream)


if __name__ == "__main__":
    sys.exit(run())
