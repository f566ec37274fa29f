"""Build wheel and sdist, and use them as a stranger would: `make dist`.

Belongs here: what is inside both, that the sdist builds the same wheel, and a bare environment in
a folder of its own, outside the checkout, with the wheel and no extra. Nothing in it is imported
from the checkout. The tests of what the commands compute are elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"

IN_WHEEL = (
    "contextuality/py.typed",
    "khrnn/py.typed",
    "proofs/py.typed",
    "proofs/certificates/support_states.json",
    "proofs/rocq/Statements.v",
    "proofs/rocq/_CoqProject",
    "proofs/report/assets/formulas.woff",
    "proofs/report/data/qrnn_curves.json",
    "proofs/report/data/qrnn_results.json",
    "proofs/report/data/separation_results.json",
)
IN_SDIST = (
    "Makefile",
    "CITATION.cff",
    "constraints.txt",
    "docs/conf.py",
    "docs/formats/README.md",
    "examples/square.stim",
    "proofs/rocq/assumptions.txt",
    "tests/test_readme.py",
    "tests/corpus/valid",
    "tools/build_docs.py",
)

CIRCUIT = "MPP X0*X1 Z0*Z1 Y0*Y1\n"

EXTRAS = {
    "stim": ["contextuality", "bell.stim"],
    "symmetry": ["contextuality", "symmetry", "--library", "doily"],
    "plot": ["contextuality", "draw", "--library", "doily", "-o", "doily.png"],
    "train": ["train", "recurrent", "--task", "xor"],
    "cluster": ["memory", "scenario", "--library", "mermin-square", "--scheduler", "tcp://x:1"],
}
"""For each extra a command that needs it; the wheel alone must name it and the way to get it."""

CORE = (
    (["--help"], 0, "Usage: khrnn"),
    (["--version"], 0, "khrnn "),
    (
        ["verify", "--claim", "mermin-square", "--claim", "hsmt-r2-all", "--out", "evidence"],
        0,
        "2 of 2 claims: 2 proved; 2 of 2 certificates accepted",
    ),
    (["check", "evidence"], 0, "2 valid, 0 incomplete, 0 invalid, 0 malformed"),
    (["check", "--independent", "evidence"], 0, "agreed "),
    (["check", "bell.stim"], 2, "malformed"),
    (["verify", "--claim", "cabello-18"], 0, "1 of 1 claims: 1 proved"),
    (["verify", "--claim", "hsmt-r3-machine"], 0, "1 of 1 claims: "),
    (["bound", "6", "3"], 0, "binom(n,k) - 1 = 19 bits"),
    (["memory", "hsmt", "4", "3"], 0, "4"),
    (["task", "hsmt", "3", "2", "5", "--count", "3", "-o", "data.jsonl"], 0, ""),
    (["simulate", "data.jsonl"], 0, ""),
    (["score", "exact", "data.jsonl"], 0, "validity: 1"),
    (["contextuality", "draw", "--library", "doily", "-o", "doily.svg"], 0, "doily.svg"),
    (["report", "--claim", "mermin-square", "--no-figures", "--out", "page"], 0, "page"),
)
"""Commands of the wheel alone, with their status and a part of what they print."""

REPORT = ["report", "--claim", "mermin-square", "--out"]
"""With figures, which the wheel must have like the checkout, though it has no extra."""

FIGURE = re.compile(r'<figure\b[^>]*\bid="([^"]+)"[^>]*>(.*?)</figure>', re.DOTALL)

TYPED = """
import importlib.resources as resources
for package in ("contextuality", "khrnn", "proofs"):
    print((resources.files(package) / "py.typed").is_file(), __import__(package).__file__)
"""


class DistError(Exception):
    """What the wheel or the sdist did not do."""


def main() -> int:
    """Build and try; return the exit status."""
    try:
        with tempfile.TemporaryDirectory(prefix="khrnn-dist-") as folder:
            wheel, sdist = build(Path(folder))
            look_inside(wheel, sdist)
            same_wheel(wheel, Path(folder))
            use(wheel, Path(folder))
    except DistError as failure:
        print(f"make dist: {failure}", file=sys.stderr)
        return 1
    for path in (wheel, sdist):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.1f} MB")
    return 0


def build(folder: Path) -> tuple[Path, Path]:
    """Build the sdist from the checkout and the wheel from the sdist; return both."""
    shutil.rmtree(DIST, ignore_errors=True)
    # What an earlier build left in build/lib would go into the wheel again.
    shutil.rmtree(ROOT / "build" / "lib", ignore_errors=True)
    run([sys.executable, "-m", "build", "--outdir", str(DIST), str(ROOT)], folder)
    (wheel,) = DIST.glob("*.whl")
    (sdist,) = DIST.glob("*.tar.gz")
    say(f"built {wheel.name} and {sdist.name}")
    return wheel, sdist


def look_inside(wheel: Path, sdist: Path) -> None:
    """Compare the contents with what was promised."""
    held = set(contents(wheel))
    missing = [name for name in IN_WHEEL if name not in held]
    stray = sorted(
        name
        for name in held
        if name.split("/")[0].split("-")[0] not in {"contextuality", "khrnn", "proofs"}
    )
    with tarfile.open(sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive.getmembers()}
    missing += [name for name in IN_SDIST if name not in names]
    stray += sorted(name for name in names if "__pycache__" in name or name.endswith(".pyc"))
    if missing or stray:
        raise DistError(f"missing {missing}, not wanted {stray[:5]}")
    say(f"{len(held)} files in the wheel, {len(names)} in the sdist")


def same_wheel(wheel: Path, folder: Path) -> None:
    """The checkout itself builds the same wheel, file by file, as the sdist did."""
    words = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--outdir",
        str(folder / "direct"),
        str(ROOT),
    ]
    run(words, folder)
    (direct,) = (folder / "direct").glob("*.whl")
    one, two = contents(wheel), contents(direct)
    differing = sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
    # RECORD lists the digests of the others.
    if [name for name in differing if not name.endswith("RECORD")]:
        raise DistError(f"checkout and sdist build different wheels: {differing[:5]}")
    say("checkout and sdist build the same wheel")


def contents(wheel: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def use(wheel: Path, folder: Path) -> None:
    """Install the wheel without extras, and run it in an empty folder."""
    started = time.monotonic()
    run([sys.executable, "-m", "venv", "env"], folder)
    python = folder / "env" / "bin" / "python"
    run([str(python), "-m", "pip", "install", "--quiet", str(wheel)], folder)
    say(f"installed without extras in {time.monotonic() - started:.0f} s")
    here = folder / "elsewhere"
    here.mkdir()
    (here / "bell.stim").write_text(CIRCUIT, encoding="utf-8")
    command = str(python.with_name("khrnn"))
    for words, status, promise in CORE:
        expect([command, *words], here, status, promise)
    kernel = [str(python), "-m", "proofs.kernel", "evidence"]
    expect(kernel, here, 0, "2 valid, 0 incomplete, 0 invalid, 0 malformed")
    printed = expect([str(python), "-c", TYPED], here, 0, "True")
    if "False" in printed or str(ROOT) + os.sep in printed:
        raise DistError(f"py.typed is missing, or the checkout was imported: {printed}")
    same_figures(command, here)
    for extra, words in EXTRAS.items():
        expect([command, *words], here, 2, f"pip install 'khrnn[{extra}]'")
    say(f"{len(CORE) + 2} commands and {len(EXTRAS)} missing extras behave as promised")


def same_figures(command: str, here: Path) -> None:
    """Make a report with the wheel and one with the checkout; compare their figures.

    Args:
        command: of the wheel.
        here: an empty folder's place.
    """
    started = time.monotonic()
    expect([command, *REPORT, "full"], here, 0, "open full")
    checkout = [sys.executable, "-m", "proofs.cli", *REPORT, str(here / "checkout")]
    status, printed = outcome(checkout, ROOT)
    if status:
        raise DistError(f"{' '.join(checkout)}: status {status}:\n{printed}")
    found, wanted = (figures(here / name / "figures.html") for name in ("full", "checkout"))
    if found != wanted or not found:
        differing = sorted(found.items() ^ wanted.items())
        raise DistError(f"the report of the wheel has other figures: {differing}")
    say(f"{len(found)} figures as in the checkout, in {time.monotonic() - started:.0f} s")


def figures(page: Path) -> dict[str, tuple[bool, int]]:
    """Return for each figure of a page whether it is drawn, and how many tables it has."""
    text = page.read_text(encoding="utf-8")
    return {
        anchor: ('<div class="drawing"' in inner, inner.count("<table"))
        for anchor, inner in FIGURE.findall(text)
    }


def expect(words: list[str], folder: Path, status: int, promise: str) -> str:
    """Run a command; raise unless its status and output are as promised; return the output."""
    found, printed = outcome(words, folder)
    if found != status or promise not in " ".join(printed.split()):
        told = f"expected status {status} and {promise!r}, found status {found}"
        raise DistError(f"{' '.join(words)}: {told} and:\n{printed}")
    return printed


def run(words: list[str], folder: Path) -> None:
    """Run a step of the build; raise with its output if it fails."""
    status, printed = outcome(words, folder)
    if status:
        raise DistError(f"{' '.join(words)}: status {status}:\n{printed}")


def outcome(words: list[str], folder: Path) -> tuple[int, str]:
    """Return the status and all output of a command, run without the checkout on any path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(  # noqa: S603 - our own arguments
        words,
        cwd=folder,
        env=kept | {"COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def say(line: str) -> None:
    """Print a line of progress at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
