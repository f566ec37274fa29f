"""Draft the typeset forms that proofs/report/assets/typeset.txt lacks, and name those left over.

Belongs here: guessing where the formulas in a claim's plain text begin and end. A guess is printed
to be read and pasted, never used unread:

    python tools/draft_typeset.py

What it cannot guess is printed after `by hand:`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from contextuality.errors import InputError  # noqa: E402  (a script finds the project first)
from proofs.claims import all_claims  # noqa: E402
from proofs.report.mathml import NAMES, SYMBOLS  # noqa: E402
from proofs.report.typeset import belongs, formatted, lacks_form, left_over  # noqa: E402

CONNECTIVES = {"=", "<", ">", "<=", ">=", "+", "-", "/"}
SIGNS = {">=": r"\ge ", "<=": r"\le "}


def draft(text: str) -> str | None:
    """Return a form of a text, or None if what was guessed does not say what the text says."""
    words = text.split(" ")
    kinds = [_mathematical(word) for word in words]
    for i, word in enumerate(words):
        # A sign draws in its neighbours, numbers included.
        if word in CONNECTIVES and 0 < i < len(words) - 1:
            kinds[i - 1] = kinds[i] = kinds[i + 1] = True
    found: list[str] = []
    span: list[str] = []
    for word, kind in zip([*words, ""], [*kinds, False], strict=True):
        if kind:
            span.append(word)
        # A comma or semicolon at the end of a word ends the formula.
        if span and (not kind or word[-1] in ",;:"):
            found.append(_formula(" ".join(span)))
            span = []
        if not kind and word:
            found.append(word)
    form = " ".join(found).replace("  ", " ")
    if re.search(r"[\^_]\(|mathrm\{(binom|sqrt)\}", form):
        # Brackets within brackets: TeX would raise the opening one alone.
        return None
    try:
        formatted(form)
        return form if belongs(form, text) else None
    except InputError:
        return None


def _mathematical(word: str) -> bool:
    core = word.strip(",;:.()")
    if "-" in core and re.search(r"[A-Za-z]{2}-|-[A-Za-z]{2}", core):
        return False
    return bool(
        re.search(r"[=<>^|]|\b[A-Za-z]_|binom\(|sqrt\(|exp\(|\d[a-z]\b|^\(?\d+/\d+", core)
        or re.fullmatch(r"[b-zB-Z]|\d+,\d+|\d+e-\d+", core)
    )


def _formula(words: str) -> str:
    body = words.rstrip(",;:")
    # A bracket that was opened before the formula is closed after it.
    while body.endswith(")") and body.count(")") > body.count("("):
        body = body[:-1]
    tail = words[len(body) :]
    body = re.sub(r"\b1e-(\d+)", r"10^{-\1}", body)
    body = re.sub(r"binom\(([^(),]*),([^(),]*)\)", r"\\binom{\1}{\2}", body)
    body = re.sub(r"sqrt\(([^()]*)\)", r"\\sqrt{\1}", body)
    body = re.sub(r"([\^_])\(([^()]*)\)", r"\1{\2}", body)
    body = re.sub(r"\^(-\w+)", r"^{\1}", body)
    body = re.sub(r"_(\w\w+)", r"_{\1}", body)
    body = re.sub(r">=|<=", lambda match: SIGNS[match[0]], body)
    body = re.sub(
        r"(?<![\\A-Za-z{])([A-Za-z]{2,})\b(?!\})",
        lambda m: f"\\{m[1]}" if m[1] in SYMBOLS or m[1] in NAMES else f"\\mathrm{{{m[1]}}}",
        body,
    )
    return f"${body}${tail}"


def main() -> None:
    """Print drafts and left-over lines."""
    texts = sorted({t for claim in all_claims() for t in (claim.statement, claim.hypotheses)})
    for text in texts:
        if lacks_form(text):
            print(draft(text) or f"by hand: {text}")
    known = [*texts, *(claim.method for claim in all_claims())]
    for line in left_over(known):
        print(f"left over: {line}")


if __name__ == "__main__":
    main()
