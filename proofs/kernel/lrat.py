"""LRAT refutations, RUP steps only, checked in one streaming pass.

The clauses that are refuted come from the statement; a proof can add lemmas and delete clauses,
nothing else. Grammar and soundness argument in docs/formats/lrat.md.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from proofs.kernel import reader
from proofs.kernel.colouring import ColouringStatement
from proofs.kernel.verdict import Malformed, Rejected

MAX_LINE_BYTES = 2**24
MAX_LIVE_LITERALS = 40_000_000
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

    def open(self) -> BinaryIO:
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
        rest = lines.pop()
        if len(rest) > MAX_LINE_BYTES or total > MAX_PROOF_BYTES:
            limits = f"lines of {MAX_LINE_BYTES} and a file of {MAX_PROOF_BYTES} bytes at most"
            raise Malformed("proof", limits, "more")
        yield from lines
    if rest:
        raise Malformed("proof: last line", "a line end", "the end of the file")
    if state.hexdigest() != digest:
        raise Rejected("proof", "sha256", digest, state.hexdigest())


def numbers(line: bytes, count: int) -> list[int]:
    """Return the integers of a proof line; digits, minus signs and single spaces only."""
    if not line.translate(None, b"-0123456789 "):
        try:
            return [int(token) for token in line.split(b" ")]
        except ValueError:
            pass  # reported below, like every other line that is not numbers
    found = line[:80].decode("ascii", "replace")
    raise Malformed(f"proof: line {count}", "integers separated by single spaces", found)


def check_refutation(
    clauses: Sequence[tuple[int, ...]], variables: int, lines: Iterator[bytes]
) -> int:
    """Check that a proof derives the empty clause from the clauses; return the steps.

    Args:
        clauses: the formula; clause i of the list has the id i + 1.
        variables: literals range over -variables..variables without 0.
        lines: proof lines without line ends.

    Raises:
        Malformed: if a line is no LRAT line.
        Rejected: at the first line that is not a reverse unit propagation step from its hints,
            or (incomplete) if the empty clause is never reached.

    Example:
        >>> check_refutation([(1,), (-1,)], 1, iter([b"3 0 1 2 0"]))
        1
    """
    live = {number: frozenset(clause) for number, clause in enumerate(clauses, 1)}
    literals = sum(map(len, clauses))
    last, count, steps = len(clauses), 0, 0
    for count, line in enumerate(lines, 1):
        if b" d " in line:
            head, _, tail = line.partition(b" d ")
            deleted = numbers(tail, count)
            if len(numbers(head, count)) != 1 or deleted.pop() != 0:
                raise Malformed(f"proof: line {count}", "'ID d ID... 0'", line[:80].decode())
            for number in deleted:
                clause = live.pop(number, None)
                if clause is None:
                    raise Rejected(f"line {count}", "delete", "the id of a live clause", number)
                literals -= len(clause)
            continue
        fields = numbers(line, count)
        try:
            middle = fields.index(0, 1)
        except ValueError:
            middle = -1
        if fields[-1] != 0 or not 0 < middle < len(fields) - 1:
            found = line[:80].decode()
            raise Malformed(f"proof: line {count}", "'ID LITERAL... 0 HINT... 0'", found)
        number, lemma, hints = fields[0], fields[1:middle], fields[middle + 1 : -1]
        if number <= last:
            raise Rejected(f"line {count}", "fresh id", f"an id above {last}", number)
        last = number
        false = set(lemma)  # the literals that are false if the lemma is
        if len(set(map(abs, lemma))) != len(lemma):
            raise Rejected(f"line {count}", "lemma", "each variable once", lemma)
        if lemma and not (-variables <= min(lemma) and max(lemma) <= variables):
            raise Rejected(f"line {count}", "lemma", f"variables 1 to {variables}", lemma)
        conflict = False
        for hint in hints:
            if conflict:
                raise Rejected(f"line {count}", "rup", "no hint after the conflict", hint)
            clause = live.get(hint)
            if clause is None:
                raise Rejected(f"line {count}", "rup", "the id of a live clause", hint)
            open_literals = clause - false
            if len(open_literals) > 1:
                found = f"clause {hint} with {len(open_literals)} open literals"
                raise Rejected(f"line {count}", "rup", "a unit or falsified clause", found)
            for literal in open_literals:
                false.add(-literal)
            conflict = not open_literals
        if not conflict:
            raise Rejected(f"line {count}", "rup", "a conflict from the hints", "none")
        steps += 1
        if not lemma:
            if next(lines, None) is not None:
                raise Rejected(f"line {count + 1}", "end", "the end of the proof", "more lines")
            return steps
        live[number] = frozenset(lemma)
        literals += len(lemma)
        if literals > MAX_LIVE_LITERALS:
            found = f"more at line {count}"
            raise Malformed("proof", f"at most {MAX_LIVE_LITERALS} live literals", found)
    expected = "the empty clause"
    raise Rejected(f"line {count}", "end", expected, "the end of the proof", incomplete=True)


def check_lrat(statement: ColouringStatement, certificate: Lrat) -> int:
    """Check an LRAT refutation of the statement's own colouring clauses; return the steps."""
    clauses = statement.clauses()
    with certificate.open() as stream:
        lines = proof_lines(stream, certificate.sha256)
        return check_refutation(clauses, len(statement.vectors), lines)
