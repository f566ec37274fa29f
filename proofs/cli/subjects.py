"""What commands take as their subject: a file, or a name of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.cli.console import fail

if TYPE_CHECKING:
    from pathlib import Path

    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet


def contexts_of(
    file: Path | None, library: str | None, options: tuple[str, str] = ("FILE", "--library")
) -> Scenario | VectorSet | ContextHypergraph:
    """Read a subject that has contexts: a scenario, a vector set or a hypergraph.

    Leaves with exit status 2 for both or neither, and for an empirical model.
    """
    from contextuality.empirical import EmpiricalModel
    from contextuality.formats import load
    from contextuality.library import get

    if (file is None) == (library is None):
        fail(f"expected either {' or '.join(options)}, found " + ("both" if file else "neither"))
    subject = load(file) if file is not None else get(library or "")
    if isinstance(subject, EmpiricalModel):
        fail(f"{file}: expected observables, vectors or a hypergraph, found an empirical model")
    return subject
