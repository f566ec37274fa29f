"""Certificates that a subcommand made: judged by the kernel before anything is said or written.

Here belongs what the subcommands do with their own certificates. Making them does not
(`proofs.certificates`), nor checking other people's (`check`).
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs.cli import interrupts
from proofs.cli.console import fail, running_origin

if TYPE_CHECKING:
    from proofs.certificates.document import Document
    from proofs.kernel import Verdict


def accepted(document: Document) -> Verdict:
    """Return the kernel's verdict on a certificate of our own, which is `valid`.

    Raises:
        AssertionError: if the kernel refuses it: a defect of this program, not of the input.
    """
    verdict = document.check()
    if not verdict:
        raise AssertionError(f"the kernel refuses our own {document.name}: {verdict.reason()}")
    return verdict


def judged(
    document: Document, output: Path | None, *, size: bool = False, content: bool = False
) -> dict[str, Any]:
    """Let the kernel judge a certificate, write it if wanted, and describe it for `--json`.

    Args:
        document: the certificate.
        output: where it goes, or None.
        size: whether to say how many bytes it has, its proof file included.
        content: whether to repeat the certificate itself.
    """
    verdict = accepted(document)
    document = dataclasses.replace(document, provenance=running_origin())
    if output is not None:
        document.write(output)
        interrupts.wrote(output)
    data: dict[str, Any] = {
        "kind": document.certificate["kind"],
        "verdict": verdict.status,
        "steps": verdict.steps,
        "statement": verdict.statement,
    }
    if size:
        data["bytes"] = len(document.text().encode()) + len(document.proof)
    data["file"] = None if output is None else str(output)
    if content:
        data["content"] = document.certificate
    return data


def bundle_folder(output: Path | None, *, force: bool) -> None:
    """Refuse before the work a folder that a bundle could not go to after it.

    Args:
        output: the folder of `-o`, or None.
        force: whether an earlier bundle in it may be replaced.

    Raises:
        InputError: for a folder that cannot be written, holds other files, or a bundle without
            `force`.
    """
    if output is None:
        if force:
            fail("--force: expected with -o, found alone")
        return
    from contextuality.errors import InputError
    from proofs.certificates.bundle import prepare

    try:
        prepare(output, replace=force)
    except InputError as error:
        raise error.located("-o") from None
