"""Estimates from shots, by enumeration of all shots.

What belongs here: means over all sequences of shots, and over all angles, from the definitions of
estimate, kernel and loss. What does not: the laws and bounds (`khrnn.generative.shots`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations, product
from math import prod

from proofs.crosscheck.generative import _distribution, _grid

Vector = Sequence[Fraction]


def fixed_share(model: Vector, targets: int, shots: int) -> Fraction:
    """Return the chance that every explicit loss has its one fixed value, by enumeration.

    A loss sum_x f(r(x), q(x)) with f(0, 0) = 0 depends on nothing but the pairs (r(x), q(x)) that
    are not (0, 0). The fixed value is that of m pairs (1/m, 0) and M pairs (0, 1/M).

    Args:
        model: 2^n probabilities.
        targets: m; the target is uniform on the strings 0..m-1.
        shots: M, at least 1; the time is 2^(n M).

    Source: ours.

    Example:
        >>> fixed_share([Fraction(1, 4)] * 4, 1, 2)
        Fraction(3, 8)
    """
    fixed = Counter([(True, 0)] * targets + [(False, 1)] * shots)
    share = Fraction(0)
    for sequence in product(range(len(model)), repeat=shots):
        hits = Counter(sequence)
        strings = {*hits, *range(targets)}
        if Counter((x < targets, hits[x]) for x in strings) == fixed:
            share += prod((model[x] for x in sequence), start=Fraction(1))
    return share


def product_circuit_means(qubits: int, targets: int, shots: int) -> tuple[Fraction, Fraction]:
    """Return `fixed_share` and sum_x q(x)^2, both averaged over all angles of the product circuit.

    Args:
        qubits: at least 1; the time is 4^n 2^(n shots).
        targets: m.
        shots: M, 1 to 5, so that the degree stays at most 5.

    Source: ours.

    Example:
        >>> product_circuit_means(1, 1, 1)
        (Fraction(1, 2), Fraction(3, 4))
    """
    fixed, agree = Fraction(0), Fraction(0)
    for cosines, share in _grid(qubits):
        model = _distribution(cosines)
        fixed += share * fixed_share(model, targets, shots)
        agree += share * sum(q * q for q in model)
    return fixed, agree


def estimate_moments(
    model: Vector, target: Vector, weight: Fraction, shots: int
) -> tuple[Fraction, Fraction]:
    """Return mean and variance of the unbiased estimate of MMD^2, over all sequences of shots.

    Args:
        model: 2^n probabilities.
        target: as many.
        weight: p.
        shots: M, at least 2; the time is 2^(n M).

    Source: ours, from the estimate as one writes it down.

    Example:
        >>> half = [Fraction(1, 2)] * 2
        >>> estimate_moments(half, half, Fraction(1, 2), 2)
        (Fraction(0, 1), Fraction(1, 4))
    """
    strings = range(len(model))

    def near(x: int, y: int) -> Fraction:
        return (1 - 2 * weight) ** (x ^ y).bit_count()

    to_target = [sum(target[y] * near(x, y) for y in strings) for x in strings]
    constant = sum(target[x] * to_target[x] for x in strings)
    mean, square = Fraction(0), Fraction(0)
    for sequence, chance in _sequences(model, shots):
        pairs = sum((near(x, y) for x, y in permutations(sequence, 2)), Fraction(0))
        value = pairs / (shots * (shots - 1)) + constant
        value -= Fraction(2, shots) * sum(to_target[x] for x in sequence)
        mean += chance * value
        square += chance * value**2
    return mean, square - mean**2


def slope_moments(
    moved: tuple[Vector, Vector], model: Vector, target: Vector, weight: Fraction, shots: int
) -> tuple[Fraction, Fraction]:
    """Return mean and variance of the estimate of a derivative, over all shots of three circuits.

    Args:
        moved: the distributions with the angle moved by a quarter turn up and down.
        model: the distribution itself.
        target: as many probabilities.
        weight: p.
        shots: M of each circuit; the time is 2^(3 n M).

    Source: ours.

    Example:
        >>> up, down, middle = ([Fraction(a, 4), Fraction(4 - a, 4)] for a in (4, 0, 2))
        >>> slope_moments((up, down), middle, middle, Fraction(1, 2), 1)
        (Fraction(0, 1), Fraction(1, 1))
    """
    strings = range(len(model))

    def near(x: int, y: int) -> Fraction:
        return (1 - 2 * weight) ** (x ^ y).bit_count()

    to_target = [sum(target[y] * near(x, y) for y in strings) for x in strings]
    mean, square = Fraction(0), Fraction(0)
    for ups, chance_up in _sequences(moved[0], shots):
        for downs, chance_down in _sequences(moved[1], shots):
            for middle, chance in _sequences(model, shots):
                value = Fraction(0)
                for sign, side in ((1, ups), (-1, downs)):
                    for x in side:
                        pull = sum((near(x, y) for y in middle), Fraction(0)) / shots
                        value += sign * (pull - to_target[x]) / shots
                mean += chance_up * chance_down * chance * value
                square += chance_up * chance_down * chance * value**2
    return mean, square - mean**2


def global_fidelity_moments(qubits: int) -> tuple[Fraction, Fraction]:
    """Return the variances of the global quantum fidelity loss and of its derivative by one angle.

    Product circuit of R_y, target |0^n>, loss 1 - |<0^n|U|0^n>|^2, uniform angles.

    Args:
        qubits: at least 1.

    Source: ours.

    Example:
        >>> global_fidelity_moments(1)
        (Fraction(1, 8), Fraction(1, 8))
    """
    mean, square, slope = Fraction(0), Fraction(0), Fraction(0)
    for cosines, share in _grid(qubits):
        loss = 1 - _distribution(cosines)[0]
        rest = _distribution(cosines[1:])[0]
        mean += share * loss
        square += share * loss**2
        slope += share * (1 - cosines[0] ** 2) * rest**2 / 4
    return square - mean**2, slope


def local_fidelity_spread(qubits: int) -> Fraction:
    """Return the variance of the local quantum fidelity loss itself, product circuit, target |0^n>.

    Args:
        qubits: at least 1.

    Source: ours.

    Example:
        >>> local_fidelity_spread(2)
        Fraction(1, 16)
    """
    mean, square = Fraction(0), Fraction(0)
    for cosines, share in _grid(qubits):
        model = _distribution(cosines)
        loss = sum(Fraction(x.bit_count(), qubits) * q for x, q in enumerate(model))
        mean += share * loss
        square += share * loss**2
    return square - mean**2


def marginal(vector: Vector, subset: int) -> dict[int, Fraction]:
    """Return the marginal of a function on bit strings on the bits of a subset.

    Args:
        vector: 2^n numbers.
        subset: its bits, as a mask.

    Example:
        >>> marginal([Fraction(1, 4), Fraction(0), Fraction(1, 4), Fraction(1, 2)], 1)
        {0: Fraction(1, 2), 1: Fraction(1, 2)}
    """
    found: dict[int, Fraction] = {}
    for x, value in enumerate(vector):
        found[x & subset] = found.get(x & subset, Fraction(0)) + value
    return found


def _sequences(model: Vector, shots: int) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    for sequence in product(range(len(model)), repeat=shots):
        yield sequence, prod((model[x] for x in sequence), start=Fraction(1))
