"""`khrnn bound`: the classical memory of HSMT, exactly, under every reading."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from proofs.cli import options
from proofs.cli.console import console, integer_text, print_json

# The names in docs/derivations/memory.md.
ALIASES = {"R1": "value-assignment", "R2": "faithful", "R3": "support"}


def bound(
    n: Annotated[int, typer.Argument(help="Number of vertices and latent qubits, at least 1.")],
    k: Annotated[int, typer.Argument(help="Edge size, 1 to N.")],
    reading: Annotated[
        Optional[str],  # noqa: UP045 - Typer evaluates annotations at run time
        typer.Option(
            help="Only one reading: value-assignment (R1), faithful (R2) or support (R3)."
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Print the classical and the quantum memory of (l,n,k)-HSMT."""
    from fractions import Fraction

    from proofs.bounds import READINGS, memory_table

    chosen = READINGS if reading is None else (ALIASES.get(reading, reading),)
    table = memory_table(n, k, chosen)  # type: ignore[arg-type]  # validated inside
    ratio = Fraction(table.paper_bound_bits, table.latent_qubits)
    if as_json:
        print_json(
            {
                "n": n,
                "k": k,
                "paper_bound_bits": table.paper_bound_bits,
                "readings": [vars(entry) for entry in table.readings],
                "latent_qubits": table.latent_qubits,
                "ancilla_qubits": table.ancilla_qubits,
                "ratio_bits_per_qubit": [ratio.numerator, ratio.denominator],
            }
        )
        return
    from rich.table import Table

    print(f"(l,n,k)-HSMT with n = {n}, k = {k}")
    print(f"quantum memory:  {n} latent qubits and {table.ancilla_qubits} ancilla")
    figure = integer_text(table.paper_bound_bits)
    print(f"paper's figure:  binom(n,k) - 1 = {figure} bits (arXiv 2402.08606)")
    text = integer_text(ratio.numerator)
    if ratio.denominator != 1:
        text += f"/{ratio.denominator}"
    print(f"ratio:           {text} bits of the paper's figure per latent qubit")
    view = Table("reading (ours)", "bits", "holds for", "evidence", show_lines=True)
    for entry in table.readings:
        bits = f"{entry.relation} {integer_text(entry.bits)}"
        view.add_row(entry.reading, bits, entry.holds_for, entry.evidence)
    console().print(view)
