"""`khrnn contextuality fraction`: how contextual an empirical model is, with a certificate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import options
from proofs.cli.completion import empirical_names
from proofs.cli.console import FAILED, Progress, fail, print_json
from proofs.cli.judged import judged

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.empirical import EmpiricalModel
    from contextuality.search.exclusivity import ExclusivityGraph, Theta
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
            "--output", "-o", help="Write the certificate; that of the zeros goes beside it."
        ),
    ] = None,
) -> None:
    """Compute the contextual fraction exactly; for a set of vectors its graph invariants.

    Exit 0 if everything came to its end, 1 if a time limit ended something.
    """
    from contextuality.empirical import EmpiricalModel

    if models:
        _list_models()
        return
    if (file is None) == (library is None):
        fail("expected either FILE or --library, found " + ("both" if file else "neither"))
    options.seed_from_zero(seed)
    options.writable(output, _beside(output))
    subject = _subject(file, library, state)
    if isinstance(subject, EmpiricalModel):
        data, finished = _model_data(subject, time_limit, seed, output)
    elif output is not None:
        fail("-o: expected an empirical model, found a set of vectors, which has no certificate")
    else:
        data, finished = _vector_data(subject, time_limit)
    if as_json:
        print_json(data)
    elif isinstance(subject, EmpiricalModel):
        _print_model(data, subject, distribution)
    else:
        print(f"{data['name']}: orthogonality graph, {data['vertices']} vertices")
        _print_numbers(data, "")
    if not finished:
        raise typer.Exit(FAILED)


def _list_models() -> None:
    from contextuality.library import models
    from khrnn.hypergraph import models as hypergraphs

    for name in models.names():
        what = {"isotropic-V": "isotropic-1/2", "cycle-N-P": "cycle-5-1/3"}.get(name, name)
        print(f"{name:<18} {models.describe(what)}")
    for pattern, what in hypergraphs.names().items():
        print(f"{pattern:<18} {what}; HYPERGRAPH such as 0,1,2;2,3,4 or ccz")


def _subject(
    file: Path | None, library: str | None, state: str | None
) -> EmpiricalModel | VectorSet | ContextHypergraph:
    from contextuality import library as sets
    from contextuality.errors import InputError
    from contextuality.formats import load
    from contextuality.library import models
    from contextuality.scenario import Scenario, require_pauli
    from contextuality.stabilizer_models import stabilizer_model
    from khrnn.hypergraph.models import named_model
    from proofs.cli.subjects import under

    subject: Any
    if file is not None:
        subject = load(file)
    elif library in models.names() and state is None:
        subject = models.model(library)
    elif library in sets.names():
        subject = sets.get(library)
    else:
        subject = named_model(library or "")
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

    from contextuality.search.exclusivity import inequality_numbers
    from contextuality.search.fraction import noncontextual_fraction
    from contextuality.search.possibilistic import possibilities
    from proofs.certificates.fraction import fraction_document

    found = noncontextual_fraction(model, time_limit, np.random.default_rng(seed), _reporter())
    Progress.clear()
    zeros = possibilities(model, time_limit)
    numbers = inequality_numbers(model, found.inequality, time_limit) if found.upper < 1 else None
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
    if numbers is not None:
        data["graph"] = {
            "vertices": numbers.vertices,
            "independence_number": numbers.independence,
            "independence_exhausted": True,
            "model_value": _text(numbers.reached),
            "lovasz_theta_float": _theta(numbers.theta),
            "fractional_packing": None if numbers.packing is None else _text(numbers.packing),
        }
    decided = zeros.logically_contextual is not None and zeros.strongly_contextual is not None
    finished = found.exact and decided and (found.upper == 1 or numbers is not None)
    return data, finished


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
    return judged(document, _beside(output))


def _beside(output: Path | None) -> Path | None:
    """Return where the certificate about the zeros goes."""
    return None if output is None else output.with_suffix(".zeros.json")


def _vector_data(
    subject: VectorSet | ContextHypergraph, time_limit: float | None
) -> tuple[dict[str, Any], bool]:
    from contextuality.search.exclusivity import ExclusivityGraph
    from contextuality.search.sat import member_count

    graph = ExclusivityGraph.from_edges(member_count(subject), subject.orthogonal_pairs())
    best = graph.heaviest_independent_set(time_limit)
    packing, in_time = _packing(graph, time_limit)
    data: dict[str, Any] = {
        "name": subject.name,
        "vertices": len(graph.weights),
        "graph": {
            "vertices": len(graph.weights),
            "independence_number": best.weight,
            "independence_exhausted": best.exhausted,
            "model_value": None,
            "lovasz_theta_float": _theta(graph.lovasz_theta()),
            "fractional_packing": packing,
        },
    }
    return data, best.exhausted and in_time


def _packing(graph: ExclusivityGraph, time_limit: float | None) -> tuple[str | None, bool]:
    """Return the number, or None if there are too many cliques; and whether there was time."""
    from contextuality.errors import InputError

    try:
        return _text(graph.fractional_packing(time_limit).value), True
    except InputError:
        return None, True
    except TimeoutError:
        return None, False


def _theta(theta: Theta | None) -> list[float] | None:
    return None if theta is None else [theta.lower, theta.upper]


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
            _print_numbers(data, "  ")
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


def _print_numbers(data: dict[str, Any], indent: str) -> None:
    graph = data["graph"]
    if graph["model_value"] is not None:
        print(
            f"{indent}as an upper bound on {graph['vertices']} events "
            f"(Cabello, Severini, Winter): the model reaches {graph['model_value']}"
        )
    ends = "exhaustive" if graph["independence_exhausted"] else "time limit: at least"
    print(f"{indent}  independence number: {graph['independence_number']} ({ends})")
    if graph["lovasz_theta_float"] is not None:
        low, high = graph["lovasz_theta_float"]
        print(f"{indent}  Lovasz number: {low:.6f} to {high:.6f} (floating point)")
    packing = graph["fractional_packing"] or "unknown: time limit or too many cliques"
    print(f"{indent}  fractional packing number: {packing} (exact)")
