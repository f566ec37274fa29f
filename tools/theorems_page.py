"""Write docs/theorems.md from the Rocq sources: words, statement, place, assumptions.

Belongs here: the page, where lemmas are proved, and assumptions.txt. Reading
proofs/rocq/Statements.v is `proofs.report.theorems`'s. Nothing is run: coqc is not needed, and
what it printed is compared by tools/check_rocq.sh.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
SOURCES = ROOT / "proofs" / "rocq"
PAGE = ROOT / "docs" / "theorems.md"

from proofs.claims import all_claims  # noqa: E402  (a script finds the project first)
from proofs.report.theorems import headlines, line_of  # noqa: E402

PROVED = re.compile(r"^(?:Theorem|Lemma) (?P<name>\w+)", re.MULTILINE)


def places(folder: Path) -> dict[str, str]:
    """Where each lemma and theorem is proved: `File.v:line`."""
    found = {}
    for path in sorted(folder.glob("*.v")):
        if path.name != "Statements.v":
            text = path.read_text(encoding="utf-8")
            for match in PROVED.finditer(text):
                found[match["name"]] = f"{path.name}:{line_of(text, match.start())}"
    return found


def assumptions(folder: Path) -> dict[str, str]:
    """What each theorem rests on, as Rocq printed it."""
    lines = (folder / "assumptions.txt").read_text(encoding="utf-8").splitlines()
    return {line.partition(": ")[0]: line.partition(": ")[2] for line in lines}


def claims() -> dict[str, list[str]]:
    """The claims of `khrnn verify` that name each theorem."""
    found: dict[str, list[str]] = {}
    for claim in all_claims():
        for name in claim.rocq:
            found.setdefault(name, []).append(claim.identifier)
    return found


def page(folder: Path = SOURCES) -> str:
    """The text of docs/theorems.md."""
    named = claims()
    found = headlines((folder / "Statements.v").read_text(encoding="utf-8"))
    proved, rests = places(folder), assumptions(folder)
    lines = [
        "# Machine-checked theorems",
        "",
        "Made from `proofs/rocq` by `tools/theorems_page.py`; do not edit. `make proofs` checks",
        "all of them from scratch with Rocq (Debian's coq 8.16, standard library only) and",
        "compares their assumptions. *Closed under the global context* means: no axiom at all.",
        "",
        "Points, sets of vertices and shifts are tuples of bits (`point n`), polynomials are sets",
        "of monomials, amplitudes are integers whose common factor is divided out in",
        "probabilities. A value or outcome `true` is -1.",
        "",
        "Not proved: a lower bound for R3 with k >= 3, that min(n,9) measurements do if k = 2",
        "where n do, and the refinements of the spectral bound by pairs and quadrics. Under R3,",
        "states can share a memory state if they can for all Hermitian X^a (-1)^g, with g of any",
        "degree; they are excluded by measuring elements of the group, deg g < k.",
    ]
    section = ""
    for item in found:
        if item.section != section:
            section = item.section
            lines += ["", f"## {section}"]
        used = sorted({f"`{name}` ({proved[name]})" for name in item.lemmas if name in proved})
        lines += [
            "",
            f"### {item.name}",
            "",
            item.words,
            "",
            "```coq",
            item.statement,
            "```",
            "",
            f"`proofs/rocq/Statements.v:{item.line}`; proved as {', '.join(used)}. "
            f"Assumptions: {rests[item.name]}.",
            *([f"Claims: {', '.join(named[item.name])}."] if item.name in named else []),
        ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or with --check compare it; 1 if it is out of date."""
    text = page()
    if arguments == ["--check"]:
        if PAGE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{PAGE} is out of date: run python tools/theorems_page.py", file=sys.stderr)
        return 1
    PAGE.write_text(text, encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
