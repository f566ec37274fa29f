"""`khrnn hypergraph`: the stabilizer group of a hypergraph state, checked and printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from proofs.cli import options
from proofs.cli.console import FAILED, fail, print_json

if TYPE_CHECKING:
    from contextuality.group import GroupElement
    from contextuality.hypergraph import Hypergraph


def hypergraph(
    file: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Argument(help="JSON {n, edges}, or text: 'n 4', then an edge a line."),
    ] = None,
    edges: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help='Edges instead of a file, such as "0,1,2;1,2,3".'),
    ] = None,
    vertices: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--vertices", "-n", help="Number of vertices, with --edges."),
    ] = None,
    other: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--with", help="A second hypergraph: a file, or edges on as many vertices."),
    ] = None,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX.")] = False,
    symbolic: Annotated[bool, typer.Option("--sympy", help="Print sympy expressions.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Print the stabilizer generators of a hypergraph state and check the group law."""
    from contextuality.hypergraph import Hypergraph

    forms = {"--latex": latex, "--sympy": symbolic, "--json": as_json}
    chosen = [name for name, on in forms.items() if on]
    if len(chosen) > 1:
        fail(f"expected one of --latex, --sympy and --json, found {' and '.join(chosen)}")
    if other is not None and (latex or symbolic):
        fail(f"{chosen[0]}: expected without --with, whose overlap it does not print, found both")
    if (file is None) == (edges is None):
        fail("expected either FILE or --edges, found " + ("both" if file else "neither"))
    if file is not None:
        if vertices is not None:
            fail("--vertices: expected only with --edges, found a file")
        graph = Hypergraph.load(file)
    else:
        graph = _parsed("--edges", edges or "", vertices)
    second = None
    if other is not None:
        # A name that exists is a file; anything else has to be a list of edges.
        path = Path(other)
        if not path.is_file() and not set(other) <= set("0123456789,;- "):
            found = f"a folder, {other!r}" if path.is_dir() else f"{other!r}, and no such file"
            fail(f"--with: expected a file, or edges such as 0,1;1,2, found {found}")
        second = Hypergraph.load(path) if path.is_file() else _parsed("--with", other, graph.n)
        if second.n != graph.n:
            fail(f"--with: expected {graph.n} vertices, found {second.n}")
    report = graph.check_group_law()
    if as_json:
        print_json(_as_data(graph, second))
    elif latex or symbolic:
        _print_symbolic(graph, latex=latex)
    else:
        _print_text(graph, second)
    if not report.holds:
        raise typer.Exit(FAILED)


def _parsed(option: str, text: str, n: int | None) -> Hypergraph:
    """Read edges that stand on the command line."""
    from contextuality.errors import InputError
    from contextuality.hypergraph import Hypergraph
    from proofs.cli.subjects import under

    if option == "--edges" and n == 0 and text.strip() != "-":
        fail("--vertices: expected at least 1, as there are edges, found 0")
    try:
        return Hypergraph.parse(text, n)
    except InputError as error:
        raise under("--vertices" if error.where == "n" else option, error, "n") from None


def _as_data(graph: Hypergraph, second: Hypergraph | None) -> dict[str, object]:
    report = graph.check_group_law()
    generators = graph.generators()
    data: dict[str, object] = {
        "n": graph.n,
        "edges": _edge_lists(graph),
        "uniform": graph.uniform_degree,
        "polynomial": str(graph.polynomial),
        "generators": [
            {"vertex": i, "element": str(k), "operator": k.as_operator_string()}
            for i, k in enumerate(generators)
        ],
        "commutation": _table(generators, generators),
        "group_law_holds": report.holds,
        "group_law": {
            "pairs": report.pairs,
            "product_failures": list(report.product_failures),
            "commutation_failures": list(report.commutation_failures),
        },
    }
    if second is not None:
        overlap = graph.overlap(second)
        data["second"] = {
            "edges": _edge_lists(second),
            "overlap": str(overlap),
            "orthogonal": overlap == 0,
            "commutation": _table(generators, second.generators()),
        }
    return data


def _edge_lists(graph: Hypergraph) -> list[list[int]]:
    from contextuality.vertex_sets import vertices

    return sorted(list(vertices(edge)) for edge in graph.edges)


def _table(rows: tuple[GroupElement, ...], columns: tuple[GroupElement, ...]) -> list[list[str]]:
    return [[row.commutation(column).name.lower() for column in columns] for row in rows]


def _print_symbolic(graph: Hypergraph, *, latex: bool) -> None:
    for i, generator in enumerate(graph.generators()):
        phase = generator.phase
        if latex:
            print(f"K_{{{i}}} = {generator.latex()}")
        else:
            print(f"K_{i} = X_{i} * (-1)**({phase.to_sympy()})")
    print(graph.polynomial.latex() if latex else f"f = {graph.polynomial.to_sympy()}")


def _print_text(graph: Hypergraph, second: Hypergraph | None) -> None:
    report = graph.check_group_law()
    generators = graph.generators()
    uniform = graph.uniform_degree
    kind = f"{uniform}-uniform" if uniform is not None else "not uniform"
    print(f"hypergraph on {graph.n} vertices, {len(graph.edges)} edges, {kind}")
    print(f"f = {graph.polynomial}")
    print("stabilizer generators K_i = X_i (-1)^(d_i f):")
    for i, generator in enumerate(generators):
        print(f"  K_{i} = {generator.as_operator_string()}")
    verdict = "holds" if report.holds else "FAILS"
    print(f"group law K^a K^b = K^b K^a = K^(a+b): {verdict} on {report.pairs} pairs")
    for pair in (*report.product_failures, *report.commutation_failures):
        print(f"  fails for (a, b) = {pair}")
    print("commutation of the generators (c commute, a anticommute, n neither):")
    _print_table(generators, generators)
    if second is not None:
        overlap = graph.overlap(second)
        print(f"overlap with {second or 'the empty hypergraph'}: {overlap}")
        print("commutation with its generators:")
        _print_table(generators, second.generators())


def _print_table(rows: tuple[GroupElement, ...], columns: tuple[GroupElement, ...]) -> None:
    width = len(str(len(columns) - 1)) + 1
    print("      " + "".join(f"{j:>{width}}" for j in range(len(columns))))
    for i, row in enumerate(rows):
        letters = (row.commutation(column).name[0].lower() for column in columns)
        print(f"  {i:>3} " + "".join(f"{letter:>{width}}" for letter in letters))
