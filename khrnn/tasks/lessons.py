"""Sentences over few tokens: what a learner reads first.

What belongs here: random sentences without E tokens whose measurements use one monomial and its
single vertices, and their translations from the exact law. What does not: the general sentences
(`hsmt`), training.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.group import GroupElement
from contextuality.polynomial import BooleanPolynomial, k_subsets, vertices
from khrnn.hypergraph.exact import sample_translation
from khrnn.tasks.sentences import Record, Sentence, check_sizes
from khrnn.tasks.tokens import Measure, compile_tokens, compiled_length

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np


def lessons(n: int, k: int, limit: int, count: int, rng: np.random.Generator) -> Iterator[Record]:
    """Draw sentences whose measurements hold one monomial m, its vertices, and shifts beside them.

    The single vertices tell the reflections of m apart: on its own, z0 z1 obeys the same law as
    z0 z1 + z0 with qubit 1 reflected.

    Args:
        n: number of qubits.
        k: edge size; m has 1 to k-1 vertices, and is absent if k = 1.
        limit: the l of the task, in compiled tokens; at least k + 4.
        count: how many, at least 0; the monomials take turns.
        rng: the source of all randomness.

    Yields:
        Compiled sentences with translations drawn from the exact law.

    Raises:
        InputError: sizes out of range, or too small a limit.

    Source: ours.

    Example:
        >>> import numpy as np
        >>> record = next(lessons(3, 2, 9, 1, np.random.default_rng(0)))
        >>> len(record.sentence.tokens) <= 9
        True
    """
    check_sizes(n, k)
    if limit < k + 4:
        raise InputError(where="l", expected=f"at least k + 4 = {k + 4}", found=str(limit))
    monomials = [mask for size in range(1, k) for mask in k_subsets(n, size)] or [0]
    for number in range(count):
        sentence = _lesson(n, k, limit, monomials[number % len(monomials)], rng)
        yield Record(limit, sentence, sample_translation(sentence, rng))


def _lesson(n: int, k: int, limit: int, monomial: int, rng: np.random.Generator) -> Sentence:
    measured: list[Measure] = []
    used = 0
    while True:
        uses = bool(monomial) and bool(rng.integers(0, 2))
        masks = {monomial} if uses else set()
        if monomial.bit_count() > 1:
            masks |= {1 << v for v in vertices(monomial) if rng.integers(0, 2)}
        # Only shifts that avoid these keep the element Hermitian.
        touched = monomial if monomial in masks else sum(masks)
        free = vertices((1 << n) - 1 & ~touched)
        size = int(rng.integers(0 if masks else 1, 3))
        shift = sum(1 << free[i] for i in rng.permutation(len(free))[:size].tolist())
        if rng.integers(0, 4) == 0:
            masks ^= {0}
        element = GroupElement(shift, BooleanPolynomial(n, frozenset(masks)))
        if measured and rng.integers(0, 4) == 0:
            element = measured[int(rng.integers(0, len(measured)))].element
        used += compiled_length(element)
        if used > limit:
            return Sentence(n, k, compile_tokens(measured, k))
        measured.append(Measure(element))
