"""`khrnn contextuality fraction`: how contextual an empirical model is, with a certificate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import options
from proofs.cli.completion import empirical_names
from proofs.cli.console import FAILED, Progress, fail, print_json
from proofs.cli.graph_numbers import print_numbers
from proofs.cli.judged import judged

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.empirical import EmpiricalModel
    from contextuality.search.fraction import NoncontextualFraction
    from contextuality.search.possibilistic import Possibilities
    from contextuality.vectors import VectorSet

SHOWN = 24  # events and assignments printed as text; --json has all


def fraction(
    file: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Argument(
            help="An empirical model (JSON), Pauli contexts (with --state), or a set of vectors."
        ),
    ] = None,
    library: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="A name instead; --models lists them.", autocompletion=empirical_names),
    ] = None,
    state: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            help="For Pauli contexts: generators of a stabilizer state, such as XX,-ZZ; 'mixed' "
            "(the default) is the maximally mixed state."
        ),
    ] = None,
    distribution: Annotated[
        bool, typer.Option("--distribution", help="Print the noncontextual part.")
    ] = False,
    time_limit: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Seconds for each part; without it all parts are finished."),
    ] = None,
    seed: options.Seed = 0,
    models: Annotated[bool, typer.Option("--models", help="List the names.")] = False,
    as_json: options.AsJson = False,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            "--output",
            "-o",
            help="Write the certificate; those of the zeros and of the graph go beside it.",
        ),
    ] = None,
) -> None:
    """Compute the contextual fraction exactly; for a set of vectors its graph invariants.

    Exit 0 if everything came to its end, 1 if a time limit ended something.
    """
    from contextuality.empirical import EmpiricalModel

    if models:
        if any((file, library, state, distribution, output)):
            fail("--models lists the names: expected nothing else but --json, found more")
        _list_models(as_json=as_json)
        return
    if (file is None) == (library is None):
        fail("expected either FILE or --library, found " + ("both" if file else "neither"))
    options.seed_from_zero(seed)
    options.writable(output, _beside(output, "zeros"), _beside(output, "graph"))
    subject = _subject(file, library, state)
    if isinstance(subject, EmpiricalModel):
        data, finished = _model_data(subject, time_limit, seed, output)
    else:
        if distribution:
            fail("--distribution: expected with an empirical model, found with vectors or a graph")
        from proofs.cli.graph_numbers import subject_numbers

        graph, finished = subject_numbers(subject, time_limit, output)
        data = {"name": subject.name, "vertices": graph["vertices"], "graph": graph}
    if as_json:
        print_json(data)
    elif isinstance(subject, EmpiricalModel):
        _print_model(data, subject, distribution)
    else:
        print(f"{data['name']}: orthogonality graph, {data['vertices']} vertices")
        print_numbers(data["graph"], "")
    if not finished:
        raise typer.Exit(FAILED)


def _list_models(*, as_json: bool) -> None:
    from contextuality.library import models
    from khrnn.hypergraph import models as hypergraphs

    listed = {}
    for name in models.names():
        example = {"isotropic-V": "isotropic-1/2", "cycle-N-P": "cycle-5-1/3"}.get(name, name)
        listed[name] = models.describe(example)
    for pattern, what in hypergraphs.names().items():
        listed[pattern] = f"{what}; HYPERGRAPH such as 0,1,2;2,3,4 or ccz"
    if as_json:
        print_json({"models": [{"name": name, "what": what} for name, what in listed.items()]})
        return
    for name, what in listed.items():
        print(f"{name:<18} {what}")


def _subject(
    file: Path | None, library: str | None, state: str | None
) -> EmpiricalModel | VectorSet | ContextHypergraph:
    from contextuality import library as sets
    from contextuality.errors import InputError
    from contextuality.library import models
    from contextuality.scenario import Scenario, require_pauli
    from contextuality.stabilizer_models import stabilizer_model
    from khrnn.hypergraph.models import named_model
    from proofs.cli.subjects import loaded, under

    subject: Any
    if file is not None:
        subject = loaded(file)
    elif library in models.names() and state is None:
        subject = models.model(library)
    elif library in sets.names():
        subject = sets.get(library)
    else:
        try:
            subject = named_model(library or "")
        except InputError as error:
            raise under("--library", error, "model") from None
        if subject is None:
            try:
                subject = models.model(library or "")
            except InputError as error:
                if error.where != "model":
                    raise under("--library", error) from None
                subject = _family(library or "", str(under("--library", error, "model")))
    if isinstance(subject, Scenario):
        require_pauli(subject)
        generators = [] if state in {None, "mixed"} else [g.strip() for g in str(state).split(",")]
        try:
            return stabilizer_model(subject.name, subject.labelled_contexts(), generators)
        except InputError as error:
            raise under("--state", error, "state") from None
    if state is not None:
        fail(f"--state: expected contexts of Paulis to measure, found {file or library}")
    return subject  # type: ignore[no-any-return]


def _family(name: str, otherwise: str) -> Any:  # Any: a scenario or vectors of a family
    from contextuality import library as sets
    from contextuality.library.families import FAMILIES
    from proofs.cli.subjects import named

    if name.rpartition("-")[0] not in FAMILIES:
        fail(f"{otherwise}; nor a scenario or set of vectors: {', '.join(sets.names())}")
    return named(name)


def _model_data(
    model: EmpiricalModel, time_limit: float | None, seed: int, output: Path | None
) -> tuple[dict[str, Any], bool]:
    import numpy as np

    from contextuality.search.fraction import noncontextual_fraction
    from contextuality.search.possibilistic import possibilities
    from proofs.certificates.fraction import fraction_document
    from proofs.cli.graph_numbers import inequality_numbers

    found = noncontextual_fraction(model, time_limit, np.random.default_rng(seed), _reporter())
    Progress.clear()
    zeros = possibilities(model, time_limit)
    data: dict[str, Any] = {
        "name": model.name,
        "contextual_fraction": _text(1 - found.lower) if found.exact else None,
        "lower": _text(1 - found.upper),
        "upper": _text(1 - found.lower),
        "outcome": found.outcome.name.lower().replace("_", "-"),
        "observables": len(model.observables),
        "contexts": len(model.contexts),
        "assignments_used": found.columns,
        "logically_contextual": zeros.logically_contextual,
        "strongly_contextual": zeros.strongly_contextual,
        "certificate": judged(fraction_document(found), output),
        "zeros_certificate": _zeros_certificate(zeros, output),
        "inequality": _inequality(found) if found.upper < 1 else None,
        "distribution": [
            {"weight": _text(weight), "outcomes": _outcomes(model, g)}
            for weight, g in found.distribution
        ],
        "seed": seed,
        "seconds": round(found.seconds, 3),
    }
    in_time = True
    if found.upper < 1:
        data["graph"], in_time = inequality_numbers(
            model, found.inequality, time_limit, _beside(output, "graph")
        )
    decided = zeros.logically_contextual is not None and zeros.strongly_contextual is not None
    return data, found.exact and decided and in_time


def _reporter() -> Callable[[int, float], None] | None:
    """Return what shows the rounds on a terminal, on one line of standard error."""
    if not sys.stderr.isatty():
        return None

    def report(assignments: int, value: float) -> None:
        text = f"{assignments} assignments, contextual fraction at most {1 - value:.6f}"
        Progress().show(text)

    return report


def _outcomes(model: EmpiricalModel, g: tuple[int, ...]) -> dict[str, str]:
    return {label: model.outcomes[k] for label, k in zip(model.observables, g, strict=True)}


def _inequality(found: NoncontextualFraction) -> dict[str, Any]:
    model = found.model
    terms = [
        {
            "coefficient": y,
            "event": {
                model.observables[v]: model.outcomes[k]
                for v, k in zip(model.contexts[c], joint, strict=True)
            },
            "probability": _text(probability),
        }
        for c, row in enumerate(found.inequality.coefficients)
        for y, joint, probability in zip(row, model.joint_outcomes(c), model.tables[c], strict=True)
        if y
    ]
    value = found.inequality.value(model) * found.inequality.scale
    return {"at_least": found.inequality.scale, "value": _text(value), "terms": terms}


def _zeros_certificate(zeros: Possibilities, output: Path | None) -> dict[str, Any] | None:
    from proofs.certificates.fraction import logical_document, strong_document

    if not zeros.logically_contextual:
        return None
    if zeros.strongly_contextual:
        document = strong_document(zeros.model)
    else:
        # Of all events that extend to nothing, the likeliest.
        best = max(zeros.obstructed, key=lambda event: zeros.model.tables[event[0]][event[1]])
        document = logical_document(zeros.model, *best)
    return judged(document, _beside(output, "zeros"))


def _beside(output: Path | None, what: str) -> Path | None:
    """Return where the certificate about the zeros or the graph goes."""
    return None if output is None else output.with_suffix(f".{what}.json")


def _text(value: Fraction | int) -> str:
    return str(value)


def _print_model(data: dict[str, Any], model: EmpiricalModel, distribution: bool) -> None:
    exact = data["contextual_fraction"]
    amount = exact if exact is not None else f"from {data['lower']} to {data['upper']} (time limit)"
    print(f"{data['name']}: contextual fraction {amount}")
    sizes = f"{data['observables']} observables, {data['contexts']} contexts, "
    print(f"  {sizes}{len(model.outcomes)} outcomes; no disturbance")
    words = {True: "yes", False: "no", None: "undecided: time limit reached"}
    print(
        f"  logically contextual: {words[data['logically_contextual']]}; "
        f"strongly: {words[data['strongly_contextual']]}"
    )
    if (inequality := data["inequality"]) is not None:
        print(
            f"  violated inequality: at least {inequality['at_least']} for noncontextual models, "
            f"here {inequality['value']}:"
        )
        _print_rows(
            f"{term['coefficient']} P({_event(term['event'])})" for term in inequality["terms"]
        )
        if "graph" in data:
            print_numbers(data["graph"], "  ")
    if distribution:
        print("  noncontextual part:")
        _print_rows(f"{row['weight']}: {_event(row['outcomes'])}" for row in data["distribution"])
    for key in ("certificate", "zeros_certificate"):
        if (part := data[key]) is not None:
            place = part["file"] or "not written (-o FILE writes it)"
            print(
                f"  {part['kind']} certificate, {part['steps']} steps, kernel: {part['verdict']}; "
                f"{place}"
            )


def _event(outcomes: dict[str, str]) -> str:
    return ", ".join(f"{label}={outcome}" for label, outcome in outcomes.items())


def _print_rows(rows: Any) -> None:  # Any: an iterable of strings
    texts = list(rows)
    for text in texts[:SHOWN]:
        print(f"    {text}")
    if len(texts) > SHOWN:
        print(f"    ... {len(texts) - SHOWN} more (--json prints all)")
