"""What commands take as their subject: a file, or a name of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.cli.console import fail

if TYPE_CHECKING:
    from pathlib import Path

    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.errors import InputError
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

    if (file is None) == (library is None):
        fail(f"expected either {' or '.join(options)}, found " + ("both" if file else "neither"))
    subject = load(file) if file is not None else named(library or "", options[1])
    if isinstance(subject, EmpiricalModel):
        fail(f"{file}: expected observables, vectors or a hypergraph, found an empirical model")
    return subject


def named(name: str, option: str = "--library") -> Scenario | VectorSet:
    """Return a scenario or vector set of the library.

    Args:
        name: a name of the library, or of a family such as lines-3.
        option: what errors name.

    Raises:
        InputError: if there is none of that name, or its size is out of range.
    """
    from contextuality.errors import InputError
    from contextuality.library import get

    try:
        return get(name)
    except InputError as error:
        raise under(option, error, "library") from None


def under(option: str, error: InputError, *own: str) -> InputError:
    """Return an error about the value of an option, with the option's name before its place.

    Args:
        option: such as `--library`.
        error: of a function that does not know the option.
        own: what that function calls the value itself; the option's name takes its place.

    Example:
        >>> from contextuality.errors import InputError
        >>> str(under("--edges", InputError(where="edge 0", expected="3", found="2")))
        '--edges: edge 0: expected 3, found 2'
    """
    from contextuality.errors import InputError

    for name in own:
        if error.where == name or error.where.startswith(f"{name}:"):
            rest = error.where[len(name) :]
            return InputError(where=option + rest, expected=error.expected, found=error.found)
    return error.located(option)
