"""Averages over unitary 2-designs by the Weingarten calculus of order 2, exact.

What belongs here: the twirl of two copies, and the variance it gives for networks of global
perceptrons. What does not: closed forms of swap perceptrons (`laws`), sampling (`models`).

The network: n input qubits in a pure state and m fresh output qubits. Perceptron j acts on all
inputs and on output j, in the order j = 0, 1, ..., after which the inputs are traced out. Every
perceptron is drawn independently from a 2-design on d = 2^(n+1) dimensions. The trained one is
B exp(-i theta G/2) A with A and B independent 2-designs, G traceless with G^2 = 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

from contextuality.errors import InputError

Cost = Literal["global", "local"]


def weingarten(dimension: Any) -> tuple[Any, Any]:
    """Return the Weingarten function of the unitary group at the two permutations of 2 copies.

    Args:
        dimension: d, at least 2; a `Fraction`, or a sympy symbol.

    Returns:
        The values at the identity, 1/(d^2-1), and at the swap, -1/(d(d^2-1)): the inverse of the
        Gram matrix ((d^2, d), (d, d^2)) of the two.

    Source: standard.

    Example:
        >>> weingarten(Fraction(2))
        (Fraction(1, 3), Fraction(-1, 6))
    """
    rest = dimension**2 - 1
    return 1 / rest, -1 / (dimension * rest)


def twirl(trace: Any, swapped: Any, dimension: Any) -> tuple[Any, Any]:
    """Return a, b with E[U(x)U R U*(x)U*] = a 1 + b S over a 2-design, S the swap.

    Args:
        trace: tr R.
        swapped: tr R S.
        dimension: of one copy, at least 2.

    Returns:
        The two coefficients, exact.

    Source: standard.

    Example:
        >>> twirl(Fraction(1), Fraction(1), Fraction(2))  # a pure qubit, twice
        (Fraction(1, 6), Fraction(1, 6))
    """
    same, other = weingarten(dimension)
    return same * trace + other * swapped, other * trace + same * swapped


def design_variance(inputs: int, outputs: int, trained: int, cost: Cost) -> Fraction:
    """Return the variance of the derivative of the cost of a network of 2-designs.

    Args:
        inputs: n, at least 0.
        outputs: m, at least 1.
        trained: which perceptron holds the angle, 0 to m - 1.
        cost: "global", 1 - <T|rho|T> for a pure product target T; or "local",
            1 - (1/m) sum_j <T_j|rho_j|T_j>.

    Returns:
        The exact variance; the mean is 0.

    Raises:
        InputError: an argument out of range.

    Source: ours, in the setting of arXiv 2005.12458; docs/derivations/dissipative.md.

    Example:
        >>> design_variance(1, 1, 0, "global"), design_variance(1, 1, 0, "local")
        (Fraction(2, 75), Fraction(2, 75))
    """
    check_network(inputs, outputs, trained, cost)
    found: Fraction = chain_variance(Fraction(2) ** inputs, outputs, trained, cost)
    return found


def check_network(inputs: int, outputs: int, trained: int, cost: str) -> None:
    """Refuse a layer that does not exist.

    Args:
        inputs: at least 0.
        outputs: at least 1.
        trained: 0 to outputs - 1.
        cost: "global" or "local".

    Raises:
        InputError: another value.
    """
    if inputs < 0 or outputs < 1 or not 0 <= trained < outputs:
        raise InputError(
            where="network",
            expected="n >= 0 inputs, m >= 1 outputs and a trained perceptron below m",
            found=f"{inputs}, {outputs}, {trained}",
        )
    if cost not in {"global", "local"}:
        raise InputError(where="cost", expected="global or local", found=repr(cost))


def chain_variance(register: Any, outputs: int, trained: int, cost: Cost) -> Any:
    """Return `design_variance` for a register of any dimension, also a sympy symbol.

    Args:
        register: D, dimension of the inputs; 2^n for qubits.
        outputs: m, at least 1.
        trained: 0 to m - 1.
        cost: "global" or "local".

    Returns:
        A rational number or function of D; unchecked arguments.

    Source: ours.

    Example:
        >>> chain_variance(Fraction(3), 1, 0, "global")
        Fraction(9, 490)
    """
    return _last_layer(register, (1, 1), outputs, trained, cost)


def layered_variance(widths: Sequence[int], layer: int, trained: int, cost: Cost) -> Fraction:
    """Return `design_variance` for a network with hidden layers.

    Args:
        widths: qubits of the input, of each hidden register and of the output; two or more, each
            at least 1.
        layer: which layer holds the angle, 0 to len(widths) - 2.
        trained: which of its perceptrons does, from 0.
        cost: "global" or "local", as in `design_variance`.

    Returns:
        The exact variance; the mean is 0.

    Raises:
        InputError: an argument out of range.

    Source: ours, in the setting of Theorem 1 of arXiv 2005.12458; docs/derivations/dissipative.md.

    Example:
        >>> layered_variance((1, 1), 0, 0, "local") == design_variance(1, 1, 0, "local")
        True
        >>> layered_variance((2, 2, 2), 0, 0, "local")
        Fraction(7688, 5250987)
    """
    if (
        len(widths) < 2
        or min(widths) < 1
        or not 0 <= layer < len(widths) - 1
        or not 0 <= trained < widths[layer + 1]
    ):
        raise InputError(
            where="network",
            expected="two or more widths of at least 1, and a layer and a perceptron of it",
            found=f"{tuple(widths)}, layer {layer}, perceptron {trained}",
        )
    check_network(widths[layer], widths[layer + 1], trained, cost)
    trace = swapped = Fraction(1)
    for number, (width, outputs) in enumerate(pairwise(widths[:-1])):
        held = trained if number == layer else None
        # the next layer sees the traces of its register with 1 and with the swap
        trace, swapped = (
            _contracted(Fraction(2) ** width, (trace, swapped), [kind] * outputs, held)
            for kind in ((4, 2), (2, 4))
        )
    held = trained if layer == len(widths) - 2 else None
    found: Fraction = _last_layer(
        Fraction(2) ** widths[-2], (trace, swapped), widths[-1], held, cost
    )
    return found


def _last_layer(
    register: Any, start: tuple[Any, Any], outputs: int, trained: int | None, cost: Cost
) -> Any:
    if cost == "global":
        return _contracted(register, start, [(1, 1)] * outputs, trained)
    # 1 - |T_j><T_j| is a constant plus a traceless s_j/2 with s_j^2 = 1. Two different j never
    # meet: at output j one copy carries s_j and the other 1, and both traces vanish.
    total = sum(
        _contracted(
            register, start, [(0, 2) if j == i else (4, 2) for j in range(outputs)], trained
        )
        for i in range(outputs)
    )
    return total / (4 * outputs**2)


def _contracted(
    register: Any,
    start: tuple[Any, Any],
    contractions: list[tuple[int, int]],
    trained: int | None,
) -> Any:
    """E of two copies of the outputs, or of their derivative, contracted with a product operator.

    Args:
        register: D.
        start: traces of two copies of the input with 1 and with the swap; (1, 1) if it is pure.
        contractions: for each output the traces of its operator with 1 and with the swap.
        trained: the perceptron with the angle; None if it is in another layer.
    """
    d = 2 * register
    trace, swapped = start
    for j, (apart, joined) in enumerate(contractions):
        a, b = twirl(trace, swapped, d)
        if j == trained:
            # two copies of X -> -(i/2)[G, X] take 1 to 0 and S to (1 - G(x)G) S / 2
            a, b = twirl(0, b * d**2 / 2, d)
        a, b = a * apart, b * joined
        trace, swapped = a * register**2 + b * register, a * register + b * register**2
    return trace
