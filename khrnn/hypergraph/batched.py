"""Many different sentences at once, exactly: one row of integer amplitudes for each.

What belongs here: the exact simulator of direct tokens on a batch of sentences of one n. What does
not: one sentence at a time (``exact``), the choice of a backend (``backends``).

Row i holds integers v with amplitude proportional to v, and the weight sum of v^2, as in ``exact``.
At each step the rows whose token is an E, and those whose token is an M, are moved together by
whole-array operations. Common powers of two are divided out. A row whose integers could leave
int64 is given up, for the caller to simulate on its own.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from khrnn.hypergraph._amplitudes import INT64_WEIGHT, sign_vector
from khrnn.hypergraph.cell import choose_outcome
from khrnn.tasks.tokens import Entangle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contextuality.polynomial import BooleanPolynomial
    from khrnn.tasks.sentences import Sentence
    from khrnn.tasks.tokens import DirectToken
    from khrnn.types import Outcome

Integers = npt.NDArray[np.int64]

CHUNK = 1 << 18
"""Amplitudes that are moved together: more would only leave the processor's cache."""

_HALF, _ONE, _ZERO = Fraction(1, 2), Fraction(1), Fraction(0)


def sample_batch(
    sentences: Sequence[Sentence], sources: Sequence[np.random.Generator]
) -> list[list[tuple[Outcome, Fraction]] | None]:
    """Sample an outcome for every measurement of every sentence, from the exact law.

    Args:
        sentences: of one n, at most 24.
        sources: a generator for each, from which its outcomes are drawn by integer arithmetic, as
            every backend draws them.

    Returns:
        For each sentence its outcomes with their exact conditional probabilities; None where the
        integers would leave int64, after which the generator has been used.

    Source: ours.

    Example:
        >>> from contextuality.group import GroupElement
        >>> from khrnn.tasks.sentences import Sentence
        >>> from khrnn.tasks.tokens import Measure
        >>> x0 = Measure(GroupElement.x(2, [0]))
        >>> pair = [Sentence(2, 2, (x0,)), Sentence(2, 2, (Entangle(0b11), x0))]
        >>> found = sample_batch(pair, [np.random.default_rng(seed) for seed in (1, 2)])
        >>> [[chance for _, chance in one] for one in found]
        [[Fraction(1, 1)], [Fraction(1, 2)]]
    """
    rows = max(1, CHUNK >> sentences[0].n) if sentences else 1
    found: list[list[tuple[Outcome, Fraction]] | None] = []
    for begin in range(0, len(sentences), rows):
        part = slice(begin, begin + rows)
        found += _Batch([one.direct for one in sentences[part]], sentences[begin].n).run(
            sources[part]
        )
    return found


class _Batch:
    """The amplitudes of a batch, changed in place."""

    def __init__(self, tokens: Sequence[Sequence[DirectToken]], n: int) -> None:
        self.tokens = tokens
        self.points = np.arange(1 << n, dtype=np.int64)
        self.amplitudes: Integers = np.ones((len(tokens), 1 << n), dtype=np.int64)
        self.weights: Integers = np.full(len(tokens), 1 << n, dtype=np.int64)
        self.signs: dict[object, Integers] = {}

    def run(
        self, sources: Sequence[np.random.Generator]
    ) -> list[list[tuple[Outcome, Fraction]] | None]:
        said: list[list[tuple[Outcome, Fraction]]] = [[] for _ in self.tokens]
        safe = np.ones(len(self.tokens), dtype=np.bool_)
        for t in range(max(map(len, self.tokens), default=0)):
            edges: list[int] = []
            measured: list[int] = []
            for row, tokens in enumerate(self.tokens):
                if t < len(tokens) and safe[row]:
                    (edges if isinstance(tokens[t], Entangle) else measured).append(row)
            if edges:
                self.amplitudes[edges] *= np.stack([self._edge(row, t) for row in edges])
            if measured:
                safe[measured] = self.weights[measured] < INT64_WEIGHT
                self._measure([row for row in measured if safe[row]], t, sources, said)
        return [one if fits else None for one, fits in zip(said, safe.tolist(), strict=True)]

    def _edge(self, row: int, t: int) -> Integers:
        token = self.tokens[row][t]
        edge = token.edge if isinstance(token, Entangle) else 0
        if edge not in self.signs:
            self.signs[edge] = np.where((self.points & edge) == edge, -1, 1)
        return self.signs[edge]

    def _phase(self, phase: BooleanPolynomial) -> Integers:
        key = phase.monomials
        if key not in self.signs:
            self.signs[key] = sign_vector(phase)
        return self.signs[key]

    def _measure(
        self,
        rows: list[int],
        t: int,
        sources: Sequence[np.random.Generator],
        said: list[list[tuple[Outcome, Fraction]]],
    ) -> None:
        if not rows:
            return
        asked = [token for token in (self.tokens[row][t] for row in rows)
                 if not isinstance(token, Entangle)]  # fmt: skip
        shifts = np.array([token.element.shift for token in asked], dtype=np.int64)
        before = self.amplitudes[rows]
        image = before * np.stack([self._phase(token.element.phase) for token in asked])
        image = np.take_along_axis(image, self.points ^ shifts[:, None], 1)
        overlaps = (before * image).sum(1)
        weights = self.weights[rows]
        outcomes = np.empty(len(rows), dtype=np.int64)
        pairs = zip(rows, asked, weights.tolist(), overlaps.tolist(), strict=True)
        for place, (row, token, weight, overlap) in enumerate(pairs):
            chance = _chance(weight, overlap)
            outcome = choose_outcome(chance, sources[row], token)
            said[row].append((outcome, chance if outcome == 1 else 1 - chance))
            outcomes[place] = outcome
        after = before + outcomes[:, None] * image
        common = np.bitwise_or.reduce(after, axis=1)
        twos = np.log2(common & -common).astype(np.int64)  # exact: a power of two
        self.amplitudes[rows] = after >> twos[:, None]
        self.weights[rows] = 2 * (weights + outcomes * overlaps) >> 2 * twos


def _chance(weight: int, overlap: int) -> Fraction:
    """The chance of +1; the frequent values are not computed."""
    if not overlap:
        return _HALF
    if abs(overlap) == weight:
        return _ONE if overlap > 0 else _ZERO
    return Fraction(weight + overlap, 2 * weight)
