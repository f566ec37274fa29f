"""`khrnn contextuality draw`: pictures of scenarios, vector sets and hypergraphs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from proofs.cli import options
from proofs.cli.completion import library_names
from proofs.cli.console import fail, print_json
from proofs.cli.subjects import contexts_of

if TYPE_CHECKING:
    from contextuality.scenario import Scenario


def draw(
    file: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Argument(help="Contexts, vectors or a hypergraph; see docs/formats/inputs.md."),
    ] = None,
    library: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="A named scenario instead of a file.", autocompletion=library_names),
    ] = None,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", help="The picture: .svg, or .png (extra 'plot')."),
    ] = None,
    assignment: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            help="Highlight the contexts that values violate: 'best' searches for values that "
            "violate few; a file lists the observables with value -1, or is a certificate that "
            "`khrnn degree -o` wrote."
        ),
    ] = None,
    time_limit: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Seconds for --assignment best; 30 if not given."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of that search, at least 0.")] = 0,
    as_json: options.AsJson = False,
) -> None:
    """Draw a picture; exit 0 if it was written."""
    from contextuality.errors import InputError
    from contextuality.pictures import picture, save_picture
    from contextuality.scenario import Scenario

    if output is None:
        fail("expected -o FILE.svg or -o FILE.png, found neither")
    options.seed_from_zero(seed)
    for name, value in (("--time-limit", time_limit), ("--seed", seed or None)):
        if value is not None and assignment != "best":
            fail(f"{name}: expected with --assignment best, found without")
    if output.suffix not in {".svg", ".png"}:
        fail(f"{output}: expected a file ending in .svg or .png, found {output.suffix!r}")
    options.writable(output)
    subject = contexts_of(file, library)
    values = None
    violated: dict[str, object] = {"violated": None, "contexts": None, "values": None}
    if assignment is not None:
        if not isinstance(subject, Scenario):
            fail("--assignment: expected a scenario with signs, found vectors or a hypergraph")
        if assignment == "best":
            values, words = _best(subject, seed, 30.0 if time_limit is None else time_limit)
        else:
            try:
                values = _listed(subject, Path(assignment))
            except InputError as error:
                raise error.located("--assignment") from None
            words = f"values from {assignment}"
        counts = len(subject.violated(values)), len(subject.contexts)
        violated = {"violated": counts[0], "contexts": counts[1], "values": words}
        if not as_json:
            print(f"{counts[0]} of {counts[1]} violated: {words}")
    scene = picture(subject, values)
    save_picture(scene, output)
    if as_json:
        drawn = {"file": str(output), "description": scene.description}
        print_json({"schema": "khrnn-picture/1", **drawn, **violated})
    else:
        print(f"{output}: {scene.description}")


def _best(scenario: Scenario, seed: int, time_limit: float) -> tuple[list[int], str]:
    """Return values that violate few contexts, and whether fewer are possible."""
    import numpy as np

    from contextuality.search.degree import degree

    found = degree(scenario, np.random.default_rng(seed), time_limit)
    minus = set(found.minus)
    words = f"at least {found.lower} must be (search, not certified here)"
    return [-1 if label in minus else 1 for label in scenario.observables], words


def _listed(scenario: Scenario, path: Path) -> list[int]:
    """Read the observables with value -1."""
    from contextuality.errors import InputError, shown
    from contextuality.formats.source import read_text

    text = read_text(path)
    if path.suffix == ".json" or text.lstrip().startswith("{"):
        from proofs.kernel.reader import load_file

        _, certificate = load_file(path)
        minus = certificate.get("minus") if isinstance(certificate, dict) else None
        if not isinstance(minus, list) or not all(isinstance(label, str) for label in minus):
            raise InputError(
                where=str(path), expected="a certificate with a list 'minus' of observables",
                found=json.dumps(minus)[:40],
            )  # fmt: skip
        places = [(f"{path}: minus[{i}]", label) for i, label in enumerate(minus)]
    else:
        lines = enumerate(text.split("\n"), start=1)
        places = [
            (f"{path}:{i}", label) for i, line in lines for label in line.replace(",", " ").split()
        ]
    for place, label in places:
        if label not in scenario.observables:
            expected = f"an observable of {scenario.name}, such as {scenario.observables[0]}"
            raise InputError(where=place, expected=expected, found=shown(label, 40))
    labels = {label for _, label in places}
    return [-1 if label in labels else 1 for label in scenario.observables]
