"""`khrnn contextuality critical`: a part that is contextual, and no longer so if anything goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import interrupts, options
from proofs.cli.console import FAILED, fail, print_json
from proofs.cli.judged import judged
from proofs.cli.subjects import contexts_of

if TYPE_CHECKING:
    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet
    from proofs.certificates.document import Document

    Part = Scenario | VectorSet | ContextHypergraph


def critical(
    file: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Argument(help="Contexts, vectors or a hypergraph; see docs/formats/inputs.md."),
    ] = None,
    library: options.Library = None,
    part: Annotated[
        str,
        typer.Option(
            help="What is left out one at a time: vectors, or edges (bases); contexts always go "
            "one at a time."
        ),
    ] = "vectors",
    rule: options.Rule = None,
    symmetric: Annotated[
        bool,
        typer.Option("--symmetric", help="Try one of each orbit only (extra 'symmetry')."),
    ] = False,
    time_limit: Annotated[float, typer.Option(help="Seconds.")] = 300.0,
    save: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Write the critical part here, in the format of the suffix."),
    ] = None,
    output: options.Output = None,
    as_json: options.AsJson = False,
) -> None:
    """Reduce contexts, vectors or a hypergraph to a critical part.

    Exit 0 also if there is nothing to reduce; exit 1 if the time limit ended it. A critical part
    need not be a smallest one. For vectors, criticality is that of colourings.
    """
    from contextuality.formats import registry
    from contextuality.scenario import Scenario

    if part not in {"vectors", "edges"}:
        fail(f"--part: expected vectors or edges, found {part!r}")
    subject = contexts_of(file, library)
    options.writable(output, save)
    if save is not None:
        _format_holds(subject, part, save)
        if output is not None and save.resolve() == output.resolve():
            fail(f"-o: expected another file than --save, found {output} for both")
    if isinstance(subject, Scenario):
        chosen = {"--rule": rule, "--symmetric": symmetric, "--part edges": part == "edges"}
        if given := [name for name, value in chosen.items() if value]:
            fail(f"{given[0]}: expected with vectors or a hypergraph, found with contexts of signs")
        data, left, document = _contexts(subject)
    else:
        data, left, document = _members(subject, part, rule, time_limit, symmetric=symmetric)
    if left is not None:
        if save is not None:
            registry.save(left, save)
            interrupts.wrote(save)
            data["file"] = str(save)
        if document is not None:
            data["certificate"] = judged(document, output, content=True)
        elif output is not None:
            fail("-o: expected contexts of Pauli observables, found others, without certificates")
    elif save is not None or output is not None:
        option = "--save" if save is not None else "-o"
        fail(f"{option}: expected a critical part to write, found none: {data['outcome']}")
    if as_json:
        print_json(data)
    else:
        _print_text(data)
    if data["critical"] is None:
        raise typer.Exit(FAILED)


def _format_holds(subject: Part, part: str, save: Path) -> None:
    """Refuse before the work a format that has no place for the part."""
    from contextuality.context_hypergraph import hypergraph_of
    from contextuality.formats import registry
    from contextuality.vectors import VectorSet

    of_edges = isinstance(subject, VectorSet) and part == "edges"
    left = hypergraph_of(subject) if of_edges else subject
    form = registry.chosen(save, None, left)
    if not isinstance(left, form.holds):
        kinds = " or ".join(registry.KINDS[kind] for kind in form.holds)
        found = registry.KINDS[type(left)]
        fail(f"--save: {save}: expected {kinds} for the format {form.name}, found {found}")


def _empty(name: str, parts: str, outcome: str, *, critical: bool | None) -> dict[str, Any]:
    return {
        "name": name,
        "parts": parts,
        "critical": critical,
        "outcome": outcome,
        "kept": [],
        "of": 0,
        "witnesses": 0,
        "file": None,
        "certificate": None,
    }


def _contexts(scenario: Scenario) -> tuple[dict[str, Any], Part | None, Document | None]:
    from contextuality.errors import InputError
    from contextuality.scenario import require_pauli
    from contextuality.search.critical import critical_contexts
    from contextuality.search.parity import Noncontextual, decide_parity
    from proofs.certificates.scenarios import pauli_document

    found = critical_contexts(scenario)
    if isinstance(found, Noncontextual):
        outcome = "not contextual: all contexts can be fulfilled"
        return _empty(scenario.name, "contexts", outcome, critical=False), None, None
    data = _empty(scenario.name, "contexts", "critical", critical=True)
    data |= {
        "kept": [list(context) for context in found.scenario.labelled_contexts()],
        "of": len(scenario.contexts),
        "witnesses": len(found.assignments),
    }
    try:
        require_pauli(found.scenario)
    except InputError:
        # Statements of certificates are about Pauli observables.
        return data, found.scenario, None
    return data, found.scenario, pauli_document(found.scenario, decide_parity(found.scenario))


def _members(
    subject: VectorSet | ContextHypergraph,
    part: str,
    rule: str | None,
    time_limit: float,
    *,
    symmetric: bool,
) -> tuple[dict[str, Any], Part | None, Document | None]:
    from contextuality.context_hypergraph import hypergraph_of
    from contextuality.search.critical import CriticalSet, Reduced, critical_edges, critical_vectors
    from contextuality.search.result import TimedOut
    from contextuality.search.sat import RULES, Colouring, member_count
    from proofs.certificates.scenarios import colouring_document

    chosen = next((known for known in RULES if known == rule), None)
    if rule is not None and chosen is None:
        fail(f"--rule: expected one of {', '.join(RULES)}, found {rule}")
    if part == "edges":
        graph = hypergraph_of(subject)
        chosen = chosen or "bases"
        found = critical_edges(graph, chosen, symmetric=symmetric, time_limit=time_limit)
        total = len(graph.edges)
        names: list[Any] = [[graph.vertices[i] for i in edge] for edge in graph.edges]
    else:
        chosen = chosen or "bases-and-pairs"
        found = critical_vectors(subject, chosen, symmetric=symmetric, time_limit=time_limit)
        total, names = member_count(subject), list(hypergraph_of(subject).vertices)
    if isinstance(found, Colouring):
        outcome = f"has a colouring by the rule {chosen}"
        return _empty(subject.name, part, outcome, critical=False), None, None
    if isinstance(found, TimedOut):
        outcome = "time limit reached before anything was decided"
        return _empty(subject.name, part, outcome, critical=None), None, None
    data = _empty(subject.name, part, f"critical by the rule {chosen}", critical=True)
    data |= {"kept": [names[i] for i in found.kept], "of": total}
    if isinstance(found, Reduced):
        data |= {"critical": None, "outcome": "time limit reached: this part has no colouring"}
        return data, None, None
    if not isinstance(found, CriticalSet):
        raise TypeError(found)
    data["witnesses"] = len(found.colourings)
    return data, found.subset, colouring_document(found.subset, chosen, found.refutation)


def _print_text(data: dict[str, Any]) -> None:
    part = "a part is " if data["critical"] and len(data["kept"]) < data["of"] else ""
    print(f"{data['name']}: {part}{data['outcome']}")
    if not data["of"]:
        return
    print(f"  {len(data['kept'])} of {data['of']} {data['parts']} are kept:")
    if data["parts"] == "vectors":
        print(f"    {', '.join(map(str, data['kept']))}")
    else:
        for kept in data["kept"]:
            print(f"    {', '.join(map(str, kept))}")
    if data["witnesses"]:
        print(f"  without any one of them: {data['witnesses']} models, each checked")
    if data["file"]:
        print(f"  written: {data['file']}")
    if data["certificate"] is not None:
        place = data["certificate"]["file"] or "not written (-o FILE writes it)"
        made = data["certificate"]
        print(
            f"  that the part is contextual: {made['kind']}, {made['steps']} steps, kernel: "
            f"{made['verdict']}; {place}"
        )
