"""`khrnn simulate`: the k-HRNN on a file of sentences, exactly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from proofs.cli import interrupts, options
from proofs.cli.console import FAILED, print_json

if TYPE_CHECKING:
    import numpy as np

    from khrnn.tasks.sentences import Record


def simulate(
    file: Annotated[Path, typer.Argument(help="JSON lines as written by `khrnn task hsmt`.")],
    seed: Annotated[int, typer.Option(help="Seed for sentences without words.")] = 0,
    backend: Annotated[
        str, typer.Option(help="auto, exact, signs, tableau, pauli or phase; the law is the same.")
    ] = "auto",
    as_json: options.AsJson = False,
) -> None:
    """Run the k-HRNN on sentences; report validity and exact probabilities.

    Exit 1 if a translation is impossible or a recorded probability is not the exact one.
    """
    import numpy as np

    from contextuality.errors import InputError
    from khrnn.hypergraph.simulators import BACKENDS
    from khrnn.tasks.hsmt import read_records

    options.seed_from_zero(seed)
    if backend not in (names := ["auto", *BACKENDS]):
        raise InputError(where="--backend", expected=" or ".join(names), found=repr(backend))
    rng = np.random.default_rng(seed)
    rows = []
    interrupts.keeping("nothing is kept: results come at the end")
    for number, record in enumerate(read_records(file), 1):
        try:
            rows.append(_row(record, backend, rng))
        except InputError as error:
            raise error.located(f"{file}:{number}") from None
    if not rows:
        raise InputError(where=str(file), expected="at least one sentence", found="none")
    invalid = sum(not row["valid"] for row in rows)
    wrong = sum(not row["probabilities_agree"] for row in rows)
    if as_json:
        print_json({"sentences": rows, "invalid": invalid, "wrong_probabilities": wrong})
    else:
        for number, row in enumerate(rows, 1):
            state = "valid" if row["valid"] else "INVALID"
            note = "" if row["probabilities_agree"] else ", RECORDED PROBABILITY DIFFERS"
            sampled = ", sampled" if row["sampled"] else ""
            print(
                f"{number:>5}  n={row['n']} k={row['k']}  {row['tokens']} tokens, "
                f"{row['outcomes']} outcomes  p = {row['probability']}  {state}{note}{sampled}  "
                f"[{row['max_gates_per_token']} gates on {row['max_qubits_per_token']} qubits "
                "a compiled token at most]"
            )
        print(
            f"{len(rows)} sentences: {len(rows) - invalid} valid, {invalid} invalid, "
            f"{wrong} with a wrong probability"
        )
    if invalid or wrong:
        raise typer.Exit(FAILED)


def _row(record: Record, backend: str, rng: np.random.Generator) -> dict[str, Any]:
    from khrnn.hypergraph.backends import conditional_law, simulate
    from khrnn.hypergraph.cell import gate_report
    from khrnn.hypergraph.exact import Run

    sentence, recorded = record.sentence, record.translation
    if recorded is None:
        [sampled] = simulate([sentence], backend=backend, rng=rng)
        words, exact = sampled.words, Run(sampled.probability, sampled.conditionals)
    else:
        words = recorded.words
        exact = conditional_law(sentence, words, backend=backend)
    gates = gate_report(sentence)
    agree = recorded is None or (
        exact.joint == recorded.probability and exact.conditionals == recorded.conditionals
    )
    return {
        "n": sentence.n,
        "k": sentence.k,
        "tokens": len(sentence.tokens),
        "outcomes": len(sentence.outcome_positions),
        "words": list(words),
        "conditional": [str(chance) for chance in exact.conditionals],
        "probability": str(exact.joint),
        "valid": exact.joint > 0,
        "probabilities_agree": agree,
        "sampled": recorded is None,
        "max_gates_per_token": gates.max_gates,
        "max_qubits_per_token": gates.max_qubits_touched,
        "latent_qubits": gates.latent_qubits,
        "ancilla_qubits": gates.ancilla_qubits,
    }
