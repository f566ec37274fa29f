r"""Statements and hypotheses of the claims as HTML with MathML.

Here belongs finding the typeset form of a text. The forms stand in assets/typeset.txt: words, and
TeX between dollar signs. A form belongs to the text that has the same letters and digits in the
same order, `\binom{n}{k}` counting as binom n k; so a form cannot drift from its claim unnoticed.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable
from importlib.resources import files

from contextuality.errors import InputError
from proofs.report.markup import Html
from proofs.report.mathml import NAMES, SYMBOLS, flowing

_SPOKEN = {"lfloor": "floor", "partial": "d"}
_SILENT = {
    "frac", "text", "mathrm", "mathfrak", "mathbb", "le", "ge", "ne", "approx", "in", "times",
    "cdot", "cdots", "dots", "to", "rfloor", "langle", "rangle",
}  # fmt: skip
_MATHS = re.compile(
    r"[=<>^|]|\b[A-Za-z]_|\b(?:binom|sqrt|floor|min|max|exp|tan|sin|cos)\b|(?<!')\b[b-zB-Z]\b(?!')|\(\d+,\d+\)"
    r"|\b\d+[a-z]\b|\d/\d|\d+e-\d"
)


def typeset(text: str) -> Html:
    """Return a text with its mathematics typeset, or the text itself if there is no form of it.

    Args:
        text: a statement or a list of hypotheses of a claim.

    Example:
        >>> typeset("a <b>")
        'a &lt;b&gt;'
        >>> "<mfrac" in typeset("R3, k = 2: exactly binom(n,2)-1 bits, the paper's figure, "
        ...                     "for all n >= 2")
        True
    """
    form = form_of(text)
    return Html(html.escape(text)) if form is None else _rendered(form)


def form_of(text: str) -> str | None:
    """Return the typeset form of a text, words and TeX between dollar signs, or None.

    Args:
        text: a statement or a list of hypotheses of a claim.

    Example:
        >>> form_of("no such claim") is None
        True
    """
    return _forms().get(_spoken(text))


def as_heading(text: str) -> Html:
    """Return a text typeset, with a capital at its beginning if that is a word.

    Args:
        text: a statement.

    Example:
        >>> as_heading("no values for the nine observables")[:9]
        'No values'
        >>> as_heading("p_i commutes")[:3], as_heading("MMD is")[:3]
        ('p_i', 'MMD')
    """
    shown = typeset(text)
    if re.match(r"[a-z]([a-z]+)?[ -]", shown) and not shown.startswith("k-"):
        return Html(shown[0].upper() + shown[1:])
    return shown


def formatted(form: str) -> Html:
    """Return words with mathematics between dollar signs as HTML.

    Args:
        form: of our own making; an odd dollar sign is a defect.

    Example:
        >>> formatted("falls like $1/n$")[:28]
        'falls like <math alttext="1/'
    """
    return _rendered(form)


def lacks_form(text: str) -> bool:
    """Whether a text has mathematics in it and no typeset form.

    Args:
        text: a statement or a list of hypotheses of a claim.

    Example:
        >>> lacks_form("no values for the nine observables"), lacks_form("all n >= 7 qubits")
        (False, True)
    """
    return _spoken(text) not in _forms() and _MATHS.search(text) is not None


def belongs(form: str, text: str) -> bool:
    r"""Whether a form says what a text says.

    Args:
        form: a line of typeset.txt.
        text: of a claim.

    Raises:
        InputError: if a formula of the form is not of the grammar.

    Example:
        >>> belongs(r"all $n\ge 2$", "all n >= 2"), belongs(r"all $n\ge 3$", "all n >= 2")
        (True, False)
    """
    return _key(form) == _spoken(text)


def left_over(texts: Iterable[str]) -> list[str]:
    """Return the lines of typeset.txt that belong to none of the texts.

    Args:
        texts: of all claims.
    """
    wanted = {_spoken(text) for text in texts}
    return [line for key, line in _forms().items() if key not in wanted]


def _key(form: str) -> str:
    pieces = form.split("$")
    return _spoken(" ".join(_words(piece) if i % 2 else piece for i, piece in enumerate(pieces)))


@functools.cache
def _forms() -> dict[str, str]:
    source = files("proofs.report").joinpath("assets/typeset.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for number, line in enumerate(source.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.count("$") % 2:
            where = f"typeset.txt, line {number}"
            raise InputError(where=where, expected="pairs of dollar signs", found=line)
        found[_key(line)] = line
    return found


def _rendered(form: str) -> Html:
    pieces = form.split("$")
    return Html(
        "".join(flowing(piece) if i % 2 else html.escape(piece) for i, piece in enumerate(pieces))
    )


def _spoken(text: str) -> str:
    """The letters and digits of a text; 1e-2 counts as 10 and 2."""
    return "".join(re.findall(r"[A-Za-z0-9]", re.sub(r"\b1e-(\d)", r"10 \1", text)))


def _words(tex: str) -> str:
    """What a formula says: commands as the claims spell them in plain text."""

    def said(match: re.Match[str]) -> str:
        name = match[1]
        if name in _SILENT:
            return " "
        if name in _SPOKEN or name in SYMBOLS or name in NAMES or name in {"binom", "sqrt"}:
            return f" {_SPOKEN.get(name, name)} "
        raise InputError(where=tex, expected="a command of the grammar", found=f"\\{name}")

    return re.sub(r"\\([A-Za-z]+)", said, tex)
