"""Where the observables of a picture stand.

Belongs here: the customary places of squares, pentagrams and doilies, recognizing these, and
springs for everything else. Does not belong here: curves (`curves`), writing (`svg`, `png`).
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.pictures.scene import Point

_STEPS = 400


class Template(NamedTuple):
    """An arrangement with customary places.

    Args:
        name: of the layout.
        places: of its points.
        contexts: their points.
        negative: the contexts that are customarily negative; matched if possible.
    """

    name: str
    places: tuple[Point, ...]
    contexts: tuple[tuple[int, ...], ...]
    negative: tuple[int, ...]


def placed(graph: ContextHypergraph, signs: Sequence[int]) -> tuple[str, tuple[Point, ...]]:
    """Return the name of a layout and the places of the vertices.

    Args:
        graph: vertices and contexts.
        signs: of the contexts; where there is a choice, the negative one goes to its usual place.

    Returns:
        Coordinates in pixels.

    Example:
        >>> from contextuality.context_hypergraph import hypergraph_of
        >>> from contextuality.library import get
        >>> placed(hypergraph_of(get("doily")), get("doily").signs)[0]
        'doily'
    """
    for template in (_grid(), _pentagram(), _doily()):
        if graph.pairs or len(graph.vertices) != len(template.places):
            continue
        if sorted(map(len, graph.edges)) != sorted(map(len, template.contexts)):
            continue
        wanted = [-1 if k in template.negative else 1 for k in range(len(template.contexts))]
        found = _matched(template.contexts, wanted, graph.edges, signs) or _matched(
            template.contexts, None, graph.edges, signs
        )
        if found is not None:
            places: list[Point] = [(0.0, 0.0)] * len(found)
            for point, vertex in enumerate(found):
                places[vertex] = template.places[point]
            return template.name, tuple(places)
    return "springs", _springs(graph)


def _grid() -> Template:
    places = tuple((120.0 * (i % 3), 95.0 * (i // 3)) for i in range(9))
    rows = tuple((3 * i, 3 * i + 1, 3 * i + 2) for i in range(3))
    columns = tuple((i, i + 3, i + 6) for i in range(3))
    return Template("grid", places, rows + columns, (5,))


def _pentagram() -> Template:
    """Five lines, each through two tips and two inner corners; any two meet."""
    tips = [_on_circle(200.0, k / 5) for k in range(5)]
    inner = 200.0 * math.cos(2 * math.pi / 5) / math.cos(math.pi / 5)
    corners = [_on_circle(inner, (k + 0.5) / 5) for k in range(5)]
    # Line k runs from tip k to tip k + 2, through the corners next to tip k + 1.
    contexts = tuple((k, 5 + k, 5 + (k + 1) % 5, (k + 2) % 5) for k in range(5))
    return Template("pentagram", (*tips, *corners), contexts, (4,))


def _doily() -> Template:
    """Points as pairs of six symbols, five of which go round; lines as partitions into pairs."""
    duads = list(combinations(range(6), 2))
    radius = 270.0
    place: dict[tuple[int, int], Point] = {}
    for i in range(5):
        step = 3 * i / 5
        place[_duad(i + 2, i - 2)] = _on_circle(radius, step)
        place[_duad(i + 1, i - 1)] = _on_circle(radius * 0.55, step + 0.5)
        place[i, 5] = _on_circle(radius * math.cos(math.pi / 5), step + 0.5)
    contexts = tuple(
        chosen
        for chosen in combinations(range(15), 3)
        if len({symbol for k in chosen for symbol in duads[k]}) == 6
    )
    return Template("doily", tuple(place[duad] for duad in duads), contexts, ())


def _duad(i: int, j: int) -> tuple[int, int]:
    low, high = sorted((i % 5, j % 5))
    return low, high


def _on_circle(radius: float, turn: float) -> Point:
    """Return a point on a circle, from the top clockwise."""
    angle = 2 * math.pi * turn
    return radius * math.sin(angle), -radius * math.cos(angle)


def _matched(
    contexts: Sequence[tuple[int, ...]],
    wanted: Sequence[int] | None,
    edges: Sequence[tuple[int, ...]],
    signs: Sequence[int],
) -> list[int] | None:
    """Return a vertex for each point that makes the contexts the edges, or None.

    Contexts are matched one after the other, so that most choices are forced.
    """
    sign_of = {frozenset(edge): sign for edge, sign in zip(edges, signs, strict=True)}
    points = 1 + max(i for context in contexts for i in context)
    order: list[int] = []
    for context in contexts:
        order += [i for i in context if i not in order]
    done_at = [max(order.index(i) for i in context) for context in contexts]
    near = _neighbours(contexts, points)
    near_vertices = _neighbours(edges, points)
    images = [-1] * points
    options: list[list[int]] = [list(range(points))[::-1]]
    while options:
        depth = len(options) - 1
        point = order[depth]
        images[point] = -1
        if not options[-1]:
            options.pop()
            continue
        vertex = options[-1].pop()
        earlier = order[:depth]
        if any(
            images[i] == vertex or (i in near[point]) != (images[i] in near_vertices[vertex])
            for i in earlier
        ):
            continue
        images[point] = vertex
        fits = True
        for k, context in enumerate(contexts):
            if done_at[k] == depth:
                sign = sign_of.get(frozenset(images[i] for i in context))
                fits = fits and sign is not None and (wanted is None or sign == wanted[k])
        if fits and len(options) == points:
            return images
        if fits:
            options.append(list(range(points))[::-1])
    return None


def _neighbours(contexts: Sequence[tuple[int, ...]], points: int) -> list[set[int]]:
    near: list[set[int]] = [set() for _ in range(points)]
    for context in contexts:
        for i in context:
            near[i] |= set(context)
    return near


def _springs(graph: ContextHypergraph) -> tuple[Point, ...]:
    """Place vertices by attraction inside contexts and repulsion, from a circle.

    Source: T. Fruchterman and E. Reingold, Softw. Pract. Exper. 21 (1991) 1129.
    """
    count = len(graph.vertices)
    if count == 1:
        return ((0.0, 0.0),)
    start = np.array([_on_circle(1.0, k / count) for k in range(count)])
    # Not quite a circle: a symmetric start would never leave its symmetry.
    start *= 1 + 0.05 * np.cos(np.arange(count) * 2.39996)[:, None]
    joined = np.zeros((count, count))
    for i, j in graph.orthogonal_pairs():
        joined[i, j] = joined[j, i] = 1.0
    ideal = 1.6 / math.sqrt(count)
    places = start
    for step in range(_STEPS):
        difference = places[:, None] - places[None, :]
        distance = np.maximum(np.sqrt((difference**2).sum(axis=2)), 1e-6)
        push = (ideal / distance) ** 2
        pull = joined * distance / ideal
        np.fill_diagonal(push, 0)
        # A weak pull to the middle keeps parts that nothing joins in sight.
        force = ((push - pull)[:, :, None] * difference).sum(axis=1) - 0.5 * places
        size = np.maximum(np.sqrt((force**2).sum(axis=1)), 1e-9)
        heat = 0.1 * (1 - step / _STEPS)
        places = places + force / size[:, None] * np.minimum(size, heat)[:, None]
    spread = float(np.abs(places - places.mean(axis=0)).max()) or 1.0
    longest = max(map(len, graph.vertices))
    scale = (90.0 + (24 + 5 * longest) * math.sqrt(count)) / spread / 1.4
    moved = (places - places.mean(axis=0)) * scale
    return tuple((round(float(x), 2), round(float(y), 2)) for x, y in moved)
