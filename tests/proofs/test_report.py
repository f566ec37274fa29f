"""`khrnn report`: pages that are whole, safe, linked, and there or not there."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from proofs import claims
from proofs.claims import Evidence, all_claims
from proofs.cli.app import run
from tests.report_pages import Page, data_of, pages

CHOSEN = ("hsmt-r1-all", "growth-polynomial", "mermin-square", "cabello-18", "born-parity-seen",
          "gradient-haar", "training-reflections")  # fmt: skip
LATE = "training-khrnn"


class Done(NamedTuple):
    status: int
    out: str
    err: str


Khrnn = Callable[..., Done]


@pytest.fixture
def khrnn(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Khrnn:
    def call(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["khrnn", *map(str, words)])
        capsys.readouterr()
        return Done(run(), *capsys.readouterr())

    return call


def _few() -> tuple[claims.Claim, ...]:
    return tuple(c for c in all_claims() if c.identifier in {*CHOSEN, LATE})


FEW = _few()


@pytest.fixture(autouse=True)
def few_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "all_claims", lambda: FEW)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of a few claims, without figures."""
    folder = tmp_path_factory.mktemp("made") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(claims, "all_claims", lambda: FEW)
        patch.setattr(sys, "argv", ["khrnn", "report", "--no-figures", "--out", str(folder)])
        assert run() == 0
    return folder


@pytest.fixture(scope="module")
def found(made: Path) -> dict[str, Page]:
    return pages(made)


def test_there_is_a_page_for_every_claim(made: Path, found: dict[str, Page]) -> None:
    assert set(found) == {"index.html", "figures.html", "reading.html"} | {
        f"claims/{claim.identifier}.html" for claim in FEW
    }
    assert not list(made.parent.glob(".*"))


def test_every_link_and_anchor_resolves(made: Path, found: dict[str, Page]) -> None:
    for name, page in found.items():
        for tag, target in page.links:
            if target == "data:,":
                continue
            path, _, anchor = target.partition("#")
            place = (made / name).parent / path if path else made / name
            assert place.is_file(), (name, tag, target)
            if anchor:
                other = found[place.resolve().relative_to(made.resolve()).as_posix()]
                assert anchor in other.ids, (name, target)


def test_nothing_is_loaded_from_elsewhere(made: Path, found: dict[str, Page]) -> None:
    for path in made.rglob("*"):
        if path.suffix in {".html", ".css", ".js"}:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"https?:|\bftp:|\"//|@import|url\((?!\"data:)", text), path
    for page in found.values():
        policies = [a for t, a in page.attributes if a.get("http-equiv")]
        assert [a["http-equiv"] for a in policies] == ["Content-Security-Policy"]
        assert "default-src 'none'" in str(policies[0]["content"])
        assert page.tags["style"] == 0
        assert all("style" not in a and not any(k.startswith("on") for k in a)
                   for _, a in page.attributes)  # fmt: skip


def test_pages_are_good_for_screen_readers(found: dict[str, Page]) -> None:
    for name, page in found.items():
        assert page.headings[0] == 1, name
        assert page.headings.count(1) == 1, name
        for before, after in zip(page.headings, page.headings[1:], strict=False):
            assert after <= before + 1, name
        assert (page.tags["main"], page.tags["header"], page.tags["footer"]) == (1, 1, 1)
        assert len(page.ids) == len(set(page.ids)), name
        head = {tag: attributes for tag, attributes in page.attributes if tag == "html"}
        assert head["html"]["lang"] == "en"
        for tag, attributes in page.attributes:
            if tag == "th":
                assert attributes.get("scope") in {"col", "row"}
            if tag == "nav":
                assert attributes.get("aria-label")
            if tag in {"input", "select"}:
                assert attributes["id"] in [
                    a.get("for") for t, a in page.attributes if t == "label"
                ]
        assert page.tags["table"] == page.tags["caption"]


def test_the_front_page_counts(found: dict[str, Page]) -> None:
    text = found["index.html"].text
    assert "7 of 8 claims" in text
    assert "4 of 4 certificates" in text
    verdicts = [a["data-verdict"] for t, a in found["index.html"].attributes if t == "tr"
                and "data-verdict" in a]  # fmt: skip
    assert len(verdicts) == 8
    assert verdicts.count("not_run") == 1
    assert verdicts.count("argued") == 1


def test_the_readings_are_defined(found: dict[str, Page]) -> None:
    page = found["reading.html"]
    assert "readings" in page.ids
    for words in ("R1, value assignments", "R2, faithful sampling", "R3, support",
                  "this project's own"):  # fmt: skip
        assert words in page.text
    assert page.tags["math"] > 5


def test_the_table_is_whole_without_the_script(found: dict[str, Page]) -> None:
    page = found["index.html"]
    form = next(a for t, a in page.attributes if t == "form")
    assert "hidden" in form
    assert not any("hidden" in a for t, a in page.attributes if t == "tr")
    assert all(claim.identifier in page.text for claim in FEW)


def test_a_claim_page_shows_everything(made: Path, found: dict[str, Page]) -> None:
    page = found["claims/cabello-18.html"]
    entry = next(
        one
        for one in json.loads((made / "verify.json").read_text(encoding="utf-8"))["claims"]
        if one["id"] == "cabello-18"
    )
    certificate = entry["certificates"][0]
    for part in (
        entry["statement"],
        entry["hypotheses"],
        entry["source"],
        "proved",
        entry["meaning"],
        certificate["statement"],
        certificate["sha256"],
        "lrat",
        "valid",
        "3, all equal",
        "khrnn verify --claim cabello-18 --out again",
    ):
        assert part in page.text, part  # fmt: skip
    carried = [target for _, target in page.links if target.startswith("../certificates/")]
    assert [Path(target).suffix for target in carried] == [".json", ".lrat"]
    rocq = found["claims/hsmt-r1-all.html"]
    assert "Theorem r1_lower_bound" in rocq.text
    assert "r1_lower_bound" in rocq.ids
    assert "takes minutes" in found[f"claims/{LATE}.html"].text


def test_the_kernel_accepts_what_the_report_carries(made: Path, khrnn: Khrnn) -> None:
    from proofs.kernel.__main__ import main

    assert main(["--quiet", str(made / "certificates")]) == 0


def test_stored_results_make_the_same_pages(made: Path, tmp_path: Path, khrnn: Khrnn) -> None:
    for name in ("one", "two"):
        done = khrnn("report", "--results", made / "verify.json", "--no-figures", "--out",
                     tmp_path / name)  # fmt: skip
        assert done.status == 0, done.err
    for path in made.rglob("*"):
        if path.is_file():
            one, two = (
                (tmp_path / name / path.relative_to(made)).read_bytes() for name in ("one", "two")
            )
            assert one == two, path
            # Only the front page tells that the run was made before.
            assert (one == path.read_bytes()) == (path != made / "index.html"), path


def test_a_stored_run_is_not_shown_as_fresh(made: Path, tmp_path: Path, khrnn: Khrnn) -> None:
    data = data_of(made)
    assert "A stored run" not in pages(made)["index.html"].text
    data["time"] = "2001-02-03T04:05:06Z"
    data["provenance"]["khrnn"] = "0.0.1"
    data["claims"][0]["hypotheses"] = "nothing at all"
    file = tmp_path / "verify.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    words = ("--results", file, "--certificates", made / "certificates", "--no-figures")
    done = khrnn("report", *words, "--json", "--out", tmp_path / "site")
    assert done.status == 0, done.err
    assert json.loads(done.out)["decided"]["khrnn"] == "0.0.1"
    text = pages(tmp_path / "site")["index.html"].text
    told = text.split("A stored run.")[1].split("Verdicts")[0]
    assert "2001-02-03 04:05 UTC by khrnn 0.0.1" in told
    assert "The pages were made by khrnn" in told
    changed = data["claims"][0]["id"]
    assert f"states these claims differently, or no longer has them: {changed}" in told
    assert "2001-02-03" in pages(tmp_path / "site")["reading.html"].text


def test_the_summary_as_data(made: Path, tmp_path: Path, khrnn: Khrnn) -> None:
    done = khrnn("report", "--results", made / "verify.json", "--no-figures", "--json", "--out",
                 tmp_path / "site")  # fmt: skip
    data = json.loads(done.out)
    assert data["schema"] == "khrnn-report-summary/1"
    assert data["failed"] == []
    assert data["claims"]["not_run"] == 1
    listed = json.loads((tmp_path / "site" / "report.json").read_text(encoding="utf-8"))
    assert data["files"] == len(listed["files"]) + 1
    present = {p.relative_to(tmp_path / "site").as_posix() for p in (tmp_path / "site").rglob("*")
               if p.is_file()}  # fmt: skip
    assert present == {*listed["files"], "report.json"}


# ---- places ------------------------------------------------------------------------------


def _again(made: Path, khrnn: Khrnn, out: Path, *words: str) -> Done:
    return khrnn("report", "--results", made / "verify.json", "--no-figures", "--out", out, *words)


def test_an_earlier_report_is_replaced_and_nothing_else(
    made: Path, tmp_path: Path, khrnn: Khrnn
) -> None:
    out = tmp_path / "site"
    assert _again(made, khrnn, out).status == 0
    assert _again(made, khrnn, out).status == 0
    mine = out / "claims" / "note.txt"
    mine.write_text("mine", encoding="utf-8")
    refused = _again(made, khrnn, out)
    assert refused.status == 2
    assert "--force" in refused.err
    assert mine.read_text(encoding="utf-8") == "mine"
    assert _again(made, khrnn, out, "--force").status == 0
    assert not mine.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("kind", ["other", "file", "nowhere", "here", "marked"])
def test_other_places_are_refused(
    made: Path, tmp_path: Path, khrnn: Khrnn, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    out = tmp_path / "site"
    if kind == "other":
        out.mkdir()
        (out / "thesis.tex").write_text("x", encoding="utf-8")
    elif kind == "file":
        out.write_text("x", encoding="utf-8")
    elif kind == "nowhere":
        out = tmp_path / "no" / "site"
    elif kind == "here":
        monkeypatch.chdir(tmp_path)
        out = Path()
    else:
        out.mkdir()
        (out / "report.json").write_text('{"schema": "khrnn-report/2", "files": []}')
        (out / "thesis.tex").write_text("x", encoding="utf-8")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    done = _again(made, khrnn, out, *(["--force"] if kind == "here" else []))
    assert done.status == 2
    assert "expected" in done.err
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_an_interrupt_leaves_the_earlier_report(
    made: Path, tmp_path: Path, khrnn: Khrnn, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    shutil.copytree(made, out)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(claims, "decide", interrupted)
    done = khrnn("report", "--no-figures", "--out", out)
    assert done.status == 130
    assert done.err == f"khrnn: interrupted; nothing is written to {out}\n"
    assert (out / "index.html").read_bytes() == (made / "index.html").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


# ---- results -----------------------------------------------------------------------------


def _changed(made: Path, folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    shutil.copytree(made, folder)
    path = folder / "verify.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


BAD: dict[str, Callable[[dict[str, Any]], None]] = {
    "schema": lambda d: d.update(schema="khrnn-verify/1"),
    "no claims": lambda d: d.update(claims=[]),
    "twice": lambda d: d["claims"].append(d["claims"][0]),
    "name": lambda d: d["claims"][0].update(id="../../etc/passwd"),
    "verdict": lambda d: d["claims"][0].update(verdict="believed"),
    "digest": lambda d: d["claims"][0]["certificates"][0].update(sha256="0" * 64),
    "cases": lambda d: d["claims"][0].update(cases="many"),
    "time": lambda d: d.update(time="<b>now</b>"),
    "seed": lambda d: d.update(seed=-1),
    "claim": lambda d: d["claims"].append(7),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_results_are_refused(made: Path, tmp_path: Path, khrnn: Khrnn, what: str) -> None:
    path = _changed(made, tmp_path / "in", BAD[what])
    done = khrnn("report", "--results", path, "--no-figures", "--out", tmp_path / "site")
    assert done.status == 2, done.out
    assert "verify.json" in done.err or "certificates" in done.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in"]


def test_a_certificate_that_was_changed_is_refused(
    made: Path, tmp_path: Path, khrnn: Khrnn
) -> None:
    path = _changed(made, tmp_path / "in", lambda _: None)
    file = next((tmp_path / "in" / "certificates").glob("cabello-18*.json"))
    file.write_text(file.read_text(encoding="utf-8") + " ", encoding="utf-8")
    done = khrnn("report", "--results", path, "--no-figures", "--out", tmp_path / "site")
    assert done.status == 2
    assert "SHA-256" in done.err


def test_a_report_is_made_anew_in_its_place(made: Path, tmp_path: Path, khrnn: Khrnn) -> None:
    out = tmp_path / "site"
    shutil.copytree(made, out)
    done = khrnn("report", "--results", out / "verify.json", "--no-figures", "--out", out)
    assert done.status == 0, done.err
    assert "A stored run." in (out / "index.html").read_text(encoding="utf-8")
    assert (out / "reading.html").read_bytes() == (made / "reading.html").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_history_must_be_one(made: Path, tmp_path: Path, khrnn: Khrnn) -> None:
    done = khrnn("report", "--results", made / "verify.json", "--history", made / "verify.json",
                 "--out", tmp_path / "site")  # fmt: skip
    assert done.status == 2
    assert "verify.json" in done.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [
        ("--results", "x.json", "--claim", "mermin-square"),
        ("--results", "x.json", "--long"),
        ("--certificates", "x"),
        ("--claim", "no-such-claim"),
        ("--results", "no such file"),
        ("--history", "x.jsonl"),
        ("--seed", "-1"),
    ],
)
def test_bad_options(tmp_path: Path, khrnn: Khrnn, words: tuple[str, ...]) -> None:
    done = khrnn("report", "--no-figures", "--out", tmp_path / "site", *words)
    assert done.status == 2
    assert not list(tmp_path.iterdir())


def test_a_failed_claim_is_shown_first_and_exits_1(
    tmp_path: Path, khrnn: Khrnn, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = dataclasses.replace(
        FEW[0], identifier="wrong", procedure=lambda _: Evidence(cases=1, failures=("2 is not 3",))
    )
    monkeypatch.setattr(claims, "all_claims", lambda: (wrong,))
    done = khrnn("report", "--no-figures", "--out", tmp_path / "site")
    assert done.status == 1
    assert "wrong: FAILED: 2 is not 3" in done.out
    site = pages(tmp_path / "site")
    assert "Not all is well" in site["index.html"].text
    assert "2 is not 3" in site["claims/wrong.html"].text


def test_a_claim_cannot_inject_markup(
    tmp_path: Path, khrnn: Khrnn, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = "<script>alert(1)</script>\"' onclick=x <!-- ]]> $\\binom{n}{k}$ & </title></style>"
    hostile = dataclasses.replace(
        FEW[0],
        identifier="hostile",
        statement=bad,
        hypotheses=bad,
        source=bad,
        method=bad,
        rocq=(bad,),
        procedure=lambda _: Evidence(cases=1, failures=(bad,), detail=bad),
    )
    monkeypatch.setattr(claims, "all_claims", lambda: (hostile,))
    assert khrnn("report", "--no-figures", "--out", tmp_path / "site").status == 1
    for name, page in pages(tmp_path / "site").items():
        assert page.tags["script"] == (1 if name == "index.html" else 0)
        assert not any("onclick" in attributes for _, attributes in page.attributes)
        assert page.tags["math"] == 0 or name == "reading.html"


def test_second_opinions_are_shown(tmp_path: Path, khrnn: Khrnn) -> None:
    done = khrnn("report", "--no-figures", "--independent", "--claim", "mermin-square", "--out",
                 tmp_path / "site")  # fmt: skip
    assert done.status == 0, done.err
    page = pages(tmp_path / "site")["claims/mermin-square.html"]
    assert "other checkers" in page.text
    assert re.search(r"certificate/[\w -]+: valid", page.text)


# ---- style -------------------------------------------------------------------------------


def _colours(css: str, start: str) -> dict[str, str]:
    block = css[css.index(start) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block[: block.index("\n}")]))


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, two: str) -> float:
    high, low = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough(made: Path, scheme: str) -> None:
    """WCAG 2.1, level AA: 4.5 for words, 3 for what is drawn."""
    css = (made / "assets" / "style.css").read_text(encoding="utf-8")
    light = _colours(css, ":root {")
    dark = _colours(css, "(prefers-color-scheme: dark)")
    colours = light if scheme == "light" else {**light, **dark}
    assert set(light) == set(dark)
    for words in ("ink", "muted", "link"):
        for ground in ("page", "paper", "code"):
            if (words, ground) != ("muted", "code"):
                assert _contrast(colours[words], colours[ground]) >= 4.5, (words, ground)
    for verdict in ("proved", "verified", "measured", "argued", "failed", "timed-out", "not-run"):
        assert _contrast(colours[verdict], colours[f"{verdict}-back"]) >= 4.5, verdict
    for drawn in ("s0", "s1", "s2", "s3", "s4", "s5", "star", "wall", "focus"):
        assert _contrast(colours[drawn], colours["paper"]) >= 3, drawn
    assert _contrast(colours["muted"], colours["wall-area"]) >= 4.5
    assert _contrast(colours["star"], colours["wall-area"]) >= 3
    assert _contrast(colours["ink"], colours["wall-area"]) >= 4.5


def test_the_font_goes_with_its_licence(made: Path) -> None:
    assert "SIL OPEN FONT LICENSE" in (made / "assets" / "font-licence.txt").read_text()
    css = (made / "assets" / "style.css").read_text(encoding="utf-8")
    assert 'url("data:font/woff;base64,d09GR' in css
    # Without these Firefox makes each line with a formula as high as the font says: three lines.
    site = Path(__file__).resolve().parents[2] / "docs" / "static" / "site.css"
    for text in (css, site.read_text(encoding="utf-8")):
        face = re.search(r"@font-face \{(.*?)\}", text, re.DOTALL)
        assert face is not None
        assert {"ascent-override", "descent-override"} <= set(
            re.findall(r"[a-z-]+(?=: \d)", face[1])
        )
