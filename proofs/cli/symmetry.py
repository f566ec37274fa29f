"""`khrnn contextuality symmetry`: automorphism groups, isomorphisms, least refutations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli.completion import library_names
from proofs.cli.console import FAILED, fail, print_json
from proofs.cli.subjects import contexts_of

if TYPE_CHECKING:
    from contextuality.symmetry import Configuration, SymmetryGroup

SHOWN_ORBITS = 6


def symmetry(
    file: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Argument(help="Contexts, vectors or a hypergraph; see docs/formats/inputs.md."),
    ] = None,
    library: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="A named scenario instead of a file.", autocompletion=library_names),
    ] = None,
    other: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--with", help="Look for an isomorphism to this file instead."),
    ] = None,
    other_library: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--with-library",
            help="The same with a named scenario.",
            autocompletion=library_names,
        ),
    ] = None,
    relation: Annotated[
        str,
        typer.Option(
            help="incidence: keep contexts; signed: keep signs too, up to exchanging values."
        ),
    ] = "incidence",
    refutations: Annotated[
        bool,
        typer.Option("--refutations", help="List the least parity refutations up to symmetry."),
    ] = False,
    time_limit: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Seconds for --refutations; 60 if not given."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find the automorphism group of a scenario, vector set or hypergraph, or an isomorphism.

    Exit 0 also if two subjects are found to differ; exit 1 if the time limit ended --refutations.
    """
    from contextuality.errors import InputError
    from contextuality.symmetry import RELATIONS, symmetries

    if time_limit is not None and not refutations:
        fail("--time-limit: expected with --refutations, found without")
    subject = contexts_of(file, library)
    chosen = next((known for known in RELATIONS if known == relation), None)
    if chosen is None:
        raise InputError(
            where="--relation", expected="one of " + ", ".join(RELATIONS), found=relation
        )
    if other is not None or other_library is not None:
        if refutations:
            fail("expected --refutations or --with, found both")
        second = contexts_of(other, other_library, ("--with", "--with-library"))
        _compare(subject, second, chosen, as_json=as_json)
        return
    group = symmetries(subject, chosen)
    data = _described(group)
    if refutations:
        data["refutations"] = _refutations(subject, 60.0 if time_limit is None else time_limit)
    if as_json:
        print_json(data)
    else:
        _print_text(data)
    if refutations and not data["refutations"]["minimum_is_proved"]:
        raise typer.Exit(FAILED)


def _described(group: SymmetryGroup) -> dict[str, Any]:
    from contextuality.context_hypergraph import hypergraph_of

    labels = hypergraph_of(group.subject).vertices
    pairs = group.pairs()
    return {
        "name": group.subject.name,
        "relation": group.relation,
        "order": group.order,
        "observables": [[labels[i] for i in orbit] for orbit in group.points],
        "contexts": [list(orbit) for orbit in group.contexts],
        "pair_orbits": int(pairs.max()) + 1,
        "generators": [list(generator) for generator in group.generators],
        "switchings": [[labels[i] for i in switching] for switching in group.switchings],
        "checked": "every generator, by code of our own; that none is missing is nauty's word",
    }


def _compare(first: Configuration, second: Configuration, relation: Any, *, as_json: bool) -> None:
    from contextuality.context_hypergraph import hypergraph_of
    from contextuality.symmetry import Isomorphism, isomorphism

    found = isomorphism(first, second, relation)
    data: dict[str, Any] = {
        "first": first.name,
        "second": second.name,
        "relation": relation,
        "isomorphic": isinstance(found, Isomorphism),
    }
    if isinstance(found, Isomorphism):
        left, right = hypergraph_of(first).vertices, hypergraph_of(second).vertices
        data["map"] = {left[i]: right[image] for i, image in enumerate(found.images)}
        data["switching"] = [left[i] for i in found.switching]
        data["checked"] = True
    else:
        data["different"] = found.reason
        data["checked"] = found.proved
    if as_json:
        print_json(data)
        return
    if isinstance(found, Isomorphism):
        print(f"{first.name} and {second.name}: isomorphic ({relation}), the map is checked")
        for name, image in data["map"].items():
            mark = "  values exchanged" if name in data["switching"] else ""
            print(f"  {name} -> {image}{mark}")
    else:
        print(f"{first.name} and {second.name}: not isomorphic ({relation})")
        trust = "counted" if found.proved else "nauty's word"
        print(f"  different: {found.reason} ({trust})")


def _refutations(subject: Configuration, time_limit: float) -> dict[str, Any]:
    from contextuality.scenario import Scenario
    from contextuality.search.minimum import minimum_refutations

    if not isinstance(subject, Scenario):
        fail("--refutations: expected a scenario with signs, found vectors or a hypergraph")
    found = minimum_refutations(subject, time_limit=time_limit)
    return {
        "lower": found.lower,
        "upper": found.upper,
        "minimum_is_proved": found.closed,
        "orbits": [
            {"contexts": list(orbit.rows), "size": orbit.size} for orbit in found.orbits or ()
        ],
        "count": None if found.orbits is None else sum(orbit.size for orbit in found.orbits),
        "example": list(found.rows),
    }


def _print_text(data: dict[str, Any]) -> None:
    print(f"{data['name']}: {data['order']} automorphisms ({data['relation']})")
    for key in ("observables", "contexts"):
        sizes = [len(orbit) for orbit in data[key]]
        more = f" and {len(sizes) - SHOWN_ORBITS} more" if len(sizes) > SHOWN_ORBITS else ""
        listed = ", ".join(map(str, sizes[:SHOWN_ORBITS]))
        print(f"  orbits on {key}: {len(sizes)} (of {listed}{more})")
    print(f"  orbits on pairs of observables: {data['pair_orbits']}")
    print(f"  {len(data['generators'])} generators; checked: {data['checked']}")
    found = data.get("refutations")
    if found is None:
        return
    if found["upper"] is None:
        print("  refutations: none, all contexts can be fulfilled")
    elif found["lower"] < found["upper"]:
        print(
            f"  least refutation: from {found['lower']} (proved) to {found['upper']} contexts; "
            "time limit reached"
        )
    else:
        print(f"  least refutation: {found['upper']} contexts, by complete enumeration")
    if found["count"] is not None and found["upper"] is not None:
        each = ", ".join(str(orbit["size"]) for orbit in found["orbits"])
        print(f"  least refutations: {found['count']}; orbits: {len(found['orbits'])} (of {each})")
