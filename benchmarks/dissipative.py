"""Perceptron networks: ours against the straightforward dense way, in one run.

Run `python benchmarks/dissipative.py [--repeat N] [--seed S] [--quick]`. The straightforward way is
what one writes first: all outputs are added at once, every perceptron becomes a matrix on all
qubits by Kronecker products (and a permutation of axes, made once and not timed), the inputs are
traced out at the end; gradients by parameter shifts. Both sides get the same unitaries or angles,
one network at a time, and the largest difference of the results is printed beside medians and
ratios. No peer is needed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.timing import median, show
from khrnn.dissipative.models import haar_unitaries
from khrnn.dissipative.network import Network, global_observable
from khrnn.dissipative.perceptron import Perceptron


def orders(network: Network) -> list[np.ndarray]:
    """For each perceptron of one layer: where the Kronecker order puts each basis state."""
    n, m = network.widths
    found = []
    for j, perceptron in enumerate(network.layers[0]):
        places = [*perceptron.inputs, n + j]
        places += [q for q in range(n + m) if q not in places]
        index = np.arange(1 << (n + m))
        found.append(sum(((index >> q) & 1) << i for i, q in enumerate(places)))
    return found


def dense(
    network: Network, ket: np.ndarray, unitaries: list[np.ndarray], places: list[np.ndarray]
) -> np.ndarray:
    n, m = network.widths
    rho = np.zeros((1 << (n + m), 1 << (n + m)), dtype=complex)
    rho[: 1 << n, : 1 << n] = np.outer(ket, ket.conj())
    for unitary, place in zip(unitaries, places, strict=True):
        big = np.kron(np.eye((1 << (n + m)) // len(unitary)), unitary)[np.ix_(place, place)]
        rho = big @ rho @ big.conj().T
    return np.einsum("aibi->ab", rho.reshape(1 << m, 1 << n, 1 << m, 1 << n))


def forward(name: str, network: Network, repeat: int, rng: np.random.Generator) -> None:
    ket = rng.normal(size=1 << network.inputs) + 0j
    ket /= np.linalg.norm(ket)
    if network.parameters:
        unitaries = network.unitaries(rng.uniform(0, 2 * np.pi, (1, network.parameters)))
    else:
        unitaries = [haar_unitaries(1 << p.qubits, 1, rng) for p in network.perceptrons]
    places = orders(network)
    plain = [u[0] for u in unitaries]

    def factor() -> np.ndarray:
        found = network.factors(ket[None], unitaries)[0]
        return found @ found.conj().T

    wanted = dense(network, ket, plain, places)
    naive = median(lambda: dense(network, ket, plain, places), repeat)
    for kind, action in (
        ("density", lambda: network.outputs(ket[None], unitaries)[0]),
        ("factors", factor),
    ):
        show(f"{name}, {kind}", median(action, repeat), naive, np.abs(action() - wanted).max())


def gradients(widths: tuple[int, int], repeat: int, rng: np.random.Generator) -> None:
    network = Network.of_widths(widths)
    ket = rng.normal(size=1 << network.inputs) + 0j
    ket /= np.linalg.norm(ket)
    target = np.eye(1 << widths[1], dtype=complex)[:1]
    observable = global_observable(target)
    angles = rng.uniform(0, 2 * np.pi, network.parameters)
    places = orders(network)

    def shifts() -> np.ndarray:
        found = []
        for i in range(network.parameters):
            values = []
            for sign in (1, -1):
                moved = angles.copy()
                moved[i] += sign * np.pi / 2
                plain = [u[0] for u in network.unitaries(moved[None])]
                values.append(dense(network, ket, plain, places)[0, 0].real)
            found.append((values[0] - values[1]) / 2)
        return np.array(found)

    def ours() -> np.ndarray:
        return network.gradient(angles, ket[None], observable)[1]

    show(
        f"gradient, {widths}, {network.parameters} angles",
        median(ours, repeat),
        median(shifts, 1),
        np.abs(ours() - shifts()).max(),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="small sizes only")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    print(f"{'milliseconds':<44} {'ours':>10} {'naive':>10} {'ratio':>8} {'differ':>9}")
    for n in (2, 3) if options.quick else (2, 3, 4, 5):
        forward(f"swap perceptrons, n = {n}", Network.of_swaps(n), options.repeat, rng)
    for n in (2, 3) if options.quick else (2, 3, 4, 5):
        network = Network(n, ((Perceptron(tuple(range(n)), ()),) * n,))
        forward(f"global perceptrons, n = {n}", network, options.repeat, rng)
    for widths in ((1, 1), (2, 1)) if options.quick else ((1, 1), (2, 2), (3, 1)):
        gradients(widths, options.repeat, rng)


if __name__ == "__main__":
    main()
