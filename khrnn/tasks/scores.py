"""The figures of a judged model: per sentence, and their means over a data set.

What belongs here: plain results. What does not: how they come about (`scorer`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Chance: TypeAlias = Fraction | float
"""A probability: exact where the model is."""

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """The figures of one sentence; entropies are in bits.

    Attributes:
        invalid: the model's mass on invalid translations: exact if `Fraction`; for a sampled
            sentence the share of invalid draws.
        total_variation: between 0 and 1; for a sampled sentence an unbiased estimate.
        entropy: of the true law; for a sampled sentence minus log2 of the exact probability of
            the record's translation, NaN without one.
        cross_entropy: of the model under the true law; likewise for a sampled sentence.
        backward_cross_entropy: of the true law under the model; infinite iff `invalid` is above 0.
        outcomes: words of the sentence that are no blanks.
        drawn: translations drawn from the model; 0 if all were enumerated.
        invalid_drawn: how many of them were invalid.
    """

    invalid: Chance
    total_variation: Chance
    entropy: float
    cross_entropy: float
    backward_cross_entropy: float
    outcomes: int
    drawn: int = 0
    invalid_drawn: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of a data set: means over sentences; entropies in bits.

    Attributes:
        sentences: the figures of each.
        seed: what draws were made with; None if there were none.
    """

    sentences: tuple[SentenceScore, ...]
    seed: int | None = None

    @property
    def enumerated(self) -> int:
        """How many sentences were enumerated in full."""
        return sum(not one.drawn for one in self.sentences)

    @property
    def validity(self) -> Chance:
        """The chance that a translation is valid, a sentence drawn uniformly."""
        return 1 - _mean([one.invalid for one in self.sentences])

    @property
    def validity_interval(self) -> tuple[float, float]:
        """A confidence interval of 95 % for `validity`; a point if nothing was sampled.

        Source: Clopper and Pearson's interval for the pooled draws. Each sampled sentence has as
            many draws, so the pooled share estimates the mean.
        """
        drawn = sum(one.drawn for one in self.sentences)
        if not drawn:
            return float(self.validity), float(self.validity)
        bad = sum(one.invalid_drawn for one in self.sentences)
        known = math.fsum(float(one.invalid) for one in self.sentences if not one.drawn)
        sampled = len(self.sentences) - self.enumerated
        low, high = clopper_pearson(bad, drawn)
        return tuple(  # type: ignore[return-value]
            1 - (known + sampled * end) / len(self.sentences) for end in (high, low)
        )

    @property
    def total_variation(self) -> Chance:
        """The mean total variation; exact if all of them are."""
        return _mean([one.total_variation for one in self.sentences])

    @property
    def worst_total_variation(self) -> Chance:
        """The largest total variation of a sentence."""
        return max(one.total_variation for one in self.sentences)

    @property
    def entropy(self) -> float:
        """The mean entropy of the true law."""
        return math.fsum(one.entropy for one in self.sentences) / len(self.sentences)

    @property
    def cross_entropy(self) -> float:
        """The mean cross-entropy of the model under the true law."""
        return sum(one.cross_entropy for one in self.sentences) / len(self.sentences)

    @property
    def backward_cross_entropy(self) -> float:
        """The mean backward cross-entropy; finite iff no invalid translation was met."""
        return sum(one.backward_cross_entropy for one in self.sentences) / len(self.sentences)

    @property
    def perplexity(self) -> float:
        """2 to the model's cross-entropy per outcome."""
        return _perplexity(self.cross_entropy, self._outcomes)

    @property
    def perplexity_of_law(self) -> float:
        """2 to the true law's entropy per outcome: the least perplexity possible."""
        return _perplexity(self.entropy, self._outcomes)

    @property
    def _outcomes(self) -> float:
        return sum(one.outcomes for one in self.sentences) / len(self.sentences)

    def described(self) -> dict[str, object]:
        """Return all figures for JSON: exact ones as text such as "1/8", infinity as text."""
        low, high = self.validity_interval
        return {
            "sentences": len(self.sentences),
            "enumerated": self.enumerated,
            "seed": self.seed,
            "validity": _shown(self.validity),
            "validity_interval": [low, high],
            "total_variation": _shown(self.total_variation),
            "worst_total_variation": _shown(self.worst_total_variation),
            "entropy_bits": _shown(self.entropy),
            "cross_entropy_bits": _shown(self.cross_entropy),
            "backward_cross_entropy_bits": _shown(self.backward_cross_entropy),
            "perplexity": _shown(self.perplexity),
            "perplexity_of_law": _shown(self.perplexity_of_law),
        }


def _mean(values: Sequence[Chance]) -> Chance:
    return sum(values, start=Fraction(0)) / len(values)


def _perplexity(bits: float, outcomes: float) -> float:
    return 2.0 ** (bits / outcomes) if outcomes else 1.0


def _shown(value: Chance) -> str | float:
    if isinstance(value, Fraction):
        return str(value)
    return value if math.isfinite(value) else str(value)


def clopper_pearson(hits: int, draws: int) -> tuple[float, float]:
    """Return the exact 95 % confidence interval of a share.

    Args:
        hits: 0 to draws.
        draws: at least 1.

    Source: C. Clopper and E. Pearson, Biometrika 26 (1934) 404.

    Example:
        >>> [round(end, 4) for end in clopper_pearson(0, 100)]
        [0.0, 0.0362]
    """
    from scipy.stats import beta  # noqa: PLC0415 - slow to load

    tail = (1 - CONFIDENCE) / 2
    low = float(beta.ppf(tail, hits, draws - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, draws - hits)) if hits < draws else 1.0
    return low, high
