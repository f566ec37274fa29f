"""The page of all figures, by topic.

Here belongs that page. The figures themselves are in `figures`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from proofs.report.figures import Figure
from proofs.report.markup import Html, el
from proofs.report.pages import page
from proofs.report.results import Results

Section = tuple[str, str, Sequence[Figure]]
"""Anchor, title and figures of a topic."""


def figures_page(
    results: Results, sections: Sequence[Section], link: Callable[[str], Html | None]
) -> Html:
    """Return figures.html.

    Args:
        results: the run.
        sections: in order.
        link: from a claim's identifier to a link, or None.
    """
    contents = el(
        "nav",
        el("ul", [el("li", el("a", title, href=f"#{anchor}")) for anchor, title, _ in sections]),
        aria_label="Topics",
    )
    parts = [
        el(
            "section",
            el("h2", title, id=f"{anchor}"),
            el("div", [one.html(level=3, link=link) for one in figures], class_="gallery"),
        )
        for anchor, title, figures in sections
    ]
    return page(
        "Figures",
        results,
        el("h1", "Figures"),
        el("p", "Each figure says what in it is exact, certified or measured, and has its data "
           "beside it as a table.", class_="lead"),
        contents if sections else el("p", "This report was made without figures."),
        parts,
        at="",
        current="Figures",
    )  # fmt: skip
