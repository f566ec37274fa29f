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
HEADER = re.compile(r"(Args|Attributes|Returns|Yields|Raises|Source|Example|Note):( .*)?")
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
    example = literal = split = section = False
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if indent == 0 and line:
            section = HEADER.fullmatch(line) is not None
        if not line.strip():
            example = split = False
            found.append("")
            continue
        if literal and indent == 0:
            literal = False
        if line.lstrip().startswith(">>>"):
            example = True
        elif indent and not section and not literal and found and not found[-1]:
            literal = True  # an indented paragraph of plain text is a display
            found += ["::", ""]
        if example or literal:
            found.append(line)
            continue
        inline = SECTION.fullmatch(line)
        if inline:
            split = True
            found += [f"{inline[1]}:", f"    {escaped(inline[2])}"]
        elif split:
            found.append(f"    {escaped(line.strip())}")
        else:
            found.append(escaped(line))
        literal = literal or line.endswith("::")
    return found


def escaped(text: str) -> str:
    """Return a line with its code marked and every other markup character escaped."""
    spans, end = [], 0
    for code in CODE.finditer(text):
        spans += [MARKUP.sub(r"\\\g<0>", text[end : code.start()]), f"``{code[2]}``"]
        end = code.end()
    return "".join([*spans, MARKUP.sub(r"\\\g<0>", text[end:])])
