"""Write what the commands of the tutorials print today into the tutorials.

Belongs here: the rewriting; the running is that of the tests. Outputs that agree, with `...` for
anything, stay as they are, so the cuts that a writer made survive.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from tests.pages import Block, Session, agrees, blocks, steps, tidy  # noqa: E402


def main() -> None:
    """Rewrite the pages given, or all tutorials, and name those that changed."""
    given = [Path(word).resolve() for word in sys.argv[1:]]
    for page in given or sorted((ROOT / "docs" / "tutorials").glob("*.md")):
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            if rewrite(page):
                print(page.relative_to(ROOT))
        os.chdir(ROOT)


def rewrite(page: Path) -> bool:
    """Run a page and replace the outputs that differ; return whether any did."""
    session = Session()
    before = text = page.read_text(encoding="utf-8")
    for block in blocks(page):
        if block.language == "console":
            text = text.replace(block.text, fresh(session, block), 1)
        else:
            session.run(block)
    if text != before:
        page.write_text(text, encoding="utf-8")
    return text != before


def fresh(session: Session, block: Block) -> str:
    """Return a console block with the outputs of this run where they differ."""
    lines = block.text.splitlines(keepends=True)
    parts = []
    for step in steps(block):
        printed = session.command(step.command)
        shown = step.shown if agrees(printed, step.shown) else tidy(printed)
        parts.append(lines[step.line - block.line] + shown.removeprefix("\n"))
    return "".join(parts)


if __name__ == "__main__":
    main()
