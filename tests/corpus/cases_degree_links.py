"""Corpus cases about degrees: planes as contexts, and bounds from the lines through a point."""

from __future__ import annotations

from itertools import product

from cases_degree import everything, square
from corpus_case import Case, Family, Object

# An assignment that fulfils all planes of three qubits.
FULFILLING = [
    "XXI",
    "XIX",
    "IXX",
    "XXX",
    "ZXI",
    "YXI",
    "ZIX",
    "YIX",
    "ZXX",
    "YXX",
    "IZI",
    "IYI",
    "IIZ",
    "IIY",
]


def planes() -> list[Case]:
    """Cases of contexts that are all planes in the points."""
    whole: Object = {**everything(3, 0, "degree-upper-bound"), "contexts": "planes"}
    certificate: Object = {"kind": "assignment-violations", "minus": FULFILLING}
    family = Family("degree-planes", whole, certificate)
    family.add("valid", "planes-3")
    family.add(
        "invalid",
        "one-value-less",
        "violations: expected at most 0, found 15",
        certificate={"minus": FULFILLING[1:]},
    )
    family.add(
        "invalid",
        "of-lines",
        "violations: expected at most 0, found",
        statement={"contexts": "lines"},
    )
    # A generator: seven points, one plane of product +I. No assignment must violate it.
    seven = ["XXI", "XIX", "IXX", "ZZZ", "YYZ", "YZY", "ZYY"]
    one: Object = {**whole, "kind": "degree-lower-bound", "points": seven}
    family.add("valid", "one-plane", whole=({**one, "bound": 0}, {"kind": "exhaustive"}))
    family.add(
        "invalid",
        "one-plane-1",
        "exhaustive: expected at least 1, found 0",
        whole=({**one, "bound": 1}, {"kind": "exhaustive"}),
    )
    family.add(
        "invalid",
        "spectral",
        "spectral: expected lines, found other contexts",
        whole=({**one, "bound": 0}, {"kind": "spectral", "pairs": [], "quadric": None}),
    )
    family.add(
        "malformed",
        "too-many-points",
        "statement.points: expected at most 1023 points with planes, found 4095",
        statement={"qubits": 6},
        certificate={"minus": []},
    )
    family.add("malformed", "solids", "statement.contexts", statement={"contexts": "solids"})
    return family.cases


def links() -> list[Case]:
    """Cases of the lines through the points of a quadric or of all Paulis."""
    elliptic: Object = {**everything(3, 9), "points": {"quadric": "YII"}}
    certificate: Object = {"kind": "links", "slope": 4, "quadric": "YII"}
    family = Family("degree-links", elliptic, certificate)
    family.add("valid", "elliptic-3")
    family.add(
        "incomplete",
        "elliptic-3-10",
        "goal: expected at least 10, found at least 9",
        statement={"bound": 10},
    )
    family.add(
        "incomplete",
        "steep",
        "goal: expected at least 9, found at least 1",
        certificate={"slope": 1000},
    )
    whole: Object = {"kind": "links", "slope": 8, "quadric": None}
    family.add("valid", "lines-3", whole=(everything(3, 63), whole))
    family.add(
        "incomplete",
        "lines-3-64",
        "goal: expected at least 64, found at least 63",
        whole=(everything(3, 64), whole),
    )
    family.add(
        "incomplete",
        "elliptic-4-299",
        "goal: expected at least 299, found at least 298",
        whole=(
            {**everything(4, 299), "points": {"quadric": "YIII"}},
            {"kind": "links", "slope": 16, "quadric": "YIII"},
        ),
    )
    family.add(
        "invalid",
        "all-of-a-quadric",
        "links: expected 63 of the section, found 27",
        certificate={"quadric": None},
    )
    family.add(
        "invalid",
        "another-quadric",
        "links: expected 27 of the section, found",
        certificate={"quadric": "IYI"},
    )
    family.add(
        "invalid",
        "two-qubits",
        "links: expected at least 3, found 2",
        whole=(everything(2, 0), whole),
    )
    family.add(
        "invalid",
        "given-contexts",
        "links: expected at least 3, found 2",
        whole=(square("degree-lower-bound", 1), whole),
    )
    family.add(
        "invalid",
        "planes",
        "spectral: expected lines, found other contexts",
        whole=({**everything(3, 0), "contexts": "planes"}, whole),
    )
    slope = "certificate.slope: expected an integer from 1 to 1000000"
    family.add("malformed", "slope-0", slope, certificate={"slope": 0})
    family.add(
        "malformed",
        "slope-of-a-half",
        "expected an integer (no fraction, exponent",
        certificate={"slope": 0.5},
    )
    family.add(
        "malformed",
        "quadric-too-short",
        "certificate.quadric: expected 3 letters I, X, Y, Z, found YI",
        certificate={"quadric": "YI"},
    )
    forms = ["".join(word) for word in product("IXYZ", repeat=3) if word.count("Y") % 2]
    nodes: list[Object] = [{"slope": 4, "quadric": form} for form in forms]
    nodes.append({"times": 4, "children": [[1, i] for i in range(len(forms))]})
    cover: Object = {"kind": "packing", "nodes": nodes}
    family.add("valid", "quadrics-3", whole=(everything(3, 63), cover))
    family.add(
        "malformed",
        "node-with-pairs",
        "nodes[0]: expected an object with the keys parity or",
        whole=(
            everything(3, 63),
            {**cover, "nodes": [{"slope": 4, "quadric": "YII", "pairs": []}, *nodes[1:]]},
        ),
    )
    return family.cases


def cases() -> list[Case]:
    """Return all cases of this module."""
    return planes() + links()
