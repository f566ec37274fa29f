"""GraphML: the incidence graph of observables and contexts, for programs that draw. Writing only.

Belongs here: that grammar. Does not belong here: orthogonality graphs (`graph6`), pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from contextuality.context_hypergraph import hypergraph_of
from contextuality.scenario import Scenario

if TYPE_CHECKING:
    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.vectors import VectorSet

_KEYS = (
    ("kind", "node", "string"),
    ("label", "node", "string"),
    ("sign", "node", "int"),
    ("relation", "edge", "string"),
)


def spell_graphml(subject: Scenario | VectorSet | ContextHypergraph) -> str:
    """Return the incidence graph of a scenario, vector set or hypergraph.

    Returns:
        An undirected graph: nodes v1, v2... of kind `vertex` with a label, nodes c1, c2... of kind
        `context` with a sign for scenarios, an edge of relation `member` between a context and each
        of its members, and one of relation `orthogonal` for pairs in no common context.

    Source: U. Brandes et al., GraphML Progress Report, Graph Drawing 2001.

    Example:
        >>> from contextuality.library import get
        >>> spell_graphml(get("mermin-square")).count('relation">member')
        18
    """
    graph = hypergraph_of(subject)
    signs: tuple[int, ...] = subject.signs if isinstance(subject, Scenario) else ()
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ]
    lines += [
        f'  <key id="{name}" for="{kind}" attr.name="{name}" attr.type="{datatype}"/>'
        for name, kind, datatype in _KEYS
    ]
    lines.append('  <graph edgedefault="undirected">')
    lines.append(f"    <desc>{escape(graph.name)}</desc>")
    for i, label in enumerate(graph.vertices, start=1):
        lines.append(_node(f"v{i}", kind="vertex", label=label))
    for k in range(len(graph.edges)):
        sign = {"sign": str(signs[k])} if signs else {}
        lines.append(_node(f"c{k + 1}", kind="context", **sign))
    for k, edge in enumerate(graph.edges, start=1):
        lines += [_edge(f"c{k}", f"v{i + 1}", "member") for i in edge]
    lines += [_edge(f"v{i + 1}", f"v{j + 1}", "orthogonal") for i, j in graph.pairs]
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def _node(name: str, **data: str) -> str:
    entries = "".join(f'<data key="{key}">{escape(value)}</data>' for key, value in data.items())
    return f'    <node id="{name}">{entries}</node>'


def _edge(source: str, target: str, relation: str) -> str:
    return (
        f'    <edge source="{source}" target="{target}">'
        f'<data key="relation">{relation}</data></edge>'
    )
