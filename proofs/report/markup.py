"""HTML as text that cannot be injected into: every child that is not markup already is escaped.

Here belong the element writer and the few elements that every page uses. Pages do not.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_VOID = {"meta", "link", "input", "br", "hr", "img"}


class Html(str):
    """Text that is markup already, made by this package."""

    __slots__ = ()


Child = str | Iterable[str] | None


def el(tag: str, /, *children: Child, **attributes: str | bool | None) -> Html:
    """Return an element.

    Args:
        tag: of the element.
        children: markup, or text to be escaped, or lists of these; None is left out.
        attributes: `class_` stands for class, an underline inside a name for a hyphen; True is an
            attribute without a value, False and None are left out.

    Example:
        >>> el("p", "a < b ", el("b", "c"), class_="x", data_n="1 & 2")
        '<p class="x" data-n="1 &amp; 2">a &lt; b <b>c</b></p>'
    """
    words = [tag]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        spelled = key.rstrip("_").replace("_", "-")
        words.append(spelled if value is True else f'{spelled}="{html.escape(value)}"')
    opening = f"<{' '.join(words)}>"
    if tag in _VOID:
        return Html(opening)
    return Html(f"{opening}{join(*children)}</{tag}>")


def join(*children: Child) -> Html:
    """Return markup one after the other, text escaped.

    Example:
        >>> join("a&", Html("<br>"), ["b", None])
        'a&amp;<br>b'
    """
    parts: list[str] = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, Html):
            parts.append(child)
        elif isinstance(child, str):
            parts.append(html.escape(child))
        else:
            parts.append(join(*child))
    return Html("".join(parts))


def code(text: str) -> Html:
    """Return text as code whose words stay whole: browsers break lines after a hyphen otherwise.

    Example:
        >>> code("run --all")
        '<code>run <span class="whole">--all</span></code>'
    """
    words = [el("span", w, class_="whole") if "-" in w else join(w) for w in text.split(" ")]
    return el("code", Html(" ".join(words)))


@dataclass(frozen=True)
class Table:
    """A table of data.

    Args:
        caption: what it shows.
        columns: the headings; the first column names the row.
        rows: text or markup, one for each column.
        numeric: the columns that are aligned on the right.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()

    def html(self) -> Html:
        """Return the table in a region that scrolls by itself if the page is narrow.

        Example:
            >>> print(Table("sizes", ("what", "is"), [("n", "3")]).html()[-63:])
            <tr><th scope="row">n</th><td>3</td></tr></tbody></table></div>
        """
        right = dict.fromkeys(self.numeric, "num")
        head = [
            el("th", name, scope="col", class_=right.get(i)) for i, name in enumerate(self.columns)
        ]
        body = [
            el(
                "tr",
                el("th", row[0], scope="row"),
                [el("td", cell, class_=right.get(i)) for i, cell in enumerate(row[1:], 1)],
            )
            for row in self.rows
        ]
        table = el(
            "table",
            el("caption", self.caption),
            el("thead", el("tr", head)),
            el("tbody", body),
        )
        return el("div", table, class_="scroll", tabindex="0", role="region",
                  aria_label=self.caption)  # fmt: skip
