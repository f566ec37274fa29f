"""Exact variances of gradients of networks of swap perceptrons.

What belongs here: closed forms, as fractions. What does not: averages over 2-designs
(`weingarten`), simulation (`network`). Proofs: docs/derivations/dissipative.md.

The network: layers of one width n; perceptron j of a layer swaps qubit j of the input with its
fresh output qubit and rotates the output by R_y(theta). Global cost 1 - <T|rho|T>, local cost
1 - (1/n) sum_j <T_j|rho_j|T_j> for a product target T.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from contextuality.errors import InputError, shown

Bloch = tuple[Fraction, Fraction, Fraction]
"""Components x, y, z of a qubit's Bloch vector; length at most 1."""


def swap_global_variance(qubits: int, layers: int = 1, noise: Fraction = Fraction(0)) -> Fraction:
    """Return the variance of the global cost's derivative by one angle.

    With q = (1 - noise)^layers it is (q^2/8) ((2 + q^2)/8)^(n-1); without noise
    (1/8)(3/8)^(n-1) at every depth. The mean is 0.

    Args:
        qubits: n, at least 1.
        layers: at least 1.
        noise: probability that a perceptron's output is replaced by the maximally mixed qubit,
            in [0, 1].

    Returns:
        The exact variance over independent uniform angles, for inputs and targets that are
        products of pure qubits with real amplitudes.

    Raises:
        InputError: an argument out of range.

    Source: arXiv 2005.12458 for one layer without noise; depth and noise are ours.

    Example:
        >>> swap_global_variance(3), swap_global_variance(3, 7)
        (Fraction(9, 512), Fraction(9, 512))
    """
    square = _visibility(qubits, layers, noise) ** 2
    return square / 8 * ((2 + square) / 8) ** (qubits - 1)


def swap_local_variance(qubits: int, layers: int = 1, noise: Fraction = Fraction(0)) -> Fraction:
    """Return the variance of the local cost's derivative by one angle: q^2/(8 n^2).

    Args:
        qubits: n, at least 1.
        layers: at least 1.
        noise: as in `swap_global_variance`, and q too.

    Returns:
        The exact variance under the hypotheses of `swap_global_variance`; 1/(8 n^2) without noise.

    Raises:
        InputError: an argument out of range.

    Source: arXiv 2005.12458 for one layer without noise; depth and noise are ours.

    Example:
        >>> swap_local_variance(3), swap_local_variance(3, noise=Fraction(1, 2))
        (Fraction(1, 72), Fraction(1, 288))
    """
    return _visibility(qubits, layers, noise) ** 2 / (8 * qubits**2)


def product_variances(
    inputs: Sequence[Bloch], targets: Sequence[Bloch]
) -> tuple[Fraction, Fraction]:
    """Return the variances for any product input and target, one layer, no noise.

    The rotation moves only the x-z components: with w_i = (x_i^2 + z_i^2)(X_i^2 + Z_i^2) and
    c_i = y_i Y_i, the derivative by the angle of qubit 0 has variance w_0/8 times the product over
    i > 0 of ((1 + c_i)^2 + w_i/2)/4 for the global cost, and w_0/(8 n^2) for the local one.

    Args:
        inputs: a Bloch vector (x, y, z) for each qubit.
        targets: (X, Y, Z) for each qubit; of length 1, as a target state is pure.

    Returns:
        Global and local variance, exact. The mean is 0.

    Raises:
        InputError: no qubits, different numbers of them, or a length out of range.

    Source: ours.

    Example:
        >>> up = (Fraction(0), Fraction(0), Fraction(1))
        >>> product_variances([up] * 2, [up] * 2) == (Fraction(3, 64), Fraction(1, 32))
        True
    """
    if not inputs or len(inputs) != len(targets):
        raise InputError(
            where="Bloch vectors",
            expected="as many inputs as targets, at least one",
            found=f"{len(inputs)} and {len(targets)}",
        )
    for kind, vectors in (("input", inputs), ("target", targets)):
        for i, vector in enumerate(vectors):
            square = sum(part * part for part in vector)
            if square > 1 or (kind == "target" and square != 1):
                wanted = "length 1" if kind == "target" else "length at most 1"
                raise InputError(where=f"{kind} {i}", expected=wanted, found=shown(str(vector)))
    weights = [
        (x * x + z * z) * (X * X + Z * Z)
        for (x, _, z), (X, _, Z) in zip(inputs, targets, strict=True)
    ]
    first = weights[0] / 8
    whole = first
    for weight, (_, y, _), (_, Y, _) in zip(weights[1:], inputs[1:], targets[1:], strict=True):
        whole *= ((1 + y * Y) ** 2 + weight / 2) / 4
    return whole, first / len(inputs) ** 2


def _visibility(qubits: int, layers: int, noise: Fraction) -> Fraction:
    for name, value in (("qubits", qubits), ("layers", layers)):
        if value < 1:
            raise InputError(where=name, expected="at least 1", found=str(value))
    if not 0 <= noise <= 1:
        raise InputError(where="noise", expected="a probability", found=str(noise))
    return (1 - Fraction(noise)) ** layers
