"""What all pages share: the frame, links, verdicts, and the words for sizes and times.

Here belong the frame and these words. What stands on a page belongs to `front`, `claim_page` and
`figures_page`.
"""

from __future__ import annotations

from proofs.report.markup import Child, Html, code, el, join
from proofs.report.results import ClaimRow, Results

POLICY = (
    "default-src 'none'; img-src data:; style-src 'self' file:; script-src 'self' file:; "
    "font-src data:; base-uri 'none'; form-action 'none'"
)
"""The browser itself refuses every request to anywhere else."""

CERTIFICATES = "certificates"
"""The folder of the run's bundle."""

FIGURE_CERTIFICATES = "figure-certificates"
"""The folder of certificates that belong to figures, not to claims."""


def page(title: str, results: Results, *content: Child, at: str, current: str) -> Html:
    """Return a whole page.

    Args:
        title: of the page.
        results: for the foot.
        content: of the main part.
        at: the way to the report's folder: "" or "../".
        current: the entry of the menu that stands for this page, or "".
    """
    entries = [
        ("Claims", f"{at}index.html#claims"),
        ("Figures", f"{at}figures.html"),
        ("How to read it", f"{at}reading.html"),
    ]
    menu = [
        el("li", el("a", words, href=where, aria_current="page" if words == current else None))
        for words, where in entries
    ]
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content=POLICY),
        el("meta", name="referrer", content="no-referrer"),
        el("title", title),
        el("link", rel="icon", href="data:,"),
        el("link", rel="stylesheet", href=f"{at}assets/style.css"),
        el("script", src=f"{at}assets/table.js", defer=True) if current == "Claims" else None,
    )
    made = program(results.version, results.commit)
    body = el(
        "body",
        el("a", "Skip to the content", href="#content", class_="skip"),
        el(
            "header",
            el("a", "khrnn: claims, checked", href=f"{at}index.html", class_="name"),
            el("nav", el("ul", menu), aria_label="Report"),
        ),
        el("main", *content, id="content"),
        el(
            "footer",
            el("p", "Decided on ", el("time", spoken_time(results.time), datetime=results.time),
               f" by {made}, seed {results.seed}. This page makes no request to any server."),
        ),
    )  # fmt: skip
    return Html("<!DOCTYPE html>\n" + el("html", head, body, lang="en") + "\n")


def program(version: str, commit: str | None) -> str:
    """Return the name of a version of this program.

    Example:
        >>> program("1.0", "0123456789abcdef-modified"), program("1.0", None)
        ('khrnn 1.0, commit 0123456789ab (modified)', 'khrnn 1.0')
    """
    if not commit:
        return f"khrnn {version}"
    changed = " (modified)" if commit.endswith("-modified") else ""
    return f"khrnn {version}, commit {commit[:12]}{changed}"


def verdict_word(verdict: str) -> str:
    """Return the word that is shown.

    Example:
        >>> verdict_word("not_run")
        'not run'
    """
    return verdict.replace("_", " ")


def badge(verdict: str) -> Html:
    """Return a verdict as a badge; colour is not all that tells it."""
    return el("span", verdict_word(verdict), class_=f"verdict {verdict}")


def claim_link(identifier: str, at: str) -> Html:
    """Return a link to a claim's page."""
    return el("a", identifier, href=f"{at}claims/{identifier}.html")


def size_words(count: int) -> str:
    """Return a number of bytes in words.

    Example:
        >>> size_words(812), size_words(20480)
        ('812 bytes', '20.0 KiB')
    """
    if count < 1024:
        return f"{count} bytes"
    return f"{count / 1024:.1f} KiB" if count < 1 << 20 else f"{count / (1 << 20):.1f} MiB"


def spoken_time(time: str) -> str:
    """Return a UTC time as people write it.

    Example:
        >>> spoken_time("2026-11-30T22:40:00Z")
        '2026-11-30 22:40 UTC'
    """
    return f"{time[:10]} {time[11:16]} UTC"


def command(*lines: str) -> Html:
    """Return commands in a box."""
    return el("pre", el("code", "\n".join(lines)))


def prose(text: str) -> Html:
    """Return words in which what stands between backquotes is code.

    Example:
        >>> prose("run `make` & wait")
        'run <code>make</code> &amp; wait'
        >>> prose("a ` alone")
        'a ` alone'
    """
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return join(text)
    return join(code(piece) if i % 2 else piece for i, piece in enumerate(pieces))


def repeat_command(claim: ClaimRow, seed: int) -> str:
    """Return the command that decides a claim again."""
    words = f"khrnn verify --claim {claim.identifier}"
    return words + (f" --seed {seed}" if seed else "")


def facts(pairs: list[tuple[str, Child]]) -> Html:
    """Return a list of names and values; None is left out."""
    return el(
        "dl",
        [join(el("dt", name), el("dd", value)) for name, value in pairs if value is not None],
        class_="facts",
    )
