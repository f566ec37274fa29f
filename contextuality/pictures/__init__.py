"""Pictures of scenarios, vector sets and hypergraphs: SVG by our own writer, PNG by matplotlib.

Belongs here: what a picture shows of a subject, and writing it. Does not belong here: where things
are put (`layouts`), curves (`curves`), file formats for other programs (`contextuality.formats`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from contextuality.context_hypergraph import ContextHypergraph, hypergraph_of
from contextuality.errors import InputError
from contextuality.formats.atomic import write_atomically
from contextuality.formats.produced import producer
from contextuality.pictures.curves import through
from contextuality.pictures.layouts import placed
from contextuality.pictures.scene import Curve, Node, Scene
from contextuality.pictures.svg import svg_text
from contextuality.scenario import Scenario
from contextuality.vectors import VectorSet

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

__all__ = ["MAX_CONTEXTS", "MAX_NODES", "picture", "save_picture", "svg_text"]

MAX_NODES = 300
MAX_CONTEXTS = 1200
"""Larger subjects make no picture that anyone could read."""


def picture(
    subject: Scenario | VectorSet | ContextHypergraph, values: Sequence[int] | None = None
) -> Scene:
    """Lay out a picture.

    Args:
        subject: a square, a pentagram or a doily is drawn as usual, everything else by springs;
            vectors show their orthogonality graph, with bases on top.
        values: for a scenario, +1 or -1 per observable: contexts that these violate stand out.

    Returns:
        Every observable (vector, vertex) once, every context as one curve; the same for every
        call.

    Raises:
        InputError: for more than 300 observables or 1200 contexts, or values that do not fit.

    Source: the drawing of the doily with five axes as in B. Polster, A Geometrical Picture Book
        (1998); colours: M. Okabe and K. Ito's palette for colour-blind readers.

    Example:
        >>> from contextuality.library import get
        >>> scene = picture(get("mermin-square"))
        >>> len(scene.nodes), len(scene.curves), scene.layout
        (9, 6, 'grid')
    """
    graph = hypergraph_of(subject)
    for count, most, what in (
        (len(graph.vertices), MAX_NODES, "observables"),
        (len(graph.edges), MAX_CONTEXTS, "contexts"),
    ):
        if count > most:
            raise InputError(
                where=subject.name, expected=f"at most {most} {what} in a picture", found=str(count)
            )
    signs = subject.signs if isinstance(subject, Scenario) else (1,) * len(graph.edges)
    violated: set[int] = set()
    if values is not None:
        if not isinstance(subject, Scenario):
            raise InputError(
                where="values", expected="a scenario with signs", found="vectors or a hypergraph"
            )
        violated = set(subject.violated(values))
    layout, places = placed(graph, signs)
    titles = graph.vertices
    if isinstance(subject, VectorSet):
        titles = tuple(f"({', '.join(vector)})" for vector in subject.spelled())
    nodes = tuple(
        Node(x, y, label, title, values is not None and values[i] < 0)
        for i, ((x, y), label, title) in enumerate(zip(places, graph.vertices, titles, strict=True))
    )
    curves = tuple(
        Curve(
            through([places[i] for i in edge], arcs=layout != "springs"),
            f"context {k}: {', '.join(graph.vertices[i] for i in edge)}",
            signs[k] < 0,
            k in violated,
        )
        for k, edge in enumerate(graph.edges)
    )
    drawn = graph.orthogonal_pairs() if isinstance(subject, VectorSet) else graph.pairs
    pairs = tuple((places[i], places[j]) for i, j in drawn)
    return Scene(
        subject.name,
        _description(subject, graph, layout, None if values is None else len(violated)),
        layout,
        nodes,
        curves,
        pairs,
        values is not None,
    )


def save_picture(scene: Scene, path: str | os.PathLike[str]) -> None:
    """Write a picture, whole or not at all.

    Args:
        scene: what `picture` returned.
        path: ends in .svg, or in .png, which needs the extra `plot`.

    Raises:
        InputError: for another suffix, a place that cannot be written, or without matplotlib.

    Example:
        >>> import tempfile
        >>> from contextuality.library import get
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     save_picture(picture(get("doily")), Path(folder, "doily.svg"))
        ...     Path(folder, "doily.svg").read_text(encoding="utf-8")[:4]
        '<svg'
    """
    suffix = Path(path).suffix
    if suffix == ".svg":
        body, end, rest = svg_text(scene).rpartition("</svg>")
        write_atomically(path, f"{body}<!-- {producer()} -->\n{end}{rest}")
    elif suffix == ".png":
        from contextuality.pictures.png import png_bytes  # noqa: PLC0415  (needs matplotlib)

        write_atomically(path, png_bytes(scene))
    else:
        raise InputError(
            where=str(path), expected="a file ending in .svg or .png", found=f"'{suffix}'"
        )


def _description(
    subject: Scenario | VectorSet | ContextHypergraph,
    graph: ContextHypergraph,
    layout: str,
    violated: int | None,
) -> str:
    """Return what a reader who cannot see the picture is told."""
    if isinstance(subject, VectorSet):
        return (
            f"{len(graph.vertices)} vectors in dimension {subject.dim}, "
            f"{len(graph.orthogonal_pairs())} orthogonal pairs as thin lines, {len(graph.edges)} "
            f"bases as curves; layout: {layout}."
        )
    text = f"{len(graph.vertices)} observables and {len(graph.edges)} contexts, each a curve"
    if isinstance(subject, Scenario):
        negative = subject.negative_contexts
        text += f"; {_contexts(negative)} {'is' if negative == 1 else 'are'} negative and dashed"
    if graph.pairs:
        text += f"; {len(graph.pairs)} exclusive pairs as thin lines"
    if violated is not None:
        text += f"; the assignment shown violates {_contexts(violated)}, on a wide band"
    return f"{text}; layout: {layout}."


def _contexts(count: int) -> str:
    return f"{count} context{'' if count == 1 else 's'}"
