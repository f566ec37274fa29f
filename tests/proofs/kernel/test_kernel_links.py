"""The certificate kind `links` in the kernel, and what its second checker says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from proofs.independent.degree import opinions
from proofs.kernel import check
from proofs.kernel.degree import DegreeStatement
from proofs.kernel.links import Links, check_links, links_bound, point_count

Refusal = Callable[[Callable[[], object]], tuple[str, ...]]


def lower(qubits: int, points: object, bound: int, contexts: object = "lines") -> dict[str, Any]:
    return {
        "kind": "degree-lower-bound",
        "qubits": qubits,
        "points": points,
        "contexts": contexts,
        "bound": bound,
    }


@pytest.mark.parametrize(
    ("qubits", "points", "slope", "quadric", "bound"),
    [
        (3, "all", 8, None, 63),
        (3, {"quadric": "YII"}, 4, "YII", 9),
        (3, {"quadric": "III"}, 8, "III", 18),
        (3, "all", 4, "IXY", 9),  # a part of the points
        (4, {"quadric": "YIII"}, 16, "YIII", 298),
        (4, {"quadric": "IIII"}, 20, "IIII", 315),
        (4, "all", 32, None, 1456),
        pytest.param(5, {"quadric": "IIYII"}, 44, "IIYII", 6510, marks=pytest.mark.slow),
    ],
)
def test_bounds_are_exactly_these_for_both_checkers(
    qubits: int, points: object, slope: int, quadric: str | None, bound: int
) -> None:
    certificate = {"kind": "links", "slope": slope, "quadric": quadric}
    assert check(lower(qubits, points, bound), certificate).status == "valid"
    assert check(lower(qubits, points, bound + 1), certificate).status == "incomplete"
    assert opinions(lower(qubits, points, bound), certificate, 60)[0].verdict == "valid"
    assert opinions(lower(qubits, points, bound + 1), certificate, 60)[0].verdict == "invalid"


def test_no_slope_shows_more_than_the_degree() -> None:
    for slope in range(1, 300):
        assert links_bound(3, -1, slope) <= 9
        assert links_bound(3, 1, slope) <= 21
        assert links_bound(3, 0, slope) <= 63
        assert links_bound(4, 1, slope) <= 315
        assert links_bound(4, -1, slope) <= 298


def test_points_are_counted() -> None:
    assert [point_count(n, -1) for n in (1, 2, 3, 4)] == [0, 5, 27, 119]
    assert [point_count(n, 1) for n in (1, 2, 3, 4)] == [2, 9, 35, 135]


SOME = ["XXI", "XIX", "IXX", "ZZI", "ZIZ", "IZZ", "YYI"]


@pytest.mark.parametrize(
    ("statement", "certificate", "place"),
    [
        (lower(2, "all", 0), Links(8, None), "statement.qubits"),
        (lower(3, {"quadric": "YII"}, 0), Links(8, None), "statement.points"),
        (lower(3, {"quadric": "YII"}, 0), Links(8, "III"), "statement.points"),
        (lower(3, {"quadric": "YII"}, 0), Links(8, "XYX"), "statement.points"),
        (lower(3, SOME, 0), Links(8, None), "statement.points"),
        (lower(3, SOME, 0, [["XXI", "XIX", "IXX"]]), Links(8, None), "statement.contexts"),
        (lower(3, "all", 0, "planes"), Links(8, None), "statement.contexts"),
    ],
)
def test_what_is_rejected(
    statement: dict[str, Any], certificate: Links, place: str, rejected: Refusal
) -> None:
    assert rejected(lambda: check_links(DegreeStatement(**statement), certificate))[0] == place


@pytest.mark.parametrize("slope", [0, -1, 10**6 + 1, True, "8", None, 0.5])
def test_slopes_that_are_none(slope: Any, malformed: Refusal) -> None:
    assert malformed(lambda: Links(slope, None))[0] == "certificate.slope"


@pytest.mark.parametrize("quadric", ["YI", "yii", 3, []])
def test_quadrics_that_are_none(quadric: Any, malformed: Refusal) -> None:
    statement = DegreeStatement(**lower(3, "all", 0))
    assert malformed(lambda: check_links(statement, Links(8, quadric)))[0] == "certificate.quadric"


def test_four_qubits_covered_by_elliptic_quadrics() -> None:
    letters = [a + b + c + d for a in "IXYZ" for b in "IXYZ" for c in "IXYZ" for d in "IXYZ"]
    forms = [form for form in letters if form.count("Y") % 2]
    nodes: list[dict[str, Any]] = [{"slope": 16, "quadric": form} for form in forms]
    nodes.append({"times": 24, "children": [[1, i] for i in range(len(forms))]})
    certificate = {"kind": "packing", "nodes": nodes}
    assert check(lower(4, "all", 1490), certificate).status == "valid"
    assert check(lower(4, "all", 1491), certificate).status == "incomplete"
    light = [*nodes[:-1], {**nodes[-1], "times": 23}]
    assert check(lower(4, "all", 1490), {**certificate, "nodes": light}).status == "invalid"
    given = lower(2, ["XX", "YY", "ZZ"], 0, [["XX", "YY", "ZZ"]])
    assert check(given, {**certificate, "nodes": nodes[:1]}).status == "invalid"
