"""Corpus cases about LRAT refutations of tiny Kochen-Specker sets."""

from __future__ import annotations

import hashlib

import sets
from corpus_case import Case, Family, Object
from refuter import packed, refute

CABELLO, _ = sets.cabello()
SMALL = sets.formula(CABELLO, "Z", "bases")  # 54 pairs, then 9 bases
LAST = len(SMALL)


def statement(vectors: list[list[str]], ring: str, rule: str) -> Object:
    return {
        "kind": "ks-uncolourable",
        "dim": len(vectors[0]),
        "ring": ring,
        "rule": rule,
        "vectors": vectors,
    }


class Refutations(Family):
    """Cases about the 18 vectors, each with a proof of its own."""

    def proof(
        self,
        folder: str,
        name: str,
        lines: list[str] | bytes,
        message: str = "",
        claim: Object | None = None,
    ) -> None:
        """Add a case with the given lines, or bytes, as its proof."""
        data = lines if isinstance(lines, bytes) else "".join(x + "\n" for x in lines).encode()
        digest = hashlib.sha256(data).hexdigest()
        self.proofs = {digest: data}
        certificate = {"kind": "lrat", "sha256": digest}
        self.add(folder, name, message, whole=(claim or self.statement, certificate))
        self.proofs = {}


def edited(lines: list[str], index: int, old: str, new: str) -> list[str]:
    """Return the lines with one replacement in one of them."""
    if old not in lines[index]:
        raise ValueError((lines[index], old))
    result = list(lines)
    result[index] = lines[index].replace(old, new, 1)
    return result


def accepted(family: Refutations, lines: list[str]) -> None:
    family.proof("valid", "cabello-18", lines)
    for ring in ("Z[sqrt2]", "Z[i]", "Z[w]", "Z[phi]"):
        vectors = sets.scaled(CABELLO, ring)
        if sets.formula(vectors, ring, "bases") != SMALL:
            raise ValueError(f"scaling over {ring} changed the orthogonalities")
        claim = statement(vectors, ring, "bases")
        family.proof("valid", f"cabello-18-scaled-over-{ring[2:-1]}", lines, claim=claim)
    pairs = sets.formula(CABELLO, "Z", "bases-and-pairs")
    claim = statement(CABELLO, "Z", "bases-and-pairs")
    family.proof("valid", "cabello-18-all-pairs", refute(pairs), claim=claim)
    vectors = sets.peres_33()
    formula = sets.formula(vectors, "Z[sqrt2]", "bases-and-pairs")
    claim = statement(vectors, "Z[sqrt2]", "bases-and-pairs")
    family.proof("valid", "peres-33", refute(formula), claim=claim)
    number = int(lines[-1].split()[0])
    family.proof("valid", "deletion-of-nothing", [f"{LAST} d 0", *lines])
    head = f"{number} d {lines[0].split()[0]} 0"
    unused = first_unused(lines)
    family.proof("valid", "deletion-of-a-spent-lemma", [*lines[:-1], f"7 d {unused} 0", lines[-1]])
    family.proof("valid", "gaps-in-the-ids", edited(lines, -1, str(number), str(number + 10**6)))
    redundant = [f"{LAST + 1} {SMALL[0][0]} {SMALL[0][1]} 0 1 0"]
    family.proof("valid", "lemma-that-repeats-a-clause", redundant + raised(lines))
    family.proof(
        "invalid",
        "deletion-of-a-needed-lemma",
        [*lines[:-1], head.replace(lines[0].split()[0], needed(lines)), lines[-1]],
        "rup: expected the id of a live clause",
    )


def needed(lines: list[str]) -> str:
    """Return the id of a lemma that the last line hints at."""
    hints = lines[-1].split(" 0 ")[1].split()[:-1]
    return next(hint for hint in hints if int(hint) > LAST)


def first_unused(lines: list[str]) -> str:
    """Return the id of a lemma that the last line does not hint at."""
    hints = lines[-1].split(" 0 ")[1].split()[:-1]
    return next(line.split()[0] for line in lines if line.split()[0] not in hints)


def raised(lines: list[str]) -> list[str]:
    """Return the lines with the ids of all lemmas one higher."""
    result = []
    for line in lines:
        head, tail = line.split(" 0 ") if " 0 " in line else (line, "")
        number, *literals = head.split()
        hints = [str(int(h) + (int(h) > LAST)) for h in tail.split()[:-1]]
        result.append(" ".join([str(int(number) + 1), *literals, "0", *hints, "0"]))
    return result


def wrong_steps(family: Refutations, lines: list[str]) -> None:
    new = LAST + 1
    conflict = "rup: expected a conflict from the hints, found none"
    table: dict[str, tuple[list[str], str]] = {
        "empty-clause-at-once": ([f"{new} 0 0"], f"line 1: {conflict}"),
        "empty-clause-from-one-clause": ([f"{new} 0 1 0"], "found clause 1 with two open literals"),
        "empty-clause-from-itself": ([f"{new} 0 {new} 0"], f"live clause, found {new}"),
        "unit-from-nothing": ([f"{new} 1 0 0"], f"line 1: {conflict}"),
        "hint-of-the-future": (
            [f"{new} 1 0 {new + 1} 0"],
            f"line 1: rup: expected the id of a live clause, found {new + 1}",
        ),
        "hint-negative": ([f"{new} 1 0 -1 0"], "expected the id of a live clause, found -1"),
        "rat-step": ([f"{new} 1 0 -64 1 -65 2 0"], "expected the id of a live clause, found -64"),
        "id-of-a-clause": ([f"{LAST} 1 0 1 0"], f"fresh id: expected an id above {LAST}"),
        "id-1": (["1 0 1 0"], f"fresh id: expected an id above {LAST}, found 1"),
        "id-twice": ([lines[0], *lines], f"line 2: fresh id: expected an id above {new}"),
        "tautology": ([f"{new} 1 -1 0 1 0"], "lemma: expected each variable once"),
        "literal-twice": ([f"{new} -1 -1 0 1 0"], "lemma: expected each variable once"),
        "variable-19-of-18": ([f"{new} 19 0 1 0"], "expected variables 1 to 18, found 19"),
        "variable-minus-19": ([f"{new} -19 0 1 0"], "expected variables 1 to 18, found -19"),
        "variable-huge": ([f"{new} {10**17} 0 1 0"], "expected variables 1 to 18"),
        "delete-unknown": ([f"{new} d {new} 0", *lines], "delete: expected the id of a live"),
        "delete-twice": ([f"{new} d 1 1 0", *lines], "line 1: delete: expected the id of a live"),
        "first-lemma-missing": (lines[1:], "rup: expected the id of a live clause"),
        "lines-after-the-end": ([*lines, "999 d 1 0"], "end: expected the end of the proof"),
        "empty-line-after-the-end": (
            [*lines, ""],
            "end: expected the end of the proof, found more",
        ),
        "lemma-too-strong": (
            edited(
                lines, 0, lines[0].split(" 0 ")[0], " ".join(lines[0].split(" 0 ")[0].split()[:-1])
            ),
            "line 1: rup: expected a unit or falsified clause",
        ),
    }
    for name, (proof, message) in table.items():
        family.proof("invalid", name, proof, message)
    hints = lines[0].split(" 0 ")[1].split()[:-1]
    start = lines[0].split(" 0 ")[0] + " 0 "
    family.proof(
        "invalid",
        "last-hint-missing",
        [start + " ".join(hints[:-1]) + " 0", *lines[1:]],
        f"line 1: {conflict}",
    )
    family.proof(
        "invalid",
        "hint-after-the-conflict",
        [start + " ".join([*hints, hints[-1]]) + " 0", *lines[1:]],
        f"line 1: rup: expected no hint after the conflict, found {hints[-1]}",
    )
    family.proof(
        "invalid",
        "hints-reversed",
        [start + " ".join(hints[::-1]) + " 0", *lines[1:]],
        "line 1: rup: expected",
    )
    for count in (1, 3):
        subset = [vector for index, vector in enumerate(CABELLO) if index >= count]
        family.proof(
            "invalid",
            f"{count}-vectors-missing",
            lines,
            "line 1: ",
            claim=statement(subset, "Z", "bases"),
        )
    family.proof(
        "invalid",
        "proof-for-another-set",
        lines,
        "line 1: ",
        claim=statement(sets.peres_33(), "Z[sqrt2]", "bases"),
    )
    family.proof(
        "invalid",
        "colourable-statement",
        lines,
        "certificate.kind: lrat: expected a statement of kind ks-uncolourable",
        claim=family.statement | {"kind": "ks-colourable"},
    )


def unfinished(family: Refutations, lines: list[str]) -> None:
    message = "end: expected the empty clause, found the end of the proof"
    family.proof("incomplete", "empty-proof", b"", f"line 0: {message}")
    family.proof("incomplete", "deletion-only", [f"{LAST} d 1 2 3 0"], f"line 1: {message}")
    everything = " ".join(str(i) for i in range(1, LAST + 1))
    family.proof("incomplete", "everything-deleted", [f"{LAST} d {everything} 0"], message)
    for count in (1, 2, len(lines) // 2, len(lines) - 1):
        family.proof(
            "incomplete", f"first-{count}-lines", lines[:count], f"line {count}: {message}"
        )
    family.proof(
        "incomplete",
        "one-clause-repeated",
        [f"{LAST + i} {SMALL[0][0]} {SMALL[0][1]} 0 1 0" for i in (1, 2, 3)],
        f"line 3: {message}",
    )


def unreadable(family: Refutations, lines: list[str]) -> None:
    new = LAST + 1
    grammar = "proof: line 1: expected 'ID LITERAL... 0 HINT... 0'"
    bad = {
        "words": "s UNSATISFIABLE",
        "comment": "c a proof",
        "two-spaces": f"{new}  1 0 1 0",
        "space-before": f" {new} 1 0 1 0",
        "space-after": f"{new} 1 0 1 0 ",
        "tab": f"{new}\t1 0 1 0",
        "carriage-return": f"{new} 1 0 1 0\r",
        "no-hints-part": f"{new} 1 0",
        "no-zero": f"{new} 1 2",
        "three-zeros": f"{new} 1 0 1 0 0",
        "zero-id": "0 1 0 1 0",
        "negative-id": "-5 1 0 1 0",
        "id-only": f"{new}",
        "id-with-leading-zero": f"0{new} 1 0 1 0",
        "id-with-plus": f"+{new} 1 0 1 0",
        "id-with-underscore": f"{new}_0 1 0 1 0",
        "id-of-19-digits": f"{10**18} 1 0 1 0",
        "literal-with-leading-zero": f"{new} 01 0 1 0",
        "literal-with-plus": f"{new} +1 0 1 0",
        "literal-minus-zero": f"{new} -0 0 1 0",
        "literal-decimal": f"{new} 1.0 0 1 0",
        "end-minus-zero": f"{new} 1 -0 1 -0",
        "end-double-zero": f"{new} 1 00 1 00",
        "hint-with-leading-zero": f"{new} 1 0 01 0",
        "hint-with-plus": f"{new} 1 0 +1 0",
        "hint-a-word": f"{new} 1 0 one 0",
        "hint-after-conflict-a-word": lines[0][:-1] + "x 0",
        "last-number-not-zero": f"{new} 1 0 1 1",
        "deletion-without-zero": f"{new} d 1",
        "deletion-with-two-zeros": f"{new} d 1 0 0",
        "deletion-upper-case": f"{new} D 1 0",
        "deletion-of-negative": f"{new} d -1 0",
        "deletion-without-id": "d 1 0",
        "deletion-id-zero": "0 d 1 0",
        "deletion-negative-id": "-5 d 1 0",
        "deletion-leading-zero": f"{new} d 01 0",
        "empty-line": "",
    }
    for name, line in bad.items():
        family.proof("malformed", f"line-{name}", [line, *lines], grammar)
    raw = {
        "not-ascii": f"{new} 1 0 \u0661 0\n".encode(),
        "byte-ff": b"\xff\xfe\n",
        "byte-ff-hint": f"{new} 1 0 ".encode() + b"\xff 0\n",
        "nul": f"{new} 1 0 1 0\x00\n".encode(),
        "binary-lrat": b"a\x96\x01\x02\x00\x02\x00",
    }
    for name, data in raw.items():
        message = "proof: last line: expected a line end" if name == "binary-lrat" else grammar
        family.proof("malformed", f"line-{name}", data, message)
    text = "\n".join(lines).encode()
    family.proof("malformed", "no-line-end", text, "proof: last line: expected a line end")


def digests(family: Refutations, lines: list[str]) -> None:
    digest, data = packed(lines)
    family.proofs = {}
    missing = "expected the proof file named by the certificate, found no file"
    family.add("malformed", "proof-file-missing", missing, certificate={"sha256": "0" * 64})
    table: dict[str, tuple[object, str]] = {
        "sha256-upper-case": (digest.upper(), "certificate.sha256: expected a SHA-256 in 64"),
        "sha256-short": (digest[:-1], "certificate.sha256: expected a SHA-256 in 64"),
        "sha256-long": (digest + "0", "certificate.sha256: expected a SHA-256 in 64"),
        "sha256-path": ("../valid/" + digest, "certificate.sha256: expected a SHA-256 in 64"),
        "sha256-line-feed": (digest + "\n", "certificate.sha256: expected a SHA-256 in 64"),
        "sha256-null": (None, "certificate.sha256: expected a SHA-256 in 64"),
        "sha256-number": (5, "certificate.sha256: expected a SHA-256 in 64"),
        "sha256-empty": ("", "certificate.sha256: expected a SHA-256 in 64"),
    }
    family.each("malformed", "sha256", table, claim=False)
    other = "f" * 64
    family.proofs = {other: data}
    family.add(
        "invalid",
        "sha256-of-another-file",
        f"proof: sha256: expected {other}",
        certificate={"sha256": other},
    )
    short = "e" * 64
    family.proofs = {short: b""}
    family.add(
        "invalid",
        "sha256-of-an-empty-file",
        f"proof: sha256: expected {short}",
        certificate={"sha256": short},
    )
    family.proofs = {}
    family.shapes(("kind", "sha256"))


def cases() -> list[Case]:
    if len(CABELLO) != 18 or len(SMALL) != 54 + 9:
        raise ValueError("the 18 vectors are not those of the paper")
    lines = refute(SMALL)
    digest, _ = packed(lines)
    family = Refutations(
        "lrat", statement(CABELLO, "Z", "bases"), {"kind": "lrat", "sha256": digest}
    )
    accepted(family, lines)
    wrong_steps(family, lines)
    unfinished(family, lines)
    unreadable(family, lines)
    digests(family, lines)
    return list(family)
