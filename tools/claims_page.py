"""The claims on the documentation site: docs/claims.md as a page that reads well, with formulas.

Belongs here: the same claims, hypotheses, methods and verdicts as the printed table has, as a list
by topic. What the claims say is `proofs.claims`, how it is typeset `proofs.report.typeset`; the
verdicts are those that docs/claims.md prints, nothing is decided here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from pkgutil import iter_modules

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from tools.docs_pages import plain  # noqa: E402

TOPICS = {
    "hypergraph": "Translating hypergraph states: memory, and the k-HRNN",
    "simulators": "Simulators",
    "support": "Reading R3 for graph states",
    "scenarios": "Contextual scenarios",
    "degree": "Contextuality degree",
    "fraction": "Contextual fraction",
    "exclusivity": "Graphs of exclusive events",
    "machines": "Memory of sequences of measurements",
    "memory_k3": "Reading R3 for k >= 3",
    "rate": "Error against memory",
    "qrnn": "Recurrent quantum networks",
    "qrnn_runs": "Recurrent quantum networks, trained",
    "generative": "Losses of generative models",
    "generative_shots": "Losses of generative models, from shots",
    "qumode": "Qumodes",
    "trainability": "Gradients and Lie algebras",
    "dissipative": "Dissipative networks",
    "training": "Training on the task",
}
"""Headings by the module of `proofs.claims`; a module without one lends its name."""

VERDICTS = "proved|verified|argued|measured|not run|failed|timed out"
ROW = re.compile(rf"^ ([a-z0-9][a-z0-9-]*) .*? ({VERDICTS})(?: +[\d.]+)?$", re.MULTILINE)
LAST = re.compile(r"^\d+ of \d+ claims: .*$", re.MULTILINE)


def claims_page(printed: str) -> str:
    """Return the page in MyST Markdown.

    Args:
        printed: docs/claims.md, with the table as `khrnn verify` prints it.

    A claim that the table lacks is younger than the printed run; the page says so of it.
    """
    from proofs.claims import Status, all_claims  # noqa: PLC0415 - a script finds the project first

    verdicts = dict(ROW.findall(printed))
    parts = [
        "# The claims\n",
        "What `khrnn verify` decides, by topic: the statement, the hypotheses under which alone it",
        "is made, the method, the source. `khrnn verify --claim NAME` decides one again,",
        "`khrnn verify --long` also those that take minutes, and `khrnn report` shows each with",
        "its certificates. The printed run:\n",
        *(f"> {plain(line)}\n" for line in LAST.findall(printed)),
        *(f"`{s.name.lower().replace('_', ' ')}`\n: {plain(s.value)}\n" for s in Status),
    ]
    homes = _homes()
    for module, group in groupby(all_claims(), lambda one: homes[one.identifier]):
        parts.append(f"## {plain(TOPICS.get(module, module.replace('_', ' ').capitalize()))}\n")
        for one in group:
            parts += _entry(one, verdicts.get(one.identifier, "not in the printed run"))
    return "\n".join(parts) + "\n"


def _homes() -> dict[str, str]:
    """Return the module of each claim."""
    from proofs import claims  # noqa: PLC0415 - likewise

    found = {}
    for module in iter_modules(claims.__path__):
        held = getattr(import_module(f"proofs.claims.{module.name}"), "CLAIMS", ())
        found |= {one.identifier: module.name for one in held}
    return found


def _entry(claim, verdict: str) -> Iterator[str]:
    yield f"`{claim.identifier}` **{verdict}**"
    yield f": {_typeset(claim.statement)}\n"
    yield f"  *If* {_typeset(claim.hypotheses)}\n"
    rocq = "; Rocq: " + ", ".join(f"`{name}`" for name in claim.rocq) if claim.rocq else ""
    yield f"  *By* {_typeset(claim.method)}{rocq}. *From* {plain(claim.source)}\n"


def _typeset(text: str) -> str:
    """Return a text as Markdown, with its formulas between dollar signs."""
    from proofs.report.typeset import form_of  # noqa: PLC0415 - likewise

    form = form_of(text)
    if form is None:
        return plain(text)
    # An odd piece is a formula; blanks at the ends of the others matter.
    return "".join(
        f"${piece}$" if i % 2 else re.sub(r"\S+", lambda word: plain(word[0]), piece)
        for i, piece in enumerate(form.split("$"))
    )
