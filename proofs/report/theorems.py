"""The theorems of proofs/rocq/Statements.v: section, words, statement, line and lemmas used.

Here belongs reading that file: a comment, a theorem, the proof term that names the lemma. Nothing
is run. docs/theorems.md is made from the same records by tools/theorems_page.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

_STATEMENT = re.compile(
    r"\(\*\* (?P<words>(?:(?!\*\)).)*?) \*\)\n"
    r"Theorem (?P<name>\w+)(?P<text>.*?)\.\nProof\.(?P<proof>.*?)Qed\.",
    re.DOTALL,
)
_SECTION = re.compile(r"^\(\*\* \* (?P<title>.*?) \*\)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Headline:
    """A theorem of Statements.v: its section, words, statement, line and lemmas used."""

    section: str
    name: str
    words: str
    statement: str
    line: int
    lemmas: tuple[str, ...]


def line_of(text: str, position: int) -> int:
    r"""Return the line number, from 1, of a position in a text.

    Example:
        >>> line_of("a\nb", 2)
        2
    """
    return text.count("\n", 0, position) + 1


def headlines(text: str) -> list[Headline]:
    """Return the theorems of a file like Statements.v in order.

    Args:
        text: of the file.

    Example:
        >>> headlines('''(** * Counting *)
        ... (** One is one. *)
        ... Theorem one : 1 = 1.
        ... Proof. exact eq_refl. Qed.''')[0].words
        'One is one.'
    """
    sections = [(match.start(), match["title"]) for match in _SECTION.finditer(text)]
    found = []
    for match in _STATEMENT.finditer(text):
        before = [title for start, title in sections if start < match.start()]
        found.append(
            Headline(
                section=before[-1] if before else "",
                name=match["name"],
                words=" ".join(match["words"].split()),
                statement=f"Theorem {match['name']}{match['text']}.",
                line=line_of(text, match.start("name")),
                lemmas=tuple(re.findall(r"[A-Za-z_]\w+", match["proof"])),
            )
        )
    return found


def by_name() -> dict[str, Headline]:
    """Return the theorems that this installation carries, by name.

    Example:
        >>> by_name()["r2_lower_bound"].section != ""
        True
    """
    path = files("proofs").joinpath("rocq/Statements.v")
    return {one.name: one for one in headlines(path.read_text(encoding="utf-8"))}
