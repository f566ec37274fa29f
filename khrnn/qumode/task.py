"""Qumode HSMT: sentences with real weights, whose translation a latent of n modes samples.

What belongs here: seeded sentences. What does not: running them, and memory bounds
(docs/derivations/qumodes.md).

A sentence prepares |w> by one weighted phase an edge, then measures nullifiers p_i - d_i f_v, of
the latent itself (v = w: the outcome is certainly 0 at infinite squeezing) or of other weights.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

from contextuality.errors import InputError
from khrnn.qumode.polynomial import Polynomial
from khrnn.qumode.sentence import MAX_MODES, MAX_TOKENS, Measure, Phase, Sentence
from khrnn.qumode.symbolic import edges_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from khrnn.qumode.polynomial import Monomial

PARTS = 100
"""Weights are multiples of 1/PARTS, so that files hold them exactly."""


def latent_polynomial(n: int, weights: Mapping[Monomial, Fraction]) -> Polynomial:
    """Return f_w, the sum of weight times product of positions.

    Args:
        n: number of modes.
        weights: edge (no mode twice) to weight.

    Example:
        >>> str(latent_polynomial(3, {(0, 1): Fraction(1, 2)}))
        '1/2 q0 q1'
    """
    for edge in weights:
        if len(set(edge)) != len(edge):
            raise InputError(where="weights", expected="edges without repetition", found=str(edge))
    return Polynomial.of(n, weights)


def weights_from_nullifiers(n: int, k: int, nullifiers: Mapping[int, Polynomial]) -> dict[
    Monomial, Fraction
]:  # fmt: skip
    """Read the weights off the polynomials d_i f_w: the left inverse of w -> nullifiers.

    Args:
        n: number of modes.
        k: edge size, 1..n.
        nullifiers: d_i f_w by mode; the least mode of each edge suffices.

    Returns:
        The weight of every edge: the coefficient of the other modes of the edge in d_i f_w. So two
        latents with the same nullifiers have the same weights, exactly.

    Example:
        >>> f = latent_polynomial(3, {(0, 1): Fraction(1), (1, 2): Fraction(-2)})
        >>> found = weights_from_nullifiers(3, 2, {i: f.derivative(i) for i in range(3)})
        >>> [str(weight) for weight in found.values()]
        ['1', '0', '-2']
    """
    return {
        edge: nullifiers[edge[0]].coefficients.get(edge[1:], Fraction(0)) for edge in edges_of(n, k)
    }


def sentence(n: int, k: int, measurements: int, rng: np.random.Generator) -> Sentence:
    """Draw a sentence of the task.

    Args:
        n: number of modes, 1..64.
        k: edge size, 1..n.
        measurements: at least 0. They are of at most two modes, which keeps every sentence in the
            class of `khrnn.qumode.conditional`.
        rng: the source of randomness.

    Returns:
        One phase an edge with weight in [-1, 1], then measurements of nullifiers, each of the
        latent or, with probability 1/2, of a latent that differs in one edge.

    Raises:
        InputError: for a number out of range, or more tokens than a file takes.

    Example:
        >>> import numpy as np
        >>> drawn = sentence(3, 2, 2, np.random.default_rng(0))
        >>> len(drawn.tokens), drawn.outcomes
        (5, 2)
    """
    if not 1 <= n <= MAX_MODES:
        raise InputError(where="n", expected=f"1..{MAX_MODES} modes", found=str(n))
    if not 1 <= k <= n:
        raise InputError(where="k", expected=f"an edge size in 1..{n}", found=str(k))
    if measurements < 0:
        raise InputError(where="measurements", expected="at least 0", found=str(measurements))
    total = comb(n, k) + measurements
    if total > MAX_TOKENS:
        raise InputError(
            where="sentence",
            expected=f"at most {MAX_TOKENS} tokens",
            found=f"{measurements} measurements and {comb(n, k)} edges",
        )
    edges = edges_of(n, k)
    weights = {edge: Fraction(int(rng.integers(-PARTS, PARTS + 1)), PARTS) for edge in edges}
    chosen = rng.choice(n, size=min(2, n), replace=False).tolist()
    tokens: list[Phase | Measure] = [
        Phase(Polynomial.of(n, {edge: weight})) for edge, weight in weights.items()
    ]
    for _ in range(measurements):
        mode = chosen[int(rng.integers(len(chosen)))]
        asked = dict(weights)
        if rng.integers(2):
            touching = [edge for edge in edges if mode in edge]
            edge = touching[int(rng.integers(len(touching)))]
            asked[edge] += Fraction(int(rng.integers(1, PARTS + 1)), PARTS)
        tokens.append(Measure(mode, latent_polynomial(n, asked).derivative(mode)))
    return Sentence(n, tuple(tokens))
