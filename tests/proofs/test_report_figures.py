"""The figures of the report: what they draw is what the theory and the runs say."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from proofs.bounds import memory_table
from proofs.claims import all_claims
from proofs.cli.app import run
from proofs.regression.records import ClaimRecord, Machine, Run
from proofs.report import site
from proofs.report.figures import Figure, separation, training
from proofs.report.figures.degree import FAMILIES, degree_figure, degree_intervals, files
from proofs.report.figures.gradients import PANELS, gradient_figures
from proofs.report.figures.history import history_figure
from proofs.report.figures.memory import memory_figures
from proofs.report.figures.pictures import picture_figures
from proofs.report.markup import Table, join
from proofs.report.plot import Axis, Plot, counting, decades
from tests.report_pages import Page, pages


def quiet(_: str) -> None:
    return


def whole(figure: Figure) -> Page:
    """Return a figure as a page, taken apart."""
    return Page("<!DOCTYPE html>\n" + figure.html(level=3, link=lambda _: None))


def good(figure: Figure) -> Page:
    page = whole(figure)
    assert page.ids[0] == figure.anchor
    assert len(page.ids) == len(set(page.ids))
    assert page.tags["figcaption"] == 1
    if figure.drawing is not None:
        for tag, attributes in page.attributes:
            if tag == "svg" and attributes.get("role") == "img":
                named = str(attributes["aria-labelledby"]).split()
                assert set(named) <= set(page.ids)
        assert page.tags["title"] >= 1
        assert page.tags["desc"] >= 1
        assert "nan" not in figure.drawing
    assert page.tags["table"] == len(figure.tables) > 0
    return page


def test_axes() -> None:
    assert decades("v", [1e-4, 0.5]).ticks[0] == (pytest.approx(1e-4), "10⁻⁴")
    assert counting("n", 0, 30, 8).ticks[1][1] == "4"
    axis = Axis("x", 0, 10, ())
    assert [axis.share(v) for v in (0, 5, 10)] == [0, 0.5, 1]


def test_a_plot_puts_values_where_they_belong() -> None:
    drawn = Plot("p", "title <", "what & why", Axis("x", 0, 1, ()), Axis("y", 0, 1, ()))
    left, bottom = drawn.at(0, 0)
    right, top = drawn.at(1, 1)
    assert left < right
    assert top < bottom
    drawn.mark(0.5, 0.5, 0, "<b>")
    drawn.span(0.5, -1, 2, 0)
    text = drawn.html()
    assert "&lt;b&gt;" in text
    assert "what &amp; why" in text


def test_the_wall_is_the_exact_curve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separation, "PANELS", ((3, 2), (4, 3)))
    monkeypatch.setattr(separation, "stored", lambda _: [])
    three, four = separation.separation_figures(0, quiet)
    good(three)
    assert [row[1] for row in three.tables[0].rows] == ["1/4", "1/4", "1/4", "0", "0"]
    assert [row[1] for row in four.tables[0].rows] == ["1/4", "1/4", "1/8", "1/8", "0", "0"]
    assert three.tables[0].rows[-1] == ("3 qubits (k-HRNN)", "0", "0")
    assert "No trained cells" in three.caption


def test_trained_cells_are_drawn_as_stored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    point = {"model": "gru", "bits": 2.0, "states_at_cut": 4, "worst": "3/8", "mean": "5/16",
             "nats_above_true_law": None}  # fmt: skip
    run = {"schema": "khrnn-separation/2", "n": 3, "k": 2, "seed": 5, "quantum": {"worst": "0"},
           "khrnn_trained": True, "command": "khrnn <b>"}  # fmt: skip
    runs = [
        {**run, "points": [point, {**point, "model": "constant"}]},
        {**run, "schema": "khrnn-separation/1", "seed": 6, "points": [point]},
    ]
    path = tmp_path / "separation.json"
    path.write_text(json.dumps(runs), encoding="utf-8")
    monkeypatch.setattr(separation, "PANELS", ((3, 2),))
    monkeypatch.setattr(separation, "stored", lambda _: [path])
    [figure] = separation.separation_figures(0, quiet)
    good(figure)
    assert figure.tables[1].rows == [("GRU", "2", "5", "0.3750", "0.3125")]
    assert "GRU, trained: measured" in [words for _, words in figure.legend]
    assert "A trained k-HRNN with rounded phases errs by 0." in figure.caption
    assert "<code>khrnn &lt;b&gt;</code>" in figure.caption


def test_the_front_page_prefers_a_plot_with_trained_cells() -> None:
    table = Table("t", ("a",), [("b",)])
    figures = [
        Figure(anchor, anchor, None, (), join("c"), [table] * count)
        for anchor, count in (("separation-3-2", 2), ("separation-4-2", 1), ("growth", 1),
                              ("separation-4-3", 2), ("degree", 1))
    ]  # fmt: skip
    assert [f.anchor for f in site.on_front(figures)] == ["separation-4-3", "growth"]
    assert [f.anchor for f in site.on_front(figures[1:3])] == ["separation-4-2", "growth"]
    assert site.on_front([]) == []


def test_the_memory_table_says_what_the_bounds_say() -> None:
    growth, small = memory_figures(quiet)
    good(growth)
    good(small)
    rows = {row[0]: row[1:] for table in small.tables for row in table.rows}
    for n, k in ((5, 2), (4, 3), (8, 8), (6, 4)):
        table = memory_table(n, k)
        cells = [re.split("≤ | to ", cell)[-1] for cell in rows[f"({n},{k})"][:5]]
        shown = cells[:4]
        assert cells[4] == cells[3]
        assert shown == [str(table.paper_bound_bits), *(str(b.bits) for b in table.readings)]
        exact = table.readings[2].relation == "="
        assert rows[f"({n},{k})"][3].isdigit() or not exact
    # What the certificates of docs/derivations/memory_k3.md say: 3 and 4, 4 and 8, 1 and 2 states.
    assert rows["(4,3)"][3:5] == ("2", "2")
    assert rows["(5,3)"][3:5] == ("2 to 8", "3 to 8")
    assert rows["(5,4)"][3:5] == ("≤ 1", "1")
    assert rows["(6,5)"][3:5] == ("0", "0")
    assert len(rows) == 28


def test_a_refused_certificate_stops_the_memory_table(monkeypatch: pytest.MonkeyPatch) -> None:
    from proofs.certificates import support_states
    from proofs.certificates.document import Document

    found = support_states.support_states(4, 3)
    wrong = Document("x", {**found.documents[0].statement, "states": 3},
                     found.documents[0].certificate)  # fmt: skip
    monkeypatch.setattr(support_states, "support_states",
                        lambda *_: dataclasses.replace(found, documents=(wrong,)))  # fmt: skip
    with pytest.raises(AssertionError, match="refuses"):
        memory_figures(quiet)


def test_pictures_and_their_tables() -> None:
    found = {figure.anchor: figure for figure in picture_figures(0, quiet)}
    square = good(found["picture-mermin-square"])
    assert "violates 1 context, on a wide band. No values violate fewer;" in square.text
    assert len(found["picture-mermin-square"].tables[0].rows) == 6
    assert len(found["picture-peres-33"].tables[0].rows) == 33
    for figure in found.values():
        good(figure)
    ids = [i for figure in found.values() for i in whole(figure).ids]
    assert len(ids) == len(set(ids))


def test_gradients_stand_beside_their_laws(monkeypatch: pytest.MonkeyPatch) -> None:
    from proofs.report.figures import gradients

    monkeypatch.setattr(gradients, "SAMPLES", 60)
    monkeypatch.setattr(gradients, "PANELS", PANELS[:1])
    [figure] = gradient_figures(0, quiet)
    page = good(figure)
    rows = figure.tables[0].rows
    assert [row[4] for row in rows[:2]] == ["1/64", "1/128"]
    assert page.text.count("yes") + page.text.count(" no ") >= 10
    again = gradient_figures(0, quiet)[0]
    assert again.drawing == figure.drawing


def test_history_is_plotted() -> None:
    claim = ClaimRecord("doily", "proved", 0.5, (), ("doily",))
    late = ClaimRecord("training", "not_run", 0.0, (), ())
    runs = tuple(
        Run(f"2026-11-{day}T10:00:00Z", "0.1.0", "0123456789abcdef-modified" if day > 11 else None,
            0, Machine("Linux", "x86_64", 2, "3.11.7"), 10.0 * day, day == 12, (claim, late))
        for day in (10, 11, 12)
    )  # fmt: skip
    figure = history_figure(runs)
    page = good(figure)
    assert page.tags["svg"] == 3
    last = figure.tables[0].rows[-1]
    assert last[3:] == ("0123456789ab-modified", "0", "1", "1", "120", "interrupted")
    good(history_figure(runs[:1]))


def test_stored_runs_of_networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = [
        {"task": "xor", "preset": "fast", "cell": cell, "seed": 0, "parameters": 9, "reached": None,
         "test_error": 0.25}
        for cell in ("qrnn", "rnn", "unknown")
    ]  # fmt: skip
    curve = {"seed": 3, "step": [1, 2], "loss": [0.5, 0.0], "validation": [[2, 0.1, 0.5]]}
    (tmp_path / "r.json").write_text(json.dumps(results), encoding="utf-8")
    (tmp_path / "c.json").write_text(
        json.dumps({"digits/<b>": curve, "x": {**curve, "validation": []}}), encoding="utf-8"
    )
    monkeypatch.setattr(training, "CURVES", ())
    monkeypatch.setattr(training, "RESULTS", "r.json")
    monkeypatch.setattr(training, "STORED_CURVES", "c.json")
    monkeypatch.setattr(training, "stored", lambda name: [tmp_path / name])
    cells, digits, bare = training.training_figures(quiet)
    assert [row[1] for row in cells.tables[0].rows] == ["QRNN", "RNN"]
    assert cells.tables[0].rows[0][4:] == ("not reached", "25.0")
    assert digits.claims == ("qrnn-digits",)
    for figure in (cells, digits):
        good(figure)
    assert whole(bare).tags["svg"] > 0


def test_without_torch_the_curves_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    stands_in = training.training_figures(quiet)[: len(training.CURVES)]
    monkeypatch.setattr(training, "stored", lambda _: [])
    missing = training.training_figures(quiet)
    assert [f.anchor for f in stands_in] == [f.anchor for f in missing]
    for one, none in zip(stands_in, missing, strict=True):
        assert none.drawing is None
        assert "Stored run" in good(one).text
        assert all("khrnn[train]" in whole(figure).text for figure in (one, none))


def test_stored_runs_are_in_the_package_and_nowhere_else() -> None:
    """An installed report has the figures of the checkout's."""
    root = Path(__file__).resolve().parents[2]
    for module, name in ((separation, separation.TRAINED), (training, training.RESULTS),
                         (training, training.STORED_CURVES)):  # fmt: skip
        [path] = module.stored(name)
        assert path.parent == root / "proofs" / "report" / "data"
    assert not list((root / "docs").rglob("*_results.json"))
    assert not list((root / "docs").rglob("*_curves.json"))


@pytest.mark.slow
def test_degree_intervals_are_certified() -> None:
    from proofs.kernel import check

    found = degree_intervals(0, quiet)
    assert [(one.lower, one.upper) for one in found[:5]] == [
        (3, 3), (9, 9), (21, 21), (63, 63), (315, 315)
    ]  # fmt: skip
    for one in found:
        assert one.lower <= one.upper
        for side, document in zip((one.lower, one.upper), one.documents, strict=True):
            assert document.statement["bound"] == side
    for text in files(found).values():
        data = json.loads(text)
        assert check(data["statement"], data["certificate"]).status == "valid"
    good(degree_figure(found, "figure-certificates"))


@pytest.mark.slow
def test_the_whole_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two claims with all figures, twice: links, anchors, and the same bytes."""
    pytest.importorskip("torch")
    # Results that somebody adds to meanwhile would make another report.
    kept = tmp_path / "stored"
    kept.mkdir()
    for path in training.stored("*.json"):
        shutil.copy(path, kept)
    for module in (separation, training):
        monkeypatch.setattr(module, "stored", lambda pattern: sorted(kept.glob(pattern)))
    verify = tmp_path / "one" / "verify.json"
    for name, words in (
        ("one", ["--claim", "mermin-square", "--claim", "degree-doily"]),
        ("two", ["--results", str(verify)]),
    ):
        monkeypatch.setattr(sys, "argv", ["khrnn", "report", "--out", str(tmp_path / name), *words])
        assert run() == 0
    capsys.readouterr()
    one, two = tmp_path / "one", tmp_path / "two"
    for path in one.rglob("*"):
        if path.is_file():
            same = (two / path.relative_to(one)).read_bytes() == path.read_bytes()
            assert same == (path.name != "index.html"), path
    found = pages(one)
    figures = found["figures.html"]
    assert figures.tags["figure"] >= 18
    assert len(figures.ids) == len(set(figures.ids))
    for name, page in found.items():
        for _, target in page.links:
            path_text, _, anchor = target.partition("#")
            place = (one / name).parent / path_text if path_text else one / name
            if target == "data:,":
                continue
            assert place.is_file(), (name, target)
            if anchor:
                key = place.resolve().relative_to(one.resolve()).as_posix()
                assert anchor in found[key].ids, (name, target)
    text = (one / "figures.html").read_text(encoding="utf-8")
    assert not re.search(r"https?:(?!//www\.w3\.org)", text)


def test_figures_name_claims_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim that is renamed would lose its figure without a word."""
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setattr(separation, "PANELS", ((3, 2),))
    figures = [
        *separation.separation_figures(0, quiet),
        *memory_figures(quiet),
        *picture_figures(0, quiet),
        *training.training_figures(quiet),
    ]
    named = {claim for figure in figures for claim in figure.claims}
    named |= {claim for panel in PANELS for claim in panel.claims}
    named |= {claim for *_, claim in FAMILIES}
    assert named <= {claim.identifier for claim in all_claims()}
