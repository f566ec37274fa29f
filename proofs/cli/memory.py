"""`khrnn memory`: how many memory states a classical model needs."""

from __future__ import annotations

from typing import Annotated

import typer

from proofs.cli.console import guarded, integer_text, print_json

app = typer.Typer(
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
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Count the memory of (l,n,k)-HSMT at the cut, under every reading, with what proves it."""
    from proofs.bounds import memory_table

    table = memory_table(n, k)
    value, faithful, support = table.readings
    upper = 1 << support.bits
    data = {
        "n": n,
        "k": k,
        "paper_bound_bits": table.paper_bound_bits,
        "value_assignment_bits": value.bits,
        "faithful_bits": faithful.bits,
        "support_states_lower": upper if support.relation == "=" else 1,
        "support_states_upper": upper,
    }
    if as_json:
        print_json(data)
        return
    for key, number in data.items():
        print(f"{key.replace('_', ' ')}: {integer_text(number)}")


app.command("hsmt")(guarded(hsmt))
