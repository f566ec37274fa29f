"""Finished claims that `khrnn verify --resume FILE` keeps, and takes from there the next time.

Here belong the file and the conditions under which a verdict is taken from it. Deciding claims does
not, nor printing. The format is docs/formats/resume.md.

A verdict from a file is worth less than one of this run: it is marked wherever it is shown, and its
certificates are checked again by the kernel.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from contextuality.errors import InputError, shown
from contextuality.formats.strict_json import (
    expect_integer,
    expect_list,
    expect_object,
    expect_string,
    parse_object,
)
from proofs.certificates.document import Document
from proofs.claims import Claim, Outcome
from proofs.kernel import Malformed
from proofs.provenance import version
from proofs.quantities import as_data
from proofs.regression.reading import read_object, read_quantities, read_seconds, read_seed

SCHEMA = "khrnn-resume/1"
HEAD = ("schema", "version", "source", "seed")
KEYS = ("id", "about", "verdict", "detail", "cases", "measurements", "quantities", "seconds")
DOCUMENT_KEYS = ("name", "statement", "certificate", "proof", "provenance")
PACKAGES = ("contextuality", "khrnn", "proofs")


def source_digest() -> str:
    """Return the SHA-256 of the program: the Python files of the three packages, with their names.

    Example:
        >>> len(source_digest())
        64
    """
    root = Path(__file__).resolve().parents[2]
    state = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            data = path.read_bytes()
            state.update(f"{path.relative_to(root).as_posix()} {len(data)}\n".encode() + data)
    return state.hexdigest()


class Finished:
    """The claims that a file holds as decided, locked and open for more.

    Args:
        path: the file; made if there is none.
        claims: those that may stand in it.
        seed: of all random choices of the run.

    Attributes:
        outcomes: what the file holds, by the claim's short name; each with `resumed_from`.
        torn: whether the last line had no end, as after a crash; it was dropped.

    Raises:
        InputError: if the file is of another version, source or seed, is malformed, in use by
            another run, or cannot be written; or if the kernel refuses a certificate in it.
    """

    def __init__(self, path: Path, claims: Sequence[Claim], seed: int) -> None:
        self._path = path
        self.outcomes: dict[str, Outcome] = {}
        self.torn = False
        self._kept: set[str] = set()
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        except OSError as error:
            raise self._refused(
                "a file that can be written to", error.strerror or "an error"
            ) from None
        try:
            self._open({claim.identifier: claim for claim in claims}, seed)
        except BaseException:
            os.close(self._handle)
            raise

    def _refused(self, expected: str, found: str, place: str = "") -> InputError:
        where = f"--resume: {self._path}{place}"
        return InputError(where=where, expected=expected, found=found)

    def _open(self, claims: dict[str, Claim], seed: int) -> None:
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise self._refused("a file that no other run has open", "one that is locked") from None
        try:
            text = self._path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            raise self._refused("a file of khrnn verify --resume", "something else") from None
        head = {"schema": SCHEMA, "version": version(), "source": source_digest(), "seed": seed}
        if not text:
            self._append(head)
            return
        lines = text.split("\n")
        self._compare(lines[0], head)
        if lines[-1]:
            self.torn = True
            os.ftruncate(self._handle, len(text.encode()) - len(lines[-1].encode()))
        for number, line in enumerate(lines[1:-1], 2):
            outcome = self._outcome(line, f":{number}", claims)
            if outcome is not None:
                self.outcomes[outcome.claim.identifier] = outcome
        self._kept |= self.outcomes.keys()

    def _compare(self, line: str, head: dict[str, Any]) -> None:
        where = f"--resume: {self._path}:1"
        document = parse_object(line, where)
        if document.get("schema", SCHEMA) != SCHEMA:  # first: its keys are another format's
            raise self._refused(repr(SCHEMA), shown(document["schema"]), ":1: schema")
        data = read_object(document, where, HEAD)
        read_seed(data["seed"], f"{where}: seed")
        for key, why in (("version", "this version"), ("seed", "this seed")):
            if data[key] != head[key]:
                found = shown(data[key])
                raise self._refused(f"{key} {head[key]} ({why}), or another file", found, ":1")
        if data["source"] != head["source"]:
            expected = "verdicts of this very program, or another file"
            raise self._refused(expected, "those of one whose Python files differ", ":1: source")

    def _outcome(self, line: str, place: str, claims: dict[str, Claim]) -> Outcome | None:
        where = f"--resume: {self._path}{place}"
        data = read_object(parse_object(line, where, floats=True), where, (*KEYS, "documents"))
        name = expect_string(data["id"], f"{where}: id")
        claim = claims.get(name)
        if claim is None:
            return None  # not asked for this time
        if data["about"] != _about(claim):
            raise self._refused("the claim's own words", "others", f"{place}: about")
        word = expect_string(data["verdict"], f"{where}: verdict")
        if word != claim.success.name.lower():
            raise self._refused(repr(claim.success.name.lower()), shown(word), f"{place}: verdict")
        verdicts = []
        for position, one in enumerate(expect_list(data["documents"], f"{where}: documents")):
            at = f"{place}: documents[{position}]"
            document = _document(one, f"--resume: {self._path}{at}")
            try:
                verdict = document.check()
            except Malformed as error:
                raise self._refused(error.expected, error.found, f"{at}: {error.where}") from None
            if not verdict:
                raise self._refused("a valid certificate", verdict.reason(), at)
            verdicts.append((document, verdict))
        counts = [expect_integer(data[key], f"{where}: {key}") for key in ("cases", "measurements")]
        if min(counts) < 0 or not (verdicts or any(counts)):
            raise self._refused("something that was checked", "nothing", place)
        told = expect_string(data["detail"], f"{where}: detail")
        return Outcome(
            claim,
            claim.success,
            f"from {self._path}, not decided by this run: {told}",
            (),
            tuple(verdicts),
            counts[0],
            read_seconds(data["seconds"], f"{where}: seconds"),
            counts[1],
            read_quantities(data["quantities"], f"{where}: quantities"),
            resumed_from=str(self._path),
        )

    def keep(self, outcome: Outcome) -> None:
        """Append what this run decided, unless it failed, timed out or was left out.

        Raises:
            InputError: if the file takes no more.
        """
        name = outcome.claim.identifier
        if outcome.status is not outcome.claim.success or name in self._kept:
            return
        self._append(
            {
                "id": name,
                "about": _about(outcome.claim),
                "verdict": outcome.status.name.lower(),
                "detail": outcome.detail,
                "cases": outcome.cases,
                "measurements": outcome.measurements,
                "quantities": [as_data(one) for one in outcome.quantities],
                "seconds": round(outcome.seconds, 3),
                "documents": [
                    {
                        "name": document.name,
                        "statement": document.statement,
                        "certificate": document.certificate,
                        "proof": base64.b64encode(document.proof).decode(),
                        "provenance": document.provenance,
                    }
                    for document, _ in outcome.verdicts
                ],
            }
        )

    def _append(self, data: dict[str, Any]) -> None:
        line = (json.dumps(data, separators=(",", ":")) + "\n").encode()
        size = os.fstat(self._handle).st_size
        written = 0
        try:
            while written < len(line):
                written += os.write(self._handle, line[written:])
            self._kept.add(str(data.get("id")))
            os.fsync(self._handle)
        except OSError as error:
            os.ftruncate(self._handle, size)
            raise self._refused("room for a line", error.strerror or "an error") from None
        except BaseException:
            if written < len(line):
                os.ftruncate(self._handle, size)
            raise

    def __enter__(self) -> Finished:
        """Return itself; the file stays locked until the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the file."""
        os.close(self._handle)


def _about(claim: Claim) -> str:
    """Return the SHA-256 of what the claim says."""
    words = "\n".join((claim.statement, claim.hypotheses, claim.method, claim.source))
    return hashlib.sha256(words.encode()).hexdigest()


def _document(value: object, where: str) -> Document:
    data = read_object(value, where, DOCUMENT_KEYS)
    try:
        proof = base64.b64decode(expect_string(data["proof"], f"{where}.proof"), validate=True)
    except binascii.Error:
        raise InputError(where=f"{where}.proof", expected="base64", found="other text") from None
    facts = expect_object(data["provenance"], f"{where}.provenance")
    return Document(
        expect_string(data["name"], f"{where}.name"),
        expect_object(data["statement"], f"{where}.statement"),
        expect_object(data["certificate"], f"{where}.certificate"),
        proof,
        {key: expect_string(fact, f"{where}.provenance.{key}") for key, fact in facts.items()},
    )
