"""The model with 2n hidden bits: its law against that of quantum mechanics.

Belongs here: `hidden-variable-model` of docs/formats/memory.md, by enumeration of all hidden
points and by dense operators. Does not belong here: the bounds that need memory (`memory`).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from proofs.independent.opinion import NotApplicableError, RejectedError
from proofs.independent.states import (
    edges_of,
    hypergraph_tables,
    low_monomials,
    monomial_table,
    signs,
    spanned_tables,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    from proofs.independent.opinion import Deadline

MAX_N = 10
DENSE_N = 6
MEASUREMENTS = 2_000_000


def _prepare(
    n: int, k: int, tokens: list[int]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Run the 2n-bit model on a preparation, for all z at once.

    Returns:
        z by bits, and the counters c_i, both of shape (n, 2^n).
    """
    z = np.array([monomial_table(n, (i,)) for i in range(n)])
    counters = np.zeros_like(z)
    for token in tokens:
        edge = edges_of(n, k)[token]
        for i in edge:
            others = [z[j] for j in edge if j != i]
            counters[i] ^= np.bitwise_and.reduce(others) if others else np.uint8(1)
    return z, counters


def measurements(n: int, k: int) -> int:
    """Count the pairs of a hypergraph and a measurement: (e_i, g) with d_i g = 0, or (0, g).

    Example:
        >>> measurements(2, 2)
        32
    """
    diagonal = sum(math.comb(n, j) for j in range(k))
    shifted = sum(math.comb(n - 1, j) for j in range(k))
    return ((1 << diagonal) + n * (1 << shifted)) << math.comb(n, k)


def outcome_laws(n: int, k: int, deadline: Deadline) -> str:
    """Compare the model's law with quantum mechanics for every hypergraph and measurement.

    Raises:
        RejectedError: naming the hypergraph for which they differ.
        NotApplicableError: if there are more than two million cases.

    Source: the model is ours, see docs/formats/memory.md.

    Example:
        >>> from proofs.independent.opinion import Deadline
        >>> outcome_laws(2, 2, Deadline(60))
        'n=2 k=2: the laws of all 32 cases agree'
    """
    if n > MAX_N:
        raise NotApplicableError(f"n={n} k={k}: too many measurements")
    cases = measurements(n, k)
    if cases > MEASUREMENTS:
        raise NotApplicableError(f"n={n} k={k}: {cases} measurements, more than {MEASUREMENTS}")
    diagonal = low_monomials(n, k - 1)
    shifted = [low_monomials(n, k - 1, without=i) for i in range(n)]
    tests = [(-1, spanned_tables(n, diagonal))]
    tests += [(i, spanned_tables(n, monomials)) for i, monomials in enumerate(shifted)]
    states = signs(hypergraph_tables(n, k))
    for hypergraph, state in enumerate(states):
        deadline.check()
        tokens = [j for j in range(math.comb(n, k)) if hypergraph >> j & 1]
        _, counters = _prepare(n, k, tokens)
        for vertex, polynomials in tests:
            answers = polynomials if vertex < 0 else polynomials ^ counters[vertex]
            model = answers.sum(axis=1, dtype=np.int64)
            # The diagonal acts first, then the shift moves z to z + e_i.
            moved = signs(polynomials) * state
            if vertex >= 0:
                moved = moved[:, np.arange(1 << n) ^ (1 << vertex)]
            expectation = moved @ state
            if ((1 << n) - expectation != 2 * model).any():
                raise RejectedError(f"n={n} k={k}: hypergraph {hypergraph}, shift {vertex}")
    return f"n={n} k={k}: the laws of all {cases} cases agree"


def dense_model(n: int, k: int, rng: np.random.Generator, deadline: Deadline) -> str:
    """Compare the model with dense operators in fractions, for sampled words and measurements.

    Preparations are random words of edge tokens with repetitions; operators are full matrices.

    Raises:
        RejectedError: if a law differs or an operator is not Hermitian.
        NotApplicableError: for more than 6 qubits.

    Example:
        >>> from proofs.independent.opinion import Deadline
        >>> dense_model(2, 2, np.random.default_rng(0), Deadline(60))
        'the laws of 60 sampled cases agree; a test of instances, not a proof'
    """
    if n > DENSE_N:
        raise NotApplicableError(
            f"n={n}: matrices of fractions are made for {DENSE_N} qubits at most"
        )
    size, cases = 1 << n, 60
    for _ in range(cases):
        deadline.check()
        count = math.comb(n, k)
        tokens = [int(t) for t in rng.integers(0, count, int(rng.integers(0, 2 * count + 1)))]
        table = np.zeros(size, dtype=np.uint8)
        for token in tokens:
            table ^= monomial_table(n, edges_of(n, k)[token])
        vertex = int(rng.integers(-1, n))
        polynomial = np.zeros(size, dtype=np.uint8)
        for monomial in low_monomials(n, k - 1, without=vertex):
            if rng.integers(2):
                polynomial ^= monomial_table(n, monomial)
        operator = np.full((size, size), Fraction(0), dtype=object)
        shift = 0 if vertex < 0 else 1 << vertex
        for z in range(size):
            operator[z ^ shift, z] = Fraction(1 - 2 * int(polynomial[z]))
        if (operator != operator.T).any():
            raise RejectedError("a measured operator is not Hermitian")
        unit = np.full((size, size), Fraction(0), dtype=object)
        unit[np.arange(size), np.arange(size)] = Fraction(1)
        state = np.array([Fraction(1 - 2 * int(bit)) for bit in table], dtype=object)
        projected = (unit - operator) @ state / 2
        quantum = sum(x * x for x in projected) / size
        z_bits, counters = _prepare(n, k, tokens)
        minus = 0
        for z in range(size):
            answer = polynomial[z] if vertex < 0 else polynomial[z] ^ counters[vertex][z]
            minus += int(answer)
        if len(z_bits) + len(counters) != 2 * n or Fraction(minus, size) != quantum:
            raise RejectedError(
                f"tokens {tokens}, shift {vertex}: model {Fraction(minus, size)}, "
                f"quantum mechanics {quantum}"
            )
    return f"the laws of {cases} sampled cases agree; a test of instances, not a proof"
