r"""LaTeX: tables of contexts and vectors, and a picture of a hypergraph in TikZ. Writing only.

Belongs here: fragments to `\input` into a document; tables need no package, the picture needs
tikz. Does not belong here: pictures in other formats.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contextuality.context_hypergraph import ContextHypergraph, hypergraph_of
from contextuality.scenario import Scenario
from contextuality.vectors import RINGS, VectorSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: "\\" + character for character in "#$%&_{}"},
}
_SYMBOLS = {"sqrt2": r"\sqrt{2}", "i": r"\mathrm{i}", "w": r"\omega", "phi": r"\varphi"}


def spell_latex(subject: Scenario | VectorSet | ContextHypergraph) -> str:
    r"""Return tables of a scenario, vector set or hypergraph.

    Returns:
        A `tabular` with a line for each context, its observables and its sign; for a vector set one
        for the vectors and one for the complete bases, by the vectors' numbers from 1.

    Source: ours.

    Example:
        >>> from contextuality.library import get
        >>> print(spell_latex(get("mermin-square")).splitlines()[4])
        $XI$ & $IX$ & $XX$ & $+$ \\
    """
    if isinstance(subject, Scenario):
        sizes = max(map(len, subject.contexts))
        rows = [
            [
                *_padded([_observable(label) for label in labels], sizes),
                f"${sign:+d}$".replace("1", ""),
            ]
            for labels, sign in zip(subject.labelled_contexts(), subject.signs, strict=True)
        ]
        head = [rf"\multicolumn{{{sizes}}}{{l}}{{context}}", "sign"]
        return _table(subject.name, "l" * sizes + "c", head, rows)
    if isinstance(subject, VectorSet):
        vectors = [
            [str(i), *(f"${_entry(entry, subject.ring)}$" for entry in vector)]
            for i, vector in enumerate(subject.spelled(), start=1)
        ]
        head = ["", rf"\multicolumn{{{subject.dim}}}{{l}}{{vector}}"]
        first = _table(subject.name, "r" + "c" * subject.dim, head, vectors)
        return first + "\n" + _edges(f"{subject.name}: bases", hypergraph_of(subject))
    return _edges(subject.name, subject)


def spell_tikz(subject: Scenario | VectorSet | ContextHypergraph) -> str:
    r"""Return a picture: vertices on a circle, a closed line through each context.

    Returns:
        A `tikzpicture`; contexts of sign -1 are dashed.

    Source: ours.

    Example:
        >>> from contextuality.library import get
        >>> print(spell_tikz(get("mermin-square")).splitlines()[-2])
          \draw[dashed] (v3) -- (v6) -- (v9) -- cycle;
    """
    graph = hypergraph_of(subject)
    signs = subject.signs if isinstance(subject, Scenario) else (1,) * len(graph.edges)
    size = len(graph.vertices)
    lines = [f"% {subject.name}", r"\begin{tikzpicture}"]
    for i, label in enumerate(graph.vertices):
        # An exact angle in degrees: TikZ divides.
        place = f"(90-360*{i}/{size}:4)"
        lines.append(rf"  \node (v{i + 1}) at {place} {{{_escaped(label)}}};")
    for edge, sign in zip(graph.edges, signs, strict=True):
        style = "[dashed]" if sign == -1 else ""
        path = " -- ".join(f"(v{i + 1})" for i in edge)
        lines.append(rf"  \draw{style} {path} -- cycle;")
    return "\n".join([*lines, r"\end{tikzpicture}"]) + "\n"


def _edges(title: str, graph: ContextHypergraph) -> str:
    sizes = max((len(edge) for edge in graph.edges), default=1)
    rows = [_padded([_escaped(graph.vertices[i]) for i in edge], sizes) for edge in graph.edges]
    return _table(title, "l" * sizes, [rf"\multicolumn{{{sizes}}}{{l}}{{context}}"], rows)


def _table(title: str, columns: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"% {title}", rf"\begin{{tabular}}{{{columns}}}"]
    lines += [" & ".join(head) + r" \\", r"\hline"]
    lines += [" & ".join(row) + r" \\" for row in rows]
    return "\n".join([*lines, r"\end{tabular}"]) + "\n"


def _padded(cells: list[str], size: int) -> list[str]:
    return cells + [""] * (size - len(cells))


def _observable(label: str) -> str:
    """Return a Pauli string in mathematics mode, other labels as text."""
    return f"${label}$" if re.fullmatch("[IXYZ]+", label) else _escaped(label)


def _entry(entry: str, ring: str) -> str:
    symbol = RINGS[ring].symbol
    if not symbol:
        return entry
    return entry.replace("*", "").replace(symbol, _SYMBOLS[symbol])


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)
