"""Second opinions on certificate files, by other routes than the kernel's.

Belongs here: everything that docs/formats describes, read and decided once more, from those pages
alone. Nothing here imports or copies `proofs.kernel`; where the two disagree, one is wrong.

Opinions named `certificate/...` replay the certificate, those named `statement/...` decide the
statement from scratch. Brute force has limits, so some opinions are about instances only; they
say so in their detail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from proofs.independent import (
    colouring,
    degree,
    exclusion,
    families,
    fraction,
    graph_numbers,
    growth,
    machine,
    memory,
    pauli,
    product_mmd,
    sampling_error,
    small_bias,
)
from proofs.independent.opinion import Opinion
from proofs.independent.reader import KINDS, read_certificate

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Opinion", "second_opinions"]


def second_opinions(
    path: Path, *, time_limit: float = 60.0, rng: np.random.Generator | None = None
) -> tuple[Opinion, ...]:
    """Ask all checkers that apply about a certificate file.

    Args:
        path: the file; a proof file `<sha256>.lrat` is looked for beside it.
        time_limit: seconds for each checker.
        rng: draws the functions and samples of the checkers that test instances; seed 0 if None,
            so that the same file gets the same opinions.

    Returns:
        At least one opinion about the certificate and one about the statement, if their kinds go
        together; else one. Each may be "timeout", "error" or "not applicable", which say nothing
        about the file.

    Raises:
        InputError: if the file cannot be read or is not of the grammar, naming the file.

    Source: docs/formats.

    Example:
        >>> import json, pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp(), "line.json")
        >>> _ = path.write_text(json.dumps({
        ...     "schema": "khrnn-certificate/1",
        ...     "statement": {"kind": "pauli-noncontextual", "qubits": 2,
        ...                   "contexts": [["XI", "IX", "XX"]]},
        ...     "certificate": {"kind": "assignment", "minus": []}}))
        >>> [opinion.verdict for opinion in second_opinions(path)]
        ['valid', 'valid']
    """
    file = read_certificate(path)
    statement, certificate = file.statement, file.certificate
    generator = np.random.default_rng(0) if rng is None else rng
    kind = statement["kind"]
    if certificate["kind"] not in KINDS[kind]:
        detail = f"a certificate of kind {certificate['kind']} proves no statement of kind {kind}"
        return (Opinion("certificate/kind", "invalid", detail, 0.0),)
    try:
        if kind.startswith("pauli-"):
            return pauli.opinions(statement, certificate, time_limit)
        if kind.startswith(("ks-", "contexts-")):
            return colouring.opinions(statement, certificate, file.folder, time_limit)
        if kind == "binomial-growth":
            return growth.opinions(statement, certificate, time_limit)
        if kind == "mmd-of-products":
            return product_mmd.opinions(statement, certificate, time_limit)
        if kind.startswith("degree-"):
            return degree.opinions(statement, certificate, time_limit)
        if kind in {"noncontextual-fraction", "strongly-contextual", "logically-contextual"}:
            return fraction.opinions(statement, certificate, time_limit)
        if kind == "exclusivity-numbers":
            return graph_numbers.opinions(statement, certificate, time_limit)
        if kind == "small-bias-limit":
            return small_bias.opinions(statement, certificate, time_limit)
        if kind.startswith("sampling-error-"):
            return sampling_error.opinions(statement, certificate, file.folder, time_limit)
        if kind.startswith("machine-"):
            return machine.opinions(statement, certificate, file.folder, time_limit)
        if kind in {"exclusion", "support-bound", "signed-support-bound"}:
            return exclusion.opinions(statement, certificate, time_limit)
        if kind in {"sharing", "exclusion-by-any", "support-states-upper", "support-states-lower"}:
            return families.opinions(statement, certificate, time_limit)
        return memory.opinions(statement, certificate, time_limit, generator)
    except InputError as error:
        raise error.located(str(path)) from error
    except TimeoutError:
        detail = f"not even the statement was read within {time_limit:g} s"
        return (Opinion("statement/reading", "timeout", detail, time_limit),)
