"""The quantum neuron in closed form: order, degree, activation, branch weights.

What belongs here: what a neuron does to a branch of the superposition, as formulas on arrays. What
does not: the circuit that does it (`circuit`), the proof that they agree (`symbolic`), amplitude
amplification (`amplification`), the recurrent cell (`cell`).

A neuron of order o reads source lanes x and acts on one target lane. In the branch x its angle is
eta(x), a polynomial of the bits of x, and after all its ancillas are found in 0 the target is
multiplied by c I + s J, where c = cos(eta/2)^(2^o), s = sin(eta/2)^(2^o) and J = [[0, -1], [1, 0]].
"""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from contextuality.errors import InputError

MAX_ORDER = 6
"""Beyond this order the exponent 2^o underflows on most angles."""

Real = npt.NDArray[np.float64]


def check_order(order: int) -> None:
    """Require an order that doubles can carry.

    Args:
        order: the neuron's order, 1..6.

    Raises:
        InputError: outside that range.

    Example:
        >>> check_order(2)
    """
    if not 1 <= order <= MAX_ORDER:
        raise InputError(where="order", expected=f"1..{MAX_ORDER}", found=str(order))


def monomials(sources: int, degree: int) -> tuple[int, ...]:
    """List the monomials of a neuron's angle as bit masks of sources, the constant first.

    Args:
        sources: number of source lanes, at least 1.
        degree: largest number of lanes in one monomial, 1..sources.

    Returns:
        1 + sum over r = 1..degree of binom(sources, r) masks, by degree, then lexicographically.

    Raises:
        InputError: sizes out of range.

    Source: arXiv 2006.14619, the neuron of degree d.

    Example:
        >>> monomials(3, 2)
        (0, 1, 2, 4, 3, 5, 6)
    """
    if sources < 1:
        raise InputError(where="sources", expected="at least one lane", found=str(sources))
    if not 1 <= degree <= sources:
        raise InputError(where="degree", expected=f"1..{sources}", found=str(degree))
    return tuple(
        sum(1 << bit for bit in chosen)
        for size in range(degree + 1)
        for chosen in combinations(range(sources), size)
    )


def monomial_count(sources: int, degree: int) -> int:
    """Count the parameters of one neuron.

    Args:
        sources: number of source lanes.
        degree: largest degree of a monomial.

    Returns:
        1 + sum over r = 1..degree of binom(sources, r).

    Source: arXiv 2006.14619.

    Example:
        >>> monomial_count(5, 3)
        26
    """
    return sum(comb(sources, size) for size in range(degree + 1))


def design_matrix(sources: int, degree: int) -> Real:
    """Evaluate every monomial on every assignment of the sources.

    Args:
        sources: number of source lanes, at least 1.
        degree: largest degree, 1..sources.

    Returns:
        Shape (2^sources, monomials), entries 0 and 1: row x times the parameters is the angle of
        the branch x, less pi/2. Bit i of x is source i.

    Example:
        >>> design_matrix(2, 2).astype(int).tolist()
        [[1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 1]]
    """
    masks = np.array(monomials(sources, degree))
    branches = np.arange(1 << sources)[:, None]
    return np.asarray((branches & masks) == masks, dtype=np.float64)


def angles(parameters: Real, sources: int, degree: int) -> Real:
    """Return the angle of every branch: pi/2 + theta + sum over A of phi_A prod_{i in A} x_i.

    Args:
        parameters: shape (monomials,), theta first, radians.
        sources: number of source lanes.
        degree: largest degree.

    Returns:
        Shape (2^sources,), radians.

    Source: arXiv 2006.14619; with all parameters 0 every branch is turned by pi/2.

    Example:
        >>> angles(np.array([0.0, 1.0]), 1, 1).round(3).tolist()
        [1.571, 2.571]
    """
    eta: Real = np.asarray(np.pi / 2 + design_matrix(sources, degree) @ parameters)
    return eta


def coefficients(eta: Real, order: int) -> tuple[Real, Real]:
    """Return c and s of the map c I + s J that the neuron applies in each branch.

    Args:
        eta: angles in radians, any shape.
        order: 1..6.

    Returns:
        cos(eta/2)^(2^order) and sin(eta/2)^(2^order), of the shape of `eta`; both are >= 0.

    Raises:
        InputError: the order is out of range.

    Source: arXiv 2006.14619; proved in `khrnn.qrnn.symbolic`.

    Example:
        >>> c, s = coefficients(np.array([np.pi / 2]), 1)
        >>> c.round(12).tolist(), s.round(12).tolist()
        ([0.5], [0.5])
    """
    check_order(order)
    power = 1 << order
    return np.cos(eta / 2) ** power, np.sin(eta / 2) ** power


def activation(eta: Real, order: int) -> Real:
    """Return the angle by which the target is turned when the input angle is eta.

    Args:
        eta: angles in radians.
        order: 1..6.

    Returns:
        out with tan(out/2) = tan(eta/2)^(2^order), 0 <= out <= pi.

    Source: arXiv 2006.14619; proved in `khrnn.qrnn.symbolic`.

    Example:
        >>> activation(np.array([np.pi / 2, 0.0]), 3).round(12).tolist()
        [1.570796326795, 0.0]
    """
    c, s = coefficients(eta, order)
    return 2 * np.arctan2(s, c)


def branch_success(eta: Real, order: int) -> Real:
    """Return the probability that all ancillas are found in 0, branch by branch.

    Args:
        eta: angles in radians.
        order: 1..6.

    Returns:
        cos(eta/2)^(2^(order+1)) + sin(eta/2)^(2^(order+1)), between 2^(1-2^order) and 1. It does
        not depend on the target.

    Source: ours: the squared norm of (c I + s J) v is (c^2 + s^2) |v|^2.

    Example:
        >>> branch_success(np.array([np.pi / 2, 0.0]), 2).round(12).tolist()
        [0.125, 1.0]
    """
    c, s = coefficients(eta, order)
    return c * c + s * s


def least_branch_success(order: int) -> float:
    """Return the least success probability over all angles.

    Args:
        order: 1..6.

    Returns:
        2^(1 - 2^order), attained at eta = pi/2 (power mean inequality).

    Example:
        >>> least_branch_success(1), least_branch_success(2)
        (0.5, 0.125)
    """
    check_order(order)
    return float(2.0 ** (1 - (1 << order)))


def apply(state: Real, eta: Real, order: int) -> tuple[Real, float]:
    """Apply a post-selected neuron to a superposition of branches.

    Args:
        state: shape (2, 2^sources): row t holds the amplitudes with the target in t; real, norm 1.
        eta: shape (2^sources,), radians.
        order: 1..6.

    Returns:
        The normalised state after every ancilla was found in 0, and the probability of that: the
        sum over x of the weight of branch x times its `branch_success`. Branches of larger success
        gain weight: imperfect post-selection reweights the superposition.

    Source: arXiv 2006.14619; the reweighting is proved in `khrnn.qrnn.symbolic`.

    Example:
        >>> after, chance = apply(np.array([[1.0, 0.0], [0.0, 0.0]]), np.zeros(2), 1)
        >>> after[0].tolist(), chance
        ([1.0, 0.0], 1.0)
    """
    c, s = coefficients(eta, order)
    turned = np.stack([c * state[0] - s * state[1], c * state[1] + s * state[0]])
    chance = float((turned**2).sum())
    return turned / np.sqrt(chance), chance
