"""Certificates for the least error of a memory of b bits: the curve of rate and worst-case error.

Here belong the documents of docs/formats/error.md and the search for those that the bounds of
`khrnn.classical.rate` leave open. What they mean is in docs/derivations/rate_error.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from contextuality.search.sat import Unsatisfiable, refute
from khrnn.classical.memory import Family
from khrnn.classical.rate import derivative_lengths, error_curve
from khrnn.classical.rate_cover import class_cover
from proofs.certificates.document import Document
from proofs.kernel import Malformed
from proofs.kernel.class_search import class_clauses
from proofs.kernel.sampling_error import SamplingErrorStatement

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np


@dataclass(frozen=True)
class CurvePoint:
    """What is certified about the least worst-case error of a number of bits.

    Args:
        bits: of the deterministic memory at the cut.
        lower: every memory of so many bits errs by at least this.
        upper: some memory of so many bits errs by at most this.
        documents: the certificate of `upper`, and that of `lower` unless it is 0.
    """

    bits: int
    lower: Fraction
    upper: Fraction
    documents: tuple[Document, ...]

    @property
    def exact(self) -> bool:
        """Whether the bounds meet."""
        return self.lower == self.upper


@dataclass(frozen=True)
class Memories:
    """The deterministic memories of so many bits for (n, k).

    Args:
        n: number of vertices, at most 8.
        k: edge size; binom(n, k) <= 12.
        family: the measurement tokens.
        bits: at the cut, 0 to binom(n, k).
    """

    n: int
    k: int
    family: Family
    bits: int

    def units(self, error: Fraction) -> int:
        """Return a multiple of 2^-(n+1) as an integer.

        Example:
            >>> Memories(3, 2, Family.GROUP, 1).units(Fraction(1, 4))
            4
        """
        return int(error * (2 << self.n))


def upper_document(memories: Memories, error: Fraction, basis: Sequence[int]) -> Document:
    """Return the document that the cosets of a space are a memory of a certain error.

    Args:
        memories: which memories.
        error: a multiple of 2^-(n+1).
        basis: independent differences, at least binom(n, k) - bits.

    Example:
        >>> upper_document(Memories(3, 2, Family.GROUP, 1), Fraction(1, 4), [1, 2]).check().status
        'valid'
    """
    certificate = {"kind": "linear-classes", "basis": [int(d) for d in basis]}
    return _document("upper", memories, error, certificate)


def weights_document(memories: Memories, error: Fraction, weights: Sequence[int]) -> Document:
    """Return the document that every memory of so many bits errs by so much, by counting.

    Args:
        memories: which memories.
        error: a positive multiple of 2^-(n+1).
        weights: of all differences, as `khrnn.classical.rate.class_weights` finds them.

    Example:
        >>> weights_document(Memories(2, 2, Family.GROUP, 0), Fraction(1, 4), [1, 1]).check().status
        'valid'
    """
    certificate = {"kind": "difference-weights", "weights": [int(w) for w in weights]}
    return _document("lower", memories, error, certificate)


def cover_document(
    memories: Memories, error: Fraction, rng: np.random.Generator
) -> Document | None:
    """Search for covers which show that no class of a smaller error is large enough.

    Args:
        memories: which memories.
        error: a positive multiple of 2^-(n+1).
        rng: the source of randomness of the search.

    Returns:
        A document, or None if none was found, which means nothing.

    Example:
        >>> import numpy as np
        >>> memories = Memories(4, 3, Family.GROUP, 1)
        >>> found = cover_document(memories, Fraction(1, 4), np.random.default_rng(1))
        >>> found.check().status
        'valid'
    """
    lengths = derivative_lengths(memories.n, memories.k, memories.family)
    members = len(lengths) >> memories.bits
    if members < 3:
        return None
    found = class_cover(lengths, memories.units(error), members, rng)
    if found is None:
        return None
    certificate = {
        "kind": "class-cover",
        "cases": [
            {"difference": chosen, "cover": [list(row) for row in cover]}
            for chosen, cover in found.cases
        ],
        "cover": [list(row) for row in found.cover],
    }
    return _document("lower", memories, error, certificate)


def refutation_document(memories: Memories, error: Fraction, time_limit: float) -> Document | None:
    """Search for a refutation of all memories of so many bits that err by less.

    Args:
        memories: which memories.
        error: a positive multiple of 2^-(n+1).
        time_limit: seconds for the solver.

    Returns:
        A document; None if there is such a memory, the formula is too large or time ran out.

    Example:
        >>> refutation_document(Memories(2, 2, Family.GROUP, 0), Fraction(1, 4), 60).check().status
        'valid'
    """
    document = _document("lower", memories, error, {})
    try:
        clauses, variables = class_clauses(SamplingErrorStatement(*document.statement.values()))
    except Malformed:
        return None
    found = refute(clauses, variables, time_limit)
    if not isinstance(found, Unsatisfiable):
        return None
    proof = found.lrat.encode()
    certificate = {"kind": "class-refutation", "sha256": hashlib.sha256(proof).hexdigest()}
    return Document(document.name, document.statement, certificate, proof)


def certified_curve(
    n: int,
    k: int,
    family: Family,
    rng: np.random.Generator,
    *,
    time_limit: float = 60.0,
) -> tuple[CurvePoint, ...]:
    """Bound the least worst-case error for every number of bits, with certificates.

    Args:
        n: number of vertices, at most 8.
        k: edge size; binom(n, k) <= 12.
        family: the measurement tokens.
        rng: the source of randomness of all searches.
        time_limit: seconds for the solver at a point that counting leaves open; 0 for none of
            the searches there.

    Returns:
        A point for each number of bits from 0 to binom(n, k).

    Raises:
        InputError: sizes out of range.

    Source:
        Ours; docs/derivations/rate_error.md.

    Example:
        >>> import numpy as np
        >>> curve = certified_curve(4, 3, Family.GENERATORS, np.random.default_rng(1))
        >>> [str(point.upper) for point in curve], all(point.exact for point in curve)
        (['1/4', '1/4', '1/8', '1/8', '0'], True)
    """
    lengths = derivative_lengths(n, k, family)
    levels = sorted({Fraction(length, 2 << n) for length in lengths.tolist()}, reverse=True)
    result: list[CurvePoint] = []
    for point in error_curve(n, k, family, rng):
        memories = Memories(n, k, family, point.bits)
        upper = upper_document(memories, point.upper, point.basis)
        lower, document = point.lower, None
        for error in levels if time_limit > 0 else ():
            if not point.lower < error <= point.upper:
                continue
            document = cover_document(memories, error, rng)
            document = document or refutation_document(memories, error, time_limit)
            if document is not None:
                lower = error
                break
        if document is None and lower:
            document = weights_document(memories, lower, point.weights)
        found = (upper,) if document is None else (upper, document)
        result.append(CurvePoint(point.bits, lower, point.upper, found))
    return tuple(result)


def _document(
    side: str, memories: Memories, error: Fraction, certificate: dict[str, Any]
) -> Document:
    n, k, asked, bits = memories.n, memories.k, memories.family.value, memories.bits
    statement = {
        "kind": f"sampling-error-{side}",
        "n": n,
        "k": k,
        "measurements": asked,
        "bits": bits,
        "error": memories.units(error),
    }
    return Document(f"error-{side}-{n}-{k}-{asked}-{bits}", statement, certificate)
