"""Gradients of the qubit k-HRNN at angles near phases at which its word is certain.

What belongs here: the variance for normal angles, a bound for every size, one model. What does not:
uniform angles (`hypergraph_gradients`).

With the notation of `hypergraph_gradients` the chance of +1 is (1 + mean over z of cos(phi(z)))/2,
phi(z) = phi_0(z) + c(z).x: x are the deviations of all angles, c(z) has entries 0 and +-1, and
phi_0 is a multiple of pi that does not depend on z modulo 2 pi (the word is certain). For x normal
with variance v, and g(z) the entry of c(z) for the angle differentiated by,

    Var = (1/4) 4^-n sum over z, z' of
          g(z) g(z') exp(-v (|c(z)|^2 + |c(z')|^2)/2) sinh(v c(z).c(z')).

All odd powers of c(z).c(z') are positive kernels, so the first order bounds Var from below, and in
it the differentiated angle's own part: Var >= v 4^-k exp(-v C), C the largest |c(z)|^2, which is
polynomial in n. At v = 1/C that is 4^-k/(e C): no exponential. Derivation:
docs/derivations/lie_algebras.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, exp

import numpy as np

from contextuality.errors import InputError
from khrnn.trainability.hypergraph_gradients import HypergraphPhases
from khrnn.trainability.model import Bound, FloatVector
from khrnn.trainability.sampled import EdgeModel

LARGEST = 11
"""Most qubits of an exact variance, a sum over 4^(n-k+1) pairs."""


def active_angles(qubits: int, k: int) -> int:
    """Return C, the most angles that enter the phase of one basis state: dense phases.

    Args:
        qubits: n, at least k.
        k: at least 2.

    Returns:
        sum over j < k of binom(n-1, j) + binom(n, j).

    Example:
        >>> active_angles(4, 2)
        9
    """
    return sum(comb(qubits - 1, j) + comb(qubits, j) for j in range(k))


def warm_variance(qubits: int, k: int, variance: float) -> float:
    """Return the variance of the derivative by the angle of a k-edge: dense phases, normal angles.

    Args:
        qubits: n, k to 11.
        k: edge size, at least 2.
        variance: v of each angle's deviation, at least 0.

    Returns:
        The sum of the module's docstring, in floating point.

    Raises:
        InputError: a number out of range.

    Source: ours.

    Example:
        >>> round(warm_variance(4, 2, 1e6) * 2**8, 9)  # uniform angles: 2^-(n+k+2)
        1.0
    """
    _check(qubits, k, variance, LARGEST)
    model = HypergraphPhases("", line=False, k=k)
    edges, phases, shift, edge = model.subsets(qubits)
    points = np.arange(1 << qubits)
    points = points[(points & (edge ^ shift)) == edge ^ shift]  # where the edge's angle enters
    sign = 2.0 * ((points & shift) > 0) - 1
    columns = [sign * ((points & (m ^ shift)) == m ^ shift) for m in edges if m & shift]
    columns += [((points & m) == m).astype(np.float64) for m in phases]
    c = np.stack(columns, axis=1)
    size = (c**2).sum(1)
    inner = c @ c.T
    # exp(-v(a+b)/2) sinh(v x) without overflow: |x| <= (a+b)/2
    both = (size[:, None] + size) / 2
    terms = (np.exp(variance * (inner - both)) - np.exp(-variance * (inner + both))) / 2
    return float(sign @ terms @ sign) / 4 / 4.0**qubits


def warm_bound(qubits: int, k: int, variance: float) -> Bound:
    """Return the lower bound v 4^-k exp(-v C).

    Args:
        qubits: n, at least k.
        k: edge size, at least 2.
        variance: v, at least 0.

    Raises:
        InputError: a number out of range.

    Source: ours.

    Example:
        >>> warm_bound(4, 2, 0.0).value
        0.0
    """
    _check(qubits, k, variance, None)
    value = variance * 4.0**-k * exp(-variance * active_angles(qubits, k))
    return Bound("lower", value, "ours, near phases at which the word is certain")


def _check(qubits: int, k: int, variance: float, largest: int | None) -> None:
    if k < 2 or qubits < k or (largest is not None and qubits > largest):
        end = "" if largest is None else f" to {largest}"
        raise InputError(
            where="qubits, k", expected=f"2 <= k <= n, n from k{end}", found=f"{qubits}, {k}"
        )
    if not variance >= 0:
        raise InputError(where="variance", expected="at least 0", found=str(variance))


@dataclass(frozen=True)
class WarmStart(EdgeModel):
    """A `GradientModel`: the dense qubit k-HRNN with normal angles of variance 1/C.

    Args:
        k: edge size, at least 2.

    Source: ours.

    Example:
        >>> model = WarmStart()
        >>> model.bound(5).allows(model.prediction(5))
        True
    """

    k: int = 2
    name: str = "khrnn-warm"
    unit: str = "qubits"
    sizes: tuple[int, ...] = (2, 3, 4, 6, 8, 10)
    largest: int = LARGEST

    @property
    def quantity(self) -> str:
        """What is sampled."""
        return (
            f"derivative of one word's chance by the angle of a {self.k}-edge, phases on all "
            f"subsets of at most {self.k} qubits, normal angles of variance 1/C around phases at "
            f"which the word is certain, C = sum over j < {self.k} of binom(n-1,j) + binom(n,j)"
        )

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Simulate states at normal angles and return derivatives."""
        model = HypergraphPhases(self.name, line=False, k=self.k)
        edges, phases, _, _ = model.subsets(size)
        spread = active_angles(size, self.k) ** -0.5
        drawn = (rng.normal(0, spread, (count, len(m))) for m in (edges, phases))
        return model.derivatives(size, *drawn)

    def prediction(self, size: int) -> float | None:
        """Return the variance, exact up to rounding; None above 11 qubits.

        Args:
            size: qubits, at least k.
        """
        if size > LARGEST:
            return None
        return warm_variance(size, self.k, 1 / active_angles(size, self.k))

    def bound(self, size: int) -> Bound:
        """Return 4^-k/(e C), from below.

        Args:
            size: qubits, at least k.
        """
        return warm_bound(size, self.k, 1 / active_angles(size, self.k))
