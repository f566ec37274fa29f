"""Learning an unknown unitary from pairs of states, by two rules.

What belongs here: pairs, the objective for gradient training, the update by Hermitian matrices.
What does not: Adam and its checkpoints (`khrnn.generative.training`), the simulation (`network`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from contextuality.errors import InputError
from khrnn.dissipative.network import Network, global_observable
from khrnn.dissipative.perceptron import FloatArray
from khrnn.dissipative.states import ComplexArray, dagger

MAX_PAIRS = 100_000


@dataclass(frozen=True)
class Pairs:
    """States before and after an unknown unitary.

    Args:
        before: shape (pairs, 2^n), normalised.
        after: the same shape.
    """

    before: ComplexArray
    after: ComplexArray

    def cost(self, network: Network, unitaries: list[ComplexArray], noise: float = 0.0) -> float:
        """Return 1 minus the mean fidelity with the states after.

        Args:
            network: with n inputs and n outputs.
            unitaries: its perceptrons.
            noise: depolarising probability of each perceptron's output.
        """
        rho = network.outputs(self.before, unitaries, noise)
        return float(1 - np.einsum("bi,bij,bj->b", self.after.conj(), rho, self.after).real.mean())


def unitary_pairs(unitary: ComplexArray, count: int, rng: np.random.Generator) -> Pairs:
    """Draw Haar-random states and apply a unitary.

    Args:
        unitary: shape (2^n, 2^n).
        count: pairs, 1 to 100000.
        rng: draws the states.

    Raises:
        InputError: no pairs, or more.

    Example:
        >>> pairs = unitary_pairs(np.eye(4, dtype=complex), 3, np.random.default_rng(0))
        >>> np.array_equal(pairs.before, pairs.after)
        True
    """
    if not 1 <= count <= MAX_PAIRS:
        raise InputError(where="pairs", expected=f"1..{MAX_PAIRS}", found=str(count))
    normal = rng.normal(size=(2, count, len(unitary)))
    before = normal[0] + 1j * normal[1]
    before /= np.linalg.norm(before, axis=1, keepdims=True)
    return Pairs(before, before @ unitary.T)


def objective(
    network: Network, pairs: Pairs, noise: float = 0.0
) -> Callable[[FloatArray, np.random.Generator], tuple[float, FloatArray]]:
    """Return cost and gradient as a function of the angles, for `khrnn.generative.training`.

    Args:
        network: with as many inputs and outputs as the states have qubits.
        pairs: to learn from.
        noise: depolarising probability of each perceptron's output.

    Raises:
        InputError: states that do not fit the network.

    Example:
        >>> from khrnn.dissipative.models import haar_unitaries
        >>> from khrnn.generative.training import Training
        >>> rng = np.random.default_rng(0)
        >>> pairs = unitary_pairs(haar_unitaries(2, 1, rng)[0], 4, rng)
        >>> network = Network.of_widths((1, 1))
        >>> run = Training(objective(network, pairs), network.parameters, seed=0, rate=0.1)
        >>> run.run(100)
        >>> run.record[-1].loss < 1e-3
        True
    """
    _fits(network, pairs)
    targets = global_observable(pairs.after)

    def evaluate(angles: FloatArray, _rng: np.random.Generator) -> tuple[float, FloatArray]:
        value, gradient = network.gradient(angles, pairs.before, targets, noise)
        return 1 - value, -gradient

    return evaluate


def matrix_rule(
    network: Network,
    unitaries: list[ComplexArray],
    pairs: Pairs,
    rate: float,
    noise: float = 0.0,
) -> tuple[float, list[ComplexArray]]:
    """Return the cost, and perceptrons after one step of steepest ascent of the fidelity.

    U -> exp(i rate K) U changes the mean fidelity by i rate tr(K M), M the mean of the commutators
    of `Network.commutators`. Among Hermitian K of a given Frobenius norm a multiple of
    K = iM raises it most (M is anti-Hermitian); all perceptrons move at once.

    Args:
        network: with as many inputs and outputs as the states have qubits.
        unitaries: shape (1, 2^qubits, 2^qubits) each.
        pairs: to learn from.
        rate: above 0; the fidelity grows by rate times the sum of tr K^2, to first order.
        noise: depolarising probability of each perceptron's output.

    Returns:
        The cost before the step, and unitaries after it.

    Raises:
        InputError: states that do not fit, or a rate not above 0.

    Source: the rule is that of Nature Comms 11, 808 (2020) up to the scale of the rate; this
        derivation is ours.

    Example:
        >>> from khrnn.dissipative.models import haar_unitaries
        >>> rng = np.random.default_rng(0)
        >>> pairs = unitary_pairs(haar_unitaries(2, 1, rng)[0], 4, rng)
        >>> network, unitaries = Network.of_widths((1, 1)), [haar_unitaries(4, 1, rng)]
        >>> for _ in range(200):
        ...     cost, unitaries = matrix_rule(network, unitaries, pairs, 1.0)
        >>> cost < 1e-3
        True
    """
    _fits(network, pairs)
    if not rate > 0:
        raise InputError(where="rate", expected="above 0", found=str(rate))
    values, commutators = network.commutators(
        pairs.before, unitaries, global_observable(pairs.after), noise
    )
    moved = []
    for unitary, M in zip(unitaries, commutators, strict=True):
        K = 1j * M.mean(0)
        angles, vectors = np.linalg.eigh(K[None])
        phases = np.exp(1j * rate * angles)[:, None, :]
        moved.append(np.asarray((vectors * phases) @ dagger(vectors) @ unitary))
    return float(1 - values.mean()), moved


def _fits(network: Network, pairs: Pairs) -> None:
    wanted = (1 << network.inputs, 1 << network.widths[-1])
    found = (pairs.before.shape[1], pairs.after.shape[1])
    if wanted != found:
        raise InputError(where="pairs", expected=f"states of dimensions {wanted}", found=str(found))
