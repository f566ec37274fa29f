"""What a shell completes: names of the library, of claims, and of subcommands of two words.

Here belong functions from what is typed so far to proposals. They answer with nothing rather than
with an error: a shell would print it into the line being typed.
"""

from __future__ import annotations

from pathlib import Path


def claim_names(incomplete: str) -> list[tuple[str, str]]:
    """Return the claims whose name begins so, with their statements.

    Example:
        >>> [name for name, _ in claim_names("hsmt-r1")]
        ['hsmt-r1-all', 'hsmt-r1-exhaustive']
    """
    from proofs.claims import all_claims

    return [
        (claim.identifier, claim.statement)
        for claim in all_claims()
        if claim.identifier.startswith(incomplete)
    ]


def library_names(incomplete: str) -> list[tuple[str, str]]:
    """Return the named scenarios and vector sets that begin so, with the families' members.

    Example:
        >>> [name for name, _ in library_names("lines")]
        ['lines-2', 'lines-3', 'lines-4', 'lines-5', 'lines-6']
    """
    from contextuality.library import describe, names
    from contextuality.library.families import FAMILIES

    members = [
        f"{family}-{qubits}"
        for family, (least, most, _) in FAMILIES.items()
        for qubits in range(least, most + 1)
    ]
    known = [name for name in (*names(), *members) if name.startswith(incomplete)]
    return [(name, describe(name).partition(";")[0]) for name in known]


def empirical_names(incomplete: str) -> list[tuple[str, str]]:
    """Return the named empirical models, and the sets of contexts, that begin so.

    Example:
        >>> [name for name, _ in empirical_names("har")]
        ['hardy']
    """
    from contextuality.library.models import describe, names

    models = [(name, describe(name)) for name in names() if name.startswith(incomplete)]
    return models + library_names(incomplete)


def model_names(incomplete: str) -> list[str]:
    """Return the models of `khrnn trainability` that begin so.

    Example:
        >>> model_names("al")
        ['all']
    """
    from khrnn.trainability.registry import MODELS

    return [name for name in ("all", *MODELS) if name.startswith(incomplete)]


CONTEXTUALITY = ("convert", "critical", "draw", "fraction", "symmetry")
"""The second words of `khrnn contextuality`."""


def contextuality_words(incomplete: str) -> list[str]:
    """Return what may follow `khrnn contextuality`: its subcommands, and files.

    Example:
        >>> contextuality_words("conv")
        ['convert']
    """
    words = [word for word in CONTEXTUALITY if word.startswith(incomplete)]
    return words + files(incomplete)


def files(incomplete: str) -> list[str]:
    """Return the files and folders that begin so; folders end with a slash.

    Example:
        >>> files("/no such folder/")
        []
    """
    typed = Path(incomplete)
    folder = typed if incomplete.endswith("/") else typed.parent
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    named = [f"{entry}/" if entry.is_dir() else str(entry) for entry in entries]
    hidden = (incomplete.rpartition("/")[2] or ".").startswith(".") and incomplete != ""
    return [
        name
        for name, entry in zip(named, entries, strict=True)
        if name.startswith(incomplete.removeprefix("./"))
        and (hidden or not entry.name.startswith("."))
    ]
