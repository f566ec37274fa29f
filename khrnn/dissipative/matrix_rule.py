"""Gradients of the rule by Hermitian matrices at random perceptrons: exact moments and bounds.

What belongs here: the setting of Theorem 2 of arXiv 2005.12458. What does not: the rule itself
(`training.matrix_rule`), trained angles (`weingarten`, `theorems`).

One layer, n inputs in a pure state, m outputs; all perceptrons V_j are independent 2-designs on n+1
qubits and move together, V_j -> exp(i s K_j) V_j. What is averaged is the square of the derivative
of the cost by s at s = 0. The derivatives by different perceptrons are uncorrelated, so their
squares add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from contextuality.errors import InputError, shown
from khrnn.dissipative.weingarten import Cost, check_network, twirl
from khrnn.trainability.model import Bound


def rule_variance(inputs: int, strings: Sequence[str], cost: Cost) -> Fraction:
    """Return the variance of the derivative by s if every K_j is a Pauli string.

    Args:
        inputs: n, at least 0.
        strings: K_j for each perceptron, n + 1 letters of I, X, Y, Z; the last acts on its output.
        cost: "global", 1 - <0|rho|0>, or "local", 1 - (1/m) sum_j <0|rho_j|0>.

    Returns:
        The exact variance; the mean is 0.

    Raises:
        InputError: no strings, or one that does not fit.

    Source: ours, in the setting of arXiv 2005.12458, Theorem 2; docs/derivations/dissipative.md.

    Example:
        >>> rule_variance(1, ["IY"], "global"), rule_variance(1, ["IZ"], "global")
        (Fraction(1, 5), Fraction(0, 1))
    """
    check_network(inputs, len(strings), 0, cost)
    for string in strings:
        if len(string) != inputs + 1 or not set(string) <= set("IXYZ"):
            raise InputError(
                where="K", expected=f"a Pauli string on {inputs + 1} qubits", found=shown(string)
            )
    m = len(strings)
    total = Fraction(0)
    for j, string in enumerate(strings):
        if cost == "global":
            total += _moment(inputs, ["kept"] * m, j, string)
            continue
        for i in range(m):
            kinds = ["turned" if place == i else "traced" for place in range(m)]
            total += _moment(inputs, kinds, j, string) / (4 * m * m)
    return total


def rule_bound(qubits: int, cost: Cost) -> Bound:
    """Return a bound on the variance for Hermitian K_j with tr K_j^2 <= 2^(n+1), n outputs.

    Args:
        qubits: n, of inputs and outputs; at least 1.
        cost: "global" or "local"; pure product targets.

    Returns:
        (12/5) n^2 8^-n for the global cost, (3/4) 2^-n/n for the local one.

    Raises:
        InputError: an argument out of range.

    Source: the hypotheses of arXiv 2005.12458, Theorem 2, for one layer; constants and proof ours.

    Example:
        >>> rule_bound(2, "local").value
        Fraction(3, 32)
    """
    check_network(qubits, 1, 0, cost)
    if qubits < 1:
        raise InputError(where="qubits", expected="at least 1", found=str(qubits))
    value = (
        Fraction(12 * qubits**2, 5 * 8**qubits)
        if cost == "global"
        else Fraction(3, 4 * qubits * 2**qubits)
    )
    return Bound("upper", value, "ours, under arXiv 2005.12458, Theorem 2")


def _moment(inputs: int, kinds: Sequence[str], trained: int, string: str) -> Fraction:
    """E of two copies of the derivative, contracted with a product of operators on the outputs.

    Args:
        inputs: n.
        kinds: of each output: |0><0| is "kept", Z is "turned", 1 is "traced".
        trained: the perceptron whose K is `string`.
        string: K.
    """
    D = Fraction(2) ** inputs
    idle = set(string[:-1]) <= {"I"}  # K acts on the output alone
    still = string[-1] in "IZ"  # K commutes with the output's projector
    trace = swapped = Fraction(1)
    for j, kind in enumerate(kinds):
        a, b = twirl(trace, swapped, 2 * D)
        if j == trained:
            # Two copies of X -> i[K, X] take 1 to 0 and S to 2 (1 - K(x)K) S.
            if kind == "kept":
                trace, swapped = 2 * b * D * (not still), 2 * b * D**2 * (not (still and idle))
            elif kind == "turned":
                # What follows is traced out and keeps the first number alone.
                trace, swapped = 8 * b * D * (not still), Fraction(0)
            else:
                trace, swapped = Fraction(0), 4 * b * D**2 * (not idle)
            continue
        apart, joined = {"kept": (1, 1), "turned": (0, 2), "traced": (4, 2)}[kind]
        a, b = a * apart, b * joined
        trace, swapped = a * D**2 + b * D, a * D + b * D**2
    return trace
