"""`khrnn memory`: how many memory states a classical model needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from proofs.cli.console import add, fail, integer_text, print_json
from proofs.cli.judged import accepted
from proofs.cli.memory_curve import memory_curve
from proofs.cli.memory_scenario import memory_scenario

if TYPE_CHECKING:
    from proofs.certificates.support_states import SupportStates

app = typer.Typer(
    name="memory",
    help="Count the classical memory that a task needs.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def root() -> None:
    """Count the classical memory that a task needs."""


def hsmt(
    n: Annotated[int, typer.Argument(help="Number of vertices and latent qubits, at least 1.")],
    k: Annotated[int, typer.Argument(help="Edge size, 1 to N.")],
    output: Annotated[
        Optional[Path],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option("--output", "-o", help="Write the certificates as a bundle to this folder."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="With -o: replace the bundle that is there.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Count the memory of (l,n,k)-HSMT at the cut, under every reading, with what proves it."""
    from proofs.bounds import memory_table
    from proofs.certificates.support_states import support_states
    from proofs.cli.judged import bundle_folder

    found = support_states(n, k)
    if output is not None and not found.documents:
        fail(f"-o: expected something to certify, found only arguments for k = {k}")
    bundle_folder(output, force=force)
    table = memory_table(n, k, ("value-assignment", "faithful"))
    value, faithful = table.readings
    verdicts = [accepted(document) for document in found.documents]
    if output is not None:
        _write(output, found)
    data: dict[str, Any] = {
        "n": n,
        "k": k,
        "paper_bound_bits": table.paper_bound_bits,
        "value_assignment_bits": value.bits,
        "faithful_bits": faithful.bits,
        "support_states_lower": found.lower,
        "support_states_upper": found.upper,
        "support_measurements": "group",
        "support_states_lower_any_measurement": found.lower_any,
        "evidence": {
            "support_states_lower": found.evidence[0],
            "support_states_lower_any_measurement": found.evidence[1],
            "support_states_upper": found.evidence[2],
            "value_assignment_bits": value.evidence,
            "faithful_bits": faithful.evidence,
        },
        "certificates": [
            {"name": d.name, "statement": v.statement, "verdict": v.status, "steps": v.steps}
            for d, v in zip(found.documents, verdicts, strict=True)
        ],
        "finding": finding(found, table.paper_bound_bits),
    }
    if as_json:
        print_json(data)
    else:
        _print_text(data, output)


def finding(found: SupportStates, paper_bits: int) -> str | None:
    """Say in a sentence where reading R3 costs less than the paper's figure, or None.

    Example:
        >>> from proofs.certificates.support_states import support_states
        >>> finding(support_states(4, 2), 5) is None
        True
    """
    if found.upper >= 1 << paper_bits:
        return None
    bits = found.upper.bit_length() - 1
    return (
        f"Under reading R3 (never an invalid translation), {bits} bits suffice: "
        f"{paper_bits - bits} below the figure {paper_bits} = binom(n,k) - 1 of arXiv 2402.08606. "
        "R3 is this project's reading, so this is a finding about R3 and not about the paper."
    )


def _write(output: Path, found: SupportStates) -> None:
    from proofs.certificates.bundle import write_bundle
    from proofs.claims import Claim, Evidence, Status, decide

    claim = Claim(
        f"memory-hsmt-{found.n}-{found.k}",
        "arXiv 2402.08606, our reading",
        f"R3: at least {found.lower} and at most {found.upper} memory states at the cut",
        "any memory, counted at the cut; never an invalid translation",
        "kernel",
        Status.PROVED,
        lambda _rng: Evidence(found.documents),
    )
    write_bundle(output, [decide(claim, 0, command="khrnn memory hsmt")], 0)


def _print_text(data: dict[str, Any], output: Path | None) -> None:
    def shown(states: int) -> str:
        power = f" = 2^{states.bit_length() - 1}" if states & (states - 1) == 0 else ""
        return f"{integer_text(states)}{power if states > 1 else ''}"

    evidence = data["evidence"]
    print(f"(l,n,k)-HSMT with n = {data['n']}, k = {data['k']}: classical memory at the cut")
    print(
        f"paper's figure:         {integer_text(data['paper_bound_bits'])} bits (arXiv 2402.08606)"
    )
    print(f"R1, value assignments:  {integer_text(data['value_assignment_bits'])} bits, exactly")
    print(f"R2, faithful sampling:  {integer_text(data['faithful_bits'])} bits, exactly")
    print("R3, no invalid translation, memory states:")
    for key, words in (
        ("support_states_lower", "needed, group measured"),
        ("support_states_lower_any_measurement", "needed, anything measured"),
        ("support_states_upper", "suffice"),
    ):
        print(f"  {words + ':':27}{shown(data[key])}  ({evidence[key]})")
    for entry in data["certificates"]:
        print(f"kernel: {entry['name']}: {entry['verdict']}, {entry['steps']} steps")
    if data["finding"]:
        print(data["finding"])
    if output is not None:
        print(f"bundle: {output}")


add(app, "hsmt", hsmt)
add(app, "curve", memory_curve)
add(app, "scenario", memory_scenario)
