"""Sphinx: our docstrings, which are plain text, as the reStructuredText that napoleon expects.

Belongs here: a filter of docstring lines. Mathematics in plain text (`|H>`, `2^-k`, `a*b`) is full
of characters that are markup there; single backquotes mean code; `Source:` is a section whose text
starts on the same line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SECTION = re.compile(r"(Source|Example|Note): +(\S.*)")
CODE = re.compile(r"(`+)(.+?)\1")
MARKUP = re.compile(r"[\\*|]|_(?!\w)")


def setup(app: Sphinx) -> dict[str, Any]:
    """Filter docstrings before napoleon does, which listens at priority 500."""
    app.connect("autodoc-process-docstring", _process, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _process(_app: Any, _what: str, _name: str, _object: Any, _options: Any, lines: list) -> None:
    lines[:] = filtered(lines)


def filtered(lines: list[str]) -> list[str]:
    """Return the lines with markup characters escaped, code marked, and sections on their own."""
    found: list[str] = []
    example = literal = split = False
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if not line.strip():
            example = split = False
            found.append("")
            continue
        if literal and indent == 0:
            literal = False
        if line.lstrip().startswith(">>>"):
            example = True
        if example or literal:
            found.append(line)
            continue
        section = SECTION.fullmatch(line)
        if section:
            split = True
            found += [f"{section[1]}:", f"    {escaped(section[2])}"]
        elif split:
            found.append(f"    {escaped(line.strip())}")
        else:
            found.append(escaped(line))
        literal = line.endswith("::")
    return found


def escaped(text: str) -> str:
    """Return a line with its code marked and every other markup character escaped."""
    spans, end = [], 0
    for code in CODE.finditer(text):
        spans += [MARKUP.sub(r"\\\g<0>", text[end : code.start()]), f"``{code[2]}``"]
        end = code.end()
    return "".join([*spans, MARKUP.sub(r"\\\g<0>", text[end:])])
