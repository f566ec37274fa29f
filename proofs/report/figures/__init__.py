"""The figures of the report, one module each: data computed exactly or measured, then drawn.

Here belong figures and what they show. Plotting itself does not (`proofs.report.plot`), nor the
numbers' origin (`khrnn`, `contextuality`, `proofs.bounds`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from proofs.report.markup import Html, Table, el, join

Progress = Callable[[str], None]

DATA = Path(__file__).resolve().parents[1] / "data"
"""Stored runs, written by benchmarks/separation.py and benchmarks/qrnn_tasks.py."""


@dataclass(frozen=True)
class Figure:
    """A figure with what stands beside it.

    Args:
        anchor: identifier on its page, unique.
        title: its heading.
        drawing: SVG, or None if it cannot be drawn here; then the caption says why.
        legend: pairs of a swatch and words.
        caption: what it shows, what is exact in it and what is measured.
        tables: the data.
        wide: whether it takes the whole width of the page.
        open_: whether its tables are shown without asking.
        claims: the claims that it shows.
    """

    anchor: str
    title: str
    drawing: Html | None
    legend: Sequence[tuple[Html, str]]
    caption: Html
    tables: Sequence[Table] = ()
    wide: bool = False
    open_: bool = False
    claims: Sequence[str] = ()

    def html(self, *, level: int, link: Callable[[str], Html | None]) -> Html:
        """Return the figure as an element.

        Args:
            level: of its heading.
            link: from a claim's identifier to a link, or None if the report has no such claim.
        """
        links = [found for found in map(link, self.claims) if found is not None]
        told = el("p", "Claims: ", _commas(links), class_="see") if links else None
        keys = el(
            "ul", [el("li", swatch, " ", words) for swatch, words in self.legend], class_="legend"
        )
        tables = [table.html() for table in self.tables]
        data: Html | None = None
        if self.open_:
            data = el("div", tables, class_="tables")
        elif tables:
            data = el("details", el("summary", "Data as a table"), tables)
        drawing = None
        if self.drawing is not None:
            drawing = el("div", self.drawing, class_="drawing", role="group",
                         tabindex="0" if self.wide else None,
                         aria_label=f"Drawing: {self.title}")  # fmt: skip
        return el(
            "figure",
            el(f"h{level}", self.title),
            drawing,
            keys if self.legend else None,
            # A caption is the last thing in a figure; the data belong to it.
            el("figcaption", el("p", self.caption), told, data),
            id=self.anchor,
            class_="wide" if self.wide else None,
        )


def _commas(parts: Sequence[Html]) -> Html:
    found: list[Html] = []
    for part in parts:
        found += [Html(", "), part] if found else [part]
    return join(found)


def stored(pattern: str) -> list[Path]:
    """Return files of measured results that the package carries, by name.

    Args:
        pattern: of the names.

    Example:
        >>> [path.name for path in stored("separation*.json")]
        ['separation_results.json']
    """
    return sorted(DATA.glob(pattern))
