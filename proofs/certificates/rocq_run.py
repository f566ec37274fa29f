"""Running Rocq on a generated file: the compiled library, the compiler, and how it is judged.

Here belongs everything about `coqc`. What a file says is the business of `rocq`.
"""

from __future__ import annotations

import hashlib
import os
import re
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from contextuality.errors import InputError
from proofs.certificates.rocq import KINDS, Unsupported, source
from proofs.kernel import check, reader
from proofs.kernel.lrat import Lrat

SOURCES = Path(__file__).resolve().parent.parent / "rocq"
MADE = SOURCES.parent.parent / "build" / "rocq"  # what `make proofs` leaves in a checkout
CLOSED = "Closed under the global context\n"
TIME_LIMIT = 900.0  # seconds for one certificate

Say = Callable[[str], None]

__all__ = ["KINDS", "Opinion", "compiled", "compiler", "prove", "prove_file"]


@dataclass(frozen=True)
class Opinion:
    """What came of asking Rocq about one certificate.

    Args:
        status: "proved", "not proved", "unsupported" or "timed out".
        detail: the first line of Rocq's complaint, or why it was not asked; empty if proved.
        seconds: wall time of the compiler.
    """

    status: str
    detail: str = ""
    seconds: float = 0.0

    def __bool__(self) -> bool:
        """Whether Rocq's kernel accepted the theorem, without axioms."""
        return self.status == "proved"


def compiler() -> str:
    """Return the path of coqc.

    Raises:
        InputError: if it is not on PATH.
    """
    path = shutil.which("coqc")
    if path is None:
        raise InputError(
            where="--rocq",
            expected="coqc on PATH (Debian's package coq; 8.16 is what this is tested with)",
            found="none",
        )
    return path


def run(arguments: list[str], folder: Path, seconds: float) -> subprocess.CompletedProcess[str]:
    """Run coqc in a folder, without the user's settings and with as much stack as is allowed."""

    def more_stack() -> None:
        hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
        resource.setrlimit(resource.RLIMIT_STACK, (hard, hard))

    kept = {name: value for name, value in os.environ.items() if not name.startswith("COQ")}
    return subprocess.run(  # noqa: S603 - a fixed program, files of our own
        [compiler(), "-q", *arguments],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=seconds,
        preexec_fn=more_stack,
    )


# ---- the library -------------------------------------------------------------------------


def required(text: str) -> list[str]:
    """Return the modules of the library that a file requires itself.

    Example:
        >>> required("From Khrnn Require Import Points Pauli.")
        ['Points', 'Pauli']
    """
    found = re.findall(r"From Khrnn Require (?:Import|Export) ([\w\s]+)\.", text)
    return [name for names in found for name in names.split()]


def closure(names: list[str]) -> list[str]:
    """Return modules with all that they require, each after what it requires."""
    order: list[str] = []
    waiting = list(reversed(names))
    while waiting:
        name = waiting[-1]
        text = (SOURCES / f"{name}.v").read_text(encoding="utf-8")
        missing = [other for other in required(text) if other not in order]
        if missing:
            waiting += reversed(missing)
            continue
        waiting.pop()
        if name not in order:
            order.append(name)
    return order


def usable(folder: Path, names: list[str]) -> bool:
    """Whether a folder has compiled exactly these sources, with the compiler on PATH."""
    for name in names:
        copy = folder / f"{name}.v"
        if not (copy.is_file() and (folder / f"{name}.vo").is_file()):
            return False
        if copy.read_bytes() != (SOURCES / f"{name}.v").read_bytes():
            return False
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(scratch) / "Trial.v"
        trial.write_text(f"From Khrnn Require {' '.join(names)}.\n", encoding="ascii")
        return run(["-Q", str(folder), "Khrnn", trial.name], trial.parent, 60).returncode == 0


def cache_folder(names: list[str]) -> Path:
    """Return where a compiled library is kept: a folder for each compiler and set of sources."""
    state = hashlib.sha256()
    state.update(Path(compiler()).resolve().as_posix().encode())
    state.update(run(["--print-version"], Path.cwd(), 60).stdout.encode())
    for name in names:
        state.update(name.encode() + b"\0" + (SOURCES / f"{name}.v").read_bytes() + b"\0")
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "khrnn" / f"rocq-{state.hexdigest()[:20]}"


def compiled(names: list[str], say: Say = lambda _: None) -> Path:
    """Return a folder with the compiled form of modules of proofs/rocq, compiling on demand.

    What `make proofs` has left in build/rocq is used if it is made of exactly these sources;
    otherwise the modules are compiled once, into the user's cache folder.

    Raises:
        InputError: if coqc is missing, does not compile the library, or the cache folder cannot
            be written.
    """
    order = closure(names)
    if usable(MADE, order):
        return MADE
    folder = cache_folder(order)
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            work = Path(scratch) / "rocq"
            work.mkdir()
            for position, name in enumerate(order, 1):
                say(f"compiling {name}.v of the library ({position} of {len(order)})")
                shutil.copy(SOURCES / f"{name}.v", work)
                done = run(["-Q", str(work), "Khrnn", f"{name}.v"], work, TIME_LIMIT)
                if done.returncode:
                    expected = "a library that coqc compiles (Rocq 8.16)"
                    raise InputError(
                        where=f"{name}.v", expected=expected, found=complaint(done.stderr)
                    )
            try:
                work.rename(folder)  # whole or not at all
            except OSError:
                if not folder.is_dir():  # otherwise somebody else was faster
                    raise
    except OSError as error:
        raise InputError(
            where=str(folder.parent),
            expected="a folder for the compiled library (XDG_CACHE_HOME names another one)",
            found=error.strerror or "an error",
        ) from None
    return folder


# ---- verdicts ----------------------------------------------------------------------------


def complaint(output: str) -> str:
    r"""Return the error of coqc's output in one line.

    Example:
        >>> complaint('File "./A.v", line 3:\nError: Unable to unify\n "false" with "true".\n')
        'Unable to unify "false" with "true".'
    """
    text = output[output.find("Error:") + 6 :] if "Error:" in output else output
    return " ".join(text.split())[:200] or "no message"


def prove(
    text: str, say: Say = lambda _: None, seconds: float = TIME_LIMIT, keep: Path | None = None
) -> Opinion:
    """Have Rocq check a generated file; judged by the exit status and the exact output.

    Args:
        text: a Rocq file that ends with one `Print Assumptions`.
        say: told about progress, a line at a time.
        seconds: time limit for the compiler.
        keep: a file to write the text to, for reading.

    Returns:
        "proved" only if coqc exits with 0 and prints that the theorem is closed under the global
        context: proved without axioms.

    Raises:
        InputError: if coqc is missing or the library cannot be compiled.
    """
    folder = compiled(required(text), say)
    if keep is not None:
        keep.write_text(text, encoding="ascii")
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "Certificate.v"
        path.write_text(text, encoding="ascii")
        say("running coqc")
        started = time.perf_counter()
        try:
            done = run(["-Q", str(folder), "Khrnn", path.name], path.parent, seconds)
        except subprocess.TimeoutExpired:
            return Opinion("timed out", f"coqc took over {seconds:.0f} s", seconds)
        elapsed = time.perf_counter() - started
    if done.returncode == 0 and done.stdout == CLOSED:
        return Opinion("proved", "", elapsed)
    return Opinion("not proved", complaint(done.stderr or done.stdout), elapsed)


def prove_file(
    path: Path, say: Say = lambda _: None, seconds: float = TIME_LIMIT, keep: Path | None = None
) -> Opinion:
    """Have Rocq check a certificate file; its proof file is sought in the same folder.

    The kernel looks at the same objects before, for their grammar: its verdict does not count
    here, but nothing malformed is made into a theorem.

    Raises:
        Malformed: if a file is not of its grammar.
        InputError: if coqc is missing or the library cannot be compiled.
    """
    statement, certificate = reader.load_file(path)
    check(statement, certificate, path.parent)
    try:
        proof = b""
        if certificate["kind"] == "lrat":
            with Lrat(certificate["sha256"], path.parent).stream() as stream:
                proof = stream.read()
        text = source(statement, certificate, proof)
    except Unsupported as reason:
        return Opinion("unsupported", str(reason))
    return prove(text, say, seconds, keep)
