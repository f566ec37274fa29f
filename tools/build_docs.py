"""Build the documentation site into build/docs, offline, with warnings as errors: `make docs`.

Belongs here: a copy of docs/ with the pages of the root folder and the generated ones, one run of
Sphinx, and a look at the result: no page may load anything from another machine, and what
`check_site` finds with and without a browser is a fault of the build.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from tools.check_site import look_at  # noqa: E402
from tools.claims_page import claims_page  # noqa: E402
from tools.docs_pages import command_page, module_pages, modules_index  # noqa: E402

SOURCE = ROOT / "build" / "docs-source"
SITE = ROOT / "build" / "docs"
TREES = ROOT / "build" / "docs-trees"
BESIDE = ("TRUST.md", "CONTRIBUTING.md", "CHANGELOG.md")
"""Pages of the root folder that the site shows, too."""

CLAIMS = Path("claims.md")
"""The printed table of this page becomes a list with formulas."""

ASSETS = ROOT / "proofs" / "report" / "assets"
FONT = ("formulas.woff", "font-licence.txt")
"""The font of the report's formulas, which docs/static/site.css names; its licence goes with it."""

QUIET = "c.IPKernelApp.log_level = 40\n"
"""For the notebooks: of a kernel's messages errors only, whatever the user's own profile says."""

LINK = re.compile(r"\[([^\]\n]*)\]\(([^)#:\s]+)(#[^)]*)?\)")

LOADED = re.compile(
    r"""<(?:script|img|iframe|audio|video|source)\b[^>]*\bsrc=["'](?:https?:)?//"""
    r"""|<link\b[^>]*\brel=["'](?:stylesheet|preload|preconnect|icon)["'][^>]*(?:https?:)?//"""
    r"""|@import|url\(["']?(?:https?:)?//"""
)
"""What makes a browser ask another machine while it shows a page; a plain link does not."""


def main() -> int:
    """Build and look; return the exit status."""
    print("building the site: notebooks and references take some minutes", flush=True)
    stage()
    profile = ROOT / "build" / "docs-ipython"
    write(profile / "profile_default" / "ipython_kernel_config.py", QUIET)
    options = ["--fail-on-warning", "--keep-going", "--quiet", "--jobs", "2"]
    places = ["--doctree-dir", str(TREES), str(SOURCE), str(SITE)]
    done = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-m", "sphinx", *options, *places],
        env=os.environ
        | {"KHRNN_ROOT": str(ROOT), "IPYTHONDIR": str(profile), "OMP_NUM_THREADS": "1"},
        check=False,
    )
    if done.returncode:
        # Sphinx says nothing about pages that it does not read again: forget them, so that the
        # next build says it again.
        shutil.rmtree(TREES, ignore_errors=True)
        return 1
    remote = remote_loads(SITE)
    for line in remote:
        print(f"loads from another machine: {line}", file=sys.stderr)
    print("looking at every page", flush=True)
    faults = look_at(SITE)
    for line in faults:
        print(line, file=sys.stderr)
    print(f"the site: {(SITE / 'index.html').relative_to(ROOT)}")
    return 1 if remote or faults else 0


def stage() -> None:
    """Write the source of the site: docs/, what it borrows, what is generated.

    Files that did not change keep their times, so that Sphinx reads again only what did.
    """
    wanted = {
        path.relative_to(ROOT / "docs"): path.read_bytes()
        for path in (ROOT / "docs").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    wanted |= {Path("static", name): (ASSETS / name).read_bytes() for name in FONT}
    texts = {Path(name): beside((ROOT / name).read_text(encoding="utf-8")) for name in BESIDE}
    texts[Path("reference/command_line.md")] = command_page()
    texts[CLAIMS] = claims_page((ROOT / "docs" / CLAIMS).read_text(encoding="utf-8"))
    pages = module_pages()
    modules = Path("reference/modules")
    texts |= {modules / f"{name}.rst": text for name, text in pages.items()}
    texts[modules / "index.md"] = modules_index(list(pages))
    wanted |= {path: text.encode() for path, text in texts.items()}
    for path, content in wanted.items():
        if path.suffix == ".md":
            wanted[path] = moved(content.decode(), path, set(wanted)).encode()
    present = {path.relative_to(SOURCE) for path in SOURCE.rglob("*") if path.is_file()}
    for path in present - set(wanted):
        (SOURCE / path).unlink()
    for path, content in wanted.items():
        target = SOURCE / path
        if path not in present or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def write(path: Path, text: str) -> None:
    """Write a file; a folder on the way is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def beside(text: str) -> str:
    """Return a page of the root folder as it reads from inside docs/."""
    return re.sub(r"\]\(docs/", "](", text)


def moved(text: str, page: Path, pages: set[Path]) -> str:
    """Return a page with its links as they must be inside the site.

    A link to a page of the root folder leads to its copy, one to a folder of pages to the page
    that lists them. The site has pages only: what links to another file keeps the words alone.

    Args:
        text: the page.
        page: its path, relative to the site's source.
        pages: all paths there.
    """

    def repaired(link: re.Match[str]) -> str:
        target = Path(os.path.normpath(page.parent / link[2]))
        if target.parent == Path("..") and target.name in BESIDE:
            target = Path(target.name)
        listing = target.with_suffix(".md")
        found = next((path for path in (target, listing) if path in pages), None)
        return (
            f"[{link[1]}]({os.path.relpath(found, page.parent)}{link[3] or ''})"
            if found
            else link[1]
        )

    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else LINK.sub(repaired, part) for part in parts)


def remote_loads(site: Path) -> list[str]:
    """Return the places, as file: text, where a page or a style sheet loads from elsewhere."""
    found = []
    for path in sorted([*site.rglob("*.html"), *site.rglob("*.css")]):
        text = path.read_text(encoding="utf-8")
        found += [f"{path.relative_to(site)}: {hit[0][:100]}" for hit in LOADED.finditer(text)]
    return found


if __name__ == "__main__":
    sys.exit(main())
