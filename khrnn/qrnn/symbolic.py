"""The neuron's identities as polynomial and algebraic identities, checked by sympy.

What belongs here: symbolic proofs about one neuron and about the smallest amplification. What does
not: floating point. Every function returns the residues that must be zero, so that a caller counts
and shows them; the argument that they suffice is in docs/derivations/qrnn.md.
"""

from __future__ import annotations

from itertools import product
from typing import Any

Residues = dict[str, Any]
"""From the name of an identity to left side minus right side, simplified by sympy."""


def recursion_step() -> Residues:
    """Prove the induction step: one more order squares both coefficients.

    If the inner neuron's post-selected block is a I + b J, then turning an ancilla by it, applying
    J to the target controlled by the ancilla, turning back by the transpose and finding the
    ancilla in 0 applies a^2 I + b^2 J.

    Returns:
        Four residues, polynomials in a and b. With a = cos(eta/2), b = sin(eta/2) at order 0 it
        follows by induction that order o has c = cos(eta/2)^(2^o), s = sin(eta/2)^(2^o).

    Source: arXiv 2006.14619 (the neuron of order o); the induction is ours.

    Example:
        >>> set(recursion_step().values())
        {0}
    """
    import sympy  # noqa: PLC0415 - slow to load

    a, b = sympy.symbols("a b", real=True)
    one, turn = sympy.eye(2), sympy.Matrix([[0, -1], [1, 0]])
    inner = a * one + b * turn
    # Ancilla to the left: states 00, 01, 10, 11 of (ancilla, target).
    controlled = sympy.diag(one, turn)
    there = sympy.kronecker_product(inner, one)
    whole = there.T * controlled * there
    block = whole[:2, :2]
    wanted = a**2 * one + b**2 * turn
    return {
        f"step[{i},{j}]": sympy.expand(block[i, j] - wanted[i, j])
        for i, j in product(range(2), repeat=2)
    }


def activation_law(order: int) -> Residues:
    """Prove tan(out/2) = tan(eta/2)^(2^order) from the coefficients.

    Args:
        order: at least 0.

    Returns:
        One residue: s/c - tan(eta/2)^(2^order), where the target goes from 0 to c|0> + s|1>, hence
        tan(out/2) = s/c.

    Source: arXiv 2006.14619.

    Example:
        >>> activation_law(3)
        {'tan': 0}
    """
    import sympy  # noqa: PLC0415

    eta = sympy.symbols("eta", real=True)
    c, s = sympy.cos(eta / 2), sympy.sin(eta / 2)
    for _ in range(order):
        c, s = c**2, s**2
    return {"tan": sympy.simplify((s / c - sympy.tan(eta / 2) ** (2**order)).rewrite(sympy.sin))}


def reweighting() -> Residues:
    """Prove that post-selection multiplies a branch's weight by c^2 + s^2 and keeps it real.

    Returns:
        Residues of M^T M = (c^2 + s^2) I for M = c I + s J, and, for two branches of any real
        amplitudes, of: probability of success = sum of weight times (c^2 + s^2); a branch's weight
        after success over its weight before = (c^2 + s^2) / that probability.

    Source: ours; stated in words in arXiv 2006.14619 as the effect of imperfect post-selection.

    Example:
        >>> set(reweighting().values())
        {0}
    """
    import sympy  # noqa: PLC0415

    c, s, e, f = sympy.symbols("c s e f", real=True)
    p0, p1, q0, q1 = sympy.symbols("p0 p1 q0 q1", real=True)
    one, turn = sympy.eye(2), sympy.Matrix([[0, -1], [1, 0]])
    first, second = c * one + s * turn, e * one + f * turn
    gram = first.T * first - (c**2 + s**2) * one
    residues = {f"gram[{i},{j}]": sympy.expand(gram[i, j]) for i, j in product(range(2), repeat=2)}
    before = sympy.Matrix([p0, p1]), sympy.Matrix([q0, q1])
    weights = [(v.T * v)[0] for v in before]
    after = [((m * v).T * (m * v))[0] for m, v in zip((first, second), before, strict=True)]
    factors = [c**2 + s**2, e**2 + f**2]
    chance = sum(after)
    predicted = sum(w * g for w, g in zip(weights, factors, strict=True))
    residues["success"] = sympy.expand(chance - predicted)
    for number in range(2):
        gained = after[number] / chance / weights[number] - factors[number] / predicted
        residues[f"branch {number}"] = sympy.simplify(gained)
    return residues


def worst_branch(order: int) -> Residues:
    """Prove that no branch of this order succeeds with less than 2^(1 - 2^order).

    Args:
        order: 1..4.

    Returns:
        With t = cos(eta/2)^2 - 1/2, so that sin(eta/2)^2 = 1/2 - t: the coefficients of the even
        polynomial (1/2+t)^N + (1/2-t)^N, N = 2^order, as "t^j" -> 0 if the coefficient is >= 0 and
        1 if it is negative, and "value": the constant term minus 2^(1-N). All coefficients
        non-negative means that the least value is at t = 0.

    Example:
        >>> set(worst_branch(2).values())
        {0}
    """
    import sympy  # noqa: PLC0415

    t = sympy.symbols("t", real=True)
    power = 2**order
    half = sympy.Rational(1, 2)
    poly = sympy.Poly((half + t) ** power + (half - t) ** power, t)
    residues: Residues = {
        f"t^{exponent}": sympy.Integer(0 if value >= 0 and exponent % 2 == 0 else 1)
        for (exponent,), value in poly.terms()
    }
    residues["value"] = poly.eval(0) - sympy.Rational(2) ** (1 - power)
    return residues


def three_rounds() -> Residues:
    """Prove the success law of fixed-point amplification for L = 3, in the plane of one branch.

    Returns:
        One residue: the probability of the marked state after -S_s(alpha) S_t(beta) acts on a
        start of success lambda, minus 1 - delta^2 T_3(sqrt(1-lambda)/gamma)^2, where
        delta = 1/T_3(1/gamma), cot(alpha/2) = tan(2 pi/3) sqrt(1-gamma^2) and beta = -alpha.

    Source: Yoder, Low, Chuang, PRL 113, 210501 (2014); this check is ours.

    Example:
        >>> three_rounds()
        {'L=3': 0}
    """
    import sympy  # noqa: PLC0415

    r, u, w = sympy.symbols("r u w", positive=True)
    # w = sqrt(lambda), u = sqrt(1 - lambda), r = sqrt(1 - gamma^2)
    cotangent = -sympy.sqrt(3) * r
    phase = (cotangent + sympy.I) / (cotangent - sympy.I)  # exp(i alpha)
    start = sympy.Matrix([w, u])  # marked first
    mark = sympy.diag(1 / phase, 1)  # S_t(beta), exp(i beta) with beta = -alpha
    about = sympy.eye(2) - (1 - 1 / phase) * start * start.T
    final = -about * mark * start
    gamma2 = 1 - r**2
    # |1 - success| is the weight left on the unmarked state.
    left = sympy.expand(final[1] * sympy.conjugate(final[1]))
    # delta T_3(u/gamma) with T_3(x) = 4x^3 - 3x; both odd in gamma, so gamma cancels.
    ratio = (4 * u**3 - 3 * u * gamma2) / (4 - 3 * gamma2)
    residue = sympy.together((left - ratio**2).subs(w, sympy.sqrt(1 - u**2)))
    return {"L=3": sympy.simplify(sympy.expand(sympy.numer(residue)))}
