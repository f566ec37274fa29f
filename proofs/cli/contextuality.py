"""`khrnn contextuality`: decide a scenario, vector set or hypergraph, with a certificate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli import options
from proofs.cli.completion import CONTEXTUALITY, contextuality_words
from proofs.cli.console import FAILED, fail, print_json
from proofs.cli.judged import judged

if TYPE_CHECKING:
    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet
    from proofs.certificates.document import Document


def contextuality(
    file: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Argument(
            help="Contexts, vectors or a hypergraph; see docs/formats/inputs.md.",
            autocompletion=contextuality_words,
        ),
    ] = None,
    library: options.Library = None,
    rule: options.Rule = None,
    time_limit: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Seconds for the SAT search, of vectors and hypergraphs; else 300."),
    ] = None,
    output: options.Output = None,
    as_json: options.AsJson = False,
) -> None:
    """Decide value assignments or Kochen-Specker colourings; exit 1 on a time-out.

    For vectors, "contextual" in the JSON output means: no Kochen-Specker colouring. A set that has
    one can still be contextual in its statistics.
    """
    from contextuality.library import describe, names
    from contextuality.scenario import Scenario
    from proofs.cli.subjects import contexts_of

    if library == "?":
        if file is not None or rule or time_limit is not None or output or as_json:
            fail("--library '?' lists the names: expected nothing else, found more")
        for name in names():
            print(f"{name:<18} {describe(name)}")
        return
    if file is not None and not file.suffix and not file.exists():
        from difflib import get_close_matches

        if close := get_close_matches(str(file), CONTEXTUALITY, n=1):
            hint = f"did you mean khrnn contextuality {close[0]}?"
            fail(f"{file}: expected a file or a subcommand, found neither ({hint})")
    subject = contexts_of(file, library)
    if isinstance(subject, Scenario):
        for name, value in (("--rule", rule), ("--time-limit", time_limit)):
            if value is not None:
                found = f"the Pauli contexts of {file or library}"
                fail(f"{name}: expected with vectors or a hypergraph, found with {found}")
    options.writable(output)
    data, document = (
        _decide_paulis(subject)
        if isinstance(subject, Scenario)
        else _decide_vectors(
            subject, rule or "bases-and-pairs", 300.0 if time_limit is None else time_limit
        )
    )
    if document is not None:
        data["certificate"] = judged(document, output, content=True)
    elif output is not None and "uncertified" in data:
        fail(f"-o: expected something with a certificate, found that {data['uncertified']}")
    if as_json:
        print_json(data)
    else:
        _print_text(data)
    if data["contextual"] is None:
        raise typer.Exit(FAILED)


def _decide_paulis(scenario: Scenario) -> tuple[dict[str, Any], Document | None]:
    from contextuality.errors import InputError
    from contextuality.scenario import require_pauli
    from contextuality.search.parity import Contextual, decide_parity
    from proofs.certificates.scenarios import pauli_document

    finding = decide_parity(scenario)
    data: dict[str, Any] = {
        "name": scenario.name,
        "contextual": isinstance(finding, Contextual),
        "method": "GF(2) elimination",
        "observables": len(scenario.observables),
        "contexts": len(scenario.contexts),
        "negative_contexts": scenario.negative_contexts,
        "certificate": None,
    }
    if isinstance(finding, Contextual):
        data["refutation_contexts"] = len(finding.rows)
        data["refutation_is_minimum"] = finding.minimum
    try:
        require_pauli(scenario)
    except InputError:
        data["uncertified"] = "statements of certificates are about Pauli observables"
        return data, None
    return data, pauli_document(scenario, finding)


def _decide_vectors(
    vectors: VectorSet | ContextHypergraph, rule: str, time_limit: float
) -> tuple[dict[str, Any], Document | None]:
    from contextuality.errors import InputError
    from contextuality.search.result import TimedOut
    from contextuality.search.sat import (
        RULES,
        Colouring,
        Uncolourable,
        colour,
        member_count,
    )
    from contextuality.vectors import VectorSet
    from proofs.certificates.scenarios import colouring_document

    chosen = next((known for known in RULES if known == rule), None)
    if chosen is None:
        raise InputError(where="--rule", expected="one of " + ", ".join(RULES), found=rule)
    answer = colour(vectors, chosen, time_limit)
    data: dict[str, Any] = {
        "name": vectors.name,
        "contextual": None if isinstance(answer, TimedOut) else isinstance(answer, Uncolourable),
        "method": "SAT (CaDiCaL), Kochen-Specker colouring",
        "observables": member_count(vectors),
        "contexts": len(vectors.complete_bases()),
        "negative_contexts": None,
        "certificate": None,
        "orthogonal_pairs": len(vectors.orthogonal_pairs()),
        "rule": chosen,
    }
    if isinstance(answer, TimedOut):
        return data, None
    if not isinstance(vectors, VectorSet):
        # The statement numbers the vertices: their labels stand here.
        data["vertices"] = list(vectors.vertices)
        if isinstance(answer, Colouring):
            data["ones"] = [vectors.vertices[i] for i in answer.ones]
    return data, colouring_document(vectors, chosen, answer)


def _print_text(data: dict[str, Any]) -> None:
    answer = {True: "contextual", False: "not contextual", None: "undecided: time limit reached"}
    if "orthogonal_pairs" in data:
        # A colourable set can still be contextual in its statistics, as Yu and Oh's is.
        answer |= {True: "no Kochen-Specker colouring", False: "has a Kochen-Specker colouring"}
    print(f"{data['name']}: {answer[data['contextual']]}")
    if "orthogonal_pairs" in data:
        members = "vertices" if "vertices" in data else "vectors"
        sizes = f"{data['observables']} {members}, {data['orthogonal_pairs']} orthogonal pairs, "
        print(f"  {sizes}{data['contexts']} complete bases; rule {data['rule']}")
    else:
        sizes = f"{data['observables']} observables, {data['contexts']} contexts, "
        print(f"  {sizes}{data['negative_contexts']} negative")
    print(f"  method: {data['method']}")
    if "refutation_contexts" in data:
        least = "the least possible" if data["refutation_is_minimum"] else "not proved least"
        print(f"  refutation: {data['refutation_contexts']} contexts ({least})")
    if "uncertified" in data:
        print(f"  certificate: none: {data['uncertified']}")
    certificate = data["certificate"]
    if certificate is not None:
        place = certificate["file"] or "not written (-o FILE writes it)"
        print(
            f"  certificate: {certificate['kind']}, {certificate['steps']} steps, "
            f"kernel: {certificate['verdict']}; {place}"
        )
