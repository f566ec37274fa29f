"""Named generator sets, and what is known of the algebras of the k-HRNN.

What belongs here: which operators a model's parameters turn, in labels of `brackets`. What does
not: closures and their structure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from math import comb

from contextuality.errors import InputError
from contextuality.pauli import parse_pauli
from contextuality.vertex_sets import k_subsets
from khrnn.trainability.brackets import (
    PauliLabel,
    WeylLabel,
    hypergraph_phase,
    momentum,
    pauli_bracket,
    position_monomial,
    weyl_bracket,
)
from khrnn.trainability.exact_spans import Number, Span, Vector, add_multiple
from khrnn.trainability.lie_algebra import LieAlgebra, closure
from khrnn.trainability.pauli_algebra import PauliAlgebra, generate

STRING_SETS = ("hardware-efficient", "matchgate", "ising", "iqp", "heisenberg")
"""Names that `string_set` takes."""


def qumode_algebra(n: int, k: int) -> LieAlgebra[WeylLabel]:
    """Return the Lie algebra of the k-HRNN on qumodes: from all p_i and all q_e with |e| = k.

    Args:
        n: modes, n >= k.
        k: edge size, at least 1.

    Returns:
        span{p_i, q_e : |e| <= k}: dimension n + sum_{j<=k} binom(n,j), the constant among them;
        nilpotent of class k+1, centre the constants (docs/derivations/lie_algebras.md).

    Raises:
        InputError: sizes out of range.

    Source: dimension as claimed for the k-HRNN of arXiv 2402.08606; the derivation is ours.

    Example:
        >>> g = qumode_algebra(4, 2)
        >>> g.dimension, g.nilpotency_class, g.centre().dimension
        (15, 3, 1)
    """
    _check(n, k)
    edges = [position_monomial(n, e) for e in combinations(range(n), k)]
    return closure(weyl_bracket, [momentum(n, i) for i in range(n)] + edges)


def qumode_dimension(n: int, k: int) -> int:
    """Return n + sum over j <= k of binom(n, j).

    Args:
        n: modes, n >= k.
        k: edge size, at least 1.

    Example:
        >>> qumode_dimension(4, 2)
        15
    """
    _check(n, k)
    return n + sum(comb(n, j) for j in range(k + 1))


def rotation_algebra(n: int, k: int) -> LieAlgebra[PauliLabel]:
    """Return the Lie algebra of the phases exp(i t z_e), 1 <= |e| <= k, and rotations about X_i.

    Args:
        n: qubits, n >= k.
        k: edge size, at least 1.

    Returns:
        Not the k-HRNN, whose shifts are X_i themselves and not rotations: for k >= 2 it is all of
        u(2^n) wherever it has been computed, and for k = 1 u(1) + n su(2).

    Raises:
        InputError: sizes out of range.

    Source: ours.

    Example:
        >>> rotation_algebra(2, 1).dimension, rotation_algebra(2, 2).dimension
        (7, 16)
    """
    _check(n, k)
    phases = [hypergraph_phase(e) for j in range(1, k + 1) for e in k_subsets(n, j)]
    return closure(pauli_bracket, phases + [{(1 << i, 0): 1} for i in range(n)])


def phase_algebra(n: int, k: int, *, ancilla: bool = False) -> Span[int]:
    """Return the Lie algebra of the identity component of the qubit k-HRNN's gates.

    Without ancilla: the gates exp(i t z_e), |e| = k, and the shifts X_i generate a group whose
    identity component is a torus; its Lie algebra is spanned by i z_e and its images under
    conjugation by shifts, z_i -> 1 - z_i. With ancilla a (qubit n), what a measurement block of
    the compiled form uses: exp(i t a z_S), |S| = k-1, and controlled shifts,
    z_i -> z_i + a - 2 a z_i.

    Args:
        n: latent qubits, n >= k.
        k: edge size, at least 1.
        ancilla: which of the two.

    Returns:
        A span of polynomials (mask of the monomial -> coefficient): sum_{j<=k} binom(n,j)
        dimensions, one of them the global phase; with ancilla sum_{j<=k-1} binom(n,j). It is
        abelian. The n shifts are discrete and add nothing to the dimension.

    Raises:
        InputError: sizes out of range.

    Source: ours (docs/derivations/lie_algebras.md).

    Example:
        >>> phase_algebra(4, 2).dimension, phase_algebra(4, 2, ancilla=True).dimension
        (11, 5)
    """
    _check(n, k)
    if not ancilla:
        return invariant_span(
            [{e: 1} for e in k_subsets(n, k)],
            [_substitution(i, {0: 1, 1 << i: -1}) for i in range(n)],
        )
    a = 1 << n
    return invariant_span(
        [{a | s: 1} for s in k_subsets(n, k - 1)],
        [_substitution(i, {1 << i: 1, a: 1, a | 1 << i: -2}) for i in range(n)],
    )


def invariant_span(
    vectors: Iterable[Mapping[int, Number]],
    maps: Iterable[Callable[[Mapping[int, Number]], Vector[int]]],
) -> Span[int]:
    """Return the smallest space that holds some vectors and is mapped into itself.

    Args:
        vectors: what it must hold.
        maps: linear.

    Example:
        >>> invariant_span([{1: 1}], [lambda v: {m * 2 % 7: c for m, c in v.items()}]).dimension
        3
    """
    span: Span[int] = Span()
    chosen = list(maps)
    queue = [dict(v) for v in vectors if span.add(v)]
    while queue:
        latest = queue.pop()
        for act in chosen:
            image = act(latest)
            if span.add(image):
                queue.append(image)
    return span


def string_set(name: str, n: int) -> PauliAlgebra:
    """Return the Lie algebra of a named circuit whose gates turn single Pauli strings, on a line.

    Args:
        name: "hardware-efficient": Z_i Z_{i+1}, X_i, Y_i; "matchgate": Z_i, X_i X_{i+1};
            "ising": the same with X_0, a field at one end; "iqp": X_i and all X_i X_j;
            "heisenberg": XX, YY and ZZ of neighbours as gates of their own.
        n: qubits, at least 2.

    Raises:
        InputError: another name, or n < 2.

    Source: the names are the field's, the sets ours. Anchors: su(2^n); so(2n) (free fermions);
        so(2n+1); abelian; su(2^(n-1)) or four su(2^(n-2)) for n odd or even, as in the
        classification of arXiv 2309.05690.

    Example:
        >>> [string_set(name, 4).describe() for name in STRING_SETS]
        ['su(16)', 'so(8)', 'so(9)', '10 u(1)', '4 su(4)']
    """
    if n < 2:
        raise InputError(where="n", expected="at least 2 qubits", found=str(n))
    if name == "iqp":
        pairs = [1 << i | 1 << j for i, j in combinations(range(n), 2)]
        return generate(n, [(m, 0) for m in [1 << i for i in range(n)] + pairs])
    words = {
        "hardware-efficient": ("ZZ", "X", "Y"),
        "matchgate": ("Z", "XX"),
        "ising": ("Z", "XX"),
        "heisenberg": ("XX", "YY", "ZZ"),
    }
    if name not in words:
        raise InputError(where="name", expected=f"one of {', '.join(STRING_SETS)}", found=name)
    strings = [s for word in words[name] for s in on_line(word, n)]
    return generate(n, strings + [(1, 0)] * (name == "ising"))


def on_line(word: str, n: int) -> list[PauliLabel]:
    """Return a Pauli word at every place of a line of qubits.

    Args:
        word: such as "XX".
        n: qubits.

    Example:
        >>> on_line("ZZ", 3)
        [(0, 3), (0, 6)]
    """
    x, z = parse_pauli(word)
    return [(x << i, z << i) for i in range(n - len(word) + 1)]


def _substitution(
    i: int, image: Mapping[int, Number]
) -> Callable[[Mapping[int, Number]], Vector[int]]:
    """The map z_i -> image on polynomials of bits, whose squares are themselves."""

    def act(vector: Mapping[int, Number]) -> Vector[int]:
        total: Vector[int] = {}
        for mask, value in vector.items():
            if mask >> i & 1:
                rest = mask & ~(1 << i)
                for other, factor in image.items():
                    add_multiple(total, value * factor, {rest | other: 1})
            else:
                add_multiple(total, value, {mask: 1})
        return total

    return act


def _check(n: int, k: int) -> None:
    if not 1 <= k <= n:
        raise InputError(where="n, k", expected="1 <= k <= n", found=f"n = {n}, k = {k}")
