"""Degree statements in the kernel: what is accepted, and far more of what is not."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import pytest

from proofs.kernel import degree, packing, subspaces
from proofs.kernel.counters import above, ones, transposed
from proofs.kernel.degree import (
    AssignmentViolations,
    DegreeStatement,
    Exhaustive,
    check_assignment_violations,
    check_exhaustive,
)
from proofs.kernel.packing import Packing, check_packing
from proofs.kernel.spectral import Spectral, check_spectral, spectral_bound
from proofs.kernel.subspaces import lines
from proofs.kernel.verdict import Rejected

Refusal = Callable[[Callable[[], object]], tuple[str, ...]]

SQUARE = ("XI", "IX", "XX", "IZ", "ZI", "ZZ", "XZ", "ZX", "YY")
SQUARES = [
    [0, 1, 3, 5, 7, 11], [0, 1, 4, 6, 9, 13], [0, 2, 3, 6, 8, 12], [0, 2, 4, 5, 10, 14],
    [1, 2, 7, 8, 13, 14], [1, 2, 9, 10, 11, 12], [3, 4, 7, 9, 12, 14], [3, 4, 8, 10, 11, 13],
    [5, 6, 7, 8, 9, 10], [5, 6, 11, 12, 13, 14],
]  # fmt: skip
COVER = {"times": 4, "children": [[1, i] for i in range(10)]}
DOILY = [*({"parity": rows} for rows in SQUARES), COVER]


def lower(
    qubits: int = 2, points: object = "all", contexts: object = "lines", bound: int = 3
) -> DegreeStatement:
    return DegreeStatement("degree-lower-bound", qubits, points, contexts, bound)


def upper(
    qubits: int = 2, points: object = "all", contexts: object = "lines", bound: int = 3
) -> DegreeStatement:
    return DegreeStatement("degree-upper-bound", qubits, points, contexts, bound)


def quadric(label: str, bound: int) -> DegreeStatement:
    return lower(len(label), {"quadric": label}, "lines", bound)


# ---- statements ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (("degree", 2, "all", "lines", 3), "statement.kind"),
        (("degree-lower-bound", 0, "all", "lines", 3), "statement.qubits"),
        (("degree-lower-bound", True, "all", "lines", 3), "statement.qubits"),
        (("degree-lower-bound", 65, ["X" * 65], "lines", 3), "statement.qubits"),
        (("degree-lower-bound", 7, "all", "lines", 3), "statement.points"),
        (("degree-lower-bound", 64, {"quadric": "I" * 64}, "lines", 3), "statement.points"),
        (("degree-lower-bound", 2, "every", "lines", 3), "statement.points"),
        (("degree-lower-bound", 2, None, "lines", 3), "statement.points"),
        (("degree-lower-bound", 2, [], "lines", 3), "statement.points"),
        (("degree-lower-bound", 2, ["XX"] * 4501, "lines", 3), "statement.points"),
        (("degree-lower-bound", 2, ["XX", "XX"], "lines", 3), "statement.points"),
        (("degree-lower-bound", 2, ["XX", "II"], "lines", 3), "statement.points"),
        (("degree-lower-bound", 2, ["XX", "xz"], "lines", 3), "statement.points[1]"),
        (("degree-lower-bound", 2, ["XX", "X"], "lines", 3), "statement.points[1]"),
        (("degree-lower-bound", 2, ["XX", "X Z"], "lines", 3), "statement.points[1]"),
        (("degree-lower-bound", 2, ["XX", 3], "lines", 3), "statement.points[1]"),
        (("degree-lower-bound", 2, {"quadric": "YII"}, "lines", 3), "statement.points.quadric"),
        (("degree-lower-bound", 2, {"quadric": None}, "lines", 3), "statement.points.quadric"),
        (("degree-lower-bound", 2, {"form": "YI"}, "lines", 3), "statement.points"),
        (("degree-lower-bound", 2, {}, "lines", 3), "statement.points"),
        (("degree-lower-bound", 2, "all", "solids", 3), "statement.contexts"),
        (("degree-lower-bound", 2, "all", [], 3), "statement.contexts"),
        (("degree-lower-bound", 2, "all", [["XX"]], 3), "statement.contexts[0]"),
        (("degree-lower-bound", 2, "all", [["XX", "ZZ", "YI"]], 0), "statement.contexts[0]"),
        (("degree-lower-bound", 2, "all", [["XX", "ZZ"]], 0), "statement.contexts[0]"),
        (("degree-lower-bound", 2, "all", [["XX", "ZZ", "yy"]], 0), "statement.contexts[0]"),
        (("degree-lower-bound", 2, "all", [["XX", "ZZ", "YYI"]], 0), "statement.contexts[0]"),
        (("degree-lower-bound", 2, "all", [["XX", "XX"]], 0), "statement.contexts[0]"),
        (("degree-lower-bound", 2, "all", [["XX", "ZZ", "YY"], ["YY", "ZZ", "XX"]], 0),
         "statement.contexts[1]"),
        (("degree-lower-bound", 2, ["XX", "ZZ"], [["XX", "ZZ", "YY"]], 0), "statement.contexts[0]"),
        (("degree-lower-bound", 6, "all", "planes", 3), "statement.points"),
        (("degree-lower-bound", 2, "all", "lines", -1), "statement.bound"),
        (("degree-lower-bound", 2, "all", "lines", True), "statement.bound"),
        (("degree-lower-bound", 2, "all", "lines", 1.5), "statement.bound"),
        (("degree-lower-bound", 2, "all", "lines", "3"), "statement.bound"),
    ],
)  # fmt: skip
def test_statement_refuses(arguments: tuple[Any, ...], place: str, malformed: Refusal) -> None:
    assert malformed(lambda: DegreeStatement(*arguments))[0] == place


def letters(code: int, n: int) -> str:
    return "".join("IXZY"[(code >> i & 1) + 2 * (code >> n + i & 1)] for i in range(n))


def commutes(a: str, b: str) -> bool:
    return sum(p != q and "I" not in (p, q) for p, q in zip(a, b, strict=True)) % 2 == 0


def times(a: str, b: str) -> str:
    return "".join("IXZY"["IXZY".index(p) ^ "IXZY".index(q)] for p, q in zip(a, b, strict=True))


@pytest.mark.parametrize(
    ("points", "count", "negative"),
    [("all", 315, 90), ({"quadric": "YII"}, 45, 13), ({"quadric": "III"}, 105, 27)],
)
def test_lines_are_those_of_letters(points: object, count: int, negative: int) -> None:
    statement = lower(3, points)
    labels = [letters(code, 3) for code in statement.points]
    assert list(statement.points) == sorted(statement.points)
    expected = [
        rows
        for rows in combinations(range(len(labels)), 3)
        if times(labels[rows[0]], labels[rows[1]]) == labels[rows[2]]
        and commutes(labels[rows[0]], labels[rows[1]])
    ]
    found = list(statement.signed_contexts())
    assert [rows for rows, _ in found] == expected
    assert len(found) == count
    assert sum(sign for _, sign in found) == negative


def test_listed_points_keep_their_order() -> None:
    statement = lower(2, list(reversed(SQUARE)))
    assert [letters(code, 2) for code in statement.points] == list(reversed(SQUARE))
    found = [rows for rows, _ in statement.signed_contexts()]
    assert found == sorted(found)
    assert len(found) == 6
    assert list(lines(lower(1, ["X", "Y", "Z"]).points, 1)) == []


def sign_of(labels: list[str]) -> int:
    """Return 0 or 2: the power of i in a product, multiplied letter by letter."""
    power, rest = 0, "I" * len(labels[0])
    for label in labels:
        for a, b in zip(rest, label, strict=True):
            power += {"XY": 1, "YZ": 1, "ZX": 1, "YX": 3, "ZY": 3, "XZ": 3}.get(a + b, 0)
        rest = times(rest, label)
    assert set(rest) == {"I"}
    return power % 4


@pytest.mark.parametrize(
    ("points", "count", "negative"),
    [("all", 135, 54), ({"quadric": "YII"}, 0, 0), ({"quadric": "III"}, 30, 10)],
)
@pytest.mark.parametrize("turned", [False, True])
def test_planes_are_those_of_letters(
    points: object, count: int, negative: int, turned: bool
) -> None:
    labels = [letters(code, 3) for code in lower(3, points, "planes").points]
    if turned:  # an order in which the third point of a line may come first
        labels = sorted(labels, key=lambda label: label[::-1])
    place = {label: i for i, label in enumerate(labels)}
    expected = {}
    for a, b, c in combinations(labels, 3):
        if commutes(a, b) and commutes(a, c) and commutes(b, c) and times(a, b) != c:
            plane = {a, b, c, times(a, b), times(a, c), times(b, c), times(times(a, b), c)}
            if plane <= place.keys():
                row = tuple(sorted(place[label] for label in plane))
                expected[row] = sign_of([labels[i] for i in row]) == 2
    found = list(lower(3, labels, "planes").signed_contexts())
    assert found == sorted(expected.items())
    assert len(found) == count
    assert sum(sign for _, sign in found) == negative


def test_planes_are_limited(monkeypatch: pytest.MonkeyPatch, malformed: Refusal) -> None:
    monkeypatch.setattr(subspaces, "MAX_CONTEXTS", 134)
    statement = upper(3, "all", "planes", 0)
    refused = malformed(lambda: check_assignment_violations(statement, AssignmentViolations(())))
    assert refused[0] == "statement.contexts"


# ---- assignments --------------------------------------------------------------------------


def test_an_assignment_is_counted() -> None:
    assert check_assignment_violations(upper(), AssignmentViolations(())) == 15
    explicit = upper(2, "all", [["XX", "ZZ", "YY"], ["XI", "IX", "XX"]], 1)
    assert check_assignment_violations(explicit, AssignmentViolations(())) == 2
    assert check_assignment_violations(
        upper(2, SQUARE, "lines", 1), AssignmentViolations(("XX", "XI"))
    )


@pytest.mark.parametrize(
    ("minus", "step"),
    [(("XX",), "count"), (("XX", "XX"), "certificate.minus"), (("II",), "certificate.minus")],
)
def test_a_bad_assignment_is_rejected(minus: tuple[str, ...], step: str, rejected: Refusal) -> None:
    assert rejected(
        lambda: check_assignment_violations(upper(bound=2), AssignmentViolations(minus))
    )[0] == step  # fmt: skip


@pytest.mark.parametrize("minus", [None, "XX", ["xx"], [""], ["X" * 65], [3], ["XX"] * 4501])
def test_assignments_that_are_none(minus: Any, malformed: Refusal) -> None:
    malformed(lambda: AssignmentViolations(minus))


def test_labels_of_another_length_are_malformed(malformed: Refusal) -> None:
    malformed(lambda: check_assignment_violations(upper(), AssignmentViolations(("XXX",))))


# ---- exhaustion ---------------------------------------------------------------------------


def brute(statement: DegreeStatement) -> int:
    contexts = list(statement.signed_contexts())
    least = len(contexts)
    for values in product((0, 1), repeat=len(statement.points)):
        bad = sum(sum(values[i] for i in rows) % 2 != sign for rows, sign in contexts)
        least = min(least, bad)
    return least


@pytest.mark.parametrize(
    "statement",
    [
        lower(2, SQUARE),
        lower(2, SQUARE, [["XX", "ZZ", "YY"]]),
        lower(2, SQUARE[:6]),
        lower(3, ["XXX", "XYY", "YXY", "YYX"], [["XXX", "XYY", "YXY", "YYX"]]),
    ],
)
def test_exhaustion_agrees_with_brute_force(statement: DegreeStatement) -> None:
    least = brute(statement)
    object.__setattr__(statement, "bound", least)
    check_exhaustive(statement, Exhaustive())
    object.__setattr__(statement, "bound", least + 1)
    with pytest.raises(Rejected):
        check_exhaustive(statement, Exhaustive())


def test_exhaustion_of_published_degrees() -> None:
    assert check_exhaustive(lower(), Exhaustive()) == 2**10
    assert check_exhaustive(quadric("YII", 9), Exhaustive()) == 2**21


def test_exhaustion_is_limited(rejected: Refusal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rejected(lambda: check_exhaustive(lower(3), Exhaustive()))[2] == "a rank of at most 22"
    monkeypatch.setattr(degree, "MAX_EXHAUSTED", 14)
    assert rejected(lambda: check_exhaustive(lower(), Exhaustive()))[2] == "at most 14"


# ---- the trace inequality -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "pairs", "form"),
    [
        (lower(3, "all", "lines", 63), [], None),
        (quadric("IIII", 315), [], None),
        (quadric("YII", 9), [], "YII"),
        (quadric("YIII", 291), [], "YIII"),
        (quadric("YXZI", 291), [], "YXZI"),
        (lower(4, "all", "lines", 1451), [], None),
        (lower(4, "all", "lines", 63), [["IIIX", "IIIZ"]], None),
        (lower(4, "all", "lines", 9), [["IIIX", "IIIZ"]], "YIII"),
        (lower(2, "all", "lines", 2), [], None),
        (lower(2, "all", "lines", 0), [["XI", "ZI"]], None),
    ],
)
def test_the_trace_inequality(
    statement: DegreeStatement, pairs: list[Any], form: str | None
) -> None:
    check_spectral(statement, Spectral(pairs, form))  # type: ignore[arg-type]
    object.__setattr__(statement, "bound", statement.bound + 1)
    with pytest.raises(Rejected) as caught:
        check_spectral(statement, Spectral(pairs, form))  # type: ignore[arg-type]
    assert caught.value.status == "incomplete"


@pytest.mark.parametrize("form", ["III", "XII", "ZZZ", "YYI", None])
def test_only_an_elliptic_form_halves_the_dimension(form: str | None) -> None:
    # The elliptic quadric's own form doubles eigenvalues; a hyperbolic one takes another part.
    with pytest.raises(Rejected):
        check_spectral(quadric("YII", 9), Spectral((), form))


def test_the_arf_invariant_of_pairs_counts() -> None:
    # q = YIY on three qubits is hyperbolic. The pair on qubit 2 is an elliptic plane, so the rest
    # is elliptic: two qubits, D = 4/2, where nothing is left of the bound; with the pair X, Z of a
    # form that vanishes on X the plane is hyperbolic and D stays 4.
    chosen, dimension = Spectral((("IIX", "IIZ"),), "YIY").section(lower(3, "all", "lines", 0))
    assert (len(chosen), dimension) == (5, 2)
    chosen, dimension = Spectral((("IIX", "IIZ"),), "IIX").section(lower(3, "all", "lines", 0))
    assert (len(chosen), dimension) == (9, 4)
    chosen, dimension = Spectral((("IIX", "IIZ"),), "YII").section(lower(3, "all", "lines", 0))
    assert (len(chosen), dimension) == (5, 2)


@pytest.mark.parametrize(
    ("pairs", "form", "step"),
    [
        ([["XII", "IXI"]], None, "pairs"),
        ([["XII", "XII"]], None, "pairs"),
        ([["XII", "ZII"], ["ZII", "XII"]], None, "pairs"),
        ([["XII", "ZII"], ["ZXI", "ZZI"]], None, "pairs"),
        ([["XII", "ZII"], ["IXI", "IZI"], ["IIX", "IIZ"]], None, "pairs"),
        ([["XII", "ZII"], ["IXI", "IZI"]], "IIY", "pairs"),
    ],
)
def test_bad_symmetries_are_rejected(
    pairs: list[Any], form: str | None, step: str, rejected: Refusal
) -> None:
    statement = lower(3, "all", "lines", 0)
    assert rejected(lambda: check_spectral(statement, Spectral(pairs, form)))[0] == step  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pairs", "form"),
    [
        (None, None),
        ("XX", None),
        ([["XII"]], None),
        ([["XII", "ZII", "YII"]], None),
        ([["xii", "zii"]], None),
        ([["XI", "ZI"]], None),
        ([[1, 2]], None),
        ([], "YI"),
        ([], 3),
        ([], ""),
        ([["XII", "ZII"]] * 64, None),
    ],
)
def test_symmetries_that_are_none(pairs: Any, form: Any, malformed: Refusal) -> None:
    malformed(lambda: check_spectral(lower(3, bound=1), Spectral(pairs, form)))


def test_the_trace_inequality_needs_all_lines(rejected: Refusal) -> None:
    every = [[letters(code, 3) for code in (a, b, a ^ b)] for a, b in combinations(range(1, 64), 2)
             if a ^ b > b and commutes(letters(a, 3), letters(b, 3))]  # fmt: skip
    statement = lower(3, "all", every, 63)
    assert rejected(lambda: check_spectral(statement, Spectral((), None)))[1] == "spectral"
    node = [{"pairs": [], "quadric": None}]
    assert rejected(lambda: check_packing(statement, Packing(node)))[1] == "spectral"  # type: ignore[arg-type]


def test_the_bound_is_the_least_that_the_inequality_allows() -> None:
    for points, count, power in product(range(0, 60, 3), range(0, 90, 7), range(1, 5)):
        size = 2**power
        found = next(
            d for d in range(count + 2)
            if count < 2 * d
            or (6 * (count - 2 * d)) ** 2 * (size - 1) <= points**3 * (size - 2) ** 2
        )  # fmt: skip
        assert spectral_bound(points, count, size) == found


# ---- packings -------------------------------------------------------------------------------


def packed(nodes: Any, statement: DegreeStatement | None = None) -> int:
    return check_packing(lower() if statement is None else statement, Packing(nodes))


def test_the_doily() -> None:
    assert packed(DOILY) == 60 + 11 + 10 * 1  # contexts, nodes, children of weight 1
    assert packed([], lower(bound=0)) == 0
    assert packed([DOILY[0]], lower(bound=1)) == 6 + 1


def test_copies_of_the_doily_in_three_qubits() -> None:
    """Qubits 0 and 1 of three, and the same with qubit 2 in place of qubit 1."""
    statement = lower(3, "all", "lines", 6)
    index = {
        frozenset(letters(statement.points[i], 3) for i in rows): number
        for number, (rows, _) in enumerate(statement.signed_contexts())
    }
    small = [[letters(lower().points[i], 2) for i in rows] for rows, _ in lower().signed_contexts()]
    first = [index[frozenset(label + "I" for label in row)] for row in small]
    second = [index[frozenset(label[0] + "I" + label[1] for label in row)] for row in small]
    nodes: list[Any] = [{"parity": sorted(first[i] for i in rows)} for rows in SQUARES]
    nodes.append(COVER)
    order = sorted(range(15), key=lambda i: first[i])
    nodes.append({"copy": 10, "contexts": [second[i] for i in order]})
    nodes.append({"times": 1, "children": [[1, 10], [1, 11]]})
    check_packing(statement, Packing(nodes))  # type: ignore[arg-type]
    back = sorted(range(15), key=lambda i: second[i])
    again = [*nodes[:-1], {"copy": 11, "contexts": [first[i] for i in back]}]
    check_packing(lower(3, "all", "lines", 3), Packing(again))  # type: ignore[arg-type]
    shuffled = copy.deepcopy(nodes)
    shuffled[11]["contexts"][:2] = reversed(shuffled[11]["contexts"][:2])
    with pytest.raises(Rejected, match="parity"):
        check_packing(statement, Packing(shuffled))  # type: ignore[arg-type]


def test_elliptic_sections_of_four_qubits() -> None:
    labels = ["".join(word) for word in product("IXYZ", repeat=4)]
    nodes: list[Any] = [{"pairs": [], "quadric": label} for label in labels if label.count("Y") % 2]
    nodes.append({"times": 24, "children": [[1, i] for i in range(120)]})
    packed(nodes, lower(4, "all", "lines", 1455))
    with pytest.raises(Rejected) as caught:
        packed(nodes, lower(4, "all", "lines", 1456))
    assert caught.value.status == "incomplete"
    nodes[-1]["times"] = 23
    with pytest.raises(Rejected, match="at most 23 on every context"):
        packed(nodes, lower(4, "all", "lines", 1455))


def changed(index: int, node: Any) -> list[Any]:
    nodes = copy.deepcopy(DOILY)
    nodes[index] = node
    return nodes


@pytest.mark.parametrize(
    ("nodes", "step", "rule"),
    [
        (changed(0, {"parity": [0, 1, 3, 5, 7]}), "nodes[0]", "parity"),
        (changed(0, {"parity": []}), "nodes[0]", "parity"),
        (changed(0, {"parity": [0, 1, 3, 5, 7, 12]}), "nodes[0]", "parity"),
        (changed(0, {"parity": [0, 1, 3, 5, 7, 15]}), "nodes[0]", "parity"),
        # Two squares: every point evenly often, but an even number of contexts negative.
        (changed(0, {"parity": sorted({*SQUARES[0]} ^ {*SQUARES[1]})}), "nodes[0]", "parity"),
        (changed(10, {"times": 3, "children": COVER["children"]}), "nodes[10]", "cover"),
        (changed(10, {"times": 4, "children": [[2, 0], *COVER["children"][1:]]}), "nodes[10]",
         "cover"),
        (changed(10, {"times": 4, "children": [*COVER["children"], [1, 0]]}), "nodes[10]", "cover"),
        ([*DOILY, {"copy": 10, "contexts": list(range(14))}], "nodes[11]", "copy"),
        ([*DOILY, {"copy": 10, "contexts": list(range(16))}], "nodes[11]", "copy"),
        ([*DOILY, {"copy": 10, "contexts": [*range(14), 15]}], "nodes[11]", "parity"),
        ([*DOILY, {"copy": 0, "contexts": [0, 1, 3, 5, 7, 12]}], "nodes[11]", "parity"),
        ([{"pairs": [], "quadric": None}, {"copy": 0, "contexts": list(range(15))}], "nodes[1]",
         "copy"),
        ([{"pairs": [["XI", "IX"]], "quadric": None}], "pairs", "spectral"),
    ],
)  # fmt: skip
def test_bad_packings_are_rejected(nodes: Any, step: str, rule: str, rejected: Refusal) -> None:
    found = rejected(lambda: packed(nodes))
    assert (found[0], found[1]) == (step, rule)


@pytest.mark.parametrize(
    "nodes",
    [
        DOILY[:-1],
        changed(10, {"times": 5, "children": COVER["children"]}),
        changed(10, {"times": 4, "children": COVER["children"][1:-1]}),
        [],
    ],
)
def test_too_little_is_incomplete(nodes: Any) -> None:
    with pytest.raises(Rejected) as caught:
        packed(nodes)
    assert caught.value.status == "incomplete"


@pytest.mark.parametrize(
    "node",
    [
        None,
        [],
        {},
        {"parity": [0], "copy": 0},
        {"parity": [1, 0]},
        {"parity": [0, 0]},
        {"parity": [-1]},
        {"parity": [True]},
        {"parity": "0"},
        {"parity": [3_500_001]},
        {"copy": 0},
        {"copy": 10, "contexts": []},
        {"copy": -1, "contexts": []},
        {"copy": 0, "contexts": [1, 1]},
        {"copy": 0, "contexts": [1.0]},
        {"times": 0, "children": [[1, 0]]},
        {"times": 1, "children": []},
        {"times": 1, "children": [[1]]},
        {"times": 1, "children": [[0, 0]]},
        {"times": 1, "children": [[-1, 0]]},
        {"times": 1, "children": [[1, 10]]},
        {"times": 1, "children": [[10**10, 0]]},
        {"times": 10**19, "children": [[1, 0]]},
        {"times": True, "children": [[1, 0]]},
        {"times": 1, "children": [[1, 0]], "bound": 3},
        {"pairs": []},
        {"pairs": [], "quadric": None, "parity": []},
        {"pairs": [["XI"]], "quadric": None},
        {"pairs": None, "quadric": None},
    ],
)
def test_nodes_that_are_none(node: Any, malformed: Refusal) -> None:
    malformed(lambda: Packing(changed(10, node)))  # type: ignore[arg-type]


def test_work_and_size_are_limited(rejected: Refusal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MAX_WORK", 59)
    assert rejected(lambda: packed(DOILY))[2] == "at most 59 units of work"
    monkeypatch.undo()
    assert packed([], lower(bound=0)) == 0
    monkeypatch.setattr(packing, "MAX_SECTIONED", 14)
    assert rejected(lambda: packed([{"pairs": [], "quadric": None}]))[2] == "at most 14"


def test_repeated_sharing_does_not_explode() -> None:
    # Every node covers the one before twice over: 2^60 paths, but few nodes.
    nodes: list[Any] = [DOILY[0]]
    for i in range(60):
        nodes.append({"times": 2, "children": [[1, i], [1, i]]})
    nodes.append({"copy": 60, "contexts": SQUARES[0]})
    packed(nodes, lower(bound=1))


def test_counters_against_plain_counting() -> None:
    weights = [(3, 0b1011), (10**9, 0b0010), (1, 0b1111), (4, 0)]
    for limit in (0, 1, 3, 4, 10**9, 10**9 + 3, 10**9 + 4, 10**12):
        plain = sum(
            1 << c for c in range(4) if sum(w for w, mask in weights if mask >> c & 1) > limit
        )
        assert above(limit, weights) == (plain, 0b1111)
    assert ones(0) == []
    assert transposed([], 2) == [0, 0]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (lower(bound=3), "every assignment violates at least 3 of the lines"),
        (upper(bound=4), "some assignment violates at most 4 of the lines"),
        (
            upper(points=["XX", "ZZ", "YY"], contexts=[["XX", "ZZ", "YY"]]),
            "some assignment violates at most 3 of the 1 given contexts",
        ),
    ],
)
def test_statements_say_what_they_claim(statement: DegreeStatement, words: str) -> None:
    assert statement.describe().startswith(words)
