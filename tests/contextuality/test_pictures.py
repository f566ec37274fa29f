"""Pictures: every observable once, every context a curve through its own observables only."""

from __future__ import annotations

import math
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contextuality.context_hypergraph import ContextHypergraph, hypergraph_of
from contextuality.errors import InputError
from contextuality.library import get
from contextuality.pictures import picture, save_picture, svg_text
from contextuality.pictures.curves import through
from contextuality.pictures.scene import Curve, Scene
from contextuality.scenario import Scenario

SVG = "{http://www.w3.org/2000/svg}"
NAMES = [
    "mermin-square", "mermin-pentagram", "doily", "elliptic-3", "perpset-3", "cabello-18",
    "peres-33", "penrose-40",
]  # fmt: skip


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own text


def scenario(name: str) -> Scenario:
    found = get(name)
    assert isinstance(found, Scenario)
    return found


def points_on(curve: Curve) -> list[tuple[float, float]]:
    """Return points along a curve, by De Casteljau's construction."""
    result = []
    for piece in curve.pieces:
        for step in range(41):
            t = step / 40
            row = list(piece)
            while len(row) > 1:
                row = [
                    ((1 - t) * a + t * c, (1 - t) * b + t * d) for (a, b), (c, d) in pairwise(row)
                ]
            result.append(row[0])
    return result


def distance(curve: Curve, x: float, y: float) -> float:
    return min(math.dist((x, y), point) for point in points_on(curve))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_drawn(name: str) -> None:
    subject = get(name)
    graph = hypergraph_of(subject)
    text = svg_text(picture(subject))
    assert text == svg_text(picture(get(name)))
    root = parsed(text)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == name
    assert str(len(graph.vertices)) in (root.findtext(f"{SVG}desc") or "")
    nodes = [g for g in root.iter(f"{SVG}g") if g.get("class") in {"node", "node minus"}]
    assert sorted(g.findtext(f"{SVG}text") or "" for g in nodes) == sorted(graph.vertices)
    curves = [p for p in root.iter(f"{SVG}path") if (p.get("class") or "").startswith("context")]
    assert len(curves) == len(graph.edges)
    negative = sum("negative" in (p.get("class") or "") for p in curves)
    assert negative == (subject.negative_contexts if isinstance(subject, Scenario) else 0)
    assert len(list(root.iter(f"{SVG}line"))) == len(picture(subject).pairs)
    left, top, width, height = map(float, (root.get("viewBox") or "").split())
    for node in picture(subject).nodes:
        assert left < node.x - node.width / 2 < node.x + node.width / 2 < left + width
        assert top < node.y < top + height


@pytest.mark.parametrize("name", ["mermin-square", "mermin-pentagram", "doily"])
def test_customary_layouts(name: str) -> None:
    subject = scenario(name)
    scene = picture(subject)
    assert scene.layout == {"mermin-square": "grid", "mermin-pentagram": "pentagram"}.get(
        name, name
    )
    for context, curve in zip(subject.contexts, scene.curves, strict=True):
        for i, node in enumerate(scene.nodes):
            far = distance(curve, node.x, node.y)
            # Through its own observables, and clear of the boxes of the others.
            assert far < 4 if i in context else far > 15
    for i, one in enumerate(scene.nodes):
        for other in scene.nodes[:i]:
            assert abs(one.x - other.x) > one.width or abs(one.y - other.y) > 24


def test_the_negative_context_has_its_place() -> None:
    scene = picture(scenario("mermin-square"))
    (negative,) = [curve for curve in scene.curves if curve.negative]
    assert {round(x) for x, _ in points_on(negative)} == {240}
    scene = picture(scenario("mermin-pentagram"))
    (negative,) = [curve for curve in scene.curves if curve.negative]
    assert len({round(y) for _, y in points_on(negative)}) == 1


def test_shuffled_doilies_are_recognized() -> None:
    lines = scenario("lines-2")
    order = sorted(range(15), key=lambda i: (7 * i) % 15)
    place = {old: new for new, old in enumerate(order)}
    shuffled = Scenario(
        "shuffled",
        tuple(lines.observables[i] for i in order),
        tuple(tuple(place[i] for i in c) for c in reversed(lines.contexts)),
        tuple(reversed(lines.signs)),
    )
    assert picture(shuffled).layout == "doily"
    # Fifteen contexts of three on fifteen points that are not a doily.
    wheel = tuple((i, (i + 1) % 15, (i + 3) % 15) for i in range(15))
    assert picture(Scenario("wheel", lines.observables, wheel, (1,) * 15)).layout == "springs"


def test_violated_contexts_stand_out() -> None:
    doily = scenario("doily")
    values = [1] * 15
    scene = picture(doily, values)
    assert [k for k, curve in enumerate(scene.curves) if curve.violated] == list(
        doily.violated(values)
    )
    text = svg_text(scene)
    root = parsed(text)
    bands = [p for p in root.iter(f"{SVG}path") if p.get("class") == "band"]
    assert len(bands) == 3 + 1  # and one in the legend
    assert "violates 3 contexts" in scene.description
    values[4] = -1
    nodes = picture(doily, values).nodes
    assert [node.minus for node in nodes].count(True) == 1
    assert nodes[4].minus


def test_hostile_labels_are_escaped() -> None:
    labels = ("<b>", "a&b", '"', "]]>")
    graph = ContextHypergraph("<script>", labels, ((0, 1), (2, 3)), ((0, 2),))
    root = parsed(svg_text(picture(graph)))
    assert {text.text for text in root.iter(f"{SVG}text")} >= set(labels)
    assert root.findtext(f"{SVG}title") == "<script>"


@given(st.integers(1, 9), st.data())
@settings(deadline=None, max_examples=30)
def test_random_hypergraphs(count: int, data: st.DataObject) -> None:
    edges = data.draw(
        st.lists(
            st.sets(st.integers(0, count - 1), min_size=1, max_size=5).map(
                lambda s: tuple(sorted(s))
            ),
            max_size=6,
            unique=True,
        )
    )
    graph = ContextHypergraph("random", tuple(map(str, range(count))), tuple(edges))
    scene = picture(graph)
    parsed(svg_text(scene))
    for edge, curve in zip(graph.edges, scene.curves, strict=True):
        for i in edge:
            assert distance(curve, scene.nodes[i].x, scene.nodes[i].y) < 6
    assert len({(round(node.x), round(node.y)) for node in scene.nodes}) == count


@given(
    st.lists(st.tuples(st.integers(-99, 99), st.integers(-99, 99)), min_size=2, max_size=6,
             unique=True),
    st.booleans(),
)  # fmt: skip
@settings(deadline=None, max_examples=60)
def test_curves_pass_through_their_points(points: list[tuple[int, int]], arcs: bool) -> None:
    curve = Curve(through([(float(x), float(y)) for x, y in points], arcs=arcs), "", False, False)
    for piece, following in pairwise(curve.pieces):
        assert piece[-1] == following[0]
    for x, y in points:
        assert distance(curve, x, y) < (8 if len(points) > 2 else 3)


def test_png(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene: Scene = picture(scenario("doily"), [1] * 15)
    save_picture(scene, tmp_path / "a.png")
    save_picture(scene, tmp_path / "b.png")
    data = (tmp_path / "a.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert data == (tmp_path / "b.png").read_bytes()
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(InputError, match=r"pip install 'khrnn\[plot\]'"):
        save_picture(scene, tmp_path / "c.png")
    assert not (tmp_path / "c.png").exists()


def test_refused(tmp_path: Path) -> None:
    doily = scenario("doily")
    with pytest.raises(InputError, match=r"ending in .svg or .png, found '.gif'"):
        save_picture(picture(doily), tmp_path / "x.gif")
    with pytest.raises(InputError, match="at most 1200 contexts"):
        picture(get("e8-120"))
    with pytest.raises(InputError, match="at most 300 observables"):
        picture(ContextHypergraph("many", tuple(map(str, range(301))), ((0, 1),)))
    with pytest.raises(InputError, match="one for each of 15"):
        picture(doily, [1])
    with pytest.raises(InputError, match="a scenario with signs"):
        picture(get("peres-33"), [1] * 33)
