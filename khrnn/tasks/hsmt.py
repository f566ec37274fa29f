"""The (l, n, k) hypergraph stabilizer measurement translation task: its seeded generator.

What belongs here: random sentences with translations sampled from the exact law, and the public
names of the task in one place. What does not: models that perform it, lower bounds on memory.
"""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from contextuality.group import GroupElement, random_element
from contextuality.hypergraph import Hypergraph
from contextuality.polynomial import BooleanPolynomial
from khrnn.hypergraph.exact import MAX_QUBITS, sample_translation
from khrnn.tasks.jsonlines import SCHEMA, from_json, read_records, to_json, write_records
from khrnn.tasks.sentences import Record, Sentence, Translation, check_limit, check_sizes
from khrnn.tasks.tokens import (
    CompiledToken,
    DirectToken,
    Entangle,
    FreshAncilla,
    Measure,
    Phase,
    ReadAncilla,
    Shift,
    Token,
    assemble,
    compile_tokens,
    compiled_length,
    describe,
    emits_outcome,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from khrnn.types import VertexMask

__all__ = [
    "SCHEMA",
    "CompiledToken",
    "DirectToken",
    "Entangle",
    "FreshAncilla",
    "Measure",
    "Phase",
    "ReadAncilla",
    "Record",
    "Sentence",
    "Shift",
    "Token",
    "Translation",
    "assemble",
    "compile_tokens",
    "compiled_length",
    "describe",
    "emits_outcome",
    "from_json",
    "random_sentence",
    "read_records",
    "sentences",
    "to_json",
    "write_records",
]

MAX_TOKENS = 100_000
"""Longest sentence that is drawn."""

_DENSE_MONOMIALS = 1 << 12
# Above this many monomials of degree below k, random elements are drawn sparse.


def sentences(
    n: int,
    k: int,
    limit: int,
    count: int,
    rng: np.random.Generator,
    *,
    compiled: bool = False,
) -> Iterator[Record]:
    """Generate random sentences with translations sampled from the exact law.

    Args:
        n: number of qubits, k <= n <= 24.
        k: edge size, k >= 1.
        limit: the l of the task: tokens of a sentence as written, 1 to 100000.
        count: number of records, at least 0.
        rng: the source of all randomness; the same state gives the same records.
        compiled: write measurements as S P... X... R; the limit then counts those tokens.

    Yields:
        Records whose words are distributed exactly as quantum mechanics demands, with exact
        probabilities.

    Raises:
        InputError: sizes or counts out of range, on the first item asked for.

    Source:
        Ours: the task; sampling by the exact simulator, without floating point.

    Example:
        >>> import numpy as np
        >>> first, second = sentences(3, 2, 6, 2, np.random.default_rng(7))
        >>> len(first.translation.words) == len(first.sentence.tokens) <= 6
        True
    """
    if count < 0:
        raise InputError(where="count", expected="at least 0 sentences", found=str(count))
    for _ in range(count):
        sentence = random_sentence(n, k, limit, rng, compiled=compiled)
        yield Record(limit, sentence, sample_translation(sentence, rng))


def random_sentence(
    n: int, k: int, limit: int, rng: np.random.Generator, *, compiled: bool = False
) -> Sentence:
    """Draw one sentence: a preparation, then measurements of several kinds.

    The preparation is a random number of random edges. Then come, mixed: stabilizer generators
    of the hypergraph prepared so far (certain at first), elements measured before (certain if
    nothing disturbed them), random Hermitian elements, diagonals, now and then another edge.

    Args:
        n: number of qubits, k <= n <= 24.
        k: edge size, k >= 1.
        limit: the most tokens the sentence may have as written, 1 to 100000.
        rng: the source of randomness.
        compiled: write measurements in compiled tokens.

    Returns:
        A valid sentence of 1 to ``limit`` tokens.

    Raises:
        InputError: sizes out of range.

    Example:
        >>> import numpy as np
        >>> sentence = random_sentence(4, 3, 9, np.random.default_rng(3), compiled=True)
        >>> len(sentence.tokens) <= 9
        True
    """
    check_sizes(n, k)
    check_limit(limit)
    if limit > MAX_TOKENS:
        raise InputError(where="l", expected=f"at most {MAX_TOKENS} tokens", found=str(limit))
    if n > MAX_QUBITS:
        raise InputError(where="n", expected=f"at most {MAX_QUBITS} qubits", found=str(n))
    draft = _Draft(n, k, rng)
    length = int(rng.integers(1, limit + 1))
    for _ in range(int(rng.integers(0, min(length - 1, comb(n, k)) + 1))):
        draft.entangle()
    used = len(draft.tokens)
    while used < length:
        element = draft.element()
        work = compiled_length(element) if compiled else 1
        if used + work > length:
            if not draft.tokens or rng.integers(0, 2):
                draft.entangle()
                used += 1
                continue
            break
        draft.tokens.append(Measure(element))
        draft.measured.append(element)
        used += work
        if used < length and rng.integers(0, 6) == 0:
            draft.entangle()
            used += 1
    tokens = compile_tokens(draft.tokens, k) if compiled else tuple(draft.tokens)
    return Sentence(n, k, tokens)


class _Draft:
    """A sentence in the making: its tokens, and what the choice of the next one needs."""

    def __init__(self, n: int, k: int, rng: np.random.Generator) -> None:
        self.n, self.k, self.rng = n, k, rng
        self.tokens: list[DirectToken] = []
        self.measured: list[GroupElement] = []
        self.edges: frozenset[VertexMask] = frozenset()

    def entangle(self) -> None:
        edge = self._subset(self.k)
        self.edges ^= {edge}
        self.tokens.append(Entangle(edge))

    def element(self) -> GroupElement:
        kind = int(self.rng.integers(0, 8))
        if kind < 3:
            vertex = int(self.rng.integers(0, self.n))
            return self._signed(Hypergraph(self.n, self.edges).stabilizer(1 << vertex))
        if kind < 4 and self.measured:
            return self.measured[int(self.rng.integers(0, len(self.measured)))]
        if kind < 6:
            return self._hermitian()
        return self._signed(GroupElement.diagonal(self._sparse(self.k - 1)))

    def _hermitian(self) -> GroupElement:
        if sum(comb(self.n, j) for j in range(self.k)) <= _DENSE_MONOMIALS:
            return random_element(self.n, self.k, self.rng, hermitian=True)
        # The stabilizers of a hypergraph with few edges: Hermitian, and of low degree.
        shift = self._subset(int(self.rng.integers(1, self.n + 1)))
        return self._signed(GroupElement(shift, self._sparse(self.k).derivative(shift)))

    def _sparse(self, degree: int) -> BooleanPolynomial:
        masks: frozenset[VertexMask] = frozenset()
        for _ in range(int(self.rng.integers(1, 4))):
            masks ^= {self._subset(int(self.rng.integers(min(1, degree), degree + 1)))}
        return BooleanPolynomial(self.n, masks)

    def _signed(self, element: GroupElement) -> GroupElement:
        return element.negate() if self.rng.integers(0, 4) == 0 else element

    def _subset(self, size: int) -> VertexMask:
        chosen = self.rng.permutation(self.n)[:size].tolist()
        return sum(1 << vertex for vertex in chosen)
