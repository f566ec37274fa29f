"""What a picture consists of, whatever it is written as.

Belongs here: the records only. Lengths are in pixels, y points down.
"""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]
Cubic = tuple[Point, Point, Point, Point]

BLUE, VERMILLION, YELLOW, GREY, INK = "#0072B2", "#D55E00", "#F0E442", "#8A8A8A", "#1A1A1A"
"""Okabe and Ito's colours; dashes, bands and fillings say the same without colour."""

FONT_SIZE = 13
NODE_HEIGHT = 22
LEGEND_LINE = 20


@dataclass(frozen=True, slots=True)
class Node:
    """An observable.

    Args:
        x: of its centre.
        y: of its centre.
        label: what is written in it.
        title: what a pointer over it shows.
        minus: whether it is shown with the value -1.
    """

    x: float
    y: float
    label: str
    title: str
    minus: bool

    @property
    def width(self) -> float:
        """The width of its box."""
        return max(NODE_HEIGHT, 10 + 8.2 * len(self.label))


@dataclass(frozen=True, slots=True)
class Curve:
    """A context.

    Args:
        pieces: cubic curves, each beginning where the one before ends.
        title: what a pointer over it shows.
        negative: whether its product is minus the identity.
        violated: whether the assignment shown violates it.
    """

    pieces: tuple[Cubic, ...]
    title: str
    negative: bool
    violated: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture.

    Args:
        title: its name.
        description: what it shows, in words.
        layout: grid, pentagram, doily or springs.
        nodes: the observables.
        curves: the contexts.
        pairs: straight lines between observables.
        assigned: whether values are shown.
    """

    title: str
    description: str
    layout: str
    nodes: tuple[Node, ...]
    curves: tuple[Curve, ...]
    pairs: tuple[tuple[Point, Point], ...]
    assigned: bool

    def legend(self) -> tuple[tuple[str, str], ...]:
        """Return what is explained below the picture: (kind, words)."""
        rows = [("positive", "context, product +1")]
        if any(curve.negative for curve in self.curves):
            rows.append(("negative", "context, product -1"))
        else:
            rows = [("positive", "context")]
        if self.pairs:
            rows.append(("pair", "orthogonal or exclusive pair"))
        if self.assigned:
            rows.append(("violated", "violated by the values shown"))
            rows.append(("minus", "value -1 (others: +1)"))
        return tuple(rows)

    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, width and height of everything but the legend."""
        left = min(node.x - node.width / 2 for node in self.nodes) - 16
        right = max(node.x + node.width / 2 for node in self.nodes) + 16
        top = min(node.y for node in self.nodes) - NODE_HEIGHT
        bottom = max(node.y for node in self.nodes) + NODE_HEIGHT
        for curve in self.curves:
            for piece in curve.pieces:
                left = min(left, *(x - 8 for x, _ in piece))
                right = max(right, *(x + 8 for x, _ in piece))
                top = min(top, *(y - 8 for _, y in piece))
                bottom = max(bottom, *(y + 8 for _, y in piece))
        # The legend needs some width.
        if right - left < 260:
            middle = (left + right) / 2
            left, right = middle - 130, middle + 130
        return left, top, right - left, bottom - top
