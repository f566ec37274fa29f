"""The look that `make docs` takes at the site: it finds every fault, and none where none is."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from tests.pages import ROOT
from tools import check_site
from tools.browser import BrowserError, find, tab
from tools.check_site import in_browser, in_text, look_at

GOOD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>t</title></head>
<body><main><h1 id="top">Words</h1><p><a href="#top">up</a> <a href="search.html">search</a>
<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math></p>WORDS</main></body></html>
"""
SEARCH = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>s</title></head>
<body><main><h1>Search</h1><ul id="search-results"></ul><script>
if (location.search) setTimeout(() => document.querySelector("ul").innerHTML = "<li>one</li>", 50);
</script></main></body></html>
"""
WORDS = "".join(
    f"<p>{i * i} certificates of {i**5 % 9973} statements, <em>{i**3}</em> checked</p>"
    for i in range(60)
)

needs_browser = pytest.mark.skipif(find() is None, reason="no Chromium on PATH")


def site(folder: Path, more: str = "", *, words: str = WORDS, search: str = SEARCH) -> Path:
    text = GOOD.replace("WORDS", more + words)
    (folder / "index.html").write_text(text, encoding="utf-8")
    (folder / "search.html").write_text(search, encoding="utf-8")
    return folder


def test_a_good_site_has_no_faults_in_its_text(tmp_path: Path) -> None:
    assert in_text(site(tmp_path)) == []


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ('<a href="none.html">x</a>', "none.html: no such file"),
        ('<a href="#none">x</a>', "#none: no such anchor"),
        ('<a href="search.html#none">x</a>', "search.html#none: no such anchor"),
        ('<script src="_static/x.js"></script>', "_static/x.js: no such file"),
        ('<img src="search.html">', "a picture without a description: search.html"),
        ("<h3>deep</h3>", "a heading of level 3 below one of level 1"),
    ],
)
def test_faults_in_the_text_are_found(tmp_path: Path, more: str, fault: str) -> None:
    assert in_text(site(tmp_path, more)) == [f"index.html: {fault}"]
    assert in_text(site(tmp_path, '<a href="https://example.org/#x">elsewhere</a>')) == []


def test_a_page_must_say_its_language_and_title(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body>x</body></html>", encoding="utf-8")
    assert in_text(tmp_path) == ["a.html: no language", "a.html: no title"]


@needs_browser
def test_a_good_site_has_no_faults_in_a_browser(tmp_path: Path) -> None:
    assert look_at(site(tmp_path)) == []


BAD = """<p id="w">wide</p><script>
console.error("told");
document.getElementById("w").style.width = "900px";
const unknown = document.createElement("math");
unknown.innerHTML = "<mfrac><mn>1</mn><mn>2</mn></mfrac>";
document.querySelector("main").append(unknown);
const image = new Image();
image.src = "http://127.0.0.1:9/x.png";
document.querySelector("main").append(image);
undefined_name();
</script>"""


@needs_browser
def test_faults_are_found_in_a_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_site, "RESULTS", check_site.RESULTS.replace("< 100;", "< 3;"))
    folder = site(tmp_path, BAD, words="", search=SEARCH.replace("<li>one</li>", ""))
    browser_path = find()
    assert browser_path is not None
    with tab(browser_path) as browser:
        found = in_browser(folder, browser)
        with pytest.raises(BrowserError, match="in the page"):
            browser.ask("undefined_name")
        with pytest.raises(BrowserError, match="ERR_FILE_NOT_FOUND"):
            browser.open((folder / "none.html").as_uri(), 360)
    for fault in (
        r"index.html: \d+ pixels wide in a window of 360: p wide",
        "index.html: asks http://127.0.0.1:9/x.png",
        "index.html: console: told",
        "index.html: console: .*undefined_name",
        "index.html: a picture that is not there",
        "index.html: a fraction in one line: 12",
        r"search.html: the search finds nothing for \?q=certificate",
        r"index.html: blank, a screenshot of \d+ bytes",
    ):
        assert any(re.match(fault, one) for one in found), (fault, found)


SPACED = runpy.run_path(str(ROOT / "docs" / "extensions" / "spacing.py"))["spaced"]
"""The folder of Sphinx's extensions is no package."""


def spaced(inner: str) -> Element:
    formula = fromstring(f"<math><mrow>{inner}</mrow></math>")  # noqa: S314
    found: Element = SPACED(formula)
    return found


@pytest.mark.parametrize(
    ("inner", "part"),
    [
        ("<mo>(</mo><mo>&amp;#x2212;</mo><mn>1</mn>", '<mo form="prefix" lspace="0" rspace="0">−'),
        ("<mo>−</mo><mn>1</mn>", '<mo form="prefix"'),
        ("<mi>a</mi><mo>−</mo><mn>1</mn>", "<mi>a</mi><mo>−</mo><mn>1</mn>"),
        ("<mi>n</mi><mo>/</mo><mn>2</mn>", '<mo lspace="0" rspace="0">/</mo>'),
        ("<mi>z</mi><mi>⟩</mi>", '<mo form="postfix" stretchy="false">⟩</mo>'),
        ("<mi>deg</mi><mi>g</mi>", '<mi>deg</mi><mspace width="0.17em" /><mi>g</mi>'),
        ("<mo>min</mo><mo>(</mo>", '<mo lspace="0" rspace="0">min</mo><mo>(</mo>'),
        ("<mi>deg</mi><mo>(</mo>", "<mi>deg</mi><mo>(</mo>"),
        (
            "<msub><mi>log</mi><mn>2</mn></msub><mi>n</mi>",
            '<msub><mi>log</mi><mn>2</mn></msub><mspace width="0.17em" /><mi>n</mi>',
        ),
        (
            '<mo minsize="2em" maxsize="2em">(</mo><mfrac linethickness="0"><mi>n</mi><mi>k</mi>'
            '</mfrac><mo minsize="2em" maxsize="2em">)</mo>',
            '<mrow><mo>(</mo><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac><mo>)</mo>'
            "</mrow>",
        ),
    ],
)
def test_formulas_of_the_site_are_spaced(inner: str, part: str) -> None:
    assert part in tostring(spaced(inner), encoding="unicode")
