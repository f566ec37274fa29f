"""Corpus cases about the contextuality degree."""

from __future__ import annotations

from corpus_case import Case, Family, Object

SQUARE = [
    *(["XI", "IX", "XX"], ["IZ", "ZI", "ZZ"], ["XZ", "ZX", "YY"]),
    *(["XI", "IZ", "XZ"], ["IX", "ZI", "ZX"], ["XX", "ZZ", "YY"]),
]
POINTS = sorted({label for context in SQUARE for label in context})


def square(kind: str, bound: int) -> Object:
    points: list[str] = POINTS
    return {"kind": kind, "qubits": 2, "points": points, "contexts": SQUARE, "bound": bound}


def everything(qubits: int, bound: int, kind: str = "degree-lower-bound") -> Object:
    return {"kind": kind, "qubits": qubits, "points": "all", "contexts": "lines", "bound": bound}


def upper() -> list[Case]:
    certificate: Object = {"kind": "assignment-violations", "minus": []}
    family = Family("degree-upper", square("degree-upper-bound", 1), certificate)
    family.add("valid", "square")
    family.add("valid", "weaker-bound", statement={"bound": 6})
    family.add(
        "invalid", "bound-0", "violations: expected at most 0, found 1", statement={"bound": 0}
    )
    family.add(
        "invalid",
        "flipped-value",
        "violations: expected at most 1, found 3",
        certificate={"minus": ["XI"]},
    )
    family.add(
        "malformed",
        "unknown-label",
        "expected 2 letters I, X, Y, Z, found ZZZ",
        certificate={"minus": ["ZZZ"]},
    )
    family.add("malformed", "negative-bound", "statement.bound", statement={"bound": -1})
    family.add(
        "malformed",
        "lower-case",
        "expected 2 letters I, X, Y, Z, found xx",
        statement={"points": ["xx", *POINTS[1:]]},
    )
    family.add(
        "malformed",
        "identity-point",
        "distinct labels other than the identity",
        statement={"points": ["II", *POINTS[1:]]},
    )
    family.add(
        "malformed",
        "no-points",
        "statement.points: expected a list of 1 to 4500 items",
        statement={"points": []},
    )
    bad = [["XI", "ZI", "YI"], *SQUARE[1:]]
    family.add("malformed", "anticommuting", "XI and ZI anticommute", statement={"contexts": bad})
    family.add(
        "malformed",
        "product",
        "expected a product of plus or minus the identity",
        statement={"contexts": [["XI", "IX"], *SQUARE[1:]]},
    )
    family.add(
        "malformed",
        "twice",
        "statement.contexts[6]: expected distinct contexts",
        statement={"contexts": [*SQUARE, SQUARE[0]]},
    )
    family.add("malformed", "qubits-true", "statement.qubits", statement={"qubits": True})
    return family.cases


def lower() -> list[Case]:
    family = Family("degree-lower", square("degree-lower-bound", 1), {"kind": "exhaustive"})
    family.add("valid", "square-exhaustive")
    family.add(
        "invalid",
        "square-exhaustive-2",
        "exhaustive: expected at least 2, found 1",
        statement={"bound": 2},
    )
    family.add("valid", "doily-exhaustive", whole=(everything(2, 3), {"kind": "exhaustive"}))
    family.add(
        "invalid",
        "doily-4",
        "exhaustive: expected at least 4, found 3",
        whole=(everything(2, 4), {"kind": "exhaustive"}),
    )
    spectral: Object = {"kind": "spectral", "pairs": [], "quadric": None}
    family.add("valid", "lines-3-spectral", whole=(everything(3, 63), spectral))
    family.add(
        "incomplete",
        "lines-3-spectral-64",
        "goal: expected at least 64, found at least 63",
        whole=(everything(3, 64), spectral),
    )
    family.add(
        "invalid",
        "square-spectral",
        "spectral: expected lines, found given contexts",
        certificate={**spectral},
    )
    wrong = {**spectral, "pairs": [["XXX", "XXI"]]}
    family.add(
        "invalid",
        "pair-that-commutes",
        "spectral: expected labels that anticommute within their pair",
        whole=(everything(3, 63), wrong),
    )
    packing: Object = {"kind": "packing", "nodes": [{"parity": [0, 1, 2, 3, 4, 5]}]}
    family.add("valid", "square-packing", whole=(square("degree-lower-bound", 1), packing))
    few: Object = {"kind": "packing", "nodes": [{"parity": [0, 1, 2, 3, 4]}]}
    family.add(
        "invalid",
        "parity-short",
        "nodes[0]: parity: expected every point an even number of times",
        whole=(square("degree-lower-bound", 1), few),
    )
    twice: Object = {
        "kind": "packing",
        "nodes": [{"parity": [0, 1, 2, 3, 4, 5]}, {"times": 1, "children": [[2, 0]]}],
    }
    family.add(
        "invalid",
        "cover-too-heavy",
        "nodes[1]: cover: expected a weight of at most 1",
        whole=(square("degree-lower-bound", 2), twice),
    )
    none: Object = {"kind": "packing", "nodes": [{"copy": 0, "contexts": [0, 1, 2, 3, 4, 5]}]}
    family.add(
        "malformed",
        "copy-of-itself",
        "nodes[0].copy: expected an integer from 0 to -1",
        whole=(square("degree-lower-bound", 1), none),
    )
    return family.cases


def cases() -> list[Case]:
    """Return all cases of this module."""
    return upper() + lower()
