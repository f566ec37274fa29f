"""A small plotter: SVG with a title and a description, coloured by the page's style sheet.

Here belong axes, marks and their coordinates. What is drawn does not (`figures`). Series differ by
the shape of their marks and by dashes, not by colour alone. Coordinates have two decimals, so that
the same data give the same text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from proofs.report.markup import Html, el, join

LEFT, RIGHT, TOP, BOTTOM = 66.0, 20.0, 14.0, 48.0
SHAPES = 6
"""Series beyond so many repeat shapes and colours."""


@dataclass(frozen=True)
class Axis:
    """One axis.

    Args:
        label: with the unit.
        low: left or lower end.
        high: the other end.
        ticks: values and their words.
        log: whether it is logarithmic; then both ends are positive.
    """

    label: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    log: bool = False

    def share(self, value: float) -> float:
        """Return how far along the axis a value lies, 0 to 1 inside of it.

        Example:
            >>> Axis("x", 1, 100, (), log=True).share(10)
            0.5
        """
        if self.log:
            low, high = math.log(self.low), math.log(self.high)
            return (math.log(value) - low) / (high - low)
        return (value - self.low) / (self.high - self.low)


def counting(label: str, low: int, high: int, most: int = 11) -> Axis:
    """Return an axis of whole numbers with half a step of room on both sides.

    Example:
        >>> [word for _, word in counting("bits", 0, 3).ticks]
        ['0', '1', '2', '3']
    """
    step = max(1, math.ceil((high - low + 1) / most))
    ticks = [(float(i), str(i)) for i in range(low, high + 1, step)]
    return Axis(label, low - 0.5, high + 0.5, ticks)


def decades(label: str, values: Sequence[float]) -> Axis:
    """Return a logarithmic axis that holds positive values, with a tick for powers of ten.

    Example:
        >>> [word for _, word in decades("v", [0.02, 3.0]).ticks]
        ['0.01', '0.1', '1', '10']
    """
    first = math.floor(math.log10(min(values)) + 1e-9)
    last = max(first + 1, math.ceil(math.log10(max(values)) - 1e-9))
    step = max(1, math.ceil((last - first) / 6))
    powers = range(first, last + 1, step)
    ticks = [(10.0**p, f"{10.0**p:g}" if -2 <= p <= 3 else _power(p)) for p in powers]
    return Axis(label, 10.0**first, 10.0**last, ticks, log=True)


@dataclass
class Plot:
    """A picture with two axes, to which marks are added.

    Args:
        anchor: prefix of the identifiers in it; unique on its page.
        title: its name, for screen readers.
        description: what it shows, in words.
        x: the lower axis.
        y: the left axis.
        width: in pixels.
        height: in pixels.
        left: room for the words of the left axis, in pixels.
    """

    anchor: str
    title: str
    description: str
    x: Axis
    y: Axis
    width: float = 520.0
    height: float = 330.0
    left: float = LEFT
    marks: list[Html] = field(default_factory=list)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a point."""
        wide, high = self.width - self.left - RIGHT, self.height - TOP - BOTTOM
        return self.left + wide * self.x.share(x), TOP + high * (1 - self.y.share(y))

    def line(
        self, points: Sequence[tuple[float, float]], series: int, *, thin: bool = False
    ) -> None:
        """Join points by a line."""
        if len(points) > 1:
            style = f"line s{series % SHAPES}" + (" thin" if thin else "")
            self.marks.append(el("path", d=self._path(points), class_=style))

    def steps(self, points: Sequence[tuple[float, float]], style: str) -> None:
        """Join points by stairs that hold a value until the next point."""
        self.marks.append(el("path", d=self._path(_stairs(points)), class_=style))

    def under(self, points: Sequence[tuple[float, float]], style: str) -> None:
        """Fill what lies below stairs."""
        stairs = _stairs(points)
        outline = [(stairs[0][0], self.y.low), *stairs, (stairs[-1][0], self.y.low)]
        self.marks.append(el("path", d=self._path(outline) + "Z", class_=style))

    def span(self, x: float, low: float, high: float, series: int) -> None:
        """Draw an interval of y, cut off where the axis ends."""
        inside = sorted(min(max(v, self.y.low), self.y.high) for v in (low, high))
        (left, bottom), (_, top) = self.at(x, inside[0]), self.at(x, inside[1])
        d = f"M{_n(left)} {_n(bottom)}V{_n(top)}M{_n(left - 4)} {_n(bottom)}h8"
        d += f"M{_n(left - 4)} {_n(top)}h8"
        self.marks.append(el("path", d=d, class_=f"span s{series % SHAPES}"))

    def mark(self, x: float, y: float, series: int, words: str, *, open_: bool = False) -> None:
        """Set a mark; a pointer over it shows the words."""
        px, py = self.at(x, y)
        style = f"mark s{series % SHAPES}" + (" open" if open_ else "")
        self.marks.append(el("path", el("title", words), d=shape(series, px, py), class_=style))

    def star(self, x: float, y: float, words: str) -> None:
        """Set the mark that stands out."""
        px, py = self.at(x, y)
        self.marks.append(el("path", el("title", words), d=_star(px, py, 10), class_="star"))

    def words(self, point: tuple[float, float], text: str, style: str = "note", *,
              anchor: str = "middle", shift: tuple[float, float] = (0.0, 0.0)) -> None:  # fmt: skip
        """Write words at a point, shifted by pixels."""
        px, py = self.at(*point)
        x, y = _n(px + shift[0]), _n(py + shift[1])
        self.marks.append(el("text", text, x=x, y=y, class_=style, text_anchor=anchor))

    def html(self) -> Html:
        """Return the SVG element."""
        return svg(self.anchor, self.title, self.description, (self.width, self.height),
                   [*self._axes(), *self.marks])  # fmt: skip

    def _path(self, points: Sequence[tuple[float, float]]) -> str:
        pixels = [self.at(x, y) for x, y in points]
        return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in pixels)

    def _axes(self) -> list[Html]:
        left, right = self.left, self.width - RIGHT
        top, bottom = TOP, self.height - BOTTOM
        parts = []
        for value, words in self.y.ticks:
            _, y = self.at(self.x.low, value)
            parts.append(el("path", d=f"M{_n(left)} {_n(y)}H{_n(right)}", class_="grid"))
            parts.append(el("text", words, x=_n(left - 7), y=_n(y + 4), class_="tick",
                            text_anchor="end"))  # fmt: skip
        for value, words in self.x.ticks:
            x, _ = self.at(value, self.y.low)
            parts.append(el("path", d=f"M{_n(x)} {_n(bottom)}v5", class_="axis"))
            parts.append(el("text", words, x=_n(x), y=_n(bottom + 19), class_="tick",
                            text_anchor="middle"))  # fmt: skip
        parts.append(el("path", d=f"M{_n(left)} {_n(top)}V{_n(bottom)}H{_n(right)}", class_="axis"))
        middle = (top + bottom) / 2
        parts.append(el("text", self.x.label, x=_n((left + right) / 2), y=_n(self.height - 8),
                        class_="label", text_anchor="middle"))  # fmt: skip
        parts.append(el("text", self.y.label, x=_n(13), y=_n(middle), class_="label",
                        text_anchor="middle",
                        transform=f"rotate(-90 13 {_n(middle)})"))  # fmt: skip
        return parts


def svg(
    anchor: str, title: str, description: str, size: tuple[float, float], parts: Sequence[str]
) -> Html:
    """Return an SVG element with title and description.

    Args:
        anchor: prefix of the identifiers.
        title: its name.
        description: what it shows.
        size: width and height in pixels.
        parts: its elements.
    """
    return el(
        "svg",
        el("title", title, id=f"{anchor}-title"),
        el("desc", description, id=f"{anchor}-desc"),
        join(*parts),
        viewBox=f"0 0 {_n(size[0])} {_n(size[1])}",
        role="img",
        aria_labelledby=f"{anchor}-title {anchor}-desc",
        class_="plot",
    )


def swatch(style: str, series: int = 0) -> Html:
    """Return the small picture before a line of a legend, hidden from screen readers.

    Args:
        style: "mark", "line", "open", "star", "wall" or "area".
        series: of a mark or line.
    """
    which = f"s{series % SHAPES}"
    if style == "star":
        inner = el("path", d=_star(14, 8, 8), class_="star")
    elif style == "wall":
        inner = join(el("path", d="M2 8H26V15H2Z", class_="wall-area"),
                     el("path", d="M2 8H26", class_="wall"))  # fmt: skip
    elif style == "line":
        inner = el("path", d="M2 8H26", class_=f"line {which}")
    else:
        kind = "mark open" if style == "open" else "mark"
        inner = el("path", d=shape(series, 14, 8), class_=f"{kind} {which}")
    return el("svg", inner, viewBox="0 0 28 16", class_="swatch", aria_hidden="true")


_CORNERS: dict[int, tuple[tuple[float, float], ...]] = {
    1: ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    2: ((0, -1.25), (1.15, 0.85), (-1.15, 0.85)),
    3: ((0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)),
    4: ((0, 1.25), (1.15, -0.85), (-1.15, -0.85)),
    5: ((-1, -0.4), (-0.4, -0.4), (-0.4, -1), (0.4, -1), (0.4, -0.4), (1, -0.4), (1, 0.4),
        (0.4, 0.4), (0.4, 1), (-0.4, 1), (-0.4, 0.4), (-1, 0.4)),
}  # fmt: skip


def shape(series: int, x: float, y: float) -> str:
    """Return the path of a series' mark."""
    r = 4.6
    if series % SHAPES == 0:
        return (f"M{_n(x - r)} {_n(y)}a{r} {r} 0 1 0 {_n(2 * r)} 0"
                f"a{r} {r} 0 1 0 {_n(-2 * r)} 0Z")  # fmt: skip
    corners = _CORNERS[series % SHAPES]
    size = 0.88 * r if series % SHAPES == 1 else r * 1.05
    return "M" + "L".join(f"{_n(x + size * a)} {_n(y + size * b)}" for a, b in corners) + "Z"


def _star(x: float, y: float, radius: float) -> str:
    points = []
    for i in range(10):
        size = radius if i % 2 == 0 else radius * 0.45
        angle = -math.pi / 2 + i * math.pi / 5
        points.append(f"{_n(x + size * math.cos(angle))} {_n(y + size * math.sin(angle))}")
    return "M" + "L".join(points) + "Z"


def _stairs(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    found = [points[0]]
    for x, y in points[1:]:
        found += [(x, found[-1][1]), (x, y)]
    return found


def _power(exponent: int) -> str:
    """Return a power of ten as it is written."""
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _n(value: float) -> str:
    """Return a coordinate; minus zero is zero."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
