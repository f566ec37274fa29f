"""Look at a built site as a reader does: `make docs` does so after each build.

Belongs here: what every page must be like, first in its text (links and anchors lead somewhere),
then in a browser (opens from the disk, complains of nothing, asks no server, sets its formulas, is
no wider than a phone, searches). Building it does not belong here. `python tools/check_site.py
[FOLDER]` looks at a site that is there.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from tools.browser import BrowserError, Tab, find, tab  # noqa: E402

SITE = ROOT / "build" / "docs"
PHONE, DESK = 360, 1280
"""Widths in CSS pixels."""

BLANK = 20_000
"""A screenshot of a page with words has more bytes, an empty window a tenth of them."""

SEARCHED = "certificate"
"""A word that the search must find."""


@dataclass
class Page(HTMLParser):
    """What a page links to and what can be linked to in it."""

    links: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    titled: bool = False
    _level: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, anchors, and what a screen reader needs."""
        found = dict(attrs)
        self.anchors |= {str(found[name]) for name in ("id", "name") if found.get(name)}
        self.links += [str(found[name]) for name in ("href", "src") if found.get(name)]
        if tag == "html" and not found.get("lang"):
            self.faults.append("no language")
        if tag == "img" and found.get("alt") is None:
            self.faults.append(f"a picture without a description: {found.get('src')}")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            level = int(tag[1])
            if level > self._level + 1:
                self.faults.append(f"a heading of level {level} below one of level {self._level}")
            self._level = level
        self.titled |= tag == "title"


def in_text(site: Path) -> list[str]:
    """Return the faults of the pages' text, as page: fault.

    Args:
        site: folder of a built site.
    """
    pages = {}
    for path in sorted(site.rglob("*.html")):
        pages[path] = page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        page.close()
    faults = []
    for path, page in pages.items():
        name = path.relative_to(site)
        faults += [f"{name}: {fault}" for fault in page.faults]
        if not page.titled:
            faults.append(f"{name}: no title")
        for link in dict.fromkeys(page.links):
            fault = _leads_nowhere(link, path, pages)
            if fault:
                faults.append(f"{name}: {link}: {fault}")
    return faults


def _leads_nowhere(link: str, page: Path, pages: dict[Path, Page]) -> str | None:
    """Say why a link of a page leads nowhere, or None."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file():
        return "no such file"
    anchor = unquote(parts.fragment)
    if anchor and target in pages and anchor not in pages[target].anchors:
        return "no such anchor"
    return None


FORMULAS = """(() => {
  const wrong = [];
  for (const one of document.querySelectorAll("article math, main math")) {
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height) wrong.push("nothing to see of " + one.textContent);
    for (const part of one.querySelectorAll("mfrac")) {
      const [above, below] = [...part.children].map((child) => child.getBoundingClientRect().top);
      if (!(above < below)) wrong.push("a fraction in one line: " + part.textContent);
    }
  }
  for (const one of document.images) {
    if (!one.naturalWidth) wrong.push("a picture that is not there: " + one.getAttribute("src"));
  }
  return wrong;
})()"""
"""JavaScript: formulas are set and pictures are there. A browser that knows no MathML writes all in
one line."""

WIDE = """(() => {
  const found = [];
  for (const one of document.querySelectorAll("body *")) {
    const box = one.getBoundingClientRect();
    let part = one.parentElement, cut = box.right <= innerWidth + 1 || !box.width;
    for (; part && part !== document.body && !cut; part = part.parentElement) {
      cut = getComputedStyle(part).overflowX !== "visible";
    }
    if (!cut) found.push(one.tagName.toLowerCase() + " " + one.textContent.trim().slice(0, 40));
  }
  return [document.documentElement.scrollWidth, found.slice(0, 2).join("; ")];
})()"""

RESULTS = """(async () => {
  for (let turn = 0; turn < 100; turn++) {
    const found = document.querySelectorAll("#search-results li").length;
    if (found) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  return 0;
})()"""


def in_browser(site: Path, browser: Tab) -> list[str]:
    """Return the faults that a browser shows, as page: fault.

    Args:
        site: folder of a built site.
        browser: a tab.
    """
    faults = []

    def look(name: str, query: str, width: int) -> None:
        browser.open(f"{(site / name).resolve().as_uri()}{query}", width)
        seen = browser.ask(FORMULAS)
        wide, what = browser.ask(WIDE)
        if wide > width:
            seen.append(f"{wide} pixels wide in a window of {width}: {what}")
        if query and not browser.ask(RESULTS):
            seen.append(f"the search finds nothing for {query}")
        seen += [f"asks {url}" for url in browser.requests]
        seen += [f"console: {words}" for words in browser.complaints]
        faults.extend(f"{name}: {fault}" for fault in seen)

    for path in sorted(site.rglob("*.html")):
        look(path.relative_to(site).as_posix(), "", PHONE)
    if (site / "search.html").is_file():
        look("search.html", f"?q={SEARCHED}", PHONE)
    look("index.html", "", DESK)
    size = len(browser.screenshot())
    if size < BLANK:
        faults.append(f"index.html: blank, a screenshot of {size} bytes")
    return faults


def look_at(site: Path) -> list[str]:
    """Return all faults of a site; without a Chromium only those of its text, and say so."""
    faults = in_text(site)
    chromium = find()
    if chromium is None:
        print("no Chromium on PATH: links were followed, but no page was opened in a browser")
        return faults
    try:
        with tab(chromium) as browser:
            return faults + in_browser(site, browser)
    except BrowserError as error:
        return [*faults, f"the browser failed: {error}"]


def main() -> int:
    """Look at a site and print its faults; return the exit status."""
    site = Path(sys.argv[1]) if len(sys.argv) > 1 else SITE
    if not (site / "index.html").is_file():
        print(f"{site}: expected a built site, found no index.html: make docs", file=sys.stderr)
        return 2
    faults = look_at(site)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
