"""Spaces in formulas as mathematics has them: repairs of what latex2mathml writes.

Belongs here: changes of a MathML tree that neither add nor drop a sign. Standard library only.
"""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

OPENING = set("([{⟨⌊⌈,;=<>≤≥≠≈∈→×·/+−-")
"""After one of these, or first of all, a plus or minus belongs to the number behind it."""

FENCES = {"⟨": "prefix", "⟩": "postfix", "⌊": "prefix", "⌋": "postfix", "⌈": "prefix",
          "⌉": "postfix"}  # fmt: skip
TIGHT = set("/|")
FUNCTIONS = {
    "deg",
    "log",
    "ln",
    "exp",
    "min",
    "max",
    "sin",
    "cos",
    "tan",
    "dim",
    "rank",
    "Pr",
    "Var",
}
THIN = "0.17em"
ROWS = {"math", "mrow", "mtd"}
SCRIPTED = {"msub", "msup", "msubsup"}


def spaced(root: Element) -> Element:
    """Repair a formula in place and return it.

    A minus before a number is no subtraction; a fraction on one line and a bar have no room on
    their sides; angle brackets are brackets; a function's name keeps off its argument; the brackets
    of a binomial are as high as it and no higher.

    Args:
        root: a `<math>` element.
    """
    for one in root.iter():
        # latex2mathml spells signs as entities and undoes that in its text.
        one.text = unescape(one.text) if one.text else None
        _binomials(one)
    for parent in list(root.iter()):
        if parent.tag in ROWS:
            _spaces_in(parent)
        for one in parent:
            if one.tag in {"mi", "mo"} and one.text in FENCES:
                one.tag = "mo"
                one.attrib.update(form=FENCES[one.text], stretchy="false")
            elif one.tag == "mo" and one.text in TIGHT:
                one.attrib.update(lspace="0", rspace="0")
    return root


def _spaces_in(row: Element) -> None:
    """Mend signs and names of functions in a row."""
    for i, one in reversed(list(enumerate(row))):
        before = row[i - 1] if i else None
        name = one[0] if one.tag in SCRIPTED else one
        if one.tag == "mo" and one.text in {"−", "+"} and _opens(before):
            one.attrib.update(form="prefix", lspace="0", rspace="0")
        elif name.text in FUNCTIONS:
            if name.tag == "mo":
                name.attrib.update(lspace="0", rspace="0")
            if i + 1 < len(row) and _bare(row[i + 1]):
                row.insert(i + 1, row.makeelement("mspace", {"width": THIN}))


def _opens(before: Element | None) -> bool:
    """Whether a sign after this one belongs to the number behind it."""
    return before is None or (before.tag == "mo" and before.text in OPENING)


def _bare(following: Element) -> bool:
    """Whether an argument follows without a bracket."""
    inner = following
    while len(inner):
        inner = inner[0]
    return inner.tag in {"mi", "mn"}


def _binomials(parent: Element) -> None:
    """Put the brackets of each binomial into a row with it, where they stretch to its height."""
    i = 0
    while i + 2 < len(parent):
        opening, inner, closing = parent[i], parent[i + 1], parent[i + 2]
        if inner.tag == "mfrac" and inner.get("linethickness") == "0" and opening.get("minsize"):
            row = parent.makeelement("mrow", {})
            for one in (opening, closing):
                one.attrib.pop("minsize", None)
                one.attrib.pop("maxsize", None)
            for one in (opening, inner, closing):
                parent.remove(one)
                row.append(one)
            parent.insert(i, row)
        i += 1
