"""Sphinx: formulas as MathML, which browsers set themselves: no script, no font, no network.

Belongs here: one renderer of inline and displayed formulas. A formula that latex2mathml can't read
is a warning, so it stops the build. Spaces in formulas are repaired in `spacing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import tostring

from docutils import nodes
from latex2mathml.converter import convert_to_element
from spacing import spaced
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LOG = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer `mathml`."""
    app.add_html_math_renderer("mathml", (_inline, None), (_displayed, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(translator: Any, node: nodes.math) -> None:
    translator.body.append(_markup(node, "inline"))
    raise nodes.SkipNode


def _displayed(translator: Any, node: nodes.math_block) -> None:
    # The frame scrolls on a narrow screen; the formula itself cannot.
    translator.body.append(f'<div class="formula">{_markup(node, "block")}</div>\n')
    raise nodes.SkipNode


def _markup(node: nodes.Element, display: str) -> str:
    try:
        formula = spaced(convert_to_element(node.astext(), display=display))
        return tostring(formula, encoding="unicode")
    except Exception as error:  # noqa: BLE001 - whatever it raises, the page names the formula
        LOG.warning("formula %r: %s", node.astext(), error, location=node)
        return ""
