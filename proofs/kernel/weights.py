"""Weights of differences, and how large a set without certain differences they allow.

Certificate kinds `difference-weights` and `bias-weights`; the statements that they prove are in
`sampling_error` and `small_bias`, the soundness argument in docs/formats/error.md.
A difference is an integer below 2^N whose bit j stands for edge j; set members differ by sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from proofs.kernel import reader
from proofs.kernel.verdict import Rejected

MAX_DIFFERENCES = 1 << 15
MAX_WEIGHT = 1 << 32


@dataclass(frozen=True)
class Weights:
    """A weight for each difference, from 0 to 2^N - 1; they bound the size of a set."""

    weights: tuple[int, ...]

    def __post_init__(self) -> None:
        """Validate the list of weights; its length is compared with the statement."""
        rows = reader.sequence(self.weights, 2, MAX_DIFFERENCES, "certificate.weights")
        for j, row in enumerate(rows):
            reader.integer(row, -MAX_WEIGHT, MAX_WEIGHT, f"certificate.weights[{j}]")
        object.__setattr__(self, "weights", rows)


def most_members(weights: tuple[int, ...], size: int, near: Mapping[int, str]) -> int:
    """Return how many members a set has at most, if all its differences but 0 are near.

    The weights have no negative Fourier coefficient and are not positive at near differences, so
    a set has at most 2^N * (weight of 0) / (sum of weights) members.

    Args:
        weights: of a certificate.
        size: the number 2^N of differences.
        near: the differences that the set may have, each with a reason for messages.

    Raises:
        Rejected: if the weights are not so many, or not as said.

    Example:
        >>> most_members((1, 0, 0, 0), 4, {1: "it is near", 2: "it is near"})
        4
        >>> most_members((1, 0, 0, 1), 4, {1: "it is near", 2: "it is near"})
        2
    """
    if len(weights) != size:
        raise Rejected("certificate.weights", "number", f"{size} weights", len(weights))
    for d, reason in near.items():
        if weights[d] > 0:
            expected = f"at most 0, as {reason}"
            raise Rejected(f"certificate.weights[{d}]", "sign", expected, weights[d])
    coefficients = fourier(weights)
    for y, value in enumerate(coefficients):
        if value < 0:
            raise Rejected(f"Fourier coefficient {y}", "positivity", "at least 0", value)
    if coefficients[0] == 0:
        raise Rejected("certificate.weights", "sum", "a positive sum", 0)
    return size * weights[0] // coefficients[0]


def fourier(weights: tuple[int, ...]) -> list[int]:
    """Return the sums of weights[d] (-1)^(d.y), for y from 0; the length is a power of 2.

    Example:
        >>> fourier((3, 1, 1, -1))
        [4, 4, 4, 0]
    """
    values, half = list(weights), 1
    while half < len(values):
        for low in range(0, len(values), 2 * half):
            for i in range(low, low + half):
                x, y = values[i], values[i + half]
                values[i], values[i + half] = x + y, x - y
        half *= 2
    return values
