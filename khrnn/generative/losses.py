"""Losses of circuit Born machines: of distributions, with or without shots, and of states.

What belongs here: values and slopes of explicit losses, MMD and the local quantum fidelity loss,
and estimates of gradients from shots. What does not: circuits, optimisers.

A loss of distributions has a slope dL/dq, so dL/d theta = sum_x slope_x dq_x/d theta; with shots
the derivative of q is half the difference of two shifted circuits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from contextuality.errors import InputError, shown
from khrnn.generative.circuits import Circuit, ComplexArray, FloatArray
from khrnn.generative.kernel import Bandwidth, smooth

EXPLICIT = ("kl", "reverse-kl", "js", "tv", "fidelity")
LOSSES = (*EXPLICIT, "mmd", "lqf")
MAX_SHOTS = 10**9


@dataclass(frozen=True)
class DistributionLoss:
    """A loss of the model's distribution q against the target's p.

    Explicit losses: kl = sum p ln(p/q), reverse-kl = sum q ln(q/p), js = the Jensen-Shannon
    divergence in nats, tv = half the 1-norm, fidelity = 1 - (sum sqrt(p q))^2. Implicit: mmd, the
    squared maximum mean discrepancy.

    Args:
        kind: one of `EXPLICIT`, or mmd.
        clip: probabilities below this are replaced by it inside logarithms and roots: the constant
            that decides what is seen of a string without counts. Above 0, below 1.
        bandwidth: of the kernel, for mmd.

    Raises:
        InputError: an unknown kind, a missing bandwidth, a clip out of range.

    Source: arXiv 2305.02881 for explicit and implicit losses and for the clipping; `clip` for the
        other losses is ours.

    Example:
        >>> loss = DistributionLoss("kl")
        >>> float(loss.value(np.array([0.5, 0.5]), np.array([1.0, 0.0])).round(6))
        0.693147
    """

    kind: str
    clip: float = 1e-10
    bandwidth: Bandwidth | None = None

    def __post_init__(self) -> None:
        known = (*EXPLICIT, "mmd")
        if self.kind not in known:
            raise InputError(where="loss", expected=", ".join(known), found=shown(self.kind))
        if not 0 < self.clip < 1:
            raise InputError(where="clip", expected="above 0 and below 1", found=str(self.clip))
        if (self.kind == "mmd") != (self.bandwidth is not None):
            raise InputError(
                where="bandwidth", expected="one exactly for mmd", found=str(self.bandwidth)
            )

    def value(self, model: FloatArray, target: FloatArray) -> FloatArray:
        """Return the loss.

        Args:
            model: shape (..., 2^n), distributions or shot frequencies.
            target: shape (2^n,).

        Returns:
            Shape (...).
        """
        q, p, r, s = self._clipped(model, target)
        if self.kind == "kl":
            terms = np.where(target > 0, target * (np.log(s) - np.log(r)), 0.0)
        elif self.kind == "reverse-kl":
            terms = np.where(q > 0, q * (np.log(r) - np.log(s)), 0.0)
        elif self.kind == "js":
            middle = np.maximum((q + p) / 2, self.clip)
            terms = (
                np.where(p > 0, p * np.log(s / middle), 0.0)
                + np.where(q > 0, q * np.log(r / middle), 0.0)
            ) / 2
        elif self.kind == "tv":
            terms = np.abs(q - p) / 2
        elif self.kind == "fidelity":
            return np.asarray(1 - np.sqrt(q * p).sum(-1) ** 2)
        else:
            terms = (q - p) * self._smooth(q - p)
        return np.asarray(terms.sum(-1))

    def slope(self, model: FloatArray, target: FloatArray) -> FloatArray:
        """Return dL/dq, up to a constant that the normalisation of q makes irrelevant.

        Args:
            model: shape (..., 2^n).
            target: shape (2^n,).

        Returns:
            Shape (..., 2^n); 0 where a clipped logarithm is flat.
        """
        q, p, r, s = self._clipped(model, target)
        if self.kind == "kl":
            return np.where(q >= self.clip, -p / r, 0.0)
        if self.kind == "reverse-kl":
            return np.where(q >= self.clip, np.log(r) + 1, np.log(r)) - np.log(s)
        if self.kind == "js":
            return np.asarray(np.log(r / np.maximum((q + p) / 2, self.clip)) / 2)
        if self.kind == "tv":
            return np.sign(q - p) / 2
        if self.kind == "fidelity":
            overlap = np.sqrt(q * p).sum(-1, keepdims=True)
            return np.where(q >= self.clip, -overlap * np.sqrt(p / r), 0.0)
        return 2 * self._smooth(q - p)

    def _clipped(self, model: FloatArray, target: FloatArray) -> tuple[FloatArray, ...]:
        q, p = np.asarray(model, dtype=np.float64), np.asarray(target, dtype=np.float64)
        if q.shape[-1:] != p.shape:
            raise InputError(where="target", expected=f"shape {q.shape[-1:]}", found=str(p.shape))
        return q, p, np.maximum(q, self.clip), np.maximum(p, self.clip)

    def _smooth(self, vector: FloatArray) -> FloatArray:
        if self.bandwidth is None:  # excluded when the loss was made
            raise InputError(where="bandwidth", expected="one for mmd", found="none")
        return smooth(vector, self.bandwidth)


def exact_gradient(
    circuit: Circuit, angles: FloatArray, loss: DistributionLoss, target: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return values and gradients from the exact distributions.

    Args:
        circuit: the Born machine.
        angles: shape (batch, parameters) or (parameters,).
        loss: of distributions.
        target: shape (2^n,).

    Returns:
        Shapes (batch,) and (batch, parameters).
    """
    state = circuit.states(angles)
    q = state.real**2 + state.imag**2
    slope = loss.slope(q, target) * state
    return loss.value(q, target), circuit.gradient(angles, state, slope)


def shot_gradient(
    circuit: Circuit,
    angles: FloatArray,
    loss: DistributionLoss,
    target: FloatArray,
    *,
    shots: int,
    rng: np.random.Generator,
) -> tuple[float, FloatArray]:
    """Estimate value and gradient at one point from shots alone.

    The slope and each shifted circuit have shots of their own. For mmd, whose slope is linear in q,
    the gradient is therefore unbiased; for the explicit losses it is not. The value for mmd is
    the U-statistic; for the others it is the loss of the frequencies.

    Args:
        circuit: the Born machine.
        angles: shape (parameters,).
        loss: of distributions.
        target: shape (2^n,), known exactly.
        shots: per circuit, 2 to 10^9.
        rng: the only source of randomness.

    Returns:
        An estimate of the loss, and of the gradient with shape (parameters,).

    Raises:
        InputError: fewer shots or more.

    Source: parameter-shift rule, standard; for MMD as in Liu and Wang, Phys. Rev. A 98, 062324.
    """
    _check_shots(shots)
    count = circuit.parameters
    shifts = np.pi / 2 * np.eye(count)
    points = np.concatenate([angles[None], angles + shifts, angles - shifts])
    # Rounding can leave the sum of a row above 1 by an ulp, which multinomial refuses.
    exact = circuit.probabilities(points)
    drawn = rng.multinomial(shots, exact / exact.sum(-1, keepdims=True)) / shots
    slope = loss.slope(drawn[0], target)
    gradient = (drawn[1 : 1 + count] - drawn[1 + count :]) @ slope / 2
    value = float(loss.value(drawn[0], target))
    if loss.kind == "mmd":
        # Sum over pairs i = j: each contributes k(x,x) = 1. Only q's own term is estimated.
        own = float(drawn[0] @ loss.slope(drawn[0], np.zeros_like(target))) / 2
        value += (own * shots - 1) / (shots - 1) - own
    return value, gradient


def local_fidelity(
    circuit: Circuit, angles: FloatArray, target: ComplexArray
) -> tuple[FloatArray, FloatArray]:
    """Return the local quantum fidelity loss and its gradients, for a target state.

    L = 1 - (1/n) sum_i <phi|U |0><0|_i U^dagger|phi>: the target is run backwards, and every
    qubit should be found in 0. L is 0 iff U|0...0> is the target, up to a phase.

    Args:
        circuit: U.
        angles: shape (batch, parameters) or (parameters,).
        target: phi, shape (2^n,), normalised; for a distribution p take the amplitudes sqrt(p).

    Returns:
        Shapes (batch,), values in [0, 1], and (batch, parameters).

    Source: arXiv 2305.02881; the formula as we read it.

    Example:
        >>> from khrnn.generative.circuits import product
        >>> value, slope = local_fidelity(product(2), np.array([np.pi, 0.0]), np.eye(4)[0] + 0j)
        >>> float(value[0].round(12))
        0.5
    """
    back = circuit.inverse()
    state = back.states(angles, np.asarray(target, dtype=np.complex128))
    weight = np.bitwise_count(np.arange(1 << circuit.qubits)).astype(np.float64) / circuit.qubits
    values = ((state.real**2 + state.imag**2) * weight).sum(-1)
    return values, back.gradient(angles, state, weight * state)


def objective(
    circuit: Circuit,
    kind: str,
    target: FloatArray,
    *,
    bandwidth: Bandwidth | None = None,
    clip: float = 1e-10,
    shots: int | None = None,
) -> Callable[[FloatArray, np.random.Generator], tuple[float, FloatArray]]:
    """Return the function that training calls: a value and a gradient at one point.

    Args:
        circuit: the Born machine.
        kind: one of `LOSSES`.
        target: the distribution, shape (2^n,).
        bandwidth: for mmd.
        clip: see `DistributionLoss`.
        shots: per circuit; None for exact distributions. Not for lqf.

    Returns:
        A function of angles, shape (parameters,), and a generator that is used for shots only.

    Raises:
        InputError: an unknown loss, shots out of range, or shots for lqf.
    """
    if kind == "lqf":
        if shots is not None:
            raise InputError(where="shots", expected="none for the loss lqf", found=str(shots))
        amplitudes = np.sqrt(target).astype(np.complex128)

        def state_loss(angles: FloatArray, _rng: np.random.Generator) -> tuple[float, FloatArray]:
            values, slopes = local_fidelity(circuit, angles, amplitudes)
            return float(values[0]), slopes[0]

        return state_loss
    if kind not in LOSSES:
        raise InputError(where="loss", expected=", ".join(LOSSES), found=shown(kind))
    loss = DistributionLoss(kind, clip, bandwidth if kind == "mmd" else None)
    if shots is not None:
        _check_shots(shots)

    def distribution_loss(angles: FloatArray, rng: np.random.Generator) -> tuple[float, FloatArray]:
        if shots is not None:
            return shot_gradient(circuit, angles, loss, target, shots=shots, rng=rng)
        values, slopes = exact_gradient(circuit, angles, loss, target)
        return float(values[0]), slopes[0]

    return distribution_loss


def _check_shots(shots: int) -> None:
    if not 2 <= shots <= MAX_SHOTS:
        raise InputError(where="shots", expected=f"2..{MAX_SHOTS}", found=str(shots))
