"""LRAT refutations, RUP steps only, checked in one streaming pass.

The clauses that are refuted come from the statement; a proof can add lemmas and delete clauses,
nothing else. Grammar and soundness argument in docs/formats/lrat.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from proofs.kernel.colouring import Colourable
from proofs.kernel.proof_file import Lrat, proof_lines
from proofs.kernel.verdict import Malformed, Rejected

__all__ = ["Lrat", "check_lrat", "check_proof", "check_refutation", "proof_lines"]

MAX_LIVE = 30_000_000  # literals in live clauses, plus CLAUSE_COST for each clause
CLAUSE_COST = 2
MAX_LOOKS = 2**26  # literals of hinted clauses, counted for each hint; and
LOOKS_A_BYTE = 32  # so many more for each byte of the proof read by then
MAX_ID = 10**18

# Possessive: linear time on every input.
LINE = re.compile(
    rb"[1-9][0-9]{0,17} (?:(?:-?[1-9][0-9]{0,17} )*+0(?: -?[1-9][0-9]{0,17})*+ 0"
    rb"|d(?: [1-9][0-9]{0,17})*+ 0)"
)


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
        self.looks = MAX_LOOKS

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
        looks = self.looks
        for position, clause in enumerate(map(self.live.get, hints), 1):
            if clause is None:
                found = readable(hints[position - 1])
                raise Rejected("", "rup", "the id of a live clause", found)
            looks -= len(clause)
            if looks < 0:
                limit = f"{MAX_LOOKS} literals in hinted clauses and {LOOKS_A_BYTE} a byte at most"
                raise Malformed("proof", limit, "more")
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
                self.looks = looks
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
        refutation.looks += LOOKS_A_BYTE * len(line)
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


def check_proof(clauses: Sequence[tuple[int, ...]], variables: int, proof: Lrat) -> int:
    """Check a proof file as `check_refutation` does its lines, and its SHA-256."""
    with proof.stream() as stream:
        return check_refutation(clauses, variables, proof_lines(stream, proof.sha256))


def check_lrat(statement: Colourable, certificate: Lrat) -> int:
    """Check an LRAT refutation of the statement's own colouring clauses; return the steps."""
    return check_proof(statement.clauses(), statement.size, certificate)
