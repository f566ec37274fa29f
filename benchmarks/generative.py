"""MMD and gradients of Born machines: ours against the straightforward way, in one run.

Run `python benchmarks/generative.py [--repeat N] [--seed S] [--quick]`. The naive ways are what one
writes first, vectorised: a kernel matrix over all pairs of samples from scipy's cdist of 0/1 rows;
a kernel matrix over all 4^n pairs of strings; parameter shifts, two batched runs for each
parameter; the whole state vector for means of an IQP circuit. Both sides get the same input and
the largest difference of the results is printed beside medians and ratios. No peer is needed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scipy.spatial.distance import cdist

from benchmarks.timing import median, show
from khrnn.generative.circuits import hardware_efficient, iqp, subsets
from khrnn.generative.estimators import iqp_expectation
from khrnn.generative.kernel import Bandwidth, mmd, mmd_unbiased
from khrnn.generative.losses import DistributionLoss, exact_gradient
from khrnn.generative.observable import walsh


def pairwise(one: np.ndarray, other: np.ndarray, sigma: float) -> float:
    """The U-statistic from three kernel matrices; rows are strings of 0 and 1."""

    def kernel(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        return np.exp(-cdist(left, right, "sqeuclidean") / (2 * sigma))

    M, N = len(one), len(other)
    own, theirs = kernel(one, one).sum() - M, kernel(other, other).sum() - N
    cross = kernel(one, other).mean()
    return float(own / (M * (M - 1)) + theirs / (N * (N - 1)) - 2 * cross)


def samples(bits: int, count: int, repeat: int, rng: np.random.Generator) -> None:
    one, other = rng.integers(0, 1 << bits, (2, count))
    rows = [((s[:, None] >> np.arange(bits)) & 1).astype(float) for s in (one, other)]
    sigma = bits / 4
    bandwidth = Bandwidth.of_variance(sigma)
    difference = abs(mmd_unbiased(one, other, bits, bandwidth) - pairwise(*rows, sigma))
    show(
        f"U-statistic, {bits} bits, {count} samples",
        median(lambda: mmd_unbiased(one, other, bits, bandwidth), repeat),
        median(lambda: pairwise(*rows, sigma), repeat),
        difference,
    )


def exact(bits: int, repeat: int, rng: np.random.Generator) -> None:
    one, other = rng.dirichlet(np.ones(1 << bits), 2)
    bandwidth = Bandwidth.of_variance(bits / 4)

    def naive() -> float:
        strings = np.arange(1 << bits)
        distance = np.bitwise_count(strings[:, None] ^ strings).astype(float)
        matrix = np.exp(-distance / (2 * bits / 4))
        return float((one - other) @ matrix @ (one - other))

    difference = abs(float(mmd(one, other, bandwidth)) - naive())
    show(
        f"exact MMD^2, {bits} bits",
        median(lambda: mmd(one, other, bandwidth), repeat),
        median(naive, repeat),
        difference,
    )


def gradients(bits: int, layers: int, repeat: int, rng: np.random.Generator) -> None:
    circuit = hardware_efficient(bits, layers)
    angles = rng.uniform(0, 2 * np.pi, circuit.parameters)
    target = rng.dirichlet(np.ones(1 << bits))
    loss = DistributionLoss("mmd", bandwidth=Bandwidth.of_variance(bits / 4))

    def shifted() -> np.ndarray:
        steps = np.pi / 2 * np.eye(circuit.parameters)
        both = circuit.probabilities(np.concatenate([angles + steps, angles - steps]))
        slope = loss.slope(circuit.probabilities(angles)[0], target)
        return (both[: circuit.parameters] - both[circuit.parameters :]) @ slope / 2

    own = exact_gradient(circuit, angles, loss, target)[1][0]
    show(
        f"gradient, {bits} qubits, {circuit.parameters} parameters",
        median(lambda: exact_gradient(circuit, angles, loss, target), repeat),
        median(shifted, repeat),
        float(np.abs(own - shifted()).max()),
    )


def means(bits: int, repeat: int, rng: np.random.Generator) -> None:
    """One mean to a standard error of at most 1 %, against the whole state vector."""
    circuit = iqp(bits)
    angles = rng.uniform(0, 2 * np.pi, circuit.parameters)
    masks, string = np.array(subsets(bits, 2)), (1 << bits) // 3

    def ours() -> float:
        return iqp_expectation(masks, angles, string, qubits=bits, draws=10_000, rng=rng).value

    def naive() -> float:
        return float(walsh(circuit.probabilities(angles))[0, string])

    show(
        f"IQP mean, {bits} qubits, error <= 0.01",
        median(ours, repeat),
        median(naive, max(1, repeat // 3)),
        abs(ours() - naive()),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="small sizes only")
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    print(f"seed {chosen.seed}, medians of {chosen.repeat}\n")
    print(f"{'':<44} {'ours/ms':>10} {'naive/ms':>10} {'ratio':>8} {'differ':>9}")
    for bits, count in ((10, 500), (10, 3000), (16, 3000), (50, 1000), (50, 3000)):
        if not (chosen.quick and count > 1000):
            samples(bits, count, chosen.repeat, rng)
    for bits in (6,) if chosen.quick else (6, 8, 10, 12):
        exact(bits, chosen.repeat, rng)
    for bits, layers in ((4, 2),) if chosen.quick else ((4, 2), (6, 4), (8, 8), (10, 10)):
        gradients(bits, layers, chosen.repeat, rng)
    for bits in (8,) if chosen.quick else (8, 12, 16):
        means(bits, chosen.repeat, rng)


if __name__ == "__main__":
    main()
