"""Magic squares and orthogonality graphs, drawn by `contextuality.pictures`.

Here belongs which are shown and what stands beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality.scenario import Scenario
from proofs.report.figures import Figure, Progress
from proofs.report.markup import Html, Table, join

if TYPE_CHECKING:
    from contextuality.vectors import VectorSet

SHOWN = (
    ("mermin-square", "The Peres-Mermin square"),
    ("mermin-pentagram", "Mermin's pentagram"),
    ("doily", "The doily: 15 two-qubit Paulis"),
    ("cabello-18", "18 vectors in dimension 4"),
    ("peres-33", "33 vectors in dimension 3"),
    ("yu-oh-13", "Control: 13 vectors with a colouring"),
)
TIME_LIMIT = 30.0


def picture_figures(seed: int, progress: Progress) -> list[Figure]:
    """Return the pictures; a scenario with signs shows values that violate as few as possible.

    Args:
        seed: of the search for these values.
        progress: told what is drawn.
    """
    import numpy as np  # noqa: PLC0415

    from contextuality.library import get  # noqa: PLC0415
    from contextuality.pictures import picture, svg_text  # noqa: PLC0415
    from contextuality.search.degree import degree  # noqa: PLC0415

    figures = []
    for name, title in SHOWN:
        progress(f"drawing {name}")
        subject = get(name)
        values = None
        words = ""
        if isinstance(subject, Scenario):
            found = degree(subject, np.random.default_rng(seed), TIME_LIMIT)
            values = [-1 if label in found.minus else 1 for label in subject.observables]
            least = "fewer" if found.lower == found.upper else f"fewer than {found.lower}"
            words = f". No values violate {least}; found by search, exact"
        scene = picture(subject, values)
        told, _, _ = scene.description.partition("; layout:")
        drawing = Html(svg_text(scene, inline=f"picture-{name}-"))
        figures.append(
            Figure(
                f"picture-{name}",
                title,
                drawing,
                (),
                join(told[0].upper() + told[1:], words, "."),
                [_table(subject, title)],
                claims=(name,),
            )
        )
    return figures


def _table(subject: Scenario | VectorSet, title: str) -> Table:
    if isinstance(subject, Scenario):
        rows = [
            (str(i), ", ".join(subject.observables[j] for j in context), "+1" if sign > 0 else "-1")
            for i, (context, sign) in enumerate(
                zip(subject.contexts, subject.signs, strict=True), 1
            )
        ]
        return Table(f"{title}: contexts", ("context", "observables", "product"), rows)
    rows2 = [(str(i), f"({', '.join(vector)})") for i, vector in enumerate(subject.spelled(), 1)]
    return Table(f"{title}: vectors", ("vector", "components"), rows2)
