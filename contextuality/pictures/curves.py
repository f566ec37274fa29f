"""Smooth curves through points.

Belongs here: lines, circular arcs and splines as cubic pieces. Does not belong here: which points.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.pictures.scene import Cubic, Point

_FLAT = 1e-3  # of the length: how far from a line points may be to count as on it
_LOOP = 7.0  # radius of the loop that stands for a context of one observable


def through(points: Sequence[Point], *, arcs: bool = True) -> tuple[Cubic, ...]:
    """Return a curve through some points.

    Args:
        points: at least one, in any order.
        arcs: whether three points are joined by an arc of a circle, which bulges, or by a spline.

    Returns:
        A line if they are on one; through three others a curve whose ends are the two farthest
        apart; else a spline that follows their longest direction. A small loop above a single
        point.

    Source: standard geometry; the spline is that of E. Catmull and R. Rom (1974).

    Example:
        >>> through([(0.0, 0.0), (2.0, 0.0), (1.0, 0.0)])[0][-1]
        (2.0, 0.0)
    """
    if len(points) == 1:
        ((x, y),) = points
        top = y - 4 * _LOOP
        return (((x, y), (x - 3 * _LOOP, top), (x + 3 * _LOOP, top), (x, y)),)
    ordered = _ordered(points)
    first, last = ordered[0], ordered[-1]
    length = math.dist(first, last)
    if length == 0 or all(_off(first, last, point) <= _FLAT * length for point in ordered):
        return (_line(first, last),)
    if len(ordered) == 3:
        a, b, c = ordered
        if math.dist(a, b) > math.dist(a, c) and math.dist(a, b) >= math.dist(b, c):
            ordered = [a, c, b]
        elif math.dist(b, c) > math.dist(a, c):
            ordered = [b, a, c]
        if arcs:
            return _arc(*ordered)
    return _spline(ordered)


def _ordered(points: Sequence[Point]) -> list[Point]:
    """Return the points along the direction in which they spread most."""
    mx = sum(x for x, _ in points) / len(points)
    my = sum(y for _, y in points) / len(points)
    xx = sum((x - mx) ** 2 for x, _ in points)
    yy = sum((y - my) ** 2 for _, y in points)
    xy = sum((x - mx) * (y - my) for x, y in points)
    angle = math.atan2(2 * xy, xx - yy) / 2
    dx, dy = math.cos(angle), math.sin(angle)
    return sorted(points, key=lambda p: (round((p[0] - mx) * dx + (p[1] - my) * dy, 6), p))


def _off(first: Point, last: Point, point: Point) -> float:
    (ax, ay), (bx, by), (px, py) = first, last, point
    return abs((bx - ax) * (py - ay) - (by - ay) * (px - ax)) / math.dist(first, last)


def _line(first: Point, last: Point) -> Cubic:
    (ax, ay), (bx, by) = first, last
    third = (bx - ax) / 3, (by - ay) / 3
    return first, (ax + third[0], ay + third[1]), (bx - third[0], by - third[1]), last


def _arc(a: Point, b: Point, c: Point) -> tuple[Cubic, ...]:
    (ax, ay), (bx, by), (cx, cy) = a, b, c
    d = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    aa, bb, cc = ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy
    x = (aa * (by - cy) + bb * (cy - ay) + cc * (ay - by)) / d
    y = (aa * (cx - bx) + bb * (ax - cx) + cc * (bx - ax)) / d
    radius = math.dist((x, y), a)
    angles = [math.atan2(py - y, px - x) for px, py in (a, b, c)]
    # The turn from a to b to c is all one way round.
    clockwise = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax) < 0
    pieces = []
    for start, end, p, q in ((angles[0], angles[1], a, b), (angles[1], angles[2], b, c)):
        turn = (end - start) % (2 * math.pi)
        if clockwise:
            turn -= 2 * math.pi
        k = 4 / 3 * math.tan(turn / 4) * radius
        stop = start + turn
        one = p[0] - k * math.sin(start), p[1] + k * math.cos(start)
        two = q[0] + k * math.sin(stop), q[1] - k * math.cos(stop)
        pieces.append((p, one, two, q))
    return tuple(pieces)


def _spline(points: list[Point]) -> tuple[Cubic, ...]:
    padded = [points[0], *points, points[-1]]
    pieces = []
    for (ax, ay), b, c, (dx, dy) in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        one = b[0] + (c[0] - ax) / 6, b[1] + (c[1] - ay) / 6
        two = c[0] - (dx - b[0]) / 6, c[1] - (dy - b[1]) / 6
        pieces.append((b, one, two, c))
    return tuple(pieces)
