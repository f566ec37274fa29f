"""Corpus cases about contexts that are lists of vertices."""

from __future__ import annotations

import hashlib
from itertools import combinations

import sets
from cases_lrat import Refutations
from corpus_case import Case, Family, Object
from refuter import refute

TRIANGLE = [[0, 1], [0, 2], [1, 2]]
PROOF = ["7 -1 0 1 2 6 0", "8 0 7 4 5 3 0"]


def statement(vertices: int, contexts: object, pairs: object = (), word: str = "un") -> Object:
    return {
        "kind": f"contexts-{word}colourable",
        "vertices": vertices,
        "contexts": contexts,
        "pairs": list(pairs) if isinstance(pairs, tuple) else pairs,
    }


def ones(*vertices: int) -> Object:
    return {"kind": "colouring", "ones": list(vertices)}


def colourings() -> Family:
    family = Family("contexts", statement(4, [[0, 1, 2], [2, 3]], word=""), ones(2))
    family.add("valid", "shared-vertex")
    family.add("valid", "other-ones", certificate=ones(0, 3))
    family.add("valid", "no-contexts", statement={"contexts": []}, certificate=ones(0, 1, 2, 3))
    family.add("valid", "pair-outside", statement={"pairs": [[0, 3]]}, certificate=ones(1, 3))
    family.add("valid", "pair-inside-a-context", statement={"pairs": [[0, 1]]})
    family.add("valid", "single-vertex-context", statement={"contexts": [[0], [1, 2, 3]]},
               certificate=ones(0, 1))  # fmt: skip
    family.add("valid", "vertex-in-no-context-is-free", statement={"contexts": [[0, 1, 2]]},
               certificate=ones(0, 3))  # fmt: skip
    family.add("valid", "prefix-before-longer", statement={"contexts": [[0, 1], [0, 1, 2]]},
               certificate=ones(0))  # fmt: skip
    family.add("invalid", "pair-both-one", "pair 0,3: colouring: expected at most one 1",
               statement={"pairs": [[0, 3]]}, certificate=ones(0, 3))  # fmt: skip
    family.add("invalid", "context-twice-one", "pair 0,1: colouring", certificate=ones(0, 1, 3))
    family.add("invalid", "context-all-zero", "basis (2, 3): colouring: expected a vector",
               certificate=ones(0))  # fmt: skip
    family.add("invalid", "no-ones", "basis (0, 1, 2): colouring", certificate=ones())
    family.add("invalid", "overlap-needs-two", "pair 0,2: colouring", certificate=ones(0, 2))
    family.add("invalid", "vertex-4-of-4", "expected indices below 4, found 4",
               certificate=ones(2, 4))  # fmt: skip
    family.add("invalid", "claimed-uncolourable", "expected a statement of kind ks-colourable",
               statement={"kind": "contexts-uncolourable"})  # fmt: skip
    contexts: dict[str, tuple[object, str]] = {
        "context-empty": ([[], [0, 1]], "contexts[0]: expected at least one vertex, found none"),
        "context-unsorted": ([[1, 0]], "contexts[0][1]: expected an integer above 1"),
        "context-repeats": ([[0, 0]], "contexts[0][1]: expected an integer above 0"),
        "context-vertex-4": ([[0, 4]], "contexts[0][1]: expected an integer from 0 to 3, found 4"),
        "context-negative": ([[-1, 0]], "contexts[0][0]: expected an integer from 0 to 3"),
        "context-true": ([[True, 2]], "contexts[0][0]: expected an integer from 0 to 3, found T"),
        "context-text": (["01"], "contexts[0]: expected a list, found 01"),
        "context-number": ([3], "contexts[0]: expected a list, found 3"),
        "contexts-unsorted": ([[1, 2], [0, 1]], "contexts[1]: expected a list after [1, 2]"),
        "contexts-twice": ([[0, 1], [0, 1]], "contexts[1]: expected a list after [0, 1]"),
        "contexts-longer-first": ([[0, 1, 2], [0, 1]], "contexts[1]: expected a list after"),
        "contexts-object": ({}, "statement.contexts: expected a list, found a dict of 0 items"),
        "contexts-null": (None, "statement.contexts: expected a list, found None"),
    }
    family.each("malformed", "contexts", contexts, claim=True)
    pairs: dict[str, tuple[object, str]] = {
        "pair-of-one": ([[0]], "pairs[0]: expected two vertices"),
        "pair-of-three": ([[0, 1, 3]], "pairs[0]: expected two vertices"),
        "pair-empty": ([[]], "pairs[0]: expected at least one vertex"),
        "pair-turned": ([[3, 0]], "pairs[0][1]: expected an integer above 3"),
        "pair-of-itself": ([[1, 1]], "pairs[0][1]: expected an integer above 1"),
        "pair-vertex-4": ([[0, 4]], "pairs[0][1]: expected an integer from 0 to 3, found 4"),
        "pairs-unsorted": ([[1, 3], [0, 3]], "pairs[1]: expected a list after [1, 3]"),
        "pairs-twice": ([[0, 3], [0, 3]], "pairs[1]: expected a list after [0, 3]"),
        "pairs-flat": ([0, 3], "pairs[0]: expected a list, found 0"),
    }
    family.each("malformed", "pairs", pairs, claim=True)
    for name, value, found in (
        ("zero", 0, "0"), ("4097", 4097, "4097"), ("text", "4", "4"), ("true", True, "True"),
    ):  # fmt: skip
        family.add("malformed", f"vertices-{name}",
                   f"statement.vertices: expected an integer from 1 to 4096, found {found}",
                   statement={"vertices": value})  # fmt: skip
    large = [list(range(2100))]
    family.add("malformed", "too-many-pairs", "expected at most 2000000 pairs",
               statement={"vertices": 2100, "contexts": large})  # fmt: skip
    family.shapes(("kind", "ones"))
    return family


def refutations() -> Family:
    family = Refutations("contexts-lrat", statement(3, TRIANGLE), {})
    family.proof("valid", "triangle", PROOF)
    family.proof("incomplete", "first-line-only", PROOF[:1], "expected the empty clause")
    family.proof("invalid", "wrong-hint", [PROOF[0], "8 0 7 4 5 2 0"], "line 2")
    family.proof("invalid", "hint-of-a-pair-that-is-not-there", ["7 -1 0 1 2 7 0"], "line 1")
    path = statement(3, [[0, 1], [1, 2]])
    family.proof("invalid", "colourable-contexts", PROOF, "line 1", path)
    family.proof("invalid", "colourable-without-the-pair", PROOF, "line 1",
                 statement(3, [[0, 1], [0, 2]]))  # fmt: skip
    edge = statement(4, [[0, 1], [2, 3]], [[0, 2], [0, 3], [1, 2], [1, 3]])
    # Pairs 12 13 14 23 24 34 are clauses 1 to 6, then 7: 1 2 and 8: 3 4.
    square = ["9 -1 0 2 3 8 0", "10 0 9 7 4 5 8 0"]
    family.proof("valid", "pairs-matter", square, claim=edge)
    loose = statement(4, [[0, 1], [2, 3]], [[0, 2], [0, 3], [1, 2]])
    family.proof("invalid", "one-pair-missing", square, "line", loose)
    vectors, bases = sets.cabello()
    rows = sorted(sorted(basis) for basis in bases)
    pairs = sorted({pair for basis in rows for pair in combinations(basis, 2)})
    formula = [(-i - 1, -j - 1) for i, j in pairs] + [tuple(i + 1 for i in row) for row in rows]
    if formula != sets.formula(vectors, "Z", "bases"):
        raise ValueError("the nine bases are not those of the vectors")
    proof = refute(formula)
    cabello = statement(18, rows)
    family.proof("valid", "cabello-18", proof, claim=cabello)
    eight = statement(18, rows[:-1])
    family.proof("invalid", "cabello-18-without-a-basis", proof, "line", eight)
    family.proof("invalid", "colourable-claim", PROOF, "certificate.kind: lrat: expected a",
                 statement(3, TRIANGLE, word=""))  # fmt: skip
    digest = hashlib.sha256(b"").hexdigest()
    family.add("malformed", "no-proof-file", "no file",
               certificate={"kind": "lrat", "sha256": digest})  # fmt: skip
    return family


def cases() -> list[Case]:
    return [*colourings(), *refutations()]
