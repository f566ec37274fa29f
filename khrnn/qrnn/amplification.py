"""Fixed-point amplitude amplification of a quantum neuron, as a circuit.

What belongs here: the phases of Yoder, Low and Chuang (PRL 113, 210501 (2014)), the amplified
neuron as a dense unitary, the success law, and what amplification does to a superposition. What
does not: the bare neuron (`circuit`, `neuron`).

The neuron's input is an unknown state, so the reflection about the start is the oblivious one: it
flips the ancillas only, conjugated by the circuit U. It may be used because the post-selected block
of U is sqrt(lambda_x) times a rotation in every branch x: branch by branch the amplification is
two-dimensional, with success lambda_x. Fixed-point phases need no knowledge of lambda_x, so they
amplify all branches at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import acosh, ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np

from contextuality.errors import InputError
from khrnn.qrnn.circuit import Matrix, neuron_unitary
from khrnn.qrnn.neuron import Real, branch_success, coefficients, least_branch_success

if TYPE_CHECKING:
    from collections.abc import Sequence


def chebyshev(degree: float, x: Real) -> Real:
    """Return T_degree(x) for x >= 0, also for a fractional degree.

    Args:
        degree: any real number.
        x: at least 0.

    Returns:
        cos(degree arccos x) up to 1, cosh(degree arcosh x) beyond.

    Example:
        >>> chebyshev(2, np.array([0.5, 2.0])).round(12).tolist()
        [-0.5, 7.0]
    """
    x = np.asarray(x, dtype=np.float64)
    inside = np.cos(degree * np.arccos(np.minimum(x, 1)))
    return np.where(x <= 1, inside, np.cosh(degree * np.arccosh(np.maximum(x, 1))))


def _check(rounds: int, delta: float) -> None:
    if rounds < 1 or rounds % 2 == 0:
        raise InputError(where="rounds", expected="an odd number L = 2l+1", found=str(rounds))
    if not 0 < delta <= 1:
        raise InputError(where="delta", expected="in (0, 1]", found=str(delta))


def success(weight: Real, rounds: int, delta: float) -> Real:
    """Return the success probability after L - 1 = 2l further uses of the circuit.

    Args:
        weight: success probability lambda of the bare circuit, in [0, 1].
        rounds: L = 2l+1: the uses of U and its inverse together.
        delta: in (0, 1].

    Returns:
        1 - delta^2 T_L(T_{1/L}(1/delta) sqrt(1-lambda))^2; at least 1 - delta^2 as soon as lambda
        is at least `width`.

    Raises:
        InputError: L is even, or delta out of range.

    Source: Yoder, Low, Chuang, PRL 113, 210501 (2014): the success law.

    Example:
        >>> success(np.array([0.5]), 1, 0.1).round(12).tolist()
        [0.5]
    """
    _check(rounds, delta)
    scale = chebyshev(1 / rounds, np.array(1 / delta))
    rest = np.sqrt(np.maximum(0.0, 1 - np.asarray(weight, dtype=np.float64)))
    return 1 - delta**2 * chebyshev(rounds, scale * rest) ** 2


def width(rounds: int, delta: float) -> float:
    """Return the least lambda from which on the success is at least 1 - delta^2.

    Args:
        rounds: L = 2l+1.
        delta: in (0, 1].

    Returns:
        1 - T_{1/L}(1/delta)^-2.

    Source: Yoder, Low, Chuang, PRL 113, 210501 (2014).

    Example:
        >>> round(width(3, 0.5), 6) < round(width(3, 0.1), 6)
        True
    """
    _check(rounds, delta)
    return float(1 - chebyshev(1 / rounds, np.array(1 / delta)) ** -2)


def rounds_needed(weight: float, delta: float) -> int:
    """Return the least L for which every branch of at least this weight succeeds.

    Args:
        weight: the least lambda, in (0, 1].
        delta: in (0, 1): the success is to be at least 1 - delta^2.

    Returns:
        An odd L >= 1: the cost in uses of U and its inverse. It grows as log(2/delta)/sqrt(lambda).

    Example:
        >>> rounds_needed(0.5, 0.1), rounds_needed(1.0, 0.1)
        (5, 1)
    """
    _check(1, delta)
    if not 0 < weight <= 1:
        raise InputError(where="weight", expected="in (0, 1]", found=str(weight))
    if weight == 1 or delta == 1:
        return 1
    least = ceil(acosh(1 / delta) / acosh(1 / sqrt(1 - weight)) - 1e-12)
    least += 1 - least % 2
    return max(1, least)


def phases(rounds: int, delta: float) -> tuple[tuple[float, float], ...]:
    """Return the pairs (alpha_j, beta_j), j = 1..l.

    Args:
        rounds: L = 2l+1.
        delta: in (0, 1].

    Returns:
        alpha_j = -beta_{l+1-j} = 2 arccot(tan(2 pi j / L) sqrt(1 - gamma^2)), where 1/gamma is
        T_{1/L}(1/delta). Radians.

    Source: Yoder, Low, Chuang, PRL 113, 210501 (2014): the phases.

    Example:
        >>> phases(1, 0.5)
        ()
    """
    _check(rounds, delta)
    gamma = 1 / float(chebyshev(1 / rounds, np.array(1 / delta)))
    half = (rounds - 1) // 2
    root = sqrt(max(0.0, 1 - gamma**2))
    alpha = [
        float(np.pi - 2 * np.arctan(np.tan(2 * np.pi * j / rounds) * root))
        for j in range(1, half + 1)
    ]
    return tuple((alpha[j], -alpha[half - 1 - j]) for j in range(half))


def amplified_unitary(eta: Sequence[float], order: int, rounds: int, delta: float) -> Matrix:
    """Return the amplified neuron as a dense unitary, built gate by gate.

    Args:
        eta: angles in radians of the 2^m branches.
        order: 1..6.
        rounds: L = 2l+1.
        delta: in (0, 1].

    Returns:
        The unitary on sources, target and ancillas: U, then for each pair of phases a phase on the
        ancillas' state 0 (the success), U inverse, a phase on the ancillas' state 0 (the start),
        and U again. It uses U and its inverse L times in all.

    Source: Yoder, Low, Chuang, PRL 113, 210501 (2014), with the oblivious reflection (ours).

    Example:
        >>> whole = amplified_unitary([0.7], 1, 3, 0.3)
        >>> bool(np.allclose(whole @ whole.conj().T, np.eye(4)))
        True
    """
    bare = neuron_unitary(eta, order)
    size = 2 * len(eta)
    marked = np.arange(len(bare)) < size
    whole = bare
    for alpha, beta in phases(rounds, delta):
        target = np.where(marked, np.exp(1j * beta), 1)
        start = np.where(marked, np.exp(-1j * alpha), 1)
        about_start = bare @ (start[:, None] * bare.conj().T)
        whole = -about_start @ (target[:, None] * whole)
    return whole


@dataclass(frozen=True)
class Amplified:
    """What amplification does to one superposition.

    Args:
        success: probability that all ancillas end in 0.
        branch_success: the same for each branch alone.
        branch_phase: the phase in radians that each branch acquires beside its rotation.
        fidelity_postselected: squared overlap with the post-selected idealisation, whose branches
            are reweighted.
        fidelity_unitary: squared overlap with the neuron without reweighting: every branch turned
            by its activation, its weight kept.
        fidelity_unitary_corrected: the same after the branch phases are undone.
    """

    success: float
    branch_success: Real
    branch_phase: Real
    fidelity_postselected: float
    fidelity_unitary: float
    fidelity_unitary_corrected: float


def amplify(state: Real, eta: Sequence[float], order: int, rounds: int, delta: float) -> Amplified:
    """Run the amplified circuit on a superposition and compare it with both idealisations.

    Args:
        state: shape (2, 2^m): row t holds the amplitudes with the target in t; real, norm 1.
        eta: angles in radians of the 2^m branches.
        order: 1..6.
        rounds: L = 2l+1.
        delta: in (0, 1].

    Returns:
        Success and fidelities, computed from the dense unitary.

    Example:
        >>> even = np.array([[1.0, 1.0], [0.0, 0.0]]) / np.sqrt(2)
        >>> amplify(even, [0.2, 1.4], 1, 9, 0.1).success > 0.99
        True
    """
    angles = np.asarray(eta, dtype=np.float64)
    size = state.size
    block = amplified_unitary(eta, order, rounds, delta)[:size, :size]
    out = (block @ state.reshape(-1)).reshape(2, -1)
    chance = float((np.abs(out) ** 2).sum())
    c, s = coefficients(angles, order)
    ideal = np.stack([c * state[0] - s * state[1], c * state[1] + s * state[0]])
    unitary = ideal / np.sqrt(branch_success(angles, order))
    ideal = ideal / np.linalg.norm(ideal)
    # In branch x the block is a complex number times the rotation: read it off by its trace with
    # the rotation.
    norm = np.sqrt(c * c + s * s)
    low = np.arange(len(eta))
    high = low + len(eta)
    factor = (
        (c / norm) * (block[low, low] + block[high, high])
        + (s / norm) * (block[high, low] - block[low, high])
    ) / 2
    phase = np.angle(factor)

    def fidelity(target: Matrix | Real) -> float:
        return float(abs(np.vdot(target, out)) ** 2 / chance)

    return Amplified(
        chance,
        np.abs(factor) ** 2,
        phase,
        fidelity(ideal),
        fidelity(unitary),
        fidelity(unitary * np.exp(1j * phase)),
    )


def rounds_for_order(order: int, delta: float) -> int:
    """Return the L that serves every angle of a neuron of this order.

    Args:
        order: 1..6.
        delta: in (0, 1): every branch is to succeed with probability at least 1 - delta^2.

    Returns:
        L for lambda = 2^(1 - 2^order), the worst branch: the price of not reweighting.

    Example:
        >>> [rounds_for_order(order, 0.1) for order in (1, 2, 3)]
        [5, 9, 35]
    """
    return rounds_needed(least_branch_success(order), delta)
