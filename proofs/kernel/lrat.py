"""LRAT refutations, RUP steps only, checked in one streaming pass.

The clauses that are refuted come from the statement; a proof can add lemmas and delete clauses,
nothing else. Grammar and soundness argument in docs/formats/lrat.md.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from proofs.kernel import reader
from proofs.kernel.colouring import Colourable
from proofs.kernel.verdict import Malformed, Rejected

MAX_LINE_BYTES = 2**24
MAX_PROOF_BYTES = 2**34
MAX_LIVE = 30_000_000  # literals in live clauses, plus CLAUSE_COST for each clause
CLAUSE_COST = 2
MAX_ID = 10**18
CHUNK_BYTES = 2**18

# Possessive: linear time on every input.
LINE = re.compile(
    rb"[1-9][0-9]{0,17} (?:(?:-?[1-9][0-9]{0,17} )*+0(?: -?[1-9][0-9]{0,17})*+ 0"
    rb"|d(?: [1-9][0-9]{0,17})*+ 0)"
)


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


def readable(part: bytes) -> str:
    """Return the beginning of a part of a proof, for messages."""
    return part[:80].decode("ascii", "replace")


class Refutation:
    """The live clauses of a refutation, all implied by the formula that it starts from.

    Numbers stay the bytes that they are in the file wherever they only name something: that is
    fast, and no second spelling of a number (+1, 01, -0) is known to the tables.

    Args:
        clauses: the formula; clause i of the list has the id i + 1.
        variables: literals range over -variables..variables without 0.
    """

    def __init__(self, clauses: Sequence[tuple[int, ...]], variables: int) -> None:
        literals = [value for value in range(-variables, variables + 1) if value]
        self.literals = {b"%d" % literal: literal for literal in literals}
        # Each literal is one object wherever it stands: looking it up compares no values.
        self.opposite = dict(zip(literals, reversed(literals), strict=True))
        self.live = {
            b"%d" % number: tuple(self.opposite[-literal] for literal in clause)
            for number, clause in enumerate(clauses, 1)
        }
        self.size = sum(len(clause) + CLAUSE_COST for clause in self.live.values())
        self.last = len(clauses)

    def forget(self, tokens: list[bytes]) -> None:
        """Forget clauses. `tokens`: ID, d, ID..., 0."""
        for token in tokens[2:-1]:
            clause = self.live.pop(token, None)
            if clause is None:
                raise Rejected("", "delete", "the id of a live clause", readable(token))
            self.size -= len(clause) + CLAUSE_COST

    def learn(self, tokens: list[bytes]) -> bool:
        """Add a lemma if it follows; return whether it is empty.

        `tokens` is ID LITERAL... 0 HINT... 0; a line that is not raises `Rejected`, too, and it is
        for the caller to see that the grammar is at fault.
        """
        try:
            zero = tokens.index(b"0", 1)
            literals = [self.literals[token] for token in tokens[1:zero]]
            number = int(tokens[0])
        except (KeyError, ValueError):
            expected = f"variables 1 to {len(self.literals) // 2}"
            found = next((token for token in tokens[1:] if token not in self.literals), b"")
            raise Rejected("", "lemma", expected, readable(found)) from None
        fresh = self.last < number < MAX_ID and b"%d" % number == tokens[0]
        if not fresh or tokens[-1] != b"0":
            raise Rejected("", "fresh id", f"an id above {self.last}", number)
        if len(set(map(abs, literals))) != len(literals):
            raise Rejected("", "lemma", "each variable once", "a variable twice")
        self.propagate(set(literals), tokens[zero + 1 : -1])
        self.live[tokens[0]] = tuple(literals)
        self.last = number
        self.size += len(literals) + CLAUSE_COST
        return not literals

    def propagate(self, false: set[int], hints: list[bytes]) -> None:
        """Check that the hinted clauses, in order, cannot hold if the given literals are false.

        Every clause but the last must be unit, and falsifies the negation of its open literal;
        the last must have all its literals false.
        """
        for position, clause in enumerate(map(self.live.get, hints), 1):
            if clause is None:
                found = readable(hints[position - 1])
                raise Rejected("", "rup", "the id of a live clause", found)
            unit = 0
            for literal in clause:
                if literal not in false:
                    if unit:
                        found = f"clause {readable(hints[position - 1])} with two open literals"
                        raise Rejected("", "rup", "a unit or falsified clause", found)
                    unit = literal
            if unit:
                false.add(self.opposite[unit])
            elif position < len(hints):
                found = readable(hints[position])
                raise Rejected("", "rup", "no hint after the conflict", found)
            else:
                return
        raise Rejected("", "rup", "a conflict from the hints", "none")


def check_refutation(
    clauses: Sequence[tuple[int, ...]], variables: int, lines: Iterator[bytes]
) -> int:
    """Check that a proof derives the empty clause from the clauses; return the steps.

    Args:
        clauses: the formula; clause i of the list has the id i + 1.
        variables: literals range over -variables..variables without 0.
        lines: proof lines without line ends.

    Raises:
        Malformed: if a line is no LRAT line, or more is live than a stated limit.
        Rejected: at the first line that is not a reverse unit propagation step from its hints,
            or (incomplete) if the empty clause is never reached.

    Example:
        >>> check_refutation([(1,), (-1,)], 1, iter([b"3 0 1 2 0"]))
        1
    """
    refutation = Refutation(clauses, variables)
    count = steps = 0
    for count, line in enumerate(lines, 1):
        tokens = line.split(b" ")
        try:
            if tokens[1:2] == [b"d"]:
                demand_grammar(line, count)
                refutation.forget(tokens)
                continue
            done = refutation.learn(tokens)
        except Rejected as failure:
            demand_grammar(line, count)
            failure.step = f"line {count}"
            raise
        steps += 1
        if done:
            if next(lines, None) is not None:
                raise Rejected(f"line {count + 1}", "end", "the end of the proof", "more lines")
            return steps
        if refutation.size > MAX_LIVE:
            limit = f"at most {MAX_LIVE} live literals, {CLAUSE_COST} more for each clause"
            raise Malformed("proof", limit, f"more at line {count}")
    expected = "the empty clause"
    raise Rejected(f"line {count}", "end", expected, "the end of the proof", incomplete=True)


def demand_grammar(line: bytes, count: int) -> None:
    """Raise `Malformed` unless the line is one of the grammar."""
    if LINE.fullmatch(line) is None:
        expected = "'ID LITERAL... 0 HINT... 0' or 'ID d ID... 0', no leading zeros"
        raise Malformed(f"proof: line {count}", expected, readable(line))


def check_lrat(statement: Colourable, certificate: Lrat) -> int:
    """Check an LRAT refutation of the statement's own colouring clauses; return the steps."""
    clauses = statement.clauses()
    with certificate.stream() as stream:
        lines = proof_lines(stream, certificate.sha256)
        return check_refutation(clauses, statement.size, lines)
