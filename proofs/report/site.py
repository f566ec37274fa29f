"""The report's folder: every file of it, written beside its place and then moved there whole.

Here belongs which files there are and how the folder is replaced. What stands in them does not.
"""

from __future__ import annotations

import base64
import json
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contextuality.errors import InputError, shown
from proofs.report.claim_page import claim_page
from proofs.report.figures import Figure, Progress
from proofs.report.figures_page import Section, figures_page
from proofs.report.front import front_page, reading_page
from proofs.report.markup import Html
from proofs.report.origin import stored_note
from proofs.report.pages import CERTIFICATES, FIGURE_CERTIFICATES, claim_link
from proofs.report.results import Results, bundle_files
from proofs.report.theorems import by_name

if TYPE_CHECKING:
    from proofs.regression.records import Run

SCHEMA = "khrnn-report/1"
MARKER = "report.json"
SEPARATION = ("separation-4-2", "separation-4-3", "separation-3-2")
"""Of these the front page shows the first that has trained cells, or the first."""


@dataclass(frozen=True)
class Drawn:
    """The figures of a report.

    Args:
        sections: by topic.
        files: certificates of figures, by name.
    """

    sections: Sequence[Section]
    files: dict[str, str]

    @property
    def figures(self) -> list[Figure]:
        """All figures in order."""
        return [figure for _, _, figures in self.sections for figure in figures]


def draw(seed: int, runs: Sequence[Run], progress: Progress) -> Drawn:
    """Compute and draw all figures.

    Args:
        seed: of searches and samples.
        runs: of a history file; none leaves that figure out.
        progress: told what is computed.
    """
    from proofs.report.figures.degree import degree_figure, degree_intervals  # noqa: PLC0415
    from proofs.report.figures.degree import files as degree_files  # noqa: PLC0415
    from proofs.report.figures.gradients import gradient_figures  # noqa: PLC0415
    from proofs.report.figures.history import history_figure  # noqa: PLC0415
    from proofs.report.figures.memory import memory_figures  # noqa: PLC0415
    from proofs.report.figures.pictures import picture_figures  # noqa: PLC0415
    from proofs.report.figures.separation import separation_figures  # noqa: PLC0415
    from proofs.report.figures.training import training_figures  # noqa: PLC0415

    intervals = degree_intervals(seed, progress)
    sections: list[Section] = [
        ("separation", "Error against memory", separation_figures(seed, progress)),
        ("memory-tables", "Memory", memory_figures(progress)),
        ("degrees", "Contextuality degree", [degree_figure(intervals, FIGURE_CERTIFICATES)]),
        ("pictures", "Contextuality, drawn", picture_figures(seed, progress)),
        ("gradients", "Gradient variances", gradient_figures(seed, progress)),
        ("training", "Training", training_figures(progress)),
    ]
    if runs:
        sections.append(("runs", "Earlier runs", [history_figure(runs)]))
    return Drawn(sections, degree_files(intervals))


def contents(
    results: Results, data: str, drawn: Drawn | None, *, stored: bool = False
) -> Iterator[tuple[str, str | bytes]]:
    """Yield every file of the report but the run's certificates: its path and its content.

    Args:
        results: the run.
        data: the run as `khrnn verify --json` writes it.
        drawn: the figures, or None to leave them out.
        stored: whether the run was made earlier; then the front page says so.
    """
    known = {claim.identifier for claim in results.claims}

    def link(identifier: str) -> Html | None:
        return claim_link(identifier, "") if identifier in known else None

    figures = drawn.figures if drawn is not None else []
    asked = any(row.opinions for claim in results.claims for row in claim.certificates)
    theorems = by_name()
    yield (
        "index.html",
        front_page(results, on_front(figures), link, stored_note(results) if stored else None),
    )
    yield "figures.html", figures_page(results, drawn.sections if drawn else [], link)
    yield "reading.html", reading_page(results, independent=asked, figures=drawn is not None)
    for position, claim in enumerate(results.claims):
        yield (
            f"claims/{claim.identifier}.html",
            claim_page(results, position, theorems, figures),
        )
    if drawn is not None:
        for name, text in drawn.files.items():
            yield f"{FIGURE_CERTIFICATES}/{name}", text
    yield "verify.json", data
    assets = files("proofs.report").joinpath("assets")
    font = base64.b64encode(assets.joinpath("formulas.woff").read_bytes()).decode()
    style = assets.joinpath("style.css").read_text(encoding="utf-8")
    yield (
        "assets/style.css",
        style.replace('url("{{font}}")', f'url("data:font/woff;base64,{font}")'),
    )
    for name in ("table.js", "font-licence.txt"):
        yield f"assets/{name}", assets.joinpath(name).read_text(encoding="utf-8")


def on_front(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures of the front page: a separation plot and the growth of memory.

    Args:
        figures: of the report.
    """
    named = {figure.anchor: figure for figure in figures}
    panels = [named[anchor] for anchor in SEPARATION if anchor in named]
    # A second table holds the trained cells.
    chosen = sorted(panels, key=lambda figure: len(figure.tables) < 2)[:1]
    return [*chosen, *(figure for figure in figures if figure.anchor == "growth")]


def check_place(out: Path, *, replace: bool) -> None:
    """Refuse a place for a report that cannot or must not be written.

    Args:
        out: the folder to come.
        replace: whether something that is no report may be replaced.

    Raises:
        InputError: if its parent is missing, or it is a file, or a folder with something in it that
            is no report and is not to be replaced.
    """
    target = out.resolve()
    if not target.parent.is_dir():
        raise InputError(
            where=str(out), expected="an existing parent folder", found=f"no folder {out.parent}"
        )
    if target.exists() and not target.is_dir():
        raise InputError(where=str(out), expected="a folder", found="a file")
    if target.is_dir() and not replace and any(target.iterdir()) and not is_report(target):
        raise InputError(
            where=str(out),
            expected="an empty folder or an earlier report, or --force to replace what is there",
            found="other files",
        )
    if target == Path.cwd() or target in Path.cwd().parents:
        raise InputError(
            where=str(out), expected="a folder below or beside this one", found="where you stand"
        )
    trial = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        trial.mkdir()
        trial.rmdir()
    except OSError as error:
        raise InputError(
            where=str(out), expected="a place that can be written",
            found=error.strerror or "an error",
        ) from None  # fmt: skip


def is_report(folder: Path) -> bool:
    """Whether a folder is a report and holds nothing else.

    Args:
        folder: any folder.
    """
    try:
        data = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        listed = {MARKER, *data["files"]}
        if data["schema"] != SCHEMA:
            return False
    except (OSError, ValueError, KeyError, TypeError):
        return False
    present = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()
    }
    return present <= listed


@contextmanager
def unfinished(out: Path) -> Iterator[Path]:
    """Give a new folder beside the place of a report; it is removed whatever happens.

    Args:
        out: where the report will be.
    """
    place = out.resolve()
    folder = place.with_name(f".{place.name}.{secrets.token_hex(8)}.tmp")
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write(
    folder: Path,
    bundle: Path,
    results: Results,
    data: dict[str, Any],
    drawn: Drawn | None,
    *,
    stored: bool = False,
) -> list[str]:
    """Write all files of a report into an empty folder; return their paths in it.

    Args:
        folder: from `unfinished`.
        bundle: the run's certificates.
        results: the run.
        data: the run as data.
        drawn: the figures, or None.
        stored: whether the run was made earlier.
    """
    written = []
    text = json.dumps(data, indent=2) + "\n"
    for name, content in contents(results, text, drawn, stored=stored):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        written.append(name)
    (folder / CERTIFICATES).mkdir(exist_ok=True)
    for name in bundle_files(bundle):
        source, target = bundle / name, folder / CERTIFICATES / name
        if source.resolve() != target.resolve():
            shutil.copyfile(source, target)
        written.append(f"{CERTIFICATES}/{name}")
    marker = {"schema": SCHEMA, "files": sorted(written)}
    (folder / MARKER).write_text(json.dumps(marker, indent=1) + "\n", encoding="utf-8")
    return [*written, MARKER]


def put_in_place(folder: Path, out: Path) -> None:
    """Move a finished folder to its place; what was there disappears only after that.

    Args:
        folder: the finished report.
        out: its place; what is there was allowed to be replaced by `check_place`.

    Raises:
        InputError: if the system refuses; then the old folder is where it was.
    """
    target = out.resolve()
    old = target.with_name(f".{target.name}.{secrets.token_hex(8)}.old")
    try:
        if target.exists():
            target.rename(old)
        try:
            folder.rename(target)
        except BaseException:
            if old.exists():
                old.rename(target)
            raise
    except OSError as error:
        raise InputError(
            where=str(out), expected="a place that can be written",
            found=shown(error.strerror or "an error"),
        ) from None  # fmt: skip
    shutil.rmtree(old, ignore_errors=True)
