"""Empirical models with exact rational probabilities that are given by their tables.

Belongs here: boxes, cycles and Hardy's model. Does not belong here: models of states
(`contextuality.stabilizer_models`, and the hypergraph states of `khrnn.hypergraph.models`), and
the list of names (`models`).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from contextuality.empirical import EmpiricalModel
from contextuality.errors import InputError

BITS = ("0", "1")
ALICE_BOB = ("A0", "B0", "B1", "A1")  # in the order in which the contexts name them
CHSH_CONTEXTS = ((0, 1), (0, 2), (3, 1), (3, 2))


def isotropic(visibility: Fraction, name: str | None = None) -> EmpiricalModel:
    """Return the mixture of a Popescu-Rohrlich box with uniform noise.

    Args:
        visibility: the weight of the box, from 0 to 1.
        name: of the model.

    Returns:
        Two parties, two settings, outcomes 0 and 1, P(a, b | x, y) = v/2 if a + b = xy modulo 2,
        plus (1 - v)/4. Its contextual fraction is max(0, 2v - 1): the CHSH value is 4v, where 2 is
        the noncontextual and 4 the algebraic bound.

    Raises:
        InputError: for another visibility.

    Source: S. Popescu and D. Rohrlich, Found. Phys. 24 (1994) 379.

    Example:
        >>> isotropic(Fraction(1)).tables[3]
        (Fraction(0, 1), Fraction(1, 2), Fraction(1, 2), Fraction(0, 1))
    """
    if not 0 <= visibility <= 1:
        raise InputError(
            where="visibility", expected="a fraction from 0 to 1", found=str(visibility)
        )
    tables = tuple(
        tuple(
            visibility * ((a + b) % 2 == x * y) / 2 + (1 - visibility) / 4
            for a, b in product((0, 1), repeat=2)
        )
        for x, y in product((0, 1), repeat=2)
    )
    return EmpiricalModel(name or f"isotropic-{visibility}", ALICE_BOB, BITS, CHSH_CONTEXTS, tables)


def chsh_deterministic(weights: dict[tuple[int, int, int, int], Fraction]) -> EmpiricalModel:
    """Return a mixture of deterministic two-party models.

    Args:
        weights: for outcomes (of A0, B0, B1, A1) a weight of at least 0; they sum to 1.

    Raises:
        InputError: if the weights are no distribution.

    Example:
        >>> chsh_deterministic({(0, 0, 0, 0): Fraction(1)}).tables[0][0]
        Fraction(1, 1)
    """
    tables = tuple(
        tuple(
            sum((w for g, w in weights.items() if (g[i], g[j]) == joint), Fraction(0))
            for joint in product((0, 1), repeat=2)
        )
        for i, j in CHSH_CONTEXTS
    )
    return EmpiricalModel("chsh-classical", ALICE_BOB, BITS, CHSH_CONTEXTS, tables)


def hardy() -> EmpiricalModel:
    """Return a two-qubit model of Hardy's kind with rational probabilities.

    The state is (|00> + |01> + |10>)/sqrt(3), the settings are Z (A0, B0) and X (A1, B1). Outcome 1
    for A1 and B1 together has probability 1/12, and no noncontextual model allows it.

    Source: the argument is L. Hardy's, Phys. Rev. Lett. 71 (1993) 1665; this choice of state and
        settings is standard.

    Example:
        >>> hardy().tables[3][3]
        Fraction(1, 12)
    """
    signs = {0: (1, 1), 1: (1, -1)}  # the rows of sqrt(2) H
    psi = {(0, 0): 1, (0, 1): 1, (1, 0): 1, (1, 1): 0}
    tables = []
    for x, y in product((0, 1), repeat=2):
        table = []
        for a, b in product((0, 1), repeat=2):
            left = signs[a] if x else (int(a == 0), int(a == 1))
            right = signs[b] if y else (int(b == 0), int(b == 1))
            amplitude = sum(left[i] * right[j] * psi[i, j] for i, j in psi)
            table.append(Fraction(amplitude**2, 3 * 2 ** (x + y)))
        tables.append(tuple(table))
    return EmpiricalModel("hardy", ALICE_BOB, BITS, CHSH_CONTEXTS, tuple(tables))


def exclusive_cycle(length: int, chance: Fraction, name: str | None = None) -> EmpiricalModel:
    """Return observables in a cycle, neighbours never both 1, all with the same chance of 1.

    Args:
        length: at least 3.
        chance: the probability of outcome 1, from 0 to 1/2.
        name: of the model.

    Returns:
        A model whose noncontextual versions have length * chance at most floor(length/2). For an
        odd length n its contextual fraction is max(0, 2 n chance - (n - 1)). In the pentagon
        quantum mechanics reaches chance 1/sqrt(5), which is between 4/9 and 1/2.

    Raises:
        InputError: for other arguments.

    Source: A. A. Klyachko, M. A. Can, S. Binicioglu and A. S. Shumovsky, Phys. Rev. Lett. 101
        (2008) 020403, for the pentagon; the fraction is ours.

    Example:
        >>> exclusive_cycle(3, Fraction(1, 2)).tables[0]
        (Fraction(0, 1), Fraction(1, 2), Fraction(1, 2), Fraction(0, 1))
    """
    if length < 3:
        raise InputError(where="length", expected="at least 3", found=str(length))
    if not 0 <= chance <= Fraction(1, 2):
        raise InputError(where="chance", expected="a fraction from 0 to 1/2", found=str(chance))
    table = (1 - 2 * chance, chance, chance, Fraction(0))
    return EmpiricalModel(
        name or f"cycle-{length}-{chance}",
        tuple(f"A{i}" for i in range(length)),
        BITS,
        tuple((i, (i + 1) % length) for i in range(length)),
        (table,) * length,
    )
