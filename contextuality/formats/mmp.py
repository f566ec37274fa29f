"""MMP strings: hypergraphs of contexts in one line of text, a character for each vertex.

Belongs here: that grammar, both ways. Does not belong here: colourings, vectors: the format has
none.

Grammar: edges separated by `,`, the last followed by `.`; an edge is the vertices in it, one after
the other. Vertices are 90 characters in a fixed order, then the same with `+` before them, then
with `++`, and so on. A file holds one string, which blanks and line ends may only surround.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality.context_hypergraph import ContextHypergraph, hypergraph_of
from contextuality.errors import InputError, shown
from contextuality.formats.lines import MAX_OBSERVABLES

if TYPE_CHECKING:
    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet

ALPHABET = (
    "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!\"#$%&'()*-/:;<=>?@[\\]^_`{|}~"
)
"""The 90 characters, in the order of the vertices they stand for."""


def parse_mmp(text: str, name: str, where: str = "") -> ContextHypergraph:
    r"""Read a hypergraph of contexts from an MMP string.

    Args:
        text: the whole file.
        name: the name of the hypergraph, which the format does not carry.
        where: the file to name in errors; errors add line and column.

    Returns:
        The hypergraph, its vertices labelled as in the string and in the order of the alphabet.

    Raises:
        InputError: for another character, a missing `.`, anything after it, an edge of fewer than
            two vertices, a repeated vertex or edge, or more than 4096 vertices.

    Source: B. D. McKay, N. D. Megill and M. Pavicic, Int. J. Theor. Phys. 39 (2000) 2381; the
        alphabet as in M. Pavicic, arXiv 2501.09637.

    Example:
        >>> parse_mmp("123,345,561.", "triangle").edges
        ((0, 1, 2), (2, 3, 4), (4, 5, 0))
    """
    start = len(text) - len(text.lstrip(" \t\r\n"))
    body = text.strip(" \t\r\n")
    edges: list[list[int]] = [[]]
    plus = 0

    def place(offset: int) -> str:
        before = text[: start + offset]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return f"{where or 'line'}:{line}:{column}"

    def refuse(offset: int, expected: str, found: str) -> InputError:
        return InputError(where=place(offset), expected=expected, found=found)

    for offset, character in enumerate(body):
        if character in ",.":
            if plus:
                raise refuse(offset, "a vertex after '+'", shown(character))
            if len(edges[-1]) < 2:
                raise refuse(offset, "an edge of at least two vertices", f"{len(edges[-1])}")
            if character == ".":
                if offset + 1 < len(body):
                    raise refuse(offset + 1, "nothing after the '.'", shown(body[offset + 1 :]))
                break
            edges.append([])
        elif character == "+":
            plus += 1
            if plus * len(ALPHABET) >= MAX_OBSERVABLES:
                raise refuse(offset, f"at most {MAX_OBSERVABLES} vertices", "one more '+'")
        elif character in ALPHABET:
            vertex = plus * len(ALPHABET) + ALPHABET.index(character)
            if vertex in edges[-1]:
                raise refuse(offset, "distinct vertices in an edge", f"{_spelled(vertex)} again")
            edges[-1].append(vertex)
            plus = 0
        else:
            raise refuse(offset, "a vertex, ',' or '.'", shown(character))
    else:
        raise refuse(len(body), "'.' at the end", "the end of the text")
    used = sorted({vertex for edge in edges for vertex in edge})
    index = {vertex: i for i, vertex in enumerate(used)}
    try:
        return ContextHypergraph(
            name,
            tuple(map(_spelled, used)),
            tuple(tuple(index[vertex] for vertex in edge) for edge in edges),
        )
    except InputError as error:
        raise error.located(where) from error


def spell_mmp(subject: Scenario | VectorSet | ContextHypergraph) -> str:
    r"""Return the MMP string of the contexts of a scenario, vector set or hypergraph.

    Returns:
        A line that `parse_mmp` reads back as the same edges. What else the subject has is lost:
        labels, signs, vectors, orthogonal pairs in no common edge, vertices in no edge.

    Raises:
        InputError: if there is no edge, or one of fewer than two vertices.

    Source: as `parse_mmp`.

    Example:
        >>> spell_mmp(parse_mmp("123,345,561.", "triangle"))
        '123,345,561.\n'
    """
    graph = hypergraph_of(subject)
    for i, edge in enumerate(graph.edges):
        if len(edge) < 2:
            raise InputError(
                where=f"context {i}", expected="at least two vertices", found=str(len(edge))
            )
    if not graph.edges:
        raise InputError(where="contexts", expected="at least one context", found="none")
    # Vertices in no edge take no character.
    used = sorted({i for edge in graph.edges for i in edge})
    name = {i: _spelled(k) for k, i in enumerate(used)}
    return ",".join("".join(name[i] for i in edge) for edge in graph.edges) + ".\n"


def _spelled(vertex: int) -> str:
    plus, position = divmod(vertex, len(ALPHABET))
    return "+" * plus + ALPHABET[position]
