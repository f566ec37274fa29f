"""The report in a real browser, without a window: filters, sorting, widths, pictures.

The browser is driven by a script that a copy of the page gets; the policy of the page, which would
refuse it, is checked on the page as it is. Skipped where there is no Chromium.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from proofs import claims
from proofs.claims import all_claims
from proofs.cli.app import run

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome", "chrome")
     if (found := shutil.which(name))),
    None,
)  # fmt: skip

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on PATH")

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--enable-logging=stderr", "--v=0", "--virtual-time-budget=3000",
)  # fmt: skip
CHOSEN = ("hsmt-r1-all", "mermin-square", "cabello-18", "born-parity-seen", "gradient-haar")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser") / "site"
    few = tuple(c for c in all_claims() if c.identifier in {*CHOSEN, "training-khrnn"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(claims, "all_claims", lambda: few)
        patch.setattr(sys, "argv", ["khrnn", "report", "--no-figures", "--out", str(folder)])
        assert run() == 0
    # One figure of each sort, without the minutes that all of them take.
    from proofs.report.figures.memory import memory_figures
    from proofs.report.figures.pictures import picture_figures
    from proofs.report.figures_page import figures_page
    from proofs.report.results import read_results

    results = read_results(folder / "verify.json", folder / "certificates", lambda _: None)
    page = figures_page(
        results,
        [("memory", "Memory", memory_figures(lambda _: None)),
         ("pictures", "Pictures", picture_figures(0, lambda _: None))],
        lambda _: None,
    )  # fmt: skip
    (folder / "figures.html").write_text(page, encoding="utf-8")
    return folder


def browse(url: str, tmp_path: Path, *words: str) -> tuple[str, list[str]]:
    """Return what the browser printed, and what it complained about."""
    assert CHROMIUM is not None
    done = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'user'}", *words, url],
        capture_output=True,
        timeout=120,
        check=True,
        text=True,
    )
    complaints = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    return done.stdout, complaints


def shown(dom: str) -> list[str]:
    """Return the claims whose rows are shown, from top to bottom."""
    rows = re.findall(r"<tr\b[^>]*data-identifier=\"([^\"]*)\"[^>]*>", dom)
    tags = re.findall(r"<tr\b[^>]*data-identifier=[^>]*>", dom)
    return [name for name, tag in zip(rows, tags, strict=True) if not re.search(r"\shidden\b", tag)]


ALL = ["hsmt-r1-all", "mermin-square", "cabello-18", "born-parity-seen", "gradient-haar",
       "training-khrnn"]  # fmt: skip
STATES = [
    ("", ALL),
    ("#verdict=proved", ALL[:3]),
    ("#verdict=not_run", ["training-khrnn"]),
    ("#paper=arXiv+2402.08606", ["hsmt-r1-all", "training-khrnn"]),
    ("#text=Kochen%20VECTORS", ["cabello-18"]),
    ("#text=no+such+words", []),
    ("#verdict=proved&sort=identifier", ["cabello-18", "hsmt-r1-all", "mermin-square"]),
    (
        "#verdict=proved&sort=identifier&order=descending",
        ["mermin-square", "hsmt-r1-all", "cabello-18"],
    ),
    ("#verdict=nonsense&sort=nonsense&text=peres", ["mermin-square"]),
    ("#text=rocq&verdict=proved", ["hsmt-r1-all"]),
]
"""What stands behind # in the address, and the claims that are then shown, in order."""


@pytest.mark.parametrize(
    ("state", "wanted"),
    [*(pytest.param(*state, marks=pytest.mark.slow) for state in STATES[:-1]), STATES[-1]],
)
def test_the_address_filters_and_sorts(
    site: Path, tmp_path: Path, state: str, wanted: list[str]
) -> None:
    dom, complaints = browse(f"{(site / 'index.html').as_uri()}{state}", tmp_path, "--dump-dom")
    assert shown(dom) == wanted
    assert complaints == []
    assert f"{len(wanted)} of 6 claims shown" in dom
    assert re.search(r"<form[^>]*\bid=\"filters\"[^>]*>", dom)
    assert not re.search(r"<form[^>]*\bhidden\b", dom)


ACTIONS = """
window.addEventListener("load", function () {
  const said = {};
  const rows = () => Array.from(document.querySelectorAll("#claims-table tbody tr"))
    .filter((row) => !row.hidden).map((row) => row.dataset.identifier);
  const send = (id, value) => {
    const field = document.getElementById(id);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  send("filter-verdict", "proved");
  said.proved = rows();
  said.address = location.hash;
  send("filter-text", "cabello");
  said.cabello = rows();
  document.querySelector("#filters button[type=reset]").click();
  setTimeout(function () {
    said.reset = rows().length;
    const heading = document.querySelector("th[data-sort=identifier]");
    heading.querySelector("button").focus();
    said.focused = document.activeElement.textContent;
    document.activeElement.click();
    said.up = rows();
    said.sorted = heading.getAttribute("aria-sort");
    document.activeElement.click();
    said.down = rows();
    document.querySelector("[data-filter=argued]").click();
    setTimeout(function () {
      said.card = rows();
      document.title = JSON.stringify(said);
    }, 50);
  }, 50);
});
"""


def with_script(site: Path, folder: Path, page: str, script: str) -> Path:
    """Return a copy of a page that runs a script: its policy is taken out."""
    shutil.copytree(site, folder, dirs_exist_ok=True)
    path = folder / page
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"<meta http-equiv=[^>]*>", "", text)
    path.write_text(text.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    return path


def test_filters_work_by_hand(site: Path, tmp_path: Path) -> None:
    path = with_script(site, tmp_path / "copy", "index.html", ACTIONS)
    dom, complaints = browse(path.as_uri(), tmp_path, "--dump-dom")
    found = re.search(r"<title>(.*?)</title>", dom)
    assert found is not None
    said = json.loads(found[1].replace("&amp;", "&"))
    assert said["proved"] == ALL[:3]
    assert said["address"] == "#verdict=proved"
    assert said["cabello"] == ["cabello-18"]
    assert said["reset"] == 6
    assert said["focused"] == "claim"
    assert (said["up"], said["sorted"]) == (sorted(ALL), "ascending")
    assert said["down"] == sorted(ALL, reverse=True)
    assert said["card"] == ["born-parity-seen"]
    assert complaints == []


FRAMES = (
    ("index.html", 320),
    ("claims/cabello-18.html", 320),
    ("figures.html", 320),
    ("reading.html", 320),
    ("claims/gradient-haar.html", 320),
    ("claims/hsmt-r1-all.html", 320),
    ("statements.html", 320),
    ("index.html", 768),
    ("index.html", 1024),
    ("statements.html", 1024),
    ("index.html", 1280),
)
"""Pages and widths at which they must fit."""


def test_no_page_need_be_scrolled_sideways(site: Path, tmp_path: Path) -> None:
    """Frames say how wide their pages are; one page has all statements as table and headings."""
    from proofs.report.front import front_page
    from proofs.report.markup import el
    from proofs.report.results import read_results
    from proofs.report.typeset import as_heading

    copy = tmp_path / "copy"
    shutil.copytree(site, copy)
    results = read_results(site / "verify.json", site / "certificates", lambda _: None)
    whole = dataclasses.replace(
        results,
        claims=tuple(
            dataclasses.replace(results.claims[0], identifier=c.identifier, method=c.method,
                                statement=c.statement, hypotheses=c.hypotheses, source=c.source)
            for c in all_claims()
        ),
    )  # fmt: skip
    headings = [el("h1", as_heading(c.statement), class_="statement") for c in all_claims()]
    page = front_page(whole, (), lambda _: None).replace("</main>", "".join(headings) + "</main>")
    (copy / "statements.html").write_text(page, encoding="utf-8")
    frames = []
    for number, (name, width) in enumerate(FRAMES):
        # A copy each, since the script that says the width says whose it is.
        script = f"parent.postMessage({number} + ':' + document.documentElement.scrollWidth, '*');"
        path = with_script(copy, tmp_path / f"copy{number}", name, script)
        style = f"width:{width}px;height:900px;border:0"
        frames.append(f'<iframe src="{path.as_uri()}" style="{style}"></iframe>')
    frame = tmp_path / "frame.html"
    frame.write_text(
        "<!DOCTYPE html><title>wide</title><script>addEventListener('message', (e) => "
        f"document.title += ' ' + e.data)</script>{''.join(frames)}",
        encoding="utf-8",
    )
    dom, complaints = browse(frame.as_uri(), tmp_path, "--dump-dom")
    title = re.search(r"<title>wide (.*?)</title>", dom)
    assert title is not None
    wanted = {f"{number}:{width}" for number, (_, width) in enumerate(FRAMES)}
    assert set(title[1].split()) == wanted
    assert complaints == []


def pixels(path: Path) -> tuple[int, int, list[bytes]]:
    """Return width, height and rows of an 8-bit PNG with three or four channels."""
    data = path.read_bytes()
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert (depth, kind in {2, 6}) == (8, True)
    size, at, packed = (3 if kind == 2 else 4), 8, b""
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if name == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += 12 + length
    raw, rows, before = zlib.decompress(packed), [], bytes(width * size)
    for y in range(height):
        start = y * (width * size + 1)
        method, line = raw[start], bytearray(raw[start + 1 : start + 1 + width * size])
        for x in range(len(line)):
            a = line[x - size] if x >= size else 0
            b = before[x]
            c = before[x - size] if x >= size else 0
            p = a + b - c
            nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            line[x] = (line[x] + (0, a, b, (a + b) // 2, nearest)[method]) & 255
        before = bytes(line)
        rows.append(b"".join(before[i : i + 3] for i in range(0, len(before), size)))
    return width, height, rows


@pytest.mark.parametrize(
    "page", ["index.html", pytest.param("figures.html", marks=pytest.mark.slow)]
)
def test_a_picture_of_the_page_is_not_blank(site: Path, tmp_path: Path, page: str) -> None:
    picture = tmp_path / "page.png"
    _, complaints = browse((site / page).as_uri(), tmp_path, f"--screenshot={picture}",
                           "--window-size=500,400")  # fmt: skip
    assert complaints == []
    width, height, rows = pixels(picture)
    assert (width, height) == (500, 400)
    colours = {row[i : i + 3] for row in rows for i in range(0, len(row), 3)}
    assert len(colours) > 50
    written = sum(len({row[i : i + 3] for i in range(0, len(row), 3)}) > 1 for row in rows)
    assert written > height // 4


def test_the_policy_lets_nothing_out(site: Path, tmp_path: Path) -> None:
    """A page that somebody changed to ask a server is stopped by its own policy."""
    folder = tmp_path / "copy"
    shutil.copytree(site, folder)
    path = folder / "index.html"
    text = path.read_text(encoding="utf-8")
    asks = '<img src="http://127.0.0.1:9/x.png"><script>document.title = "ran"</script></body>'
    path.write_text(text.replace("</body>", asks), encoding="utf-8")
    dom, complaints = browse(path.as_uri(), tmp_path, "--dump-dom")
    assert "<title>ran</title>" not in dom
    assert sum("Content Security Policy" in line for line in complaints) == 2


@pytest.mark.slow
def test_it_prints(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.pdf"
    browse((site / "index.html").as_uri(), tmp_path, f"--print-to-pdf={out}",
           "--no-pdf-header-footer")  # fmt: skip
    assert out.read_bytes().startswith(b"%PDF-")
    assert out.stat().st_size > 10_000
