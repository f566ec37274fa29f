"""`khrnn exclude`: can some hypergraph states share one classical memory state?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import options
from proofs.cli.console import FAILED, fail, print_json
from proofs.cli.exclude_teams import Beyond, exclude_file
from proofs.cli.judged import judged

if TYPE_CHECKING:
    from contextuality.hypergraph import Hypergraph
    from contextuality.search.exclusion import ExclusionTree

FEWER = {"depth": "fewer measurements in a row", "leaves": "fewer leaves"}
LIMIT = 12
CHECKED_VERTICES = 8  # what the kernel's exact amplitudes can hold


def exclude(
    states: Annotated[
        Optional[str],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option(
            help="Hypergraphs separated by '/', edges by ';', vertices by ','; a hypergraph may be "
            "empty, and an edge of one vertex applies Z to it. '0,1;1,2 / 0,2 / ' holds three."
        ),
    ] = None,
    n: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--n", "-n", help="Number of vertices, at least 1; always needed."),
    ] = None,
    teams: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="A file with many such sets of states instead, a line each."),
    ] = None,
    k: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(
            "--k",
            help="Measured phases have degree at most K-1; else the largest edge, at least 2.",
        ),
    ] = None,
    paulis: Annotated[
        bool, typer.Option("--paulis", help="Measure all Paulis, not only the real ones (K = 2).")
    ] = False,
    least: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Demand a tree of least 'depth' or fewest 'leaves'."),
    ] = None,
    limit: Annotated[
        int, typer.Option(help="Measurements in a row, or in all with --least leaves, at most.")
    ] = LIMIT,
    time_limit: Annotated[
        float, typer.Option(help="Seconds for the search; of each team, with --teams.")
    ] = 300.0,
    jobs: Annotated[int, typer.Option(help="With --teams: processes.")] = 1,
    scheduler: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="With --teams: address of a Dask scheduler that runs the jobs instead."),
    ] = None,
    store: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="With --teams: folder of finished jobs, to go on from."),
    ] = None,
    output: options.Output = None,
    as_json: options.AsJson = False,
) -> None:
    """Find measurements that no shared memory state can survive; exit 1 if nothing is decided."""
    from contextuality.search.exclusion import Excluded, Shareable, Undecided
    from contextuality.search.exclusion import exclude as search

    if least not in {None, "depth", "leaves"}:
        fail(f"--least: expected depth or leaves, found {least!r}")
    if (states is None) == (teams is None):
        fail("expected either --states or --teams, found " + ("both" if states else "neither"))
    if n is None:
        fail("--n: expected the number of vertices, found none")
    if k is not None and k > n + 1:
        fail(f"--k: expected at most n + 1 = {n + 1}, found {k}")
    if jobs < 1:
        fail(f"--jobs: expected at least 1, found {jobs}")
    if scheduler is not None and jobs > 1:
        fail("--jobs: expected without --scheduler, which runs the jobs instead, found both")
    beyond = Beyond(jobs, scheduler, store)
    if teams is not None:
        alone = {"--paulis": paulis, "--least": least, "--limit": limit != LIMIT, "-o": output}
        if given := [name for name, value in alone.items() if value]:
            fail(f"{given[0]}: expected with --states, found with --teams")
        raise typer.Exit(exclude_file(teams, n, k, time_limit, beyond, as_json=as_json))
    if given := beyond.chosen():
        fail(f"{given[0]}: expected with --teams, found without")
    hypergraphs = parse_states(states or "", n)
    degree = k or max([2, *(edge.bit_count() for state in hypergraphs for edge in state.edges)])
    if paulis and degree != 2:
        fail(f"--paulis: expected k = 2 for Paulis, found k = {degree}")
    options.writable(output)
    found = search(
        hypergraphs,
        k=k,
        measurements="paulis" if paulis else "group",
        least=least,  # type: ignore[arg-type]  # one of the two words
        limit=limit,
        time_limit=time_limit,
    )
    data: dict[str, Any] = {
        "n": n,
        "states": [str(state) for state in hypergraphs],
        "excluded": None,
        "depth": None,
        "tree": None,
        "leaves": None,
        "least": None,
        "reason": None,
        "certificate": None,
    }
    if isinstance(found, Excluded):
        data |= {"excluded": True, "depth": found.tree.depth, "tree": tree_nodes(found.tree)}
        data |= {"leaves": found.tree.leaves, "least": found.least}
        data["certificate"] = _certificate(found.tree, k, output)
    elif isinstance(found, Shareable):
        data |= {"excluded": False, "reason": found.reason}
    elif isinstance(found, Undecided):
        data["reason"] = f"no tree of cost {found.limit} or less; allow more with --limit"
    else:
        data["reason"] = found.outcome.value
    if output is not None and isinstance(found, Shareable):
        fail(f"-o: expected states that are excluded, found: {data['reason']}")
    if as_json:
        print_json(data)
    else:
        _print_text(data, found.tree if isinstance(found, Excluded) else None)
    if data["excluded"] is None:
        raise typer.Exit(FAILED)


def parse_states(text: str, n: int, option: str = "--states") -> tuple[Hypergraph, ...]:
    """Read hypergraphs separated by slashes.

    Args:
        text: each part as in `Hypergraph.parse`, or blank for no edge.
        n: number of vertices, at least 1.
        option: where the text is from.

    Raises:
        InputError: naming the hypergraph by its position, from 0.

    Example:
        >>> [str(state) for state in parse_states("0,1;1,2 / 0,2 / ", 3)]
        ['0,1;1,2', '0,2', '-']
    """
    from contextuality.errors import InputError
    from contextuality.hypergraph import Hypergraph

    if n < 1:
        raise InputError(where="--n", expected="at least 1 vertex", found=str(n))
    result = []
    for position, part in enumerate(text.split("/")):
        try:
            result.append(Hypergraph.parse(part.strip() or "-", n))
        except InputError as error:
            where = f"{option}: " if option else ""
            raise error.located(f"{where}hypergraph {position}") from error
    return tuple(result)


def tree_nodes(tree: ExclusionTree) -> list[dict[str, Any]]:
    """Return the measurements of a tree for `--json`."""
    from contextuality.vertex_sets import vertices

    return [
        {
            # An anti-Hermitian element, such as X0 Z0, stands for i times it: Y up to sign.
            "measure": ("" if node.element.is_hermitian() else "i ")
            + node.element.as_operator_string(),
            "shift": list(vertices(node.element.shift)),
            "phase": [list(vertices(m)) for m in node.element.phase.sorted_monomials()],
            "plus": node.plus,
            "minus": node.minus,
        }
        for node in tree.nodes
    ]


def _certificate(tree: ExclusionTree, k: int | None, output: Path | None) -> dict[str, Any] | None:
    """Let the kernel judge the tree, if it can; write the certificate if wanted."""
    if not all(node.element.is_hermitian() for node in tree.nodes):
        if output is not None:
            fail("-o: expected a tree of group elements, found a Pauli with an odd number of Y")
        return None
    if tree.states[0].n > CHECKED_VERTICES:
        if output is not None:
            fail(f"-o: expected at most {CHECKED_VERTICES} vertices, found {tree.states[0].n}")
        return None
    from proofs.certificates.exclusion import exclusion_document

    return judged(exclusion_document(tree, k=k), output)


def _print_text(data: dict[str, Any], tree: ExclusionTree | None) -> None:
    for position, state in enumerate(data["states"]):
        print(f"state {position}: {state}")
    if tree is None:
        what = "they can share a memory state" if data["excluded"] is False else "undecided"
        print(f"{what}: {data['reason']}")
        return
    print("no memory state serves all of them:")
    print("\n".join(f"  {line}" for line in tree.lines()))
    row = data["depth"] + 1  # the root, at depth 0, is a measurement as well
    plural = "" if row == 1 else "s"
    print(f"at most {row} measurement{plural} in a row, {data['leaves']} leaves")
    if data["least"]:
        print(f"no tree of these measurements has {FEWER[data['least']]}")
    certificate = data["certificate"]
    if certificate is None:
        print("not checked by the kernel, which takes group elements on up to 8 vertices")
        return
    steps = certificate["steps"]
    plural = "" if steps == 1 else "s"
    print(f"kernel: {certificate['verdict']}, {steps} measurement{plural} checked")
    if certificate["file"]:
        print(f"certificate: {certificate['file']}")
