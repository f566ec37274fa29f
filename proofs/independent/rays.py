"""Vector sets by block matrices of integers: orthogonality, bases, and their clauses.

Belongs here: the first half of docs/formats/colouring.md, up to the list of clauses. An entry
a + b t becomes the 2 x 2 matrix a + b C, where C is the companion matrix of t; all else is
multiplication of integer matrices. Does not belong here: colourings (`colouring`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from proofs.independent.external import dimacs
from proofs.independent.reader import fail, fields, integer, items, one_of, string

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from proofs.independent.opinion import Deadline

Matrix = tuple[tuple[int, int], tuple[int, int]]

# The companion matrix of the minimal polynomial, and whether t is real.
COMPANIONS: dict[str, tuple[str, Matrix, bool]] = {
    "Z": ("", ((0, 0), (0, 0)), True),
    "Z[sqrt2]": ("sqrt2", ((0, 2), (1, 0)), True),
    "Z[i]": ("i", ((0, -1), (1, 0)), False),
    "Z[w]": ("w", ((0, -1), (1, -1)), False),
    "Z[phi]": ("phi", ((0, 1), (1, 1)), True),
}
MAX_VECTORS = 2048
MAX_DIM = 16
MAX_ENTRY = 64
MAX_BASES = 1_000_000

Clause = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rays:
    """A vector set as a graph.

    Args:
        count: the number of vectors.
        pairs: orthogonal pairs that the rule forbids to be both 1, in lexicographic order.
        bases: all bases, each increasing, in lexicographic order.
    """

    count: int
    pairs: tuple[tuple[int, int], ...]
    bases: tuple[tuple[int, ...], ...]

    def clauses(self) -> tuple[Clause, ...]:
        """Return the clauses of docs/formats/colouring.md, in its order.

        Example:
            >>> Rays(2, ((0, 1),), ((0, 1),)).clauses()
            ((-1, -2), (1, 2))
        """
        return tuple((-(i + 1), -(j + 1)) for i, j in self.pairs) + tuple(
            tuple(i + 1 for i in basis) for basis in self.bases
        )

    def dimacs(self) -> str:
        r"""Return the clauses as a DIMACS file.

        Example:
            >>> Rays(2, ((0, 1),), ((0, 1),)).dimacs()
            'p cnf 2 2\n-1 -2 0\n1 2 0\n'
        """
        return dimacs(self.count, self.clauses())

    def accepts(self, ones: set[int]) -> str:
        """Return why a set of ones is no colouring, or an empty string.

        Example:
            >>> Rays(2, ((0, 1),), ((0, 1),)).accepts({0, 1})
            'the orthogonal vectors 0 and 1 are both 1'
        """
        for i, j in self.pairs:
            if i in ones and j in ones:
                return f"the orthogonal vectors {i} and {j} are both 1"
        for basis in self.bases:
            if ones.isdisjoint(basis):
                return f"no vector of the basis {list(basis)} is 1"
        return ""


def parse_entry(text: str, ring: str, where: str) -> Matrix:
    """Return the 2 x 2 integer matrix of an entry.

    Args:
        text: in the grammar of docs/formats/colouring.md.
        ring: a key of `COMPANIONS`.
        where: the place to name in an error.

    Raises:
        InputError: if it is not of that grammar.

    Source: the regular representation of a quadratic ring.

    Example:
        >>> parse_entry("1+2*phi", "Z[phi]", "")
        ((1, 2), (2, 3))
    """
    symbol, ((e, f), (g, h)), _ = COMPANIONS[ring]
    match = re.fullmatch(
        r"(?:(-?[0-9]+)(?![0-9*]))?(?:([+-]?)(?:([0-9]+)\*)?([a-z]+[0-9]?))?", text
    )
    if match is None or not text or len(text) > MAX_ENTRY:
        return fail(where, f"an entry of {ring}", repr(text)[:80])
    number, sign, factor, letter = match.groups()
    if letter is not None and (letter != symbol or (number is not None and not sign)):
        return fail(where, f"an entry of {ring}", repr(text)[:80])
    a = int(number or 0)
    b = 0 if letter is None else int(f"{sign}{factor or 1}")
    return ((a + b * e, b * f), (b * g, a + b * h))


def conjugate(matrix: Matrix, ring: str) -> Matrix:
    """Return the matrix of the complex conjugate: the adjugate where t is not real.

    Example:
        >>> conjugate(parse_entry("w", "Z[w]", ""), "Z[w]") == parse_entry("-1-w", "Z[w]", "")
        True
    """
    if COMPANIONS[ring][2]:
        return matrix
    (a, b), (c, d) = matrix
    return ((d, -b), (-c, a))


def read_rays(statement: dict[str, Any], deadline: Deadline) -> Rays:
    """Read a vector set, check it, and list orthogonal pairs and bases.

    Raises:
        InputError: if it breaks a rule of docs/formats/colouring.md.
        TimeoutError: after the deadline.

    Source: S. Kochen and E. P. Specker, J. Math. Mech. 17 (1967) 59.

    Example:
        >>> from proofs.independent.opinion import Deadline
        >>> statement = {"kind": "ks-colourable", "dim": 2, "ring": "Z[i]", "rule": "bases",
        ...              "vectors": [["1", "i"], ["i", "1"], ["1", "1"]]}
        >>> read_rays(statement, Deadline(60)).bases
        ((0, 1),)
    """
    fields(statement, "statement", ("kind", "dim", "ring", "rule", "vectors"))
    rule = one_of(statement["rule"], "rule", ("bases", "bases-and-pairs"))
    orthogonal = orthogonality(statement)
    dim = statement["dim"]
    neighbours = [
        int.from_bytes(np.packbits(row, bitorder="little").tobytes(), "little")
        for row in orthogonal
    ]
    bases = tuple(sorted(_maximal_cliques(neighbours, dim, deadline)))
    pairs = {(int(i), int(j)) for i, j in np.argwhere(orthogonal) if i < j}
    if rule == "bases":
        pairs &= {pair for basis in bases for pair in combinations(basis, 2)}
    return Rays(len(orthogonal), tuple(sorted(pairs)), bases)


def orthogonality(keys: dict[str, Any]) -> npt.NDArray[np.bool_]:
    """Return which of the vectors under the keys "dim", "ring" and "vectors" are orthogonal.

    Raises:
        InputError: if they break a rule of docs/formats/colouring.md.

    Example:
        >>> orthogonality({"dim": 2, "ring": "Z", "vectors": [["1", "2"], ["-2", "1"]]}).tolist()
        [[False, True], [True, False]]
    """
    dim = integer(keys["dim"], "dim", 2, MAX_DIM)
    ring = one_of(keys["ring"], "ring", COMPANIONS)
    rows = []
    for i, vector in enumerate(items(keys["vectors"], "vectors", 1, MAX_VECTORS)):
        where = f"vectors[{i}]"
        entries = items(vector, where, dim, dim)
        rows.append([parse_entry(string(x, where, MAX_ENTRY), ring, where) for x in entries])
    gram = _gram(rows, ring)
    _check_rays(gram)
    return np.asarray(~(gram != 0).any(axis=(2, 3)))


def _gram(rows: list[list[Matrix]], ring: str) -> npt.NDArray[Any]:
    """Return the inner products as an array of shape (m, m, 2, 2)."""
    m = len(rows)
    dim = len(rows[0])
    left = np.array([[conjugate(x, ring) for x in row] for row in rows], dtype=object)
    right = np.array(rows, dtype=object)
    largest = max(abs(int(x)) for array in (left, right) for x in array.ravel())
    # Twice the inner product's own bound, squared below, must fit; else Python's integers do it.
    if (4 * dim * largest**2) ** 2 < 1 << 62:
        left, right = left.astype(np.int64), right.astype(np.int64)
    flat_left = left.transpose(0, 2, 1, 3).reshape(2 * m, 2 * dim)
    flat_right = right.transpose(1, 2, 0, 3).reshape(2 * dim, 2 * m)
    product: npt.NDArray[Any] = flat_left @ flat_right
    return product.reshape(m, 2, m, 2).transpose(0, 2, 1, 3)


def _check_rays(gram: npt.NDArray[Any]) -> None:
    """Refuse zero vectors and proportional ones.

    Equality in the Cauchy-Schwarz inequality: v and w are proportional if and only if
    <v,w><w,v> = <v,v><w,w>.
    """
    for i in range(len(gram)):
        if not (gram[i, i] != 0).any():
            fail(f"vectors[{i}]", "a nonzero vector", "zero")
        earlier = gram[i, :i]
        products = earlier @ gram[:i, i]
        norms = gram[i, i] @ gram[np.arange(i), np.arange(i)]
        same = np.flatnonzero((products == norms).all(axis=(1, 2)))
        if len(same):
            fail(f"vectors[{i}]", "a new ray", f"a multiple of vectors[{same[0]}]")


def _maximal_cliques(
    neighbours: list[int], size: int, deadline: Deadline
) -> Iterator[tuple[int, ...]]:
    """Yield the maximal cliques of the given size: Bron and Kerbosch with pivots.

    Orthogonal vectors are independent, so no clique is larger than the dimension, and the bases
    are the maximal cliques of that size.
    """
    found = 0
    # Clique, candidates that extend it, and vertices whose cliques are done.
    stack: list[tuple[tuple[int, ...], int, int]] = [((), (1 << len(neighbours)) - 1, 0)]
    while stack:
        deadline.check()
        clique, candidates, done = stack.pop()
        if not candidates and not done:
            if len(clique) == size:
                found += 1
                if found > MAX_BASES:
                    fail("vectors", f"at most {MAX_BASES} bases", "more")
                yield tuple(sorted(clique))
            continue
        if len(clique) + candidates.bit_count() < size:
            continue
        pivot = max(
            _bits(candidates | done), key=lambda v: (candidates & neighbours[v]).bit_count()
        )
        for v in _bits(candidates & ~neighbours[pivot]):
            stack.append(((*clique, v), candidates & neighbours[v], done & neighbours[v]))
            candidates ^= 1 << v
            done |= 1 << v


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
