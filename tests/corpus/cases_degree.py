"""Corpus cases about the contextuality degree."""

from __future__ import annotations

from itertools import combinations, product

from corpus_case import Case, Family, Object

SQUARE = [
    *(["XI", "IX", "XX"], ["IZ", "ZI", "ZZ"], ["XZ", "ZX", "YY"]),
    *(["XI", "IZ", "XZ"], ["IX", "ZI", "ZX"], ["XX", "ZZ", "YY"]),
]
POINTS = sorted({label for context in SQUARE for label in context})


def everything(qubits: int, bound: int, kind: str = "degree-lower-bound") -> Object:
    return {"kind": kind, "qubits": qubits, "points": "all", "contexts": "lines", "bound": bound}


def number(label: str) -> int:
    """Return x + 2^N z for a label, by which the format orders points."""
    return sum(1 << i for i, c in enumerate(label) if c in "XY") + sum(
        1 << len(label) + i for i, c in enumerate(label) if c in "ZY"
    )


def line_numbers(qubits: int) -> dict[frozenset[str], int]:
    """Return the index of every line of all points."""
    labels = sorted(map("".join, product("IXYZ", repeat=qubits)), key=number)[1:]
    known = {number(label): label for label in labels}
    found = {}
    for a, b in combinations(labels, 2):
        clashes = sum("I" not in pair and pair[0] != pair[1] for pair in zip(a, b, strict=True))
        c = number(a) ^ number(b)
        if clashes % 2 == 0 and number(b) < c:
            found[frozenset((a, b, known[c]))] = len(found)
    return found


def square(kind: str, bound: int) -> Object:
    points: list[str] = POINTS
    return {"kind": kind, "qubits": 2, "points": points, "contexts": SQUARE, "bound": bound}


# The ten Mermin squares of the doily, from docs/formats/degree.md; each line is in four of them.
DOILY: list[Object] = [
    *({"parity": rows} for rows in ([0, 1, 3, 5, 7, 11], [0, 1, 4, 6, 9, 13])),
    *({"parity": rows} for rows in ([0, 2, 3, 6, 8, 12], [0, 2, 4, 5, 10, 14])),
    *({"parity": rows} for rows in ([1, 2, 7, 8, 13, 14], [1, 2, 9, 10, 11, 12])),
    *({"parity": rows} for rows in ([3, 4, 7, 9, 12, 14], [3, 4, 8, 10, 11, 13])),
    *({"parity": rows} for rows in ([5, 6, 7, 8, 9, 10], [5, 6, 11, 12, 13, 14])),
    {"times": 4, "children": [[1, i] for i in range(10)]},
]
# An assignment of all three-qubit Paulis that violates 63 lines.
BEST = ["XXZ", "XYY", "XZX", "YXY", "YYX", "YZZ", "ZXX", "ZYZ", "ZZY"]


def copies() -> list[Object]:
    """Return the doily on qubits 0 and 1 of three, then on qubits 0 and 2 by renaming: 3 + 3."""
    small, large = line_numbers(2), line_numbers(3)
    rows = list(small)  # in the order of their numbers
    first = [large[frozenset(a + "I" for a in row)] for row in rows]
    second = [large[frozenset(a[0] + "I" + a[1] for a in row)] for row in rows]
    nodes: list[Object] = [
        {"parity": sorted(first[i] for i in node["parity"])} for node in DOILY[:-1]
    ]
    order = sorted(range(len(rows)), key=lambda i: first[i])
    return [
        *nodes,
        DOILY[-1],
        {"copy": 10, "contexts": [second[i] for i in order]},
        {"times": 1, "children": [[1, 10], [1, 11]]},
    ]


def upper() -> list[Case]:
    certificate: Object = {"kind": "assignment-violations", "minus": []}
    family = Family("degree-upper", square("degree-upper-bound", 1), certificate)
    family.add("valid", "square")
    family.add("valid", "weaker-bound", statement={"bound": 6})
    best: Object = {"kind": "assignment-violations", "minus": BEST}
    family.add("valid", "lines-3", whole=(everything(3, 63, "degree-upper-bound"), best))
    family.add(
        "invalid",
        "lines-3-62",
        "violations: expected at most 62, found 63",
        whole=(everything(3, 62, "degree-upper-bound"), best),
    )
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
        "spectral: expected lines, found other contexts",
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


def sections() -> list[Case]:
    """Cases of the trace inequality in symmetric parts, and of packings with them."""
    elliptic: Object = {**everything(3, 9), "points": {"quadric": "YII"}}
    family = Family("degree-section", elliptic, {"kind": "spectral", "pairs": [], "quadric": "YII"})
    family.add("valid", "elliptic-3")
    family.add(
        "incomplete",
        "elliptic-3-10",
        "goal: expected at least 10, found at least 9",
        statement={"bound": 10},
    )
    family.add(
        "incomplete",
        "without-its-form",
        "goal: expected at least 9, found at least 0",
        certificate={"quadric": None},
    )
    family.add(
        "incomplete",
        "of-another-form",
        "goal: expected at least 9, found at least 0",
        certificate={"quadric": "IYI"},
    )
    pair: Object = {"kind": "spectral", "pairs": [["XIII", "ZIII"]], "quadric": None}
    family.add("valid", "pair-4", whole=(everything(4, 63), pair))
    family.add(
        "incomplete",
        "pair-4-64",
        "goal: expected at least 64, found at least 63",
        whole=(everything(4, 64), pair),
    )
    family.add(
        "invalid",
        "too-many-pairs",
        "spectral: expected a dimension of at least 2, found 1",
        whole=(
            everything(2, 0),
            {"kind": "spectral", "pairs": [["XI", "ZI"], ["IX", "IZ"]], "quadric": None},
        ),
    )
    family.add(
        "malformed",
        "quadric-of-other-length",
        "certificate.quadric: expected 3 letters I, X, Y, Z, found YI",
        certificate={"quadric": "YI"},
    )
    forms = ["".join(word) for word in product("IXYZ", repeat=3) if word.count("Y") % 2]
    nodes: list[Object] = [{"pairs": [], "quadric": form} for form in forms]
    nodes.append({"times": 4, "children": [[1, i] for i in range(len(forms))]})
    cover: Object = {"kind": "packing", "nodes": nodes}
    family.add("valid", "quadrics-3", whole=(everything(3, 63), cover))
    light = [*nodes[:-1], {**nodes[-1], "times": 3}]
    family.add(
        "invalid",
        "quadrics-3-times-3",
        "nodes[28]: cover: expected a weight of at most 3 on every context, found more",
        whole=(everything(3, 63), {**cover, "nodes": light}),
    )
    family.add(
        "invalid",
        "copy-of-a-section",
        "nodes[28]: copy: expected a node made of parity nodes, found node 0",
        whole=(
            everything(3, 9),
            {**cover, "nodes": [*nodes[:-1], {"copy": 0, "contexts": list(range(45))}]},
        ),
    )
    return family.cases


def packings() -> list[Case]:
    """Cases of parities, copies and covers."""
    family = Family("degree-packing", everything(2, 3), {"kind": "packing", "nodes": DOILY})
    family.add("valid", "doily")
    family.add(
        "incomplete",
        "doily-4",
        "goal: expected at least 4, found at least 3",
        statement={"bound": 4},
    )
    family.add(
        "invalid",
        "doily-times-3",
        "nodes[10]: cover: expected a weight of at most 3",
        certificate={"nodes": [*DOILY[:-1], {**DOILY[-1], "times": 3}]},
    )
    nodes = copies()
    two: Object = {"kind": "packing", "nodes": nodes}
    family.add("valid", "copy-3", whole=(everything(3, 6), two))
    turned = [*nodes[11]["contexts"][1::-1], *nodes[11]["contexts"][2:]]
    family.add(
        "invalid",
        "copy-swapped",
        "nodes[11]: parity: expected every point an even number of times",
        whole=(
            everything(3, 6),
            {**two, "nodes": [*nodes[:11], {**nodes[11], "contexts": turned}, nodes[12]]},
        ),
    )
    family.add(
        "malformed",
        "copy-not-injective",
        "nodes[11].copy: expected distinct contexts, found a repetition",
        whole=(
            everything(3, 6),
            {**two, "nodes": [*nodes[:11], {**nodes[11], "contexts": [0] * 15}]},
        ),
    )
    # Work beyond the limit in small files: masks of 86955 contexts, added up digit by digit.
    weight = 2**29 - 1
    square: Object = {"pairs": [], "quadric": None}
    heavy: Object = {
        "kind": "packing",
        "nodes": [square, {"times": 10**18, "children": [[weight, 0]] * 150}],
    }
    family.add(
        "invalid",
        "heavy-weights",
        "nodes[1]: packing: expected at most 10000000 units of work, found more",
        whole=(everything(5, 1), heavy),
    )
    family.add(
        "malformed",
        "weight-of-4000-digits",
        "nodes[1].times: expected an integer from 1 to 1000000000, found an integer of",
        certificate={"nodes": [DOILY[0], {"times": 1, "children": [[10**3999, 0]]}]},
    )
    family.add(
        "malformed",
        "node-of-two-shapes",
        "nodes[0]: expected an object with the keys parity or copy,contexts or",
        certificate={"nodes": [{"parity": [0], "copy": 0, "contexts": [0]}]},
    )
    return family.cases


def cases() -> list[Case]:
    """Return all cases of this module."""
    return upper() + lower() + sections() + packings()
