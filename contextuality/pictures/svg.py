"""Writing a picture as SVG.

Belongs here: the elements and their attributes. Does not belong here: what is drawn (`scene`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from contextuality.pictures.scene import (
    BLUE,
    FONT_SIZE,
    GREY,
    INK,
    LEGEND_LINE,
    NODE_HEIGHT,
    VERMILLION,
    YELLOW,
)

if TYPE_CHECKING:
    from contextuality.pictures.scene import Curve, Node, Scene

STYLE = f"""
.pair {{ stroke: {GREY}; stroke-width: 0.8; }}
.context {{ fill: none; stroke: {BLUE}; stroke-width: 2.2; }}
.negative {{ stroke: {VERMILLION}; stroke-width: 2.6; stroke-dasharray: 9 4; }}
.band {{ fill: none; stroke: {YELLOW}; stroke-width: 15; stroke-linecap: round; }}
.rim {{ fill: none; stroke: {INK}; stroke-width: 17; stroke-linecap: round; }}
.node rect {{ fill: #FFFFFF; stroke: {INK}; stroke-width: 1.4; }}
.minus rect {{ fill: {INK}; }}
text {{ font: {FONT_SIZE}px monospace; fill: {INK}; }}
.node text {{ text-anchor: middle; dominant-baseline: central; }}
.minus text {{ fill: #FFFFFF; }}
.legend text {{ font-family: sans-serif; dominant-baseline: central; }}
"""


def svg_text(scene: Scene, *, inline: str | None = None) -> str:
    """Return the picture as SVG 1.1, with a title and a description for screen readers.

    Args:
        scene: what `contextuality.pictures.picture` returned.
        inline: for a picture inside of a page, a prefix of its identifiers that is unique there;
            the element then has the class `picture`, and its style is left to the page.

    Returns:
        Text that is the same for the same scene: coordinates have two decimals. A path of the
        class `context` per context and a group of the class `node` per observable.

    Source: W3C, SVG 1.1 (second edition).

    Example:
        >>> from contextuality.library import get
        >>> from contextuality.pictures import picture
        >>> svg_text(picture(get("doily"))).count('class="context')
        15
        >>> svg_text(picture(get("doily")), inline="a-")[:27]
        '<svg class="picture" viewBo'
    """
    left, top, width, height = scene.box()
    legend = scene.legend()
    whole = height + LEGEND_LINE * (len(legend) + 0.5)
    box = f"{_n(left)} {_n(top)} {_n(width)} {_n(whole)}"
    prefix = inline or ""
    # HTML knows the namespace; two style sheets of one page would get into each other's way.
    kind = 'xmlns="http://www.w3.org/2000/svg"' if inline is None else 'class="picture"'
    parts = [
        f'<svg {kind} viewBox="{box}" width="{_n(width)}" '
        f'height="{_n(whole)}" role="img" aria-labelledby="{prefix}title {prefix}desc">',
        f'<title id="{prefix}title">{escape(scene.title)}</title>',
        f'<desc id="{prefix}desc">{escape(scene.description)}</desc>',
        *([f"<style>{STYLE}</style>"] if inline is None else []),
        f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" height="{_n(whole)}" '
        'fill="#FFFFFF"/>',
    ]
    for (ax, ay), (bx, by) in scene.pairs:
        ends = f'x1="{_n(ax)}" y1="{_n(ay)}" x2="{_n(bx)}" y2="{_n(by)}"'
        parts.append(f'<line class="pair" {ends}/>')
    # Bands below all contexts, so that none hides a line.
    for style in ("rim", "band"):
        parts += [
            f'<path class="{style}" d="{_path(curve)}"/>'
            for curve in scene.curves
            if curve.violated
        ]
    parts += [_context(curve) for curve in scene.curves]
    parts += [_node(node) for node in scene.nodes]
    parts += _legend(legend, left + 20, top + height + LEGEND_LINE / 2)
    return "\n".join([*parts, "</svg>", ""])


def _n(value: float) -> str:
    """Return a coordinate; minus zero is zero."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _path(curve: Curve) -> str:
    start = curve.pieces[0][0]
    words = [f"M{_n(start[0])} {_n(start[1])}"]
    for _, one, two, end in curve.pieces:
        words.append("C" + " ".join(f"{_n(x)} {_n(y)}" for x, y in (one, two, end)))
    return "".join(words)


def _context(curve: Curve) -> str:
    style = "context negative" if curve.negative else "context"
    words = curve.title + (", negative" if curve.negative else "")
    words += ", violated" if curve.violated else ""
    return f'<path class="{style}" d="{_path(curve)}"><title>{escape(words)}</title></path>'


def _node(node: Node) -> str:
    style = "node minus" if node.minus else "node"
    x, y = node.x - node.width / 2, node.y - NODE_HEIGHT / 2
    return (
        f'<g class="{style}"><title>{escape(node.title)}</title>'
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(node.width)}" height="{NODE_HEIGHT}" '
        f'rx="{NODE_HEIGHT // 2}"/><text x="{_n(node.x)}" y="{_n(node.y)}">'
        f"{escape(node.label)}</text></g>"
    )


def _legend(rows: tuple[tuple[str, str], ...], x: float, y: float) -> list[str]:
    parts = ['<g class="legend">']
    for k, (kind, words) in enumerate(rows):
        line = y + k * LEGEND_LINE
        stroke = f'd="M{_n(x)} {_n(line)}h40"'
        if kind == "minus":
            parts.append(
                f'<rect x="{_n(x)}" y="{_n(line - 7)}" width="40" height="14" rx="7" '
                f"fill={quoteattr(INK)}/>"
            )
        elif kind == "pair":
            parts.append(f'<path class="pair" {stroke}/>')
        elif kind == "violated":
            parts.append(f'<path class="rim" {stroke}/><path class="band" {stroke}/>')
        else:
            colour, dash = (VERMILLION, ' stroke-dasharray="9 4"') if kind == "negative" else (
                BLUE, "",
            )  # fmt: skip
            parts.append(f'<path {stroke} stroke="{colour}" stroke-width="2.4"{dash}/>')
        parts.append(f'<text x="{_n(x + 54)}" y="{_n(line)}">{escape(words)}</text>')
    return [*parts, "</g>"]
