"""Graph6: orthogonality graphs as printable characters, six entries of the matrix in each.

Belongs here: that grammar, both ways, and reading a graph as a Kochen-Specker problem. Does not
belong here: other graph formats, vectors that realize a graph.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from contextuality.context_hypergraph import ContextHypergraph, hypergraph_of
from contextuality.errors import InputError, shown
from contextuality.formats.lines import MAX_OBSERVABLES

if TYPE_CHECKING:
    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet

HEADER = ">>graph6<<"
MAX_BASES = 1_000_000
"""Graphs with more complete bases are refused."""


def parse_graph6(
    text: str, name: str, where: str = "", dim: int | None = None
) -> ContextHypergraph:
    r"""Read an orthogonality graph.

    Args:
        text: the whole file: one graph, with the header `>>graph6<<` or without.
        name: the name of the hypergraph, which the format does not carry.
        where: the file to name in errors.
        dim: the dimension, at least 2: a complete basis is a clique of `dim` vertices. The format
            does not carry it; by default the size of the largest cliques.

    Returns:
        The hypergraph with the complete bases as edges and the other adjacent vertices as pairs;
        vertices 1, 2, 3...

    Raises:
        InputError: naming line and column, for a character that graph6 does not have, a wrong
            length, padding that is not zero, a second graph, or more than 4096 vertices; also for a
            graph without edges (no dimension) or with more than a million bases.

    Source: B. D. McKay, description of graph6 in the documentation of nauty and Traces.

    Example:
        >>> parse_graph6("Bw", "triangle").edges
        ((0, 1, 2),)
    """
    lines = text.split("\n")
    body = lines[0].removesuffix("\r").removeprefix(HEADER)
    prefix = where or "line"
    shift = len(lines[0]) - len(lines[0].removeprefix(HEADER)) + 1
    for number, line in enumerate(lines[1:], start=2):
        if line.strip(" \t\r"):
            raise InputError(
                where=f"{prefix}:{number}", expected="a single graph", found=shown(line)
            )
    values = []
    for offset, character in enumerate(body):
        if not "?" <= character <= "~":
            raise InputError(
                where=f"{prefix}:1:{offset + shift}",
                expected="characters from '?' to '~'",
                found=shown(character),
            )
        values.append(ord(character) - 63)
    size, used = _size(values, f"{prefix}:1")
    if not 1 <= size <= MAX_OBSERVABLES:
        raise InputError(
            where=f"{prefix}:1", expected=f"1 to {MAX_OBSERVABLES} vertices", found=str(size)
        )
    entries = size * (size - 1) // 2
    if len(values) - used != (entries + 5) // 6:
        raise InputError(
            where=f"{prefix}:1",
            expected=f"{(entries + 5) // 6} characters for the pairs of {size} vertices",
            found=str(len(values) - used),
        )
    bits = [value >> k & 1 for value in values[used:] for k in range(5, -1, -1)]
    if any(bits[entries:]):
        raise InputError(
            where=f"{prefix}:1:{len(body) + shift - 1}", expected="padding by zeros", found="ones"
        )
    columns = ((i, j) for j in range(size) for i in range(j))
    pairs = sorted(pair for pair, bit in zip(columns, bits, strict=False) if bit)
    try:
        return graph_of_pairs(name, size, pairs, dim)
    except InputError as error:
        raise error.located(where) from error


def graph_of_pairs(
    name: str, size: int, pairs: list[tuple[int, int]], dim: int | None = None
) -> ContextHypergraph:
    """Return an orthogonality graph as a hypergraph whose edges are its complete bases.

    Args:
        name: one line of text.
        size: the number of vertices, at least 1.
        pairs: the orthogonal ones, i < j, in lexicographic order.
        dim: the size of a basis; by default that of the largest cliques.

    Raises:
        InputError: for a dimension below 2, a graph without pairs and dimension, or more than a
            million bases.

    Example:
        >>> graph_of_pairs("path", 3, [(0, 1), (1, 2)]).edges
        ((0, 1), (1, 2))
    """
    if dim is not None and dim < 2:
        raise InputError(where="dim", expected="an integer of at least 2", found=str(dim))
    if dim is None and not pairs:
        raise InputError(where="graph", expected="at least one pair", found="none")
    later = [0] * size
    for i, j in pairs:
        later[i] |= 1 << j
    # Cliques grow by one vertex at a time; the last level that has any is the default dimension.
    cliques: list[tuple[tuple[int, ...], int]] = [((i,), later[i]) for i in range(size)]
    while dim is None or len(cliques[0][0]) < dim:
        grown = [
            ((*members, j), common & later[j])
            for members, common in cliques
            for j in range(members[-1] + 1, size)
            if common >> j & 1
        ]
        if len(grown) > MAX_BASES:
            raise InputError(
                where="graph", expected=f"at most {MAX_BASES} cliques of a size", found="more"
            )
        if not grown:
            cliques = [] if dim is not None else cliques
            break
        cliques = grown
    edges = tuple(members for members, _ in cliques)
    inside = {pair for edge in edges for pair in combinations(edge, 2)}
    rest = tuple(pair for pair in pairs if pair not in inside)
    return ContextHypergraph(name, tuple(str(i + 1) for i in range(size)), edges, rest)


def spell_graph6(subject: Scenario | VectorSet | ContextHypergraph) -> str:
    r"""Return the orthogonality graph of a vector set or hypergraph in graph6.

    Returns:
        One line, without header. For a scenario, two observables are adjacent iff they are in a
        common context; signs, labels and the dimension are lost.

    Raises:
        InputError: for more than 4096 vertices.

    Source: as `parse_graph6`.

    Example:
        >>> spell_graph6(parse_graph6("Bw", "triangle"))
        'Bw\n'
    """
    graph = hypergraph_of(subject)
    size = len(graph.vertices)
    if size > MAX_OBSERVABLES:
        raise InputError(where="vertices", expected=f"at most {MAX_OBSERVABLES}", found=str(size))
    adjacent = set(graph.orthogonal_pairs())
    bits = [int((i, j) in adjacent) for j in range(size) for i in range(j)]
    bits += [0] * (-len(bits) % 6)
    head = [size] if size <= 62 else [63, size >> 12, size >> 6 & 63, size & 63]
    groups = [
        sum(bit << (5 - k) for k, bit in enumerate(bits[start : start + 6]))
        for start in range(0, len(bits), 6)
    ]
    return "".join(chr(value + 63) for value in head + groups) + "\n"


def _size(values: list[int], where: str) -> tuple[int, int]:
    """Return the number of vertices and of characters that say it."""
    if values[:1] != [63]:
        if not values:
            raise InputError(where=where, expected="a graph", found="nothing")
        return values[0], 1
    if values[1:2] == [63]:
        raise InputError(
            where=where, expected=f"at most {MAX_OBSERVABLES} vertices", found="258048 or more"
        )
    if len(values) < 4:
        raise InputError(
            where=where, expected="three characters after '~'", found=str(len(values) - 1)
        )
    return values[1] << 12 | values[2] << 6 | values[3], 4
