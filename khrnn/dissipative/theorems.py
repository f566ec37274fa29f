"""The theorems of arXiv 2005.12458 as functions: hypotheses, stated order, and constants of ours.

What belongs here: what the paper states, the closed forms and explicit bounds that we prove under
the same hypotheses (docs/derivations/dissipative.md). What does not: second moments (`weingarten`,
`bricks`), simulation (`network`).

The paper states orders of growth. An order cannot be checked at any size, so each function below
gives a bound that holds at every size and implies the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from contextuality.errors import InputError
from khrnn.dissipative.weingarten import Cost, check_network
from khrnn.trainability.model import Bound


@dataclass(frozen=True)
class Theorem:
    """What the paper states, in our words.

    Args:
        place: theorem or equation.
        hypotheses: all of them.
        order: of the variance, and on which side.
        ours: what is proved here, and under which hypotheses beyond the paper's.
    """

    place: str
    hypotheses: str
    order: str
    ours: str


THEOREMS: dict[str, Theorem] = {
    "deep-global": Theorem(
        "Theorem 1, eq. (9)",
        "n inputs and n outputs, any hidden layers; every perceptron acts on its whole layer and "
        "one output; all perceptrons, and the parts before and after the trained rotation "
        "exp(-i t G/2), are independent 2-designs on n+1 qubits; tr G^2 <= 2^(n+1); global cost "
        "1 - <T|rho|T>, pure inputs and targets, mean over training pairs",
        "at most O(4^-n)",
        "at most (24n + 27)/80 8^-n <= (27/80) 4^-n, hidden layers of n qubits; product "
        "targets: (9/32) n 8^-n <= (9/64) 4^-n",
    ),
    "deep-local": Theorem(
        "Theorem 1, eq. (10)",
        "as for the global cost; product targets, local cost 1 - (1/n) sum_j <T_j|rho_j|T_j>",
        "at most O(2^-n)",
        "at most 2^-n/(8 n^2), hidden layers of n qubits",
    ),
    "swap": Theorem(
        "text below Theorem 1, Fig. 3(a)",
        "one layer, perceptron j swaps input j and output j and turns the output by R_y, angles "
        "uniform",
        "exactly (1/8)(3/8)^(n-1) for the global cost, 1/(8n^2) for the local one",
        "the same, with depth and noise: `laws`",
    ),
    "shallow-global": Theorem(
        "eq. (11), Fig. 3(b)",
        "local perceptrons with m = 2: a layered circuit of 2-designs W on neighbouring qubits, "
        "two layers of the network for one of the circuit; O(poly log n) layers; global cost",
        "at most O((sqrt 3/4)^n)",
        "at most 10^(-n/2)/2 at every depth, n even, our reading of the figure",
    ),
    "shallow-local": Theorem(
        "eq. (12), Fig. 3(b)",
        "the same network, O(log n) layers, local cost, product targets, and the assumptions of "
        "Corollary 2 of arXiv 2001.00550",
        "at least Omega(1/poly(n))",
        "at least (4/15) 5^-L/n^2 with L layers of the network, n even, our reading of the figure",
    ),
    "deep-rule": Theorem(
        "Theorem 2, eq. (14)",
        "as in Theorem 1, but all perceptrons V_j are 2-designs and move by exp(i s K_j), "
        "tr K_j^2 <= 2^(n+1); derivative by s; either cost",
        "an upper bound; its order is not in the text at hand",
        "at most (12/5) n^2 8^-n (global), (3/4) 2^-n/n (local): one layer, n outputs, product "
        "targets (`matrix_rule`)",
    ),
}
"""By a short name."""


def design_closed_form(inputs: int, outputs: int, trained: int, cost: Cost) -> Fraction:
    """Return `weingarten.design_variance` without a recursion.

    With D = 2^n, l = (D+1)/(2(2D+1)), k = (D-1)/(2(2D-1)), u = 2(D^2-1)/(4D^2-1),
    v = 3D/(2D^2+1) and s = v + (1-v) u^j the variances are

      global  D/(2(2D+1)) l^j (l^(m-j) - k^(m-j)),
      local   D^2 (2Ds - 1)/(2 m^2 (4D^2-1)(2D^2+1)) (1 - u^(m-j)).

    Args:
        inputs: n, at least 0.
        outputs: m, at least 1.
        trained: j, 0 to m - 1.
        cost: "global" or "local".

    Returns:
        The exact variance under the hypotheses of `weingarten.design_variance`.

    Raises:
        InputError: an argument out of range.

    Source: ours, in the setting of arXiv 2005.12458; docs/derivations/dissipative.md.

    Example:
        >>> design_closed_form(1, 1, 0, "global"), design_closed_form(1, 1, 0, "local")
        (Fraction(2, 75), Fraction(2, 75))
    """
    check_network(inputs, outputs, trained, cost)
    found: Fraction = closed_form(Fraction(2) ** inputs, outputs, trained, cost)
    return found


def closed_form(register: Any, outputs: int, trained: int, cost: Cost) -> Any:
    """Return `design_closed_form` for a register of any dimension, also a sympy symbol.

    Args:
        register: D, dimension of the inputs.
        outputs: m, at least 1.
        trained: 0 to m - 1.
        cost: "global" or "local".

    Returns:
        A rational number or function of D; unchecked arguments.

    Source: ours.

    Example:
        >>> closed_form(Fraction(3), 1, 0, "local")
        Fraction(9, 490)
    """
    D, m, j = register, outputs, trained
    if cost == "global":
        plus, minus = (D + 1) / (2 * (2 * D + 1)), (D - 1) / (2 * (2 * D - 1))
        return D / (2 * (2 * D + 1)) * plus**j * (plus ** (m - j) - minus ** (m - j))
    shrink, fixed = 2 * (D * D - 1) / (4 * D * D - 1), 3 * D / (2 * D * D + 1)
    swapped = fixed + (1 - fixed) * shrink**j
    scale = D * D / (2 * m * m * (4 * D * D - 1) * (2 * D * D + 1))
    return scale * (2 * D * swapped - 1) * (1 - shrink ** (m - j))


def deep_bound(qubits: int, cost: Cost, *, entangled: bool = False) -> Bound:
    """Return a bound on the variance for global perceptrons from 2-designs, at any depth.

    Args:
        qubits: n, of the input and of every layer; at least 1.
        cost: "global" or "local".
        entangled: whether the pure target of the global cost may be entangled.

    Returns:
        (9/32) n 8^-n for the global cost, (24n + 27)/80 8^-n if the target may be entangled,
        2^-n/(8 n^2) for the local cost.

    Raises:
        InputError: an argument out of range.

    Source: arXiv 2005.12458, Theorem 1, for the hypotheses (`THEOREMS`) and the orders O(4^-n) and
        O(2^-n), which these bounds imply; constants and proof are ours.

    Example:
        >>> deep_bound(2, "local").value
        Fraction(1, 128)
    """
    check_network(qubits, 1, 0, cost)
    if qubits < 1:
        raise InputError(where="qubits", expected="at least 1", found=str(qubits))
    if cost == "global":
        share = Fraction(24 * qubits + 27, 80) if entangled else Fraction(9 * qubits, 32)
        return Bound(
            "upper",
            share / 8**qubits,
            "ours, under arXiv 2005.12458, Theorem 1",
        )
    return Bound(
        "upper",
        Fraction(1, 8 * qubits**2 * 2**qubits),
        "ours, under arXiv 2005.12458, Theorem 1",
    )


def shallow_bound(qubits: int, layers: int, cost: Cost) -> Bound:
    """Return a bound on the variance for local perceptrons with m = 2 (`bricks`).

    Args:
        qubits: n, even and at least 2.
        layers: of the network, at least 1.
        cost: "global" for an upper bound, "local" for a lower one.

    Returns:
        10^(-n/2)/2 from above, at every depth; (4/15) 5^-L / n^2 from below.

    Raises:
        InputError: an argument out of range.

    Source: arXiv 2005.12458, eqs. (11) and (12), for the orders O((sqrt 3/4)^n) at O(poly log n)
        layers and Omega(1/poly(n)) at O(log n) layers, which these bounds imply; constants and
        proof are ours.

    Example:
        >>> shallow_bound(4, 2, "global").value, shallow_bound(4, 2, "local").value
        (Fraction(1, 200), Fraction(1, 1500))
    """
    check_network(qubits, 1, 0, cost)
    if qubits < 2 or qubits % 2 or layers < 1:
        raise InputError(
            where="network",
            expected="an even number of qubits and at least 1 layer",
            found=f"{qubits} qubits, {layers} layers",
        )
    if cost == "global":
        return Bound(
            "upper", Fraction(1, 2 * 10 ** (qubits // 2)), "ours, for arXiv 2005.12458, eq. (11)"
        )
    return Bound(
        "lower",
        Fraction(4, 15 * 5**layers * qubits**2),
        "ours, for arXiv 2005.12458, eq. (12)",
    )
