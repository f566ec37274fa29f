"""Writing a picture as PNG, by matplotlib.

Belongs here: the same scene that `svg` writes, drawn by another hand. Does not belong here: plots.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from contextuality.extras import need
from contextuality.formats.produced import metadata
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
    from contextuality.pictures.scene import Curve, Scene

_DOTS = 144  # per inch; a pixel of the scene is 1/72 inch


def png_bytes(scene: Scene) -> bytes:
    """Return the picture as PNG, two dots for each pixel of the scene.

    Args:
        scene: what `contextuality.pictures.picture` returned.

    Raises:
        InputError: without matplotlib.

    Example:
        >>> from contextuality.library import get
        >>> from contextuality.pictures import picture
        >>> png_bytes(picture(get("mermin-square")))[1:4]
        b'PNG'
    """
    figure_module = need("matplotlib.figure", "plot", "PNG pictures")
    paths = need("matplotlib.path", "plot", "PNG pictures")
    patches = need("matplotlib.patches", "plot", "PNG pictures")
    left, top, width, height = scene.box()
    legend = scene.legend()
    whole = height + LEGEND_LINE * (len(legend) + 0.5)
    figure = figure_module.Figure(figsize=(width / 72, whole / 72), dpi=_DOTS)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(left, left + width)
    axes.set_ylim(top + whole, top)
    axes.set_axis_off()

    def stroke(curve: Curve, colour: str, size: float, order: int, dashes: Any = "solid") -> None:
        vertices, codes = [curve.pieces[0][0]], [paths.Path.MOVETO]
        for _, one, two, end in curve.pieces:
            vertices += [one, two, end]
            codes += [paths.Path.CURVE4] * 3
        axes.add_patch(
            patches.PathPatch(
                paths.Path(vertices, codes), fill=False, edgecolor=colour, linewidth=size,
                zorder=order, linestyle=dashes, capstyle="butt" if dashes != "solid" else "round",
            )
        )  # fmt: skip

    for (ax, ay), (bx, by) in scene.pairs:
        axes.plot([ax, bx], [ay, by], color=GREY, linewidth=0.8, zorder=1)
    for curve in scene.curves:
        if curve.violated:
            stroke(curve, INK, 17, 2)
            stroke(curve, YELLOW, 15, 3)
        dashes = (0, (3.5, 1.6)) if curve.negative else "solid"
        stroke(curve, VERMILLION if curve.negative else BLUE, 2.4, 4, dashes)
    for node in scene.nodes:
        axes.add_patch(
            patches.FancyBboxPatch(
                (node.x - node.width / 2 + 11, node.y - 0.5), node.width - 22, 1,
                boxstyle=f"round,pad={NODE_HEIGHT / 2 - 0.5},rounding_size={NODE_HEIGHT / 2 - 0.5}",
                facecolor=INK if node.minus else "white", edgecolor=INK, linewidth=1.4, zorder=5,
            )
        )  # fmt: skip
        axes.text(
            node.x, node.y, node.label, ha="center", va="center", family="monospace",
            fontsize=FONT_SIZE, color="white" if node.minus else INK, zorder=6,
        )  # fmt: skip
    for k, (kind, words) in enumerate(legend):
        y, x = top + height + LEGEND_LINE * (k + 0.5), left + 20
        if kind == "minus":
            axes.plot([x + 7, x + 33], [y, y], color=INK, linewidth=14, solid_capstyle="round")
        elif kind == "violated":
            for colour, size in ((INK, 17), (YELLOW, 15)):
                axes.plot([x, x + 40], [y, y], color=colour, linewidth=size,
                          solid_capstyle="round")  # fmt: skip
        else:
            colour = {"pair": GREY, "negative": VERMILLION}.get(kind, BLUE)
            style = (0, (3.5, 1.6)) if kind == "negative" else "solid"
            axes.plot([x, x + 40], [y, y], color=colour, linestyle=style,
                      linewidth=0.8 if kind == "pair" else 2.4)  # fmt: skip
        axes.text(x + 54, y, words, va="center", fontsize=FONT_SIZE, color=INK)
    buffer = io.BytesIO()
    # Without a date, the same scene gives the same bytes.
    figure.savefig(buffer, format="png", dpi=_DOTS, metadata=metadata("png"))
    return buffer.getvalue()
