"""The exact algebra that statements are about: Paulis, vectors over quadratic rings, polynomials.

Everything is derived here from a statement's own words. Nothing is shared with
`contextuality`, on purpose: the twins are held together by tests/cross.
Bit i of an integer is qubit or vertex i.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain, combinations
from operator import mul, xor

from proofs.kernel.verdict import Malformed

MAX_SEARCH_NODES = 5_000_000
MAX_BASES = 1_000_000

Ray = tuple[tuple[int, int], ...]

# Ring name -> (symbol t, p, q, conjugation c0 + c1 t of t), with t * t = p + q t.
RINGS: dict[str, tuple[str, int, int, tuple[int, int]]] = {
    "Z": ("", 0, 0, (0, 1)),
    "Z[sqrt2]": ("sqrt2", 2, 0, (0, 1)),
    "Z[i]": ("i", -1, 0, (0, -1)),
    "Z[w]": ("w", -1, -1, (-1, -1)),
    "Z[phi]": ("phi", 1, 1, (0, 1)),
}


# ---- Paulis ------------------------------------------------------------------------------


def pauli_masks(label: str) -> tuple[int, int]:
    """Return the X mask and the Z mask of a Pauli label; character i acts on qubit i.

    Example:
        >>> pauli_masks("XYZ")
        (3, 6)
    """
    x = z = 0
    for qubit, letter in enumerate(label):
        x |= (letter in "XY") << qubit
        z |= (letter in "YZ") << qubit
    return x, z


def context_sign(context: Sequence[str], where: str) -> int:
    """Return the sign s of the product s I of a context of Pauli labels.

    Args:
        context: labels of equal length over I, X, Y, Z.
        where: the place in the statement, for messages.

    Raises:
        Malformed: if a label is the identity, repeats, two labels do not commute, or the product
            is not plus or minus the identity.

    Example:
        >>> context_sign(["XX", "YY", "ZZ"], "context 0")
        -1
    """
    if len(set(context)) != len(context):
        raise Malformed(where, "distinct observables", ",".join(context))
    pairs = [pauli_masks(label) for label in context]
    for label, pair in zip(context, pairs, strict=True):
        if pair == (0, 0):
            raise Malformed(where, "no identity observable", label)
    x = z = 0
    quarter_turns = 0  # the product so far is i^quarter_turns X^x Z^z
    for index, (a, b) in enumerate(pairs):
        for other, (c, d) in enumerate(pairs[:index]):
            if ((a & d).bit_count() + (b & c).bit_count()) % 2:
                found = f"{context[other]} and {context[index]} anticommute"
                raise Malformed(where, "mutually commuting observables", found)
        # Each Y is i X Z; moving Z^z past X^a costs a sign for every common qubit.
        quarter_turns += (a & b).bit_count() + 2 * (z & a).bit_count()
        x ^= a
        z ^= b
    if x or z:
        raise Malformed(where, "a product of plus or minus the identity", "another product")
    return 1 if quarter_turns % 4 == 0 else -1


# ---- vectors -----------------------------------------------------------------------------


def ring_element(literal: str, ring: str, where: str) -> tuple[int, int]:
    """Return (a, b) for the literal of a + b t in the named ring.

    Example:
        >>> ring_element("-1-w", "Z[w]", "entry"), ring_element("3*sqrt2", "Z[sqrt2]", "entry")
        ((-1, -1), (0, 3))
    """
    symbol = RINGS[ring][0]
    meaning = f"an element of {ring}" + (f" such as -2, {symbol} or 1-2*{symbol}" if symbol else "")
    if type(literal) is not str or len(literal) > 64:
        raise Malformed(where, meaning, literal)
    if re.fullmatch(r"-?\d+", literal, re.ASCII):
        return int(literal), 0
    if symbol:
        pattern = rf"(-?\d+(?=[+-]))?([+-]?)(?:(\d+)\*)?{symbol}"
        match = re.fullmatch(pattern, literal, re.ASCII)
        if match:
            a, sign, b = match.groups()
            return int(a or 0), int(sign + (b or "1"))
    raise Malformed(where, meaning, literal)


def orthogonal_pairs(given: Sequence[Ray], ring: str) -> Iterator[tuple[int, int]]:
    """Yield all i < j, in lexicographic order, whose Hermitian inner product is exactly zero.

    Example:
        >>> list(orthogonal_pairs([((1, 0), (0, 1)), ((0, 1), (1, 0)), ((1, 0), (1, 0))], "Z[i]"))
        [(0, 1)]
    """
    _, p, q, (c0, c1) = RINGS[ring]
    flat = [tuple(chain.from_iterable(v)) for v in given]
    for i, u in enumerate(given):
        # With a + b t the conjugate of an entry of u and c + d t one of v, the product is
        # a c + p b d + (b c + (a + q b) d) t: two rows of integers decide for all v.
        entries = [(a + b * c0, b * c1) for a, b in u]
        real = [x for a, b in entries for x in (a, p * b)]
        unit = [x for a, b in entries for x in (b, a + q * b)]
        rows = [row for row in (real, unit) if any(row)]
        for j in range(i + 1, len(given)):
            if not any(sum(map(mul, row, flat[j])) for row in rows):
                yield i, j


def direction(u: Ray, ring: str) -> tuple[int, ...]:
    """Return the same integers for two non-zero vectors if and only if they span the same ray.

    Example:
        >>> direction(((0, 2), (2, 0)), "Z[i]"), direction(((-1, 0), (0, 1)), "Z[i]")
        ((1, 0, 0, -1), (1, 0, 0, -1))
    """
    _, p, q, _ = RINGS[ring]
    a, b = next(entry for entry in u if entry != (0, 0))
    # Times the algebraic conjugate of its first non-zero entry: that becomes a non-zero integer.
    a, b = a + q * b, -b
    scaled = [x for c, d in u for x in (a * c + p * b * d, a * d + b * c + q * b * d)]
    divisor = math.gcd(*scaled)
    if next(x for x in scaled if x) < 0:
        divisor = -divisor
    return tuple(x // divisor for x in scaled)


def rays(vectors: Sequence[Sequence[str]], ring: str) -> list[Ray]:
    """Return the vectors as pairs of integers; refuse zero vectors and repeated rays."""
    result: list[Ray] = []
    first: dict[tuple[int, ...], int] = {}
    for index, vector in enumerate(vectors):
        where = f"statement.vectors[{index}]"
        ray = tuple(
            ring_element(entry, ring, f"{where}[{axis}]") for axis, entry in enumerate(vector)
        )
        if not any(entry != (0, 0) for entry in ray):
            raise Malformed(where, "a non-zero vector", "the zero vector")
        other = first.setdefault(direction(ray, ring), index)
        if other != index:
            raise Malformed(where, "distinct rays", f"the ray of vector {other}")
        result.append(ray)
    return result


def colouring_constraints(
    vectors: Sequence[Sequence[str]], dim: int, ring: str, rule: str
) -> tuple[list[tuple[int, int]], list[tuple[int, ...]]]:
    """Return the pairs that are not both 1 and the bases that hold a 1, in canonical order.

    Args:
        vectors: entries as ring literals, one list a vector.
        dim: dimension of the space, 2 to 16.
        ring: a key of `RINGS`.
        rule: "bases-and-pairs" (every orthogonal pair) or "bases" (pairs inside a basis only).

    Returns:
        Index pairs i < j in lexicographic order, and complete orthogonal bases as increasing
        index tuples in lexicographic order. Complete: every set of `dim` mutually orthogonal
        vectors among those given.
    """
    given = rays(vectors, ring)
    size = len(given)
    later = [0] * size  # bit j of later[i]: j > i and the vectors i and j are orthogonal
    for i, j in orthogonal_pairs(given, ring):
        later[i] |= 1 << j
    bases: list[tuple[int, ...]] = []
    nodes = 0
    # Depth-first over increasing index tuples; the stack is explicit, its depth at most `dim`.
    stack: list[tuple[tuple[int, ...], int]] = [((), (1 << size) - 1)]
    while stack:
        chosen, candidates = stack.pop()
        nodes += 1
        if nodes > MAX_SEARCH_NODES or len(bases) > MAX_BASES:
            limits = f"at most {MAX_BASES} bases, found in {MAX_SEARCH_NODES} nodes"
            raise Malformed("statement.vectors", limits, "more")
        if len(chosen) == dim:
            bases.append(chosen)
            continue
        if candidates.bit_count() + len(chosen) < dim:
            continue
        lowest = (candidates & -candidates).bit_length() - 1
        # The branch without `lowest` waits below the branch with it: lexicographic order.
        stack.append((chosen, candidates & ~(1 << lowest)))
        stack.append(((*chosen, lowest), candidates & later[lowest]))
    if rule == "bases":  # keep only the pairs that some basis contains
        together = [0] * size
        for basis in bases:
            mask = sum(1 << i for i in basis)
            for i in basis:
                together[i] |= mask
        later = [partners & together[i] for i, partners in enumerate(later)]
    pairs = [(i, j) for i, j in combinations(range(size), 2) if later[i] >> j & 1]
    return pairs, bases


# ---- Boolean polynomials -----------------------------------------------------------------


def edges(n: int, k: int) -> list[int]:
    """Return the masks of the k-subsets of n vertices, in lexicographic order of vertices."""
    return [sum(1 << v for v in subset) for subset in combinations(range(n), k)]


def monomial_table(mask: int, n: int) -> int:
    """Return the truth table of a monomial: bit z is 1 iff z contains every vertex of `mask`.

    Example:
        >>> bin(monomial_table(0b11, 2))
        '0b1000'
    """
    table = 1
    for vertex in range(n):
        width = 1 << vertex  # the table so far covers the points of `vertex` variables
        table = table << width if mask >> vertex & 1 else table | table << width
    return table


def polynomial(masks: Iterable[int], n: int) -> int:
    """Return the truth table of a sum of monomials.

    Example:
        >>> bin(polynomial([0b01, 0b11], 2))
        '0b10'
    """
    return reduce(xor, (monomial_table(mask, n) for mask in masks), 0)


def sums(tables: Iterable[int]) -> list[int]:
    """Return the sums modulo 2 of all sets of truth tables; bit j of a position is table j.

    Example:
        >>> sums([1, 6])
        [0, 1, 6, 7]
    """
    values = [0]
    for table in tables:
        values += [earlier ^ table for earlier in values]
    return values


def vertex_masks(n: int) -> list[int]:
    """Return for every vertex i the truth table of (1 - z_i): the points with bit i clear."""
    full = (1 << (1 << n)) - 1
    return [full ^ monomial_table(1 << i, n) for i in range(n)]


def shifted(table: int, vector: int, clear: Sequence[int]) -> int:
    """Return the truth table of f(z + vector) from the table of f.

    Args:
        table: bit z is f(z).
        vector: the shift, a mask of vertices.
        clear: the result of `vertex_masks`.
    """
    while vector:
        lowest = vector & -vector
        mask = clear[lowest.bit_length() - 1]
        table = (table & mask) << lowest | table >> lowest & mask
        vector ^= lowest
    return table
