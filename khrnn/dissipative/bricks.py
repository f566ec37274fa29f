"""Exact second moments of networks of local perceptrons with m = 2.

What belongs here: the pairs of neighbours that meet, and averages over their 2-designs, as
fractions. What does not: bounds for all sizes (`theorems`), simulation (`hardware_efficient`).

The network: n qubits, n even. In layer l = 0, 1, ... perceptron j swaps input j with its output.
If j and l are both even or both odd, and j+1 < n, it first applies W to inputs j and j+1. So the
network is the circuit whose layer l has a W on the pairs (0,1), (2,3), ... for even l and (1,2),
(3,4), ... for odd l. Every W is an independent 2-design; the trained one is B exp(-i t G/2) A with
A and B independent 2-designs and G traceless with G^2 = 1.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from contextuality.errors import InputError
from khrnn.dissipative.weingarten import Cost

LARGEST = 16
"""Most qubits of an exact second moment; time and memory grow like 2^n."""


def pairs(qubits: int, layer: int) -> tuple[tuple[int, int], ...]:
    """Return the neighbours that a layer's W act on.

    Args:
        qubits: even, at least 2.
        layer: at least 0.

    Example:
        >>> pairs(4, 0), pairs(4, 1), pairs(2, 1)
        (((0, 1), (2, 3)), ((1, 2),), ())
    """
    return tuple((j, j + 1) for j in range(layer % 2, qubits - 1, 2))


def check_bricks(qubits: int, layers: int, layer: int, place: int, largest: int) -> None:
    """Refuse a network or a trained gate that does not exist.

    Args:
        qubits: even, 2 to `largest`.
        layers: at least 1.
        layer: of the trained W.
        place: its number among the `pairs` of the layer.
        largest: most qubits.

    Raises:
        InputError: a value out of range.
    """
    if not 2 <= qubits <= largest or qubits % 2:
        raise InputError(
            where="qubits", expected=f"an even number, 2 to {largest}", found=str(qubits)
        )
    if not 0 <= layer < layers or not 0 <= place < len(pairs(qubits, layer)):
        raise InputError(
            where="trained gate",
            expected="a layer of the network and a pair of this layer",
            found=f"layer {layer} of {layers}, pair {place}",
        )


@lru_cache(maxsize=256)
def brick_variance(qubits: int, layers: int, layer: int, place: int, cost: Cost) -> Fraction:
    """Return the variance of the derivative of the cost.

    Two copies of the state are a mixture over strings of two letters, one a qubit: I, both copies
    mixed independently, and S, their swap; each of trace 1. A W leaves II and SS alone and takes IS
    and SI, and a fresh pair too, to 4/5 II + 1/5 SS. The trained W takes SS to (8/15)(SS - II) and
    II to 0.

    Args:
        qubits: n, even, 2 to 16.
        layers: L, at least 1.
        layer: of the trained W, from 0.
        place: its number in the layer, from 0.
        cost: "global", 1 - <T|rho|T> for a pure product target; or "local",
            1 - (1/n) sum_j <T_j|rho_j|T_j>.

    Returns:
        The exact variance; the mean is 0.

    Raises:
        InputError: a value out of range.

    Source: ours, for the network of arXiv 2005.12458, Fig. 3(b), as we read it;
        docs/derivations/dissipative.md.

    Example:
        >>> brick_variance(2, 1, 0, 0, "global"), brick_variance(2, 1, 0, 0, "local")
        (Fraction(1, 50), Fraction(1, 75))
    """
    check_bricks(qubits, layers, layer, place, LARGEST)
    if cost not in {"global", "local"}:
        raise InputError(where="cost", expected="global or local", found=repr(cost))
    # Axis q is qubit q: index 0 is I, 1 is S. Integers, over 5 for every W.
    weights: Any = np.zeros((2,) * qubits, dtype=object)
    weights[(0, 1) * (qubits // 2)] = 1  # a fresh pair is as good as IS
    power = 0
    for number in range(layers):
        for at, pair in enumerate(pairs(qubits, number)):
            weights = _met(weights, pair)
            power += 1
            if (number, at) == (layer, place):
                weights = _turned(weights, pair)
    scale = Fraction(8, 15 * 5**power)
    if cost == "global":
        # a projector on both copies: 1/4 from I, 1/2 from S
        total = weights
        for _ in range(qubits):
            total = total[0] + 2 * total[1]
        return scale * Fraction(int(total), 4**qubits)
    # Z on both copies: 0 from I, 1 from S; everything else is traced out. Z's share of f is 1/2.
    total = sum(int(np.take(weights, 1, axis=qubit).sum()) for qubit in range(qubits))
    return scale * total / (4 * qubits**2)


def _met(weights: Any, pair: tuple[int, int]) -> Any:
    """Average over a W, times 5."""
    moved = np.moveaxis(weights, pair, (0, 1))
    mixed = moved[0, 1] + moved[1, 0]
    found = np.zeros_like(moved)
    found[0, 0] = 5 * moved[0, 0] + 4 * mixed
    found[1, 1] = 5 * moved[1, 1] + mixed
    return np.moveaxis(found, (0, 1), pair)


def _turned(weights: Any, pair: tuple[int, int]) -> Any:
    """Differentiate both copies and average over B, times 15/8."""
    moved = np.moveaxis(weights, pair, (0, 1))
    found = np.zeros_like(moved)
    found[0, 0], found[1, 1] = -moved[1, 1], moved[1, 1]
    return np.moveaxis(found, (0, 1), pair)
