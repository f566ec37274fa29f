"""What commands take as their subject: a file, or a name of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from proofs.cli.console import fail

if TYPE_CHECKING:
    from pathlib import Path

    from contextuality.context_hypergraph import ContextHypergraph
    from contextuality.errors import InputError
    from contextuality.formats.registry import Subject
    from contextuality.scenario import Scenario
    from contextuality.vectors import VectorSet


def contexts_of(
    file: Path | None, library: str | None, options: tuple[str, str] = ("FILE", "--library")
) -> Scenario | VectorSet | ContextHypergraph:
    """Read a subject that has contexts: a scenario, a vector set or a hypergraph.

    Leaves with exit status 2 for both or neither, and for an empirical model.
    """
    from contextuality.empirical import EmpiricalModel

    if (file is None) == (library is None):
        fail(f"expected either {' or '.join(options)}, found " + ("both" if file else "neither"))
    subject = loaded(file, options[1]) if file is not None else named(library or "", options[1])
    if isinstance(subject, EmpiricalModel):
        fail(f"{file}: expected observables, vectors or a hypergraph, found an empirical model")
    return subject


def loaded(file: Path, option: str = "--library") -> Subject:
    """Read a file; say of a name of the library that stands in its place how to give it.

    Args:
        file: the file.
        option: what takes names of the library.

    Raises:
        InputError: as `contextuality.formats.load`.
    """
    from contextuality.errors import InputError
    from contextuality.formats import load
    from contextuality.library import names

    try:
        return load(file)
    except InputError as error:
        if file.exists() or str(file) not in names():
            raise
        found = f"{error.found} (did you mean {option} {file}?)"
        raise InputError(where=error.where, expected=error.expected, found=found) from None


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


def no_scenario(name: object, subject: Subject) -> NoReturn:
    """Leave with exit status 2: contexts of Pauli observables are needed, and are not there."""
    from contextuality.formats.registry import KINDS

    fail(f"{name}: expected contexts of Pauli observables, found {KINDS[type(subject)]}")


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
