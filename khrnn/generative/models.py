"""Born machines as models whose gradients or losses are compared (`khrnn.trainability`).

What belongs here: how each is sampled, and what its law is. What does not: the laws' formulas
(`laws`).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from khrnn.generative import laws
from khrnn.generative.bounds import mmd_gradient_bound
from khrnn.generative.circuits import FloatArray, hardware_efficient, product
from khrnn.generative.estimators import product_mmd
from khrnn.generative.kernel import Bandwidth
from khrnn.generative.losses import DistributionLoss, exact_gradient, local_fidelity
from khrnn.trainability.model import Bound
from khrnn.trainability.sampled import SampledModel

FloatVector = FloatArray

SHOTS = 100
CLIP = 1e-3
_BATCH = 1 << 15  # amplitudes at a time


class _Model(SampledModel):
    """What all four share."""

    name = ""
    quantity = ""
    unit = "qubits"
    sizes: tuple[int, ...] = (2, 4, 6, 8, 10)
    largest = 12

    def batch(self, size: int) -> int:
        """Return how many circuits are simulated at once."""
        return _BATCH >> min(size, 10)


class BornMMD(_Model):
    """The product circuit under MMD^2, by its closed form in O(n).

    Args:
        name: in the registry.
        scale: the bandwidth is sigma = n/4 if "wide" (low-bodied), sigma = 1 if "narrow".
        sizes: measured by default. With sigma = 1 the samples are products of n factors and their
            variance rests on ever rarer ones, so the sizes stop early.
    """

    largest = 1000

    def __init__(self, name: str, scale: str, sizes: tuple[int, ...]) -> None:
        self.name, self.scale, self.sizes = name, scale, sizes
        sigma = "n/4" if scale == "wide" else "1"
        self.quantity = (
            f"d MMD^2/d t_0, kernel exp(-d/(2 sigma)) with sigma = {sigma}; product circuit of "
            "R_y(t_i), t_i uniform, target 0^n"
        )

    def sigma(self, size: int) -> Fraction:
        """Return the bandwidth at a size."""
        return Fraction(size, 4) if self.scale == "wide" else Fraction(1)

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Return one batch of derivatives or losses; see `quantity`."""
        angles = rng.uniform(0, 2 * np.pi, (count, size))
        bandwidth = Bandwidth.of_variance(float(self.sigma(size)))
        return product_mmd(angles, 0, bandwidth)[1][:, 0]

    def prediction(self, size: int) -> Fraction | float | None:
        """Return the exact law at a rational p within 2^-256 of the kernel's."""
        return laws.gradient_variance(size, self._weight(size))

    def bound(self, size: int) -> Bound:
        """Return the bound that shows the order: from below if "wide", from above if "narrow"."""
        side = "lower" if self.scale == "wide" else "upper"
        return mmd_gradient_bound(size, self._weight(size), side)

    def _weight(self, size: int) -> Fraction:
        return Fraction(Bandwidth.near_variance(self.sigma(size)).weight)


class BornKL(_Model):
    """KL estimated from shots: the loss itself, clipped."""

    name = "born-kl"
    quantity = (
        f"KL(0^n, q) estimated as -ln max(hits/{SHOTS}, {CLIP}) from {SHOTS} shots (the loss, not "
        "a derivative); product circuit of R_y(t_i), t_i uniform, target 0^n"
    )

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Return one batch of derivatives or losses; see `quantity`."""
        circuit = product(size)
        angles = rng.uniform(0, 2 * np.pi, (count, size))
        hits = rng.binomial(SHOTS, np.minimum(circuit.probabilities(angles)[:, 0], 1.0))
        return np.asarray(-np.log(np.maximum(hits / SHOTS, CLIP)))

    def prediction(self, size: int) -> Fraction | float | None:
        """Return the law of the clipped estimate."""
        return laws.clipped_loss_variance(size, SHOTS, CLIP)


class BornLQF(_Model):
    """The local quantum fidelity loss of the product circuit."""

    name = "born-lqf"
    quantity = (
        "d L/d t_0 of the local quantum fidelity loss; product circuit of R_y(t_i), t_i uniform, "
        "target |0^n>"
    )
    sizes = (2, 4, 6, 8)

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Return one batch of derivatives or losses; see `quantity`."""
        angles = rng.uniform(0, 2 * np.pi, (count, size))
        target = np.zeros(1 << size, dtype=np.complex128)
        target[0] = 1
        return np.asarray(local_fidelity(product(size), angles, target)[1][:, 0])

    def prediction(self, size: int) -> Fraction | float | None:
        """Return 1/(8 n^2)."""
        return laws.local_fidelity_variance(size)


class BornEntangled(_Model):
    """MMD^2 of the hardware-efficient circuit with as many layers as qubits: measured only."""

    name = "born-mmd-entangled"
    quantity = (
        "d MMD^2/d theta_0, kernel exp(-d/(2 sigma)) with sigma = n/4; hardware-efficient circuit "
        "of n layers, angles uniform, target 0^n"
    )
    sizes = (2, 4, 6)
    largest = 10

    def draw(self, size: int, rng: np.random.Generator, count: int) -> FloatVector:
        """Return one batch of derivatives or losses; see `quantity`."""
        circuit = hardware_efficient(size, size)
        angles = rng.uniform(0, 2 * np.pi, (count, circuit.parameters))
        loss = DistributionLoss("mmd", bandwidth=Bandwidth.of_variance(size / 4))
        return np.asarray(exact_gradient(circuit, angles, loss, np.eye(1 << size)[0])[1][:, 0])

    def prediction(self, size: int) -> Fraction | float | None:  # noqa: ARG002
        """Return None: no exact law is known to us."""
        return None


def wide() -> BornMMD:
    """Return MMD with sigma = n/4."""
    return BornMMD("born-mmd", "wide", (2, 4, 8, 16, 32))


def narrow() -> BornMMD:
    """Return MMD with sigma = 1."""
    return BornMMD("born-mmd-narrow", "narrow", (2, 4, 8, 16))
