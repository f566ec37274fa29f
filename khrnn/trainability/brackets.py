"""Brackets with rational structure constants: Pauli strings, and polynomials of qumodes.

What belongs here: the bracket of two labels, and elements in terms of labels. What does not:
closures (`lie_algebra`).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from math import factorial, perm
from typing import TypeAlias

from contextuality._anf import submasks
from contextuality.pauli import paulis_commute, product_phase
from khrnn.trainability.exact_spans import Number, Vector

PauliLabel: TypeAlias = tuple[int, int]
"""(x, z): stands for i times the Hermitian Pauli string with these masks."""

WeylLabel: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]
"""Exponents of q and of p for each mode: i times the Weyl-ordered monomial."""


def pauli_bracket(a: PauliLabel, b: PauliLabel) -> dict[PauliLabel, Number]:
    """Return the commutator of iP and iQ: 0, or 2 iR or -2 iR with R = P Q up to phase.

    Args:
        a: masks of P.
        b: masks of Q.

    Source: standard; the strings are those of `contextuality.pauli`.

    Example:
        >>> pauli_bracket((1, 0), (1, 1))  # [iX, iY] = -2 iZ
        {(0, 1): -2}
    """
    if paulis_commute(a, b):
        return {}
    # The phase is i or -i because P and Q anticommute; [iP, iQ] = -2 P Q.
    x, z, power = product_phase((a, b))
    return {(x, z): -2 if power == 1 else 2}


def hypergraph_phase(edge: int) -> Vector[PauliLabel]:
    """Return i prod z_j over an edge, z_j = (1 - Z_j)/2 the bit of qubit j, in Pauli strings.

    Args:
        edge: mask; 0 is the global phase.

    Source: expanding the product; standard. exp(i pi ...) of it is C^|e|Z.

    Example:
        >>> hypergraph_phase(0b01)
        {(0, 1): Fraction(-1, 2), (0, 0): Fraction(1, 2)}
    """
    weight = Fraction(1, 1 << edge.bit_count())
    return {(0, part): weight * (-1) ** part.bit_count() for part in submasks(edge)}


def weyl_bracket(a: WeylLabel, b: WeylLabel) -> dict[WeylLabel, Number]:
    """Return the Moyal bracket {A, B} of two monomials, where [A, B] = i {A, B} with hbar = 1.

    Args:
        a: exponents of q and p.
        b: exponents for as many modes.

    Returns:
        Weyl-ordered monomials with rational coefficients. Up to the sign, which is an isomorphism,
        this is the bracket of the skew-Hermitian operators iA and iB. For one of A and B of
        degree at most 2 it is the Poisson bracket.

    Source: H. J. Groenewold (1946), J. E. Moyal (1949): the star product.

    Example:
        >>> q, p = ((1,), (0,)), ((0,), (1,))
        >>> weyl_bracket(q, p), weyl_bracket(((3,), (0,)), ((0,), (3,)))
        ({((0,), (0,)): 1}, {((2,), (2,)): 9, ((0,), (0,)): Fraction(-3, 2)})
    """
    total: dict[WeylLabel, Number] = {}
    choices = [
        [(s, t) for s in range(min(a[0][m], b[1][m]) + 1) for t in range(min(a[1][m], b[0][m]) + 1)]
        for m in range(len(a[0]))
    ]
    for chosen in product(*choices):
        order = sum(s + t for s, t in chosen)
        if order % 2 == 0:
            continue  # even orders cancel in the commutator
        factor = Fraction(2 * (-1) ** ((order - 1) // 2), 1 << order)
        q_powers, p_powers = [], []
        for (s, t), a_q, a_p, b_q, b_p in zip(chosen, a[0], a[1], b[0], b[1], strict=True):
            factor *= Fraction((-1) ** t, factorial(s) * factorial(t))
            factor *= perm(a_q, s) * perm(a_p, t) * perm(b_p, s) * perm(b_q, t)
            q_powers.append(a_q - s + b_q - t)
            p_powers.append(a_p - t + b_p - s)
        label = (tuple(q_powers), tuple(p_powers))
        value = total.get(label, 0) + factor
        if value:
            total[label] = value
        else:
            total.pop(label, None)
    return {k: v if v.denominator != 1 else int(v) for k, v in total.items()}


def position_monomial(n: int, edge: Iterable[int]) -> Vector[WeylLabel]:
    """Return prod q_j over an edge; modes may repeat.

    Args:
        n: number of modes.
        edge: modes.

    Example:
        >>> position_monomial(3, (0, 2))
        {((1, 0, 1), (0, 0, 0)): 1}
    """
    powers = [0] * n
    for mode in edge:
        powers[mode] += 1
    return {(tuple(powers), (0,) * n): 1}


def momentum(n: int, mode: int) -> Vector[WeylLabel]:
    """Return p of a mode.

    Args:
        n: number of modes.
        mode: 0 to n-1.

    Example:
        >>> momentum(2, 1)
        {((0, 0), (0, 1)): 1}
    """
    return {((0,) * n, tuple(int(j == mode) for j in range(n))): 1}
