"""Laws of Born machines against exact averages that know no formula.

What belongs here: averages over all angles, computed in fractions from the definitions of circuit,
kernel and shots. What does not: the laws (`khrnn.generative.laws`).

A mean over uniform angles of a trigonometric polynomial of degree at most 5 in each angle is its
mean over the six multiples of pi/3, where cosines are rational and sines squared too. That is how
integrals become finite sums here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import comb

from khrnn.generative.kernel import mmd_fraction

_COSINES = ((Fraction(1), 1), (Fraction(1, 2), 2), (Fraction(-1, 2), 2), (Fraction(-1), 1))


def _grid(qubits: int) -> Iterator[tuple[list[Fraction], Fraction]]:
    """All cosines on the grid, with the share of the grid that has them."""
    for chosen in product(_COSINES, repeat=qubits):
        share = Fraction(1)
        for _, times in chosen:
            share *= Fraction(times, 6)
        yield [cosine for cosine, _ in chosen], share


def _distribution(cosines: Sequence[Fraction]) -> list[Fraction]:
    """Born's rule for R_y(t_i)|0>: bit i is 1 with probability (1 - cos t_i)/2."""
    found = [Fraction(1)]
    for cosine in cosines:
        zero, one = (1 + cosine) / 2, (1 - cosine) / 2
        found = [entry * zero for entry in found] + [entry * one for entry in found]
    return found


def mmd_moments(qubits: int, weight: Fraction) -> tuple[Fraction, Fraction]:
    """Return the exact variances of MMD^2 and of its derivative by the first angle.

    Product circuit of R_y, target 0^n, uniform angles; from distributions and the kernel's
    definition, in time 16^n.

    Args:
        qubits: at least 1; 4 takes seconds.
        weight: p.

    Returns:
        Variance of the loss, variance of the derivative.

    Source: ours.

    Example:
        >>> mmd_moments(1, Fraction(1, 2))
        (Fraction(17, 32), Fraction(5, 8))
    """
    target = [Fraction(x == 0) for x in range(1 << qubits)]
    mean, square, slope_square = Fraction(0), Fraction(0), Fraction(0)
    powers = [(1 - 2 * weight) ** d for d in range(qubits + 1)]
    for cosines, share in _grid(qubits):
        model = _distribution(cosines)
        loss = mmd_fraction(model, target, weight)
        mean += share * loss
        square += share * loss**2
        # dq/dt_0 is sin(t_0) times this, and sin^2 is rational although sin is not.
        rest = _distribution(cosines[1:])
        moved = [(Fraction(-1, 2) if x & 1 == 0 else Fraction(1, 2)) * rest[x >> 1]
                 for x in range(1 << qubits)]  # fmt: skip
        pull = 2 * sum(
            (model[x] - target[x]) * moved[y] * powers[(x ^ y).bit_count()]
            for x in range(1 << qubits)
            for y in range(1 << qubits)
        )
        slope_square += share * (1 - cosines[0] ** 2) * pull**2
    return square - mean**2, slope_square  # the derivative's mean is 0: it is odd in t_0


def local_fidelity_moment(qubits: int) -> Fraction:
    """Return the exact variance of the derivative of the local fidelity loss by the first angle.

    Product circuit of R_y, target |0^n>. The target run backwards has bit i equal to 1 with
    probability (1 - cos t_i)/2 too.

    Args:
        qubits: at least 1.

    Source: ours.

    Example:
        >>> local_fidelity_moment(2)
        Fraction(1, 32)
    """
    total = Fraction(0)
    for cosines, share in _grid(qubits):
        rest = _distribution(cosines[1:])
        slope = Fraction(0)
        for x in range(1 << qubits):
            moved = (Fraction(-1, 2) if x & 1 == 0 else Fraction(1, 2)) * rest[x >> 1]
            slope += Fraction(x.bit_count(), qubits) * moved
        total += share * (1 - cosines[0] ** 2) * slope**2
    return total


def count_moments(qubits: int, shots: int) -> list[Fraction]:
    """Return the law of the hits of 0^n, averaged over all angles.

    Args:
        qubits: at least 1.
        shots: 1 to 5, so that the degree stays at most 5.

    Source: ours.

    Example:
        >>> count_moments(1, 2)
        [Fraction(3, 8), Fraction(1, 4), Fraction(3, 8)]
    """
    law = [Fraction(0)] * (shots + 1)
    for cosines, share in _grid(qubits):
        hit = _distribution(cosines)[0]
        for k in range(shots + 1):
            law[k] += share * comb(shots, k) * hit**k * (1 - hit) ** (shots - k)
    return law


def stuck_share(qubits: int, targets: int, shots: int) -> Fraction:
    """Return the share of all sequences of shots of the uniform distribution that miss a set.

    Args:
        qubits: at least 1.
        targets: the strings 0..targets-1 are the set.
        shots: the time is 2^(n shots).

    Source: ours, by enumeration.

    Example:
        >>> stuck_share(1, 1, 3)
        Fraction(1, 8)
    """
    sequences = product(range(1 << qubits), repeat=shots)
    return Fraction(sum(all(x >= targets for x in one) for one in sequences), 1 << (qubits * shots))


def uniform_circuit_sees_parity(qubits: int) -> Fraction:
    """Return the local fidelity loss of R_y(pi/2) on every qubit against the even-parity state.

    R_y(pi/2) is the Hadamard gate times Z. So, up to signs, run backwards the target
    sum of |x> over even x becomes its Walsh transform, of which only absolute values matter.

    Args:
        qubits: at least 1.

    Returns:
        The exact loss, from integer amplitudes.

    Source: ours.

    Example:
        >>> uniform_circuit_sees_parity(3)
        Fraction(1, 2)
    """
    from khrnn.generative.observable import characters  # noqa: PLC0415

    squares = [v * v for v in characters([1 - x.bit_count() % 2 for x in range(1 << qubits)])]
    wrong = sum(x.bit_count() * v for x, v in enumerate(squares))
    return Fraction(wrong, qubits * sum(squares))
